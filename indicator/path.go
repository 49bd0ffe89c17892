package indicator

import (
	"math/big"

	"ansinh/calendar"
)

// Step is what the plan says of a year on the way to a goal.
type Step struct {
	Year  int
	Value *big.Rat
}

// Waypoint is where the way stands at the end of a year.
type Waypoint struct {
	Year  int
	Value *big.Rat
	Said  bool // by the plan; otherwise it lies on the straight line between what is said
}

// corners are the points of the way from its start: what the plan says of years between, and its goal.
func corners(g Goal, d Direction, start point) []point {
	out := []point{start}
	for _, s := range append(g.Steps, Step{g.Year, g.edge(d)}) {
		if at := calendar.MonthOf(s.Year, 12); at > out[len(out)-1].at {
			out = append(out, point{at, s.Value})
		}
	}
	return out
}

// required is where the way stands in a month; nil where there is no way. After the goal's year it stays there.
func required(g Goal, d Direction, start *point, at calendar.Month) *big.Rat {
	if start == nil || start.at >= at {
		return nil
	}
	way := corners(g, d, *start)
	if len(way) < 2 {
		return nil
	}
	for i := 1; i < len(way); i++ {
		a, b := way[i-1], way[i]
		if at > b.at && i < len(way)-1 {
			continue
		}
		at = min(at, b.at)
		v := new(big.Rat).Sub(b.value, a.value)
		v.Mul(v, big.NewRat(int64(at-a.at), int64(b.at-a.at)))
		return v.Add(v, a.value)
	}
	return nil
}

// yearByYear is the way year by year, from the year after its start to the goal's.
func yearByYear(g Goal, d Direction, start *point) []Waypoint {
	if start == nil {
		return nil
	}
	said := map[calendar.Month]bool{}
	for _, c := range corners(g, d, *start)[1:] {
		said[c.at] = true
	}
	var out []Waypoint
	first, _ := start.at.Civil()
	for year := first; year <= g.Year; year++ {
		at := calendar.MonthOf(year, 12)
		if v := required(g, d, start, at); v != nil {
			out = append(out, Waypoint{Year: year, Value: v, Said: said[at]})
		}
	}
	return out
}
