package payment

import (
	"context"

	"ansinh/calendar"
	"ansinh/db"
	"ansinh/gate"
	"ansinh/money"
)

func addBooked(ctx context.Context, tx *gate.Tx, month calendar.Month, bank, file string, amount money.Dong) error {
	_, err := tx.Exec(ctx, `INSERT INTO payment_statement (month, bank, file, booked, explained, by_actor, at) VALUES ($1, $2, $3, $4, '', $5, $6)
		ON CONFLICT (month, bank) DO UPDATE SET file = excluded.file, booked = payment_statement.booked + excluded.booked, explained = '',
		by_actor = excluded.by_actor, at = excluded.at`, month, bank, file, int64(amount), tx.Actor.ID, db.Instant(tx.Now))
	return err
}

func explain(ctx context.Context, tx *gate.Tx, month calendar.Month, bank, why string) error {
	_, err := tx.Exec(ctx, `INSERT INTO payment_statement (month, bank, file, booked, explained, by_actor, at) VALUES ($1, $2, '', 0, $3, $4, $5)
		ON CONFLICT (month, bank) DO UPDATE SET explained = excluded.explained, by_actor = excluded.by_actor, at = excluded.at`,
		month, bank, why, tx.Actor.ID, db.Instant(tx.Now))
	return err
}

// matchings are by bank.
func matchings(ctx context.Context, tx *db.Tx, month calendar.Month) ([]Matching, error) {
	return db.All(ctx, tx, func(s db.Scanner) (m Matching, err error) {
		var file string
		err = s.Scan(&m.Bank, &m.Sent, &m.Returned, &file, &m.Booked, &m.Explained)
		m.Read = file != ""
		return m, err
	}, `SELECT l.bank, CAST(sum(l.amount - l.deducted) AS BIGINT),
			CAST(sum(CASE WHEN f.line IS NULL THEN 0 ELSE l.amount - l.deducted END) AS BIGINT),
			coalesce(min(s.file), ''), coalesce(min(s.booked), 0), coalesce(min(s.explained), '')
		FROM payment_line l LEFT JOIN payment_return f ON f.line = l.id LEFT JOIN payment_statement s ON s.month = l.month AND s.bank = l.bank
		WHERE l.month = $1 AND l.channel = 'bank' AND l.held = '' AND l.kind <> 'recovery' GROUP BY l.bank ORDER BY l.bank`, month)
}
