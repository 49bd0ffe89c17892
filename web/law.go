package web

import (
	"net/http"
	"slices"
	"strings"

	"ansinh/calendar"
	"ansinh/law"
	"ansinh/law/simulate"
	"ansinh/money"
	"ansinh/viet"
)

// lawView is the law of a month for reading, narrowed to a word or a document.
type lawView struct {
	Month       calendar.Month
	Sheets      []law.Sheet
	Instruments []*law.Instrument
	Hash        string
	Word        string
	Document    string // its number
	Lines       int    // categories shown
}

func lawPage(s *Site, w http.ResponseWriter, r *http.Request, f *frame) (view, error) {
	book := s.Benefits.Book()
	v := lawView{Month: f.On.Month(), Instruments: book.Instruments(), Hash: book.Hash(),
		Word: strings.TrimSpace(f.Query.Get("q")), Document: f.Query.Get("document")}
	sheets, err := book.Sheet(v.Month)
	if err != nil {
		return nil, err
	}
	for _, x := range sheets {
		x.Lines = slices.DeleteFunc(x.Lines, func(l law.SheetLine) bool { return !v.wants(f, x, l) })
		if v.Lines += len(x.Lines); len(x.Lines) > 0 {
			v.Sheets = append(v.Sheets, x)
		}
	}
	f.Title = f.T("web.law.title", v.Month.Vietnamese())
	if f.wantsFile() {
		return nil, f.sendTable(w, "muc-huong-"+v.Month.String(), []string{f.T("web.lists.programme"), f.T("web.lists.category"),
			f.T("web.law.when"), f.T("web.lists.amount"), f.T("web.law.formula"), f.T("web.law.source"), f.T("web.law.confidence")}, v.rows(f))
	}
	return lawContent(f, v), nil
}

// narrowed says whether something is looked for: what is found is shown open then.
func (v lawView) narrowed() bool { return v.Word != "" || v.Document != "" }

// wants says whether a category is among what is looked for: it names the word, and rests on the document.
func (v lawView) wants(f *frame, s law.Sheet, l law.SheetLine) bool {
	if v.Word != "" {
		all := []string{f.Law(s.Programme.Name), l.Category, f.Law(l.Name), f.conditions(l)}
		for _, a := range l.Amounts {
			all = append(all, f.Law(a.When), f.Law(a.Formula))
		}
		if !strings.Contains(viet.Fold(strings.Join(all, "\n")), viet.Fold(v.Word)) {
			return false
		}
	}
	return v.Document == "" || slices.ContainsFunc(sourcesOf(l), func(s law.Source) bool { return s.Number == v.Document })
}

// sourcesOf is every row of the law on which a category rests.
func sourcesOf(l law.SheetLine) []law.Source {
	all := []law.Source{l.Source}
	for _, a := range l.Amounts {
		all = append(all, a.Source)
		for _, u := range a.Uses {
			all = append(all, u.Source)
		}
		if a.Tariff != nil {
			all = append(all, a.Tariff.Source)
		}
		if a.Unread != nil {
			all = append(all, *a.Unread)
		}
	}
	return all
}

// numbers are the numbers of all documents, for choosing one.
func (v lawView) numbers() []string {
	var all []string
	for _, i := range v.Instruments {
		if !slices.Contains(all, i.Number) {
			all = append(all, i.Number)
		}
	}
	return all
}

// unverified is how many categories of a programme hold an amount that rests on an unverified row.
func unverified(s law.Sheet) int {
	n := 0
	for _, l := range s.Lines {
		if slices.ContainsFunc(l.Amounts, func(a law.SheetAmount) bool { return a.Status == "unverified" }) {
			n++
		}
	}
	return n
}

// sheetSummary says how often a programme is given, how many categories it has, and how many rest on what is unverified.
func (f *frame) sheetSummary(s law.Sheet) string {
	says := f.T("web.law.summary", f.T("web.law.kind."+s.Programme.Kind), len(s.Lines))
	if n := unverified(s); n > 0 {
		says += " · " + f.T("web.law.summary.unverified", n)
	}
	return says
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
func (f *frame) conditions(l law.SheetLine) string { return f.words(l.Conditions) }

// issued says of an instrument who issued it and since when it applies.
func (f *frame) issued(i *law.Instrument) string {
	if i.To.IsZero() {
		return f.T("web.law.in_force", i.Issuer, f.Date(i.Issued), f.Date(i.From))
	}
	return f.T("web.law.was_in_force", i.Issuer, f.Date(i.Issued), f.Date(i.From), f.Date(i.To))
}

// doubted says whether what a category gives in a month rests on what is unverified.
func (f *frame) doubted(month calendar.Month, category string) bool {
	if f.doubt.month != month {
		f.doubt.month = month
		f.doubt.categories, _ = f.site.Benefits.Book().Doubted(month) // of a month without law nothing is said
	}
	return f.doubt.categories[category]
}

// doubtedSum is the part of a simulation's cost that rests on what is unverified, before it and under the law supposed.
func (f *frame) doubtedSum(s *simulate.Simulation) money.Dong {
	sum := money.Dong(0)
	for _, d := range s.By {
		for _, l := range d.Lines {
			if d.By == "category" && f.doubted(s.Month, l.ID) {
				sum += l.Outcomes[0].Cost
			}
		}
	}
	return sum
}
