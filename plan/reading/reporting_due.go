package reading

import (
	"strings"

	"ansinh/calendar"
)

var ()

// due are the days a clause sets for a report. A day without a year comes every year, unless the plan is for one year
// and nothing says that it comes again.
func (d *dutyReader) due(ts []token) Due {
	var out Due
	again := find(d.rd.lex.EveryYear, ts) >= 0 || find(d.rd.lex.EveryMonth, ts) >= 0 || find(d.rd.lex.EveryQuarter, ts) >= 0
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
func cited(ts []token, i int) bool {
	for k := max(0, i-3); k < i; k++ {
		if ts[k].kind == symbol {
			return true
		}
	}
	return false
}

// daysAt reads the days that begin at a token and how many tokens they take.
func (d *dutyReader) daysAt(ts []token, i int, again bool) (Due, int) {
	switch {
	case ts[i].kind == day:
		date, err := calendar.ParseDate(strings.Map(slash, ts[i].key))
		if err != nil {
			return nil, 1
		}
		if again && find(d.rd.lex.EveryYear, ts) >= 0 {
			_, m, dd := date.Civil()
			return Due{yearly(m, dd)}, 1
		}
		return Due{date.String()}, 1
	case ts[i].key == "ngày" && i+1 < len(ts) && ts[i+1].kind == number:
		return d.spelled(ts, i, again)
	case ts[i].key == "tháng" && i+1 < len(ts) && ts[i+1].kind == number && again && i > 0 && longestEnd(phrases("trước", "vào", "trong", "cuối", "chậm nhất"), ts[:i]) > 0:
		if m := atoi(ts[i+1].key); m >= 1 && m <= 12 {
			return Due{yearly(m, lastOfMonth(m))}, 2
		}
	}
	if day, m, ok := dayMonth(ts, i); ok {
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
	return Due{yearly(m, day)}
}

func lastOfMonth(m int) int {
	_, _, day := calendar.MonthOf(2024, m).Last().Civil()
	return day
}

// spelled reads "ngày 05 tháng 12", "ngày 10 tháng 6 và tháng 12", "ngày 20 hằng tháng", "ngày 15 của tháng cuối quý".
func (d *dutyReader) spelled(ts []token, i int, again bool) (Due, int) {
	if day, m, ok := dayMonth(ts, i+1); ok {
		return d.dated(m, day, again), 4
	}
	day, at := atoi(ts[i+1].key), i+2
	if day < 1 || day > 31 {
		return nil, 2
	}
	if at+1 < len(ts) && ts[at].key == "tháng" && ts[at+1].kind == number {
		out := d.dated(min(max(atoi(ts[at+1].key), 1), 12), day, again)
		at += 2
		if at+1 < len(ts) && ts[at].key == "năm" && plainYear(ts[at+1]) > 0 {
			date, err := calendar.Day(plainYear(ts[at+1]), atoi(ts[at-1].key), day)
			if err != nil {
				return nil, at - i
			}
			return Due{date.String()}, at + 2 - i
		}
		for at+2 < len(ts) && ts[at].key == "và" && ts[at+1].key == "tháng" && ts[at+2].kind == number {
			out = append(out, d.dated(min(max(atoi(ts[at+2].key), 1), 12), day, again)...)
			at += 3
		}
		return out, at - i
	}
	rest := ts[at:min(len(ts), at+8)]
	switch {
	case find(d.rd.lex.NextQuarter, rest) >= 0:
		return every(day, 1, 4, 7, 10), 2
	case find(d.rd.lex.EveryQuarter, rest) >= 0 || find(phrases("quý"), rest) >= 0 && find(d.rd.lex.EveryQuarter, ts) >= 0:
		return every(day, 3, 6, 9, 12), 2
	case find(d.rd.lex.EveryMonth, rest) >= 0:
		return every(day, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12), 2
	}
	return nil, 2
}

func every(day int, months ...int) Due {
	var out Due
	for _, m := range months {
		out = append(out, yearly(m, min(day, lastOfMonth(m))))
	}
	return out
}
