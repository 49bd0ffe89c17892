package attach

import (
	"context"
	"encoding/base64"

	"ansinh/db"
	"ansinh/fault"
	"ansinh/gate"
	"ansinh/org"
	"ansinh/registry"
)

// partBytes is how much of a file a row holds, before base64.
const partBytes = 192 << 10

// keepContent stores bytes that are not there yet.
func keepContent(ctx context.Context, tx *gate.Tx, f File, body []byte) error {
	parts := (len(body) + partBytes - 1) / partBytes
	n, err := tx.Exec(ctx, `INSERT INTO attachment_content (hash, kind, bytes, parts, width, height, stored_at) VALUES ($1, $2, $3, $4, $5, $6, $7)
		ON CONFLICT (hash) DO NOTHING`, f.Hash, f.Type.ID, f.Bytes, parts, f.Width, f.Height, db.Instant(tx.Now))
	if err != nil || n == 0 {
		return err
	}
	for i := range parts {
		part := body[i*partBytes : min(len(body), (i+1)*partBytes)]
		if _, err := tx.Exec(ctx, `INSERT INTO attachment_part (hash, number, body) VALUES ($1, $2, $3)`, f.Hash, i,
			base64.StdEncoding.EncodeToString(part)); err != nil {
			return err
		}
	}
	return nil
}

func partOf(ctx context.Context, tx *db.Tx, hash string, n int) ([]byte, error) {
	text, err := db.One(ctx, tx, db.Value[string], `SELECT body FROM attachment_part WHERE hash = $1 AND number = $2`, hash, n)
	if err != nil {
		return nil, err
	}
	return base64.StdEncoding.DecodeString(text)
}

func insertFile(ctx context.Context, tx *gate.Tx, f *File, commune org.UnitID) error {
	id, err := db.One(ctx, tx.Tx, db.Value[int64], `SELECT coalesce(max(id), 0) + 1 FROM attachment`)
	if err != nil {
		return err
	}
	f.ID, f.parts = ID(id), int(f.Bytes+partBytes-1)/partBytes
	_, err = tx.Exec(ctx, `INSERT INTO attachment (id, commune, subject_kind, subject, person, hash, name, added_at, added_by, reason)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, '')`, id, string(commune), string(f.On.Kind), f.On.ID, int64(f.Person), f.Hash, f.Name,
		db.Instant(f.At), f.By)
	return err
}

const selectFile = `SELECT a.id, a.subject_kind, a.subject, a.person, a.name, a.hash, a.added_at, a.added_by, CASE WHEN a.withdrawn_at IS NULL THEN 0 ELSE 1 END,
	c.kind, c.bytes, c.parts, c.width, c.height FROM attachment a JOIN attachment_content c ON c.hash = a.hash `

func scanFile(rules *Rules) func(db.Scanner) (File, error) {
	return func(s db.Scanner) (f File, err error) {
		var at, kind string
		var gone int
		if err = s.Scan(&f.ID, &f.On.Kind, &f.On.ID, &f.Person, &f.Name, &f.Hash, &at, &f.By, &gone, &kind, &f.Bytes, &f.parts, &f.Width, &f.Height); err != nil {
			return f, err
		}
		f.withdrawn, f.Type = gone == 1, rules.byID(kind)
		f.At, err = db.ParseInstant(at)
		return f, err
	}
}

func filesOn(ctx context.Context, tx *db.Tx, rules *Rules, on Subject) ([]File, error) {
	return db.All(ctx, tx, scanFile(rules), selectFile+`WHERE a.subject_kind = $1 AND a.subject = $2 AND a.withdrawn_at IS NULL ORDER BY a.id`,
		string(on.Kind), on.ID)
}

// aboutShown is how many files about a person are listed at most, latest first.
const aboutShown = "100"

func filesAbout(ctx context.Context, tx *db.Tx, rules *Rules, id registry.PersonID) ([]File, error) {
	return db.All(ctx, tx, scanFile(rules), selectFile+`WHERE a.person = $1 AND a.subject_kind <> 'person' AND a.withdrawn_at IS NULL
		ORDER BY a.id DESC LIMIT `+aboutShown, int64(id))
}

func fileByID(ctx context.Context, tx *db.Tx, rules *Rules, id ID) (File, error) {
	f, err := db.One(ctx, tx, scanFile(rules), selectFile+`WHERE a.id = $1`, int64(id))
	if fault.Is(err, fault.NotFound) {
		err = fault.New(fault.NotFound, "attach.none")
	}
	return f, err
}

func withdrawFile(ctx context.Context, tx *gate.Tx, id ID, reason string) error {
	n, err := tx.Exec(ctx, `UPDATE attachment SET withdrawn_at = $1, withdrawn_by = $2, reason = $3 WHERE id = $4 AND withdrawn_at IS NULL`,
		db.Instant(tx.Now), tx.Actor.ID, reason, int64(id))
	if err == nil && n == 0 {
		err = fault.New(fault.NotFound, "attach.none")
	}
	return err
}
