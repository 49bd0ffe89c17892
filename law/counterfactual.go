package law

import (
	"errors"
	"slices"

	"ansinh/calendar"
	"ansinh/money"
)

// Counterfactuals is what the law would give one person otherwise: at dates to come, if one fact were another, and
// once a missing fact is known. Like the explanation it is a tree; its text is made from it and nothing else.
type Counterfactuals struct {
	Month calendar.Month `json:"month"`
	Total money.Dong     `json:"total"` // what is certain now
	Next  []Change       `json:"next"`
	If    []Supposition  `json:"if"`
	Asks  []Question     `json:"asks"`
	Asked []Asked        `json:"asked"` // by programme that answers on request, where it was asked for
}

// Supposition is one fact with another value that would bring more than now.
type Supposition struct {
	Fact  string `json:"fact"`
	Value string `json:"value"`
	Says  Name   `json:"says"` // what stands after "if"
	Otherwise
}

// Question is a missing fact that could decide, and what its values would bring.
type Question struct {
	SeenFact
	Answers []Answer `json:"answers"` // empty where the values are too many to name (a day of birth)
}

// Decides says whether the fact alone would settle something; otherwise it counts only together with others.
func (q Question) Decides() bool { return len(q.Answers) > 1 }

// Answer is the values of a missing fact that bring the same.
type Answer struct {
	Values []string `json:"values"`
	Says   []Name   `json:"says"`
	Otherwise
}

// Otherwise is the outcome under another value.
type Otherwise struct {
	Total    money.Dong       `json:"total"`
	Benefits []BenefitFinding `json:"benefits"`
	Open     bool             `json:"open"`             // other missing facts could still bring more
	Unread   []Name           `json:"unread,omitempty"` // of a programme on request: what is met and was not read
}

// Counterfactuals works out what would be otherwise. Only one fact is changed at a time, and only one that the
// vocabulary says may change. Programmes that answer on request are named as in Explain.
func (b *Book) Counterfactuals(f Facts, month calendar.Month, ask ...string) (*Counterfactuals, error) {
	table, err := b.oneRow(f, month)
	if err != nil {
		return nil, err
	}
	now, err := b.outcome(table, month)
	if err != nil {
		return nil, err
	}
	c := &Counterfactuals{Month: month, Total: now.sum(), If: []Supposition{}, Asks: []Question{}, Asked: []Asked{}}
	if c.Next, err = b.changes(table, now); err != nil {
		return nil, err
	}
	s := supposing{book: b, table: table, month: month, total: c.Total}
	s.outcome(now, &s.missing)
	for i := range b.vocabulary.facts {
		switch {
		case table.columns[i] == nil:
		case s.open(i):
			c.Asks = append(c.Asks, s.question(i))
		default:
			c.If = append(c.If, s.suppositions(i)...)
		}
	}
	if s.err == nil {
		c.Asked, err = b.askedOtherwise(table, now, f, ask)
	}
	return c, errors.Join(s.err, err)
}

// same says whether two outcomes give the same and both are open, or neither.
func (f Otherwise) same(g Otherwise) bool {
	return f.Open == g.Open && slices.Equal(f.Unread, g.Unread) && slices.EqualFunc(f.Benefits, g.Benefits, func(a, b BenefitFinding) bool {
		return a.Category == b.Category && a.Amount == b.Amount && a.Value == b.Value
	})
}

// supposing tries values of one fact on a person's row; the row is as it was after each try. The first failure of the
// law is kept in err.
type supposing struct {
	book    *Book
	table   *Table
	month   calendar.Month
	total   money.Dong // now
	missing []SeenFact // now
	request *request   // the programme on request it is about; nil: the monthly ones
	err     error
}

// outcome is an outcome without its proof; the facts it lacks are added to a list where one is given.
func (s *supposing) outcome(o *outcome, missing *[]SeenFact) Otherwise {
	if s.request != nil {
		return s.request.outcome(o, missing)
	}
	f := Otherwise{Total: o.sum(), Benefits: []BenefitFinding{}}
	w := &witness{outcome: o, given: Facts{}}
	for i := range s.book.programmes {
		p := w.programme(uint16(i), &s.book.programmes[i])
		f.Benefits = append(f.Benefits, p.Benefits...)
		f.Open = f.Open || len(p.Missing) > 0
		if missing != nil {
			*missing = append(*missing, p.Missing...)
		}
	}
	return f
}

// open says whether a fact, or one derived from it, is among those that could still bring more.
func (s *supposing) open(fact int) bool {
	v := s.book.vocabulary
	return slices.ContainsFunc(s.missing, func(m SeenFact) bool { return v.from[v.index[m.ID]] == fact })
}

// try is the outcome with one fact at another value; nil after a failure.
func (s *supposing) try(fact int, v int64) *outcome {
	if s.err != nil {
		return nil
	}
	column := s.table.columns[fact]
	old, known := column.Get(0)
	column.Set(0, v)
	var o *outcome
	o, s.err = s.book.outcome(s.table, s.month)
	if s.request != nil && s.err == nil {
		o, s.err = s.book.onRequest(s.table, o)
	}
	if known {
		column.Set(0, old)
	} else {
		column.Unset(0)
	}
	return o
}

// suppositions is the values of a known fact, among those that may come about, that bring more than now.
func (s *supposing) suppositions(fact int) []Supposition {
	f := &s.book.vocabulary.facts[fact]
	if f.MayChange == nil || f.Sensitive {
		return nil
	}
	var all []Supposition
	old, known := s.table.columns[fact].Get(0)
	for _, text := range f.MayChange.To {
		v, ok := f.Parse(text)
		if !ok || known && v == old {
			continue
		}
		if o := s.try(fact, v); o != nil && s.more(o) {
			all = append(all, Supposition{Fact: f.ID, Value: text, Says: f.MayChange.says(f.words(v)), Otherwise: s.outcome(o, nil)})
		}
	}
	return all
}

// more says whether an outcome brings more than there is now.
func (s *supposing) more(o *outcome) bool {
	if s.request != nil {
		return s.request.more(s.request.outcome(o, nil))
	}
	return o.sum() > s.total
}

// question is what a missing fact's values would bring, those that bring the same together.
func (s *supposing) question(fact int) Question {
	f := &s.book.vocabulary.facts[fact]
	q := Question{SeenFact: SeenFact{ID: f.ID, Name: f.Name}, Answers: []Answer{}}
	steps := s.values(fact)
	for i, v := range steps {
		o := s.try(fact, v)
		if o == nil {
			return q
		}
		outcome, says := s.outcome(o, nil), f.words(v)
		if f.Type == Money {
			says = f.from(steps, i)
		}
		at := slices.IndexFunc(q.Answers, func(a Answer) bool { return a.same(outcome) })
		if at < 0 {
			at = len(q.Answers)
			q.Answers = append(q.Answers, Answer{Otherwise: outcome})
		}
		q.Answers[at].Values = append(q.Answers[at].Values, f.Format(v))
		q.Answers[at].Says = append(q.Answers[at].Says, says)
	}
	return q
}

// fewChildren is how far a count is asked: further ones bring the same each.
const fewChildren = 3

// values is the values of a fact that are worth asking: all of a choice, a few of a count, and of an amount where the
// law's answer turns.
func (s *supposing) values(fact int) []int64 {
	f := &s.book.vocabulary.facts[fact]
	last := int64(-1)
	switch f.Type {
	case Bool:
		last = 1
	case Enum:
		last = int64(len(f.Values)) - 1
	case Int:
		last = fewChildren
	case Money:
		return s.turns(fact)
	}
	var all []int64
	for v := int64(0); v <= last; v++ {
		all = append(all, v)
	}
	return all
}

// turns is nothing and every amount from which the outcome is another than below it.
func (s *supposing) turns(fact int) []int64 {
	bounds := []int64{0}
	plan, err := s.book.plan(s.month)
	if s.err = err; err != nil {
		return nil
	}
	s.book.expressions(func(e *expression) {
		e.node.each(func(n *node) {
			if len(n.kids) != 2 {
				return
			}
			for i, k := range n.kids {
				if k.op != opFact || k.num != int64(fact) {
					continue
				}
				if v, ok := plan.fixed(n.kids[1-i]); ok && v >= 0 && v < maxMoney {
					bounds = append(bounds, v, v+1)
				}
			}
		})
	})
	slices.Sort(bounds)
	var turning []int64
	var before *Otherwise
	for _, v := range slices.Compact(bounds) {
		o := s.try(fact, v)
		if o == nil {
			return nil
		}
		if f := s.outcome(o, nil); before == nil || !f.same(*before) {
			turning, before = append(turning, v), &f
		}
	}
	return turning
}

// from is the range of amounts that begins at one of the values where the answer turns.
func (f *Fact) from(turns []int64, i int) Name {
	switch low := f.words(turns[i]); {
	case len(turns) == 1:
		return Name{VI: "mức nào cũng vậy", EN: "any amount"}
	case i == len(turns)-1:
		return low.with(" trở lên", " and more").after("từ ", "")
	case i == 0:
		return f.words(turns[1]).after("dưới ", "under ")
	default:
		return join([]Name{low, f.words(turns[i+1])}, " đến dưới ", " to under ").after("từ ", "")
	}
}
