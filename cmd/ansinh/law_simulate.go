package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"slices"
	"strings"
	"text/tabwriter"

	"ansinh/auth"
	"ansinh/calendar"
	"ansinh/fault"
	"ansinh/house"
	"ansinh/law"
	"ansinh/law/simulate"
	"ansinh/money"
	"ansinh/reform"
)

type lawSimulateCmd struct {
	Set       []string `name:"set" sep:"none" help:"Another value of a parameter from a day on; may be repeated." placeholder:"FIELD.NAME=VALUE@DAY"`
	Overlay   string   `name:"overlay" help:"Folder of law laid over that in force." placeholder:"DIR"`
	OrSet     []string `name:"or-set" sep:"none" help:"The same for a second scenario beside the first." placeholder:"FIELD.NAME=VALUE@DAY"`
	OrOverlay string   `name:"or-overlay" help:"The same for a second scenario beside the first." placeholder:"DIR"`
	By        []string `name:"by" help:"How the people are divided: category, commune, age, sex, ethnicity. Programmes always are."`
	Month     string   `name:"month" help:"Month to reckon: 2027-01; the first in which all values hold if left out." placeholder:"MONTH"`
	KnownOn   string   `name:"known-on" help:"Take everybody as known at the end of this day; today if left out." placeholder:"DATE"`
	OfRun     string   `name:"run" help:"Take everybody as the run of this month took them." placeholder:"MONTH"`
	JSON      bool     `name:"json" help:"Print the result as one object."`
	XLSX      string   `name:"xlsx" help:"Write the result as a workbook." placeholder:"FILE"`
}

// Help shows an example.
func (lawSimulateCmd) Help() string {
	return `What a change of the law would cost, who would gain and who would lose. Nothing is kept. The result names the law and
the data it rests on by their hashes.

  ansinh law simulate --set social-assistance.base=700000@2027-01-01 --by commune,age
  ansinh law simulate --set social-assistance.base=700000@2027-01-01 --or-set social-assistance.base=600000@2027-01-01
  ansinh law simulate --overlay my-decree --month 2027-07 --xlsx impact.xlsx
  ansinh law simulate --run 2026-10 --set social-pension.level=600000@2026-10-01 --json`
}

// dividers are the ways to divide people.
var dividers = []string{"programme", "category", "commune", "age", "sex", "ethnicity"}

// Run simulates.
func (c lawSimulateCmd) Run(a *app) error {
	for _, by := range c.By {
		if !slices.Contains(dividers, by) {
			return usageError{fault.New(fault.Invalid, "law.simulate.by", by)}
		}
	}
	scenarios, err := c.scenarios()
	if err != nil {
		return usageError{err}
	}
	month, knownOn, run, err := c.when()
	if err != nil {
		return usageError{err}
	}
	h, err := a.open()
	if err != nil {
		return err
	}
	defer h.Close()
	e, err := c.estimate(a, h, scenarios, month, knownOn, run)
	var problems law.Problems
	if errors.As(err, &problems) {
		return a.printProblems(problems)
	}
	if err != nil {
		return err
	}
	by := append([]string{"programme"}, slices.DeleteFunc(slices.Clone(c.By), func(s string) bool { return s == "programme" })...)
	if c.XLSX != "" {
		if err := a.writeSimulation(c.XLSX, h, e, by); err != nil {
			return err
		}
	}
	if c.JSON {
		return a.printJSON(c.object(e, h.Simulated, by))
	}
	return a.printSimulation(e, h.Simulated, by)
}

// scenarios are what is supposed, under names that say what.
func (c lawSimulateCmd) scenarios() ([]reform.Supposed, error) {
	var all []reform.Supposed
	for _, given := range []struct {
		set     []string
		overlay string
	}{{c.Set, c.Overlay}, {c.OrSet, c.OrOverlay}} {
		s := reform.Supposed{Name: strings.TrimSpace(given.overlay + " " + strings.Join(given.set, " "))}
		if given.overlay != "" {
			if info, err := os.Stat(given.overlay); err != nil || !info.IsDir() {
				return nil, fault.New(fault.Invalid, "policy.no_folder", given.overlay)
			}
			s.Over = os.DirFS(given.overlay)
			if _, err := fs.Stat(s.Over, "law"); err != nil {
				return nil, fault.New(fault.Invalid, "law.simulate.no_law", given.overlay)
			}
		}
		for _, text := range given.set {
			setting, err := law.ParseSetting(text)
			if err != nil {
				return nil, err
			}
			s.Settings = append(s.Settings, setting)
		}
		if s.Name != "" {
			all = append(all, s)
		}
	}
	if len(all) == 0 {
		return nil, fault.New(fault.Invalid, "law.simulate.nothing")
	}
	return all, nil
}

func (c lawSimulateCmd) when() (month calendar.Month, knownOn calendar.Date, run calendar.Month, err error) {
	if c.Month != "" {
		if month, err = calendar.ParseMonth(c.Month); err != nil {
			return
		}
	}
	if c.KnownOn != "" {
		if knownOn, err = calendar.ParseDate(c.KnownOn); err != nil {
			return
		}
	}
	if c.OfRun != "" {
		run, err = calendar.ParseMonth(c.OfRun)
	}
	return
}

func (c lawSimulateCmd) estimate(a *app, h *house.House, scenarios []reform.Supposed, month calendar.Month, knownOn calendar.Date, run calendar.Month) (*reform.Estimate, error) {
	if !run.IsZero() {
		d, err := h.Benefits.Determination(a.ctx, auth.System(), run)
		if err != nil {
			return nil, err
		}
		if month.IsZero() {
			month = run
		}
		e, err := h.Reforms.SimulateKnown(a.ctx, auth.System(), month, d.KnownOn, scenarios)
		if err != nil {
			return nil, err
		}
		return e, d.SameSnapshot(e.Month, e.Snapshot)
	}
	if knownOn.IsZero() {
		return h.Reforms.Simulate(a.ctx, auth.System(), month, scenarios)
	}
	return h.Reforms.SimulateKnown(a.ctx, auth.System(), month, knownOn, scenarios)
}

// object is a simulation as --json prints it.
func (c lawSimulateCmd) object(e *reform.Estimate, illustrative bool, by []string) any {
	shown := []simulate.Distribution{}
	for _, d := range e.By {
		if slices.Contains(by, d.By) {
			shown = append(shown, d)
		}
	}
	return struct {
		Month        calendar.Month          `json:"month"`
		KnownOn      calendar.Date           `json:"known_on"`
		Snapshot     string                  `json:"snapshot"`
		Illustrative bool                    `json:"illustrative"`
		Scenarios    []simulate.Scenario     `json:"scenarios"`
		Total        simulate.Line           `json:"total"`
		By           []simulate.Distribution `json:"by"`
	}{e.Month, e.KnownOn, e.Snapshot, illustrative, e.Scenarios, e.Total, shown}
}

func (a *app) writeSimulation(file string, h *house.House, e *reform.Estimate, by []string) error {
	f, err := os.Create(file)
	if err != nil {
		return fault.Wrap(err, fault.Invalid, "law.simulate.no_file", file)
	}
	if err := e.WriteXlsx(f, a.texts, a.lang, h.Simulated, by...); err != nil {
		f.Close()
		return err
	}
	return f.Close()
}

func (a *app) printSimulation(e *reform.Estimate, illustrative bool, by []string) error {
	fmt.Fprintln(a.stdout, a.say("law.simulate.head", e.Month.Vietnamese(), money.Group(e.Total.All), e.KnownOn.Vietnamese()))
	if illustrative {
		fmt.Fprintln(a.stdout, a.say("law.simulate.illustrative"))
	}
	fmt.Fprintln(a.stdout, a.say("law.simulate.snapshot", e.Snapshot))
	for i, s := range e.Scenarios {
		name := s.Name
		if i == 0 {
			name = a.say("law.simulate.now")
		}
		fmt.Fprintln(a.stdout, a.say("law.simulate.scenario", reform.Mark(i), name, s.Law))
	}
	w := tabwriter.NewWriter(a.stdout, 0, 8, 2, ' ', 0)
	table := func(title string, lines []simulate.Line) {
		fmt.Fprintf(w, "\n%s", title)
		for i, code := range reform.Columns(len(e.Scenarios)) {
			fmt.Fprintf(w, "\t%s%s", a.say(code), reform.Where(i))
		}
		fmt.Fprintln(w)
		for _, l := range lines {
			name := l.In(string(a.lang))
			if l.ID == "total" {
				name = a.say("law.simulate.total")
			}
			fmt.Fprint(w, name)
			for _, n := range reform.Figures(l) {
				fmt.Fprint(w, "\t"+money.Group(n))
			}
			fmt.Fprintln(w)
		}
	}
	table("", []simulate.Line{e.Total})
	for _, d := range e.By {
		if slices.Contains(by, d.By) {
			table(a.say("law.simulate.by."+d.By), d.Lines)
		}
	}
	return w.Flush()
}
