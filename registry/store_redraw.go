package registry

import (
	"context"

	"ansinh/calendar"
	"ansinh/db"
	"ansinh/gate"
	"ansinh/org"
)

// dweller is a person with the home that counts now.
type dweller struct {
	person    PersonID
	home      org.UnitID
	commune   org.UnitID
	household HouseholdID
	recorded  string
	source    int64
	next      org.UnitID
}

func housesIn(ctx context.Context, tx *db.Tx, units []org.UnitID) ([]Household, error) {
	args := []any{}
	where := db.In("h.home_unit", units, &args)
	return db.All(ctx, tx, func(s db.Scanner) (h Household, err error) {
		return h, s.Scan(&h.ID, &h.Address, &h.HomeUnit)
	}, `SELECT h.id, h.address, h.home_unit FROM household h WHERE 1 = 1`+where+` ORDER BY h.id`, args...)
}

func peopleIn(ctx context.Context, tx *db.Tx, units []org.UnitID) ([]dweller, error) {
	args := []any{}
	where := db.In("p.home_unit", units, &args)
	return db.All(ctx, tx, func(s db.Scanner) (p dweller, err error) {
		return p, s.Scan(&p.person, &p.home, &p.commune, &p.household, &p.recorded, &p.source)
	}, `SELECT p.id, p.home_unit, p.commune, p.household, p.recorded_at, p.source FROM person p WHERE 1 = 1`+where+` ORDER BY p.id`, args...)
}

func setHouseHome(ctx context.Context, tx *db.Tx, house HouseholdID, unit org.UnitID) error {
	_, err := tx.Exec(ctx, `UPDATE household SET home_unit = $1 WHERE id = $2`, string(unit), int64(house))
	return err
}

var residenceColumns = []string{"person", "id", "commune", "home_unit", "household", "valid_from", "valid_to", "source", "recorded_at", "recorded_by"}

// relocate gives everybody a residence from the day on; who never moved gets the row of before, too.
func relocate(ctx context.Context, tx *gate.Tx, people []dweller, day calendar.Date, src int64) error {
	var rows [][]any
	row := func(p dweller, home org.UnitID, from, to calendar.Date, recorded string, source int64) {
		rows = append(rows, []any{int64(p.person), int64(0), string(home), string(home), int64(p.household), from, to, source, recorded, tx.Actor.ID})
	}
	now := db.Instant(tx.Now)
	for _, p := range people {
		old, err := residences(ctx, tx.Tx, p.person)
		if err != nil {
			return err
		}
		first := lived{home: p.home, from: always, source: p.source}
		if len(old) > 0 {
			first = old[len(old)-1]
			if _, err := tx.Exec(ctx, `UPDATE residence SET superseded_at = $1 WHERE person = $2 AND id = $3`, now, int64(p.person), first.id); err != nil {
				return err
			}
			if first.from < day {
				row(p, first.home, first.from, day, now, first.source)
			}
		} else {
			// what held until now was known since the person was recorded, as an open row that this one supersedes
			rows = append(rows, []any{int64(p.person), int64(0), string(p.commune), string(p.home), int64(p.household), always, day, p.source, now, tx.Actor.ID})
		}
		row(p, p.next, max(day, first.from), 0, now, src)
		if _, err := tx.Exec(ctx, `UPDATE person SET home_unit = $1 WHERE id = $2`, string(p.next), int64(p.person)); err != nil {
			return err
		}
	}
	if err := firstHomes(ctx, tx, people); err != nil {
		return err
	}
	return insertResidences(ctx, tx, rows)
}

// firstHomes writes, for those who never moved, the open row that was known until now.
func firstHomes(ctx context.Context, tx *gate.Tx, people []dweller) error {
	for _, p := range people {
		n, err := db.One(ctx, tx.Tx, db.Value[int64], `SELECT count(*) FROM residence WHERE person = $1`, int64(p.person))
		if err != nil {
			return err
		}
		if n > 0 {
			continue
		}
		id, err := take(ctx, tx.Tx, "residence", 1)
		if err != nil {
			return err
		}
		if _, err := tx.Exec(ctx, `INSERT INTO residence (person, id, commune, home_unit, household, valid_from, valid_to, source, recorded_at, recorded_by, superseded_at)
			VALUES ($1, $2, $3, $4, $5, $6, NULL, $7, $8, $9, $10)`, int64(p.person), id, string(p.commune), string(p.home), int64(p.household), always,
			p.source, p.recorded, tx.Actor.ID, db.Instant(tx.Now)); err != nil {
			return err
		}
	}
	return nil
}

func insertResidences(ctx context.Context, tx *gate.Tx, rows [][]any) error {
	if len(rows) == 0 {
		return nil
	}
	first, err := take(ctx, tx.Tx, "residence", len(rows))
	if err != nil {
		return err
	}
	_, err = tx.Bulk(ctx, "residence", residenceColumns, func(yield func([]any) bool) {
		for i, r := range rows {
			r[1] = first + int64(i)
			if !yield(r) {
				return
			}
		}
	})
	return err
}

// replaceHomes supersedes a person's rows of residence with others and puts the person into the last of them.
func replaceHomes(ctx context.Context, tx *gate.Tx, p dweller, old, keep []lived, home org.UnitID) error {
	now := db.Instant(tx.Now)
	if _, err := tx.Exec(ctx, `UPDATE residence SET superseded_at = $1 WHERE person = $2 AND superseded_at IS NULL`, now, int64(p.person)); err != nil {
		return err
	}
	if _, err := tx.Exec(ctx, `UPDATE person SET home_unit = $1 WHERE id = $2`, string(home), int64(p.person)); err != nil {
		return err
	}
	if len(keep) == 0 {
		return touch(ctx, tx.Tx, p.person)
	}
	rows := make([][]any, 0, len(keep))
	for _, v := range keep {
		rows = append(rows, []any{int64(p.person), int64(0), string(v.commune), string(v.home), int64(v.household), v.from, v.to, v.source, now, tx.Actor.ID})
	}
	return insertResidences(ctx, tx, rows)
}

// copyAreas gives the new units what is recorded of the old: facts about the area and which registers are complete.
// Where the old units do not agree, the first by id speaks.
func copyAreas(ctx context.Context, tx *gate.Tx, from, to []org.UnitID, src int64) error {
	args := []any{}
	where := db.In("f.home_unit", from, &args)
	covered, err := db.All(ctx, tx.Tx, func(s db.Scanner) (r [3]any, err error) {
		var register string
		var since, until calendar.Date
		err = s.Scan(&register, &since, &until)
		return [3]any{register, since, until}, err
	}, `SELECT f.register, min(f.valid_from), max(f.valid_to) FROM coverage f WHERE f.superseded_at IS NULL`+where+` GROUP BY f.register ORDER BY f.register`, args...)
	if err != nil {
		return err
	}
	args = nil
	facts, err := db.All(ctx, tx.Tx, func(s db.Scanner) (r [5]any, err error) {
		var fact, value, certainty string
		var since, until calendar.Date
		err = s.Scan(&fact, &value, &certainty, &since, &until)
		return [5]any{fact, value, certainty, since, until}, err
	}, `SELECT f.fact, coalesce(f.value, ''), f.certainty, f.valid_from, f.valid_to FROM fact f WHERE f.subject = 0 AND f.kind = 'area' AND f.superseded_at IS NULL
		AND f.home_unit = (SELECT min(g.home_unit) FROM fact g WHERE g.subject = 0 AND g.kind = 'area' AND g.fact = f.fact AND g.superseded_at IS NULL`+db.In("g.home_unit", from, &args)+`)
		ORDER BY f.fact, f.valid_from`, args...)
	if err != nil {
		return err
	}
	now := db.Instant(tx.Now)
	for _, unit := range to {
		for _, c := range covered {
			id, err := take(ctx, tx.Tx, "coverage", 1)
			if err != nil {
				return err
			}
			if _, err := tx.Exec(ctx, `INSERT INTO coverage (home_unit, register, id, commune, valid_from, valid_to, source, recorded_at)
				VALUES ($1, $2, $3, $1, $4, $5, $6, $7)`, string(unit), c[0], id, c[1], c[2], src, now); err != nil {
				return err
			}
		}
		for _, f := range facts {
			id, err := take(ctx, tx.Tx, "fact", 1)
			if err != nil {
				return err
			}
			if _, err := tx.Exec(ctx, `INSERT INTO fact (subject, kind, id, commune, home_unit, fact, value, certainty, valid_from, valid_to, source, recorded_at, recorded_by)
				VALUES (0, 'area', $1, $2, $2, $3, $4, $5, $6, $7, $8, $9, $10)`, id, string(unit), f[0], f[1], f[2], f[3], f[4], src, now, tx.Actor.ID); err != nil {
				return err
			}
		}
	}
	return nil
}

// dropAreas supersedes what copyAreas wrote.
func dropAreas(ctx context.Context, tx *gate.Tx, units []org.UnitID, src int64) error {
	args := []any{db.Instant(tx.Now), src}
	where := db.In("home_unit", units, &args)
	if _, err := tx.Exec(ctx, `UPDATE coverage SET superseded_at = $1 WHERE source = $2 AND superseded_at IS NULL`+where, args...); err != nil {
		return err
	}
	by, err := take(ctx, tx.Tx, "fact", 1) // whoever keeps columns up to date looks for what a later number superseded
	if err != nil {
		return err
	}
	args = []any{db.Instant(tx.Now), src, by}
	where = db.In("home_unit", units, &args)
	_, err = tx.Exec(ctx, `UPDATE fact SET superseded_at = $1, superseded_by = $3 WHERE source = $2 AND superseded_at IS NULL`+where, args...)
	return err
}
