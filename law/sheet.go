package law

import (
	"ansinh/calendar"
	"ansinh/money"
)

// Sheet is the law of a month as a table for reading: what each programme gives, on which grounds, how much.
type Sheet struct {
	Programme *Programme
	Lines     []SheetLine
}

// SheetLine is one category in force.
type SheetLine struct {
	Category   string
	Conditions []Name // all of them must hold, beside what the programme requires
	Amounts    []SheetAmount
	Source     Source
	Name
}

// SheetAmount is one amount of a category. Amount is zero where it depends on facts; Formula says how, then.
type SheetAmount struct {
	When    Name // empty: whenever no other of the category counts
	Formula Name
	Amount  money.Dong
	Uses    []Use
	Source  Source
	Status  string // the weakest of what the amount rests on
}

// Sheet gives the table of a month.
func (b *Book) Sheet(month calendar.Month) ([]Sheet, error) {
	p, err := b.plan(month)
	if err != nil {
		return nil, err
	}
	var out []Sheet
	for i := range b.programmes {
		s := Sheet{Programme: &b.programmes[i]}
		for _, c := range p.categories {
			if int(c.programme) == i {
				s.Lines = append(s.Lines, p.sheetLine(c))
			}
		}
		if len(s.Lines) > 0 {
			out = append(out, s)
		}
	}
	return out, nil
}

func (p *plan) sheetLine(c planned) SheetLine {
	l := SheetLine{Category: p.book.categories[c.index].ID, Name: c.Name, Conditions: p.parts(c.when.node), Source: c.source}
	for _, a := range c.amounts {
		l.Amounts = append(l.Amounts, p.sheetAmount(a, c.confidence))
	}
	return l
}

// parts is what a condition is joined of, in words.
func (p *plan) parts(n *node) []Name {
	if n.op != opAnd {
		return []Name{p.choice(n)}
	}
	var out []Name
	for _, k := range n.kids {
		out = append(out, p.parts(k)...)
	}
	return out
}

// choice is a condition in words with its alternatives spelled out.
func (p *plan) choice(n *node) Name {
	if n.op != opOr {
		return p.phrase(n)
	}
	var out []Name
	for _, k := range n.kids {
		out = append(out, join(p.parts(k), ", ", ", "))
	}
	return join(out, "; hoặc ", "; or ")
}

func (p *plan) sheetAmount(a *amountRule, ground Confidence) SheetAmount {
	s := SheetAmount{Source: a.source, Formula: p.rate(a.amount.node)}
	if a.when != nil {
		s.When = join(p.parts(a.when.node), ", ", ", ")
	}
	if v, ok := p.fixed(a.amount.node); ok {
		s.Amount = money.Dong(v)
	}
	weakest := ground.worse(a.source.Confidence)
	a.amount.node.each(func(n *node) {
		if n.op != opParam {
			return
		}
		set := p.params[n.num]
		s.Uses = append(s.Uses, Use{ID: p.book.params[n.num].id, Name: p.book.params[n.num].Name, Value: money.Dong(set.value), Source: set.source})
		weakest = weakest.worse(set.source.Confidence)
	})
	s.Status = weakest.Status()
	return s
}

// rate is an amount in words with the numbers of the law and facts by name.
func (p *plan) rate(n *node) Name {
	switch n.op {
	case opParam:
		v := amountWords(p.params[n.num].value)
		return p.book.params[n.num].Name.with(" (", " (").with(v.VI, v.EN).with(")", ")")
	case opAdd, opSubtract, opMultiply, opScale:
		sign := operatorSigns[n.op]
		return join([]Name{p.rate(n.kids[0]), p.rate(n.kids[1])}, sign, sign)
	}
	return p.term(n)
}
