package plan

import (
	"context"
	"strings"

	"ansinh/auth"
	"ansinh/calendar"
	"ansinh/fault"
	"ansinh/gate"
)

const mayWork auth.Permission = "plan.work"

// Milestone is a line of an agency's or a commune's own plan: what it does for a task, by when.
type Milestone struct {
	ID     int64
	Plan   ID
	Task   string
	Holder string // agency id, or unit id
	What   string
	Due    calendar.Date
}

// Evidence shows that something was done, in part or whole.
type Evidence struct {
	ID         int64
	Plan       ID
	Subject    string // task:4, deliverable:D1, milestone:7, duty:R1:2026
	Holder     string
	Document   string
	Day        calendar.Date
	Finishes   bool
	RecordedBy string
}

// Holder is what an actor answers for: their commune, their agency, or "" for the province.
func Holder(a auth.Actor) string {
	if a.Unit != "" {
		return a.Unit
	}
	return a.Agency
}

// AddMilestone writes a line into the actor's own plan.
func (p *Plans) AddMilestone(ctx context.Context, actor auth.Actor, m Milestone) error {
	m.Holder, m.What = Holder(actor), strings.TrimSpace(m.What)
	if m.Holder == "" {
		return fault.New(fault.Forbidden, "plan.own.nobody")
	}
	if m.What == "" || m.Due.IsZero() {
		return fault.New(fault.Invalid, "plan.own.blank")
	}
	return p.gate.Change(ctx, actor, gate.Act{Permission: mayWork, Unit: actor.Unit, Subject: "plan:" + string(m.Plan)}, func(t *gate.Tx) error {
		v, err := currentVersion(ctx, t.Tx, m.Plan, calendar.DateOf(t.Now))
		if err != nil {
			return err
		}
		list, err := tasks(ctx, t.Tx, v.ID)
		if err != nil {
			return err
		}
		for _, x := range list {
			if x.Number == m.Task {
				return insertMilestone(ctx, t, m)
			}
		}
		return fault.New(fault.Invalid, "plan.no_task", m.Task)
	})
}

// DropMilestone takes a line out of the actor's own plan; what was shown of it stays.
func (p *Plans) DropMilestone(ctx context.Context, actor auth.Actor, id int64) error {
	return p.gate.Change(ctx, actor, gate.Act{Permission: mayWork, Unit: actor.Unit, Subject: "plan:own"}, func(t *gate.Tx) error {
		n, err := dropMilestone(ctx, t, id, Holder(actor))
		if err == nil && n == 0 {
			err = fault.New(fault.NotFound, "plan.own.none")
		}
		return err
	})
}

// Milestones are the lines of a holder's own plan, or of all where holder is "".
func (p *Plans) Milestones(ctx context.Context, actor auth.Actor, id ID, holder string) (list []Milestone, err error) {
	err = p.read(ctx, actor, string(id), func(t *gate.Tx) error {
		list, err = milestones(ctx, t.Tx, id, holder)
		return err
	})
	return list, err
}

// Show records evidence. A document needs its number or name and its day, which cannot lie ahead.
func (p *Plans) Show(ctx context.Context, actor auth.Actor, e Evidence) error {
	e.Holder, e.Document = Holder(actor), strings.TrimSpace(e.Document)
	if e.Document == "" || e.Day.IsZero() || e.Day > calendar.DateOf(p.gate.Now()) {
		return fault.New(fault.Invalid, "plan.evidence.blank")
	}
	return p.gate.Change(ctx, actor, gate.Act{Permission: mayWork, Unit: actor.Unit, Subject: "plan:" + string(e.Plan)}, func(t *gate.Tx) error {
		t.Note("subject", e.Subject)
		return insertEvidence(ctx, t, e)
	})
}

// Withdraw takes back evidence that the actor's own office gave.
func (p *Plans) Withdraw(ctx context.Context, actor auth.Actor, id int64) error {
	return p.gate.Change(ctx, actor, gate.Act{Permission: mayWork, Unit: actor.Unit, Subject: "plan:evidence"}, func(t *gate.Tx) error {
		n, err := withdrawEvidence(ctx, t, id, Holder(actor))
		if err == nil && n == 0 {
			err = fault.New(fault.NotFound, "plan.evidence.none")
		}
		return err
	})
}

// Shown is all evidence of a plan.
func (p *Plans) Shown(ctx context.Context, actor auth.Actor, id ID) (list []Evidence, err error) {
	err = p.read(ctx, actor, string(id), func(t *gate.Tx) error {
		list, err = evidence(ctx, t.Tx, id)
		return err
	})
	return list, err
}

// TaskState is how a task stands, told from evidence; nobody chooses it.
type TaskState string

// The states of a task.
const (
	TaskDone     TaskState = "done"     // everything that is to be made is shown to be made
	TaskLate     TaskState = "late"     // something is due and nothing at all was shown
	TaskBehind   TaskState = "behind"   // something is due and not shown, but something was shown of the task
	TaskGoing    TaskState = "going"    // there is evidence from the last twelve months
	TaskUnproven TaskState = "unproven" // nothing shows that anything was done
)

// TaskStates are all states of a task, the best first.
func TaskStates() []TaskState {
	return []TaskState{TaskDone, TaskGoing, TaskBehind, TaskLate, TaskUnproven}
}

// StateOf tells the state of a task on a day from what is to be made for it, its lines in all own plans, and the evidence.
func StateOf(t Task, c Contents, own []Milestone, shown []Evidence, day calendar.Date) TaskState {
	finished, some, recent := map[string]bool{}, false, false
	for _, e := range shown {
		if e.Day > day {
			continue
		}
		finished[e.Subject] = finished[e.Subject] || e.Finishes
		if strings.HasPrefix(e.Subject, "task:") && e.Subject != "task:"+t.Number {
			continue
		}
		if Serves(t, c, own, e.Subject) {
			some, recent = true, recent || e.Day > day.AddMonths(-12)
		}
	}
	parts, late := 0, false
	all := true
	see := func(subject string, due calendar.Date) {
		parts++
		all = all && finished[subject]
		late = late || !finished[subject] && !due.IsZero() && due < day
	}
	for _, d := range c.Deliverables {
		if d.Task == t.Number {
			see("deliverable:"+d.ID, d.Due)
		}
	}
	for _, m := range own {
		if m.Task == t.Number {
			see(m.subject(), m.Due)
		}
	}
	if finished["task:"+t.Number] || parts > 0 && all {
		return TaskDone
	}
	switch late = late || !t.Deadline.IsZero() && t.Deadline < day; {
	case late && some:
		return TaskBehind
	case late:
		return TaskLate
	case recent:
		return TaskGoing
	}
	return TaskUnproven
}

// Serves says whether evidence on a subject is evidence of a task: of the whole, of something to be made for it, or of a
// line of an own plan.
func Serves(t Task, c Contents, own []Milestone, subject string) bool {
	return subject == "task:"+t.Number || belongs(t, c, own, subject)
}

func belongs(t Task, c Contents, own []Milestone, subject string) bool {
	for _, d := range c.Deliverables {
		if d.Task == t.Number && subject == "deliverable:"+d.ID {
			return true
		}
	}
	for _, m := range own {
		if m.Task == t.Number && subject == m.subject() {
			return true
		}
	}
	return false
}
