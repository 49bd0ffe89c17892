package indicator

import (
	"context"
	"math/big"
	"slices"
	"strings"

	"ansinh/auth"
	"ansinh/calendar"
	"ansinh/gate"
	"ansinh/org"
)

// UnitApart is a target's value in one unit of the map asked for, told apart.
type UnitApart struct {
	Unit   org.Unit
	Apart  []Breakdown
	Hidden bool // a part of it is covered
}

// ApartByUnit carries the latest period up to the year, with its parts, onto the map of a day. In every unit the parts of a
// dimension with what could not be told apart are the unit's whole as ByUnit gives it, and each part adds up over the units,
// with those of values that have no place, to that part of the whole: through mergers, divisions and dissolutions.
func (s *Service) ApartByUnit(ctx context.Context, actor auth.Actor, id string, q Query, level int) (units []UnitApart, unplaced []Breakdown, err error) {
	d, ok := s.book.Definition(id)
	if !ok {
		return nil, nil, noTarget(id)
	}
	_, values, err := s.latestApart(ctx, actor, d, q)
	if err != nil {
		return nil, nil, err
	}
	placed, lost := map[org.UnitID][]Value{}, []Value(nil)
	for _, v := range values {
		parts, _, ok := locate(s.tree, v.Unit, level, q.Day)
		if !ok {
			lost = append(lost, v)
			continue
		}
		for i, x := range s.book.divided(d, v, parts) {
			placed[parts[i].Unit] = append(placed[parts[i].Unit], x)
		}
	}
	may := s.gate.May(actor, MayRows)
	for id, list := range placed {
		unit, _ := s.tree.Unit(id)
		u := UnitApart{Unit: unit, Apart: s.book.apart(d, list)}
		if !may {
			u.Hidden = s.cover(u.Apart)
		}
		units = append(units, u)
	}
	slices.SortFunc(units, func(a, b UnitApart) int { return strings.Compare(string(a.Unit.ID), string(b.Unit.ID)) })
	unplaced = s.book.apart(d, lost)
	if !may {
		s.cover(unplaced)
	}
	return units, unplaced, nil
}

// cover covers the figures of few people, and says whether there were any.
func (s *Service) cover(list []Breakdown) (any bool) {
	for i := range list {
		list[i].hide(s.book.tolerance.Smallest)
		any = any || slices.ContainsFunc(list[i].Parts, func(p Share) bool { return p.Hidden })
	}
	return any
}

// latestApart is the latest period up to the year with its values and their parts: of the whole, or what of it lies in a
// unit on the map of the day, by the weights of units that were divided.
func (s *Service) latestApart(ctx context.Context, actor auth.Actor, d Definition, q Query) (last Period, values []Value, err error) {
	act := gate.Act{Permission: "indicator.read", Unit: string(q.Unit), Subject: "indicator:" + d.ID}
	err = s.gate.Read(ctx, actor, act, func(tx *gate.Tx) (err error) {
		if last, values, err = latestValues(ctx, tx, d.ID, Month(calendar.MonthOf(q.Year, 12))); err != nil || len(values) == 0 {
			return err
		}
		parts, err := latestParts(ctx, tx, `v.indicator = $1 AND v.period = $2`, d.ID, string(last))
		for i, v := range values {
			values[i].Parts = parts[place{v.Indicator, v.Unit}]
		}
		return err
	})
	if err != nil || q.Unit == "" {
		return last, values, err
	}
	unit, ok := s.tree.Unit(q.Unit)
	if !ok {
		return last, nil, nil
	}
	at, day := q.Unit, q.Day
	if now, ok := s.tree.On(q.Unit, day); ok {
		at = now
	} else {
		day = dayOf(s.tree, q.Unit, day)
	}
	var out []Value
	for _, v := range values {
		parts, _, ok := locate(s.tree, v.Unit, unit.Level, day)
		if !ok {
			continue
		}
		if i := slices.IndexFunc(parts, func(p org.Part) bool { return p.Unit == at }); i >= 0 {
			out = append(out, s.book.divided(d, v, parts)[i])
		}
	}
	return last, out, nil
}

// divided is a value with its parts divided among units. Units and parts are both kept: in each unit the parts of a
// dimension and what was not told apart sum to the unit's share, and over the units each part sums to itself.
func (b *Book) divided(d Definition, v Value, parts []org.Part) []Value {
	if len(parts) == 1 {
		return []Value{v}
	}
	sums := d.divide(v, parts)
	out := make([]Value, len(parts))
	for i, x := range sums {
		out[i] = v
		out[i].Numerator, out[i].Denominator, out[i].Parts = x.Numerator, x.Denominator, nil
		if d.bottom == nil {
			out[i].Denominator = v.Denominator // a scale, the same everywhere
		}
	}
	for _, by := range d.By {
		var own []Part
		for _, p := range v.Parts {
			if p.Dimension == by {
				own = append(own, p)
			}
		}
		d.divideParts(v, own, sums, out)
	}
	return out
}

// divideParts divides the parts of one dimension. Those who count and those who do not are divided apart from each other, so
// that in every part of every unit the numerator stays within the denominator.
func (d Definition) divideParts(v Value, own []Part, sums []Sum, out []Value) {
	pairs := d.bottom != nil && !slices.ContainsFunc(own, func(p Part) bool {
		return !p.Numerator.Known || !p.Denominator.Known || p.Numerator.N > p.Denominator.N
	}) && v.Numerator <= v.Denominator
	columns := func(of func(Sum) int64) []int64 {
		c := make([]int64, len(sums))
		for i, x := range sums {
			c[i] = of(x)
		}
		return c
	}
	rows := func(of func(Part) Amount) []int64 {
		r := make([]int64, len(own))
		for i, p := range own {
			r[i] = of(p).N
		}
		return r
	}
	top := matrix(rows(func(p Part) Amount { return p.Numerator }), columns(func(x Sum) int64 { return x.Numerator }))
	bottom := matrix(rows(func(p Part) Amount { return p.Denominator }), columns(func(x Sum) int64 { return x.Denominator }))
	if pairs {
		rest := matrix(rows(func(p Part) Amount { return Amount{N: p.Denominator.N - p.Numerator.N} }), columns(func(x Sum) int64 { return x.Denominator - x.Numerator }))
		for i := range bottom {
			for k := range bottom[i] {
				bottom[i][k] = top[i][k] + rest[i][k]
			}
		}
	}
	for i, p := range own {
		for k := range out {
			x := p
			if x.Numerator.Known {
				x.Numerator.N = top[i][k]
			}
			if x.Denominator.Known && d.bottom != nil {
				x.Denominator.N = bottom[i][k]
			}
			out[k].Parts = append(out[k].Parts, x)
		}
	}
}

// matrix divides each row among columns in proportion to what room each column has left: no column is given more than it
// holds, every row is given out whole. Rows that come to more than the columns hold are given out in proportion all the same.
func matrix(rows, columns []int64) [][]int64 {
	left := slices.Clone(columns)
	out := make([][]int64, len(rows))
	for i, r := range rows {
		sum := int64(0)
		for _, c := range left {
			sum += max(c, 0)
		}
		weights := make([]org.Part, len(left))
		for k, c := range left {
			weights[k].Share = big.NewRat(1, int64(len(left)))
			if sum > 0 {
				weights[k].Share = big.NewRat(max(c, 0), sum)
			}
		}
		out[i] = org.Allocate(r, weights)
		for k := range left {
			left[k] -= out[i][k]
		}
	}
	return out
}
