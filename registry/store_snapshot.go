package registry

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"slices"
	"strconv"

	"ansinh/calendar"
	"ansinh/db"
	"ansinh/fault"
	"ansinh/law"
	"ansinh/org"
	"ansinh/seal"
)

// readPeople reads everyone recorded by then. No order is asked of the database: rows come as they lie, which is nearly
// by number, and sorting nearly sorted rows here is cheaper than an index there.
func (b *builder) readPeople(ctx context.Context) error {
	b.places = map[org.UnitID]int32{}
	sexes, _ := b.registry.vocabulary.Fact(sexFact)
	groups, _ := b.registry.vocabulary.Fact(ethnicity)
	var p citizen
	var id, household, here int64
	var home, born, sex, group string
	into := []any{&id, &household, &home, &born, &sex, &group, &here}
	each := func(s db.Scanner) error {
		if err := s.Scan(into...); err != nil {
			return err
		}
		if here == 0 {
			b.missing++
			return nil
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
	}
	const query = `SELECT id, household, home_unit, birth_date, sex, ethnicity, CASE WHEN recorded_at < $1 THEN 1 ELSE 0 END FROM person`
	if b.only == nil {
		return db.Each(ctx, b.tx, each, query, knownBefore(b.knownAt))
	}
	return inParts(b.only, func(in string) error {
		return db.Each(ctx, b.tx, each, query+` WHERE id IN `+in, knownBefore(b.knownAt))
	})
}

// readHomes puts those who moved where they lived on the last day of the month, as it was known.
func (b *builder) readHomes(ctx context.Context) error {
	var id, house, when int64
	var home string
	each := func(s db.Scanner) error {
		if err := s.Scan(&id, &home, &house, &when); err != nil {
			return err
		}
		row, ok := b.personRow(PersonID(id))
		if !ok {
			return nil
		}
		b.pending[row] = b.pending[row] || when != holds
		if when != later {
			b.people[row].home, b.people[row].household = b.place(home), HouseholdID(house)
		}
		return nil
	}
	const query = `SELECT f.person, f.home_unit, f.household, ` + whenItHolds + ` FROM residence f WHERE ` + notOver
	clocks := []any{knownBefore(b.knownAt), b.month.Last()}
	if b.only == nil {
		return db.Each(ctx, b.tx, each, query+` ORDER BY f.person, f.id`, clocks...)
	}
	return inParts(b.only, func(in string) error {
		return db.Each(ctx, b.tx, each, query+` AND f.person IN `+in+` ORDER BY f.person, f.id`, clocks...)
	})
}

// Rows of both clocks that are not over ($1 the end of knowledge, $2 the day), and when they hold: now without end, now
// until something that is known already ends it, or later.
const (
	notOver     = `(f.superseded_at IS NULL OR f.superseded_at >= $1) AND (f.valid_to IS NULL OR f.valid_to > $2)`
	whenItHolds = `CASE WHEN f.recorded_at >= $1 OR f.valid_from > $2 THEN 2
		WHEN f.superseded_at IS NOT NULL OR f.valid_to IS NOT NULL THEN 1 ELSE 0 END`
	holds = 0
	later = 2
)

// said is what one row of a household or an area says.
type said struct {
	column    *law.Column
	value     string
	certainty Certainty
}

// houseSays is what is said of a household, and whether any of it changes later by itself.
type houseSays struct {
	said    []said
	pending bool
}

// readFacts reads in one pass everything that holds on the last day of the month, in no order: at one instant of
// knowledge a subject has one row a fact at most. What is said of persons is put into their row at once, what is said
// of households and areas is kept and put into every row of theirs at the end.
func (b *builder) readFacts(ctx context.Context) error {
	columns := b.columns()
	households := map[HouseholdID]*houseSays{}
	at := 0
	var kind, subject, when int64
	var fact, value, certainty string
	into := []any{&kind, &subject, &fact, &value, &certainty, &when}
	each := func(s db.Scanner) error {
		if err := s.Scan(into...); err != nil {
			return err
		}
		if seal.Is(value) {
			var err error
			if value, err = b.tx.Unseal(place(kinds[kind], subject, fact), value); err != nil {
				return err
			}
		}
		what := said{columns[fact], value, Certainty(certainty)}
		if kind == 1 {
			h := households[HouseholdID(subject)]
			if h == nil {
				h = &houseSays{}
				households[HouseholdID(subject)] = h
			}
			h.pending = h.pending || when != holds
			if when != later {
				h.said = append(h.said, what)
			}
			return nil
		}
		row, ok := b.rowOf(PersonID(subject), at)
		if !ok {
			return nil
		}
		at = row
		b.pending[row] = b.pending[row] || when != holds
		if when != later {
			b.putPerson(row, fact, what)
		}
		return nil
	}
	if err := b.eachFact(ctx, each); err != nil {
		return err
	}
	areas := b.areas()
	for i := range b.people {
		for _, what := range areas[b.people[i].home] {
			what.put(i)
		}
		if h := households[b.people[i].household]; h != nil {
			b.pending[i] = b.pending[i] || h.pending
			for _, what := range h.said {
				what.put(i)
			}
		}
	}
	return nil
}

// kinds are whose facts eachFact gives, by its number of them.
var kinds = [...]Kind{OfPerson, OfHousehold}

// eachFact gives the facts of persons (kind 0) and households (1) that are not over: of everybody, or of the people
// asked for and their households.
func (b *builder) eachFact(ctx context.Context, each func(db.Scanner) error) error {
	const query = `SELECT CASE f.kind WHEN 'household' THEN 1 ELSE 0 END, f.subject, f.fact, coalesce(f.value, ''), f.certainty, ` + whenItHolds + `
		FROM fact f WHERE ` + notOver
	clocks := []any{knownBefore(b.knownAt), b.month.Last()}
	if b.only == nil {
		return db.Each(ctx, b.tx, each, query+` AND f.kind <> 'area'`, clocks...)
	}
	houses := make([]HouseholdID, len(b.people))
	for i := range b.people {
		houses[i] = b.people[i].household
	}
	slices.Sort(houses)
	err := inParts(b.only, func(in string) error {
		return db.Each(ctx, b.tx, each, query+` AND f.kind = 'person' AND f.subject IN `+in, clocks...)
	})
	if err != nil {
		return err
	}
	return inParts(slices.Compact(houses), func(in string) error {
		return db.Each(ctx, b.tx, each, query+` AND f.kind = 'household' AND f.subject IN `+in, clocks...)
	})
}

// partSize is how many numbers one query asks for.
const partSize = 2000

// inParts asks for numbers in parts. They stand in the text of the query: a thousand parameters cost more than they say.
func inParts[T PersonID | HouseholdID](ids []T, ask func(in string) error) error {
	var in []byte
	for part := range slices.Chunk(ids, partSize) {
		in = append(in[:0], '(')
		for i, id := range part {
			if i > 0 {
				in = append(in, ',')
			}
			in = strconv.AppendInt(in, int64(id), 10)
		}
		if err := ask(string(append(in, ')'))); err != nil {
			return err
		}
	}
	return nil
}

// ground is what holds of places on a day: which registers are complete where, and what is said of areas.
type ground struct {
	complete map[string]map[org.UnitID]bool // by register
	areas    map[org.UnitID][][3]string     // fact, value, certainty
	sum      string
}

func readGround(ctx context.Context, tx *db.Tx, month calendar.Month, knownAt calendar.Date) (*ground, error) {
	g := &ground{complete: map[string]map[org.UnitID]bool{}, areas: map[org.UnitID][][3]string{}}
	sum := sha256.New()
	err := db.Each(ctx, tx, func(s db.Scanner) error {
		var register, home string
		if err := s.Scan(&register, &home); err != nil {
			return err
		}
		if g.complete[register] == nil {
			g.complete[register] = map[org.UnitID]bool{}
		}
		g.complete[register][org.UnitID(home)] = true
		fmt.Fprintf(sum, "%q %q\n", register, home)
		return nil
	}, `SELECT f.register, f.home_unit FROM coverage f WHERE `+known+` AND `+valid+` ORDER BY f.register, f.home_unit`,
		knownBefore(knownAt), month.Last())
	if err != nil {
		return nil, err
	}
	err = db.Each(ctx, tx, func(s db.Scanner) error {
		var home, fact, value, certainty string
		if err := s.Scan(&home, &fact, &value, &certainty); err != nil {
			return err
		}
		g.areas[org.UnitID(home)] = append(g.areas[org.UnitID(home)], [3]string{fact, value, certainty})
		fmt.Fprintf(sum, "%q %q %q %q\n", home, fact, value, certainty)
		return nil
	}, `SELECT f.home_unit, f.fact, coalesce(f.value, ''), f.certainty FROM fact f WHERE `+known+` AND `+valid+`
		AND f.subject = 0 AND f.kind = 'area' ORDER BY f.home_unit, f.fact, f.id`, knownBefore(knownAt), month.Last())
	g.sum = hex.EncodeToString(sum.Sum(nil))
	return g, err
}

// areas are what is said of each home's area, by place.
func (b *builder) areas() [][]said {
	columns := b.columns()
	out := make([][]said, len(b.homes))
	for place, home := range b.homes {
		for _, s := range b.ground.areas[home] {
			out[place] = append(out[place], said{columns[s[0]], s[1], Certainty(s[2])})
		}
	}
	return out
}
