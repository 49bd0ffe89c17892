package registry

import (
	"context"

	"ansinh/db"
	"ansinh/org"
)

// named is the condition that a folded name begins with $1, ends before $2; "" is everybody.
const named = `WHERE ($1 = '' OR p.folded >= $1 AND p.folded < $2) AND ` + counts

// countPeople is how many people a list names; of everybody it is how many there ever were, which needs no counting.
func countPeople(ctx context.Context, tx *db.Tx, name string, scope []org.UnitID) (int64, error) {
	if name == "" && scope == nil {
		return db.One(ctx, tx, db.Value[int64], `SELECT coalesce(max(next), 1) - 1 FROM registry_number WHERE name = 'person'`)
	}
	args := []any{name, name + after}
	where := db.In("p.home_unit", scope, &args)
	return db.One(ctx, tx, db.Value[int64], `SELECT count(*) FROM person p `+named+where, args...)
}

func eachPerson(ctx context.Context, tx *db.Tx, name string, scope []org.UnitID, each func(Person) error) error {
	args := []any{name, name + after}
	where := db.In("p.home_unit", scope, &args)
	return db.Each(ctx, tx, func(s db.Scanner) error {
		p, err := scanPerson(s)
		if err != nil {
			return err
		}
		return each(p)
	}, `SELECT `+personColumns+fromPerson+named+where+` ORDER BY p.id`, args...)
}
