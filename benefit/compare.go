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
	rest := *c.result
	for len(rest.Benefits)+len(rest.Unknown)+len(rest.Unread) > 0 {
		of := firstRow(&rest)
		p := c.snapshot.Persons[of.row]
		seen[p] = true
		c.person(p, of)
	}
	for p := range c.inForce {
		if !seen[p] {
			row, known := c.snapshot.Row(p)
			if !known {
				row = -1
			}
			c.person(p, answer{row: row})
		}
	}
	slices.SortFunc(c.rows, byPlace)
}

// forget lets go of what was compared: what came of it stays, and is written for seconds.
func (c *comparison) forget() {
	c.result, c.inForce, c.ended, c.twins = nil, nil, nil, nil
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

// answer is what the law says of one row of the snapshot; -1: the person is not there.
type answer struct {
	row      int
	benefits []law.Benefit
	missing  []law.Missing
	unread   []law.Unread
}

// firstRow cuts the answer of the first row off a result.
func firstRow(r *law.Result) answer {
	row := int32(1<<31 - 1)
	if len(r.Benefits) > 0 {
		row = r.Benefits[0].Row
	}
	if len(r.Unknown) > 0 {
		row = min(row, r.Unknown[0].Row)
	}
	if len(r.Unread) > 0 {
		row = min(row, r.Unread[0].Row)
	}
	a := answer{row: int(row)}
	a.benefits, r.Benefits = cut(r.Benefits, func(b *law.Benefit) bool { return b.Row == row })
	a.missing, r.Unknown = cut(r.Unknown, func(m *law.Missing) bool { return m.Row == row })
	a.unread, r.Unread = cut(r.Unread, func(u *law.Unread) bool { return u.Row == row })
	return a
}

// cut divides a list after those at its beginning that belong.
func cut[T any](list []T, belongs func(*T) bool) (these, rest []T) {
	n := 0
	for n < len(list) && belongs(&list[n]) {
		n++
	}
	return list[:n], list[n:]
}

// standing is one person while they are compared.
type standing struct {
	*comparison
	person  registry.PersonID
	row     int // in the snapshot; -1: not there
	due     []Determined
	matched []bool // by place in due: a decision answers for it
	missing []law.Missing
	unread  []law.Unread
	told    map[string]bool // programmes whose missing facts stand in a list already
}

func (c *comparison) person(p registry.PersonID, of answer) {
	s := standing{comparison: c, person: p, row: of.row, missing: of.missing, unread: of.unread,
		matched: make([]bool, len(of.benefits)), told: map[string]bool{}}
	for _, b := range of.benefits {
		home := c.snapshot.HomeUnits[of.row]
		s.due = append(s.due, Determined{Month: c.snapshot.Month, Person: p, Programme: c.book.Programmes()[b.Programme].ID,
			Category: c.book.Categories()[b.Category].ID, Commune: c.communes.of(home), HomeUnit: home,
			Household: c.snapshot.Households[of.row], Amount: b.Amount, Twin: c.twins[p]})
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
	s.notRead()
}

// match finds what the law gives under the decision's category.
func (s *standing) match(d Decision) bool {
	i := slices.IndexFunc(s.due, func(x Determined) bool { return x.Programme == d.Programme && x.Category == d.Category })
	if i < 0 {
		return false
	}
	if s.matched[i] { // another decision answers already: the records of one person were merged
		s.add(Review, d, Row{Category: d.Category, Reason: Twin, New: s.due[i].Amount})
		return true
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
	case s.unreadUnder(d) >= 0:
		u := s.unreadUnder(d)
		row := Row{Category: s.book.Categories()[s.unread[u].Category].ID, Reason: Unread}
		s.add(Unknown, d, row)
		s.unread = slices.Delete(slices.Clone(s.unread), u, u+1)
	case missing >= 0:
		s.told[d.Programme] = true
		s.add(Unknown, d, Row{Category: d.Category, Reason: Missing, Missing: s.facts(s.missing[missing].Facts)})
	case other >= 0:
		s.add(Review, d, Row{Category: d.Category, Reason: Replaced})
	default:
		s.add(Review, d, Row{Category: d.Category, Reason: Condition})
	}
}

// unreadUnder is the place of a category that is met for certain while its amount was not read, the decision's own
// before another of its programme; -1 where there is none.
func (s *standing) unreadUnder(d Decision) int {
	found := -1
	for i, u := range s.unread {
		if u.May || s.book.Programmes()[u.Programme].ID != d.Programme {
			continue
		}
		if s.book.Categories()[u.Category].ID == d.Category {
			return i
		}
		if found < 0 {
			found = i
		}
	}
	return found
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
			Commune: s.communes.of(home), HomeUnit: home, Reason: reason, Missing: s.facts(m.Facts)})
	}
}

// notRead lists what the law gives the person, or may give them, and nobody read: nothing is paid, and they are not
// told that nothing is due.
func (s *standing) notRead() {
	for _, u := range s.unread {
		home := s.snapshot.HomeUnits[s.row]
		s.rows = append(s.rows, Row{Month: s.snapshot.Month, List: Unknown, Person: s.person,
			Programme: s.book.Programmes()[u.Programme].ID, Category: s.book.Categories()[u.Category].ID,
			Commune: s.communes.of(home), HomeUnit: home, Reason: Unread, Missing: s.facts(u.Facts)})
	}
}

func (s *standing) facts(missing []uint16) []string {
	out := make([]string, len(missing))
	for i, f := range missing {
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
