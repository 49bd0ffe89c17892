package web

import (
	"encoding/json"
	"net/http"
	"slices"
	"strings"

	"ansinh/calendar"
	"ansinh/fault"
	"ansinh/law"
	"ansinh/law/say"
	"ansinh/registry"
	"ansinh/viet"
)

// whyView is the explanation of one programme for one person in one month.
type whyView struct {
	File    *registry.File
	Month   calendar.Month
	Own     bool
	For     string // whom it is told to: citizen, officer, auditor
	Finding law.ProgrammeFinding
	Law     string
	Paid    []law.CategoryFinding // met and paid
	Unread  []law.CategoryFinding // met, and what they give was not read
	Open    []law.CategoryFinding // a fact is missing
	Others  []law.CategoryFinding // not met, removed, no longer law

	Sentences []string // for the citizen
	Seen      []law.SeenFact
	Otherwise *law.Counterfactuals // what one fact would change; nil where it would tell what the reader may not see
	Requests  []law.Programme      // those that answer on request
	Events    []askedEvent         // what this one asks of an event
}

// askedEvent is a fact of an event as it was given on the page.
type askedEvent struct {
	*law.Fact
	Value string // empty: not known
}

func whyPage(s *Site, w http.ResponseWriter, r *http.Request, f *frame) (view, error) {
	id, err := personID(r)
	if err != nil {
		return nil, err
	}
	return s.why(w, r, f, id)
}

func myWhyPage(s *Site, w http.ResponseWriter, r *http.Request, f *frame) (view, error) {
	if f.Actor.Person == 0 {
		return nil, fault.New(fault.NotFound, "registry.no_person")
	}
	return s.why(w, r, f, registry.PersonID(f.Actor.Person))
}

// why explains the programme that is named, or offers those that answer on request where none is.
func (s *Site) why(w http.ResponseWriter, r *http.Request, f *frame, id registry.PersonID) (view, error) {
	v := whyView{Own: f.Actor.Person != 0, Month: f.On.Month()}
	var err error
	if m := f.Query.Get("month"); m != "" {
		if v.Month, err = calendar.ParseMonth(m); err != nil {
			return nil, err
		}
	}
	at := f.at()
	if v.Month != f.On.Month() {
		at.AsOf = v.Month.Last()
	}
	if v.File, err = s.Registry.Person(r.Context(), f.Actor, id, at); err != nil {
		return nil, err
	}
	v.Requests = onRequest(s.Benefits.Book(), v.Month)
	asked := f.Query.Get("programme")
	if asked == "" {
		f.Title = f.T("web.why.requests")
		return whyRequests(f, v), nil
	}
	facts, err := v.events(s.Benefits.Book(), f, asked)
	if err != nil {
		return nil, err
	}
	e, err := v.explain(s.Benefits.Book(), facts, asked)
	if err != nil {
		return nil, err
	}
	if f.Query.Get("format") == "json" && f.wholeTruth(v) {
		return nil, sendJSON(w, e)
	}
	v.sort(f)
	v.For = f.audience(v)
	v.Sentences, v.Seen = sentences(say.Citizen(e, s.Texts, f.Lang)), e.Facts
	if v.Otherwise, err = s.otherwise(f, v, facts); err != nil {
		return nil, err
	}
	f.Title = f.T("web.why.title", f.Law(v.Finding.Name), v.Month.Vietnamese())
	return whyContent(f, v), nil
}

// onRequest is the programmes of a month that answer only when asked.
func onRequest(book *law.Book, month calendar.Month) []law.Programme {
	var all []law.Programme
	for _, p := range book.Programmes() {
		if p.OnRequest() && p.From.Month() <= month {
			all = append(all, p)
		}
	}
	return all
}

// events is what is known of the person, with what the page was told of an event. What nobody mentions and may be
// presumed is presumed.
func (v *whyView) events(book *law.Book, f *frame, programme string) (law.Facts, error) {
	facts := v.File.Law(v.Month)
	wrong := fault.New(fault.Invalid, "web.address")
	for _, x := range book.EventFacts(programme) {
		given := x.Presumed
		if f.Query.Has(x.ID) {
			given = strings.TrimSpace(f.Query.Get(x.ID))
		}
		if x.Type == law.Money {
			given = viet.PlainAmount(given)
		}
		if _, ok := x.Parse(given); given != "" && !ok {
			wrong.At(f.Law(x.Name), "law.bad_value", f.Law(x.Name), given)
			continue
		}
		if given != "" {
			facts[x.ID] = law.FactValue{Text: given, Source: f.T("web.why.told")}
		}
		v.Events = append(v.Events, askedEvent{x, given})
	}
	return facts, wrong.OrNil()
}

// explain answers for the programme alone; the tree holds nothing of the others.
func (v *whyView) explain(book *law.Book, facts law.Facts, programme string) (*law.Explanation, error) {
	var ask []string
	if slices.ContainsFunc(v.Requests, func(p law.Programme) bool { return p.ID == programme }) {
		ask = []string{programme}
	}
	e, err := book.Explain(facts, v.Month, ask...)
	if err != nil {
		return nil, err
	}
	i := slices.IndexFunc(e.Programmes, func(p law.ProgrammeFinding) bool { return p.ID == programme })
	if i < 0 {
		return nil, fault.New(fault.NotFound, "web.why.no_programme")
	}
	v.Finding, v.Law = e.Programmes[i], e.Law
	only := *e
	only.Programmes = []law.ProgrammeFinding{v.Finding}
	if v.Finding.Kind != law.Monthly {
		only.Next = []law.Change{}
	}
	return &only, nil
}

// sort puts the categories where they are told.
func (v *whyView) sort(f *frame) {
	for _, c := range v.Finding.Categories {
		switch {
		case c.Answer == "met" && c.Paid:
			v.Paid = append(v.Paid, c)
		case c.Answer == "met" && c.Unread != nil && c.Removed == nil:
			v.Unread = append(v.Unread, c)
		case c.Answer == "unknown" && !f.onlyHidden(c.Missing):
			v.Open = append(v.Open, c)
		default:
			v.Others = append(v.Others, c)
		}
	}
}

// audiences are the three ways of telling an explanation.
var audiences = []string{"citizen", "officer", "auditor"}

// audience is whom the page is told to: who is asked for, or who reads. The sentences and the whole proof name sensitive
// facts, and are for those who may see them.
func (f *frame) audience(v whyView) string {
	if asked := f.Query.Get("for"); slices.Contains(audiences, asked) && (asked == "officer" || f.wholeTruth(v)) {
		return asked
	}
	switch {
	case v.Own:
		return "citizen"
	case f.May("audit.read") && f.wholeTruth(v):
		return "auditor"
	}
	return "officer"
}

// wholeTruth says whether nothing of this person is kept from the reader.
func (f *frame) wholeTruth(v whyView) bool { return v.Own || f.May(registry.MaySensitive) }

func sendJSON(w http.ResponseWriter, x any) error {
	w.Header().Set("Content-Type", "application/json; charset=utf-8")
	e := json.NewEncoder(w)
	e.SetIndent("", "  ")
	e.SetEscapeHTML(false)
	return e.Encode(x)
}

// given is what a category gives, in words.
func (f *frame) given(c law.CategoryFinding) string {
	if c.Says == (law.Name{}) {
		return f.Law(c.Name)
	}
	return f.Law(c.Says)
}

// giving is the head of an explanation: the sum, or what is given that is no money.
func (f *frame) giving(v whyView) string {
	if v.Finding.Total > 0 {
		return f.Money(v.Finding.Total)
	}
	var all []string
	for _, c := range v.Paid {
		all = append(all, f.given(c))
	}
	return strings.Join(all, "; ")
}

// totalName says what stands at the head of an explanation.
func (f *frame) totalName(v whyView) string {
	switch v.Finding.Kind {
	case law.Monthly:
		return f.T("web.why.total")
	case law.Classification:
		return f.T("web.why.class")
	}
	return f.T("web.why.given")
}

// often is for when the head of an explanation holds.
func (f *frame) often(v whyView) string {
	if v.Finding.Kind == law.Monthly {
		return f.T("web.why.of_month", v.Month.Vietnamese())
	}
	return f.T("web.why.on_request", f.T("web.law.kind."+v.Finding.Kind), v.Month.Vietnamese())
}

// weakest is the weakest status of what is paid.
func (v whyView) weakest() string {
	for _, s := range []string{"unverified", "derived"} {
		if slices.ContainsFunc(v.Paid, func(c law.CategoryFinding) bool { return c.Status == s }) {
			return s
		}
	}
	return "verified"
}

// onlyHidden says whether all that is missing is out of the reader's sight.
func (f *frame) onlyHidden(facts []law.SeenFact) bool {
	return len(facts) > 0 && !slices.ContainsFunc(facts, func(x law.SeenFact) bool { return !f.hidden(x.ID) })
}

// flat is the list a proof comes down to, lists within lists joined.
func flat(p *law.Proof) []*law.Proof {
	if p == nil {
		return nil
	}
	if p.Kind != "all" {
		return []*law.Proof{p}
	}
	var out []*law.Proof
	for _, k := range p.Of {
		out = append(out, flat(k)...)
	}
	return out
}

// seen is a fact's value and whence and since when it is known.
func (f *frame) seen(v whyView, x law.SeenFact) string {
	switch {
	case f.hidden(x.ID):
		return f.T("web.why.hidden")
	case !x.Known:
		return f.T("web.why.fact", f.Law(x.Name), f.T("web.fact.unknown"))
	}
	says := f.T("web.why.fact", f.Law(x.Name), f.Law(x.Says))
	if x.Source == "" {
		return says
	}
	for _, known := range v.File.Facts {
		if known.Fact == x.ID && known.From > firstDay {
			return f.T("web.why.known_since", says, f.source(known.Source), f.Date(known.From))
		}
	}
	source := x.Source
	if source == law.SourceAbsent || source == law.SourcePresumed {
		source = f.T("law.say.source." + source)
	}
	return f.T("web.why.known", says, source)
}

// answerShape is the shape of an answer.
func answerShape(answer string) (tone, shape string) {
	switch answer {
	case "met":
		return "good", "check"
	case "not_met":
		return "bad", "cross"
	case "unknown":
		return "none", "question"
	default:
		return "none", "ring"
	}
}
