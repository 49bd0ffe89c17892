package say

import (
	"strings"

	"ansinh/law"
	"ansinh/text"
)

// Officer is a checklist: every programme, what is paid, each category with the conditions met and not met and the
// facts they saw, what stacking removed, what is missing, what will change.
func Officer(e *law.Explanation, t *text.Texts, lang text.Lang) string {
	v := &voice{texts: t, lang: lang}
	v.line(0, v.say("title", v.month(e)))
	for _, p := range e.Programmes {
		v.line(0, "")
		v.programme(&p)
		if far(&p) {
			v.line(1, v.say("far."+p.Outcome, len(p.Categories)))
			continue
		}
		v.shared(&p)
		for i := range p.Categories {
			v.checklist(&p.Categories[i])
		}
	}
	v.line(0, "")
	v.changes(e)
	v.line(0, v.say("law", e.Law[:12]))
	return v.out.String()
}

// far says whether none of a programme's categories is met, open or within reach: there is nothing to check. Nor is
// there where what could be open was not read.
func far(p *law.ProgrammeFinding) bool {
	for i := range p.Categories {
		c := &p.Categories[i]
		if c.Near || c.Answer == "met" || c.Answer == "unknown" && c.Unread == nil {
			return false
		}
	}
	return p.Outcome == "not_due" || p.Outcome == "not_covered"
}

func (v *voice) programme(p *law.ProgrammeFinding) {
	v.line(0, strings.ToUpper(v.name(p.Name))+" — "+v.outcome(p))
	for _, b := range p.Benefits {
		what := v.name(b.Name)
		if b.Says != (law.Name{}) {
			what += ": " + v.name(b.Says)
		}
		v.line(1, "→ "+what+" ("+v.cite(b.Article)+v.payee(p, &b)+")"+v.status(b.Status))
	}
	if len(p.Missing) > 0 {
		v.line(1, v.say("missing", v.factNames(p.Missing)))
	}
}

// payee says who is paid; nobody is paid a class.
func (v *voice) payee(p *law.ProgrammeFinding, b *law.BenefitFinding) string {
	if p.Kind == law.Classification {
		return ""
	}
	return "; " + v.say("payee."+b.Payee)
}

// checklist shows a category: in full where it is met or open, by what it lacks where it is not met.
func (v *voice) checklist(c *law.CategoryFinding) {
	head := mark(c.Answer) + " " + c.ID + " " + v.name(c.Name) + " — " + v.cite(c.Source)
	switch {
	case c.Ended != nil:
		v.line(1, head+": "+v.say("ended", c.Ended.From.Vietnamese(), v.cite(c.Ended.Source))+v.status(c.Status))
		return
	case c.Answer == "not_met":
		v.line(1, head)
		for _, k := range lacking(c.Proof) {
			if !k.Shared {
				v.condition(2, k, false)
			}
		}
		return
	}
	v.line(1, head)
	for _, k := range conditions(c.Proof) {
		if !k.Shared || k.Answer != "met" { // those met stand once, above
			v.condition(2, k, false)
		}
	}
	v.amountOf(c)
}

// shared lists what the programme requires of every category.
func (v *voice) shared(p *law.ProgrammeFinding) {
	for _, c := range p.Categories {
		if c.Proof == nil {
			continue
		}
		for _, k := range c.Proof.Of {
			if k.Shared {
				v.condition(1, k, false)
			}
		}
		return
	}
}

// conditions is the list a proof comes down to.
func conditions(p *law.Proof) []*law.Proof {
	if p.Kind != "all" {
		return []*law.Proof{p}
	}
	var all []*law.Proof
	for _, k := range p.Of {
		all = append(all, conditions(k)...)
	}
	return all
}

// condition is one line of the list with the facts it saw; deep goes on to everything it is made of.
func (v *voice) condition(depth int, p *law.Proof, deep bool) {
	line := mark(p.Answer) + " " + v.name(p.Says)
	if p.Source != nil {
		line += " (" + v.cite(*p.Source) + ")"
		if deep {
			line += " " + p.Source.Confidence.String()
		}
	}
	if facts := factsOf(p); len(facts) > 0 && (!deep || len(p.Of) == 0) {
		line += " — " + v.seenBy(p, facts)
	}
	v.line(depth, line)
	if deep {
		for _, k := range p.Of {
			v.condition(depth+1, k, true)
		}
	}
}

// seenBy is the facts a condition saw; the name is left out where the condition has just said it.
func (v *voice) seenBy(p *law.Proof, facts []law.SeenFact) string {
	if len(facts) == 1 && p.Kind == "test" {
		return v.value(facts[0])
	}
	var seen []string
	for _, f := range facts {
		seen = append(seen, v.name(f.Name)+": "+v.value(f))
	}
	return strings.Join(seen, "; ")
}

// factsOf is every fact a condition saw, each once.
func factsOf(p *law.Proof) []law.SeenFact {
	all := append([]law.SeenFact(nil), p.Facts...)
	for _, k := range p.Of {
		for _, f := range factsOf(k) {
			twice := false
			for _, g := range all {
				twice = twice || g.ID == f.ID
			}
			if !twice {
				all = append(all, f)
			}
		}
	}
	return all
}

func (v *voice) amountOf(c *law.CategoryFinding) {
	if r := c.Rule; r != nil {
		which := ""
		if r.ID != "" {
			which = v.name(r.Name) + ": "
		}
		if r.Formula != (law.Name{}) && c.Unread == nil {
			v.line(2, v.say("formula", which+v.name(r.Formula), v.name(c.Says), v.cite(r.Source))+v.status(c.Status))
		}
	}
	if c.Unread != nil {
		v.line(2, v.say("not_read", v.cite(*c.Unread)))
	}
	if len(c.Missing) > 0 {
		v.line(2, v.say("missing", v.factNames(c.Missing)))
	}
	if c.Removed != nil {
		v.line(2, v.say("removed", v.name(c.Removed.Name), v.cite(c.Removed.Source), strings.Join(c.Removed.For, ", ")))
	}
}

// Auditor is the whole proof: every category with every condition down to the facts, every formula with the
// parameters it used and how well each row was read, and the hash of the law.
func Auditor(e *law.Explanation, t *text.Texts, lang text.Lang) string {
	v := &voice{texts: t, lang: lang}
	v.line(0, v.say("title", v.month(e)))
	v.line(0, v.say("law", e.Law))
	v.line(0, v.say("facts"))
	for _, f := range e.Facts {
		v.line(1, f.ID+" — "+v.name(f.Name)+": "+v.value(f))
	}
	for _, p := range e.Programmes {
		v.line(0, "")
		v.programme(&p)
		for i := range p.Categories {
			v.proofOf(&p.Categories[i])
		}
	}
	v.line(0, "")
	v.changes(e)
	return v.out.String()
}

func (v *voice) proofOf(c *law.CategoryFinding) {
	if c.Ended != nil {
		v.checklist(c)
		return
	}
	v.line(1, mark(c.Answer)+" "+c.ID+" "+v.name(c.Name)+" — "+v.cite(c.Source)+" "+c.Source.Confidence.String())
	for _, k := range c.Proof.Of {
		v.condition(2, k, true)
	}
	v.amountOf(c)
	if c.Rule == nil {
		return
	}
	if c.Rule.Proof != nil {
		v.condition(3, c.Rule.Proof, true)
	}
	for _, u := range c.Rule.Uses {
		v.line(3, u.ID+" = "+v.name(u.Says)+" ("+v.cite(u.Source)+") "+u.Source.Confidence.String())
	}
}

func (v *voice) outcome(p *law.ProgrammeFinding) string {
	switch {
	case p.Outcome == "due" && p.Total > 0:
		return v.say("outcome.due", v.amount(p.Total))
	case p.Outcome == "due" && p.Kind == law.Classification:
		return v.name(p.Benefits[0].Name)
	case p.Outcome == "due":
		return v.say("outcome.due", v.given(&p.Benefits[0]))
	case p.Kind == law.Classification && p.Outcome == "not_due":
		return v.say("outcome.no_class")
	}
	return v.say("outcome." + p.Outcome)
}
