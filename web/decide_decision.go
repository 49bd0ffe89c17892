package web

import (
	"context"
	"net/http"
	"net/url"
	"slices"
	"strconv"

	"ansinh/benefit"
	"ansinh/calendar"
	"ansinh/fault"
	"ansinh/org"
	"ansinh/registry"
	"ansinh/registry/attach"
	"ansinh/text"
)

// decisionView is one decision, and what can be done with it.
type decisionView struct {
	benefit.Decision
	Person registry.Person
	Rows   []benefit.Row    // the rows of lists that ask for something
	Past   []benefit.Change // what became of it, latest first
	Next   *benefit.Row     // of the adjust list: what a decision in its place would grant
	Files  filesView
	Wrong  string
	Form   url.Values
}

func decisionPath(id int64) string { return "/decisions/" + strconv.FormatInt(id, 10) }

func decisionPage(s *Site, w http.ResponseWriter, r *http.Request, f *frame) (view, error) {
	v, err := s.decisionOf(r, f)
	if err != nil {
		return nil, err
	}
	return decisionContent(f, v), nil
}

func (s *Site) decisionOf(r *http.Request, f *frame) (decisionView, error) {
	id, err := strconv.ParseInt(r.PathValue("id"), 10, 64)
	if err != nil {
		return decisionView{}, fault.New(fault.NotFound, "benefit.no_decision")
	}
	v := decisionView{Form: url.Values{}}
	ctx := r.Context()
	if v.Decision, err = s.Benefits.Decision(ctx, f.Actor, id); err != nil {
		return v, err
	}
	people, err := s.Registry.Brief(ctx, f.Actor, []registry.PersonID{v.Decision.Person})
	if err != nil {
		return v, err
	}
	v.Person = people[v.Decision.Person]
	f.Title = f.T("web.decide.decision", v.Number)
	if v.Past, err = s.Benefits.Changes(ctx, f.Actor, id); err != nil {
		return v, err
	}
	on := attach.Subject{Kind: attach.OfDecision, ID: id}
	if v.Files, err = s.files(ctx, f, on, decisionPath(id), f.May(registry.MayWrite)); err != nil {
		return v, err
	}
	return v, s.rowsOf(ctx, f, &v)
}

// rowsOf finds where the decision stands in the lists of the latest month that was determined.
func (s *Site) rowsOf(ctx context.Context, f *frame, v *decisionView) error {
	file, err := s.Benefits.Person(ctx, f.Actor, v.Decision.Person)
	if err != nil {
		return err
	}
	v.Rows = slices.DeleteFunc(file.Rows, func(r benefit.Row) bool { return r.Decision != v.ID || r.Month != file.Rows[0].Month })
	for i, r := range v.Rows {
		if r.List == benefit.Adjust && r.Category != "" {
			v.Next = &v.Rows[i]
		}
	}
	return nil
}

// acts says whether the reader may do something with the decision.
func (v decisionView) acts(f *frame) bool {
	return f.May(benefit.MayDecide) && v.Status == benefit.Active
}

// sent is the transfer that waits for the commune it went to; nil where there is none.
func (v decisionView) sent() *benefit.Change {
	for i, c := range v.Past {
		if c.Kind == benefit.Transfer && c.Taken == 0 {
			return &v.Past[i]
		}
	}
	return nil
}

// comes says whether the file was sent to the reader's area, so that it is for the reader to take it over.
func (v decisionView) comes(f *frame) bool {
	c := v.sent()
	return c != nil && (f.Actor.Unit == "" || f.site.Tree.Within(c.To, org.UnitID(f.Actor.Unit)))
}

// suspended is the suspension that nobody has lifted; nil where there is none.
func (v decisionView) suspended() *benefit.Change {
	for i, c := range v.Past {
		switch c.Kind {
		case benefit.Suspension:
			if c.Undone {
				continue
			}
			return &v.Past[i]
		case benefit.Resumption:
			return nil
		}
	}
	return nil
}

// moved says whether the person lives in another commune than the one that decided.
func (v decisionView) moved(f *frame) bool {
	was, _ := f.site.Tree.On(v.HomeUnit, f.Today)
	is, ok := f.site.Tree.On(v.Person.HomeUnit, f.Today)
	return ok && was != is
}

// ask is what is asked to be done with a decision.
type ask struct {
	order  benefit.Order
	answer benefit.Answer // of a decision in its place
}

// asked reads the form of a decision's page.
func (v decisionView) asked() (ask, error) {
	var a ask
	var err error
	do, reason := v.Form.Get("do"), orElse(v.Form.Get("other"), v.Form.Get("reason"))
	if do != string(benefit.Transfer) {
		if a.order.From, err = calendar.ParseMonth(v.Form.Get("from")); err != nil {
			return a, err
		}
	}
	if on := v.Form.Get("on"); on != "" {
		if a.order.On, err = calendar.ParseDate(on); err != nil {
			return a, err
		}
	}
	a.order.Signer, a.order.Reason, a.order.Kind = v.Form.Get("signer"), reason, benefit.ChangeKind(do)
	a.order.To = org.UnitID(v.Form.Get("to"))
	a.answer = benefit.Answer{From: a.order.From, On: a.order.On, Signer: a.order.Signer}
	switch do {
	case "replace", "takeover":
		return a, nil
	}
	return a, a.order.Check()
}

func confirmDecision(s *Site, w http.ResponseWriter, r *http.Request, f *frame) (view, error) {
	v, err := s.decisionOf(r, f)
	if err != nil {
		return nil, err
	}
	v.Form = f.Query
	if _, err := v.asked(); err != nil {
		return nil, s.sayOnDecision(w, r, f, v, err)
	}
	if v.Form.Get("do") == "replace" && v.Next == nil {
		return nil, s.sayOnDecision(w, r, f, v, fault.New(fault.Conflict, "web.decide.nothing_new"))
	}
	f.Title = f.T("web.decide.confirm." + v.Form.Get("do"))
	return confirmDecisionContent(f, v, v.Form.Get("do")), nil
}

// sayOnDecision says on the decision's page what could not be done; another kind of error is given back.
func (s *Site) sayOnDecision(w http.ResponseWriter, r *http.Request, f *frame, v decisionView, err error) error {
	if code := status(err); code != http.StatusConflict && code != http.StatusUnprocessableEntity {
		return err
	}
	v.Wrong = f.fault(err)
	s.write(w, r, f, decisionContent(f, v), status(err))
	return nil
}

func changeDecision(s *Site, w http.ResponseWriter, r *http.Request, f *frame) (view, error) {
	v, err := s.decisionOf(r, f)
	if err != nil {
		return nil, err
	}
	v.Form = r.PostForm
	a, err := v.asked()
	if err != nil {
		return nil, s.sayOnDecision(w, r, f, v, err)
	}
	ctx := r.Context()
	switch v.Form.Get("do") {
	case "replace":
		made, err := s.Benefits.Decide(ctx, f.Actor, benefit.Grant{Person: v.Decision.Person, Programme: v.Programme,
			Category: v.Form.Get("category"), From: a.order.From, On: a.order.On, Signer: a.order.Signer, Replaces: v.ID})
		if err != nil {
			return nil, s.sayOnDecision(w, r, f, v, err)
		}
		s.done(w, r, f, decisionPath(made.ID), "web.decide.replaced", v.Number, made.Number)
		return nil, nil
	case "takeover":
		transfer, _ := strconv.ParseInt(v.Form.Get("change"), 10, 64)
		made, err := s.Benefits.TakeOver(ctx, f.Actor, transfer, a.answer)
		if err != nil {
			return nil, s.sayOnDecision(w, r, f, v, err)
		}
		s.done(w, r, f, decisionPath(made.ID), "web.decide.replaced", v.Number, made.Number)
		return nil, nil
	}
	c, err := s.Benefits.Change(ctx, f.Actor, v.ID, a.order)
	if err != nil {
		return nil, s.sayOnDecision(w, r, f, v, err)
	}
	switch c.Kind {
	case benefit.Ending:
		s.done(w, r, f, decisionPath(v.ID), "web.decide.ended", v.Number, c.From.Add(-1).Vietnamese())
	case benefit.Transfer:
		s.done(w, r, f, decisionPath(v.ID), "web.decide.sent", v.Number, f.Unit(c.To), c.Number)
	default:
		s.done(w, r, f, decisionPath(v.ID), "web.decide.changed."+string(c.Kind), v.Number, c.From.Vietnamese(), c.Number)
	}
	return nil, nil
}

// changeFile sends the document of a change: the end, the suspension, the resumption, or the file's way to another
// commune.
func changeFile(s *Site, w http.ResponseWriter, r *http.Request, f *frame) (view, error) {
	v, err := s.decisionOf(r, f)
	if err != nil {
		return nil, err
	}
	i := slices.IndexFunc(v.Past, func(c benefit.Change) bool { return strconv.FormatInt(c.ID, 10) == r.PathValue("change") })
	if i < 0 {
		return nil, fault.New(fault.NotFound, "web.no_page")
	}
	c, d, ctx := v.Past[i], v.Decision, r.Context()
	file, finding, err := s.Benefits.Basis(ctx, f.Actor, d)
	if err != nil {
		return nil, err
	}
	finding.Amount = d.Amount
	x := s.letter(file, d.Programme, d.Category, finding)
	x.Template, x.Date, x.Signer, x.Authority = string(c.Kind), c.On, c.Signer, c.Authority
	x.Values["number"], x.Values["from"], x.Values["until"] = c.Number, c.From.Vietnamese(), c.From.Add(-1).Vietnamese()
	x.Values["decision_number"], x.Values["decision_on"] = d.Number, d.DecidedOn.Vietnamese()
	x.Values["reason"] = s.vietnameseReason(c.Reason)
	if g, ok := s.Benefits.Procedure().Ground(c.Reason); ok {
		x.Values["ground_source"] = g.Source
	}
	if u, ok := s.Tree.Unit(c.To); ok {
		x.Values["to_unit"] = u.Title()
	}
	if err := s.issuedBy(&x, c.Issuer); err != nil {
		return nil, err
	}
	return nil, s.sendLetter(w, x, letterNames[x.Template]+"-"+strconv.FormatInt(c.ID, 10)+".docx")
}

// vietnameseReason is a reason as a document writes it.
func (s *Site) vietnameseReason(reason string) string {
	if g, ok := s.Benefits.Procedure().Ground(reason); ok {
		return g.VI
	}
	if code := "benefit.reason." + reason; s.Texts.Has(code) {
		return small(s.Texts.Of(text.VI, code))
	}
	return reason
}
