package registry

import (
	"context"
	"time"

	"ansinh/db"
	"ansinh/fault"
	"ansinh/gate"
	"ansinh/org"
	"ansinh/registry/match"
)

func lastSearch(ctx context.Context, tx *gate.Tx) (time.Time, error) {
	at, err := db.One(ctx, tx.Tx, db.Value[string], `SELECT at FROM twin_search WHERE unit = $1`, tx.Actor.Unit)
	if fault.Is(err, fault.NotFound) {
		return time.Time{}, nil
	}
	if err != nil {
		return time.Time{}, err
	}
	return db.ParseInstant(at)
}

func keepSearch(ctx context.Context, tx *gate.Tx) error {
	_, err := tx.Exec(ctx, `INSERT INTO twin_search (unit, at) VALUES ($1, $2) ON CONFLICT (unit) DO UPDATE SET at = excluded.at`,
		tx.Actor.Unit, db.Instant(tx.Now))
	return err
}

// changedSince are the people whose identity or home was corrected since.
func changedSince(ctx context.Context, tx *db.Tx, since time.Time) (map[PersonID]bool, error) {
	out := map[PersonID]bool{}
	err := db.Each(ctx, tx, func(s db.Scanner) error {
		var id PersonID
		err := s.Scan(&id)
		out[id] = true
		return err
	}, `SELECT subject FROM fact WHERE kind = 'person' AND recorded_at >= $1
		AND fact IN ('`+nameFact+`', '`+numberFact+`', '`+oldNumberFact+`', '`+birthDate+`', '`+sexFact+`')
		UNION SELECT person FROM residence WHERE recorded_at >= $1`, db.Instant(since))
	return out, err
}

// addresses are those of the households of an area, below the commune.
func addresses(ctx context.Context, tx *db.Tx, scope []org.UnitID) (map[HouseholdID]string, error) {
	out := map[HouseholdID]string{}
	var args []any
	where := db.In("home_unit", scope, &args)
	return out, db.Each(ctx, tx, func(s db.Scanner) error {
		var id HouseholdID
		var address string
		err := s.Scan((*int64)(&id), &address)
		out[id] = address
		return err
	}, `SELECT id, address FROM household WHERE 1 = 1`+where, args...)
}

// keepPairs writes pairs; one that is known already gets its new score and keeps its verdict. It says how many are new.
func keepPairs(ctx context.Context, tx *gate.Tx, pairs []match.Pair) (int, error) {
	fresh := 0
	for _, p := range pairs {
		n, err := tx.Exec(ctx, `UPDATE twin SET score = $3 WHERE first = $1 AND second = $2`, p.First, p.Second, p.Score)
		if err != nil {
			return 0, err
		}
		if n > 0 {
			continue
		}
		fresh++
		if _, err := tx.Exec(ctx, `INSERT INTO twin (first, second, score, found_at, verdict) VALUES ($1, $2, $3, $4, '')`,
			p.First, p.Second, p.Score, db.Instant(tx.Now)); err != nil {
			return 0, err
		}
	}
	return fresh, nil
}

func twins(ctx context.Context, tx *db.Tx, scope []org.UnitID, decided bool) ([]Twins, error) {
	args := []any{decided}
	inFirst := db.In("a.home_unit", scope, &args)
	inSecond := db.In("b.home_unit", scope, &args)
	rows, err := db.All(ctx, tx, func(s db.Scanner) (t Twins, err error) {
		var at string
		if err = s.Scan(&t.First.ID, &t.Second.ID, &t.Score, &t.Verdict, &t.DecidedBy, &at); err == nil && at != "" {
			t.DecidedAt, err = db.ParseInstant(at)
		}
		return t, err
	}, `SELECT t.first, t.second, t.score, t.verdict, coalesce(t.decided_by, ''), coalesce(t.decided_at, '') FROM twin t
		JOIN person a ON a.id = t.first JOIN person b ON b.id = t.second WHERE (t.verdict <> '') = $1
		AND NOT EXISTS (SELECT 1 FROM merged m WHERE m.kind = 'person' AND m.record IN (t.first, t.second) AND m.undone_at IS NULL)`+inFirst+inSecond+`
		ORDER BY t.score DESC, t.first, t.second LIMIT 50`, args...)
	if err != nil {
		return nil, err
	}
	for i := range rows {
		for _, p := range []*Person{&rows[i].First, &rows[i].Second} {
			if *p, err = person(ctx, tx, p.ID); err != nil {
				return nil, err
			}
		}
	}
	return rows, nil
}

func keepVerdict(ctx context.Context, tx *gate.Tx, first, second PersonID, v Verdict) error {
	n, err := tx.Exec(ctx, `UPDATE twin SET verdict = $1, decided_at = $2, decided_by = $3 WHERE first = $4 AND second = $5`,
		string(v), db.Instant(tx.Now), tx.Actor.ID, int64(first), int64(second))
	if err == nil && n == 0 {
		err = fault.New(fault.NotFound, "registry.twins.none")
	}
	return err
}
