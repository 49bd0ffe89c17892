package interop

import (
	"context"
	"errors"
	"time"

	"ansinh/db"
	"ansinh/fault"
	"ansinh/gate"
	"ansinh/org"
	"ansinh/registry"
)

// nextBatch is the batch of a round that is to be sent now, the least tried first; nil: none.
func nextBatch(ctx context.Context, tx *db.Tx, id RoundID, now time.Time) (*sending, error) {
	return orNone(db.One(ctx, tx, func(s db.Scanner) (*sending, error) {
		var b sending
		err := s.Scan(&b.commune, &b.number, &b.tries)
		return &b, err
	}, `SELECT commune, number, tries FROM verification_batch WHERE round = $1 AND state = 'waiting' AND next_at <= $2
		ORDER BY tries, commune, number LIMIT 1`, int64(id), db.Instant(now)))
}

// nextPart is a commune of a round that is not planned yet; nil: none.
func nextPart(ctx context.Context, tx *db.Tx, id RoundID) (*part, error) {
	return orNone(db.One(ctx, tx, func(s db.Scanner) (*part, error) {
		var p part
		err := s.Scan(&p.commune, &p.person)
		return &p, err
	}, `SELECT commune, person FROM verification_part WHERE round = $1 AND planned_at = '' ORDER BY commune LIMIT 1`, int64(id)))
}

func orNone[T any](found *T, err error) (*T, error) {
	if fault.CodeOf(err) == "db.not_found" {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	return found, nil
}

// earliest is when the next batch of a round is to be sent; zero: none waits.
func earliest(ctx context.Context, tx *db.Tx, id RoundID) (time.Time, error) {
	next, err := db.One(ctx, tx, db.Value[string], `SELECT coalesce(min(next_at), '') FROM verification_batch WHERE round = $1 AND state = 'waiting'`, int64(id))
	if err != nil {
		return time.Time{}, err
	}
	return instant(next)
}

// verifiedAt says when the people of some homes were last answered about.
func verifiedAt(ctx context.Context, tx *db.Tx, partner string, homes []org.UnitID) (map[registry.PersonID]time.Time, error) {
	args := []any{partner}
	where := db.In("p.home_unit", homes, &args)
	out := map[registry.PersonID]time.Time{}
	err := db.Each(ctx, tx, func(s db.Scanner) error {
		var id registry.PersonID
		var at string
		if err := s.Scan(&id, &at); err != nil {
			return err
		}
		t, err := db.ParseInstant(at)
		out[id] = t
		return err
	}, `SELECT v.person, max(v.at) FROM verified v JOIN person p ON p.id = v.person WHERE v.partner = $1`+where+` GROUP BY v.person`, args...)
	return out, err
}

// inRound are the people of some homes who are asked about in a round already: who moved meanwhile is not asked twice.
func inRound(ctx context.Context, tx *db.Tx, id RoundID, homes []org.UnitID) (map[registry.PersonID]bool, error) {
	args := []any{int64(id)}
	where := db.In("p.home_unit", homes, &args)
	out := map[registry.PersonID]bool{}
	err := db.Each(ctx, tx, func(s db.Scanner) error {
		var person registry.PersonID
		err := s.Scan(&person)
		out[person] = true
		return err
	}, `SELECT v.person FROM verification v JOIN person p ON p.id = v.person WHERE v.round = $1`+where, args...)
	return out, err
}

func insertPlan(ctx context.Context, tx *gate.Tx, id RoundID, commune org.UnitID, people []registry.PersonID, size int) error {
	n, err := tx.Exec(ctx, `UPDATE verification_part SET people = $1, planned_at = $2 WHERE round = $3 AND commune = $4 AND planned_at = ''`,
		int64(len(people)), db.Instant(tx.Now), int64(id), string(commune))
	if err == nil && n != 1 {
		err = errStopped
	}
	if err != nil || len(people) == 0 {
		return err
	}
	_, err = tx.Bulk(ctx, "verification_batch", []string{"round", "commune", "number", "people", "state", "tries", "next_at", "asked_at", "question",
		"answered_at", "answer", "trouble"}, func(yield func([]any) bool) {
		for first := 0; first < len(people); first += size {
			if !yield([]any{int64(id), string(commune), int64(first/size + 1), int64(min(size, len(people)-first)), "waiting", int64(0), db.Instant(tx.Now),
				"", "", "", "", ""}) {
				return
			}
		}
	})
	if err != nil {
		return err
	}
	_, err = tx.Bulk(ctx, "verification", []string{"round", "commune", "batch", "person", "result", "asked", "at"}, func(yield func([]any) bool) {
		for i, p := range people {
			if !yield([]any{int64(id), string(commune), int64(i/size + 1), int64(p), "", "", ""}) {
				return
			}
		}
	})
	return err
}

func peopleOf(ctx context.Context, tx *db.Tx, id RoundID, b sending) ([]registry.PersonID, error) {
	return db.All(ctx, tx, db.Value[registry.PersonID], `SELECT person FROM verification WHERE round = $1 AND commune = $2 AND batch = $3 ORDER BY person`,
		int64(id), string(b.commune), b.number)
}

func setAsked(ctx context.Context, tx *gate.Tx, id RoundID, b sending, digest string) error {
	n, err := tx.Exec(ctx, `UPDATE verification_batch SET asked_at = $1, question = $2 WHERE round = $3 AND commune = $4 AND number = $5 AND state = 'waiting'`,
		db.Instant(tx.Now), digest, int64(id), string(b.commune), b.number)
	if err == nil && n != 1 {
		err = errStopped
	}
	return err
}

func setFailed(ctx context.Context, tx *gate.Tx, id RoundID, b sending, state string, next time.Time, why error) error {
	if fault.CodeOf(why) == "" { // one of our own: its words are for the log
		why = fault.Wrap(why, fault.Internal, "internal")
	}
	_, err := tx.Exec(ctx, `UPDATE verification_batch SET state = $1, tries = tries + 1, next_at = $2, trouble = $3
		WHERE round = $4 AND commune = $5 AND number = $6 AND state = 'waiting'`,
		state, db.Instant(next), fault.Keep(why, "internal"), int64(id), string(b.commune), b.number)
	return err
}

// setAnswered says whether the batch had no answer before.
func setAnswered(ctx context.Context, tx *gate.Tx, id RoundID, b sending, digest string) (bool, error) {
	n, err := tx.Exec(ctx, `UPDATE verification_batch SET state = 'answered', answered_at = $1, answer = $2, trouble = ''
		WHERE round = $3 AND commune = $4 AND number = $5 AND state = 'waiting'`, db.Instant(tx.Now), digest, int64(id), string(b.commune), b.number)
	return n == 1, err
}

// write writes what an answer says. The rows of its people are written anew, which is one statement for all of them.
func (w *recording) write(ctx context.Context, tx *gate.Tx, b sending) error {
	at := db.Instant(tx.Now)
	if _, err := tx.Exec(ctx, `DELETE FROM verification WHERE round = $1 AND commune = $2 AND batch = $3`, int64(w.round.ID), string(b.commune), b.number); err != nil {
		return err
	}
	_, err := tx.Bulk(ctx, "verification", []string{"round", "commune", "batch", "person", "result", "asked", "at"}, func(yield func([]any) bool) {
		for _, r := range w.results {
			if !yield([]any{int64(w.round.ID), string(b.commune), b.number, int64(r.person), string(r.result), r.asked, at}) {
				return
			}
		}
	})
	if err != nil {
		return err
	}
	args, ids := []any{w.round.Partner}, make([]int64, len(w.results))
	for i, r := range w.results {
		ids[i] = int64(r.person)
	}
	if _, err := tx.Exec(ctx, `DELETE FROM verified WHERE partner = $1 AND person IN (`+marks(ids, &args)+`)`, args...); err != nil {
		return err
	}
	_, err = tx.Bulk(ctx, "verified", []string{"person", "commune", "partner", "round", "result", "asked", "at"}, func(yield func([]any) bool) {
		for _, r := range w.results {
			if !yield([]any{int64(r.person), string(r.commune), w.round.Partner, int64(w.round.ID), string(r.result), r.asked, at}) {
				return
			}
		}
	})
	if err != nil {
		return err
	}
	return errors.Join(w.change(ctx, tx), w.insert(ctx, tx))
}
