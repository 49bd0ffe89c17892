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

	may, sure []int  // by step, the share of rows where it may be, and surely is, true
	everyone  []bool // by step: some category asks it of everyone first, so that others have its answer for nothing
	first     []int  // those steps, in the order in which their columns are read from end to end
}

// sampled is how many groups of 64 rows are looked at to see how common each answer is.
const sampled = 16

// whole is a share of all rows, as shares are counted here.
const whole = 1 << 10

// fit binds the program to a table. A condition's parts are asked in the order that soonest leaves nobody for the least
// work, as a sample of the table has it; the order changes no answer.
func (g *program) fit(t *Table) *fitted {
	n := len(g.steps)
	f := &fitted{program: g, table: t, columns: make([]*Column, n), kids: make([][]ref, n),
		may: make([]int, n), sure: make([]int, n), everyone: make([]bool, n)}
	for i := range g.steps {
		f.look(i, &g.steps[i])
	}
	for i := range g.cases {
		f.begin(g.cases[i].condition)
	}
	for _, i := range g.unread {
		f.begin(i)
	}
	slices.SortStableFunc(f.first, func(a, b int) int { return g.steps[a].fact - g.steps[b].fact })
	for i := range g.steps {
		f.order(i)
	}
	return f
}

// begin settles what a category asks of everyone first.
func (f *fitted) begin(condition int) {
	f.order(condition)
	if k := f.kids[condition][0].step(); !f.everyone[k] {
		f.everyone[k] = true
		f.first = append(f.first, k)
	}
}

// look finds a step's column and how common its answers are.
func (f *fitted) look(i int, s *step) {
	switch s.do {
	case doConst:
		f.may[i], f.sure[i] = int(s.limit)*whole, int(s.limit)*whole
	case doByRow:
		f.may[i], f.sure[i] = whole/2, whole/2
	case doAnd:
		f.may[i], f.sure[i] = whole, whole
		for _, k := range s.kids {
			f.may[i] = f.may[i] * f.leaves(k) / whole
			f.sure[i] = f.sure[i] * (whole - f.leaves(k.not())) / whole
		}
	default:
		f.columns[i] = f.table.columns[s.fact]
		f.may[i], f.sure[i] = s.sample(f.columns[i], f.table.Rows)
	}
}

// leaves is the share of rows for which a part may be true, which have to be asked further.
func (f *fitted) leaves(r ref) int {
	if r.negated() {
		return whole - f.sure[r.step()]
	}
	return f.may[r.step()]
}

func (f *fitted) order(i int) {
	if f.steps[i].do != doAnd || f.kids[i] != nil {
		return
	}
	f.kids[i] = slices.Clone(f.steps[i].kids)
	slices.SortStableFunc(f.kids[i], func(a, b ref) int {
		return f.work(a.step())*(whole+1-f.leaves(b)) - f.work(b.step())*(whole+1-f.leaves(a))
	})
}

// work is what a step costs for a row.
func (f *fitted) work(i int) int {
	s := &f.steps[i]
	switch {
	case f.everyone[i]:
		return 1
	case s.do == doAnd:
		all := 1
		for _, k := range s.kids {
			all = min(byRowCost, all+f.work(k.step()))
		}
		return all
	}
	return s.cost
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
