package indicator

import (
	"slices"

	"ansinh/calendar"
	"ansinh/law"
	"ansinh/org"
)

// Rows is everybody known in a month: what the law may ask of them, where they live, with whom, and what they are paid.
type Rows struct {
	Hash       string // of the snapshot they were read from
	Differs    bool   // what is read of a closed month is not what it was closed with
	Simulated  bool   // an invented population: the value is illustrative
	Table      *law.Table
	Homes      []org.UnitID // by row; on the finest map
	Households []int64      // by row; 0: none known
	Paid       map[string][]uint64
	Accounts   []uint64 // a bit a row: paid to an account; nil: nobody knows how the month was paid
}

// paidKey is where Rows.Paid keeps who is paid anything at all; programmes stand beside it by their ids.
const paidKey = ""

// Pay notes that a row is paid by a programme.
func (r *Rows) Pay(row int, programme string) {
	if r.Paid == nil {
		r.Paid = map[string][]uint64{}
	}
	for _, key := range []string{paidKey, underscored(programme)} {
		if r.Paid[key] == nil {
			r.Paid[key] = make([]uint64, (r.Table.Rows+63)/64)
		}
		r.Paid[key][row>>6] |= 1 << (row & 63)
	}
}

// getter is a fact of a row.
type getter func(row int) (int64, bool)

// census counts over the rows of a month.
type census struct {
	*Rows
	book    *Book
	tree    *org.Tree
	month   calendar.Month
	slots   map[string]int
	getters []getter
	houses  []int32 // by row, the place of its household; -1: none
	homes   []org.UnitID
}

func newCensus(b *Book, tree *org.Tree, month calendar.Month, r *Rows) *census {
	c := &census{Rows: r, book: b, tree: tree, month: month, slots: map[string]int{}, houses: make([]int32, r.Table.Rows)}
	at := map[int64]int32{}
	for row := range c.houses {
		id := r.Households[row]
		if id == 0 {
			c.houses[row] = -1
			continue
		}
		place, ok := at[id]
		if !ok {
			place = int32(len(c.homes))
			at[id], c.homes = place, append(c.homes, r.Homes[row])
		}
		c.houses[row] = place
	}
	return c
}

// bound is a condition with the columns it asks.
func (c *census) bound(n *node) *node {
	out := *n
	out.kids = make([]*node, len(n.kids))
	for i, k := range n.kids {
		out.kids[i] = c.bound(k)
	}
	if n.op != opName {
		return &out
	}
	slot, ok := c.slots[n.name]
	if !ok {
		slot = len(c.getters)
		c.slots[n.name], c.getters = slot, append(c.getters, c.getter(n))
	}
	out.num = int64(slot)
	return &out
}

// asking is a lookup for one row after the other; the caller sets the row.
func (c *census) asking(row *int) lookup {
	return func(n *node) (int64, bool) { return c.getters[n.num](*row) }
}

func (c *census) getter(n *node) getter {
	switch {
	case n.name == retirementName:
		return c.retirement()
	case n.name == urbanName:
		return c.urban()
	case n.name == paidName:
		return c.paid(paidKey)
	case n.name == accountName:
		return c.byAccount()
	case n.fact == nil:
		return c.paid(n.name[len(paidName)+1:])
	}
	from, value, derived := c.Table.Vocabulary().Derivation(n.fact.ID, c.month)
	if !derived {
		from = n.fact.ID
	}
	column, ok := c.Table.Column(from)
	if !ok {
		return func(int) (int64, bool) { return 0, false }
	}
	if !derived {
		return column.Get
	}
	return func(row int) (int64, bool) {
		v, known := column.Get(row)
		if !known {
			return 0, false
		}
		return value(v), true
	}
}

func (c *census) paid(key string) getter {
	bits := c.Paid[key]
	return func(row int) (int64, bool) {
		if bits == nil {
			return 0, true
		}
		return int64(bits[row>>6] >> (row & 63) & 1), true
	}
}

func (c *census) byAccount() getter {
	return func(row int) (int64, bool) {
		if c.Accounts == nil {
			return 0, false
		}
		return int64(c.Accounts[row>>6] >> (row & 63) & 1), true
	}
}

// retirement is the age of retirement of the person's sex in the month.
func (c *census) retirement() getter {
	male, female := c.book.parameters.Retirement.on(c.month.Last())
	sex, ok := c.Table.Column("person.sex")
	if !ok || male == 0 || female == 0 {
		return func(int) (int64, bool) { return 0, false }
	}
	man, _ := sex.Fact.Code("male")
	return func(row int) (int64, bool) {
		v, known := sex.Get(row)
		if v == int64(man) {
			return int64(male), known
		}
		return int64(female), known
	}
}

func (c *census) urban() getter {
	kinds := map[org.UnitID]int64{}
	return func(row int) (int64, bool) {
		id := c.Homes[row]
		v, seen := kinds[id]
		if !seen {
			v = -1
			if u, ok := c.tree.Unit(id); ok {
				v = 0
				if slices.Contains(c.book.tolerance.Urban, u.Type) {
					v = 1
				}
			}
			kinds[id] = v
		}
		return v, v >= 0
	}
}
