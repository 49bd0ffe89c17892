package web

import (
	"net/http"
	"net/url"
	"slices"
	"strconv"

	"ansinh/benefit"
	"ansinh/calendar"
	"ansinh/fault"
	"ansinh/registry"
	"ansinh/report"
	"ansinh/text"
)

// complaintsView is the complaints of an area.
type complaintsView struct {
	All    []benefit.Grievance
	People map[registry.PersonID]registry.Person
	Open   int
	Late   int
}

func complaintsPage(s *Site, w http.ResponseWriter, r *http.Request, f *frame) (view, error) {
	f.Title, f.Wide = f.T("web.complaints.title"), true
	var v complaintsView
	var err error
	if v.All, err = s.Benefits.Complaints(r.Context(), f.Actor); err != nil {
		return nil, err
	}
	var ids []registry.PersonID
	for _, g := range v.All {
		ids = append(ids, g.Person)
		if g.State.Open() {
			v.Open++
			if g.Term.Late {
				v.Late++
			}
		}
	}
	if f.wantsFile() {
		var rows [][]string
		for _, g := range v.All {
			rows = append(rows, []string{number(g.ID), g.Person.Code(), f.Unit(g.Commune), g.Received.String(), g.Term.Due.String(), f.T("benefit.outcome." + string(g.State)), g.Number})
		}
		return nil, f.sendTable(w, "khieu-nai", []string{f.T("web.complaints.code"), f.T("web.person.code"), f.T("web.units.level.3"), f.T("web.complaints.received"),
			f.T("web.decide.due"), f.T("web.decide.state"), f.T("web.decision.number")}, rows)
	}
	if f.May(registry.MaySearch) {
		slices.Sort(ids)
		v.People, err = s.Registry.Brief(r.Context(), f.Actor, slices.Compact(ids))
	}
	return complaintsContent(f, v), err
}

func (v complaintsView) who(g benefit.Grievance) string {
	if p, ok := v.People[g.Person]; ok {
		return p.Name
	}
	return g.Person.Code()
}

func complaintPath(id int64) string { return "/complaints/" + strconv.FormatInt(id, 10) }

func openComplaint(s *Site, w http.ResponseWriter, r *http.Request, f *frame) (view, error) {
	c := benefit.Complaint{By: r.PostForm.Get("by"), Content: r.PostForm.Get("content")}
	c.Decision, _ = strconv.ParseInt(r.PostForm.Get("decision"), 10, 64)
	a, _ := strconv.ParseInt(r.PostForm.Get("application"), 10, 64)
	c.Application = benefit.ApplicationID(a)
	c.First, _ = strconv.ParseInt(r.PostForm.Get("first"), 10, 64)
	var err error
	if day := r.PostForm.Get("received"); day != "" {
		if c.Received, err = calendar.ParseDate(day); err != nil {
			return nil, err
		}
	}
	if c, err = s.Benefits.Complain(r.Context(), f.Actor, c); err != nil {
		return nil, err
	}
	to := complaintPath(c.ID)
	if f.Actor.Person != 0 {
		to = "/me/statement"
	}
	s.done(w, r, f, to, "web.complaints.opened", f.T("benefit.outcome."+string(c.State)))
	return nil, nil
}

// complaintView is one complaint with the proof of what it is about.
type complaintView struct {
	*benefit.Grievance
	Wrong string
	Form  url.Values
}

func complaintPage(s *Site, w http.ResponseWriter, r *http.Request, f *frame) (view, error) {
	v, err := s.complaintOf(r, f)
	if err != nil {
		return nil, err
	}
	return complaintContent(f, v), nil
}

func (s *Site) complaintOf(r *http.Request, f *frame) (complaintView, error) {
	id, err := strconv.ParseInt(r.PathValue("id"), 10, 64)
	if err != nil {
		return complaintView{}, fault.New(fault.NotFound, "benefit.no_complaint")
	}
	v := complaintView{Form: url.Values{}}
	if v.Grievance, err = s.Benefits.Grievance(r.Context(), f.Actor, id); err != nil {
		return v, err
	}
	f.Title = f.T("web.complaints.of", orElse(v.By, v.Now.File.Person.Name))
	return v, nil
}

// ruleComplaint takes a complaint a step on. What cannot be done is said on the complaint's own page.
func ruleComplaint(s *Site, w http.ResponseWriter, r *http.Request, f *frame) (view, error) {
	v, err := s.complaintOf(r, f)
	if err != nil {
		return nil, err
	}
	v.Form = r.PostForm
	q, err := rulingOf(r.PostForm)
	var c benefit.Complaint
	if err == nil {
		c, err = s.Benefits.Rule(r.Context(), f.Actor, v.ID, q)
	}
	if err == nil {
		s.done(w, r, f, complaintPath(v.ID), "web.complaints.done", f.T("benefit.outcome."+string(c.State)))
		return nil, nil
	}
	if code := status(err); code != http.StatusConflict && code != http.StatusUnprocessableEntity {
		return nil, err
	}
	v.Wrong = f.fault(err)
	s.write(w, r, f, complaintContent(f, v), status(err))
	return nil, nil
}

// answers says whether the complaint is for the reader to answer: a second one is the province's.
func (v complaintView) answers(f *frame) bool {
	if v.First != 0 {
		return v.State.Open() && f.May(benefit.MayAppeal)
	}
	return v.State.Open() && f.May(benefit.MayDecide)
}

func rulingOf(form url.Values) (q benefit.Ruling, err error) {
	q = benefit.Ruling{To: benefit.Outcome(form.Get("to")), Complex: form.Get("complex") != "", Remote: form.Get("remote") != "",
		Signer: form.Get("signer"), Note: form.Get("note")}
	if day := form.Get("on"); day != "" {
		if q.On, err = calendar.ParseDate(day); err != nil {
			return q, err
		}
	}
	if q.To == benefit.Remade || q.To == benefit.Cancelled {
		q.From, err = calendar.ParseMonth(form.Get("from"))
	}
	return q, err
}

// complaintLetters are the documents by the state in which there is something to write.
var complaintLetters = map[benefit.Outcome]string{benefit.ComplaintAccepted: "complaint-accepted", benefit.ComplaintRejected: "complaint-rejected",
	benefit.Upheld: "complaint-answer", benefit.Remade: "complaint-answer", benefit.Cancelled: "complaint-answer"}

// complaintFile sends the notice or the answer as a document.
func complaintFile(s *Site, w http.ResponseWriter, r *http.Request, f *frame) (view, error) {
	v, err := s.complaintOf(r, f)
	if err != nil {
		return nil, err
	}
	template := complaintLetters[v.State]
	if template == "" {
		return nil, fault.New(fault.NotFound, "web.no_page")
	}
	if template == "complaint-answer" && v.First != 0 {
		template = "complaint-answer-second"
	}
	x := report.Letter{Template: template, Simulated: s.Simulated, Signer: v.Signer, Authority: v.Authority, Bases: v.Term.Bases}
	x.Date = orDay(v.AnsweredOn, v.Accepted)
	say := func(code string, args ...any) string { return s.Texts.Of(text.VI, code, args...) }
	x.Values = map[string]string{"number": v.Number, "complainant": orElse(v.By, v.Now.File.Person.Name), "received": v.Received.Vietnamese(),
		"content": v.about(say) + ": " + v.Content, "due": v.Term.Due.Vietnamese(), "note": v.Note,
		"outcome": say("web.complaints.agrees." + strconv.FormatBool(v.Agrees)), "reason": say("web.complaints.rules." + string(v.State))}
	if v.Made != 0 {
		made, err := s.Benefits.Decision(r.Context(), f.Actor, v.Made)
		if err != nil {
			return nil, err
		}
		x.Values["made_number"] = made.Number
	}
	if err := s.issuedBy(&x, v.Issuer); err != nil {
		return nil, err
	}
	return nil, s.sendLetter(w, x, "khieu-nai-"+strconv.FormatInt(v.ID, 10)+".docx")
}

// about names what is complained of.
func (v complaintView) about(say func(string, ...any) string) string {
	if v.Against != nil {
		return say("web.complaints.about.decision", v.Against.Number, v.Against.DecidedOn.Vietnamese())
	}
	return say("web.complaints.about.refusal", v.Refused.Number, v.Refused.AnsweredOn.Vietnamese())
}

func orDay(days ...calendar.Date) calendar.Date {
	for _, d := range days {
		if !d.IsZero() {
			return d
		}
	}
	return 0
}

// secondRule says until when a second complaint may be made and to whom.
func (f *frame) secondRule() string {
	days, remote, source := f.site.Benefits.Procedure().SecondLimit()
	return f.T("web.complaints.second.rule", days, remote, source)
}

func (f *frame) answeredOn(c benefit.Complaint) string {
	if c.AnsweredOn.IsZero() {
		return ""
	}
	return f.T("web.complaints.answered_on", f.Date(c.AnsweredOn))
}
