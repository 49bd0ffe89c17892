package law

// checkKinds holds what a monthly programme may ask: what the registers know, never the facts of an event or what
// another programme pays. So the monthly run needs no column for an event, and nothing in it waits for anything else.
func (b *builder) checkKinds() {
	for _, q := range b.required {
		for _, r := range q.programme.requires {
			b.checkAsked(q.programme, r.when, q.o, "requires")
		}
	}
	for _, c := range b.categories {
		if int(c.Programme) >= len(b.programmes) {
			continue
		}
		p := b.programmes[c.Programme]
		for _, v := range c.history.versions {
			b.checkAsked(p, v.body.when, v.place, "when")
			for _, a := range v.body.amounts {
				b.checkAsked(p, a.when, v.place, "amounts")
				b.checkAsked(p, a.amount, v.place, "amounts")
			}
		}
	}
}

func (b *builder) checkAsked(p *Programme, e *expression, o object, key string) {
	if e == nil || p.OnRequest() {
		return
	}
	asked := asks(b.terms, e.node)
	for _, f := range asked.facts.numbers() {
		if b.vocabulary.facts[f].Of == Event {
			o.bad(key, "law.monthly_event", p.ID, b.vocabulary.facts[f].ID)
		}
	}
	for _, q := range asked.programmes {
		o.bad(key, "law.monthly_due", p.ID, b.programmes[q].ID)
	}
}

// asked is what an expression asks, terms followed.
type asked struct {
	facts      factSet
	programmes []int64
}

func asks(terms []*term, n *node) asked {
	var out asked
	seen := map[int64]bool{}
	var walk func(n *node)
	walk = func(n *node) {
		n.each(func(k *node) {
			switch k.op {
			case opFact:
				out.facts.add(int(k.num))
			case opDue, opSum:
				out.programmes = append(out.programmes, k.num)
			case opTerm:
				if seen[k.num] {
					return
				}
				seen[k.num] = true
				for _, v := range terms[k.num].history.versions {
					if v.body.when != nil {
						walk(v.body.when.node)
					}
				}
			}
		})
	}
	walk(n)
	return out
}
