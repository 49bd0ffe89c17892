package registry

import (
	"fmt"
	"time"

	"ansinh/calendar"
	"ansinh/fault"
	"ansinh/law"
	"ansinh/org"
	"ansinh/viet"
)

// Batch is a part of another register to be taken over: all of it or none. Rows name each other by their place in the
// batch; numbers are given when it is loaded. A row keeps the time at which the other register recorded it.
type Batch struct {
	Entry      calendar.Date // the day on whose map the communes are named
	Sources    []Source
	Households []NewHousehold
	Persons    []NewPerson
	Facts      []LoadFact
	Payees     []NewPayee
	Coverage   []NewCoverage
}

// NewHousehold is a household of a batch.
type NewHousehold struct {
	HomeUnit org.UnitID
	Address  string
	Recorded time.Time
	Source   int
}

// NewPerson is a person of a batch.
type NewPerson struct {
	Household      int // place in Batch.Households
	Relation       Relation
	Name           string
	BirthDate      calendar.Date
	BirthPrecision Precision // "" is to the day
	Sex            viet.Sex
	Ethnicity      string
	PersonalNumber string
	OldNumber      string
	Recorded       time.Time
	Source         int
}

// LoadFact is a fact of a batch: of a person, of a household, or (with Area) of an area.
type LoadFact struct {
	Kind       Kind
	Subject    int        // place in Batch.Persons or Batch.Households
	Area       org.UnitID // for Kind OfArea
	Fact       string
	Value      string
	Certainty  Certainty // "" is certain
	From, To   calendar.Date
	Recorded   time.Time
	Superseded time.Time // zero: stands
	Source     int
}

// Kind says whom a fact is about.
type Kind string

// The kinds, as the vocabulary names them.
const (
	OfPerson    Kind = "person"
	OfHousehold Kind = "household"
	OfArea      Kind = "area"
)

// NewPayee is a way of taking money of a batch's person.
type NewPayee struct {
	Person   int
	Channel  Channel
	Bank     string
	Number   string
	Holder   string
	From     calendar.Date
	Recorded time.Time
	Source   int
}

// NewCoverage says that a register of a commune is complete from a day on.
type NewCoverage struct {
	HomeUnit org.UnitID
	Register string
	From, To calendar.Date
	Recorded time.Time
	Source   int
}

// shown is how many wrong rows a refusal names.
const shown = 20

// check gathers what is wrong with the batch, the first rows of it.
func (b *Batch) check(r *Registry, now time.Time) error {
	c := batchCheck{Batch: b, registry: r, now: now, wrong: fault.New(fault.Invalid, "registry.batch")}
	for i := range b.Households {
		c.household(i)
	}
	for i := range b.Persons {
		c.person(i)
	}
	c.facts()
	for i := range b.Payees {
		c.payee(i)
	}
	for i := range b.Coverage {
		c.coverage(i)
	}
	return c.wrong.OrNil()
}

type batchCheck struct {
	*Batch
	registry *Registry
	now      time.Time
	wrong    *fault.Error
}

func (c *batchCheck) need(ok bool, list string, row int, code string, args ...any) {
	if !ok && len(c.wrong.Fields) < shown {
		c.wrong.At(fmt.Sprintf("%s[%d]", list, row), code, args...)
	}
}

func (c *batchCheck) common(list string, row, source int, recorded time.Time) {
	c.need(source >= 0 && source < len(c.Sources), list, row, "registry.batch.source", source)
	c.need(!recorded.IsZero() && !recorded.After(c.now), list, row, "registry.batch.recorded")
}

func (c *batchCheck) household(i int) {
	h := &c.Households[i]
	c.common("households", i, h.Source, h.Recorded)
	_, ok := c.registry.tree.Unit(h.HomeUnit)
	c.need(ok, "households", i, "registry.no_unit", h.HomeUnit)
}

func (c *batchCheck) person(i int) {
	p := &c.Persons[i]
	c.common("persons", i, p.Source, p.Recorded)
	c.need(p.Household >= 0 && p.Household < len(c.Households), "persons", i, "registry.batch.household", p.Household)
	c.need(p.Name != "" && p.Name == viet.NFC(p.Name), "persons", i, "registry.name")
	c.need(relations[p.Relation], "persons", i, "registry.relation", p.Relation)
	c.need(p.Sex == viet.Male || p.Sex == viet.Female, "persons", i, "registry.sex", p.Sex)
	c.need(!p.BirthDate.IsZero() && p.BirthDate <= calendar.DateOf(p.Recorded), "persons", i, "registry.birth_date")
	f, ok := c.registry.vocabulary.Fact(ethnicity)
	if ok {
		_, ok = f.Parse(p.Ethnicity)
	}
	c.need(ok, "persons", i, "registry.ethnicity", p.Ethnicity)
	if p.PersonalNumber != "" {
		if err := viet.CheckPersonalNumber(p.PersonalNumber, p.BirthDate, p.Sex); err != nil {
			c.need(false, "persons", i, fault.CodeOf(err))
		}
	}
	c.need(p.OldNumber == "" || nineDigits(p.OldNumber), "persons", i, "registry.old_number")
}

func nineDigits(s string) bool { return len(s) == 9 && allDigits(s) }

func allDigits(s string) bool {
	for i := range len(s) {
		if s[i] < '0' || s[i] > '9' {
			return false
		}
	}
	return true
}

func (c *batchCheck) payee(i int) {
	p := &c.Payees[i]
	c.common("payees", i, p.Source, p.Recorded)
	c.need(p.Person >= 0 && p.Person < len(c.Persons), "payees", i, "registry.batch.person", p.Person)
	full := p.Bank != "" && p.Number != "" && p.Holder != ""
	none := p.Bank == "" && p.Number == "" && p.Holder == ""
	c.need(p.Channel == ToAccount && full || (p.Channel == ToCash || p.Channel == ToHome) && none, "payees", i, "registry.payee")
}

func (c *batchCheck) coverage(i int) {
	v := &c.Coverage[i]
	c.common("coverage", i, v.Source, v.Recorded)
	_, ok := c.registry.tree.Unit(v.HomeUnit)
	c.need(ok, "coverage", i, "registry.no_unit", v.HomeUnit)
	c.need(c.registry.hasRegister(v.Register), "coverage", i, "registry.no_register", v.Register)
	c.need(!v.From.IsZero() && (v.To.IsZero() || v.To > v.From), "coverage", i, "registry.period")
}

func (r *Registry) hasRegister(name string) bool {
	for _, f := range r.vocabulary.Facts() {
		if f.Register == name && name != "" {
			return true
		}
	}
	return false
}

// facts checks every fact and that none of one subject overlaps another in both clocks.
func (c *batchCheck) facts() {
	type key struct {
		kind    Kind
		subject int
		area    org.UnitID
		fact    string
	}
	last := make(map[key]int, len(c.Facts)) // place + 1 of the latest fact seen of a subject
	before := make([]int, len(c.Facts))     // and of the one before it
	for i := range c.Facts {
		f := &c.Facts[i]
		c.common("facts", i, f.Source, f.Recorded)
		c.need(c.registry.checkFact(f.Kind, f.Fact, f.Value, f.Certainty) == nil, "facts", i, "registry.fact.value", f.Fact, c.registry.shownValue(f.Fact, f.Value))
		c.need(!identity(f.Fact), "facts", i, "registry.fact.identity", f.Fact)
		c.need(!f.From.IsZero() && (f.To.IsZero() || f.To > f.From), "facts", i, "registry.period")
		c.need(c.subject(f), "facts", i, "registry.batch.subject")
		k := key{f.Kind, f.Subject, f.Area, f.Fact}
		before[i] = last[k]
		for j := last[k]; j > 0; j = before[j-1] {
			c.need(!overlap(f, &c.Facts[j-1]), "facts", i, "registry.fact.overlap", f.Fact)
		}
		last[k] = i + 1
	}
}

func (c *batchCheck) subject(f *LoadFact) bool {
	switch f.Kind {
	case OfPerson:
		return f.Subject >= 0 && f.Subject < len(c.Persons)
	case OfHousehold:
		return f.Subject >= 0 && f.Subject < len(c.Households)
	default:
		_, ok := c.registry.tree.Unit(f.Area)
		return ok
	}
}

func overlap(a, b *LoadFact) bool {
	valid := (a.To.IsZero() || b.From < a.To) && (b.To.IsZero() || a.From < b.To)
	known := (a.Superseded.IsZero() || b.Recorded.Before(a.Superseded)) && (b.Superseded.IsZero() || a.Recorded.Before(b.Superseded))
	return valid && known
}

// checkFact says what is wrong with a fact's name or value.
func (r *Registry) checkFact(kind Kind, fact, value string, certainty Certainty) error {
	f, ok := r.define(fact)
	switch {
	case !ok:
		return fault.New(fault.Invalid, "registry.fact.no_such", fact)
	case f.Derived != "":
		return fault.New(fault.Invalid, "registry.fact.derived", fact)
	case f.Of != string(kind):
		return fault.New(fault.Invalid, "registry.fact.of", fact, f.Of)
	case certainty == Unknown && value == "":
		return nil
	case certainty != Certain && certainty != Declared && certainty != "":
		return fault.New(fault.Invalid, "registry.fact.certainty", string(certainty))
	}
	if _, ok := r.forms.Kept(fact); ok {
		return r.forms.kept[fact].check(value)
	}
	if v, ok := f.Parse(value); !ok || f.Format(v) != value {
		return fault.New(fault.Invalid, "registry.fact.value", fact, typeName(f))
	}
	return nil
}

func typeName(f *law.Fact) string { return f.Type.String() }
