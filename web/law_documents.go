package web

import (
	"net/http"
	"slices"
	"strings"

	"ansinh/calendar"
	"ansinh/fault"
	"ansinh/law"
)

// documentsView is every document of the law, by field and by the day from which it applies.
type documentsView struct {
	Fields []documentField
	Days   []calendar.Date // on which the law changed, the latest first
	Hash   string
}

type documentField struct {
	ID        string
	Documents []*law.Instrument
}

func documentsPage(s *Site, w http.ResponseWriter, r *http.Request, f *frame) (view, error) {
	f.Title = f.T("web.law.documents")
	book := s.Benefits.Book()
	v := documentsView{Hash: book.Hash()}
	for _, i := range book.Instruments() {
		at := slices.IndexFunc(v.Fields, func(x documentField) bool { return x.ID == i.Field })
		if at < 0 {
			at = len(v.Fields)
			v.Fields = append(v.Fields, documentField{ID: i.Field})
		}
		v.Fields[at].Documents = append(v.Fields[at].Documents, i)
	}
	for _, d := range book.Days() {
		if d > book.First().First() { // before the first there is nothing to compare with
			v.Days = append(v.Days, d)
		}
	}
	slices.Reverse(v.Days)
	if f.wantsFile() {
		return nil, f.sendTable(w, "van-ban", f.heading("web.law.field", "web.law.number", "web.law.document.name", "web.law.document.issued", "web.law.confidence"), f.documentRows(v))
	}
	return documentsContent(f, v), nil
}

func (f *frame) documentRows(v documentsView) (rows [][]string) {
	for _, field := range v.Fields {
		for _, i := range field.Documents {
			rows = append(rows, []string{f.field(field.ID), i.Number, f.Law(i.Name), f.issued(i), f.T("web.confidence." + i.Confidence.Status())})
		}
	}
	return rows
}

// field is the name of a field of the law, its folder's name where nobody gave it another.
func (f *frame) field(id string) string {
	if code := "reform.field." + id; f.texts.Has(code) {
		return f.T(code)
	}
	return id
}

func documentPage(s *Site, w http.ResponseWriter, r *http.Request, f *frame) (view, error) {
	d, ok := s.Benefits.Book().Document(r.PathValue("field") + "/" + r.PathValue("folder"))
	if !ok {
		return nil, fault.New(fault.NotFound, "web.law.no_document")
	}
	f.Title = d.Number
	return documentContent(f, d), nil
}

func documentPath(i *law.Instrument) string { return "/law/documents/" + i.ID }

// holds says from when to when a row holds.
func (f *frame) holds(s law.Span) string {
	if s.To.IsZero() {
		return f.T("web.law.from", f.Date(s.From))
	}
	return f.T("web.law.from_to", f.Date(s.From), f.Date(s.To))
}

// amendments names the documents that a document amends.
func (f *frame) amendments(i *law.Instrument) string {
	var numbers []string
	for _, id := range i.Amends {
		name := id
		for _, other := range f.site.Benefits.Book().Instruments() {
			if other.ID == i.Field+"/"+id {
				name = other.Number
			}
		}
		numbers = append(numbers, name)
	}
	return strings.Join(numbers, "; ")
}

// says is an amount as the sheet gives it: a sum, another quantity, or that it depends or was not read.
func (f *frame) says(a law.SheetAmount) string {
	switch {
	case a.Unread != nil:
		return f.T("web.law.unread")
	case a.Says != (law.Name{}):
		return f.Law(a.Says)
	case a.Amount > 0:
		return f.Money(a.Amount)
	}
	return f.T("web.law.depends")
}

// words joins names into one sentence.
func (f *frame) words(names []law.Name) string {
	var parts []string
	for _, n := range names {
		parts = append(parts, f.Law(n))
	}
	return capital(strings.Join(parts, "; "))
}

// differencesView is what changed in the law between two months.
type differencesView struct {
	From, To calendar.Date
	Changed  *law.Changed
	Days     []calendar.Date
	Wrong    string
}

func differencesPage(s *Site, w http.ResponseWriter, r *http.Request, f *frame) (view, error) {
	f.Title = f.T("web.law.differences")
	book := s.Benefits.Book()
	v := differencesView{Days: book.Days()}
	last := v.Days[0]
	for _, d := range v.Days {
		if d <= f.On {
			last = d
		}
	}
	v.From, v.To = max(last.Add(-1), book.First().First()), last
	for name, to := range map[string]*calendar.Date{"from": &v.From, "to": &v.To} {
		if x := f.Query.Get(name); x != "" {
			day, err := calendar.ParseDate(x)
			if err != nil {
				return nil, err
			}
			*to = day
		}
	}
	var err error
	v.Changed, err = book.Changed(v.From.Month(), v.To.Month())
	if fault.CodeOf(err) == "law.month_not_covered" {
		v.Wrong, err = f.fault(err), nil
		s.write(w, r, f, differencesContent(f, v), http.StatusUnprocessableEntity)
		return nil, nil
	}
	return differencesContent(f, v), err
}

// unchanged says whether the law is the same on both days.
func (v differencesView) unchanged() bool {
	c := v.Changed
	return len(c.Parameters)+len(c.New)+len(c.Ended)+len(c.Reworded)+len(c.Amounts) == 0
}

// turn is a day on which the law changed, compared with the day before.
func (f *frame) turn(d calendar.Date) (from, to string) { return d.Add(-1).String(), d.String() }

// orDash is a text, a dash where there is none.
func (f *frame) orDash(s string) string {
	if s == "" {
		return "–"
	}
	return s
}
