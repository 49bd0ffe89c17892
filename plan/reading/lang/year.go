package lang

import "strconv"

// YearMention is a year or a period in a text: "đến năm 2030", "giai đoạn 2021 - 2025", "so với năm 2020".
type YearMention struct {
	From, To int // tokens
	Year     int // the year, the last one of a period
	Role     YearRole
}

type YearRole uint8

const (
	deadline  YearRole = iota // by, in, at the end of the year
	Before                    // before the year: doubtful whether the year counts
	Since                     // from the year on
	Baseline                  // a year of comparison
	partOfSum                 // inside a name: no time at all
)

// YearsIn finds the years of a run of tokens. A bare number of four digits is a year only where its words say so or it
// is one end of a period.
func (lex *Lexicon) YearsIn(ts []Token) []YearMention {
	var out []YearMention
	for i := 0; i < len(ts); i++ {
		if m, ok := lex.YearAt(ts, i); ok {
			out = append(out, m)
			i = m.To - 1
		}
	}
	return out
}

func (lex *Lexicon) YearAt(ts []Token, i int) (YearMention, bool) {
	if ts[i].Kind == Day || ts[i].Kind == Month {
		return lex.dateYear(ts, i)
	}
	y := PlainYear(ts[i])
	if y == 0 {
		return YearMention{}, false
	}
	if i > 2 && IsMark(ts[i-1], "/") && ts[i-3].Key == "quý" { // quý IV/2025
		return YearMention{From: i - 3, To: i + 1, Year: y}, true
	}
	m := YearMention{From: i, To: i + 1, Year: y}
	period := false
	// "2021 - 2025", "2021 đến 2025", "2021-2025": the end counts.
	for m.To+1 < len(ts) && (IsMark(ts[m.To], "-/") || ts[m.To].Key == "đến") {
		at := m.To + 1
		if ts[at].Key == "năm" && at+1 < len(ts) {
			at++
		}
		last := PlainYear(ts[at])
		if last == 0 || last < m.Year || last-m.Year > 60 {
			break
		}
		m.Year, m.To, period = last, at+1, true
	}
	lead, role := lex.yearLead(ts[:i])
	if lead == 0 && !period {
		return YearMention{}, false
	}
	if role == Since && period {
		role = deadline
	}
	m.From, m.Role = i-lead, role
	return m, true
}

// yearLead is how many tokens before a year belong to it, and what they say.
func (lex *Lexicon) yearLead(ts []Token) (int, YearRole) {
	n, role := 0, deadline
	for _, l := range []struct {
		list []Phrase
		role YearRole
	}{{lex.BaselineLeads, Baseline}, {lex.BeforeLeads, Before}, {lex.SinceLeads, Since}, {lex.DeadlineLeads, deadline}} {
		if k := LongestEnd(l.list, ts); k > n {
			n, role = k, l.role
		}
	}
	return n, role
}

// dateYear is the year of a full date or a month: "đến tháng 6/2025", "trước ngày 31/12/2025".
func (lex *Lexicon) dateYear(ts []Token, i int) (YearMention, bool) {
	key := ts[i].Key
	y := Atoi(key[max(0, len(key)-4):])
	from, role := i, deadline
	for from > 0 && LongestEnd(lex.DateLeads, ts[:from]) > 0 {
		n := LongestEnd(lex.DateLeads, ts[:from])
		if ts[from-n].Key == "so" || ts[from-n].Key == "từ" && n > 1 || ts[from-n].Key == "kể" {
			role = Baseline // what holds from a day on is no day to reach it by
		}
		from -= n
	}
	if y < 1945 || y > 2100 || from == i {
		return YearMention{}, false
	}
	return YearMention{From: from, To: i + 1, Year: y, Role: role}, true
}

// PlainYear is the year a number token may be, 0 for none.
func PlainYear(t Token) int {
	if t.Kind != Number || len(t.Key) != 4 || !OnlyDigits(t.Key) {
		return 0
	}
	y, err := strconv.Atoi(t.Key)
	if err != nil || y < 1945 || y > 2100 {
		return 0
	}
	return y
}

// DeadlineOf is the year a heading or a phrase sets for what follows; 0 for none. A vision far ahead does not count
// unless it is all there is.
func (lex *Lexicon) DeadlineOf(ts []Token) int {
	vision := 0
	for _, m := range lex.YearsIn(ts) {
		if m.Role == Baseline {
			continue
		}
		if LongestEnd(lex.VisionLeads, ts[:m.To-1]) > 0 {
			vision = m.Year
			continue
		}
		return m.Year
	}
	return vision
}

// Latest is the last year that something is promised for, without visions; 0 for none.
func (lex *Lexicon) Latest(ts []Token) (year int) {
	for _, m := range lex.YearsIn(ts) {
		if m.Role != Baseline && LongestEnd(lex.VisionLeads, ts[:m.To-1]) == 0 {
			year = max(year, m.Year)
		}
	}
	return year
}
