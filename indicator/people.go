package indicator

import (
	"context"

	"ansinh/auth"
	"ansinh/benefit"
	"ansinh/calendar"
	"ansinh/fault"
	"ansinh/law"
	"ansinh/registry"
)

// Register gives the rows of a month whose roster is frozen: its snapshot, read again as it was known then, and who is
// paid by the roster.
type Register struct {
	Registry  *registry.Registry
	Benefits  *benefit.Benefits
	Book      *Book
	Simulated bool // an invented population
}

// Rows reads snapshot and roster as the program itself: no person leaves this room, only counts do. A snapshot that no
// longer has the hash that the roster was frozen on is refused.
func (r Register) Rows(ctx context.Context, _ auth.Actor, month calendar.Month) (Rows, error) {
	roster, err := r.Benefits.Roster(ctx, auth.System(), month)
	if err != nil {
		return Rows{}, err
	}
	lines, err := r.Benefits.RosterLines(ctx, auth.System(), month)
	if err != nil {
		return Rows{}, err
	}
	s, err := r.Registry.Snapshot(ctx, auth.System(), month, roster.KnownOn)
	if err != nil {
		return Rows{}, err
	}
	if s.Hash != roster.Snapshot {
		return Rows{}, fault.New(fault.Conflict, "indicator.snapshot", month.Vietnamese())
	}
	return OfSnapshot(r.Book, s, lines, r.Simulated)
}

// OfSnapshot makes the rows of a snapshot that is at hand already, with the lines of the month's roster.
func OfSnapshot(b *Book, s *registry.Snapshot, lines []benefit.Line, simulated bool) (Rows, error) {
	c := columns{}
	for name, into := range map[string]**law.Column{"person.birth_date": &c.birth, "person.sex": &c.sex, "person.alive": &c.alive,
		"person.resident": &c.resident, "person.pension_monthly": &c.pension, "person.pregnant": &c.pregnant, "household.poverty": &c.poverty} {
		column, ok := s.Table.Column(name)
		if !ok {
			return Rows{}, fault.New(fault.Invalid, "indicator.no_fact", name)
		}
		*into = column
	}
	allowance, old := make([]bool, len(s.Persons)), make([]bool, len(s.Persons))
	for _, l := range lines {
		if row, ok := s.Row(l.Person); ok && l.Held == "" {
			allowance[row] = true
			old[row] = old[row] || l.Programme == b.parameters.Retirement.Programme
		}
	}
	male, _ := c.sex.Fact.Parse("male")
	notPoor, _ := c.poverty.Fact.Parse("none")
	return Rows{Hash: s.Hash, Simulated: simulated, Each: func(yield func(Row) bool) {
		for i := range s.Persons {
			row := Row{Home: s.HomeUnits[i], Household: int64(s.Households[i]), Allowance: allowance[i], SocialPension: old[i],
				Male:     when(c.sex, i, func(v int64) bool { return v == male }),
				Present:  both(when(c.alive, i, positive), when(c.resident, i, positive)),
				Pension:  when(c.pension, i, positive),
				Pregnant: when(c.pregnant, i, positive),
				Listed:   when(c.poverty, i, func(v int64) bool { return v != notPoor }),
				Birth:    birth(c.birth, i),
			}
			if !yield(row) {
				return
			}
		}
	}}, nil
}

// columns are the facts that the measures look at.
type columns struct{ birth, sex, alive, resident, pension, pregnant, poverty *law.Column }

func positive(v int64) bool { return v > 0 }

func when(c *law.Column, row int, is func(int64) bool) Fact {
	v, known := c.Get(row)
	switch {
	case !known:
		return Unknown
	case is(v):
		return Yes
	}
	return No
}

func both(a, b Fact) Fact {
	switch {
	case a == No || b == No:
		return No
	case a == Unknown || b == Unknown:
		return Unknown
	}
	return Yes
}

func birth(c *law.Column, row int) calendar.Date {
	v, _ := c.Get(row)
	return calendar.Date(v)
}
