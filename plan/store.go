package plan

import (
	"context"
	"errors"
	"fmt"
	"time"

	"ansinh/calendar"
	"ansinh/db"
	"ansinh/fault"
	"ansinh/gate"
	"ansinh/viet"
)

const (
	planColumns    = `id, number, kind, issuer, issuer_name, province, issued_on`
	versionColumns = `id, plan, number, valid_from, title_vi, title_en, horizon, vision, origin, state, sha256, recorded_at, recorded_by`
)

func scanPlan(s db.Scanner) (Plan, error) {
	var p Plan
	err := s.Scan(&p.ID, &p.Number, &p.Kind, &p.Issuer.Agency, &p.Issuer.Named, &p.Province, &p.Date)
	return p, err
}

func scanVersion(s db.Scanner) (Version, error) {
	var v Version
	var at string
	err := s.Scan(&v.ID, &v.Plan, &v.Number, &v.From, &v.Title.VI, &v.Title.EN, &v.Horizon, &v.Vision, &v.Origin, &v.State, &v.SHA256, &at, &v.RecordedBy)
	if err != nil {
		return v, err
	}
	v.RecordedAt, err = time.Parse(time.RFC3339, at)
	return v, err
}

func plans(ctx context.Context, t *db.Tx) ([]Plan, error) {
	return db.All(ctx, t, scanPlan, `SELECT `+planColumns+` FROM plan ORDER BY issued_on NULLS LAST, id`)
}

func planByID(ctx context.Context, t *db.Tx, id ID) (Plan, error) {
	p, err := db.One(ctx, t, scanPlan, `SELECT `+planColumns+` FROM plan WHERE id = $1`, string(id))
	return p, orNone(err, "plan.none", id)
}

// orNone gives the room's own fault where the database found nothing.
func orNone(err error, code string, args ...any) error {
	if fault.Is(err, fault.NotFound) {
		return fault.Wrap(err, fault.NotFound, code, args...)
	}
	return err
}

func versionsOf(ctx context.Context, t *db.Tx, id ID) ([]Version, error) {
	return db.All(ctx, t, scanVersion, `SELECT `+versionColumns+` FROM plan_version WHERE plan = $1 ORDER BY number`, string(id))
}

func versionByID(ctx context.Context, t *db.Tx, id VersionID) (Version, error) {
	v, err := db.One(ctx, t, scanVersion, `SELECT `+versionColumns+` FROM plan_version WHERE id = $1`, string(id))
	return v, orNone(err, "plan.no_version", id)
}

func versionByHash(ctx context.Context, t *db.Tx, hash string) (Version, bool, error) {
	v, err := db.One(ctx, t, scanVersion, `SELECT `+versionColumns+` FROM plan_version WHERE sha256 = $1 ORDER BY recorded_at, id`, hash)
	if fault.Is(err, fault.NotFound) {
		return Version{}, false, nil
	}
	return v, err == nil, err
}

// currentVersion is the newest version in force on the day; of the empty plan, that of the plan from the policy folder
// issued last.
func currentVersion(ctx context.Context, t *db.Tx, id ID, day calendar.Date) (Version, error) {
	v, err := db.One(ctx, t, scanVersion, `SELECT v.id, v.plan, v.number, v.valid_from, v.title_vi, v.title_en, v.horizon, v.vision, v.origin,
			v.state, v.sha256, v.recorded_at, v.recorded_by
		FROM plan_version v JOIN plan p ON p.id = v.plan
		WHERE v.state = $1 AND v.valid_from <= $2 AND (v.plan = $3 OR $3 = '' AND EXISTS
			(SELECT 1 FROM plan_version o WHERE o.plan = v.plan AND o.origin = $4))
		ORDER BY p.issued_on DESC NULLS LAST, v.plan, v.valid_from DESC NULLS LAST, v.number DESC LIMIT 1`,
		string(InForce), day.String(), string(id), string(FromPolicy))
	return v, orNone(err, "plan.not_in_force", day.Vietnamese())
}

func confirm(ctx context.Context, t *db.Tx, id VersionID) (int64, error) {
	return t.Exec(ctx, `UPDATE plan_version SET state = $1 WHERE id = $2 AND state = $3`, string(InForce), string(id), string(Draft))
}

// samePlan is the id of the plan with the number, day and issuer of this one; its own id where there is none.
func samePlan(ctx context.Context, t *db.Tx, p Plan) (ID, bool, error) {
	list, err := plans(ctx, t)
	if err != nil {
		return p.ID, false, err
	}
	for _, have := range list {
		if have.ID == p.ID || have.Number == p.Number && have.Date == p.Date && viet.Fold(have.Issuer.Named) == viet.Fold(p.Issuer.Named) && p.Number != "" {
			return have.ID, true, nil
		}
	}
	return p.ID, false, nil
}

// writeEdition records a version and, where it is the first, its plan.
func writeEdition(ctx context.Context, t *gate.Tx, e edition) (Version, error) {
	id, known, err := samePlan(ctx, t.Tx, e.Plan)
	if err != nil {
		return Version{}, err
	}
	if !known {
		_, err = t.Exec(ctx, `INSERT INTO plan (`+planColumns+`) VALUES ($1, $2, $3, $4, $5, $6, $7)`, string(id), e.Plan.Number, e.Kind,
			e.Issuer.Agency, e.Issuer.Named, e.Province, e.Date)
		if err != nil {
			return Version{}, err
		}
	}
	last, err := db.One(ctx, t.Tx, db.Value[int64], `SELECT coalesce(max(number), 0) FROM plan_version WHERE plan = $1`, string(id))
	if err != nil {
		return Version{}, err
	}
	v := e.Version
	v.Plan, v.Number = id, int(last)+1
	v.ID = VersionID(fmt.Sprintf("%s@%d", id, v.Number))
	v.RecordedAt, v.RecordedBy = t.Now.Truncate(time.Second), t.Actor.ID
	_, err = t.Exec(ctx, `INSERT INTO plan_version (`+versionColumns+`) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)`,
		string(v.ID), string(v.Plan), v.Number, v.From, v.Title.VI, v.Title.EN, v.Horizon, v.Vision, string(v.Origin), string(v.State), v.SHA256,
		v.RecordedAt.Format(time.RFC3339), v.RecordedBy)
	if err != nil {
		return Version{}, err
	}
	if err := errors.Join(writeContents(ctx, t.Tx, v.ID, e.Contents)...); err != nil {
		return v, err
	}
	return v, writeMatches(ctx, t.Tx, v.ID, e.matched)
}
