package web

import (
	"net/http"
	"slices"
	"strconv"
	"strings"

	"ansinh/calendar"
	"ansinh/fault"
	"ansinh/org"
	"ansinh/plan"
)

// proven is a task with what shows how it stands.
type proven struct {
	assigned
	State plan.TaskState
	Own   []plan.Milestone
	Shown []plan.Evidence
}

// ownView is an agency's or a commune's own plan: the tasks it has part in, its lines, and what shows them.
type ownView struct {
	Holder string
	Plan   plan.Plan
	None   bool
	Lead   []proven
	With   []proven
}

// prove tells how every task stands.
func (s *Site) prove(r *http.Request, f *frame, p planView, holder string) ([]proven, error) {
	ctx := r.Context()
	shown, err := s.Plans.Shown(ctx, f.Actor, p.Plan.ID)
	if err != nil {
		return nil, err
	}
	own, err := s.Plans.Milestones(ctx, f.Actor, p.Plan.ID, "")
	if err != nil {
		return nil, err
	}
	var out []proven
	for _, t := range p.Contents.Tasks {
		x := proven{assigned: s.assign(f, t), State: plan.StateOf(t, p.Contents, own, shown, f.On)}
		for _, m := range own {
			if m.Task == t.Number && (holder == "" || m.Holder == holder) {
				x.Own = append(x.Own, m)
			}
		}
		for _, e := range shown {
			ofTask := e.Subject == "task:"+t.Number
			for _, m := range own {
				ofTask = ofTask || m.Task == t.Number && e.Subject == m.Subject()
			}
			for _, d := range p.Contents.Deliverables {
				ofTask = ofTask || d.Task == t.Number && e.Subject == "deliverable:"+d.ID
			}
			if ofTask && (holder == "" || e.Holder == holder) {
				x.Shown = append(x.Shown, e)
			}
		}
		out = append(out, x)
	}
	return out, nil
}

func ownPlanPage(s *Site, w http.ResponseWriter, r *http.Request, f *frame) (view, error) {
	p, err := s.planOf(r.Context(), f)
	if err != nil {
		return nil, err
	}
	v := ownView{Holder: plan.Holder(f.Actor), Plan: p.Plan, None: p.None}
	if q := f.Query.Get("of"); q != "" && v.Holder == "" {
		v.Holder = q
	}
	f.Title = f.T("web.own.title", f.holder(v.Holder))
	if p.None || v.Holder == "" {
		f.Title = f.T("web.own.nav")
		return ownContent(f, v), nil
	}
	all, err := s.prove(r, f, p, v.Holder)
	if err != nil {
		return nil, err
	}
	_, commune := s.Tree.Unit(org.UnitID(v.Holder))
	for _, t := range all {
		has := func(list []answer) bool {
			return slices.ContainsFunc(list, func(a answer) bool { return a.Now == v.Holder || commune && f.isCommunes(a.Now) })
		}
		switch {
		case has(t.Lead):
			v.Lead = append(v.Lead, t)
		case has(t.With) || len(t.Own) > 0:
			v.With = append(v.With, t)
		}
	}
	if f.wantsFile() {
		return nil, f.ownFile(w, v)
	}
	return ownContent(f, v), nil
}

// ownFile is all tasks a holder has part in: those it leads first.
func (f *frame) ownFile(w http.ResponseWriter, v ownView) error {
	row := func(part string) func(proven) []string {
		return func(t proven) []string {
			return append(append([]string{part}, f.taskRow(t.assigned)...), f.T("plan.task.state."+string(t.State)))
		}
	}
	head := append(append(f.heading("web.own.part"), f.taskHead()...), f.T("web.run.state"))
	rows := append(rowsOf(v.Lead, row(f.T("web.own.leads"))), rowsOf(v.With, row(f.T("web.own.joins")))...)
	return f.sendTable(w, "ke-hoach-rieng", head, rows)
}

// isCommunes says whether an agency of the list stands for all communes' committees.
func (f *frame) isCommunes(id string) bool {
	a, ok := f.site.Agencies.Agency(id)
	return ok && (a.Level == "commune" || strings.HasSuffix(id, "ubnd-xa"))
}

func changeOwnPlan(s *Site, w http.ResponseWriter, r *http.Request, f *frame) (view, error) {
	p, err := s.planOf(r.Context(), f)
	if err != nil {
		return nil, err
	}
	if id := r.PostForm.Get("drop"); id != "" {
		n, err := strconv.ParseInt(id, 10, 64)
		if err != nil {
			return nil, fault.New(fault.Invalid, "web.form")
		}
		if err := s.Plans.DropMilestone(r.Context(), f.Actor, n); err != nil {
			return nil, err
		}
	} else {
		due, err := calendar.ParseDate(strings.TrimSpace(r.PostForm.Get("due")))
		if err != nil {
			due = 0
		}
		m := plan.Milestone{Plan: p.Plan.ID, Task: r.PostForm.Get("task"), What: r.PostForm.Get("what"), Due: due}
		if err := s.Plans.AddMilestone(r.Context(), f.Actor, m); err != nil {
			return nil, err
		}
	}
	s.done(w, r, f, "/plan/own", "web.own.saved")
	return nil, nil
}

func showEvidence(s *Site, w http.ResponseWriter, r *http.Request, f *frame) (view, error) {
	p, err := s.planOf(r.Context(), f)
	if err != nil {
		return nil, err
	}
	back := local(r.PostForm.Get("back"))
	if id := r.PostForm.Get("withdraw"); id != "" {
		n, err := strconv.ParseInt(id, 10, 64)
		if err != nil {
			return nil, fault.New(fault.Invalid, "web.form")
		}
		if err := s.Plans.Withdraw(r.Context(), f.Actor, n); err != nil {
			return nil, err
		}
	} else {
		day, err := calendar.ParseDate(strings.TrimSpace(r.PostForm.Get("day")))
		if err != nil {
			day = 0
		}
		e := plan.Evidence{Plan: p.Plan.ID, Subject: r.PostForm.Get("subject"), Document: r.PostForm.Get("document"), Day: day, Finishes: r.PostForm.Get("finishes") != ""}
		if err := s.Plans.Show(r.Context(), f.Actor, e); err != nil {
			return nil, err
		}
	}
	s.done(w, r, f, back, "web.own.saved")
	return nil, nil
}

// versionsView is a plan's versions, what two of them say differently, and amendments on their way.
type versionsView struct {
	Plan       plan.Plan
	Versions   []plan.Version
	From, To   plan.VersionID
	Found      []plan.Difference
	Amendments []plan.Amendment
	Contents   plan.Contents
	Now        plan.VersionID
}

func versionsPage(s *Site, w http.ResponseWriter, r *http.Request, f *frame) (view, error) {
	ctx := r.Context()
	p, err := s.planOf(ctx, f)
	if err != nil {
		return nil, err
	}
	f.Title = f.T("web.versions.title")
	if p.None {
		return planContent(f, p), nil
	}
	v := versionsView{Contents: p.Contents, Now: p.Version.ID, To: plan.VersionID(f.Query.Get("to")), From: plan.VersionID(f.Query.Get("from"))}
	if v.Plan, v.Versions, err = s.Plans.Plan(ctx, f.Actor, p.Plan.ID); err != nil {
		return nil, err
	}
	if n := len(v.Versions); n > 1 && v.To == "" {
		v.From, v.To = v.Versions[n-2].ID, v.Versions[n-1].ID
	}
	if v.From != "" && v.To != "" {
		before, err := s.Plans.Contents(ctx, f.Actor, v.From)
		if err != nil {
			return nil, err
		}
		after, err := s.Plans.Contents(ctx, f.Actor, v.To)
		if err != nil {
			return nil, err
		}
		v.Found = plan.Differences(before, after)
	}
	v.Amendments, err = s.Plans.Amendments(ctx, f.Actor)
	if err == nil && f.wantsFile() {
		return nil, f.versionsFile(w, v)
	}
	return versionsContent(f, v), err
}

// versionsFile is one of the three lists of the page; the versions where none is named.
func (f *frame) versionsFile(w http.ResponseWriter, v versionsView) error {
	switch f.Query.Get("of") {
	case "differences":
		return f.sendTable(w, "so-sanh-ke-hoach", f.heading("web.drafts.kind", "web.match.id", "web.target.name", "web.versions.where", "web.versions.before", "web.versions.after"),
			rowsOf(v.Found, func(d plan.Difference) []string {
				return []string{f.T("web.versions.kind." + d.Kind), d.ID, f.say(d.Title), f.T("web.versions.field." + d.Field), d.Before, d.After}
			}))
	case "amendments":
		return f.sendTable(w, "de-nghi-sua-ke-hoach", f.heading("web.amend.name", "web.amend.reason", "web.run.state"), rowsOf(v.Amendments, func(a plan.Amendment) []string {
			return []string{a.Title, a.Reason, f.T("web.amend.state." + a.State)}
		}))
	}
	return f.sendTable(w, "phien-ban-ke-hoach", f.heading("web.request.column.number", "web.units.from", "web.versions.made"), rowsOf(v.Versions, func(x plan.Version) []string {
		return []string{strconv.Itoa(x.Number), f.Date(x.From), f.T("web.versions.origin." + string(x.Origin))}
	}))
}

func proposeAmendment(s *Site, w http.ResponseWriter, r *http.Request, f *frame) (view, error) {
	p, err := s.planOf(r.Context(), f)
	if err != nil {
		return nil, err
	}
	kind, field, _ := strings.Cut(r.PostForm.Get("field"), ".")
	id := r.PostForm.Get(kind)
	a, err := s.Plans.ProposeAmendment(r.Context(), f.Actor, plan.Amendment{Base: p.Version.ID, Title: r.PostForm.Get("title"), Reason: r.PostForm.Get("reason"),
		Edits: []plan.Edit{{Kind: kind, ID: id, Field: field, Value: r.PostForm.Get("value")}}})
	if err != nil {
		return nil, err
	}
	s.done(w, r, f, amendmentPath(a.ID), "web.amend.proposed", a.ID)
	return nil, nil
}

func amendmentPath(id int64) string { return "/plan/amendments/" + strconv.FormatInt(id, 10) }

func (s *Site) amendmentAsked(r *http.Request, f *frame) (plan.Amendment, error) {
	id, err := strconv.ParseInt(r.PathValue("id"), 10, 64)
	if err != nil {
		return plan.Amendment{}, fault.New(fault.NotFound, "web.no_page")
	}
	return s.Plans.Amendment(r.Context(), f.Actor, id)
}

func amendmentPage(s *Site, w http.ResponseWriter, r *http.Request, f *frame) (view, error) {
	a, err := s.amendmentAsked(r, f)
	if err != nil {
		return nil, err
	}
	base, err := s.Plans.Contents(r.Context(), f.Actor, a.Base)
	if err != nil {
		return nil, err
	}
	f.Title = a.Title
	return amendmentContent(f, a, base), nil
}

func moveAmendment(s *Site, w http.ResponseWriter, r *http.Request, f *frame) (view, error) {
	a, err := s.amendmentAsked(r, f)
	if err != nil {
		return nil, err
	}
	note := r.PostForm.Get("note")
	switch do := r.PostForm.Get("do"); do {
	case "weigh":
		err = s.Plans.Weigh(r.Context(), f.Actor, a.ID, note)
	case "accept", "refuse":
		from := f.Today.Add(1)
		if q := strings.TrimSpace(r.PostForm.Get("from")); q != "" && do == "accept" {
			if from, err = calendar.ParseDate(q); err != nil {
				return nil, err
			}
		}
		_, err = s.Plans.Decide(r.Context(), f.Actor, a.ID, do == "accept", from, note)
	default:
		err = fault.New(fault.Invalid, "web.form")
	}
	if err != nil {
		return nil, err
	}
	s.done(w, r, f, amendmentPath(a.ID), "web.amend.moved")
	return nil, nil
}

// edited says one change of an amendment: what it is now and what it is to be.
func (f *frame) edited(e plan.Edit, base plan.Contents) (what, before string) {
	switch e.Kind {
	case "target":
		for _, t := range base.Targets {
			if t.ID == e.ID {
				return f.say(t.Title), map[string]string{"low": string(t.Goal.Low), "high": string(t.Goal.High), "year": strconv.Itoa(t.Goal.Year)}[e.Field]
			}
		}
	case "task":
		for _, t := range base.Tasks {
			if t.Number == e.ID {
				return t.Number + " " + f.say(t.Title), orDash(t.Deadline.Vietnamese())
			}
		}
	case "deliverable":
		for _, d := range base.Deliverables {
			if d.ID == e.ID {
				return f.say(d.What), orDash(d.Due.Vietnamese())
			}
		}
	}
	return e.ID, ""
}
