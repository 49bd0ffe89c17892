package registry

import (
	"context"
	"encoding/base64"
	"encoding/json"

	"ansinh/auth"
	"ansinh/db"
	"ansinh/fault"
	"ansinh/gate"
)

func layFile(ctx context.Context, tx *gate.Tx, f LaidFile) error {
	body, err := tx.Seal(ctx, laidPlace(f.Hash, tx.Actor.Unit), base64.StdEncoding.EncodeToString(f.Body))
	if err != nil {
		return err
	}
	_, err = tx.Exec(ctx, `INSERT INTO intake_file (hash, unit, name, source, since, laid_at, laid_by, body)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT (hash, unit) DO UPDATE SET name = excluded.name, source = excluded.source,
		since = excluded.since, laid_at = excluded.laid_at, laid_by = excluded.laid_by`, f.Hash, tx.Actor.Unit, f.Name, f.Source,
		f.Since.String(), db.Instant(tx.Now), tx.Actor.ID, body)
	return err
}

func laidFile(ctx context.Context, tx *db.Tx, actor auth.Actor, hash string) (LaidFile, error) {
	f, err := db.One(ctx, tx, func(s db.Scanner) (f LaidFile, err error) {
		var at, body string
		if err = s.Scan(&f.Hash, &f.Name, &f.Source, &f.Since, &at, &f.LaidBy, &body); err != nil {
			return f, err
		}
		if f.LaidAt, err = db.ParseInstant(at); err != nil {
			return f, err
		}
		if body, err = tx.Unseal(laidPlace(hash, actor.Unit), body); err != nil {
			return f, err
		}
		f.Body, err = base64.StdEncoding.DecodeString(body)
		return f, err
	}, `SELECT hash, name, source, since, laid_at, laid_by, body FROM intake_file WHERE hash = $1 AND unit = $2`, hash, actor.Unit)
	if fault.Is(err, fault.NotFound) {
		return f, fault.New(fault.NotFound, "exchange.no_file")
	}
	return f, err
}

func intakes(ctx context.Context, tx *db.Tx, actor auth.Actor) ([]Taken, error) {
	return db.All(ctx, tx, func(s db.Scanner) (t Taken, err error) {
		var at string
		if err = s.Scan(&t.Hash, &t.Name, &t.Lines, &at, &t.By); err == nil {
			t.At, err = db.ParseInstant(at)
		}
		return t, err
	}, `SELECT hash, name, lines, taken_at, taken_by FROM intake WHERE unit = $1 ORDER BY taken_at DESC, hash LIMIT 20`, actor.Unit)
}

func columnsOf(ctx context.Context, tx *db.Tx, actor auth.Actor, heading string) ([]string, error) {
	text, err := db.One(ctx, tx, db.Value[string], `SELECT columns FROM intake_mapping WHERE heading = $1 AND unit = $2`, heading, actor.Unit)
	if fault.Is(err, fault.NotFound) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	var out []string
	return out, json.Unmarshal([]byte(text), &out)
}

func keepColumns(ctx context.Context, tx *db.Tx, actor auth.Actor, heading string, columns []string) error {
	text, err := json.Marshal(columns)
	if err != nil {
		return err
	}
	_, err = tx.Exec(ctx, `INSERT INTO intake_mapping (heading, unit, columns) VALUES ($1, $2, $3)
		ON CONFLICT (heading, unit) DO UPDATE SET columns = excluded.columns`, heading, actor.Unit, string(text))
	return err
}

const selectConsent = `SELECT c.hash, f.name, c.columns, c.changes, c.state, c.asked_at, c.asked_by, coalesce(c.decided_at, ''), c.decided_by, c.note
	FROM intake_consent c JOIN intake_file f ON f.hash = c.hash AND f.unit = c.unit `

func scanConsent(s db.Scanner) (c Consent, err error) {
	var columns, at, decided string
	if err = s.Scan(&c.Hash, &c.Name, &columns, &c.Changes, &c.State, &at, &c.By, &decided, &c.DecidedBy, &c.Note); err != nil {
		return c, err
	}
	if err = json.Unmarshal([]byte(columns), &c.Columns); err != nil {
		return c, err
	}
	if decided != "" {
		if c.DecidedAt, err = db.ParseInstant(decided); err != nil {
			return c, err
		}
	}
	c.At, err = db.ParseInstant(at)
	return c, err
}

func consentOf(ctx context.Context, tx *db.Tx, actor auth.Actor, hash string) (Consent, error) {
	c, err := db.One(ctx, tx, scanConsent, selectConsent+`WHERE c.hash = $1 AND c.unit = $2`, hash, actor.Unit)
	if fault.Is(err, fault.NotFound) {
		err = fault.New(fault.NotFound, "exchange.no_file")
	}
	return c, err
}

func consents(ctx context.Context, tx *db.Tx, actor auth.Actor) ([]Consent, error) {
	return db.All(ctx, tx, scanConsent, selectConsent+`WHERE c.unit = $1 AND c.state = 'asked' ORDER BY c.asked_at, c.hash`, actor.Unit)
}

func askConsent(ctx context.Context, tx *gate.Tx, c Consent) error {
	columns, err := json.Marshal(c.Columns)
	if err != nil {
		return err
	}
	_, err = tx.Exec(ctx, `INSERT INTO intake_consent (hash, unit, columns, changes, state, asked_at, asked_by, decided_by, note)
		VALUES ($1, $2, $3, $4, 'asked', $5, $6, '', '') ON CONFLICT (hash, unit) DO UPDATE SET columns = excluded.columns, changes = excluded.changes,
		state = excluded.state, asked_at = excluded.asked_at, asked_by = excluded.asked_by, decided_at = NULL, decided_by = '', note = ''`,
		c.Hash, tx.Actor.Unit, string(columns), c.Changes, db.Instant(tx.Now), tx.Actor.ID)
	return err
}

func decideConsent(ctx context.Context, tx *gate.Tx, hash string, to ConsentState, note string) error {
	n, err := tx.Exec(ctx, `UPDATE intake_consent SET state = $1, decided_at = $2, decided_by = $3, note = $4
		WHERE hash = $5 AND unit = $6 AND state = 'asked'`, string(to), db.Instant(tx.Now), tx.Actor.ID, note, hash, tx.Actor.Unit)
	if err == nil && n != 1 {
		err = fault.New(fault.Conflict, "registry.intake.not_asked")
	}
	return err
}
