package indicator

import (
	"context"
	"math/big"

	"ansinh/auth"
	"ansinh/calendar"
	"ansinh/fault"
	"ansinh/plan"
)

// Promises are the goals of the plan in force on a day.
type Promises struct{ Plans *plan.Plans }

// Goals gives every target that has a figure.
func (p Promises) Goals(ctx context.Context, actor auth.Actor, day calendar.Date) ([]Goal, error) {
	_, _, contents, err := p.Plans.Current(ctx, actor, "", day)
	if err != nil {
		return nil, err
	}
	var out []Goal
	for _, t := range contents.Targets {
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
		out = append(out, g)
	}
	return out, nil
}
