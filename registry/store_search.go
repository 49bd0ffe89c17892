package registry

import (
	"context"
	"strconv"
	"strings"

	"ansinh/db"
	"ansinh/org"
)

// byNumber finds people by social security code, personal number or old number, in this order.
func byNumber(ctx context.Context, tx *db.Tx, digits string, scope []org.UnitID, limit int) ([]Person, error) {
	id, err := ParseCode(digits)
	if err != nil {
		id = 0
	}
	args := []any{int64(id), digits}
	where := db.In("p.home_unit", scope, &args)
	args = append(args, limit)
	return db.All(ctx, tx, scanPerson, `SELECT `+personColumns+fromPerson+`
		WHERE (p.id = $1 OR p.personal_number = $2 OR p.old_number = $2)`+where+`
		ORDER BY CASE WHEN p.id = $1 THEN 0 WHEN p.personal_number = $2 THEN 1 ELSE 2 END, p.id LIMIT $`+strconv.Itoa(len(args)), args...)
}

// byName finds people whose folded name is, begins with, or holds the text. The last of these reads every name of the
// area, so it is asked only where the first two left room.
func byName(ctx context.Context, tx *db.Tx, folded string, scope []org.UnitID, limit int) ([]Person, error) {
	people, err := namesFrom(ctx, tx, folded, scope, limit)
	if err != nil || len(people) >= limit {
		return people, err
	}
	args := []any{folded, folded + after}
	where := db.In("p.home_unit", scope, &args)
	args = append(args, limit-len(people))
	more, err := db.All(ctx, tx, scanPerson, `SELECT `+personColumns+fromPerson+`
		WHERE replace(p.folded, $1, '') <> p.folded AND NOT (p.folded >= $1 AND p.folded < $2) AND `+counts+where+`
		ORDER BY p.folded, p.id LIMIT $`+strconv.Itoa(len(args)), args...)
	return append(people, more...), err
}

// after sorts behind every folded text that begins with what stands before it.
const after = "\uffff"

func namesFrom(ctx context.Context, tx *db.Tx, folded string, scope []org.UnitID, limit int) ([]Person, error) {
	args := []any{folded, folded + after}
	where := db.In("p.home_unit", scope, &args)
	args = append(args, limit)
	return db.All(ctx, tx, scanPerson, `SELECT `+personColumns+fromPerson+`WHERE p.folded >= $1 AND p.folded < $2 AND `+counts+where+`
		ORDER BY p.folded, p.id LIMIT $`+strconv.Itoa(len(args)), args...)
}

// byIDs finds people by number, in the area.
func byIDs(ctx context.Context, tx *db.Tx, ids []PersonID, scope []org.UnitID) ([]Person, error) {
	args := []any{}
	marks := make([]string, len(ids))
	for i, id := range ids {
		args = append(args, int64(id))
		marks[i] = "$" + strconv.Itoa(len(args))
	}
	where := db.In("p.home_unit", scope, &args)
	return db.All(ctx, tx, scanPerson, `SELECT `+personColumns+fromPerson+`WHERE p.id IN (`+strings.Join(marks, ", ")+`)`+where+`
		ORDER BY p.id`, args...)
}
