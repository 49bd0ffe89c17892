package web

import (
	"context"
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"ansinh/calendar"
	"ansinh/fault"
	"ansinh/interop"
	"ansinh/org"
	"ansinh/registry"
)

// differingView is the differences that a filter asks for.
type differingView struct {
	All      []interop.Difference
	Filter   interop.Filter
	Which    string
	More     interop.DifferenceID // the next page begins after this one; 0: there is none
	Communes []org.UnitID         // to choose from
}

const differencesShown = 50

func (f *frame) differenceFilter() (interop.Filter, string) {
	q := f.Query
	after, _ := strconv.ParseInt(q.Get("after"), 10, 64) // what is no number is the first page
	days, _ := strconv.Atoi(q.Get("days"))
	out := interop.Filter{Kind: interop.Kind(q.Get("kind")), Unit: org.UnitID(q.Get("unit")), Days: max(0, days), After: interop.DifferenceID(after)}
	which := q.Get("which")
	switch which {
	case "all":
		out.All = true
	case "":
	default:
		out.State = interop.Standing(which)
	}
	return out, which
}

func differingPage(s *Site, w http.ResponseWriter, r *http.Request, f *frame) (view, error) {
	f.Title, f.Wide = f.T("web.difference.title"), true
	var v differingView
	v.Filter, v.Which = f.differenceFilter()
	if f.wantsFile() {
		return nil, s.differencesFile(w, r, f, v.Filter)
	}
	asked := v.Filter
	asked.Limit = differencesShown + 1
	var err error
	if v.All, err = s.Interop.Differences(r.Context(), f.Actor, asked); err != nil {
		return nil, err
	}
	if len(v.All) > differencesShown {
		v.All = v.All[:differencesShown]
		v.More = v.All[differencesShown-1].ID
	}
	for _, u := range s.Tree.Units(org.Commune, f.Today) {
		if f.Actor.Unit == "" || s.Tree.Within(u.ID, org.UnitID(f.Actor.Unit)) {
			v.Communes = append(v.Communes, u.ID)
		}
	}
	return differingContent(f, v), nil
}

// differencesFile is what the filter shows, page after page.
func (s *Site) differencesFile(w http.ResponseWriter, r *http.Request, f *frame, asked interop.Filter) error {
	asked.After, asked.Limit = 0, rowsAtOnce
	head := f.heading("web.request.column.number", "web.difference.kind", "web.person.code", "web.person.number", "web.person.name", "web.verify.commune",
		"web.difference.what", "web.verify.state", "web.difference.since", "web.difference.days", "web.verify.against", "web.difference.by", "web.difference.reason")
	return f.streamTable(w, "sai-khac-doi-chieu", head, following(func() ([][]string, bool, error) {
		all, err := s.Interop.Differences(r.Context(), f.Actor, asked)
		if len(all) > 0 {
			asked.After = all[len(all)-1].ID
		}
		return rowsOf(all, f.differenceRow), len(all) == rowsAtOnce, err
	}))
}

func (f *frame) differenceRow(d interop.Difference) []string {
	return []string{number(int64(d.ID)), f.T("web.difference.kind." + string(d.Kind)), d.Person.Code, d.Person.PersonalNumber, d.Person.Name,
		f.Home(d.Person.HomeUnit), f.differs(d), f.T("web.difference.state." + string(d.State)), calendar.DateOf(d.OpenedAt).String(),
		strconv.Itoa(d.Days(f.Today)), d.Partner, d.DecidedBy, d.Reason}
}

func differencePath(id interop.DifferenceID) string { return "/differences/" + number(int64(id)) }

// differenceView is one difference as its reader may settle it.
type differenceView struct {
	interop.Difference
	Settles bool   // the reader may decide
	Accepts bool   // theirs can be asked for
	Refused string // why theirs cannot be asked for; "": it can, or is not settled so
	Form    string // of the life event that settles it
	Said    string
	Typed   url.Values
}

func (s *Site) differenceOf(r *http.Request, f *frame) (differenceView, error) {
	n, err := strconv.ParseInt(r.PathValue("difference"), 10, 64)
	if err != nil || n <= 0 {
		return differenceView{}, fault.New(fault.NotFound, "interop.difference.none")
	}
	v := differenceView{Typed: url.Values{}}
	if v.Difference, err = s.Interop.Difference(r.Context(), f.Actor, interop.DifferenceID(n)); err != nil {
		return v, err
	}
	v.Settles = f.May(interop.MaySettle)
	v.Accepts, v.Form = s.Interop.Accepts(v.Difference), s.Interop.SettledBy(v.Difference)
	if err := s.Interop.Contradicts(v.Difference); err != nil {
		v.Refused = f.fault(err)
	}
	f.Title = f.T("web.difference.number", number(n), f.T("web.difference.kind."+string(v.Kind)))
	return v, nil
}

func differencePage(s *Site, w http.ResponseWriter, r *http.Request, f *frame) (view, error) {
	v, err := s.differenceOf(r, f)
	if err != nil {
		return nil, err
	}
	return differenceContent(f, v), nil
}

// settleDifference does what a button asks for. What is refused is said on the page; nothing typed is lost.
func settleDifference(s *Site, w http.ResponseWriter, r *http.Request, f *frame) (view, error) {
	v, err := s.differenceOf(r, f)
	if err != nil {
		return nil, err
	}
	ctx, do, reason := r.Context(), r.PostForm.Get("do"), strings.TrimSpace(r.PostForm.Get("reason"))
	switch do {
	case "accept":
		_, err = s.Interop.Accept(ctx, f.Actor, v.ID, reason)
	case "keep":
		err = s.Interop.Keep(ctx, f.Actor, v.ID, reason)
	case "citizen":
		err = s.Interop.AskCitizen(ctx, f.Actor, v.ID, reason)
	case "reopen":
		err = s.Interop.Reopen(ctx, f.Actor, v.ID, reason)
	default:
		err = fault.New(fault.Invalid, "web.form")
	}
	if err == nil {
		s.done(w, r, f, differencePath(v.ID), "web.difference.done."+do)
		return nil, nil
	}
	if code := status(err); code != http.StatusConflict && code != http.StatusUnprocessableEntity {
		return nil, err
	}
	anew, other := s.differenceOf(r, f)
	if other != nil {
		return nil, other
	}
	anew.Said, anew.Typed = f.fault(err), r.PostForm
	s.write(w, r, f, differenceContent(f, anew), status(err))
	return nil, nil
}

// homeDifferences names the differences that wait for the commune.
func (s *Site) homeDifferences(ctx context.Context, f *frame, v *homeView) error {
	if !f.May(interop.MaySettle) {
		return nil
	}
	counts, oldest, err := s.Interop.Counts(ctx, f.Actor)
	if err != nil {
		return err
	}
	var n int64
	for _, c := range counts {
		n += c
	}
	if n == 0 {
		return nil
	}
	note := f.T("web.difference.home.note", f.Date(calendar.DateOf(oldest)), f.Law(s.Interop.Rules().Name))
	v.Due = append(v.Due, due{What: f.T("web.difference.home", f.Number(n)), Note: note, Path: "/differences"})
	return nil
}

// share is the part of those who can be asked about whose answer agreed, in percent.
func (f *frame) share(x interop.Share) string {
	if x.Numbers == 0 {
		return "–"
	}
	tenths := x.Agrees * 1000 / x.Numbers
	return number(tenths/10) + f.decimal() + number(tenths%10) + " %"
}

func kindShape(k interop.Result) (tone, shape string) {
	switch k {
	case interop.Agrees:
		return "good", "check"
	case interop.Died:
		return "bad", "cross"
	case interop.Unknown, interop.Other:
		return "bad", "question"
	}
	return "warn", "diamond"
}

func standingShape(s interop.Standing) (tone, shape string) {
	switch s {
	case interop.Taken, interop.Gone:
		return "good", "check"
	case interop.Kept:
		return "none", "full"
	case interop.Requested, interop.Citizen:
		return "fresh", "half"
	}
	return "warn", "ring"
}

// differs says in one line what is different.
func (f *frame) differs(d interop.Difference) string {
	switch d.Kind {
	case interop.Died:
		return f.T("web.difference.died", f.dayTyped(d.Said.Died))
	case interop.Moved:
		if d.Said.To == "" {
			return f.T("web.difference.moved", f.dayTyped(d.Said.Moved))
		}
		return f.T("web.difference.moved_to", f.dayTyped(d.Said.Moved), d.Said.To)
	case interop.Unknown, interop.Other:
		return f.T("web.difference.says." + string(d.Kind))
	}
	var out []string
	for _, x := range d.Said.Fields {
		if !x.Same {
			out = append(out, f.T("web.difference.line", f.T("web.difference.fact."+x.Fact), f.side(x, x.Ours, d.Said.Ours), f.side(x, x.Theirs, d.Said.Theirs)))
		}
	}
	return strings.Join(out, "; ")
}

// side is one side's word on a fact.
func (f *frame) side(x interop.Field, value, known string) string {
	switch x.Fact {
	case "sex":
		return f.Value("person.sex", value)
	case "birth_date":
		if d, err := calendar.ParseDate(value); err == nil {
			return f.Born(registry.Person{BirthDate: d, BirthPrecision: registry.Precision(known)})
		}
	}
	return value
}

// settlePath is the form of the life event that settles a difference, filled in with what the answer says.
func (f *frame) settlePath(v differenceView) string {
	day := v.Difference.Said.Died
	if v.Kind == interop.Moved {
		day = v.Difference.Said.Moved
	}
	q := url.Values{"day": {day}, "source": {f.site.Interop.Proof(v.Difference)}, "issued": {calendar.DateOf(v.OpenedAt).String()}}
	return eventsPath(v.Person.ID) + "/" + v.Form + "?" + q.Encode()
}
