package law

import "ansinh/money"

// Proof is one condition and what it came to, down to the facts it saw.
type Proof struct {
	Kind   string     `json:"kind"`   // all, any, not, term, test
	Answer string     `json:"answer"` // met, not_met, unknown
	Says   Name       `json:"says"`
	Facts  []SeenFact `json:"facts,omitempty"`
	Source *Source    `json:"source,omitempty"` // of a term: where it is defined
	Of     []*Proof   `json:"of,omitempty"`
	Shared bool       `json:"shared,omitempty"` // required by the programme of all its categories
}

// Rule is the amount rule that counted and the sum it came to.
type Rule struct {
	ID      string `json:"id,omitempty"`
	Proof   *Proof `json:"proof,omitempty"`
	Formula Name   `json:"formula"` // with numbers
	Uses    []Use  `json:"uses"`
	Source  Source `json:"source"`
	Name    `json:"name"`
}

// Use is a parameter of the law in a formula.
type Use struct {
	ID     string     `json:"id"`
	Value  money.Dong `json:"value"`
	Says   Name       `json:"says"`
	Source Source     `json:"source"`
	Name   `json:"name"`
}

// proof builds the tree of a condition. A requirement of the programme keeps its own words and article.
func (w *witness) proof(n *node) *Proof {
	v := w.person.eval(n)
	p := &Proof{Answer: answerNames[v.truth()], Says: w.person.plan.phrase(n)}
	switch {
	case n.op == opAnd, n.op == opOr:
		p.Kind = map[op]string{opAnd: "all", opOr: "any"}[n.op]
		for _, k := range n.kids {
			child := w.proof(k)
			if n.op == opAnd {
				w.required(child, k)
			}
			p.Of = append(p.Of, child)
		}
	case n.op == opTerm:
		p.Kind = "term"
		t := w.person.plan.terms[n.num]
		p.Source = &t.source
		p.Of = []*Proof{w.proof(t.body.when.node)}
	case n.op == opNot && (n.kids[0].op == opTerm || n.kids[0].op == opAnd || n.kids[0].op == opOr):
		p.Kind = "not"
		p.Of = []*Proof{w.proof(n.kids[0])}
	default:
		p.Kind = "test"
		n.each(func(k *node) {
			if k.op == opFact {
				p.Facts = append(p.Facts, w.see(int(k.num)))
			}
		})
	}
	return p
}

// required gives a condition of the programme the words and the article the law has for it.
func (w *witness) required(p *Proof, n *node) {
	for i := range w.person.plan.book.programmes {
		for _, r := range w.person.plan.book.programmes[i].requires {
			if r.when.node == n {
				p.Says, p.Source, p.Shared = r.Name, &r.source, true
			}
		}
	}
}

func (w *witness) rule(c *planned, a *amountRule) *Rule {
	says := a.amount
	r := &Rule{ID: a.id, Name: a.Name, Source: a.source}
	if w.person.plan.book.programmes[c.programme].Kind == Classification {
		says = c.value
	}
	if says == nil {
		return r
	}
	r.Formula = w.formula(says.node)
	if a.when != nil {
		r.Proof = w.proof(a.when.node)
	}
	plan := w.person.plan
	w.person.taken(says.node, func(n *node) {
		switch {
		case n.op == opParam:
			p, s := plan.book.params[n.num], plan.params[n.num]
			r.Uses = append(r.Uses, Use{ID: p.id, Name: p.Name, Value: money.Dong(s.value), Says: p.words(s.value), Source: s.source})
		case n.op == opLookup && plan.tariffs[n.num] != nil:
			t, s := plan.book.tariffs[n.num], plan.tariffs[n.num]
			v := w.person.eval(n).num
			r.Uses = append(r.Uses, Use{ID: t.id, Name: t.Name, Value: money.Dong(v), Says: AmountWords(v), Source: s.source})
		}
	})
	return r
}
