// Package due is what everybody owes, by when: returns, duties and deliverables of the plan, lines of own plans – with
// whether it was done, counted in working days, from last year too. From it come the calendar, the feed and reminders.
//
// It keeps nothing but which reminders were sent. What is owed follows from the plan, the forms and the agencies of the
// day; what was done follows from returns, signed reports and evidence.
package due

import (
	"cmp"
	"context"
	"io/fs"
	"slices"
	"strconv"

	"ansinh/auth"
	"ansinh/calendar"
	"ansinh/fault"
	"ansinh/gate"
	"ansinh/org"
	"ansinh/plan"
	"ansinh/policy"
	"ansinh/returns"
)

// Item is one thing owed.
type Item struct {
	Holder  string // agency id, or unit id
	Subject string // return:police:2026, duty:R1:2026, deliverable:D1, milestone:7
	What    org.Name
	Path    string
	Year    int
	Due     calendar.Date // the working day on which it must be there
	Done    bool
	Left    int // working days from the day asked for to Due; negative: late by so many
}

// Late says whether it is owed and the day is over.
func (i Item) Late() bool { return !i.Done && i.Left < 0 }

// Settings are when reminders go out and to whom.
type Settings struct {
	Stages    []int             `yaml:"stages"`
	Source    string            `yaml:"source"`
	Addresses map[string]string `yaml:"addresses"`
	Reports   map[string]string `yaml:"reports"` // duties of the plan that a signed report keeps, and its kind
}

// Due is the use cases.
type Due struct {
	gate     *gate.Gate
	settings Settings
	Options
}

// Signatures knows which reports were signed.
type Signatures interface {
	// SignedKinds are the kinds of the reports on a whole year that were signed.
	SignedKinds(ctx context.Context, year int) ([]string, error)
}

// Options are the rooms it looks into.
type Options struct {
	Reports  Signatures // nil: no report is known of
	Plans    *plan.Plans
	Returns  *returns.Service
	Tree     *org.Tree
	Agencies *org.Agencies
	Working  *calendar.Working
}

// New reads policy/reminder and makes the room.
func New(g *gate.Gate, from fs.FS, o Options) (*Due, error) {
	d := &Due{gate: g, Options: o}
	return d, policy.YAML(from, "reminder/reminder.yaml", &d.settings)
}

// Query says whose, as of when, and for which area the agencies' returns are.
type Query struct {
	Holder string // "" is everybody
	Day    calendar.Date
	Area   org.UnitID
}

// Owed is everything owed in the year of a day and what is still open of the year before, overdue first, then by day.
func (d *Due) Owed(ctx context.Context, actor auth.Actor, q Query) ([]Item, error) {
	var out []Item
	for _, year := range []int{q.Day.Year() - 1, q.Day.Year()} {
		list, err := d.year(ctx, actor, q, year)
		if err != nil {
			return nil, err
		}
		for _, i := range list {
			if year == q.Day.Year() || !i.Done {
				out = append(out, i)
			}
		}
	}
	for i := range out {
		out[i].Left = d.Working.WorkingDaysBetween(q.Day, out[i].Due)
		if out[i].Due < q.Day && out[i].Left == 0 {
			out[i].Left = -1 // only days off have passed since
		}
	}
	rank := func(i Item) int {
		switch {
		case i.Late():
			return 0
		case !i.Done:
			return 1
		}
		return 2
	}
	slices.SortStableFunc(out, func(a, b Item) int {
		return cmp.Or(rank(a)-rank(b), cmp.Compare(a.Due, b.Due), cmp.Compare(a.Holder, b.Holder), cmp.Compare(a.Subject, b.Subject))
	})
	return out, nil
}

func (d *Due) year(ctx context.Context, actor auth.Actor, q Query, year int) ([]Item, error) {
	out, err := d.returned(ctx, actor, q, year)
	if err != nil {
		return nil, err
	}
	one, _, c, err := d.Plans.Current(ctx, auth.System(), "", q.Day)
	if fault.Is(err, fault.NotFound) {
		return out, nil
	}
	if err != nil {
		return nil, err
	}
	promised, err := d.promised(ctx, one.ID, c, q, year)
	return append(out, promised...), err
}

// returned are the forms: of the agencies for the area, and of every commune for itself.
func (d *Due) returned(ctx context.Context, actor auth.Actor, q Query, year int) ([]Item, error) {
	all, err := d.Returns.Year(ctx, auth.System(), year)
	if err != nil {
		return nil, err
	}
	began := year == q.Day.Year()
	for _, r := range all { // a year for which nobody reported was no year of reporting
		began = began || r.State.Counts()
	}
	var out []Item
	if !began {
		return nil, nil
	}
	add := func(f returns.Form, holder string, unit org.UnitID) {
		if q.Holder != "" && holder != q.Holder {
			return
		}
		st := d.Returns.Stand(f, unit, year, all, q.Day)
		path := "/returns/" + f.ID + "?year=" + strconv.Itoa(year)
		if f.Communal() {
			path += "&unit=" + string(unit)
		}
		out = append(out, Item{Holder: holder, Subject: "return:" + f.ID + ":" + strconv.Itoa(year), What: f.Name, Path: path, Year: year,
			Due: d.fall(st.LastDay, true), Done: st.Received()})
	}
	for _, f := range d.Returns.Book().Forms() {
		if !f.Communal() {
			now, _ := d.Agencies.Responsible(f.Agency, "", q.Day)
			add(f, now.ID, q.Area)
			continue
		}
		if year != q.Day.Year() { // whether communes were asked before this program nobody can tell
			continue
		}
		for _, u := range d.Tree.Units(org.Commune, q.Day) {
			if q.Holder == "" || q.Holder == string(u.ID) {
				add(f, string(u.ID), u.ID)
			}
		}
	}
	return out, nil
}

// promised are duties and deliverables of the plan and the lines of own plans.
func (d *Due) promised(ctx context.Context, id plan.ID, c plan.Contents, q Query, year int) ([]Item, error) {
	shown, err := d.Plans.Shown(ctx, auth.System(), id)
	if err != nil {
		return nil, err
	}
	own, err := d.Plans.Milestones(ctx, auth.System(), id, q.Holder)
	if err != nil {
		return nil, err
	}
	var signed []string
	if d.Reports != nil {
		if signed, err = d.Reports.SignedKinds(ctx, year); err != nil {
			return nil, err
		}
	}
	finished := func(subject, holder string) bool {
		return slices.ContainsFunc(shown, func(e plan.Evidence) bool {
			return e.Finishes && e.Subject == subject && (holder == "" || e.Holder == holder || e.Holder == "")
		})
	}
	var out []Item
	add := func(i Item) {
		if q.Holder == "" || i.Holder == q.Holder {
			i.Year = year
			out = append(out, i)
		}
	}
	for _, o := range c.Obligations(year) {
		switch {
		case o.Deliverable != nil:
			now, _ := d.Agencies.Responsible(o.Deliverable.Owner, "", q.Day)
			subject := "deliverable:" + o.Deliverable.ID
			add(Item{Holder: now.ID, Subject: subject, What: o.Deliverable.What, Path: "/plan/tasks/" + o.Deliverable.Task, Due: d.fall(o.Due, o.Before),
				Done: finished(subject, "")})
		case o.Duty != nil && !d.byForms(o.Duty.ID):
			subject := "duty:" + o.Duty.ID + ":" + strconv.Itoa(year)
			for _, who := range o.Duty.Who {
				now, _ := d.Agencies.Responsible(who.Agency, o.Duty.Function, q.Day)
				i := Item{Holder: now.ID, Subject: subject, What: o.Duty.What, Path: "/plan/own", Due: d.before(o.Due, o.Before), Done: finished(subject, now.ID)}
				if kind, reported := d.settings.Reports[o.Duty.ID]; reported {
					i.Path, i.Done = "/reports", i.Done || slices.Contains(signed, kind)
				}
				add(i)
			}
		}
	}
	for _, m := range own {
		if m.Due.Year() == year {
			add(Item{Holder: m.Holder, Subject: m.Subject(), What: org.Name{VI: m.What}, Path: "/plan/own", Due: d.fall(m.Due, false), Done: finished(m.Subject(), "")})
		}
	}
	return out, nil
}

// byForms says whether a duty of the plan is kept by sending the forms of the schedule.
func (d *Due) byForms(duty string) bool { return d.Returns.Book().Keeps(duty) }

func (d *Due) before(day calendar.Date, before bool) calendar.Date {
	if before {
		return d.fall(day-1, true)
	}
	return d.fall(day, false)
}

// fall is the working day of a last day: what must be there before a day comes earlier where that is a day off; a term
// that ends on a day off ends on the next working day (Bộ luật Dân sự 2015, Điều 148).
func (d *Due) fall(day calendar.Date, earlier bool) calendar.Date {
	step := calendar.Date(1)
	if earlier {
		step = -1
	}
	for range 30 {
		if d.Working.IsWorking(day) {
			break
		}
		day += step
	}
	return day
}
