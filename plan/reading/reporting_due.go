package reading

import (
	"strings"

	"ansinh/calendar"
	"ansinh/plan/reading/lang"
)

// due are the days a clause sets for a report. A day without a year comes every year, unless the plan is for one year
// and nothing says that it comes again.
func (d *dutyReader) due(ts []lang.Token) Due {
	var out Due
	again := lang.Find(d.rd.lex.EveryYear, ts) >= 0 || lang.Find(d.rd.lex.EveryMonth, ts) >= 0 || lang.Find(d.rd.lex.EveryQuarter, ts) >= 0
	for i := 0; i < len(ts); i++ {
		if cited(ts, i) {
			continue
		}
		days, width := d.daysAt(ts, i, again)
		for _, one := range days {
			out = appendDue(out, one)
		}
		i += max(width-1, 0)
	}
	return out
}

func appendDue(list Due, s string) Due {
	for _, have := range list {
		if have == s {
			return list
		}
	}
	return append(list, s)
}

// cited says whether a date is that of a document: "Nghị quyết số 42-NQ/TW ngày 24/11/2023".
func cited(ts []lang.Token, i int) bool {
	for k := max(0, i-3); k < i; k++ {
		if ts[k].Kind == lang.Symbol {
			return true
		}
	}
	return false
}

// daysAt reads the days that begin at a token and how many tokens they take.
func (d *dutyReader) daysAt(ts []lang.Token, i int, again bool) (Due, int) {
	switch {
	case ts[i].Kind == lang.Day:
		date, err := calendar.ParseDate(strings.Map(lang.Slash, ts[i].Key))
		if err != nil {
			return nil, 1
		}
		if again && lang.Find(d.rd.lex.EveryYear, ts) >= 0 {
			_, m, dd := date.Civil()
			return Due{lang.Yearly(m, dd)}, 1
		}
		return Due{date.String()}, 1
	case ts[i].Key == "ngày" && i+1 < len(ts) && ts[i+1].Kind == lang.Number:
		return d.spelled(ts, i, again)
	case ts[i].Key == "tháng" && i+1 < len(ts) && ts[i+1].Kind == lang.Number && again && i > 0 && lang.LongestEnd(lang.Phrases("trước", "vào", "trong", "cuối", "chậm nhất"), ts[:i]) > 0:
		if m := lang.Atoi(ts[i+1].Key); m >= 1 && m <= 12 {
			return Due{lang.Yearly(m, lastOfMonth(m))}, 2
		}
	}
	if day, m, ok := lang.DayMonth(ts, i); ok {
		return d.dated(m, day, again), 3
	}
	return nil, 1
}

// dated is a day of a month: of every year, or of the plan's only year.
func (d *dutyReader) dated(m, day int, again bool) Due {
	if y := d.x.year(d.rd.lex); y > 0 && !again {
		if date, err := calendar.Day(y, m, day); err == nil {
			return Due{date.String()}
		}
	}
	if day > lastOfMonth(m) {
		return nil
	}
	return Due{lang.Yearly(m, day)}
}

func lastOfMonth(m int) int {
	_, _, day := calendar.MonthOf(2024, m).Last().Civil()
	return day
}

// spelled reads "ngày 05 tháng 12", "ngày 10 tháng 6 và tháng 12", "ngày 20 hằng tháng", "ngày 15 của tháng cuối quý".
func (d *dutyReader) spelled(ts []lang.Token, i int, again bool) (Due, int) {
	if day, m, ok := lang.DayMonth(ts, i+1); ok {
		return d.dated(m, day, again), 4
	}
	day, at := lang.Atoi(ts[i+1].Key), i+2
	if day < 1 || day > 31 {
		return nil, 2
	}
	if at+1 < len(ts) && ts[at].Key == "tháng" && ts[at+1].Kind == lang.Number {
		out := d.dated(min(max(lang.Atoi(ts[at+1].Key), 1), 12), day, again)
		at += 2
		if at+1 < len(ts) && ts[at].Key == "năm" && lang.PlainYear(ts[at+1]) > 0 {
			date, err := calendar.Day(lang.PlainYear(ts[at+1]), lang.Atoi(ts[at-1].Key), day)
			if err != nil {
				return nil, at - i
			}
			return Due{date.String()}, at + 2 - i
		}
		for at+2 < len(ts) && ts[at].Key == "và" && ts[at+1].Key == "tháng" && ts[at+2].Kind == lang.Number {
			out = append(out, d.dated(min(max(lang.Atoi(ts[at+2].Key), 1), 12), day, again)...)
			at += 3
		}
		return out, at - i
	}
	rest := ts[at:min(len(ts), at+8)]
	switch {
	case lang.Find(d.rd.lex.NextQuarter, rest) >= 0:
		return every(day, 1, 4, 7, 10), 2
	case lang.Find(d.rd.lex.EveryQuarter, rest) >= 0 || lang.Find(lang.Phrases("quý"), rest) >= 0 && lang.Find(d.rd.lex.EveryQuarter, ts) >= 0:
		return every(day, 3, 6, 9, 12), 2
	case lang.Find(d.rd.lex.EveryMonth, rest) >= 0:
		return every(day, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12), 2
	}
	return nil, 2
}

func every(day int, months ...int) Due {
	var out Due
	for _, m := range months {
		out = append(out, lang.Yearly(m, min(day, lastOfMonth(m))))
	}
	return out
}
