package docx

import "strconv"

// Align is how the cells of a column stand.
type Align string

// The alignments of a column. Words stand left, figures right, short marks in the middle.
const (
	Left   Align = "left"
	Right  Align = "right"
	Center Align = "center"
)

// Column is one column of a table; widths are shares of the sum of all widths.
type Column struct {
	Width int
	Align Align
}

// Cell is one cell. Each line is a paragraph.
type Cell struct {
	Lines  []string
	Span   int // columns it takes; 0 and 1 are one
	Down   int // in the head: rows it takes
	Bold   bool
	Italic bool
	Keep   bool  // not the last row of a page: the title of a group
	Align  Align // "" is the column's
}

// C is a plain cell.
func C(lines ...string) Cell { return Cell{Lines: lines} }

// Table is a table with lines. Head rows are repeated on every page; a row is never cut by the end of a page.
type Table struct {
	Columns []Column
	Head    [][]Cell
	Rows    [][]Cell
	Plain   bool // without lines
}

func (t Table) write(b *body) {
	widths := t.widths(b.width)
	lines := b.borders
	if t.Plain {
		lines = func() {}
	}
	b.openTable(b.width, 70, widths, lines)
	t.head(b, widths)
	for _, row := range t.Rows {
		b.tableRow(t, widths, row)
	}
	b.close("w:tbl")
	b.paragraph(look{style: "Rule0"}) // two tables in a row would run into one
}

func (b *body) borders() {
	b.open("w:tblBorders")
	for _, side := range []string{"top", "left", "bottom", "right", "insideH", "insideV"} {
		b.empty("w:"+side, "w:val", "single", "w:sz", "4", "w:space", "0", "w:color", "000000")
	}
	b.close("w:tblBorders")
}

// widths share out the whole; what division leaves goes to the last column.
func (t Table) widths(total int) []int {
	sum := 0
	for _, c := range t.Columns {
		sum += c.Width
	}
	out, left := make([]int, len(t.Columns)), total
	for i, c := range t.Columns {
		out[i] = total * c.Width / max(sum, 1)
		left -= out[i]
	}
	if len(out) > 0 {
		out[len(out)-1] += left
	}
	return out
}

// head writes the head rows; a cell that takes several rows leaves its place in the rows below.
func (t Table) head(b *body, widths []int) {
	below := make([]int, len(widths)) // rows still taken from above, by column
	for _, row := range t.Head {
		b.open("w:tr")
		b.open("w:trPr")
		b.empty("w:cantSplit")
		b.empty("w:tblHeader")
		b.close("w:trPr")
		at := 0
		for _, c := range row {
			at = b.continued(widths, below, at)
			span := max(c.Span, 1)
			merge := ""
			if c.Down > 1 {
				merge = "restart"
				for i := at; i < min(at+span, len(below)); i++ {
					below[i] = c.Down - 1
				}
			}
			b.openCell(sum(widths, at, span), span, merge, "center")
			b.lines(c, "TableHead", Center)
			b.close("w:tc")
			at += span
		}
		b.continued(widths, below, at)
		b.close("w:tr")
	}
}

func (b *body) continued(widths, below []int, at int) int {
	for at < len(below) && below[at] > 0 {
		b.openCell(widths[at], 1, "continue", "center")
		b.paragraph(look{style: "TableHead"})
		b.close("w:tc")
		below[at]--
		at++
	}
	return at
}

func (b *body) tableRow(t Table, widths []int, row []Cell) {
	b.open("w:tr")
	b.open("w:trPr")
	b.empty("w:cantSplit")
	b.close("w:trPr")
	at := 0
	for _, c := range row {
		span := max(c.Span, 1)
		align := c.Align
		if align == "" && at < len(t.Columns) {
			align = t.Columns[at].Align
		}
		b.openCell(sum(widths, at, span), span, "", "top")
		b.lines(c, "TableText", align)
		b.close("w:tc")
		at += span
	}
	b.close("w:tr")
}

func (b *body) openCell(width, span int, merge, vertical string) {
	b.open("w:tc")
	b.open("w:tcPr")
	b.empty("w:tcW", "w:w", strconv.Itoa(width), "w:type", "dxa")
	if span > 1 {
		b.empty("w:gridSpan", "w:val", strconv.Itoa(span))
	}
	if merge != "" {
		b.empty("w:vMerge", "w:val", merge)
	}
	b.empty("w:vAlign", "w:val", vertical)
	b.close("w:tcPr")
}

// lines writes the paragraphs of a cell; a cell without any still needs one.
func (b *body) lines(c Cell, style string, align Align) {
	l := look{style: style, align: string(align), keepNext: c.Keep}
	if len(c.Lines) == 0 {
		b.paragraph(l)
	}
	for _, s := range c.Lines {
		b.paragraph(l, Run{Text: s, Bold: c.Bold, Italic: c.Italic})
	}
}

func sum(widths []int, at, span int) int {
	n := 0
	for i := at; i < min(at+span, len(widths)); i++ {
		n += widths[i]
	}
	return n
}
