package web

import (
	"errors"
	"io"
	"net/http"
	"net/url"
	"strings"

	"ansinh/calendar"
	"ansinh/fault"
	"ansinh/org"
	"ansinh/registry"
	"ansinh/registry/exchange"
)

// exchangeView is a file that waits to be taken over, or none.
type exchangeView struct {
	Taken   []registry.Taken
	File    registry.LaidFile
	Result  *exchange.Result
	Choices []exchange.Group // what a column can mean
	Waiting []registry.Consent
	Consent registry.Consent // of the file; zero: never asked for
	Typed   url.Values
	Said    string
	Wrong   map[string]string // by field
}

// badShown is how many wrong cells the page names; the workbook has all.
const badShown = 30

func (s *Site) desk() (*exchange.Desk, error) {
	rules, err := exchange.Load(s.Policy, s.Registry.Vocabulary(), s.Tree)
	return &exchange.Desk{Registry: s.Registry, Rules: rules}, err
}

func exchangePage(s *Site, w http.ResponseWriter, r *http.Request, f *frame) (view, error) {
	v, err := s.exchange(r, f)
	if err == nil && f.wantsFile() {
		return nil, f.sendTable(w, "danh-sach-da-nhan", f.heading("web.exchange.file", "web.exchange.lines", "web.exchange.when", "web.exchange.who"),
			rowsOf(v.Taken, func(t registry.Taken) []string {
				return []string{t.Name, number(int64(t.Lines)), calendar.DateOf(t.At).String(), t.By}
			}))
	}
	return exchangeContent(f, v), err
}

func (s *Site) exchange(r *http.Request, f *frame) (v exchangeView, err error) {
	f.Title = f.T("web.exchange.title")
	if v.Taken, err = s.Registry.Intakes(r.Context(), f.Actor); err != nil {
		return v, err
	}
	v.Waiting, err = s.Registry.Consents(r.Context(), f.Actor)
	return v, err
}

// layFile keeps an uploaded list and shows what it would change. What is no list is refused on the form; what was typed
// stays there.
func layFile(s *Site, w http.ResponseWriter, r *http.Request, f *frame) (view, error) {
	hash, err := s.layList(r, f)
	if err == nil {
		http.Redirect(w, r, "/exchange/"+hash, http.StatusSeeOther)
		return nil, nil
	}
	if status(err) != http.StatusUnprocessableEntity {
		return nil, err
	}
	v, again := s.exchange(r, f)
	if again != nil {
		return nil, again
	}
	v.Typed = r.PostForm
	if v.Said, v.Wrong = f.byField(err); len(v.Wrong) == 0 {
		v.Wrong = map[string]string{"file": v.Said}
		v.Said = f.T("web.event.wrong", "1")
	}
	s.write(w, r, f, exchangeContent(f, v), status(err))
	return nil, nil
}

func (s *Site) layList(r *http.Request, f *frame) (string, error) {
	d, err := s.desk()
	if err != nil {
		return "", err
	}
	file := registry.LaidFile{Source: strings.TrimSpace(r.PostForm.Get("source"))}
	wrong := fault.New(fault.Invalid, "registry.intake")
	if file.Source == "" {
		wrong.At("source", "registry.source")
	}
	if file.Since, err = calendar.ParseDate(r.PostForm.Get("since")); err != nil {
		wrong.At("since", "registry.period")
	}
	part, head, err := r.FormFile("file")
	if err != nil {
		return "", wrong.At("file", "web.exchange.no_file")
	}
	defer part.Close()
	if file.Body, err = io.ReadAll(io.LimitReader(part, int64(d.Rules.Limits.Bytes)+1)); err != nil {
		return "", wrong.At("file", "web.exchange.no_file")
	}
	sheet, err := d.Rules.Read(head.Filename, file.Body)
	if err != nil {
		return "", atFile(wrong, err)
	}
	if err := wrong.OrNil(); err != nil {
		return "", err
	}
	file.Hash, file.Name = sheet.Hash, head.Filename
	return sheet.Hash, s.Registry.Lay(r.Context(), f.Actor, file)
}

// laidPage shows what a file would change.
func laidPage(s *Site, w http.ResponseWriter, r *http.Request, f *frame) (view, error) {
	v, err := s.laid(r, f, f.Query["column"])
	f.Title = v.File.Name
	if err != nil && v.Result != nil && !f.wantsFile() { // read, but nobody can be told: what the columns mean is asked for
		v.Said = f.fault(err)
		return unnamedContent(f, v), nil
	}
	if err != nil {
		return nil, err
	}
	if f.wantsFile() {
		return nil, sendChanges(w, f, v)
	}
	return laidContent(f, v), nil
}

func (s *Site) laid(r *http.Request, f *frame, columns []string) (v exchangeView, err error) {
	d, err := s.desk()
	if err != nil {
		return v, err
	}
	if v.File, err = s.Registry.Laid(r.Context(), f.Actor, r.PathValue("hash")); err != nil {
		return v, err
	}
	v.Choices = d.Rules.Choices(s.Gate.May(f.Actor, registry.MaySensitive))
	if v.Consent, _, err = s.Registry.ConsentOf(r.Context(), f.Actor, v.File.Hash); err != nil {
		return v, err
	}
	if v.Consent.Waits() { // as whoever asked had understood the columns
		columns = v.Consent.Columns
	}
	v.Result, err = d.Preview(r.Context(), f.Actor, v.File, columns, f.Today)
	return v, err
}

// takeFile takes a file over.
func takeFile(s *Site, w http.ResponseWriter, r *http.Request, f *frame) (view, error) {
	d, err := s.desk()
	if err != nil {
		return nil, err
	}
	file, err := s.Registry.Laid(r.Context(), f.Actor, r.PathValue("hash"))
	if err != nil {
		return nil, err
	}
	got, err := d.Take(r.Context(), f.Actor, file, r.PostForm["column"], f.Today)
	if err != nil {
		return nil, err
	}
	if !got.Outcome.Taken {
		back := "/exchange/" + file.Hash + "?" + url.Values{"column": got.Columns}.Encode()
		http.Redirect(w, r, back, http.StatusSeeOther)
		return nil, nil
	}
	o := got.Outcome
	s.done(w, r, f, "/exchange", "web.exchange.taken", file.Name, o.New, o.Changed, o.Same, o.Facts)
	return nil, nil
}

// errorsFile is the list with its errors, to be mended and sent again.
func errorsFile(s *Site, w http.ResponseWriter, r *http.Request, f *frame) (view, error) {
	v, err := s.laid(r, f, f.Query["column"])
	if err != nil {
		return nil, err
	}
	fileHead(w, "xlsx", "loi-"+strings.TrimSuffix(strings.TrimSuffix(v.File.Name, ".csv"), ".xlsx"))
	return nil, exchange.WriteErrors(w, v.Result.Sheet, v.Result.Bad, s.Texts, f.Lang)
}

// peopleFile is the list of the people of the reader's area.
func peopleFile(s *Site, w http.ResponseWriter, r *http.Request, f *frame) (view, error) {
	filter := registry.ListFilter{Home: org.UnitID(f.Query.Get("home")), Name: f.Query.Get("q")}
	return s.listFile(w, f, r.PathValue("format"), "danh-sach-nguoi", func(begin func(int64) error, each func(registry.Person) error) error {
		return s.Registry.List(r.Context(), f.Actor, filter, begin, each)
	})
}

// Column is what a column means, in words.
func (f *frame) Column(id string) string {
	if def, ok := f.site.Registry.Vocabulary().Fact(id); ok {
		return f.Law(def.Name)
	}
	return f.T("exchange.column." + id)
}

// laidLead says whose word a file is, and that it is only looked at while it was not taken over.
func (f *frame) laidLead(v exchangeView) string {
	if !v.Result.Outcome.Before.IsZero() {
		return f.T("web.exchange.source_of", v.File.Source, f.Date(v.File.Since))
	}
	return f.T("web.exchange.laid", v.File.Source, f.Date(v.File.Since))
}

// atFile says at the file what is wrong with it.
func atFile(wrong *fault.Error, err error) error {
	var e *fault.Error
	if !errors.As(err, &e) || e.Kind != fault.Invalid {
		return err
	}
	return wrong.At("file", e.Code, e.Args...)
}
