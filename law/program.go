package law

import (
	"fmt"
	"slices"
)

// A program is the conditions of a month as steps over columns. Equal conditions are one step, whoever asks. It knows
// no table: fit binds it to one.
type program struct {
	plan   *plan
	steps  []step
	index  map[string]ref
	known  map[string]ref
	cases  []columnCase // by place in plan.categories
	unread []int        // by place in plan.unread, the step of the condition
	rules  int          // most amount rules of any category
}

// columnCase is a category as the program runs it.
type columnCase struct {
	condition int // step
	rules     []columnRule
	sure      bool // one rule without a condition, its amount the same for everyone
}

type columnRule struct {
	when   ref
	always bool // there is no condition
	amount int64
	fixed  bool // the amount is the same for everyone; otherwise it is worked out row by row
}

// ref names a step, or its negation where the lowest bit is set.
type ref int32

func (r ref) step() int     { return int(r >> 1) }
func (r ref) negated() bool { return r&1 == 1 }
func (r ref) not() ref      { return r ^ 1 }

// action is what a step does.
type action uint8

const (
	doConst  action = iota // limit: 1 true, 0 false
	doBool                 // the column's bit
	doChoice               // the column's code is among codes
	doLess                 // the column's number is less than limit
	doEqual                // the column's number equals limit
	doAnd                  // all kids
	doByRow                // the expression, row by row: whatever has no step of its own
)

type step struct {
	do    action
	fact  int // number of the column's fact
	codes []uint8
	limit int64
	kids  []ref
	node  *node
	cost  int // of one row, to order the parts of a condition
}

// byRowCost keeps what has no step of its own last in any condition.
const byRowCost = 1 << 20

// program is the month's program, made when first asked for.
func (p *plan) program() *program {
	p.compiled.Do(func() { p.code = p.compile(p.compile(nil).index) })
	return p.code
}

// compile makes the program; known is the steps that there will be, as an earlier compilation had them.
func (p *plan) compile(known map[string]ref) *program {
	g := &program{plan: p, index: map[string]ref{}, known: known}
	for i := range p.categories {
		g.category(&p.categories[i])
	}
	for i := range p.unread {
		g.unread = append(g.unread, g.all(p.unread[i].condition.kids, false).step())
	}
	return g
}

func (g *program) category(c *planned) {
	k := columnCase{condition: g.all(c.condition.kids, false).step()}
	for _, a := range c.amounts {
		r := columnRule{always: a.when == nil}
		if !r.always {
			r.when = g.compile(a.when.node)
		}
		r.amount, r.fixed = g.plan.fixed(a.amount.node)
		k.rules = append(k.rules, r)
	}
	k.sure = len(k.rules) == 1 && k.rules[0].always && k.rules[0].fixed
	g.cases, g.rules = append(g.cases, k), max(g.rules, len(k.rules))
}

// fixed is the amount of an expression that asks no fact.
func (p *plan) fixed(n *node) (int64, bool) {
	asks := false
	n.each(func(k *node) { asks = asks || k.op == opFact || k.op == opTerm || k.op == opDue || k.op == opSum })
	if asks {
		return 0, false
	}
	q := &person{plan: p}
	v := q.eval(n)
	return v.num, v.known && q.err == nil
}

// add is the step with these contents, an earlier one where it exists.
func (g *program) add(s step) ref {
	key := s.key()
	if r, ok := g.index[key]; ok {
		return r
	}
	r := ref(len(g.steps) << 1)
	g.steps = append(g.steps, s)
	g.index[key] = r
	return r
}

func (s *step) key() string {
	if s.do == doByRow {
		return fmt.Sprintf("row %p", s.node)
	}
	return fmt.Sprint(s.do, s.fact, s.codes, s.limit, s.kids)
}

func (g *program) compile(n *node) ref {
	switch n.op {
	case opConst:
		return g.add(step{do: doConst, limit: n.num})
	case opTerm:
		return g.compile(g.plan.terms[n.num].body.when.node)
	case opNot:
		return g.compile(n.kids[0]).not()
	case opAnd:
		return g.all(n.kids, false)
	case opOr: // "a or b" is not "neither a nor b"
		return g.all(n.kids, true).not()
	case opFact:
		if f := g.fact(n); f != nil {
			return g.add(step{do: doBool, fact: int(n.num), cost: 1})
		}
	case opIn:
		return g.in(n)
	case opEqual, opLess, opLessEqual:
		if r, ok := g.compare(n); ok {
			return r
		}
	}
	return g.byRow(n)
}

// fact is the fact of a node that is just a fact with a column; nil for any other.
func (g *program) fact(n *node) *Fact {
	if n.op != opFact || g.plan.book.vocabulary.facts[n.num].Derived == DerivedByLaw {
		return nil
	}
	return &g.plan.book.vocabulary.facts[n.num]
}

func (g *program) byRow(n *node) ref { return g.add(step{do: doByRow, node: n, cost: byRowCost}) }

// all joins conditions. In what order they are asked is settled when the program meets its table.
func (g *program) all(nodes []*node, negate bool) ref {
	s := step{do: doAnd}
	for _, n := range nodes {
		r := g.compile(n)
		if negate {
			r = r.not()
		}
		if k := &g.steps[r.step()]; k.do == doAnd && !r.negated() {
			s.kids = append(s.kids, k.kids...)
		} else {
			s.kids = append(s.kids, r)
		}
	}
	return g.and(s)
}

func (g *program) and(s step) ref {
	slices.Sort(s.kids)
	s.kids = slices.Compact(s.kids)
	return g.add(s)
}

func (g *program) in(n *node) ref {
	f := g.fact(n.kids[0])
	if f == nil || f.Type != Enum {
		return g.byRow(n)
	}
	s := g.choice(int(n.kids[0].num), n.set...)
	others := step{do: doAnd} // none of the codes, where each is asked alone by somebody anyway
	for _, v := range n.set {
		one := g.choice(s.fact, v)
		if _, ok := g.known[one.key()]; !ok || len(s.codes) < 2 {
			return g.add(s)
		}
		others.kids = append(others.kids, g.add(one).not())
	}
	return g.and(others).not()
}

// choice is whether an enum has one of a few codes.
func (g *program) choice(fact int, codes ...int64) step {
	s := step{do: doChoice, fact: fact, cost: 4}
	for _, v := range codes {
		s.codes = append(s.codes, uint8(v))
	}
	slices.Sort(s.codes)
	s.codes = slices.Compact(s.codes)
	return s
}

// compare makes a step of a comparison between a fact and something that is the same for everyone.
func (g *program) compare(n *node) (ref, bool) {
	left, right := n.kids[0], n.kids[1]
	if limit, ok := g.plan.same(right); ok && left.op == opFact {
		switch n.op {
		case opLess:
			return g.less(left, limit)
		case opLessEqual:
			return g.less(left, limit+1)
		}
		return g.equals(left, limit)
	}
	limit, ok := g.plan.same(left)
	if !ok || right.op != opFact {
		return 0, false
	}
	switch n.op {
	case opLess: // limit < fact
		r, ok := g.less(right, limit+1)
		return r.not(), ok
	case opLessEqual:
		r, ok := g.less(right, limit)
		return r.not(), ok
	}
	return g.equals(right, limit)
}

// same is the value of a constant or a parameter.
func (p *plan) same(n *node) (int64, bool) {
	if n.op != opConst && n.op != opParam {
		return 0, false
	}
	return p.fixed(n)
}

// less is fact < limit. An age below n months is a birth after the last day on which n months are reached.
func (g *program) less(n *node, limit int64) (ref, bool) {
	v := g.plan.book.vocabulary
	if d := v.derived[n.num]; d != nil {
		last := d.lastBirth(limit, g.plan.month)
		return g.add(step{do: doLess, fact: v.from[n.num], limit: int64(last) + 1, cost: 6}).not(), true
	}
	f := g.fact(n)
	if f == nil || f.Type == Bool || f.Type == Enum {
		return 0, false
	}
	return g.add(step{do: doLess, fact: int(n.num), limit: limit, cost: 6}), true
}

func (g *program) equals(n *node, limit int64) (ref, bool) {
	f := g.fact(n)
	switch {
	case f == nil || f.Type == Bool:
		return 0, false
	case f.Type == Enum:
		return g.add(g.choice(int(n.num), limit)), true
	}
	return g.add(step{do: doEqual, fact: int(n.num), limit: limit, cost: 8}), true
}
