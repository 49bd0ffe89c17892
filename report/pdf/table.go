package pdf

import (
	"cmp"

	"ansinh/report/docx"
)

// inset is what stands left and right in a cell.
const inset = 3.5

// box is a cell with its place and what stands in it.
type box struct {
	x, width float64
	style    docx.Style
	align    string
	lines    []line
	down     int // rows it takes
}

// high is how high a box must be.
func (b box) high() float64 {
	return float64(len(b.lines))*lineOf(b.style) + float64(b.style.Before+b.style.After)/20
}

// table repeats its head on every page; a row is cut by the end of a page only where it is longer than one.
func (w *writer) table(t docx.Table) {
	widths := w.shares(t)
	head := w.head(t, widths)
	begin := func() { w.drawHead(head, !t.Plain) }
	w.room(w.firstRows(t))
	begin()
	for i, row := range t.Rows {
		boxes := w.row(t, widths, row)
		need := height(boxes)
		if keeps(row) && i+1 < len(t.Rows) {
			need += height(w.row(t, widths, t.Rows[i+1]))
		}
		if w.y+need > w.bottom && w.y > w.top+headHigh(head) {
			w.page()
			begin()
		}
		w.drawRow(boxes, !t.Plain, begin)
	}
	w.y += 4
}

// firstRows is the height of the head and the first row, which stand together.
func (w *writer) firstRows(t docx.Table) float64 {
	widths := w.shares(t)
	out := headHigh(w.head(t, widths))
	if len(t.Rows) > 0 {
		out += height(w.row(t, widths, t.Rows[0]))
	}
	return out
}

func keeps(row []docx.Cell) bool {
	for _, c := range row {
		if c.Keep {
			return true
		}
	}
	return false
}

// shares share out the width.
func (w *writer) shares(t docx.Table) []float64 {
	sum := 0
	for _, c := range t.Columns {
		sum += c.Width
	}
	out := make([]float64, len(t.Columns))
	for i, c := range t.Columns {
		out[i] = w.width * float64(c.Width) / float64(max(sum, 1))
	}
	return out
}

// cell lays out what stands in a cell.
func (w *writer) cell(c docx.Cell, s docx.Style, align docx.Align, x, width float64) box {
	b := box{x: x, width: width, style: s, align: string(align), down: max(c.Down, 1)}
	for _, text := range c.Lines {
		b.lines = append(b.lines, w.lines(s, width-2*inset, []docx.Run{{Text: text, Bold: c.Bold, Italic: c.Italic}})...)
	}
	if len(b.lines) == 0 {
		b.lines = []line{{}}
	}
	return b
}

// row lays out a row of the body.
func (w *writer) row(t docx.Table, widths []float64, row []docx.Cell) []box {
	var out []box
	x, at := w.left, 0
	for _, c := range row {
		width := 0.0
		align := c.Align
		if at < len(t.Columns) {
			align = cmp.Or(align, t.Columns[at].Align)
		}
		for range max(c.Span, 1) {
			if at < len(widths) {
				width += widths[at]
			}
			at++
		}
		out = append(out, w.cell(c, w.form.Table, align, x, width))
		x += width
	}
	return out
}

// headRow is a row of the head with its height.
type headRow struct {
	boxes []box
	high  float64
}

// head lays out the head; a cell that takes several rows leaves its place in those below.
func (w *writer) head(t docx.Table, widths []float64) []headRow {
	below := make([]int, len(widths))
	var out []headRow
	for _, row := range t.Head {
		r := headRow{}
		x, at := w.left, 0
		skip := func() {
			for at < len(below) && below[at] > 0 {
				below[at]--
				x += widths[at]
				at++
			}
		}
		for _, c := range row {
			skip()
			width := 0.0
			for range max(c.Span, 1) {
				if at < len(widths) {
					width += widths[at]
					below[at] = max(c.Down, 1) - 1
				}
				at++
			}
			b := w.cell(c, w.form.TableHead, docx.Center, x, width)
			r.boxes = append(r.boxes, b)
			if b.down == 1 {
				r.high = max(r.high, b.high())
			}
			x += width
		}
		skip()
		out = append(out, r)
	}
	for i, r := range out { // what takes several rows may need more than they have
		for _, b := range r.boxes {
			have := 0.0
			last := min(i+b.down, len(out)) - 1
			for _, x := range out[i : last+1] {
				have += x.high
			}
			if more := b.high() - have; more > 0 {
				out[last].high += more
			}
		}
	}
	return out
}

func headHigh(head []headRow) float64 {
	out := 0.0
	for _, r := range head {
		out += r.high
	}
	return out
}

func (w *writer) drawHead(head []headRow, lined bool) {
	for i, r := range head {
		for _, b := range r.boxes {
			high := 0.0
			for _, x := range head[i:min(i+b.down, len(head))] {
				high += x.high
			}
			w.drawBox(b, high, lined, true)
		}
		w.y += r.high
	}
}

func height(boxes []box) float64 {
	out := 0.0
	for _, b := range boxes {
		out = max(out, b.high())
	}
	return out
}

// drawRow draws a row; of one that is longer than a page as much as fits, and the rest on the next under the head.
func (w *writer) drawRow(boxes []box, lined bool, begin func()) {
	for {
		high := height(boxes)
		if w.y+high <= w.bottom {
			for _, b := range boxes {
				w.drawBox(b, high, lined, false)
			}
			w.y += high
			return
		}
		var now, rest []box
		fits := false
		for _, b := range boxes {
			n := int((w.bottom - w.y - float64(b.style.Before+b.style.After)/20) / lineOf(b.style))
			n = min(max(n, 0), len(b.lines))
			fits = fits || n > 0
			head, tail := b, b
			head.lines, tail.lines = b.lines[:n], b.lines[n:]
			now, rest = append(now, head), append(rest, tail)
		}
		if fits {
			for _, b := range now {
				w.drawBox(b, w.bottom-w.y, lined, false)
			}
			boxes = rest
		}
		w.page()
		begin()
	}
}

// drawBox draws a cell, in the middle of its height or from its top.
func (w *writer) drawBox(b box, high float64, lined, middle bool) {
	if lined {
		w.SetLineWidth(0.5)
		w.Rect(b.x, w.y, b.width, high, "D")
	}
	y := w.y
	w.y += float64(b.style.Before) / 20
	if middle {
		w.y = y + (high-float64(len(b.lines))*lineOf(b.style))/2
	}
	for _, l := range b.lines {
		w.draw(b.style, l, b.x+inset, b.width-2*inset, b.align)
		w.y += lineOf(b.style)
	}
	w.y = y
}
