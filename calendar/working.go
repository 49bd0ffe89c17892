package calendar

import "time"

// Working knows which days offices are open. It is data: the days off of each year are set by law and by a yearly
// notice, so they are loaded, with their source, from the policy folder. Outside the years that were loaded it knows
// weekends only; Covers says which years those are.
type Working struct {
	off   map[Date]string // public holidays and days in lieu, with their name
	swap  map[Date]string // Saturdays and Sundays worked instead
	years map[int]bool
}

// NewWorking makes a calendar of working days from days off and days worked instead.
func NewWorking(off, swap map[Date]string, years []int) *Working {
	w := &Working{off: off, swap: swap, years: map[int]bool{}}
	for _, y := range years {
		w.years[y] = true
	}
	return w
}

// Covers says whether the holidays of a year were loaded.
func (w *Working) Covers(year int) bool { return w.years[year] }

// IsWorking says whether offices are open on the day.
func (w *Working) IsWorking(d Date) bool {
	if _, ok := w.swap[d]; ok {
		return true
	}
	if _, ok := w.off[d]; ok {
		return false
	}
	wd := d.Weekday()
	return wd != time.Saturday && wd != time.Sunday
}

// Holiday is the name of the day off, "" on another day.
func (w *Working) Holiday(d Date) string { return w.off[d] }

// AddWorkingDays is the last day of a term of n working days that starts the day after d, as terms of procedure run.
func (w *Working) AddWorkingDays(d Date, n int) Date {
	for n > 0 {
		d++
		if w.IsWorking(d) {
			n--
		}
	}
	return d
}

// WorkingDaysBetween counts the working days after from up to and including to; negative where to is earlier.
func (w *Working) WorkingDaysBetween(from, to Date) int {
	if to < from {
		return -w.WorkingDaysBetween(to, from)
	}
	n := 0
	for d := from + 1; d <= to; d++ {
		if w.IsWorking(d) {
			n++
		}
	}
	return n
}
