package law

import (
	"math/bits"
	"slices"
)

// fitted is a program bound to a table: where each step reads, and in which order a condition asks its parts.
type fitted struct {
	*program
	table   *Table
	columns []*Column // by step; nil for one that reads none
	kids    [][]ref   // by step
}

// sampled is how many groups of 64 rows are looked at to see how common each answer is.
const sampled = 32

// whole is a share of all rows, as shares are counted here.
const whole = 1 << 10

// fit binds the program to a table. A condition's parts are asked in the order that soonest leaves nobody for the least
// work, as a sample of the table has it; the order changes no answer.
func (g *program) fit(t *Table) *fitted {
	f := &fitted{program: g, table: t, columns: make([]*Column, len(g.steps)), kids: make([][]ref, len(g.steps))}
	may, sure := make([]int, len(g.steps)), make([]int, len(g.steps)) // the share of rows where a step may be, or is, true
	leaves := func(r ref) int {                                       // out of the rows, those a part leaves to be asked further
		if r.negated() {
			return whole - sure[r.step()]
		}
		return may[r.step()]
	}
	for i := range g.steps {
		s := &g.steps[i]
		switch s.do {
		case doConst:
			may[i], sure[i] = int(s.limit)*whole, int(s.limit)*whole
		case doByRow:
			may[i], sure[i] = whole/2, whole/2
		case doAnd:
			f.kids[i] = slices.Clone(s.kids)
			slices.SortStableFunc(f.kids[i], func(a, b ref) int {
				x, y := g.steps[a.step()].cost*(whole+1-leaves(b)), g.steps[b.step()].cost*(whole+1-leaves(a))
				return x - y
			})
			may[i], sure[i] = whole, whole
			for _, k := range s.kids {
				may[i] = may[i] * leaves(k) / whole
				if k.negated() {
					sure[i] = sure[i] * (whole - may[k.step()]) / whole
				} else {
					sure[i] = sure[i] * sure[k.step()] / whole
				}
			}
		default:
			f.columns[i] = t.columns[s.fact]
			may[i], sure[i] = s.sample(f.columns[i], t.Rows)
		}
	}
	return f
}

// sample is how common a step's answers are in some groups of rows spread over a column.
func (s *step) sample(c *Column, rows int) (may, sure int) {
	groups := rows / 64
	n := min(sampled, groups)
	if n == 0 {
		return whole / 2, whole / 2
	}
	for i := range n {
		g := i * groups / n
		x := s.group(c, g)
		may += bits.OnesCount64(x | ^c.Known[g])
		sure += bits.OnesCount64(x & c.Known[g])
	}
	return may * whole / (n * 64), sure * whole / (n * 64)
}
