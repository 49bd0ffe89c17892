package registry

import (
	"cmp"
	"context"
	"slices"

	"ansinh/auth"
	"ansinh/calendar"
	"ansinh/db"
	"ansinh/fault"
	"ansinh/gate"
	"ansinh/law"
	"ansinh/org"
)

// Snapshot is what was known of everybody at the end of a day, as the law asks it of a month: the state on the last day
// of the month. It is the evidence of a payment: Hash is over every column, and the file written by WriteParquet holds
// all of them.
//
// It is kept beside the database and brought up to date by what has changed since (kept.go); what is kept decides nothing:
// it gives what reading everything anew would give, bit for bit, or it is not used.
//
// Everyone recorded by then is a row, also who died or left before the month (person.alive, person.resident false), so
// that payment sees them.
type Snapshot struct {
	Month      calendar.Month
	KnownAt    calendar.Date
	Table      *law.Table
	Persons    []PersonID // ascending; row i of the table is Persons[i]
	HomeUnits  []org.UnitID
	Households []HouseholdID
	Hash       string
}

// Row finds a person; false where they were not known by then.
func (s *Snapshot) Row(id PersonID) (int, bool) { return slices.BinarySearch(s.Persons, id) }

// Snapshot reads the whole register into columns, for a month, as it was known at the end of a day. That is evidence for
// good once the day is over; of today it is what is known so far, and of a day to come nothing can be said.
func (r *Registry) Snapshot(ctx context.Context, actor auth.Actor, month calendar.Month, knownAt calendar.Date) (*Snapshot, error) {
	if knownAt > calendar.DateOf(r.gate.Now()) {
		return nil, fault.New(fault.Invalid, "registry.snapshot.future", knownAt.String())
	}
	var s *Snapshot
	err := r.gate.Read(ctx, actor, gate.Act{Permission: MaySnapshot, Subject: "snapshot:" + month.String()}, func(tx *gate.Tx) error {
		b := &builder{registry: r, tx: tx.Tx, month: month, knownAt: knownAt}
		var err error
		s, err = r.keep.snapshot(ctx, b)
		return err
	})
	return s, err
}

// citizen is a person's own row while it is read.
type citizen struct {
	id        PersonID
	household HouseholdID
	home      int32 // place in builder.homes
	born      calendar.Date
	sex       uint8
	ethnicity uint8
}

// builder reads one snapshot, or the rows of some people.
type builder struct {
	registry *Registry
	tx       *db.Tx
	month    calendar.Month
	knownAt  calendar.Date
	only     []PersonID // ascending; nil: everybody

	people  []citizen
	missing int // people recorded after the day
	homes   []org.UnitID
	places  map[org.UnitID]int32
	ground  *ground
	pending []bool // a row of which something changes on a later day by itself
	out     *Snapshot
}

func (b *builder) build(ctx context.Context) (*Snapshot, error) {
	if err := b.readPeople(ctx); err != nil {
		return nil, err
	}
	if !slices.IsSortedFunc(b.people, byID) {
		slices.SortFunc(b.people, byID)
	}
	b.pending = make([]bool, len(b.people))
	if err := b.readHomes(ctx); err != nil {
		return nil, err
	}
	b.out = newSnapshot(b.registry.vocabulary, b.month, b.knownAt, len(b.people))
	b.identity()
	if b.ground == nil {
		var err error
		if b.ground, err = readGround(ctx, b.tx, b.month, b.knownAt); err != nil {
			return nil, err
		}
	}
	b.silence()
	if err := b.readFacts(ctx); err != nil {
		return nil, err
	}
	return b.out, b.foldMerged(ctx)
}

func newSnapshot(v *law.Vocabulary, month calendar.Month, knownAt calendar.Date, rows int) *Snapshot {
	return &Snapshot{Month: month, KnownAt: knownAt, Table: law.NewTable(v, month, rows),
		Persons: make([]PersonID, rows), HomeUnits: make([]org.UnitID, rows), Households: make([]HouseholdID, rows)}
}

// personRow finds a person among those read, which are sorted.
func (b *builder) personRow(id PersonID) (int, bool) {
	return slices.BinarySearchFunc(b.people, id, func(c citizen, id PersonID) int { return cmp.Compare(c.id, id) })
}

func byID(a, b citizen) int {
	switch {
	case a.id < b.id:
		return -1
	case a.id > b.id:
		return 1
	}
	return 0
}

// place numbers a home unit.
func (b *builder) place(home string) int32 {
	i, ok := b.places[org.UnitID(home)]
	if !ok {
		i = int32(len(b.homes))
		b.homes = append(b.homes, org.UnitID(home))
		b.places[org.UnitID(home)] = i
	}
	return i
}

// identity fills what stands in the person's own row, and that everybody lives here until an event says otherwise.
func (b *builder) identity() {
	born, sex, group := b.column(birthDate), b.column(sexFact), b.column(ethnicity)
	for i := range b.people {
		p := &b.people[i]
		b.out.Persons[i], b.out.HomeUnits[i], b.out.Households[i] = p.id, b.homes[p.home], p.household
		born.Set(i, int64(p.born))
		sex.Set(i, int64(p.sex))
		group.Set(i, int64(p.ethnicity))
	}
	b.column(aliveFact).Fill(len(b.people), 1)
	b.column(residence).Fill(len(b.people), 1)
}

// column is the column of a fact the vocabulary must have; a vocabulary without it is broken.
func (b *builder) column(fact string) *law.Column {
	c, ok := b.out.Table.Column(fact)
	if !ok {
		panic("registry: the vocabulary lacks " + fact)
	}
	return c
}

// silence gives every row the value that a complete register means by having no entry.
func (b *builder) silence() {
	for i := range b.registry.vocabulary.Facts() {
		f := &b.registry.vocabulary.Facts()[i]
		c, ok := b.out.Table.Column(f.ID)
		if !ok || f.Absent == "" || b.ground.complete[f.Register] == nil {
			continue
		}
		absent, ok := f.Parse(f.Absent)
		if !ok {
			continue
		}
		complete := make([]bool, len(b.homes)) // by place
		for i, home := range b.homes {
			complete[i] = b.ground.complete[f.Register][home]
		}
		b.fillWhere(c, complete, absent)
	}
}

func (b *builder) fillWhere(c *law.Column, complete []bool, v int64) {
	if !slices.Contains(complete, false) {
		c.Fill(len(b.people), v)
		return
	}
	for i := range b.people {
		if complete[b.people[i].home] {
			c.Set(i, v)
		}
	}
}

// rowOf finds the row of a person. Facts come mostly in the order of persons, so the search starts where it last ended.
func (b *builder) rowOf(id PersonID, last int) (int, bool) {
	for step := last; step < min(last+4, len(b.people)); step++ {
		if b.people[step].id == id {
			return step, true
		}
	}
	return slices.BinarySearch(b.out.Persons, id)
}

// columns are the columns by fact, for the inner loop.
func (b *builder) columns() map[string]*law.Column {
	out := map[string]*law.Column{}
	for _, f := range b.registry.vocabulary.Facts() {
		if c, ok := b.out.Table.Column(f.ID); ok {
			out[f.ID] = c
		}
	}
	return out
}

// putPerson sets a fact of a person; life events tell alive and resident.
func (b *builder) putPerson(row int, fact string, what said) {
	switch fact {
	case deathDate:
		b.ended(aliveFact, row, what.value)
	case departureDate:
		b.ended(residence, row, what.value)
	default:
		what.put(row)
	}
}

// ended makes a fact false where an event came before the month. One that came in the month does so from the next.
func (b *builder) ended(fact string, row int, day string) {
	switch d, err := calendar.ParseDate(day); {
	case err != nil:
	case d < b.month.First():
		b.column(fact).Set(row, 0)
	default:
		b.pending[row] = true
	}
}

// put sets a fact of a row; a value that the vocabulary no longer knows is unknown, a fact it no longer knows is left
// out.
func (s said) put(row int) {
	if s.column == nil {
		return
	}
	if v, ok := s.column.Fact.Parse(s.value); ok && s.certainty != Unknown {
		s.column.Set(row, v)
	} else {
		s.column.Unset(row)
	}
}
