// Package indicator measures the targets of the plan: what each is the share of what, its values by unit and period, and
// whether it is on its way.
//
// Definitions are data (policy/indicator). A value is a numerator and a denominator, never a rounded share, so that it can
// be summed on any map; it comes from rows (people, households) or from an agency's approved return, and says from which.
// Missing is not zero: a target without a value has the state no data and a sentence that says what is missing. What the
// plan promises is read from elsewhere (Goal); this room does not know plans.
package indicator

import (
	"math/big"
	"slices"

	"ansinh/calendar"
	"ansinh/gate"
	"ansinh/org"
	"ansinh/returns"
)

// Group is a field of the plan: health, housing.
type Group struct {
	ID    string `yaml:"id"`
	Order int    `yaml:"order"`
	VI    string `yaml:"vi"`
	EN    string `yaml:"en"`
}

// Name is the group's name.
func (g Group) Name() org.Name { return org.Name{VI: g.VI, EN: g.EN} }

// Definition says what an indicator is and where its values come from.
type Definition struct {
	ID          string    `yaml:"id"`
	Target      string    `yaml:"target"`  // id of the plan's target; that of the definition where it is watched
	Watched     bool      `yaml:"watched"` // the plan sets no target for it: it is measured and shown, and nothing is promised
	Name        org.Name  `yaml:"name"`
	Numerator   org.Name  `yaml:"numerator"`
	Denominator org.Name  `yaml:"denominator"` // empty: the numerator is the value
	Unit        string    `yaml:"unit"`
	Places      *int      `yaml:"scale"`     // decimals shown; 1 where not given
	Direction   Direction `yaml:"direction"` // which way is better
	Frequency   string    `yaml:"frequency"` // year or month
	Level       string    `yaml:"level"`     // finest unit with values: province or commune
	Formula     Formula   `yaml:"formula"`
	Agency      string    `yaml:"agency"`     // who answers today
	By          []string  `yaml:"by"`         // disaggregation that is asked for
	Text        string    `yaml:"definition"` // legal definition or how the plan was read
	Baseline    *Baseline `yaml:"baseline"`
	Context     []Context `yaml:"context"`

	Group  Group `yaml:"-"`
	Factor int64 `yaml:"-"` // of the unit: 100 for a percentage

	top, bottom *formula // bottom is nil where the numerator is the value
	counted     []*node  // what is counted of rows, each once
	cells       []Cell   // what is asked of returns, by way of other indicators too
	rows        bool     // counted of rows, by way of other indicators too
}

// FromRows says whether the values are counted of people, not reported.
func (d Definition) FromRows() bool { return d.rows }

// Cells are the fields of forms that a value rests on, the numerator's first.
func (d Definition) Cells() []Cell { return d.cells }

// Form is the form that is waited for first; "" where the values are counted.
func (d Definition) Form() string {
	if len(d.cells) == 0 {
		return ""
	}
	return d.cells[0].Form
}

// Direction is which way is better.
type Direction string

// The directions.
const (
	Up   Direction = "up"
	Down Direction = "down"
)

// Formula is how a value comes about, in the language of the law.
type Formula struct {
	Numerator   string `yaml:"numerator"`
	Denominator string `yaml:"denominator"`
}

// Cell is one field of a form that a formula asks.
type Cell struct{ Form, Field string }

// Baseline is a published figure from which the way to the target starts.
type Baseline struct {
	Year   int    `yaml:"year"`
	Value  string `yaml:"value"`
	Source string `yaml:"source"`

	value *big.Rat
}

// Context is something published that helps to read the target and cannot serve as a value.
type Context struct {
	Year   int      `yaml:"year"`
	Text   org.Name `yaml:"text"`
	Source string   `yaml:"source"`
}

// Unit is a unit of indicators.
type Unit struct {
	Factor int64  `yaml:"factor"`
	VI     string `yaml:"vi"`
	EN     string `yaml:"en"`
}

// Tolerance says how far behind the straight way is still what; in permille, see policy/indicator/state.yaml.
type Tolerance struct {
	OnTrack int64  `yaml:"on_track"`
	Slow    int64  `yaml:"slow"`
	About   int64  `yaml:"about"`
	Fresh   int    `yaml:"fresh_years"` // a value older than this says nothing about today
	Source  string `yaml:"source"`

	Forecast Forecasting `yaml:"forecast"`
	Smallest int64       `yaml:"smallest"` // fewer people than this are not shown by parts to who may not see people
	Urban    []string    `yaml:"urban"`    // kinds of units that are towns
}

// Book is all definitions with what judging them needs.
type Book struct {
	definitions []Definition
	byID        map[string]int
	order       []int // of definitions: each after those its formula asks
	units       map[string]Unit
	tolerance   Tolerance
	parameters  parameters
	parts       map[op]map[string]map[string]*formula // of what is counted: dimension, part, condition
	forms       *returns.Book
}

// Definitions are all definitions, by group and target.
func (b *Book) Definitions() []Definition { return b.definitions }

// Definition is one definition by its id or its target's; false where there is none.
func (b *Book) Definition(id string) (Definition, bool) {
	if i, ok := b.byID[id]; ok {
		return b.definitions[i], true
	}
	for _, d := range b.definitions {
		if d.Target == id {
			return d, true
		}
	}
	return Definition{}, false
}

// Unit is a unit's words.
func (b *Book) Unit(unit string) org.Name {
	u := b.units[unit]
	return org.Name{VI: u.VI, EN: u.EN}
}

// Tolerance is how states are judged.
func (b *Book) Tolerance() Tolerance { return b.tolerance }

// Goal is what the plan promises for a target.
type Goal struct {
	Target     string
	Comparator string // = < <= > >= ~ range
	Value      *big.Rat
	Upper      *big.Rat // of a range
	Year       int
	Steps      []Step // what the plan says of years before, oldest first
}

// Period is a year (2026) or a month (2026-11).
type Period string

// Year is the period of a year.
func Year(y int) Period { return Period(calendar.MonthOf(y, 1).String()[:4]) }

// Month is the period of a month.
func Month(m calendar.Month) Period { return Period(m.String()) }

// End is the last month of the period; zero where it is none.
func (p Period) End() calendar.Month {
	s := string(p)
	if len(s) == 4 {
		s += "-12"
	}
	m, err := calendar.ParseMonth(s)
	if err != nil {
		return 0
	}
	return m
}

// Vietnamese is 2026 or 11/2026.
func (p Period) Vietnamese() string {
	if len(p) == 4 {
		return string(p)
	}
	return p.End().Vietnamese()
}

// Value is one measured value.
type Value struct {
	Indicator    string
	Unit         org.UnitID
	Period       Period
	Numerator    int64
	Denominator  int64
	Unknown      int64  // rows in the denominator whose fact was missing
	Source       Origin // rows or return
	Provenance   string // hash of the snapshot, or return:ID, several with a semicolon between
	Illustrative bool
	Parts        []Part // by dimension and part; those of which something is known
}

// same says whether two values say the same of the same place and period.
func (v Value) same(o Value) bool {
	return v.Numerator == o.Numerator && v.Denominator == o.Denominator && v.Unknown == o.Unknown && v.Source == o.Source &&
		v.Provenance == o.Provenance && v.Illustrative == o.Illustrative && slices.Equal(v.Parts, o.Parts)
}

// Origin is what a value was measured from.
type Origin string

// The origins.
const (
	FromRows   Origin = "rows"
	FromReturn Origin = "return"
)

// Service is the use cases on indicators.
type Service struct {
	gate     *gate.Gate
	book     *Book
	returns  *returns.Service
	tree     *org.Tree
	agencies *org.Agencies
	people   People
	goals    Goals
}

// Options are what the service works with. People may be nil: then computed indicators have no value and say so.
type Options struct {
	Book     *Book
	Returns  *returns.Service
	Tree     *org.Tree
	Agencies *org.Agencies
	People   People
	Goals    Goals
}

// New makes the service.
func New(g *gate.Gate, o Options) *Service {
	return &Service{gate: g, book: o.Book, returns: o.Returns, tree: o.Tree, agencies: o.Agencies, people: o.People, goals: o.Goals}
}

// Book is the definitions the service works with.
func (s *Service) Book() *Book { return s.book }
