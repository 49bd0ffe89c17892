package law

import "slices"

// checkTimes holds every expression against the validity of what it names: a rule must not outlive its parameter,
// and a term must not lead back to itself.
func (b *builder) checkTimes() {
	for i, t := range b.terms {
		if b.circular(i, nil) {
			v := &t.history.versions[0]
			v.place.bad("when", "law.circular", "term."+t.id)
		}
		for j := range t.history.versions {
			v := &t.history.versions[j]
			b.covered(v.body.when, v.Span, v.place, "when")
		}
	}
	for _, q := range b.required {
		for _, r := range q.programme.requires {
			b.covered(r.when, Span{From: q.programme.From}, q.o, "requires")
		}
	}
	for _, c := range b.categories {
		for j := range c.history.versions {
			v := &c.history.versions[j]
			b.covered(v.body.when, v.Span, v.place, "when")
			b.covered(v.body.value, v.Span, v.place, "value")
			for _, a := range v.body.amounts {
				key := "amounts"
				if v.place.has("amount") {
					key = "amount"
				}
				b.covered(a.when, v.Span, v.place, key)
				b.covered(a.amount, v.Span, v.place, key)
			}
			if p := b.programmes; int(c.Programme) < len(p) && v.From < p[c.Programme].From {
				v.place.bad("from", "law.before_programme", c.ID, p[c.Programme].ID, p[c.Programme].From.String())
			}
		}
	}
}

// covered notes every name in an expression that has no value on some day of the span.
func (b *builder) covered(e *expression, s Span, o object, key string) {
	if e == nil || s.end() < s.From {
		return
	}
	e.node.each(func(n *node) {
		switch n.op {
		case opParam:
			p := b.params[n.num]
			if p.over > 0 {
				return // where an overlay has no value, the parameter below has
			}
			if day, ok := p.national.covers(s); !ok {
				o.bad(key, "law.no_value_on", p.id, day.String())
			}
		case opLookup:
			t := b.tariffs[n.num]
			if day, ok := t.history.covers(s); !ok {
				o.bad(key, "law.no_value_on", t.id, day.String())
			}
		case opTerm:
			t := b.terms[n.num]
			if day, ok := t.history.covers(s); !ok {
				o.bad(key, "law.no_value_on", "term."+t.id, day.String())
			}
		}
	})
}

// circular says whether a term's definition leads back to it.
func (b *builder) circular(term int, path []int) bool {
	if slices.Contains(path, term) {
		return term == path[0]
	}
	path = append(path, term)
	found := false
	for _, v := range b.terms[term].history.versions {
		if v.body.when == nil {
			continue
		}
		v.body.when.node.each(func(n *node) {
			if n.op == opTerm && !found {
				found = b.circular(int(n.num), path)
			}
		})
	}
	return found
}
