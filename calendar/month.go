package calendar

import (
	"database/sql/driver"
	"fmt"

	"ansinh/fault"
)

// Month is a calendar month: year × 12 + (month − 1). The zero Month is "no month".
type Month int32

// MonthOf makes a month; month counts from 1 and may run over (13 is January of the next year).
func MonthOf(year, month int) Month { return Month(year*12 + month - 1) }

// ParseMonth reads yyyy-mm or m/yyyy.
func ParseMonth(s string) (Month, error) {
	var y, m int
	ok := false
	switch {
	case len(s) == 7 && s[4] == '-':
		ok = digits(s[:4], &y) && digits(s[5:], &m)
	case len(s) == 7 && s[2] == '/':
		ok = digits(s[:2], &m) && digits(s[3:], &y)
	case len(s) == 6 && s[1] == '/':
		ok = digits(s[:1], &m) && digits(s[2:], &y)
	}
	if !ok || m < 1 || m > 12 || y < 1600 {
		return 0, fault.New(fault.Invalid, "calendar.not_a_month", s)
	}
	return MonthOf(y, m), nil
}

// Civil gives year and month (1–12).
func (m Month) Civil() (year, month int) { return int(m) / 12, int(m)%12 + 1 }

// Add moves by months.
func (m Month) Add(n int) Month { return m + Month(n) }

// First is the first day of the month.
func (m Month) First() Date {
	y, mo := m.Civil()
	return MustDay(y, mo, 1)
}

// Last is the last day of the month.
func (m Month) Last() Date { return m.Add(1).First() - 1 }

// IsZero says whether there is no month.
func (m Month) IsZero() bool { return m == 0 }

// String is yyyy-mm, "" for no month.
func (m Month) String() string {
	if m == 0 {
		return ""
	}
	y, mo := m.Civil()
	return fmt.Sprintf("%04d-%02d", y, mo)
}

// Vietnamese is mm/yyyy.
func (m Month) Vietnamese() string {
	if m == 0 {
		return ""
	}
	y, mo := m.Civil()
	return fmt.Sprintf("%02d/%04d", mo, y)
}

// Value stores the month as TEXT yyyy-mm, NULL for no month.
func (m Month) Value() (driver.Value, error) {
	if m == 0 {
		return nil, nil
	}
	return m.String(), nil
}

// Scan reads what Value wrote.
func (m *Month) Scan(src any) error {
	switch v := src.(type) {
	case nil:
		*m = 0
		return nil
	case string:
		return m.UnmarshalText([]byte(v))
	case []byte:
		return m.UnmarshalText(v)
	}
	return fmt.Errorf("calendar: cannot scan %T into a month", src)
}

// MarshalText writes yyyy-mm.
func (m Month) MarshalText() ([]byte, error) { return []byte(m.String()), nil }

// UnmarshalText reads what ParseMonth reads; empty is no month.
func (m *Month) UnmarshalText(b []byte) error {
	if len(b) == 0 {
		*m = 0
		return nil
	}
	v, err := ParseMonth(string(b))
	if err != nil {
		return err
	}
	*m = v
	return nil
}
