package web

import (
	"net/http"
	"slices"

	"ansinh/calendar"
	"ansinh/fault"
	"ansinh/law"
	"ansinh/registry"
)

// whyView is the explanation of one programme for one person in one month.
type whyView struct {
	File    *registry.File
	Month   calendar.Month
	Own     bool
	Finding law.ProgrammeFinding
	Law     string
	Paid    []law.CategoryFinding // met and paid
	Open    []law.CategoryFinding // a fact is missing
	Others  []law.CategoryFinding // not met, removed, no longer law

	Otherwise *law.Counterfactuals // what one fact would change; nil where it would tell what the reader may not see
}

func whyPage(s *Site, w http.ResponseWriter, r *http.Request, f *frame) (view, error) {
	id, err := personID(r)
	if err != nil {
		return nil, err
	}
	return s.why(r, f, id)
}

func myWhyPage(s *Site, w http.ResponseWriter, r *http.Request, f *frame) (view, error) {
	if f.Actor.Person == 0 {
		return nil, fault.New(fault.NotFound, "registry.no_person")
	}
	return s.why(r, f, registry.PersonID(f.Actor.Person))
}

func (s *Site) why(r *http.Request, f *frame, id registry.PersonID) (view, error) {
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
	e, err := s.Benefits.Book().Explain(v.File.Law(v.Month), v.Month)
	if err != nil {
		return nil, err
	}
	i := slices.IndexFunc(e.Programmes, func(p law.ProgrammeFinding) bool { return p.ID == f.Query.Get("programme") })
	if i < 0 {
		return nil, fault.New(fault.NotFound, "web.why.no_programme")
	}
	v.Finding, v.Law = e.Programmes[i], e.Law
	for _, c := range v.Finding.Categories {
		switch {
		case c.Answer == "met" && c.Paid:
			v.Paid = append(v.Paid, c)
		case c.Answer == "unknown" && !f.onlyHidden(c.Missing):
			v.Open = append(v.Open, c)
		default:
			v.Others = append(v.Others, c)
		}
	}
	if v.Otherwise, err = s.otherwise(f, v); err != nil {
		return nil, err
	}
	f.Title = f.T("web.why.title", f.Law(v.Finding.Name), v.Month.Vietnamese())
	return whyContent(f, v), nil
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
	return f.T("web.why.known", says, x.Source)
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
