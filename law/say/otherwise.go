package say

import (
	"strings"

	"ansinh/law"
	"ansinh/money"
	"ansinh/text"
)

// WhatIf tells what one fact would change and what a missing one would decide, a line each. The dates to come are told by
// the explanation.
func WhatIf(c *law.Counterfactuals, t *text.Texts, lang text.Lang) string {
	v := &voice{texts: t, lang: lang}
	for _, s := range c.If {
		v.line(0, v.otherwise("if", v.name(s.Says), v.amount(s.Total), v.amount(c.Total), v.benefits(s.Benefits)))
	}
	v.questions(0, c.Asks, func(o law.Otherwise) string { return v.brings(o, c.Total) })
	for i := range c.Asked {
		v.asked(&c.Asked[i])
	}
	return v.out.String()
}

// Grants names what an outcome pays; empty where it pays nothing. How sure the amounts are the caller says (Status).
func Grants(o law.Otherwise, t *text.Texts, lang text.Lang) string {
	if len(o.Benefits) == 0 {
		return ""
	}
	return (&voice{texts: t, lang: lang, bare: true}).benefits(o.Benefits)
}

// Gives is what a programme on request gives under an outcome, in words. How sure it is the caller says (Status).
func Gives(o law.Otherwise, t *text.Texts, lang text.Lang) string {
	return (&voice{texts: t, lang: lang, bare: true}).gives(o)
}

// Values is the values of an answer in words, a few of them.
func Values(a law.Answer, t *text.Texts, lang text.Lang) string {
	return (&voice{texts: t, lang: lang}).values(a)
}

// Together names the questions that decide only with others; empty where there are none.
func Together(all []law.Question, lang text.Lang) string {
	v := &voice{lang: lang}
	var names []string
	for _, q := range all {
		if !q.Decides() {
			names = append(names, v.name(q.Name))
		}
	}
	return strings.Join(names, "; ")
}

// asked tells the same of a programme that answers on request.
func (v *voice) asked(a *law.Asked) {
	if len(a.If)+len(a.Asks) == 0 {
		return
	}
	v.line(0, v.otherwise("asked", v.name(a.Name), v.gives(a.Now)))
	for _, s := range a.If {
		v.line(1, v.otherwise("asked_if", v.name(s.Says), v.gives(s.Otherwise)))
	}
	v.questions(1, a.Asks, func(o law.Otherwise) string {
		says := v.gives(o)
		if o.Open && len(o.Benefits)+len(o.Unread) > 0 {
			says += "; " + v.otherwise("open")
		}
		return says
	})
}

// questions tells what the answers to the missing facts would decide; those that decide only with others are named
// together.
func (v *voice) questions(depth int, all []law.Question, brings func(law.Otherwise) string) {
	for _, q := range all {
		if !q.Decides() {
			continue
		}
		v.line(depth, v.otherwise("asks", v.name(q.Name)))
		for _, a := range q.Answers {
			v.line(depth+1, v.otherwise("answer", v.values(a), brings(a.Otherwise)))
		}
	}
	if together := Together(all, v.lang); together != "" {
		v.line(depth, v.otherwise("together", together))
	}
}

// gives is what a programme on request gives, in words: sums, numbers of something, classes.
func (v *voice) gives(o law.Otherwise) string {
	var parts []string
	for i := range o.Benefits {
		b := &o.Benefits[i]
		says := v.name(b.Name)
		if b.Says != (law.Name{}) {
			says += " " + v.name(b.Says)
		}
		parts = append(parts, says+v.status(b.Status))
	}
	for _, n := range o.Unread {
		parts = append(parts, v.otherwise("unread", v.name(n)))
	}
	switch {
	case len(parts) > 0:
		return strings.Join(parts, "; ")
	case o.Open:
		return v.otherwise("unsettled")
	}
	return v.otherwise("none")
}

func (v *voice) otherwise(code string, args ...any) string {
	return v.texts.Of(v.lang, "law.otherwise."+code, args...)
}

// shownValues is how many values that bring the same are named; the others are counted.
const shownValues = 3

// values is the values of an answer in words.
func (v *voice) values(a law.Answer) string {
	var names []string
	for _, n := range a.Says[:min(len(a.Says), shownValues)] {
		names = append(names, v.name(n))
	}
	all := strings.Join(names, "; ")
	if more := len(a.Says) - len(names); more > 0 {
		return v.otherwise("more", all, more)
	}
	return all
}

// brings is what an outcome pays and what would still be open.
func (v *voice) brings(o law.Otherwise, now money.Dong) string {
	var parts []string
	if o.Total != now {
		parts = append(parts, v.otherwise("amount", v.amount(o.Total), v.benefits(o.Benefits)))
	} else {
		parts = append(parts, v.otherwise("same"))
	}
	if o.Open {
		parts = append(parts, v.otherwise("open"))
	}
	return strings.Join(parts, "; ")
}

// benefits names what is paid.
func (v *voice) benefits(all []law.BenefitFinding) string {
	var parts []string
	for _, b := range all {
		parts = append(parts, v.name(b.Name)+" "+v.amount(b.Amount)+v.status(b.Status))
	}
	if len(parts) == 0 {
		return v.say("nothing")
	}
	return strings.Join(parts, "; ")
}
