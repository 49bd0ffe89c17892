package plan

import (
	"slices"
	"strconv"
	"strings"

	"ansinh/calendar"
	"ansinh/fault"
)

// Obligation is something somebody owes in a year: a report or a deliverable. Due is the day the plan names; where
// Before is set the day itself is too late, and what that means on a day off is for the calendar of working days.
type Obligation struct {
	Duty        *Duty        // nil for a deliverable
	Deliverable *Deliverable // nil for a duty
	Due         calendar.Date
	Before      bool
}

// Obligations are what the duties and deliverables of a version make due in a year, by day, then by id. Duties that
// come when needed are not among them.
func (c Contents) Obligations(year int) []Obligation {
	var out []Obligation
	for i := range c.Duties {
		d := &c.Duties[i]
		for _, s := range d.Due {
			if day, err := dueDay(s, year); err == nil && day.Year() == year {
				out = append(out, Obligation{Duty: d, Due: day, Before: d.Before})
			}
		}
	}
	for i := range c.Deliverables {
		if d := &c.Deliverables[i]; !d.Due.IsZero() && d.Due.Year() == year {
			out = append(out, Obligation{Deliverable: d, Due: d.Due})
		}
	}
	slices.SortStableFunc(out, func(a, b Obligation) int {
		if a.Due != b.Due {
			return int(a.Due - b.Due)
		}
		return strings.Compare(a.id(), b.id())
	})
	return out
}

func (o Obligation) id() string {
	if o.Duty != nil {
		return o.Duty.ID
	}
	return o.Deliverable.ID
}

// dueDay is the day of a duty in a year: --MM-DD of that year, or the one day it is due at all. 29 February of a common
// year is the 28th.
func dueDay(s string, year int) (calendar.Date, error) {
	if !strings.HasPrefix(s, "--") || len(s) != 7 {
		return calendar.ParseDate(s)
	}
	m, badMonth := strconv.Atoi(s[2:4])
	d, badDay := strconv.Atoi(s[5:])
	if m == 2 && d == 29 {
		return calendar.MonthOf(year, 2).Last(), nil
	}
	if badMonth != nil || badDay != nil || m < 1 || m > 12 || s[4] != '-' {
		return 0, fault.New(fault.Invalid, "calendar.not_a_date", s)
	}
	return calendar.Day(year, m, d)
}
