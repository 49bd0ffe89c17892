package indicator

import (
	"context"

	"ansinh/auth"
	"ansinh/benefit"
	"ansinh/calendar"
	"ansinh/fault"
	"ansinh/registry"
)

// Register gives the rows of a month whose roster is frozen: its snapshot, read again as it was known then, who is
// paid by the roster, and how.
type Register struct {
	Registry  *registry.Registry
	Benefits  *benefit.Benefits
	Payments  Payer // nil: nobody knows how a month is paid
	Simulated bool  // an invented population
}

// Payer knows how a month was paid.
type Payer interface {
	// ByAccount are the people whom a month's run pays to an account; nil where there is no run.
	ByAccount(ctx context.Context, actor auth.Actor, month calendar.Month) ([]registry.PersonID, error)
}

// Months are the months whose roster is frozen.
func (r Register) Months(ctx context.Context) ([]calendar.Month, error) {
	return r.Benefits.FrozenMonths(ctx, auth.System())
}

// Rows reads snapshot and roster as the program itself: no person leaves this room, only counts do. The
// snapshot is read again; where facts were recorded on the day of closing after it, it is another one and says so. One that
// is known later is what is known of the month since; who was paid stays as it was paid.
func (r Register) Rows(ctx context.Context, _ auth.Actor, month calendar.Month, known calendar.Date) (Rows, error) {
	roster, err := r.Benefits.Roster(ctx, auth.System(), month)
	if err != nil {
		return Rows{}, err
	}
	lines, err := r.Benefits.RosterLines(ctx, auth.System(), month)
	if err != nil {
		return Rows{}, err
	}
	asClosed := known.IsZero() || known == roster.KnownOn
	if asClosed {
		known = roster.KnownOn
	}
	if known < roster.KnownOn {
		return Rows{}, fault.New(fault.Invalid, "indicator.known_before", month.Vietnamese(), roster.KnownOn.Vietnamese())
	}
	s, err := r.Registry.Snapshot(ctx, auth.System(), month, known)
	if err != nil {
		return Rows{}, err
	}
	out := OfSnapshot(s, lines, r.Simulated)
	if r.Payments != nil {
		by, err := r.Payments.ByAccount(ctx, auth.System(), month)
		if err != nil {
			return Rows{}, err
		}
		out.ByAccount(s, by)
	}
	out.Differs = asClosed && s.Hash != roster.Snapshot
	return out, nil
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

// ByAccount notes who is paid to an account; nil leaves it unknown.
func (r *Rows) ByAccount(s *registry.Snapshot, people []registry.PersonID) {
	if people == nil {
		return
	}
	r.Accounts = make([]uint64, (r.Table.Rows+63)/64)
	for _, id := range people {
		if row, ok := s.Row(id); ok {
			r.Accounts[row>>6] |= 1 << (row & 63)
		}
	}
}
