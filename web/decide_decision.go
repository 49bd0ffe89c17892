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
	"ansinh/registry"
)

// decisionView is one decision, and what can be done with it.
type decisionView struct {
	benefit.Decision
	Person registry.Person
	Rows   []benefit.Row // the rows of lists that ask for something
	Next   *benefit.Row  // of the adjust list: what a decision in its place would grant
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

// change is what is asked to be done with a decision.
func (v decisionView) change() (from calendar.Month, on calendar.Date, err error) {
	if from, err = calendar.ParseMonth(v.Form.Get("from")); err != nil {
		return 0, 0, err
	}
	switch v.Form.Get("do") {
	case "end":
		if v.Form.Get("reason") == "" {
			err = fault.New(fault.Invalid, "benefit.end").At("reason", "benefit.end.reason")
		}
	case "replace":
		on, err = calendar.ParseDate(v.Form.Get("on"))
	default:
		err = fault.New(fault.Invalid, "web.form")
	}
	return from, on, err
}

func confirmDecision(s *Site, w http.ResponseWriter, r *http.Request, f *frame) (view, error) {
	v, err := s.decisionOf(r, f)
	if err != nil {
		return nil, err
	}
	v.Form = f.Query
	if _, _, err := v.change(); err != nil {
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
	from, on, err := v.change()
	if err != nil {
		return nil, s.sayOnDecision(w, r, f, v, err)
	}
	ctx := r.Context()
	if v.Form.Get("do") == "end" {
		if err := s.Benefits.End(ctx, f.Actor, v.ID, v.Form.Get("reason"), from); err != nil {
			return nil, s.sayOnDecision(w, r, f, v, err)
		}
		s.done(w, r, f, decisionPath(v.ID), "web.decide.ended", v.Number, from.Add(-1).Vietnamese())
		return nil, nil
	}
	made, err := s.Benefits.Decide(ctx, f.Actor, benefit.Grant{Person: v.Decision.Person, Programme: v.Programme,
		Category: v.Form.Get("category"), From: from, On: on, Signer: v.Form.Get("signer"), Replaces: v.ID})
	if err != nil {
		return nil, s.sayOnDecision(w, r, f, v, err)
	}
	s.done(w, r, f, decisionPath(made.ID), "web.decide.replaced", v.Number, made.Number)
	return nil, nil
}
