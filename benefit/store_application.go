package benefit

import (
	"context"
	"encoding/json"

	"ansinh/calendar"
	"ansinh/db"
	"ansinh/fault"
	"ansinh/gate"
	"ansinh/org"
	"ansinh/registry"
)

const applicationColumns = `id, commune, home_unit, person, programme, category, month, origin, received_on, state, decision, issuer,
	number, answered_on, signer, authority, grounds, note, about, facts, online, CASE WHEN online = 1 AND state = 'received' THEN '' ELSE
	(SELECT s.name FROM application_step s WHERE s.application = application.id AND s.commune = application.commune
		AND s.state = application.state) END`

func scanApplication(s db.Scanner) (a Application, err error) {
	var grounds, facts string
	var online int64
	err = s.Scan(&a.ID, &a.Commune, &a.HomeUnit, &a.Person, &a.Programme, &a.Category, &a.Month, &a.Origin, &a.Received, &a.State,
		&a.Decision, &a.Issuer, &a.Number, &a.AnsweredOn, &a.Signer, &a.Authority, &grounds, &a.Note, &a.About, &facts, &online, &a.Officer)
	a.Online = online == 1
	if err == nil && facts != "" {
		err = json.Unmarshal([]byte(facts), &a.Facts)
	}
	if err == nil && grounds != "" {
		err = json.Unmarshal([]byte(grounds), &a.Grounds)
	}
	return a, err
}

func applicationByID(ctx context.Context, tx *db.Tx, id ApplicationID) (Application, error) {
	a, err := db.One(ctx, tx, scanApplication, `SELECT `+applicationColumns+` FROM application WHERE id = $1`, int64(id))
	if fault.Is(err, fault.NotFound) {
		return a, fault.New(fault.NotFound, "benefit.no_application")
	}
	return a, err
}

func applicationsOf(ctx context.Context, tx *db.Tx, person registry.PersonID) ([]Application, error) {
	return applicationsBetween(ctx, tx, person, person, nil)
}

// applicationsBetween are latest first; nil homes are everywhere.
func applicationsBetween(ctx context.Context, tx *db.Tx, first, last registry.PersonID, homes []org.UnitID) ([]Application, error) {
	args := []any{int64(first), int64(last)}
	where := db.In("home_unit", homes, &args)
	return db.All(ctx, tx, scanApplication, `SELECT `+applicationColumns+` FROM application WHERE person >= $1 AND person <= $2`+where+`
		ORDER BY id DESC`, args...)
}

func applicationsOpen(ctx context.Context, tx *db.Tx, homes []org.UnitID) ([]Application, error) {
	var args []any
	where := db.In("home_unit", homes, &args)
	return db.All(ctx, tx, scanApplication, `SELECT `+applicationColumns+` FROM application WHERE state IN ('received', 'checked')`+where+`
		ORDER BY id DESC`, args...)
}

func insertApplication(ctx context.Context, tx *gate.Tx, a Application) error {
	_, err := tx.Exec(ctx, `INSERT INTO application (id, commune, home_unit, person, programme, category, month, origin, received_on,
			state, decision, issuer, number, answered_on, signer, authority, grounds, note, opened_at, online, about, facts)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, 0, '', '', NULL, '', '', '', '', $11, $12, $13, $14)`, int64(a.ID), string(a.Commune),
		string(a.HomeUnit), int64(a.Person), a.Programme, a.Category, a.Month, string(a.Origin), a.Received, string(a.State), db.Instant(tx.Now),
		map[bool]int64{true: 1}[a.Online], int64(a.About), asJSON(a.Facts))
	if err != nil {
		return err
	}
	return insertStep(ctx, tx, a)
}

func updateApplication(ctx context.Context, tx *gate.Tx, a Application) error {
	grounds := ""
	if len(a.Grounds) > 0 {
		b, err := json.Marshal(a.Grounds)
		if err != nil {
			return fault.Wrap(err, fault.Internal, "internal")
		}
		grounds = string(b)
	}
	var answered any
	if !a.AnsweredOn.IsZero() {
		answered = a.AnsweredOn.String()
	}
	n, err := tx.Exec(ctx, `UPDATE application SET state = $1, decision = $2, issuer = $3, number = $4, answered_on = $5, signer = $6,
		authority = $7, grounds = $8, note = $9 WHERE id = $10 AND commune = $11 AND state IN ('received', 'checked')`, string(a.State),
		a.Decision, string(a.Issuer), a.Number, answered, a.Signer, a.Authority, grounds, a.Note, int64(a.ID), string(a.Commune))
	if err == nil && n != 1 {
		return fault.New(fault.Conflict, "benefit.application.state", a.State)
	}
	if err != nil {
		return err
	}
	return insertStep(ctx, tx, a)
}

func insertStep(ctx context.Context, tx *gate.Tx, a Application) error {
	_, err := tx.Exec(ctx, `INSERT INTO application_step (application, commune, state, at, actor, name) VALUES ($1, $2, $3, $4, $5, $6)`,
		int64(a.ID), string(a.Commune), string(a.State), db.Instant(tx.Now), tx.Actor.ID, tx.Actor.Name)
	return err
}

func insertPapers(ctx context.Context, tx *gate.Tx, a Application, papers []string) error {
	for _, p := range papers {
		if _, err := tx.Exec(ctx, `INSERT INTO application_document (application, commune, document) VALUES ($1, $2, $3)`,
			int64(a.ID), string(a.Commune), p); err != nil {
			return err
		}
	}
	return nil
}

func papersOf(ctx context.Context, tx *db.Tx, id ApplicationID) ([]string, error) {
	return db.All(ctx, tx, db.Value[string], `SELECT document FROM application_document WHERE application = $1 ORDER BY document`, int64(id))
}

func stepsOf(ctx context.Context, tx *db.Tx, id ApplicationID) ([]ApplicationStep, error) {
	return db.All(ctx, tx, func(s db.Scanner) (x ApplicationStep, err error) {
		var at string
		if err = s.Scan(&x.State, &at, &x.Actor, &x.Name); err == nil {
			x.At, err = db.ParseInstant(at)
		}
		return x, err
	}, `SELECT state, at, actor, name FROM application_step WHERE application = $1 ORDER BY at, state DESC`, int64(id))
}

// successor is the decision that takes the place of another; its id is 0 where there is none.
func successor(ctx context.Context, tx *db.Tx, decision int64, from calendar.Month) (Decision, error) {
	d, err := db.One(ctx, tx, scanDecision, `SELECT `+decisionColumns+` FROM decision WHERE replaces = $1 AND from_month = $2`, decision, from)
	if fault.Is(err, fault.NotFound) {
		return Decision{}, nil
	}
	return d, err
}

func followHomes(ctx context.Context, tx *db.Tx, units []org.UnitID) (int64, error) {
	var args []any
	where := db.In("home_unit", units, &args)
	return tx.Exec(ctx, `UPDATE application SET home_unit = (SELECT min(p.home_unit) FROM person p WHERE p.id = application.person)
		WHERE state IN ('received', 'checked')`+where, args...)
}
