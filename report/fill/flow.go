package fill

import (
	"bytes"
	"cmp"
	"encoding/xml"
	"io"
	"strconv"
	"strings"

	"ansinh/fault"
	"ansinh/report/docx"
	"ansinh/report/pdf"
)

// node is an element of a part, with the text in it.
type node struct {
	name     string
	value    string            // of w:val
	attr     map[string]string // by local name
	children []*node
	text     string
}

// tree reads a part; names lose the mark of their vocabulary.
func tree(body []byte) (*node, error) {
	d := xml.NewDecoder(bytes.NewReader(body))
	open := []*node{{}}
	for {
		token, err := d.RawToken()
		if err == io.EOF && len(open) == 1 {
			return open[0], nil
		}
		if err != nil {
			return nil, fault.Wrap(err, fault.Invalid, "template.not_word")
		}
		switch x := token.(type) {
		case xml.StartElement:
			n := &node{name: x.Name.Local, attr: map[string]string{}}
			for _, a := range x.Attr {
				n.attr[a.Name.Local] = a.Value
			}
			n.value = n.attr["val"]
			at := open[len(open)-1]
			at.children, open = append(at.children, n), append(open, n)
		case xml.EndElement:
			if open[len(open)-1].name != x.Name.Local || len(open) == 1 {
				return nil, fault.New(fault.Invalid, "template.not_word")
			}
			open = open[:len(open)-1]
		case xml.CharData:
			open[len(open)-1].text += string(x)
		}
	}
}

// at is the first element along a way of names; an empty one where there is none.
func (n *node) at(way ...string) *node {
	for _, name := range way {
		found := &node{}
		for _, c := range n.children {
			if c.name == name {
				found = c
				break
			}
		}
		n = found
	}
	return n
}

// has says whether the element has a child of a name.
func (n *node) has(name string) bool { return n.at(name).name != "" }

func (n *node) number(attr string) int {
	v, _ := strconv.Atoi(n.attr[attr])
	return v
}

// on says whether a switch like w:b is on: it is unless it says that it is not.
func (n *node) on(name string) (on, said bool) {
	x := n.at(name)
	return x.name != "" && x.value != "0" && x.value != "false" && x.value != "none", x.name != ""
}

// look is how text looks.
type look struct {
	style  docx.Style
	align  string
	left   int
	indent int
}

// sheet is the looks of a document's styles.
type sheet struct {
	byID  map[string]*node
	plain look
}

func newSheet(t *Template, body docx.Style) (*sheet, error) {
	s := &sheet{byID: map[string]*node{}, plain: look{style: docx.Style{Size: body.Size, Spacing: body.Spacing}, align: "left"}}
	for _, p := range t.parts {
		if p.name != "word/styles.xml" {
			continue
		}
		n, err := tree(p.body)
		if err != nil {
			return nil, err
		}
		s.plain.take(n.at("styles", "docDefaults", "pPrDefault", "pPr"), n.at("styles", "docDefaults", "rPrDefault", "rPr"))
		for _, c := range n.at("styles").children {
			if c.name == "style" {
				s.byID[c.attr["styleId"]] = c
			}
			if c.name == "style" && c.attr["default"] == "1" && c.attr["type"] == "paragraph" {
				s.plain.take(c.at("pPr"), c.at("rPr"))
			}
		}
	}
	return s, nil
}

// mostBase is how many styles may build on one another.
const mostBase = 12

// of is the look of a style with those it builds on.
func (s *sheet) of(id string) look {
	var way []*node
	for n := s.byID[id]; n != nil && len(way) < mostBase; n = s.byID[n.at("basedOn").value] {
		way = append(way, n)
	}
	l := s.plain
	for i := len(way) - 1; i >= 0; i-- {
		l.take(way[i].at("pPr"), way[i].at("rPr"))
	}
	return l
}

// take lays the properties of a paragraph and of its text over a look.
func (l *look) take(p, r *node) {
	switch p.at("jc").value {
	case "center", "right", "both":
		l.align = p.at("jc").value
	case "left", "start":
		l.align = "left"
	case "end":
		l.align = "right"
	}
	if x := p.at("spacing"); x.name != "" {
		if x.attr["before"] != "" {
			l.style.Before = x.number("before")
		}
		if x.attr["after"] != "" {
			l.style.After = x.number("after")
		}
		if x.attr["line"] != "" && cmp.Or(x.attr["lineRule"], "auto") == "auto" {
			l.style.Spacing = x.number("line") * 1000 / 240
		}
	}
	if x := p.at("ind"); x.name != "" {
		l.left = max(x.number("left")+x.number("start"), 0)
		l.indent = x.number("firstLine")
	}
	l.text(r)
}

// text lays the properties of text over a look.
func (l *look) text(r *node) {
	if n, err := strconv.Atoi(r.at("sz").value); err == nil && n > 0 {
		l.style.Size = n
	}
	for name, to := range map[string]*bool{"b": &l.style.Bold, "i": &l.style.Italic, "caps": &l.style.Caps} {
		if on, said := r.on(name); said {
			*to = on
		}
	}
}

// Flow is the paragraphs and tables of a document, for drawing; body is how text looks that says nothing of itself.
func Flow(document []byte, body docx.Style) (all []pdf.Flow, landscape bool, err error) {
	t, err := Read(document)
	if err != nil {
		return nil, false, err
	}
	s, err := newSheet(t, body)
	if err != nil {
		return nil, false, err
	}
	for _, p := range t.parts {
		if p.name != "word/document.xml" {
			continue
		}
		n, err := tree(p.body)
		if err != nil {
			return nil, false, err
		}
		main := n.at("document", "body")
		return s.flows(main), main.at("sectPr", "pgSz").attr["orient"] == "landscape", nil
	}
	return nil, false, nil
}

// flows are the paragraphs and tables in an element, also those that fields and tracked changes wrap.
func (s *sheet) flows(in *node) []pdf.Flow {
	var out []pdf.Flow
	for _, c := range in.children {
		switch c.name {
		case "p":
			out = append(out, s.paragraph(c)...)
		case "tbl":
			out = append(out, pdf.Flow{Table: s.table(c)})
		case "sdt", "sdtContent", "ins", "customXml":
			out = append(out, s.flows(c)...)
		}
	}
	return out
}

// paragraph is one flow, or several where lines or pages are broken in it.
func (s *sheet) paragraph(p *node) []pdf.Flow {
	l := s.of(p.at("pPr", "pStyle").value)
	l.take(p.at("pPr"), &node{})
	w := &gatherer{base: l}
	w.runs(p)
	if len(w.out) == 0 && len(w.now) == 0 { // an empty line is as high as its mark
		w.base.text(p.at("pPr", "rPr"))
	}
	w.end(false)
	w.out[0].Break = w.out[0].Break || p.at("pPr").has("pageBreakBefore")
	return w.out
}

// gatherer puts the runs of a paragraph together.
type gatherer struct {
	base  look
	now   []docx.Run
	out   []pdf.Flow
	sized bool
	page  bool // the next flow begins a page
}

func (g *gatherer) end(page bool) {
	f := pdf.Flow{Style: g.base.style, Align: g.base.align, Left: g.base.left, Indent: g.base.indent, Runs: g.now, Break: g.page}
	f.Style.Bold, f.Style.Italic = false, false // each run says it
	g.out, g.now, g.page = append(g.out, f), nil, page
}

func (g *gatherer) runs(in *node) {
	for _, c := range in.children {
		switch c.name {
		case "r":
			g.run(c)
		case "ins", "hyperlink", "smartTag", "sdt", "sdtContent", "fldSimple":
			g.runs(c)
		}
	}
}

func (g *gatherer) run(r *node) {
	l := g.base
	l.text(r.at("rPr"))
	if !g.sized {
		g.base.style.Size, g.sized = l.style.Size, true // a paragraph is drawn in the size of its first text
	}
	add := func(text string) {
		if l.style.Caps && !g.base.style.Caps {
			text = strings.ToUpper(text)
		}
		g.now = append(g.now, docx.Run{Text: text, Bold: l.style.Bold, Italic: l.style.Italic})
	}
	for _, c := range r.children {
		switch c.name {
		case "t":
			add(c.text)
		case "tab":
			add("    ")
		case "noBreakHyphen":
			add("-")
		case "br", "cr":
			g.end(c.attr["type"] == "page")
		}
	}
}

// table is a grid; what a cell shares with the one above is drawn empty.
func (s *sheet) table(t *node) *pdf.Grid {
	g := &pdf.Grid{}
	for _, c := range t.at("tblGrid").children {
		g.Widths = append(g.Widths, max(c.number("w"), 1))
	}
	style := s.byID[t.at("tblPr", "tblStyle").value]
	for _, from := range []*node{t.at("tblPr", "tblBorders"), style.borders()} {
		if on, said := from.on("top"); said {
			g.Lined = on && from.at("top").value != "nil"
			break
		}
	}
	for _, r := range t.children {
		if r.name != "tr" {
			continue
		}
		var row []pdf.Box
		columns := 0
		for _, c := range r.children {
			if c.name != "tc" {
				continue
			}
			b := pdf.Box{Span: max(c.at("tcPr", "gridSpan").number("val"), 1), Flow: s.flows(c)}
			columns += b.Span
			row = append(row, b)
		}
		for len(g.Widths) < columns {
			g.Widths = append(g.Widths, max(1, 9000/columns))
		}
		g.Rows = append(g.Rows, row)
	}
	return g
}

// borders are those of a table's style; none where it has none.
func (n *node) borders() *node {
	if n == nil {
		return &node{}
	}
	return n.at("tblPr", "tblBorders")
}
