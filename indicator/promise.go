package indicator

import (
	"context"
	"math/big"
	"slices"

	"ansinh/auth"
	"ansinh/calendar"
	"ansinh/fault"
	"ansinh/plan"
	"ansinh/viet"
)

// Promises are the goals of the plan in force on a day.
type Promises struct{ Plans *plan.Plans }

// Goals gives every target that has a figure.
func (p Promises) Goals(ctx context.Context, actor auth.Actor, day calendar.Date) ([]Goal, error) {
	_, _, contents, err := p.Plans.Current(ctx, actor, "", day)
	if err != nil {
		return nil, err
	}
	return goals(contents.Targets)
}

// goals gives every target that has a figure. What the plan says of the same thing for an earlier year is a step on the
// way to the later one, and no goal of its own unless somebody asks for it by its id.
func goals(targets []plan.Target) ([]Goal, error) {
	var out []Goal
	for _, t := range targets {
		if !t.Quantified() {
			continue
		}
		g := Goal{Target: t.ID, Comparator: string(t.Goal.Comparator), Year: t.Goal.Year}
		if t.Goal.Comparator == plan.About {
			g.Comparator = "~"
		}
		var ok, upper bool
		g.Value, ok = new(big.Rat).SetString(string(t.Goal.Low))
		g.Upper, upper = new(big.Rat).SetString(string(t.Goal.High))
		if !ok {
			return nil, fault.New(fault.Internal, "indicator.goal", t.ID)
		}
		if !upper || t.Goal.Comparator != plan.Between {
			g.Upper = nil
		}
		for _, o := range targets {
			if v, ok := new(big.Rat).SetString(string(o.Goal.Low)); ok && stepTo(o, t) {
				g.Steps = append(g.Steps, Step{Year: o.Goal.Year, Value: v})
			}
		}
		slices.SortFunc(g.Steps, func(a, b Step) int { return a.Year - b.Year })
		out = append(out, g)
	}
	return out, nil
}

// stepTo says whether a target is the same as another, for an earlier year.
func stepTo(o, t plan.Target) bool {
	same := func(a, b string) bool { return viet.Fold(a) == viet.Fold(b) }
	return o.Quantified() && o.Goal.Year > 0 && o.Goal.Year < t.Goal.Year && o.Goal.Unit == t.Goal.Unit && o.Goal.Comparator != plan.Between &&
		same(o.Title.VI, t.Title.VI) && same(o.Population.VI, t.Population.VI)
}
