package indicator

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"ansinh/auth"
	"ansinh/calendar"
	"ansinh/gate"
	"ansinh/org"
	"ansinh/returns"
)

// People gives the rows of a month that the measures count.
type People interface {
	// Months are the closed months, the newest first.
	Months(ctx context.Context) ([]calendar.Month, error)
	// Rows are the people of a closed month as known at the end of a day; zero: as it was known when the month was closed.
	Rows(ctx context.Context, actor auth.Actor, month calendar.Month, known calendar.Date) (Rows, error)
}

// Goals gives what the plan in force on a day promises.
type Goals interface {
	Goals(ctx context.Context, actor auth.Actor, day calendar.Date) ([]Goal, error)
}

// MeasureRows measures a month as it was known when it was closed, and gives the number of values that are new.
func (s *Service) MeasureRows(ctx context.Context, actor auth.Actor, month calendar.Month) (int, error) {
	m, err := s.MeasureMonth(ctx, actor, month, 0, nil)
	return m.Changed, err
}

// MeasureThese counts every computed indicator over the rows of a month, and stores what came out. Measuring again what
// has not changed stores nothing. A population that was once said to be invented stays so. It gives the number of values
// that are new.
func (s *Service) MeasureThese(ctx context.Context, actor auth.Actor, month calendar.Month, rows Rows) (int, error) {
	before, err := s.simulated(ctx, actor, month)
	if err != nil {
		return 0, err
	}
	rows.Simulated = rows.Simulated || before
	return s.store(ctx, actor, Month(month), FromRows, s.count(month, &rows), nil)
}

// count is the values of a month, of every indicator that is counted.
func (s *Service) count(month calendar.Month, rows *Rows) []Value {
	c := newCensus(s.book, s.tree, month, rows)
	made := ledger{}
	var values []Value
	for _, i := range s.book.order {
		d := s.book.definitions[i]
		if !d.rows {
			continue
		}
		parts := s.book.slices(d)
		units := c.enumerate(d, parts)
		if len(d.counted) == 0 {
			units = made.units()
		}
		made[d.ID] = map[org.UnitID]Value{}
		for unit, t := range units {
			v, ok := s.book.fromTally(d, unit, t, parts, made)
			if !ok {
				continue
			}
			v.Unit, v.Period, v.Source, v.Provenance, v.Illustrative = unit, Month(month), FromRows, rows.Hash, rows.Simulated
			made[d.ID][unit] = v
			values = append(values, v)
		}
	}
	return values
}

// units are all units of which there is any value, with nothing counted there.
func (l ledger) units() map[org.UnitID]*tally {
	out := map[org.UnitID]*tally{}
	for _, values := range l {
		for unit := range values {
			out[unit] = &tally{}
		}
	}
	return out
}

// simulated says whether values were counted from an invented population before.
func (s *Service) simulated(ctx context.Context, actor auth.Actor, month calendar.Month) (was bool, err error) {
	act := gate.Act{Permission: MayMeasure, Subject: "indicators:" + month.String()}
	err = s.gate.Read(ctx, actor, act, func(tx *gate.Tx) error {
		was, err = anySimulated(ctx, tx)
		return err
	})
	return was, err
}

// MeasureReturns takes the values of all years up to one from the agencies' approved returns: a return of an earlier year
// may have been corrected, and the way to a target begins with the first. It gives the number of values that are new.
func (s *Service) MeasureReturns(ctx context.Context, actor auth.Actor, upTo int) (int, error) {
	years, err := s.returns.Years(ctx, actor, upTo)
	if err != nil {
		return 0, err
	}
	changed := 0
	for _, year := range years {
		n, err := s.measureYear(ctx, actor, year)
		if err != nil {
			return changed, err
		}
		changed += n
	}
	return changed, nil
}

func (s *Service) measureYear(ctx context.Context, actor auth.Actor, year int) (int, error) {
	list, err := s.returns.Year(ctx, actor, year)
	if err != nil {
		return 0, err
	}
	return s.store(ctx, actor, Year(year), FromReturn, s.book.reported(list, year), nil)
}

// reported is the values of a year that approved returns hold, of every indicator that is reported.
func (b *Book) reported(list []returns.Return, year int) []Value {
	units := map[org.UnitID]reported{}
	var order []org.UnitID
	for _, r := range list {
		if !r.State.Counts() {
			continue
		}
		if _, ok := units[r.Unit]; !ok {
			units[r.Unit], order = reported{r.Unit, map[string]returns.Return{}}, append(order, r.Unit)
		}
		units[r.Unit].returns[r.Form] = r
	}
	made := ledger{}
	var values []Value
	for _, i := range b.order {
		d := b.definitions[i]
		if d.rows {
			continue
		}
		made[d.ID] = map[org.UnitID]Value{}
		for _, unit := range order {
			v, ok := b.fromReturns(d, units[unit], made)
			if !ok {
				continue
			}
			v.Unit, v.Period, v.Source = unit, Year(year), FromReturn
			made[d.ID][unit] = v
			values = append(values, v)
		}
	}
	return values
}

// store compares with what is there and writes only what is new, changed or gone; also is done in the same transaction.
func (s *Service) store(ctx context.Context, actor auth.Actor, p Period, from Origin, values []Value,
	also func(tx *gate.Tx, changed int) error) (int, error) {
	slices.SortFunc(values, func(a, b Value) int {
		return cmp.Or(strings.Compare(a.Indicator, b.Indicator), strings.Compare(string(a.Unit), string(b.Unit)))
	})
	changed := 0
	act := gate.Act{Permission: MayMeasure, Subject: "indicators:" + string(p)}
	err := s.gate.Change(ctx, actor, act, func(tx *gate.Tx) error {
		before, err := periodValues(ctx, tx, p, from)
		if err != nil {
			return err
		}
		var fresh []revision
		for _, v := range values {
			key := place{v.Indicator, v.Unit}
			old, had := before[key]
			if !had || !old.same(v) {
				fresh = append(fresh, revision{Value: v})
			}
			delete(before, key)
		}
		for _, v := range before {
			fresh = append(fresh, revision{Value: v, withdrawn: true})
		}
		changed = len(fresh)
		tx.Note("values", changed)
		if err := insertValues(ctx, tx, p, fresh); err != nil || also == nil {
			return err
		}
		return also(tx, changed)
	})
	return changed, err
}
