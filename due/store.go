package due

import (
	"context"
	"strconv"

	"ansinh/db"
	"ansinh/gate"
)

// noteReminder writes down that a reminder goes out; false where it went out before.
func noteReminder(ctx context.Context, tx *gate.Tx, s Sent) (bool, error) {
	n, err := tx.Exec(ctx, `INSERT INTO reminder (holder, subject, due, stage, address, sent_at) VALUES ($1, $2, $3, $4, $5, $6)
		ON CONFLICT (holder, subject, due, stage, address) DO NOTHING`,
		s.Item.Holder, s.Item.Subject, s.Item.Due, strconv.Itoa(s.Stage), s.Address, db.Instant(tx.Now))
	return n == 1, err
}
