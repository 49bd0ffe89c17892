package benefit

import (
	"context"

	"ansinh/calendar"
	"ansinh/db"
	"ansinh/fault"
	"ansinh/gate"
)

const batchColumns = `id, month, kind, from_month, reason, home_unit, rows, amount, made_at, made_by, made_name, undone_at`

func scanBatch(s db.Scanner) (b Batch, err error) {
	var at, undone string
	if err = s.Scan(&b.ID, &b.Month, &b.Kind, &b.From, &b.Reason, &b.Unit, &b.Rows, &b.Amount, &at, &b.By, &b.Name, &undone); err != nil {
		return b, err
	}
	if undone != "" {
		if b.Undone, err = db.ParseInstant(undone); err != nil {
			return b, err
		}
	}
	b.At, err = db.ParseInstant(at)
	return b, err
}

func batches(ctx context.Context, tx *db.Tx) ([]Batch, error) {
	return db.All(ctx, tx, scanBatch, `SELECT `+batchColumns+` FROM decision_batch ORDER BY id DESC`)
}

func batchByID(ctx context.Context, tx *db.Tx, id int64) (Batch, error) {
	b, err := db.One(ctx, tx, scanBatch, `SELECT `+batchColumns+` FROM decision_batch WHERE id = $1`, id)
	if fault.Is(err, fault.NotFound) {
		return b, fault.New(fault.NotFound, "benefit.no_batch")
	}
	return b, err
}

func insertBatch(ctx context.Context, tx *gate.Tx, b Batch) error {
	_, err := tx.Exec(ctx, `INSERT INTO decision_batch (id, month, kind, from_month, reason, home_unit, rows, amount, made_at, made_by, made_name,
			undone_at, undone_by) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, '', '')`, b.ID, b.Month, string(b.Kind), b.From, b.Reason,
		string(b.Unit), b.Rows, int64(b.Amount), db.Instant(tx.Now), tx.Actor.ID, tx.Actor.Name)
	return err
}

func setBatch(ctx context.Context, tx *gate.Tx, c Change, batch int64) error {
	_, err := tx.Exec(ctx, `UPDATE decision_change SET batch = $1 WHERE id = $2 AND commune = $3 AND batch = 0`, batch, c.ID, string(c.Commune))
	return err
}

func setUndone(ctx context.Context, tx *gate.Tx, c Change) error {
	_, err := tx.Exec(ctx, `UPDATE decision_change SET undone = 1 WHERE id = $1 AND commune = $2`, c.ID, string(c.Commune))
	return err
}

func setBatchUndone(ctx context.Context, tx *gate.Tx, id int64) error {
	_, err := tx.Exec(ctx, `UPDATE decision_batch SET undone_at = $1, undone_by = $2 WHERE id = $3`, db.Instant(tx.Now), tx.Actor.ID, id)
	return err
}

// reopenDecision puts a decision back that was ended by a change and by nothing since.
func reopenDecision(ctx context.Context, tx *gate.Tx, c Change) error {
	n, err := tx.Exec(ctx, `UPDATE decision SET to_month = NULL, status = 'active', end_reason = '', ended_at = NULL, ended_by = ''
		WHERE id = $1 AND person = $2 AND status = 'ended' AND to_month = $3 AND once = 0
		AND NOT EXISTS (SELECT 1 FROM decision o WHERE o.person = decision.person AND o.programme = decision.programme
			AND o.category = decision.category AND o.status = 'active')`, c.Decision, int64(c.Person), c.From.Add(-1))
	if err == nil && n != 1 {
		return fault.New(fault.Conflict, "benefit.bulk.built_on", c.Number)
	}
	return err
}

// frozenSince is the last month from one on whose roster is frozen, in words; empty where none is.
func frozenSince(ctx context.Context, tx *db.Tx, from calendar.Month) (string, error) {
	last, err := db.One(ctx, tx, db.Value[string], `SELECT coalesce(max(month), '') FROM roster WHERE month >= $1`, from)
	if err != nil || last == "" {
		return "", err
	}
	m, err := calendar.ParseMonth(last)
	return m.Vietnamese(), err
}
