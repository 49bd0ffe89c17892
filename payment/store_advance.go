package payment

import (
	"context"
	"time"

	"ansinh/calendar"
	"ansinh/db"
	"ansinh/gate"
	"ansinh/money"
)

// handed is what a channel got to pay out, and gave back.
type handed struct {
	channel        string
	sent, returned money.Dong
}

// handedOut sums the lines of a run that are paid by channel; what was kept back never leaves.
func handedOut(ctx context.Context, tx *db.Tx, month calendar.Month) ([]handed, error) {
	return db.All(ctx, tx, func(s db.Scanner) (h handed, err error) {
		err = s.Scan(&h.channel, &h.sent, &h.returned)
		return h, err
	}, `SELECT CASE WHEN l.channel = 'bank' THEN 'bank:' || l.bank ELSE 'cash' END, CAST(sum(l.amount - l.deducted) AS BIGINT),
			CAST(sum(CASE WHEN r.line IS NULL THEN 0 ELSE l.amount - l.deducted END) AS BIGINT)
		FROM payment_line l LEFT JOIN payment_return r ON r.line = l.id
		WHERE l.month = $1 AND l.held = '' AND l.kind <> 'recovery' GROUP BY 1 ORDER BY 1`, month)
}

func advanceDocuments(ctx context.Context, tx *db.Tx, month calendar.Month) ([]AdvanceDocument, error) {
	return db.All(ctx, tx, func(s db.Scanner) (d AdvanceDocument, err error) {
		var at string
		if err = s.Scan(&d.Channel, &d.Kind, &d.Number, &d.Day, &d.Amount, &d.Name, &at); err == nil {
			d.At, err = db.ParseInstant(at)
		}
		return d, err
	}, `SELECT channel, kind, number, day, amount, name, at FROM advance WHERE month = $1 ORDER BY day, channel, kind, number`, month)
}

func eachSettled(ctx context.Context, tx *db.Tx, month calendar.Month, each func(channel, by string, when time.Time)) error {
	return db.Each(ctx, tx, func(s db.Scanner) error {
		var channel, by, at string
		if err := s.Scan(&channel, &by, &at); err != nil {
			return err
		}
		when, err := db.ParseInstant(at)
		each(channel, by, when)
		return err
	}, `SELECT channel, name, at FROM advance_settled WHERE month = $1 ORDER BY channel`, month)
}

func insertAdvance(ctx context.Context, tx *gate.Tx, month calendar.Month, d AdvanceDocument) error {
	_, err := tx.Exec(ctx, `INSERT INTO advance (month, channel, kind, number, day, amount, actor, name, at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
		month, d.Channel, string(d.Kind), d.Number, d.Day, int64(d.Amount), tx.Actor.ID, tx.Actor.Name, db.Instant(tx.Now))
	return err
}

func insertSettled(ctx context.Context, tx *gate.Tx, month calendar.Month, a Advance) error {
	_, err := tx.Exec(ctx, `INSERT INTO advance_settled (month, channel, received, spent, refunded, actor, name, at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`,
		month, a.Channel, int64(a.Received), int64(a.Spent()), int64(a.Refunded), tx.Actor.ID, tx.Actor.Name, db.Instant(tx.Now))
	return err
}
