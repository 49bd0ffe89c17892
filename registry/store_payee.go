package registry

import (
	"context"

	"ansinh/calendar"
	"ansinh/db"
	"ansinh/gate"
)

// replacePayee ends the ways that hold on a day and enters the one that holds from then on.
func replacePayee(ctx context.Context, tx *gate.Tx, p Person, n PayeeChange, linked Link, day calendar.Date) error {
	src, err := source(ctx, tx.Tx, n.Source)
	if err != nil {
		return err
	}
	now := db.Instant(tx.Now)
	type way struct {
		channel             string
		bank, number, owner *string
		from                calendar.Date
		source              int64
		linked              string
	}
	old, err := db.All(ctx, tx.Tx, func(s db.Scanner) (w way, err error) {
		err = s.Scan(&w.channel, &w.bank, &w.number, &w.owner, &w.from, &w.source, &w.linked)
		return w, err
	}, `SELECT channel, bank, number, holder, valid_from, source, linked FROM payee WHERE person = $1 AND superseded_at IS NULL
		AND (valid_to IS NULL OR valid_to > $2) ORDER BY id`, int64(n.Person), day)
	if err != nil {
		return err
	}
	if _, err := tx.Exec(ctx, `UPDATE payee SET superseded_at = $1 WHERE person = $2 AND superseded_at IS NULL AND (valid_to IS NULL OR valid_to > $3)`,
		now, int64(n.Person), day); err != nil {
		return err
	}
	first, err := take(ctx, tx.Tx, "payee", len(old)+1)
	if err != nil {
		return err
	}
	insert := `INSERT INTO payee (person, id, commune, home_unit, channel, bank, number, holder, valid_from, valid_to, source, recorded_at, linked)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)`
	for i, w := range old {
		if w.from >= day { // it never came to hold
			continue
		}
		if _, err := tx.Exec(ctx, insert, int64(n.Person), first+int64(i), string(p.Commune), string(p.HomeUnit), w.channel, w.bank, w.number,
			w.owner, w.from, day, w.source, now, w.linked); err != nil {
			return err
		}
	}
	_, err = tx.Exec(ctx, insert, int64(n.Person), first+int64(len(old)), string(p.Commune), string(p.HomeUnit), string(n.Channel), text(n.Bank),
		text(n.Number), text(n.Holder), day, nil, src, now, string(linked))
	return err
}
