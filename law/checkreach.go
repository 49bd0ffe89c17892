package law

import (
	"maps"
	"slices"
)

// checkReach notes categories, and amounts of categories, that nobody can ever meet because what they ask contradicts
// itself: a value that is two at once, an age above one bound and below a lower one. It looks for a way to meet a
// condition and gives the benefit of the doubt to what it does not follow.
func (b *builder) checkReach() {
	for _, c := range b.categories {
		for i := range c.history.versions {
			v := &c.history.versions[i]
			if v.body.when == nil {
				continue
			}
			all := []literal{{v.body.when.node, true}}
			if int(c.Programme) < len(b.programmes) {
				for _, r := range b.programmes[c.Programme].requires {
					if r.when != nil {
						all = append(all, literal{r.when.node, true})
					}
				}
			}
			if !b.reachable(all) {
				v.place.bad("when", "law.unreachable", c.ID)
				continue
			}
			for _, a := range v.body.amounts {
				if a.when != nil && !b.reachable(append(slices.Clone(all), literal{a.when.node, true})) {
					v.place.bad("amounts", "law.unreachable", c.ID+" "+a.id)
				}
			}
		}
	}
}

// literal is a condition that must hold, or must not.
type literal struct {
	node  *node
	holds bool
}

// domain is the values of a fact that are still possible; choices are as bits where they are few.
type domain struct {
	low, high int64
	choices   map[int64]bool // nil: any between low and high
}

func (d domain) empty() bool { return d.low > d.high || d.choices != nil && len(d.choices) == 0 }

// mostSteps is how far a way is looked for; a condition that is longer counts as one that can be met.
const mostSteps = 20_000

func (b *builder) reachable(all []literal) bool {
	s := search{builder: b}
	return s.meets(all, map[int64]domain{})
}

type search struct {
	*builder
	steps int
}

// meets says whether all conditions can hold at once within what is possible so far.
func (s *search) meets(todo []literal, possible map[int64]domain) bool {
	if s.steps++; s.steps > mostSteps || len(todo) == 0 {
		return true
	}
	l, rest := todo[0], todo[1:]
	n := l.node
	switch {
	case n == nil:
		return s.meets(rest, possible)
	case n.op == opNot:
		return s.meets(prepend(rest, literal{n.kids[0], !l.holds}), possible)
	case n.op == opTerm:
		return s.anyOf(s.definitions(n.num, l.holds), rest, possible)
	case n.op == opAnd && l.holds, n.op == opOr && !l.holds:
		var parts []literal
		for _, k := range n.kids {
			parts = append(parts, literal{k, l.holds})
		}
		return s.meets(prepend(rest, parts...), possible)
	case n.op == opAnd, n.op == opOr:
		var ways [][]literal
		for _, k := range n.kids {
			ways = append(ways, []literal{{k, l.holds}})
		}
		return s.anyOf(ways, rest, possible)
	case n.op == opConst && n.kind == kindBool:
		return (n.num != 0) == l.holds && s.meets(rest, possible)
	case n.op == opIf:
		return s.anyOf([][]literal{{{n.kids[0], true}, {n.kids[1], l.holds}}, {{n.kids[0], false}, {n.kids[2], l.holds}}}, rest, possible)
	}
	fact, narrow := s.narrowing(n, l.holds)
	if narrow == nil {
		return s.meets(rest, possible)
	}
	d, known := possible[fact]
	if !known {
		d = s.anything(fact)
	}
	if d = narrow(d); d.empty() {
		return false
	}
	next := maps.Clone(possible)
	next[fact] = d
	return s.meets(rest, next)
}

func prepend(rest []literal, first ...literal) []literal { return slices.Concat(first, rest) }

// anyOf says whether one of several ways can be gone together with the rest.
func (s *search) anyOf(ways [][]literal, rest []literal, possible map[int64]domain) bool {
	return slices.ContainsFunc(ways, func(way []literal) bool { return s.meets(prepend(rest, way...), possible) })
}

// definitions is what a term has meant over time: any of its wordings would do.
func (s *search) definitions(term int64, holds bool) [][]literal {
	var ways [][]literal
	for _, v := range s.terms[term].history.versions {
		if v.body.when != nil {
			ways = append(ways, []literal{{v.body.when.node, holds}})
		}
	}
	if len(ways) == 0 {
		return [][]literal{{}}
	}
	return ways
}

// anything is every value a fact can have.
func (s *search) anything(fact int64) domain {
	f := &s.vocabulary.facts[fact]
	switch {
	case f.Type == Bool:
		return domain{low: 0, high: 1}
	case f.Type == Enum:
		d := domain{high: maxMoney, choices: map[int64]bool{}}
		for i := range f.Values {
			d.choices[int64(i)] = true
		}
		return d
	}
	return domain{low: -maxMoney, high: maxMoney}
}

// narrowing is the fact a simple condition is about and what it leaves of the fact's values; nil where it is not simple.
func (s *search) narrowing(n *node, holds bool) (int64, func(domain) domain) {
	switch n.op {
	case opFact:
		v := map[bool]int64{true: 1, false: 0}[holds]
		return n.num, func(d domain) domain { return d.between(v, v) }
	case opIn:
		if k := n.kids[0]; k.op == opFact {
			return k.num, func(d domain) domain { return d.among(n.set, holds) }
		}
	case opEqual, opLess, opLessEqual:
		for i, k := range n.kids {
			if k.op != opFact {
				continue
			}
			low, high, ok := s.valueRange(n.kids[1-i])
			if !ok {
				continue
			}
			return k.num, s.compared(n.op, i == 0, holds, low, high)
		}
	}
	return 0, nil
}

// compared narrows by a comparison with a value that lies between low and high.
func (s *search) compared(o op, factLeft, holds bool, low, high int64) func(domain) domain {
	switch {
	case o == opEqual && low == high && holds:
		return func(d domain) domain { return d.among([]int64{low}, true).between(low, low) }
	case o == opEqual && low == high:
		return func(d domain) domain { return d.among([]int64{low}, false) }
	case o == opEqual:
		return nil
	}
	strict := map[bool]int64{true: 1, false: 0}[(o == opLess) == holds]
	if factLeft == holds { // fact < value, or not value <= fact
		return func(d domain) domain { return d.between(d.low, high-strict) }
	}
	return func(d domain) domain { return d.between(low+strict, d.high) }
}

// valueRange is between which values a constant or a parameter lies over time.
func (s *search) valueRange(n *node) (low, high int64, ok bool) {
	switch n.op {
	case opConst:
		return n.num, n.num, true
	case opParam:
		for i, v := range s.params[n.num].national.versions {
			if v.unread || len(s.params[n.num].local) > 0 {
				return 0, 0, false
			}
			if i == 0 {
				low, high = v.body, v.body
			}
			low, high = min(low, v.body), max(high, v.body)
		}
		return low, high, len(s.params[n.num].national.versions) > 0
	}
	return 0, 0, false
}

func (d domain) between(low, high int64) domain {
	d.low, d.high = max(d.low, low), min(d.high, high)
	return d
}

// among keeps those of a set, or those beside it.
func (d domain) among(set []int64, in bool) domain {
	if d.choices == nil {
		return d
	}
	left := map[int64]bool{}
	for v := range d.choices {
		if slices.Contains(set, v) == in {
			left[v] = true
		}
	}
	d.choices = left
	return d
}
