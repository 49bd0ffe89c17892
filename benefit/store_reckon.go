package benefit

import (
	"context"

	"ansinh/calendar"
	"ansinh/db"
	"ansinh/gate"
	"ansinh/money"
)

// unreckoned are the frozen months of another law that were not reckoned under this one.
func unreckoned(ctx context.Context, tx *db.Tx, from, before calendar.Month, law string) ([]Roster, error) {
	return db.All(ctx, tx, func(s db.Scanner) (r Roster, err error) {
		err = s.Scan(&r.Month, &r.KnownOn)
		return r, err
	}, `SELECT r.month, r.known_on FROM roster r WHERE r.month >= $1 AND r.month < $2 AND r.law <> $3
		AND NOT EXISTS (SELECT 1 FROM reckoning k WHERE k.month = r.month AND k.law = $3) ORDER BY r.month`, from, before, law)
}

// givenIn is the most that any law applied so far gives in a month.
func givenIn(ctx context.Context, tx *db.Tx, month calendar.Month) (map[granted]money.Dong, error) {
	out := map[granted]money.Dong{}
	for _, table := range []string{"determined", "redetermined"} {
		if err := db.Each(ctx, tx, func(s db.Scanner) error {
			var k granted
			var amount money.Dong
			err := s.Scan(&k.person, &k.programme, &k.category, &amount)
			out[k] = max(out[k], amount)
			return err
		}, `SELECT person, programme, category, amount FROM `+table+` WHERE month = $1`, month); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// insertReckoning writes what was found and that it was looked for; of a row that gave more before only the last stands.
func insertReckoning(ctx context.Context, tx *gate.Tx, r Reckoned, law string, more []Determined) error {
	if _, err := tx.Exec(ctx, `INSERT INTO reckoning (month, law, rows, reckoned_at, reckoned_by) VALUES ($1, $2, $3, $4, $5)`,
		r.Month, law, r.Rows, db.Instant(tx.Now), tx.Actor.ID); err != nil {
		return err
	}
	for i := range more {
		d := &more[i]
		if _, err := tx.Exec(ctx, `DELETE FROM redetermined WHERE month = $1 AND person = $2 AND programme = $3 AND category = $4`,
			d.Month, int64(d.Person), d.Programme, d.Category); err != nil {
			return err
		}
	}
	month := r.Month.String()
	columns := []string{"month", "person", "programme", "category", "commune", "home_unit", "household", "amount", "law"}
	_, err := tx.Bulk(ctx, "redetermined", columns, each(more, len(columns), func(d *Determined, row []any) {
		row[0], row[1], row[2], row[3], row[4] = month, int64(d.Person), d.Programme, d.Category, string(d.Commune)
		row[5], row[6], row[7], row[8] = string(d.HomeUnit), int64(d.Household), int64(d.Amount), law
	}))
	return err
}

func differences(ctx context.Context, tx *db.Tx, from, before calendar.Month) ([]Difference, error) {
	return db.All(ctx, tx, func(s db.Scanner) (d Difference, err error) {
		err = s.Scan(&d.Month, &d.Person, &d.Programme, &d.Category, &d.Amount, &d.Law)
		return d, err
	}, `SELECT month, person, programme, category, amount, law FROM redetermined WHERE month >= $1 AND month < $2
		ORDER BY month, person, programme, category`, from, before)
}

func endedBack(ctx context.Context, tx *db.Tx) ([]EndedEarly, error) {
	return db.All(ctx, tx, func(s db.Scanner) (e EndedEarly, err error) {
		var next string
		if err = s.Scan(&e.Decision, &e.Person, &e.Last, &next); err == nil && next != "" {
			e.Next, err = calendar.ParseMonth(next)
		}
		return e, err
	}, `SELECT c.id, c.person, c.to_month, coalesce((SELECT min(o.from_month) FROM decision o WHERE o.person = c.person AND o.programme = c.programme
			AND o.category = c.category AND o.id <> c.id AND (o.to_month IS NULL OR o.to_month > c.to_month)), '')
		FROM decision c WHERE c.status = 'ended' AND c.to_month < substr(c.ended_at, 1, 7) ORDER BY c.id`)
}
