package law

import (
	"io/fs"
	"slices"

	"ansinh/calendar"
)

// builder brings the files together into a book. Names are declared first, then expressions are read, then times are
// closed and checked, so that the order of files does not matter and every mistake is found in one run.
type builder struct {
	*reader
	vocabulary  *Vocabulary
	instruments []*Instrument
	params      []*parameter
	tariffs     []*tariff
	programmes  []*Programme
	terms       []*term
	categories  []*Category
	stackings   []*stacking
	overlays    []overlay
	drafts      []draft
	required    []required
	languages   map[string]*language
	cases       []Case
}

// required is a programme whose shared conditions wait to be read.
type required struct {
	programme  *Programme
	instrument *Instrument
	o          object
}

// Load reads, checks and compiles everything under law/ of the policy folder. The error lists every mistake at once
// with its place; errors.As finds it as Problems.
func Load(fsys fs.FS) (*Book, error) {
	b := &builder{reader: newReader(fsys), languages: map[string]*language{}}
	b.readAhead()
	b.vocabulary = b.reader.vocabulary("law/facts.yaml")
	b.instruments = b.reader.instruments()
	b.parameters()
	b.declare()
	if err := b.speak(); err != nil {
		return nil, err
	}
	b.wordings()
	b.layOver()
	b.close()
	b.checkTimes()
	b.checkReach()
	b.checkKinds()
	b.stack()
	b.readCases()
	if problems := b.sorted(); len(problems) > 0 {
		return nil, problems.fault()
	}
	return b.book()
}

// speak makes the rule language of every field.
func (b *builder) speak() error {
	for _, i := range b.instruments {
		if b.languages[i.Field] != nil {
			continue
		}
		l, err := newLanguage(b.namesOf(i.Field))
		if err != nil {
			return err
		}
		b.languages[i.Field] = l
	}
	return nil
}

// namesOf is every name a field's expressions may use.
func (b *builder) namesOf(field string) map[string]meaning {
	names := map[string]meaning{}
	for i := range b.vocabulary.facts {
		f := &b.vocabulary.facts[i]
		if k, ok := factKind(f.Type); ok {
			names[f.ID] = meaning{op: opFact, num: int64(i), kind: k, fact: f}
		}
	}
	for i, p := range b.params {
		if p.over > 0 {
			continue
		}
		m := meaning{op: opParam, num: int64(i), kind: p.kind}
		names[fieldName(p.field)+"."+p.id] = m
		if p.field == field {
			names[p.id] = m
		}
	}
	for i, t := range b.tariffs {
		m := meaning{op: opLookup, num: int64(i), kind: kindMoney, table: t}
		if t.fact >= 0 {
			m.byKind, _ = factKind(b.vocabulary.facts[t.fact].Type)
		}
		names[fieldName(t.field)+"."+t.id] = m
		if t.field == field {
			names[t.id] = m
		}
	}
	for i, p := range b.programmes {
		if !p.OnRequest() {
			names["due."+fieldName(p.ID)] = meaning{op: opDue, num: int64(i), kind: kindBool}
			names["sum."+fieldName(p.ID)] = meaning{op: opSum, num: int64(i), kind: kindMoney}
		}
	}
	for i, t := range b.terms {
		m := meaning{op: opTerm, num: int64(i), kind: t.kind}
		names[fieldName(t.field)+".term."+t.id] = m
		if t.field == field {
			names["term."+t.id] = m
		}
	}
	return names
}

// wordings reads every expression of every rules.yaml.
func (b *builder) wordings() {
	for _, q := range b.required {
		b.requirements(q)
	}
	for _, d := range b.drafts {
		for _, n := range d.top.list("terms") {
			b.definition(d.instrument, b.object(d.top.file, n))
		}
		for _, n := range d.top.list("categories") {
			b.wording(d.instrument, b.object(d.top.file, n))
		}
	}
}

func (b *builder) requirements(q required) {
	for _, n := range q.o.list("requires") {
		o := b.object(q.o.file, n, "when", "source", "document", "confidence", "vi", "en")
		when := b.languages[q.instrument.Field].expression(o, "when", kindBool)
		q.programme.requires = append(q.programme.requires,
			&requirement{Name: o.name(), source: o.source(q.instrument), when: when})
	}
}

func (b *builder) definition(i *Instrument, o object) {
	t := b.terms[max(0, b.term(i.Field, o.text("id")))]
	span := o.span(i)
	t.history.versions = append(t.history.versions, version[*definition]{
		Span: span, source: o.source(i), open: span.To.IsZero(), place: o, key: "id",
		body: &definition{Name: o.name(), when: b.languages[i.Field].expression(o, termKey(t.kind), t.kind)},
	})
}

// termKey is the key under which a term of a kind stands.
func termKey(k kind) string {
	if k == kindBool {
		return "when"
	}
	return "count"
}

func (b *builder) wording(i *Instrument, o object) {
	at := b.category(o.text("id"))
	if at < 0 {
		return
	}
	c, span := b.categories[at], o.span(i)
	w := &wording{
		category: uint16(at), Name: o.name(), payee: o.payee(b.payeeOf(c)),
		when: b.languages[i.Field].expression(o, "when", kindBool),
	}
	p := &Programme{Kind: Monthly}
	if int(c.Programme) < len(b.programmes) {
		p = b.programmes[c.Programme]
	}
	if p.Kind == Classification {
		w.amounts, w.value = b.class(i, c, o)
	} else {
		w.amounts = b.amounts(i, o, p.amountKind())
	}
	c.history.versions = append(c.history.versions, version[*wording]{
		Span: span, body: w, source: o.source(i), open: span.To.IsZero(), place: o, key: "id",
	})
}

func (b *builder) payeeOf(c *Category) string {
	if int(c.Programme) < len(b.programmes) {
		return b.programmes[c.Programme].Payee
	}
	return "self"
}

// amounts reads the amount of a category: one for all, or several each under its condition.
func (b *builder) amounts(i *Instrument, o object, k kind) []*amountRule {
	l := b.languages[i.Field]
	if o.has("value") {
		o.bad("value", "law.class_only")
	}
	if o.has("amount") == o.has("amounts") {
		o.bad("amounts", "law.one_amount")
		return nil
	}
	if o.has("amount") {
		return []*amountRule{{amount: l.expression(o, "amount", k), source: o.source(i)}}
	}
	var rules []*amountRule
	for _, n := range o.list("amounts") {
		a := b.object(o.file, n, "id", "rank", "when", "amount", "source", "document", "confidence", "vi", "en")
		rule := &amountRule{id: a.need("id"), rank: int(a.number("rank")), source: a.source(i), amount: l.expression(a, "amount", k)}
		if a.has("when") {
			rule.when = l.expression(a, "when", kindBool)
		}
		rule.Name = a.name()
		rules = append(rules, rule)
	}
	return rules
}

// class reads a category of a classification: it has no amount, perhaps a number that goes with it. What stands in its
// place is its rank, by the order given or else as declared, so that of several classes the first is kept.
func (b *builder) class(i *Instrument, c *Category, o object) ([]*amountRule, *expression) {
	for _, key := range []string{"amount", "amounts"} {
		if o.has(key) {
			o.bad(key, "law.class_amount")
		}
	}
	if o.has("order") {
		rule := &amountRule{amount: &expression{node: constant(kindInt, max(1, maxOrder-o.number("order")))}, source: o.source(i)}
		return []*amountRule{rule}, b.classValue(i, o)
	}
	rank := int64(1)
	for _, k := range slices.Backward(b.categories) {
		if k == c {
			break
		}
		if k.Programme == c.Programme {
			rank++
		}
	}
	rule := &amountRule{amount: &expression{node: constant(kindInt, rank)}, source: o.source(i)}
	return []*amountRule{rule}, b.classValue(i, o)
}

// maxOrder is above every order that a class is given.
const maxOrder = 10_000

func (b *builder) classValue(i *Instrument, o object) *expression {
	if !o.has("value") {
		return nil
	}
	return b.languages[i.Field].expression(o, "value", kindInt)
}

// number is a count of a key; 0 where the key is missing.
func (o object) number(key string) int64 {
	s := o.text(key)
	f := Fact{Type: Int}
	n, ok := f.Parse(s)
	if s != "" && !ok {
		o.bad(key, "law.bad_value", key, s)
	}
	return n
}

// close ends what is repealed or replaced.
func (b *builder) close() {
	for _, t := range b.terms {
		t.history.close()
	}
	for _, c := range b.categories {
		c.history.close()
	}
	for _, d := range b.drafts {
		for _, n := range d.top.list("repeals") {
			b.repeal(d.instrument, b.object(d.top.file, n, "category", "from", "source", "document", "confidence"))
		}
	}
}

func (b *builder) repeal(i *Instrument, o object) {
	o.need("category")
	at := -1
	if n := o.fields["category"]; n != nil {
		at = b.categoryAt(o, n)
	}
	if at < 0 {
		return
	}
	c, from := b.categories[at], o.span(i).From
	if !c.history.repeal(from) {
		o.bad("from", "law.nothing_to_repeal", c.ID, from.String())
		return
	}
	c.repeal = &repeal{from: from, source: o.source(i)}
}

// firstMonth is the earliest month the book answers for.
func (b *builder) firstMonth() calendar.Month {
	first := calendar.Month(0)
	for _, p := range b.programmes {
		if m := p.From.Month(); !p.OnRequest() && (first == 0 || m < first) {
			first = m
		}
	}
	return first
}
