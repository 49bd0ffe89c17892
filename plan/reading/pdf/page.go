package pdf

import (
	"bytes"
	"math"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Read reads all pages.
func Read(data []byte) ([]Page, error) {
	f := open(data)
	if f.trailer["Encrypt"] != nil {
		return nil, ErrEncrypted
	}
	pages := f.pages()
	if len(pages) == 0 {
		return nil, ErrDamaged
	}
	fonts := map[any]*font{}
	out := make([]Page, 0, len(pages))
	steps := 0
	for _, p := range pages {
		d := &drawing{file: f, fonts: fonts, steps: steps}
		width, height := d.paper(p)
		d.run(f.contents(p.dict["Contents"]), p.resources, 0)
		steps = d.steps
		out = append(out, d.page(width, height))
	}
	return out, nil
}

// paper sets the page upright and gives its size.
func (d *drawing) paper(p pageOf) (width, height float64) {
	box := [4]float64{0, 0, 595, 842}
	for i := range p.box {
		box[i] = d.file.number(p.box[i])
	}
	width, height = math.Abs(box[2]-box[0]), math.Abs(box[3]-box[1])
	x, y := min(box[0], box[2]), min(box[1], box[3])
	ctm := matrix{1, 0, 0, 1, -x, -y}
	switch p.turned {
	case 90:
		ctm, width, height = ctm.then(matrix{0, -1, 1, 0, 0, width}), height, width
	case 180:
		ctm = ctm.then(matrix{-1, 0, 0, -1, width, height})
	case 270:
		ctm, width, height = ctm.then(matrix{0, 1, -1, 0, height, 0}), height, width
	}
	d.state = state{ctm: ctm, stretch: 1}
	return width, height
}

func (f *file) contents(o any) []byte {
	switch v := f.get(o).(type) {
	case *stream:
		return f.unpack(v)
	case array:
		var parts [][]byte
		for _, one := range v {
			if s, ok := f.get(one).(*stream); ok {
				parts = append(parts, f.unpack(s))
			}
		}
		return bytes.Join(parts, []byte("\n"))
	}
	return nil
}

func (d *drawing) page(width, height float64) Page {
	p := Page{Width: width, Height: height, Images: d.images}
	rest := d.pieces
	for _, g := range grids(d.rules) {
		var t Table
		if t, rest = g.table(rest); len(t.Rows) > 0 {
			p.Tables = append(p.Tables, t)
		}
	}
	for i, run := range runs(rest, width) {
		for _, l := range lines(run) {
			l.Column = i
			p.Lines = append(p.Lines, l)
		}
	}
	return p
}

// lines puts pieces on their baselines, from the top.
func lines(pieces []piece) []Line {
	pieces = slices.Clone(pieces)
	slices.SortStableFunc(pieces, func(a, b piece) int {
		switch {
		case a.y > b.y:
			return -1
		case a.y < b.y:
			return 1
		}
		return 0
	})
	var rows [][]piece
	for _, p := range pieces {
		if strings.TrimSpace(p.text) == "" {
			continue
		}
		if k := len(rows) - 1; k >= 0 && near(rows[k], p) {
			rows[k] = append(rows[k], p)
			continue
		}
		rows = append(rows, []piece{p})
	}
	out := make([]Line, 0, len(rows))
	for _, r := range rows {
		out = append(out, lineOf(r))
	}
	return out
}

// near says whether a piece stands on the baseline of a row, or is raised over it.
func near(row []piece, p piece) bool {
	large := row[0]
	for _, q := range row {
		if q.size > large.size {
			large = q
		}
	}
	return math.Abs(large.y-p.y) < 0.35*max(large.size, p.size) ||
		large.size < p.size*0.8 && large.y-p.y < 0.6*p.size || p.size < large.size*0.8 && math.Abs(large.y-p.y) < 0.55*large.size
}

func lineOf(row []piece) Line {
	slices.SortStableFunc(row, func(a, b piece) int {
		switch {
		case a.x0 < b.x0-0.01:
			return -1
		case a.x0 > b.x0+0.01:
			return 1
		}
		return 0
	})
	sizes := map[float64]int{}
	l := Line{X0: row[0].x0, X1: row[0].x1, Bold: true}
	for _, p := range row {
		sizes[p.size] += utf8.RuneCountInString(p.text)
		l.Bold = l.Bold && p.bold
		l.X1 = max(l.X1, p.x1)
	}
	for s, n := range sizes {
		if n > sizes[l.Size] || n == sizes[l.Size] && s > l.Size {
			l.Size = s
		}
	}
	var b strings.Builder
	end := row[0].x0
	for i, p := range row {
		if p.size >= l.Size*0.8 {
			l.Y = p.y
		}
		gap := p.x0 - end
		switch {
		case i == 0:
		case gap > 2.5*l.Size:
			b.WriteByte('\t')
		case gap > 0.16*l.Size:
			b.WriteByte(' ')
		}
		b.WriteString(raised(p, l.Size, row, b.String()))
		end = p.x1
	}
	l.Raised = row[0].size < l.Size*0.8
	l.Text = b.String()
	return l
}

// raised is a piece's text: a small raised number behind "m" is a power, behind another word it refers to a footnote.
func raised(p piece, size float64, row []piece, before string) string {
	small := strings.TrimSpace(p.text)
	if p.size >= size*0.8 || before == "" || strings.TrimFunc(small, unicode.IsDigit) != "" && strings.Trim(small, "[]()0123456789") != "" {
		return p.text
	}
	low := row[0].y
	for _, q := range row {
		low = min(low, q.y)
	}
	if p.y <= low+0.1*size {
		return p.text
	}
	last := before[strings.LastIndexAny(before, " \t0123456789/(")+1:]
	switch {
	case small == "2" && (last == "m" || last == "km"):
		return "²"
	case small == "3" && last == "m":
		return "³"
	}
	return ""
}
