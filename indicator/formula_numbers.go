package indicator

import (
	"cel.dev/cel-go/common/ast"
	"cel.dev/cel-go/common/operators"
	"cel.dev/cel-go/common/types"

	"ansinh/law"
)

// two is an operator between two numbers, or two conditions that are held to be the same.
func (s *sentence) two(e ast.Expr, name string, a, b *node) *node {
	o, ok := operations[name]
	if !ok {
		return s.refuse(e)
	}
	if (a.kind != kindNumber || b.kind != kindNumber) && !s.failed {
		s.bad(s.start(e), "law.wrong_types", name, a.kind.String()+", "+b.kind.String())
	}
	if o != opMultiply {
		a, b = level(a, b)
	}
	n := &node{op: o, kind: kindNumber, scale: a.scale, kids: []*node{a, b}}
	switch name {
	case operators.Multiply:
		if n.scale = a.scale + b.scale; n.scale > maxScale && !s.failed {
			s.bad(s.start(e), "law.number_too_large")
		}
		return n
	case operators.Add, operators.Subtract:
		return n
	case operators.Greater, operators.GreaterEquals:
		n.kids[0], n.kids[1] = b, a
	}
	n.kind, n.scale = kindBool, 0
	if name == operators.NotEquals {
		return &node{op: opNot, kind: kindBool, kids: []*node{n}}
	}
	return n
}

// level gives two numbers the same decimals.
func level(a, b *node) (*node, *node) {
	switch {
	case a.kind != kindNumber || b.kind != kindNumber || a.scale == b.scale:
		return a, b
	case a.scale < b.scale:
		return times(a, b.scale-a.scale), b
	}
	return a, times(b, a.scale-b.scale)
}

func times(n *node, places int) *node {
	return &node{op: opMultiply, kind: kindNumber, scale: n.scale + places, kids: []*node{n, {kind: kindNumber, num: tenTo(places)}}}
}

// choice compares a fact with one of its named values; nil where neither side is such a fact.
func (s *sentence) choice(name string, a []ast.Expr, in scope) *node {
	if name != operators.Equals && name != operators.NotEquals {
		return nil
	}
	for i := range a {
		fact := s.enum(a[i], in)
		if fact == nil {
			continue
		}
		n := &node{op: opEqual, kind: kindBool, kids: []*node{s.node(a[i], in), s.code(fact, a[1-i])}}
		if name == operators.NotEquals {
			return &node{op: opNot, kind: kindBool, kids: []*node{n}}
		}
		return n
	}
	return nil
}

// among asks whether a fact has one of several named values.
func (s *sentence) among(e ast.Expr, in scope) *node {
	a := e.AsCall().Args()
	fact := s.enum(a[0], in)
	if fact == nil || a[1].Kind() != ast.ListKind {
		return s.refuse(e)
	}
	n := &node{op: opOr, kind: kindBool}
	for _, item := range a[1].AsList().Elements() {
		n.kids = append(n.kids, &node{op: opEqual, kind: kindBool, kids: []*node{s.node(a[0], in), s.code(fact, item)}})
	}
	return n
}

// enum is the fact behind a name of a fact with named values; nil for anything else.
func (s *sentence) enum(e ast.Expr, in scope) *law.Fact {
	name, _, ok := law.Dotted(e)
	if n := s.names[in][name]; ok && n != nil && n.kind == kindChoice {
		return n.fact
	}
	return nil
}

// code is a named value of a fact.
func (s *sentence) code(fact *law.Fact, e ast.Expr) *node {
	n := &node{kind: kindChoice}
	if e.Kind() != ast.LiteralKind {
		return s.refuse(e)
	}
	text, ok := e.AsLiteral().(types.String)
	if !ok {
		return s.refuse(e)
	}
	code, ok := fact.Code(string(text))
	if !ok {
		var names []string
		for _, v := range fact.Values {
			names = append(names, v.ID)
		}
		s.bad(s.start(e), "law.no_value", fact.ID, string(text), law.Nearest(string(text), names))
	}
	n.num = int64(code)
	return n
}

func tenTo(n int) int64 {
	out := int64(1)
	for range n {
		out *= 10
	}
	return out
}
