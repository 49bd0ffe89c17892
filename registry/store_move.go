package registry

import (
	"cmp"
	"context"
	"slices"
	"time"

	"ansinh/calendar"
	"ansinh/db"
	"ansinh/fault"
	"ansinh/gate"
	"ansinh/org"
)

// lived is a row of residence.
type lived struct {
	person    PersonID
	id        int64
	home      org.UnitID
	commune   org.UnitID
	household HouseholdID
	from, to  calendar.Date
	recorded  time.Time
	source    int64
}

// residences are the standing rows of a person, by day.
func residences(ctx context.Context, tx *db.Tx, id PersonID) ([]lived, error) {
	return db.All(ctx, tx, func(s db.Scanner) (v lived, err error) {
		v.person = id
		return v, s.Scan(&v.id, &v.home, &v.commune, &v.household, &v.from, &v.to, &v.source)
	}, `SELECT id, home_unit, commune, household, valid_from, valid_to, source FROM residence
		WHERE person = $1 AND superseded_at IS NULL ORDER BY valid_from, id`, int64(id))
}

func insertResidence(ctx context.Context, tx *gate.Tx, v lived) (lived, error) {
	var err error
	if v.id, err = take(ctx, tx.Tx, "residence", 1); err != nil {
		return v, err
	}
	_, err = tx.Exec(ctx, `INSERT INTO residence (person, id, commune, home_unit, household, valid_from, valid_to, source, recorded_at, recorded_by)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`, int64(v.person), v.id, string(v.commune), string(v.home), int64(v.household),
		v.from, v.to, v.source, db.Instant(v.recorded), tx.Actor.ID)
	return v, err
}

// replaceResidence ends the home of now where next begins: the open row is superseded by one that ends, and next is
// the latest.
func replaceResidence(ctx context.Context, tx *gate.Tx, now, next lived) error {
	n, err := tx.Exec(ctx, `UPDATE residence SET superseded_at = $1 WHERE person = $2 AND id = $3 AND superseded_at IS NULL`,
		db.Instant(tx.Now), int64(now.person), now.id)
	if err == nil && n != 1 {
		err = fault.New(fault.Conflict, "registry.fact.changed")
	}
	if err != nil {
		return err
	}
	now.to, now.recorded = next.from, tx.Now
	for _, v := range []lived{now, next} {
		if _, err := insertResidence(ctx, tx, v); err != nil {
			return err
		}
	}
	_, err = tx.Exec(ctx, `UPDATE person SET home_unit = $1, commune = $2, household = $3, relation = CASE WHEN household = $3 THEN relation ELSE $4 END
		WHERE id = $5`, string(next.home), string(next.commune), int64(next.household), string(Other), int64(next.person))
	return err
}

func insertHousehold(ctx context.Context, tx *gate.Tx, home, commune org.UnitID, address string, src int64) (HouseholdID, error) {
	id, err := take(ctx, tx.Tx, "household", 1)
	if err != nil {
		return 0, err
	}
	_, err = tx.Exec(ctx, `INSERT INTO household (id, commune, home_unit, address, recorded_at, source) VALUES ($1, $2, $3, $4, $5, $6)`,
		id, string(commune), string(home), address, db.Instant(tx.Now), src)
	return HouseholdID(id), err
}

func insertPerson(ctx context.Context, tx *gate.Tx, p NewPerson, h Household, from Source) (PersonID, error) {
	src, err := source(ctx, tx.Tx, from)
	if err != nil {
		return 0, err
	}
	id, err := take(ctx, tx.Tx, "person", 1)
	if err != nil {
		return 0, err
	}
	if err := indexNames(ctx, tx.Tx, map[string]bool{fold(p.Name): true}); err != nil {
		return 0, err
	}
	_, err = tx.Exec(ctx, `INSERT INTO person (id, commune, home_unit, household, relation, name, folded, birth_date, birth_precision, sex,
		ethnicity, personal_number, old_number, recorded_at, source) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)`,
		id, string(h.Commune), string(h.HomeUnit), int64(h.ID), string(p.Relation), p.Name, fold(p.Name), p.BirthDate.String(), string(cmp.Or(p.BirthPrecision, ToDay)),
		string(p.Sex), p.Ethnicity, text(p.PersonalNumber), text(p.OldNumber), db.Instant(tx.Now), src)
	return PersonID(id), err
}

// homeAt is where a person lived at a pair of clocks; false where they never moved or no row speaks of the day.
func homeAt(ctx context.Context, tx *db.Tx, id PersonID, at At) (home org.UnitID, house HouseholdID, ok bool, err error) {
	err = db.Each(ctx, tx, func(s db.Scanner) error {
		ok = true
		return s.Scan(&home, &house)
	}, `SELECT f.home_unit, f.household FROM residence f WHERE `+known+` AND `+valid+` AND f.person = $3 ORDER BY f.id`,
		knownBefore(at.KnownOn), at.AsOf, int64(id))
	return home, house, ok, err
}

// moveBack takes the latest home away: both rows of the move are superseded, and the home before it has no end again.
func moveBack(ctx context.Context, tx *gate.Tx, before, latest lived, relation Relation) error {
	for _, v := range []lived{before, latest} {
		n, err := tx.Exec(ctx, `UPDATE residence SET superseded_at = $1 WHERE person = $2 AND id = $3 AND superseded_at IS NULL`,
			db.Instant(tx.Now), int64(v.person), v.id)
		if err == nil && n != 1 {
			err = fault.New(fault.Conflict, "registry.fact.changed")
		}
		if err != nil {
			return err
		}
	}
	before.to, before.recorded = 0, tx.Now
	if _, err := insertResidence(ctx, tx, before); err != nil {
		return err
	}
	_, err := tx.Exec(ctx, `UPDATE person SET home_unit = $1, commune = $2, household = $3, relation = $4 WHERE id = $5`,
		string(before.home), string(before.commune), int64(before.household), string(relation), int64(before.person))
	return err
}

// membersAt are who lived in a household on a day, as it is known on another: born by then, in the register by then, and
// at home there. Who lives elsewhere now is named only where the actor may see them now.
func (r *Registry) membersAt(ctx context.Context, tx *gate.Tx, h Household, at At) ([]Person, error) {
	gone, err := db.All(ctx, tx.Tx, scanPerson, `SELECT `+personColumns+fromPerson+`WHERE `+counts+` AND p.household <> $1
		AND p.id IN (SELECT person FROM residence WHERE household = $1) ORDER BY p.id`, int64(h.ID))
	if err != nil {
		return nil, err
	}
	var out []Person
	for _, p := range append(slices.Clone(h.Members), gone...) {
		seen := tx.Actor.Unit == "" || r.tree.Within(p.HomeUnit, org.UnitID(tx.Actor.Unit))
		if !seen || p.BirthDate > at.AsOf || calendar.DateOf(p.Recorded) > at.KnownOn {
			continue
		}
		_, house, moved, err := homeAt(ctx, tx.Tx, p.ID, at)
		if err != nil {
			return nil, err
		}
		if !moved {
			house = p.Household
		}
		if house, err = houseOf(ctx, tx.Tx, house, at.KnownOn); err != nil {
			return nil, err
		}
		if house == h.ID && !slices.ContainsFunc(out, func(q Person) bool { return q.ID == p.ID }) {
			out = append(out, p)
		}
	}
	slices.SortFunc(out, func(a, b Person) int { return cmp.Compare(a.ID, b.ID) })
	return out, nil
}
