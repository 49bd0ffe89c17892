package web

import (
	"cmp"
	"context"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"ansinh/benefit"
	"ansinh/calendar"
	"ansinh/fault"
	"ansinh/law"
	"ansinh/registry"
	"ansinh/registry/attach"
	"ansinh/viet"
)

// caseView is one application on its way to an answer.
type caseView struct {
	*benefit.Dossier
	why     whyView // for the proof of the law's answer
	Against []benefit.Shortfall
	Files   filesView
	Wrong   string     // why what was asked for was not done
	Form    url.Values // what was typed
}

// casesView is the applications that wait for an answer.
type casesView struct {
	Cases    []benefit.Dossier // of the filter
	People   map[registry.PersonID]registry.Person
	All      workload
	Units    []workload // by commune and by officer, the latest first
	Officers []workload
	Came     []benefit.Change // files that other communes sent
}

// workload is how many applications wait in one place or with one officer.
type workload struct {
	Key, Name     string
	Waiting, Late int
	Next          calendar.Date // the nearest last day
}

func (w *workload) add(d benefit.Dossier) {
	w.Waiting++
	if d.Term.Late {
		w.Late++
	}
	if w.Next.IsZero() || d.Term.Due < w.Next {
		w.Next = d.Term.Due
	}
}

// nobody stands for the officer of an application that nobody has taken up.
const nobody = "-"

// workloads sums applications up by a key, those with most late ones first.
func workloads(all []benefit.Dossier, key func(benefit.Dossier) (key, name string)) []workload {
	var out []workload
	for _, d := range all {
		k, name := key(d)
		i := slices.IndexFunc(out, func(w workload) bool { return w.Key == k })
		if i < 0 {
			out, i = append(out, workload{Key: k, Name: name}), len(out)
		}
		out[i].add(d)
	}
	slices.SortStableFunc(out, func(a, b workload) int {
		return cmp.Or(b.Late-a.Late, cmp.Compare(a.Next, b.Next), strings.Compare(a.Name, b.Name))
	})
	return out
}

// fill sums up and keeps what the address asks for.
func (v *casesView) fill(f *frame, all []benefit.Dossier) {
	for _, d := range all {
		v.All.add(d)
	}
	officer := func(d benefit.Dossier) (string, string) {
		return orElse(d.Officer, nobody), orElse(d.Officer, f.T("web.decide.nobody"))
	}
	v.Units = workloads(all, func(d benefit.Dossier) (string, string) { return string(d.Commune), f.Unit(d.Commune) })
	v.Officers = workloads(all, officer)
	unit, who, late := f.Query.Get("unit"), f.Query.Get("officer"), f.Query.Get("late") != ""
	v.Cases = slices.DeleteFunc(slices.Clone(all), func(d benefit.Dossier) bool {
		o, _ := officer(d)
		return unit != "" && unit != string(d.Commune) || who != "" && who != o || late && !d.Term.Late
	})
}

func casesPage(s *Site, w http.ResponseWriter, r *http.Request, f *frame) (view, error) {
	f.Title, f.Wide = f.T("web.nav.applications"), true
	all, err := s.Benefits.Open(r.Context(), f.Actor)
	if err != nil {
		return nil, err
	}
	var v casesView
	v.fill(f, all)
	if f.wants("came") {
		came, err := s.Benefits.Transfers(r.Context(), f.Actor)
		if err != nil {
			return nil, err
		}
		return nil, f.sendTable(w, "quyet-dinh-chuyen-den", f.heading("web.person.code", "web.decision.number", "web.audit.at", "web.decide.came.home", "web.decide.came.to"),
			rowsOf(came, func(c benefit.Change) []string {
				return []string{c.Person.Code(), c.Number, f.Date(c.On), f.Unit(c.HomeUnit), f.Unit(c.To)}
			}))
	}
	if f.wantsFile() {
		return nil, f.sendTable(w, "ho-so-dang-giai-quyet", []string{f.T("web.decide.code"), f.T("web.person.code"), f.T("web.units.level.3"), f.T("web.lists.programme"),
			f.T("web.lists.category"), f.T("web.decide.received"), f.T("web.decide.due"), f.T("web.decide.late_days"), f.T("web.decide.state"), f.T("web.decide.officer")}, caseRows(f, v.Cases))
	}
	if v.Came, err = s.Benefits.Transfers(r.Context(), f.Actor); err != nil {
		return nil, err
	}
	var ids []registry.PersonID
	for _, c := range v.Cases {
		ids = append(ids, c.Person)
	}
	for _, c := range v.Came {
		ids = append(ids, c.Person)
	}
	if f.May(registry.MaySearch) {
		slices.Sort(ids)
		if v.People, err = s.Registry.Brief(r.Context(), f.Actor, slices.Compact(ids)); err != nil {
			return nil, err
		}
	}
	return casesContent(f, v), nil
}

func caseRows(f *frame, cases []benefit.Dossier) [][]string {
	var out [][]string
	for _, d := range cases {
		out = append(out, []string{number(int64(d.ID)), d.Person.Code(), f.Unit(d.Commune), f.Programme(d.Programme), f.Category(d.Category),
			d.Received.String(), d.Term.Due.String(), strconv.Itoa(d.Term.LateBy), f.T("benefit.state." + string(d.State)), d.Officer})
	}
	return out
}

// newCaseView is an application before it is opened: for a person, then for a category.
type newCaseView struct {
	Person    *registry.File
	Programme string
	Category  string
	Month     calendar.Month
	List      bool // it comes from a list
	Found     bool
	why       whyView
	Finding   law.CategoryFinding
	Choices   []law.Category
	Papers    []benefit.Paper
	Term      benefit.Term

	Once   bool              // given once: the event is stated first
	About  registry.PersonID // whom it concerned
	Facts  map[string]string // what is stated of it
	Asked  []*law.Fact       // what can be stated
	Stated bool              // something was
}

func newCasePage(s *Site, w http.ResponseWriter, r *http.Request, f *frame) (view, error) {
	ctx := r.Context()
	id, err := strconv.ParseInt(f.Query.Get("person"), 10, 64)
	if err != nil {
		return nil, fault.New(fault.NotFound, "registry.no_person")
	}
	v := newCaseView{Programme: f.Query.Get("programme"), Category: f.Query.Get("category"), List: f.Query.Get("list") != ""}
	if v.Month, err = s.monthAsked(ctx, f); err != nil {
		return nil, err
	}
	if v.Month.IsZero() {
		v.Month = f.Today.Month()
	}
	f.Title = f.T("web.decide.new")
	c, known := s.Benefits.Book().Category(v.Category)
	if known {
		v.Programme = s.Benefits.Book().Programmes()[c.Programme].ID
	}
	if v.Person, err = s.Registry.Person(ctx, f.Actor, registry.PersonID(id), registry.At{}); err != nil {
		return nil, err
	}
	v.event(s, f)
	file, finding, found, err := s.Benefits.Stated(ctx, f.Actor, v.About, v.Category, v.Month, v.Facts)
	if err != nil {
		return nil, err
	}
	v.Finding, v.Found = finding, found
	if !known {
		v.Choices = s.choices(v.Programme)
		return newCaseContent(f, v), nil
	}
	v.why, v.Papers = whyView{File: file}, s.Benefits.Procedure().Papers(v.Category)
	if v.Term, err = s.Benefits.Procedure().Term(v.Programme, f.Today, f.Today); err != nil {
		return nil, err
	}
	return newCaseContent(f, v), nil
}

// event reads what is stated of an event from the address.
func (v *newCaseView) event(s *Site, f *frame) {
	v.About, v.Facts = v.Person.Person.ID, map[string]string{}
	book := s.Benefits.Book()
	i, ok := book.Programme(v.Programme)
	if !ok || !book.Programmes()[i].OnRequest() {
		return
	}
	v.Once, v.Asked = true, book.EventFacts(v.Programme)
	if about, err := strconv.ParseInt(f.Query.Get("about"), 10, 64); err == nil {
		v.About, v.Stated = registry.PersonID(about), true
	}
	for _, fact := range v.Asked {
		if said := f.Query.Get(fact.ID); said != "" {
			if fact.Type == law.Money {
				said = viet.PlainAmount(said)
			}
			v.Facts[fact.ID] = said
		}
	}
}

// choices are the categories that may be applied for: those of a programme, or all with a procedure.
func (s *Site) choices(programme string) []law.Category {
	book, today := s.Benefits.Book(), calendar.DateOf(s.Gate.Now())
	return slices.DeleteFunc(slices.Clone(book.Categories()), func(c law.Category) bool {
		p := book.Programmes()[c.Programme].ID
		_, err := s.Benefits.Procedure().Term(p, today, today)
		return err != nil || programme != "" && p != programme
	})
}

func openCase(s *Site, w http.ResponseWriter, r *http.Request, f *frame) (view, error) {
	id, err := strconv.ParseInt(r.PostForm.Get("person"), 10, 64)
	if err != nil {
		return nil, fault.New(fault.NotFound, "registry.no_person")
	}
	q := benefit.Request{Person: registry.PersonID(id), Programme: r.PostForm.Get("programme"), Category: r.PostForm.Get("category"),
		Origin: benefit.FromPerson}
	if r.PostForm.Get("list") != "" {
		q.Origin = benefit.FromList
	}
	if q.Month, err = calendar.ParseMonth(r.PostForm.Get("month")); err != nil {
		return nil, err
	}
	if q.Received, err = calendar.ParseDate(r.PostForm.Get("received")); err != nil {
		return nil, err
	}
	if about, err := strconv.ParseInt(r.PostForm.Get("about"), 10, 64); err == nil {
		q.About, q.Facts = registry.PersonID(about), map[string]string{}
		for _, fact := range s.Benefits.Book().EventFacts(q.Programme) {
			if said := r.PostForm.Get(fact.ID); said != "" {
				q.Facts[fact.ID] = said
			}
		}
	}
	a, err := s.Benefits.Apply(r.Context(), f.Actor, q)
	if err != nil {
		return nil, err
	}
	s.done(w, r, f, casePath(a.ID), "web.decide.opened", f.T("benefit.state."+string(a.State)))
	return nil, nil
}

func casePath(id benefit.ApplicationID) string {
	return "/applications/" + strconv.FormatInt(int64(id), 10)
}

func caseID(r *http.Request) (benefit.ApplicationID, error) {
	n, err := strconv.ParseInt(r.PathValue("id"), 10, 64)
	if err != nil {
		return 0, fault.New(fault.NotFound, "benefit.no_application")
	}
	return benefit.ApplicationID(n), nil
}

func casePage(s *Site, w http.ResponseWriter, r *http.Request, f *frame) (view, error) {
	id, err := caseID(r)
	if err != nil {
		return nil, err
	}
	v, err := s.caseOf(r.Context(), f, id)
	if err != nil {
		return nil, err
	}
	return caseContent(f, v), nil
}

func (s *Site) caseOf(ctx context.Context, f *frame, id benefit.ApplicationID) (caseView, error) {
	d, err := s.Benefits.Dossier(ctx, f.Actor, id)
	if err != nil {
		return caseView{}, err
	}
	f.Title = d.File.Person.Name
	v := caseView{Dossier: d, why: whyView{File: d.File}, Against: d.Against(), Form: url.Values{}}
	on := attach.Subject{Kind: attach.OfApplication, ID: int64(id)}
	v.Files, err = s.files(ctx, f, on, casePath(id), d.State.Open() && f.May(registry.MayWrite))
	return v, err
}

// confirmCase sums up what is about to happen to an application, before it happens.
func confirmCase(s *Site, w http.ResponseWriter, r *http.Request, f *frame) (view, error) {
	id, err := caseID(r)
	if err != nil {
		return nil, err
	}
	v, err := s.caseOf(r.Context(), f, id)
	if err != nil {
		return nil, err
	}
	v.Form = f.Query
	if err := v.ready(f.Query.Get("do")); err != nil {
		v.Wrong = f.fault(err)
		s.write(w, r, f, caseContent(f, v), status(err))
		return nil, nil
	}
	f.Title = f.T("web.decide.confirm." + f.Query.Get("do"))
	return confirmCaseContent(f, v, f.Query.Get("do")), nil
}

// ready says what is wrong with what is about to be asked for, as far as that can be seen before.
func (v caseView) ready(do string) error {
	switch do {
	case "decide", "refuse":
		_, err := answerOf(v.Form)
		return err
	case "withdraw":
		if v.Form.Get("note") == "" {
			return fault.New(fault.Invalid, "benefit.application").At("note", "benefit.end.reason")
		}
		return nil
	}
	return fault.New(fault.Invalid, "web.form")
}

func answerOf(form url.Values) (benefit.Answer, error) {
	a := benefit.Answer{Signer: form.Get("signer"), Note: form.Get("note")}
	var err error
	if a.On, err = calendar.ParseDate(form.Get("on")); err != nil {
		return a, err
	}
	if form.Get("do") == "decide" {
		a.From, err = calendar.ParseMonth(form.Get("from"))
	}
	return a, err
}

// moveCase takes an application a step on. What cannot be done is said on the application's own page.
func moveCase(s *Site, w http.ResponseWriter, r *http.Request, f *frame) (view, error) {
	id, err := caseID(r)
	if err != nil {
		return nil, err
	}
	to, err := s.takeStep(r, f, id)
	if err == nil {
		s.done(w, r, f, casePath(id), "web.decide.done", f.T("benefit.state."+string(to)))
		return nil, nil
	}
	if code := status(err); code != http.StatusConflict && code != http.StatusUnprocessableEntity {
		return nil, err
	}
	v, again := s.caseOf(r.Context(), f, id)
	if again != nil {
		return nil, again
	}
	v.Wrong, v.Form = f.fault(err), r.PostForm
	s.write(w, r, f, caseContent(f, v), status(err))
	return nil, nil
}

func (s *Site) takeStep(r *http.Request, f *frame, id benefit.ApplicationID) (benefit.State, error) {
	ctx, form := r.Context(), r.PostForm
	switch form.Get("do") {
	case "check":
		a, err := s.Benefits.CheckPapers(ctx, f.Actor, id, form["paper"])
		return a.State, err
	case "withdraw":
		a, err := s.Benefits.Withdraw(ctx, f.Actor, id, form.Get("note"))
		return a.State, err
	}
	answer, err := answerOf(form)
	if err != nil {
		return "", err
	}
	switch form.Get("do") {
	case "decide":
		_, err := s.Benefits.Accept(ctx, f.Actor, id, answer)
		return benefit.Decided, err
	case "refuse":
		a, err := s.Benefits.Refuse(ctx, f.Actor, id, answer)
		return a.State, err
	}
	return "", fault.New(fault.Invalid, "web.form")
}
