package draft

import (
	"context"
	"slices"
	"strconv"
	"strings"

	"ansinh/auth"
	"ansinh/indicator"
	"ansinh/plan"
	"ansinh/report"
	"ansinh/report/docx"
)

// agency is what one agency's report is drawn up from.
type agency struct {
	room   *Drafts
	annual *report.Annual
	draft  Draft
	tasks  []task
	own    []report.Figure // that only this report has
	v      values
}

// task is one that the agency leads on the day.
type task struct {
	plan.Task
	state plan.TaskState
	lines []plan.Milestone
	shown []plan.Evidence
}

func (s *Drafts) agencyOf(ctx context.Context, d Draft, a *report.Annual) (*agency, error) {
	x := &agency{room: s, annual: a, draft: d}
	one, _, c, err := s.Plans.Current(ctx, auth.System(), "", d.AsOf)
	if err != nil {
		return nil, err
	}
	shown, err := s.Plans.Shown(ctx, auth.System(), one.ID)
	if err != nil {
		return nil, err
	}
	own, err := s.Plans.Milestones(ctx, auth.System(), one.ID, "")
	if err != nil {
		return nil, err
	}
	for _, t := range c.Tasks {
		if !s.leads(t, d) {
			continue
		}
		k := task{Task: t, state: plan.StateOf(t, c, own, shown, d.AsOf)}
		for _, m := range own {
			if m.Task == t.Number && m.Holder == d.Holder {
				k.lines = append(k.lines, m)
			}
		}
		for _, e := range shown {
			if e.Day <= d.AsOf && plan.Serves(t, c, own, e.Subject) {
				k.shown = append(k.shown, e)
			}
		}
		x.tasks = append(x.tasks, k)
	}
	x.fill()
	return x, nil
}

// leads says whether an agency answers on the day for a task.
func (s *Drafts) leads(t plan.Task, d Draft) bool {
	functions := t.Functions
	if len(functions) == 0 {
		functions = []string{""}
	}
	return slices.ContainsFunc(t.Lead, func(p plan.Party) bool {
		return slices.ContainsFunc(functions, func(f string) bool {
			now, _ := s.Agencies.Responsible(p.Agency, f, d.AsOf)
			return now.ID == d.Holder
		})
	})
}

// fill makes the agency's own figures and the words they stand in.
func (x *agency) fill() {
	a := x.annual
	states := map[plan.TaskState]int{}
	for _, t := range x.tasks {
		states[t.state]++
		x.add("task."+t.Number+".state", a.Say("plan.task.state."+string(t.state)), "/plan/tasks/"+t.Number, "task_state", t.Number)
		x.add("task."+t.Number+".evidence", strconv.Itoa(len(t.shown)), "/plan/tasks/"+t.Number, "task_evidence", t.Number)
	}
	x.add("own.tasks", strconv.Itoa(len(x.tasks)), "/agencies/"+x.draft.Holder, "own_tasks")
	for _, st := range plan.TaskStates() {
		x.add("own.tasks."+string(st), strconv.Itoa(states[st]), "/agencies/"+x.draft.Holder, "own_state", a.Say("plan.task.state."+string(st)))
	}
	forms, received := 0, 0
	for _, r := range a.Returns {
		if x.mine(r.Form.Agency) {
			forms++
			if r.Received() {
				received++
			}
		}
	}
	x.add("own.forms", strconv.Itoa(forms), "/returns?year="+strconv.Itoa(x.draft.Year), "own_forms")
	x.add("own.received", strconv.Itoa(received), "/returns?year="+strconv.Itoa(x.draft.Year), "own_received")
	lead := x.room.lead(a)
	x.v = values{"plan_number": a.Plan.Number, "plan_date": report.DayOf(a.Plan.Date), "plan_issuer": a.PlanIssuer().Name.VI, "period": x.room.inWords(x.draft),
		"PROVINCE": strings.ToUpper(a.Province()), "issuer": x.room.name(x.draft.Holder), "lead": lead.Name.VI, "day": report.DayOf(x.draft.AsOf)}
}

func (x *agency) add(key, text, path, meaning string, args ...any) {
	x.own = append(x.own, report.Figure{Key: key, Text: text, Path: path, Meaning: x.annual.Say("report.field."+meaning, args...)})
}

func (x *agency) mine(given string) bool {
	now, _ := x.room.Agencies.Responsible(given, "", x.draft.AsOf)
	return now.ID == x.draft.Holder
}

func (x *agency) inTables(key string) bool {
	for _, s := range x.standings() {
		if strings.HasPrefix(key, "target."+s.Definition.Target+".") {
			return true
		}
	}
	for _, r := range x.annual.Returns {
		if x.mine(r.Form.Agency) && strings.HasPrefix(key, "return."+r.Form.ID+".") {
			return true
		}
	}
	return strings.HasPrefix(key, "task.") || strings.HasPrefix(key, "own.")
}

// bound is a figure of the report in a sentence.
func (x *agency) bound(key string) string {
	for _, f := range slices.Concat(x.own, x.annual.Figures()) {
		if f.Key == key {
			return report.Bound(key, f.Text)
		}
	}
	return ""
}

func (x *agency) standings() []indicator.Standing {
	var out []indicator.Standing
	for _, s := range x.annual.Standings {
		if x.mine(s.Definition.Agency) {
			out = append(out, s)
		}
	}
	return out
}

func (x *agency) say(code string, more ...string) string {
	v := values{}
	for k, s := range x.v {
		v[k] = s
	}
	for i := 0; i+1 < len(more); i += 2 {
		v[more[i]] = more[i+1]
	}
	return x.room.words.fill(code, v)
}

func (x *agency) document() *docx.Document {
	w := x.room.words
	d := &docx.Document{Superior: []string{x.say("superior")}, Issuer: []string{strings.ToUpper(x.v["issuer"])}, Number: x.say("number_blank"), Place: x.annual.Province(),
		Kind: w.Kind, Address: x.say("to"), Signature: docx.Signature{Authority: w.Authority},
		Recipients: docx.Recipients{Label: w.Recipients.Label, Lines: w.Recipients.Lines}}
	for _, line := range w.Subject {
		d.Subject = append(d.Subject, fillIn(line, x.v))
	}
	for _, line := range w.Basis {
		d.Basis = append(d.Basis, fillIn(line, x.v))
	}
	d.Title = w.Kind + " – " + strings.Join(d.Subject, " ")
	d.Body = slices.Concat([]docx.Block{docx.P(x.say("intro"))}, x.general(), x.taskPart(), x.targetPart(), x.figurePart(), []docx.Block{
		heading(x.say("difficulties")), docx.P(x.say("difficulties_text")), heading(x.say("proposals")), docx.P(x.say("proposals_text")), docx.P(x.say("closing"))})
	return d
}

func heading(s string) docx.Heading { return docx.Heading{Level: 1, Text: s} }

func caption(s string) docx.Paragraph {
	return docx.Paragraph{Caption: true, Runs: []docx.Run{{Text: s}}}
}

func (x *agency) general() []docx.Block {
	out := []docx.Block{heading(x.say("general"))}
	if len(x.tasks) == 0 {
		out = append(out, docx.P(x.say("no_tasks")))
	}
	return append(out, docx.P(x.say("counts", "tasks", x.bound("own.tasks"), "done", x.bound("own.tasks.done"), "going", x.bound("own.tasks.going"),
		"behind", x.bound("own.tasks.behind"), "late", x.bound("own.tasks.late"), "unproven", x.bound("own.tasks.unproven"), "received", x.bound("own.received"), "forms", x.bound("own.forms"))))
}
