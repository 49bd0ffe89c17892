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
	}, `SELECT t.bank, CAST(sum(t.amount) AS BIGINT),
			coalesce((SELECT CAST(sum(l.amount - l.deducted) AS BIGINT) FROM payment_return f CROSS JOIN payment_line l
				WHERE f.month = $1 AND l.id = f.line AND l.month = $1 AND l.channel = 'bank' AND l.bank = t.bank), 0),
			coalesce(min(s.file), ''), coalesce(min(s.booked), 0), coalesce(min(s.explained), '')
		FROM payment_total t LEFT JOIN payment_statement s ON s.month = t.month AND s.bank = t.bank
		WHERE t.month = $1 AND t.channel = 'bank' AND t.held = '' AND t.kind <> 'recovery' GROUP BY t.bank ORDER BY t.bank`, month)
}
