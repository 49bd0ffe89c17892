package paper

import (
	"errors"
	"regexp"
	"strings"

	"ansinh/fault"
	"ansinh/plan/reading/lang"
	"ansinh/plan/reading/pdf"
)

// readPDF makes paragraphs and tables of the pages of a PDF.
func readPDF(data []byte, name string, lex *lang.Lexicon) ([]*Block, error) {
	pages, err := pdf.Read(data)
	switch {
	case errors.Is(err, pdf.ErrEncrypted):
		return nil, fault.Wrap(err, fault.Invalid, "plan.file.encrypted", name)
	case err != nil:
		return nil, fault.Wrap(err, fault.Invalid, "plan.file.damaged", name)
	}
	p := &pager{lex: lex, body: bodySize(pages), running: runningLines(pages)}
	letters, pictures := 0, 0
	for i, page := range pages {
		for _, l := range page.Lines {
			letters += len(l.Text)
		}
		pictures += page.Images
		letters += 100 * len(page.Tables)
		p.page(page, i+1)
	}
	if letters < 40*len(pages) {
		return nil, fault.New(fault.Invalid, map[bool]string{true: "plan.file.scanned", false: "plan.file.no_text"}[pictures > 0], name)
	}
	return joined(p.out, lex), nil
}

// pager puts the lines and tables of all pages behind each other.
type pager struct {
	lex  *lang.Lexicon
	body float64 // size of most of the document's letters
	out  []line

	running map[string]bool // heads and feet of pages
}

// runningLines are the texts that stand first or last on two pages or more.
func runningLines(pages []pdf.Page) map[string]bool {
	on, out := map[string]int{}, map[string]bool{}
	for _, page := range pages {
		ends := map[string]bool{}
		for i, l := range page.Lines {
			if i < 2 || i >= len(page.Lines)-2 {
				ends[Cleaned(l.Text)] = true
			}
		}
		for text := range ends {
			on[text]++
			out[text] = on[text] > 1
		}
	}
	return out
}

func bodySize(pages []pdf.Page) float64 {
	sizes, best := map[float64]int{}, 0.0
	for _, p := range pages {
		for _, l := range p.Lines {
			sizes[l.Size] += len(l.Text)
			if sizes[l.Size] > sizes[best] {
				best = l.Size
			}
		}
	}
	return best
}

func (p *pager) page(page pdf.Page, number int) {
	if number > 1 {
		p.out = append(p.out, line{source: Source{Page: number}, raw: "\f"})
	}
	tables, count := page.Tables, 0
	lines := withoutNotes(page.Lines, p.body)
	for len(lines) > 0 {
		n := 1
		for n < len(lines) && lines[n].Column == lines[0].Column {
			n++
		}
		tables, count = p.run(lines[:n], tables, number, count)
		lines = lines[n:]
	}
	for _, t := range tables {
		p.table(t, number)
	}
}

// run adds the lines of one run down the page, with the tables that stand above each. count is how many lines of the page
// came before.
func (p *pager) run(lines []pdf.Line, tables []pdf.Table, number, count int) ([]pdf.Table, int) {
	left, right := margins(lines)
	usual := usualGap(lines)
	for i, l := range lines {
		for len(tables) > 0 && tables[0].Top >= l.Y {
			p.table(tables[0], number)
			tables = tables[1:]
		}
		count++
		one := line{source: Source{Page: number, Line: count}, bold: l.Bold, text: Cleaned(l.Text), raw: l.Text}
		if i > 0 {
			gap := lines[i-1].Y - l.Y
			one.apart = gap > 2.6*max(l.Size, lines[i-1].Size)
			one.inside = i+1 < len(lines)
			one.begins = gap > usual+2 || l.X0 > lines[i-1].X0+l.Size && l.X0 < left+8*l.Size
		}
		one.end = short
		if l.X1 > right-2*l.Size-wordWidth(lines, i) && l.X0 < left+8*l.Size {
			one.end = full
		}
		if one.apart {
			p.out = append(p.out, line{source: one.source})
		}
		p.out = append(p.out, one)
	}
	return tables, count
}

// usualGap is the distance of most lines from the one before.
func usualGap(lines []pdf.Line) float64 {
	counts, best := map[int]int{}, 0
	for i := 1; i < len(lines); i++ {
		gap := int(2 * (lines[i-1].Y - lines[i].Y))
		if counts[gap]++; gap > 0 && (counts[gap] > counts[best] || best == 0) {
			best = gap
		}
	}
	return float64(best+1) / 2
}

// wordWidth is how wide the next line's first word is, about.
func wordWidth(lines []pdf.Line, i int) float64 {
	if i+1 >= len(lines) {
		return 0
	}
	return float64(firstWord(strings.TrimSpace(lines[i+1].Text))) * lines[i+1].Size * 0.35
}

// margins are the edges that most lines keep to.
func margins(lines []pdf.Line) (left, right float64) {
	lefts, rights := map[int]int{}, map[int]int{}
	for _, l := range lines {
		lefts[int(l.X0/4)]++
		rights[int(l.X1/4)]++
	}
	best := 0
	left = 1 << 20
	for x, n := range lefts {
		if n >= 2 && float64(x*4) < left {
			left = float64(x * 4)
		}
	}
	for x, n := range rights {
		if n > best || n == best && float64(x*4) > right {
			best, right = n, float64(x*4+4)
		}
	}
	return left, right
}

var noteSign = regexp.MustCompile(`^\s*(?:\(\d{1,2}\)|\[\d{1,2}\]|\d{1,2})\s`)

// withoutNotes leaves out the footnotes: lines at the foot of the page in smaller letters, the first with a small raised
// number.
func withoutNotes(lines []pdf.Line, body float64) []pdf.Line {
	from := len(lines)
	for from > 0 && (lines[from-1].Size < body*0.9 || pagePattern.MatchString(Cleaned(lines[from-1].Text))) {
		from--
	}
	for i := from; i < len(lines); i++ {
		if lines[i].Size < body*0.9 && (lines[i].Raised || noteSign.MatchString(lines[i].Text)) && len(lines[i].Text) > 8 {
			return lines[:i]
		}
	}
	return lines
}

// table adds a table, or its rows to the table that the page before ended with.
func (p *pager) table(t pdf.Table, page int) {
	all := &Table{columns: t.Columns}
	number := 1
	for _, l := range p.out {
		if l.table != nil {
			number++
		}
	}
	for i, r := range t.Rows {
		one := Row{Source: Source{Page: page, Table: number, Row: i + 1}}
		for _, c := range r.Cells {
			one.Cells = append(one.Cells, cellOf(p.lex, c))
		}
		all.Rows = append(all.Rows, one)
	}
	if single(all) {
		p.lines(all)
		return
	}
	if before := p.before(); before != nil && sameColumns(before.columns, all.columns) {
		before.goOn(all)
		return
	}
	p.out = append(p.out, line{source: all.Rows[0].Source, table: all})
}

// single says whether the grid is only a frame around text.
func single(t *Table) bool {
	for _, r := range t.Rows {
		for i := range r.Cells {
			if r.Cells[i] != r.Cells[0] {
				return false
			}
		}
	}
	return true
}

func (p *pager) lines(t *Table) {
	for i, r := range t.Rows {
		if i > 0 && r.Cells[0] == t.Rows[i-1].Cells[0] {
			continue
		}
		for _, l := range strings.Split(r.Cells[0], "\n") {
			p.out = append(p.out, line{source: r.Source, text: l, raw: l})
		}
	}
}

// before is the table that the last page ended with; nil where text stands behind it.
func (p *pager) before() *Table {
	for i := len(p.out) - 1; i >= 0; i-- {
		switch l := p.out[i]; {
		case l.table != nil:
			return l.table
		case l.text != "" && !pagePattern.MatchString(l.text) && !p.running[l.text]:
			return nil
		}
	}
	return nil
}

func sameColumns(a, b []float64) bool {
	if len(a) != len(b) {
		return false
	}
	for i := range a {
		if d := a[i] - b[i]; d > 4 || d < -4 {
			return false
		}
	}
	return true
}

// goOn adds the rows of the next page: without the head where it is repeated, and with the rest of a row that the page
// cut in two.
func (t *Table) goOn(next *Table) {
	rows := next.Rows
	for i := 0; len(rows) > 0 && i < len(t.Rows) && strings.Join(rows[0].Cells, "\n") == strings.Join(t.Rows[i].Cells, "\n"); i++ {
		rows = rows[1:]
	}
	if len(rows) > 0 && len(t.Rows) > 0 && cut(rows[0]) {
		last := &t.Rows[len(t.Rows)-1]
		for i, c := range rows[0].Cells {
			if c != "" && i < len(last.Cells) {
				last.Cells[i] = strings.TrimSpace(last.Cells[i] + " " + c)
			}
		}
		rows = rows[1:]
	}
	t.Rows = append(t.Rows, rows...)
}

// cut says whether a row is the rest of one: it has no number, and something in it begins small.
func cut(r Row) bool {
	if strings.TrimSpace(r.Cells[0]) != "" {
		return false
	}
	for _, c := range r.Cells {
		if startsLower(c) {
			return true
		}
	}
	return false
}

// cellOf is the text of a cell: lines that the column's width broke go on, points and names of agencies stay apart.
func cellOf(lex *lang.Lexicon, lines []pdf.Line) string {
	var b strings.Builder
	right := 0.0
	for _, l := range lines {
		right = max(right, l.X1)
	}
	for i, l := range lines {
		text := Cleaned(l.Text)
		if i > 0 {
			before := lines[i-1]
			broken := before.X1+float64(firstWord(text)+1)*l.Size*0.45 > right
			m := ReadMarker(text)
			switch {
			case m.Rank != RankNone && !(m.Rank == RankDash && broken && !closed(b.String())):
				b.WriteByte('\n')
			case StartsUpper(text) && (!broken && !dangling(lex, b.String()) || lex.StartsLabel(text)):
				b.WriteByte('\n')
			default:
				b.WriteByte(' ')
			}
		}
		b.WriteString(text)
	}
	return strings.TrimSpace(b.String())
}
