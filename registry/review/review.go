// Package review is the yearly review of poor and near-poor households: a form for each household, classed by the
// standard of the law for the year, objections, and the decision of the commune that lets the register say so from the
// first day of the next year.
//
// It knows no line and no point: the questions and the classes are the law's (policy/law/poverty), and which of them
// counts in which year is said in policy/registry/review.yaml. Its one invariant: what was decided is not surveyed anew.
package review

import (
	"context"
	"fmt"
	"io/fs"
	"slices"
	"strconv"
	"strings"
	"time"

	"ansinh/auth"
	"ansinh/calendar"
	"ansinh/fault"
	"ansinh/gate"
	"ansinh/law"
	"ansinh/org"
	"ansinh/policy"
	"ansinh/registry"
	"ansinh/viet"
)

// Rules are which standard counts when.
type Rules struct {
	Fact      string     `yaml:"fact"`
	Otherwise string     `yaml:"otherwise"`
	Listed    []string   `yaml:"listed"`
	Standards []Standard `yaml:"standards"`

	Most map[string]int64 `yaml:"most"` // the largest number that is taken for an answer, by question
}

// Standard is a programme of the law that classes households, in some years of review.
type Standard struct {
	Programme string            `yaml:"programme"`
	From      int               `yaml:"from"`
	To        int               `yaml:"to"`
	Skip      []string          `yaml:"skip"` // what the programme asks in other years only
	Results   map[string]string `yaml:"results"`
}

const rulesFile = "registry/review.yaml"

// Load reads the rules and holds them against the law.
func Load(from fs.FS, book *law.Book) (*Rules, error) {
	var r Rules
	if err := policy.YAML(from, rulesFile, &r); err != nil {
		return nil, err
	}
	wrong := fault.New(fault.Invalid, "review.rules", rulesFile)
	def, ok := book.Vocabulary().Fact(r.Fact)
	if !ok {
		return nil, wrong.At(r.Fact, "registry.fact.no_such", r.Fact)
	}
	for _, s := range r.Standards {
		if _, ok := book.Programme(s.Programme); !ok {
			wrong.At(s.Programme, "review.rules.programme", s.Programme)
		}
		for c, v := range s.Results {
			_, known := book.Category(c)
			if _, fits := def.Parse(v); !known || !fits {
				wrong.At(s.Programme, "review.rules.result", c, v)
			}
		}
	}
	return &r, wrong.OrNil()
}

// Standard is the one that counts in a year's review.
func (r *Rules) Standard(year int) (Standard, bool) {
	i := slices.IndexFunc(r.Standards, func(s Standard) bool { return s.From <= year && (s.To == 0 || year <= s.To) })
	if i < 0 {
		return Standard{}, false
	}
	return r.Standards[i], true
}

// Review is the room within the room. It is safe for use by many goroutines.
type Review struct {
	gate     *gate.Gate
	tree     *org.Tree
	registry *registry.Registry
	book     func() *law.Book
	rules    *Rules
}

// New makes it over a database that the gate guards; book is the law that is applied.
func New(g *gate.Gate, tree *org.Tree, r *registry.Registry, book func() *law.Book, rules *Rules) *Review {
	return &Review{gate: g, tree: tree, registry: r, book: book, rules: rules}
}

// Sheet is one household in a year's review.
type Sheet struct {
	Year       int
	Household  registry.HouseholdID
	Head       string
	Address    string
	HomeUnit   org.UnitID
	Now        string // what the register says today
	Surveyed   calendar.Date
	Answers    map[string]string // by fact
	Category   string
	Result     string // "": not surveyed
	Before     string // what stood when it was surveyed
	By         string
	At         time.Time
	Objection  string
	Objector   string
	ObjectedOn calendar.Date
	Answer     string
	Decision   int64
	Version    int // up to which step; it travels in forms, so that nobody writes over what they have not seen

	Steps []Step // of one sheet that is looked at alone, oldest first
}

// Place is one household's sheet in a year, as whoever writes on it saw it.
type Place struct {
	Year      int
	Household registry.HouseholdID
	Seen      int // Version of the sheet; 0: not compared
}

// Open says whether an objection waits for an answer.
func (s Sheet) Open() bool { return s.Objection != "" && s.Answer == "" }

// Questions are what the form of a year asks.
func (v *Review) Questions(year int) []*law.Fact {
	s, ok := v.rules.Standard(year)
	if !ok {
		return nil
	}
	return slices.DeleteFunc(slices.Clone(v.book().EventFacts(s.Programme)), func(f *law.Fact) bool { return slices.Contains(s.Skip, f.ID) })
}

// List is the households of the actor's area in a year's review: those that are poor or near-poor now, and those that
// were surveyed, by home and number; and the decisions of the year.
func (v *Review) List(ctx context.Context, actor auth.Actor, year int) ([]Sheet, []Decision, error) {
	scope := v.tree.Communes(org.UnitID(actor.Unit))
	var sheets []Sheet
	var decisions []Decision
	act := gate.Act{Permission: registry.MayRead, Unit: actor.Unit, Subject: fmt.Sprintf("review:%d", year), Personal: true}
	err := v.gate.Read(ctx, actor, act, func(tx *gate.Tx) error {
		var err error
		if sheets, err = list(ctx, tx.Tx, v.rules, year, calendar.DateOf(tx.Now), scope, 0); err != nil {
			return err
		}
		tx.Note("households", len(sheets))
		decisions, err = decisionsOf(ctx, tx.Tx, year)
		return err
	})
	decisions = slices.DeleteFunc(decisions, func(d Decision) bool { return actor.Unit != "" && !v.tree.Within(d.Unit, org.UnitID(actor.Unit)) })
	return sheets, decisions, err
}

// Sheet is one household's form; a household outside the actor's area is not found.
func (v *Review) Sheet(ctx context.Context, actor auth.Actor, year int, id registry.HouseholdID) (Sheet, registry.Household, error) {
	h, err := v.registry.Household(ctx, actor, id)
	if err != nil {
		return Sheet{}, h, err
	}
	var out Sheet
	err = v.gate.Read(ctx, actor, gate.Act{Permission: registry.MayRead, Unit: actor.Unit}, func(tx *gate.Tx) error {
		found, err := list(ctx, tx.Tx, v.rules, year, calendar.DateOf(tx.Now), nil, id)
		if err == nil && len(found) == 0 {
			found = []Sheet{{Year: year, Household: id, HomeUnit: h.HomeUnit, Address: h.Address, Now: v.rules.Otherwise}}
		}
		if err != nil {
			return err
		}
		out = found[0]
		out.Steps, err = stepsOf(ctx, tx.Tx, out)
		return err
	})
	return out, h, err
}

// Survey fills in the form of a household: the law classes it. A form that is not complete changes nothing; one that was
// decided on stays. Where somebody else wrote on the sheet since it was seen nothing is recorded: fault review.stale, and
// the sheet's steps tell what changed.
func (v *Review) Survey(ctx context.Context, actor auth.Actor, p Place, on calendar.Date, answers map[string]string) (Sheet, error) {
	s, h, err := v.Sheet(ctx, actor, p.Year, p.Household)
	if err != nil {
		return s, err
	}
	standard, ok := v.rules.Standard(p.Year)
	if !ok {
		return s, fault.New(fault.Invalid, "review.no_standard", p.Year)
	}
	if s.Answers, err = v.answers(p.Year, on, answers); err != nil {
		return s, err
	}
	if s.Category, s.Result, err = v.class(standard, on, s.Answers); err != nil {
		return s, err
	}
	s.Surveyed, s.Before, s.HomeUnit = on, s.Now, h.HomeUnit
	act := gate.Act{Permission: registry.MayWrite, Unit: string(h.HomeUnit), Subject: fmt.Sprintf("household:%d", p.Household)}
	err = v.gate.Change(ctx, actor, act, func(tx *gate.Tx) error {
		if err := unseen(ctx, tx, p); err != nil {
			return err
		}
		tx.Note("result", s.Result)
		if err := keep(ctx, tx, s, h.Commune, standard.Programme); err != nil {
			return err
		}
		return step(ctx, tx, s, Step{What: Surveyed, Answers: s.Answers, Result: s.Result, On: on})
	})
	return s, err
}

// unseen is a conflict where somebody wrote on the sheet since it was seen.
func unseen(ctx context.Context, tx *gate.Tx, p Place) error {
	if p.Seen == 0 {
		return nil
	}
	now, err := versionOf(ctx, tx.Tx, p)
	if err == nil && now != p.Seen {
		err = fault.New(fault.Conflict, "review.stale")
	}
	return err
}

// over says whether a whole number is greater than a bound.
func over(value string, most int64) bool {
	n, err := strconv.ParseInt(value, 10, 64)
	return err != nil || n > most
}

func (v *Review) answers(year int, on calendar.Date, given map[string]string) (map[string]string, error) {
	wrong := fault.New(fault.Invalid, "review.form")
	if on.IsZero() || on.Year() != year || on > calendar.DateOf(v.gate.Now()) {
		wrong.At("on", "review.day", year)
	}
	out := map[string]string{}
	for _, f := range v.Questions(year) {
		value := viet.Ungroup(strings.TrimSpace(given[f.ID]))
		switch _, ok := f.Parse(value); {
		case value == "":
			wrong.At(f.ID, "registry.event.required")
		case !ok && (f.Type == law.Money || f.Type == law.Int):
			wrong.At(f.ID, "registry.event.number")
		case !ok:
			wrong.At(f.ID, "registry.event.choice")
		case v.rules.Most[f.ID] > 0 && over(value, v.rules.Most[f.ID]):
			wrong.At(f.ID, "review.most", v.rules.Most[f.ID])
		}
		out[f.ID] = value
	}
	return out, wrong.OrNil()
}

// class asks the law.
func (v *Review) class(s Standard, on calendar.Date, answers map[string]string) (category, result string, err error) {
	facts := law.Facts{}
	for id, value := range answers {
		facts[id] = law.FactValue{Text: value, Source: "review"}
	}
	e, err := v.book().Explain(facts, on.Month(), s.Programme)
	if err != nil {
		return "", "", err
	}
	for _, p := range e.Programmes {
		if p.ID != s.Programme {
			continue
		}
		for _, b := range p.Benefits {
			if r, ok := s.Results[b.Category]; ok {
				return b.Category, r, nil
			}
		}
		for _, c := range p.Categories {
			if r, ok := s.Results[c.ID]; ok && c.Answer == "met" {
				return c.ID, r, nil
			}
		}
	}
	return "", v.rules.Otherwise, nil
}
