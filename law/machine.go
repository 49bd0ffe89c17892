package law

import "math/bits"

// blockWords is the size of a block in groups of 64 rows: what a worker keeps of one block fits its cache.
const blockWords = 64

const blockRows = blockWords * 64

// few is up to how many rows of a group are tested one by one rather than all 64 together.
const few = 14

// rows is a set of rows of a block.
type rows struct {
	bits   [blockWords]uint64
	groups uint64 // which words are not empty
}

// lane is the answer of one step for one block: where it may be true, and where it surely is. Nothing is said of rows
// that were not asked about; those in have were, and all where full is set.
type lane struct {
	may, sure, have [blockWords]uint64
	some            uint64 // words in which a row that was asked about may be true
	full            bool
	block           int // the block it stands for, from 1
}

// left is the working space of a condition: whom its next part is asked about.
type left struct {
	rows
	sure [blockWords]uint64
}

// machine runs a program block by block. Each worker has its own.
type machine struct {
	*fitted
	lanes    []lane
	lefts    []*left // by step
	block    int     // from 1
	start    int     // first row
	complete int     // words all of whose rows exist
	everyone rows
	picked   []uint16           // rows of the block that are tested one by one
	passed   [blockWords]uint64 // which of them pass
	row      person
}

func (f *fitted) machine() *machine {
	m := &machine{fitted: f, lanes: make([]lane, len(f.steps)), lefts: make([]*left, len(f.steps)), row: person{plan: f.plan, table: f.table}}
	for i := range f.kids {
		if f.kids[i] != nil {
			m.lefts[i] = &left{}
		}
	}
	return m
}

// enter moves to a block.
func (m *machine) enter(block int) {
	m.block, m.start = block+1, block*blockRows
	count := min(blockRows, m.table.Rows-m.start)
	m.complete = count / 64
	m.everyone = rows{}
	for w := range m.complete {
		m.everyone.bits[w] = ^uint64(0)
	}
	if rest := count & 63; rest != 0 {
		m.everyone.bits[m.complete] = 1<<rest - 1
	}
	m.everyone.groups = ^uint64(0) >> (64 - uint((count+63)/64))
}

// run works out a step for the rows asked about, those it has not worked out yet.
func (m *machine) run(i int, asked *rows) *lane {
	l := &m.lanes[i]
	if l.block != m.block {
		l.block, l.some, l.full = m.block, 0, false
		l.have = [blockWords]uint64{}
	}
	if l.full {
		return l
	}
	switch s := &m.steps[i]; s.do {
	case doAnd:
		m.all(i, l, asked)
	case doConst:
		m.constant(s, l)
	case doByRow:
		m.byRow(s, l, asked)
	case doBool:
		m.bits(m.columns[i], l)
	default:
		m.leaf(s, m.columns[i], l, asked)
	}
	l.full = l.full || asked == &m.everyone
	return l
}

// put writes down the answers for some rows of a word.
func (l *lane) put(w int, rows, may, sure uint64) {
	l.may[w] = l.may[w]&^rows | may&rows
	l.sure[w] = l.sure[w]&^rows | sure&rows
	l.have[w] |= rows
	if may&rows != 0 {
		l.some |= 1 << w
	}
}

func (m *machine) constant(s *step, l *lane) {
	for w := range l.may {
		l.put(w, ^uint64(0), -uint64(s.limit), -uint64(s.limit))
	}
	l.full = true
}

// all is true where every part is. Each part is asked only about the rows that all before it left.
func (m *machine) all(i int, l *lane, asked *rows) {
	a := m.lefts[i]
	a.begin(l, asked, asked == &m.everyone)
	for n, k := range m.kids[i] {
		if a.groups == 0 {
			return
		}
		ask := &a.rows
		if n == 0 && asked == &m.everyone {
			ask = asked
		}
		part := m.run(k.step(), ask)
		if k.negated() {
			a.keep(&part.sure, &part.may, ^uint64(0))
		} else {
			a.groups &= part.some
			a.keep(&part.may, &part.sure, 0)
		}
	}
	for rest := a.groups; rest != 0; rest &= rest - 1 {
		w := bits.TrailingZeros64(rest) & (blockWords - 1)
		l.may[w] |= a.bits[w]
		l.sure[w] |= a.sure[w]
	}
	l.some |= a.groups
}

// begin leaves all that is asked and not answered yet, and answers no for them until something is left at the end.
func (a *left) begin(l *lane, asked *rows, everyone bool) {
	if everyone {
		l.may, l.sure = [blockWords]uint64{}, [blockWords]uint64{}
		a.rows, a.sure = *asked, asked.bits
		return
	}
	a.groups = 0
	for rest := asked.groups; rest != 0; rest &= rest - 1 {
		w := bits.TrailingZeros64(rest) & (blockWords - 1)
		if t := asked.bits[w] &^ l.have[w]; t != 0 {
			a.bits[w], a.sure[w] = t, t
			a.groups |= 1 << w
			l.put(w, t, 0, 0)
		}
	}
}

// keep leaves the rows for which a part may be true; with all bits set in flip, both bitmaps are its contrary.
func (a *left) keep(may, sure *[blockWords]uint64, flip uint64) {
	for rest := a.groups; rest != 0; rest &= rest - 1 {
		w := bits.TrailingZeros64(rest) & (blockWords - 1)
		a.bits[w] &= may[w] ^ flip
		a.sure[w] &= sure[w] ^ flip
		if a.bits[w] == 0 {
			a.groups &^= 1 << w
		}
	}
}

// bits reads a column of true and false, the whole block at once.
func (m *machine) bits(c *Column, l *lane) {
	first := m.start / 64
	known, values := c.Known[first:min(first+blockWords, len(c.Known))], c.Bits[first:]
	for w, k := range known {
		l.may[w] = values[w] | ^k
		l.sure[w] = values[w] & k
		if l.may[w] != 0 {
			l.some |= 1 << w
		}
	}
	l.full = true
}

// leaf tests one column: all rows of a word together, or, where few of them are asked about, those alone. The few of
// the whole block are gathered first, so that the processor fetches them from memory together.
func (m *machine) leaf(s *step, c *Column, l *lane, asked *rows) {
	first, single := m.start/64, uint64(0)
	picked := m.picked[:0]
	for rest := asked.groups; rest != 0; rest &= rest - 1 {
		w := bits.TrailingZeros64(rest) & (blockWords - 1)
		t := asked.bits[w] &^ l.have[w]
		if t == 0 {
			continue
		}
		if w < m.complete && bits.OnesCount64(t) > few {
			x, known := s.group(c, first+w), c.Known[first+w]
			l.put(w, ^uint64(0), x|^known, x&known)
			continue
		}
		single |= 1 << w
		m.passed[w] = 0
		for ; t != 0; t &= t - 1 {
			picked = append(picked, uint16(w<<6|bits.TrailingZeros64(t)))
		}
	}
	m.picked = picked
	if single == 0 {
		return
	}
	s.each(c, m.start, picked, &m.passed)
	for ; single != 0; single &= single - 1 {
		w := bits.TrailingZeros64(single) & (blockWords - 1)
		x, known := m.passed[w], c.Known[first+w]
		l.put(w, asked.bits[w]&^l.have[w], x|^known, x&known)
	}
}

func (m *machine) byRow(s *step, l *lane, asked *rows) {
	for w, t := range asked.bits {
		for rest := t &^ l.have[w]; rest != 0; rest &= rest - 1 {
			m.row.row = m.start + w*64 + bits.TrailingZeros64(rest)
			v := m.row.eval(s.node)
			may, sure := uint64(0), uint64(0)
			if !v.is(false) {
				may = ^may
			}
			if v.is(true) {
				sure = ^sure
			}
			l.put(w, rest&-rest, may, sure)
		}
	}
}
