package pdf

import (
	"io"

	"ansinh/fault"
	"ansinh/report/docx"
)

// Flow is a paragraph or a table of a document that has no form of ours, as far as it can be drawn: text, its look, its place.
type Flow struct {
	Style  docx.Style
	Align  string // left, center, right, both
	Left   int    // twentieths of a point from the margin
	Runs   []docx.Run
	Break  bool // a new page begins before it
	Table  *Grid
	Indent int // of the first line, twentieths of a point
}

// Grid is a table: rows of cells, each with paragraphs of its own.
type Grid struct {
	Widths []int // of columns, as shares
	Rows   [][]Box
	Lined  bool
}

// Box is a cell over so many columns.
type Box struct {
	Span int
	Flow []Flow
}

// WriteFlow writes paragraphs and tables one after the other, in the form's page. The form must have passed its check.
func WriteFlow(out io.Writer, title string, all []Flow, landscape bool, form *docx.Form) error {
	w := open(title, form)
	w.landscape = landscape
	w.page()
	for _, f := range all {
		w.flow(f, w.left, w.width)
	}
	if err := w.Output(out); err != nil {
		return fault.Wrap(err, fault.Internal, "report.write")
	}
	return nil
}

func (w *writer) flow(f Flow, x, width float64) {
	if f.Break {
		w.page()
	}
	if f.Table != nil {
		w.grid(f.Table, x, width)
		return
	}
	left := min(float64(f.Left)/20, width/2)
	w.block(f.styled(), x+left, width-left, f.Align, f.Runs...)
}

// styled is the style with the indent of the paragraph, which a form counts in millimetres.
func (f Flow) styled() docx.Style {
	s := f.Style
	s.FirstLine = f.Indent * 254 / 14400
	return s
}

// flowHigh is how high it is when it begins in the middle of a page.
func (w *writer) flowHigh(f Flow, width float64) float64 {
	if f.Table != nil {
		sum := 0.0
		for _, row := range f.Table.Rows {
			sum += w.rowHigh(f.Table, row, width)
		}
		return sum
	}
	left := min(float64(f.Left)/20, width/2)
	return w.high(f.styled(), width-left, f.Runs...)
}

// spans are the widths of a row's cells.
func (g *Grid) spans(row []Box, width float64) []float64 {
	whole := 0
	for _, c := range g.Widths {
		whole += c
	}
	out, at := make([]float64, len(row)), 0
	for i, b := range row {
		for range max(b.Span, 1) {
			if at < len(g.Widths) {
				out[i] += width * float64(g.Widths[at]) / float64(max(whole, 1))
			}
			at++
		}
	}
	return out
}

func (w *writer) rowHigh(g *Grid, row []Box, width float64) float64 {
	most := 0.0
	for i, wide := range g.spans(row, width) {
		high := 0.0
		for _, f := range row[i].Flow {
			high += w.flowHigh(f, wide-2*inset)
		}
		most = max(most, high)
	}
	return most
}

// grid draws a table. A row stands on one page; one that is longer than a page is drawn cell below cell.
func (w *writer) grid(g *Grid, x, width float64) {
	for _, row := range g.Rows {
		high := w.rowHigh(g, row, width)
		if high > w.bottom-w.top {
			for _, b := range row {
				for _, f := range b.Flow {
					w.flow(f, x, width)
				}
			}
			continue
		}
		w.room(high)
		begin, at := w.y, x
		for i, wide := range g.spans(row, width) {
			w.y = begin
			for _, f := range row[i].Flow {
				w.flow(f, at+inset, wide-2*inset)
			}
			if g.Lined {
				w.SetLineWidth(0.5)
				w.Rect(at, begin, wide, high, "D")
			}
			at += wide
		}
		w.y = begin + high
	}
}
