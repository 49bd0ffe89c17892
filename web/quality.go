package web

import (
	"errors"
	"net/http"

	"ansinh/fault"
	"ansinh/org"
	"ansinh/registry"
	"ansinh/registry/exchange"
)

// qualityView is what the checks find, by commune, with the sum of all.
type qualityView struct {
	Communes []registry.Quality
	All      registry.Quality
}

// checkView is the people behind one figure.
type checkView struct {
	Check  registry.Check
	Home   org.UnitID
	People []registry.Person
	Number int64
}

// checkedShown is how many people the page names; the file has all.
const checkedShown = 200

func qualityPage(s *Site, w http.ResponseWriter, r *http.Request, f *frame) (view, error) {
	f.Title = f.T("web.quality.title")
	var v qualityView
	var err error
	v.Communes, err = s.Registry.Quality(r.Context(), f.Actor)
	v.All.Found = map[registry.Check]int64{}
	for _, q := range v.Communes {
		v.All.People += q.People
		for c, n := range q.Found {
			v.All.Found[c] += n
		}
	}
	if err == nil && f.wantsFile() {
		return nil, f.sendTable(w, "chat-luong-so-lieu", f.qualityHead(), rowsOf(v.Communes, f.qualityRow))
	}
	return qualityContent(f, v), err
}

func (f *frame) qualityHead() []string {
	head := f.heading("web.quality.commune", "web.quality.people")
	for _, c := range registry.Checks() {
		head = append(head, f.T("web.quality."+string(c)))
	}
	return head
}

func (f *frame) qualityRow(q registry.Quality) []string {
	row := []string{f.Unit(q.Unit), number(q.People)}
	for _, c := range registry.Checks() {
		row = append(row, number(q.Found[c]))
	}
	return row
}

var errEnough = errors.New("enough")

func checkPage(s *Site, w http.ResponseWriter, r *http.Request, f *frame) (view, error) {
	v := checkView{Check: registry.Check(r.PathValue("check")), Home: org.UnitID(f.Query.Get("home"))}
	if f.wantsFile() { // all of them: the page names the first
		return s.listFile(w, f, f.Query.Get("format"), "ra-soat-"+string(v.Check), func(begin func(int64) error, each func(registry.Person) error) error {
			return s.Registry.Checked(r.Context(), f.Actor, v.Check, v.Home, begin, each)
		})
	}
	err := s.Registry.Checked(r.Context(), f.Actor, v.Check, v.Home, func(n int64) error { v.Number = n; return nil }, func(p registry.Person) error {
		if len(v.People) == checkedShown {
			return errEnough
		}
		v.People = append(v.People, p)
		return nil
	})
	if err != nil && !errors.Is(err, errEnough) {
		return nil, err
	}
	f.Title = f.T("web.quality." + string(v.Check))
	return checkContent(f, v), nil
}

// listFile writes a list of people as it comes.
func (s *Site) listFile(w http.ResponseWriter, f *frame, format, name string, list func(begin func(int64) error, each func(registry.Person) error) error) (view, error) {
	if _, ok := exchange.Formats[format]; !ok {
		return nil, fault.New(fault.NotFound, "web.no_page")
	}
	var out exchange.Writer
	begin := func(int64) (err error) {
		fileHead(w, format, name)
		out, err = exchange.NewWriter(w, format, exchange.Heading(s.Texts, f.Lang))
		return err
	}
	err := list(begin, func(p registry.Person) error { return out.Row(exchange.RowOf(p)) })
	if err == nil {
		err = out.Close()
	}
	if err != nil && out != nil {
		panic(http.ErrAbortHandler) // the answer has begun: it must break off, not look whole
	}
	return nil, err
}
