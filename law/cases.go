package law

import (
	"fmt"
	"slices"
	"strings"

	"ansinh/calendar"
	"ansinh/money"
)

// Case is one example of a package: facts, a month, and what the law must answer.
type Case struct {
	ID      string
	File    string
	Line    int
	Month   calendar.Month
	Facts   Facts
	Ask     []string // programmes to be answered on request
	Expect  []Expected
	Removed []string            // ids of categories that are met but not paid
	Unread  []string            // ids of categories that are met while what they give was not read
	Unknown map[string][]string // by programme, the facts that are missing
}

// Expected is one benefit, or class, of a case.
type Expected struct {
	Category string
	Amount   money.Dong
	Value    int64 // where it is not money
}

func (e Expected) String() string {
	switch {
	case e.Amount != 0:
		return e.Category + " " + e.Amount.String()
	case e.Value != 0:
		return fmt.Sprintf("%s %d", e.Category, e.Value)
	}
	return e.Category
}

// Failure is a case that came out otherwise than written.
type Failure struct {
	Where string         `json:"where"`
	Case  string         `json:"case"`
	Month calendar.Month `json:"month"`
	Want  string         `json:"want"`
	Got   string         `json:"got"`
	Err   error          `json:"-"` // the law could not answer at all
}

// Cases is every case of the packages. Not to be changed.
func (b *Book) Cases() []Case { return b.cases }

// TestCases runs every case and returns those that fail, in the order of the files.
func (b *Book) TestCases() []Failure {
	var failures []Failure
	for i := range b.cases {
		c := &b.cases[i]
		want := c.wanted()
		got, err := b.answered(c)
		if err != nil || got != want {
			failures = append(failures, Failure{Where: fmt.Sprintf("%s:%d", c.File, c.Line), Case: c.ID, Month: c.Month,
				Want: want, Got: got, Err: err})
		}
	}
	return failures
}

// wanted is what a case expects, in one line.
func (c *Case) wanted() string {
	var parts []string
	for _, e := range c.Expect {
		parts = append(parts, e.String())
	}
	slices.Sort(parts)
	removed := slices.Clone(c.Removed)
	slices.Sort(removed)
	for _, r := range removed {
		parts = append(parts, "−"+r)
	}
	unread := slices.Clone(c.Unread)
	slices.Sort(unread)
	for _, r := range unread {
		parts = append(parts, "… "+r)
	}
	var programmes []string
	for p := range c.Unknown {
		programmes = append(programmes, p)
	}
	for _, p := range sortedNames(programmes) {
		parts = append(parts, "? "+p+": "+strings.Join(c.Unknown[p], " "))
	}
	return strings.Join(parts, "; ")
}

// answered is what the law says of a case, in the same form.
func (b *Book) answered(c *Case) (string, error) {
	e, err := b.Explain(c.Facts, c.Month, c.Ask...)
	if err != nil {
		return "", err
	}
	got := Case{Unknown: map[string][]string{}}
	for _, p := range e.Programmes {
		for _, x := range p.Benefits {
			got.Expect = append(got.Expect, Expected{Category: x.Category, Amount: x.Amount, Value: x.Value})
		}
		for _, k := range p.Categories {
			if k.Removed != nil {
				got.Removed = append(got.Removed, k.ID)
			}
			if k.Unread != nil && k.Answer == "met" {
				got.Unread = append(got.Unread, k.ID)
			}
		}
		for _, m := range p.Missing {
			got.Unknown[p.ID] = append(got.Unknown[p.ID], m.ID)
		}
		slices.Sort(got.Unknown[p.ID])
		if len(p.Missing) == 0 {
			delete(got.Unknown, p.ID)
		}
	}
	return got.wanted(), nil
}

// Uncovered names every amount of every wording that no case reaches, and every stacking rule that no case shows at
// work: a rule nobody tried is a mistake waiting.
func (b *Book) Uncovered() Problems {
	reached, used := map[*amountRule]bool{}, map[*stacking]bool{}
	for i := range b.cases {
		b.reach(&b.cases[i], reached, used)
	}
	r := newReader(nil)
	for i := range b.categories {
		for _, v := range b.categories[i].history.versions {
			for _, a := range v.body.amounts {
				if !reached[a] {
					n := v.place.node
					r.lines = v.place.r.lines
					r.at(v.place.file, n.Line, n.Column, "law.case.uncovered", strings.TrimSpace(b.categories[i].ID+" "+a.id))
				}
			}
		}
	}
	for _, s := range b.stackings {
		if !used[s] {
			r.at(s.source.Instrument.dir+"/rules.yaml", 0, 0, "law.case.uncovered", s.id)
		}
	}
	return r.sorted()
}

func (b *Book) reach(c *Case, reached map[*amountRule]bool, used map[*stacking]bool) {
	table, err := b.oneRow(c.Facts, c.Month)
	if err != nil {
		return
	}
	monthly, err := b.outcome(table, c.Month)
	if err != nil {
		return
	}
	monthly.reach(reached, used)
	want, err := b.wanted(c.Facts, c.Ask)
	if err != nil || len(want) == 0 {
		return
	}
	if asked, err := b.onRequest(table, monthly); err == nil {
		asked.reach(reached, used)
	}
}

func (o *outcome) reach(reached map[*amountRule]bool, used map[*stacking]bool) {
	w := &witness{outcome: o}
	paid := o.paidPlaces()
	for i := range o.standing {
		k := &o.person.plan.categories[i]
		if o.standing[i].truth != yes {
			continue
		}
		reached[k.amounts[o.standing[i].rule]] = true
		if !slices.Contains(paid, i) {
			if rule := w.remover(i, k); rule != nil {
				used[rule] = true
			}
		}
	}
}
