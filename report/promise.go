package report

import (
	"context"
	"slices"

	"ansinh/auth"
	"ansinh/calendar"
	"ansinh/org"
	"ansinh/plan"
)

// Promises give the plan in force on a day with who answers for its tasks then.
type Promises struct {
	Plans    *plan.Plans
	Agencies *org.Agencies
}

// Plan gives the plan of the policy folder that was issued last before the day.
func (p Promises) Plan(ctx context.Context, actor auth.Actor, day calendar.Date) (Plan, error) {
	one, _, contents, err := p.Plans.Current(ctx, actor, "", day)
	if err != nil {
		return Plan{}, err
	}
	out := Plan{Number: one.Number, Date: one.Date, Issuer: one.Issuer.Agency}
	for _, t := range contents.Tasks {
		task := Task{Number: t.Number, Title: t.Title.VI, Due: t.Time.VI}
		if task.Due == "" {
			task.Due = dayOf(t.Deadline)
		}
		for _, party := range t.Lead {
			task.Leads = append(task.Leads, p.leads(party, t.Functions, day)...)
		}
		out.Tasks = append(out.Tasks, task)
	}
	return out, nil
}

// leads are the agencies that answer on the day for what one agency was given: several where its functions went
// different ways. An agency that is none of ours stands for itself.
func (p Promises) leads(party plan.Party, functions []string, day calendar.Date) []Lead {
	named, ok := p.Agencies.Agency(party.Agency)
	if !ok {
		own := org.Agency{ID: party.Named, Name: org.Name{VI: party.Named, EN: party.Named}}
		return []Lead{{Named: own, Now: own}}
	}
	named.Name.VI = party.Named
	if len(functions) == 0 {
		functions = []string{""}
	}
	var out []Lead
	for _, f := range functions {
		now, steps := p.Agencies.Responsible(party.Agency, f, day)
		if !slices.ContainsFunc(out, func(l Lead) bool { return l.Now.ID == now.ID }) {
			out = append(out, Lead{Named: named, Now: now, Steps: steps})
		}
	}
	return out
}
