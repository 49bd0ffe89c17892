package indicator

import (
	"math/big"

	"ansinh/calendar"
)

// State is how a target stands.
type State string

// The states, best first. NoData covers what cannot be judged: no value, or only one and nothing to compare it with.
const (
	Achieved State = "achieved" // đạt
	OnTrack  State = "on_track" // đúng tiến độ
	Slow     State = "slow"     // chậm
	AtRisk   State = "at_risk"  // nguy cơ
	NoData   State = "no_data"  // chưa có số liệu
)

// Watching is how an indicator stands for which nothing is promised, once it has a value.
const Watching State = "watching" // theo dõi

// States are all states in the order they are shown.
func States() []State { return []State{Achieved, OnTrack, Slow, AtRisk, NoData} }

// point is a value at the end of a period.
type point struct {
	at    calendar.Month
	value *big.Rat
}

// edge is the figure of the goal that the way leads to: the near end of a range.
func (g Goal) edge(d Direction) *big.Rat {
	if g.Comparator == "range" && d == Down && g.Upper != nil {
		return g.Upper
	}
	return g.Value
}

// met says whether a value keeps the promise. "=" is read as "at least" where more is better, and "at most" where
// less is; "about" lets a value stay below by a tolerance.
func (g Goal) met(v *big.Rat, d Direction, t Tolerance) bool {
	edge := g.edge(d)
	switch g.Comparator {
	case "<":
		return v.Cmp(edge) < 0
	case "<=":
		return v.Cmp(edge) <= 0
	case ">":
		return v.Cmp(edge) > 0
	case ">=":
		return v.Cmp(edge) >= 0
	case "~":
		slack := new(big.Rat).Mul(edge, big.NewRat(t.About, 1000))
		if d == Down {
			return v.Cmp(new(big.Rat).Add(edge, slack)) <= 0
		}
		return v.Cmp(new(big.Rat).Sub(edge, slack)) >= 0
	}
	if d == Down {
		return v.Cmp(edge) <= 0
	}
	return v.Cmp(edge) >= 0
}

// judge gives the state of the latest value. The start may be nil.
func judge(g Goal, d Direction, start, latest *point, t Tolerance) State {
	if latest == nil {
		return NoData
	}
	if g.met(latest.value, d, t) {
		return Achieved
	}
	if latest.at >= calendar.MonthOf(g.Year, 12) {
		return AtRisk // the time is over
	}
	want := required(g, d, start, latest.at)
	if want == nil {
		return NoData
	}
	whole := new(big.Rat).Sub(g.edge(d), start.value)
	behind := new(big.Rat).Sub(want, latest.value)
	if d == Down {
		whole.Neg(whole)
		behind.Neg(behind)
	}
	if whole.Sign() <= 0 {
		return AtRisk // it was there once and has fallen back
	}
	behind.Quo(behind, whole)
	switch {
	case behind.Cmp(big.NewRat(t.OnTrack, 1000)) <= 0:
		return OnTrack
	case behind.Cmp(big.NewRat(t.Slow, 1000)) <= 0:
		return Slow
	}
	return AtRisk
}

// effort is how much must be gained a year from a month on to reach the goal in time; nil where the time is over.
func effort(g Goal, d Direction, latest *point) *big.Rat {
	left := int64(calendar.MonthOf(g.Year, 12) - latest.at)
	if left <= 0 {
		return nil
	}
	need := new(big.Rat).Sub(g.edge(d), latest.value)
	return need.Mul(need, big.NewRat(12, left))
}
