package main

import (
	"fmt"
	"text/tabwriter"

	"ansinh/auth"
	"ansinh/calendar"
	"ansinh/payment"
)

type paymentProgressCmd struct {
	Month string `arg:"" help:"The month of the run: 2026-11 or 11/2026."`
	JSON  bool   `name:"json" help:"Print it as one object."`
}

// Run prints the communes.
func (c paymentProgressCmd) Run(a *app) error {
	month, err := calendar.ParseMonth(c.Month)
	if err != nil {
		return usageError{err}
	}
	h, err := a.open()
	if err != nil {
		return err
	}
	defer h.Close()
	prep, err := h.Payments.Preparing(a.ctx, auth.System(), month)
	if err != nil {
		return err
	}
	if c.JSON {
		return a.printJSON(prep)
	}
	fmt.Fprintln(a.stdout, a.texts.Of(a.lang, "web.run.parts", prep.Done(), len(prep.Parts)))
	w := tabwriter.NewWriter(a.stdout, 0, 8, 2, ' ', 0)
	for _, p := range prep.Parts {
		state := "web.run.parts.todo"
		if p.Done {
			state = "web.run.parts.done"
		}
		u, _ := h.Tree.Unit(p.Commune)
		fmt.Fprintf(w, "  %s\t%s\t%d\t%s\n", u.Title(), a.texts.Of(a.lang, state), p.Sum.Lines, p.Sum.Amount)
	}
	return w.Flush()
}

type paymentStopCmd struct {
	Month string `arg:"" help:"The month of the run: 2026-11 or 11/2026."`
}

// Run stops.
func (c paymentStopCmd) Run(a *app) error {
	month, err := calendar.ParseMonth(c.Month)
	if err != nil {
		return usageError{err}
	}
	return a.pay(func(p *payment.Payments) error { return p.Stop(a.ctx, auth.System(), month) }, "web.run.stopped.done", month.Vietnamese())
}

type paymentResumeCmd struct {
	Month string `arg:"" help:"The month of the run: 2026-11 or 11/2026."`
}

// Run lets workers go on.
func (c paymentResumeCmd) Run(a *app) error {
	month, err := calendar.ParseMonth(c.Month)
	if err != nil {
		return usageError{err}
	}
	return a.pay(func(p *payment.Payments) error { return p.Resume(a.ctx, auth.System(), month) }, "web.run.resumed.done", month.Vietnamese())
}
