package law

import "encoding/binary"

// blockWords is the size of a block in groups of 64 rows: what a worker keeps of one block fits its cache.
const blockWords = 64

const blockRows = blockWords * 64

// lane is the answer of one step for one block.
type lane struct {
	yes, no [blockWords]uint64
	block   int  // the block it stands for, from 1
	never   bool // false for every row of the block
	always  bool // true for every row of the block
}

// machine runs a program block by block. Each worker has its own.
type machine struct {
	*program
	lanes []lane
	block int // from 1
	start int // first row
	words int
	last  uint64 // the rows of the last word that exist
	row   person
}

func (g *program) machine() *machine {
	return &machine{program: g, lanes: make([]lane, len(g.steps)), row: person{plan: g.plan, table: g.table}}
}

// enter moves to a block.
func (m *machine) enter(block int) {
	m.block, m.start = block+1, block*blockRows
	rows := min(blockRows, m.table.Rows-m.start)
	m.words = (rows + 63) / 64
	m.last = ^uint64(0) >> (uint(-rows) & 63)
}

// run is the answer of a step for the block, worked out at most once.
func (m *machine) run(i int) *lane {
	l := &m.lanes[i]
	if l.block == m.block {
		return l
	}
	s := &m.steps[i]
	switch s.do {
	case doConst:
		m.fill(l, s.limit != 0)
	case doAnd:
		m.all(l, s.kids)
	case doByRow:
		m.byRow(l, s.node)
	default:
		m.leaf(l, s)
	}
	m.summarise(l)
	l.block = m.block
	return l
}

// summarise notes whether a lane is the same for the whole block; rows that do not exist count as either.
func (m *machine) summarise(l *lane) {
	never, always := ^uint64(0), ^uint64(0)
	for w := range m.words - 1 {
		never &= l.no[w]
		always &= l.yes[w]
	}
	never &= l.no[m.words-1] | ^m.last
	always &= l.yes[m.words-1] | ^m.last
	l.never, l.always = never == ^uint64(0), always == ^uint64(0)
}

// read is a step's lane with its negation undone: certainly true, certainly false.
func (m *machine) read(r ref) (yes, no *[blockWords]uint64, never bool) {
	l := m.run(r.step())
	if r.negated() {
		return &l.no, &l.yes, l.always
	}
	return &l.yes, &l.no, l.never
}

func (m *machine) fill(l *lane, b bool) {
	yes := uint64(0)
	if b {
		yes = ^yes
	}
	for w := range m.words {
		l.yes[w], l.no[w] = yes, ^yes
	}
}

// all is true where every kid is, false where one is. It stops as soon as no row can be true any more.
func (m *machine) all(l *lane, kids []ref) {
	m.fill(l, true)
	for _, k := range kids {
		yes, no, never := m.read(k)
		if never {
			m.fill(l, false)
			return
		}
		left := uint64(0)
		for w := range m.words {
			l.yes[w] &= yes[w]
			l.no[w] |= no[w]
			left |= ^l.no[w]
		}
		if left == 0 {
			return
		}
	}
}

func (m *machine) byRow(l *lane, n *node) {
	m.fill(l, false)
	for i := range min(blockRows, m.table.Rows-m.start) {
		m.row.row = m.start + i
		v := m.row.eval(n)
		bit := uint64(1) << (i & 63)
		if !v.known || v.num != 0 {
			l.no[i>>6] &^= bit
		}
		if v.is(true) {
			l.yes[i>>6] |= bit
		}
	}
}

// leaf tests one column.
func (m *machine) leaf(l *lane, s *step) {
	first := m.start / 64
	known := s.column.Known[first : first+m.words]
	switch {
	case s.do == doBool:
		copy(l.yes[:m.words], s.column.Bits[first:])
	case s.do == doChoice:
		m.choices(l, s)
	case s.column.Fact.Type == Money:
		test64(&l.yes, s.column.Sums[m.start:min(m.start+blockRows, m.table.Rows)], s)
	default:
		test32(&l.yes, s.column.Ints[m.start:min(m.start+blockRows, m.table.Rows)], s)
	}
	for w, k := range known {
		l.no[w] = k &^ l.yes[w]
		l.yes[w] &= k
	}
}

// test32 sets the bits of the numbers that pass.
func test32(out *[blockWords]uint64, values []int32, s *step) {
	for w := 0; w*64 < len(values); w++ {
		group := values[w*64 : min(w*64+64, len(values))]
		word := uint64(0)
		if s.do == doLess {
			for i, v := range group { // the sign of the difference is the answer
				word |= uint64(int64(v)-s.limit) >> 63 << (i & 63)
			}
		} else {
			for i, v := range group {
				if int64(v) == s.limit {
					word |= 1 << (i & 63)
				}
			}
		}
		out[w] = word
	}
}

// test64 is test32 for amounts of money.
func test64(out *[blockWords]uint64, values []int64, s *step) {
	for w := 0; w*64 < len(values); w++ {
		word := uint64(0)
		for i, v := range values[w*64 : min(w*64+64, len(values))] {
			if s.do == doLess && v < s.limit || s.do == doEqual && v == s.limit {
				word |= 1 << (i & 63)
			}
		}
		out[w] = word
	}
}

// choices sets the bits of the rows whose code is one of a few, eight rows at a time.
func (m *machine) choices(l *lane, s *step) {
	codes := s.column.Codes[m.start:min(m.start+blockRows, m.table.Rows)]
	for w := range m.words {
		l.yes[w] = 0
	}
	for _, c := range s.codes {
		want := uint64(c) * 0x0101010101010101
		i := 0
		for ; i+8 <= len(codes); i += 8 {
			if x := zeroBytes(binary.LittleEndian.Uint64(codes[i:]) ^ want); x != 0 {
				l.yes[i>>6] |= gather(x) << (i & 63)
			}
		}
		for ; i < len(codes); i++ {
			if codes[i] == c {
				l.yes[i>>6] |= 1 << (i & 63)
			}
		}
	}
}

// zeroBytes has the top bit of every byte that is zero in x.
func zeroBytes(x uint64) uint64 {
	const low = 0x7f7f7f7f7f7f7f7f
	return ^((x&low + low) | x | low)
}

// gather brings the top bits of the eight bytes together in one byte, first byte lowest.
func gather(x uint64) uint64 {
	return x >> 7 * 0x0102040810204080 >> 56
}
