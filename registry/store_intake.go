package registry

import (
	"context"
	"slices"
	"strings"
	"time"

	"ansinh/auth"
	"ansinh/calendar"
	"ansinh/db"
	"ansinh/fault"
	"ansinh/gate"
	"ansinh/org"
)

func takenBefore(ctx context.Context, tx *db.Tx, actor auth.Actor, hash string) (time.Time, error) {
	at, err := db.One(ctx, tx, db.Value[string], `SELECT taken_at FROM intake WHERE hash = $1 AND unit = $2`, hash, actor.Unit)
	if fault.Is(err, fault.NotFound) {
		return time.Time{}, nil
	}
	if err != nil {
		return time.Time{}, err
	}
	return db.ParseInstant(at)
}

func noteIntake(ctx context.Context, tx *gate.Tx, actor auth.Actor, in Intake) error {
	_, err := tx.Exec(ctx, `INSERT INTO intake (hash, unit, name, lines, taken_at, taken_by) VALUES ($1, $2, $3, $4, $5, $6)`,
		in.Hash, actor.Unit, in.Name, len(in.Entries), db.Instant(tx.Now), actor.ID)
	return err
}

// knownOf are the people of the area whom lines may be about: by code, by personal number, and for the lines whose
// number is nobody's by name and birth date.
func knownOf(ctx context.Context, tx *db.Tx, part []Entry, scope []org.UnitID) ([]Person, error) {
	l := lookingUp{tx: tx, scope: scope, seen: map[PersonID]bool{}}
	var codes []PersonID
	for i := range part {
		if id, err := ParseCode(part[i].Code); err == nil {
			codes = append(codes, id)
		}
	}
	err := inParts(codes, func(in string) error { return l.people(ctx, nil, "", "p.id IN "+in) })
	if err != nil {
		return nil, err
	}
	var rows, args = []string{}, []any{}
	for i := range part {
		if n := part[i].PersonalNumber; n != "" {
			rows = append(rows, "("+db.Literal(n, &args)+")")
		}
	}
	if err := l.join(ctx, "v(number)", rows, args, "p.personal_number = v.number"); err != nil {
		return nil, err
	}
	numbers := map[string]bool{}
	for i := range l.out {
		numbers[l.out[i].PersonalNumber] = true
	}
	rows, args = rows[:0], nil
	for i := range part {
		e := &part[i]
		if e.Code != "" || e.Name == "" || e.PersonalNumber != "" && numbers[e.PersonalNumber] {
			continue
		}
		rows = append(rows, "("+db.Literal(fold(e.Name), &args)+", '"+e.BirthDate.String()+"')")
	}
	return l.out, l.join(ctx, "v(folded, born)", rows, args, "p.folded = v.folded AND p.birth_date = v.born")
}

// lookingUp gathers people, each once.
type lookingUp struct {
	tx    *db.Tx
	scope []org.UnitID
	seen  map[PersonID]bool
	out   []Person
}

// join finds the people who stand in a relation to a list of values.
func (l *lookingUp) join(ctx context.Context, list string, rows []string, args []any, on string) error {
	if len(rows) == 0 {
		return nil
	}
	return l.people(ctx, args, "WITH "+list+" AS (VALUES "+strings.Join(rows, ",")+") ", on)
}

func (l *lookingUp) people(ctx context.Context, args []any, with, on string) error {
	from := fromPerson
	if with != "" {
		from = ` FROM v JOIN person p ON ` + on + ` JOIN source s ON s.id = p.source `
		on = "1 = 1"
	}
	where := db.In("p.home_unit", l.scope, &args)
	return db.Each(ctx, l.tx, func(s db.Scanner) error {
		p, err := scanPerson(s)
		if err == nil && !l.seen[p.ID] {
			l.seen[p.ID] = true
			l.out = append(l.out, p)
		}
		return err
	}, with+`SELECT `+personColumns+from+`WHERE `+on+` AND `+counts+where+` ORDER BY p.id`, args...)
}

// held is one subject's fact.
type held struct {
	kind    Kind
	subject int64
	fact    string
}

// standingOf are the values that stand without end for persons and their households.
func standingOf(ctx context.Context, tx *db.Tx, ids []PersonID, known []Person) (map[held]string, error) {
	out := map[held]string{}
	if len(ids) == 0 {
		return out, nil
	}
	want := map[PersonID]bool{}
	for _, id := range ids {
		want[id] = true
	}
	var houses []HouseholdID
	for _, p := range known {
		if want[p.ID] {
			houses = append(houses, p.Household)
		}
	}
	ask := func(kind Kind) func(in string) error {
		return func(in string) error {
			return db.Each(ctx, tx, func(s db.Scanner) error {
				k := held{kind: kind}
				var value string
				if err := s.Scan(&k.subject, &k.fact, &value); err != nil {
					return err
				}
				var err error
				out[k], err = tx.Unseal(place(k.kind, k.subject, k.fact), value)
				return err
			}, `SELECT subject, fact, coalesce(value, '') FROM fact WHERE superseded_at IS NULL AND valid_to IS NULL
				AND kind = '`+string(kind)+`' AND subject IN `+in+` ORDER BY id`)
		}
	}
	slices.Sort(houses)
	if err := inParts(ids, ask(OfPerson)); err != nil {
		return nil, err
	}
	return out, inParts(slices.Compact(houses), ask(OfHousehold))
}

// write records what was weighed.
func (w *weighing) write(ctx context.Context) error {
	for _, c := range w.changes {
		row := stored{subject: int64(c.person.ID), kind: OfPerson, commune: c.person.Commune, homeUnit: c.person.HomeUnit, fact: c.fact,
			value: &c.value, certainty: Certain, from: c.from, by: w.actor.ID, recordedAt: w.tx.Now}
		if def, ok := w.registry.define(c.fact); ok && Kind(def.Of) == OfHousehold {
			row.kind, row.subject = OfHousehold, int64(c.person.Household)
		}
		row.sealed = w.registry.sealed(row.kind, c.fact)
		if err := record(ctx, w.tx, row, w.in.Source); err != nil {
			return err
		}
	}
	if len(w.fresh) == 0 {
		return nil
	}
	b := w.batch()
	communes, err := w.registry.communes(&b)
	if err != nil {
		return err
	}
	l := loader{Batch: &b, registry: w.registry, tx: w.tx, by: w.actor.ID, communes: communes}
	return l.write(ctx)
}

// batch is the new persons of the list.
func (w *weighing) batch() Batch {
	b := Batch{Entry: calendar.DateOf(w.tx.Now), Sources: []Source{w.in.Source}}
	houses := map[string]int{}
	said := map[held]bool{}
	for _, i := range w.fresh {
		e := &w.in.Entries[i]
		key := e.Household + "|" + string(e.HomeUnit)
		at, ok := houses[key]
		if !ok || e.Household == "" {
			at = len(b.Households)
			houses[key] = at
			b.Households = append(b.Households, NewHousehold{HomeUnit: e.HomeUnit, Address: e.Address, Recorded: w.tx.Now})
		}
		person := len(b.Persons)
		b.Persons = append(b.Persons, NewPerson{Household: at, Relation: e.Relation, Name: e.Name, BirthDate: e.BirthDate,
			BirthPrecision: e.BirthPrecision, Sex: e.Sex, Ethnicity: e.Ethnicity, PersonalNumber: e.PersonalNumber, OldNumber: e.OldNumber,
			Recorded: w.tx.Now})
		for _, f := range e.Facts {
			def, _ := w.registry.define(f.Fact)
			subject := person
			if Kind(def.Of) == OfHousehold {
				subject = at
			}
			k := held{Kind(def.Of), int64(subject), f.Fact}
			if !said[k] {
				said[k] = true
				b.Facts = append(b.Facts, LoadFact{Kind: Kind(def.Of), Subject: subject, Fact: f.Fact, Value: f.Value, From: f.From, Recorded: w.tx.Now})
			}
		}
	}
	return b
}
