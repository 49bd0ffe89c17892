package registry

import (
	"context"
	"errors"
	"slices"
	"strings"

	"ansinh/db"
	"ansinh/org"
)

// duplicates finds the numbers that stand twice first, and compares only their holders. It is two queries for each kind
// of number: as one, PostgreSQL has every process that helps it look through all numbers.
func duplicates(ctx context.Context, tx *db.Tx, scope []org.UnitID) ([]Pair, error) {
	var out []Pair
	for _, number := range []string{"personal_number", "old_number"} {
		twice, err := db.All(ctx, tx, db.Value[string], `SELECT `+number+` FROM person WHERE `+number+` IS NOT NULL
			GROUP BY `+number+` HAVING count(*) > 1 ORDER BY `+number)
		if err != nil {
			return nil, err
		}
		for some := range slices.Chunk(twice, idsAtOnce) {
			args := []any{}
			where := db.In("p."+number, some, &args) + db.In("p.home_unit", scope, &args) + db.In("q.home_unit", scope, &args)
			pairs, err := db.All(ctx, tx, func(s db.Scanner) (p Pair, err error) {
				p.By = number
				err = s.Scan(&p.First, &p.Second)
				return p, err
			}, `SELECT p.id, q.id FROM person p JOIN person q ON q.`+number+` = p.`+number+` WHERE p.id < q.id AND p.folded = q.folded
				AND p.birth_date = q.birth_date AND `+counts+` AND `+strings.ReplaceAll(counts, "p.id", "q.id")+where+` ORDER BY p.id, q.id`, args...)
			if err != nil {
				return nil, err
			}
			out = append(out, pairs...)
		}
	}
	return out, nil
}

func sharedPayees(ctx context.Context, tx *db.Tx, at At, scope []org.UnitID) ([]sharedRow, error) {
	args := []any{knownBefore(at.KnownOn), at.AsOf}
	where := db.In("f.home_unit", scope, &args)
	return db.All(ctx, tx, func(s db.Scanner) (r sharedRow, err error) {
		err = s.Scan(&r.bank, &r.number, &r.person, &r.household)
		return r, err
	}, `WITH often AS (SELECT number, bank FROM payee WHERE number IS NOT NULL GROUP BY number, bank HAVING count(*) > 2)
		SELECT f.bank, f.number, f.person, p.household FROM often
		JOIN payee f ON f.number = often.number AND f.bank = often.bank JOIN person p ON p.id = f.person
		WHERE `+known+` AND `+valid+where+` ORDER BY f.bank, f.number, f.person, f.id`, args...)
}

func deaths(ctx context.Context, tx *db.Tx, at At, scope []org.UnitID) ([]Death, error) {
	args := []any{knownBefore(at.KnownOn), at.AsOf}
	where := db.In("f.home_unit", scope, &args)
	return db.All(ctx, tx, func(s db.Scanner) (d Death, err error) {
		err = s.Scan(&d.Person, &d.Died)
		return d, err
	}, `SELECT f.subject, f.value FROM fact f WHERE `+known+` AND f.valid_from < $2 AND f.fact = '`+deathDate+`'`+where+`
		ORDER BY f.subject, f.id`, args...)
}

// countHomes counts by home unit. Three plain sums are much faster than one that joins.
func countHomes(ctx context.Context, tx *db.Tx, at At, scope []org.UnitID) ([]Count, error) {
	sums := map[org.UnitID]Count{}
	add := func(query, column string, add func(c *Count, n int64)) error {
		args := []any{knownBefore(at.KnownOn), at.AsOf}
		query += db.In(column, scope, &args) + ` GROUP BY ` + column + ` ORDER BY ` + column
		return db.Each(ctx, tx, func(s db.Scanner) error {
			var home org.UnitID
			var n int64
			if err := s.Scan(&home, &n); err != nil {
				return err
			}
			c := sums[home]
			add(&c, n)
			sums[home] = c
			return nil
		}, query, args...)
	}
	err := errors.Join(
		add(`SELECT p.home_unit, count(*) FROM person p WHERE p.recorded_at < $1 AND p.birth_date <= $2`, "p.home_unit",
			func(c *Count, n int64) { c.Persons += n }),
		add(`SELECT g.home_unit, count(*) FROM (
			SELECT f.home_unit, f.subject FROM fact f WHERE `+known+` AND f.valid_from < $2 AND f.fact = '`+deathDate+`'
			UNION SELECT f.home_unit, f.subject FROM fact f WHERE `+known+` AND f.valid_from < $2 AND (f.valid_to IS NULL OR f.valid_to > $2)
				AND f.fact = '`+departureDate+`'
			UNION SELECT p.home_unit, m.record FROM merged m JOIN person p ON p.id = m.record WHERE m.kind = 'person' AND `+mergerKnown+` AND p.birth_date <= $2) g
			WHERE 1 = 1`,
			"g.home_unit", func(c *Count, n int64) { c.Persons -= n }),
		add(`SELECT h.home_unit, count(*) FROM household h WHERE h.recorded_at < $1 AND $2 <> ''`, "h.home_unit",
			func(c *Count, n int64) { c.Households += n }),
		add(`SELECT h.home_unit, count(*) FROM merged m JOIN household h ON h.id = m.record WHERE m.kind = 'household' AND `+mergerKnown+` AND $2 <> ''`,
			"h.home_unit", func(c *Count, n int64) { c.Households -= n }))
	out := make([]Count, 0, len(sums))
	for home, c := range sums {
		c.Unit = home
		out = append(out, c)
	}
	return out, err
}
