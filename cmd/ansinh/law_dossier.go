package main

import (
	"errors"
	"fmt"
	"os"
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

type lawDossierCmd struct {
	Propose  dossierProposeCmd  `cmd:"" help:"Check a folder of new documents and keep it as a dossier."`
	List     dossierListCmd     `cmd:"" help:"List dossiers."`
	Show     dossierShowCmd     `cmd:"" help:"Show a dossier: files, steps, previews."`
	Preview  dossierPreviewCmd  `cmd:"" help:"Reckon what a dossier means for everybody, and keep it."`
	Approve  dossierApproveCmd  `cmd:"" help:"Approve a dossier; the second approval brings it into force."`
	Withdraw dossierWithdrawCmd `cmd:"" help:"Withdraw a dossier that is not in force."`
}

// whoActs is the account in whose name a dossier is worked on.
type whoActs struct {
	As string `name:"as" required:"" help:"Login of the one who does this." placeholder:"LOGIN"`
}

// actor opens the rooms and finds the account.
func (w whoActs) actor(a *app) (*house.House, auth.Actor, error) {
	h, err := a.open()
	if err != nil {
		return nil, auth.Actor{}, err
	}
	who, err := h.Account(a.ctx, w.As)
	if err != nil {
		h.Close()
	}
	return h, who, err
}

type dossierProposeCmd struct {
	whoActs
	Note string `name:"note" help:"What the change is for."`
	Dir  string `arg:"" help:"Folder laid out like the policy folder: DIR/law/FIELD/DOCUMENT/rules.yaml."`
	JSON bool   `name:"json" help:"Print the dossier as one object."`
}

// Help shows an example.
func (dossierProposeCmd) Help() string {
	return `A dossier adds documents; it changes none that is there. It is refused, with file and line, unless everything in it is
right and every example comes out, old and new. A preview and two approvals by others bring it into force.

  ansinh law dossier propose changes --as tonghop
  ansinh law dossier preview 1 --as tonghop
  ansinh law dossier approve 1 --as lanhdao
  ansinh law dossier approve 1 --as kiemsoat`
}

// Run proposes.
func (c dossierProposeCmd) Run(a *app) error {
	if info, err := os.Stat(c.Dir); err != nil || !info.IsDir() {
		return fault.New(fault.Invalid, "reform.no_folder", c.Dir)
	}
	files, err := reform.Read(os.DirFS(c.Dir))
	if err != nil {
		return err
	}
	h, who, err := c.actor(a)
	if err != nil {
		return err
	}
	defer h.Close()
	d, err := h.Reforms.Propose(a.ctx, who, files, c.Note)
	var problems law.Problems
	if errors.As(err, &problems) {
		return a.printProblems(problems)
	}
	if err != nil {
		return err
	}
	if c.JSON {
		return a.printJSON(d)
	}
	return a.printDossier(d, nil)
}

type dossierListCmd struct {
	JSON bool `name:"json" help:"Print the list as one object."`
}

// Run lists.
func (c dossierListCmd) Run(a *app) error {
	h, err := a.open()
	if err != nil {
		return err
	}
	defer h.Close()
	all, err := h.Reforms.Dossiers(a.ctx, auth.System())
	if err != nil {
		return err
	}
	if c.JSON {
		return a.printJSON(map[string]any{"dossiers": all})
	}
	if len(all) == 0 {
		fmt.Fprintln(a.stdout, a.say("reform.cli.none"))
	}
	w := tabwriter.NewWriter(a.stdout, 0, 8, 2, ' ', 0)
	for _, d := range all {
		fmt.Fprintf(w, "%d\t%s\t%s\t%s\n", d.Number, d.Title, a.say("reform.cli.begins", d.Begins.Vietnamese()), a.say("reform.state."+string(d.State)))
	}
	return w.Flush()
}

type dossierShowCmd struct {
	Number int64 `arg:"" help:"Number of the dossier."`
	JSON   bool  `name:"json" help:"Print the dossier and its previews as one object."`
}

// Run shows.
func (c dossierShowCmd) Run(a *app) error {
	h, err := a.open()
	if err != nil {
		return err
	}
	defer h.Close()
	d, err := h.Reforms.Dossier(a.ctx, auth.System(), c.Number)
	if err != nil {
		return err
	}
	previews, err := h.Reforms.Previews(a.ctx, auth.System(), c.Number)
	if err != nil {
		return err
	}
	if c.JSON {
		return a.printJSON(map[string]any{"dossier": d, "previews": previews})
	}
	return a.printDossier(d, previews)
}

type dossierPreviewCmd struct {
	whoActs
	Number int64  `arg:"" help:"Number of the dossier."`
	Month  string `name:"month" help:"Month to reckon: 2027-07. The first that the dossier can change if left out."`
	JSON   bool   `name:"json" help:"Print the preview as one object."`
}

// Run reckons and keeps.
func (c dossierPreviewCmd) Run(a *app) error {
	var month calendar.Month
	if c.Month != "" {
		var err error
		if month, err = calendar.ParseMonth(c.Month); err != nil {
			return usageError{err}
		}
	}
	h, who, err := c.actor(a)
	if err != nil {
		return err
	}
	defer h.Close()
	p, err := h.Reforms.Preview(a.ctx, who, c.Number, month)
	if err != nil {
		return err
	}
	if c.JSON {
		return a.printJSON(p)
	}
	return a.printPreview(p)
}

type dossierApproveCmd struct {
	whoActs
	Number int64 `arg:"" help:"Number of the dossier."`
}

// Run approves.
func (c dossierApproveCmd) Run(a *app) error {
	h, who, err := c.actor(a)
	if err != nil {
		return err
	}
	defer h.Close()
	d, err := h.Reforms.Approve(a.ctx, who, c.Number)
	if err != nil {
		return err
	}
	return a.printDossier(d, nil)
}

type dossierWithdrawCmd struct {
	whoActs
	Number int64 `arg:"" help:"Number of the dossier."`
}

// Run withdraws.
func (c dossierWithdrawCmd) Run(a *app) error {
	h, who, err := c.actor(a)
	if err != nil {
		return err
	}
	defer h.Close()
	d, err := h.Reforms.Withdraw(a.ctx, who, c.Number)
	if err != nil {
		return err
	}
	return a.printDossier(d, nil)
}

func (a *app) say(code string, args ...any) string { return a.texts.Of(a.lang, code, args...) }

func (a *app) printDossier(d reform.Dossier, previews []reform.Preview) error {
	fmt.Fprintln(a.stdout, a.say("reform.cli.dossier", d.Number, d.Title, a.say("reform.state."+string(d.State))))
	if d.Note != "" {
		fmt.Fprintln(a.stdout, "  "+d.Note)
	}
	fmt.Fprintln(a.stdout, "  "+a.say("reform.cli.checked", d.Begins.Vietnamese(), len(d.Files), d.Cases))
	for _, f := range d.Files {
		fmt.Fprintf(a.stdout, "    %s  %s\n", f.Hash[:12], f.Path)
	}
	for _, s := range d.Steps {
		fmt.Fprintf(a.stdout, "  %s: %s (%s), %s\n", a.say("reform.state."+string(s.State)), s.Name, s.Actor, s.At.Format("2006-01-02 15:04 MST"))
	}
	for _, p := range previews {
		if err := a.printPreview(p); err != nil {
			return err
		}
	}
	return nil
}

func (a *app) printPreview(p reform.Preview) error {
	w := tabwriter.NewWriter(a.stdout, 0, 8, 2, ' ', 0)
	fmt.Fprintln(w, a.say("reform.cli.preview", p.Month.Vietnamese(), p.Snapshot[:12], p.Before[:12], p.After[:12]))
	fmt.Fprintln(w, a.say("reform.cli.preview_head"))
	line := func(name string, l simulate.Line) {
		was, will := l.Outcomes[0], l.Outcomes[1]
		fmt.Fprintf(w, "%s\t%s\t%s\t%s\t%s\t%s\t%s\t%s\n", name, money.Group(was.People), money.Group(will.People), was.Cost, will.Cost,
			money.Group(will.Gained), money.Group(will.Lost), money.Group(will.Raised+will.Lowered))
	}
	line(a.say("reform.by.total"), p.Simulation.Total)
	for _, by := range p.Simulation.By {
		fmt.Fprintln(w, a.say("reform.by."+by.By))
		for _, l := range by.Lines {
			if l.Outcomes[0].People+l.Outcomes[1].People > 0 {
				line("  "+l.In(string(a.lang)), l)
			}
		}
	}
	return w.Flush()
}
