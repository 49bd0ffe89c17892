package indicator

import (
	"cmp"
	"context"
	"maps"
	"math/big"
	"slices"

	"ansinh/auth"
	"ansinh/calendar"
	"ansinh/gate"
	"ansinh/org"
)

// Reading is the value of a period as one measuring left it: of the area asked for, summed over its units.
type Reading struct {
	Period       Period
	At           string // when it was written
	Source       Origin
	Provenance   []string
	Illustrative bool
	Changed      int // units whose value was new, another or gone
	Sum
	Value *big.Rat // nil where nothing is left
}

// History is what was measured of an indicator when: every time that a value of the year was written, the newest first,
// and what the whole came to then. A corrected fact, a month closed again or a corrected return shows as a second reading
// of the same period; what was said before stays.
func (s *Service) History(ctx context.Context, actor auth.Actor, id string, q Query) ([]Reading, error) {
	d, ok := s.book.Definition(id)
	if !ok {
		return nil, noTarget(id)
	}
	var all []written
	act := gate.Act{Permission: "indicator.read", Unit: string(q.Unit), Subject: "indicator:" + d.ID}
	err := s.gate.Read(ctx, actor, act, func(tx *gate.Tx) (err error) {
		all, err = revisions(ctx, tx, d.ID, Year(q.Year), Month(calendar.MonthOf(q.Year, 12)),
			func(u org.UnitID) bool { return q.Unit == "" || s.tree.Within(u, q.Unit) })
		return err
	})
	if err != nil {
		return nil, err
	}
	return readings(d, all), nil
}

// readings lays revisions one over the other, time by time.
func readings(d Definition, all []written) []Reading {
	type key struct {
		period Period
		at     string
	}
	standing := map[Period]map[org.UnitID]Value{}
	times := map[key]*Reading{}
	var order []key
	for i, w := range all {
		k := key{w.Period, w.at}
		r := times[k]
		if r == nil {
			r = &Reading{Period: w.Period, At: w.at, Source: w.Source}
			times[k], order = r, append(order, k)
		}
		units := standing[w.Period]
		if units == nil {
			units = map[org.UnitID]Value{}
			standing[w.Period] = units
		}
		r.Changed++
		if units[w.Unit] = w.Value; w.withdrawn {
			delete(units, w.Unit)
		}
		if i+1 < len(all) && all[i+1].Period == w.Period && all[i+1].at == w.at {
			continue
		}
		r.sum(d, units)
	}
	slices.SortStableFunc(order, func(a, b key) int {
		return cmp.Or(cmp.Compare(b.period, a.period), cmp.Compare(b.at, a.at))
	})
	out := make([]Reading, 0, len(order))
	for _, k := range order {
		out = append(out, *times[k])
	}
	return out
}

func (r *Reading) sum(d Definition, units map[org.UnitID]Value) {
	r.Sum, r.Provenance = Sum{}, nil
	for _, u := range slices.Sorted(maps.Keys(units)) {
		v := units[u]
		r.Numerator += v.Numerator
		if d.bottom != nil {
			r.Denominator += v.Denominator
		} else {
			r.Denominator = v.Denominator // a scale, the same everywhere
		}
		r.Illustrative = r.Illustrative || v.Illustrative
		if !slices.Contains(r.Provenance, v.Provenance) {
			r.Provenance = append(r.Provenance, v.Provenance)
		}
	}
	if len(units) > 0 {
		r.Value = d.Rat(r.Numerator, r.Denominator)
	}
}
