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
	Estimated    bool       // a part of it was reckoned by the weights of a divided or merged unit
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
	out := s.spread(s.tree, d, values, level, q.Day)
	out.Period = last
	return out, nil
}

func (s *Service) spread(tree *org.Tree, d Definition, values []Value, level int, day calendar.Date) Spread {
	sums := map[org.UnitID]*UnitValue{}
	covered := map[org.UnitID]bool{}
	maps := map[calendar.Date]bool{} // days of the maps the values were measured on
	var out Spread
	for _, v := range values {
		own := dayOf(tree, v.Unit, day)
		maps[own] = true
		if part, ok := tree.Parent(v.Unit, level, own); ok {
			covered[part] = true
		}
		parts, certain, ok := locate(tree, v.Unit, level, day)
		if !ok {
			out.Unplaced = append(out.Unplaced, v)
			continue
		}
		for i, x := range d.divide(v, parts) {
			u := sums[parts[i].Unit]
			if u == nil {
				unit, _ := tree.Unit(parts[i].Unit)
				u = &UnitValue{Unit: unit}
				sums[unit.ID] = u
			}
			u.Numerator += x.Numerator
			u.Denominator += x.Denominator
			if d.Denominator.VI == "" {
				u.Denominator = v.Denominator
			}
			u.Illustrative = u.Illustrative || v.Illustrative
			u.Estimated = u.Estimated || !certain
		}
	}
	for id, u := range sums {
		u.Value = d.Rat(u.Numerator, u.Denominator)
		u.Partial = uncovered(tree, id, covered, maps)
		out.Units = append(out.Units, *u)
	}
	slices.SortFunc(out.Units, func(a, b UnitValue) int { return strings.Compare(string(a.Unit.ID), string(b.Unit.ID)) })
	return out
}

// divide gives each part its share of a value; the parts sum to the value, and where it is a share of something each
// stays one.
func (d Definition) divide(v Value, parts []org.Part) []Sum {
	if len(parts) == 1 {
		return []Sum{{v.Numerator, v.Denominator}}
	}
	var tops, bottoms []int64
	if d.Denominator.VI == "" {
		tops, bottoms = org.Allocate(v.Numerator, parts), make([]int64, len(parts))
	} else {
		tops, bottoms = org.AllocateShare(v.Numerator, v.Denominator, parts)
	}
	out := make([]Sum, len(parts))
	for i := range parts {
		out[i] = Sum{tops[i], bottoms[i]}
	}
	return out
}

// Sum is figures added up.
type Sum struct {
	Numerator   int64 `json:"numerator"`
	Denominator int64 `json:"denominator"`
}

// Kept holds the figures of an indicator on one map against those on another.
type Kept struct {
	Before    Sum `json:"before"`
	After     Sum `json:"after"`
	Unplaced  int `json:"unplaced"`  // values that have no place on the map of after
	Estimated int `json:"estimated"` // units whose figures are reckoned by weights
}

// Lost says whether figures are missing on the map of after.
func (k Kept) Lost() bool { return k.Before != k.After }

// Rehearse carries the latest values of an indicator onto the map of a day as another tree draws it, and holds their
// sums against what they are.
func (s *Service) Rehearse(ctx context.Context, actor auth.Actor, id string, tree *org.Tree, level int, day calendar.Date) (Kept, error) {
	d, ok := s.book.Definition(id)
	if !ok {
		return Kept{}, noTarget(id)
	}
	var k Kept
	var values []Value
	err := s.gate.Read(ctx, actor, gate.Act{Permission: "indicator.read", Subject: "indicator:" + d.ID}, func(tx *gate.Tx) (err error) {
		_, values, err = latestValues(ctx, tx, d.ID, Month(day.Month().Add(1200)))
		return err
	})
	if err != nil || d.Level != "commune" {
		return k, err
	}
	for _, v := range values {
		k.Before.add(d, v.Numerator, v.Denominator)
	}
	after := s.spread(tree, d, values, level, day)
	k.Unplaced = len(after.Unplaced)
	for _, u := range after.Units {
		k.After.add(d, u.Numerator, u.Denominator)
		if u.Estimated {
			k.Estimated++
		}
	}
	return k, nil
}

func (s *Sum) add(d Definition, top, bottom int64) {
	s.Numerator += top
	if d.Denominator.VI != "" {
		s.Denominator += bottom
	}
}

// locate is the unit of a level that holds a unit on the map of a day, or the several among which it is divided. A
// commune whose parts nobody has weighed has no place on a later map, but its province may: then the ancestor of its own
// time is followed instead.
func locate(tree *org.Tree, id org.UnitID, level int, day calendar.Date) (parts []org.Part, certain, ok bool) {
	whole := func(at org.UnitID) []org.Part { return []org.Part{{Unit: at, Share: big.NewRat(1, 1)}} }
	if at, ok := tree.Parent(id, level, day); ok {
		return whole(at), true, true
	}
	if up, ok := tree.Parent(id, level, dayOf(tree, id, day)); ok && up != id {
		if at, ok := tree.On(up, day); ok {
			return whole(at), true, true
		}
	}
	carried, certain, ok := tree.Carry(id, day)
	if !ok {
		return nil, false, false
	}
	for _, p := range carried {
		at, ok := tree.Parent(p.Unit, level, day)
		if !ok {
			return nil, false, false
		}
		if i := slices.IndexFunc(parts, func(x org.Part) bool { return x.Unit == at }); i >= 0 {
			parts[i].Share = new(big.Rat).Add(parts[i].Share, p.Share)
		} else {
			parts = append(parts, org.Part{Unit: at, Share: p.Share})
		}
	}
	return parts, certain || len(parts) == 1, true
}

// dayOf is a day on the map a unit belongs to: the day asked for where it exists then, else its last or first day.
func dayOf(tree *org.Tree, id org.UnitID, day calendar.Date) calendar.Date {
	u, ok := tree.Unit(id)
	switch {
	case !ok || u.On(day):
		return day
	case day >= u.From:
		return u.To - 1
	}
	return u.From
}

// uncovered are the parts of a unit, on the older maps of the measuring, for which nothing was measured.
func uncovered(tree *org.Tree, id org.UnitID, covered map[org.UnitID]bool, maps map[calendar.Date]bool) []org.Unit {
	var out []org.Unit
	unit, _ := tree.Unit(id)
	for day := range maps {
		if unit.On(day) {
			continue
		}
		for _, part := range tree.Became(id, day) {
			if u, ok := tree.Unit(part); ok && u.Level == unit.Level && !covered[part] {
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
