package law

import (
	"ansinh/calendar"
	"ansinh/fault"
)

// pays is what a monthly programme pays for certain; it is known where nothing could still change that.
func (o *outcome) pays(programme int64) value {
	v := value{known: !o.open[programme]}
	if o.paid[programme] {
		v.num = o.certain[programme]
	}
	for i := range o.person.plan.unread {
		c := &o.person.plan.unread[i]
		if int64(c.programme) == programme {
			if met := o.person.eval(c.condition); !met.is(false) {
				v.known = false
			}
		}
	}
	return v
}

// due says whether a monthly programme pays anything, also where how much was not read.
func (o *outcome) due(programme int64) value {
	v := o.pays(programme)
	if v.num > 0 {
		return known(1)
	}
	for i := range o.person.plan.unread {
		c := &o.person.plan.unread[i]
		if met := o.person.eval(c.condition); int64(c.programme) == programme && met.is(true) {
			return known(1)
		}
	}
	return v
}

// opens is the facts that would decide what a monthly programme pays.
func (o *outcome) opens(programme int64) factSet {
	if !o.open[programme] {
		return factSet{}
	}
	return o.person.plan.openFacts(uint16(programme), o.standing, o.settlement, func(i int) factSet { return o.missing[i] })
}

// lacking is the first thing of a category that the law says and that was not read; nil where all is there.
func (p *plan) lacking(c *planned) *Source {
	found := p.unreadIn(c.condition)
	for _, a := range c.amounts {
		if found == nil && a.when != nil {
			found = p.unreadIn(a.when.node)
		}
		if found == nil {
			found = p.unreadIn(a.amount.node)
		}
	}
	return found
}

func (p *plan) unreadIn(n *node) *Source {
	var found *Source
	n.each(func(k *node) {
		switch {
		case found != nil:
		case k.op == opParam && p.params[k.num].unread:
			found = &p.params[k.num].source
		case k.op == opLookup && p.tariffs[k.num] != nil && p.tariffs[k.num].unread:
			found = &p.tariffs[k.num].source
		case k.op == opTerm && p.terms[k.num] != nil:
			found = p.unreadIn(p.terms[k.num].body.when.node)
		}
	})
	return found
}

// confidence is how sure a row is on a day: what a later document that was not seen may have changed is no surer than
// that document.
func (b *Book) confidence(s Source, day calendar.Date) Confidence {
	c := s.Confidence
	for _, i := range b.instruments {
		if i.carries[s.Instrument] && i.applies && i.From <= day {
			c = c.worse(i.Confidence)
		}
	}
	return c
}

// wanted is the programmes to be answered on request: those named, or where none is, those that ask a fact of an event
// that is given.
func (b *Book) wanted(f Facts, ask []string) (map[uint16]bool, error) {
	want := map[uint16]bool{}
	for _, id := range ask {
		i, ok := b.Programme(id)
		switch {
		case id == All:
			for i := range b.programmes {
				want[uint16(i)] = true
			}
		case !ok:
			return nil, fault.New(fault.Invalid, "law.no_programme", id, nearestName(id, b.programmeIDs()))
		default:
			want[i] = true
		}
	}
	if len(ask) > 0 {
		return want, nil
	}
	var given factSet
	told := false
	for id, v := range f {
		i, ok := b.vocabulary.Index(id)
		if ok && b.vocabulary.facts[i].Of == Event && v.Text != "" && v.Source != SourcePresumed {
			given.add(i)
			told = true
		}
	}
	for i := range b.eventFacts {
		for w := range given {
			if told && b.eventFacts[i][w]&given[w] != 0 {
				want[uint16(i)] = true
			}
		}
	}
	return want, nil
}

// All asks for every programme.
const All = "all"

func (b *Book) programmeIDs() []string {
	ids := make([]string, len(b.programmes))
	for i := range b.programmes {
		ids[i] = b.programmes[i].ID
	}
	return ids
}

// EventFacts is the facts of events that a programme asks, in the order of the vocabulary; none of one that is not known.
func (b *Book) EventFacts(programme string) []*Fact {
	var all []*Fact
	i, ok := b.Programme(programme)
	if !ok {
		return nil
	}
	asked, _ := b.askedBy(i)
	for _, f := range asked.numbers() {
		if fact := &b.vocabulary.facts[f]; fact.Of == Event {
			all = append(all, fact)
		}
	}
	return all
}

// askedOfEvents is, by programme, the facts of events that its conditions ask; a monthly programme asks none.
func (b *Book) askedOfEvents() []factSet {
	out := make([]factSet, len(b.programmes))
	note := func(programme uint16, n *node) {
		found := asks(b.terms, n)
		for _, f := range found.facts.numbers() {
			if b.vocabulary.facts[f].Of == Event {
				out[programme].add(int(f))
			}
		}
	}
	for i := range b.programmes {
		for _, r := range b.programmes[i].requires {
			note(uint16(i), r.when.node)
		}
	}
	for i := range b.categories {
		for _, v := range b.categories[i].history.versions {
			note(b.categories[i].Programme, v.body.when.node)
		}
	}
	return out
}
