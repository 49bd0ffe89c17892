package law

import (
	"slices"
	"sync"

	"ansinh/calendar"
	"ansinh/money"
)

// Change is a month from which the same facts will give something else, because of age or of a law already known.
type Change struct {
	From   calendar.Month   `json:"from"`
	Before money.Dong       `json:"before"`
	After  money.Dong       `json:"after"`
	Now    []BenefitFinding `json:"benefits"` // what is paid from then on
	Age    *Name            `json:"age,omitempty"`
}

// horizon is how far ahead changes are told: twenty years, enough for a child to grow up.
const horizon = 240

// maxChanges is how many changes ahead are told; further ones depend on too much else.
const maxChanges = 3

// changes finds the months ahead in which the answer will be another one, if nothing but age and law changes.
func (b *Book) changes(table *Table, now *outcome) ([]Change, error) {
	found := []Change{}
	before := now
	for _, m := range b.turningMonths(table, now.person.plan.month) {
		after, err := b.outcome(table, m)
		if err != nil {
			return nil, err
		}
		if after.unreadOpen() && !now.unreadOpen() {
			break // from here on the law gives something that was not read; what was open before stays open
		}
		if sameBenefits(before, after) {
			continue
		}
		c := Change{From: m, Before: before.sum(), After: after.sum(), Age: after.ageAt(m)}
		w := &witness{outcome: after, given: Facts{}}
		c.Now = w.benefits()
		found, before = append(found, c), after
		if len(found) == maxChanges {
			break
		}
	}
	return found, nil
}

// turningMonths is the months after one in which an age bound is crossed or the law changes, in order.
func (b *Book) turningMonths(table *Table, after calendar.Month) []calendar.Month {
	var months []calendar.Month
	add := func(m calendar.Month) {
		if m > after && m <= after.Add(horizon) {
			months = append(months, m)
		}
	}
	known := b.milestones.of(b)
	for _, d := range known.days {
		add(d.Month())
	}
	for i, d := range b.vocabulary.derived {
		if d == nil {
			continue
		}
		birth, ok := table.columns[b.vocabulary.from[i]].Get(0)
		if !ok {
			continue
		}
		for _, n := range known.bounds[i] {
			add(d.turns(calendar.Date(birth), n))
		}
	}
	slices.Sort(months)
	return slices.Compact(months)
}

// milestones is what turns an answer as time goes by; it is gathered when first asked for and stays.
type milestones struct {
	once   sync.Once
	days   []calendar.Date // on which something in the book begins or has ended
	bounds [][]int64       // by fact, what it is compared with
}

func (m *milestones) of(b *Book) *milestones {
	m.once.Do(func() {
		m.days = b.lawDays()
		for i, d := range b.vocabulary.derived {
			m.bounds = append(m.bounds, nil)
			if d != nil {
				m.bounds[i] = b.bounds(i)
			}
		}
	})
	return m
}

// turns is the first month in which the age read is at least n months.
func (d *derived) turns(birth calendar.Date, n int64) calendar.Month {
	m := birth.AddMonths(int(max(0, min(n, maxAge)))).Month()
	if d.value(birth, m) < n {
		m = m.Add(1)
	}
	return m
}

// lawDays is every day on which something in the book begins or has ended.
func (b *Book) lawDays() []calendar.Date {
	var days []calendar.Date
	note := func(s Span) {
		days = append(days, s.From)
		if !s.To.IsZero() {
			days = append(days, s.To.Add(1))
		}
	}
	for _, t := range b.tariffs {
		for _, v := range t.history.versions {
			note(v.Span)
		}
	}
	for _, p := range b.params {
		for _, v := range p.national.versions {
			note(v.Span)
		}
		for _, l := range p.local {
			for _, v := range l.versions {
				note(v.Span)
			}
		}
	}
	for i := range b.categories {
		if b.programmes[b.categories[i].Programme].OnRequest() {
			continue
		}
		for _, v := range b.categories[i].history.versions {
			note(v.Span)
		}
	}
	for _, t := range b.terms {
		for _, v := range t.history.versions {
			note(v.Span)
		}
	}
	for _, s := range b.stackings {
		note(s.Span)
	}
	return days
}

// bounds is every constant that a derived fact is compared with, and the one above it.
func (b *Book) bounds(fact int) []int64 {
	var all []int64
	visit := func(n *node) {
		if len(n.kids) != 2 {
			return
		}
		for i, k := range n.kids {
			if k.op != opFact || k.num != int64(fact) {
				continue
			}
			switch o := n.kids[1-i]; o.op {
			case opConst:
				all = append(all, o.num, o.num+1)
			case opParam:
				for _, v := range b.params[o.num].national.versions {
					all = append(all, v.body, v.body+1)
				}
			}
		}
	}
	b.expressions(func(e *expression) { e.node.each(visit) })
	slices.Sort(all)
	return slices.Compact(all)
}

// expressions visits every expression of the book.
func (b *Book) expressions(visit func(*expression)) {
	for i := range b.programmes {
		for _, r := range b.programmes[i].requires {
			visit(r.when)
		}
	}
	for _, t := range b.terms {
		for _, v := range t.history.versions {
			visit(v.body.when)
		}
	}
	for i := range b.categories {
		for _, v := range b.categories[i].history.versions {
			visit(v.body.when)
			for _, a := range v.body.amounts {
				visit(a.amount)
				if a.when != nil {
					visit(a.when)
				}
			}
		}
	}
}

// unreadOpen says whether a monthly programme gives the person, or may give them, something that was not read.
func (o *outcome) unreadOpen() bool {
	return slices.ContainsFunc(o.person.plan.unread, func(c planned) bool {
		met := o.person.eval(c.condition)
		return !met.is(false)
	})
}

// sameBenefits says whether two outcomes pay the same amounts for the same categories.
func sameBenefits(a, b *outcome) bool {
	x, y := a.benefits(0), b.benefits(0)
	return slices.Equal(x, y)
}

func (o *outcome) sum() money.Dong {
	total := money.Dong(0)
	for _, b := range o.benefits(0) {
		total += b.Amount
	}
	return total
}

// benefits is what is paid, as Determine lists it.
func (o *outcome) benefits(row int32) []Benefit {
	var list []Benefit
	for _, i := range o.paidPlaces() {
		c := &o.person.plan.categories[i]
		list = append(list, Benefit{Row: row, Programme: c.programme, Category: c.index, Amount: money.Dong(o.standing[i].amount)})
	}
	slices.SortStableFunc(list, func(a, b Benefit) int { return int(a.Programme) - int(b.Programme) })
	return list
}

// ageAt is the person's age in a month, in words; nil where the day of birth is not known.
func (o *outcome) ageAt(m calendar.Month) *Name {
	for i, d := range o.person.table.vocabulary.derived {
		if d == nil {
			continue
		}
		if birth, ok := o.person.table.columns[o.person.table.vocabulary.from[i]].Get(0); ok {
			w := ageWords(d.value(calendar.Date(birth), m))
			return &w
		}
	}
	return nil
}
