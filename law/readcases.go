package law

import (
	"fmt"
	"maps"
	"path"
	"slices"

	"go.yaml.in/yaml/v3"

	"ansinh/calendar"
	"ansinh/money"
)

// readCases reads cases.yaml of every instrument that applies here.
func (b *builder) readCases() {
	seen := map[string]bool{}
	for _, i := range b.instruments {
		if !i.applies || !b.has(i, "cases.yaml") {
			continue
		}
		file := path.Join(i.dir, "cases.yaml")
		top := b.object(file, b.open(file), "ask", "cases")
		for _, n := range top.list("cases") {
			o := b.object(file, n, "id", "month", "facts", "complete", "ask", "expect", "removed", "unread", "unknown", "each")
			ask := b.askList(o)
			if !o.has("ask") {
				ask = b.askList(top)
			}
			id := o.need("id")
			if key := i.ID + " " + id; seen[key] {
				o.bad("id", "law.twice", id)
			} else {
				seen[key] = true
			}
			for _, c := range b.variants(o) {
				c.Ask, c.File = ask, file
				b.cases = append(b.cases, c)
			}
		}
	}
}

// variants is a case, or the several that it writes as one: each with a month or facts of its own beside what is common
// to all.
func (b *builder) variants(o object) []Case {
	if !o.has("each") {
		c := b.oneCase(o, nil)
		c.ID, c.Line = o.text("id"), o.node.Line
		return []Case{c}
	}
	for _, key := range []string{"expect", "removed", "unread", "unknown"} {
		if o.has(key) {
			o.bad(key, "law.case.in_each", key)
		}
	}
	var all []Case
	for at, n := range o.list("each") {
		v := b.object(o.file, n, "month", "facts", "expect", "removed", "unread", "unknown")
		c := b.oneCase(v, &o)
		c.ID, c.Line = fmt.Sprint(o.text("id"), " ", at+1), n.Line
		all = append(all, c)
	}
	return all
}

// askList is the programmes a case asks for on request.
func (b *builder) askList(o object) []string {
	var list []string
	for _, n := range o.list("ask") {
		if b.programme(n.Value) < 0 {
			b.at(o.file, n.Line, n.Column, "law.no_programme", n.Value, nearestName(n.Value, b.programmeNames()))
			continue
		}
		list = append(list, n.Value)
	}
	return list
}

// oneCase reads a case; of one of several, the month and the facts stand with what is common too.
func (b *builder) oneCase(o object, common *object) Case {
	c := Case{Facts: Facts{}, Unknown: map[string][]string{}}
	both := []object{o}
	if common != nil {
		both = []object{*common, o}
	}
	last := both[len(both)-1]
	if len(both) > 1 && !o.has("month") {
		last = both[0]
	}
	month, err := calendar.ParseMonth(last.need("month"))
	if err != nil {
		last.bad("month", "calendar.not_a_month", last.text("month"))
	}
	c.Month = month
	stated := false
	for _, from := range both {
		if n := from.fields["facts"]; n != nil {
			own := Facts{}
			b.facts(b.vocabulary, o.file, n, own)
			maps.Copy(c.Facts, own)
			stated = true
		}
	}
	if !stated {
		o.bad("facts", "law.missing_key", "facts")
	}
	b.complete(b.vocabulary, both[0], "all", c.Facts)
	for _, n := range o.list("expect") {
		c.Expect = append(c.Expect, b.expected(b.object(o.file, n, "category", "amount", "value")))
	}
	if !o.has("expect") {
		o.bad("expect", "law.missing_key", "expect")
	}
	c.Removed, c.Unread = b.categoryNames(o, "removed"), b.categoryNames(o, "unread")
	b.unknown(o, &c)
	return c
}

// expected is one line of what a case expects: a category with its amount of money, or its value, or nothing but the
// class.
func (b *builder) expected(o object) Expected {
	e := Expected{Category: o.need("category"), Value: o.number("value")}
	paid := true
	if k := o.fields["category"]; k != nil {
		if at := b.categoryAt(o, k); at >= 0 && int(b.categories[at].Programme) < len(b.programmes) {
			paid = b.programmes[b.categories[at].Programme].Money()
		}
	}
	if paid || o.has("amount") {
		f := Fact{Type: Money}
		amount, ok := f.Parse(o.need("amount"))
		if !ok {
			o.bad("amount", "law.bad_value", "amount", o.text("amount"))
		}
		e.Amount = money.Dong(amount)
	}
	return e
}

func (b *builder) categoryNames(o object, key string) []string {
	for _, n := range o.list(key) {
		b.categoryAt(o, n)
	}
	return texts(o.list(key))
}

func (b *builder) unknown(o object, c *Case) {
	n := o.fields["unknown"]
	if n == nil {
		return
	}
	u := b.object(o.file, n, b.programmeNames()...)
	for programme := range u.fields {
		for _, f := range u.list(programme) {
			if _, ok := b.vocabulary.Index(f.Value); !ok {
				b.at(o.file, f.Line, f.Column, "law.no_fact", f.Value, b.vocabulary.nearest(f.Value))
			}
			c.Unknown[programme] = append(c.Unknown[programme], f.Value)
		}
		slices.Sort(c.Unknown[programme])
	}
}

// facts reads facts written by hand: the full id, or nested (person: {birth_date: …}), or the last part where only
// one fact ends so.
func (r *reader) facts(v *Vocabulary, file string, node *yaml.Node, into Facts) {
	r.factsUnder(v, file, node, "", into)
}

func (r *reader) factsUnder(v *Vocabulary, file string, node *yaml.Node, prefix string, into Facts) {
	if node.Kind != yaml.MappingNode {
		r.at(file, node.Line, node.Column, "law.not_mapping")
		return
	}
	for i := 0; i+1 < len(node.Content); i += 2 {
		k, val := node.Content[i], node.Content[i+1]
		if prefix == "" && val.Kind == yaml.MappingNode && slices.Contains([]string{"person", "household", "area", Event}, k.Value) {
			r.factsUnder(v, file, val, k.Value+".", into)
			continue
		}
		f := v.byName(prefix + k.Value)
		switch {
		case f == nil:
			r.at(file, k.Line, k.Column, "law.no_fact", prefix+k.Value, v.nearest(prefix+k.Value))
		case f.Derived == DerivedByLaw:
			r.at(file, k.Line, k.Column, "law.derived", f.ID, derivation(f.ID).from)
		default:
			r.takeFact(f, file, val, into)
		}
	}
}

// takeFact takes one value; unknown is written as unknown or null.
func (r *reader) takeFact(f *Fact, file string, n *yaml.Node, into Facts) {
	if _, twice := into[f.ID]; twice {
		r.at(file, n.Line, n.Column, "law.key_twice", f.ID)
	}
	if n.Kind != yaml.ScalarNode {
		r.at(file, n.Line, n.Column, "law.not_text", f.ID)
		return
	}
	if n.Value == "unknown" || n.Tag == "!!null" {
		into[f.ID] = FactValue{}
		return
	}
	num, ok := f.Parse(n.Value)
	switch {
	case !ok && f.Type == Enum:
		r.at(file, n.Line, n.Column, "law.no_value", f.ID, n.Value, nearestChoice(f, n.Value))
	case !ok:
		r.at(file, n.Line, n.Column, "law.bad_value", f.ID, n.Value)
	default:
		into[f.ID] = FactValue{Text: f.Format(num)}
	}
}

// byName finds a fact by its id, or by the last part of it where that is unique; nil where there is none.
func (v *Vocabulary) byName(name string) *Fact {
	if f, ok := v.Fact(name); ok {
		return f
	}
	var found *Fact
	for i := range v.facts {
		if path.Ext(v.facts[i].ID) == "."+name {
			if found != nil {
				return nil
			}
			found = &v.facts[i]
		}
	}
	return found
}

// complete fills in what silence means: in the registers named as complete ("all" or a list) a fact that is not
// mentioned has its absent value, and what may be presumed of anyone is presumed. A fact set to unknown stays so.
func (r *reader) complete(v *Vocabulary, o object, inherited string, facts Facts) {
	var registers []string
	all := inherited == "all"
	if n := o.fields["complete"]; n != nil {
		all = n.Kind == yaml.ScalarNode && n.Value == "all"
		if n.Kind == yaml.SequenceNode {
			registers = texts(n.Content)
		} else if !all && n.Value != "none" {
			o.bad("complete", "law.not_one_of", n.Value, "all, none")
		}
	}
	var known []string
	for i, name := range registers {
		if known == nil {
			known = v.registers()
		}
		if !slices.Contains(known, name) {
			n := o.fields["complete"].Content[i]
			r.at(o.file, n.Line, n.Column, "law.no_register", name, nearestName(name, known))
		}
	}
	v.complete(facts, func(register string) bool { return all || slices.Contains(registers, register) })
}

// registers is the names of all registers, sorted.
func (v *Vocabulary) registers() []string {
	var names []string
	for i := range v.facts {
		if n := v.facts[i].Register; n != "" && !slices.Contains(names, n) {
			names = append(names, n)
		}
	}
	return sortedNames(names)
}

func (v *Vocabulary) complete(facts Facts, complete func(register string) bool) {
	for i := range v.facts {
		f := &v.facts[i]
		said, mentioned := facts[f.ID]
		switch {
		case mentioned && said.Text == "":
			delete(facts, f.ID)
		case mentioned:
		case f.Presumed != "":
			facts[f.ID] = FactValue{Text: f.Presumed, Source: SourcePresumed}
		case f.Absent != "" && f.Register != "" && complete(f.Register):
			facts[f.ID] = FactValue{Text: f.Absent, Source: SourceAbsent}
		}
	}
}

// Sources of facts that nobody stated.
const (
	SourceStated   = "stated"   // stated of an event, by an applicant or an officer
	SourcePresumed = "presumed" // taken for granted in a question put by hand
	SourceAbsent   = "absent"   // the register is complete and has no entry
)
