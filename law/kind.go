package law

import "slices"

// The kinds of programmes. Only monthly ones take part in Determine; the others answer when asked, on the facts of an
// event, an application or a form.
const (
	Monthly        = "monthly"
	Yearly         = "yearly"
	OneOff         = "one_off"
	InKind         = "in_kind"
	Contribution   = "contribution"   // the State pays part of what a person pays in
	Classification = "classification" // a class, not a benefit
)

var kinds = []string{Monthly, Yearly, OneOff, InKind, Contribution, Classification}

// OnRequest says whether a programme answers only when asked.
func (p *Programme) OnRequest() bool { return p.Kind != Monthly }

// Money says whether a programme's amounts are đồng; otherwise they count its unit, or are no amounts at all.
func (p *Programme) Money() bool { return p.Kind != Classification && p.Unit == (Name{}) }

// amountKind is the type of a programme's amounts in the rule language.
func (p *Programme) amountKind() kind {
	if p.Money() {
		return kindMoney
	}
	return kindInt
}

// kind reads what kind of programme an object declares.
func (o object) kind() string {
	s := o.text("kind")
	switch {
	case s == "":
		return Monthly
	case !slices.Contains(kinds, s):
		o.bad("kind", "law.not_one_of", s, nearestName(s, kinds))
		return Monthly
	}
	return s
}

// unit is what the amounts of a programme count, where that is not đồng.
func (o object) unit() Name {
	if !o.has("unit") {
		return Name{}
	}
	return o.nameAt("unit")
}
