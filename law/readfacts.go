package law

import (
	"regexp"
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"
)

// factName is the form of a fact's id: it must also be an identifier of the rule language.
var factName = regexp.MustCompile(`^(person|household|area|event)\.[a-z][a-z0-9_]*$`)

// vocabulary reads facts.yaml.
func (r *reader) vocabulary(file string) *Vocabulary {
	v := &Vocabulary{index: map[string]int{}}
	top := r.object(file, r.open(file), "facts")
	for _, node := range top.list("facts") {
		f, o := r.fact(file, node)
		if d := derivation(f.ID); d != nil && f.Derived == DerivedByLaw {
			if _, ok := v.index[d.from]; !ok {
				o.bad("derived", "law.no_fact", d.from, v.nearest(d.from))
			}
		}
		if _, twice := v.index[f.ID]; twice {
			o.bad("id", "law.twice", f.ID)
			continue
		}
		v.index[f.ID] = len(v.facts)
		v.facts = append(v.facts, f)
	}
	if len(v.facts) > maxFacts {
		top.bad("facts", "law.too_many_facts", len(v.facts), maxFacts)
		v.facts = v.facts[:maxFacts]
	}
	v.derive()
	return v
}

func (r *reader) fact(file string, node *yaml.Node) (Fact, object) {
	o := r.object(file, node, "id", "type", "unit", "of", "register", "absent", "derived", "presumed", "sensitive",
		"may_change", "values", "vi", "en")
	f := Fact{
		ID: o.need("id"), Unit: o.text("unit"), Of: o.need("of"), Register: o.text("register"),
		Absent: o.text("absent"), Derived: o.text("derived"), Presumed: o.text("presumed"),
		Sensitive: o.flag("sensitive"), Name: o.name(),
	}
	if !factName.MatchString(f.ID) {
		o.bad("id", "law.bad_fact_name", f.ID)
	}
	if of := []string{"person", "household", "area", Event}; !slices.Contains(of, f.Of) {
		o.bad("of", "law.not_one_of", f.Of, nearestName(f.Of, of))
	}
	if by := []string{"", DerivedByLaw, DerivedByRegistry}; !slices.Contains(by, f.Derived) {
		o.bad("derived", "law.not_one_of", f.Derived, nearestName(f.Derived, by[1:]))
	}
	if f.Derived == DerivedByLaw && derivation(f.ID) == nil {
		o.bad("derived", "law.no_derivation", f.ID)
	}
	if (f.Of == Event) != strings.HasPrefix(f.ID, "event.") || f.Of == Event && f.Register != "" {
		o.bad("of", "law.event_fact", f.ID)
	}
	r.factType(&f, o)
	for key, text := range map[string]string{"absent": f.Absent, "presumed": f.Presumed} {
		if _, ok := f.Parse(text); text != "" && !ok {
			o.bad(key, "law.bad_value", f.ID, text)
		}
	}
	f.MayChange = r.chance(&f, o)
	return f, o
}

func (r *reader) factType(f *Fact, o object) {
	name := o.need("type")
	i := slices.Index(typeNames, name)
	if i < 0 {
		o.bad("type", "law.not_one_of", name, nearestName(name, typeNames))
		return
	}
	f.Type = Type(i)
	if (f.Type == Enum) != o.has("values") {
		o.bad("values", "law.enum_values", f.ID)
	}
	for _, n := range o.list("values") {
		c := r.object(o.file, n, "id", "vi", "en")
		choice := Choice{ID: c.need("id"), Name: c.name()}
		if _, twice := f.Code(choice.ID); twice {
			c.bad("id", "law.twice", choice.ID)
		}
		f.Values = append(f.Values, choice)
	}
	if len(f.Values) > 255 {
		o.bad("values", "law.too_many_values", f.ID)
	}
}
