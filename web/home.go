package web

import (
	"cmp"
	"context"
	"net/http"
	"slices"
	"strconv"
	"time"

	"ansinh/auth"
	"ansinh/benefit"
	"ansinh/calendar"
	"ansinh/fault"
	"ansinh/indicator"
	"ansinh/interop"
	"ansinh/org"
	"ansinh/payment"
	"ansinh/registry"
	"ansinh/returns"
	"ansinh/viet"
)

// homeView is a role's first page: what is due, by legal deadline, overdue first; then what changed; then figures.
type homeView struct {
	Due      []due
	Communes int // of communes that owe a return near or late
	Later    int // due this year and not near
	Changed  []change
	States   []stateCount
	Targets  int
	Run      *payment.Run
	Gap      *listTotal
	Lists    []listTotal
	Month    calendar.Month // of the lists
}

// due is one thing to do.
type due struct {
	What string
	Note string
	Path string
	Day  calendar.Date // zero: no day is set, it waits now
	Late bool
}

// change is something that happened.
type change struct {
	At   time.Time
	What string
	Who  string
	Path string
}

// homePage is the first page of every role.
func homePage(s *Site, w http.ResponseWriter, r *http.Request, f *frame) (view, error) {
	if f.Actor.Person != 0 {
		http.Redirect(w, r, string(f.To("/me")), http.StatusSeeOther)
		return nil, nil
	}
	f.Title = f.T("web.home.title")
	var v homeView
	for _, part := range []struct {
		may  auth.Permission
		fill func(context.Context, *frame, *homeView) error
	}{
		{"payment.read", s.homePayments}, {"benefit.lists", s.homeLists}, {"benefit.decide", s.homeCases}, {"benefit.decide", s.homeComplaints}, {registry.MayRead, s.homeRequests}, {interop.MaySettle, s.homeDifferences},
		{registry.MayApprove, s.homeIntakes}, {"returns.read", s.homeReturns},
		{"plan.read", s.homeOwed}, {"plan.read", s.homeReports}, {"indicator.read", s.homeTargets},
	} {
		if !f.May(part.may) || part.may == "indicator.read" && f.Actor.Unit != "" {
			continue // most targets have a figure for the province only
		}
		if err := part.fill(r.Context(), f, &v); err != nil {
			return nil, err
		}
	}
	v.sort()
	if f.wantsFile() {
		return nil, f.sendTable(w, "viec-can-lam-"+f.Today.String(), f.heading("web.home.what", "web.home.note", "web.calendar.due", "web.run.state"), rowsOf(v.Due, f.dueRow))
	}
	return homeContent(f, v), nil
}

func (f *frame) dueRow(d due) []string {
	state := ""
	switch {
	case d.Late:
		state = f.T("web.home.is_late")
	case d.Day.IsZero():
		state = f.T("web.home.waits")
	}
	return []string{d.What, d.Note, f.Date(d.Day), state}
}

// sort puts what is late first, then what waits now, then by day.
func (v *homeView) sort() {
	rank := func(d due) int {
		switch {
		case d.Late:
			return 0
		case d.Day.IsZero():
			return 1
		default:
			return 2
		}
	}
	slices.SortStableFunc(v.Due, func(a, b due) int { return cmp.Or(cmp.Compare(rank(a), rank(b)), cmp.Compare(a.Day, b.Day)) })
	slices.SortStableFunc(v.Changed, func(a, b change) int { return b.At.Compare(a.At) })
	v.Changed = v.Changed[:min(len(v.Changed), 6)]
}

func (s *Site) homePayments(ctx context.Context, f *frame, v *homeView) error {
	runs, err := s.Payments.Runs(ctx, f.Actor)
	if err != nil {
		return err
	}
	runs = slices.DeleteFunc(runs, func(r payment.Run) bool { return r.Month > f.On.Month() })
	if f.May(payment.MayPrepare) {
		if m := nextMonth(runs, f.Today.Month()); !m.IsZero() && !f.Past() {
			v.Due = append(v.Due, due{What: f.T("web.home.prepare", m.Vietnamese()), Path: "/runs/" + m.String()})
		}
	}
	for i, r := range runs {
		if i < 2 {
			full, err := s.Payments.Run(ctx, f.Actor, r.Month)
			if err != nil {
				return err
			}
			for _, st := range full.Steps {
				v.Changed = append(v.Changed, change{At: st.At, Who: st.Name, Path: "/runs/" + r.Month.String(),
					What: f.T("web.home.run_step", r.Month.Vietnamese(), f.T("payment.state."+string(st.State)))})
			}
		}
		if step := (runView{Run: r}).next(f); step != "" {
			v.Due = append(v.Due, due{What: f.T("web.home.step."+step, r.Month.Vietnamese()), Path: "/runs/" + r.Month.String(),
				Note: f.T("web.home.run", r.Amount.String(), f.Number(r.Lines))})
		}
	}
	if len(runs) == 0 {
		return nil
	}
	v.Run = &runs[0]
	if f.Actor.Unit == "" {
		return nil
	}
	totals, err := s.Payments.Totals(ctx, f.Actor, v.Run.Month, f.Map)
	narrow(v.Run, totals)
	return err
}

func (s *Site) homeLists(ctx context.Context, f *frame, v *homeView) error {
	m, err := s.monthAsked(ctx, f)
	if err != nil || m.IsZero() {
		return err
	}
	v.Month = m
	counts, err := s.Benefits.Counts(ctx, f.Actor, m, org.Commune, f.Map)
	if err != nil {
		return err
	}
	for _, l := range benefit.Lists() {
		t := listTotal{List: l}
		for _, c := range counts {
			if c.List == l {
				add(&t, c)
			}
		}
		v.Lists = append(v.Lists, t)
		if l == benefit.Gap {
			v.Gap = &t
		}
		if f.May(benefit.MayDecide) && t.left() > 0 && l != benefit.Unknown {
			v.Due = append(v.Due, due{What: f.T("web.home.list."+string(l), f.Number(t.left())), Note: f.T("web.lists.of_month", m.Vietnamese()),
				Path: "/lists?list=" + string(l)})
		}
	}
	return nil
}

func (s *Site) homeReturns(ctx context.Context, f *frame, v *homeView) error {
	all, err := s.Returns.Status(ctx, f.Actor, s.returnUnit(ctx, f), f.On.Year(), f.On)
	if err != nil {
		return err
	}
	own := f.May("returns.enter")
	for _, st := range all {
		if own && st.Form.Agency != f.Actor.Agency && !st.Form.Communal() {
			continue
		}
		path := "/returns/" + st.Form.ID
		if st.Return != nil && !st.Return.Received.IsZero() {
			v.Changed = append(v.Changed, change{At: noon(st.Return.Received), Path: path, Who: f.Agency(st.Form.Agency),
				What: f.T("web.home.return_came", f.say(st.Form.Name), f.T(stateCode(st)))})
		}
		if st.Return != nil && st.Return.State == returns.Submitted && f.May("returns.approve") {
			v.Due = append(v.Due, due{What: f.T("web.home.approve", f.say(st.Form.Name)), Note: f.Agency(st.Form.Agency), Path: path})
		}
	}
	return nil
}

// noon is a day as an instant, for things of which only the day is known.
func noon(d calendar.Date) time.Time {
	y, m, day := d.Civil()
	return time.Date(y, time.Month(m), day, 5, 0, 0, 0, time.UTC)
}

func (s *Site) homeTargets(ctx context.Context, f *frame, v *homeView) error {
	all, err := s.Indicators.Standings(ctx, f.Actor, s.question(ctx, f))
	if fault.Is(err, fault.NotFound) {
		return nil
	}
	if err != nil {
		return err
	}
	v.Targets = len(all)
	v.States = countStates(all)
	return nil
}

// anyState says whether any target has a state at all.
func anyState(states []stateCount) bool {
	return slices.ContainsFunc(states, func(c stateCount) bool { return c.N > 0 })
}

// fold is how names are compared: without marks.
func fold(s string) string { return viet.Fold(s) }

// countStates is how many targets are in each state, best first.
func countStates(all []indicator.Standing) []stateCount {
	var out []stateCount
	for _, state := range indicator.States() {
		c := stateCount{State: state}
		for _, st := range all {
			if st.State == state {
				c.N++
			}
		}
		out = append(out, c)
	}
	return out
}

// shares are the states of so many targets as parts of a bar of the given width.
func shares(states []stateCount, targets, width int) []share {
	var out []share
	x := 0
	for _, c := range states {
		if c.N == 0 || targets == 0 {
			continue
		}
		w := c.N * width / targets
		out = append(out, share{State: c.State, X: strconv.Itoa(x), Width: strconv.Itoa(max(1, w-2))})
		x += w
	}
	return out
}

type share struct {
	State    indicator.State
	X, Width string
}

// later says how much more is due this year.
func (f *frame) later(n int) string {
	if n == 0 {
		return ""
	}
	return f.T("web.home.later", strconv.Itoa(n), strconv.Itoa(soon))
}
