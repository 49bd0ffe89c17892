package law

import (
	"fmt"
	"slices"
	"sort"
)

// A program is the conditions of a month as steps over columns. Equal conditions are one step, whoever asks; a
// condition's answer is two bitmaps, certainly true and certainly false, and what is in neither is unknown.
type program struct {
	plan  *plan
	table *Table
	steps []step
	index map[string]ref
	cases []columnCase // by place in plan.categories
}

// columnCase is a category as the program runs it.
type columnCase struct {
	condition ref
	rules     []columnRule
}

type columnRule struct {
	when   ref // always where the rule has no condition
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
	do     action
	column *Column
	codes  []uint8
	limit  int64
	kids   []ref
	node   *node
	cost   int
}

func (p *plan) program(t *Table) *program {
	g := &program{plan: p, table: t, index: map[string]ref{}}
	for i := range p.categories {
		c := &p.categories[i]
		k := columnCase{condition: g.compile(c.condition)}
		for _, a := range c.amounts {
			r := columnRule{when: g.constant(true)}
			if a.when != nil {
				r.when = g.compile(a.when.node)
			}
			r.amount, r.fixed = p.fixed(a.amount.node)
			k.rules = append(k.rules, r)
		}
		g.cases = append(g.cases, k)
	}
	return g
}

// fixed is the amount of an expression that asks no fact.
func (p *plan) fixed(n *node) (int64, bool) {
	asks := false
	n.each(func(k *node) { asks = asks || k.op == opFact || k.op == opTerm })
	if asks {
		return 0, false
	}
	q := &person{plan: p}
	v := q.eval(n)
	return v.num, v.known && q.err == nil
}

// add is the step with these contents, an earlier one where it exists.
func (g *program) add(s step) ref {
	name := ""
	if s.column != nil {
		name = s.column.Fact.ID
	}
	key := fmt.Sprint(s.do, name, s.codes, s.limit, s.kids)
	if s.do == doByRow {
		key = fmt.Sprintf("row %p", s.node)
	}
	if r, ok := g.index[key]; ok {
		return r
	}
	r := ref(len(g.steps) << 1)
	g.steps = append(g.steps, s)
	g.index[key] = r
	return r
}

func (g *program) constant(b bool) ref {
	s := step{do: doConst}
	if b {
		s.limit = 1
	}
	return g.add(s)
}

func (g *program) compile(n *node) ref {
	switch n.op {
	case opConst:
		return g.constant(n.num != 0)
	case opTerm:
		return g.compile(g.plan.terms[n.num].body.when.node)
	case opNot:
		return g.compile(n.kids[0]).not()
	case opAnd:
		return g.all(n.kids, false)
	case opOr: // "a or b" is not "neither a nor b"
		return g.all(n.kids, true).not()
	case opFact:
		if c := g.table.columns[n.num]; c != nil {
			return g.add(step{do: doBool, column: c, cost: 1})
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

func (g *program) byRow(n *node) ref { return g.add(step{do: doByRow, node: n, cost: 100}) }

// all joins conditions, cheapest first, so that a block without a candidate is left early.
func (g *program) all(nodes []*node, negate bool) ref {
	s := step{do: doAnd, cost: 1}
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
	sort.SliceStable(s.kids, func(i, j int) bool {
		return g.steps[s.kids[i].step()].cost < g.steps[s.kids[j].step()].cost
	})
	s.kids = slices.Compact(s.kids)
	for _, k := range s.kids {
		s.cost += g.steps[k.step()].cost
	}
	return g.add(s)
}

func (g *program) in(n *node) ref {
	c := g.column(n.kids[0])
	if c == nil || c.Fact.Type != Enum {
		return g.byRow(n)
	}
	s := step{do: doChoice, column: c, cost: 2}
	for _, v := range n.set {
		s.codes = append(s.codes, uint8(v))
	}
	slices.Sort(s.codes)
	s.codes = slices.Compact(s.codes)
	return g.add(s)
}

// column is the column behind a node that is just a fact.
func (g *program) column(n *node) *Column {
	if n.op != opFact {
		return nil
	}
	return g.table.columns[n.num]
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
func (g *program) less(fact *node, limit int64) (ref, bool) {
	v := g.table.vocabulary
	c := g.table.columns[fact.num]
	switch d := v.derived[fact.num]; {
	case d != nil && g.table.columns[v.from[fact.num]] != nil:
		last := d.lastBirth(limit, g.plan.month)
		return g.add(step{do: doLess, column: g.table.columns[v.from[fact.num]], limit: int64(last) + 1, cost: 4}).not(), true
	case c == nil || c.Fact.Type == Bool || c.Fact.Type == Enum:
		return 0, false
	}
	return g.add(step{do: doLess, column: c, limit: limit, cost: 4}), true
}

func (g *program) equals(fact *node, limit int64) (ref, bool) {
	c := g.table.columns[fact.num]
	switch {
	case c == nil || c.Fact.Type == Bool:
		return 0, false
	case c.Fact.Type == Enum:
		return g.add(step{do: doChoice, column: c, codes: []uint8{uint8(limit)}, cost: 2}), true
	}
	return g.add(step{do: doEqual, column: c, limit: limit, cost: 4}), true
}
