package law

import (
	"path"
	"slices"

	"go.yaml.in/yaml/v3"
)

var ruleKeys = []string{"programmes", "terms", "categories", "repeals", "stacking"}

// draft is one rules.yaml whose expressions wait until all names are known.
type draft struct {
	instrument *Instrument
	top        object
}

// declare reads the names in every rules.yaml: programmes, terms and categories.
func (b *builder) declare() {
	for _, i := range b.instruments {
		if !i.applies || !b.has(i, "rules.yaml") {
			continue
		}
		file := path.Join(i.dir, "rules.yaml")
		d := draft{instrument: i, top: b.object(file, b.open(file), ruleKeys...)}
		b.drafts = append(b.drafts, d)
		for _, n := range d.top.list("programmes") {
			b.declareProgramme(i, b.object(file, n, programmeKeys...))
		}
		for _, n := range d.top.list("terms") {
			b.declareTerm(i, b.object(file, n, termKeys...))
		}
	}
	for _, d := range b.drafts {
		for _, n := range d.top.list("categories") {
			b.declareCategory(b.object(d.top.file, n, categoryKeys...))
		}
	}
}

var (
	programmeKeys = []string{"id", "kind", "unit", "payee", "from", "requires", "source", "document", "confidence", "vi", "en"}
	termKeys      = []string{"id", "from", "to", "when", "count", "source", "document", "confidence", "vi", "en"}
	categoryKeys  = []string{"id", "programme", "payee", "from", "to", "when", "amount", "amounts", "value", "order", "source",
		"document", "confidence", "vi", "en"}
)

func (b *builder) declareProgramme(i *Instrument, o object) {
	p := &Programme{ID: o.need("id"), Kind: o.kind(), Unit: o.unit(), Payee: o.payee("self"), From: o.span(i).From,
		Name: o.name(), Source: o.source(i)}
	if !pathName.MatchString(p.ID) {
		o.bad("id", "law.bad_name", p.ID)
	}
	if b.programme(p.ID) >= 0 {
		o.bad("id", "law.twice", p.ID)
		return
	}
	b.programmes = append(b.programmes, p)
	b.required = append(b.required, required{p, i, o})
}

func (o object) payee(inherited string) string {
	s := o.text("payee")
	switch {
	case s == "":
		return inherited
	case slices.Contains(payees, s):
		return s
	}
	o.bad("payee", "law.not_one_of", s, nearestName(s, payees))
	return inherited
}

// payees is who may be paid: the person, whoever cares for them, whoever buries them, the household, the facility.
var payees = []string{"self", "carer", "burier", "household", "facility"}

func (b *builder) declareTerm(i *Instrument, o object) {
	id := o.need("id")
	if !rowName.MatchString(id) {
		o.bad("id", "law.bad_name", id)
	}
	k := kindBool
	if o.has("count") {
		k = kindInt
	}
	switch at := b.term(i.Field, id); {
	case at < 0:
		b.terms = append(b.terms, &term{id: id, field: i.Field, kind: k, history: timeline[*definition]{name: "term." + id}})
	case b.terms[at].kind != k:
		o.bad("id", "law.wrong_result", kindName(b.terms[at].kind), kindName(k))
	}
}

func (b *builder) declareCategory(o object) {
	id := o.need("id")
	if !pathName.MatchString(id) {
		o.bad("id", "law.bad_name", id)
	}
	programme := o.need("programme")
	p := b.programme(programme)
	if p < 0 {
		o.bad("programme", "law.no_programme", programme, nearestName(programme, b.programmeNames()))
		p = 0
	}
	if b.category(id) < 0 {
		b.categories = append(b.categories, &Category{
			ID: id, Programme: uint16(p), history: timeline[*wording]{name: id},
		})
	}
}

func (b *builder) programme(id string) int {
	return slices.IndexFunc(b.programmes, func(p *Programme) bool { return p.ID == id })
}

func (b *builder) programmeNames() []string {
	names := make([]string, len(b.programmes))
	for i, p := range b.programmes {
		names[i] = p.ID
	}
	return names
}

func (b *builder) term(field, id string) int {
	return slices.IndexFunc(b.terms, func(t *term) bool { return t.field == field && t.id == id })
}

func (b *builder) category(id string) int {
	return slices.IndexFunc(b.categories, func(c *Category) bool { return c.ID == id })
}

// categoryAt finds the category a node of the file names; -1 and a problem where there is none.
func (b *builder) categoryAt(o object, n *yaml.Node) int {
	c := b.category(n.Value)
	if c < 0 {
		names := make([]string, len(b.categories))
		for i, k := range b.categories {
			names[i] = k.ID
		}
		b.at(o.file, n.Line, n.Column, "law.no_category", n.Value, nearestName(n.Value, names))
	}
	return c
}
