package web

import (
	"context"
	"net/http"
	"strconv"
	"strings"

	"ansinh/calendar"
	"ansinh/fault"
	"ansinh/registry"
)

// changesShown is how many changes of a list the page names; the file has all.
const changesShown = 100

// consentFile sends a list to a second person, takes it over as that person, refuses it, or takes it back.
func consentFile(s *Site, w http.ResponseWriter, r *http.Request, f *frame) (view, error) {
	v, err := s.laid(r, f, r.PostForm["column"])
	if err != nil {
		return nil, err
	}
	ctx, form, back := r.Context(), r.PostForm, "/exchange/"+v.File.Hash
	switch form.Get("do") {
	case "ask":
		if err = s.Registry.AskIntake(ctx, f.Actor, v.File.Hash, v.Result.Columns, v.Result.Outcome.Second); err == nil {
			s.done(w, r, f, back, "web.exchange.asked")
		}
	case "withdraw":
		if err = s.Registry.WithdrawIntake(ctx, f.Actor, v.File.Hash); err == nil {
			s.done(w, r, f, back, "web.exchange.withdrawn")
		}
	case "refuse":
		if err = s.Registry.RefuseIntake(ctx, f.Actor, v.File.Hash, strings.TrimSpace(form.Get("note"))); err == nil {
			s.done(w, r, f, "/exchange", "web.exchange.no", v.File.Name)
		}
	case "agree":
		err = s.agree(w, r, f, v)
	default:
		err = fault.New(fault.Invalid, "web.form")
	}
	if err == nil {
		return nil, nil
	}
	if code := status(err); code != http.StatusConflict && code != http.StatusUnprocessableEntity {
		return nil, err
	}
	f.Title = v.File.Name
	v.Typed = form
	v.Said, v.Wrong = f.byField(err)
	s.write(w, r, f, laidContent(f, v), status(err))
	return nil, nil
}

func (s *Site) agree(w http.ResponseWriter, r *http.Request, f *frame, v exchangeView) error {
	d, err := s.desk()
	if err != nil {
		return err
	}
	got, err := d.Agree(r.Context(), f.Actor, v.File, v.Consent.Columns, f.Today, r.PostForm.Get("seen"))
	if err != nil {
		return err
	}
	if got.Outcome == nil || !got.Outcome.Taken {
		return fault.New(fault.Conflict, "registry.intake.changed")
	}
	o := got.Outcome
	s.done(w, r, f, "/exchange", "web.exchange.taken", v.File.Name, o.New, o.Changed, o.Same, o.Facts)
	return nil
}

// sendChanges is everything a list would change in people known already, as a file.
func sendChanges(w http.ResponseWriter, f *frame, v exchangeView) error {
	var rows [][]string
	for _, c := range v.Result.Outcome.Changes {
		second := ""
		if c.Second {
			second = f.T("web.exchange.second")
		}
		rows = append(rows, []string{strconv.Itoa(v.Result.Sheet.Row(c.Line)), c.Person.Code, c.Person.Name, f.Law(c.Name), f.changed(c, c.Before), f.changed(c, c.Value), second})
	}
	head := []string{"line", "code", "person", "what", "before", "after", "second"}
	for i, h := range head {
		head[i] = f.T("web.exchange.change." + h)
	}
	return f.sendTable(w, "thay-doi", head, rows)
}

// changed says a value before or after a list; what is sensitive stays covered.
func (f *frame) changed(c registry.Change, value string) string {
	switch {
	case value == "":
		return "–"
	case f.site.Registry.SensitiveFact(c.Fact):
		return f.T("web.event.covered")
	}
	if d, err := calendar.ParseDate(value); err == nil {
		return f.Date(d)
	}
	return f.Value(c.Fact, value)
}

// mayAgree says whether the reader may answer as the second person.
func (f *frame) mayAgree(c registry.Consent) bool {
	return c.Waits() && f.May(registry.MayApprove) && c.By != f.Actor.ID
}

// homeIntakes names the lists that wait for the reader as the second person.
func (s *Site) homeIntakes(ctx context.Context, f *frame, v *homeView) error {
	if !f.May(registry.MayApprove) {
		return nil
	}
	all, err := s.Registry.Consents(ctx, f.Actor)
	if err != nil {
		return err
	}
	n, first := 0, f.Today
	for _, c := range all {
		if f.mayAgree(c) {
			n, first = n+1, min(first, calendar.DateOf(c.At))
		}
	}
	if n > 0 {
		v.Due = append(v.Due, due{What: f.T("web.exchange.home", f.Number(int64(n))), Note: f.T("web.exchange.home.note"), Path: "/exchange", Day: first})
	}
	return nil
}
