package law

import (
	"slices"

	"ansinh/calendar"
	"ansinh/money"
)

// Sheet is the law of a month as a table for reading: what each programme gives, on which grounds, how much. The
// programmes paid every month come first.
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

// SheetAmount is one amount of a category. Amount is zero and Says empty where it depends on facts; Formula says how,
// then. Unread is set where the law gives something that was not read.
type SheetAmount struct {
	When    Name // empty: whenever no other of the category counts
	Formula Name // empty for a class that is nothing but a class
	Amount  money.Dong
	Says    Name // the amount in words, with its unit where it is not money
	Uses    []Use
	Tariff  *Tariff // the table of the law it is looked up in
	Unread  *Source
	Source  Source
	Status  string // the weakest of what the amount rests on
}

// Tariff is a table of the law as it stands in a month.
type Tariff struct {
	Name
	By     Name // what it is looked up by
	Rows   []TariffRow
	Source Source
}

// TariffRow is one row: from a value to a value, which may be the same.
type TariffRow struct {
	Low, High Name
	Amount    money.Dong
}

// Sheet gives the table of a month.
func (b *Book) Sheet(month calendar.Month) ([]Sheet, error) {
	monthly, err := b.plan(month)
	if err != nil {
		return nil, err
	}
	asked, err := b.requests(month)
	if err != nil {
		return nil, err
	}
	return slices.Concat(monthly.sheets(), asked.sheets()), nil
}

// Doubted is the categories of a month that give an amount which rests on an unverified row.
func (b *Book) Doubted(month calendar.Month) (map[string]bool, error) {
	sheets, err := b.Sheet(month)
	out := map[string]bool{}
	for _, s := range sheets {
		for _, l := range s.Lines {
			for _, a := range l.Amounts {
				if a.Status == Secondary.Status() {
					out[l.Category] = true
				}
			}
		}
	}
	return out, err
}

func (p *plan) sheets() []Sheet {
	var out []Sheet
	for i := range p.book.programmes {
		s := Sheet{Programme: &p.book.programmes[i]}
		for _, c := range slices.Concat(p.categories, p.unread) {
			if int(c.programme) == i {
				s.Lines = append(s.Lines, p.sheetLine(c))
			}
		}
		if len(s.Lines) > 0 {
			out = append(out, s)
		}
	}
	return out
}

func (p *plan) sheetLine(c planned) SheetLine {
	l := SheetLine{Category: p.book.categories[c.index].ID, Name: c.Name, Conditions: p.parts(c.when.node), Source: c.source}
	programme := &p.book.programmes[c.programme]
	for _, a := range c.amounts {
		says := a.amount
		if programme.Kind == Classification {
			says = c.value
		}
		l.Amounts = append(l.Amounts, p.sheetAmount(programme, a, says, c))
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

func (p *plan) sheetAmount(q *Programme, a *amountRule, says *expression, c planned) SheetAmount {
	s := SheetAmount{Source: a.source, Unread: c.notRead}
	if a.when != nil {
		s.When = join(p.parts(a.when.node), ", ", ", ")
	}
	weakest := c.confidence.worse(a.source.Confidence)
	if says != nil {
		if s.Unread == nil {
			s.Unread = p.unreadIn(says.node)
		}
		s.Formula = p.rate(says.node)
		weakest = weakest.worse(p.uses(says.node, &s))
		if v, ok := p.fixed(says.node); ok && s.Unread == nil {
			s.Amount, s.Says = q.given(v)
		}
	}
	s.Status = weakest.Status()
	return s
}

// given is an amount as money, where it is money, and in words.
func (p *Programme) given(v int64) (money.Dong, Name) {
	if p.Money() {
		return money.Dong(v), AmountWords(v)
	}
	return 0, p.counted(v)
}

// uses notes the numbers of the law in an amount, and gives the weakest of them.
func (p *plan) uses(n *node, s *SheetAmount) Confidence {
	weakest := Verified
	n.each(func(n *node) {
		switch {
		case n.op == opParam:
			set := p.params[n.num]
			q := p.book.params[n.num]
			s.Uses = append(s.Uses, Use{ID: q.id, Name: q.Name, Value: money.Dong(set.value), Says: q.words(set.value), Source: set.source})
			weakest = weakest.worse(set.source.Confidence)
		case n.op == opLookup && p.tariffs[n.num] != nil:
			s.Tariff = p.table(int(n.num))
			weakest = weakest.worse(s.Tariff.Source.Confidence)
		}
	})
	return weakest
}

func (p *plan) table(number int) *Tariff {
	t, v := p.book.tariffs[number], p.tariffs[number]
	by := &p.book.vocabulary.facts[t.fact]
	out := &Tariff{Name: t.Name, By: by.Name, Source: v.source}
	for _, r := range v.body.rows {
		out.Rows = append(out.Rows, TariffRow{Low: by.words(r.low), High: by.words(r.high), Amount: money.Dong(r.amount)})
	}
	return out
}

// rate is an amount in words with the numbers of the law and facts by name.
func (p *plan) rate(n *node) Name {
	switch n.op {
	case opRound:
		return p.rate(n.kids[0]).rounded(p.rate(n.kids[1]))
	case opParam:
		return p.setting(n.num)
	case opAdd, opSubtract, opMultiply, opScale:
		sign := operatorSigns[n.op]
		return join([]Name{p.rate(n.kids[0]), p.rate(n.kids[1])}, sign, sign)
	}
	return p.term(n)
}
