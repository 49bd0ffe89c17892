package law

// kind is the type of an expression.
type kind uint8

const (
	kindBool kind = iota
	kindInt
	kindMoney
	kindCoefficient // hundredths, a constant of the text
	kindChoice      // code of an enum
)

// op is what a node of an expression does.
type op uint8

const (
	opConst op = iota
	opFact     // num: number of the fact
	opParam    // num: number of the parameter
	opTerm     // num: number of the term
	opNot
	opAnd
	opOr
	opEqual
	opLess
	opLessEqual
	opIn // kids[0] among set
	opAdd
	opSubtract
	opMultiply
	opScale // money × hundredths
	opIf
	opLookup // kids[0] in the table num
	opRound  // kids[0] rounded to a whole multiple of kids[1], halves up
	opDue    // whether the programme num is due in the month
	opSum    // what the programme num pays in the month
)

// node is a checked expression in our own form. !=, > and >= are written with the operators above.
type node struct {
	op   op
	kind kind
	num  int64
	set  []int64
	kids []*node
}

// expression is a node with its text, for messages and for the auditor.
type expression struct {
	text string
	node *node
}

// each walks a node and everything below it, but not into terms.
func (n *node) each(visit func(*node)) {
	visit(n)
	for _, k := range n.kids {
		k.each(visit)
	}
}

func not(n *node) *node {
	if n.op == opNot {
		return n.kids[0]
	}
	return &node{op: opNot, kind: kindBool, kids: []*node{n}}
}

func constant(k kind, v int64) *node { return &node{op: opConst, kind: k, num: v} }
