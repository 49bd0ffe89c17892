package web

import (
	"cmp"
	"slices"
	"strings"

	"github.com/a-h/templ"

	"ansinh/benefit"
	"ansinh/calendar"
	"ansinh/law"
	"ansinh/registry"
)

// Programme is the name of a programme by its id.
func (f *frame) Programme(id string) string {
	if i, ok := f.site.Benefits.Book().Programme(id); ok {
		return f.Law(f.site.Benefits.Book().Programmes()[i].Name)
	}
	return id
}

// Category is the name of a category by its id.
func (f *frame) Category(id string) string {
	if c, ok := f.site.Benefits.Book().Category(id); ok {
		return f.Law(c.Name)
	}
	return id
}

// missing names the facts that would decide. A sensitive one is named only to whoever may see it.
func (f *frame) missing(facts []law.SeenFact) string {
	var names []string
	for _, x := range facts {
		if !f.hidden(x.ID) {
			names = append(names, f.Law(x.Name))
		}
	}
	return strings.Join(names, "; ")
}

// hidden says whether the reader may not see the fact.
func (f *frame) hidden(fact string) bool {
	def, ok := f.site.Registry.Vocabulary().Fact(fact)
	return ok && def.Sensitive && !f.May(registry.MaySensitive)
}

// unknown names facts that nobody can tell.
func (f *frame) unknown(ids []string) string { return strings.Join(f.untold(ids), "; ") }

// untold are their names. What belongs to an event is left out: it is asked when the event comes.
func (f *frame) untold(ids []string) []string {
	var names []string
	for _, id := range ids {
		if def, ok := f.site.Registry.Vocabulary().Fact(id); ok && def.Of != law.Event && !f.hidden(id) {
			names = append(names, f.Law(def.Name))
		}
	}
	return names
}

// whyPath is the address of the explanation.
func (f *frame) whyPath(v personView) string {
	if v.Own {
		return "/me/why"
	}
	return personPath(v.File.Person.ID) + "/why"
}

// months is from when to when a decision grants.
func (f *frame) months(d benefit.Decision) string {
	if d.Once {
		return f.T("web.once.once", d.From.Vietnamese())
	}
	if d.To.IsZero() {
		return f.T("web.decision.from", d.From.Vietnamese())
	}
	return f.T("web.decision.from_to", d.From.Vietnamese(), d.To.Vietnamese())
}

// endReason says why a decision ended; a reason that somebody typed stands as it was typed.
func (f *frame) endReason(reason string) string {
	if g, ok := f.site.Benefits.Procedure().Ground(reason); ok {
		return capital(f.Law(g.Name))
	}
	if code := "benefit.end." + reason; f.texts.Has(code) {
		return f.T(code)
	}
	if code := "benefit.reason." + reason; f.texts.Has(code) {
		return f.T(code)
	}
	return reason
}

// source says whence something is known.
func (f *frame) source(s registry.Source) string {
	if s.Issued.IsZero() {
		return s.Title
	}
	return f.T("web.fact.issued", s.Title, f.Date(s.Issued))
}

// firstDay is before any day that a fact can begin on: what begins there has no known beginning.
const firstDay calendar.Date = 1

// since is the day something began; a dash where that is not known.
func (f *frame) since(d calendar.Date) string {
	if d <= firstDay {
		return "–"
	}
	return f.Date(d)
}

// span is the time in which a fact holds.
func (f *frame) span(x registry.Fact) string {
	switch {
	case x.From <= firstDay && x.To.IsZero():
		return f.T("web.fact.always")
	case x.To.IsZero():
		return f.T("web.fact.from", f.Date(x.From))
	default:
		return f.T("web.fact.from_to", f.since(x.From), f.Date(x.To.Add(-1)))
	}
}

// hideNumber shows the last digits of an account only.
func hideNumber(n string) string {
	if len(n) <= 4 {
		return n
	}
	return "•••• " + n[len(n)-4:]
}

// rowsOf are the rows of the month in which the person stands in lists.
func (v personView) rowsOf() []benefit.Row {
	rows := slices.DeleteFunc(slices.Clone(v.Benefits.Rows), func(r benefit.Row) bool { return r.Month != v.Month })
	slices.SortFunc(rows, func(a, b benefit.Row) int { return cmp.Compare(a.List, b.List) })
	return rows
}

// payeePath is where a new way of taking money is sent.
func (f *frame) payeePath(v statementView) templ.SafeURL {
	if v.Own {
		return "/me/payee"
	}
	return templ.SafeURL(personPath(v.File.Person.ID) + "/payee")
}

// statementPath is the address of a person's statement.
func (f *frame) statementPath(v personView) string {
	if v.Own {
		return "/me/statement"
	}
	return personPath(v.File.Person.ID) + "/statement"
}

// guardianKind is what a kind of guardianship is called.
func (f *frame) guardianKind(id string) string {
	for _, m := range f.site.Registry.Forms().All() {
		if m.Act != registry.ActGuardian {
			continue
		}
		for _, x := range m.Fields {
			for _, c := range x.Choices {
				if c.ID == id {
					return f.Law(c.Name)
				}
			}
		}
	}
	return id
}
