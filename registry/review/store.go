package review

import (
	"context"
	"encoding/json"
	"strconv"
	"strings"

	"ansinh/calendar"
	"ansinh/db"
	"ansinh/fault"
	"ansinh/gate"
	"ansinh/org"
	"ansinh/registry"
)

// list is the households of a review: of an area, or one household alone, which is there also where it was neither
// listed nor surveyed.
func list(ctx context.Context, tx *db.Tx, rules *Rules, year int, today calendar.Date, scope []org.UnitID, only registry.HouseholdID) ([]Sheet, error) {
	args := []any{year, today, rules.Fact, rules.Otherwise, int64(only)}
	listed := make([]string, len(rules.Listed))
	for i, v := range rules.Listed {
		args = append(args, v)
		listed[i] = "$" + strconv.Itoa(len(args))
	}
	where := db.In("h.home_unit", scope, &args)
	return db.All(ctx, tx, scanSheet(year), `SELECT h.id, h.address, h.home_unit, coalesce((SELECT min(p.name) FROM person p WHERE p.household = h.id AND p.relation = 'head'), ''),
		coalesce(f.value, $4), r.surveyed_on, coalesce(r.answers, '{}'), coalesce(r.category, ''), coalesce(r.result, ''), coalesce(r.before, ''),
		coalesce(r.recorded_by, ''), coalesce(r.recorded_at, ''), coalesce(r.objection, ''), coalesce(r.objector, ''), r.objected_on, coalesce(r.answer, ''),
		coalesce(r.decision, 0), 1 + (SELECT count(*) FROM poverty_step t WHERE t.household = h.id AND t.year = $1) FROM household h
		LEFT JOIN poverty_review r ON r.household = h.id AND r.year = $1
		LEFT JOIN fact f ON f.subject = h.id AND f.kind = 'household' AND f.fact = $3 AND f.superseded_at IS NULL AND f.valid_from <= $2
			AND (f.valid_to IS NULL OR f.valid_to > $2)
		WHERE (h.id = $5 OR ($5 = 0 AND (r.year IS NOT NULL OR f.value IN (`+strings.Join(listed, ", ")+`)))) AND NOT EXISTS
			(SELECT 1 FROM merged m WHERE m.kind = 'household' AND m.record = h.id AND m.undone_at IS NULL)`+where+` ORDER BY h.home_unit, h.id`, args...)
}

func scanSheet(year int) func(s db.Scanner) (Sheet, error) {
	return func(s db.Scanner) (Sheet, error) {
		v := Sheet{Year: year}
		var answers, at string
		err := s.Scan(&v.Household, &v.Address, &v.HomeUnit, &v.Head, &v.Now, &v.Surveyed, &answers, &v.Category, &v.Result, &v.Before, &v.By, &at,
			&v.Objection, &v.Objector, &v.ObjectedOn, &v.Answer, &v.Decision, &v.Version)
		if err != nil {
			return v, err
		}
		if at != "" {
			if v.At, err = db.ParseInstant(at); err != nil {
				return v, err
			}
		}
		return v, json.Unmarshal([]byte(answers), &v.Answers)
	}
}

// keep writes a form in place of what was filled in before; a decided one is a conflict.
func keep(ctx context.Context, tx *gate.Tx, s Sheet, commune org.UnitID, standard string) error {
	answers, err := json.Marshal(s.Answers)
	if err != nil {
		return err
	}
	n, err := tx.Exec(ctx, `INSERT INTO poverty_review (year, household, commune, home_unit, standard, answers, category, result, before, surveyed_on,
		recorded_at, recorded_by, objection, objector, answer, decision) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, '', '', '', 0)
		ON CONFLICT (year, household, commune) DO UPDATE SET standard = excluded.standard, answers = excluded.answers, category = excluded.category,
		result = excluded.result, surveyed_on = excluded.surveyed_on, recorded_at = excluded.recorded_at, recorded_by = excluded.recorded_by
		WHERE poverty_review.decision = 0`, s.Year, int64(s.Household), string(commune), string(s.HomeUnit), standard, string(answers), s.Category,
		s.Result, s.Before, s.Surveyed, db.Instant(tx.Now), tx.Actor.ID)
	return changed(n, err)
}

func changed(n int64, err error) error {
	if err == nil && n == 0 {
		err = fault.New(fault.Conflict, "review.decided")
	}
	return err
}

func object(ctx context.Context, tx *gate.Tx, s Sheet, who, why string) error {
	return changed(tx.Exec(ctx, `UPDATE poverty_review SET objection = $1, objector = $2, objected_on = $3, answer = ''
		WHERE year = $4 AND household = $5 AND decision = 0`, why, who, calendar.DateOf(tx.Now), s.Year, int64(s.Household)))
}

func settle(ctx context.Context, tx *gate.Tx, s Sheet, answer string) error {
	return changed(tx.Exec(ctx, `UPDATE poverty_review SET answer = $1 WHERE year = $2 AND household = $3 AND decision = 0`, answer, s.Year, int64(s.Household)))
}

func decided(ctx context.Context, tx *gate.Tx, s Sheet, decision int64) error {
	return changed(tx.Exec(ctx, `UPDATE poverty_review SET decision = $1 WHERE year = $2 AND household = $3 AND decision = 0`, decision, s.Year, int64(s.Household)))
}

// versionOf is the version of a sheet now.
func versionOf(ctx context.Context, tx *db.Tx, p Place) (int, error) {
	return db.One(ctx, tx, db.Value[int], `SELECT 1 + count(*) FROM poverty_step WHERE year = $1 AND household = $2`, p.Year, int64(p.Household))
}

// step adds what was done to the sheet's steps.
func step(ctx context.Context, tx *gate.Tx, s Sheet, x Step) error {
	body, err := json.Marshal(x)
	if err != nil {
		return err
	}
	_, err = tx.Exec(ctx, `INSERT INTO poverty_step (year, household, commune, number, what, body, at, actor)
		VALUES ($1, $2, (SELECT min(commune) FROM poverty_review WHERE year = $1 AND household = $2),
		1 + (SELECT count(*) FROM poverty_step t WHERE t.year = $1 AND t.household = $2), $3, $4, $5, $6)`,
		s.Year, int64(s.Household), string(x.What), string(body), db.Instant(tx.Now), tx.Actor.ID)
	return err
}

func stepsOf(ctx context.Context, tx *db.Tx, s Sheet) ([]Step, error) {
	return db.All(ctx, tx, func(s db.Scanner) (x Step, err error) {
		var at, body string
		if err = s.Scan(&x.Number, &x.What, &body, &at, &x.By); err != nil {
			return x, err
		}
		if err = json.Unmarshal([]byte(body), &x); err != nil {
			return x, err
		}
		x.At, err = db.ParseInstant(at)
		return x, err
	}, `SELECT number, what, body, at, actor FROM poverty_step WHERE year = $1 AND household = $2 ORDER BY number`, s.Year, int64(s.Household))
}

func insertDecision(ctx context.Context, tx *gate.Tx, d *Decision) error {
	id, err := db.One(ctx, tx.Tx, db.Value[int64], `SELECT coalesce(max(id), 0) + 1 FROM poverty_decision`)
	if err != nil {
		return err
	}
	d.ID = id
	_, err = tx.Exec(ctx, `INSERT INTO poverty_decision (id, year, unit, number, decided_on, signer, households, changed, recorded_at, recorded_by)
		VALUES ($1, $2, $3, $4, $5, $6, 0, 0, $7, $8)`, d.ID, d.Year, string(d.Unit), d.Number, d.On, d.Signer, db.Instant(tx.Now), tx.Actor.ID)
	return err
}

func countDecision(ctx context.Context, tx *gate.Tx, d Decision) error {
	_, err := tx.Exec(ctx, `UPDATE poverty_decision SET households = $1, changed = $2, first_fact = $3, last_fact = $4 WHERE id = $5`, d.Households, d.Changed,
		d.fact[0], d.fact[1], d.ID)
	return err
}

const selectDecision = `SELECT id, year, unit, number, decided_on, signer, households, changed, recorded_at, recorded_by, first_fact, last_fact,
	undone_number, undone_on, undone_reason, coalesce(undone_at, ''), undone_by FROM poverty_decision `

func scanDecision(s db.Scanner) (d Decision, err error) {
	var at, undone string
	u := &d.Undoing
	err = s.Scan(&d.ID, &d.Year, &d.Unit, &d.Number, &d.On, &d.Signer, &d.Households, &d.Changed, &at, &d.By, &d.fact[0], &d.fact[1],
		&u.Number, &u.On, &u.Reason, &undone, &u.By)
	if err == nil && undone != "" {
		u.At, err = db.ParseInstant(undone)
	}
	if err == nil {
		d.At, err = db.ParseInstant(at)
	}
	return d, err
}

func decisionsOf(ctx context.Context, tx *db.Tx, year int) ([]Decision, error) {
	return db.All(ctx, tx, scanDecision, selectDecision+`WHERE year = $1 ORDER BY id`, year)
}

func decisionByID(ctx context.Context, tx *db.Tx, id int64) (Decision, error) {
	d, err := db.One(ctx, tx, scanDecision, selectDecision+`WHERE id = $1`, id)
	if fault.Is(err, fault.NotFound) {
		err = fault.New(fault.NotFound, "review.no_decision")
	}
	return d, err
}

// decidedBy are the sheets that a decision was about, also where it was taken back since.
func decidedBy(ctx context.Context, tx *db.Tx, d Decision) ([]Sheet, error) {
	return db.All(ctx, tx, func(s db.Scanner) (v Sheet, err error) {
		v.Year = d.Year
		return v, s.Scan(&v.Household, &v.Address, &v.HomeUnit, &v.Head, &v.Result, &v.Before, &v.Decision)
	}, `SELECT r.household, h.address, h.home_unit, coalesce((SELECT min(p.name) FROM person p WHERE p.household = h.id AND p.relation = 'head'), ''),
		r.result, r.before, r.decision FROM poverty_review r JOIN household h ON h.id = r.household
		WHERE r.year = $1 AND (r.decision = $2 OR EXISTS (SELECT 1 FROM poverty_step t WHERE t.year = r.year AND t.household = r.household
			AND t.what = 'decision' AND t.at = $3)) ORDER BY r.household`, d.Year, d.ID, db.Instant(d.At))
}

// laterYear is the first later review in which a household of a decision was surveyed; 0 where there is none.
func laterYear(ctx context.Context, tx *db.Tx, d Decision) (int, error) {
	return db.One(ctx, tx, db.Value[int], `SELECT coalesce(min(r.year), 0) FROM poverty_review r WHERE r.year > $1 AND EXISTS
		(SELECT 1 FROM poverty_review o WHERE o.year = $1 AND o.decision = $2 AND o.household = r.household)`, d.Year, d.ID)
}

// undone lets a decision stand no longer: its sheets wait anew.
func undone(ctx context.Context, tx *gate.Tx, d Decision) error {
	u := d.Undoing
	n, err := tx.Exec(ctx, `UPDATE poverty_decision SET undone_number = $1, undone_on = $2, undone_reason = $3, undone_at = $4, undone_by = $5
		WHERE id = $6 AND undone_at IS NULL`, u.Number, u.On, u.Reason, db.Instant(u.At), u.By, d.ID)
	if err == nil && n != 1 {
		err = fault.New(fault.Conflict, "review.undone", u.Number)
	}
	if err != nil {
		return err
	}
	_, err = tx.Exec(ctx, `UPDATE poverty_review SET decision = 0 WHERE year = $1 AND decision = $2`, d.Year, d.ID)
	return err
}
