package web

import (
	"cmp"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"ansinh/benefit"
	"ansinh/calendar"
	"ansinh/fault"
	"ansinh/law"
	"ansinh/money"
	"ansinh/reform"
	"ansinh/viet"
)

// simulateForm is the question as it was typed: two scenarios, over whom, in which month.
type simulateForm struct {
	Parameters []law.ParameterValue
	Dossiers   []reform.Dossier        // on their way
	Runs       []benefit.Determination // months whose people can be taken as they were
	Scenarios  [2]supposedForm
	Run        string // a month of Runs; empty: another day
	Known      string // a day; empty: today
	Month      string // empty: the first in which everything supposed holds
}

// supposedForm is one scenario as it was typed: other values, and documents laid over the law in force.
type supposedForm struct {
	Changes []supposedChange
	Dossier string // number of a dossier on its way
	Package string // hash of an uploaded package
	File    string // how the package was called
}

type supposedChange struct{ Parameter, Value, Day string }

// mostChanges is how many values a scenario of the form changes.
const mostChanges = 4

func (x supposedForm) empty() bool {
	return x.Dossier == "" && x.Package == "" && !slices.ContainsFunc(x.Changes, func(c supposedChange) bool { return c.Value != "" })
}

// further says whether a scenario holds more than one value, so that the rest of its form is shown.
func (x supposedForm) further() bool {
	return x.Dossier != "" || x.Package != "" || slices.ContainsFunc(x.Changes[1:], func(c supposedChange) bool { return c.Value != "" })
}

func (m simulateForm) asked() bool {
	return slices.ContainsFunc(m.Scenarios[:], func(x supposedForm) bool { return !x.empty() })
}

// simulateForm is the form as it was sent, or with the first number of the law and the first day of next year.
func (s *Site) simulateForm(r *http.Request, f *frame) (simulateForm, error) {
	book := s.Reforms.Book()
	m := simulateForm{Run: f.Query.Get("run"), Known: f.Query.Get("known"), Month: f.Query.Get("month")}
	for _, p := range book.Parameters(f.Today.Month()) {
		if p.Money {
			m.Parameters = append(m.Parameters, p)
		}
	}
	slices.SortStableFunc(m.Parameters, func(a, b law.ParameterValue) int {
		return cmp.Compare(monthlyRank(book, a.ID), monthlyRank(book, b.ID))
	})
	year, _ := f.Today.Month().Civil()
	next := calendar.MonthOf(year+1, 1).First().String()
	for i := range m.Scenarios {
		m.Scenarios[i] = scenarioOf(f.Query, strconv.Itoa(i+1), next)
	}
	all, err := s.Reforms.Dossiers(r.Context(), f.Actor)
	if err != nil {
		return m, err
	}
	for _, d := range all {
		if d.State == reform.Proposed || d.State == reform.Endorsed {
			m.Dossiers = append(m.Dossiers, d)
		}
	}
	m.Runs, err = s.Benefits.Determinations(r.Context(), f.Actor)
	return m, err
}

func scenarioOf(q url.Values, n, day string) supposedForm {
	x := supposedForm{Dossier: q.Get("h" + n), Package: q.Get("o" + n), File: q.Get("n" + n)}
	at := func(key string, i int) string {
		if all := q[key+n]; i < len(all) {
			return strings.TrimSpace(all[i])
		}
		return ""
	}
	for i := range mostChanges {
		x.Changes = append(x.Changes, supposedChange{at("p", i), at("v", i), cmp.Or(at("d", i), day)})
	}
	return x
}

// postSimulation takes the form with its files, keeps the files for a while, and goes to the address of the answer.
func postSimulation(s *Site, w http.ResponseWriter, r *http.Request, f *frame) (view, error) {
	q := url.Values{}
	for key, values := range r.PostForm {
		if key != "token" {
			q[key] = values
		}
	}
	for _, n := range []string{"1", "2"} {
		raw, name, err := formFile(r, "f"+n)
		if err != nil {
			return nil, err
		}
		if raw == nil {
			continue
		}
		files, err := reform.ReadZip(raw)
		if err != nil {
			f.Query = q
			return s.refusedSimulation(w, r, f, err)
		}
		q.Set("o"+n, s.packages.keep(f.Actor.ID, files, s.Gate.Now()))
		q.Set("n"+n, name)
	}
	for key, values := range q {
		if len(values) == 1 && values[0] == "" {
			q.Del(key)
		}
	}
	http.Redirect(w, r, string(join("/law/simulate", q)), http.StatusSeeOther)
	return nil, nil
}

// scenarios reads the form; a scenario may be left empty.
func (s *Site) scenarios(r *http.Request, f *frame, m simulateForm) ([]reform.Supposed, error) {
	var all []reform.Supposed
	for i, x := range m.Scenarios {
		if x.empty() {
			continue
		}
		sup := reform.Supposed{Name: f.T("web.simulate.name", string(rune('A'+i)))}
		for _, c := range x.Changes {
			if c.Value == "" {
				continue
			}
			setting, err := law.ParseSetting(c.Parameter + "=" + viet.PlainAmount(c.Value) + "@" + c.Day)
			if fault.CodeOf(err) == "law.reform.bad_setting" {
				return nil, fault.New(fault.Invalid, "web.simulate.bad_value", c.Value)
			}
			if err != nil {
				return nil, err
			}
			sup.Settings = append(sup.Settings, setting)
		}
		files, err := s.supposedFiles(r, f, x)
		if err != nil {
			return nil, err
		}
		if len(files) > 0 {
			sup.Over = reform.Folder(files)
		}
		all = append(all, sup)
	}
	return all, nil
}

// supposedFiles is the documents a scenario lays over the law: of a dossier, of a package, or both.
func (s *Site) supposedFiles(r *http.Request, f *frame, x supposedForm) ([]reform.File, error) {
	var files []reform.File
	if x.Dossier != "" {
		number, err := strconv.ParseInt(x.Dossier, 10, 64)
		if err != nil {
			return nil, fault.New(fault.Invalid, "web.form")
		}
		d, err := s.Reforms.Dossier(r.Context(), f.Actor, number)
		if err != nil {
			return nil, err
		}
		files = d.Files
	}
	if x.Package != "" {
		kept, ok := s.packages.of(f.Actor.ID, x.Package, s.Gate.Now())
		if !ok {
			return nil, fault.New(fault.Invalid, "web.simulate.package_gone", x.File)
		}
		files = slices.Concat(files, kept)
	}
	return files, nil
}

// supposed says in words what a scenario supposes.
func (m simulateForm) supposed(f *frame, i int) []string {
	x := m.Scenarios[i]
	var all []string
	for _, c := range x.Changes {
		if c.Value == "" {
			continue
		}
		name := c.Parameter
		for _, p := range m.Parameters {
			if p.ID == c.Parameter {
				name = f.Law(p.Name)
			}
		}
		day, _ := calendar.ParseDate(c.Day)
		value, _ := strconv.ParseInt(viet.PlainAmount(c.Value), 10, 64)
		all = append(all, capital(f.T("web.simulate.supposed", name, f.Money(money.Dong(value)), f.Date(day))))
	}
	for _, d := range m.Dossiers {
		if strconv.FormatInt(d.Number, 10) == x.Dossier {
			all = append(all, f.T("web.dossier.title", x.Dossier, d.Title))
		}
	}
	if x.Package != "" {
		all = append(all, f.T("web.simulate.package", x.File))
	}
	return all
}

// whenAndWho reads the month and the day whose knowledge counts.
func (s *Site) whenAndWho(f *frame, m simulateForm) (month calendar.Month, known calendar.Date, of *benefit.Determination, err error) {
	known = f.Today
	if m.Month != "" {
		if month, err = calendar.ParseMonth(m.Month); err != nil {
			return
		}
	}
	if m.Run != "" {
		for i := range m.Runs {
			if m.Runs[i].Month.String() == m.Run {
				of = &m.Runs[i]
			}
		}
		if of == nil {
			return month, known, nil, fault.New(fault.NotFound, "benefit.not_determined", m.Run)
		}
		if month.IsZero() {
			month = of.Month
		}
		return month, of.KnownOn, of, nil
	}
	if m.Known != "" {
		known, err = calendar.ParseDate(m.Known)
	}
	return
}

// monthlyRank puts the numbers of a field that is paid every month before those of the others, of which a simulation
// says nothing.
func monthlyRank(book *law.Book, parameter string) int {
	if i, ok := book.Programme(fieldOf(parameter)); ok && !book.Programmes()[i].OnRequest() {
		return int(i)
	}
	return len(book.Programmes())
}

// fieldOf is the field in the full name of a number.
func fieldOf(parameter string) string {
	field, _, _ := strings.Cut(parameter, ".")
	return field
}
