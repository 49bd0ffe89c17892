package returns

import (
	"context"
	"encoding/json"
	"time"

	"ansinh/db"
	"ansinh/gate"
)

// formReturns are the returns of one form and year with their cells.
func formReturns(ctx context.Context, tx *gate.Tx, form string, year int) ([]Return, error) {
	list, err := db.All(ctx, tx.Tx, scanReturn, `SELECT `+returnColumns+` FROM return_report WHERE form = $1 AND year = $2 ORDER BY unit, id`, form, year)
	if err != nil {
		return nil, err
	}
	at := make(map[ID]int, len(list))
	for i, r := range list {
		at[r.ID] = i
	}
	err = eachCell(ctx, tx, `r.year = $1`, year, func(id ID, field string, c Cell) {
		if i, ok := at[id]; ok {
			list[i].Cells[field] = c
		}
	})
	return list, err
}

func insertCorrection(ctx context.Context, tx *gate.Tx, c Correction) (int64, error) {
	entries, err := json.Marshal(c.Entries)
	if err != nil {
		return 0, err
	}
	id, err := db.One(ctx, tx.Tx, db.Value[int64], `SELECT coalesce(max(id), 0) + 1 FROM return_correction`)
	if err != nil {
		return 0, err
	}
	_, err = tx.Exec(ctx, `INSERT INTO return_correction (id, return_id, reason, entries, state, proposed_at, proposed_by, decided_by, note)
		VALUES ($1, $2, $3, $4, 'proposed', $5, $6, '', '')`, id, int64(c.Return), c.Reason, string(entries), tx.Now.Format(time.RFC3339), tx.Actor.ID)
	return id, err
}

func decideCorrection(ctx context.Context, tx *gate.Tx, id int64, state, note string) error {
	_, err := tx.Exec(ctx, `UPDATE return_correction SET state = $1, decided_at = $2, decided_by = $3, note = $4 WHERE id = $5`,
		state, tx.Now.Format(time.RFC3339), tx.Actor.ID, note, id)
	return err
}

func corrections(ctx context.Context, tx *gate.Tx, id ID) ([]Correction, error) {
	return db.All(ctx, tx.Tx, func(s db.Scanner) (Correction, error) {
		c := Correction{Return: id}
		var entries string
		if err := s.Scan(&c.ID, &c.Reason, &entries, &c.State, &c.ProposedAt, &c.ProposedBy, &c.DecidedAt, &c.DecidedBy, &c.Note); err != nil {
			return c, err
		}
		return c, json.Unmarshal([]byte(entries), &c.Entries)
	}, `SELECT id, reason, entries, state, proposed_at, proposed_by, coalesce(decided_at, ''), decided_by, note FROM return_correction
		WHERE return_id = $1 ORDER BY id DESC`, int64(id))
}

func correctedForms(ctx context.Context, tx *gate.Tx, year int, at string) ([]string, error) {
	return db.All(ctx, tx.Tx, db.Value[string], `SELECT DISTINCT r.form FROM return_correction c JOIN return_report r ON r.id = c.return_id
		WHERE r.year = $1 AND c.state = 'approved' AND c.decided_at >= $2 ORDER BY r.form`, year, at)
}

func sums(ctx context.Context, tx *gate.Tx, from, to int) ([]Sum, error) {
	return db.All(ctx, tx.Tx, func(s db.Scanner) (Sum, error) {
		var x Sum
		return x, s.Scan(&x.Form, &x.Year, &x.Field, &x.Value, &x.Units)
	}, `SELECT r.form, r.year, c.field, CAST(sum(c.value) AS BIGINT), count(*) FROM return_report r JOIN return_cell c ON c.return_id = r.id
		WHERE r.year >= $1 AND r.year <= $2 AND r.state IN ('approved', 'locked') AND c.latest AND c.value IS NOT NULL
		GROUP BY r.form, r.year, c.field ORDER BY r.form, r.year, c.field`, from, to)
}
