package benefit

import (
	"slices"
	"strings"

	"ansinh/law"
	"ansinh/registry"
)

// comparison holds a month's determination against the decisions in force. It is pure: what it reads was read before.
type comparison struct {
	snapshot *registry.Snapshot
	book     *law.Book
	result   *law.Result
	communes *communes
	inForce  map[registry.PersonID][]Decision
	ended    map[granted]bool                        // categories a person had once
	twins    map[registry.PersonID]registry.PersonID // record → the record that goes before it

	alive, resident *law.Column
	rows            []Row
	due             []Determined
}

// granted names what a decision grants to whom.
type granted struct {
	person              registry.PersonID
	programme, category string
}

// run fills due (what the law gives, by person, programme, category) and rows (the lists).
func (c *comparison) run() {
	c.alive, _ = c.snapshot.Table.Column("person.alive")
	c.resident, _ = c.snapshot.Table.Column("person.resident")
	c.due = make([]Determined, 0, len(c.result.Benefits))
	seen := map[registry.PersonID]bool{}
	b, u := 0, 0
	for b < len(c.result.Benefits) || u < len(c.result.Unknown) {
		row := c.nextRow(b, u)
		b0, u0 := b, u
		for b < len(c.result.Benefits) && c.result.Benefits[b].Row == row {
			b++
		}
		for u < len(c.result.Unknown) && c.result.Unknown[u].Row == row {
			u++
		}
		p := c.snapshot.Persons[row]
		seen[p] = true
		c.person(p, int(row), c.result.Benefits[b0:b], c.result.Unknown[u0:u])
	}
	for p := range c.inForce {
		if !seen[p] {
			row, known := c.snapshot.Row(p)
			if !known {
				row = -1
			}
			c.person(p, row, nil, nil)
		}
	}
	slices.SortFunc(c.rows, byPlace)
}

// byPlace is the order of lists and of the rows in them.
func byPlace(a, b Row) int {
	return cmpFirst(slices.Index(Lists(), a.List)-slices.Index(Lists(), b.List), int(a.Person-b.Person),
		strings.Compare(a.Programme, b.Programme), strings.Compare(a.Category, b.Category))
}

func cmpFirst(order ...int) int {
	for _, o := range order {
		if o != 0 {
			return o
		}
	}
	return 0
}

func (c *comparison) nextRow(b, u int) int32 {
	switch {
	case b == len(c.result.Benefits):
		return c.result.Unknown[u].Row
	case u == len(c.result.Unknown):
		return c.result.Benefits[b].Row
	}
	return min(c.result.Benefits[b].Row, c.result.Unknown[u].Row)
}

// standing is one person while they are compared.
type standing struct {
	*comparison
	person  registry.PersonID
	row     int // in the snapshot; -1: not there
	due     []Determined
	matched []bool // by place in due: a decision answers for it
	missing []law.Missing
	told    map[string]bool // programmes whose missing facts stand in a list already
}

func (c *comparison) person(p registry.PersonID, row int, benefits []law.Benefit, missing []law.Missing) {
	s := standing{comparison: c, person: p, row: row, missing: missing, matched: make([]bool, len(benefits)), told: map[string]bool{}}
	for _, b := range benefits {
		home := c.snapshot.HomeUnits[row]
		s.due = append(s.due, Determined{Month: c.snapshot.Month, Person: p, Programme: c.book.Programmes()[b.Programme].ID,
			Category: c.book.Categories()[b.Category].ID, Commune: c.communes.of(home), HomeUnit: home,
			Household: c.snapshot.Households[row], Amount: b.Amount, Twin: c.twins[p]})
	}
	c.due = append(c.due, s.due...)
	var open []Decision
	for _, d := range c.inForce[p] {
		if !s.match(d) {
			open = append(open, d)
		}
	}
	for _, d := range open {
		s.unmatched(d)
	}
	s.gaps()
	s.unknowns()
}

// match finds what the law gives under the decision's category.
func (s *standing) match(d Decision) bool {
	i := slices.IndexFunc(s.due, func(x Determined) bool { return x.Programme == d.Programme && x.Category == d.Category })
	if i < 0 {
		return false
	}
	s.matched[i] = true
	switch {
	case s.due[i].Twin != 0:
		s.add(Review, d, Row{Category: d.Category, Reason: Twin, New: s.due[i].Amount})
	case s.due[i].Amount != d.Amount:
		s.add(Adjust, d, Row{Category: d.Category, Reason: Rate, New: s.due[i].Amount})
	case s.communes.of(d.HomeUnit) != s.due[i].Commune:
		s.add(Adjust, d, Row{Category: d.Category, Reason: Relocated, New: s.due[i].Amount})
	}
	return true
}

// unmatched says what became of a decision under whose category the law gives nothing certain.
func (s *standing) unmatched(d Decision) {
	if gone := s.gone(); gone != "" {
		s.add(Review, d, Row{Category: d.Category, Reason: gone})
		return
	}
	other := -1
	for i := range s.due {
		if !s.matched[i] && (other < 0 || s.due[i].Programme == d.Programme) {
			other = i
		}
	}
	missing := slices.IndexFunc(s.missing, func(m law.Missing) bool { return s.book.Programmes()[m.Programme].ID == d.Programme })
	switch {
	case other >= 0 && s.due[other].Programme == d.Programme:
		s.matched[other] = true
		s.add(Adjust, d, Row{Category: s.due[other].Category, Reason: Ground, New: s.due[other].Amount})
	case missing >= 0:
		s.told[d.Programme] = true
		s.add(Unknown, d, Row{Category: d.Category, Reason: Missing, Missing: s.facts(s.missing[missing])})
	case other >= 0:
		s.add(Review, d, Row{Category: d.Category, Reason: Replaced})
	default:
		s.add(Review, d, Row{Category: d.Category, Reason: Condition})
	}
}

// gone says whether the person is not here to be paid at all.
func (s *standing) gone() Reason {
	if s.row < 0 {
		return Absent
	}
	if v, known := s.alive.Get(s.row); known && v == 0 {
		return Dead
	}
	if v, known := s.resident.Get(s.row); known && v == 0 {
		return Moved
	}
	return ""
}

func (s *standing) gaps() {
	for i, d := range s.due {
		if s.matched[i] {
			continue
		}
		reason := NeverEnrolled
		switch {
		case d.Twin != 0:
			reason = Twin
		case s.ended[granted{s.person, d.Programme, d.Category}]:
			reason = Ended
		}
		s.rows = append(s.rows, Row{Month: d.Month, List: Gap, Person: s.person, Programme: d.Programme, Category: d.Category,
			Commune: d.Commune, HomeUnit: d.HomeUnit, Reason: reason, New: d.Amount})
	}
}

func (s *standing) unknowns() {
	for _, m := range s.missing {
		programme := s.book.Programmes()[m.Programme].ID
		if s.told[programme] {
			continue
		}
		reason := Possible
		if slices.ContainsFunc(s.due, func(d Determined) bool { return d.Programme == programme }) {
			reason = MaybeMore
		}
		home := s.snapshot.HomeUnits[s.row]
		s.rows = append(s.rows, Row{Month: s.snapshot.Month, List: Unknown, Person: s.person, Programme: programme,
			Commune: s.communes.of(home), HomeUnit: home, Reason: reason, Missing: s.facts(m)})
	}
}

func (s *standing) facts(m law.Missing) []string {
	out := make([]string, len(m.Facts))
	for i, f := range m.Facts {
		out[i] = s.book.Vocabulary().Facts()[f].ID
	}
	return out
}

// add puts a decision into a list; where the person lives now counts, where that is known.
func (s *standing) add(list List, d Decision, row Row) {
	row.Month, row.List, row.Person, row.Programme = s.snapshot.Month, list, s.person, d.Programme
	row.Decision, row.OldCategory, row.Old = d.ID, d.Category, d.Amount
	row.Commune, row.HomeUnit = d.Commune, d.HomeUnit
	if s.row >= 0 {
		row.HomeUnit = s.snapshot.HomeUnits[s.row]
		row.Commune = s.communes.of(row.HomeUnit)
	}
	s.rows = append(s.rows, row)
}
