package main

import (
	"fmt"
	"os"
	"text/tabwriter"

	"ansinh/auth"
	"ansinh/benefit"
	"ansinh/calendar"
	"ansinh/house"
	"ansinh/money"
	"ansinh/payment"
)

type runCmd struct {
	Month   string `arg:"" help:"The month to pay: 2026-11 or 11/2026."`
	KnownOn string `name:"known-on" help:"What was known at the end of this day; today if left out." placeholder:"DATE"`
	Out     string `name:"out" help:"Folder for the bank files and the cash list; none are written if left out." placeholder:"DIR"`
	JSON    bool   `name:"json" help:"Print what was done as one object."`
}

// Help shows an example.
func (runCmd) Help() string {
	return `Takes the month's snapshot, determines everybody, compares with the decisions in force, freezes the roster and prepares
the payment run with its ledger entries. What is left to do is for three people: check, approve, send.

It can be stopped anywhere and called again. A month that was run already is said to be so, and nothing is changed.

  ansinh run 2026-11
  ansinh run 11/2026 --known-on 2026-10-24 --out var/chi-tra --json`
}

// monthDone is what a month came to, as --json prints it.
type monthDone struct {
	Month      calendar.Month         `json:"month"`
	Already    bool                   `json:"already"`
	State      payment.State          `json:"state"`
	KnownOn    calendar.Date          `json:"known_on"`
	Snapshot   string                 `json:"snapshot"`
	Law        string                 `json:"law"`
	Roster     string                 `json:"roster"`
	People     int64                  `json:"people"`
	Benefits   int64                  `json:"benefits"`
	Entitled   int64                  `json:"entitled_amount"`
	Lists      map[benefit.List]int64 `json:"lists"`
	Lines      int64                  `json:"lines"`
	Amount     int64                  `json:"amount"`
	Held       int64                  `json:"held"`
	HeldAmount int64                  `json:"held_amount"`
	Recoveries int64                  `json:"recoveries"`
	Recovery   int64                  `json:"recovery_amount"`
	Flagged    int64                  `json:"flagged"`
	Programmes []programmeDone        `json:"programmes"`
	Ledger     int64                  `json:"ledger_sum"`
	Files      []payment.File         `json:"files"`
}

type programmeDone struct {
	Programme string          `json:"programme"`
	Channel   payment.Channel `json:"channel"`
	Lines     int64           `json:"lines"`
	Amount    int64           `json:"amount"`
}

// Run runs the month.
func (c runCmd) Run(a *app) error {
	month, err := calendar.ParseMonth(c.Month)
	if err != nil {
		return usageError{err}
	}
	options := payment.Options{}
	if c.KnownOn != "" {
		if options.KnownOn, err = calendar.ParseDate(c.KnownOn); err != nil {
			return usageError{err}
		}
	}
	h, err := a.open()
	if err != nil {
		return err
	}
	defer h.Close()
	if !c.JSON {
		options.Progress = func(step string, of, steps int) {
			fmt.Fprintf(a.stderr, "[%d/%d] %s\n", of, steps, a.texts.Of(a.lang, "payment.step."+step))
		}
	}
	done, err := h.Payments.RunMonth(a.ctx, auth.System(), month, options)
	if err != nil {
		return err
	}
	out, err := a.gatherMonth(h, done)
	if err != nil {
		return err
	}
	if c.Out != "" {
		if out.Files, err = h.Payments.WriteFiles(a.ctx, auth.System(), month, c.Out); err != nil {
			return err
		}
	}
	if c.JSON {
		return a.printJSON(out)
	}
	return a.printMonth(h, out)
}

// gatherMonth reads what the month came to, whether it was run now or before.
func (a *app) gatherMonth(h *house.House, done payment.Done) (*monthDone, error) {
	r := done.Run
	d, err := h.Benefits.Determination(a.ctx, auth.System(), r.Month)
	if err != nil {
		return nil, err
	}
	books, err := h.Payments.Balance(a.ctx, auth.System(), r.Month)
	if err != nil {
		return nil, err
	}
	out := &monthDone{Month: r.Month, Already: done.Already, State: r.State, KnownOn: d.KnownOn, Snapshot: r.Snapshot, Law: r.Law, Roster: r.Roster,
		People: d.People, Benefits: d.Benefits, Entitled: int64(d.Amount), Lists: d.Lists, Lines: r.Lines, Amount: int64(r.Amount), Held: r.Held,
		HeldAmount: int64(r.HeldAmount), Recoveries: r.Recoveries, Recovery: int64(r.Recovery), Flagged: r.Flagged,
		Programmes: []programmeDone{}, Ledger: int64(books.Sum()), Files: []payment.File{}}
	totals, err := h.Payments.Totals(a.ctx, auth.System(), r.Month, d.KnownOn)
	if err != nil {
		return nil, err
	}
	for _, p := range h.Law.Programmes() {
		for _, channel := range []payment.Channel{payment.Bank, payment.Cash} {
			sum := programmeDone{Programme: p.ID, Channel: channel}
			for _, t := range totals {
				if t.Programme == p.ID && t.Channel == channel {
					sum.Lines += t.Lines
					sum.Amount += int64(t.Amount)
				}
			}
			if sum.Lines > 0 {
				out.Programmes = append(out.Programmes, sum)
			}
		}
	}
	return out, nil
}

func (a *app) printMonth(h *house.House, m *monthDone) error {
	say := func(code string, args ...any) string { return a.texts.Of(a.lang, code, args...) }
	code := "payment.cli.done"
	if m.Already {
		code = "payment.cli.already"
	}
	fmt.Fprintln(a.stdout, say(code, m.Month.Vietnamese(), say("payment.state."+string(m.State))))
	w := tabwriter.NewWriter(a.stdout, 0, 8, 2, ' ', 0)
	row := func(what string, n int64, amount money.Dong) {
		fmt.Fprintf(w, "  %s\t%s\t%s\n", what, money.Group(n), amount)
	}
	row(say("payment.cli.entitled", money.Group(m.People)), m.Benefits, money.Dong(m.Entitled))
	for _, l := range benefit.Lists() {
		fmt.Fprintf(w, "    %s\t%s\t\n", say("benefit.list."+string(l)), money.Group(m.Lists[l]))
	}
	row(say("payment.cli.paid"), m.Lines, money.Dong(m.Amount))
	for _, p := range m.Programmes {
		row("  "+a.programme(h, p.Programme)+" – "+say("payment.channel."+string(p.Channel)), p.Lines, money.Dong(p.Amount))
	}
	row(say("payment.cli.held"), m.Held, money.Dong(m.HeldAmount))
	row(say("payment.cli.recovery"), m.Recoveries, money.Dong(m.Recovery))
	fmt.Fprintf(w, "  %s\t%s\t\n", say("payment.cli.flagged"), money.Group(m.Flagged))
	fmt.Fprintf(w, "  %s\t\t%s\n", say("payment.cli.ledger"), money.Dong(m.Ledger))
	if err := w.Flush(); err != nil {
		return err
	}
	for _, f := range m.Files {
		info, err := os.Stat(f.Path)
		if err != nil {
			return err
		}
		fmt.Fprintln(a.stdout, say("payment.cli.file", f.Path, money.Group(f.Lines), money.Dong(f.Amount).String(), money.Group(info.Size())))
	}
	return nil
}

func (a *app) programme(h *house.House, id string) string {
	if i, ok := h.Law.Programme(id); ok {
		return h.Law.Programmes()[i].In(string(a.lang))
	}
	return id
}
