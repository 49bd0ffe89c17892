package law

// answers works out every category of the month for one person, with the facts that are missing for the unknown ones.
func (p *person) answers(st []standing, missing []factSet) error {
	var rules []candidate // one after the other on the same space
	for i := range p.plan.categories {
		c := &p.plan.categories[i]
		condition := p.eval(c.condition).truth()
		rules = append(rules[:0], make([]candidate, len(c.amounts))...)
		for k, a := range c.amounts {
			when := yes
			if a.when != nil {
				when = p.eval(a.when.node).truth()
			}
			if condition == no || when == no {
				continue
			}
			amount := p.eval(a.amount.node)
			rules[k] = candidate{truth: when, amount: amount.num, known: amount.known}
		}
		if p.err != nil {
			return p.err
		}
		s, err := c.resolve(condition, rules)
		if err != nil {
			return err
		}
		if st[i] = s; s.truth == maybe {
			missing[i] = p.asks(c)
		}
	}
	return nil
}

// asks is the facts for want of which a category cannot be answered.
func (p *person) asks(c *planned) factSet {
	var all factSet
	p.lacks(c.condition, &all)
	for _, a := range c.amounts {
		if a.when != nil {
			if p.eval(a.when.node).is(false) {
				continue
			}
			p.lacks(a.when.node, &all)
		}
		p.lacks(a.amount.node, &all)
	}
	return all
}

// openFacts is the facts that would decide what a programme could still bring; asks gives those of a category.
func (p *plan) openFacts(programme uint16, st []standing, s *settlement, asks func(place int) factSet) factSet {
	var all factSet
	for i := range p.groups {
		g := &p.groups[i]
		if g.programme != programme {
			continue
		}
		for _, m := range g.members {
			if g.matters(m, st, s.picks[i]) {
				facts := asks(m)
				all.union(&facts)
			}
		}
	}
	return all
}
