package web

import (
	"slices"
	"time"

	"ansinh/benefit"
	"ansinh/calendar"
	"ansinh/registry"
)

// moment is one entry of a person's timeline.
type moment struct {
	At    calendar.Date
	When  string
	What  string
	Value string
	Note  string
	Holds bool // still so
	Path  string
	Files string // where its files are
}

// history is what happened to a person, latest first: facts, also those that were superseded, decisions, and the birth
// with which all begins.
func (f *frame) history(v personView) []moment {
	p := v.File.Person
	out := []moment{{At: p.BirthDate, When: f.Born(p), What: f.T("web.person.birth"), Note: f.source(p.Source)}}
	for _, x := range v.History {
		out = append(out, f.ofFact(x))
	}
	if v.Benefits != nil {
		for _, d := range v.Benefits.Decisions {
			out = append(out, f.ofDecision(d))
			if !d.To.IsZero() {
				out = append(out, moment{At: d.To.Last(), When: d.To.Vietnamese(), What: f.T("web.person.ended", d.Number), Value: f.Category(d.Category),
					Note: f.endReason(d.EndReason)})
			}
		}
	}
	for _, r := range v.Requests {
		out = append(out, f.ofRequest(r))
	}
	slices.SortStableFunc(out, func(a, b moment) int { return int(b.At - a.At) })
	return out
}

func (f *frame) ofFact(x registry.Fact) moment {
	m := moment{At: x.From, When: f.span(x), What: f.Law(x.Name), Value: f.Value(x.Fact, x.Value), Holds: x.Superseded.IsZero() && x.To.IsZero()}
	if x.Certainty == registry.Unknown {
		m.Value = f.T("web.fact.unknown")
	}
	if f.Actor.Person == 0 && x.ID != 0 {
		m.Files = factFilesPath(x.ID)
	}
	m.Note = f.T("web.fact.recorded", f.source(x.Source), x.RecordedBy, f.Moment(x.Recorded))
	if !x.Superseded.IsZero() {
		m.Note += " " + f.T("web.fact.superseded", f.Moment(x.Superseded))
	}
	return m
}

func (f *frame) ofDecision(d benefit.Decision) moment {
	return moment{At: d.DecidedOn, When: f.Date(d.DecidedOn), What: f.T("web.person.decided", d.Number), Value: f.Category(d.Category),
		Note: f.T("web.person.decided.note", d.Amount.String(), f.months(d), f.Unit(d.Issuer), d.Signer), Holds: d.Status == benefit.Active}
}

// knownBy leaves out what was recorded after a day, and lets stand what was superseded after it.
func knownBy(all []registry.Fact, day calendar.Date) []registry.Fact {
	var out []registry.Fact
	for _, x := range all {
		if calendar.DateOf(x.Recorded) > day {
			continue
		}
		if !x.Superseded.IsZero() && calendar.DateOf(x.Superseded) > day {
			x.Superseded = time.Time{}
		}
		out = append(out, x)
	}
	return out
}
