// Package calendar holds civil time: days, months and years as people in Việt Nam write them, and working days.
// There is no clock and no time zone here: a day is a day. Reading the clock is the gate's business.
package calendar

import (
	"database/sql/driver"
	"fmt"
	"time"

	"ansinh/fault"
)

// Date is a civil day, counted from 1 January 1600 (which is day 1). The zero Date is "no date"; it sorts before
// every day. Days from 1600 to 9999 are valid.
type Date int32

const secondsADay = 86400

var origin = time.Date(1599, 12, 31, 0, 0, 0, 0, time.UTC).Unix() / secondsADay

// Day makes a date; a day that does not exist (31 April) is an error.
func Day(year, month, day int) (Date, error) {
	t := time.Date(year, time.Month(month), day, 0, 0, 0, 0, time.UTC)
	if t.Year() != year || int(t.Month()) != month || t.Day() != day || year < 1600 || year > 9999 {
		return 0, fault.New(fault.Invalid, "calendar.no_such_day", fmt.Sprintf("%02d/%02d/%04d", day, month, year))
	}
	return Date(t.Unix()/secondsADay - origin), nil
}

// MustDay is Day for constants in code and tests; it panics on a day that does not exist.
func MustDay(year, month, day int) Date {
	d, err := Day(year, month, day)
	if err != nil {
		panic(err)
	}
	return d
}

// DateOf is the civil day of an instant at UTC+7.
func DateOf(t time.Time) Date {
	return Date((t.Unix()+7*3600)/secondsADay - origin)
}

// ParseDate reads yyyy-mm-dd (data) or d/m/yyyy (people).
func ParseDate(s string) (Date, error) {
	var y, m, d int
	if len(s) == 10 && s[4] == '-' && s[7] == '-' {
		if !digits(s[:4], &y) || !digits(s[5:7], &m) || !digits(s[8:], &d) {
			return 0, fault.New(fault.Invalid, "calendar.not_a_date", s)
		}
		return Day(y, m, d)
	}
	part, at := [3]int{}, 0
	for i, width := 0, 0; i <= len(s); i++ {
		if i == len(s) || s[i] == '/' {
			if at > 2 || width == 0 || width > 4 {
				return 0, fault.New(fault.Invalid, "calendar.not_a_date", s)
			}
			at, width = at+1, 0
			continue
		}
		if s[i] < '0' || s[i] > '9' || at > 2 {
			return 0, fault.New(fault.Invalid, "calendar.not_a_date", s)
		}
		part[at] = part[at]*10 + int(s[i]-'0')
		width++
	}
	if at != 3 {
		return 0, fault.New(fault.Invalid, "calendar.not_a_date", s)
	}
	return Day(part[2], part[1], part[0])
}

func digits(s string, n *int) bool {
	for i := range len(s) {
		if s[i] < '0' || s[i] > '9' {
			return false
		}
		*n = *n*10 + int(s[i]-'0')
	}
	return true
}

// IsZero says whether there is no date.
func (d Date) IsZero() bool { return d == 0 }

// Civil gives year, month (1–12) and day (1–31).
func (d Date) Civil() (year, month, day int) {
	y, m, day := d.time().Date()
	return y, int(m), day
}

// Year is the calendar year.
func (d Date) Year() int { return d.time().Year() }

// Month is the month that holds the day; the zero Month for no date.
func (d Date) Month() Month {
	if d == 0 {
		return 0
	}
	y, m, _ := d.Civil()
	return MonthOf(y, m)
}

// Weekday is the day of the week.
func (d Date) Weekday() time.Weekday { return d.time().Weekday() }

// Add moves by calendar days.
func (d Date) Add(days int) Date { return d + Date(days) }

// AddMonths moves by calendar months; a day that the month lacks becomes its last day (31/1 + 1 month is 28/2).
func (d Date) AddMonths(n int) Date {
	y, m, day := d.Civil()
	month := MonthOf(y, m).Add(n)
	if last := month.Last(); day > last.dayOfMonth() {
		return last
	}
	return month.First().Add(day - 1)
}

// MonthsSince is the number of whole months from an earlier day: age in months, where a birthday counts as reached
// on the day itself and someone born on the 31st reaches it on the last day of a shorter month.
func (d Date) MonthsSince(earlier Date) int {
	y, m, day := d.Civil()
	y0, m0, born := earlier.Civil()
	n := 12*(y-y0) + m - m0
	if born > day && d.Add(1).dayOfMonth() != 1 { // the last day of a month stands for all that it lacks
		n--
	}
	return n
}

// String is yyyy-mm-dd, "" for no date.
func (d Date) String() string {
	if d == 0 {
		return ""
	}
	y, m, day := d.Civil()
	return fmt.Sprintf("%04d-%02d-%02d", y, m, day)
}

// Vietnamese is dd/mm/yyyy, "" for no date.
func (d Date) Vietnamese() string {
	if d == 0 {
		return ""
	}
	y, m, day := d.Civil()
	return fmt.Sprintf("%02d/%02d/%04d", day, m, y)
}

// Value stores the date as TEXT yyyy-mm-dd, NULL for no date.
func (d Date) Value() (driver.Value, error) {
	if d == 0 {
		return nil, nil
	}
	return d.String(), nil
}

// Scan reads what Value wrote.
func (d *Date) Scan(src any) error {
	switch v := src.(type) {
	case nil:
		*d = 0
		return nil
	case string:
		return d.set(v)
	case []byte:
		return d.set(string(v))
	case time.Time:
		*d = Date(v.Unix()/secondsADay - origin)
		return nil
	}
	return fmt.Errorf("calendar: cannot scan %T into a date", src)
}

// MarshalText writes yyyy-mm-dd.
func (d Date) MarshalText() ([]byte, error) { return []byte(d.String()), nil }

// UnmarshalText reads what ParseDate reads; empty is no date.
func (d *Date) UnmarshalText(b []byte) error { return d.set(string(b)) }

func (d *Date) set(s string) error {
	if s == "" {
		*d = 0
		return nil
	}
	v, err := ParseDate(s)
	if err != nil {
		return err
	}
	*d = v
	return nil
}

func (d Date) time() time.Time { return time.Unix((int64(d)+origin)*secondsADay, 0).UTC() }

func (d Date) dayOfMonth() int { return d.time().Day() }
