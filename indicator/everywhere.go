package indicator

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"

	"ansinh/auth"
	"ansinh/calendar"
	"ansinh/gate"
	"ansinh/org"
)

// Place is a unit with the targets that have figures of their own there.
type Place struct {
	Unit      org.Unit
	Standings []Standing // by group and target
}

// Everywhere is every target in every unit of a level, on the map of the day asked for: all is read once, so that a province
// of units costs little more than one. id picks one target; "" is all.
func (s *Service) Everywhere(ctx context.Context, actor auth.Actor, id string, q Query, level int) ([]Place, error) {
	goals, err := s.goalsBy(ctx, actor, q.Day)
	if err != nil {
		return nil, err
	}
	var values []Value
	act := gate.Act{Permission: "indicator.read", Unit: string(q.Unit), Subject: fmt.Sprintf("indicators:%d", q.Year)}
	err = s.gate.Read(ctx, actor, act, func(tx *gate.Tx) (err error) {
		d, _ := s.book.Definition(id)
		values, err = valuesUpTo(ctx, tx, Month(calendar.MonthOf(q.Year, 12)), d.ID)
		return err
	})
	if err != nil {
		return nil, err
	}
	byIndicator := s.inside(values, q.Unit)
	places := map[org.UnitID]*Place{}
	carry := newCarrier(s.tree, level, q.Day)
	for _, d := range s.book.definitions {
		g, ok := goals[d.Target]
		asked := d.ID == id || d.Target == id
		if id != "" && !asked || !ok && !(asked && d.Watched) {
			continue
		}
		for unit, all := range carry.series(d, byIndicator[d.ID]) {
			p := places[unit]
			if p == nil {
				u, _ := s.tree.Unit(unit)
				p = &Place{Unit: u}
				places[unit] = p
			}
			at := q
			at.Unit = unit
			p.Standings = append(p.Standings, s.stand(d, g, all, at))
		}
	}
	out := make([]Place, 0, len(places))
	for _, p := range places {
		out = append(out, *p)
	}
	slices.SortFunc(out, func(a, b Place) int { return strings.Compare(string(a.Unit.ID), string(b.Unit.ID)) })
	return out, nil
}

// States is how one target stands in every unit of a level, on the map of the day asked for: as Everywhere says, from the
// periods in which a unit's figures begin and end, without the way between them.
func (s *Service) States(ctx context.Context, actor auth.Actor, id string, q Query, level int) (map[org.UnitID]State, error) {
	d, ok := s.book.Definition(id)
	if !ok {
		return nil, noTarget(id)
	}
	goals, err := s.goalsBy(ctx, actor, q.Day)
	if err != nil {
		return nil, err
	}
	g, ok := goals[d.Target]
	if !ok && !d.Watched {
		return nil, noTarget(id)
	}
	states := map[org.UnitID]State{}
	act := gate.Act{Permission: "indicator.read", Unit: string(q.Unit), Subject: "indicator:" + d.ID}
	err = s.gate.Read(ctx, actor, act, func(tx *gate.Tx) error {
		last := Month(calendar.MonthOf(q.Year, 12))
		values, err := edgeValues(ctx, tx, last, d.ID)
		if err != nil {
			return err
		}
		carry := newCarrier(s.tree, level, q.Day)
		all := carry.series(d, s.inside(values, q.Unit)[d.ID])
		if carry.empty { // a period that says nothing somewhere: what begins or ends there is one of those between
			if values, err = valuesUpTo(ctx, tx, last, d.ID); err != nil {
				return err
			}
			all = carry.series(d, s.inside(values, q.Unit)[d.ID])
		}
		for unit, series := range all {
			at := q
			at.Unit = unit
			states[unit] = s.stateOf(d, g, series, at)
		}
		return nil
	})
	return states, err
}

// carrier carries values onto a map, each unit's place on it looked up once.
type carrier struct {
	tree  *org.Tree
	level int
	day   calendar.Date
	known map[org.UnitID][]org.Part
	empty bool // a period of a unit was left out, since its denominator there is nothing
}

func newCarrier(tree *org.Tree, level int, day calendar.Date) *carrier {
	return &carrier{tree: tree, level: level, day: day, known: map[org.UnitID][]org.Part{}}
}

// parts are where a unit lies on the map; none where it has no place there.
func (c *carrier) parts(unit org.UnitID) []org.Part {
	parts, seen := c.known[unit]
	if !seen {
		parts, _, _ = locate(c.tree, unit, c.level, c.day)
		c.known[unit] = parts
	}
	return parts
}

// series are the values by unit of the map and period, which come in the order of periods.
func (c *carrier) series(d Definition, values []Value) map[org.UnitID][]Measurement {
	out := map[org.UnitID][]Measurement{}
	slices.SortStableFunc(values, func(a, b Value) int { return cmp.Compare(a.Period, b.Period) })
	for _, v := range values {
		parts := c.parts(v.Unit)
		if len(parts) == 0 {
			continue
		}
		for i, x := range d.divide(v, parts) {
			unit := parts[i].Unit
			all := out[unit]
			if n := len(all); n == 0 || all[n-1].Period != v.Period {
				all = append(all, Measurement{Period: v.Period, Source: v.Source})
			}
			m := &all[len(all)-1]
			m.Numerator, m.Denominator = m.Numerator+x.Numerator, m.Denominator+x.Denominator
			if d.Denominator.VI == "" {
				m.Denominator = v.Denominator
			}
			m.Illustrative = m.Illustrative || v.Illustrative
			out[unit] = all
		}
	}
	for unit, all := range out {
		for i := range all {
			all[i].Value = d.Rat(all[i].Numerator, all[i].Denominator)
			c.empty = c.empty || all[i].Value == nil
		}
		out[unit] = slices.DeleteFunc(all, func(m Measurement) bool { return m.Value == nil })
	}
	return out
}

// Before is the state of targets at the end of the month before one, by indicator: what is counted of rows by the months up to
// then, what is reported as it was known then.
func (s *Service) Before(ctx context.Context, actor auth.Actor, q Query, now []Standing, month calendar.Month) (map[string]State, error) {
	byIndicator := map[string][]Value{}
	act := gate.Act{Permission: "indicator.read", Unit: string(q.Unit), Subject: fmt.Sprintf("indicators:%d", q.Year)}
	err := s.gate.Read(ctx, actor, act, func(tx *gate.Tx) error {
		values, err := reportedBefore(ctx, tx, Month(calendar.MonthOf(q.Year, 12)), month.First())
		for _, v := range values {
			if q.Unit == "" || s.tree.Within(v.Unit, q.Unit) {
				byIndicator[v.Indicator] = append(byIndicator[v.Indicator], v)
			}
		}
		return err
	})
	if err != nil {
		return nil, err
	}
	out := map[string]State{}
	for _, st := range now {
		all := series(st.Definition, byIndicator[st.Definition.ID])
		if st.Definition.rows {
			all = slices.DeleteFunc(slices.Clone(st.Series), func(m Measurement) bool { return m.Period.End() >= month })
		}
		out[st.Definition.ID] = s.stateOf(st.Definition, st.Goal, all, q)
	}
	return out, nil
}
