package law

import (
	"cmp"
	"slices"

	"cel.dev/cel-go/common/ast"
	"go.yaml.in/yaml/v3"

	"ansinh/calendar"
	"ansinh/fault"
)

// What rooms that write formulae in the same language need of this one: where a mistake stands, what was meant, and how
// a fact is come by that no column holds.

// Place is where an offset of a scalar's text stands in the lines of its file.
func Place(lines []string, n *yaml.Node, text []rune, offset int) (line, column int) {
	r := reader{lines: map[string][]string{"": lines}}
	return r.position("", n, text, offset)
}

// Nearest is the name most like a wrong one; "" where there are none.
func Nearest(wrong string, names []string) string { return nearestName(wrong, names) }

// Dotted is the full name of an identifier or of a chain of selections, with the node it begins at.
func Dotted(e ast.Expr) (name string, first ast.Expr, ok bool) {
	if name, ok = dotted(e); !ok {
		return "", nil, false
	}
	return name, leftmost(e), true
}

// Fault is everything that is wrong as an error of a room with a sentence of its own; nil where nothing is.
func (ps Problems) Fault(code string) error {
	if len(ps) == 0 {
		return nil
	}
	slices.SortStableFunc(ps, func(a, b Problem) int {
		return cmp.Or(cmp.Compare(a.File, b.File), cmp.Compare(a.Line, b.Line), cmp.Compare(a.Column, b.Column))
	})
	f := fault.Wrap(ps, fault.Invalid, code, len(ps))
	for _, p := range ps {
		f.At(p.Where(), p.Code, p.Args...)
	}
	return f
}

// Derivation is the fact from which the law computes another, and how in a month; false for one that stands in a column.
func (v *Vocabulary) Derivation(id string, month calendar.Month) (from string, value func(int64) int64, ok bool) {
	i, known := v.index[id]
	if !known || v.derived[i] == nil {
		return "", nil, false
	}
	d := v.derived[i]
	day := d.on(month)
	return d.from, func(birth int64) int64 { return int64(day.MonthsSince(calendar.Date(birth))) }, true
}
