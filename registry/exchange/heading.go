package exchange

import (
	"slices"
	"strconv"
	"strings"

	"ansinh/viet"
)

// headingWithin is in how many rows from the top a heading is looked for: above it an office's list has its own name,
// a title, a date.
const headingWithin = 30

// sheet finds the heading among the first rows and takes the rows below it for lines.
func (g *grid) sheet(known func(words string) bool) *Sheet {
	s := &Sheet{}
	if len(g.rows) == 0 {
		return s
	}
	at := g.headingAt(known)
	s.Heading = slices.Clone(g.rows[at])
	lines := at + 1
	if lines < len(g.rows) && below(s.Heading, g.rows[lines], known) {
		s.Heading = joined(s.Heading, g.rows[lines])
		lines++
	}
	if lines < len(g.rows) && numbered(g.rows[lines]) {
		lines++
	}
	s.Lines, s.rows = g.rows[lines:], g.at[lines:]
	for i, line := range s.Lines {
		for len(line) < len(s.Heading) {
			line = append(line, "")
		}
		s.Lines[i] = line[:len(s.Heading)]
	}
	return s
}

// headingAt is the first row of which two cells are known words of a heading, else one, else the first.
func (g *grid) headingAt(known func(string) bool) int {
	if known == nil {
		return 0
	}
	for _, enough := range []int{2, 1} {
		for i, row := range g.rows[:min(len(g.rows), headingWithin)] {
			if count(row, known) >= enough {
				return i
			}
		}
	}
	return 0
}

func count(row []string, known func(string) bool) int {
	n := 0
	for _, cell := range row {
		if known(cell) {
			n++
		}
	}
	return n
}

// below says whether a row is the second of a heading: words under cells that go over several columns, and with them a
// heading that is known ("Năm sinh" over "Nam" and "Nữ").
func below(heading, row []string, known func(string) bool) bool {
	if known == nil {
		return false
	}
	for j, cell := range row {
		if cell == "" {
			continue
		}
		wide := at(heading, j) == "" || at(heading, j+1) == "" && at(row, j+1) != ""
		if !wide || strings.ContainsAny(cell, "0123456789") {
			return false
		}
	}
	both := joined(heading, row)
	return count(both, known) > count(heading, known)
}

// joined is a heading of two rows in one; a cell that goes over several columns stands in the first of them.
func joined(heading, row []string) []string {
	out := make([]string, max(len(heading), len(row)))
	over := ""
	for j := range out {
		if at(heading, j) != "" {
			over = at(heading, j)
		}
		out[j] = at(heading, j)
		if at(row, j) != "" {
			out[j] = viet.NFC(strings.TrimSpace(over + " " + at(row, j)))
		}
	}
	return out
}

// numbered says whether a row only counts the columns: A, B, 1, 2, 3 or (1), (2), (3).
func numbered(row []string) bool {
	last, cells := 0, 0
	for _, cell := range row {
		cell = strings.Trim(cell, "()[] ")
		if cell == "" {
			continue
		}
		cells++
		if len(cell) == 1 && cell[0] >= 'A' && cell[0] <= 'Z' && last == 0 {
			continue
		}
		n, err := strconv.Atoi(cell)
		if err != nil || n != last+1 {
			return false
		}
		last = n
	}
	return cells >= 3 && last >= 2
}

// at is a cell of a row that may be short.
func at(row []string, j int) string {
	if j >= len(row) {
		return ""
	}
	return row[j]
}

// cut takes away what stands below a list: from the first line on in which a cell begins with words of a foot, where that
// line and all below it are too bare to be about people.
func (s *Sheet) cut(words []string) {
	from := len(s.Lines)
	for from > 0 && bare(s.Lines[from-1]) {
		from--
	}
	for i := max(from, 1); i < len(s.Lines); i++ {
		if slices.ContainsFunc(s.Lines[i], func(cell string) bool { return begins(cell, words) }) {
			s.Lines, s.rows, s.foot = s.Lines[:i], s.rows[:i], s.rows[i:]
			return
		}
	}
}

// bare says whether at most two cells of a line, and less than half of them, hold anything.
func bare(line []string) bool {
	n := 0
	for _, cell := range line {
		if cell != "" {
			n++
		}
	}
	return n <= 2 && 2*n < len(line)
}

// begins says whether a cell begins with one of the words, whole.
func begins(cell string, words []string) bool {
	cell = viet.Fold(cell)
	return slices.ContainsFunc(words, func(w string) bool {
		rest, ok := strings.CutPrefix(cell, w)
		return ok && (rest == "" || strings.ContainsAny(rest[:1], " :.,"))
	})
}
