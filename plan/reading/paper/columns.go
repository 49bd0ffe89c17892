package paper

import (
	"strings"

	"ansinh/plan/reading/lang"
)

// ColumnKind is what a column of a table holds.
type ColumnKind uint8

const (
	ColumnOther ColumnKind = iota
	ColumnNumber
	ColumnWhat
	ColumnUnit
	ColumnValue // of a year, or of the target
	ColumnLead
	ColumnWith
	ColumnTime
	ColumnProduct
	columnPast // what was reached before: no target
	columnTarget
)

// Column is one column with the year its head names.
type Column struct {
	Kind ColumnKind
	Year int
}

// Layout is what the columns of a table hold.
type Layout []Column

type columnList struct {
	kind ColumnKind
	list []lang.Phrase
}

func columnLists(lex *lang.Lexicon) []columnList {
	return []columnList{{ColumnNumber, lex.ColumnNumberWords}, {ColumnUnit, lex.ColumnUnitWords}, {ColumnLead, lex.ColumnLeadWords}, {ColumnWith, lex.ColumnWithWords}, {ColumnTime, lex.ColumnTimeWords}, {ColumnProduct, lex.ColumnProductWords}, {columnPast, lex.ColumnPastWords}, {ColumnWhat, lex.ColumnWhatWords}}
}

// ColumnKinds reads the head of a table.
func ColumnKinds(lex *lang.Lexicon, cells []string) Layout {
	out := make(Layout, len(cells))
	what := false
	for i, c := range cells {
		ts := lang.Tokens(strings.ReplaceAll(c, "\n", " "))
		out[i] = columnOf(lex, ts)
		if out[i].Kind == ColumnWhat && what {
			out[i].Kind = ColumnOther
			if lang.LongestStart(lang.Phrases("mục tiêu", "chỉ tiêu"), ts) > 0 {
				out[i].Kind = ColumnValue
			}
		}
		what = what || out[i].Kind == ColumnWhat
	}
	return out
}

func columnOf(lex *lang.Lexicon, ts []lang.Token) Column {
	year := 0
	for _, y := range lex.YearsIn(ts) {
		year = y.Year
	}
	if year == 0 && len(ts) == 1 {
		year = lang.PlainYear(ts[0])
	}
	best, kind := 0, ColumnOther
	for _, w := range columnLists(lex) {
		if n := lang.LongestStart(w.list, ts); n > best {
			best, kind = n, w.kind
		}
	}
	switch {
	case year > 0 && (kind == ColumnOther || kind == ColumnWhat || kind == ColumnNumber):
		return Column{ColumnValue, year}
	case kind == ColumnOther && lang.LongestStart(lang.Phrases("kế hoạch", "giá trị", "chỉ tiêu đến", "phấn đấu", "giai đoạn", "kh"), ts) > 0:
		return Column{ColumnValue, year}
	case kind == ColumnOther && lang.Find(lang.Phrases("phối hợp", "tham gia"), ts) >= 0:
		return Column{ColumnWith, 0}
	case kind == ColumnOther && lang.Find(lang.Phrases("chủ trì", "đầu mối", "phụ trách"), ts) >= 0:
		return Column{ColumnLead, 0}
	}
	return Column{kind, year}
}

// At is the first column of the kind, -1 for none.
func (l Layout) At(kind ColumnKind) int {
	for i, c := range l {
		if c.Kind == kind {
			return i
		}
	}
	return -1
}

// Useful says whether the head is one of a table of targets or tasks.
func (l Layout) Useful() bool { return l.Targets() || l.Tasks() }

func (l Layout) Targets() bool {
	return l.At(ColumnWhat) >= 0 && l.At(ColumnValue) >= 0 && (l.At(ColumnUnit) >= 0 || l.At(ColumnLead) < 0)
}

func (l Layout) Tasks() bool { return l.At(ColumnWhat) >= 0 && l.At(ColumnLead) >= 0 && !l.Targets() }

// HeadOf finds the head of a table, one row or two, and where its body begins. A second row under merged cells refines
// the first: "Chỉ tiêu" over "Năm 2025" and "Năm 2030".
func HeadOf(lex *lang.Lexicon, t *Table) (Layout, int) {
	for i := 0; i < min(len(t.Rows), 3); i++ {
		l := ColumnKinds(lex, t.Rows[i].Cells)
		if i+1 < len(t.Rows) {
			both := ColumnKinds(lex, JoinedCells(lex, t.Rows[i].Cells, t.Rows[i+1].Cells))
			if both.Useful() && Refines(t.Rows[i].Cells, t.Rows[i+1].Cells) {
				return both, BodyFrom(t, i+2)
			}
		}
		if l.Useful() {
			return l, BodyFrom(t, i+1)
		}
	}
	return nil, 0
}

// BodyFrom skips the row that only numbers the columns: (1) (2) (3).
func BodyFrom(t *Table, i int) int {
	if i >= len(t.Rows) {
		return i
	}
	for k, c := range t.Rows[i].Cells {
		c = strings.Trim(c, "() ")
		if c != "" && (!lang.OnlyDigits(c) || lang.Atoi(c) > len(t.Rows[i].Cells) || lang.Atoi(c) < k) {
			return i
		}
	}
	return i + 1
}

// Refines says whether the lower row is a second row of the head: it repeats the merged cells above and parts some.
func Refines(upper, lower []string) bool {
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

func JoinedCells(lex *lang.Lexicon, upper, lower []string) []string {
	out := make([]string, len(upper))
	for i, u := range upper {
		out[i] = u
		if i < len(lower) && lower[i] != u {
			out[i] = lower[i]
			if columnOf(lex, lang.Tokens(lower[i])).Kind == ColumnOther {
				out[i] = u + " " + lower[i]
			} else if columnOf(lex, lang.Tokens(u)).Kind == columnPast {
				out[i] = u + " " + lower[i]
			}
		}
	}
	return out
}
