package returns

import (
	"context"
	"time"

	"ansinh/db"
	"ansinh/gate"
	"ansinh/org"
)

const returnColumns = `id, form, agency, unit, year, state, received, sender`

func scanReturn(s db.Scanner) (Return, error) {
	r := Return{Cells: map[string]Cell{}}
	err := s.Scan(&r.ID, &r.Form, &r.Agency, &r.Unit, &r.Year, &r.State, &r.Received, &r.Sender)
	return r, err
}

func findReturn(ctx context.Context, tx *gate.Tx, form string, unit org.UnitID, year int) (Return, error) {
	return db.One(ctx, tx.Tx, scanReturn, `SELECT `+returnColumns+` FROM return_report WHERE form = $1 AND unit = $2 AND year = $3`,
		form, string(unit), year)
}

// readReturn gives the return with the newest value of every cell.
func readReturn(ctx context.Context, tx *gate.Tx, id ID) (Return, error) {
	r, err := db.One(ctx, tx.Tx, scanReturn, `SELECT `+returnColumns+` FROM return_report WHERE id = $1`, int64(id))
	if err != nil {
		return r, err
	}
	err = eachCell(ctx, tx, `c.return_id = $1`, int64(id), func(_ ID, field string, c Cell) { r.Cells[field] = c })
	return r, err
}

// eachCell reads the newest revision of the cells that the condition on c and r picks; cleared ones are left out.
func eachCell(ctx context.Context, tx *gate.Tx, where string, arg any, each func(ID, string, Cell)) error {
	return db.Each(ctx, tx.Tx, func(s db.Scanner) error {
		var id ID
		var field string
		var c Cell
		if err := s.Scan(&id, &field, &c.Value, &c.Illustrative, &c.Source, &c.Assumption, &c.EnteredBy); err != nil {
			return err
		}
		each(id, field, c)
		return nil
	}, `SELECT c.return_id, c.field, c.value, c.illustrative, c.source, c.assumption, c.entered_by
		FROM return_cell c JOIN return_report r ON r.id = c.return_id
		WHERE `+where+` AND c.latest AND c.value IS NOT NULL
		ORDER BY c.return_id, c.field`, arg)
}

// yearReturns are all returns of a year with their cells, by form and unit.
func yearReturns(ctx context.Context, tx *gate.Tx, year int) ([]Return, error) {
	list, err := db.All(ctx, tx.Tx, scanReturn, `SELECT `+returnColumns+` FROM return_report WHERE year = $1 ORDER BY form, unit, id`, year)
	if err != nil {
		return nil, err
	}
	at := make(map[ID]int, len(list))
	for i, r := range list {
		at[r.ID] = i
	}
	err = eachCell(ctx, tx, `r.year = $1`, year, func(id ID, field string, c Cell) { list[at[id]].Cells[field] = c })
	return list, err
}

func returnYears(ctx context.Context, tx *gate.Tx, upTo int) ([]int, error) {
	return db.All(ctx, tx.Tx, db.Value[int], `SELECT DISTINCT year FROM return_report WHERE year <= $1 ORDER BY year`, upTo)
}

func insertReturn(ctx context.Context, tx *gate.Tx, r Return) (ID, error) {
	id, err := db.One(ctx, tx.Tx, db.Value[int64], `SELECT coalesce(max(id), 0) + 1 FROM return_report`)
	if err != nil {
		return 0, err
	}
	r.ID = ID(id)
	if _, err := tx.Exec(ctx, `INSERT INTO return_report (`+returnColumns+`) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`,
		id, r.Form, r.Agency, string(r.Unit), r.Year, string(r.State), r.Received, r.Sender); err != nil {
		return 0, err
	}
	return r.ID, insertStep(ctx, tx, r, "")
}

func moveReturn(ctx context.Context, tx *gate.Tx, r Return, note string) error {
	if _, err := tx.Exec(ctx, `UPDATE return_report SET state = $1, received = $2, sender = $3 WHERE id = $4`,
		string(r.State), r.Received, r.Sender, int64(r.ID)); err != nil {
		return err
	}
	tx.Note("state", string(r.State))
	return insertStep(ctx, tx, r, note)
}

func insertStep(ctx context.Context, tx *gate.Tx, r Return, note string) error {
	_, err := tx.Exec(ctx, `INSERT INTO return_step (return_id, step, state, at, actor, note)
		VALUES ($1, (SELECT coalesce(max(step), 0) + 1 FROM return_step WHERE return_id = $1), $2, $3, $4, $5)`,
		int64(r.ID), string(r.State), tx.Now.Format(time.RFC3339), tx.Actor.ID, note)
	return err
}

func readSteps(ctx context.Context, tx *gate.Tx, id ID) ([]Step, error) {
	return db.All(ctx, tx.Tx, func(s db.Scanner) (Step, error) {
		var x Step
		err := s.Scan(&x.State, &x.At, &x.Actor, &x.Note)
		return x, err
	}, `SELECT state, at, actor, note FROM return_step WHERE return_id = $1 ORDER BY step`, int64(id))
}

func insertCells(ctx context.Context, tx *gate.Tx, id ID, cells []entered) error {
	for _, e := range cells {
		var value *int64
		c := Cell{}
		if e.cell != nil {
			c, value = *e.cell, &e.cell.Value
		}
		if _, err := tx.Exec(ctx, `UPDATE return_cell SET latest = false WHERE return_id = $1 AND field = $2 AND latest`, int64(id), e.field); err != nil {
			return err
		}
		if _, err := tx.Exec(ctx, `INSERT INTO return_cell (return_id, field, revision, value, illustrative, source, assumption, entered_at, entered_by)
			VALUES ($1, $2, (SELECT coalesce(max(revision), 0) + 1 FROM return_cell WHERE return_id = $1 AND field = $2), $3, $4, $5, $6, $7, $8)`,
			int64(id), e.field, value, c.Illustrative, c.Source, c.Assumption, tx.Now.Format(time.RFC3339), tx.Actor.ID); err != nil {
			return err
		}
	}
	return nil
}
