package registry

import (
	"context"

	"ansinh/calendar"
	"ansinh/db"
	"ansinh/fault"
	"ansinh/law"
	"ansinh/org"
)

// readPeople reads everyone recorded by then. No order is asked of the database: rows come as they lie, which is nearly
// by number, and sorting nearly sorted rows here is cheaper than an index there.
func (b *builder) readPeople(ctx context.Context) error {
	b.places = map[org.UnitID]int32{}
	sexes, _ := b.registry.vocabulary.Fact(sexFact)
	groups, _ := b.registry.vocabulary.Fact(ethnicity)
	var p citizen
	var id, household int64
	var home, born, sex, group string
	into := []any{&id, &household, &home, &born, &sex, &group}
	err := db.Each(ctx, b.tx, func(s db.Scanner) error {
		if err := s.Scan(into...); err != nil {
			return err
		}
		p.id, p.household, p.home = PersonID(id), HouseholdID(household), b.place(home)
		day, err := calendar.ParseDate(born)
		if err != nil {
			return err
		}
		p.born = day
		var okSex, okGroup bool
		p.sex, okSex = sexes.Code(sex)
		p.ethnicity, okGroup = groups.Code(group)
		if !okSex || !okGroup {
			return fault.New(fault.Invalid, "registry.snapshot.value", int64(p.id))
		}
		b.people = append(b.people, p)
		return nil
	}, `SELECT id, household, home_unit, birth_date, sex, ethnicity FROM person WHERE recorded_at < $1`, knownBefore(b.knownAt))
	return err
}

func (b *builder) readCoverage(ctx context.Context, complete func(register string, home int32)) error {
	return db.Each(ctx, b.tx, func(s db.Scanner) error {
		var register, home string
		if err := s.Scan(&register, &home); err != nil {
			return err
		}
		if place, ok := b.places[org.UnitID(home)]; ok {
			complete(register, place)
		}
		return nil
	}, `SELECT f.register, f.home_unit FROM coverage f WHERE `+known+` AND `+valid, knownBefore(b.knownAt), b.month.Last())
}

// eachFact reads the facts of a kind that hold on the last day of the month, in no order: at one instant of knowledge a
// subject has one row a fact at most.
func (b *builder) eachFact(ctx context.Context, kind Kind, row func(subject int64, home, fact, value string, certainty Certainty) error) error {
	var subject int64
	var home, fact, value, certainty string
	into := []any{&subject, &home, &fact, &value, &certainty}
	return db.Each(ctx, b.tx, func(s db.Scanner) error {
		if err := s.Scan(into...); err != nil {
			return err
		}
		return row(subject, home, fact, value, Certainty(certainty))
	}, `SELECT f.subject, f.home_unit, f.fact, coalesce(f.value, ''), f.certainty FROM fact f
		WHERE `+known+` AND `+valid+` AND f.kind = $3`, knownBefore(b.knownAt), b.month.Last(), string(kind))
}

func (b *builder) readPersonFacts(ctx context.Context) error {
	columns := b.columns()
	at := 0
	return b.eachFact(ctx, OfPerson, func(subject int64, _, fact, value string, certainty Certainty) error {
		row, ok := b.rowOf(PersonID(subject), at)
		if !ok {
			return nil
		}
		at = row
		if fact == deathDate || fact == departureDate {
			b.event(fact, row, value)
		} else if c := columns[fact]; c != nil {
			put(c, row, value, certainty)
		}
		return nil
	})
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

// saying is what one row of a household or an area says.
type saying struct {
	column    *law.Column
	value     string
	certainty Certainty
}

func (b *builder) readHouseholdFacts(ctx context.Context) error {
	said := map[HouseholdID][]saying{}
	columns := b.columns()
	err := b.eachFact(ctx, OfHousehold, func(subject int64, _, fact, value string, certainty Certainty) error {
		if c := columns[fact]; c != nil {
			said[HouseholdID(subject)] = append(said[HouseholdID(subject)], saying{c, value, certainty})
		}
		return nil
	})
	if err != nil || len(said) == 0 {
		return err
	}
	for i := range b.people {
		for _, s := range said[b.people[i].household] {
			put(s.column, i, s.value, s.certainty)
		}
	}
	return nil
}

func (b *builder) readAreaFacts(ctx context.Context) error {
	said := make([][]saying, len(b.homes))
	columns := b.columns()
	err := b.eachFact(ctx, OfArea, func(_ int64, home, fact, value string, certainty Certainty) error {
		place, here := b.places[org.UnitID(home)]
		if c := columns[fact]; c != nil && here {
			said[place] = append(said[place], saying{c, value, certainty})
		}
		return nil
	})
	if err != nil {
		return err
	}
	for i := range b.people {
		for _, s := range said[b.people[i].home] {
			put(s.column, i, s.value, s.certainty)
		}
	}
	return nil
}
