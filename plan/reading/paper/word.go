package paper

import (
	"archive/zip"
	"bytes"
	"encoding/xml"
	"errors"
	"io"
	"path"
	"strings"

	"ansinh/plan/reading/lang"
)

// wordFile reads the parts of a Word document that a plan needs: text, numbering, outline levels, bold, tables.
// Namespaces are not looked at, so that strict and transitional files read alike. What was struck out under tracked
// changes is left out, what was put in stays.
type wordFile struct {
	lex    *lang.Lexicon
	zip    *zip.Reader
	styles map[string]wordStyle
	lists  *numbering
	blocks []*Block
	para   int // body paragraphs so far, counted as other readers count them: outside tables, empty ones too
	tables int
	gap    bool // an empty paragraph or a table stands before
}

// What is held of one part is bounded: a file that unpacks to more bytes or elements is refused. A plan of a thousand
// pages stays below a tenth of both.
const (
	maxPart  = 96 << 20
	maxNodes = 1 << 20
)

var errTooLarge = errors.New("part too large")

// node is an element with its children; the whole part is held, since a plan is small.
type node struct {
	XMLName xml.Name
	Attrs   []xml.Attr `xml:",any,attr"`
	Text    []byte     // of a run's text only
	Nodes   []node     `xml:",any"`
}

func (n *node) name() string { return n.XMLName.Local }

func (n *node) attr(name string) string {
	for _, a := range n.Attrs {
		if a.Name.Local == name {
			return a.Value
		}
	}
	return ""
}

// child is the first child of the name; nil where there is none.
func (n *node) child(names ...string) *node {
	at := n
	for _, name := range names {
		var next *node
		for i := range at.Nodes {
			if at.Nodes[i].name() == name {
				next = &at.Nodes[i]
				break
			}
		}
		if next == nil {
			return nil
		}
		at = next
	}
	return at
}

func (w *wordFile) part(name string) (*node, error) {
	f, err := w.zip.Open(name)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	limited := &io.LimitedReader{R: f, N: maxPart}
	d := xml.NewDecoder(limited)
	d.Strict = false
	var n node
	err = decodeTree(d, &n)
	if limited.N == 0 {
		return nil, errTooLarge
	}
	if err != nil {
		return nil, err
	}
	return &n, nil
}

// maxDepth bounds nesting: a document made to exhaust the stack is damaged, not deep.
const maxDepth = 512

// decodeTree reads the element tree without recursion in the decoder.
func decodeTree(d *xml.Decoder, root *node) error {
	stack := []*node{root}
	for count := 0; ; {
		t, err := d.Token()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return err
		}
		top := stack[len(stack)-1]
		switch t := t.(type) {
		case xml.StartElement:
			if count++; len(stack) > maxDepth || count > maxNodes {
				return errTooLarge
			}
			if drawn := t.Name.Local; drawn == "drawing" || drawn == "pict" || drawn == "object" {
				if err := d.Skip(); err != nil {
					return err
				}
				continue
			}
			top.Nodes = append(top.Nodes, node{XMLName: t.Name, Attrs: t.Attr})
			stack = append(stack, &top.Nodes[len(top.Nodes)-1])
		case xml.EndElement:
			if len(stack) > 1 {
				stack = stack[:len(stack)-1]
			}
		case xml.CharData:
			if top.name() == "t" {
				top.Text = append(top.Text, t...)
			}
		}
	}
	if len(root.Nodes) == 0 {
		return errors.New("no element")
	}
	*root = root.Nodes[0]
	return nil
}

// mainPart is the name of the document's part, "" where the zip holds no Word document.
func (w *wordFile) mainPart() string {
	if rels, err := w.part("_rels/.rels"); err == nil {
		for i := range rels.Nodes {
			r := &rels.Nodes[i]
			if target := strings.TrimPrefix(r.attr("Target"), "/"); strings.HasSuffix(r.attr("Type"), "/officeDocument") && strings.HasPrefix(target, "word/") {
				return target
			}
		}
	}
	if f, err := w.zip.Open("word/document.xml"); err == nil {
		f.Close()
		return "word/document.xml"
	}
	return ""
}

func (w *wordFile) read(main string) ([]*Block, error) {
	doc, err := w.part(main)
	if err != nil {
		return nil, err
	}
	w.styles, w.lists = map[string]wordStyle{}, &numbering{}
	if styles, err := w.part(path.Join(path.Dir(main), "styles.xml")); err == nil {
		w.styles = readStyles(styles)
	}
	if lists, err := w.part(path.Join(path.Dir(main), "numbering.xml")); err == nil {
		w.lists = readNumbering(lists)
	}
	body := doc.child("body")
	if body == nil {
		return nil, errors.New("no body")
	}
	w.container(body)
	return w.blocks, nil
}

// container reads what lies in a body or a block that only wraps (a content control, an insertion).
func (w *wordFile) container(n *node) {
	for i := range n.Nodes {
		c := &n.Nodes[i]
		switch c.name() {
		case "p":
			w.para++
			w.paragraph(c)
		case "tbl":
			w.tables++
			w.table(c)
			w.gap = true
		case "sdt", "sdtContent", "ins", "customXml", "smartTag":
			w.container(c)
		}
	}
}

// paragraph adds the blocks of one paragraph: one, or several where line breaks part numbered points.
func (w *wordFile) paragraph(p *node) {
	style := w.style(p)
	text, bold := runText(p, style.bold)
	label := w.label(p, style)
	source := Source{Paragraph: w.para}
	first := true
	for _, part := range strings.Split(text, "\n") {
		part = Cleaned(part)
		if part == "" {
			w.gap = w.gap || len(text) == 0
			continue
		}
		if first && label != "" {
			part = label + " " + part
		}
		if !first && ReadMarker(part).Rank == RankNone && !w.lex.StartsLabel(part) {
			b := w.blocks[len(w.blocks)-1]
			b.Spans = append(b.Spans, Span{len(b.Text) + 1, source})
			b.Text += " " + part
			continue
		}
		w.blocks = append(w.blocks, &Block{Text: part, Spans: []Span{{0, source}}, Bold: bold, Level: style.level, Apart: w.gap})
		w.gap = false
		first = false
	}
}

// runText gathers a paragraph's text and says whether all of it is bold.
func runText(n *node, styleBold bool) (string, bool) {
	var b strings.Builder
	bold, seen := true, false
	var walk func(n *node, isBold bool)
	walk = func(n *node, isBold bool) {
		for i := range n.Nodes {
			c := &n.Nodes[i]
			switch c.name() {
			case "t":
				b.Write(c.Text)
				if len(bytes.TrimSpace(c.Text)) > 0 {
					seen, bold = true, bold && isBold
				}
			case "tab", "ptab":
				b.WriteByte('\t')
			case "br", "cr":
				b.WriteByte('\n')
			case "noBreakHyphen":
				b.WriteByte('-')
			case "r":
				walk(c, runBold(c, styleBold))
			case "AlternateContent":
				if choice := c.child("Choice"); choice != nil {
					walk(choice, isBold)
				}
			case "pPr", "rPr", "del", "delText", "moveFrom", "instrText", "footnoteReference", "Fallback":
			default:
				walk(c, isBold)
			}
		}
	}
	walk(n, styleBold)
	return b.String(), bold && seen
}

func runBold(r *node, otherwise bool) bool {
	b := r.child("rPr", "b")
	if b == nil {
		return otherwise
	}
	return on(b.attr("val"))
}

func on(val string) bool { return val != "0" && val != "false" && val != "off" }
