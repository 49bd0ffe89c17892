package indicator

import "ansinh/org"

// tally is what was counted in one unit for one indicator: each thing that is counted, in the whole and by parts.
type tally struct {
	counts  []int64
	parts   [][]int64 // by slice, then as counts
	unknown int64     // rows of which it is not known whether they count
}

// slice is one part of one dimension.
type slice struct{ dimension, part string }

// slices are the parts an indicator is told apart by, in order.
func (b *Book) slices(d Definition) []slice {
	var out []slice
	for _, by := range d.By {
		for _, part := range b.forms.Parts(by) {
			out = append(out, slice{by, part})
		}
	}
	return out
}

// enumeration counts one indicator over rows or households.
type enumeration struct {
	op     op
	what   []*node // what is counted
	at     []int   // its place among all that the indicator counts
	slices []*node // the conditions of the parts
	all    int     // how many things the indicator counts
	units  map[org.UnitID]*tally
}

func (e *enumeration) tally(unit org.UnitID) *tally {
	t := e.units[unit]
	if t == nil {
		t = &tally{counts: make([]int64, e.all), parts: make([][]int64, len(e.slices))}
		for i := range t.parts {
			t.parts[i] = make([]int64, e.all)
		}
		e.units[unit] = t
	}
	return t
}

// add puts one row or household where it belongs.
func (e *enumeration) add(unit org.UnitID, of lookup) {
	counted, unsure := uint64(0), false
	for i, n := range e.what {
		v, known := n.kids[0].eval(of)
		unsure = unsure || !known
		if known && v != 0 {
			counted |= 1 << i
		}
	}
	if counted == 0 && !unsure {
		return
	}
	t := e.tally(unit)
	if unsure {
		t.unknown++
	}
	e.put(t.counts, counted)
	for i, part := range e.slices {
		if v, known := part.eval(of); counted != 0 && known && v != 0 {
			e.put(t.parts[i], counted)
		}
	}
}

func (e *enumeration) put(counts []int64, counted uint64) {
	for i := range e.what {
		if counted>>i&1 == 1 {
			counts[e.at[i]]++
		}
	}
}

// enumerate counts everything an indicator counts. One pass over people, and one over households where it asks them.
func (c *census) enumerate(d Definition, parts []slice) map[org.UnitID]*tally {
	units := map[org.UnitID]*tally{}
	for _, o := range []op{opPeople, opHouseholds} {
		e := &enumeration{op: o, all: len(d.counted), units: units}
		for i, n := range d.counted {
			if n.op == o {
				e.what, e.at = append(e.what, c.bound(n)), append(e.at, i)
			}
		}
		if len(e.what) == 0 {
			continue
		}
		for _, s := range parts {
			e.slices = append(e.slices, c.bound(c.book.parts[o][s.dimension][s.part].node))
		}
		if o == opPeople {
			c.people(e)
		} else {
			c.households(e)
		}
	}
	return units
}

func (c *census) people(e *enumeration) {
	row := 0
	of := c.asking(&row)
	for ; row < c.Table.Rows; row++ {
		e.add(c.Homes[row], of)
	}
}

// households first asks of every member what is asked of anybody, then of each household what follows.
func (c *census) households(e *enumeration) {
	var asked []*node
	number := func(n *node) {
		n.each(func(k *node) {
			if k.op == opAny {
				k.num = int64(len(asked))
				asked = append(asked, k)
			}
		})
	}
	for _, n := range append(append([]*node{}, e.what...), e.slices...) {
		number(n)
	}
	const yes, unsure = 1, 2
	found := make([][]uint8, len(asked))
	for i, n := range asked {
		found[i] = make([]uint8, len(c.homes))
		row := 0
		of := c.asking(&row)
		for ; row < c.Table.Rows; row++ {
			house := c.houses[row]
			if house < 0 || found[i][house]&yes != 0 {
				continue
			}
			switch v, known := n.kids[0].eval(of); {
			case !known:
				found[i][house] |= unsure
			case v != 0:
				found[i][house] |= yes
			}
		}
	}
	house := 0
	of := func(n *node) (int64, bool) {
		switch state := found[n.num][house]; {
		case state&yes != 0:
			return 1, true
		case state&unsure != 0:
			return 0, false
		}
		return 0, true
	}
	for ; house < len(c.homes); house++ {
		e.add(c.homes[house], of)
	}
}
