package indicator

import (
	"context"

	"ansinh/auth"
	"ansinh/benefit"
	"ansinh/calendar"
	"ansinh/fault"
	"ansinh/registry"
)

// Register gives the rows of a month whose roster is frozen: its snapshot, read again as it was known then, and who is
// paid by the roster.
type Register struct {
	Registry  *registry.Registry
	Benefits  *benefit.Benefits
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
	return OfSnapshot(s, lines, r.Simulated), nil
}

// OfSnapshot makes the rows of a snapshot that is at hand already, with the lines of the month's roster.
func OfSnapshot(s *registry.Snapshot, lines []benefit.Line, simulated bool) Rows {
	out := Rows{Hash: s.Hash, Simulated: simulated, Table: s.Table, Homes: s.HomeUnits, Households: make([]int64, len(s.Households))}
	for i, id := range s.Households {
		out.Households[i] = int64(id)
	}
	for _, l := range lines {
		if row, ok := s.Row(l.Person); ok && l.Held == "" {
			out.Pay(row, l.Programme)
		}
	}
	return out
}
