package web

import (
	"context"
	"net/http"
	"strconv"
	"strings"

	"ansinh/auth"
	"ansinh/calendar"
	owing "ansinh/due"
	"ansinh/plan"
)

// calendarView is what is owed, by month.
type calendarView struct {
	Year   int
	Months []dueMonth
	Late   []owing.Item
	All    bool // everybody's
}

type dueMonth struct {
	Month calendar.Month
	Items []owing.Item
}

// owed is what the reader owes, or everybody does where the reader follows all.
func (s *Site) owed(ctx context.Context, f *frame) (items []owing.Item, all bool, err error) {
	q := owing.Query{Holder: plan.Holder(f.Actor), Day: f.On, Area: s.area(ctx, f)}
	if of := f.Query.Get("of"); of != "" && q.Holder == "" {
		q.Holder = of
	}
	items, err = s.Due.Owed(ctx, f.Actor, q)
	return items, q.Holder == "", err
}

func calendarPage(s *Site, w http.ResponseWriter, r *http.Request, f *frame) (view, error) {
	items, all, err := s.owed(r.Context(), f)
	if err != nil {
		return nil, err
	}
	v := calendarView{Year: f.On.Year(), All: all}
	byMonth := map[calendar.Month][]owing.Item{}
	for _, i := range items {
		if i.Late() {
			v.Late = append(v.Late, i)
			continue
		}
		byMonth[i.Due.Month()] = append(byMonth[i.Due.Month()], i)
	}
	for m := calendar.MonthOf(v.Year, 1); m <= calendar.MonthOf(v.Year, 12); m++ {
		if len(byMonth[m]) > 0 {
			v.Months = append(v.Months, dueMonth{m, byMonth[m]})
		}
	}
	f.Title = f.T("web.calendar.title", strconv.Itoa(v.Year))
	if f.wantsFile() {
		var rows [][]string
		for _, i := range items {
			rows = append(rows, []string{i.Due.String(), f.say(i.What), f.holder(i.Holder), f.T(dueWord(i))})
		}
		return nil, f.sendTable(w, "lich-"+strconv.Itoa(v.Year), []string{f.T("web.returns.due"), f.T("web.calendar.what"), f.T("web.returns.agency"),
			f.T("web.returns.state")}, rows)
	}
	return calendarContent(f, v), nil
}

func dueWord(i owing.Item) string {
	switch {
	case i.Done:
		return "web.calendar.done"
	case i.Late():
		return "web.returns.overdue"
	}
	return "web.home.waits"
}

// holder is the name of an agency or a commune.
func (f *frame) holder(id string) string {
	if id == "" {
		return ""
	}
	return f.place(id)
}

// calendarFeed gives the calendar to programs that follow calendars, with the name and password of an account.
func (s *Site) calendarFeed() http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		actor, err := s.basicActor(r)
		if err == nil && !s.may(actor, auth.Permission("plan.read")) {
			w.WriteHeader(http.StatusForbidden)
			return
		}
		f := &frame{site: s, texts: s.Texts, Lang: "vi", Actor: actor, Query: r.URL.Query(), Today: calendar.DateOf(s.Gate.Now())}
		f.On, f.Map = f.Today, f.Today
		if err != nil {
			w.Header().Set("WWW-Authenticate", `Basic realm="ansinh", charset="UTF-8"`)
			http.Error(w, f.fault(err), status(err))
			return
		}
		items, _, err := s.owed(r.Context(), f)
		if err != nil {
			http.Error(w, f.fault(err), status(err))
			return
		}
		scheme := "http"
		if s.secure {
			scheme = "https"
		}
		w.Header().Set("Content-Type", "text/calendar; charset=utf-8")
		w.Write(s.Due.Feed(items, f.Today, f.T("web.calendar.title", strconv.Itoa(f.Today.Year())), scheme+"://"+strings.TrimSuffix(r.Host, "/")))
	})
}

// homeOwed puts what the reader owes onto the first page: overdue first, from last year too.
func (s *Site) homeOwed(ctx context.Context, f *frame, v *homeView) error {
	items, all, err := s.owed(ctx, f)
	if err != nil {
		return err
	}
	late := 0
	for _, i := range items {
		switch {
		case i.Done:
		case all && i.Late() && late >= mostLate:
			late++
		case i.Late() || i.Due <= f.On.Add(soon):
			if all && strings.Contains(i.Path, "unit=") { // a line for every commune would bury the rest
				v.Communes++
				continue
			}
			note := f.holder(i.Holder)
			if i.Late() {
				late++
			}
			if i.Year != f.On.Year() {
				note += " · " + f.T("web.home.of_year", strconv.Itoa(i.Year))
			}
			v.Due = append(v.Due, (due{What: f.say(i.What), Note: note, Path: i.Path, Day: i.Due, Late: i.Late()}))
		default:
			v.Later++
		}
	}
	return nil
}

// mostLate is how many overdue things of everybody the first page lists; the calendar has all.
const mostLate = 12
