package web

import (
	"net/http"
	"strconv"
	"strings"

	"ansinh/fault"
	"ansinh/law"
	"ansinh/money"
	"ansinh/registry"
	"ansinh/text"
)

// searchView is the search for a person.
type searchView struct {
	Query string
	Found []registry.Found
	More  bool
	After bool // not the first page
	Wrong string
}

const searchShown = 30

func peoplePage(s *Site, w http.ResponseWriter, r *http.Request, f *frame) (view, error) {
	f.Title = f.T("web.people.title")
	v := searchView{Query: strings.TrimSpace(f.Query.Get("q"))}
	if v.Query == "" {
		return peopleContent(f, v), nil
	}
	if f.wantsFile() {
		return nil, s.foundFile(w, r, f, v.Query)
	}
	var err error
	after, _ := strconv.ParseInt(f.Query.Get("after"), 10, 64)
	v.Found, v.More, err = s.Registry.SearchAfter(r.Context(), f.Actor, v.Query, registry.PersonID(after), searchShown)
	if fault.Is(err, fault.Invalid) {
		v.Wrong, err = f.fault(err), nil
	}
	if err != nil {
		return nil, err
	}
	v.After = after != 0
	if !v.After && len(v.Found) == 1 && v.Found[0].Exact && strings.Trim(v.Query, "0123456789 ") == "" {
		http.Redirect(w, r, string(f.To(personPath(v.Found[0].Person.ID))), http.StatusSeeOther)
		return nil, nil
	}
	return peopleContent(f, v), nil
}

// foundFile is all whom a search finds, page after page.
func (s *Site) foundFile(w http.ResponseWriter, r *http.Request, f *frame, query string) error {
	var after registry.PersonID
	head := f.heading("web.person.name", "web.person.born", "web.person.code", "web.person.number", "web.person.home")
	return f.streamTable(w, "ket-qua-tim", head, following(func() ([][]string, bool, error) {
		found, more, err := s.Registry.SearchAfter(r.Context(), f.Actor, query, after, 0)
		if len(found) > 0 {
			after = found[len(found)-1].Person.ID
		}
		return rowsOf(found, func(x registry.Found) []string {
			p := x.Person
			return []string{p.Name, f.Born(p), p.Code, p.PersonalNumber, f.Home(p.HomeUnit)}
		}), more, err
	}))
}

// Last is the person whom the next page begins behind.
func (v searchView) Last() string {
	return strconv.FormatInt(int64(v.Found[len(v.Found)-1].Person.ID), 10)
}

func personPath(id registry.PersonID) string { return "/people/" + strconv.FormatInt(int64(id), 10) }

func personID(r *http.Request) (registry.PersonID, error) {
	n, err := strconv.ParseInt(r.PathValue("id"), 10, 64)
	if err != nil || n <= 0 {
		return 0, fault.New(fault.NotFound, "registry.no_person")
	}
	return registry.PersonID(n), nil
}

// Born writes a birth date as exactly as it is known.
func (f *frame) Born(p registry.Person) string {
	y, m, _ := p.BirthDate.Civil()
	switch p.BirthPrecision {
	case registry.ToYear:
		return strconv.Itoa(y)
	case registry.ToMonth:
		return strconv.Itoa(m) + "/" + strconv.Itoa(y)
	default:
		return f.Date(p.BirthDate)
	}
}

// Age is the whole years on the day looked at.
func (f *frame) Age(p registry.Person) string {
	return f.T("web.person.age", strconv.Itoa(f.On.MonthsSince(p.BirthDate)/12))
}

// Value says a fact's value in words.
func (f *frame) Value(fact, value string) string {
	def, ok := f.site.Registry.Vocabulary().Fact(fact)
	if !ok {
		if len(value) == 10 && value[4] == '-' {
			return vietnamese(value)
		}
		return value
	}
	return f.Words(def, value)
}

// Words says a value of a fact that the vocabulary knows.
func (f *frame) Words(def *law.Fact, value string) string {
	switch def.Type {
	case law.Bool:
		return f.T("web.value." + value)
	case law.Day:
		return vietnamese(value)
	case law.Enum:
		for _, c := range def.Values {
			if c.ID == value {
				return c.Name.In(string(f.Lang))
			}
		}
	case law.Money:
		if n, err := strconv.ParseInt(value, 10, 64); err == nil {
			return money.Dong(n).String()
		}
	}
	return value
}

// vietnamese writes yyyy-mm-dd as dd/mm/yyyy.
func vietnamese(day string) string {
	if len(day) != 10 {
		return day
	}
	return day[8:] + "/" + day[5:7] + "/" + day[:4]
}

// Law is a name out of the law in the reader's language.
func (f *frame) Law(n law.Name) string { return n.In(string(f.Lang)) }

// Cite is an article in the reader's language.
func (f *frame) Cite(s law.Source) string { return s.Cite(string(f.Lang)) }

// English says whether the pages are read in English.
func (f *frame) English() bool { return f.Lang == text.EN }
