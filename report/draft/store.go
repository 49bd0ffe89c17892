package draft

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"time"

	"ansinh/db"
	"ansinh/fault"
	"ansinh/gate"
)

const draftColumns = `id, kind, year, period, holder, area, as_of, title, template, state, version, made_at, made_by`

func scanDraft(s db.Scanner) (Draft, error) {
	var d Draft
	err := s.Scan(&d.ID, &d.Kind, &d.Year, &d.Period, &d.Holder, &d.Area, &d.AsOf, &d.Title, &d.Template, &d.State, &d.Version, &d.MadeAt, &d.MadeBy)
	return d, err
}

// readDrafts are all reports of a holder, or of everybody where holder is "", the newest first.
func readDrafts(ctx context.Context, tx *gate.Tx, holder string) ([]Draft, error) {
	return db.All(ctx, tx.Tx, scanDraft, `SELECT `+draftColumns+` FROM report_draft WHERE holder = $1 OR $1 = '' ORDER BY id DESC`, holder)
}

func readDraft(ctx context.Context, tx *gate.Tx, id ID) (Draft, error) {
	d, err := db.One(ctx, tx.Tx, scanDraft, `SELECT `+draftColumns+` FROM report_draft WHERE id = $1`, int64(id))
	if fault.Is(err, fault.NotFound) {
		return d, fault.Wrap(err, fault.NotFound, "draft.none", id)
	}
	if err != nil {
		return d, err
	}
	d.Steps, err = db.All(ctx, tx.Tx, func(s db.Scanner) (Step, error) {
		var x Step
		err := s.Scan(&x.State, &x.Version, &x.At, &x.Actor, &x.Name, &x.Note)
		return x, err
	}, `SELECT state, version, at, actor, name, note FROM report_step WHERE report = $1 ORDER BY step`, int64(id))
	if err != nil {
		return d, err
	}
	d.Versions, err = db.All(ctx, tx.Tx, func(s db.Scanner) (Version, error) {
		var x Version
		err := s.Scan(&x.Number, &x.At, &x.Actor, &x.Name, &x.Note)
		return x, err
	}, `SELECT version, at, actor, name, note FROM report_version WHERE report = $1 ORDER BY version`, int64(id))
	return d, err
}

// sameDraft is the number of an unsigned report of the same question; 0 where there is none.
func sameDraft(ctx context.Context, tx *gate.Tx, d Draft) (ID, error) {
	id, err := db.One(ctx, tx.Tx, db.Value[int64], `SELECT id FROM report_draft WHERE kind = $1 AND year = $2 AND period = $3 AND holder = $4 AND template = $5
		AND state <> 'signed' ORDER BY id DESC LIMIT 1`, string(d.Kind), d.Year, d.Period, d.Holder, d.Template)
	if fault.Is(err, fault.NotFound) {
		return 0, nil
	}
	return ID(id), err
}

func insertDraft(ctx context.Context, tx *gate.Tx, d *Draft) error {
	id, err := db.One(ctx, tx.Tx, db.Value[int64], `SELECT coalesce(max(id), 0) + 1 FROM report_draft`)
	if err != nil {
		return err
	}
	d.ID, d.MadeAt, d.MadeBy = ID(id), tx.Now.Format(time.RFC3339), tx.Actor.ID
	_, err = tx.Exec(ctx, `INSERT INTO report_draft (`+draftColumns+`) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, 0, $11, $12)`, id, string(d.Kind), d.Year, d.Period,
		d.Holder, string(d.Area), d.AsOf, d.Title, d.Template, string(d.State), d.MadeAt, d.MadeBy)
	return err
}

// addVersion keeps a content as the next version.
func addVersion(ctx context.Context, tx *gate.Tx, d *Draft, c Content, note string) error {
	body, err := json.Marshal(c)
	if err != nil {
		return fault.Wrap(err, fault.Internal, "report.write")
	}
	d.Version++
	if _, err := tx.Exec(ctx, `INSERT INTO report_version (report, version, at, actor, name, note, content) VALUES ($1, $2, $3, $4, $5, $6, $7)`, int64(d.ID), d.Version,
		tx.Now.Format(time.RFC3339), tx.Actor.ID, tx.Actor.Name, note, string(body)); err != nil {
		return err
	}
	_, err = tx.Exec(ctx, `UPDATE report_draft SET version = $1, title = $2, as_of = $3 WHERE id = $4`, d.Version, d.Title, d.AsOf, int64(d.ID))
	return err
}

func readContent(ctx context.Context, tx *gate.Tx, id ID, version int) (Content, error) {
	var c Content
	body, err := db.One(ctx, tx.Tx, db.Value[string], `SELECT content FROM report_version WHERE report = $1 AND version = $2`, int64(id), version)
	if fault.Is(err, fault.NotFound) {
		return c, fault.Wrap(err, fault.NotFound, "draft.no_version", version)
	}
	if err != nil {
		return c, err
	}
	if err := json.Unmarshal([]byte(body), &c); err != nil {
		return c, fault.Wrap(err, fault.Internal, "report.write")
	}
	return c, nil
}

func moveDraft(ctx context.Context, tx *gate.Tx, d *Draft, to State, note string) error {
	d.State = to
	if _, err := tx.Exec(ctx, `UPDATE report_draft SET state = $1 WHERE id = $2`, string(to), int64(d.ID)); err != nil {
		return err
	}
	_, err := tx.Exec(ctx, `INSERT INTO report_step (report, step, state, version, at, actor, name, note)
		SELECT $1, coalesce(max(step), 0) + 1, $2, $3, $4, $5, $6, $7 FROM report_step WHERE report = $1`,
		int64(d.ID), string(to), d.Version, tx.Now.Format(time.RFC3339), tx.Actor.ID, tx.Actor.Name, note)
	return err
}

func keepSigned(ctx context.Context, tx *gate.Tx, d Draft, f File) error {
	_, err := tx.Exec(ctx, `INSERT INTO report_signed (report, format, version, sha256, content, at) VALUES ($1, $2, $3, $4, $5, $6)`, int64(d.ID), f.Format, d.Version,
		f.SHA256, base64.StdEncoding.EncodeToString(f.Bytes), tx.Now.Format(time.RFC3339))
	return err
}

func readSigned(ctx context.Context, tx *gate.Tx, id ID) ([]File, error) {
	return db.All(ctx, tx.Tx, func(s db.Scanner) (File, error) {
		var f File
		var body string
		if err := s.Scan(&f.Format, &f.SHA256, &body); err != nil {
			return f, err
		}
		b, err := base64.StdEncoding.DecodeString(body)
		f.Bytes = b
		return f, err
	}, `SELECT format, sha256, content FROM report_signed WHERE report = $1 ORDER BY format`, int64(id))
}
