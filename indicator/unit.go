package indicator

import (
	"context"
	"fmt"
	"math/big"
	"slices"
	"strings"

	"ansinh/auth"
	"ansinh/calendar"
	"ansinh/fault"
	"ansinh/gate"
	"ansinh/org"
)

// UnitValue is a target's value in one unit of the map asked for.
type UnitValue struct {
	Unit         org.Unit
	Numerator    int64
	Denominator  int64
	Value        *big.Rat
	Illustrative bool
	Partial      []org.Unit // parts of the unit, on the map of the measuring, that have no value
}

// Spread is a target over the units of a map. Sums are kept: the units' and the unplaced numerators and denominators add
// up to those of the whole.
type Spread struct {
	Period   Period
	Units    []UnitValue // by code; units without a value are absent
	Unplaced []Value     // values whose unit has no single place on this map
}

// ByUnit carries the latest period up to the year onto the map of a day: numerators and denominators are summed there,
// and shares computed from the sums.
func (s *Service) ByUnit(ctx context.Context, actor auth.Actor, id string, q Query, level int) (Spread, error) {
	d, ok := s.book.Definition(id)
	if !ok {
		return Spread{}, noTarget(id)
	}
	var values []Value
	var last Period
	act := gate.Act{Permission: "indicator.read", Unit: string(q.Unit), Subject: "indicator:" + d.ID}
	err := s.gate.Read(ctx, actor, act, func(tx *gate.Tx) (err error) {
		last, values, err = latestValues(ctx, tx, d.ID, Month(calendar.MonthOf(q.Year, 12)))
		return err
	})
	if err != nil {
		return Spread{}, err
	}
	values = slices.DeleteFunc(values, func(v Value) bool { return q.Unit != "" && !s.tree.Within(v.Unit, q.Unit) })
	out := s.spread(d, values, level, q.Day)
	out.Period = last
	return out, nil
}

func (s *Service) spread(d Definition, values []Value, level int, day calendar.Date) Spread {
	sums := map[org.UnitID]*UnitValue{}
	covered := map[org.UnitID]bool{}
	maps := map[calendar.Date]bool{} // days of the maps the values were measured on
	var out Spread
	for _, v := range values {
		own := s.dayOf(v.Unit, day)
		maps[own] = true
		if part, ok := s.tree.Parent(v.Unit, level, own); ok {
			covered[part] = true
		}
		at, ok := s.locate(v.Unit, level, day)
		if !ok {
			out.Unplaced = append(out.Unplaced, v)
			continue
		}
		u := sums[at]
		if u == nil {
			unit, _ := s.tree.Unit(at)
			u = &UnitValue{Unit: unit}
			sums[at] = u
		}
		u.Numerator += v.Numerator
		u.Denominator += v.Denominator
		if d.Denominator.VI == "" {
			u.Denominator = v.Denominator
		}
		u.Illustrative = u.Illustrative || v.Illustrative
	}
	for id, u := range sums {
		u.Value = d.Rat(u.Numerator, u.Denominator)
		u.Partial = s.uncovered(id, covered, maps)
		out.Units = append(out.Units, *u)
	}
	slices.SortFunc(out.Units, func(a, b UnitValue) int { return strings.Compare(string(a.Unit.ID), string(b.Unit.ID)) })
	return out
}

// locate is the unit of a level that holds a unit on the map of a day. A commune that was split has no single place on a
// later map, but its province may: then the ancestor of its own time is followed instead.
func (s *Service) locate(id org.UnitID, level int, day calendar.Date) (org.UnitID, bool) {
	if at, ok := s.tree.Parent(id, level, day); ok {
		return at, true
	}
	up, ok := s.tree.Parent(id, level, s.dayOf(id, day))
	if !ok {
		return "", false
	}
	return s.tree.On(up, day)
}

// dayOf is a day on the map a unit belongs to: the day asked for where it exists then, else its last or first day.
func (s *Service) dayOf(id org.UnitID, day calendar.Date) calendar.Date {
	u, ok := s.tree.Unit(id)
	switch {
	case !ok || u.On(day):
		return day
	case day >= u.From:
		return u.To - 1
	}
	return u.From
}

// uncovered are the parts of a unit, on the older maps of the measuring, for which nothing was measured.
func (s *Service) uncovered(id org.UnitID, covered map[org.UnitID]bool, maps map[calendar.Date]bool) []org.Unit {
	var out []org.Unit
	unit, _ := s.tree.Unit(id)
	for day := range maps {
		if unit.On(day) {
			continue
		}
		for _, part := range s.tree.Became(id, day) {
			if u, ok := s.tree.Unit(part); ok && u.Level == unit.Level && !covered[part] {
				out = append(out, u)
			}
		}
	}
	slices.SortFunc(out, func(a, b org.Unit) int { return strings.Compare(string(a.ID), string(b.ID)) })
	return slices.CompactFunc(out, func(a, b org.Unit) bool { return a.ID == b.ID })
}

func noTarget(id string) error {
	return fault.New(fault.NotFound, "indicator.no_target", fmt.Sprint(id))
}
