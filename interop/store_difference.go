package interop

import (
	"context"
	"encoding/json"
	"strconv"
	"strings"
	"time"

	"ansinh/calendar"
	"ansinh/db"
	"ansinh/fault"
	"ansinh/gate"
	"ansinh/org"
	"ansinh/registry"
)

// marks adds numbers to the arguments and gives their places.
func marks(ids []int64, args *[]any) string {
	out := make([]string, len(ids))
	for i, id := range ids {
		*args = append(*args, id)
		out[i] = "$" + strconv.Itoa(len(*args))
	}
	return strings.Join(out, ",")
}

// settling is the life event that settles a difference d, not taken back since; 0: none.
const settling = `(SELECT coalesce(max(e.id), 0) FROM life_event e WHERE d.form <> '' AND e.person = d.person AND e.form = d.form AND e.recorded_at >= d.opened_at
	AND NOT EXISTS (SELECT 1 FROM life_event u WHERE u.reverses = e.id AND u.reverses <> 0))`

// standing is how a difference d with its request c stands.
const standing = `CASE
	WHEN d.state = 'requested' AND c.state IN ('submitted', 'asked') THEN 'requested'
	WHEN d.state = 'requested' AND c.state = 'approved' AND NOT EXISTS (SELECT 1 FROM life_event u WHERE u.reverses = c.event AND u.reverses <> 0) THEN 'taken'
	WHEN d.state = 'requested' THEN 'open'
	WHEN d.state IN ('open', 'citizen') AND ` + settling + ` > 0 THEN 'taken'
	ELSE d.state END`

const selectDifference = `SELECT t.id, t.person, t.person_name, t.birth_date, t.birth_precision, t.sex, t.personal_number, t.commune, t.home_unit, t.partner_name, t.stand_in,
	t.round, t.batch, t.kind, t.said, t.standing, t.stored, t.request, t.event, t.form, t.last_round, t.opened_at, t.decided_at, t.decided_by, t.reason
	FROM (SELECT d.id, d.person, p.name AS person_name, p.birth_date, p.birth_precision, p.sex, coalesce(p.personal_number, '') AS personal_number, p.commune, p.home_unit,
		r.name AS partner_name, r.stand_in, d.partner, d.round, d.batch, d.kind, d.said, ` + standing + ` AS standing, d.state AS stored, d.request,
		CASE WHEN d.state = 'requested' THEN coalesce(c.event, 0) ELSE ` + settling + ` END AS event, d.form, d.last_round, d.opened_at, d.decided_at, d.decided_by, d.reason
		FROM difference d JOIN person p ON p.id = d.person JOIN verification_round r ON r.id = d.round
		LEFT JOIN change_request c ON c.id = d.request AND d.request <> 0
		WHERE NOT EXISTS (SELECT 1 FROM merged m WHERE m.kind = 'person' AND m.record = d.person AND m.undone_at IS NULL)) t `

func scanDifference(s db.Scanner) (d Difference, err error) {
	var said, opened, decided string
	p := &d.Person
	err = s.Scan(&d.ID, &p.ID, &p.Name, &p.BirthDate, &p.BirthPrecision, &p.Sex, &p.PersonalNumber, &p.Commune, &p.HomeUnit, &d.Partner, &d.StandIn, &d.Round,
		&d.Batch, &d.Kind, &said, &d.State, &d.stored, &d.Request, &d.Event, &d.form, &d.lastRound, &opened, &decided, &d.DecidedBy, &d.Reason)
	if err != nil {
		return d, err
	}
	p.Code = p.ID.Code()
	if err = json.Unmarshal([]byte(said), &d.Said); err != nil {
		return d, err
	}
	if d.OpenedAt, err = instant(opened); err != nil {
		return d, err
	}
	d.DecidedAt, err = instant(decided)
	return d, err
}

// differences are those of an area that a filter asks for, the oldest first; id 0: any.
func differences(ctx context.Context, tx *db.Tx, f Filter, id DifferenceID, scope []org.UnitID, now time.Time) ([]Difference, error) {
	since := ""
	if f.Days > 0 {
		since = db.Instant(now.Add(-time.Duration(f.Days) * 24 * time.Hour))
	}
	args := []any{int64(id), string(f.Kind), int64(f.Person), int64(f.After), string(f.State), since}
	where := db.In("t.home_unit", scope, &args)
	if f.State == "" && !f.All {
		where += ` AND t.stored IN ('open', 'citizen', 'requested') AND t.standing IN ('open', 'citizen', 'requested')`
	}
	limit := ""
	if f.Limit > 0 {
		limit = " LIMIT " + strconv.Itoa(f.Limit)
	}
	return db.All(ctx, tx, scanDifference, selectDifference+`WHERE (CAST($1 AS BIGINT) = 0 OR t.id = $1) AND ($2 = '' OR t.kind = $2)
		AND (CAST($3 AS BIGINT) = 0 OR t.person = $3) AND (CAST($4 AS BIGINT) = 0 OR t.id > $4) AND ($5 = '' OR t.standing = $5)
		AND ($6 = '' OR t.opened_at <= $6)`+where+` ORDER BY t.id`+limit, args...)
}

// standingOf are the differences of some people that no later answer did away with, by person.
func standingOf(ctx context.Context, tx *db.Tx, partner string, people []registry.PersonID) (map[registry.PersonID][]Difference, error) {
	out := map[registry.PersonID][]Difference{}
	if len(people) == 0 {
		return out, nil
	}
	args, ids := []any{partner}, make([]int64, len(people))
	for i, p := range people {
		ids[i] = int64(p)
	}
	all, err := db.All(ctx, tx, scanDifference, selectDifference+`WHERE t.partner = $1 AND t.stored <> 'gone' AND t.person IN (`+marks(ids, &args)+`) ORDER BY t.id`, args...)
	for _, d := range all {
		out[d.Person.ID] = append(out[d.Person.ID], d)
	}
	return out, err
}

func (w *recording) insert(ctx context.Context, tx *gate.Tx) error {
	if len(w.opened) == 0 {
		return nil
	}
	next, err := db.One(ctx, tx.Tx, db.Value[int64], `SELECT coalesce(max(id), 0) FROM difference`)
	if err != nil {
		return err
	}
	for _, d := range w.opened {
		next++
		said, err := json.Marshal(d.Said)
		if err != nil {
			return err
		}
		_, err = tx.Exec(ctx, `INSERT INTO difference (id, commune, person, partner, round, batch, last_round, kind, said, mark, form, state, request, opened_at,
			decided_at, decided_by, reason) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, 0, $13, '', '', '')`, next, string(d.Person.Commune),
			int64(d.Person.ID), w.round.Partner, int64(d.Round), d.Batch, int64(d.lastRound), string(d.Kind), string(said), d.Said.mark(), d.form, d.stored,
			db.Instant(d.OpenedAt))
		if err != nil {
			return err
		}
	}
	return nil
}

func (w *recording) change(ctx context.Context, tx *gate.Tx) error {
	for _, d := range w.changed {
		said, err := json.Marshal(d.Said)
		if err != nil {
			return err
		}
		decided := ""
		if !d.DecidedAt.IsZero() {
			decided = db.Instant(d.DecidedAt)
		}
		_, err = tx.Exec(ctx, `UPDATE difference SET last_round = $1, said = $2, mark = $3, form = $4, state = $5, batch = $6, opened_at = $7, request = $8,
			decided_at = $9, decided_by = $10, reason = $11 WHERE id = $12`, int64(d.lastRound), string(said), d.Said.mark(), d.form, d.stored, d.Batch,
			db.Instant(d.OpenedAt), int64(d.Request), decided, d.DecidedBy, d.Reason, int64(d.ID))
		if err != nil {
			return err
		}
	}
	return nil
}

func setDecided(ctx context.Context, tx *gate.Tx, id DifferenceID, state string, request int64, reason string) error {
	n, err := tx.Exec(ctx, `UPDATE difference SET state = $1, request = $2, decided_at = $3, decided_by = $4, reason = $5 WHERE id = $6 AND state <> 'gone'`,
		state, request, db.Instant(tx.Now), tx.Actor.Name, reason, int64(id))
	if err == nil && n != 1 {
		err = fault.New(fault.Conflict, "interop.decided")
	}
	return err
}

// shares are the sums by home unit; its differences are counted elsewhere.
func shares(ctx context.Context, tx *db.Tx, partner string, scope []org.UnitID, today calendar.Date) ([]Share, error) {
	args := []any{today, partner}
	where := db.In("p.home_unit", scope, &args)
	return db.All(ctx, tx, func(s db.Scanner) (v Share, err error) {
		var oldest string
		if err = s.Scan(&v.Commune, &v.People, &v.Numbers, &v.Agrees, &v.Asked, &oldest); err == nil {
			v.Oldest, err = instant(oldest)
		}
		return v, err
	}, `SELECT p.home_unit, count(*), count(p.personal_number), count(*) FILTER (WHERE p.personal_number IS NOT NULL AND v.result = 'agrees'),
		count(*) FILTER (WHERE p.personal_number IS NOT NULL AND v.person IS NOT NULL), coalesce(min(v.at), '')
		FROM person p LEFT JOIN verified v ON v.person = p.id AND v.partner = $2
		WHERE `+registry.HereOn+where+` GROUP BY p.home_unit ORDER BY p.home_unit`, args...)
}
