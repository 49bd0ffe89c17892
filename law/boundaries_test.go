package law

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"ansinh/calendar"
)

// A bound of a category is a day from which the law of it is another one, or a value of a fact from which its answer
// is: an age, an amount, a rate. A case stands on a bound if its own answer turns there, all else being as it is in the
// case; it stands before it, on it, or after it.
type bound struct {
	category string
	what     string // "2024-07", "person.age_months 960", "person.pension_monthly 540000"
}

const (
	before = 1 << iota
	on
	after
	everySide = before | on | after
)

// survey finds on which sides of which bounds the cases stand.
type survey struct {
	book  *Book
	sides map[bound]int
}

// answers is what every category comes to for facts in a month: truth and amount, or that it is not law then.
func (s *survey) answers(t *testing.T, c *Case, f Facts, month calendar.Month) map[string]string {
	t.Helper()
	out := map[string]string{}
	if month < s.book.first {
		return out
	}
	table, err := s.book.oneRow(f, month)
	if err != nil {
		t.Fatal(err)
	}
	monthly, err := s.book.outcome(table, month)
	if err != nil {
		t.Fatal(err)
	}
	requests, err := s.book.onRequest(table, monthly)
	if err != nil {
		t.Fatal(err)
	}
	for _, o := range []*outcome{monthly, requests} {
		for i := range o.standing {
			k := &o.person.plan.categories[i]
			says := fmt.Sprint(o.standing[i].truth, o.standing[i].amount, o.standing[i].rule)
			if k.value != nil && o.standing[i].truth == yes {
				says += fmt.Sprint(o.person.eval(k.value.node))
			}
			out[s.book.categories[k.index].ID] = says
		}
		for i := range o.person.plan.unread {
			k := &o.person.plan.unread[i]
			out[s.book.categories[k.index].ID] = "unread " + fmt.Sprint(o.person.eval(k.condition))
		}
	}
	return out
}

// turns notes the side of a case for every category whose answer turns between two others.
func (s *survey) turns(what string, side int, was, is map[string]string) {
	for id := range merged(was, is) {
		if was[id] != is[id] && !(none(was[id]) && none(is[id])) {
			s.sides[bound{id, what}] |= side
		}
	}
}

// none says whether a category gives nothing: not met, or not law.
func none(answer string) bool {
	return answer == "" || strings.HasPrefix(answer, "0") || answer == "unread {0 true}"
}

func merged(a, b map[string]string) map[string]bool {
	out := map[string]bool{}
	for id := range a {
		out[id] = true
	}
	for id := range b {
		out[id] = true
	}
	return out
}

// days notes where a case stands in time.
func (s *survey) days(t *testing.T, c *Case) {
	at := map[calendar.Month]map[string]string{}
	in := func(m calendar.Month) map[string]string {
		if at[m] == nil {
			at[m] = s.answers(t, c, c.Facts, m)
		}
		return at[m]
	}
	for _, d := range s.book.everyDay() {
		m := d.Month()
		switch {
		case c.Month == m-1:
			s.turns(m.String(), before, in(m-1), in(m))
		case c.Month == m:
			s.turns(m.String(), on, in(m-1), in(m))
		case c.Month > m:
			s.turns(m.String(), after, in(m-1), in(m))
		}
	}
}

// everyDay is lawDays with those of programmes on request.
func (b *Book) everyDay() []calendar.Date {
	days := b.lawDays()
	for i := range b.categories {
		for _, v := range b.categories[i].history.versions {
			days = append(days, v.From)
			if !v.To.IsZero() {
				days = append(days, v.To.Add(1))
			}
		}
	}
	slices.Sort(days)
	return slices.Compact(days)
}

// values notes where a case stands by the facts that are compared with something.
func (s *survey) values(t *testing.T, c *Case) {
	v := s.book.vocabulary
	for i := range v.facts {
		f := &v.facts[i]
		from := &v.facts[v.from[i]]
		given, known := c.Facts[from.ID]
		if !known || given.Text == "" || f.Type == Bool || f.Type == Enum || f.Type == Day {
			continue
		}
		own, ok := from.Parse(given.Text)
		if !ok {
			t.Fatal(from.ID, given)
		}
		for _, n := range s.book.limits(t, i, c.Month) {
			at, step := n, int64(1) // the first value that has reached the limit
			if d := v.derived[i]; d != nil {
				at, step = int64(d.lastBirth(n, c.Month)), -1
			}
			side := map[int64]int{at - step: before, at: on, at + step: after}[own]
			if side == 0 || from.Type != Day && at-step < 0 {
				continue
			}
			with := func(x int64) map[string]string {
				other := Facts{}
				for k, w := range c.Facts {
					other[k] = w
				}
				other[from.ID] = FactValue{Text: from.Format(x)}
				return s.answers(t, c, other, c.Month)
			}
			s.turns(fmt.Sprint(f.ID, " ", n), side, with(at-step), with(at))
		}
	}
}

// limits is every number that a fact is compared with in a month, as the first value beyond it.
func (b *Book) limits(t *testing.T, fact int, month calendar.Month) []int64 {
	t.Helper()
	p, err := b.plan(month)
	if err != nil {
		t.Fatal(err)
	}
	var all []int64
	b.expressions(func(e *expression) {
		e.node.each(func(n *node) { all = append(all, p.limit(n, fact)...) })
	})
	slices.Sort(all)
	return slices.Compact(all)
}

// limit is the value from which a comparison of a fact turns; of an equation there are two.
func (p *plan) limit(n *node, fact int) []int64 {
	if len(n.kids) != 2 || n.op != opLess && n.op != opLessEqual && n.op != opEqual {
		return nil
	}
	for i, k := range n.kids {
		if k.op != opFact || k.num != int64(fact) {
			continue
		}
		v, ok := p.fixed(n.kids[1-i])
		if !ok {
			continue
		}
		switch {
		case n.op == opEqual:
			return []int64{v, v + 1}
		case n.op == opLess == (i == 0): // fact < v, v <= fact
			return []int64{v}
		}
		return []int64{v + 1} // fact <= v, v < fact
	}
	return nil
}

// wantedBounds is every bound of every category: of its own wordings and amounts, and of what they ask.
func (s *survey) wantedBounds(t *testing.T) []bound {
	var all []bound
	b := s.book
	for i := range b.categories {
		k := &b.categories[i]
		for _, v := range k.history.versions {
			day := max(v.From, b.first.First())
			if v.From.Month() > b.first {
				all = append(all, bound{k.ID, v.From.Month().String()})
			}
			if !v.To.IsZero() {
				all = append(all, bound{k.ID, v.To.Add(1).Month().String()})
			}
			p := b.newPlan(day.Month(), b.programmes[k.Programme].OnRequest())
			b.ownExpressions(v.body, p, func(n *node) {
				if n.op == opParam {
					for at, w := range b.params[n.num].national.versions {
						if at > 0 && v.holds(w.From) && w.From.Month() > b.first && !b.params[n.num].still(at) {
							all = append(all, bound{k.ID, w.From.Month().String()})
						}
					}
				}
				for f := range b.vocabulary.facts {
					if fact := &b.vocabulary.facts[f]; fact.Type == Bool || fact.Type == Enum || fact.Type == Day {
						continue
					}
					for _, x := range p.limit(n, f) {
						if x > 0 {
							all = append(all, bound{k.ID, fmt.Sprint(b.vocabulary.facts[f].ID, " ", x)})
						}
					}
				}
			})
		}
	}
	slices.SortFunc(all, func(a, b bound) int { return strings.Compare(a.category+" "+a.what, b.category+" "+b.what) })
	return slices.Compact(all)
}

// still says whether a version of a number turns nobody's answer: it repeats the one before, or it is an age that rises
// by as much as everybody does.
func (p *parameter) still(at int) bool {
	was, is := p.national.versions[at-1], p.national.versions[at]
	if was.unread != is.unread {
		return false
	}
	return is.body == was.body || is.unread || p.kind == kindInt && is.body == was.body+1 && strings.HasPrefix(p.id, "retirement_")
}

// ownExpressions visits every node of what a wording says, definitions included.
func (b *Book) ownExpressions(w *wording, p *plan, visit func(*node)) {
	var walk func(n *node)
	walk = func(n *node) {
		n.each(func(k *node) {
			visit(k)
			if k.op == opTerm && p.terms[k.num] != nil {
				walk(p.terms[k.num].body.when.node)
			}
		})
	}
	walk(w.when.node)
	for _, a := range w.amounts {
		walk(a.amount.node)
		if a.when != nil {
			walk(a.when.node)
		}
	}
	if w.value != nil {
		walk(w.value.node)
	}
}

// shadowed are bounds at which no answer can turn, and why.
var shadowed = map[bound]string{
	{"K5b", "person.age_months 720"}:       "the clause asks for 75 beside",
	{"K5c", "person.age_months 720"}:       "the clause asks for 80 beside",
	{"K7", "person.age_months_start 192"}:  "the clause asks for under 3 beside",
	{"MO-tham", "event.travellers 4"}:      "the fourth traveller is paid nothing: the amount stays",
	{"NGHEO", "2026-01"}:                   "the next standard repeats this one for its first year",
	{"CAN-NGHEO", "2026-01"}:               "the next standard repeats this one for its first year",
	{"TRUNG-BINH", "2026-01"}:              "the next standard repeats this one for its first year",
	{"MO-di-chuyen", "event.travellers 4"}: "the fourth traveller is paid nothing: the amount stays",
}

// Every bound of the law, in time and in value, has cases before it, on it and after it.
func TestEveryBoundHasCasesOnEverySide(t *testing.T) {
	t.Parallel()
	s := &survey{book: book(t), sides: map[bound]int{}}
	for i := range s.book.cases {
		s.days(t, &s.book.cases[i])
		s.values(t, &s.book.cases[i])
	}
	wanted := s.wantedBounds(t)
	if len(wanted) < 200 {
		t.Errorf("only %d bounds were found", len(wanted))
	}
	missing := 0
	for _, b := range wanted {
		if have := s.sides[b]; have != everySide && shadowed[b] == "" {
			missing++
			t.Errorf("%s at %s: no case %s", b.category, b.what, lacksSides(have))
		}
	}
	t.Logf("%d bounds, %d not wholly held by cases", len(wanted), missing)
}

func lacksSides(have int) string {
	var names []string
	for _, s := range []struct {
		side int
		name string
	}{{before, "before"}, {on, "on"}, {after, "after"}} {
		if have&s.side == 0 {
			names = append(names, s.name)
		}
	}
	return strings.Join(names, ", ")
}
