package law

import (
	"regexp"
	"strings"

	"cel.dev/cel-go/cel"
	"cel.dev/cel-go/common/ast"
	"cel.dev/cel-go/common/operators"
	"cel.dev/cel-go/common/types"
	"go.yaml.in/yaml/v3"
)

// moneyType keeps đồng apart from counts in the rule language: money × count and money × coefficient are money,
// money compared with a bare number is a mistake.
var moneyType = types.NewOpaqueType("money")

// amountFunction writes an amount in an expression: dong(500000).
const amountFunction = "dong"

// roundFunction rounds an amount to a whole multiple of a number of đồng, halves up: rounded(base * 0.9, 1000).
const roundFunction = "rounded"

// A meaning is what a name of the rule language stands for.
type meaning struct {
	op     op
	num    int64
	kind   kind
	fact   *Fact
	table  *tariff
	byKind kind // of a table: the kind of the fact it is read by
}

// language is the rule language as one field of law sees it: the facts, and the field's own parameters and terms by
// their short names, those of other fields with the field in front.
type language struct {
	env   *cel.Env
	names map[string]meaning
}

func newLanguage(names map[string]meaning) (*language, error) {
	options := []cel.EnvOption{
		cel.Function(amountFunction, cel.Overload("dong_int", []*cel.Type{cel.IntType}, moneyType)),
		cel.Function(roundFunction, cel.Overload("rounded_money", []*cel.Type{moneyType, cel.IntType}, moneyType)),
		cel.Function(operators.Multiply,
			cel.Overload("money_times_coefficient", []*cel.Type{moneyType, cel.DoubleType}, moneyType),
			cel.Overload("money_times_int", []*cel.Type{moneyType, cel.IntType}, moneyType)),
		cel.Function(operators.Add, cel.Overload("money_add", []*cel.Type{moneyType, moneyType}, moneyType)),
		cel.Function(operators.Subtract, cel.Overload("money_subtract", []*cel.Type{moneyType, moneyType}, moneyType)),
	}
	for _, o := range []string{operators.Less, operators.LessEquals, operators.Greater, operators.GreaterEquals} {
		options = append(options, cel.Function(o,
			cel.Overload("money"+o, []*cel.Type{moneyType, moneyType}, cel.BoolType)))
	}
	for name, m := range names {
		options = append(options, cel.Variable(name, celType(m.kind)))
	}
	env, err := cel.NewEnv(options...)
	return &language{env: env, names: names}, err
}

func celType(k kind) *cel.Type {
	return []*cel.Type{cel.BoolType, cel.IntType, moneyType, cel.DoubleType, cel.StringType}[k]
}

// factKind is how the rule language sees a type of fact; a date cannot be used, its derived ages can.
func factKind(t Type) (kind, bool) {
	switch t {
	case Bool:
		return kindBool, true
	case Int:
		return kindInt, true
	case Money:
		return kindMoney, true
	case Enum:
		return kindChoice, true
	}
	return 0, false
}

// expression checks the text of a key and brings it into our own form. Every mistake is noted where it stands; the
// result is nil where there was one.
func (l *language) expression(o object, key string, want kind) *expression {
	field := o.fields[key]
	text := o.need(key)
	if text == "" {
		return nil
	}
	s := &sentence{language: l, o: o, field: field, text: []rune(text)}
	parsed, issues := l.env.Parse(text)
	if issues != nil && issues.Err() != nil {
		first := issues.Errors()[0]
		s.bad(Offset(string(s.text), first.Location.Line(), first.Location.Column()), "law.syntax", firstLine(first.Message))
		return nil
	}
	if s.unknownNames(parsed.NativeRep()) {
		return nil
	}
	checked, issues := l.env.Check(parsed)
	if issues != nil && issues.Err() != nil {
		for _, e := range issues.Errors() {
			s.wrongTypes(Offset(string(s.text), e.Location.Line(), e.Location.Column()), e.Message)
		}
		return nil
	}
	s.ast = checked.NativeRep()
	n := s.node(s.ast.Expr())
	if s.failed {
		return nil
	}
	if n.kind != want {
		s.bad(0, "law.wrong_result", kindName(want), kindName(n.kind))
		return nil
	}
	return &expression{text: text, node: n}
}

// sentence is one expression being read.
type sentence struct {
	*language
	o      object
	field  *yaml.Node
	text   []rune
	ast    *ast.AST
	failed bool
}

// bad notes a problem at an offset of the text.
func (s *sentence) bad(offset int, code string, args ...any) {
	s.failed = true
	line, column := s.o.r.position(s.o.file, s.field, s.text, offset)
	s.o.r.at(s.o.file, line, column, code, args...)
}

func (s *sentence) start(id int64) int {
	r, _ := s.ast.SourceInfo().GetOffsetRange(id)
	return int(r.Start)
}

// Offset is a line and column of a text as CEL counts them, as an offset in letters.
func Offset(text string, line, column int) int {
	at := 0
	for i, l := range strings.Split(text, "\n") {
		if i == line-1 {
			return at + column
		}
		at += len([]rune(l)) + 1
	}
	return at
}

func firstLine(message string) string {
	message, _, _ = strings.Cut(message, "\n")
	return strings.TrimPrefix(message, "Syntax error: ")
}

// unknownNames notes every name that means nothing, with the nearest that does, and every date used directly.
func (s *sentence) unknownNames(parsed *ast.AST) bool {
	s.ast = parsed
	s.walk(parsed.Expr())
	return s.failed
}

// walk walks down to names; a dotted name is one name.
func (s *sentence) walk(e ast.Expr) {
	if name, ok := dotted(e); ok {
		if _, known := s.names[name]; !known {
			s.bad(s.start(leftmost(e).ID()), "law.unknown_name", name, s.nearest(name))
		}
		return
	}
	switch e.Kind() {
	case ast.CallKind:
		c := e.AsCall()
		if c.IsMemberFunction() {
			s.walk(c.Target())
		}
		for _, a := range c.Args() {
			s.walk(a)
		}
	case ast.ListKind:
		for _, a := range e.AsList().Elements() {
			s.walk(a)
		}
	}
}

func (s *sentence) nearest(name string) string {
	names := make([]string, 0, len(s.names))
	for n := range s.names {
		names = append(names, n)
	}
	return nearestName(name, sortedNames(names))
}

// dotted is the full name of an identifier or a chain of selections.
func dotted(e ast.Expr) (string, bool) {
	switch e.Kind() {
	case ast.IdentKind:
		return e.AsIdent(), true
	case ast.SelectKind:
		if e.AsSelect().IsTestOnly() {
			return "", false
		}
		left, ok := dotted(e.AsSelect().Operand())
		return left + "." + e.AsSelect().FieldName(), ok
	}
	return "", false
}

func leftmost(e ast.Expr) ast.Expr {
	for e.Kind() == ast.SelectKind {
		e = e.AsSelect().Operand()
	}
	return e
}

var noOverload = regexp.MustCompile(`^found no matching overload for '([^']*)' applied to '\(?([^)']*(?:\([^)]*\)[^)']*)*)\)?'`)

// wrongTypes turns the checker's message about types into ours; any other is passed on.
func (s *sentence) wrongTypes(offset int, message string) {
	if m := noOverload.FindStringSubmatch(message); m != nil {
		s.bad(offset, "law.wrong_types", strings.Trim(m[1], "_@"), m[2])
		return
	}
	s.bad(offset, "law.expression", firstLine(message))
}

func kindName(k kind) string {
	return []string{"bool", "int", "money", "coefficient", "enum"}[k]
}
