package law

import (
	"math/bits"
	"slices"

	"ansinh/money"
)

// clerk is one worker: a machine and the desk it settles a row on, cleared from row to row.
type clerk struct {
	*machine
	out      *part
	benefits ledger[Benefit]
	unknown  ledger[Missing]
	unread   ledger[Unread]

	met    [blockWords][]uint16 // places of the categories that somebody of the 64 rows may meet
	once   [blockWords]uint64   // rows that may meet one category
	twice  [blockWords]uint64   // rows that may meet more than one
	asked  rows
	single [64]uint16 // of the 64 rows at hand, the category that a row may meet

	standing   []standing
	candidates []candidate
	sheet      *settlement
	touched    []touched // groups of the row at hand
	kept       []int
	known      map[factSet][]uint16 // sets of missing facts already written out
}

func newClerk(f *fitted) *clerk {
	n := len(f.plan.categories)
	return &clerk{machine: f.machine(), standing: make([]standing, n),
		candidates: make([]candidate, f.rules), sheet: f.plan.newSettlement(), known: map[factSet][]uint16{}}
}

// part answers for a run of blocks.
func (c *clerk) part(out *part, from, to int) {
	c.out = out
	for block := from; block < to && out.err == nil; block++ {
		c.enter(block)
		if c.scan(); c.row.err != nil {
			out.err = c.row.err
			return
		}
		for w := 0; w < blockWords && out.err == nil; w++ {
			if c.once[w] != 0 {
				out.err = c.settleGroup(w)
			}
		}
		if out.err == nil && len(c.program.unread) > 0 {
			c.tellUnread()
			out.err = c.row.err
		}
	}
	c.benefits.close(&out.benefits)
	c.unknown.close(&out.unknown)
	c.unread.close(&out.unread)
}

// scan finds for every row of the block the categories that it meets or may meet, and what their amounts ask.
func (c *clerk) scan() {
	for w := range c.met {
		c.met[w] = c.met[w][:0]
	}
	c.once, c.twice = [blockWords]uint64{}, [blockWords]uint64{}
	for _, i := range c.first { // what is read from end to end is read before single rows of it are
		c.run(i, &c.everyone)
	}
	for i := range c.cases {
		k := &c.cases[i]
		l := c.run(k.condition, &c.everyone)
		c.asked.groups = l.some
		for rest := l.some; rest != 0; rest &= rest - 1 {
			w := bits.TrailingZeros64(rest) & (blockWords - 1)
			may := l.may[w]
			c.asked.bits[w] = may
			c.twice[w] |= c.once[w] & may
			c.once[w] |= may
			c.met[w] = append(c.met[w], uint16(i))
		}
		if c.asked.groups == 0 {
			continue
		}
		for j := range k.rules {
			if !k.rules[j].always {
				c.run(k.rules[j].when.step(), &c.asked)
			}
		}
	}
}

// settleGroup settles the rows of a group of 64.
func (c *clerk) settleGroup(w int) error {
	for _, i := range c.met[w] {
		for rest := c.lanes[c.cases[i].condition].may[w] &^ c.twice[w]; rest != 0; rest &= rest - 1 {
			c.single[bits.TrailingZeros64(rest)&63] = i
		}
	}
	for rest := c.once[w]; rest != 0; rest &= rest - 1 {
		bit := bits.TrailingZeros64(rest) & 63
		c.row.row = c.start + w*64 + bit
		if c.twice[w]>>bit&1 == 0 {
			if i := int(c.single[bit]); c.simple(i, w, bit) {
				continue
			}
		}
		if err := c.settleRow(w, bit); err != nil {
			return err
		}
	}
	return nil
}

// simple pays a row that meets one category for sure, with an amount that is the same for everyone. It is false where
// the row is not as simple as that, and then has done nothing.
func (c *clerk) simple(i, w, bit int) bool {
	k := &c.cases[i]
	if c.lanes[k.condition].sure[w]>>bit&1 == 0 {
		return false
	}
	if k.sure {
		c.write(i, k.rules[0].amount)
		return true
	}
	holds := -1
	for j := range k.rules {
		r := &k.rules[j]
		switch t := c.answer(r, w, bit); {
		case t == maybe, t == yes && (holds >= 0 || !r.fixed):
			return false
		case t == yes:
			holds = j
		}
	}
	if holds < 0 {
		return false
	}
	c.write(i, k.rules[holds].amount)
	return true
}

// answer is whether an amount rule holds for a row that may meet its category.
func (c *clerk) answer(r *columnRule, w, bit int) truth {
	if r.always {
		return yes
	}
	l := &c.lanes[r.when.step()]
	may, sure := l.may[w]>>bit&1 == 1, l.sure[w]>>bit&1 == 1
	switch {
	case may != sure:
		return maybe
	case sure != r.when.negated():
		return yes
	}
	return no
}

// settleRow is the whole way: every category the row may meet, stacking, and what is open.
func (c *clerk) settleRow(w, bit int) error {
	c.touched = c.touched[:0]
	doubt := false
	for _, place := range c.met[w] {
		i := int(place)
		l := &c.lanes[c.cases[i].condition]
		if l.may[w]>>bit&1 == 0 {
			continue
		}
		condition := maybe
		if l.sure[w]>>bit&1 == 1 {
			condition = yes
		}
		s, err := c.plan.categories[i].resolve(condition, c.meet(i, w, bit))
		if err == nil {
			err = c.row.err
		}
		if err != nil {
			return err
		}
		c.standing[i] = s
		doubt = doubt || s.truth == maybe
		c.touch(i)
	}
	c.plan.settle(c.standing, c.sheet, c.touched, doubt)
	c.pay()
	if doubt {
		c.ask()
	}
	c.clear(w)
	return c.row.err
}

// touch notes the groups of a category that the row may meet.
func (c *clerk) touch(place int) {
next:
	for _, g := range c.plan.groupsOf[place] {
		for i := range c.touched {
			if c.touched[i].group == g {
				c.touched[i].only = -1
				continue next
			}
		}
		c.touched = append(c.touched, touched{group: g, only: place})
	}
}

// clear makes the desk ready for the next row.
func (c *clerk) clear(w int) {
	for _, i := range c.met[w] {
		c.standing[i] = standing{}
	}
	for _, g := range c.touched {
		c.sheet.picks[g.group] = nothing
	}
}

// meet works out a category's amount rules for the row.
func (c *clerk) meet(i, w, bit int) []candidate {
	k := &c.cases[i]
	rules := c.candidates[:len(k.rules)]
	for j := range k.rules {
		r := &k.rules[j]
		rules[j] = candidate{truth: c.answer(r, w, bit), amount: r.amount, known: true}
		if rules[j].truth != no && !r.fixed {
			v := c.row.eval(c.plan.categories[i].amounts[j].amount.node)
			rules[j].amount, rules[j].known = v.num, v.known
		}
	}
	return rules
}

// pay writes down what is kept, in the book's order within each programme.
func (c *clerk) pay() {
	c.kept = c.kept[:0]
	for _, g := range c.touched {
		if !c.sheet.paid[c.plan.groups[g.group].programme] {
			continue
		}
		for _, k := range c.sheet.picks[g.group].kept {
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
		c.write(k, c.standing[k].amount)
	}
}

// write adds one benefit; an amount of nothing is none.
func (c *clerk) write(place int, amount int64) {
	if amount > 0 {
		p := &c.plan.categories[place]
		c.benefits.add(&c.out.benefits, Benefit{Row: int32(c.row.row), Programme: p.programme, Category: p.index, Amount: money.Dong(amount)})
	}
}

// ask writes down what is open and which facts would decide it. This is the slow way, for the rows that need it.
func (c *clerk) ask() {
	for _, q := range c.plan.programmes {
		if c.sheet.open[q] {
			set := c.plan.openFacts(q, c.standing, c.sheet, func(i int) factSet { return c.row.asks(&c.plan.categories[i]) })
			c.unknown.add(&c.out.unknown, Missing{Row: int32(c.row.row), Programme: q, Facts: c.written(set)})
		}
	}
}

// written keeps one copy of every set of facts.
func (c *clerk) written(set factSet) []uint16 {
	w, ok := c.known[set]
	if !ok {
		w = set.numbers()
		c.known[set] = w
	}
	return w
}
