package law

import (
	"math/bits"
	"slices"
)

// tellUnread writes down, for the rows of the block, the categories they meet or may meet whose amounts were not read.
func (c *clerk) tellUnread() {
	var some uint64
	for _, i := range c.program.unread {
		some |= c.run(i, &c.everyone).some
	}
	for ; some != 0; some &= some - 1 {
		w := bits.TrailingZeros64(some) & (blockWords - 1)
		any := uint64(0)
		for _, i := range c.program.unread {
			if l := &c.lanes[i]; l.some>>w&1 == 1 {
				any |= l.may[w]
			}
		}
		for ; any != 0; any &= any - 1 {
			bit := bits.TrailingZeros64(any) & 63
			c.row.row = c.start + w*64 + bit
			c.unreadOf(w, bit)
		}
	}
}

// unreadOf is tellUnread for one row.
func (c *clerk) unreadOf(w, bit int) {
	var found []Unread
	for place, i := range c.program.unread {
		l := &c.lanes[i]
		if l.some>>w&1 == 0 || l.may[w]>>bit&1 == 0 {
			continue
		}
		k := &c.plan.unread[place]
		u := Unread{Row: int32(c.row.row), Programme: k.programme, Category: k.index, May: l.sure[w]>>bit&1 == 0}
		if u.May {
			var facts factSet
			c.row.lacks(k.condition, &facts)
			u.Facts = c.written(facts)
		}
		found = append(found, u)
	}
	slices.SortStableFunc(found, func(a, b Unread) int { return int(a.Programme) - int(b.Programme) })
	for _, u := range found {
		c.unread.add(&c.out.unread, u)
	}
}
