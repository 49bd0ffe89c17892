package web

import (
	"cmp"
	"context"
	"strconv"
	"strings"

	"ansinh/benefit"
	"ansinh/calendar"
	"ansinh/law"
)

// benefitFinding is the law's answer for one category.
type benefitFinding = law.CategoryFinding

// name is who applied, by code where the reader may not see names.
func (v casesView) name(d benefit.Dossier) string {
	if p, ok := v.People[d.Person]; ok {
		return p.Name
	}
	return d.Person.Code()
}

// came is whose file another commune sent.
func (v casesView) came(c benefit.Change) string {
	if p, ok := v.People[c.Person]; ok {
		return p.Name
	}
	return c.Person.Code()
}

func (v newCaseView) id() string { return strconv.FormatInt(int64(v.Person.Person.ID), 10) }

// typed is what was typed into a field before, or what it begins with.
func (v caseView) typed(name, first string) string { return cmp.Or(v.Form.Get(name), first) }

func orElse(said, other string) string { return cmp.Or(strings.TrimSpace(said), other) }

// monthWords writes a month as people of the country write it.
func monthWords(month string) string {
	m, err := calendar.ParseMonth(month)
	if err != nil {
		return month
	}
	return m.Vietnamese()
}

// reason is why the lists ask for the decision to be looked at; empty where they do not.
func (v decisionView) reason(f *frame) string {
	for _, r := range v.Rows {
		if r.List == benefit.Review {
			return f.T("benefit.reason." + string(r.Reason))
		}
	}
	return ""
}

// listed is the ground of ending that the lists' reason comes to; empty where the law names none such.
func (v decisionView) listed() benefit.Reason {
	for _, r := range v.Rows {
		if r.List == benefit.Review {
			return r.Reason // the grounds that a list can find bear the names of its reasons
		}
	}
	return ""
}

// otherReason is the lists' reason in words where no ground of the law has its name.
func (v decisionView) otherReason(f *frame, kind benefit.ChangeKind) string {
	if _, ok := f.site.Benefits.Procedure().Ground(string(v.listed())); ok || kind != benefit.Ending {
		return ""
	}
	return v.reason(f)
}

// changeSays is a change in one sentence.
func (f *frame) changeSays(c benefit.Change) string {
	if c.Undone {
		c.Undone = false
		return f.T("web.decide.past.undone", f.changeSays(c))
	}
	switch c.Kind {
	case benefit.Ending:
		return f.T("web.decide.past.end", c.From.Add(-1).Vietnamese())
	case benefit.Transfer:
		return f.T("web.decide.past.transfer", f.Unit(c.To))
	}
	return f.T("web.decide.past."+string(c.Kind), c.From.Vietnamese())
}

// caseKey is what an application and a row of a list have in common.
type caseKey struct {
	person              int64
	programme, category string
}

// casesOf finds the latest applications of the people on a page of a list.
func (s *Site) casesOf(ctx context.Context, f *frame, rows []benefit.Row) (map[caseKey]benefit.Dossier, error) {
	out := map[caseKey]benefit.Dossier{}
	if len(rows) == 0 {
		return out, nil
	}
	found, err := s.Benefits.Applications(ctx, f.Actor, rows[0].Person, rows[len(rows)-1].Person)
	for i := len(found) - 1; i >= 0; i-- { // the latest stays
		d := found[i]
		out[caseKey{int64(d.Person), d.Programme, d.Category}] = d
	}
	return out, err
}

// homeCases names the applications that wait for an answer, the late ones as late.
func (s *Site) homeCases(ctx context.Context, f *frame, v *homeView) error {
	if !f.May(benefit.MayDecide) {
		return nil
	}
	open, err := s.Benefits.Open(ctx, f.Actor)
	if err != nil || len(open) == 0 {
		return err
	}
	late := 0
	for _, d := range open {
		if d.Term.Late {
			late++
		}
	}
	v.Due = append(v.Due, due{What: f.T("web.decide.home", f.Number(int64(len(open)))), Note: f.T("web.decide.home.late", f.Number(int64(late))),
		Path: "/applications", Day: open[0].Term.Due, Late: late > 0})
	return nil
}

func (v listsView) personOf(r benefit.Row) string { return strconv.FormatInt(int64(r.Person), 10) }

// ends are the answers that a complaint can get: a refusal leaves no decision to cancel.
func (v complaintView) ends() []benefit.Outcome {
	if v.Against == nil {
		return []benefit.Outcome{benefit.Upheld, benefit.Remade}
	}
	return []benefit.Outcome{benefit.Upheld, benefit.Remade, benefit.Cancelled}
}

// tooLate says that the time to complain was over.
func (f *frame) tooLate() string {
	days, source := f.site.Benefits.Procedure().Limit()
	return f.T("web.complaints.too_late", strconv.Itoa(days), source)
}

// homeComplaints names the complaints that wait for an answer.
func (s *Site) homeComplaints(ctx context.Context, f *frame, v *homeView) error {
	if !f.May(benefit.MayDecide) {
		return nil
	}
	all, err := s.Benefits.Complaints(ctx, f.Actor)
	if err != nil || len(all) == 0 || !all[0].State.Open() {
		return err
	}
	n, late := 0, 0
	for _, g := range all {
		if g.State.Open() {
			n++
			if g.Term.Late {
				late++
			}
		}
	}
	v.Due = append(v.Due, due{What: f.T("web.complaints.home", f.Number(int64(n))), Note: f.T("web.decide.home.late", f.Number(int64(late))),
		Path: "/complaints", Day: all[0].Term.Due, Late: late > 0})
	return nil
}

// once says whether a category is given once, or once a year.
func (f *frame) once(category string) bool {
	book := f.site.Benefits.Book()
	c, ok := book.Category(category)
	return ok && book.Programmes()[c.Programme].OnRequest()
}
