package law

import (
	"strconv"
	"strings"

	"ansinh/calendar"
	"ansinh/money"
)

// This file puts expressions into words. The words of facts, values, terms and parameters are the policy's; only the
// joints between them ("at least", "under", "or") stand here.

// join builds a pair of texts from pairs.
func join(parts []Name, vi, en string) Name {
	var v, e []string
	for _, p := range parts {
		v, e = append(v, p.VI), append(e, p.EN)
	}
	return Name{VI: strings.Join(v, vi), EN: strings.Join(e, en)}
}

func (n Name) with(vi, en string) Name { return Name{VI: n.VI + vi, EN: n.EN + en} }

func (n Name) after(vi, en string) Name { return Name{VI: vi + n.VI, EN: en + n.EN} }

// words is a fact's value as people say it.
func (f *Fact) words(v int64) Name {
	switch f.Type {
	case Bool:
		if v != 0 {
			return Name{VI: "có", EN: "yes"}
		}
		return Name{VI: "không", EN: "no"}
	case Enum:
		if v >= 0 && v < int64(len(f.Values)) {
			return f.Values[v].Name
		}
	case Money:
		return AmountWords(v)
	case Day:
		d := calendar.Date(v)
		return Name{VI: d.Vietnamese(), EN: d.String()}
	case Int:
		if f.Unit == "months" {
			return ageWords(v)
		}
	}
	return number(v)
}

func number(v int64) Name { s := strconv.FormatInt(v, 10); return Name{VI: s, EN: s} }

func AmountWords(v int64) Name {
	s := money.Dong(v).String()
	return Name{VI: s, EN: strings.ReplaceAll(s, ".", ",")}
}

// ageWords is a number of months as years and months.
func ageWords(months int64) Name {
	years, rest := number(months/12), number(months%12)
	switch {
	case months < 0 || months < 12:
		return number(months).with(" tháng", " months")
	case months%12 == 0:
		return years.with(" tuổi", " years")
	}
	return join([]Name{years, rest}, " tuổi ", " years ").with(" tháng", " months")
}

// phrase is a condition in words.
func (p *plan) phrase(n *node) Name {
	switch n.op {
	case opConst:
		return Name{VI: map[bool]string{true: "luôn đúng", false: "không bao giờ"}[n.num != 0], EN: map[bool]string{true: "always", false: "never"}[n.num != 0]}
	case opFact:
		return p.book.vocabulary.facts[n.num].Name
	case opTerm:
		return p.terms[n.num].body.Name
	case opDue:
		return p.book.programmes[n.num].Name.after("được hưởng ", "is due: ")
	case opAnd:
		return Name{VI: "đủ các điều kiện", EN: "all of these conditions"}
	case opOr:
		return p.alternatives(n)
	case opNot:
		return p.negation(n.kids[0])
	case opIn:
		return p.membership(n, "", "")
	}
	return p.comparison(n, false)
}

// alternatives spells out what "one of these" means.
func (p *plan) alternatives(n *node) Name {
	var all []Name
	for _, k := range n.kids {
		if k.op == opAnd {
			var parts []Name
			for _, part := range k.kids {
				parts = append(parts, p.phrase(part))
			}
			all = append(all, join(parts, " và ", " and "))
			continue
		}
		all = append(all, p.phrase(k))
	}
	return join(all, "; hoặc ", "; or ")
}

func (p *plan) negation(n *node) Name {
	switch n.op {
	case opAnd:
		return Name{VI: "không có đủ các điều kiện", EN: "not all of these conditions"}
	case opOr:
		return p.alternatives(n).after("không có: ", "none of: ")
	case opIn:
		return p.membership(n, "không phải ", "not ")
	case opEqual, opLess, opLessEqual:
		return p.comparison(n, true)
	}
	return p.phrase(n).after("không: ", "not: ")
}

// membership says which values a fact may have.
func (p *plan) membership(n *node, vi, en string) Name {
	left := n.kids[0]
	var values []Name
	for _, v := range n.set {
		values = append(values, p.valueOf(left, constant(left.kind, v)))
	}
	return join([]Name{p.phrase(left), join(values, " hoặc ", " or ").after(vi, en)}, ": ", ": ")
}

// valueOf is the right side of a comparison in words, read as a value of the left side.
func (p *plan) valueOf(left, n *node) Name {
	switch {
	case n.op == opConst && left.op == opFact:
		return p.book.vocabulary.facts[left.num].words(n.num)
	case n.op == opParam:
		return p.setting(n.num)
	}
	return p.term(n)
}

// setting is a parameter by name with its value, where that was read.
func (p *plan) setting(number int64) Name {
	q, s := p.book.params[number], p.params[number]
	if s.unread {
		return q.Name
	}
	v := q.words(s.value)
	return q.Name.with(" (", " (").with(v.VI, v.EN).with(")", ")")
}

// relation is a comparison with the fact on the left.
type relation uint8

const (
	under relation = iota
	upTo
	over
	atLeast
	equal
	different
)

var relationWords = []Name{
	under: {VI: "dưới ", EN: "under "}, upTo: {VI: "không quá ", EN: "at most "}, over: {VI: "trên ", EN: "over "},
	atLeast: {VI: "từ ", EN: "at least "}, equal: {}, different: {VI: "không phải ", EN: "other than "},
}

func (p *plan) comparison(n *node, negated bool) Name {
	left, right := n.kids[0], n.kids[1]
	r := map[op]relation{opLess: under, opLessEqual: upTo, opEqual: equal}[n.op]
	if left.op == opConst || left.op == opParam {
		left, right = right, left
		r = map[relation]relation{under: over, upTo: atLeast, equal: equal}[r]
	}
	if negated {
		r = map[relation]relation{under: atLeast, upTo: over, over: upTo, atLeast: under, equal: different}[r]
	}
	if left.op == opFact && p.book.vocabulary.derived[left.num] != nil && right.op == opConst {
		return p.age(r, right.num)
	}
	return join([]Name{p.term(left), p.valueOf(left, right).after(relationWords[r].VI, relationWords[r].EN)}, ": ", ": ")
}

// age is a bound on the age as laws say it.
func (p *plan) age(r relation, months int64) Name {
	w := ageWords(months)
	switch r {
	case under:
		return w.after("dưới ", "under ")
	case atLeast:
		return w.after("từ đủ ", "aged at least ").with(" trở lên", "")
	}
	return w.after("tuổi: "+relationWords[r].VI, "age: "+relationWords[r].EN)
}

// term is a number of the law or a fact inside arithmetic, by name.
func (p *plan) term(n *node) Name {
	switch n.op {
	case opFact, opTerm, opNot, opAnd, opOr, opIn:
		return p.phrase(n)
	case opParam:
		return p.book.params[n.num].Name
	case opConst:
		return constantWords(n)
	case opIf:
		return join([]Name{p.phrase(n.kids[0]), p.term(n.kids[1]), p.term(n.kids[2])}, " → ", " → ")
	case opLookup:
		return p.book.tariffs[n.num].Name
	case opRound:
		return p.term(n.kids[0]).rounded(p.term(n.kids[1]))
	case opDue:
		return p.phrase(n)
	case opSum:
		return sumWords(p.book.programmes[n.num].Name)
	}
	return join([]Name{p.term(n.kids[0]), p.term(n.kids[1])}, operatorSigns[n.op], operatorSigns[n.op])
}

var operatorSigns = map[op]string{opAdd: " + ", opSubtract: " − ", opMultiply: " × ", opScale: " × ",
	opLess: " < ", opLessEqual: " ≤ ", opEqual: " = "}

// rounded says to what an amount is rounded.
func (n Name) rounded(unit Name) Name {
	return join([]Name{n, unit}, ", làm tròn theo ", ", rounded by ")
}

func sumWords(programme Name) Name { return programme.after("tổng mức của ", "what is paid as ") }

func constantWords(n *node) Name {
	switch n.kind {
	case kindMoney:
		return AmountWords(n.num)
	case kindCoefficient:
		return coefficientWords(n.num)
	}
	return number(n.num)
}

// coefficientWords writes hundredths: 250 is 2,5 in Vietnamese.
func coefficientWords(v int64) Name {
	s := strconv.FormatInt(v/100, 10)
	if rest := v % 100; rest != 0 {
		s += "." + strings.TrimRight(strconv.FormatInt(100+rest, 10)[1:], "0")
	}
	return Name{VI: strings.ReplaceAll(s, ".", ","), EN: s}
}

// formula is an amount with its numbers: mức chuẩn (500.000 đ) × 2,5.
func (w *witness) formula(n *node) Name {
	plan := w.person.plan
	switch n.op {
	case opParam:
		return plan.setting(n.num)
	case opFact:
		s := w.see(int(n.num))
		return s.Name.with(" (", " (").with(s.Says.VI, s.Says.EN).with(")", ")")
	case opConst:
		return constantWords(n)
	case opIf:
		if c := w.person.eval(n.kids[0]); c.known {
			return w.formula(n.kids[2-c.num])
		}
		return plan.term(n)
	case opLookup:
		f, v := w.formula(n.kids[0]), AmountWords(w.person.eval(n).num)
		return plan.book.tariffs[n.num].Name.with(", ", ", ").with(f.VI, f.EN).with(": ", ": ").with(v.VI, v.EN)
	case opRound:
		return w.formula(n.kids[0]).rounded(w.formula(n.kids[1]))
	case opSum:
		v := AmountWords(w.person.eval(n).num)
		return plan.term(n).with(" (", " (").with(v.VI, v.EN).with(")", ")")
	case opTerm:
		v := w.person.eval(n)
		return plan.term(n).with(" (", " (").with(number(v.num).VI, number(v.num).EN).with(")", ")")
	case opNot, opAnd, opOr, opIn, opEqual, opLess, opLessEqual, opDue:
		return plan.phrase(n)
	}
	sign := operatorSigns[n.op]
	return join([]Name{w.formula(n.kids[0]), w.formula(n.kids[1])}, sign, sign)
}
