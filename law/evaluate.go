package law

import (
	"math/bits"

	"ansinh/calendar"
	"ansinh/fault"
	"ansinh/money"
)

// factSet is a set of facts by number.
type factSet [maxFacts / 64]uint64

func (s *factSet) add(i int) { s[i>>6] |= 1 << (i & 63) }

func (s *factSet) union(o *factSet) {
	for i := range s {
		s[i] |= o[i]
	}
}

// numbers is the members, ascending.
func (s *factSet) numbers() []uint16 {
	var out []uint16
	for w, word := range s {
		for ; word != 0; word &= word - 1 {
			out = append(out, uint16(w*64+bits.TrailingZeros64(word)))
		}
	}
	return out
}

// value is what an expression comes to: a number (a bool is 0 or 1), or unknown; lacks says for want of which facts.
type value struct {
	num   int64
	known bool
}

func known(v int64) value { return value{num: v, known: true} }

func truthValue(b bool) value {
	if b {
		return known(1)
	}
	return known(0)
}

func (v value) is(b bool) bool { return v.known && (v.num != 0) == b }

// person is one row under the law of a month. The first failure of arithmetic is kept in err.
type person struct {
	plan  *plan
	table *Table
	row   int
	err   error
	month *outcome // what the monthly programmes pay, for those that ask; nil in these themselves
}

// fact is a fact's value for the row; a derived one is computed.
func (p *person) fact(i int) (int64, bool) {
	if c := p.table.columns[i]; c != nil {
		return c.Get(p.row)
	}
	v := p.table.vocabulary
	from := p.table.columns[v.from[i]]
	if from == nil || v.derived[i] == nil {
		return 0, false
	}
	birth, ok := from.Get(p.row)
	if !ok {
		return 0, false
	}
	return v.derived[i].value(calendar.Date(birth), p.plan.month), true
}

// eval is the meaning of an expression for one row, by three-valued logic: "false and unknown" is false, "true or
// unknown" is true, everything else with an unknown part is unknown and names what is missing.
func (p *person) eval(n *node) value {
	switch n.op {
	case opConst:
		return known(n.num)
	case opFact:
		v, ok := p.fact(int(n.num))
		return value{num: v, known: ok}
	case opParam:
		s := p.plan.params[n.num]
		return value{num: s.value, known: !s.unread}
	case opTerm:
		return p.eval(p.plan.terms[n.num].body.when.node)
	case opAnd:
		return p.junction(n, false)
	case opOr:
		return p.junction(n, true)
	case opNot:
		v := p.eval(n.kids[0])
		if v.known {
			v.num = 1 - v.num
		}
		return v
	case opIf:
		v := p.eval(n.kids[0])
		if !v.known {
			return v
		}
		return p.eval(n.kids[2-v.num])
	}
	if n.op >= opLookup {
		return p.request(n)
	}
	return p.operate(n)
}

// request is what only some programmes ask: a table of the law, a rounding, what another programme pays.
func (p *person) request(n *node) value {
	switch n.op {
	case opDue:
		return p.month.due(n.num)
	case opSum:
		return p.month.pays(n.num)
	case opRound:
		return p.rounded(p.eval(n.kids[0]), p.eval(n.kids[1]))
	}
	v := p.eval(n.kids[0])
	switch t := p.plan.tariffs; {
	case !v.known:
		return value{}
	case t[n.num] == nil || t[n.num].unread:
		return value{}
	default:
		return known(t[n.num].body.at(v.num))
	}
}

// rounded is an amount as the nearest multiple of a unit, halves up.
func (p *person) rounded(v, unit value) value {
	if !v.known || !unit.known {
		return value{}
	}
	u := max(1, unit.num)
	return known((v.num + u/2) / u * u)
}

// junction is and (decided by a false part) or or (decided by a true one).
func (p *person) junction(n *node, decides bool) value {
	out := truthValue(!decides)
	for _, k := range n.kids {
		v := p.eval(k)
		if v.is(decides) {
			return truthValue(decides)
		}
		if !v.known {
			out.known = false
		}
	}
	return out
}

// operate is a comparison or arithmetic: unknown where any part is.
func (p *person) operate(n *node) value {
	a := p.eval(n.kids[0])
	if n.op == opIn {
		return in(a, n.set)
	}
	b := p.eval(n.kids[1])
	if !a.known || !b.known {
		return value{}
	}
	switch n.op {
	case opEqual:
		return truthValue(a.num == b.num)
	case opLess:
		return truthValue(a.num < b.num)
	case opLessEqual:
		return truthValue(a.num <= b.num)
	}
	return known(p.arithmetic(n.op, a.num, b.num))
}

// lacks adds the facts for want of which an expression is unknown; none where it is known.
func (p *person) lacks(n *node, out *factSet) {
	if p.eval(n).known {
		return
	}
	switch n.op {
	case opFact:
		out.add(p.table.vocabulary.from[n.num])
	case opDue, opSum:
		open := p.month.opens(n.num)
		out.union(&open)
	case opTerm:
		p.lacks(p.plan.terms[n.num].body.when.node, out)
	case opIf:
		if c := p.eval(n.kids[0]); c.known {
			p.lacks(n.kids[2-c.num], out)
		} else {
			p.lacks(n.kids[0], out)
		}
	default:
		for _, k := range n.kids {
			p.lacks(k, out)
		}
	}
}

func in(a value, set []int64) value {
	if !a.known {
		return a
	}
	for _, s := range set {
		if a.num == s {
			return known(1)
		}
	}
	return known(0)
}

// arithmetic is exact or a failure.
func (p *person) arithmetic(o op, a, b int64) int64 {
	out, ok := int64(0), true
	switch o {
	case opAdd:
		out = a + b
		ok = (out > a) == (b > 0)
	case opSubtract:
		out = a - b
		ok = (out < a) == (b > 0)
	case opMultiply:
		hi, lo := bits.Mul64(magnitude(a), magnitude(b))
		out, ok = a*b, hi == 0 && lo < 1<<63
	case opScale:
		d, err := money.Dong(a).Times(b)
		if err != nil && p.err == nil {
			p.err = err
		}
		return int64(d)
	}
	if !ok && p.err == nil {
		p.err = fault.New(fault.Invalid, "law.overflow")
	}
	return out
}

func magnitude(n int64) uint64 {
	if n < 0 {
		return -uint64(n)
	}
	return uint64(n)
}
