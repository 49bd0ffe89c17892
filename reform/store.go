package reform

import (
	"context"
	"encoding/json"

	"ansinh/db"
	"ansinh/fault"
)

func insertDossier(ctx context.Context, tx *db.Tx, d Dossier) (int64, error) {
	number, err := db.One(ctx, tx, db.Value[int64], `SELECT coalesce(max(number), 0) + 1 FROM law_dossier`)
	if err != nil {
		return 0, err
	}
	if _, err := tx.Exec(ctx, `INSERT INTO law_dossier (number, title, note, begins, state, cases) VALUES ($1, $2, $3, $4, $5, $6)`,
		number, d.Title, d.Note, d.Begins.String(), string(d.State), d.Cases); err != nil {
		return 0, err
	}
	for _, f := range d.Files {
		if _, err := tx.Exec(ctx, `INSERT INTO law_file (hash, content) VALUES ($1, $2) ON CONFLICT (hash) DO NOTHING`, f.Hash, f.Content); err != nil {
			return 0, err
		}
		if _, err := tx.Exec(ctx, `INSERT INTO law_dossier_file (dossier, path, hash, size) VALUES ($1, $2, $3, $4)`,
			number, f.Path, f.Hash, f.Size); err != nil {
			return 0, err
		}
	}
	return number, nil
}

func insertStep(ctx context.Context, tx *db.Tx, number int64, s Step) error {
	_, err := tx.Exec(ctx, `INSERT INTO law_dossier_step (dossier, step, actor, name, at) VALUES ($1, $2, $3, $4, $5)`,
		number, string(s.State), s.Actor, s.Name, db.Instant(s.At))
	return err
}

// setState moves a dossier on; one that comes into force takes its place after the last.
func setState(ctx context.Context, tx *db.Tx, number int64, to State) error {
	var came any
	if to == InForce {
		n, err := countInForce(ctx, tx)
		if err != nil {
			return err
		}
		came = n + 1
	}
	_, err := tx.Exec(ctx, `UPDATE law_dossier SET state = $1, came = $2 WHERE number = $3`, string(to), came, number)
	return err
}

func countInForce(ctx context.Context, tx *db.Tx) (int64, error) {
	return db.One(ctx, tx, db.Value[int64], `SELECT count(*) FROM law_dossier WHERE state = 'in_force'`)
}

// inForceFiles are the files of the dossiers in force, in the order in which they came.
func inForceFiles(ctx context.Context, tx *db.Tx) ([][]File, error) {
	var all [][]File
	last := int64(0)
	err := db.Each(ctx, tx, func(s db.Scanner) error {
		var number int64
		f, err := scanFile(s, &number)
		if err != nil {
			return err
		}
		if number != last {
			all, last = append(all, nil), number
		}
		all[len(all)-1] = append(all[len(all)-1], f)
		return nil
	}, `SELECT d.number, f.path, f.hash, f.size, c.content FROM law_dossier d JOIN law_dossier_file f ON f.dossier = d.number
		JOIN law_file c ON c.hash = f.hash WHERE d.state = 'in_force' ORDER BY d.came, f.path`)
	return all, err
}

func scanFile(s db.Scanner, number *int64) (File, error) {
	var f File
	if err := s.Scan(number, &f.Path, &f.Hash, &f.Size, &f.Content); err != nil {
		return f, err
	}
	if newFile(f.Path, f.Content).Hash != f.Hash {
		return f, fault.New(fault.Internal, "reform.file_changed", f.Path)
	}
	return f, nil
}

func dossiers(ctx context.Context, tx *db.Tx) ([]Dossier, error) {
	all, err := db.All(ctx, tx, scanDossier, `SELECT number, title, note, begins, state, cases FROM law_dossier ORDER BY number DESC`)
	if err != nil {
		return nil, err
	}
	for i := range all {
		if all[i].Steps, err = steps(ctx, tx, all[i].Number); err != nil {
			return nil, err
		}
	}
	return all, nil
}

func dossier(ctx context.Context, tx *db.Tx, number int64) (Dossier, error) {
	d, err := db.One(ctx, tx, scanDossier, `SELECT number, title, note, begins, state, cases FROM law_dossier WHERE number = $1`, number)
	if fault.Is(err, fault.NotFound) {
		return d, fault.New(fault.NotFound, "reform.no_dossier", number)
	}
	if err != nil {
		return d, err
	}
	d.Files, err = db.All(ctx, tx, func(s db.Scanner) (File, error) {
		var n int64
		return scanFile(s, &n)
	}, `SELECT f.dossier, f.path, f.hash, f.size, c.content FROM law_dossier_file f JOIN law_file c ON c.hash = f.hash
		WHERE f.dossier = $1 ORDER BY f.path`, number)
	if err != nil {
		return d, err
	}
	d.Steps, err = steps(ctx, tx, number)
	return d, err
}

func scanDossier(s db.Scanner) (Dossier, error) {
	var d Dossier
	err := s.Scan(&d.Number, &d.Title, &d.Note, &d.Begins, &d.State, &d.Cases)
	return d, err
}

// steps are the steps of a dossier in the order in which they were taken.
func steps(ctx context.Context, tx *db.Tx, number int64) ([]Step, error) {
	return db.All(ctx, tx, func(s db.Scanner) (Step, error) {
		var st Step
		var at string
		if err := s.Scan(&st.State, &st.Actor, &st.Name, &at); err != nil {
			return st, err
		}
		var err error
		st.At, err = db.ParseInstant(at)
		return st, err
	}, `SELECT step, actor, name, at FROM law_dossier_step WHERE dossier = $1
		ORDER BY CASE step WHEN 'proposed' THEN 1 WHEN 'endorsed' THEN 2 ELSE 3 END`, number)
}

// keepPreview puts a preview in place of an earlier one of the same month.
func keepPreview(ctx context.Context, tx *db.Tx, number int64, p Preview) error {
	result, err := json.Marshal(p.Simulation)
	if err != nil {
		return err
	}
	_, err = tx.Exec(ctx, `INSERT INTO law_preview (dossier, month, before, after, snapshot, known_on, at, actor, name, result)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
		ON CONFLICT (dossier, month) DO UPDATE SET before = excluded.before, after = excluded.after, snapshot = excluded.snapshot,
			known_on = excluded.known_on, at = excluded.at, actor = excluded.actor, name = excluded.name, result = excluded.result`,
		number, p.Month.String(), p.Before, p.After, p.Snapshot, p.KnownOn.String(), db.Instant(p.At), p.Actor, p.Name, string(result))
	return err
}

// previews are the previews of a dossier, the latest made first.
func previews(ctx context.Context, tx *db.Tx, number int64) ([]Preview, error) {
	return db.All(ctx, tx, func(s db.Scanner) (Preview, error) {
		var p Preview
		var at, result string
		if err := s.Scan(&p.Month, &p.Before, &p.After, &p.Snapshot, &p.KnownOn, &at, &p.Actor, &p.Name, &result); err != nil {
			return p, err
		}
		var err error
		if p.At, err = db.ParseInstant(at); err != nil {
			return p, err
		}
		return p, json.Unmarshal([]byte(result), &p.Simulation)
	}, `SELECT month, before, after, snapshot, known_on, at, actor, name, result FROM law_preview WHERE dossier = $1
		ORDER BY at DESC, month DESC`, number)
}
