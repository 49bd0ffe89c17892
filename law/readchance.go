package law

import "strings"

// Chance says that a fact may become another in a person's life, or be established anew, and how that is said.
type Chance struct {
	To []string `json:"to"` // the values people are told about
	Name
}

// chance reads may_change of a fact; nil where it has none.
func (r *reader) chance(f *Fact, o object) *Chance {
	if !o.has("may_change") {
		return nil
	}
	q := r.object(o.file, o.fields["may_change"], "to", "vi", "en")
	c := &Chance{Name: q.name()}
	for _, n := range q.list("to") {
		if _, ok := f.Parse(n.Value); !ok {
			r.at(o.file, n.Line, n.Column, "law.bad_value", f.ID, n.Value)
		}
		c.To = append(c.To, n.Value)
	}
	if len(c.To) == 0 {
		q.bad("to", "law.missing_key", "to")
	}
	for key, s := range map[string]string{"vi": c.VI, "en": c.EN} {
		if n := strings.Count(s, "%s"); n != strings.Count(s, "%") || n > 1 || n == 0 && len(c.To) > 1 {
			q.bad(key, "law.bad_chance", f.ID)
		}
	}
	return c
}

// says is the sentence for one of the values.
func (c *Chance) says(value Name) Name {
	return Name{VI: strings.Replace(c.VI, "%s", value.VI, 1), EN: strings.Replace(c.EN, "%s", value.EN, 1)}
}
