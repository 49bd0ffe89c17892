package web

import (
	"net/http"
	"strings"

	"ansinh/calendar"
	"ansinh/law"
)

// lawView is the law of a month for reading.
type lawView struct {
	Month       calendar.Month
	Sheets      []law.Sheet
	Instruments []*law.Instrument
	Hash        string
}

func lawPage(s *Site, w http.ResponseWriter, r *http.Request, f *frame) (view, error) {
	book := s.Benefits.Book()
	v := lawView{Month: f.On.Month(), Instruments: book.Instruments(), Hash: book.Hash()}
	var err error
	if v.Sheets, err = book.Sheet(v.Month); err != nil {
		return nil, err
	}
	f.Title = f.T("web.law.title", v.Month.Vietnamese())
	if f.wantsCSV() {
		return nil, sendCSV(w, "muc-huong-"+v.Month.String()+".csv", []string{f.T("web.lists.programme"), f.T("web.lists.category"),
			f.T("web.law.when"), f.T("web.lists.amount"), f.T("web.law.formula"), f.T("web.law.source"), f.T("web.law.confidence")}, v.rows(f))
	}
	return lawContent(f, v), nil
}

func (v lawView) rows(f *frame) [][]string {
	var out [][]string
	for _, s := range v.Sheets {
		for _, l := range s.Lines {
			for _, a := range l.Amounts {
				out = append(out, []string{f.Law(s.Programme.Name), f.Law(l.Name), f.Law(a.When), f.amount(a), f.Law(a.Formula), f.Cite(a.Source),
					f.T("web.confidence." + a.Status)})
			}
		}
	}
	return out
}

// amount is a fixed amount, or that it depends, or that it was not read; a class has none.
func (f *frame) amount(a law.SheetAmount) string {
	switch {
	case a.Unread != nil:
		return f.T("web.law.unread")
	case a.Says != (law.Name{}):
		return f.Law(a.Says)
	case a.Formula == (law.Name{}):
		return "–"
	}
	return f.T("web.law.depends")
}

// conditions writes the conditions of a category as one sentence.
func (f *frame) conditions(l law.SheetLine) string {
	var parts []string
	for _, c := range l.Conditions {
		parts = append(parts, f.Law(c))
	}
	return capital(strings.Join(parts, "; "))
}

// issued says of an instrument who issued it and since when it applies.
func (f *frame) issued(i *law.Instrument) string {
	if i.To.IsZero() {
		return f.T("web.law.in_force", i.Issuer, f.Date(i.Issued), f.Date(i.From))
	}
	return f.T("web.law.was_in_force", i.Issuer, f.Date(i.Issued), f.Date(i.From), f.Date(i.To))
}
