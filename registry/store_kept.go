package registry

import (
	"context"
	"fmt"

	"ansinh/db"
	"ansinh/fault"
)

// position is the next number of each kind of row that a snapshot depends on: everything below it was there.
type position struct{ fact, person, residence, touched int64 }

// readPosition is where the register stands, and what its last rows say: another database, or this one taken back to an
// earlier state, says something else under the same numbers.
func readPosition(ctx context.Context, tx *db.Tx) (at position, anchor string, err error) {
	err = db.Each(ctx, tx, func(s db.Scanner) error {
		var name string
		var next int64
		if err := s.Scan(&name, &next); err != nil {
			return err
		}
		switch name {
		case "fact":
			at.fact = next
		case "person":
			at.person = next
		case "residence":
			at.residence = next
		case "touched":
			at.touched = next
		}
		return nil
	}, `SELECT name, next FROM registry_number`)
	if err != nil {
		return at, "", err
	}
	anchor, err = anchorAt(ctx, tx, at)
	return at, anchor, err
}

// anchorAt is what the last rows below a position say, of what is never changed in a row.
func anchorAt(ctx context.Context, tx *db.Tx, at position) (string, error) {
	out := ""
	for _, ask := range []struct {
		query string
		below int64
	}{
		{`SELECT id, subject, recorded_at FROM fact WHERE id < $1 ORDER BY id DESC LIMIT 1`, at.fact},
		{`SELECT id, id, recorded_at FROM person WHERE id < $1 ORDER BY id DESC LIMIT 1`, at.person},
		{`SELECT id, person, recorded_at FROM residence WHERE id < $1 ORDER BY id DESC LIMIT 1`, at.residence},
	} {
		row, err := db.One(ctx, tx, func(s db.Scanner) (string, error) {
			var id, subject int64
			var recorded string
			err := s.Scan(&id, &subject, &recorded)
			return fmt.Sprintf("%d:%d:%s;", id, subject, recorded), err
		}, ask.query, ask.below)
		if err != nil && !fault.Is(err, fault.NotFound) {
			return "", err
		}
		out += row
	}
	return out, nil
}

// stillStands says whether the rows a snapshot rests on are those of this database.
func stillStands(ctx context.Context, tx *db.Tx, old *kept) (bool, error) {
	anchor, err := anchorAt(ctx, tx, old.at)
	return anchor == old.anchor, err
}

// changedSet is whom something changed for.
type changedSet struct {
	people map[PersonID]bool
	houses map[HouseholdID]bool
}

func readChanged(ctx context.Context, tx *db.Tx, since position) (changedSet, error) {
	out := changedSet{map[PersonID]bool{}, map[HouseholdID]bool{}}
	each := func(s db.Scanner) error {
		var kind string
		var subject int64
		err := s.Scan(&kind, &subject)
		if Kind(kind) == OfHousehold {
			out.houses[HouseholdID(subject)] = true
		} else if subject != 0 {
			out.people[PersonID(subject)] = true
		}
		return err
	}
	for _, ask := range []struct {
		query string
		from  int64
	}{
		{`SELECT kind, subject FROM fact WHERE id >= $1`, since.fact},
		{`SELECT kind, subject FROM fact WHERE superseded_by >= $1`, since.fact},
		{`SELECT 'person', id FROM person WHERE id >= $1`, since.person},
		{`SELECT 'person', person FROM residence WHERE id >= $1`, since.residence},
		{`SELECT 'person', person FROM person_touched WHERE id >= $1`, since.touched},
	} {
		if err := db.Each(ctx, tx, each, ask.query, ask.from); err != nil {
			return out, err
		}
	}
	return out, out.survivors(ctx, tx)
}

// survivors adds the records that stand for changed ones: they say what those say. Merged households are always read
// anew, which are few: who lived in one on some day is not known from who lives there now.
func (c changedSet) survivors(ctx context.Context, tx *db.Tx) error {
	all, err := allMergers(ctx, tx)
	for _, m := range all {
		if m.Kind == OfHousehold {
			c.houses[HouseholdID(m.Record)], c.houses[HouseholdID(m.Survivor)] = true, true
		}
	}
	for more := true; more; { // a survivor may itself have been merged
		more = false
		for _, m := range all {
			switch {
			case m.Survivor == 0:
			case m.Kind == OfPerson && c.people[PersonID(m.Record)] && !c.people[PersonID(m.Survivor)]:
				c.people[PersonID(m.Survivor)], more = true, true
			}
		}
	}
	return err
}

// touch marks people for whom something changed though no fact and no home of theirs was recorded, so that what is kept
// of them is read anew.
func touch(ctx context.Context, tx *db.Tx, people ...PersonID) error {
	first, err := take(ctx, tx, "touched", max(1, len(people))) // with nobody, what is kept still is of before
	if err != nil {
		return err
	}
	for i, id := range people {
		if _, err := tx.Exec(ctx, `INSERT INTO person_touched (id, person) VALUES ($1, $2)`, first+int64(i), int64(id)); err != nil {
			return err
		}
	}
	return nil
}
