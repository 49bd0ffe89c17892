// Package crowd makes tables of invented people for measurements: a seeded draw in the proportions of a province, held
// in the columns that the law reads. Nobody in it exists, and no share in it is a statistic: they are chosen so that a
// stated part of the people is due something. It is for timing only; the demonstration's people are another room's.
package crowd

import (
	"math/rand/v2"

	"ansinh/calendar"
	"ansinh/law"
)

// Options say how many people, of which month, and how many of them are due something.
type Options struct {
	Rows     int
	Month    calendar.Month
	Seed     uint64
	Disabled int  // of a thousand, the people who are more disabled than lightly: what raises the share of beneficiaries
	Doubt    int  // of a thousand, the people of whom one fact more is unknown
	Others   int  // of ten thousand, the people for whom any one fact of another field is other than its silence
	Income   bool // whether stable income is known; no register answers for it
}

// Usual is the number of disabled people that makes 6.4% of all beneficiaries of social assistance.
const Usual = 26

// peopleOfCommune is how many rows follow each other in one commune.
const peopleOfCommune = 6000

// New draws the people. Whoever lives together follows each other, and so do the people of a commune.
func New(v *law.Vocabulary, o Options) *law.Table {
	t, _ := Households(v, o)
	return t
}

// Households draws the same people and says of every row in which household it lives.
func Households(v *law.Vocabulary, o Options) (*law.Table, []int32) {
	d := &draw{Rand: rand.New(rand.NewPCG(o.Seed, 2026)), table: law.NewTable(v, o.Month, o.Rows), o: o}
	d.silence()
	d.columns()
	household := make([]int32, o.Rows)
	for row, n := 0, int32(0); row < o.Rows; n++ {
		end := d.household(row)
		for ; row < end; row++ {
			household[row] = n
		}
	}
	d.others()
	d.doubt()
	return d.table, household
}

// Communes says of every row in which commune it lies; the number is only a number.
func Communes(rows int) []int32 {
	out := make([]int32, rows)
	for row := range out {
		out[row] = int32(row / peopleOfCommune)
	}
	return out
}

type draw struct {
	*rand.Rand
	table *law.Table
	o     Options

	born, sex, disability, noNurture, study, hiv, income, single, children, supporter, takenIn, carer, pregnant, small,
	pension, merit, facility, alive, resident, poverty, area *law.Column
	known []*law.Column
}

// silence gives every fact the value that a complete register means by having no entry.
func (d *draw) silence() {
	for _, f := range d.table.Vocabulary().Facts() {
		c, ok := d.table.Column(f.ID)
		if !ok {
			continue
		}
		text := f.Absent
		if text == "" {
			text = f.Presumed
		}
		if v, ok := c.Fact.Parse(text); ok && text != "" {
			c.Fill(d.o.Rows, v)
			d.known = append(d.known, c)
		}
	}
}

func (d *draw) columns() {
	for id, at := range d.own() {
		c, ok := d.table.Column(id)
		if !ok {
			panic("crowd: the vocabulary lacks " + id)
		}
		*at = c
	}
}

// own is the columns that the people are drawn into one by one.
func (d *draw) own() map[string]**law.Column {
	return map[string]**law.Column{
		"person.birth_date": &d.born, "person.sex": &d.sex, "person.disability": &d.disability, "person.no_nurture": &d.noNurture,
		"person.first_study": &d.study, "person.hiv": &d.hiv, "person.stable_income": &d.income, "person.single_parent": &d.single,
		"person.dependent_children": &d.children, "person.supporter": &d.supporter, "person.taken_in": &d.takenIn,
		"person.caregiver": &d.carer, "person.pregnant": &d.pregnant, "person.children_under36m": &d.small,
		"person.pension_monthly": &d.pension, "person.merit_allowance": &d.merit, "person.in_facility": &d.facility,
		"person.alive": &d.alive, "person.resident": &d.resident, "household.poverty": &d.poverty, "area.special_difficulty": &d.area,
	}
}

// in says yes n times of a thousand.
func (d *draw) in(n int) bool { return d.IntN(1000) < n }

// household draws the people who live together from a row on and gives the row after them.
func (d *draw) household(row int) int {
	poverty, remote := d.IntN(100), row/peopleOfCommune%4 == 0
	end := min(d.o.Rows, row+1+d.IntN(6))
	for ; row < end; row++ {
		switch {
		case poverty < 5:
			d.poverty.Set(row, 2)
		case poverty < 10:
			d.poverty.Set(row, 1)
		}
		if remote {
			d.area.Set(row, 1)
		}
		d.person(row)
	}
	return row
}

func (d *draw) person(row int) {
	days := d.IntN(72 * 365)
	if d.in(80) {
		days = (72 + d.IntN(24)) * 365
	}
	d.born.Set(row, int64(d.o.Month.Last())-int64(days))
	d.sex.Set(row, int64(d.IntN(2)))
	years := days / 365
	switch {
	case years < 23:
		d.young(row, years)
	case years < 60:
		d.adult(row)
	default:
		d.old(row)
	}
	d.ill(row)
	if d.in(3) {
		d.resident.Set(row, 0)
	}
	if d.in(2) {
		d.alive.Set(row, 0)
	}
}

func (d *draw) young(row, years int) {
	if d.in(6) {
		d.noNurture.Set(row, int64(1+d.IntN(11)))
		if d.in(300) {
			d.takenIn.Set(row, 1)
		}
	}
	if years >= 6 && d.in(800) {
		d.study.Set(row, 1)
	}
}

func (d *draw) adult(row int) {
	if d.in(12) {
		d.single.Set(row, 1)
		d.children.Set(row, int64(1+d.IntN(3)))
	}
	if d.in(80) {
		d.small.Set(row, int64(1+d.IntN(2)))
	}
	if d.in(15) {
		d.pregnant.Set(row, 1)
	}
}

func (d *draw) old(row int) {
	switch {
	case d.in(30):
		d.supporter.Set(row, 1)
		if d.in(100) {
			d.takenIn.Set(row, 1)
		}
	case d.in(10):
		d.supporter.Set(row, 2)
	}
	if d.in(300) {
		d.pension.Set(row, int64(2_000+d.IntN(6_000))*1000)
	}
	if d.in(30) {
		d.merit.Set(row, 1)
	}
}

func (d *draw) ill(row int) {
	switch {
	case d.in(d.o.Disabled):
		d.disability.Set(row, 2)
		if d.in(250) {
			d.disability.Set(row, 3)
			if d.in(600) {
				d.carer.Set(row, int64(1+d.IntN(20)/19))
			}
		}
	case d.in(20):
		d.disability.Set(row, 1)
	}
	if d.in(3) {
		d.hiv.Set(row, 1)
	}
	if d.o.Income {
		d.income.Set(row, int64(d.IntN(2)))
	}
	if d.in(1) {
		d.facility.Set(row, 1)
	}
}

// others draws the facts of other fields: merit, insurance and whatever comes.
func (d *draw) others() {
	if d.o.Others == 0 {
		return
	}
	own := map[*law.Column]bool{}
	for _, at := range d.own() {
		own[*at] = true
	}
	for _, c := range d.known {
		if own[c] || c.Fact.Type == law.Day || c.Fact.Derived != "" {
			continue
		}
		for row := d.IntN(1 + 20_000/d.o.Others); row < d.o.Rows; row += 1 + d.IntN(20_000/d.o.Others) {
			switch c.Fact.Type {
			case law.Enum:
				c.Set(row, int64(d.IntN(len(c.Fact.Values))))
			case law.Money:
				c.Set(row, int64(d.IntN(5_000))*1000)
			case law.Bool:
				c.Set(row, int64(d.IntN(2)))
			default:
				c.Set(row, int64(d.IntN(100)))
			}
		}
	}
}

// doubt forgets one fact of some people.
func (d *draw) doubt() {
	if d.o.Doubt == 0 {
		return
	}
	for row := range d.o.Rows {
		if d.in(d.o.Doubt) {
			d.known[d.IntN(len(d.known))].Unset(row)
		}
	}
}
