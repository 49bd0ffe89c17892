package law

import (
	"cel.dev/cel-go/common/ast"
	"cel.dev/cel-go/common/operators"
	"cel.dev/cel-go/common/types"
)

// node brings a checked expression into our form. What lies outside the part of the language that both ways of
// running understand is refused with its place; the node returned then means nothing.
func (s *sentence) node(e ast.Expr) *node {
	if name, ok := dotted(e); ok {
		m := s.names[name]
		n := &node{op: m.op, kind: m.kind, num: m.num}
		if m.table != nil && m.table.fact >= 0 {
			n.kids = []*node{{op: opFact, kind: m.byKind, num: int64(m.table.fact)}}
		}
		return n
	}
	switch e.Kind() {
	case ast.LiteralKind:
		return s.literal(e)
	case ast.CallKind:
		return s.call(e)
	}
	return s.refuse(e)
}

func (s *sentence) refuse(e ast.Expr) *node {
	s.bad(s.start(e.ID()), "law.not_supported")
	return constant(kindBool, 0)
}

func (s *sentence) literal(e ast.Expr) *node {
	switch v := e.AsLiteral().(type) {
	case types.Bool:
		if v {
			return constant(kindBool, 1)
		}
		return constant(kindBool, 0)
	case types.Int:
		if v > maxMoney || v < -maxMoney {
			s.bad(s.start(e.ID()), "law.number_too_large")
		}
		return constant(kindInt, int64(v))
	case types.Double:
		return s.coefficient(e)
	case types.String:
		s.bad(s.start(e.ID()), "law.lone_text", string(v))
		return constant(kindChoice, 0)
	}
	return s.refuse(e)
}

// coefficient reads a coefficient from its digits, in hundredths: no binary fraction ever comes near an amount.
func (s *sentence) coefficient(e ast.Expr) *node {
	r, _ := s.ast.SourceInfo().GetOffsetRange(e.ID())
	n, ok := hundredths(string(s.text[r.Start:r.Stop]))
	if !ok {
		s.bad(int(r.Start), "law.bad_coefficient", string(s.text[r.Start:r.Stop]))
	}
	return constant(kindCoefficient, n)
}

// hundredths reads 2, 2.5 or 0.75 as 200, 250, 75; not more than two decimals and not more than 10,000.
func hundredths(text string) (int64, bool) {
	n, decimals, dot := int64(0), 0, false
	for _, c := range text {
		switch {
		case c == '.' && !dot:
			dot = true
		case c >= '0' && c <= '9' && n < 1_000_000:
			n = n*10 + int64(c-'0')
			if dot {
				decimals++
			}
		default:
			return 0, false
		}
	}
	for ; decimals < 2; decimals++ {
		n *= 10
	}
	return n, decimals == 2 && n <= 1_000_000
}

func (s *sentence) call(e ast.Expr) *node {
	c := e.AsCall()
	if c.IsMemberFunction() {
		return s.refuse(e)
	}
	a := c.Args()
	switch c.FunctionName() {
	case operators.LogicalNot:
		return not(s.node(a[0]))
	case operators.LogicalAnd:
		return s.flat(opAnd, a)
	case operators.LogicalOr:
		return s.flat(opOr, a)
	case operators.Conditional:
		return s.conditional(a)
	case operators.Equals:
		return s.equal(e, a)
	case operators.NotEquals:
		return not(s.equal(e, a))
	case operators.In:
		return s.in(e, a)
	case amountFunction:
		return s.amount(a[0])
	case roundFunction:
		return &node{op: opRound, kind: kindMoney, kids: []*node{s.node(a[0]), s.node(a[1])}}
	}
	return s.arithmetic(e, c.FunctionName(), a)
}

// amount is dong(n) with n written out.
func (s *sentence) amount(e ast.Expr) *node {
	n := s.node(e)
	if n.op != opConst {
		return s.refuse(e)
	}
	return constant(kindMoney, n.num)
}

// flat joins nested && (or ||) into one node, so that the conditions read as one list.
func (s *sentence) flat(o op, args []ast.Expr) *node {
	n := &node{op: o, kind: kindBool}
	for _, a := range args {
		k := s.node(a)
		if k.op == o {
			n.kids = append(n.kids, k.kids...)
		} else {
			n.kids = append(n.kids, k)
		}
	}
	return n
}

func (s *sentence) conditional(a []ast.Expr) *node {
	n := &node{op: opIf, kids: []*node{s.node(a[0]), s.node(a[1]), s.node(a[2])}}
	n.kind = n.kids[1].kind
	if n.kind == kindChoice {
		return s.refuse(a[1])
	}
	return n
}

// equal compares numbers, or an enum with one of its values.
func (s *sentence) equal(e ast.Expr, a []ast.Expr) *node {
	for i := range a {
		if fact := s.enum(a[i]); fact != nil {
			return &node{op: opEqual, kind: kindBool, kids: []*node{s.node(a[i]), s.choice(fact, a[1-i])}}
		}
	}
	n := &node{op: opEqual, kind: kindBool, kids: []*node{s.node(a[0]), s.node(a[1])}}
	if k := n.kids[0].kind; k == kindBool || k == kindCoefficient {
		return s.refuse(e)
	}
	return n
}

// enum is the fact behind a name of an enum; nil for anything else.
func (s *sentence) enum(e ast.Expr) *Fact {
	name, ok := dotted(e)
	if m := s.names[name]; ok && m.kind == kindChoice {
		return m.fact
	}
	return nil
}

func (s *sentence) choice(fact *Fact, e ast.Expr) *node {
	text, ok := literalText(e)
	if !ok {
		return s.refuse(e)
	}
	code, ok := fact.Code(text)
	if !ok {
		s.bad(s.start(e.ID()), "law.no_value", fact.ID, text, nearestChoice(fact, text))
	}
	return constant(kindChoice, int64(code))
}

func literalText(e ast.Expr) (string, bool) {
	if e.Kind() != ast.LiteralKind {
		return "", false
	}
	v, ok := e.AsLiteral().(types.String)
	return string(v), ok
}

// in asks whether an enum or a count is one of a list written out.
func (s *sentence) in(e ast.Expr, a []ast.Expr) *node {
	if a[1].Kind() != ast.ListKind {
		return s.refuse(e)
	}
	fact := s.enum(a[0])
	n := &node{op: opIn, kind: kindBool, kids: []*node{s.node(a[0])}}
	for _, item := range a[1].AsList().Elements() {
		var k *node
		switch {
		case fact != nil:
			k = s.choice(fact, item)
		case n.kids[0].kind == kindInt && item.Kind() == ast.LiteralKind:
			k = s.node(item)
		default:
			return s.refuse(item)
		}
		n.set = append(n.set, k.num)
	}
	return n
}

var operations = map[string]op{
	operators.Less: opLess, operators.LessEquals: opLessEqual,
	operators.Greater: opLess, operators.GreaterEquals: opLessEqual,
	operators.Add: opAdd, operators.Subtract: opSubtract, operators.Multiply: opMultiply,
}

func (s *sentence) arithmetic(e ast.Expr, name string, a []ast.Expr) *node {
	o, ok := operations[name]
	if !ok || len(a) != 2 {
		return s.refuse(e)
	}
	n := &node{op: o, kids: []*node{s.node(a[0]), s.node(a[1])}}
	if k := n.kids[0].kind; k != kindInt && k != kindMoney {
		return s.refuse(e)
	}
	switch name {
	case operators.Greater, operators.GreaterEquals:
		n.kids[0], n.kids[1] = n.kids[1], n.kids[0]
		fallthrough
	case operators.Less, operators.LessEquals:
		n.kind = kindBool
	default:
		n.kind = n.kids[0].kind
	}
	if n.kids[1].kind == kindCoefficient {
		n.op = opScale
	}
	return n
}
