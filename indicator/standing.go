package indicator

import (
	"cmp"
	"context"
	"fmt"
	"math/big"
	"slices"
	"strings"

	"ansinh/auth"
	"ansinh/calendar"
	"ansinh/gate"
	"ansinh/org"
	"ansinh/returns"
)

// Query says what is asked: the year, the map, and the unit whose figures are wanted.
type Query struct {
	Year int
	Day  calendar.Date // the day whose plan, agencies and map count
	Area org.UnitID    // the area of which returns speak, for saying which is missing
	Unit org.UnitID    // "" is all there is
}

// Measurement is the values of one period summed over the units asked for.
type Measurement struct {
	Period       Period
	Numerator    int64
	Denominator  int64
	Unknown      int64
	Value        *big.Rat
	Source       Origin
	Provenance   []string // snapshots or returns, each once
	Illustrative bool
}

// Standing is one target as it stands.
type Standing struct {
	Definition   Definition
	Goal         Goal
	State        State
	Latest       *Measurement  // nil: no value
	Start        *Measurement  // where the way begins: the baseline or the first value; nil: neither
	Published    bool          // Start is the published baseline
	Required     *big.Rat      // where the way stands at Latest; nil: no way
	Effort       *big.Rat      // to be gained a year from Latest on; nil: time is over or no value
	Path         []Waypoint    // the way year by year; empty: no way
	Forecast     *Forecast     // nil: too few years were measured, or the time is over
	Series       []Measurement // all periods, oldest first
	Missing      []Sentence    // what is missing and who can give it; empty where nothing is
	Illustrative bool          // Latest or Start rests on an assumption
}

// Standings are all targets, by group and target.
func (s *Service) Standings(ctx context.Context, actor auth.Actor, q Query) ([]Standing, error) {
	return s.standings(ctx, actor, "", q)
}

// Watched are the indicators for which the plan sets no target, by group and id: they have no goal and no way to it.
func (s *Service) Watched(ctx context.Context, actor auth.Actor, q Query) ([]Standing, error) {
	var out []Standing
	for _, d := range s.book.definitions {
		if d.Watched {
			one, err := s.standings(ctx, actor, d.ID, q)
			if err != nil {
				return nil, err
			}
			out = append(out, one...)
		}
	}
	return out, nil
}

// standings are all targets, or what one indicator says.
func (s *Service) standings(ctx context.Context, actor auth.Actor, only string, q Query) ([]Standing, error) {
	goals, err := s.goalsBy(ctx, actor, q.Day)
	if err != nil {
		return nil, err
	}
	returned, err := s.returnsOf(ctx, q)
	if err != nil {
		return nil, err
	}
	var values []Value
	act := gate.Act{Permission: "indicator.read", Unit: string(q.Unit), Subject: fmt.Sprintf("indicators:%d", q.Year)}
	err = s.gate.Read(ctx, actor, act, func(tx *gate.Tx) error {
		last := Month(calendar.MonthOf(q.Year, 12))
		if q.Unit == "" {
			values, err = s.book.sumsUpTo(ctx, tx, last, only)
		} else {
			values, err = valuesUpTo(ctx, tx, last, only)
		}
		return err
	})
	if err != nil {
		return nil, err
	}
	byIndicator := s.inside(values, q.Unit)
	var out []Standing
	for _, d := range s.book.definitions {
		g, ok := goals[d.Target]
		if only != "" && d.ID != only || !ok && !(d.Watched && only != "") {
			continue // the plan in force on the day does not set this target
		}
		st := s.stand(d, g, series(d, byIndicator[d.ID]), q)
		st.Missing = s.missing(st, q, returned)
		out = append(out, st)
	}
	return out, nil
}

// Standing is one target, by the id of the target or of the indicator.
func (s *Service) Standing(ctx context.Context, actor auth.Actor, id string, q Query) (Standing, error) {
	d, ok := s.book.Definition(id)
	if !ok {
		return Standing{}, noTarget(id)
	}
	found, err := s.standings(ctx, actor, d.ID, q)
	if err == nil && len(found) == 0 {
		err = noTarget(id)
	}
	if err != nil {
		return Standing{}, err
	}
	return found[0], nil
}

func (s *Service) goalsBy(ctx context.Context, actor auth.Actor, day calendar.Date) (map[string]Goal, error) {
	list, err := s.goals.Goals(ctx, actor, day)
	if err != nil {
		return nil, err
	}
	out := map[string]Goal{}
	for _, g := range list {
		out[g.Target] = g
	}
	return out, nil
}

// returnsOf are the returns of the year by form. What is said of them (sent or not) is open to whoever sees targets, so
// they are read as the program itself.
func (s *Service) returnsOf(ctx context.Context, q Query) (map[string]returns.Return, error) {
	list, err := s.returns.Year(ctx, auth.System(), q.Year)
	if err != nil {
		return nil, err
	}
	out := map[string]returns.Return{}
	for _, r := range list {
		if q.Area == "" || r.Unit == q.Area {
			out[r.Form] = r
		}
	}
	return out, nil
}

// series sums the values of each period.
func series(d Definition, values []Value) []Measurement {
	byPeriod := map[Period]*Measurement{}
	for _, v := range values {
		m := byPeriod[v.Period]
		if m == nil {
			m = &Measurement{Period: v.Period, Source: v.Source}
			byPeriod[v.Period] = m
		}
		m.Numerator += v.Numerator
		m.Denominator += v.Denominator
		if d.Denominator.VI == "" {
			m.Denominator = v.Denominator // a plain figure: the numerators add up, the scale stays
		}
		m.Unknown += v.Unknown
		m.Illustrative = m.Illustrative || v.Illustrative
		for _, from := range strings.Split(v.Provenance, provenances) {
			if !slices.Contains(m.Provenance, from) {
				m.Provenance = append(m.Provenance, from)
			}
		}
	}
	out := make([]Measurement, 0, len(byPeriod))
	for _, m := range byPeriod {
		if m.Value = d.Rat(m.Numerator, m.Denominator); m.Value != nil {
			out = append(out, *m)
		}
	}
	slices.SortFunc(out, func(a, b Measurement) int { return cmp.Compare(a.Period, b.Period) })
	return out
}

func (s *Service) stand(d Definition, g Goal, all []Measurement, q Query) Standing {
	st := Standing{Definition: d, Goal: g, State: s.stateOf(d, g, all, q), Series: all}
	st.Start, st.Published = s.start(d, all, q)
	if st.Start != nil && !d.Watched {
		st.Path = yearByYear(g, d.Direction, toPoint(st.Start))
	}
	if len(all) == 0 {
		return st
	}
	st.Latest = &all[len(all)-1]
	st.Illustrative = st.Latest.Illustrative || st.Start.Illustrative
	if d.Watched {
		return st
	}
	latest, start := toPoint(st.Latest), toPoint(st.Start)
	st.Required = required(g, d.Direction, start, latest.at)
	st.Effort = effort(g, d.Direction, latest)
	var published *Measurement
	if st.Published {
		published = st.Start
	}
	st.Forecast = s.book.forecast(d, g, all, published)
	return st
}

// start is where the way begins: the published baseline or the first value; nil: neither.
func (s *Service) start(d Definition, all []Measurement, q Query) (start *Measurement, published bool) {
	if d.Baseline != nil && q.Unit == "" {
		return &Measurement{Period: Year(d.Baseline.Year), Value: d.Baseline.value}, true
	}
	if len(all) > 0 {
		return &all[0], false
	}
	return nil, false
}

// stateOf judges the last value by where the way began; a value too old says nothing, unless the promise was kept.
func (s *Service) stateOf(d Definition, g Goal, all []Measurement, q Query) State {
	if len(all) == 0 {
		return NoData
	}
	t := s.book.tolerance
	start, _ := s.start(d, all, q)
	latest := toPoint(&all[len(all)-1])
	state := Watching
	if !d.Watched {
		state = judge(g, d.Direction, toPoint(start), latest, t)
	}
	if year, _ := latest.at.Civil(); year < q.Year-t.Fresh && state != Achieved {
		return NoData
	}
	return state
}

func toPoint(m *Measurement) *point { return &point{at: m.Period.End(), value: m.Value} }

// missing says what stands between the target and a value of the year, and what an only value cannot tell.
func (s *Service) missing(st Standing, q Query, returned map[string]returns.Return) []Sentence {
	d := st.Definition
	var out []Sentence
	current := false
	if st.Latest != nil {
		year, _ := st.Latest.Period.End().Civil()
		current = year == q.Year
	}
	switch {
	case current || st.State == Achieved:
	case d.rows:
		out = append(out, Say("indicator.missing.rows", q.Year))
	case q.Unit != "" && q.Unit != q.Area:
		out = append(out, Say("indicator.missing.only_whole"))
	default:
		out = append(out, s.missingReturn(d, q, returned))
	}
	if st.Latest != nil && st.State == NoData && current {
		out = append(out, Say("indicator.missing.no_way", st.Latest.Period.Vietnamese()))
	}
	if st.Latest == nil && d.Baseline != nil {
		out = append(out, Say("indicator.missing.last_known", d.Show(d.Baseline.value), s.book.Unit(d.Unit), d.Baseline.Year))
	}
	return out
}

// missingReturn names the form, the agency and the field.
func (s *Service) missingReturn(d Definition, q Query, returned map[string]returns.Return) Sentence {
	book := s.returns.Book()
	name := func(c Cell) org.Name { return book.FieldName(c.Form, c.Field) }
	for _, c := range d.cells {
		form, _ := book.Form(c.Form)
		agency := s.agencyName(form.Agency)
		r, ok := returned[c.Form]
		if !ok {
			return Say("indicator.missing.not_begun", agency, form.Name, q.Year, name(c), book.LastDay(c.Form, q.Year).Vietnamese())
		}
		if _, has := r.Cells[c.Field]; !has {
			return Say("indicator.missing.blank", form.Name, q.Year, agency, name(c), Say("returns.state."+string(r.State)))
		}
	}
	c := d.cells[0]
	form, _ := book.Form(c.Form)
	if bottom := d.bottomCell(); bottom != (Cell{}) && returned[bottom.Form].Cells[bottom.Field].Value == 0 {
		return Say("indicator.missing.zero", form.Name, q.Year, s.agencyName(form.Agency), name(bottom))
	}
	return Say("indicator.missing.not_approved", form.Name, q.Year, s.agencyName(form.Agency), Say("returns.state."+string(returned[c.Form].State)))
}

// bottomCell is the field that is the whole denominator; the zero cell where there is none.
func (d Definition) bottomCell() Cell {
	if d.bottom == nil || d.bottom.node.op != opName || strings.HasPrefix(d.bottom.node.name, othersName) {
		return Cell{}
	}
	form, field, _ := strings.Cut(d.bottom.node.name, ".")
	return Cell{form, field}
}

func (s *Service) agencyName(id string) org.Name {
	a, _ := s.agencies.Agency(id)
	return a.Name
}

// inside is the values within a unit, by indicator; the empty unit is the whole area.
func (s *Service) inside(values []Value, unit org.UnitID) map[string][]Value {
	out, within := map[string][]Value{}, map[org.UnitID]bool{}
	for _, v := range values {
		in, seen := within[v.Unit]
		if !seen {
			in = unit == "" || s.tree.Within(v.Unit, unit)
			within[v.Unit] = in
		}
		if in {
			out[v.Indicator] = append(out[v.Indicator], v)
		}
	}
	return out
}
