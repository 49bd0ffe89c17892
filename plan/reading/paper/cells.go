package paper

import (
	"strings"

	"ansinh/plan/reading/lang"
)

// Texts copied from a page often keep a table as one cell a paragraph, parted by lines with a bar or by empty lines,
// and lose where a row ends. The head tells the columns, the running number of the first column tells the rows.

// bare is a cell of such a table.
type bare struct {
	lines []line
	empty bool
}

func (c bare) source() Source {
	if len(c.lines) == 0 {
		return Source{}
	}
	return c.lines[0].source
}

// text joins the lines of a cell; points and agencies keep lines of their own.
func (c bare) text(lex *lang.Lexicon, j *joiner) string {
	var b strings.Builder
	for i, l := range c.lines {
		switch m := ReadMarker(l.text); {
		case i == 0:
		case m.Rank == RankDash && j.brokenAtDash(b.String(), l.text[m.Width:]):
			b.WriteByte(' ')
		case m.Rank != RankNone, StartsUpper(l.text) && lang.LongestStart(j.lex.AgencyHeads, lang.Tokens(l.text)) > 0 && !dangling(lex, b.String()):
			b.WriteByte('\n')
		default:
			b.WriteByte(' ')
		}
		b.WriteString(l.text)
	}
	return b.String()
}

// bareCells cuts the lines from the first on into cells, as far as they look like cells.
func bareCells(lines []line) []bare {
	barred := len(lines) > 1 && lines[1].bars > 0
	var out []bare
	for i, l := range lines {
		parted := l.apart
		if barred {
			parted = l.bars > 0
		}
		if i > 0 && !parted {
			last := &out[len(out)-1]
			last.lines = append(last.lines, l)
			if len(last.lines) > 30 {
				return out[:len(out)-1]
			}
			continue
		}
		if barred && i > 0 {
			for range l.bars - 1 {
				out = append(out, bare{empty: true})
			}
		}
		out = append(out, bare{lines: []line{l}})
	}
	return out
}

// bareTable reads a table of single cells that begins with the first line; 0 where none begins there.
func bareTable(lex *lang.Lexicon, lines []line, j *joiner) (*Table, int) {
	if ts := lang.Tokens(lines[0].text); len(ts) == 0 || lang.LongestStart(lex.FirstColumn, ts) != len(ts) {
		return nil, 0
	}
	cells := bareCells(lines)
	head, body := bareHead(lex, cells, j)
	if head == nil || !ColumnKinds(lex, head).Useful() {
		return nil, 0
	}
	t := &Table{Rows: []Row{{Cells: head, Source: lines[0].source}}}
	end := body
	for at, expected := body, 0; at < len(cells); {
		n := rowNumber(lex, cells[at], j)
		if n < 0 || n > 0 && expected > 0 && n != 1 && n != expected {
			break
		}
		width := bareWidth(lex, cells[at:], len(head), n, max(expected, 1), j)
		if width == 0 {
			break
		}
		t.Rows = append(t.Rows, bareRow(lex, cells[at:at+width], len(head), j))
		at += width
		end = at
		if n > 0 {
			expected = n + 1
		}
	}
	if len(t.Rows) < 2 {
		return nil, 0
	}
	return t, linesOf(cells[:end])
}

func linesOf(cells []bare) int {
	n := 0
	for _, c := range cells {
		n += len(c.lines)
	}
	return n
}

// bareHead are the head's cells: those before the first running number. A cell that only stands over the years behind
// it has no column of its own; a row that numbers the columns is left out.
func bareHead(lex *lang.Lexicon, cells []bare, j *joiner) ([]string, int) {
	var head []string
	for i, c := range cells {
		text := strings.ReplaceAll(c.text(lex, j), "\n", " ")
		if i > 12 {
			return nil, 0
		}
		if i > 1 && rowNumber(lex, c, j) >= 0 && plainYearText(text) == 0 {
			return withoutOver(lex, head), skipNumbering(lex, cells, i, j)
		}
		head = append(head, text)
	}
	return nil, 0
}

func plainYearText(s string) int {
	ts := lang.Tokens(s)
	if len(ts) != 1 {
		return 0
	}
	return lang.PlainYear(ts[0])
}

func withoutOver(lex *lang.Lexicon, head []string) []string {
	kinds := ColumnKinds(lex, head)
	var out []string
	for i, h := range head {
		over := i+1 < len(head) && kinds[i+1].Kind == ColumnValue && kinds[i+1].Year > 0 && kinds[i].Year == 0 &&
			(kinds[i].Kind == ColumnValue || kinds[i].Kind == ColumnOther || kinds[i].Kind == ColumnTime)
		if !over {
			out = append(out, h)
		}
	}
	return out
}

// skipNumbering skips "(1) (2) (3)" under the head.
func skipNumbering(lex *lang.Lexicon, cells []bare, i int, j *joiner) int {
	if !strings.HasPrefix(cells[i].text(lex, j), "(") {
		return i
	}
	for i < len(cells) && strings.HasPrefix(cells[i].text(lex, j), "(") {
		i++
	}
	return i
}

// rowNumber is the running number a cell holds: 3 for "3" or "1.3", 0 for a group's sign (II, A), -1 for no number.
func rowNumber(lex *lang.Lexicon, c bare, j *joiner) int {
	s := strings.Trim(c.text(lex, j), " .)(")
	switch {
	case s == "" || len(s) > 9:
		return -1
	case lang.Roman(s) > 0 || len(s) == 1 && s >= "A" && s <= "H":
		return 0
	}
	for _, part := range strings.Split(s, ".") {
		if part == "" || !lang.OnlyDigits(part) || len(part) > 4 {
			return -1
		}
	}
	return last(s)
}

// bareWidth is how many cells the row that begins here takes: all columns, or the two of a group's heading, or fewer
// where the next running number comes early because empty cells were lost.
func bareWidth(lex *lang.Lexicon, cells []bare, columns, n, expected int, j *joiner) int {
	if len(cells) < 2 {
		return 0
	}
	for w := 2; w < columns && w < len(cells); w++ {
		if opensPart(lex, cells[w]) {
			return w
		}
		next := rowNumber(lex, cells[w], j)
		short := w == 2 && n == 0 || w >= columns-2 && !numeric(lex, cells[w-1], j)
		if short && (next == n+1 && n > 0 || n == 0 && (next == 1 || next == 0 || next == expected) || n > 0 && next == 0 && len(strings.TrimSpace(cells[w].text(lex, j))) > 0) {
			return w
		}
	}
	return min(columns, len(cells))
}

// opensPart says whether a cell is no cell but the heading of the next part.
func opensPart(lex *lang.Lexicon, c bare) bool {
	if len(c.lines) == 0 {
		return false
	}
	m := ReadMarker(c.lines[0].text)
	rest := c.lines[0].text[m.Width:]
	return m.Numbered() && m.Rank <= RankNumber && (Capitals(rest) || StartKind(lex, lang.Tokens(rest)) != KindNone)
}

func numeric(lex *lang.Lexicon, c bare, j *joiner) bool { return rowNumber(lex, c, j) > 0 }

func bareRow(lex *lang.Lexicon, cells []bare, columns int, j *joiner) Row {
	r := Row{Cells: make([]string, columns), Short: len(cells) < columns && len(cells) > 2}
	for i, c := range cells {
		r.Cells[i] = c.text(lex, j)
		if r.Source == (Source{}) {
			r.Source = c.source()
		}
	}
	return r
}
