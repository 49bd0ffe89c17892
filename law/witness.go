package law

import (
	"slices"

	"ansinh/money"
)

// witness turns an outcome into findings.
type witness struct {
	*outcome
	given Facts
	reach *reach
}

func newWitness(o *outcome, given Facts) *witness {
	return &witness{outcome: o, given: given, reach: newReach(o)}
}

// see is a fact as the row has it.
func (w *witness) see(fact int) SeenFact {
	f := &w.person.table.vocabulary.facts[fact]
	s := SeenFact{ID: f.ID, Name: f.Name, Source: w.given[f.ID].Source}
	v, ok := w.person.fact(fact)
	if !ok {
		return s
	}
	s.Known, s.Value, s.Says = true, f.Format(v), f.words(v)
	if f.Derived == DerivedByLaw {
		s.Source = w.given[derivation(f.ID).from].Source
	}
	return s
}

func (w *witness) seeAll(facts []uint16) []SeenFact {
	all := make([]SeenFact, len(facts))
	for i, f := range facts {
		all[i] = w.see(int(f))
	}
	return all
}

func (w *witness) programme(index uint16, p *Programme) ProgrammeFinding {
	f := ProgrammeFinding{ID: p.ID, Kind: p.Kind, Name: p.Name, Source: p.Source, Outcome: "not_due",
		Benefits: []BenefitFinding{}, Missing: []SeenFact{}, Categories: []CategoryFinding{}}
	paid := w.paidPlaces()
	for i := range w.person.plan.categories {
		c := &w.person.plan.categories[i]
		if c.programme != index {
			continue
		}
		found := w.category(i, c, slices.Contains(paid, i))
		f.Categories = append(f.Categories, found)
		if found.Paid {
			f.Total += found.Amount
			f.Benefits = append(f.Benefits, found.benefit(c))
		}
	}
	unread := w.unread(&f, index)
	if w.open[index] {
		open := w.person.plan.openFacts(index, w.standing, w.settlement, func(i int) factSet { return w.missing[i] })
		f.Missing = w.seeAll(open.numbers())
	}
	switch {
	case w.open[index] && len(f.Missing) == 0 && len(f.Benefits) == 0: // it rests on something that was not read
		f.Outcome = "not_covered"
	case p.Kind == Classification && w.open[index] && len(f.Missing) > 0: // a class is one or none: it is not certain while a higher one is open
		f.Outcome, f.Benefits = "unknown", []BenefitFinding{}
		for i := range f.Categories {
			f.Categories[i].Paid = false
		}
	case len(f.Benefits) > 0:
		f.Outcome = "due"
	case w.open[index]:
		f.Outcome = "unknown"
	case unread:
		f.Outcome = "not_covered"
	}
	f.Categories = append(f.Categories, w.ended(index)...)
	return f
}

// benefit is a category that is paid, without its proof.
func (f *CategoryFinding) benefit(c *planned) BenefitFinding {
	return BenefitFinding{Category: f.ID, Payee: c.payee, Amount: f.Amount, Says: f.Says, Value: f.Value, Article: f.Source,
		Status: f.Status, Name: f.Name}
}

// benefits is what is paid, by programme, in the book's order.
func (w *witness) benefits() []BenefitFinding {
	var all []BenefitFinding
	for _, b := range w.outcome.benefits(0) {
		i := slices.IndexFunc(w.person.plan.categories, func(c planned) bool { return c.index == b.Category })
		c := &w.person.plan.categories[i]
		found := w.category(i, c, true)
		all = append(all, found.benefit(c))
	}
	return all
}

// unread adds the programme's categories whose amount was not read, and says whether one of them is met or may be.
func (w *witness) unread(f *ProgrammeFinding, programme uint16) bool {
	open := false
	for i := range w.person.plan.unread {
		c := &w.person.plan.unread[i]
		if c.programme != programme {
			continue
		}
		v := w.person.eval(c.condition)
		open = open || !v.is(false)
		found := CategoryFinding{ID: w.person.plan.book.categories[c.index].ID, Name: c.Name,
			Answer: answerNames[v.truth()], Source: c.source, Proof: w.proof(c.condition), Unread: c.notRead,
			Near: v.is(false) && w.reach.near(c), Status: c.confidence.Status()}
		if !v.known {
			var facts factSet
			w.person.lacks(c.condition, &facts)
			found.Missing = w.seeAll(facts.numbers())
		}
		f.Categories = append(f.Categories, found)
	}
	return open
}

// ended is the programme's categories that a later document repealed before this month.
func (w *witness) ended(programme uint16) []CategoryFinding {
	var all []CategoryFinding
	book := w.person.plan.book
	for i := range book.categories {
		c := &book.categories[i]
		if c.Programme == programme && c.repeal != nil && c.repeal.from <= w.person.plan.month.First() {
			all = append(all, CategoryFinding{ID: c.ID, Name: c.Name, Answer: "not_in_force", Source: c.Source,
				Status: c.repeal.source.Status, Ended: &Ending{From: c.repeal.from, Source: c.repeal.source}})
		}
	}
	return all
}

var answerNames = map[truth]string{yes: "met", no: "not_met", maybe: "unknown"}

func (w *witness) category(place int, c *planned, paid bool) CategoryFinding {
	s := w.standing[place]
	f := CategoryFinding{ID: w.person.plan.book.categories[c.index].ID, Name: c.Name, Answer: answerNames[s.truth],
		Source: c.source, Paid: paid, Proof: w.proof(c.condition)}
	confidence := c.confidence
	switch s.truth {
	case yes:
		rule := c.amounts[s.rule]
		f.Rule = w.rule(c, rule)
		w.amount(&f, c, s.amount)
		confidence = confidence.worse(rule.source.Confidence)
		for _, u := range f.Rule.Uses {
			confidence = confidence.worse(u.Source.Confidence)
		}
		if !paid {
			f.Removed = w.removal(place, c)
		}
	case no:
		f.Near = w.reach.near(c)
	case maybe:
		f.Missing = w.seeAll(w.missing[place].numbers())
		if w.person.eval(c.condition).known {
			f.Proof.Of = append(f.Proof.Of, w.openRules(c))
		}
	}
	f.Status = confidence.Status()
	return f
}

// amount says what a category gives: money, a number of something, or what goes with a class.
func (w *witness) amount(f *CategoryFinding, c *planned, given int64) {
	p := &w.person.plan.book.programmes[c.programme]
	switch {
	case p.Money():
		f.Amount, f.Says = money.Dong(given), AmountWords(given)
	case p.Kind != Classification:
		f.Value, f.Says = given, p.counted(given)
	case c.value != nil:
		if f.Unread = w.person.plan.unreadIn(c.value.node); f.Unread == nil {
			f.Value = w.person.eval(c.value.node).num
			f.Says = p.counted(f.Value)
		}
	}
}

// counted is a number with the programme's unit: 15 kg gạo.
func (p *Programme) counted(n int64) Name { return number(n).with(" "+p.Unit.VI, " "+p.Unit.EN) }

// openRules shows the amount rules of a category that is met while its amount is not known.
func (w *witness) openRules(c *planned) *Proof {
	p := &Proof{Kind: "any", Answer: "unknown", Says: Name{VI: "mức hưởng theo một trong các trường hợp", EN: "the amount follows one of these cases"}}
	for _, a := range c.amounts {
		if a.when != nil {
			k := w.proof(a.when.node)
			k.Source = &a.source
			p.Of = append(p.Of, k)
		}
	}
	return p
}

// remover is the rule by which something else is kept instead of a category.
func (w *witness) remover(place int, c *planned) *stacking {
	plan := w.person.plan
	for i := range plan.groups {
		g := &plan.groups[i]
		kept := w.picks[i].kept
		if g.rule != nil && slices.Contains(g.members, place) && kept[0] != place && kept[1] != place {
			return g.rule
		}
	}
	for _, b := range plan.between {
		if slices.Contains(b.programmes, c.programme) && w.rival[c.programme] >= 0 {
			return b
		}
	}
	return nil
}

// removal says by which rule and in favour of what a category is not paid.
func (w *witness) removal(place int, c *planned) *Removal {
	plan := w.person.plan
	rule := w.remover(place, c)
	if rule == nil {
		return nil
	}
	r := &Removal{Name: rule.Name, Source: rule.source}
	if len(rule.programmes) > 0 {
		r.For = []string{plan.book.programmes[w.rival[c.programme]].ID}
		return r
	}
	for i := range plan.groups {
		if plan.groups[i].rule != rule {
			continue
		}
		for _, k := range w.picks[i].kept {
			if k >= 0 {
				r.For = append(r.For, plan.book.categories[plan.categories[k].index].ID)
			}
		}
	}
	return r
}
