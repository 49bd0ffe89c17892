// Package simulate reckons what several states of the law mean for the same people in one month: who gains, who loses,
// what it costs, by programme, category and whatever else divides them.
package simulate

import (
	"slices"
	"strconv"

	"ansinh/calendar"
	"ansinh/law"
	"ansinh/money"
)

// Scenario is a state of the law under a name.
type Scenario struct {
	Name string    `json:"name"`
	Law  string    `json:"law"` // Book.Hash
	Book *law.Book `json:"-"`
}

// Group is a part of the people: a commune, an age, a programme.
type Group struct {
	ID string `json:"id"`
	law.Name
}

// Dimension divides the rows of a table: Of has the place in Groups of every row.
type Dimension struct {
	ID     string
	Groups []Group
	Of     []int32
}

// Outcome is what one scenario means for a group. Gained and Lost are the people who are due something under it only,
// or before it only; Raised and Lowered those who are due more or less under it than before. Open are people who may be
// due more, when what is not known of them is asked.
type Outcome struct {
	People  int64      `json:"people"`
	Cost    money.Dong `json:"cost"` // a month
	Open    int64      `json:"open"`
	Gained  int64      `json:"gained"`
	Lost    int64      `json:"lost"`
	Raised  int64      `json:"raised"`
	Lowered int64      `json:"lowered"`
}

// Line is a group with its outcome under every scenario; the first is the state that the others are compared with.
type Line struct {
	Group
	All      int64     `json:"all"` // everyone in the group; of a programme or a category, everyone
	Outcomes []Outcome `json:"outcomes"`
}

// Distribution is the lines of one dimension.
type Distribution struct {
	By    string `json:"by"`
	Lines []Line `json:"lines"`
}

// Simulation is what several states of the law mean for the same people in one month.
type Simulation struct {
	Month     calendar.Month `json:"month"`
	Scenarios []Scenario     `json:"scenarios"`
	Total     Line           `json:"total"`
	By        []Distribution `json:"by"` // programme and category, then the dimensions asked for
}

// Run answers for all rows of a table under each scenario and counts what differs from the first.
func Run(t *law.Table, scenarios []Scenario, by []Dimension) (*Simulation, error) {
	s := &simulation{Simulation: &Simulation{Month: t.Month, Scenarios: slices.Clone(scenarios)}, by: by}
	s.programmes, s.categories = index{at: map[string]int{}}, index{at: map[string]int{}}
	results := make([]*law.Result, len(scenarios))
	for i, c := range scenarios {
		s.Scenarios[i].Law = c.Book.Hash()
		seen, err := t.For(c.Book.Vocabulary())
		if err != nil {
			return nil, err
		}
		if results[i], err = c.Book.Determine(seen); err != nil {
			return nil, err
		}
		s.rename(c.Book, results[i])
	}
	s.lines(t.Rows)
	for i, r := range results {
		s.tally(i, results[0], r)
		s.open(i, r)
	}
	return s.Simulation, nil
}

// index numbers programmes or categories of several books by their ids.
type index struct {
	at     map[string]int
	groups []Group
}

func (x *index) of(id string, name law.Name) uint16 {
	i, ok := x.at[id]
	if !ok {
		i = len(x.groups)
		x.at[id], x.groups = i, append(x.groups, Group{ID: id, Name: name})
	}
	return uint16(i)
}

// simulation is a Simulation while it is counted. The distributions of programmes and categories come first.
type simulation struct {
	*Simulation
	programmes, categories index
	by                     []Dimension
}

// rename brings a result to the numbers that all scenarios share.
func (s *simulation) rename(b *law.Book, r *law.Result) {
	programmes, categories := make([]uint16, len(b.Programmes())), make([]uint16, len(b.Categories()))
	for i, p := range b.Programmes() {
		programmes[i] = s.programmes.of(p.ID, p.Name)
	}
	for i, c := range b.Categories() {
		categories[i] = s.categories.of(c.ID, c.Name)
	}
	for i := range r.Benefits {
		x := &r.Benefits[i]
		x.Programme, x.Category = programmes[x.Programme], categories[x.Category]
	}
}

// lines makes an empty line for every group.
func (s *simulation) lines(rows int) {
	empty := func(g Group, all int64) Line {
		return Line{Group: g, All: all, Outcomes: make([]Outcome, len(s.Scenarios))}
	}
	s.Total = empty(Group{ID: "total"}, int64(rows))
	add := func(id string, groups []Group, all int64) *Distribution {
		d := Distribution{By: id}
		for _, g := range groups {
			d.Lines = append(d.Lines, empty(g, all))
		}
		s.By = append(s.By, d)
		return &s.By[len(s.By)-1]
	}
	add("programme", s.programmes.groups, int64(rows))
	add("category", s.categories.groups, int64(rows))
	for _, d := range s.by {
		lines := add(d.ID, d.Groups, 0).Lines
		for _, g := range d.Of {
			lines[g].All++
		}
	}
}

// count adds one person's sums, before and under the scenario, to an outcome.
func (o *Outcome) count(before, after money.Dong) {
	o.Cost += after
	if after > 0 {
		o.People++
	}
	switch {
	case before == after:
	case before == 0:
		o.Gained++
	case after == 0:
		o.Lost++
	case after > before:
		o.Raised++
	default:
		o.Lowered++
	}
}

// tally goes through two results row by row and counts the second into the outcomes of a scenario.
func (s *simulation) tally(scenario int, before, after *law.Result) {
	programmes, categories := newDesk(len(s.programmes.groups)), newDesk(len(s.categories.groups))
	a, b := before.Benefits, after.Benefits
	for len(a) > 0 || len(b) > 0 {
		row := int32(1<<31 - 1)
		if len(a) > 0 {
			row = a[0].Row
		}
		if len(b) > 0 {
			row = min(row, b[0].Row)
		}
		var sums [2]money.Dong
		take := func(list []law.Benefit, side int) []law.Benefit {
			for len(list) > 0 && list[0].Row == row {
				x := &list[0]
				sums[side] += x.Amount
				programmes.add(x.Programme, side, x.Amount)
				categories.add(x.Category, side, x.Amount)
				list = list[1:]
			}
			return list
		}
		a, b = take(a, 0), take(b, 1)
		s.Total.Outcomes[scenario].count(sums[0], sums[1])
		programmes.flush(s.By[0].Lines, scenario)
		categories.flush(s.By[1].Lines, scenario)
		for i := range s.by {
			s.By[i+2].Lines[s.by[i].Of[row]].Outcomes[scenario].count(sums[0], sums[1])
		}
	}
}

// desk gathers one row's sums by programme or category.
type desk struct {
	sums  [][2]money.Dong
	there []uint16
}

func newDesk(n int) *desk { return &desk{sums: make([][2]money.Dong, n)} }

func (d *desk) add(at uint16, side int, amount money.Dong) {
	if d.sums[at] == [2]money.Dong{} {
		d.there = append(d.there, at)
	}
	d.sums[at][side] += amount
}

func (d *desk) flush(lines []Line, scenario int) {
	for _, at := range d.there {
		lines[at].Outcomes[scenario].count(d.sums[at][0], d.sums[at][1])
		d.sums[at] = [2]money.Dong{}
	}
	d.there = d.there[:0]
}

// open counts the people of whom something is still to be asked.
func (s *simulation) open(scenario int, r *law.Result) {
	last := int32(-1)
	for i := range r.Unknown {
		row := r.Unknown[i].Row
		if row == last {
			continue
		}
		last = row
		s.Total.Outcomes[scenario].Open++
		for k := range s.by {
			s.By[k+2].Lines[s.by[k].Of[row]].Outcomes[scenario].Open++
		}
	}
}

var unknownGroup = Group{ID: "unknown", Name: law.Name{VI: "không rõ", EN: "not known"}}

// ByEnum divides a table by the values of an enum.
func ByEnum(t *law.Table, id, fact string) (Dimension, bool) {
	c, ok := t.Column(fact)
	if !ok || c.Fact.Type != law.Enum {
		return Dimension{}, false
	}
	d := Dimension{ID: id, Of: make([]int32, t.Rows)}
	for _, v := range c.Fact.Values {
		d.Groups = append(d.Groups, Group(v))
	}
	d.Groups = append(d.Groups, unknownGroup)
	for row := range d.Of {
		d.Of[row] = int32(len(c.Fact.Values))
		if v, ok := c.Get(row); ok && v < int64(len(c.Fact.Values)) {
			d.Of[row] = int32(v)
		}
	}
	return d, true
}

// ageBounds is where bands of age begin, in years.
var ageBounds = []int{4, 16, 23, 60, 65, 70, 75, 80}

// ByAge divides a table by age on the last day of the month.
func ByAge(t *law.Table) (Dimension, bool) {
	c, ok := t.Column("person.birth_date")
	if !ok {
		return Dimension{}, false
	}
	d := Dimension{ID: "age", Of: make([]int32, t.Rows)}
	var last []int64 // by bound, the latest birth that is as old as that
	from := 0
	for _, n := range ageBounds {
		band := strconv.Itoa(from) + "–" + strconv.Itoa(n-1)
		d.Groups = append(d.Groups, Group{ID: band, Name: law.Name{VI: band, EN: band}})
		last = append(last, int64(law.LatestBirth(n*12, t.Month)))
		from = n
	}
	oldest := strconv.Itoa(from) + "+"
	d.Groups = append(d.Groups, Group{ID: oldest, Name: law.Name{VI: oldest, EN: oldest}}, unknownGroup)
	for row := range d.Of {
		birth, ok := c.Get(row)
		if !ok {
			d.Of[row] = int32(len(ageBounds) + 1)
			continue
		}
		for _, bound := range last {
			if birth <= bound {
				d.Of[row]++
			}
		}
	}
	return d, true
}
