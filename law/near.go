package law

import (
	"slices"

	"ansinh/calendar"
)

// soon is how far ahead an age still counts as near: who turns 75 within two years is near to what is due at 75.
const soon = 24

// reach tells which categories lie within reach of a person who does not meet them: the age fits, now or soon, and
// the registers have something of the person that the category asks about, or nothing but the age is wanting. Without
// that, naming a category as the nearest would be idle; and one that would tell a secret is never named.
type reach struct {
	outcome *outcome
	months  []*person // the person with nothing known but the age: now, in a year, in two
	later   []*person // the person with all that is known, in a year, in two
}

func newReach(o *outcome) *reach { return &reach{outcome: o} }

// near says whether a category that is not met lies within reach; of a nil reach, never.
func (r *reach) near(c *planned) bool {
	if r == nil {
		return false
	}
	p := r.outcome.person
	book := p.plan.book
	if book.secret(int(c.index)) {
		return false
	}
	found := asks(book.terms, c.when.node)
	aged := slices.ContainsFunc(found.facts.numbers(), func(f uint16) bool { return book.vocabulary.facts[f].Derived == DerivedByLaw })
	entered := p.entered(c.when.node)
	if !aged {
		return entered
	}
	bare := r.bare()
	fits := func(q *person) bool { v := q.eval(c.when.node); return !v.is(false) }
	return entered && slices.ContainsFunc(bare, fits) || slices.ContainsFunc(r.later, fits)
}

// entered says whether the registers have something of the person under a condition that must hold: not under one of
// several that would do, nor under one that must not hold.
func (p *person) entered(n *node) bool {
	switch n.op {
	case opTerm:
		return p.entered(p.plan.terms[n.num].body.when.node)
	case opOr:
		return false
	case opNot:
		if k := n.kids[0].op; k != opEqual && k != opIn {
			return false
		}
	case opAnd:
		return slices.ContainsFunc(n.kids, p.entered)
	}
	found := false
	n.each(func(k *node) {
		if k.op != opFact {
			return
		}
		fact := &p.table.vocabulary.facts[k.num]
		if v, ok := p.fact(int(k.num)); ok && !shared(fact) && fact.Format(v) != fact.Absent {
			found = true
		}
	})
	return found
}

// shared says whether a fact is one that everybody has, so that it brings nobody near to anything.
func shared(f *Fact) bool { return f.Presumed != "" || f.Absent == "" }

// bare is the person known by nothing but the day of birth, in the months that count.
func (r *reach) bare() []*person {
	if r.months != nil {
		return r.months
	}
	p := r.outcome.person
	bare := newTable(p.table.vocabulary, p.table.Month, 1, true)
	for i, d := range p.table.vocabulary.derived {
		if d == nil {
			continue
		}
		from := p.table.vocabulary.from[i]
		if v, ok := p.table.columns[from].Get(0); ok {
			bare.columns[from].Set(0, v)
		}
	}
	for ahead := 0; ahead <= soon; ahead += 12 {
		then := &plan{book: p.plan.book, month: p.plan.month.Add(ahead), params: p.plan.params, tariffs: p.plan.tariffs, terms: p.plan.terms}
		r.months = append(r.months, &person{plan: then, table: bare, month: nothingPaid(p.plan.book, p.table.Month)})
		if ahead > 0 {
			r.later = append(r.later, &person{plan: then, table: p.table, month: p.month})
		}
	}
	return r.months
}

// nothingPaid is an outcome that leaves open what monthly programmes pay.
func nothingPaid(b *Book, month calendar.Month) *outcome {
	p := &plan{book: b, month: month}
	o := &outcome{person: &person{plan: p}, settlement: p.newSettlement()}
	for i := range o.open {
		o.open[i] = true
	}
	return o
}
