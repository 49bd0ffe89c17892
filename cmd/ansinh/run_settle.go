package main

import (
	"fmt"
	"io"
	"os"

	"ansinh/auth"
	"ansinh/calendar"
	"ansinh/fault"
	"ansinh/money"
	"ansinh/payment"
)

type paymentCmd struct {
	Read     paymentReadCmd     `cmd:"" help:"Read a bank's file about a run: pain.002, camt.053 or a CSV list of returns."`
	Failures paymentFailuresCmd `cmd:"" help:"Payments that came back, why, and what became of them."`
	Repair   paymentRepairCmd   `cmd:"" help:"Say how a returned payment is to be paid again."`
	Claim    paymentClaimCmd    `cmd:"" help:"Ask an undue payment back, by instalments."`
	Explain  paymentExplainCmd  `cmd:"" help:"Say why a bank's statement differs from the ledger."`
	Cancel   paymentCancelCmd   `cmd:"" help:"Cancel a run that nobody has approved, or what is prepared of one."`
	Progress paymentProgressCmd `cmd:"" help:"How far the preparation of a run is, by commune."`
	Stop     paymentStopCmd     `cmd:"" help:"Stop the preparation of a run; what is done stays done."`
	Resume   paymentResumeCmd   `cmd:"" help:"Let workers go on with a run that was stopped."`
}

type paymentReadCmd struct {
	File  string `arg:"" help:"The bank's file."`
	Month string `name:"month" required:"" help:"The month of the run: 2026-11 or 11/2026."`
	JSON  bool   `name:"json" help:"Print what was read as one object."`
}

// Help shows an example.
func (paymentReadCmd) Help() string {
	return `What the file is, its content says. It is read once: the same file again changes nothing. It is read whole, or every bad
line is named and nothing is recorded.

  ansinh payment read tra-lai-nh01.xml --month 2026-11`
}

// Run reads the file.
func (c paymentReadCmd) Run(a *app) error {
	month, err := calendar.ParseMonth(c.Month)
	if err != nil {
		return usageError{err}
	}
	f, err := os.Open(c.File)
	if err != nil {
		return fault.Wrap(err, fault.Invalid, "payment.file.unreadable", c.File)
	}
	defer f.Close()
	h, err := a.open()
	if err != nil {
		return err
	}
	defer h.Close()
	file, err := io.ReadAll(io.LimitReader(f, h.Payments.Policy().Settlement.MaxFileBytes+1)) // one more: too long is the room's word
	if err != nil {
		return fault.Wrap(err, fault.Invalid, "payment.file.unreadable", c.File)
	}
	done, err := h.Payments.ReadFile(a.ctx, auth.System(), month, file)
	if err != nil {
		return err
	}
	if c.JSON {
		return a.printJSON(done)
	}
	fmt.Fprintln(a.stdout, a.texts.Of(a.lang, "payment.file.done", done.Kind, money.Group(done.Lines), done.Amount))
	if done.Already {
		fmt.Fprintln(a.stdout, a.texts.Of(a.lang, "payment.file.already"))
	}
	return nil
}

type paymentFailuresCmd struct {
	Month string `arg:"" optional:"" help:"The month of the run; all runs if left out."`
}

// Run prints the queue of failures.
func (c paymentFailuresCmd) Run(a *app) error {
	var month calendar.Month
	var err error
	if c.Month != "" {
		if month, err = calendar.ParseMonth(c.Month); err != nil {
			return usageError{err}
		}
	}
	h, err := a.open()
	if err != nil {
		return err
	}
	defer h.Close()
	all, err := h.Payments.Failures(a.ctx, auth.System(), month)
	if err != nil {
		return err
	}
	for _, r := range all {
		fmt.Fprintf(a.stdout, "%s\t%s\t%s\t%s\t%s\t%s %s\t%s\n", r.Line.ID, r.Line.Month, r.Line.Person.Code(), r.Line.Commune,
			r.Line.Amount-r.Line.Deducted, r.Code, r.Reason, a.texts.Of(a.lang, "payment.failure."+r.State()))
	}
	return nil
}

type paymentRepairCmd struct {
	Line string `arg:"" help:"Id of the payment, as the list of failures has it."`
	Cash bool   `name:"cash" help:"Pay in cash; else into the account that the register holds now."`
}

// Run repairs.
func (c paymentRepairCmd) Run(a *app) error {
	channel := payment.Bank
	if c.Cash {
		channel = payment.Cash
	}
	return a.pay(func(p *payment.Payments) error { return p.Repair(a.ctx, auth.System(), c.Line, channel) }, "payment.repair.done")
}

type paymentClaimCmd struct {
	Line   string `arg:"" help:"Id of the payment."`
	Reason string `name:"reason" required:"" help:"Why it was undue."`
}

// Run claims.
func (c paymentClaimCmd) Run(a *app) error {
	return a.pay(func(p *payment.Payments) error { return p.Claim(a.ctx, auth.System(), c.Line, c.Reason) }, "payment.claim.done")
}

type paymentExplainCmd struct {
	Month  string `arg:"" help:"The month of the run."`
	Bank   string `name:"bank" required:"" help:"The bank's code."`
	Reason string `name:"reason" required:"" help:"Why the statement differs."`
}

// Run explains.
func (c paymentExplainCmd) Run(a *app) error {
	month, err := calendar.ParseMonth(c.Month)
	if err != nil {
		return usageError{err}
	}
	return a.pay(func(p *payment.Payments) error { return p.Explain(a.ctx, auth.System(), month, c.Bank, c.Reason) }, "payment.explain.done")
}

type paymentCancelCmd struct {
	Month  string `arg:"" help:"The month of the run."`
	Reason string `name:"reason" required:"" help:"Why it is cancelled."`
}

// Run cancels.
func (c paymentCancelCmd) Run(a *app) error {
	month, err := calendar.ParseMonth(c.Month)
	if err != nil {
		return usageError{err}
	}
	return a.pay(func(p *payment.Payments) error { return p.Cancel(a.ctx, auth.System(), month, c.Reason) }, "payment.cancel.done", month.Vietnamese())
}

// pay does one thing and says that it is done.
func (a *app) pay(work func(*payment.Payments) error, code string, args ...any) error {
	h, err := a.open()
	if err != nil {
		return err
	}
	defer h.Close()
	if err := work(h.Payments); err != nil {
		return err
	}
	fmt.Fprintln(a.stdout, a.texts.Of(a.lang, code, args...))
	return nil
}
