// Package returns is how agencies report figures: forms, their fields and the rules between them, and the way of a
// return from draft over submitted to approved and locked.
//
// A form is data (policy/return). A blank field is missing, never zero; a locked return does not change. What the figures
// mean for a target is the business of indicator, and nothing here knows of targets.
package returns

import (
	"context"
	"strings"

	"ansinh/calendar"
	"ansinh/fault"
	"ansinh/gate"
	"ansinh/org"
)

// Form is one table that one agency fills in for a period.
type Form struct {
	ID     string   `yaml:"id"`
	Agency string   `yaml:"agency"` // who fills it in
	Name   org.Name `yaml:"name"`
	Level  string   `yaml:"level"` // commune: each commune fills it in for itself, and Agency gathers; empty: Agency does
	Due    string   `yaml:"due"`   // an entry of the schedule
	Task   string   `yaml:"task"`  // number of the plan's task it serves
	Fields []Field  `yaml:"fields"`
	Rules  []Rule   `yaml:"rules"`

	details []Field
}

// Field is one figure of a form.
type Field struct {
	ID     string   `yaml:"id"`
	VI     string   `yaml:"vi"`
	EN     string   `yaml:"en"`
	Unit   string   `yaml:"unit"`
	Scale  int      `yaml:"scale"`   // decimal places; the value is stored times ten to it
	By     []string `yaml:"by"`      // sex, age, ethnicity, area (urban or rural), poor
	SameAs string   `yaml:"same_as"` // form.field of another agency that reports the same figure
	Known  string   `yaml:"known"`   // what the register counts of it: persons, households
	Change int64    `yaml:"change"`  // percent by which it may differ from last year unquestioned; 0: as the book says

	Of string `yaml:"-"` // of a detail: the field it is a part of
}

// Communal says whether each commune fills the form in for itself.
func (f Form) Communal() bool { return f.Level == "commune" }

// Details are the parts of a field by one dimension: insured.sex.female.
func (f Form) Details(field string) []Field {
	var out []Field
	for _, x := range f.details {
		if x.Of == field {
			out = append(out, x)
		}
	}
	return out
}

// Name is the field's label.
func (f Field) Name() org.Name { return org.Name{VI: f.VI, EN: f.EN} }

// Rule holds between fields of one form that are all filled in: either Less is not above More, or Parts sum to Whole.
type Rule struct {
	Less  string   `yaml:"less"`
	More  string   `yaml:"more"`
	Parts []string `yaml:"parts"`
	Whole string   `yaml:"whole"`
}

// Schedule says when returns are due in a year.
type Schedule struct {
	Month  int    `yaml:"month"`
	Day    int    `yaml:"day"`
	Before bool   `yaml:"before"` // the day itself is too late
	Duty   string `yaml:"duty"`   // the plan's reporting duty
	Source string `yaml:"source"`
}

// LastDay is the last day on which a return of the year is in time.
func (s Schedule) LastDay(year int) calendar.Date {
	day, err := calendar.Day(year, s.Month, s.Day)
	if err != nil {
		return 0 // Load has refused such a schedule
	}
	if s.Before {
		day--
	}
	return day
}

// Dimension is something figures are told apart by, with its parts in order.
type Dimension struct {
	VI    string `yaml:"vi"`
	EN    string `yaml:"en"`
	Parts []struct {
		ID string `yaml:"id"`
		VI string `yaml:"vi"`
		EN string `yaml:"en"`
	} `yaml:"parts"`
}

// Questions say from when on a figure is looked at again; in percent, and times the usual spread.
type Questions struct {
	Change   int64  `yaml:"change"`   // against last year
	Register int64  `yaml:"register"` // against what the register counts
	Spread   int64  `yaml:"spread"`   // an outlier among communes: this many times the median distance from the median
	Source   string `yaml:"source"`
}

// Book is all forms.
type Book struct {
	dimensions map[string]Dimension
	questions  Questions
	forms      []Form
	byID       map[string]int
	schedule   map[string]Schedule
	units      map[string]string // Vietnamese to English
}

// Forms are all forms, by id.
func (b *Book) Forms() []Form { return b.forms }

// Form is one form; false where there is none.
func (b *Book) Form(id string) (Form, bool) {
	i, ok := b.byID[id]
	if !ok {
		return Form{}, false
	}
	return b.forms[i], true
}

// Field is one field of a form; false where there is none.
func (b *Book) Field(form, field string) (Field, bool) {
	f, _ := b.Form(form)
	for _, x := range f.Fields {
		if x.ID == field {
			return x, true
		}
	}
	for _, x := range f.details {
		if x.ID == field {
			return x, true
		}
	}
	return Field{}, false
}

// Dimension is a dimension's name.
func (b *Book) Dimension(id string) org.Name {
	return org.Name{VI: b.dimensions[id].VI, EN: b.dimensions[id].EN}
}

// Parts are the ids of a dimension's parts, in order; none where there is no such dimension.
func (b *Book) Parts(dimension string) []string {
	var out []string
	for _, p := range b.dimensions[dimension].Parts {
		out = append(out, p.ID)
	}
	return out
}

// PartName is what a part of a dimension is called.
func (b *Book) PartName(dimension, part string) org.Name {
	for _, p := range b.dimensions[dimension].Parts {
		if p.ID == part {
			return org.Name{VI: p.VI, EN: p.EN}
		}
	}
	return org.Name{}
}

// FieldName is the label of a field where it stands alone: a label that says "of whom" needs the one it is part of.
func (b *Book) FieldName(form, field string) org.Name {
	f, _ := b.Form(form)
	var whole org.Name
	for _, x := range f.Fields {
		part, isPart := strings.CutPrefix(x.VI, "Trong đó: ")
		if !isPart {
			whole = x.Name()
		}
		if x.ID != field {
			continue
		}
		if isPart {
			return org.Name{VI: whole.VI + " – " + part, EN: whole.EN + ", " + x.EN}
		}
		return x.Name()
	}
	return org.Name{VI: field, EN: field}
}

// Unit is a unit of measure in both languages.
func (b *Book) Unit(unit string) org.Name { return org.Name{VI: unit, EN: b.units[unit]} }

// LastDay is the last day on which a form of the year is in time.
func (b *Book) LastDay(form string, year int) calendar.Date {
	f, _ := b.Form(form)
	return b.schedule[f.Due].LastDay(year)
}

// Keeps says whether a duty of the plan is kept by sending the forms of a schedule.
func (b *Book) Keeps(duty string) bool {
	for _, s := range b.schedule {
		if s.Duty == duty {
			return true
		}
	}
	return false
}

// State is where a return stands.
type State string

// The states. Approved figures count for indicators; a locked return is one whose year was reported.
const (
	Draft     State = "draft"
	Submitted State = "submitted"
	SentBack  State = "returned"
	Approved  State = "approved"
	Locked    State = "locked"
)

// Counts says whether the figures may be used for indicators and reports.
func (s State) Counts() bool { return s == Approved || s == Locked }

// ID is a return's number.
type ID int64

// Return is one filled form.
type Return struct {
	ID       ID
	Form     string
	Agency   string
	Unit     org.UnitID // the area its figures are about
	Year     int
	State    State
	Received calendar.Date // zero: not submitted yet
	Sender   string
	Cells    map[string]Cell // by field; a field without a value is absent
	Steps    []Step          // oldest first; only filled for one return
}

// Cell is one figure with where it comes from.
type Cell struct {
	Value        int64 // times ten to the field's scale
	Illustrative bool
	Source       string
	Assumption   string
	EnteredBy    string
}

// Step is one change of state.
type Step struct {
	State State
	At    string
	Actor string
	Note  string
}

// Service is the use cases on returns.
type Service struct {
	gate     *gate.Gate
	book     *Book
	tree     *org.Tree
	agencies *org.Agencies
	counts   Counts
}

// Counts is what the register counts in a unit: persons, households. It may know nothing.
type Counts interface {
	Counts(ctx context.Context, unit org.UnitID, year int) (map[string]int64, error)
}

// Options are what the service knows beside the forms; all may be nil.
type Options struct {
	Tree     *org.Tree
	Agencies *org.Agencies
	Counts   Counts
}

// New makes the service.
func New(g *gate.Gate, b *Book, o Options) *Service {
	return &Service{gate: g, book: b, tree: o.Tree, agencies: o.Agencies, counts: o.Counts}
}

// answers is the agency that answers today for a form that was given to one.
func (s *Service) answers(agency string) string {
	if s.agencies == nil {
		return agency
	}
	if now, _ := s.agencies.Responsible(agency, "", calendar.DateOf(s.gate.Now())); now.ID != "" {
		return now.ID
	}
	return agency
}

// Book is the forms the service works with.
func (s *Service) Book() *Book { return s.book }

func noForm(id string) error { return fault.New(fault.NotFound, "returns.no_form", id) }
