package plan

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"ansinh/auth"
	"ansinh/calendar"
	"ansinh/fault"
	"ansinh/gate"
	"ansinh/org"
	"ansinh/plan/reading"
)

const (
	mayPropose auth.Permission = "plan.propose"
	mayDecide  auth.Permission = "plan.decide"
)

// ByAmendment is the origin of a version that an amendment made.
const ByAmendment Origin = "amendment"

// Edit changes one field of one item of a plan. Fields: of a target low, high, year; of a task deadline; of a deliverable
// due.
type Edit struct {
	Kind  string `json:"kind"` // target, task, deliverable
	ID    string `json:"id"`
	Field string `json:"field"`
	Value string `json:"value"`
}

// Amendment is a change of a plan on its way.
type Amendment struct {
	ID     int64
	Plan   ID
	Base   VersionID
	Title  string
	Reason string
	Edits  []Edit
	State  string // proposed, decided, refused
	Made   VersionID
	Steps  []AmendmentStep
}

// AmendmentStep is who proposed, weighed or decided, and what they said.
type AmendmentStep struct {
	Act    string
	Actor  string
	Name   string
	Agency string
	At     time.Time
	Note   string
}

// ProposeAmendment keeps a change of the version in force, which must be possible as it stands.
func (p *Plans) ProposeAmendment(ctx context.Context, actor auth.Actor, a Amendment) (Amendment, error) {
	a.Title, a.Reason, a.State = strings.TrimSpace(a.Title), strings.TrimSpace(a.Reason), "proposed"
	if a.Title == "" || a.Reason == "" || len(a.Edits) == 0 {
		return a, fault.New(fault.Invalid, "plan.amend.blank")
	}
	err := p.gate.Change(ctx, actor, gate.Act{Permission: mayPropose, Unit: actor.Unit, Subject: "plan:" + string(a.Base)}, func(t *gate.Tx) error {
		v, err := versionByID(ctx, t.Tx, a.Base)
		if err != nil {
			return err
		}
		c, err := contents(ctx, t.Tx, a.Base)
		if err != nil {
			return err
		}
		if err := apply(&c, a.Edits); err != nil {
			return err
		}
		a.Plan = v.Plan
		if a.ID, err = insertAmendment(ctx, t, a); err != nil {
			return err
		}
		return insertAmendmentStep(ctx, t, a.ID, "proposed", a.Reason)
	})
	return a, err
}

// Weigh records what somebody thinks of an amendment.
func (p *Plans) Weigh(ctx context.Context, actor auth.Actor, id int64, opinion string) error {
	if strings.TrimSpace(opinion) == "" {
		return fault.New(fault.Invalid, "plan.amend.opinion")
	}
	return p.gate.Change(ctx, actor, gate.Act{Permission: mayRead, Unit: actor.Unit, Subject: amendmentSubject(id)}, func(t *gate.Tx) error {
		a, err := amendmentByID(ctx, t.Tx, id)
		if err == nil && a.State != "proposed" {
			err = fault.New(fault.Conflict, "plan.amend.over", id)
		}
		if err != nil {
			return err
		}
		return insertAmendmentStep(ctx, t, id, "weighed", opinion)
	})
}

// Decide puts an amendment in force from a day on as a new version, or refuses it with a reason; not by its proposer. A
// plan that was amended otherwise in between must be looked at again.
func (p *Plans) Decide(ctx context.Context, actor auth.Actor, id int64, accept bool, from calendar.Date, note string) (Amendment, error) {
	var a Amendment
	if strings.TrimSpace(note) == "" {
		return a, fault.New(fault.Invalid, "plan.amend.note")
	}
	err := p.gate.Change(ctx, actor, gate.Act{Permission: mayDecide, Subject: amendmentSubject(id)}, func(t *gate.Tx) (err error) {
		if a, err = amendmentByID(ctx, t.Tx, id); err != nil {
			return err
		}
		switch {
		case a.State != "proposed":
			return fault.New(fault.Conflict, "plan.amend.over", id)
		case a.Steps[0].Actor == actor.ID:
			return fault.New(fault.Forbidden, "plan.amend.own")
		case !accept:
			a.State = "refused"
		default:
			if err := p.become(ctx, t, &a, from); err != nil {
				return err
			}
		}
		if err := closeAmendment(ctx, t, a); err != nil {
			return err
		}
		t.Note("version", string(a.Made))
		return insertAmendmentStep(ctx, t, id, a.State, note)
	})
	return a, err
}

// become writes the version that an amendment makes.
func (p *Plans) become(ctx context.Context, t *gate.Tx, a *Amendment, from calendar.Date) error {
	now, err := currentVersion(ctx, t.Tx, a.Plan, max(from, calendar.DateOf(t.Now)))
	if err != nil {
		return err
	}
	if now.ID != a.Base {
		return fault.New(fault.Conflict, "plan.amend.moved", now.ID)
	}
	if from <= now.From {
		return fault.New(fault.Invalid, "plan.amend.day", now.From.Vietnamese())
	}
	e := edition{Version: now}
	if e.Plan, err = planByID(ctx, t.Tx, a.Plan); err != nil {
		return err
	}
	if e.Contents, err = contents(ctx, t.Tx, now.ID); err != nil {
		return err
	}
	if err := apply(&e.Contents, a.Edits); err != nil {
		return err
	}
	body, err := json.Marshal(e.Contents)
	if err != nil {
		return err
	}
	sum := sha256.Sum256(body)
	e.Version.From, e.Version.Origin, e.Version.State, e.Version.SHA256 = from, ByAmendment, InForce, hex.EncodeToString(sum[:])
	v, err := writeEdition(ctx, t, e)
	a.State, a.Made = "decided", v.ID
	return err
}

func amendmentSubject(id int64) string { return "amendment:" + strconv.FormatInt(id, 10) }

// Amendments are those of all plans, the newest first.
func (p *Plans) Amendments(ctx context.Context, actor auth.Actor) (list []Amendment, err error) {
	err = p.read(ctx, actor, "amendments", func(t *gate.Tx) error {
		list, err = amendments(ctx, t.Tx)
		return err
	})
	return list, err
}

// Amendment is one.
func (p *Plans) Amendment(ctx context.Context, actor auth.Actor, id int64) (a Amendment, err error) {
	err = p.read(ctx, actor, "amendments", func(t *gate.Tx) error {
		a, err = amendmentByID(ctx, t.Tx, id)
		return err
	})
	return a, err
}

// apply edits what a version says; what cannot be edited so is told all at once.
func apply(c *Contents, edits []Edit) error {
	wrong := fault.New(fault.Invalid, "plan.amend.wrong")
	for _, e := range edits {
		where := e.Kind + " " + e.ID + " " + e.Field
		switch e.Kind {
		case "target":
			i := slices.IndexFunc(c.Targets, func(t Target) bool { return t.ID == e.ID })
			if i < 0 {
				wrong.At(where, "plan.no_target", e.ID)
				continue
			}
			c.Targets[i].edit(e, where, wrong)
		case "task":
			i := slices.IndexFunc(c.Tasks, func(t Task) bool { return t.Number == e.ID })
			if i < 0 || e.Field != "deadline" {
				wrong.At(where, "plan.no_task", e.ID)
				continue
			}
			c.Tasks[i].Deadline = dayOf(e.Value, where, wrong)
			c.Tasks[i].Time = org.Name{VI: "Trước ngày " + c.Tasks[i].Deadline.Vietnamese(), EN: "Before " + c.Tasks[i].Deadline.Vietnamese()}
		case "deliverable":
			i := slices.IndexFunc(c.Deliverables, func(d Deliverable) bool { return d.ID == e.ID })
			if i < 0 || e.Field != "due" {
				wrong.At(where, "plan.no_task", e.ID)
				continue
			}
			c.Deliverables[i].Due = dayOf(e.Value, where, wrong)
		default:
			wrong.At(where, "plan.amend.kind")
		}
	}
	return wrong.OrNil()
}

func (t *Target) edit(e Edit, where string, wrong *fault.Error) {
	switch e.Field {
	case "low", "high":
		d := Decimal(strings.ReplaceAll(strings.TrimSpace(e.Value), ",", "."))
		if _, err := reading.ParseDecimal(string(d)); err != nil {
			wrong.At(where, "plan.not_a_number", e.Value)
			return
		}
		if e.Field == "high" || t.Goal.Comparator != Between {
			t.Goal.High = d
		}
		if e.Field == "low" {
			t.Goal.Low = d
		}
	case "year":
		year, err := strconv.Atoi(strings.TrimSpace(e.Value))
		if err != nil || year < 2000 || year > 2100 {
			wrong.At(where, "plan.no_year", e.Value)
			return
		}
		t.Goal.Year = year
	default:
		wrong.At(where, "plan.amend.kind")
	}
}

func dayOf(s, where string, wrong *fault.Error) calendar.Date {
	d, err := calendar.ParseDate(strings.TrimSpace(s))
	if err != nil {
		wrong.At(where, "plan.no_day", s)
	}
	return d
}

// Difference is one thing two versions say differently; Before or After is empty where only the other has it.
type Difference struct {
	Kind   string // target, task, duty, deliverable
	ID     string
	Title  org.Name
	Field  string
	Before string
	After  string
}

// Differences are what a version says otherwise than another, item by item.
func Differences(before, after Contents) []Difference {
	a, b := before.items(), after.items()
	var out []Difference
	for _, x := range a {
		i := slices.IndexFunc(b, func(y item) bool { return y.kind == x.kind && y.id == x.id })
		if i < 0 {
			out = append(out, Difference{Kind: x.kind, ID: x.id, Title: x.title, Field: "all", Before: x.title.VI})
			continue
		}
		for _, field := range x.fields {
			if now := b[i].value(field[0]); now != field[1] {
				out = append(out, Difference{Kind: x.kind, ID: x.id, Title: b[i].title, Field: field[0], Before: field[1], After: now})
			}
		}
	}
	for _, y := range b {
		if !slices.ContainsFunc(a, func(x item) bool { return y.kind == x.kind && y.id == x.id }) {
			out = append(out, Difference{Kind: y.kind, ID: y.id, Title: y.title, Field: "all", After: y.title.VI})
		}
	}
	return out
}

type item struct {
	kind, id string
	title    org.Name
	fields   [][2]string
}

func (i item) value(field string) string {
	for _, f := range i.fields {
		if f[0] == field {
			return f[1]
		}
	}
	return ""
}

func (c Contents) items() []item {
	var out []item
	for _, t := range c.Targets {
		year := ""
		if t.Goal.Year != 0 {
			year = strconv.Itoa(t.Goal.Year)
		}
		out = append(out, item{"target", t.ID, t.Title, [][2]string{{"title", t.Title.VI}, {"comparator", string(t.Goal.Comparator)},
			{"low", string(t.Goal.Low)}, {"high", string(t.Goal.High)}, {"unit", t.Goal.Unit}, {"year", year}}})
	}
	for _, t := range c.Tasks {
		out = append(out, item{"task", t.Number, t.Title, [][2]string{{"title", t.Title.VI}, {"lead", namesOf(t.Lead)}, {"with", namesOf(t.Coordinating)},
			{"deadline", t.Deadline.Vietnamese()}, {"time", t.Time.VI}}})
	}
	for _, d := range c.Duties {
		out = append(out, item{"duty", d.ID, d.What, [][2]string{{"title", d.What.VI}, {"due", fmt.Sprint([]string(d.Due))}, {"lead", namesOf(d.Who)}}})
	}
	for _, d := range c.Deliverables {
		out = append(out, item{"deliverable", d.ID, d.What, [][2]string{{"title", d.What.VI}, {"due", d.Due.Vietnamese()}}})
	}
	return out
}

func namesOf(list []Party) string {
	var names []string
	for _, p := range list {
		if p.Named != "" {
			names = append(names, p.Named)
		} else {
			names = append(names, p.Agency)
		}
	}
	return strings.Join(names, "; ")
}
