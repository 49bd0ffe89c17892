package law

import (
	"math/bits"
	"runtime"
	"slices"
	"sync"
	"sync/atomic"

	"ansinh/money"
)

// Determine answers for every row of a table, with all processors. Both lists are by row, then programme.
//
// Rows that meet a mistake of the law (two rules of equal rank that differ, an amount that is not whole) make the
// whole table fail: nothing is paid from a law that contradicts itself.
func (b *Book) Determine(t *Table) (*Result, error) {
	return b.determine(t, runtime.GOMAXPROCS(0))
}

func (b *Book) determine(t *Table, workers int) (*Result, error) {
	p, err := b.plan(t.Month)
	if err != nil {
		return nil, err
	}
	g := p.program(t)
	blocks := (t.Rows + blockRows - 1) / blockRows
	size := max(1, blocks/(workers*4)) // blocks handed out at a time
	parts := make([]part, (blocks+size-1)/size)
	var next atomic.Int64
	var wait sync.WaitGroup
	for range min(workers, len(parts)) {
		wait.Go(func() {
			w := newClerk(g)
			for k := int(next.Add(1)) - 1; k < len(parts); k = int(next.Add(1)) - 1 {
				parts[k] = w.part(k*size, min(blocks, (k+1)*size))
				if parts[k].err != nil {
					return
				}
			}
		})
	}
	wait.Wait()
	return together(parts)
}

// part is the answer for a run of blocks.
type part struct {
	Result
	err error
}

func together(parts []part) (*Result, error) {
	benefits, unknown := 0, 0
	for i := range parts {
		if parts[i].err != nil {
			return nil, parts[i].err
		}
		benefits += len(parts[i].Benefits)
		unknown += len(parts[i].Unknown)
	}
	r := &Result{Benefits: make([]Benefit, 0, benefits), Unknown: make([]Missing, 0, unknown)}
	for i := range parts {
		r.Benefits = append(r.Benefits, parts[i].Benefits...)
		r.Unknown = append(r.Unknown, parts[i].Unknown...)
	}
	return r, nil
}

// clerk is one worker: a machine and the sheets it writes one row's answer on, reused from row to row.
type clerk struct {
	*machine
	standing   []standing
	missing    []factSet
	candidates []candidate
	sheet      *settlement
	active     []int // categories that somebody of the block may meet
	kept       []int
	known      map[factSet][]uint16 // sets of missing facts already written out
}

func newClerk(g *program) *clerk {
	n, rules := len(g.plan.categories), 0
	for i := range g.plan.categories {
		rules = max(rules, len(g.plan.categories[i].amounts))
	}
	return &clerk{machine: g.machine(), standing: make([]standing, n), missing: make([]factSet, n),
		candidates: make([]candidate, rules), sheet: g.plan.newSettlement(), known: map[factSet][]uint16{}}
}

func (c *clerk) part(from, to int) part {
	var out part
	for block := from; block < to && out.err == nil; block++ {
		c.enter(block)
		c.scan(&out)
	}
	return out
}

// scan looks for rows that meet a category, or may, and settles each.
func (c *clerk) scan(out *part) {
	var any [blockWords]uint64
	c.active = c.active[:0]
	for i := range c.cases {
		_, no, never := c.read(c.cases[i].condition)
		if never {
			continue
		}
		c.active = append(c.active, i)
		for w := range c.words {
			any[w] |= ^no[w]
		}
		for _, r := range c.cases[i].rules {
			c.run(r.when.step())
		}
	}
	if len(c.active) == 0 {
		return
	}
	any[c.words-1] &= c.last
	for w := range c.words {
		for rest := any[w]; rest != 0; rest &= rest - 1 {
			if out.err = c.settleRow(w, bits.TrailingZeros64(rest), out); out.err != nil {
				return
			}
		}
	}
}

// answer is a step's answer for one row of the block.
func (c *clerk) answer(r ref, word, bit int) truth {
	l := &c.lanes[r.step()]
	t := maybe
	switch {
	case l.yes[word]>>bit&1 != 0:
		t = yes
	case l.no[word]>>bit&1 != 0:
		t = no
	}
	if r.negated() && t != maybe {
		return yes - t
	}
	return t
}

func (c *clerk) settleRow(word, bit int, out *part) error {
	clear(c.standing)
	c.row.row = c.start + word*64 + bit
	met, last := 0, 0
	for _, i := range c.active {
		k := &c.cases[i]
		condition := c.answer(k.condition, word, bit)
		if condition == no {
			continue
		}
		s, err := c.plan.categories[i].resolve(condition, c.meet(i, k, word, bit))
		if err == nil {
			err = c.row.err
		}
		if err != nil {
			return err
		}
		c.standing[i] = s
		met, last = met+1, i
	}
	if met == 1 && c.standing[last].truth == yes { // most rows: nothing to stack
		c.write(out, last)
		return nil
	}
	c.plan.settle(c.standing, c.sheet)
	c.pay(out)
	return c.ask(out)
}

// meet works out a category's amount rules for the row.
func (c *clerk) meet(i int, k *columnCase, word, bit int) []candidate {
	rules := c.candidates[:len(k.rules)]
	for j := range k.rules {
		r := &k.rules[j]
		rules[j] = candidate{truth: c.answer(r.when, word, bit), amount: r.amount, known: true}
		if rules[j].truth != no && !r.fixed {
			v := c.row.eval(c.plan.categories[i].amounts[j].amount.node)
			rules[j].amount, rules[j].known = v.num, v.known
		}
	}
	return rules
}

// pay writes down what is kept, in the book's order within each programme.
func (c *clerk) pay(out *part) {
	c.kept = c.kept[:0]
	for i := range c.plan.groups {
		if !c.sheet.paid[c.plan.groups[i].programme] {
			continue
		}
		for _, k := range c.sheet.picks[i].kept {
			if k >= 0 {
				c.kept = append(c.kept, k)
			}
		}
	}
	if len(c.kept) > 1 {
		slices.SortFunc(c.kept, func(a, b int) int {
			x, y := &c.plan.categories[a], &c.plan.categories[b]
			if x.programme != y.programme {
				return int(x.programme) - int(y.programme)
			}
			return a - b
		})
	}
	for _, k := range c.kept {
		c.write(out, k)
	}
}

// write adds one benefit; an amount of nothing is none.
func (c *clerk) write(out *part, place int) {
	p := &c.plan.categories[place]
	if amount := c.standing[place].amount; amount > 0 {
		out.Benefits = append(out.Benefits, Benefit{Row: int32(c.row.row), Programme: p.programme, Category: p.index,
			Amount: money.Dong(amount)})
	}
}

// ask writes down what is open and which facts would decide it. This is the slow way, for the rows that need it.
func (c *clerk) ask(out *part) error {
	asked := false
	for q, open := range c.sheet.open {
		if !open {
			continue
		}
		if !asked {
			if err := c.row.answers(c.standing, c.missing); err != nil {
				return err
			}
			asked = true
		}
		out.Unknown = append(out.Unknown, Missing{Row: int32(c.row.row), Programme: uint16(q),
			Facts: c.written(c.plan.openFacts(uint16(q), c.standing, c.missing, c.sheet))})
	}
	return nil
}

// written keeps one copy of every set of facts.
func (c *clerk) written(facts []uint16) []uint16 {
	var set factSet
	for _, f := range facts {
		set.add(int(f))
	}
	if w, ok := c.known[set]; ok {
		return w
	}
	c.known[set] = facts
	return facts
}
