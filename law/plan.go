package law

import (
	"slices"
	"sync"

	"ansinh/calendar"
	"ansinh/fault"
)

// plan is the law of one month: the versions in force on its first day, with every parameter's value.
type plan struct {
	book       *Book
	month      calendar.Month
	params     []setting
	tariffs    []*version[*tariffRows] // nil: not in force
	terms      []*version[*definition] // nil: not in force
	categories []planned               // those in force, in the book's order
	unread     []planned               // those in force whose amount or bound was not read: never due, never denied
	groups     []group
	every      []touched // all of groups
	groupsOf   [][]int   // by category, the places of its groups
	programmes []uint16  // those that have a category in force, or stand in a rule between programmes
	between    []*stacking

	compiled sync.Once
	code     *program
}

// setting is a parameter's value in the month and where it comes from.
type setting struct {
	value  int64
	source Source
	ok     bool
	unread bool
}

// planned is a category in force.
type planned struct {
	*wording
	index      uint16 // in Book.categories
	programme  uint16
	source     Source
	condition  *node // the programme's conditions and its own
	confidence Confidence
	notRead    *Source // what the law says here and was not read
}

// group is categories of one programme of which one is kept; a category that no rule names is a group of its own.
type group struct {
	programme uint16
	rule      *stacking // nil: pays beside everything
	members   []int     // places in plan.categories
	pairs     []pairing
}

type pairing struct {
	one, with []int
	source    Source
}

// plan gives the law of a month: the programmes paid every month.
func (b *Book) plan(month calendar.Month) (*plan, error) { return b.planOf(month, b.plans, false) }

// requests gives the law of a month for the programmes that answer on request.
func (b *Book) requests(month calendar.Month) (*plan, error) { return b.planOf(month, b.whole, true) }

func (b *Book) planOf(month calendar.Month, made *sync.Map, onRequest bool) (*plan, error) {
	if month < b.first || month > calendar.MonthOf(9998, 12) {
		return nil, fault.New(fault.Invalid, "law.month_not_covered", month.Vietnamese(), b.first.Vietnamese())
	}
	if p, ok := made.Load(month); ok {
		return p.(*plan), nil
	}
	p := b.newPlan(month, onRequest)
	made.Store(month, p)
	return p, nil
}

func (b *Book) newPlan(month calendar.Month, onRequest bool) *plan {
	p := &plan{book: b, month: month}
	day := month.First()
	for _, q := range b.params {
		s := q.on(day)
		if q.over > 0 {
			s = laidOver(p.params[q.over-1], s)
		}
		p.params = append(p.params, s)
	}
	for _, t := range b.tariffs {
		p.tariffs = append(p.tariffs, t.history.at(day))
	}
	for _, t := range b.terms {
		p.terms = append(p.terms, t.history.at(day))
	}
	for i := range b.categories {
		c := &b.categories[i]
		v := c.history.at(day)
		if v == nil || b.programmes[c.Programme].OnRequest() != onRequest {
			continue
		}
		k := planned{
			wording: v.body, index: uint16(i), programme: c.Programme, source: v.source,
			condition: b.programmes[c.Programme].condition(v.body.when.node), confidence: b.confidence(v.source, day),
		}
		if k.notRead = p.lacking(&k); k.notRead != nil {
			p.unread = append(p.unread, k)
		} else {
			p.categories = append(p.categories, k)
		}
	}
	p.group(day)
	p.groupsOf = make([][]int, len(p.categories))
	for i := range p.groups {
		p.every = append(p.every, touched{group: i, only: -1})
		p.programmes = append(p.programmes, p.groups[i].programme)
		for _, m := range p.groups[i].members {
			p.groupsOf[m] = append(p.groupsOf[m], i)
		}
	}
	for _, b := range p.between {
		p.programmes = append(p.programmes, b.programmes...)
	}
	slices.Sort(p.programmes)
	p.programmes = slices.Compact(p.programmes)
	return p
}

// on is the value of a day: the country's, or the local one where it is higher.
func (q *parameter) on(day calendar.Date) setting {
	s := setting{}
	if v := q.national.at(day); v != nil {
		s = setting{value: v.body, source: v.source, ok: true, unread: v.unread}
	}
	for _, l := range q.local {
		v := l.at(day)
		if v != nil && v.source.Instrument.applies && s.ok && !s.unread && !v.unread && v.body > s.value {
			s = setting{value: v.body, source: v.source, ok: true}
		}
	}
	return s
}

// condition joins what the programme requires with a category's own condition.
func (p *Programme) condition(own *node) *node {
	all := &node{op: opAnd, kind: kindBool}
	for _, r := range p.requires {
		all.kids = append(all.kids, r.when.node)
	}
	all.kids = append(all.kids, own)
	return all
}

func (p *plan) group(day calendar.Date) {
	at := map[uint16]int{}
	for i := range p.categories {
		at[p.categories[i].index] = i
	}
	places := func(ids []uint16) []int {
		var list []int
		for _, id := range ids {
			if i, ok := at[id]; ok {
				list = append(list, i)
			}
		}
		slices.Sort(list)
		return list
	}
	taken := map[int]bool{}
	for _, s := range p.book.stackings {
		switch members := places(s.categories); {
		case !s.holds(day):
		case len(s.programmes) > 0:
			p.between = append(p.between, s)
		case len(members) > 0:
			g := group{programme: p.categories[members[0]].programme, rule: s, members: members}
			for _, t := range s.together {
				g.pairs = append(g.pairs, pairing{one: places(t.one), with: places(t.with), source: t.source})
			}
			for _, m := range members {
				taken[m] = true
			}
			p.groups = append(p.groups, g)
		}
	}
	for i := range p.categories {
		if !taken[i] {
			p.groups = append(p.groups, group{programme: p.categories[i].programme, members: []int{i}})
		}
	}
}
