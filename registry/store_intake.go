package registry

import (
	"context"
	"strconv"
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

// knownOf are the people of the area whom lines may be about.
func knownOf(ctx context.Context, tx *db.Tx, part []Entry, scope []org.UnitID) ([]Person, error) {
	args := []any{}
	marks := map[string][]string{}
	add := func(column string, v any) {
		args = append(args, v)
		marks[column] = append(marks[column], "$"+strconv.Itoa(len(args)))
	}
	for i := range part {
		e := &part[i]
		if id, err := ParseCode(e.Code); err == nil {
			add("p.id", int64(id))
			continue
		}
		if e.PersonalNumber != "" {
			add("p.personal_number", e.PersonalNumber)
		}
		if e.Name != "" {
			add("p.folded", fold(e.Name))
		}
	}
	var out []Person
	seen := map[PersonID]bool{}
	for _, column := range []string{"p.id", "p.personal_number", "p.folded"} {
		if len(marks[column]) == 0 {
			continue
		}
		own, in := pick(args, marks[column])
		where := db.In("p.home_unit", scope, &own)
		people, err := db.All(ctx, tx, scanPerson, `SELECT `+personColumns+fromPerson+`WHERE `+column+` IN (`+in+`) AND `+counts+where+` ORDER BY p.id`, own...)
		if err != nil {
			return nil, err
		}
		for _, p := range people {
			if !seen[p.ID] {
				seen[p.ID] = true
				out = append(out, p)
			}
		}
	}
	return out, nil
}

// pick takes the arguments that marks name and numbers them anew.
func pick(args []any, marks []string) (own []any, in string) {
	fresh := make([]string, len(marks))
	for i, m := range marks {
		n, _ := strconv.Atoi(m[1:])
		own = append(own, args[n-1])
		fresh[i] = "$" + strconv.Itoa(i+1)
	}
	return own, strings.Join(fresh, ", ")
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
	args := map[Kind][]any{}
	for _, p := range known {
		if want[p.ID] {
			args[OfPerson] = append(args[OfPerson], int64(p.ID))
			args[OfHousehold] = append(args[OfHousehold], int64(p.Household))
		}
	}
	for kind, own := range args {
		marks := make([]string, len(own))
		for i := range own {
			marks[i] = "$" + strconv.Itoa(i+1)
		}
		err := db.Each(ctx, tx, func(s db.Scanner) error {
			k := held{kind: kind}
			var value string
			if err := s.Scan(&k.subject, &k.fact, &value); err != nil {
				return err
			}
			out[k] = value
			return nil
		}, `SELECT subject, fact, coalesce(value, '') FROM fact WHERE superseded_at IS NULL AND valid_to IS NULL
			AND kind = '`+string(kind)+`' AND subject IN (`+strings.Join(marks, ", ")+`) ORDER BY id`, own...)
		if err != nil {
			return nil, err
		}
	}
	return out, nil
}

// write records what was weighed.
func (w *weighing) write(ctx context.Context) error {
	for _, c := range w.changes {
		row := stored{subject: int64(c.person.ID), kind: OfPerson, commune: c.person.Commune, homeUnit: c.person.HomeUnit, fact: c.fact,
			value: &c.value, certainty: Certain, from: c.from, by: w.actor.ID, recordedAt: w.tx.Now}
		if def, ok := w.registry.define(c.fact); ok && Kind(def.Of) == OfHousehold {
			row.kind, row.subject = OfHousehold, int64(c.person.Household)
		}
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
	l := loader{Batch: &b, tx: w.tx, by: w.actor.ID, communes: communes}
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
