package reading

import (
	"regexp"
	"strings"
	"unicode/utf8"

	"ansinh/plan/reading/lang"
)

// The heads of columns are words of an office's own ("Ai chịu trách nhiệm", "Khi nào xong"); what stands in the cells
// below says what a column holds whatever its head. The head decides where it is known, and which of two columns of
// agencies leads.

// contents counts what the cells of a column are.
type contents struct {
	filled, agencies, times, numbers, values, letters int
}

func (c contents) mostly(n int) bool { return n > 0 && n*10 >= c.filled*6 }

var runningNumber = regexp.MustCompile(`^(?:\d{1,3}(?:\.\d{1,2})*|[IVX]{1,5}|[A-Za-zĐđ])[.)]?$`)

// headed is what the columns of a table hold and where its body begins; guessed where the cells had to say it. nil
// where the table is none of targets or tasks.
func (rd *Reader) headed(t *table) (l layoutOf, from int, guessed bool) {
	l, from = headOf(rd.lex, t)
	if l == nil {
		l, from = rd.roughHead(t)
	}
	if l == nil {
		return nil, 0, false
	}
	own, guessed := rd.byContent(t, l, from)
	if !own.useful() {
		return nil, 0, false
	}
	return own, from, guessed
}

// roughHead is the head as far as its words are known, where they do not suffice.
func (rd *Reader) roughHead(t *table) (layoutOf, int) {
	if len(t.rows) < 2 || len(t.rows[0].cells) < 2 {
		return nil, 0
	}
	for _, c := range t.rows[0].cells {
		if utf8.RuneCountInString(c) > 80 || runningNumber.MatchString(c) && c != "" {
			return nil, 0
		}
	}
	if len(t.rows) > 2 && refines(t.rows[0].cells, t.rows[1].cells) {
		return columnKinds(rd.lex, joinedCells(rd.lex, t.rows[0].cells, t.rows[1].cells)), bodyFrom(t, 2)
	}
	return columnKinds(rd.lex, t.rows[0].cells), bodyFrom(t, 1)
}

// byContent fills what the head left open and corrects what the cells speak against.
func (rd *Reader) byContent(t *table, l layoutOf, from int) (layoutOf, bool) {
	own := append(layoutOf{}, l...)
	held := make([]contents, len(own))
	guessed := false
	for i := range own {
		held[i] = rd.contentsOf(t, i, from)
	}
	set := func(i int, kind columnKind) {
		if own[i].kind != kind {
			own[i], guessed = column{kind, own[i].year}, true
		}
	}
	var offices []int
	for i, h := range held {
		switch kind := own[i].kind; {
		case h.mostly(h.agencies) && kind != columnLead && kind != columnWith:
			own[i].kind = columnOther
			offices = append(offices, i)
		case h.mostly(h.times) && kind == columnOther && own[i].year == 0:
			set(i, columnTime)
		case i == 0 && h.mostly(h.numbers) && kind == columnOther:
			own[i].kind = columnNumber
		}
	}
	for _, i := range offices {
		role := rd.roleOf(t, i, from)
		if role == columnOther {
			role = map[bool]columnKind{true: columnLead, false: columnWith}[own.at(columnLead) < 0]
		}
		set(i, role)
	}
	if own.at(columnWhat) < 0 {
		if i := longestText(own, held); i >= 0 {
			set(i, columnWhat)
		}
	}
	promised := own.at(columnWhat) >= 0 && rd.promisesIn(t, own.at(columnWhat), from)
	if own.at(columnValue) < 0 && (own.at(columnUnit) >= 0 && own.at(columnLead) < 0 || promised) {
		for i := len(own) - 1; i >= 0; i-- {
			if own[i].kind == columnOther && held[i].mostly(held[i].values) {
				set(i, columnValue)
				if at := own.at(columnLead); at >= 0 && promised {
					own[at].kind = columnOther // who answers for a target
				}
				break
			}
		}
	}
	return own, guessed
}

// promisesIn says whether the head of a column of texts speaks of targets and of no task.
func (rd *Reader) promisesIn(t *table, i, from int) bool {
	for _, r := range t.rows[:min(from, len(t.rows))] {
		if ts := lang.Tokens(cell(r, i)); lang.Find(rd.lex.TargetWords, ts) >= 0 && lang.Find(lang.Phrases("nhiệm vụ", "giải pháp", "công việc", "hoạt động"), ts) < 0 {
			return true
		}
	}
	return false
}

// roleOf is what the head of a column of agencies says they do there; columnOther where it does not say.
func (rd *Reader) roleOf(t *table, i, from int) columnKind {
	for _, r := range t.rows[:min(from, len(t.rows))] {
		switch ts := lang.Tokens(cell(r, i)); {
		case lang.Find(rd.lex.RoleWith, ts) >= 0:
			return columnWith
		case lang.Find(rd.lex.RoleLead, ts) >= 0:
			return columnLead
		}
	}
	return columnOther
}

// longestText is the column with the longest texts that is nothing else, -1 for none.
func longestText(l layoutOf, held []contents) int {
	best, at := 0, -1
	for i, c := range l {
		h := held[i]
		if c.kind != columnOther && c.kind != columnProduct || h.filled == 0 || h.mostly(h.values) {
			continue
		}
		if long := h.letters / h.filled; long > best && long > 8 {
			best, at = long, i
		}
	}
	return at
}

func (rd *Reader) contentsOf(t *table, i, from int) contents {
	var out contents
	for _, r := range t.rows[min(from, len(t.rows)):] {
		text := strings.TrimSpace(cell(r, i))
		if text == "" || oneText(r) {
			continue
		}
		out.filled++
		out.letters += utf8.RuneCountInString(text)
		ts := lang.Tokens(text)
		switch labels, _ := rd.lex.ReadLabels(text); {
		case len(labels) > 0 && labels[0].Kind != lang.LabelTime && labels[0].Kind != lang.LabelProduct, rd.agencyLines(r.cells[i]):
			out.agencies++
		case runningNumber.MatchString(text):
			out.numbers++
			if ts[0].Kind == lang.Number {
				out.values++
			}
		case rd.timeOnly(text, ts):
			out.times++
		default:
			if _, ok := rd.cellTarget(text, "%"); ok {
				out.values++
			}
		}
	}
	return out
}

// oneText says whether a row holds one text over its columns, beside its number.
func oneText(r row) bool {
	said := ""
	for i, c := range r.cells {
		if c == "" || i == 0 && runningNumber.MatchString(c) {
			continue
		}
		if said != "" && c != said {
			return false
		}
		said = c
	}
	return true
}

// agencyLines says whether the lines of a cell are names of agencies.
func (rd *Reader) agencyLines(text string) bool {
	n := 0
	for _, l := range strings.Split(text, "\n") {
		l = l[readMarker(l).width:]
		if l = strings.TrimRight(l, " .;,"); l == "" {
			continue
		}
		if !rd.agenciesOnly(l, lang.Tokens(l)) {
			return false
		}
		n++
	}
	return n > 0
}
