package web

import (
	"bytes"
	"context"
	"net/http"
	"slices"
	"strings"

	"ansinh/benefit"
	"ansinh/calendar"
	"ansinh/fault"
	"ansinh/law"
	"ansinh/payment"
	"ansinh/registry"
	"ansinh/report"
	"ansinh/text"
)

// statementView is one person's money over all programmes; the citizen's own has their applications too.
type statementView struct {
	File    *registry.File
	Has     *benefit.File
	Money   *payment.Passbook
	Asked   []benefit.Dossier   // own applications
	Grieved []benefit.Grievance // own complaints
	Choices []law.Category      // a citizen may apply for
	Own     bool
}

// complained says whether a complaint about a decision waits for its answer.
func (v statementView) complained(decision int64) bool {
	return slices.ContainsFunc(v.Grieved, func(g benefit.Grievance) bool { return g.State.Open() && g.Decision == decision })
}

func statementPage(s *Site, w http.ResponseWriter, r *http.Request, f *frame) (view, error) {
	id, err := personID(r)
	if err != nil {
		return nil, err
	}
	return s.statement(w, r, f, id)
}

func myStatementPage(s *Site, w http.ResponseWriter, r *http.Request, f *frame) (view, error) {
	if f.Actor.Person == 0 {
		return nil, fault.New(fault.NotFound, "registry.no_person")
	}
	return s.statement(w, r, f, registry.PersonID(f.Actor.Person))
}

func (s *Site) statement(w http.ResponseWriter, r *http.Request, f *frame, id registry.PersonID) (view, error) {
	v, err := s.statementOf(r.Context(), f, id)
	if err != nil {
		return nil, err
	}
	f.Title, f.Wide = f.T("web.statement.title", v.File.Person.Name), true
	if f.wants("lines") || f.wantsFile() && f.Query.Get("format") != "xlsx" { // without more an XLSX is the statement itself
		return nil, f.sendTable(w, "tien-da-chi-"+v.File.Person.Code, f.heading("web.statement.run", "web.statement.for", "web.lists.category", "web.lists.programme", "web.lines.channel",
			"web.statement.result", "web.run.amount"), rowsOf(v.Money.Lines, func(l payment.Standing) []string {
			return []string{l.Month.String(), l.For.String(), f.Category(l.Category), f.Programme(l.Programme), f.T("payment.channel." + string(l.Channel)), f.standing(l),
				number(int64(l.Amount))}
		}))
	}
	var b bytes.Buffer
	name := "sao-ke-" + v.File.Person.Code
	switch f.Query.Get("format") {
	case "docx":
		if err := s.Reports.Letters().WriteTable(&b, s.statementTable(f, v)); err != nil {
			return nil, err
		}
		sendFile(w, name+".docx", wordDocument, "", b.Bytes())
		return nil, nil
	case "xlsx":
		if err := s.Reports.Letters().WriteTableXlsx(&b, s.statementTable(f, v)); err != nil {
			return nil, err
		}
		sendFile(w, name+".xlsx", spreadsheet, "", b.Bytes())
		return nil, nil
	}
	return statementContent(f, v), nil
}

func (s *Site) statementOf(ctx context.Context, f *frame, id registry.PersonID) (v statementView, err error) {
	v.Own = f.Actor.Person != 0
	if v.File, err = s.Registry.Person(ctx, f.Actor, id, f.at()); err != nil {
		return v, err
	}
	if v.Has, err = s.Benefits.Person(ctx, f.Actor, id); err != nil {
		return v, err
	}
	if v.Money, err = s.Payments.Passbook(ctx, f.Actor, id); err != nil {
		return v, err
	}
	if v.Own {
		v.Choices = s.choices("")
		if v.Asked, err = s.Benefits.Own(ctx, f.Actor); err != nil {
			return v, err
		}
		v.Grieved, err = s.Benefits.OwnComplaints(ctx, f.Actor)
	}
	return v, err
}

// source is where a category stands in the law.
func (f *frame) lawOf(category string) string {
	if c, ok := f.site.Benefits.Book().Category(category); ok {
		return f.Cite(c.Source)
	}
	return ""
}

// standing is what became of a payment, in words.
func (f *frame) standing(x payment.Standing) string {
	switch {
	case x.Back:
		return f.T("web.statement.back", x.Reason)
	case x.Held != "":
		return f.T("web.statement.held", f.T("benefit.reason."+string(x.Held)))
	case x.Kind == payment.Recovery:
		return f.T("web.statement.recovery", f.Money(x.Recovered))
	case x.Received() && x.Deducted > 0:
		return f.T("web.statement.received_less", f.Money(x.Deducted))
	case x.Received():
		return f.T("web.statement.received")
	}
	return f.T("web.statement.waits")
}

// statementTable is the statement as a document; it is Vietnamese.
func (s *Site) statementTable(f *frame, v statementView) report.Tabular {
	vi := *f
	vi.Lang = text.VI
	x := report.Tabular{Template: "statement", Date: f.Today, Simulated: s.Simulated, Tables: map[string][][]any{}, Values: map[string]string{
		"name": v.File.Person.Name, "code": v.File.Person.Code, "born": v.File.Person.BirthDate.Vietnamese(), "residence": s.residence(v.File),
		"day": f.Today.Vietnamese(), "paid": inDigits(v.Money.Received), "returned": inDigits(v.Money.Returned), "recovery": inDigits(v.Money.Recovery),
		"recovered": inDigits(v.Money.Recovered), "open": inDigits(v.Money.Open())}}
	home := v.File.Person.HomeUnit
	if now, ok := s.Tree.On(home, f.Today); ok {
		home = now
	}
	if u, ok := s.Tree.Unit(home); ok {
		x.Place, x.Values["unit"], x.Values["UNIT"] = u.Name, u.Title(), strings.ToUpper(u.Title())
	}
	for _, d := range v.Has.Decisions {
		x.Tables["decisions"] = append(x.Tables["decisions"], []any{d.Number + ", " + d.DecidedOn.Vietnamese(),
			vi.Programme(d.Programme) + ": " + vi.Category(d.Category), vi.lawOf(d.Category), vi.months(d), int64(d.Amount)})
	}
	for _, l := range v.Money.Lines {
		x.Tables["payments"] = append(x.Tables["payments"], []any{l.Month.Vietnamese(), l.For.Vietnamese(),
			vi.Programme(l.Programme) + ": " + vi.Category(l.Category), strings.TrimSpace(vi.T("payment.channel."+string(l.Channel)) + " " + l.Account), vi.standing(l), int64(l.Amount)})
	}
	return x
}

// applyOwn sends in a citizen's own application.
func applyOwn(s *Site, w http.ResponseWriter, r *http.Request, f *frame) (view, error) {
	category := r.PostForm.Get("category")
	c, ok := s.Benefits.Book().Category(category)
	if !ok {
		return nil, fault.New(fault.Invalid, "benefit.application").At("category", "benefit.grant.category")
	}
	_, err := s.Benefits.Apply(r.Context(), f.Actor, benefit.Request{Person: registry.PersonID(f.Actor.Person),
		Programme: s.Benefits.Book().Programmes()[c.Programme].ID, Category: category, Month: f.Today.Month()})
	if err != nil {
		return nil, err
	}
	s.done(w, r, f, "/me/statement", "web.statement.applied")
	return nil, nil
}

func withdrawOwn(s *Site, w http.ResponseWriter, r *http.Request, f *frame) (view, error) {
	id, err := caseID(r)
	if err != nil {
		return nil, err
	}
	if _, err := s.Benefits.Withdraw(r.Context(), f.Actor, id, r.PostForm.Get("note")); err != nil {
		return nil, err
	}
	s.done(w, r, f, "/me/statement", "web.decide.done", f.T("benefit.state.withdrawn"))
	return nil, nil
}

// setPayee records how money is taken from now on: the citizen's own, or an officer's entry for somebody.
func setPayee(s *Site, w http.ResponseWriter, r *http.Request, f *frame) (view, error) {
	id, to, source := registry.PersonID(f.Actor.Person), "/me/statement", f.T("web.payee.source.own")
	if f.Actor.Person == 0 {
		var err error
		if id, err = personID(r); err != nil {
			return nil, err
		}
		to, source = personPath(id)+"/statement", f.T("web.payee.source.officer")
	}
	form := r.PostForm
	err := s.Registry.RecordPayee(r.Context(), f.Actor, registry.PayeeChange{Person: id, Channel: registry.Channel(form.Get("channel")), Bank: form.Get("bank"),
		Number: form.Get("number"), Holder: form.Get("holder"), HolderNumber: form.Get("holder_number"), Source: registry.Source{Kind: registry.Document, Title: source, Issued: calendar.DateOf(s.Gate.Now())}})
	if err != nil {
		return nil, err
	}
	s.done(w, r, f, to, "web.payee.done")
	return nil, nil
}
