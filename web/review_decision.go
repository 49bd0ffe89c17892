package web

import (
	"net/http"
	"net/url"
	"strconv"

	"ansinh/calendar"
	"ansinh/fault"
	"ansinh/registry"
	"ansinh/registry/review"
)

// reviewDecisionView is one decision of a review with its households, and the way to take it back.
type reviewDecisionView struct {
	review.Decision
	About []review.Sheet
	Typed url.Values
	Said  string
	Wrong map[string]string
}

func reviewDecisionPath(id int64) string { return "/poverty/decisions/" + strconv.FormatInt(id, 10) }

func (s *Site) reviewDecisionOf(r *http.Request, f *frame) (reviewDecisionView, *review.Review, error) {
	v := reviewDecisionView{Typed: url.Values{}, Wrong: map[string]string{}}
	id, err := strconv.ParseInt(r.PathValue("decision"), 10, 64)
	if err != nil {
		return v, nil, fault.New(fault.NotFound, "review.no_decision")
	}
	all, err := s.review()
	if err != nil {
		return v, nil, err
	}
	v.Decision, v.About, err = all.Decision(r.Context(), f.Actor, id)
	f.Title = f.T("web.review.decision", v.Number)
	return v, all, err
}

func reviewDecisionPage(s *Site, w http.ResponseWriter, r *http.Request, f *frame) (view, error) {
	v, _, err := s.reviewDecisionOf(r, f)
	if err != nil {
		return nil, err
	}
	if !f.wantsFile() {
		return reviewDecisionContent(f, v), nil
	}
	var rows [][]string
	for _, x := range v.About {
		rows = append(rows, []string{x.Head, x.Address, f.Unit(x.HomeUnit), f.Value("household.poverty", x.Before), f.Value("household.poverty", x.Result)})
	}
	return nil, f.sendTable(w, "quyet-dinh-ho-ngheo-"+strconv.FormatInt(v.ID, 10), []string{f.T("web.review.head"), f.T("web.person.household"),
		f.T("web.person.home"), f.T("web.review.before"), f.T("web.review.result")}, rows)
}

// undoReview takes a decision back. What is refused is said on the page; nothing typed is lost.
func undoReview(s *Site, w http.ResponseWriter, r *http.Request, f *frame) (view, error) {
	v, all, err := s.reviewDecisionOf(r, f)
	if err != nil {
		return nil, err
	}
	form := r.PostForm
	on, _ := calendar.ParseDate(form.Get("on")) // a day that cannot be read is missing, and said so
	_, err = all.Undo(r.Context(), f.Actor, v.ID, review.Undoing{Number: form.Get("number"), On: on, Reason: form.Get("reason")})
	if err == nil {
		s.done(w, r, f, reviewDecisionPath(v.ID), "web.review.undo.done", v.Number)
		return nil, nil
	}
	if code := status(err); code != http.StatusConflict && code != http.StatusUnprocessableEntity {
		return nil, err
	}
	v.Typed = form
	v.Said, v.Wrong = f.byField(err)
	s.write(w, r, f, reviewDecisionContent(f, v), status(err))
	return nil, nil
}

// mayUndo says whether the reader is offered to take the decision back.
func (f *frame) mayUndo(v reviewDecisionView) bool { return f.May(registry.MayWrite) && v.Stands() }
