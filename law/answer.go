package law

// answers works out every category of the month for one person, with the facts that are missing for the unknown ones.
func (p *person) answers(st []standing, missing []factSet) error {
	for i := range p.plan.categories {
		c := &p.plan.categories[i]
		condition := p.eval(c.condition)
		rules := make([]candidate, len(c.amounts))
		asked := condition.missing
		for k, a := range c.amounts {
			when := known(1)
			if a.when != nil {
				when = p.eval(a.when.node)
			}
			if condition.truth() == no || when.truth() == no {
				continue
			}
			amount := p.eval(a.amount.node)
			rules[k] = candidate{truth: when.truth(), amount: amount.num, known: amount.known}
			asked.union(&when.missing)
			asked.union(&amount.missing)
		}
		if p.err != nil {
			return p.err
		}
		s, err := c.resolve(condition.truth(), rules)
		if err != nil {
			return err
		}
		st[i] = s
		if s.truth == maybe {
			missing[i] = asked
		}
	}
	return nil
}

// openFacts is the facts that would decide what a programme could still bring.
func (p *plan) openFacts(programme uint16, st []standing, missing []factSet, s *settlement) []uint16 {
	var all factSet
	for i := range p.groups {
		g := &p.groups[i]
		if g.programme != programme {
			continue
		}
		for _, m := range g.members {
			if g.matters(m, st, s.picks[i]) {
				all.union(&missing[m])
			}
		}
	}
	return all.numbers()
}
