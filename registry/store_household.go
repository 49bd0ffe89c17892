package registry

import (
	"context"

	"ansinh/db"
	"ansinh/gate"
	"ansinh/org"
)

func setRelation(ctx context.Context, tx *gate.Tx, id PersonID, to Relation) error {
	_, err := tx.Exec(ctx, `UPDATE person SET relation = $1 WHERE id = $2`, string(to), int64(id))
	return err
}

// insertMembers keeps whom an event about a household concerned, as they were before.
func insertMembers(ctx context.Context, tx *gate.Tx, event EventID, commune org.UnitID, all []was) error {
	for _, m := range all {
		moved := 0
		if m.moved {
			moved = 1
		}
		if _, err := tx.Exec(ctx, `INSERT INTO life_event_member (event, commune, person, moved, was_household, was_relation)
			VALUES ($1, $2, $3, $4, $5, $6)`, int64(event), string(commune), int64(m.person), moved, int64(m.household), string(m.relation)); err != nil {
			return err
		}
	}
	return nil
}

func membersOf(ctx context.Context, tx *db.Tx, event EventID) ([]was, error) {
	return db.All(ctx, tx, func(s db.Scanner) (m was, err error) {
		var moved int
		err = s.Scan(&m.person, &moved, &m.household, &m.relation)
		m.moved = moved == 1
		return m, err
	}, `SELECT person, moved, was_household, was_relation FROM life_event_member WHERE event = $1 ORDER BY person`, int64(event))
}
