package registry

import (
	"context"
	"slices"
	"strconv"
	"strings"

	"ansinh/db"
	"ansinh/fault"
	"ansinh/seal"
)

// SealKey is a key of what is sealed, with how many values lie under it.
type SealKey struct {
	ID     int64
	Made   string
	Gone   string
	Values int64
}

// sealing is one kind of place where sealed values lie, and how they are brought under another key.
type sealing struct {
	count string // of values that begin with $1
	next  func(ctx context.Context, tx *db.Tx, after string, limit int) ([]resealed, error)
	write string // $1 the value, $2… what finds the row
}

// resealed is a value to be sealed anew.
type resealed struct {
	key, place, value string
	where             []any
}

func (p sealing) again(ctx context.Context, tx *db.Tx, row resealed) error {
	plain, err := tx.Unseal(row.place, row.value)
	if err != nil {
		return err
	}
	closed, err := tx.Seal(ctx, row.place, plain)
	if err != nil {
		return err
	}
	_, err = tx.Exec(ctx, p.write, append([]any{closed}, row.where...)...)
	return err
}

// begins is the condition that a text begins with $1, which both engines read alike.
const begins = `substr(%s, 1, length($1)) = $1`

func (r *Registry) sealings() []sealing {
	where := func(column string) string { return strings.Replace(begins, "%s", column, 1) }
	return []sealing{
		{count: `SELECT count(*) FROM fact WHERE value IS NOT NULL AND ` + where("value"), next: r.nextFacts,
			write: `UPDATE fact SET value = $1 WHERE subject = $2 AND kind = $3 AND id = $4 AND commune = $5`},
		{count: `SELECT count(*) FROM life_event WHERE ` + where("fields"), next: r.nextEvents,
			write: `UPDATE life_event SET fields = $1 WHERE id = $2 AND commune = $3`},
		{count: `SELECT count(*) FROM intake_file WHERE ` + where("body"), next: nextLaid,
			write: `UPDATE intake_file SET body = $1 WHERE hash = $2 AND unit = $3`},
	}
}

// sealedFacts are the ids of all facts that lie sealed.
func (r *Registry) sealedFacts() []string {
	var out []string
	for _, def := range r.vocabulary.Facts() {
		if r.sealed(Kind(def.Of), def.ID) {
			out = append(out, def.ID)
		}
	}
	if r.forms != nil {
		for id, k := range r.forms.kept {
			if k.Sensitive {
				out = append(out, id)
			}
		}
	}
	slices.Sort(out)
	return out
}

func (r *Registry) nextFacts(ctx context.Context, tx *db.Tx, after string, limit int) ([]resealed, error) {
	newest, err := tx.SealKey(ctx)
	if err != nil {
		return nil, err
	}
	last, _ := strconv.ParseInt(after, 10, 64)
	args := []any{seal.Under(newest), last, limit}
	names := db.In("fact", r.sealedFacts(), &args)
	return db.All(ctx, tx, func(s db.Scanner) (v resealed, err error) {
		var id, subject int64
		var kind Kind
		var fact, commune string
		err = s.Scan(&id, &subject, &kind, &fact, &commune, &v.value)
		v.key, v.place, v.where = strconv.FormatInt(id, 10), place(kind, subject, fact), []any{subject, string(kind), id, commune}
		return v, err
	}, `SELECT id, subject, kind, fact, commune, value FROM fact WHERE kind <> 'area' AND value IS NOT NULL
		AND substr(value, 1, length($1)) <> $1 AND id > $2`+names+` ORDER BY id, commune LIMIT $3`, args...)
}

func (r *Registry) nextEvents(ctx context.Context, tx *db.Tx, after string, limit int) ([]resealed, error) {
	newest, err := tx.SealKey(ctx)
	if err != nil {
		return nil, err
	}
	last, _ := strconv.ParseInt(after, 10, 64)
	var forms []string
	for _, m := range r.forms.All() {
		if slices.ContainsFunc(m.Fields, func(x Field) bool { return r.sensitiveFact(x.Fact) }) {
			forms = append(forms, m.ID)
		}
	}
	if len(forms) == 0 {
		return nil, nil
	}
	args := []any{seal.Under(newest), last, limit}
	names := db.In("form", forms, &args)
	return db.All(ctx, tx, func(s db.Scanner) (v resealed, err error) {
		var id int64
		var commune string
		err = s.Scan(&id, &commune, &v.value)
		v.key, v.place, v.where = strconv.FormatInt(id, 10), eventPlace(EventID(id)), []any{id, commune}
		return v, err
	}, `SELECT id, commune, fields FROM life_event WHERE substr(fields, 1, length($1)) <> $1 AND id > $2`+names+` ORDER BY id, commune LIMIT $3`, args...)
}

func nextLaid(ctx context.Context, tx *db.Tx, after string, _ int) ([]resealed, error) {
	newest, err := tx.SealKey(ctx)
	if err != nil {
		return nil, err
	}
	return db.All(ctx, tx, func(s db.Scanner) (v resealed, err error) {
		var hash, unit string
		err = s.Scan(&hash, &unit, &v.value)
		v.key, v.place, v.where = hash+"|"+unit, laidPlace(hash, unit), []any{hash, unit}
		return v, err
	}, `SELECT hash, unit, body FROM intake_file WHERE substr(body, 1, length($1)) <> $1 AND hash || '|' || unit > $2 ORDER BY hash || '|' || unit LIMIT 1`,
		seal.Under(newest), after)
}

// unused is a conflict where anything is sealed under a key.
func unused(ctx context.Context, tx *db.Tx, id int64) error {
	n, err := under(ctx, tx, id)
	if err == nil && n > 0 {
		err = fault.New(fault.Conflict, "seal.in_use", n, id)
	}
	return err
}

func under(ctx context.Context, tx *db.Tx, id int64) (int64, error) {
	var sum int64
	for _, p := range (&Registry{}).sealings() {
		n, err := db.One(ctx, tx, db.Value[int64], p.count, seal.Under(id))
		if err != nil {
			return 0, err
		}
		sum += n
	}
	return sum, nil
}

func sealKeys(ctx context.Context, tx *db.Tx) ([]SealKey, error) {
	all, err := db.All(ctx, tx, func(s db.Scanner) (k SealKey, err error) { return k, s.Scan(&k.ID, &k.Made, &k.Gone) },
		`SELECT id, made_at, coalesce(gone_at, '') FROM seal_key ORDER BY id`)
	for i := range all {
		if err == nil {
			all[i].Values, err = under(ctx, tx, all[i].ID)
		}
	}
	return all, err
}
