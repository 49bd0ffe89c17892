package reading

import (
	"strings"

	"ansinh/plan/reading/lang"
)

// columnKind is what a column of a table holds.
type columnKind uint8

const (
	columnOther columnKind = iota
	columnNumber
	columnWhat
	columnUnit
	columnValue // of a year, or of the target
	columnLead
	columnWith
	columnTime
	columnProduct
	columnPast // what was reached before: no target
	columnTarget
)

// column is one column with the year its head names.
type column struct {
	kind columnKind
	year int
}

// layoutOf is what the columns of a table hold.
type layoutOf []column

// The words a column is headed with.
var ()

type columnList struct {
	kind columnKind
	list []lang.Phrase
}

func columnLists(lex *lang.Lexicon) []columnList {
	return []columnList{{columnNumber, lex.ColumnNumberWords}, {columnUnit, lex.ColumnUnitWords}, {columnLead, lex.ColumnLeadWords}, {columnWith, lex.ColumnWithWords}, {columnTime, lex.ColumnTimeWords}, {columnProduct, lex.ColumnProductWords}, {columnPast, lex.ColumnPastWords}, {columnWhat, lex.ColumnWhatWords}}
}

// columnKinds reads the head of a table.
func columnKinds(lex *lang.Lexicon, cells []string) layoutOf {
	out := make(layoutOf, len(cells))
	what := false
	for i, c := range cells {
		ts := lang.Tokens(strings.ReplaceAll(c, "\n", " "))
		out[i] = columnOf(lex, ts)
		if out[i].kind == columnWhat && what {
			out[i].kind = columnOther
			if lang.LongestStart(lang.Phrases("mục tiêu", "chỉ tiêu"), ts) > 0 {
				out[i].kind = columnValue
			}
		}
		what = what || out[i].kind == columnWhat
	}
	return out
}

func columnOf(lex *lang.Lexicon, ts []lang.Token) column {
	year := 0
	for _, y := range lex.YearsIn(ts) {
		year = y.Year
	}
	if year == 0 && len(ts) == 1 {
		year = lang.PlainYear(ts[0])
	}
	best, kind := 0, columnOther
	for _, w := range columnLists(lex) {
		if n := lang.LongestStart(w.list, ts); n > best {
			best, kind = n, w.kind
		}
	}
	switch {
	case year > 0 && (kind == columnOther || kind == columnWhat || kind == columnNumber):
		return column{columnValue, year}
	case kind == columnOther && lang.LongestStart(lang.Phrases("kế hoạch", "giá trị", "chỉ tiêu đến", "phấn đấu", "giai đoạn", "kh"), ts) > 0:
		return column{columnValue, year}
	case kind == columnOther && lang.Find(lang.Phrases("phối hợp", "tham gia"), ts) >= 0:
		return column{columnWith, 0}
	case kind == columnOther && lang.Find(lang.Phrases("chủ trì", "đầu mối", "phụ trách"), ts) >= 0:
		return column{columnLead, 0}
	}
	return column{kind, year}
}

// at is the first column of the kind, -1 for none.
func (l layoutOf) at(kind columnKind) int {
	for i, c := range l {
		if c.kind == kind {
			return i
		}
	}
	return -1
}

// useful says whether the head is one of a table of targets or tasks.
func (l layoutOf) useful() bool { return l.targets() || l.tasks() }

func (l layoutOf) targets() bool {
	return l.at(columnWhat) >= 0 && l.at(columnValue) >= 0 && (l.at(columnUnit) >= 0 || l.at(columnLead) < 0)
}

func (l layoutOf) tasks() bool { return l.at(columnWhat) >= 0 && l.at(columnLead) >= 0 && !l.targets() }

// headOf finds the head of a table, one row or two, and where its body begins. A second row under merged cells refines
// the first: "Chỉ tiêu" over "Năm 2025" and "Năm 2030".
func headOf(lex *lang.Lexicon, t *table) (layoutOf, int) {
	for i := 0; i < min(len(t.rows), 3); i++ {
		l := columnKinds(lex, t.rows[i].cells)
		if i+1 < len(t.rows) {
			both := columnKinds(lex, joinedCells(lex, t.rows[i].cells, t.rows[i+1].cells))
			if both.useful() && refines(t.rows[i].cells, t.rows[i+1].cells) {
				return both, bodyFrom(t, i+2)
			}
		}
		if l.useful() {
			return l, bodyFrom(t, i+1)
		}
	}
	return nil, 0
}

// bodyFrom skips the row that only numbers the columns: (1) (2) (3).
func bodyFrom(t *table, i int) int {
	if i >= len(t.rows) {
		return i
	}
	for k, c := range t.rows[i].cells {
		c = strings.Trim(c, "() ")
		if c != "" && (!lang.OnlyDigits(c) || lang.Atoi(c) > len(t.rows[i].cells) || lang.Atoi(c) < k) {
			return i
		}
	}
	return i + 1
}

// refines says whether the lower row is a second row of the head: it repeats the merged cells above and parts some.
func refines(upper, lower []string) bool {
	repeated, parted := 0, 0
	for i := range min(len(upper), len(lower)) {
		switch {
		case upper[i] == lower[i]:
			repeated++
		case i > 0 && upper[i] == upper[i-1] || i+1 < len(upper) && upper[i] == upper[i+1]:
			parted++
		}
	}
	return parted > 1 && repeated+parted >= len(upper)-1
}

func joinedCells(lex *lang.Lexicon, upper, lower []string) []string {
	out := make([]string, len(upper))
	for i, u := range upper {
		out[i] = u
		if i < len(lower) && lower[i] != u {
			out[i] = lower[i]
			if columnOf(lex, lang.Tokens(lower[i])).kind == columnOther {
				out[i] = u + " " + lower[i]
			} else if columnOf(lex, lang.Tokens(u)).kind == columnPast {
				out[i] = u + " " + lower[i]
			}
		}
	}
	return out
}
