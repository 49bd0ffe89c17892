package org

import (
	"io/fs"
	"slices"
	"sync/atomic"

	"ansinh/calendar"
	"ansinh/fault"
	"ansinh/policy"
)

// Name is a text in both languages.
type Name struct {
	VI string `yaml:"vi"`
	EN string `yaml:"en"`
}

// Agency is an office that answers for duties, over the period in which it exists under its name.
type Agency struct {
	ID         string        `yaml:"id"`
	Name       Name          `yaml:"name"`
	Short      string        `yaml:"short"`    // as in tables: Sở Nội vụ
	Level      string        `yaml:"level"`    // province, district, commune, party, association, collective
	Province   string        `yaml:"province"` // unit code
	From       calendar.Date `yaml:"from"`
	To         calendar.Date `yaml:"to"`
	Source     string        `yaml:"source"`
	Confidence string        `yaml:"confidence"`
	Successors []Succession  `yaml:"successors"`
}

// On says whether the agency exists on the day.
func (a Agency) On(day calendar.Date) bool { return a.From <= day && (a.To.IsZero() || day < a.To) }

// Succession says who takes over which functions, from when, by what.
type Succession struct {
	Agency     string        `yaml:"agency"`
	Functions  []string      `yaml:"functions"` // empty: all that no other line names
	From       calendar.Date `yaml:"from"`
	Legal      string        `yaml:"legal"`
	Confidence string        `yaml:"confidence"`
}

// Step is one handing over on the way from the agency that was named to the one that answers.
type Step struct {
	From, To   Agency
	On         calendar.Date
	Legal      string
	Confidence string
}

// Agencies is all agencies over all time. Readers see one state; Adopt puts another in its place.
type Agencies struct{ now atomic.Pointer[offices] }

// offices is one state; it does not change once made.
type offices struct {
	all  []Agency
	byID map[string]int
}

// NewAgencies checks that every successor is there and that a function has one taker at a time.
func NewAgencies(all []Agency) (*Agencies, error) {
	a := &Agencies{}
	a.now.Store(&offices{})
	return a, a.Adopt(all)
}

// Adopt puts these agencies in place of those that are there; where they are wrong, all stays as it was.
func (a *Agencies) Adopt(all []Agency) error {
	x := &offices{all: all, byID: map[string]int{}}
	wrong := fault.New(fault.Invalid, "org.agencies", agenciesFile)
	for i, one := range all {
		if _, twice := x.byID[one.ID]; twice {
			wrong.At(one.ID, "org.twice")
		}
		x.byID[one.ID] = i
	}
	for _, one := range all {
		for _, s := range one.Successors {
			if _, ok := x.byID[s.Agency]; !ok {
				wrong.At(one.ID, "org.no_successor", s.Agency)
			}
		}
	}
	if err := wrong.OrNil(); err != nil {
		return err
	}
	a.now.Store(x)
	return nil
}

const agenciesFile = "org/agencies.yaml"

// ReadAgencies reads policy/org/agencies.yaml.
func ReadAgencies(from fs.FS) (*Agencies, error) {
	var file struct {
		Agencies []Agency `yaml:"agencies"`
	}
	if err := policy.YAML(from, agenciesFile, &file); err != nil {
		return nil, err
	}
	return NewAgencies(file.Agencies)
}

// All are all agencies in the order of the file.
func (a *Agencies) All() []Agency { return a.now.Load().all }

// Agency is one agency; false where there is none.
func (a *Agencies) Agency(id string) (Agency, bool) {
	x := a.now.Load()
	i, ok := x.byID[id]
	if !ok {
		return Agency{}, false
	}
	return x.all[i], true
}

// Responsible is who answers on a day for a duty that was given to an agency, and the steps by which it came there.
// A function that no line of succession names goes to the line that names none.
func (a *Agencies) Responsible(agency, function string, day calendar.Date) (Agency, []Step) {
	now, _ := a.Agency(agency)
	var steps []Step
	for range a.All() {
		next, ok := successor(now, function, day)
		if !ok {
			break
		}
		to, _ := a.Agency(next.Agency)
		steps = append(steps, Step{From: now, To: to, On: next.From, Legal: next.Legal, Confidence: next.Confidence})
		now = to
	}
	return now, steps
}

func successor(a Agency, function string, day calendar.Date) (Succession, bool) {
	var rest *Succession
	for i, s := range a.Successors {
		if s.From > day {
			continue
		}
		if slices.Contains(s.Functions, function) {
			return s, true
		}
		if len(s.Functions) == 0 {
			rest = &a.Successors[i]
		}
	}
	if rest == nil {
		return Succession{}, false
	}
	return *rest, true
}
