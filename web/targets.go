package web

import (
	"cmp"
	"context"
	"math/big"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"ansinh/auth"
	"ansinh/calendar"
	"ansinh/fault"
	"ansinh/indicator"
	"ansinh/org"
	"ansinh/plan"
)

// planView is the plan in force with its targets as they stand.
type planView struct {
	Plan        plan.Plan
	Version     plan.Version
	Contents    plan.Contents
	None        bool // no plan was in force on the day
	Groups      []targetGroup
	States      []stateCount
	State       indicator.State // the filter
	All         int
	Qualitative []plan.Target
	Watched     []targetGroup // no target of the plan
}

type targetGroup struct {
	Group     indicator.Group
	Standings []indicator.Standing
}

type stateCount struct {
	State indicator.State
	N     int
}

func planPage(s *Site, w http.ResponseWriter, r *http.Request, f *frame) (view, error) {
	ctx := r.Context()
	v, err := s.planOf(ctx, f)
	if err != nil {
		return nil, err
	}
	if v.None {
		f.Title = f.T("web.nav.plan")
		return planContent(f, v), nil
	}
	if !f.May("indicator.read") {
		http.Redirect(w, r, string(f.To("/plan/tasks")), http.StatusSeeOther)
		return nil, nil
	}
	f.Title = f.Say(v.Version.Title.VI, v.Version.Title.EN)
	v.State = indicator.State(f.Query.Get("state"))
	all, err := s.Indicators.Standings(ctx, f.Actor, s.question(ctx, f))
	if err != nil {
		return nil, err
	}
	watched, err := s.Indicators.Watched(ctx, f.Actor, s.question(ctx, f))
	if err != nil {
		return nil, err
	}
	v.group(all)
	v.Watched = grouped(watched)
	if f.wantsFile() {
		return nil, f.sendTable(w, "muc-tieu", []string{f.T("web.target.id"), f.T("web.target.name"), f.T("web.target.now"), f.T("web.return.unit"),
			f.T("web.target.of"), f.T("web.target.goal"), f.T("web.target.year"), f.T("web.target.state")}, v.rows(f))
	}
	return planContent(f, v), nil
}

// question is what the frame asks of the indicators.
func (s *Site) question(ctx context.Context, f *frame) indicator.Query {
	return indicator.Query{Year: f.On.Year(), Day: f.On, Area: s.area(ctx, f), Unit: org.UnitID(f.Actor.Unit)}
}

// planOf is the plan in force on the day looked at.
func (s *Site) planOf(ctx context.Context, f *frame) (planView, error) {
	var v planView
	var err error
	v.Plan, v.Version, v.Contents, err = s.Plans.Current(ctx, f.Actor, "", f.On)
	if fault.Is(err, fault.NotFound) {
		return planView{None: true}, nil
	}
	return v, err
}

func (v *planView) group(all []indicator.Standing) {
	v.All = len(all)
	known := map[string]bool{}
	var shown []indicator.Standing
	v.States = countStates(all)
	for _, st := range all {
		known[st.Definition.Target] = true
		if v.State != "" && st.State != v.State {
			continue
		}
		shown = append(shown, st)
	}
	v.Groups = grouped(shown)
	for _, t := range v.Contents.Targets {
		if !known[t.ID] {
			v.Qualitative = append(v.Qualitative, t)
		}
	}
}

// grouped puts targets under the field they belong to, in their order.
func grouped(all []indicator.Standing) []targetGroup {
	var out []targetGroup
	for _, st := range all {
		if n := len(out); n == 0 || out[n-1].Group.ID != st.Definition.Group.ID {
			out = append(out, targetGroup{Group: st.Definition.Group})
		}
		g := &out[len(out)-1]
		g.Standings = append(g.Standings, st)
	}
	return out
}

// rows are the targets that the page shows: a state that is asked for is asked of the plan's own.
func (v planView) rows(f *frame) [][]string {
	groups := v.Groups
	if v.State == "" {
		groups = slices.Concat(groups, v.Watched)
	}
	var out [][]string
	for _, g := range groups {
		for _, st := range g.Standings {
			now, of := "", ""
			if st.Latest != nil {
				now, of = st.Definition.Show(st.Latest.Value), st.Latest.Period.Vietnamese()
			}
			out = append(out, []string{st.Definition.Target, f.say(st.Definition.Name), now, f.units(st.Definition), of, f.goal(st),
				goalYear(st), f.T("indicator.state." + string(st.State))})
		}
	}
	return out
}

// say is a name in the reader's language.
func (f *frame) say(n org.Name) string { return f.Say(n.VI, n.EN) }

// units is the unit of measure of an indicator.
func (f *frame) units(d indicator.Definition) string {
	return f.say(f.site.Indicators.Book().Unit(d.Unit))
}

// now is the latest value with its unit; a dash where there is none.
func (f *frame) now(st indicator.Standing) string {
	if st.Latest == nil {
		return "–"
	}
	return f.withUnit(st.Definition, st.Definition.Show(st.Latest.Value))
}

func (f *frame) withUnit(d indicator.Definition, value string) string {
	if unit := f.units(d); unit == "%" {
		return value + unit
	}
	return value
}

// yearly is what is to be added in a year: to a share in points, not in percent.
func (f *frame) yearly(d indicator.Definition, value string) string {
	if f.units(d) == "%" {
		return f.T("web.target.points", value)
	}
	return value
}

// goal is what the plan promises, as it says it: ít nhất 95%.
func (f *frame) goal(st indicator.Standing) string {
	if st.Definition.Watched {
		return f.T("web.target.watched")
	}
	return f.T("indicator.comparator."+st.Goal.Comparator, f.withUnit(st.Definition, st.Definition.ShowGoal(st.Goal)))
}

// goalYear is the year of the promise; empty where there is none.
func goalYear(st indicator.Standing) string {
	if st.Definition.Watched {
		return ""
	}
	return strconv.Itoa(st.Goal.Year)
}

func stateShape(s indicator.State) (tone, shape string) {
	switch s {
	case indicator.Achieved:
		return "good", "check"
	case indicator.OnTrack:
		return "good", "full"
	case indicator.Slow:
		return "warn", "half"
	case indicator.AtRisk:
		return "bad", "diamond"
	default:
		return "none", "ring"
	}
}

// targetView is one target with all that belongs to it.
type targetView struct {
	Standing indicator.Standing
	Target   plan.Target
	Plan     plan.Plan
	Tasks    []assigned
	Chart    *chart
	Spread   *indicator.Spread
	At       map[org.UnitID]indicator.State // by unit of the map looked at
	Agency   string
	Years    []yearLine
	Of       indicator.Period // of the parts
	Parts    []indicator.Breakdown
	Written  string // when a value was last written
	History  []indicator.Reading
}

func targetPage(s *Site, w http.ResponseWriter, r *http.Request, f *frame) (view, error) {
	ctx := r.Context()
	p, err := s.planOf(ctx, f)
	if err != nil {
		return nil, err
	}
	id := r.PathValue("id")
	var v targetView
	if v.Standing, err = s.Indicators.Standing(ctx, f.Actor, id, s.question(ctx, f)); err != nil {
		return nil, err
	}
	d := v.Standing.Definition
	f.Title, v.Plan, v.Agency = f.say(d.Name), p.Plan, d.Agency
	if i := slices.IndexFunc(p.Contents.Targets, func(t plan.Target) bool { return t.ID == d.Target }); i >= 0 {
		v.Target = p.Contents.Targets[i]
	}
	for _, t := range p.Contents.Tasks {
		if slices.Contains(t.Serves, d.Target) {
			v.Tasks = append(v.Tasks, s.assign(f, t))
		}
	}
	if v.Standing.Latest != nil && d.Level == "commune" {
		onMap := s.question(ctx, f)
		onMap.Day = f.Map
		spread, err := s.Indicators.ByUnit(ctx, f.Actor, d.ID, onMap, org.Commune)
		if err != nil {
			return nil, err
		}
		v.Spread = &spread
		if v.At, err = s.Indicators.States(ctx, f.Actor, d.ID, onMap, org.Commune); err != nil {
			return nil, err
		}
	}
	if v.Standing.Latest != nil {
		if v.Of, v.Parts, err = s.Indicators.Apart(ctx, f.Actor, d.ID, s.question(ctx, f)); err != nil {
			return nil, err
		}
		if v.Written, err = s.Indicators.Recorded(ctx, f.Actor, d.ID); err != nil {
			return nil, err
		}
		if v.History, err = s.Indicators.History(ctx, f.Actor, d.ID, s.question(ctx, f)); err != nil {
			return nil, err
		}
	}
	v.Chart, v.Years = f.chartOf(v.Standing), yearLines(v.Standing)
	if f.wants("parts") {
		return nil, f.sendParts(w, v)
	}
	if f.wantsFile() {
		return nil, s.sendSpread(w, f, v)
	}
	return targetContent(f, v), nil
}

func (s *Site) sendSpread(w http.ResponseWriter, f *frame, v targetView) error {
	var rows [][]string
	if v.Spread != nil {
		for _, u := range v.Spread.Units {
			rows = append(rows, []string{u.Unit.Code, capital(u.Unit.Title()), number(u.Numerator), number(u.Denominator), v.Standing.Definition.Show(u.Value),
				f.T("indicator.state." + string(cmp.Or(v.At[u.Unit.ID], indicator.NoData)))})
		}
	}
	return f.sendTable(w, "chi-tieu-"+v.Standing.Definition.Target, []string{f.T("web.units.code"), f.T("web.units.name"),
		f.say(v.Standing.Definition.Numerator), f.say(v.Standing.Definition.Denominator), f.units(v.Standing.Definition), f.T("web.target.state")}, rows)
}

// chartOf draws the way of a target; nil where there is nothing measured to draw.
func (f *frame) chartOf(st indicator.Standing) *chart {
	d := st.Definition
	if len(st.Series) == 0 && st.Start == nil {
		return nil
	}
	c := &chart{Title: f.chartTitle(st), Unit: f.units(d), Show: func(v float64) string { return d.Show(new(big.Rat).SetFloat64(v)) }}
	// December of a year stands over the year's mark.
	year := func(m calendar.Month) float64 { return float64(m-11) / 12 }
	at := func(m *indicator.Measurement) *point {
		return &point{At: year(m.Period.End()), Value: float(m.Value), Label: d.Show(m.Value)}
	}
	for i := range st.Series {
		c.Points = append(c.Points, *at(&st.Series[i]))
	}
	if st.Start != nil {
		c.From = at(st.Start)
	}
	f.drawWay(c, st)
	if st.Goal.Value != nil && st.Goal.Year > 0 {
		c.Goal = &point{At: float64(st.Goal.Year), Value: float(st.Goal.Value), Label: f.goal(st)}
		if st.Goal.Upper != nil {
			c.High = float(st.Goal.Upper)
		}
	}
	return c
}

// chartTitle says what the chart shows.
func (f *frame) chartTitle(st indicator.Standing) string {
	if st.Definition.Watched {
		return f.T("web.target.chart.watched", f.now(st), st.Latest.Period.Vietnamese())
	}
	goal, year := f.goal(st), strconv.Itoa(st.Goal.Year)
	if st.Latest == nil {
		return f.T("web.target.chart.start", f.withUnit(st.Definition, st.Definition.Show(st.Start.Value)), st.Start.Period.Vietnamese(), goal, year)
	}
	return f.T("web.target.chart", f.now(st), st.Latest.Period.Vietnamese(), goal, year)
}

func float(r *big.Rat) float64 {
	v, _ := r.Float64()
	return v
}

// missingText says what is missing of a target.
func (f *frame) missingText(st indicator.Standing) []string {
	var out []string
	for _, m := range st.Missing {
		out = append(out, m.In(f.texts, f.Lang))
	}
	return out
}

// spread puts units in the order asked for: by name where nothing is asked.
func (f *frame) spread(v targetView) []indicator.UnitValue {
	units := slices.Clone(v.Spread.Units)
	key, sign := f.sortedBy()
	slices.SortFunc(units, func(a, b indicator.UnitValue) int {
		var c int
		switch key {
		case "value":
			c = value(a).Cmp(value(b))
		case "numerator":
			c = cmp.Compare(a.Numerator, b.Numerator)
		case "denominator":
			c = cmp.Compare(a.Denominator, b.Denominator)
		default:
			c = strings.Compare(fold(a.Unit.Name), fold(b.Unit.Name))
		}
		return cmp.Or(sign*c, strings.Compare(a.Unit.Code, b.Unit.Code))
	})
	return units
}

func value(u indicator.UnitValue) *big.Rat {
	if u.Value == nil {
		return new(big.Rat)
	}
	return u.Value
}

// area is the province that the plan in force was made for, as it was then: the area of which agencies report. It is
// empty, which is all there is, where no plan is in force.
func (s *Site) area(ctx context.Context, f *frame) org.UnitID {
	if f.area == nil {
		var area org.UnitID
		if p, _, _, err := s.Plans.Current(ctx, auth.System(), "", f.On); err == nil {
			u, _ := s.Tree.Find(p.Province, org.Province, p.Date)
			area = u.ID
		}
		f.area = &area
	}
	return *f.area
}

// unplaced names the units whose figures have no place on the map looked at.
func (f *frame) unplaced(s *indicator.Spread) string {
	var names []string
	for _, v := range s.Unplaced {
		names = append(names, f.Unit(v.Unit))
	}
	slices.Sort(names)
	return f.T("web.target.unplaced", strings.Join(slices.Compact(names), "; "))
}
