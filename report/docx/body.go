package docx

import (
	"fmt"
	"strconv"
	"strings"

	"ansinh/calendar"
)

// Heading is a heading of the body: level 1 is a part or section in Roman numerals, 2 an Arabic number, 3 below it.
type Heading struct {
	Level int
	Text  string
}

// Run is a stretch of text of one look.
type Run struct {
	Text   string
	Bold   bool
	Italic bool
}

// Paragraph is a paragraph of the body.
type Paragraph struct {
	Runs    []Run
	Caption bool // centred and bold above a table
	Note    bool // small below a table: source, meaning of a mark
}

// P is a plain paragraph.
func P(text string) Paragraph { return Paragraph{Runs: []Run{{Text: text}}} }

// body writes word/document.xml.
type body struct {
	markup
	form  *Form
	width int // of the section being written, in twips
}

const namespace = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"

func (b *body) document(d *Document) {
	b.WriteString(xmlHead)
	b.open("w:document", "xmlns:w", namespace, "xmlns:r", "http://schemas.openxmlformats.org/officeDocument/2006/relationships")
	b.open("w:body")
	b.width = b.form.Page.textWidth(false)
	b.letterhead(d)
	b.subject(d)
	if d.Address != "" {
		b.paragraph(look{style: "Address"}, Run{Text: d.Address})
	}
	b.bases(d.Basis)
	for _, block := range d.Body {
		block.write(b)
	}
	b.signature(d)
	for i, a := range d.Annexes {
		b.sectionBreak(i == 0, i > 0 && d.Annexes[i-1].Landscape)
		b.annex(a)
	}
	last := len(d.Annexes) - 1
	b.section(last < 0, last >= 0 && d.Annexes[last].Landscape)
	b.close("w:body")
	b.close("w:document")
}

// look is how a paragraph stands; the zero value is left, in the style named.
type look struct {
	style    string
	align    string
	keepNext bool
	left     int // indents in twips
	right    int
}

func (b *body) paragraph(l look, runs ...Run) {
	b.open("w:p")
	b.open("w:pPr")
	b.empty("w:pStyle", "w:val", l.style)
	if l.keepNext {
		b.empty("w:keepNext")
	}
	if l.left != 0 || l.right != 0 {
		b.empty("w:ind", "w:left", strconv.Itoa(l.left), "w:right", strconv.Itoa(l.right))
	}
	if l.align != "" {
		b.empty("w:jc", "w:val", l.align)
	}
	b.close("w:pPr")
	for _, r := range runs {
		b.run(r)
	}
	b.close("w:p")
}

func (b *body) run(r Run) {
	b.open("w:r")
	if r.Bold || r.Italic {
		b.open("w:rPr")
		if r.Bold {
			b.empty("w:b")
			b.empty("w:bCs")
		}
		if r.Italic {
			b.empty("w:i")
			b.empty("w:iCs")
		}
		b.close("w:rPr")
	}
	b.open("w:t", "xml:space", "preserve")
	b.text(r.Text)
	b.close("w:t")
	b.close("w:r")
}

// rule draws a solid centred line as long as a share of a text within a cell of the given width.
func (b *body) rule(text string, s Style, cell int) {
	long := textTwips(text, s) * s.Line / 1000
	side := max((cell-long)/2, 0)
	b.open("w:p")
	b.open("w:pPr")
	b.empty("w:pStyle", "w:val", "Rule")
	b.empty("w:ind", "w:left", strconv.Itoa(side), "w:right", strconv.Itoa(side))
	b.close("w:pPr")
	b.close("w:p")
}

func (b *body) subject(d *Document) {
	f := b.form
	b.paragraph(look{style: "Kind", keepNext: true}, Run{Text: d.Kind})
	longest := ""
	for _, line := range d.Subject {
		b.paragraph(look{style: "Subject", keepNext: true}, Run{Text: line})
		if textTwips(line, f.Subject) > textTwips(longest, f.Subject) {
			longest = line
		}
	}
	b.rule(longest, f.Subject, b.width)
}

// bases closes every legal basis by a semicolon and the last by a full stop.
func (b *body) bases(list []string) {
	for i, s := range list {
		mark := ";"
		if i == len(list)-1 {
			mark = "."
		}
		b.paragraph(look{style: "Basis"}, Run{Text: strings.TrimRight(s, ";. ") + mark})
	}
}

func (h Heading) write(b *body) {
	b.paragraph(look{style: fmt.Sprintf("Heading%d", min(max(h.Level, 1), 3)), keepNext: true}, Run{Text: h.Text})
}

func (p Paragraph) write(b *body) {
	switch {
	case p.Caption:
		b.paragraph(look{style: "Caption", keepNext: true}, p.Runs...)
	case p.Note:
		b.paragraph(look{style: "TableNote"}, p.Runs...)
	default:
		b.paragraph(look{style: "BodyText"}, p.Runs...)
	}
}

func (b *body) annex(a Annex) {
	b.width = b.form.Page.textWidth(a.Landscape)
	b.paragraph(look{style: "AnnexLabel", keepNext: true}, Run{Text: a.Label})
	b.paragraph(look{style: "AnnexTitle", keepNext: true}, Run{Text: a.Title})
	if a.Reference != "" {
		b.paragraph(look{style: "AnnexReference", keepNext: true}, Run{Text: a.Reference})
	}
	for _, block := range a.Body {
		block.write(b)
	}
}

// sectionBreak ends the section before an annex; first says it is the main document.
func (b *body) sectionBreak(first, landscape bool) {
	b.open("w:p")
	b.open("w:pPr")
	b.empty("w:pStyle", "w:val", "Rule0")
	b.section(first, landscape)
	b.close("w:pPr")
	b.close("w:p")
}

// section closes a section: the first page of the main document shows no page number.
func (b *body) section(first, landscape bool) {
	p := b.form.Page
	wide, high, orient := twips(p.Width), twips(p.Height), "portrait"
	top, right, bottom, left := p.Top, p.Right, p.Bottom, p.Left
	if landscape {
		wide, high, orient = high, wide, "landscape"
		top, right, bottom, left = p.Left, p.Top, p.Right, p.Bottom
	}
	b.open("w:sectPr")
	b.empty("w:headerReference", "w:type", "default", "r:id", "rIdHeader")
	if first {
		b.empty("w:headerReference", "w:type", "first", "r:id", "rIdFirst")
	}
	b.empty("w:type", "w:val", "nextPage")
	b.empty("w:pgSz", "w:w", strconv.Itoa(wide), "w:h", strconv.Itoa(high), "w:orient", orient)
	b.empty("w:pgMar", "w:top", mm(top), "w:right", mm(right), "w:bottom", mm(bottom), "w:left", mm(left),
		"w:header", mm(p.Header), "w:footer", mm(p.Header), "w:gutter", "0")
	if first {
		b.empty("w:titlePg")
	}
	b.close("w:sectPr")
}

func mm(n int) string { return strconv.Itoa(twips(n)) }

// PlaceAndDate writes place and day as the form asks: days below 10 and the months 1 and 2 with a leading 0. Without a
// date the figures stay free for the hand.
func PlaceAndDate(place string, d calendar.Date) string {
	if d.IsZero() {
		return place + ", ngày      tháng      năm         "
	}
	year, month, day := d.Civil()
	m := strconv.Itoa(month)
	if month <= 2 {
		m = "0" + m
	}
	return fmt.Sprintf("%s, ngày %02d tháng %s năm %d", place, day, m, year)
}
