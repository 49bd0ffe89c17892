package indicator

import (
	"slices"
	"strings"

	"cel.dev/cel-go/cel"
	"cel.dev/cel-go/common/ast"
	"cel.dev/cel-go/common/operators"
	"cel.dev/cel-go/common/types"
	"go.yaml.in/yaml/v3"

	"ansinh/law"
)

// scope is where in a formula one is: over the values of a unit, over the members of a household, over one person.
type scope uint8

const (
	ofValues scope = iota
	ofHousehold
	ofPerson
)

// functions of the language beyond the operators, with the scope they stand in and the one they open.
var functions = map[string]struct {
	op     op
	in, to scope
}{
	"people":     {opPeople, ofValues, ofPerson},
	"households": {opHouseholds, ofValues, ofHousehold},
	"any":        {opAny, ofHousehold, ofPerson},
}

// grammar reads formulae, and gathers what is wrong with all of them.
type grammar struct {
	env      *cel.Env
	names    [3]map[string]*node // by scope, what a name stands for
	problems law.Problems
}

func newGrammar() (*grammar, error) {
	env, err := cel.NewEnv(cel.ClearMacros())
	return &grammar{env: env, names: [3]map[string]*node{{}, {}, {}}}, err
}

// page is a file with its lines.
type page struct {
	file  string
	lines []string
}

// at notes a problem at a node of a file.
func (g *grammar) at(p page, n *yaml.Node, code string, args ...any) {
	if n == nil {
		g.place(p, 0, 0, code, args...)
		return
	}
	g.place(p, n.Line, n.Column, code, args...)
}

func (g *grammar) place(p page, line, column int, code string, args ...any) {
	text := ""
	if line > 0 && line <= len(p.lines) {
		text = p.lines[line-1]
	}
	g.problems = append(g.problems, law.Problem{File: p.file, Line: line, Column: column, Text: text, Code: code, Args: args})
}

// sentence is one formula being read.
type sentence struct {
	*grammar
	page   page
	field  *yaml.Node
	text   []rune
	ast    *ast.AST
	failed bool
}

// read brings the text of a node into our form; nil where it holds a mistake, which is then noted.
func (g *grammar) read(p page, field *yaml.Node, in scope, want kind) *formula {
	text := strings.TrimSpace(field.Value)
	s := &sentence{grammar: g, page: p, field: field, text: []rune(text)}
	parsed, issues := g.env.Parse(text)
	if issues != nil && issues.Err() != nil {
		for _, e := range issues.Errors() {
			message, _, _ := strings.Cut(e.Message, "\n")
			s.bad(law.Offset(string(s.text), e.Location.Line(), e.Location.Column()), "law.syntax", strings.TrimPrefix(message, "Syntax error: "))
		}
		return nil
	}
	s.ast = parsed.NativeRep()
	n := s.node(s.ast.Expr(), in)
	if s.failed {
		return nil
	}
	if n.kind != want {
		s.bad(0, "law.wrong_result", want, n.kind)
		return nil
	}
	return &formula{text: text, node: n}
}

func (s *sentence) bad(offset int, code string, args ...any) {
	s.failed = true
	line, column := law.Place(s.page.lines, s.field, s.text, offset)
	s.place(s.page, line, column, code, args...)
}

func (s *sentence) start(e ast.Expr) int {
	r, _ := s.ast.SourceInfo().GetOffsetRange(e.ID())
	return int(r.Start)
}

func (s *sentence) refuse(e ast.Expr) *node {
	s.bad(s.start(e), "law.not_supported")
	return &node{}
}

// node reads a part and, of a wrong one, goes on with the others, so that all mistakes are named at once.
func (s *sentence) node(e ast.Expr, in scope) *node {
	if name, first, ok := law.Dotted(e); ok {
		n, known := s.names[in][name]
		if !known {
			s.bad(s.start(first), "indicator.formula.name", name, law.Nearest(name, s.known(in)))
			return &node{}
		}
		return n
	}
	switch e.Kind() {
	case ast.LiteralKind:
		return s.literal(e)
	case ast.CallKind:
		return s.call(e, in)
	}
	return s.refuse(e)
}

func (s *sentence) known(in scope) []string {
	var out []string
	for name := range s.names[in] {
		out = append(out, name)
	}
	slices.Sort(out)
	return out
}

func (s *sentence) literal(e ast.Expr) *node {
	switch v := e.AsLiteral().(type) {
	case types.Bool:
		n := &node{kind: kindBool}
		if v {
			n.num = 1
		}
		return n
	case types.Int:
		if int64(v) > largest || int64(v) < -largest {
			s.bad(s.start(e), "law.number_too_large")
		}
		return &node{kind: kindNumber, num: int64(v)}
	case types.Double:
		return s.decimal(e)
	case types.String:
		s.bad(s.start(e), "law.lone_text", string(v))
		return &node{kind: kindChoice}
	}
	return s.refuse(e)
}

// decimal reads a number from its digits: no binary fraction comes near a figure.
func (s *sentence) decimal(e ast.Expr) *node {
	r, _ := s.ast.SourceInfo().GetOffsetRange(e.ID())
	whole, part, _ := strings.Cut(string(s.text[r.Start:r.Stop]), ".")
	n := &node{kind: kindNumber, scale: len(part)}
	for _, c := range whole + part {
		if c < '0' || c > '9' || n.num > largest/10 || n.scale > maxScale {
			s.bad(int(r.Start), "law.number_too_large")
			return n
		}
		n.num = n.num*10 + int64(c-'0')
	}
	return n
}

// maxScale is how many decimals a number of a formula may have.
const maxScale = 6

func (s *sentence) call(e ast.Expr, in scope) *node {
	c := e.AsCall()
	a := c.Args()
	if f, ours := functions[c.FunctionName()]; ours && !c.IsMemberFunction() {
		return s.count(e, f.op, f.in, f.to, in)
	}
	if c.IsMemberFunction() {
		return s.refuse(e)
	}
	switch c.FunctionName() {
	case operators.LogicalNot:
		n := &node{op: opNot, kids: []*node{s.node(a[0], in)}}
		return s.all(e, n, kindBool)
	case operators.LogicalAnd:
		return s.all(e, &node{op: opAnd, kids: []*node{s.node(a[0], in), s.node(a[1], in)}}, kindBool)
	case operators.LogicalOr:
		return s.all(e, &node{op: opOr, kids: []*node{s.node(a[0], in), s.node(a[1], in)}}, kindBool)
	case operators.Negate:
		return s.two(e, operators.Subtract, &node{kind: kindNumber}, s.node(a[0], in))
	case operators.Conditional:
		return s.conditional(e, in)
	case operators.In:
		return s.among(e, in)
	}
	if len(a) != 2 {
		return s.refuse(e)
	}
	if n := s.choice(c.FunctionName(), a, in); n != nil {
		return n
	}
	return s.two(e, c.FunctionName(), s.node(a[0], in), s.node(a[1], in))
}

// count opens the rows below a unit, or the members of a household.
func (s *sentence) count(e ast.Expr, o op, stands, opens, in scope) *node {
	a := e.AsCall().Args()
	if stands != in || len(a) != 1 {
		name := e.AsCall().FunctionName()
		s.bad(s.start(e)-len(name), "indicator.formula.place", name) // a call stands at its parenthesis
		return &node{kind: kindNumber}
	}
	n := s.all(e, &node{op: o, kids: []*node{s.node(a[0], opens)}}, kindBool)
	if o.counts() {
		n.kind = kindNumber
	}
	n.text = n.String()
	return n
}

// all holds that all parts are conditions.
func (s *sentence) all(e ast.Expr, n *node, want kind) *node {
	for _, k := range n.kids {
		if k.kind != want && !s.failed {
			s.bad(s.start(e), "law.wrong_result", want, k.kind)
		}
	}
	n.kind = want
	return n
}

func (s *sentence) conditional(e ast.Expr, in scope) *node {
	a := e.AsCall().Args()
	n := &node{op: opIf, kids: []*node{s.node(a[0], in), s.node(a[1], in), s.node(a[2], in)}}
	if n.kids[0].kind != kindBool && !s.failed {
		s.bad(s.start(a[0]), "law.wrong_result", kindBool, n.kids[0].kind)
	}
	if n.kids[1].kind != n.kids[2].kind && !s.failed {
		s.bad(s.start(a[2]), "law.wrong_result", n.kids[1].kind, n.kids[2].kind)
	}
	n.kids[1], n.kids[2] = level(n.kids[1], n.kids[2])
	n.kind, n.scale = n.kids[1].kind, n.kids[1].scale
	return n
}
