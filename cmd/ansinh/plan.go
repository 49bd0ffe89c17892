package main

import (
	"fmt"
	"os"
	"strconv"
	"strings"
	"text/tabwriter"

	"ansinh/auth"
	"ansinh/calendar"
	"ansinh/fault"
	"ansinh/org"
	"ansinh/plan"
	"ansinh/text"
)

type planCmd struct {
	Extract planExtractCmd `cmd:"" help:"Read a plan from its document (.docx, .txt) and print what it says as one object."`
	Import  planImportCmd  `cmd:"" help:"Read a plan from its document and record it as a draft."`
	Load    planLoadCmd    `cmd:"" help:"Record the plans of the policy folder."`
	Confirm planConfirmCmd `cmd:"" help:"Put a draft in force."`
	List    planListCmd    `cmd:"" help:"List plans and their versions."`
	Show    planShowCmd    `cmd:"" help:"Show what a plan promises, who does it, what falls due."`
}

// readPlan reads a document; a file that is no plan is a wrong call, exit code 2.
func (a *app) readPlan(file string) (*plan.Reading, error) {
	reader, err := plan.NewReader(a.policy)
	if err != nil {
		return nil, err
	}
	f, err := os.Open(file)
	if err != nil {
		return nil, usageError{fault.Wrap(err, fault.Invalid, "plan.file.missing", file)}
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil || !info.Mode().IsRegular() {
		return nil, usageError{fault.Wrap(err, fault.Invalid, "plan.file.missing", file)}
	}
	x, err := reader.Read(f, info.Size(), file)
	if err != nil {
		return nil, usageError{err}
	}
	return x, nil
}

type planExtractCmd struct {
	File string `arg:"" help:"The plan's document: .docx, .pdf with text, or .txt."`
}

// Help shows an example.
func (planExtractCmd) Help() string {
	return `Targets with comparator, value, unit and year; tasks with lead and coordinating agencies; what is to be made and
reported by when; documents cited. What is doubtful has a confidence below 0.80 and stands under "unsure" with the reason.
Exit code 2 and one line where the file is no plan.

  ansinh plan extract plan.docx > plan.json`
}

// Run reads and prints.
func (c planExtractCmd) Run(a *app) error {
	x, err := a.readPlan(c.File)
	if err != nil {
		return err
	}
	x.Explain(func(code string) string { return a.texts.Of(a.lang, code) })
	return x.JSON(a.stdout)
}

type planImportCmd struct {
	File string `arg:"" help:"The plan's document: .docx, .pdf with text, or .txt."`
	JSON bool   `name:"json" help:"Print the result as one object."`
}

// Help shows an example.
func (planImportCmd) Help() string {
	return `The version is a draft with the places it was read from and how sure each reading is; "plan confirm" puts it in force.
The same file twice is one version.

  ansinh plan import plan.docx
  ansinh plan confirm 117-kh-ubnd-2023-nam-son@1`
}

// Run reads and records.
func (c planImportCmd) Run(a *app) error {
	x, err := a.readPlan(c.File)
	if err != nil {
		return err
	}
	h, err := a.open()
	if err != nil {
		return err
	}
	defer h.Close()
	v, created, err := h.Plans.ImportReading(a.ctx, auth.System(), x)
	if err != nil {
		return err
	}
	if c.JSON {
		return a.printJSON(map[string]any{"version": v.ID, "created": created, "state": v.State, "sha256": v.SHA256, "targets": len(x.Targets),
			"tasks": len(x.Tasks), "duties": len(x.Reporting), "deliverables": len(x.Deliverables), "unsure": len(x.Unsure)})
	}
	code := map[bool]string{true: "plan.cli.imported", false: "plan.cli.known"}[created]
	_, err = fmt.Fprintln(a.stdout, a.texts.Of(a.lang, code, v.ID, len(x.Targets), len(x.Tasks), len(x.Reporting), len(x.Unsure)))
	return err
}

type planLoadCmd struct {
	JSON bool `name:"json" help:"Print the new versions as one object."`
}

// Help shows an example.
func (planLoadCmd) Help() string {
	return `A plan whose file changed gets a new version; loading again what is there changes nothing.

  ansinh plan load
  ansinh plan load --policy my-changes`
}

// Run loads.
func (c planLoadCmd) Run(a *app) error {
	h, err := a.open()
	if err != nil {
		return err
	}
	defer h.Close()
	fresh, err := plan.New(h.Gate).ImportPolicy(a.ctx, auth.System(), a.policy)
	if err != nil {
		return err
	}
	if c.JSON {
		return a.printJSON(map[string]any{"new": append([]plan.VersionID{}, fresh...)})
	}
	_, err = fmt.Fprintln(a.stdout, a.texts.Of(a.lang, "plan.cli.loaded", len(fresh)))
	return err
}

type planConfirmCmd struct {
	Version string `arg:"" help:"The draft: 117-kh-ubnd-2023-nam-son@1."`
}

// Help shows an example.
func (planConfirmCmd) Help() string {
	return `A draft counts from the plan's day on once somebody has looked at it.

  ansinh plan confirm 117-kh-ubnd-2023-nam-son@1`
}

// Run confirms.
func (c planConfirmCmd) Run(a *app) error {
	h, err := a.open()
	if err != nil {
		return err
	}
	defer h.Close()
	if err := plan.New(h.Gate).Confirm(a.ctx, auth.System(), plan.VersionID(c.Version)); err != nil {
		return err
	}
	_, err = fmt.Fprintln(a.stdout, a.texts.Of(a.lang, "plan.cli.confirmed", c.Version))
	return err
}

type planListCmd struct {
	JSON bool `name:"json" help:"Print the plans as one object."`
}

// Help shows an example.
func (planListCmd) Help() string {
	return `One line a version, by day of issue.

  ansinh plan list
  ansinh plan list --json`
}

// planLine is a version in a list for a machine.
type planLine struct {
	Version plan.VersionID `json:"version"`
	Number  string         `json:"number"`
	Issuer  string         `json:"issuer"`
	Date    calendar.Date  `json:"date"`
	From    calendar.Date  `json:"from"`
	State   plan.State     `json:"state"`
	Origin  plan.Origin    `json:"origin"`
	Title   string         `json:"title"`
}

// Run lists.
func (c planListCmd) Run(a *app) error {
	h, err := a.open()
	if err != nil {
		return err
	}
	defer h.Close()
	room := plan.New(h.Gate)
	all, err := room.Plans(a.ctx, auth.System())
	if err != nil {
		return err
	}
	lines := []planLine{}
	for _, p := range all {
		_, versions, err := room.Plan(a.ctx, auth.System(), p.ID)
		if err != nil {
			return err
		}
		for _, v := range versions {
			lines = append(lines, planLine{v.ID, p.Number, p.Issuer.Named, p.Date, v.From, v.State, v.Origin, a.named(v.Title)})
		}
	}
	if c.JSON {
		return a.printJSON(map[string]any{"versions": lines})
	}
	w := tabwriter.NewWriter(a.stdout, 0, 8, 2, ' ', 0)
	fmt.Fprintln(w, a.texts.Of(a.lang, "plan.cli.list_head"))
	for _, l := range lines {
		fmt.Fprintf(w, "%s\t%s\t%s\t%s\t%s\t%s\n", l.Version, l.Number, a.day(l.Date), a.texts.Of(a.lang, "plan.state."+string(l.State)), l.Issuer, l.Title)
	}
	return w.Flush()
}

type planShowCmd struct {
	Plan string `arg:"" optional:"" help:"Plan or version; the plan in force where none is given."`
	On   string `name:"on" help:"The day whose plan and agencies count (default: today)." placeholder:"DATE"`
	JSON bool   `name:"json" help:"Print all the version says as one object."`
}

// Help shows an example.
func (planShowCmd) Help() string {
	return `Targets, tasks with the agency that answers on the day, and what falls due in its year.

  ansinh plan show
  ansinh plan show 30-kh-ubnd-2024 --on 2024-04-30
  ansinh plan show 117-kh-ubnd-2023-nam-son@1 --json`
}

// named is a name in the language asked for; Vietnamese where there is no other.
func (a *app) named(n org.Name) string {
	if a.lang == text.EN && n.EN != "" {
		return n.EN
	}
	return n.VI
}

// Run shows.
func (c planShowCmd) Run(a *app) error {
	h, err := a.open()
	if err != nil {
		return err
	}
	defer h.Close()
	room, on := plan.New(h.Gate), calendar.DateOf(h.Gate.Now())
	if c.On != "" {
		if on, err = calendar.ParseDate(c.On); err != nil {
			return usageError{err}
		}
	}
	var said plan.Contents
	if strings.Contains(c.Plan, "@") {
		said, err = room.Contents(a.ctx, auth.System(), plan.VersionID(c.Plan))
	} else {
		_, _, said, err = room.Current(a.ctx, auth.System(), plan.ID(c.Plan), on)
	}
	if err != nil {
		return err
	}
	if c.JSON {
		return a.printJSON(said)
	}
	return a.showPlan(said, h.Agencies, on)
}

func (a *app) showPlan(said plan.Contents, agencies *org.Agencies, on calendar.Date) error {
	w := tabwriter.NewWriter(a.stdout, 0, 8, 2, ' ', 0)
	fmt.Fprintln(w, a.texts.Of(a.lang, "plan.cli.targets_head"))
	for _, t := range said.Targets {
		fmt.Fprintf(w, "%s\t%s\t%s\t%s\n", t.ID, a.goal(t.Goal), a.year(t.Goal.Year), a.named(t.Title))
	}
	fmt.Fprintln(w, "\n"+a.texts.Of(a.lang, "plan.cli.tasks_head"))
	for _, t := range said.Tasks {
		fmt.Fprintf(w, "%s\t%s\t%s\n", t.Number, a.leads(t, agencies, on), a.named(t.Title))
	}
	fmt.Fprintln(w, "\n"+a.texts.Of(a.lang, "plan.cli.due_head", on.Year()))
	for _, o := range said.Obligations(on.Year()) {
		if o.Duty != nil {
			fmt.Fprintf(w, "%s\t%s\t%s\n", o.Duty.ID, a.day(o.Due), a.named(o.Duty.What))
			continue
		}
		fmt.Fprintf(w, "%s\t%s\t%s\n", o.Deliverable.ID, a.day(o.Due), a.named(o.Deliverable.What))
	}
	return w.Flush()
}

// goal is a goal in short: "< 2,35 %".
func (a *app) goal(g plan.Goal) string {
	number := plan.Decimal.Vietnamese
	if a.lang == text.EN {
		number = func(d plan.Decimal) string { return string(d) }
	}
	switch g.Comparator {
	case "":
		return ""
	case plan.Between:
		return number(g.Low) + "–" + number(g.High) + " " + g.Unit
	case plan.About:
		return "≈ " + number(g.Low) + " " + g.Unit
	}
	return string(g.Comparator) + " " + number(g.Low) + " " + g.Unit
}

func (a *app) year(y int) string {
	if y == 0 {
		return ""
	}
	return strconv.Itoa(y)
}

// leads are the agencies that answer on the day, with the one the plan named where it is another.
func (a *app) leads(t plan.Task, agencies *org.Agencies, on calendar.Date) string {
	var names []string
	for _, p := range t.Lead {
		then, ok := agencies.Agency(p.Agency)
		if !ok {
			names = append(names, p.Named)
			continue
		}
		now, _ := agencies.Responsible(p.Agency, t.Function(), on)
		name := now.Short
		if now.Short != then.Short {
			name = a.texts.Of(a.lang, "plan.cli.for", now.Short, p.Named)
		}
		names = append(names, name)
	}
	return strings.Join(names, "; ")
}
