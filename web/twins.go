package web

import (
	"net/http"
	"strconv"

	"ansinh/registry"
	"ansinh/registry/match"
)

// twinsView is the pairs to look at.
type twinsView struct {
	Pairs   []registry.Twins
	Decided bool
}

// traits is one line of two records side by side.
type traits struct {
	Name          string
	First, Second string
}

// Differs says whether the records say different things.
func (t traits) Differs() bool { return t.First != t.Second }

func twinsPage(s *Site, w http.ResponseWriter, r *http.Request, f *frame) (view, error) {
	f.Title = f.T("web.twins.title")
	v := twinsView{Decided: f.Query.Get("decided") != ""}
	var err error
	v.Pairs, err = s.Registry.Twins(r.Context(), f.Actor, v.Decided)
	if err == nil && f.wantsFile() {
		return nil, f.sendTable(w, "ho-so-trung", f.twinsHead(), rowsOf(v.Pairs, f.twinsRow))
	}
	return twinsContent(f, v), err
}

// twinsHead is the words over a pair in one line: each trait of the first record beside the second's.
func (f *frame) twinsHead() []string {
	both := func(name string) []string { return []string{name + " (1)", name + " (2)"} }
	head := both(f.T("web.person.code"))
	for _, x := range f.sideBySide(registry.Twins{}) {
		head = append(head, both(x.Name)...)
	}
	return append(head, f.heading("web.twins.verdict", "web.event.by")...)
}

func (f *frame) twinsRow(t registry.Twins) []string {
	row := []string{t.First.Code, t.Second.Code}
	for _, x := range f.sideBySide(t) {
		row = append(row, x.First, x.Second)
	}
	if t.Verdict == registry.Open {
		return append(row, f.T("web.twins.open"), "")
	}
	return append(row, f.T("web.twins.was."+string(t.Verdict), t.DecidedBy, f.Moment(t.DecidedAt)), t.DecidedBy)
}

// findTwins looks for new pairs.
func findTwins(s *Site, w http.ResponseWriter, r *http.Request, f *frame) (view, error) {
	weights, err := match.Load(s.Policy)
	if err != nil {
		return nil, err
	}
	n, err := s.Registry.FindTwins(r.Context(), f.Actor, weights)
	if err != nil {
		return nil, err
	}
	s.done(w, r, f, "/twins", "web.twins.found", n)
	return nil, nil
}

// sayTwins records a verdict.
func sayTwins(s *Site, w http.ResponseWriter, r *http.Request, f *frame) (view, error) {
	first, _ := strconv.ParseInt(r.PostForm.Get("first"), 10, 64)
	second, _ := strconv.ParseInt(r.PostForm.Get("second"), 10, 64)
	verdict := registry.Verdict(r.PostForm.Get("verdict"))
	if err := s.Registry.SayTwins(r.Context(), f.Actor, registry.PersonID(first), registry.PersonID(second), verdict); err != nil {
		return nil, err
	}
	s.done(w, r, f, "/twins", "web.twins.said")
	return nil, nil
}

// sideBySide is what two records say.
func (f *frame) sideBySide(t registry.Twins) []traits {
	of := func(code string, say func(registry.Person) string) traits {
		return traits{f.T(code), say(t.First), say(t.Second)}
	}
	return []traits{
		of("web.person.name", func(p registry.Person) string { return p.Name }),
		of("web.person.born", f.Born),
		of("web.person.number", func(p registry.Person) string { return p.PersonalNumber }),
		of("exchange.column.old_number", func(p registry.Person) string { return p.OldNumber }),
		of("web.person.home", func(p registry.Person) string { return f.Home(p.HomeUnit) }),
		of("exchange.column.household", func(p registry.Person) string { return strconv.FormatInt(int64(p.Household), 10) }),
	}
}
