package benefit

import (
	"context"

	"ansinh/calendar"
	"ansinh/db"
	"ansinh/fault"
	"ansinh/gate"
	"ansinh/org"
	"ansinh/registry"
)

const changeColumns = `id, commune, home_unit, person, decision, kind, from_month, decided_on, issuer, serial, number, signer, authority,
	reason, to_unit, taken, recorded_at, recorded_by, batch, undone`

func scanChange(s db.Scanner) (c Change, err error) {
	var at string
	var undone int64
	err = s.Scan(&c.ID, &c.Commune, &c.HomeUnit, &c.Person, &c.Decision, &c.Kind, &c.From, &c.On, &c.Issuer, &c.serial, &c.Number, &c.Signer,
		&c.Authority, &c.Reason, &c.To, &c.Taken, &at, &c.By, &c.Batch, &undone)
	c.Undone = undone == 1
	if err == nil {
		c.At, err = db.ParseInstant(at)
	}
	return c, err
}

// changeQuery chooses by one of its fields.
type changeQuery struct {
	decision int64
	person   registry.PersonID
	batch    int64 // those made with it, by number
}

// changesOf are latest first.
func changesOf(ctx context.Context, tx *db.Tx, q changeQuery) ([]Change, error) {
	if q.decision != 0 {
		return db.All(ctx, tx, scanChange, `SELECT `+changeColumns+` FROM decision_change WHERE decision = $1 ORDER BY id DESC`, q.decision)
	}
	if q.batch != 0 {
		return db.All(ctx, tx, scanChange, `SELECT `+changeColumns+` FROM decision_change WHERE batch = $1 ORDER BY id`, q.batch)
	}
	return db.All(ctx, tx, scanChange, `SELECT `+changeColumns+` FROM decision_change WHERE person = $1 ORDER BY id DESC`, int64(q.person))
}

func changeByID(ctx context.Context, tx *db.Tx, id int64) (Change, error) {
	c, err := db.One(ctx, tx, scanChange, `SELECT `+changeColumns+` FROM decision_change WHERE id = $1`, id)
	if fault.Is(err, fault.NotFound) {
		return c, fault.New(fault.NotFound, "benefit.no_decision")
	}
	return c, err
}

// waitingTransfers are the files that nobody has taken over whose decisions are still active; nil homes are everywhere.
func waitingTransfers(ctx context.Context, tx *db.Tx, homes []org.UnitID) ([]Change, error) {
	var args []any
	where := db.In("to_unit", homes, &args)
	return db.All(ctx, tx, scanChange, `SELECT `+changeColumns+` FROM decision_change WHERE kind = 'transfer' AND taken = 0
		AND EXISTS (SELECT 1 FROM decision d WHERE d.id = decision_change.decision AND d.status = 'active')`+where+` ORDER BY id`, args...)
}

func insertChange(ctx context.Context, tx *gate.Tx, c Change) error {
	_, err := tx.Exec(ctx, `INSERT INTO decision_change (id, commune, home_unit, person, decision, kind, from_month, decided_on, issuer, year,
			serial, number, signer, authority, reason, to_unit, taken, recorded_at, recorded_by)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19)`, c.ID, string(c.Commune),
		string(c.HomeUnit), int64(c.Person), c.Decision, string(c.Kind), c.From, c.On, string(c.Issuer), int64(c.On.Year()), c.serial, c.Number,
		c.Signer, c.Authority, c.Reason, string(c.To), c.Taken, db.Instant(tx.Now), tx.Actor.ID)
	return err
}

func setTaken(ctx context.Context, tx *db.Tx, c Change, decision int64) error {
	_, err := tx.Exec(ctx, `UPDATE decision_change SET taken = $1 WHERE id = $2 AND commune = $3`, decision, c.ID, string(c.Commune))
	return err
}

// suspended is a stretch of months in which nothing is paid; its change is 0 where there is none.
type suspended struct {
	change int64
	from   calendar.Month
}

func openSuspension(ctx context.Context, tx *db.Tx, decision int64) (suspended, error) {
	s, err := db.One(ctx, tx, func(s db.Scanner) (x suspended, err error) {
		err = s.Scan(&x.change, &x.from)
		return x, err
	}, `SELECT change, from_month FROM suspension WHERE decision = $1 AND to_month IS NULL`, decision)
	if fault.Is(err, fault.NotFound) {
		return suspended{}, nil
	}
	return s, err
}

func insertSuspension(ctx context.Context, tx *db.Tx, c Change) error {
	_, err := tx.Exec(ctx, `INSERT INTO suspension (change, commune, decision, from_month, to_month) VALUES ($1, $2, $3, $4, NULL)`,
		c.ID, string(c.Commune), c.Decision, c.From)
	return err
}

func closeSuspension(ctx context.Context, tx *db.Tx, change int64, last calendar.Month) error {
	_, err := tx.Exec(ctx, `UPDATE suspension SET to_month = $1 WHERE change = $2`, last, change)
	return err
}

// suspendedIn are the decisions of which nothing is paid in a month.
func suspendedIn(ctx context.Context, tx *db.Tx, month calendar.Month) (map[int64]bool, error) {
	ids, err := db.All(ctx, tx, db.Value[int64], `SELECT decision FROM suspension
		WHERE from_month <= $1 AND (to_month IS NULL OR to_month >= $1) ORDER BY decision`, month)
	out := make(map[int64]bool, len(ids))
	for _, id := range ids {
		out[id] = true
	}
	return out, err
}

// suspendedSince are the suspensions that nobody has lifted.
func suspendedSince(ctx context.Context, tx *db.Tx) (map[int64]calendar.Month, error) {
	out := map[int64]calendar.Month{}
	return out, db.Each(ctx, tx, func(s db.Scanner) error {
		var x suspended
		err := s.Scan(&x.change, &x.from)
		out[x.change] = x.from
		return err
	}, `SELECT decision, from_month FROM suspension WHERE to_month IS NULL ORDER BY decision`)
}

// decisionsIn are those of some homes that grant the month.
func decisionsIn(ctx context.Context, tx *db.Tx, month calendar.Month, homes []org.UnitID) ([]Decision, error) {
	args := []any{month}
	where := db.In("home_unit", homes, &args)
	return db.All(ctx, tx, scanDecision, `SELECT `+decisionColumns+` FROM decision
		WHERE once = 0 AND from_month <= $1 AND (to_month IS NULL OR to_month >= $1)`+where+` ORDER BY person, id`, args...)
}
