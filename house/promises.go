package house

import (
	"context"

	"ansinh/auth"
	"ansinh/due"
	"ansinh/indicator"
	"ansinh/org"
	"ansinh/plan"
	"ansinh/report"
	"ansinh/report/draft"
	"ansinh/returns"
)

// openPromises puts together the rooms of the promise side.
func (h *House) openPromises(ctx context.Context) (err error) {
	if !h.Simulated {
		if h.Simulated, err = holdsDemonstration(ctx, h.DB); err != nil {
			return err
		}
	}
	h.Plans = plan.New(h.Gate)
	h.Plans.Among(h.Agencies)
	h.Returns = returns.New(h.Gate, h.forms, returns.Options{Tree: h.Tree, Agencies: h.Agencies, Counts: counts{h}})
	h.Indicators = indicator.New(h.Gate, indicator.Options{Book: h.indicators, Returns: h.Returns, Tree: h.Tree, Agencies: h.Agencies,
		Goals: indicator.Promises{Plans: h.Plans}, People: indicator.Register{Registry: h.Registry, Benefits: h.Benefits,
			Payments: h.Payments, Simulated: h.Simulated}})
	h.Reports, err = report.New(h.Gate, h.Policy, report.Options{Indicators: h.Indicators, Returns: h.Returns, Tree: h.Tree,
		Agencies: h.Agencies, Texts: h.Texts, Plans: report.Promises{Plans: h.Plans, Agencies: h.Agencies}, Treasury: report.Books{Money: h.Payments, Benefits: h.Benefits}})
	if err != nil {
		return err
	}
	h.Drafts, err = draft.New(h.Gate, h.Policy, draft.Options{Reports: h.Reports, Plans: h.Plans, Returns: h.Returns, Tree: h.Tree, Agencies: h.Agencies, Texts: h.Texts})
	if err != nil {
		return err
	}
	h.Due, err = due.New(h.Gate, h.Policy, due.Options{Reports: h.Drafts, Plans: h.Plans, Returns: h.Returns, Tree: h.Tree, Agencies: h.Agencies, Working: h.Working})
	h.Reorg.With(h.Plans, h.Returns, h.Indicators)
	h.Reorg.WhenCarriedOut(h.measureMoved)
	h.Benefits.WhenFrozen(h.measureClosed)
	return err
}

// Simulate says from now on that the people are invented.
func (h *House) Simulate(ctx context.Context) error {
	h.Simulated = true
	return h.openPromises(ctx)
}

// Load writes the lists of the policy folder that rows are joined with: units and agencies, and the plans.
func (h *House) Load(ctx context.Context, actor auth.Actor) error {
	if err := org.Save(ctx, h.Gate, actor, h.Tree, h.Agencies); err != nil {
		return err
	}
	_, err := h.Plans.ImportPolicy(ctx, actor, h.Policy)
	return err
}
