package registry

import (
	"context"

	"ansinh/calendar"
	"ansinh/db"
	"ansinh/org"
)

// HereOn is the condition that a record p stands for somebody who is alive and here on the day $1.
const HereOn = counts + `
	AND NOT EXISTS (SELECT 1 FROM fact f WHERE f.subject = p.id AND f.kind = 'person' AND f.superseded_at IS NULL AND f.fact = '` + deathDate + `')
	AND NOT EXISTS (SELECT 1 FROM fact f WHERE f.subject = p.id AND f.kind = 'person' AND f.superseded_at IS NULL AND f.fact = '` + departureDate + `'
		AND f.valid_from <= $1 AND (f.valid_to IS NULL OR f.valid_to > $1))`

func askable(ctx context.Context, tx *db.Tx, homes []org.UnitID, today calendar.Date, each func(Person) error) error {
	args := []any{today}
	where := db.In("p.home_unit", homes, &args)
	return db.Each(ctx, tx, func(s db.Scanner) error {
		p, err := scanPerson(s)
		if err != nil {
			return err
		}
		return each(p)
	}, `SELECT `+personColumns+fromPerson+`WHERE p.personal_number IS NOT NULL AND `+HereOn+where+` ORDER BY p.id`, args...)
}
