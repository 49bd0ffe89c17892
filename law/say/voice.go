package say

import (
	"strings"

	"ansinh/law"
	"ansinh/money"
	"ansinh/text"
)

// voice writes an explanation in one language. Sentences come from the texts, names from the tree; nothing is worked
// out here.
type voice struct {
	texts *text.Texts
	lang  text.Lang
	out   strings.Builder
	bare  bool // how sure an amount is stands elsewhere
}

func (v *voice) say(code string, args ...any) string {
	return v.texts.Of(v.lang, "law.say."+code, args...)
}

func (v *voice) name(n law.Name) string { return n.In(string(v.lang)) }

func (v *voice) line(depth int, s string) {
	v.out.WriteString(strings.Repeat("  ", depth))
	v.out.WriteString(s)
	v.out.WriteByte('\n')
}

func (v *voice) amount(d money.Dong) string { return v.name(law.AmountWords(int64(d))) }

func (v *voice) cite(s law.Source) string { return s.Cite(string(v.lang)) }

// status is the warning beside an amount that does not rest on verified rows; "" where it does.
func (v *voice) status(s string) string {
	if v.bare || s == "verified" {
		return ""
	}
	return " [" + v.say("status."+s) + "]"
}

func (v *voice) month(e *law.Explanation) string {
	if v.lang == text.EN {
		return e.Month.String()
	}
	return e.Month.Vietnamese()
}

// mark is the box of a checklist.
func mark(answer string) string {
	return map[string]string{"met": "[x]", "not_met": "[ ]", "unknown": "[?]", "not_in_force": "[-]"}[answer]
}

// value is a fact's value in words and where it is known from.
func (v *voice) value(f law.SeenFact) string {
	if !f.Known {
		return v.say("unknown_value")
	}
	s := v.name(f.Says)
	switch f.Source {
	case "":
	case law.SourcePresumed, law.SourceAbsent:
		s += " (" + v.say("source."+f.Source) + ")"
	default:
		s += " (" + f.Source + ")"
	}
	return s
}

func (v *voice) factNames(facts []law.SeenFact) string {
	names := make([]string, len(facts))
	for i, f := range facts {
		names[i] = v.name(f.Name)
	}
	return strings.Join(names, "; ")
}

// given is what a benefit gives, in words.
func (v *voice) given(b *law.BenefitFinding) string {
	if b.Says == (law.Name{}) {
		return v.name(b.Name)
	}
	return v.name(b.Says)
}

// Citizen is the answer in a few sentences: what is due, on which ground, what is missing, what will change, and what
// stood in the way where nothing is due.
func Citizen(e *law.Explanation, t *text.Texts, lang text.Lang) string {
	v := &voice{texts: t, lang: lang}
	if !v.due(e) {
		v.line(0, v.say("nothing_due", v.month(e)))
		v.nearest(e)
	}
	for _, p := range e.Programmes {
		for _, c := range p.Categories {
			switch {
			case c.Removed != nil && p.Kind == law.Classification:
				if c.Value > 0 || c.Unread != nil {
					v.line(0, v.say("also_class", v.name(c.Name), v.name(c.Removed.Name), v.cite(c.Removed.Source)))
				}
			case c.Removed != nil && c.Says != (law.Name{}):
				v.line(0, v.say("not_besides", v.name(c.Name), v.name(c.Says), v.name(c.Removed.Name), v.cite(c.Removed.Source)))
			case c.Unread != nil && c.Answer == "met":
				v.line(0, v.say("unread", v.name(c.Name), v.cite(*c.Unread)))
			}
		}
	}
	for _, p := range e.Programmes {
		if len(p.Missing) > 0 {
			v.line(0, v.say("tell_us", v.name(p.Name), v.factNames(p.Missing)))
		}
	}
	v.changes(e)
	return v.out.String()
}

// due tells every benefit; false where there is none.
func (v *voice) due(e *law.Explanation) bool {
	due := false
	for _, p := range e.Programmes {
		for _, b := range p.Benefits {
			due = true
			v.line(0, v.dueLine(e, &p, &b)+v.status(b.Status))
		}
	}
	return due
}

// dueLine is one benefit in a sentence, by the kind of its programme.
func (v *voice) dueLine(e *law.Explanation, p *law.ProgrammeFinding, b *law.BenefitFinding) string {
	switch {
	case p.Kind == law.Monthly:
		return v.say("due", v.month(e), v.name(p.Name), v.amount(b.Amount), v.name(b.Name), v.cite(b.Article))
	case p.Kind == law.Classification && b.Says == (law.Name{}):
		return v.say("class", v.name(p.Name), v.name(b.Name), v.cite(b.Article))
	}
	return v.say("given", v.name(p.Name), v.given(b), v.name(b.Name), v.cite(b.Article), v.say("kind."+p.Kind))
}

// nearest tells, for every programme that gives nothing, the category within reach that lacks least; programmes of
// which none is within reach are named together.
func (v *voice) nearest(e *law.Explanation) {
	var none []string
	for _, p := range e.Programmes {
		if p.Outcome != "not_due" || p.Kind == law.Classification {
			continue
		}
		var near *law.CategoryFinding
		for i := range p.Categories {
			c := &p.Categories[i]
			if c.Near && (near == nil || len(lacking(c.Proof)) < len(lacking(near.Proof))) {
				near = c
			}
		}
		if near == nil {
			none = append(none, v.name(p.Name))
			continue
		}
		v.line(0, v.say("nearest", v.name(p.Name), v.name(near.Name), strings.Join(v.lacks(near), "; ")))
	}
	if len(none) > 0 {
		v.line(0, v.say("none_fits", strings.Join(none, "; ")))
	}
}

func (v *voice) lacks(c *law.CategoryFinding) []string {
	var all []string
	for _, k := range lacking(c.Proof) {
		all = append(all, v.name(k.Says))
	}
	return all
}

// lacking is the single conditions that are not met, through lists and definitions down to what can be checked.
func lacking(p *law.Proof) []*law.Proof {
	switch {
	case p.Answer == "met":
		return nil
	case p.Kind == "term":
		return lacking(p.Of[0])
	case p.Kind == "all":
		var all []*law.Proof
		for _, k := range p.Of {
			all = append(all, lacking(k)...)
		}
		return all
	case p.Answer == "not_met":
		return []*law.Proof{p}
	}
	return nil
}

// changes tells what the same facts will give later.
func (v *voice) changes(e *law.Explanation) {
	for _, c := range e.Next {
		month := c.From.Vietnamese()
		if v.lang == text.EN {
			month = c.From.String()
		}
		age := ""
		if c.Age != nil {
			age = v.name(*c.Age)
		}
		var parts []string
		for _, b := range c.Now {
			parts = append(parts, v.name(b.Name)+" "+v.amount(b.Amount)+v.status(b.Status))
		}
		if len(parts) == 0 {
			parts = []string{v.say("nothing")}
		}
		v.line(0, v.say("from_month", month, age, v.amount(c.Before), v.amount(c.After), strings.Join(parts, "; ")))
	}
}
