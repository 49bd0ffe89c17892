package org

import (
	"math/big"
	"slices"
	"strings"

	"ansinh/calendar"
)

// Part is what goes of a unit's figures to one unit of another map: a share of one.
type Part struct {
	Unit  UnitID
	Share *big.Rat
}

// Carry says where the figures of a unit lie on the map of a day: in one unit whole, or in several with their shares,
// which sum to one. A divided unit needs weights, and a merged one asked for on an older map the population or the area
// of all its parts; where they are not known, nothing is carried and ok is false. certain is false for shares that were
// reckoned from weights.
func (t *Tree) Carry(id UnitID, day calendar.Date) (parts []Part, certain, ok bool) {
	if at, ok := t.On(id, day); ok { // nearly all
		return []Part{{at, big.NewRat(1, 1)}}, true, true
	}
	sums := map[UnitID]*big.Rat{}
	if !t.carry(id, day, big.NewRat(1, 1), sums, 0) {
		return nil, false, false
	}
	for at, share := range sums {
		parts = append(parts, Part{at, share})
	}
	slices.SortFunc(parts, func(a, b Part) int { return strings.Compare(string(a.Unit), string(b.Unit)) })
	return parts, len(parts) == 1, true
}

// longest is more steps than any unit takes from one map to another; a circle in the data ends here.
const longest = 40

func (t *Tree) carry(id UnitID, day calendar.Date, share *big.Rat, into map[UnitID]*big.Rat, depth int) bool {
	u, ok := t.Unit(id)
	if !ok || depth > longest {
		return false
	}
	if u.On(day) {
		if into[id] == nil {
			into[id] = new(big.Rat)
		}
		into[id].Add(into[id], share)
		return true
	}
	next, weights := u.Successors, t.forward(u)
	if day < u.From {
		next, weights = t.before(id), t.backward(id)
	}
	if len(next) == 1 {
		return t.carry(next[0], day, share, into, depth+1)
	}
	if len(next) == 0 || weights == nil {
		return false
	}
	for i, n := range next {
		if weights[i].Sign() == 0 {
			continue
		}
		if !t.carry(n, day, new(big.Rat).Mul(share, weights[i]), into, depth+1) {
			return false
		}
	}
	return true
}

// forward are the shares of the successors of a divided unit.
func (t *Tree) forward(u Unit) []*big.Rat {
	if len(u.Weights) == 0 {
		return nil
	}
	weights := make([]*big.Rat, len(u.Successors))
	for i, s := range u.Successors {
		weights[i] = big.NewRat(u.Weights[s], 1)
	}
	return toOne(weights)
}

// backward are the shares of the units that a unit was made of: by population, or by area where not all populations are
// known. Of a unit that was divided only the part that came here counts.
func (t *Tree) backward(id UnitID) []*big.Rat {
	for _, size := range []func(Unit) int64{func(u Unit) int64 { return u.Population }, func(u Unit) int64 { return u.AreaM2 }} {
		var weights []*big.Rat
		for _, b := range t.before(id) {
			u, _ := t.Unit(b)
			w := big.NewRat(size(u), 1)
			if len(u.Successors) > 1 {
				came := t.forward(u)
				if came == nil {
					return nil
				}
				w.Mul(w, came[slices.Index(u.Successors, id)])
			}
			if size(u) == 0 {
				weights = nil
				break
			}
			weights = append(weights, w)
		}
		if weights != nil {
			return toOne(weights)
		}
	}
	return nil
}

func toOne(weights []*big.Rat) []*big.Rat {
	sum := new(big.Rat)
	for _, w := range weights {
		sum.Add(sum, w)
	}
	if sum.Sign() <= 0 {
		return nil
	}
	out := make([]*big.Rat, len(weights))
	for i, w := range weights {
		out[i] = new(big.Rat).Quo(w, sum)
	}
	return out
}

// Allocate divides a whole number by shares that sum to one; the parts sum to the whole. Each is the part of the running
// share rounded down, so that the same shares always give the same parts.
func Allocate(whole int64, parts []Part) []int64 {
	out, run, before := make([]int64, len(parts)), new(big.Rat), int64(0)
	for i, p := range parts {
		run.Add(run, p.Share)
		reached := new(big.Rat).Mul(run, big.NewRat(whole, 1))
		now := new(big.Int).Div(reached.Num(), reached.Denom()).Int64()
		out[i], before = now-before, now
	}
	return out
}

// AllocateShare divides a numerator and the denominator it is part of, so that in each part it stays a part.
func AllocateShare(numerator, denominator int64, parts []Part) (tops, bottoms []int64) {
	if numerator > denominator || numerator < 0 {
		return Allocate(numerator, parts), Allocate(denominator, parts)
	}
	tops, bottoms = Allocate(numerator, parts), Allocate(denominator-numerator, parts)
	for i := range bottoms {
		bottoms[i] += tops[i]
	}
	return tops, bottoms
}
