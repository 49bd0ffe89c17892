package law

import (
	"go.yaml.in/yaml/v3"

	"ansinh/fault"
)

// ParseFacts reads the facts of one person written by hand, in YAML or JSON:
//
//	birth_date: 1946-05-01
//	household: {poverty: near_poor}
//	person.pension_monthly: 0
//	complete: [disability, family]
//
// A name may be the full id, nested, or its last part where that is unique. What is not mentioned is unknown, but for
// what may be presumed of anyone (alive, resident) and, in a register named as complete ("all" for every one), the
// value that its silence means. The name of the file is for messages only.
func (v *Vocabulary) ParseFacts(file string, raw []byte) (Facts, error) {
	r := newReader(nil)
	facts := Facts{}
	top := r.parse(file, raw)
	if top != nil && top.Kind != yaml.MappingNode {
		r.at(file, top.Line, top.Column, "law.facts_not_mapping")
	} else if top != nil {
		o, rest := r.splitComplete(file, top)
		r.facts(v, file, rest, facts)
		r.complete(v, o, "none", facts)
	}
	if len(r.problems) == 0 {
		return facts, nil
	}
	f := fault.Wrap(r.sorted(), fault.Invalid, "law.facts_wrong")
	for _, p := range r.problems {
		f.At(p.Where(), p.Code, p.Args...)
	}
	return nil, f
}

// splitComplete takes the key that names complete registers out of the facts.
func (r *reader) splitComplete(file string, top *yaml.Node) (object, *yaml.Node) {
	rest := *top
	rest.Content = nil
	o := object{r: r, file: file, node: top, fields: map[string]*yaml.Node{}}
	for i := 0; i+1 < len(top.Content); i += 2 {
		if top.Content[i].Value == "complete" {
			o.fields["complete"] = top.Content[i+1]
			continue
		}
		rest.Content = append(rest.Content, top.Content[i], top.Content[i+1])
	}
	return o, &rest
}
