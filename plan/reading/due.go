package reading

import (
	"fmt"
	"strings"

	"ansinh/calendar"
)

// lastDay is the day by which something is due where the words fix one, as yyyy-mm-dd: the day itself, the last day of
// a month, a quarter, a half year, a year or a period. year stands in where the words name none; 0 for no such year.
// It is "" for what goes on or comes again and for words that fix nothing.
func (lex *lexicon) lastDay(text string, year int) string {
	ts := tokens(text)
	if find(lex.Recurring, ts) >= 0 {
		return ""
	}
	if longestStart(phrases("từ", "kể từ", "bắt đầu từ", "bắt đầu"), ts) > 0 && find(phrases("đến", "tới", "-", "và", "xong", "hoàn thành"), ts) < 0 {
		return "" // when it begins
	}
	best := calendar.Date(0)
	for i := 0; i < len(ts); i++ {
		d, ok := dayAt(ts, i, year)
		if ok && d > best {
			best = d
		}
		if ok && (ts[i].key == "trước" || ts[i].key == "ngày") { // the month and the year in it are no days of their own
			i += dateWidth(ts[i+1:])
		}
	}
	return best.String()
}

// dateWidth is how many tokens the date takes that begins here.
func dateWidth(ts []token) int {
	for i, t := range ts {
		if t.kind == word && t.key != "tháng" && t.key != "quý" && t.key != "năm" && roman(strings.ToUpper(t.key)) == 0 {
			return i
		}
	}
	return len(ts)
}

// dayAt reads the date that begins at a token.
func dayAt(ts []token, i, year int) (calendar.Date, bool) {
	switch {
	case ts[i].kind == day:
		d, err := calendar.ParseDate(strings.Map(slash, ts[i].key))
		return d, err == nil
	case ts[i].kind == month:
		m, err := calendar.ParseMonth(padded(ts[i].key))
		return lastOf(m), err == nil
	case ts[i].key == "trước":
		return beforeDay(ts, i, year)
	case ts[i].key == "quý":
		return quarterEnd(ts[i+1:], year)
	case ts[i].key == "ngày" || ts[i].key == "tháng":
		return spelledDay(ts[i:], year)
	case ts[i].kind == number && len(ts) > i+3 && longestStart(phrases("tháng đầu năm", "tháng cuối năm"), ts[i+1:]) > 0:
		y := yearNear(ts[i+4:], year)
		half := map[bool]int{true: 6, false: 12}[ts[i+2].key == "đầu"]
		return lastOf(calendar.MonthOf(y, half)), y > 0
	case plainYear(ts[i]) > 0:
		return lastOf(calendar.MonthOf(plainYear(ts[i]), 12)), ownYear(ts, i)
	}
	return shortDay(ts, i, year)
}

// beforeDay reads "trước năm 2026", "trước tháng 12/2026", "trước quý III/2025": the day before it begins.
func beforeDay(ts []token, i, year int) (calendar.Date, bool) {
	if i+1 >= len(ts) || ts[i+1].key == "ngày" {
		return 0, false
	}
	if i+2 < len(ts) && ts[i+2].kind == month {
		i++ // "trước tháng 9/2025"
	}
	last, ok := dayAt(ts, i+1, year)
	if !ok && ts[i+1].key == "năm" && i+2 < len(ts) && plainYear(ts[i+2]) > 0 {
		return calendar.MonthOf(plainYear(ts[i+2])-1, 12).Last(), true
	}
	at := i + 1
	if ts[at].key == "tháng" {
		at++
	}
	switch {
	case !ok:
		return 0, false
	case ts[i+1].key == "quý":
		return last.Month().Add(-3).Last(), true
	case at < len(ts) && (ts[at].kind == month || ts[i+1].key == "tháng"):
		return last.Month().Add(-1).Last(), true
	}
	return 0, false
}

func slash(r rune) rune {
	if r == '.' || r == '-' {
		return '/'
	}
	return r
}

func padded(key string) string { return strings.Map(slash, key) }

func lastOf(m calendar.Month) calendar.Date {
	y, _ := m.Civil()
	if y < 1900 || y > 2200 {
		return 0
	}
	return m.Last()
}

// ownYear says whether the year at i is not the year of a day, month or quarter that names it: "quý II năm 2025".
func ownYear(ts []token, i int) bool {
	for k := max(0, i-6); k < i; k++ {
		if ts[k].key == "quý" || ts[k].key == "tháng" || ts[k].key == "ngày" {
			return false
		}
	}
	return true
}

// yearNear is the first year within a few tokens, else the given one.
func yearNear(ts []token, year int) int {
	for i := 0; i < len(ts) && i < 8; i++ {
		if y := plainYear(ts[i]); y > 0 {
			return y
		}
		if ts[i].kind == month || ts[i].kind == day {
			return atoi(ts[i].key[len(ts[i].key)-4:])
		}
	}
	return year
}

// quarterEnd reads "IV/2024", "3 năm 2025", "II, III/2025" behind "quý".
func quarterEnd(ts []token, year int) (calendar.Date, bool) {
	q := 0
	for i := 0; i < len(ts) && i < 7; i++ {
		key := strings.ToUpper(ts[i].key)
		switch {
		case ts[i].kind == month: // "quý 4/2024" reads as a month
			q, year = max(q, atoi(key[:strings.IndexAny(key, "/")])), atoi(key[len(key)-4:])
			i = len(ts)
		case ts[i].kind == number && len(key) <= 2 && atoi(key) <= 4:
			q = max(q, atoi(key))
		case ts[i].kind == word && roman(key) >= 1 && roman(key) <= 4:
			q = max(q, roman(key))
		case isMark(ts[i], ",-/") || ts[i].key == "và" || ts[i].key == "năm" || ts[i].key == "quý":
		case plainYear(ts[i]) > 0:
			year = plainYear(ts[i])
			i = len(ts)
		default:
			i = len(ts)
		}
	}
	if q == 0 || year == 0 {
		return 0, false
	}
	return lastOf(calendar.MonthOf(year, 3*q)), true
}

// spelledDay reads "ngày 05 tháng 12 năm 2025", "tháng 6 năm 2025", "tháng 9".
func spelledDay(ts []token, year int) (calendar.Date, bool) {
	d, m, i := 0, 0, 0
	if ts[i].key == "ngày" && len(ts) > i+3 && ts[i+1].kind == number && ts[i+2].key == "tháng" {
		d, i = atoi(ts[i+1].key), i+2
	}
	if ts[i].key != "tháng" || len(ts) <= i+1 || ts[i+1].kind != number {
		return 0, false
	}
	m = atoi(ts[i+1].key)
	y := yearNear(ts[i+2:min(len(ts), i+5)], year)
	if m < 1 || m > 12 || y == 0 {
		return 0, false
	}
	if d == 0 {
		return lastOf(calendar.MonthOf(y, m)), true
	}
	date, err := calendar.Day(y, m, d)
	return date, err == nil
}

// shortDay reads "30/9", "30/9 năm 2025" where a year is known.
func shortDay(ts []token, i, year int) (calendar.Date, bool) {
	d, m, ok := dayMonth(ts, i)
	if !ok {
		return 0, false
	}
	y := yearNear(ts[i+3:min(len(ts), i+6)], year)
	if y == 0 {
		return 0, false
	}
	date, err := calendar.Day(y, m, d)
	return date, err == nil
}

// dayMonth reads day and month without a year: "10/12", "10-12".
func dayMonth(ts []token, i int) (d, m int, ok bool) {
	if i+2 >= len(ts) || ts[i].kind != number || !isMark(ts[i+1], "/-") || ts[i+2].kind != number {
		return 0, 0, false
	}
	d, m = atoi(ts[i].key), atoi(ts[i+2].key)
	return d, m, d >= 1 && d <= 31 && m >= 1 && m <= 12 && len(ts[i].key) <= 2 && len(ts[i+2].key) <= 2
}

// yearly is a day of every year, --MM-DD.
func yearly(m, d int) string { return fmt.Sprintf("--%02d-%02d", m, d) }

// year is the year of a plan for one year; 0 for a plan of several.
func (x *Reading) year(lex *lexicon) int {
	ts := tokens(x.Title)
	years := lex.yearsIn(ts)
	if len(years) == 0 {
		return 0
	}
	y := years[len(years)-1]
	if y.to-y.from == 2 && ts[y.from].key == "năm" || y.to-y.from == 3 && ts[y.from].key == "trong" {
		return y.year
	}
	return 0
}
