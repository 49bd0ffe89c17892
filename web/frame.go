package web

import (
	"net/http"
	"net/url"
	"strings"

	"github.com/a-h/templ"

	"ansinh/auth"
	"ansinh/calendar"
	"ansinh/fault"
	"ansinh/money"
	"ansinh/org"
	"ansinh/text"
)

// view is the content of a page; nil where the handler has answered by itself (a file, a redirect).
type view = templ.Component

// frame is what every page knows about the one who reads it and about the question put: language, actor, the day that
// is looked at and the map on which areas are drawn. It is made anew for every request.
type frame struct {
	site  *Site
	texts *text.Texts

	Lang   text.Lang
	Actor  auth.Actor // zero where nobody is signed in
	Title  string
	Path   string // of the page that is shown; with Asked its address
	Asked  url.Values
	Query  url.Values // of the request
	Today  calendar.Date
	On     calendar.Date // the day looked at
	Map    calendar.Date // the day whose units divide the area
	Token  string        // of the session, for forms
	Notice string        // said once, after a change
	Panel  bool          // only the content is asked for, to stand beside another page
	Wide   bool          // tables of figures take the whole width
	Wall   bool          // shown on the wall of a room: large, without a menu, read again every few minutes

	area  *org.UnitID // of the plan in force, once it was looked up
	doubt struct {    // categories with an unverified amount, of the month last asked about
		month      calendar.Month
		categories map[string]bool
	}
}

// sortedBy is the column a table is asked to be sorted by, and -1 where the largest comes first.
func (f *frame) sortedBy() (key string, sign int) {
	key = f.Query.Get("sort")
	if rest, down := strings.CutPrefix(key, "-"); down {
		return rest, -1
	}
	return key, 1
}

// newFrame reads language, day and map from the request. A day that cannot be read is an error, and today stands.
func (s *Site) newFrame(w http.ResponseWriter, r *http.Request) (*frame, error) {
	today := calendar.DateOf(s.Gate.Now())
	f := &frame{site: s, texts: s.Texts, Lang: language(w, r, s.secure), Query: r.URL.Query(), Today: today,
		On: today, Map: today, Panel: r.Header.Get("HX-Request") == "true"}
	f.Path, f.Asked = standsOn(r)
	if !readable(f.Query) || !readable(f.Asked) { // nothing of it is shown again
		f.Query, f.Asked = url.Values{}, url.Values{}
		return f, fault.New(fault.Invalid, "web.form")
	}
	wrong := fault.New(fault.Invalid, "web.address")
	for name, to := range map[string]*calendar.Date{"on": &f.On, "map": &f.Map} {
		v := f.Query.Get(name)
		if v == "" {
			continue
		}
		day, err := calendar.ParseDate(v)
		if err != nil {
			wrong.At(name, fault.CodeOf(err), v)
			continue
		}
		*to = day
	}
	if f.Query.Get("map") == "" {
		f.Map = f.On
	}
	return f, wrong.OrNil()
}

// standsOn is the address of the page that the answer stands for: after a form was sent, that of the page it stood on, since the
// form's own address often cannot be opened; the first page where that is not known.
func standsOn(r *http.Request) (path string, query url.Values) {
	if r.Method == http.MethodGet || r.Method == http.MethodHead {
		return r.URL.Path, r.URL.Query()
	}
	from, err := url.Parse(r.Referer())
	if err != nil || from.Host != r.Host {
		return "/", url.Values{}
	}
	return local(from.Path), from.Query()
}

// language is what ?lang= asks for, remembered in a cookie, else the cookie's, else Vietnamese.
func language(w http.ResponseWriter, r *http.Request, secure bool) text.Lang {
	asked := text.Lang(r.URL.Query().Get("lang"))
	if asked == text.VI || asked == text.EN {
		http.SetCookie(w, &http.Cookie{Name: "lang", Value: string(asked), Path: "/", MaxAge: 365 * 24 * 3600, HttpOnly: true,
			Secure: secure, SameSite: http.SameSiteLaxMode})
		return asked
	}
	if c, err := r.Cookie("lang"); err == nil && c.Value == string(text.EN) {
		return text.EN
	}
	return text.VI
}

// T is the sentence of a code in the reader's language.
func (f *frame) T(code string, args ...any) string { return f.texts.Of(f.Lang, code, args...) }

// Say chooses between two texts that come from data.
func (f *frame) Say(vi, en string) string {
	if f.Lang == text.EN && en != "" {
		return en
	}
	return vi
}

// May says whether the reader's role holds a permission.
func (f *frame) May(p auth.Permission) bool { return f.Actor.ID != "" && f.site.may(f.Actor, p) }

// Past says whether another day than today, or another map, is looked at.
func (f *frame) Past() bool { return f.On != f.Today || f.Map != f.Today }

// To is an address within the site that keeps the day and the map looked at. pairs are name, value, name, value; an
// empty value is left out.
func (f *frame) To(path string, pairs ...string) templ.SafeURL {
	q := url.Values{}
	f.keep(q)
	for i := 0; i+1 < len(pairs); i += 2 {
		if pairs[i+1] != "" {
			q.Set(pairs[i], pairs[i+1])
		}
	}
	return join(path, q)
}

// Here is this page's address with some values of its query changed; a value set to "" is taken out. It forgets the
// page number, because another question has other pages, unless the page number is what is changed.
func (f *frame) Here(pairs ...string) templ.SafeURL {
	q := url.Values{}
	for k, v := range f.Asked {
		if k != "after" && k != "page" && k != "lang" {
			q[k] = v
		}
	}
	for i := 0; i+1 < len(pairs); i += 2 {
		q.Del(pairs[i])
		if pairs[i+1] != "" {
			q.Set(pairs[i], pairs[i+1])
		}
	}
	return join(f.Path, q)
}

func (f *frame) keep(q url.Values) {
	if f.On != f.Today {
		q.Set("on", f.On.String())
	}
	if f.Map != f.On {
		q.Set("map", f.Map.String())
	}
}

// join adds values to an address that may have some already.
func join(address string, q url.Values) templ.SafeURL {
	address, anchor, _ := strings.Cut(address, "#")
	path, query, _ := strings.Cut(address, "?")
	if own, err := url.ParseQuery(query); err == nil {
		for k, v := range own {
			q[k] = v
		}
	}
	if len(q) > 0 {
		path += "?" + q.Encode()
	}
	if anchor != "" {
		path += "#" + anchor
	}
	return templ.SafeURL(path)
}

// Date writes a day as people of the country write it; a dash where there is none.
func (f *frame) Date(d calendar.Date) string {
	if d.IsZero() {
		return "–"
	}
	return d.Vietnamese()
}

// Number writes a count as the reader's language groups it: 1.234.567 or 1,234,567.
func (f *frame) Number(n int64) string { return text.Group(f.Lang, n) }

// Money writes an amount with its unit, grouped in the same way.
func (f *frame) Money(d money.Dong) string { return text.Group(f.Lang, int64(d)) + " đ" }

// Signed writes a difference with its sign.
func (f *frame) Signed(d money.Dong) string {
	switch {
	case d > 0:
		return "+" + f.Money(d)
	case d < 0:
		return "−" + f.Money(-d)
	}
	return f.Money(d)
}

// decimal is the mark before tenths.
func (f *frame) decimal() string {
	if f.Lang == text.EN {
		return "."
	}
	return ","
}

// Unit is the name of a unit with its type, the id where it is not known.
func (f *frame) Unit(id org.UnitID) string {
	if u, ok := f.site.Tree.Unit(id); ok {
		return capital(u.Title())
	}
	return string(id)
}

// Agency is the short name of an agency, the id where it is not known.
func (f *frame) Agency(id string) string {
	a, ok := f.site.Agencies.Agency(id)
	switch {
	case !ok:
		return id
	case f.Lang == text.EN && a.Name.EN != "":
		return a.Name.EN
	case a.Short != "":
		return a.Short
	default:
		return a.Name.VI
	}
}

// Role is the name of the reader's role.
func (f *frame) Role() string {
	r, _ := f.site.Gate.Roles().Role(f.Actor.Role)
	return f.Say(r.Name.VI, r.Name.EN)
}

// Scope is the area the reader answers for.
func (f *frame) Scope() string {
	switch {
	case f.Actor.Unit != "":
		return f.Unit(org.UnitID(f.Actor.Unit))
	case f.Actor.Agency != "":
		return f.Agency(f.Actor.Agency)
	default:
		return ""
	}
}

// Asset is the address of one of the site's files.
func (f *frame) Asset(name string) string { return f.site.assets.at(name) }

// capital writes the first letter large.
func capital(s string) string {
	for i, r := range s {
		return strings.ToUpper(string(r)) + s[i+len(string(r)):]
	}
	return s
}
