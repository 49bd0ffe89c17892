package reorg

import (
	"context"
	"encoding/json"

	"ansinh/db"
	"ansinh/fault"
	"ansinh/gate"
	"ansinh/org"
)

const dossierColumns = `number, title, legal, day, note, state, changes, impact`

func scanDossier(s db.Scanner) (Dossier, error) {
	var d Dossier
	var changes, impact string
	if err := s.Scan(&d.Number, &d.Title, &d.Legal, &d.Day, &d.Note, &d.State, &changes, &impact); err != nil {
		return d, err
	}
	if err := json.Unmarshal([]byte(changes), &d.Changes); err != nil {
		return d, err
	}
	if impact == "" {
		return d, nil
	}
	d.Impact = &Impact{}
	return d, json.Unmarshal([]byte(impact), d.Impact)
}

// countMoves is how many steps have changed the map: it grows with each.
func countMoves(ctx context.Context, tx *db.Tx) (int64, error) {
	return db.One(ctx, tx, db.Value[int64], `SELECT count(*) FROM reorg_step WHERE state IN ('in_force', 'undone')`)
}

func dossiersInForce(ctx context.Context, tx *db.Tx) ([]Dossier, error) {
	return db.All(ctx, tx, scanDossier, `SELECT `+dossierColumns+` FROM reorg_dossier WHERE state IN ('in_force', 'undo_asked') ORDER BY came`)
}

func dossiers(ctx context.Context, tx *db.Tx) ([]Dossier, error) {
	list, err := db.All(ctx, tx, scanDossier, `SELECT `+dossierColumns+` FROM reorg_dossier ORDER BY number DESC`)
	for i := range list {
		if err == nil {
			list[i].Steps, err = steps(ctx, tx, list[i].Number)
		}
	}
	return list, err
}

func dossier(ctx context.Context, tx *db.Tx, number int64) (Dossier, error) {
	d, err := db.One(ctx, tx, scanDossier, `SELECT `+dossierColumns+` FROM reorg_dossier WHERE number = $1`, number)
	if fault.Is(err, fault.NotFound) {
		return d, none(number)
	}
	if err == nil {
		d.Steps, err = steps(ctx, tx, number)
	}
	return d, err
}

func steps(ctx context.Context, tx *db.Tx, number int64) ([]Step, error) {
	return db.All(ctx, tx, func(s db.Scanner) (Step, error) {
		var st Step
		var at string
		err := s.Scan(&st.State, &st.Actor, &st.Name, &at, &st.Note)
		if err == nil {
			st.At, err = db.ParseInstant(at)
		}
		return st, err
	}, `SELECT state, actor, name, at, note FROM reorg_step WHERE dossier = $1 ORDER BY step`, number)
}

func insertDossier(ctx context.Context, tx *gate.Tx, d *Dossier) error {
	changes, err := json.Marshal(d.Changes)
	if err != nil {
		return err
	}
	if d.Number, err = db.One(ctx, tx.Tx, db.Value[int64], `SELECT coalesce(max(number), 0) + 1 FROM reorg_dossier`); err != nil {
		return err
	}
	_, err = tx.Exec(ctx, `INSERT INTO reorg_dossier (`+dossierColumns+`) VALUES ($1, $2, $3, $4, $5, $6, $7, '')`,
		d.Number, d.Title, d.Legal, d.Day, d.Note, string(d.State), string(changes))
	return err
}

// moveDossier writes the state and the step that led to it; one that comes into force takes its place after the last.
func moveDossier(ctx context.Context, tx *gate.Tx, d *Dossier, note string) error {
	st := Step{State: d.State, Actor: tx.Actor.ID, Name: tx.Actor.Name, At: tx.Now, Note: note}
	d.Steps = append(d.Steps, st)
	tx.Note("state", string(d.State))
	if _, err := tx.Exec(ctx, `INSERT INTO reorg_step (dossier, step, state, actor, name, at, note) VALUES ($1, $2, $3, $4, $5, $6, $7)`,
		d.Number, len(d.Steps), string(d.State), st.Actor, st.Name, db.Instant(st.At), note); err != nil {
		return err
	}
	_, err := tx.Exec(ctx, `UPDATE reorg_dossier SET state = $1 WHERE number = $2`, string(d.State), d.Number)
	return err
}

// keepForce writes what a dossier in force came to.
func keepForce(ctx context.Context, tx *gate.Tx, d *Dossier) error {
	changes, err := json.Marshal(d.Changes)
	if err != nil {
		return err
	}
	impact, err := json.Marshal(d.Impact)
	if err != nil {
		return err
	}
	_, err = tx.Exec(ctx, `UPDATE reorg_dossier SET changes = $1, impact = $2, came = (SELECT coalesce(max(came), 0) + 1 FROM reorg_dossier) WHERE number = $3`,
		string(changes), string(impact), d.Number)
	return err
}

// keptAccount is what an account answered for.
type keptAccount struct{ login, unit, agency string }

func keepAccount(ctx context.Context, tx *gate.Tx, number int64, a keptAccount) error {
	_, err := tx.Exec(ctx, `INSERT INTO reorg_account (dossier, login, unit, agency) VALUES ($1, $2, $3, $4)`, number, a.login, a.unit, a.agency)
	return err
}

func keptAccounts(ctx context.Context, tx *gate.Tx, number int64) ([]keptAccount, error) {
	return db.All(ctx, tx.Tx, func(s db.Scanner) (a keptAccount, err error) {
		return a, s.Scan(&a.login, &a.unit, &a.agency)
	}, `SELECT login, unit, agency FROM reorg_account WHERE dossier = $1 ORDER BY login`, number)
}

// What a dossier touches is counted where it lies: people, requests on their way and returns of some units.
func countPeople(ctx context.Context, tx *db.Tx, homes []org.UnitID) (int64, error) {
	return countIn(ctx, tx, `person`, `home_unit`, homes)
}

func countCases(ctx context.Context, tx *db.Tx, homes []org.UnitID) (int64, error) {
	return countIn(ctx, tx, `application`, `state IN ('received', 'checked') AND home_unit`, homes)
}

func countReturns(ctx context.Context, tx *db.Tx, units []org.UnitID) (int64, error) {
	return countIn(ctx, tx, `return_report`, `unit`, units)
}

func countAgencyReturns(ctx context.Context, tx *db.Tx, agencies []string) (int64, error) {
	return countIn(ctx, tx, `return_report`, `agency`, agencies)
}

func countIn[T ~string](ctx context.Context, tx *db.Tx, table, column string, values []T) (int64, error) {
	var args []any
	where := db.In(column, values, &args)
	return db.One(ctx, tx, db.Value[int64], `SELECT count(*) FROM `+table+` WHERE 1 = 1`+where, args...)
}
