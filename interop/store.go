package interop

import (
	"context"
	"strconv"
	"time"

	"ansinh/db"
	"ansinh/fault"
	"ansinh/gate"
	"ansinh/org"
	"ansinh/registry"
)

// overlapping is an open round that reaches into one of the communes, or asks about the person alone; 0: none.
func overlapping(ctx context.Context, tx *db.Tx, parts []org.UnitID, person registry.PersonID) (RoundID, error) {
	args := []any{int64(person)}
	where := db.In("t.commune", parts, &args)
	return db.One(ctx, tx, db.Value[RoundID], `SELECT coalesce(max(r.id), 0) FROM verification_round r JOIN verification_part t ON t.round = r.id
		WHERE r.state <> 'done' AND t.person = $1`+where, args...)
}

func insertRound(ctx context.Context, tx *gate.Tx, r *Round, parts []org.UnitID, person registry.PersonID) error {
	id, err := db.One(ctx, tx.Tx, db.Value[RoundID], `SELECT coalesce(max(id), 0) + 1 FROM verification_round`)
	if err != nil {
		return err
	}
	r.ID = id
	before := ""
	if !r.Before.IsZero() {
		before = db.Instant(r.Before)
	}
	_, err = tx.Exec(ctx, `INSERT INTO verification_round (id, partner, name, stand_in, unit, wish, before, state, asked_by, asked_name, asked_at, next_at, finished_at)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, '')`, int64(id), r.Partner, r.Name, r.StandIn, string(r.Unit), string(r.Wish), before,
		string(r.State), r.AskedBy, r.AskedName, db.Instant(r.AskedAt), db.Instant(r.NextAt))
	if err != nil {
		return err
	}
	_, err = tx.Bulk(ctx, "verification_part", []string{"round", "commune", "person", "people", "planned_at"}, func(yield func([]any) bool) {
		for _, p := range parts {
			if !yield([]any{int64(id), string(p), int64(person), int64(0), ""}) {
				return
			}
		}
	})
	return err
}

const roundColumns = `r.id, r.partner, r.name, r.stand_in, r.unit, r.wish, r.before, r.state, r.asked_by, r.asked_name, r.asked_at, r.next_at, r.finished_at`

func scanRound(s db.Scanner) (r Round, err error) {
	var before, asked, next, finished string
	if err = s.Scan(&r.ID, &r.Partner, &r.Name, &r.StandIn, &r.Unit, &r.Wish, &before, &r.State, &r.AskedBy, &r.AskedName, &asked, &next, &finished); err != nil {
		return r, err
	}
	return r, instants([]string{before, asked, next, finished}, &r.Before, &r.AskedAt, &r.NextAt, &r.Finished)
}

// rounds are those that reach into an area, the latest first, with their sums there; id 0: any.
func rounds(ctx context.Context, tx *db.Tx, scope []org.UnitID, id RoundID, most int) ([]Round, error) {
	args := []any{int64(id)}
	where := db.In("t.commune", scope, &args)
	out, err := db.All(ctx, tx, scanRound, `SELECT `+roundColumns+` FROM verification_round r WHERE (CAST($1 AS BIGINT) = 0 OR r.id = $1)
		AND EXISTS (SELECT 1 FROM verification_part t WHERE t.round = r.id`+where+`) ORDER BY r.id DESC LIMIT `+strconv.Itoa(most), args...)
	for i := range out {
		if err == nil {
			err = sums(ctx, tx, scope, &out[i])
		}
	}
	return out, err
}

func sums(ctx context.Context, tx *db.Tx, scope []org.UnitID, r *Round) error {
	args := []any{int64(r.ID)}
	where := db.In("commune", scope, &args)
	_, err := db.One(ctx, tx, func(s db.Scanner) (bool, error) { return true, s.Scan(&r.Parts, &r.Planned, &r.People, &r.Person) },
		`SELECT count(*), count(*) FILTER (WHERE planned_at <> ''), CAST(coalesce(sum(people), 0) AS BIGINT), coalesce(max(person), 0)
		FROM verification_part WHERE round = $1`+where, args...)
	if err != nil {
		return err
	}
	_, err = db.One(ctx, tx, func(s db.Scanner) (bool, error) { return true, s.Scan(&r.Batches, &r.Failed, &r.Answered) },
		`SELECT count(*), count(*) FILTER (WHERE state = 'failed'), CAST(coalesce(sum(people) FILTER (WHERE state = 'answered'), 0) AS BIGINT)
		FROM verification_batch WHERE round = $1`+where, args...)
	if err != nil {
		return err
	}
	r.Results = map[Result]int64{}
	return db.Each(ctx, tx, func(s db.Scanner) error {
		var result Result
		var n int64
		err := s.Scan(&result, &n)
		r.Results[result] = n
		return err
	}, `SELECT result, count(*) FROM verification WHERE round = $1 AND result <> ''`+where+` GROUP BY result ORDER BY result`, args...)
}

// batchesLeft are the batches of a round that are not answered, those that failed first.
func batchesLeft(ctx context.Context, tx *db.Tx, id RoundID, scope []org.UnitID, most int) ([]Batch, error) {
	args := []any{int64(id)}
	where := db.In("commune", scope, &args)
	return db.All(ctx, tx, func(s db.Scanner) (b Batch, err error) {
		var next, asked, answered, trouble string
		if err = s.Scan(&b.Commune, &b.Number, &b.People, &b.State, &b.Tries, &next, &asked, &b.Question, &answered, &b.Answer, &trouble); err != nil {
			return b, err
		}
		if b.Trouble, err = fault.Kept(trouble); err != nil {
			return b, err
		}
		return b, instants([]string{next, asked, answered}, &b.NextAt, &b.AskedAt, &b.Answered)
	}, `SELECT commune, number, people, state, tries, next_at, asked_at, question, answered_at, answer, trouble FROM verification_batch
		WHERE round = $1 AND state <> 'answered'`+where+` ORDER BY state, tries DESC, commune, number LIMIT `+strconv.Itoa(most), args...)
}

func setState(ctx context.Context, tx *gate.Tx, id RoundID, to State) error {
	finished := ""
	if to == Done {
		finished = db.Instant(tx.Now)
	}
	_, err := tx.Exec(ctx, `UPDATE verification_round SET state = $1, finished_at = $2, next_at = $3 WHERE id = $4`, string(to), finished, db.Instant(tx.Now), int64(id))
	return err
}

func setNext(ctx context.Context, tx *gate.Tx, id RoundID, next time.Time) error {
	_, err := tx.Exec(ctx, `UPDATE verification_round SET next_at = $1 WHERE id = $2`, db.Instant(next), int64(id))
	return err
}

// wakeBatches lets what waits or failed be sent at once, with all its tries again.
func wakeBatches(ctx context.Context, tx *gate.Tx, id RoundID) error {
	_, err := tx.Exec(ctx, `UPDATE verification_batch SET state = 'waiting', tries = 0, next_at = $1 WHERE round = $2 AND state <> 'answered'`,
		db.Instant(tx.Now), int64(id))
	return err
}

func dueRounds(ctx context.Context, tx *db.Tx, now time.Time) ([]Round, error) {
	return db.All(ctx, tx, scanRound, `SELECT `+roundColumns+` FROM verification_round r WHERE r.state = 'running' AND r.next_at <= $1 ORDER BY r.id`, db.Instant(now))
}

func isRunning(ctx context.Context, tx *db.Tx, id RoundID) (bool, error) {
	n, err := db.One(ctx, tx, db.Value[int64], `SELECT count(*) FROM verification_round WHERE id = $1 AND state = 'running'`, int64(id))
	return n == 1, err
}

// lastOf is what was last answered of a person; its zero value: nothing.
func lastOf(ctx context.Context, tx *db.Tx, partner string, id registry.PersonID) (lastAnswer, error) {
	all, err := db.All(ctx, tx, func(s db.Scanner) (v lastAnswer, err error) {
		var at string
		if err = s.Scan(&v.Result, &at, &v.StandIn, &v.name, &v.asked); err == nil {
			v.At, err = db.ParseInstant(at)
		}
		return v, err
	}, `SELECT v.result, v.at, r.stand_in, r.name, v.asked FROM verified v JOIN verification_round r ON r.id = v.round
		WHERE v.person = $1 AND v.partner = $2 ORDER BY v.at DESC, v.commune`, int64(id), partner)
	if err != nil || len(all) == 0 {
		return lastAnswer{}, err
	}
	return all[0], nil
}
