package law

import (
	"fmt"

	"ansinh/fault"
)

// truth is the answer to whether a category is due.
type truth uint8

const (
	no truth = iota
	yes
	maybe
)

func (v value) truth() truth {
	switch {
	case !v.known:
		return maybe
	case v.num != 0:
		return yes
	}
	return no
}

// standing is a category's answer for one row.
type standing struct {
	truth  truth
	amount int64 // yes: what is due; maybe: the most it could be
	rule   int   // yes: place of the amount rule
}

// unbounded is the amount of a category whose amount cannot be said yet.
const unbounded = maxMoney

// A candidate is an amount rule of a category as one row meets it.
type candidate struct {
	truth  truth
	amount int64
	known  bool // whether the amount is
}

// resolve says what a category gives, from its condition and its amount rules. Among the rules that hold those of the
// highest rank count; two of them with different amounts, or none at all, are a mistake of the law, not an answer.
func (c *planned) resolve(condition truth, rules []candidate) (standing, error) {
	if condition == no {
		return standing{}, nil
	}
	best, open := -1, condition == maybe
	most := int64(0)
	for i := range rules {
		r := &rules[i]
		if r.truth == no {
			continue
		}
		if most = max(most, r.amount); !r.known {
			most = unbounded
		}
		if r.truth == yes && (best < 0 || c.amounts[i].rank > c.amounts[best].rank) {
			best = i
		}
	}
	for i := range rules {
		r := &rules[i]
		switch {
		case r.truth == maybe && (best < 0 || c.amounts[i].rank >= c.amounts[best].rank):
			open = true
		case r.truth == yes && c.amounts[i].rank == c.amounts[best].rank && !r.known:
			open = true
		}
	}
	if open {
		return standing{truth: maybe, amount: most}, nil
	}
	if best < 0 {
		return standing{}, fault.New(fault.Invalid, "law.no_amount", c.Name.VI, c.source.Number)
	}
	for i := range rules {
		if rules[i].truth == yes && c.amounts[i].rank == c.amounts[best].rank && rules[i].amount != rules[best].amount {
			return standing{}, fault.Wrap(fmt.Errorf("rules %s and %s", c.amounts[best].id, c.amounts[i].id),
				fault.Invalid, "law.conflict", c.Name.VI, c.source.Number, c.amounts[best].id, c.amounts[i].id)
		}
	}
	return standing{truth: yes, amount: rules[best].amount, rule: best}, nil
}

// pick is what a group keeps: one category, or two that go together.
type pick struct {
	total  int64
	kept   [2]int // places in plan.categories, -1 where there is none
	paired *pairing
}

var nothing = pick{kept: [2]int{-1, -1}}

// pick chooses among a group's categories; an amount of nothing is not kept. With hope, what is unknown counts as if it were due at its most.
func (g *group) pick(st []standing, hope bool) pick {
	p := nothing
	if i := best(g.members, st, hope); i >= 0 && st[i].amount > 0 {
		p.total, p.kept[0] = st[i].amount, i
	}
	for k := range g.pairs {
		a, b := best(g.pairs[k].one, st, hope), best(g.pairs[k].with, st, hope)
		if a >= 0 && b >= 0 && a != b && st[a].amount+st[b].amount > p.total {
			p = pick{total: st[a].amount + st[b].amount, kept: [2]int{a, b}, paired: &g.pairs[k]}
		}
	}
	return p
}

// best is the category with the highest amount, the first of equals; -1 where none counts.
func best(places []int, st []standing, hope bool) int {
	at := -1
	for _, i := range places {
		if st[i].truth == yes || hope && st[i].truth == maybe {
			if at < 0 || st[i].amount > st[at].amount {
				at = i
			}
		}
	}
	return at
}

// settlement is the outcome of stacking for one row. It is reused from row to row.
type settlement struct {
	picks   []pick  // by group
	certain []int64 // by programme: the sum of its picks
	hoped   []int64 // by programme: the same with hope
	paid    []bool  // by programme: not dropped for a higher one
	beside  []int64 // by programme: what is paid of it or in its place
	rival   []int   // by programme: the programme kept in its place, -1
	open    []bool  // by programme: something unknown could still raise what is paid
}

func (p *plan) newSettlement() *settlement {
	n := len(p.book.programmes)
	s := &settlement{
		picks: make([]pick, len(p.groups)), certain: make([]int64, n), hoped: make([]int64, n),
		paid: make([]bool, n), beside: make([]int64, n), rival: make([]int, n), open: make([]bool, n),
	}
	for i := range s.picks {
		s.picks[i] = nothing
	}
	for i := range s.paid {
		s.paid[i], s.rival[i] = true, -1
	}
	return s
}

// touched is a group that a row meets. Where it meets one category of it alone, nothing need be chosen.
type touched struct {
	group int
	only  int // place of that category; -1: the group must choose
}

// settle stacks the categories of one row. What is certain is paid; a programme stays open where something unknown
// could bring more than what is paid. Only the groups of the categories that the row may meet need be named; without
// doubt, none of them is unknown.
func (p *plan) settle(st []standing, s *settlement, groups []touched, doubt bool) {
	for _, q := range p.programmes {
		s.certain[q], s.hoped[q], s.paid[q], s.rival[q] = 0, 0, true, -1
	}
	for _, t := range groups {
		g := &p.groups[t.group]
		certain, hoped := nothing, int64(0)
		switch {
		case t.only >= 0:
			if hoped = max(0, st[t.only].amount); st[t.only].truth == yes && hoped > 0 {
				certain = pick{total: hoped, kept: [2]int{t.only, -1}}
			}
		default:
			certain = g.pick(st, false)
			if hoped = certain.total; doubt {
				hoped = g.pick(st, true).total
			}
		}
		s.picks[t.group] = certain
		s.certain[g.programme] += certain.total
		s.hoped[g.programme] += hoped
	}
	for _, q := range p.programmes {
		s.beside[q] = s.certain[q]
	}
	for _, b := range p.between {
		s.higher(b.programmes)
	}
	for _, q := range p.programmes {
		s.open[q] = s.hoped[q] > s.beside[q]
	}
}

// higher keeps the programme with the highest certain sum, the first of equals, and drops the others.
func (s *settlement) higher(programmes []uint16) {
	top := programmes[0]
	for _, q := range programmes {
		if s.beside[q] > s.beside[top] {
			top = q
		}
	}
	for _, q := range programmes {
		if q != top && s.certain[q] > 0 && s.paid[q] {
			s.paid[q], s.rival[q] = false, int(top)
		}
		s.beside[q] = s.beside[top]
	}
}

// matters says whether an unknown category of a group could change what the group keeps.
func (g *group) matters(place int, st []standing, kept pick) bool {
	if st[place].truth != maybe {
		return false
	}
	if st[place].amount > kept.total {
		return true
	}
	for i := range g.pairs {
		for _, side := range [][]int{g.pairs[i].one, g.pairs[i].with} {
			for _, m := range side {
				if m == place {
					return true
				}
			}
		}
	}
	return false
}
