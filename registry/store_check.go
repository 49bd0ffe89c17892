package registry

import (
	"context"

	"ansinh/calendar"
	"ansinh/db"
	"ansinh/org"
)

// checks are the conditions on a person p; $1 is the day since when a record counts as fresh, $2 the last day of birth
// from which a number is missed.
var checks = map[Check]string{
	"":            `1 = 1`,
	NoNumber:      `p.personal_number IS NULL AND p.birth_date <= $2`,
	InexactBirth:  `p.birth_precision <> 'day'`,
	NoAddress:     `EXISTS (SELECT 1 FROM household h WHERE h.id = p.household AND h.address = '')`,
	NumberDiffers: `p.personal_number IS NOT NULL AND substr(p.personal_number, 5, 2) <> substr(p.birth_date, 3, 2)`,
	NumberTwice: `p.personal_number IS NOT NULL AND EXISTS (SELECT 1 FROM person q WHERE q.personal_number = p.personal_number AND q.id <> p.id
		AND NOT EXISTS (SELECT 1 FROM merged n WHERE n.kind = 'person' AND n.record = q.id AND n.undone_at IS NULL))`,
	NoHead: `NOT EXISTS (SELECT 1 FROM person q WHERE q.household = p.household AND q.relation = 'head')`,
	NothingSince: `p.recorded_at < $1 AND NOT EXISTS (SELECT 1 FROM fact f WHERE f.subject = p.id AND f.kind = 'person' AND f.recorded_at >= $1)
		AND NOT EXISTS (SELECT 1 FROM fact f WHERE f.subject = p.household AND f.kind = 'household' AND f.recorded_at >= $1)`,
}

// checkClause is the condition of a check with its arguments: both days are always asked, as one engine wants every
// argument used.
func checkClause(c Check, today calendar.Date, scope []org.UnitID) (string, []any) {
	args := []any{knownBefore(today - old), (today - newborn).String()}
	return `WHERE $1 <> '' AND $2 <> '' AND ` + counts + ` AND ` + checks[c] + db.In("p.home_unit", scope, &args), args
}

func countCheck(ctx context.Context, tx *db.Tx, c Check, today calendar.Date, scope []org.UnitID, add func(home org.UnitID, n int64)) error {
	where, args := checkClause(c, today, scope)
	return db.Each(ctx, tx, func(s db.Scanner) error {
		var home org.UnitID
		var n int64
		if err := s.Scan(&home, &n); err != nil {
			return err
		}
		add(home, n)
		return nil
	}, `SELECT p.home_unit, count(*) FROM person p `+where+` GROUP BY p.home_unit`, args...)
}

func eachChecked(ctx context.Context, tx *db.Tx, c Check, today calendar.Date, scope []org.UnitID, each func(Person) error) error {
	where, args := checkClause(c, today, scope)
	return db.Each(ctx, tx, func(s db.Scanner) error {
		p, err := scanPerson(s)
		if err != nil {
			return err
		}
		return each(p)
	}, `SELECT `+personColumns+fromPerson+where+` ORDER BY p.id`, args...)
}
