package indicator

import (
	"fmt"
	"strings"

	"cel.dev/cel-go/common/operators"

	"ansinh/law"
)

// A formula is written in the language of the law. It is made of return cells (labour.force), of people and households
// that are counted (people(…), households(any(…))), and of other indicators (indicators.clean_water.numerator). What
// is not known stays so: a sum with a missing part is missing, and never a zero.
type formula struct {
	text string
	node *node
}

// kind is the type of an expression.
type kind uint8

const (
	kindBool kind = iota
	kindNumber
	kindChoice // a fact with named values
)

func (k kind) String() string { return []string{"bool", "int", "enum"}[k] }

// op is what a node does.
type op uint8

const (
	opConst op = iota
	opName     // asks what it is bound to
	opNot
	opAnd
	opOr
	opEqual
	opLess
	opLessEqual
	opAdd
	opSubtract
	opMultiply
	opIf
	opPeople     // how many people the condition below holds for
	opHouseholds // how many households
	opAny        // whether it holds for anybody of the household
)

// counts says whether a node counts rows.
func (o op) counts() bool { return o == opPeople || o == opHouseholds }

// node is a checked expression. A number stands for num divided by ten to the scale, which is known before anything is
// counted.
type node struct {
	op    op
	kind  kind
	num   int64
	scale int
	name  string    // of opName
	fact  *law.Fact // of a name that is a fact of people
	kids  []*node
	text  string // of what is counted, so that the same is counted once
}

// each walks a node and everything below it.
func (n *node) each(visit func(*node)) {
	if n == nil {
		return
	}
	visit(n)
	for _, k := range n.kids {
		k.each(visit)
	}
}

// names are the names a node asks, each once, in their order; not those inside what is counted where rows is false.
func (n *node) names(rows bool) (out []string) {
	seen := map[string]bool{}
	var walk func(*node)
	walk = func(k *node) {
		if k.op == opName && !seen[k.name] {
			seen[k.name], out = true, append(out, k.name)
		}
		if k.op.counts() && !rows {
			return
		}
		for _, below := range k.kids {
			walk(below)
		}
	}
	if n != nil {
		walk(n)
	}
	return out
}

// String is the same for two nodes that ask the same.
func (n *node) String() string {
	parts := make([]string, len(n.kids))
	for i, k := range n.kids {
		parts[i] = k.String()
	}
	return fmt.Sprintf("%d %d %d %s(%s)", n.op, n.num, n.scale, n.name, strings.Join(parts, ", "))
}

// lookup is what a name or a count stands for; false where it is not known.
type lookup func(*node) (int64, bool)

// eval gives the value of a node, and whether it is known. A condition is known as soon as its known parts settle it.
func (n *node) eval(of lookup) (int64, bool) {
	switch n.op {
	case opConst:
		return n.num, true
	case opName, opPeople, opHouseholds, opAny:
		return of(n)
	case opNot:
		v, known := n.kids[0].eval(of)
		return 1 - v, known
	case opAnd, opOr:
		return n.join(of)
	case opIf:
		v, known := n.kids[0].eval(of)
		switch {
		case !known:
			return 0, false
		case v != 0:
			return n.kids[1].eval(of)
		}
		return n.kids[2].eval(of)
	}
	a, known := n.kids[0].eval(of)
	if !known {
		return 0, false
	}
	b, known := n.kids[1].eval(of)
	if !known {
		return 0, false
	}
	return n.reckon(a, b)
}

// join is "and", and "or" as its mirror: one part that settles it does, whatever is not known of the others.
func (n *node) join(of lookup) (int64, bool) {
	settles := int64(0)
	if n.op == opOr {
		settles = 1
	}
	all := true
	for _, k := range n.kids {
		v, known := k.eval(of)
		if known && v == settles {
			return settles, true
		}
		all = all && known
	}
	return 1 - settles, all
}

// largest is beyond what a return or a register can say; what would come out larger is not known.
const largest = int64(1) << 53

func (n *node) reckon(a, b int64) (int64, bool) {
	truth := func(is bool) (int64, bool) {
		if is {
			return 1, true
		}
		return 0, true
	}
	var v int64
	switch n.op {
	case opEqual:
		return truth(a == b)
	case opLess:
		return truth(a < b)
	case opLessEqual:
		return truth(a <= b)
	case opAdd:
		v = a + b
	case opSubtract:
		v = a - b
	default:
		if a != 0 && (b > largest/abs(a) || b < -largest/abs(a)) {
			return 0, false
		}
		v = a * b
	}
	return v, v <= largest && v >= -largest
}

func abs(v int64) int64 { return max(v, -v) }

// operations are the operators of the language that take two numbers; the others have ways of their own.
var operations = map[string]op{
	operators.Less: opLess, operators.LessEquals: opLessEqual, operators.Greater: opLess, operators.GreaterEquals: opLessEqual,
	operators.Equals: opEqual, operators.NotEquals: opEqual, operators.Add: opAdd, operators.Subtract: opSubtract, operators.Multiply: opMultiply,
}
