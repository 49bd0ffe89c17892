package web

import (
	"cmp"
	"net/http"
	"regexp"
	"slices"
	"strings"

	"ansinh/auth"
	"ansinh/calendar"
	"ansinh/fault"
	"ansinh/org"
	"ansinh/plan"
	"ansinh/returns"
	"ansinh/text"
)

// assigned is a task with who answers for it on the day looked at.
type assigned struct {
	Task plan.Task
	Lead []answer
	With []answer
}

// answer is an agency as the plan named it, who answers today, and by which steps it came there.
type answer struct {
	Named string
	Now   string // agency id; "" where the plan names one that is not in the list
	Steps []org.Step
}

func (s *Site) assign(f *frame, t plan.Task) assigned {
	a := assigned{Task: t}
	for _, p := range t.Lead {
		a.Lead = append(a.Lead, s.answering(f, p, t.Function()))
	}
	for _, p := range t.Coordinating {
		a.With = append(a.With, s.answering(f, p, t.Function()))
	}
	return a
}

func (s *Site) answering(f *frame, p plan.Party, function string) answer {
	if p.Agency == "" {
		return answer{Named: p.Named}
	}
	now, steps := s.Agencies.Responsible(p.Agency, function, f.On)
	return answer{Named: cmp.Or(p.Named, f.Agency(p.Agency)), Now: now.ID, Steps: steps}
}

// name says who answers: as it was named where nothing changed, else both.
func (f *frame) name(a answer) string {
	switch {
	case a.Now == "":
		return a.Named
	case !a.moved(f):
		return f.Agency(a.Now)
	default:
		return f.T("web.task.now", f.Agency(a.Steps[0].From.ID), f.Agency(a.Now))
	}
}

// moved says whether another office answers than was named; one that goes on under its name in the merged province
// has not moved for the reader.
func (a answer) moved(f *frame) bool {
	return len(a.Steps) > 0 && f.Agency(a.Steps[0].From.ID) != f.Agency(a.Now)
}

// today names who answers now.
func (f *frame) today(all []answer) string {
	var names []string
	for _, a := range all {
		if a.Now == "" {
			names = append(names, a.Named)
		} else {
			names = append(names, f.Agency(a.Now))
		}
	}
	return strings.Join(names, "; ")
}

// fullName is the whole name of an agency.
func (f *frame) fullName(id string) string {
	a, ok := f.site.Agencies.Agency(id)
	if !ok {
		return id
	}
	return f.Say(a.Name.VI, a.Name.EN)
}

// step says one handing over; where an office goes on under its name in another province, the provinces are named.
func (f *frame) step(st org.Step) string {
	from, to := f.fullName(st.From.ID), f.fullName(st.To.ID)
	if from == to {
		from, to = f.inProvince(from, st.From, st.On.Add(-1)), f.inProvince(to, st.To, st.On)
	}
	return f.T("web.task.step", from, to, f.Date(st.On), st.Legal)
}

func (f *frame) inProvince(name string, a org.Agency, day calendar.Date) string {
	p, ok := f.site.Tree.Find(a.Province, org.Province, day)
	if !ok {
		return name
	}
	return name + " " + p.Title()
}

// party is an agency as a plan names it.
func (f *frame) party(p plan.Party) string {
	if p.Named != "" && f.Lang == text.VI {
		return p.Named
	}
	return f.fullName(p.Agency)
}

var bullet = regexp.MustCompile(`^([IVX]+)\.?([0-9.]*) bullet ([0-9]+)$`)

// clause says where in the plan something stands.
func (f *frame) clause(place string) string {
	if place == "" {
		return ""
	}
	if m := bullet.FindStringSubmatch(place); m != nil {
		return f.T("web.clause.bullet", m[1], m[2], m[3])
	}
	return f.T("web.clause", place)
}

// taskView is one task of the plan.
type taskView struct {
	Task   assigned
	Serves []plan.Target
	Made   []plan.Deliverable
	Proven proven
}

func taskPage(s *Site, w http.ResponseWriter, r *http.Request, f *frame) (view, error) {
	p, err := s.planOf(r.Context(), f)
	if err != nil {
		return nil, err
	}
	number := r.PathValue("number")
	i := slices.IndexFunc(p.Contents.Tasks, func(t plan.Task) bool { return t.Number == number })
	if i < 0 {
		return nil, fault.New(fault.NotFound, "web.task.none", number)
	}
	v := taskView{Task: s.assign(f, p.Contents.Tasks[i])}
	for _, t := range p.Contents.Targets {
		if slices.Contains(v.Task.Task.Serves, t.ID) && t.Quantified() {
			v.Serves = append(v.Serves, t)
		}
	}
	for _, d := range p.Contents.Deliverables {
		if d.Task == number {
			v.Made = append(v.Made, d)
		}
	}
	all, err := s.prove(r, f, p, "")
	if err != nil {
		return nil, err
	}
	v.Proven = all[i]
	f.Title = f.T("web.task.page", number, f.say(v.Task.Task.Title))
	return taskContent(f, v), nil
}

// tasksView is the tasks of the plan, and what it makes due.
type tasksView struct {
	Plan  planView
	Tasks []assigned
	Due   []obligation
}

// obligation is something due, with who owes it on the day looked at.
type obligation struct {
	plan.Obligation
	Day  calendar.Date // the working day on which it must be there
	What org.Name
	Who  []answer
}

func tasksPage(s *Site, w http.ResponseWriter, r *http.Request, f *frame) (view, error) {
	p, err := s.planOf(r.Context(), f)
	if err != nil {
		return nil, err
	}
	f.Title = f.T("web.tasks.title")
	v := tasksView{Plan: p, Due: s.obligations(f, p.Contents, f.On.Year())}
	for _, t := range p.Contents.Tasks {
		v.Tasks = append(v.Tasks, s.assign(f, t))
	}
	if f.wantsFile() {
		return nil, f.sendTable(w, "nhiem-vu", f.taskHead(), rowsOf(v.Tasks, f.taskRow))
	}
	return tasksContent(f, v), nil
}

func (f *frame) taskHead() []string {
	return f.heading("web.task.number", "web.task.title", "web.task.lead", "web.task.with", "web.task.time")
}

func (f *frame) taskRow(t assigned) []string {
	return []string{t.Task.Number, f.say(t.Task.Title), f.names(t.Lead), f.names(t.With), f.say(t.Task.Time)}
}

func (f *frame) names(all []answer) string {
	var names []string
	for _, a := range all {
		names = append(names, f.name(a))
	}
	return strings.Join(names, "; ")
}

// obligations is what the plan makes due in a year, by the day on which it must be there.
func (s *Site) obligations(f *frame, c plan.Contents, year int) []obligation {
	var out []obligation
	for _, o := range c.Obligations(year) {
		x := obligation{Obligation: o, Day: o.Due}
		if o.Before {
			x.Day = o.Due.Add(-1)
		}
		if o.Duty != nil {
			x.What = o.Duty.What
			for _, who := range o.Duty.Who {
				x.Who = append(x.Who, s.answering(f, who, o.Duty.Function))
			}
		} else {
			x.What = o.Deliverable.What
			if o.Deliverable.Owner != "" {
				x.Who = []answer{s.answering(f, plan.Party{Agency: o.Deliverable.Owner}, "")}
			}
		}
		out = append(out, x)
	}
	return out
}

// agenciesView is every agency that answers for something on the day looked at.
type agenciesView struct {
	Lines []agencyLine
}

type agencyLine struct {
	Agency org.Agency
	Lead   []assigned
	With   []assigned
	Duties []plan.Duty
	From   []string // agencies whose duties it took over
}

// byAgency gathers the plan by who answers for it on the day looked at.
func (s *Site) byAgency(f *frame, p planView) []agencyLine {
	lines := map[string]*agencyLine{}
	of := func(a answer) *agencyLine {
		l := lines[a.Now]
		if l == nil {
			agency, _ := s.Agencies.Agency(a.Now)
			l = &agencyLine{Agency: agency}
			lines[a.Now] = l
		}
		if len(a.Steps) > 0 {
			if from := f.Agency(a.Steps[0].From.ID); from != f.Agency(a.Now) && !slices.Contains(l.From, from) {
				l.From = append(l.From, from)
			}
		}
		return l
	}
	for _, t := range p.Contents.Tasks {
		x := s.assign(f, t)
		for _, a := range once(x.Lead) {
			of(a).Lead = append(of(a).Lead, x)
		}
		for _, a := range once(x.With) {
			of(a).With = append(of(a).With, x)
		}
	}
	for _, d := range p.Contents.Duties {
		for _, who := range d.Who {
			if a := s.answering(f, who, d.Function); a.Now != "" {
				of(a).Duties = append(of(a).Duties, d)
			}
		}
	}
	var out []agencyLine
	for _, l := range lines {
		out = append(out, *l)
	}
	slices.SortFunc(out, func(a, b agencyLine) int {
		return cmp.Or(cmp.Compare(len(b.Lead), len(a.Lead)), cmp.Compare(len(b.With), len(a.With)), strings.Compare(a.Agency.ID, b.Agency.ID))
	})
	return out
}

// once leaves each agency once, and none that is not in the list.
func once(all []answer) []answer {
	var out []answer
	for _, a := range all {
		if a.Now != "" && !slices.ContainsFunc(out, func(b answer) bool { return a.Now == b.Now }) {
			out = append(out, a)
		}
	}
	return out
}

func agenciesPage(s *Site, w http.ResponseWriter, r *http.Request, f *frame) (view, error) {
	p, err := s.planOf(r.Context(), f)
	if err != nil {
		return nil, err
	}
	f.Title = f.T("web.agencies.title")
	v := agenciesView{Lines: s.byAgency(f, p)}
	if f.wantsFile() {
		var rows [][]string
		for _, l := range v.Lines {
			rows = append(rows, []string{f.Agency(l.Agency.ID), number(int64(len(l.Lead))), number(int64(len(l.With))), number(int64(len(l.Duties))), strings.Join(l.From, "; ")})
		}
		return nil, f.sendTable(w, "theo-co-quan", []string{f.T("web.returns.agency"), f.T("web.agencies.lead"), f.T("web.agencies.with"), f.T("web.agencies.duties"),
			f.T("web.agencies.from")}, rows)
	}
	return agenciesContent(f, v), nil
}

// agencyView is what one agency answers for.
type agencyView struct {
	Line    agencyLine
	Returns []returns.Standing // its forms, where the reader may see returns
	Year    int
}

func agencyPage(s *Site, w http.ResponseWriter, r *http.Request, f *frame) (view, error) {
	ctx, id := r.Context(), r.PathValue("id")
	agency, ok := s.Agencies.Agency(id)
	if !ok {
		return nil, fault.New(fault.NotFound, "web.agencies.none", id)
	}
	p, err := s.planOf(ctx, f)
	if err != nil {
		return nil, err
	}
	v := agencyView{Line: agencyLine{Agency: agency}, Year: f.On.Year()}
	lines := s.byAgency(f, p)
	if i := slices.IndexFunc(lines, func(l agencyLine) bool { return l.Agency.ID == id }); i >= 0 {
		v.Line = lines[i]
	}
	if f.May(auth.Permission("returns.read")) {
		all, err := s.Returns.Status(ctx, f.Actor, s.area(ctx, f), v.Year, f.On)
		if err != nil {
			return nil, err
		}
		v.Returns = slices.DeleteFunc(all, func(st returns.Standing) bool { return st.Form.Agency != id })
	}
	f.Title = f.Say(agency.Name.VI, agency.Name.EN)
	if f.wantsFile() {
		tasks := v.Line.Lead
		if f.wants("with") {
			tasks = v.Line.With
		}
		return nil, f.sendTable(w, "nhiem-vu-"+id, f.taskHead(), rowsOf(tasks, f.taskRow))
	}
	return agencyContent(f, v), nil
}
