package reading

import "strconv"

// yearMention is a year or a period in a text: "đến năm 2030", "giai đoạn 2021 - 2025", "so với năm 2020".
type yearMention struct {
	from, to int // tokens
	year     int // the year, the last one of a period
	role     yearRole
}

type yearRole uint8

const (
	deadline  yearRole = iota // by, in, at the end of the year
	before                    // before the year: doubtful whether the year counts
	since                     // from the year on
	baseline                  // a year of comparison
	partOfSum                 // inside a name: no time at all
)

var ()

// yearsIn finds the years of a run of tokens. A bare number of four digits is a year only where its words say so or it
// is one end of a period.
func (lex *lexicon) yearsIn(ts []token) []yearMention {
	var out []yearMention
	for i := 0; i < len(ts); i++ {
		if m, ok := lex.yearAt(ts, i); ok {
			out = append(out, m)
			i = m.to - 1
		}
	}
	return out
}

func (lex *lexicon) yearAt(ts []token, i int) (yearMention, bool) {
	if ts[i].kind == day || ts[i].kind == month {
		return lex.dateYear(ts, i)
	}
	y := plainYear(ts[i])
	if y == 0 {
		return yearMention{}, false
	}
	if i > 2 && isMark(ts[i-1], "/") && ts[i-3].key == "quý" { // quý IV/2025
		return yearMention{from: i - 3, to: i + 1, year: y}, true
	}
	m := yearMention{from: i, to: i + 1, year: y}
	period := false
	// "2021 - 2025", "2021 đến 2025", "2021-2025": the end counts.
	for m.to+1 < len(ts) && (isMark(ts[m.to], "-/") || ts[m.to].key == "đến") {
		at := m.to + 1
		if ts[at].key == "năm" && at+1 < len(ts) {
			at++
		}
		last := plainYear(ts[at])
		if last == 0 || last < m.year || last-m.year > 60 {
			break
		}
		m.year, m.to, period = last, at+1, true
	}
	lead, role := lex.yearLead(ts[:i])
	if lead == 0 && !period {
		return yearMention{}, false
	}
	if role == since && period {
		role = deadline
	}
	m.from, m.role = i-lead, role
	return m, true
}

// yearLead is how many tokens before a year belong to it, and what they say.
func (lex *lexicon) yearLead(ts []token) (int, yearRole) {
	n, role := 0, deadline
	for _, l := range []struct {
		list []phrase
		role yearRole
	}{{lex.BaselineLeads, baseline}, {lex.BeforeLeads, before}, {lex.SinceLeads, since}, {lex.DeadlineLeads, deadline}} {
		if k := longestEnd(l.list, ts); k > n {
			n, role = k, l.role
		}
	}
	return n, role
}

// dateYear is the year of a full date or a month: "đến tháng 6/2025", "trước ngày 31/12/2025".
func (lex *lexicon) dateYear(ts []token, i int) (yearMention, bool) {
	key := ts[i].key
	y := atoi(key[max(0, len(key)-4):])
	from, role := i, deadline
	for from > 0 && longestEnd(lex.DateLeads, ts[:from]) > 0 {
		n := longestEnd(lex.DateLeads, ts[:from])
		if ts[from-n].key == "so" || ts[from-n].key == "từ" && n > 1 || ts[from-n].key == "kể" {
			role = baseline // what holds from a day on is no day to reach it by
		}
		from -= n
	}
	if y < 1945 || y > 2100 || from == i {
		return yearMention{}, false
	}
	return yearMention{from: from, to: i + 1, year: y, role: role}, true
}

// plainYear is the year a number token may be, 0 for none.
func plainYear(t token) int {
	if t.kind != number || len(t.key) != 4 || !onlyDigits(t.key) {
		return 0
	}
	y, err := strconv.Atoi(t.key)
	if err != nil || y < 1945 || y > 2100 {
		return 0
	}
	return y
}

// deadlineOf is the year a heading or a phrase sets for what follows; 0 for none. A vision far ahead does not count
// unless it is all there is.
func (lex *lexicon) deadlineOf(ts []token) int {
	vision := 0
	for _, m := range lex.yearsIn(ts) {
		if m.role == baseline {
			continue
		}
		if longestEnd(lex.VisionLeads, ts[:m.to-1]) > 0 {
			vision = m.year
			continue
		}
		return m.year
	}
	return vision
}

// latest is the last year that something is promised for, without visions; 0 for none.
func (lex *lexicon) latest(ts []token) (year int) {
	for _, m := range lex.yearsIn(ts) {
		if m.role != baseline && longestEnd(lex.VisionLeads, ts[:m.to-1]) == 0 {
			year = max(year, m.year)
		}
	}
	return year
}
