package law

import "ansinh/calendar"

// Programme is a line of benefits that is decided and paid by itself.
type Programme struct {
	ID    string        `json:"id"`
	Kind  string        `json:"kind"`
	Payee string        `json:"payee"` // self, carer or facility
	Unit  Name          `json:"unit"`  // what amounts count where they are not đồng
	From  calendar.Date `json:"from"`
	Name
	Source Source `json:"source"`

	requires []*requirement
}

// requirement is a condition that every category of a programme shares.
type requirement struct {
	Name
	source Source
	when   *expression
}

// Category is a ground on which a benefit is due, under one id for all time; its wordings are versions.
type Category struct {
	ID        string `json:"id"`
	Programme uint16 `json:"programme"`
	Payee     string `json:"payee"`
	Name
	Source Source `json:"source"` // of its latest wording

	history timeline[*wording]
	repeal  *repeal
}

// wording is what one document says about a category.
type wording struct {
	Name
	category uint16
	payee    string
	when     *expression
	amounts  []*amountRule
	value    *expression // of a class: the number that goes with it; nil where there is none
}

// amountRule gives the amount under a condition; of those that hold, the one of the highest rank counts.
type amountRule struct {
	id     string
	rank   int
	when   *expression // nil: always
	amount *expression
	source Source
	Name
}

// repeal is the end of a category by a later document.
type repeal struct {
	from   calendar.Date
	source Source
}

// term is a definition of the law: a named condition, or a count, with an article of its own.
type term struct {
	id      string // as expressions of its own field write it: term.child
	field   string
	kind    kind
	history timeline[*definition]
}

type definition struct {
	Name
	when *expression // the condition, or the count
}

// parameter is a number of the law that changes by date.
type parameter struct {
	id     string
	field  string
	kind   kind
	higher bool // a local value counts where it is higher
	over   int  // of an overlay: 1 + the number of the parameter it is laid over; 0: it is none
	Name
	national timeline[int64]
	local    map[string]*timeline[int64] // by area
}

// stacking is a rule on benefits that meet in one person: of a group one is kept, but for pairs that go together.
type stacking struct {
	id string
	Name
	Span
	source     Source
	categories []uint16
	together   []pair
	programmes []uint16 // of several programmes only the higher sum is kept; then categories is empty
}

type pair struct {
	one, with []uint16
	source    Source
}
