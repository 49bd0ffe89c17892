package law

import (
	"io/fs"
	"path"
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"
)

// has says whether an instrument brings a file of its own.
func (r *reader) has(i *Instrument, name string) bool {
	_, err := fs.Stat(r.fsys, path.Join(i.dir, name))
	return err == nil
}

// parameters reads params.yaml of every instrument. The first that writes a name gives its type and its words; later
// ones bring values only.
func (b *builder) parameters() {
	for _, i := range b.instruments {
		if !b.has(i, "params.yaml") {
			continue
		}
		file := path.Join(i.dir, "params.yaml")
		top := b.open(file)
		if top == nil {
			continue
		}
		o := b.object(file, top)
		for n := 0; n+1 < len(top.Content); n += 2 {
			b.parameter(i, o, top.Content[n], top.Content[n+1])
		}
	}
	for _, t := range b.tariffs {
		t.history.close()
	}
	for _, p := range b.params {
		p.national.close()
		for _, l := range p.local {
			l.close()
		}
	}
}

func (b *builder) parameter(i *Instrument, top object, key, node *yaml.Node) {
	id := key.Value
	o := b.object(top.file, node, "vi", "en", "type", "by", "local", "where", "values")
	if !rowName.MatchString(id) {
		top.bad(id, "law.bad_name", id)
	}
	if o.text("type") == "table" || b.findTariff(i.Field, id) != nil {
		b.tariff(i, id, o)
		return
	}
	p := b.findParameter(i.Field, id)
	switch known := b.parametersOf(i.Field); {
	case o.has("where") && p != nil:
		p = b.overlay(i, p, o)
	case p == nil && len(known) > 0 && !o.has("type") && !o.has("vi") && !o.has("en"): // it was meant to bring values only
		b.at(top.file, key.Line, key.Column, "law.no_parameter_named", id, nearestName(id, known))
		p = &parameter{id: id, field: i.Field}
	case p == nil:
		p = &parameter{id: id, field: i.Field, kind: kindMoney, Name: o.name(), local: map[string]*timeline[int64]{}}
		p.national.name = id
		switch t := o.need("type"); t {
		case "money":
		case "int":
			p.kind = kindInt
		default:
			o.bad("type", "law.not_one_of", t, nearestName(t, []string{"money", "int", "table"}))
		}
		switch l := o.text("local"); l {
		case "higher":
			p.higher = true
		case "":
		default:
			o.bad("local", "law.not_one_of", l, "higher")
		}
		b.params = append(b.params, p)
	case o.has("type") || o.has("vi"):
		o.bad("type", "law.twice", id)
	}
	b.values(i, p, o)
}

func (b *builder) values(i *Instrument, p *parameter, o object) {
	line := &p.national
	if i.Area != "" {
		if !p.higher {
			o.bad("values", "law.no_local_value", p.id)
		}
		if p.local[i.Area] == nil {
			p.local[i.Area] = &timeline[int64]{name: p.id}
		}
		line = p.local[i.Area]
	}
	if len(o.list("values")) == 0 && o.node != nil {
		o.bad("values", "law.missing_key", "values")
	}
	for _, n := range o.list("values") {
		v := b.object(o.file, n, "from", "to", "value", "source", "document", "confidence")
		f, unread := Fact{Type: Money}, v.unread()
		amount, ok := f.Parse(v.need("value"))
		if !ok && !unread {
			v.bad("value", "law.bad_value", p.id, v.text("value"))
		}
		span := v.span(i)
		line.versions = append(line.versions, version[int64]{
			Span: span, body: amount, source: v.source(i), open: span.To.IsZero(), unread: unread, place: v, key: "from",
		})
	}
}

func (b *builder) findParameter(field, id string) *parameter {
	n := slices.IndexFunc(b.params, func(p *parameter) bool { return p.field == field && p.id == id })
	if n < 0 {
		return nil
	}
	return b.params[n]
}

// parametersOf is the names of a field's numbers read so far.
func (b *builder) parametersOf(field string) []string {
	var names []string
	for _, p := range b.params {
		if p.field == field {
			names = append(names, p.id)
		}
	}
	return names
}

// fieldName is a field as the rule language writes it: social-assistance becomes social_assistance.
func fieldName(field string) string { return strings.ReplaceAll(field, "-", "_") }
