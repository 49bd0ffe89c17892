package law

import "slices"

// An overlay is a higher value of a parameter in areas of a kind: where communes of special difficulty get more. It is
// a parameter of its own that stands in the place of the other wherever its condition holds, and counts only while it
// is in force and higher.
type overlay struct {
	param, own int // numbers of the parameter laid over, and of the overlay's own
	text       string
	o          object
	instrument *Instrument
	where      *node
}

// overlay makes the parameter that holds an overlay's values, or finds that of an earlier document under the same
// condition.
func (b *builder) overlay(i *Instrument, p *parameter, o object) *parameter {
	if !p.higher || i.Area != "" {
		o.bad("where", "law.no_local_value", p.id)
	}
	text := o.text("where")
	for _, x := range b.overlays {
		if b.params[x.param] == p && x.text == text {
			return b.params[x.own]
		}
	}
	own := &parameter{id: p.id, field: p.field, kind: p.kind, Name: o.name(), over: slices.Index(b.params, p) + 1}
	own.national.name = p.id
	b.params = append(b.params, own)
	b.overlays = append(b.overlays, overlay{param: own.over - 1, own: len(b.params) - 1, text: text, o: o, instrument: i})
	return own
}

// layOver reads the conditions of overlays and puts each in the place of its parameter in every expression.
func (b *builder) layOver() {
	for i := range b.overlays {
		x := &b.overlays[i]
		where := b.languages[x.instrument.Field].expression(x.o, "where", kindBool)
		if where == nil {
			continue
		}
		x.where = where.node
		found := asks(b.terms, x.where)
		for _, f := range found.facts.numbers() {
			if b.vocabulary.facts[f].Of != "area" {
				x.o.bad("where", "law.where_area", b.vocabulary.facts[f].ID)
			}
		}
	}
	if len(b.overlays) == 0 {
		return
	}
	lay := func(e *expression) {
		if e != nil {
			e.node = b.laidOver(e.node)
		}
	}
	for _, p := range b.programmes {
		for _, r := range p.requires {
			lay(r.when)
		}
	}
	for _, t := range b.terms {
		for _, v := range t.history.versions {
			lay(v.body.when)
		}
	}
	for _, c := range b.categories {
		for _, v := range c.history.versions {
			lay(v.body.when)
			lay(v.body.value)
			for _, a := range v.body.amounts {
				lay(a.when)
				lay(a.amount)
			}
		}
	}
}

func (b *builder) laidOver(n *node) *node {
	if n == nil {
		return nil
	}
	for i, k := range n.kids {
		n.kids[i] = b.laidOver(k)
	}
	if n.op != opParam {
		return n
	}
	out := n
	for _, x := range b.overlays {
		if n.num == int64(x.param) && x.where != nil {
			out = &node{op: opIf, kind: n.kind, kids: []*node{x.where, {op: opParam, kind: n.kind, num: int64(x.own)}, out}}
		}
	}
	return out
}

// laidOver is an overlay's value on a day: its own where it is higher than that of the parameter below, or else that.
func laidOver(below, own setting) setting {
	if own.ok && !own.unread && own.source.Instrument.applies && below.ok && !below.unread && own.value > below.value {
		return own
	}
	return below
}

// taken visits a node and what lies below it as far as it counts for the person: of a choice, the branch that is taken.
func (p *person) taken(n *node, visit func(*node)) {
	if n.op == opIf {
		if c := p.eval(n.kids[0]); c.known {
			p.taken(n.kids[2-c.num], visit)
			return
		}
	}
	visit(n)
	for _, k := range n.kids {
		p.taken(k, visit)
	}
}
