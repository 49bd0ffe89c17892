package main

import (
	"errors"
	"fmt"
	"io"
	"math/big"
	"text/tabwriter"
	"time"

	"ansinh/auth"
	"ansinh/calendar"
	"ansinh/fault"
	"ansinh/house"
	"ansinh/indicator"
	"ansinh/law"
	"ansinh/money"
	"ansinh/org"
	"ansinh/returns"
)

type indicatorCmd struct {
	Check indicatorCheckCmd `cmd:"" help:"Read the definitions and name every mistake."`
	List  indicatorListCmd  `cmd:"" help:"Every target with its value, state and what is missing."`
	Show  indicatorShowCmd  `cmd:"" help:"One target: formula, values, way, and its units on a map."`

	Measure indicatorMeasureCmd `cmd:"" help:"Count a closed month of people and keep what came out."`
}

type indicatorCheckCmd struct{}

// Help shows an example.
func (indicatorCheckCmd) Help() string {
	return `Reads every definition under indicator/ of the policy folder and names all mistakes at once, each with file, line,
column and a caret under it: wrong formulae, names that mean nothing with the nearest that does, circles, parts that no
form asks.

  ansinh indicator check
  ansinh indicator check --policy my-changes`
}

// Run checks the definitions.
func (indicatorCheckCmd) Run(a *app) error {
	forms, err := returns.Load(a.policy)
	if err != nil {
		return err
	}
	agencies, err := org.ReadAgencies(a.policy)
	if err != nil {
		return err
	}
	rules, err := law.Load(a.policy)
	if err != nil {
		return err
	}
	book, err := indicator.Load(a.policy, forms, agencies, rules)
	var problems law.Problems
	if errors.As(err, &problems) {
		a.sayProblems(problems)
		return fault.New(fault.Invalid, "indicator.definitions", len(problems))
	}
	if err != nil {
		return err
	}
	rows := 0
	for _, d := range book.Definitions() {
		if d.FromRows() {
			rows++
		}
	}
	_, err = fmt.Fprintln(a.stdout, a.texts.Of(a.lang, "indicator.cli.check_ok", len(book.Definitions()), rows, len(book.Definitions())-rows))
	return err
}

// asked is what both commands ask.
type asked struct {
	Year int    `name:"year" help:"The year; this one if left out." placeholder:"YEAR"`
	AsOf string `name:"as-of" help:"The day whose plan, agencies and map count; today if left out." placeholder:"DATE"`
	JSON bool   `name:"json" help:"Print the result as one object."`
}

func (q asked) query(a *app, h *house.House) (indicator.Query, error) {
	day := calendar.DateOf(time.Now())
	if q.AsOf != "" {
		var err error
		if day, err = calendar.ParseDate(q.AsOf); err != nil {
			return indicator.Query{}, usageError{err}
		}
	}
	year := q.Year
	if year == 0 {
		year = calendar.DateOf(time.Now()).Year()
	}
	area, err := a.planArea(h, day)
	return indicator.Query{Year: year, Day: day, Area: area}, err
}

// planArea is the province the plan in force was made for, as it was then: the area of which agencies report.
func (a *app) planArea(h *house.House, day calendar.Date) (org.UnitID, error) {
	p, _, _, err := h.Plans.Current(a.ctx, auth.System(), "", day)
	if err != nil {
		return "", err
	}
	unit, ok := h.Tree.Find(p.Province, org.Province, p.Date)
	if !ok {
		return "", fault.New(fault.Invalid, "report.no_province", p.Date.Vietnamese())
	}
	return unit.ID, nil
}

type indicatorListCmd struct{ asked }

// Help shows an example.
func (indicatorListCmd) Help() string {
	return `What the plan promises, how far it is, whether it is on its way, and of every target without a value which form,
agency or field is missing. A star marks figures that rest on an assumption of the demonstration.

  ansinh indicator list
  ansinh indicator list --year 2026 --as-of 2024-04-30 --json`
}

// standingLine is one target as --json prints it. Figures are exact decimals of at most six places.
type standingLine struct {
	Target       string          `json:"target"`
	Indicator    string          `json:"indicator"`
	Name         said            `json:"name"`
	Unit         string          `json:"unit"`
	Comparator   string          `json:"comparator"`
	Goal         number          `json:"goal"`
	Upper        number          `json:"upper"`
	GoalYear     int             `json:"goal_year"`
	State        indicator.State `json:"state"`
	Period       string          `json:"period"`
	Numerator    *int64          `json:"numerator"`
	Denominator  *int64          `json:"denominator"`
	Value        number          `json:"value"`
	Start        number          `json:"start"`
	StartPeriod  string          `json:"start_period"`
	Required     number          `json:"required"`
	Effort       number          `json:"effort_a_year"`
	Source       string          `json:"source"`
	Provenance   []string        `json:"provenance"`
	Illustrative bool            `json:"illustrative"`
	Agency       string          `json:"agency"`
	Missing      []string        `json:"missing"`
}

// said is a name in both languages.
type said struct {
	VI string `json:"vi"`
	EN string `json:"en"`
}

// number is an exact figure in JSON; null where there is none.
type number struct{ *big.Rat }

// MarshalJSON writes at most six decimals.
func (n number) MarshalJSON() ([]byte, error) {
	if n.Rat == nil {
		return []byte("null"), nil
	}
	return []byte(indicator.Decimal(n.Rat)), nil
}

func (a *app) standing(s indicator.Standing) standingLine {
	d := s.Definition
	out := standingLine{Target: d.Target, Indicator: d.ID, Name: said(d.Name), Unit: d.Unit, Comparator: s.Goal.Comparator, Goal: number{s.Goal.Value},
		Upper: number{s.Goal.Upper}, GoalYear: s.Goal.Year, State: s.State, Required: number{s.Required}, Effort: number{s.Effort},
		Illustrative: s.Illustrative, Agency: d.Agency, Provenance: []string{}, Missing: []string{}}
	if m := s.Latest; m != nil {
		out.Period, out.Numerator, out.Denominator, out.Value = string(m.Period), &m.Numerator, &m.Denominator, number{m.Value}
		out.Source, out.Provenance = string(m.Source), m.Provenance
	}
	if s.Start != nil {
		out.Start, out.StartPeriod = number{s.Start.Value}, string(s.Start.Period)
	}
	for _, m := range s.Missing {
		out.Missing = append(out.Missing, m.In(a.texts, a.lang))
	}
	return out
}

// Run prints all targets.
func (c indicatorListCmd) Run(a *app) error {
	h, err := a.open()
	if err != nil {
		return err
	}
	defer h.Close()
	q, err := c.query(a, h)
	if err != nil {
		return err
	}
	all, err := h.Indicators.Standings(a.ctx, auth.System(), q)
	if err != nil {
		return err
	}
	watched, err := h.Indicators.Watched(a.ctx, auth.System(), q)
	if err != nil {
		return err
	}
	if c.JSON {
		lines := func(all []indicator.Standing) []standingLine {
			out := make([]standingLine, len(all))
			for i, s := range all {
				out[i] = a.standing(s)
			}
			return out
		}
		return a.printJSON(struct {
			Year    int            `json:"year"`
			AsOf    calendar.Date  `json:"as_of"`
			Targets []standingLine `json:"targets"`
			Watched []standingLine `json:"watched"`
		}{q.Year, q.Day, lines(all), lines(watched)})
	}
	for _, list := range [][]indicator.Standing{all, watched} { // each in columns of its own
		w := tabwriter.NewWriter(a.stdout, 0, 8, 2, ' ', 0)
		for _, s := range list {
			a.printStanding(w, h, s)
		}
		if err := w.Flush(); err != nil {
			return err
		}
	}
	return nil
}

func (a *app) printStanding(w io.Writer, h *house.House, s indicator.Standing) {
	value := "–"
	if s.Latest != nil {
		value = s.Definition.Show(s.Latest.Value) + " (" + s.Latest.Period.Vietnamese() + ")" + star(s.Illustrative)
	}
	goal := a.texts.Of(a.lang, "web.target.watched")
	if !s.Definition.Watched {
		goal = a.texts.Of(a.lang, "indicator.comparator."+s.Goal.Comparator, s.Definition.ShowGoal(s.Goal))
	}
	fmt.Fprintf(w, "%s\t%s\t%s\t%s %s\t%s\n", s.Definition.Target, a.texts.Of(a.lang, "indicator.state."+string(s.State)), value, goal,
		indicator.In(h.Indicators.Book().Unit(s.Definition.Unit), a.lang), indicator.In(s.Definition.Name, a.lang))
	for _, m := range s.Missing {
		fmt.Fprintf(w, "\t\t\t\t  %s\n", m.In(a.texts, a.lang))
	}
}

func star(illustrative bool) string {
	if illustrative {
		return " (*)"
	}
	return ""
}

type indicatorShowCmd struct {
	ID    string `arg:"" help:"A target (T06) or an indicator (elderly-income)."`
	Level string `name:"level" help:"Units to show: ${enum}." enum:"province,district,commune" default:"province"`
	asked
}

// Help shows an example.
func (indicatorShowCmd) Help() string {
	return `Opens one target: numerator and denominator, the snapshot or the return they come from, every period, the way to the
target, and its value in each unit on the map of the day. Sums are kept on every map; shares are computed again from them.

  ansinh indicator show T06
  ansinh indicator show T06 --level commune --as-of 2024-04-30`
}

// unitLine is one unit as --json prints it.
type unitLine struct {
	Unit        org.UnitID   `json:"unit"`
	Name        string       `json:"name"`
	Numerator   int64        `json:"numerator"`
	Denominator int64        `json:"denominator"`
	Value       number       `json:"value"`
	Partial     []org.UnitID `json:"partial"` // parts without a value
}

// Run prints one target.
func (c indicatorShowCmd) Run(a *app) error {
	h, err := a.open()
	if err != nil {
		return err
	}
	defer h.Close()
	q, err := c.query(a, h)
	if err != nil {
		return err
	}
	s, err := h.Indicators.Standing(a.ctx, auth.System(), c.ID, q)
	if err != nil {
		return err
	}
	level := map[string]int{"province": org.Province, "district": org.District, "commune": org.Commune}[c.Level]
	spread, err := h.Indicators.ByUnit(a.ctx, auth.System(), c.ID, q, level)
	if err != nil {
		return err
	}
	if c.JSON {
		return a.printJSON(struct {
			standingLine
			Units    []unitLine `json:"units"`
			Unplaced int        `json:"unplaced"` // values without a single place on this map
		}{a.standing(s), unitLines(spread), len(spread.Unplaced)})
	}
	return a.printTarget(h, s, spread)
}

func unitLines(s indicator.Spread) []unitLine {
	out := make([]unitLine, 0, len(s.Units))
	for _, u := range s.Units {
		line := unitLine{Unit: u.Unit.ID, Name: u.Unit.Name, Numerator: u.Numerator, Denominator: u.Denominator, Value: number{u.Value}, Partial: []org.UnitID{}}
		for _, p := range u.Partial {
			line.Partial = append(line.Partial, p.ID)
		}
		out = append(out, line)
	}
	return out
}

func (a *app) printTarget(h *house.House, s indicator.Standing, spread indicator.Spread) error {
	say := func(code string, args ...any) string { return a.texts.Of(a.lang, code, args...) }
	d := s.Definition
	w := tabwriter.NewWriter(a.stdout, 0, 8, 2, ' ', 0)
	a.printStanding(w, h, s)
	fmt.Fprintf(w, "%s\t%s\n", say("indicator.cli.numerator"), indicator.In(d.Numerator, a.lang))
	if d.Denominator.VI != "" {
		fmt.Fprintf(w, "%s\t%s\n", say("indicator.cli.denominator"), indicator.In(d.Denominator, a.lang))
	}
	if s.Required != nil {
		fmt.Fprintf(w, "%s\t%s\n", say("indicator.cli.required"), d.Show(s.Required))
	}
	for _, m := range s.Series {
		fmt.Fprintf(w, "%s\t%s / %s = %s%s\t%s\n", m.Period.Vietnamese(), money.Group(m.Numerator), money.Group(m.Denominator), d.Show(m.Value),
			star(m.Illustrative), say("indicator.source."+string(m.Source)))
	}
	for _, u := range spread.Units {
		fmt.Fprintf(w, "%s\t%s / %s = %s%s\n", u.Unit.Title(), money.Group(u.Numerator), money.Group(u.Denominator), d.Show(u.Value), star(u.Illustrative))
		for _, p := range u.Partial {
			fmt.Fprintf(w, "\t%s\n", say("indicator.cli.partial", p.Title(), (p.To-1).Vietnamese()))
		}
	}
	if n := len(spread.Unplaced); n > 0 {
		fmt.Fprintln(w, say("indicator.cli.unplaced", n))
	}
	return w.Flush()
}
