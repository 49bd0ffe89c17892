package reading

import (
	"regexp"
	"strings"
	"unicode/utf8"

	"ansinh/plan/reading/lang"
	"ansinh/plan/reading/paper"
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
func (rd *Reader) headed(t *paper.Table) (l paper.Layout, from int, guessed bool) {
	l, from = paper.HeadOf(rd.lex, t)
	if l == nil {
		l, from = rd.roughHead(t)
	}
	if l == nil {
		return nil, 0, false
	}
	own, guessed := rd.byContent(t, l, from)
	if !own.Useful() {
		return nil, 0, false
	}
	return own, from, guessed
}

// roughHead is the head as far as its words are known, where they do not suffice.
func (rd *Reader) roughHead(t *paper.Table) (paper.Layout, int) {
	if len(t.Rows) < 2 || len(t.Rows[0].Cells) < 2 {
		return nil, 0
	}
	for _, c := range t.Rows[0].Cells {
		if utf8.RuneCountInString(c) > 80 || runningNumber.MatchString(c) && c != "" {
			return nil, 0
		}
	}
	if len(t.Rows) > 2 && paper.Refines(t.Rows[0].Cells, t.Rows[1].Cells) {
		return paper.ColumnKinds(rd.lex, paper.JoinedCells(rd.lex, t.Rows[0].Cells, t.Rows[1].Cells)), paper.BodyFrom(t, 2)
	}
	return paper.ColumnKinds(rd.lex, t.Rows[0].Cells), paper.BodyFrom(t, 1)
}

// byContent fills what the head left open and corrects what the cells speak against.
func (rd *Reader) byContent(t *paper.Table, l paper.Layout, from int) (paper.Layout, bool) {
	own := append(paper.Layout{}, l...)
	held := make([]contents, len(own))
	guessed := false
	for i := range own {
		held[i] = rd.contentsOf(t, i, from)
	}
	set := func(i int, kind paper.ColumnKind) {
		if own[i].Kind != kind {
			own[i], guessed = paper.Column{Kind: kind, Year: own[i].Year}, true
		}
	}
	var offices []int
	for i, h := range held {
		switch kind := own[i].Kind; {
		case h.mostly(h.agencies) && kind != paper.ColumnLead && kind != paper.ColumnWith:
			own[i].Kind = paper.ColumnOther
			offices = append(offices, i)
		case h.mostly(h.times) && kind == paper.ColumnOther && own[i].Year == 0:
			set(i, paper.ColumnTime)
		case i == 0 && h.mostly(h.numbers) && kind == paper.ColumnOther:
			own[i].Kind = paper.ColumnNumber
		}
	}
	for _, i := range offices {
		role := rd.roleOf(t, i, from)
		if role == paper.ColumnOther {
			role = map[bool]paper.ColumnKind{true: paper.ColumnLead, false: paper.ColumnWith}[own.At(paper.ColumnLead) < 0]
		}
		set(i, role)
	}
	if own.At(paper.ColumnWhat) < 0 {
		if i := longestText(own, held); i >= 0 {
			set(i, paper.ColumnWhat)
		}
	}
	promised := own.At(paper.ColumnWhat) >= 0 && rd.promisesIn(t, own.At(paper.ColumnWhat), from)
	if own.At(paper.ColumnValue) < 0 && (own.At(paper.ColumnUnit) >= 0 && own.At(paper.ColumnLead) < 0 || promised) {
		for i := len(own) - 1; i >= 0; i-- {
			if own[i].Kind == paper.ColumnOther && held[i].mostly(held[i].values) {
				set(i, paper.ColumnValue)
				if at := own.At(paper.ColumnLead); at >= 0 && promised {
					own[at].Kind = paper.ColumnOther // who answers for a target
				}
				break
			}
		}
	}
	return own, guessed
}

// promisesIn says whether the head of a column of texts speaks of targets and of no task.
func (rd *Reader) promisesIn(t *paper.Table, i, from int) bool {
	for _, r := range t.Rows[:min(from, len(t.Rows))] {
		if ts := lang.Tokens(cell(r, i)); lang.Find(rd.lex.TargetWords, ts) >= 0 && lang.Find(lang.Phrases("nhiệm vụ", "giải pháp", "công việc", "hoạt động"), ts) < 0 {
			return true
		}
	}
	return false
}

// roleOf is what the head of a column of agencies says they do there; columnOther where it does not say.
func (rd *Reader) roleOf(t *paper.Table, i, from int) paper.ColumnKind {
	for _, r := range t.Rows[:min(from, len(t.Rows))] {
		switch ts := lang.Tokens(cell(r, i)); {
		case lang.Find(rd.lex.RoleWith, ts) >= 0:
			return paper.ColumnWith
		case lang.Find(rd.lex.RoleLead, ts) >= 0:
			return paper.ColumnLead
		}
	}
	return paper.ColumnOther
}

// longestText is the column with the longest texts that is nothing else, -1 for none.
func longestText(l paper.Layout, held []contents) int {
	best, at := 0, -1
	for i, c := range l {
		h := held[i]
		if c.Kind != paper.ColumnOther && c.Kind != paper.ColumnProduct || h.filled == 0 || h.mostly(h.values) {
			continue
		}
		if long := h.letters / h.filled; long > best && long > 8 {
			best, at = long, i
		}
	}
	return at
}

func (rd *Reader) contentsOf(t *paper.Table, i, from int) contents {
	var out contents
	for _, r := range t.Rows[min(from, len(t.Rows)):] {
		text := strings.TrimSpace(cell(r, i))
		if text == "" || oneText(r) {
			continue
		}
		out.filled++
		out.letters += utf8.RuneCountInString(text)
		ts := lang.Tokens(text)
		switch labels, _ := rd.lex.ReadLabels(text); {
		case len(labels) > 0 && labels[0].Kind != lang.LabelTime && labels[0].Kind != lang.LabelProduct, rd.agencyLines(r.Cells[i]):
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
func oneText(r paper.Row) bool {
	said := ""
	for i, c := range r.Cells {
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
		l = l[paper.ReadMarker(l).Width:]
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
