package jobs

import (
	"context"
	"time"

	"ansinh/db"
)

// takeLease takes a part that is free, or whose lease has lapsed, in one statement.
func takeLease(ctx context.Context, d *db.DB, work, part, holder string, now, until time.Time) (bool, error) {
	var n int64
	err := d.Update(db.Lazy(ctx), func(tx *db.Tx) (err error) {
		n, err = tx.Exec(ctx, `INSERT INTO job_lease (work, part, holder, until) VALUES ($1, $2, $3, $4)
			ON CONFLICT (work, part) DO UPDATE SET holder = excluded.holder, until = excluded.until WHERE job_lease.until < $5`,
			work, part, holder, db.Instant(until), db.Instant(now))
		return err
	})
	return n == 1, err
}

func renewLease(ctx context.Context, d *db.DB, work, part, holder string, until time.Time) error {
	return d.Update(db.Lazy(ctx), func(tx *db.Tx) error {
		_, err := tx.Exec(ctx, `UPDATE job_lease SET until = $1 WHERE work = $2 AND part = $3 AND holder = $4`, db.Instant(until), work, part, holder)
		return err
	})
}

func freeLease(ctx context.Context, d *db.DB, work, part, holder string) error {
	return d.Update(db.Lazy(ctx), func(tx *db.Tx) error {
		_, err := tx.Exec(ctx, `DELETE FROM job_lease WHERE work = $1 AND part = $2 AND holder = $3`, work, part, holder)
		return err
	})
}

func clearLeases(ctx context.Context, d *db.DB, work string) error {
	return d.Update(db.Lazy(ctx), func(tx *db.Tx) error {
		_, err := tx.Exec(ctx, `DELETE FROM job_lease WHERE work = $1`, work)
		return err
	})
}

func heldLeases(ctx context.Context, d *db.DB, work string, now time.Time) (map[string]bool, error) {
	out := map[string]bool{}
	err := d.View(ctx, func(tx *db.Tx) error {
		return db.Each(ctx, tx, func(s db.Scanner) error {
			var part string
			err := s.Scan(&part)
			out[part] = true
			return err
		}, `SELECT part FROM job_lease WHERE work = $1 AND until >= $2`, work, db.Instant(now))
	})
	return out, err
}
