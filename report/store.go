package report

import (
	"context"
	"encoding/base64"
	"time"

	"ansinh/db"
	"ansinh/fault"
	"ansinh/gate"
)

const fileColumns = `id, year, as_of, issuer, number, format, sha256, written_at, written_by`

func scanFile(s db.Scanner) (File, error) {
	var f File
	err := s.Scan(&f.ID, &f.Year, &f.AsOf, &f.Issuer, &f.Number, &f.Format, &f.SHA256, &f.WrittenAt, &f.WrittenBy)
	return f, err
}

func readFiles(ctx context.Context, tx *gate.Tx) ([]File, error) {
	return db.All(ctx, tx.Tx, scanFile, `SELECT `+fileColumns+` FROM report_file ORDER BY id DESC`)
}

func readFile(ctx context.Context, tx *gate.Tx, id FileID) (Written, error) {
	f, err := db.One(ctx, tx.Tx, scanFile, `SELECT `+fileColumns+` FROM report_file WHERE id = $1`, int64(id))
	if err != nil {
		return Written{}, err
	}
	text, err := db.One(ctx, tx.Tx, db.Value[string], `SELECT content FROM report_file WHERE id = $1`, int64(id))
	if err != nil {
		return Written{}, err
	}
	b, err := base64.StdEncoding.DecodeString(text)
	if err != nil {
		return Written{}, fault.Wrap(err, fault.Internal, "report.altered", id)
	}
	return Written{File: f, Bytes: b}, nil
}

// keepFile stores a file unless the newest of its kind has the same bytes, and fills in its number.
func keepFile(ctx context.Context, tx *gate.Tx, w *Written) error {
	f := &w.File
	id, err := db.One(ctx, tx.Tx, db.Value[int64], `SELECT id FROM report_file WHERE sha256 = $1 AND format = $2 AND year = $3 ORDER BY id DESC`,
		f.SHA256, f.Format, f.Year)
	if err == nil {
		f.ID = FileID(id)
		return nil
	}
	if !fault.Is(err, fault.NotFound) {
		return err
	}
	if id, err = db.One(ctx, tx.Tx, db.Value[int64], `SELECT coalesce(max(id), 0) + 1 FROM report_file`); err != nil {
		return err
	}
	f.ID, f.WrittenAt, f.WrittenBy = FileID(id), tx.Now.Format(time.RFC3339), tx.Actor.ID
	_, err = tx.Exec(ctx, `INSERT INTO report_file (`+fileColumns+`, kind, content) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, 'annual', $10)`,
		id, f.Year, f.AsOf, f.Issuer, f.Number, f.Format, f.SHA256, f.WrittenAt, f.WrittenBy, base64.StdEncoding.EncodeToString(w.Bytes))
	return err
}
