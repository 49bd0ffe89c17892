package web

import (
	"archive/zip"
	"bytes"
	"encoding/csv"
	"net/http"
	"slices"
	"strings"

	"ansinh/benefit"
	"ansinh/fault"
	"ansinh/org"
	"ansinh/registry"
	"ansinh/report"
)

// lettersAtOnce is the most letters of one file: each opens a person's file, and each opening is recorded.
const lettersAtOnce = 200

// mailing is a file of letters in the making: a Word document a person, and the short messages as a table.
type mailing struct {
	site     *Site
	file     bytes.Buffer
	zip      *zip.Writer
	messages [][]string
}

func (s *Site) newMailing() *mailing {
	m := &mailing{site: s}
	m.zip = zip.NewWriter(&m.file)
	return m
}

// add writes one person's letter and message.
func (m *mailing) add(code string, x report.Letter) error {
	w, err := m.zip.Create(code + ".docx")
	if err != nil {
		return err
	}
	if err := m.site.Reports.Letters().Write(w, x); err != nil {
		return err
	}
	m.messages = append(m.messages, []string{code, m.site.Reports.Letters().Message(x.Template, x.Values)})
	return nil
}

// send ends the file and sends it.
func (m *mailing) send(w http.ResponseWriter, name string) error {
	t, err := m.zip.Create("tin-nhan.csv")
	if err != nil {
		return err
	}
	c := csv.NewWriter(t)
	if err := c.WriteAll(append([][]string{{"Ma an sinh", "Tin nhan"}}, m.messages...)); err != nil {
		return err
	}
	if err := m.zip.Close(); err != nil {
		return err
	}
	sendFile(w, name, "application/zip", "", m.file.Bytes())
	return nil
}

// listLetters invites the people of the gap list about whom nothing was done yet, a file of letters at a time.
func (s *Site) listLetters(w http.ResponseWriter, r *http.Request, f *frame, v listsView) error {
	ctx, q := r.Context(), v.query(lettersAtOnce)
	q.Left, q.After = true, rowAfter(f.Query.Get("after"))
	rows, _, err := s.Benefits.Rows(ctx, f.Actor, q)
	if err != nil {
		return err
	}
	m := s.newMailing()
	for _, row := range rows {
		if row.Category == "" {
			continue
		}
		file, finding, _, err := s.Benefits.Finding(ctx, f.Actor, row.Person, row.Category, row.Month)
		if err != nil {
			return err
		}
		finding.Amount = row.New
		x := s.letter(file, row.Programme, row.Category, finding)
		x.Template, x.Date, x.Signer = "invitation", f.Today, f.Actor.Name
		for _, p := range s.Benefits.Procedure().Papers(row.Category) {
			x.Papers = append(x.Papers, small(p.VI))
		}
		if err := s.issuedNow(&x, row.HomeUnit, f.Today); err != nil {
			return err
		}
		if err := m.add(row.Person.Code()+"-"+row.Category, x); err != nil {
			return err
		}
	}
	return m.send(w, "thu-moi-"+v.Month.String()+".zip")
}

// comingShown is how many events stand on the page; the file has them all.
const comingShown = 200

// comingView is what will change in a commune.
type comingView struct {
	Unit   string     // empty: a commune must be chosen
	Units  []org.Unit // to choose from
	Kind   string
	Events []benefit.Event // of the kind asked for
	Kinds  []comingCount
}

// comingCount is how many events of a kind there are.
type comingCount struct {
	ID   string
	Name string
	N    int
}

func comingPage(s *Site, w http.ResponseWriter, r *http.Request, f *frame) (view, error) {
	f.Title, f.Wide = f.T("web.coming.title"), true
	v := comingView{Unit: orElse(f.Query.Get("unit"), f.Actor.Unit), Kind: f.Query.Get("kind")}
	if f.Actor.Unit == "" {
		v.Units = s.Tree.Units(org.Commune, f.Today)
		slices.SortFunc(v.Units, func(a, b org.Unit) int { return strings.Compare(fold(a.Name), fold(b.Name)) })
	}
	if v.Unit == "" {
		return comingContent(f, v), nil
	}
	all, err := s.Benefits.Coming(r.Context(), f.Actor, org.UnitID(v.Unit))
	if err != nil {
		return nil, err
	}
	for _, e := range all {
		i := len(v.Kinds)
		for j, k := range v.Kinds {
			if k.ID == e.ID {
				i = j
			}
		}
		if i == len(v.Kinds) {
			v.Kinds = append(v.Kinds, comingCount{ID: e.ID, Name: f.Law(e.Kind.Name)})
		}
		v.Kinds[i].N++
		if v.Kind == "" || v.Kind == e.ID {
			v.Events = append(v.Events, e)
		}
	}
	switch {
	case f.wantsFile():
		return nil, f.sendTable(w, "sap-toi-"+f.Today.String(), []string{f.T("web.coming.day"), f.T("web.person.code"), f.T("web.coming.what"), f.T("web.lists.category"),
			f.T("web.decision.number"), f.T("web.decide.by.law")}, comingRows(f, v.Events))
	case f.Query.Get("format") == "letters":
		return nil, s.comingLetters(w, r, f, v.Events)
	}
	return comingContent(f, v), nil
}

func comingRows(f *frame, events []benefit.Event) [][]string {
	var out [][]string
	for _, e := range events {
		out = append(out, []string{e.Day.String(), e.Person.Code, f.Law(e.Kind.Name), f.Category(e.Decision.Category), e.Decision.Number, e.Kind.Source})
	}
	return out
}

// comingLetters tells the first people of the list what will change.
func (s *Site) comingLetters(w http.ResponseWriter, r *http.Request, f *frame, events []benefit.Event) error {
	if !f.May(benefit.MayDecide) {
		return fault.New(fault.Forbidden, "auth.forbidden", benefit.MayDecide)
	}
	m := s.newMailing()
	for _, e := range events[:min(len(events), lettersAtOnce)] {
		file, err := s.Registry.Person(r.Context(), f.Actor, e.Person.ID, registry.At{})
		if err != nil {
			return err
		}
		x := s.letter(file, e.Decision.Programme, e.Decision.Category, benefitFinding{})
		x.Template, x.Date, x.Signer = "coming", f.Today, f.Actor.Name
		x.Values["day"], x.Values["event"], x.Values["event_source"] = e.Day.Vietnamese(), small(e.Kind.VI), e.Kind.Source
		if err := s.issuedNow(&x, file.Person.HomeUnit, f.Today); err != nil {
			return err
		}
		if err := m.add(e.Person.Code+"-"+e.ID, x); err != nil {
			return err
		}
	}
	return m.send(w, "thong-bao-sap-toi-"+f.Today.String()+".zip")
}
