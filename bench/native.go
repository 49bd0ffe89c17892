package main

import (
	"ansinh/calendar"
	"ansinh/law"
)

// The loop that somebody would write by hand for one month of social assistance: the columns as slices, the ages as
// days to compare with, the rare grounds asked first, no question of unknown facts. It is here to be measured against
// and holds the law of August 2024 for that; what is paid follows policy/, and a difference fails the measurement.

// allowances are the categories of the social allowance, care those of the care money, both in the law's order.
var (
	allowances = []string{"K1", "K2", "K3", "K4", "K5a", "K5b", "K5c", "K5d", "K6dbn", "K6n", "K7", "K8"}
	careOnly   = []string{"C-child", "C-elderly", "C-parent", "C-home", "C-taken-in"}
)

const (
	k1, k2, k3, k4, k5a, k5b, k5c, k5d, k6dbn, k6n, k7, k8 = 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11
	besideK4                                               = 1<<k5a | 1<<k5b | 1<<k5c | 1<<k5d | 1<<k6dbn | 1<<k6n | 1<<k8
)

// native is the columns of a table as the loop reads them.
type native struct {
	rows                                                     int
	base                                                     int64
	born, children, small                                    []int32
	alive, resident, facility, hiv, income, single, study    []uint64
	takenIn, pregnant, area                                  []uint64
	disability, noNurture, supporter, carer, poverty         []uint8
	pension                                                  []int64
	under3, under4, under16, under22, from60, from75, from80 int32 // births after, or not after, this day
}

func newNative(t *law.Table, base int64) *native {
	column := func(id string) *law.Column { c, _ := t.Column(id); return c }
	n := &native{rows: t.Rows, base: base, born: column("person.birth_date").Ints, children: column("person.dependent_children").Ints,
		small: column("person.children_under36m").Ints, alive: column("person.alive").Bits, resident: column("person.resident").Bits,
		facility: column("person.in_facility").Bits, hiv: column("person.hiv").Bits, income: column("person.stable_income").Bits,
		single: column("person.single_parent").Bits, study: column("person.first_study").Bits, takenIn: column("person.taken_in").Bits,
		pregnant: column("person.pregnant").Bits, area: column("area.special_difficulty").Bits, disability: column("person.disability").Codes,
		noNurture: column("person.no_nurture").Codes, supporter: column("person.supporter").Codes, carer: column("person.caregiver").Codes,
		poverty: column("household.poverty").Codes, pension: column("person.pension_monthly").Sums}
	first, last := t.Month.First(), t.Month.Last()
	n.under3, n.under4 = latestBirth(first, 36), latestBirth(first, 48)
	n.under16, n.under22 = latestBirth(first, 192), latestBirth(first, 264)
	n.from60, n.from75, n.from80 = latestBirth(last, 720), latestBirth(last, 900), latestBirth(last, 960)
	return n
}

// latestBirth is the latest day of birth of somebody who is so many months old on a day.
func latestBirth(day calendar.Date, months int) int32 {
	birth := day.AddMonths(-months)
	for day.MonthsSince(birth+1) >= months {
		birth++
	}
	for day.MonthsSince(birth) < months {
		birth--
	}
	return int32(birth)
}

func bit(set []uint64, row int) bool { return set[row>>6]>>(row&63)&1 == 1 }

// answer is what the loop gives a person: what is drawn (a bit a category) and the sums.
type answer struct {
	row             int32
	drawn           uint16
	allowance, care int64
}

// run answers for everybody who is due something.
func (n *native) run(out []answer) []answer {
	for row := range n.rows {
		born, disability, noNurture := n.born[row], n.disability[row], n.noNurture[row]
		if disability < 2 && noNurture == 0 && born > n.from80 && n.poverty[row] == 0 {
			continue // no ground is left without one of these
		}
		if !bit(n.alive, row) || !bit(n.resident, row) || bit(n.facility, row) {
			continue
		}
		if a := n.person(row, born, disability, noNurture); a.allowance+a.care > 0 {
			out = append(out, a)
		}
	}
	return out
}

func (n *native) person(row int, born int32, disability, noNurture uint8) answer {
	base := n.base
	child, under4 := born > n.under16, born > n.under4
	elderly, from80 := born <= n.from60, born <= n.from80
	poor, poorOrNear := n.poverty[row] == 2, n.poverty[row] != 0
	hiv := bit(n.hiv, row)
	withoutNurture, childWithHIV := child && noNurture != 0, child && hiv && poor
	withoutSupport := elderly && poor && n.supporter[row] != 0
	takenIn := elderly && poor && n.supporter[row] == 1 && bit(n.takenIn, row)
	p := person{}
	if withoutNurture {
		p.meets(k1, either(under4, base*5/2, base*3/2))
	}
	if !child && noNurture != 0 && born > n.under22 && bit(n.study, row) {
		p.meets(k2, base*3/2)
	}
	if childWithHIV {
		p.meets(k3, either(under4, base*5/2, base*2))
	}
	if poorOrNear && bit(n.single, row) && n.children[row] >= 1 {
		p.meets(k4, base*int64(n.children[row]))
	}
	if withoutSupport {
		p.meets(k5a, either(from80, base*2, base*3/2))
	}
	if born <= n.from75 && !from80 && poorOrNear && !withoutSupport && bit(n.area, row) {
		p.meets(k5b, base)
	}
	if from80 && !withoutSupport && n.pension[row] == 0 {
		p.meets(k5c, base)
	}
	if takenIn {
		p.meets(k5d, base*3)
	}
	switch disability {
	case 3:
		p.meets(k6dbn, either(child || elderly, base*5/2, base*2))
	case 2:
		p.meets(k6n, either(child || elderly, base*2, base*3/2))
	}
	if born > n.under3 && poorOrNear && !withoutNurture && !childWithHIV && disability < 2 && bit(n.area, row) {
		p.meets(k7, base*3/2)
	}
	if hiv && poor && !bit(n.income, row) {
		p.meets(k8, base*3/2)
	}
	a := answer{row: int32(row)}
	a.drawn, a.allowance = p.highest()
	if withoutNurture || takenIn || disability >= 2 {
		a.care = n.careMoney(row, child, under4, withoutNurture && bit(n.takenIn, row), takenIn, disability)
	}
	return a
}

// careMoney is the highest for the one cared for, and what a disabled parent draws beside it.
func (n *native) careMoney(row int, child, under4, takenChild, takenElder bool, disability uint8) int64 {
	base, carer := n.base, n.carer[row]
	most, own := int64(0), int64(0)
	if takenChild {
		most = either(under4, base*5/2, base*3/2)
	}
	if takenElder {
		most = max(most, base*3/2)
	}
	if disability == 3 && carer == 1 {
		most = max(most, base)
	}
	if disability == 3 && carer == 2 {
		most = max(most, either(child, base*5/2, base*3/2))
	}
	if small, pregnant := n.small[row], bit(n.pregnant, row); disability >= 2 && (pregnant || small >= 1) {
		own = either(pregnant && small >= 1 || small >= 2, base*2, base*3/2)
	}
	return most + own
}

func either(b bool, yes, no int64) int64 {
	if b {
		return yes
	}
	return no
}

// person gathers the categories met.
type person struct {
	best, beside, k4 int64
	at, besideAt     uint16
}

func (p *person) meets(category uint16, amount int64) {
	if amount > p.best {
		p.best, p.at = amount, 1<<category
	}
	if category == k4 {
		p.k4 = amount
	} else if besideK4>>category&1 == 1 && amount > p.beside {
		p.beside, p.besideAt = amount, 1<<category
	}
}

// highest is the highest category, or K4 with the highest that goes beside it where that is more.
func (p *person) highest() (drawn uint16, amount int64) {
	if p.k4 > 0 && p.beside > 0 && p.k4+p.beside > p.best {
		return 1<<k4 | p.besideAt, p.k4 + p.beside
	}
	return p.at, p.best
}
