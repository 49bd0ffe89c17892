package law

import (
	"slices"

	"go.yaml.in/yaml/v3"
)

// stack reads the rules on benefits that meet in one person.
func (b *builder) stack() {
	for _, d := range b.drafts {
		for _, n := range d.top.list("stacking") {
			o := b.object(d.top.file, n, "id", "programme", "categories", "programmes", "together", "from", "to",
				"source", "document", "confidence", "vi", "en")
			s := &stacking{id: o.need("id"), Name: o.name(), Span: o.span(d.instrument), source: o.source(d.instrument)}
			b.among(s, o)
			for _, t := range o.list("together") {
				b.pair(d.instrument, s, b.object(d.top.file, t, "one", "with", "source", "document", "confidence"))
			}
			b.once(s, o)
			b.stackings = append(b.stackings, s)
		}
	}
}

// among reads what the rule is about: all categories of one programme, some categories of one, or several programmes.
func (b *builder) among(s *stacking, o object) {
	switch {
	case o.has("programme"):
		p := b.programme(o.text("programme"))
		if p < 0 {
			o.bad("programme", "law.no_programme", o.text("programme"), nearestName(o.text("programme"), b.programmeNames()))
		}
		for i, c := range b.categories {
			if int(c.Programme) == p {
				s.categories = append(s.categories, uint16(i))
			}
		}
	case o.has("categories"):
		s.categories = b.categoryList(o, "categories")
		for _, c := range s.categories {
			if b.categories[c].Programme != b.categories[s.categories[0]].Programme {
				o.bad("categories", "law.two_programmes", b.categories[c].ID)
			}
		}
	default:
		for _, n := range o.list("programmes") {
			p := b.programme(n.Value)
			if p < 0 {
				b.at(o.file, n.Line, n.Column, "law.no_programme", n.Value, nearestName(n.Value, b.programmeNames()))
				continue
			}
			s.programmes = append(s.programmes, uint16(p))
		}
		if len(s.programmes) < 2 {
			o.bad("programmes", "law.stacks_nothing")
		}
	}
}

func (b *builder) categoryList(o object, key string) []uint16 {
	var list []uint16
	for _, n := range o.list(key) {
		if c := b.categoryAt(o, n); c >= 0 {
			list = append(list, uint16(c))
		}
	}
	return list
}

func (b *builder) pair(i *Instrument, s *stacking, o object) {
	p := pair{one: b.categoryList(o, "one"), with: b.categoryList(o, "with"), source: o.source(i)}
	for _, c := range slices.Concat(p.one, p.with) {
		if !slices.Contains(s.categories, c) {
			o.bad("with", "law.not_in_group", b.categories[c].ID, s.id)
		}
	}
	s.together = append(s.together, p)
}

// once notes a category that two rules would keep or drop at the same time.
func (b *builder) once(s *stacking, o object) {
	for _, other := range b.stackings {
		if s.From > other.end() || other.From > s.end() {
			continue
		}
		for _, c := range s.categories {
			if slices.Contains(other.categories, c) {
				o.bad("id", "law.stacked_twice", b.categories[c].ID, other.id)
			}
		}
	}
}

// texts is the scalars of a list.
func texts(nodes []*yaml.Node) []string {
	out := make([]string, len(nodes))
	for i, n := range nodes {
		out[i] = n.Value
	}
	return out
}
