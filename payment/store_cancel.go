package payment

import (
	"context"
	"strings"

	"ansinh/calendar"
	"ansinh/db"
	"ansinh/gate"
)

// laterRun is a month with a run after a month; zero where there is none.
func laterRun(ctx context.Context, tx *db.Tx, month calendar.Month) (calendar.Month, error) {
	found, err := db.One(ctx, tx, db.Value[string], `SELECT coalesce(max(month), '') FROM (SELECT month FROM payment_run
		UNION ALL SELECT month FROM payment_preparation) x WHERE month > $1`, month)
	if err != nil || found == "" {
		return 0, err
	}
	return calendar.ParseMonth(found)
}

// attempt is the number of the next run of a month: one more than were cancelled.
func attempt(ctx context.Context, tx *db.Tx, month calendar.Month) (int64, error) {
	return db.One(ctx, tx, db.Value[int64], `SELECT count(*) + 1 FROM payment_cancelled WHERE month = $1`, month)
}

// standing are the entries of a month that nothing has reversed and that reverse nothing.
func standing(ctx context.Context, tx *db.Tx, month calendar.Month) ([]Entry, error) {
	return db.All(ctx, tx, func(s db.Scanner) (e Entry, err error) {
		err = s.Scan(&e.ID, &e.Month, &e.Commune, &e.HomeUnit, &e.Debit, &e.Credit, &e.Amount, &e.Line)
		return e, err
	}, `SELECT e.id, e.month, e.commune, e.home_unit, e.debit, e.credit, e.amount, e.line FROM ledger_entry e WHERE e.month = $1
		AND e.reverses = '' AND NOT EXISTS (SELECT 1 FROM ledger_entry b WHERE b.month = e.month AND b.commune = e.commune AND b.id = e.id || ':cancel')
		ORDER BY e.commune, e.id`, month)
}

// putAway moves a run, its steps and its lines to the cancelled ones.
func putAway(ctx context.Context, tx *gate.Tx, r Run, reason string) error {
	var steps []string
	for _, s := range r.Steps {
		steps = append(steps, string(s.State)+" "+s.Actor+" "+db.Instant(s.At))
	}
	if _, err := tx.Exec(ctx, `INSERT INTO payment_cancelled (month, attempt, roster, lines, amount, steps, reason, cancelled_at, cancelled_by)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)`, r.Month, r.Attempt, r.Roster, r.Lines, int64(r.Amount), strings.Join(steps, "\n"), reason,
		db.Instant(tx.Now), tx.Actor.ID); err != nil {
		return err
	}
	if _, err := tx.Exec(ctx, `INSERT INTO payment_cancelled_line (month, attempt, commune, home_unit, id, person, programme, category, kind,
			for_month, decision, amount, deducted, channel, bank, account, held, again)
		SELECT l.month, CAST($2 AS BIGINT), l.commune, l.home_unit, l.id, l.person, l.programme, l.category, l.kind, l.for_month, l.decision, l.amount,
			l.deducted, l.channel, l.bank, l.account, l.held, l.again FROM payment_line l WHERE l.month = $1`, r.Month, r.Attempt); err != nil {
		return err
	}
	for _, table := range []string{"payment_instalment", "payment_line", "payment_total", "payment_step", "payment_run"} {
		if _, err := tx.Exec(ctx, `DELETE FROM `+table+` WHERE month = $1`, r.Month); err != nil {
			return err
		}
	}
	return nil
}

func cancelledRuns(ctx context.Context, tx *db.Tx, month calendar.Month) ([]Cancelled, error) {
	return db.All(ctx, tx, func(s db.Scanner) (c Cancelled, err error) {
		err = s.Scan(&c.Month, &c.Attempt, &c.Lines, &c.Amount, &c.Reason, &c.By)
		return c, err
	}, `SELECT month, attempt, lines, amount, reason, cancelled_by FROM payment_cancelled WHERE month = $1 ORDER BY attempt`, month)
}
