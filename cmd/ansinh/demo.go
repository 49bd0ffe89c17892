package main

import (
	"fmt"
	"io"
	"net"
	"os"
	"slices"
	"strings"
	"text/tabwriter"
	"time"

	"github.com/vbauerster/mpb/v8"
	"github.com/vbauerster/mpb/v8/decor"

	"ansinh/calendar"
	"ansinh/demo"
	"ansinh/indicator"
	"ansinh/money"
)

type demoCmd struct {
	Persons int    `name:"persons" help:"How many people to invent; 1900000 for the whole area." placeholder:"N"`
	Seed    uint64 `name:"seed" help:"The same seed gives the same people and the same đồng." placeholder:"S"`
	Month   string `name:"month" help:"The last of the three months." placeholder:"YYYY-MM"`
	Out     string `name:"out" help:"Folder for reports, bank files, lists, logins." default:"var/minh-hoa" placeholder:"DIR"`
	Serve   bool   `name:"serve" help:"Serve the pages when it is done." default:"true" negatable:""`
	Listen  string `name:"listen" help:"Address of the pages." default:"localhost:8080" placeholder:"HOST:PORT"`
	JSON    bool   `name:"json" help:"Print the table as one object."`
}

// Help shows an example.
func (demoCmd) Help() string {
	return `Makes an invented population of the old Bắc Giang from published figures and written assumptions, plants known faults in
it, decides and pays three months, takes a year of returns, measures the targets of plan 30/KH-UBND, writes the annual
report, holds what was found against what was planted, prints a table and serves the pages.

Called again on the same database it serves what is there. Without serving, exit code 0 means that every step did what
it says: every planted fault came back, nobody else is in the gap, the ledger balances, the log is whole.

  ansinh demo
  ansinh demo --persons 1900000 --seed 7
  ansinh demo --db postgres://localhost/ansinh --serve=false --json`
}

// Run makes the demonstration.
func (c demoCmd) Run(a *app) error {
	o := demo.Options{Persons: c.Persons, Seed: c.Seed, Out: c.Out}
	if c.Month != "" {
		month, err := calendar.ParseMonth(c.Month)
		if err != nil {
			return usageError{err}
		}
		o.Month = month
	}
	pages := serveCmd{Listen: c.Listen, Log: "none"}
	var listener net.Listener
	if c.Serve {
		var err error
		if listener, err = pages.listen(); err != nil {
			return err
		}
		defer listener.Close()
	}
	h, err := a.open()
	if err != nil {
		return err
	}
	defer h.Close()
	began := time.Now()
	steps := &steps{app: a, out: a.stderr, bars: isTerminal(a.stderr)}
	o.Progress = steps
	summary, err := demo.Make(a.ctx, h, o)
	if err != nil {
		return err
	}
	if c.JSON {
		err = a.printJSON(summary)
	} else {
		err = a.printDemo(summary, time.Since(began))
	}
	if err != nil || !c.Serve {
		return err
	}
	standIn, err := demoStandIn(h, c.Out)
	if err != nil {
		return err
	}
	defer standIn.Close()
	return pages.serve(a, h, listener)
}

// steps shows how the work goes on: a bar in a terminal, a line a step elsewhere.
type steps struct {
	app   *app
	out   io.Writer
	bars  bool
	began time.Time
	name  string
	box   *mpb.Progress
	bar   *mpb.Bar
}

// Step begins a step.
func (s *steps) Step(name string) {
	s.began, s.name = time.Now(), s.app.texts.Of(s.app.lang, "demo.step."+name)
}

// Part moves the bar within the step.
func (s *steps) Part(done, total int) {
	if !s.bars {
		return
	}
	if s.bar == nil {
		s.box = mpb.New(mpb.WithOutput(s.out), mpb.WithWidth(40))
		s.bar = s.box.AddBar(int64(total), mpb.BarRemoveOnComplete(), mpb.PrependDecorators(decor.Name(s.name+" ")),
			mpb.AppendDecorators(decor.Percentage(), decor.Name(" "), decor.AverageETA(decor.ET_STYLE_MMSS)))
	}
	s.bar.SetCurrent(int64(done))
}

// Done ends the step with its time.
func (s *steps) Done(string) error {
	s.end()
	_, err := fmt.Fprintf(s.out, "%6.1f s  %s\n", time.Since(s.began).Seconds(), s.name)
	return err
}

// end takes the bar away.
func (s *steps) end() {
	if s.bar != nil {
		s.bar.SetTotal(s.bar.Current(), true)
		s.box.Wait()
		s.bar = nil
	}
}

func isTerminal(w io.Writer) bool {
	f, ok := w.(*os.File)
	if !ok {
		return false
	}
	info, err := f.Stat()
	return err == nil && info.Mode()&os.ModeCharDevice != 0
}

// printDemo prints the table of what was done.
func (a *app) printDemo(s *demo.Summary, took time.Duration) error {
	say := func(code string, args ...any) string { return a.texts.Of(a.lang, code, args...) }
	fmt.Fprintln(a.stdout, say("demo.table.head", s.Month.Vietnamese(), s.Seed, took.Seconds()))
	w := tabwriter.NewWriter(a.stdout, 0, 8, 2, ' ', 0)
	count := func(code string, n int64, amount ...int64) {
		fmt.Fprintf(w, "  %s\t%s\t", say("demo.table."+code), money.Group(n))
		for _, d := range amount {
			fmt.Fprint(w, money.Dong(d))
		}
		fmt.Fprintln(w)
	}
	count("people", s.People)
	count("households", s.Households)
	count("entitled", s.Entitled, s.EntitledDong)
	count("decisions", s.Decisions)
	for _, m := range s.Months {
		fmt.Fprintf(w, "  %s\t%s\t%s\n", say("demo.table.month", m.Month.Vietnamese()), money.Group(m.Lines), money.Dong(m.Amount))
	}
	count("paid", s.Paid, s.PaidDong)
	count("gap", s.Gap, s.GapDong)
	count("unknown", s.Unknown)
	for _, kind := range []string{"never_enrolled", "dead_paid", "twice", "shared_accounts", "pension_unknown", "verification"} {
		fmt.Fprintf(w, "  %s\t%s\t%s\n", say("demo.table.planted."+kind), say("demo.table.of", s.Found[kind], s.Planted[kind]), strays(say, s.Stray[kind]))
	}
	count("returns", int64(s.Returns))
	for _, state := range indicator.States() {
		count("target."+string(state), int64(s.Targets[string(state)]))
	}
	count("ledger", s.Ledger)
	count("audit", s.Audit)
	if err := w.Flush(); err != nil {
		return err
	}
	return a.printPlaces(s, say)
}

func strays(say func(string, ...any) string, n int) string {
	if n == 0 {
		return ""
	}
	return say("demo.table.stray", n)
}

// printPlaces prints the files and the logins.
func (a *app) printPlaces(s *demo.Summary, say func(string, ...any) string) error {
	fmt.Fprintln(a.stdout, say("demo.table.files"))
	for _, f := range slices.Sorted(slices.Values(s.Files)) {
		fmt.Fprintln(a.stdout, "  "+f)
	}
	if len(s.Logins) == 0 {
		_, err := fmt.Fprintln(a.stdout, say("demo.table.no_logins"))
		return err
	}
	fmt.Fprintln(a.stdout, say("demo.table.logins"))
	for _, l := range s.Logins {
		fmt.Fprintf(a.stdout, "  %-12s %-14s %s\n", l.Login, l.Password, strings.TrimSpace(l.Role))
	}
	return nil
}
