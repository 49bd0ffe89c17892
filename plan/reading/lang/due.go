package lang

import (
	"fmt"
	"strings"

	"ansinh/calendar"
)

// LastDay is the day by which something is due where the words fix one, as yyyy-mm-dd: the day itself, the last day of
// a month, a quarter, a half year, a year or a period. year stands in where the words name none; 0 for no such year.
// It is "" for what goes on or comes again and for words that fix nothing.
func (lex *Lexicon) LastDay(text string, year int) string {
	ts := Tokens(text)
	if Find(lex.Recurring, ts) >= 0 {
		return ""
	}
	if LongestStart(Phrases("từ", "kể từ", "bắt đầu từ", "bắt đầu"), ts) > 0 && Find(Phrases("đến", "tới", "-", "và", "xong", "hoàn thành"), ts) < 0 {
		return "" // when it begins
	}
	best := calendar.Date(0)
	for i := 0; i < len(ts); i++ {
		d, ok := dayAt(ts, i, year)
		if ok && d > best {
			best = d
		}
		if ok && (ts[i].Key == "trước" || ts[i].Key == "ngày") { // the month and the year in it are no days of their own
			i += dateWidth(ts[i+1:])
		}
	}
	return best.String()
}

// dateWidth is how many tokens the date takes that begins here.
func dateWidth(ts []Token) int {
	for i, t := range ts {
		if t.Kind == Word && t.Key != "tháng" && t.Key != "quý" && t.Key != "năm" && Roman(strings.ToUpper(t.Key)) == 0 {
			return i
		}
	}
	return len(ts)
}

// dayAt reads the date that begins at a token.
func dayAt(ts []Token, i, year int) (calendar.Date, bool) {
	switch {
	case ts[i].Kind == Day:
		d, err := calendar.ParseDate(strings.Map(Slash, ts[i].Key))
		return d, err == nil
	case ts[i].Kind == Month:
		m, err := calendar.ParseMonth(padded(ts[i].Key))
		return lastOf(m), err == nil
	case ts[i].Key == "trước":
		return beforeDay(ts, i, year)
	case ts[i].Key == "quý":
		return quarterEnd(ts[i+1:], year)
	case ts[i].Key == "ngày" || ts[i].Key == "tháng":
		return spelledDay(ts[i:], year)
	case ts[i].Kind == Number && len(ts) > i+3 && LongestStart(Phrases("tháng đầu năm", "tháng cuối năm"), ts[i+1:]) > 0:
		y := yearNear(ts[i+4:], year)
		half := map[bool]int{true: 6, false: 12}[ts[i+2].Key == "đầu"]
		return lastOf(calendar.MonthOf(y, half)), y > 0
	case PlainYear(ts[i]) > 0:
		return lastOf(calendar.MonthOf(PlainYear(ts[i]), 12)), ownYear(ts, i)
	}
	return shortDay(ts, i, year)
}

// beforeDay reads "trước năm 2026", "trước tháng 12/2026", "trước quý III/2025": the day before it begins.
func beforeDay(ts []Token, i, year int) (calendar.Date, bool) {
	if i+1 >= len(ts) || ts[i+1].Key == "ngày" {
		return 0, false
	}
	if i+2 < len(ts) && ts[i+2].Kind == Month {
		i++ // "trước tháng 9/2025"
	}
	last, ok := dayAt(ts, i+1, year)
	if !ok && ts[i+1].Key == "năm" && i+2 < len(ts) && PlainYear(ts[i+2]) > 0 {
		return calendar.MonthOf(PlainYear(ts[i+2])-1, 12).Last(), true
	}
	at := i + 1
	if ts[at].Key == "tháng" {
		at++
	}
	switch {
	case !ok:
		return 0, false
	case ts[i+1].Key == "quý":
		return last.Month().Add(-3).Last(), true
	case at < len(ts) && (ts[at].Kind == Month || ts[i+1].Key == "tháng"):
		return last.Month().Add(-1).Last(), true
	}
	return 0, false
}

func Slash(r rune) rune {
	if r == '.' || r == '-' {
		return '/'
	}
	return r
}

func padded(key string) string { return strings.Map(Slash, key) }

func lastOf(m calendar.Month) calendar.Date {
	y, _ := m.Civil()
	if y < 1900 || y > 2200 {
		return 0
	}
	return m.Last()
}

// ownYear says whether the year at i is not the year of a day, month or quarter that names it: "quý II năm 2025".
func ownYear(ts []Token, i int) bool {
	for k := max(0, i-6); k < i; k++ {
		if ts[k].Key == "quý" || ts[k].Key == "tháng" || ts[k].Key == "ngày" {
			return false
		}
	}
	return true
}

// yearNear is the first year within a few tokens, else the given one.
func yearNear(ts []Token, year int) int {
	for i := 0; i < len(ts) && i < 8; i++ {
		if y := PlainYear(ts[i]); y > 0 {
			return y
		}
		if ts[i].Kind == Month || ts[i].Kind == Day {
			return Atoi(ts[i].Key[len(ts[i].Key)-4:])
		}
	}
	return year
}

// quarterEnd reads "IV/2024", "3 năm 2025", "II, III/2025" behind "quý".
func quarterEnd(ts []Token, year int) (calendar.Date, bool) {
	q := 0
	for i := 0; i < len(ts) && i < 7; i++ {
		key := strings.ToUpper(ts[i].Key)
		switch {
		case ts[i].Kind == Month: // "quý 4/2024" reads as a month
			q, year = max(q, Atoi(key[:strings.IndexAny(key, "/")])), Atoi(key[len(key)-4:])
			i = len(ts)
		case ts[i].Kind == Number && len(key) <= 2 && Atoi(key) <= 4:
			q = max(q, Atoi(key))
		case ts[i].Kind == Word && Roman(key) >= 1 && Roman(key) <= 4:
			q = max(q, Roman(key))
		case IsMark(ts[i], ",-/") || ts[i].Key == "và" || ts[i].Key == "năm" || ts[i].Key == "quý":
		case PlainYear(ts[i]) > 0:
			year = PlainYear(ts[i])
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
func spelledDay(ts []Token, year int) (calendar.Date, bool) {
	d, m, i := 0, 0, 0
	if ts[i].Key == "ngày" && len(ts) > i+3 && ts[i+1].Kind == Number && ts[i+2].Key == "tháng" {
		d, i = Atoi(ts[i+1].Key), i+2
	}
	if ts[i].Key != "tháng" || len(ts) <= i+1 || ts[i+1].Kind != Number {
		return 0, false
	}
	m = Atoi(ts[i+1].Key)
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
func shortDay(ts []Token, i, year int) (calendar.Date, bool) {
	d, m, ok := DayMonth(ts, i)
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

// DayMonth reads day and month without a year: "10/12", "10-12".
func DayMonth(ts []Token, i int) (d, m int, ok bool) {
	if i+2 >= len(ts) || ts[i].Kind != Number || !IsMark(ts[i+1], "/-") || ts[i+2].Kind != Number {
		return 0, 0, false
	}
	d, m = Atoi(ts[i].Key), Atoi(ts[i+2].Key)
	return d, m, d >= 1 && d <= 31 && m >= 1 && m <= 12 && len(ts[i].Key) <= 2 && len(ts[i+2].Key) <= 2
}

// Yearly is a day of every year, --MM-DD.
func Yearly(m, d int) string { return fmt.Sprintf("--%02d-%02d", m, d) }
