package law

import (
	"ansinh/calendar"
	"ansinh/fault"
	"ansinh/money"
)

// Explanation is the whole answer for one person in one month: every benefit with its proof, what was not due and
// why, what could not be said, and what will change. All text for people is made from this tree and nothing else.
// Programmes that answer on request stand in it where they were asked for, or where a fact of an event was given.
type Explanation struct {
	Month      calendar.Month     `json:"month"`
	Law        string             `json:"law"` // Book.Hash
	Facts      []SeenFact         `json:"facts"`
	Programmes []ProgrammeFinding `json:"programmes"`
	Next       []Change           `json:"next"`
}

// SeenFact is a fact as the rules saw it; Known is false where it is missing.
type SeenFact struct {
	ID     string `json:"id"`
	Known  bool   `json:"known"`
	Value  string `json:"value,omitempty"`
	Says   Name   `json:"says"` // the value in words
	Source string `json:"source,omitempty"`
	Name   `json:"name"`
}

// ProgrammeFinding is the answer of one programme.
type ProgrammeFinding struct {
	ID         string            `json:"id"`
	Kind       string            `json:"kind"`
	Outcome    string            `json:"outcome"` // due, not_due, unknown (nothing certain, something open), not_covered (what the law gives was not read)
	Total      money.Dong        `json:"total"`
	Benefits   []BenefitFinding  `json:"benefits"`
	Missing    []SeenFact        `json:"missing"` // facts that could still raise what is paid
	Categories []CategoryFinding `json:"categories"`
	Source     Source            `json:"source"`
	Name       `json:"name"`
}

// BenefitFinding is one benefit that is paid.
type BenefitFinding struct {
	Category string     `json:"category"`
	Payee    string     `json:"payee"`
	Amount   money.Dong `json:"amount"`          // zero where it is not money
	Says     Name       `json:"says"`            // the amount in words; empty for a class that is nothing but a class
	Value    int64      `json:"value,omitempty"` // what is given or goes with the class, where it is not money
	Article  Source     `json:"source"`
	Status   string     `json:"status"`
	Name     `json:"name"`
}

// CategoryFinding is the answer of one category, with the proof.
type CategoryFinding struct {
	ID      string     `json:"id"`
	Answer  string     `json:"answer"` // met, not_met, unknown, not_in_force
	Proof   *Proof     `json:"proof,omitempty"`
	Rule    *Rule      `json:"rule,omitempty"`   // the amount rule that counted
	Amount  money.Dong `json:"amount"`           // what it gives before stacking, where that is money
	Says    Name       `json:"says"`             // the amount, or what goes with the class, in words
	Value   int64      `json:"value,omitempty"`  // the same where it is not money
	Near    bool       `json:"near"`             // not met, but within reach of this person
	Unread  *Source    `json:"unread,omitempty"` // what the law says here and was not read
	Paid    bool       `json:"paid"`
	Removed *Removal   `json:"removed,omitempty"`
	Missing []SeenFact `json:"missing,omitempty"`
	Ended   *Ending    `json:"ended,omitempty"`
	Source  Source     `json:"source"`
	Status  string     `json:"status"` // the weakest of everything the amount rests on
	Name    `json:"name"`
}

// Removal says which rule took a benefit away in favour of what.
type Removal struct {
	For    []string `json:"for"` // names of categories or programmes kept, as ids
	Source Source   `json:"source"`
	Name   `json:"name"`
}

// Ending says since when a category is no longer law.
type Ending struct {
	From   calendar.Date `json:"from"`
	Source Source        `json:"source"`
}

// Explain answers for one person. It is the same law as Determine, run so that every step is kept. Programmes that
// answer on request are named by their ids; All asks for every one.
func (b *Book) Explain(f Facts, month calendar.Month, ask ...string) (*Explanation, error) {
	table, err := b.oneRow(f, month)
	if err != nil {
		return nil, err
	}
	o, err := b.outcome(table, month)
	if err != nil {
		return nil, err
	}
	want, err := b.wanted(f, ask)
	if err != nil {
		return nil, err
	}
	r := o
	if len(want) > 0 {
		if r, err = b.onRequest(table, o); err != nil {
			return nil, err
		}
	}
	e := &Explanation{Month: month, Law: b.hash, Facts: []SeenFact{}, Programmes: []ProgrammeFinding{}}
	paid, asked := newWitness(o, f), newWitness(r, f)
	for i := range b.programmes {
		p := &b.programmes[i]
		switch {
		case p.From.Month() > month:
		case !p.OnRequest():
			e.Programmes = append(e.Programmes, paid.programme(uint16(i), p))
		case want[uint16(i)]:
			e.Programmes = append(e.Programmes, asked.programme(uint16(i), p))
		}
	}
	for i := range b.vocabulary.facts {
		if s := paid.see(i); s.Known {
			e.Facts = append(e.Facts, s)
		}
	}
	e.Next, err = b.changes(table, o)
	return e, err
}

// oneRow is a table of one row from facts as text; an unknown name or value is refused with the nearest.
func (b *Book) oneRow(f Facts, month calendar.Month) (*Table, error) {
	table := newTable(b.vocabulary, month, 1, true)
	wrong := fault.New(fault.Invalid, "law.facts_wrong")
	for id, v := range f {
		fact, ok := b.vocabulary.Fact(id)
		switch {
		case !ok:
			wrong.At(id, "law.no_fact", id, b.vocabulary.nearest(id))
			continue
		case fact.Derived == DerivedByLaw:
			wrong.At(id, "law.derived", id, derivation(id).from)
			continue
		case v.Text == "":
			continue
		}
		n, ok := fact.Parse(v.Text)
		if !ok {
			wrong.At(id, "law.bad_value", id, v.Text)
			continue
		}
		c, _ := table.Column(id)
		c.Set(0, n)
	}
	return table, wrong.OrNil()
}

// outcome is the settled answer for one row.
type outcome struct {
	person   *person
	standing []standing
	missing  []factSet
	*settlement
}

func (b *Book) outcome(table *Table, month calendar.Month) (*outcome, error) {
	p, err := b.plan(month)
	if err != nil {
		return nil, err
	}
	return p.outcome(table, nil)
}

// onRequest is the answer of the programmes that answer on request, which may ask what the monthly ones pay.
func (b *Book) onRequest(table *Table, monthly *outcome) (*outcome, error) {
	p, err := b.requests(monthly.person.plan.month)
	if err != nil {
		return nil, err
	}
	return p.outcome(table, monthly)
}

func (p *plan) outcome(table *Table, monthly *outcome) (*outcome, error) {
	o := &outcome{
		person: &person{plan: p, table: table, month: monthly}, standing: make([]standing, len(p.categories)),
		missing: make([]factSet, len(p.categories)), settlement: p.newSettlement(),
	}
	if err := o.person.answers(o.standing, o.missing); err != nil {
		return nil, err
	}
	p.settle(o.standing, o.settlement, p.every, true)
	return o, nil
}

// paidPlaces is the categories that are paid, in order.
func (o *outcome) paidPlaces() []int {
	paid := make([]bool, len(o.standing))
	for i, k := range o.picks {
		if !o.paid[o.person.plan.groups[i].programme] {
			continue
		}
		for _, c := range k.kept {
			if c >= 0 {
				paid[c] = true
			}
		}
	}
	var places []int
	for i, p := range paid {
		if p {
			places = append(places, i)
		}
	}
	return places
}
