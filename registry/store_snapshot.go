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

// said is what one row of a household or an area says.
type said struct {
	column    *law.Column
	value     string
	certainty Certainty
}

// readFacts reads in one pass everything that holds on the last day of the month, in no order: at one instant of
// knowledge a subject has one row a fact at most. What is said of persons is put into their row at once, what is said
// of households and areas is kept and put into every row of theirs at the end.
func (b *builder) readFacts(ctx context.Context) error {
	columns := b.columns()
	households, areas := map[HouseholdID][]said{}, make([][]said, len(b.homes))
	at := 0
	var subject int64
	var kind, home, fact, value, certainty string
	into := []any{&kind, &subject, &home, &fact, &value, &certainty}
	err := db.Each(ctx, b.tx, func(s db.Scanner) error {
		if err := s.Scan(into...); err != nil {
			return err
		}
		what := said{columns[fact], value, Certainty(certainty)}
		switch Kind(kind) {
		case OfPerson:
			row, ok := b.rowOf(PersonID(subject), at)
			if !ok {
				return nil
			}
			at = row
			b.putPerson(row, fact, what)
		case OfHousehold:
			households[HouseholdID(subject)] = append(households[HouseholdID(subject)], what)
		default:
			if place, ok := b.places[org.UnitID(home)]; ok {
				areas[place] = append(areas[place], what)
			}
		}
		return nil
	}, `SELECT f.kind, f.subject, f.home_unit, f.fact, coalesce(f.value, ''), f.certainty FROM fact f
		WHERE `+known+` AND `+valid, knownBefore(b.knownAt), b.month.Last())
	if err != nil {
		return err
	}
	for i := range b.people {
		for _, what := range areas[b.people[i].home] {
			what.put(i)
		}
		for _, what := range households[b.people[i].household] {
			what.put(i)
		}
	}
	return nil
}
