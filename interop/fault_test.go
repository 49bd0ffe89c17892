package interop_test

import (
	"crypto/ed25519"
	"testing"
	"time"

	"ansinh/db"
	"ansinh/interop"
	"ansinh/interop/standin"
	"ansinh/interop/wire"
)

func TestEveryFaultIsNoAnswer(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, x *desk) {
		x.stand(t, planted)
		wanted := map[standin.Fault]string{standin.Slow: "interop.unreachable", standin.Error: "interop.not_ready", standin.Signature: "interop.key",
			standin.Half: "interop.answer.missing", standin.Cut: "interop.digest", standin.Twice: "interop.answer.twice", standin.Batch: "interop.answer.batch"}
		for _, f := range standin.Faults() {
			if f == standin.Replay {
				continue // needs an answer before it
			}
			x.server.Order(f, f, f)
			id := x.ask(t, x.officer, interop.Ask{Wish: interop.One, Person: x.people[1]})
			x.work(t)
			r, left := x.round(t, id)
			if r.State != interop.Running || r.Person != x.people[1] || r.Answered != 0 || len(left) != 1 || left[0].Trouble == nil || left[0].Trouble.Code != wanted[f] || left[0].Tries != 1 {
				t.Fatalf("%s: %+v %+v", f, r, left)
			}
			x.work(t) // too early: nothing is sent
			if _, left = x.round(t, id); left[0].Tries != 1 {
				t.Errorf("%s: sent again before its time", f)
			}
			x.pass(2 * time.Minute)
			x.work(t)
			x.pass(6 * time.Minute)
			x.work(t)
			r, left = x.round(t, id)
			if r.State != interop.Done || r.Failed != 1 || left[0].State != "failed" || left[0].Tries != 3 {
				t.Fatalf("%s, after the last try: %+v %+v", f, r, left)
			}
			x.untouched(t, string(f))
			if err := x.Interop.Resume(ctx, x.officer, id); err != nil {
				t.Fatal(err)
			}
			x.work(t)
			if r, _ = x.round(t, id); r.State != interop.Done || r.Answered != 1 || r.Failed != 0 || r.Results[interop.Differs] != 1 {
				t.Errorf("%s, sent once more: %+v", f, r)
			}
			x.forget(t)
		}
	})
}

// untouched holds that nothing was recorded of anybody.
func (x *desk) untouched(t *testing.T, what string) {
	t.Helper()
	for _, table := range []string{"verified", "difference", "verification WHERE result <> ''"} {
		if n := x.count(t, `SELECT count(*) FROM `+table); n != 0 {
			t.Errorf("%s left %d rows in %s", what, n, table)
		}
	}
}

func (x *desk) count(t *testing.T, query string) (n int64) {
	t.Helper()
	err := x.DB.View(ctx, func(tx *db.Tx) (err error) {
		n, err = db.One(ctx, tx, db.Value[int64], query)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return n
}

// forget empties the tables of what was answered.
func (x *desk) forget(t *testing.T) {
	t.Helper()
	for _, table := range []string{"verified", "difference", "verification"} {
		if err := x.DB.Update(ctx, func(tx *db.Tx) error { _, err := tx.Exec(ctx, `DELETE FROM `+table); return err }); err != nil {
			t.Fatal(err)
		}
	}
}

func TestAnEarlierAnswerIsNone(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, x *desk) {
		x.ask(t, x.officer, interop.Ask{Wish: interop.One, Person: x.people[0]})
		x.work(t)
		x.server.Order(standin.Replay)
		id := x.ask(t, x.officer, interop.Ask{Wish: interop.One, Person: x.people[1]})
		x.work(t)
		if _, left := x.round(t, id); len(left) != 1 || left[0].Trouble == nil || left[0].Trouble.Code != "interop.signature" {
			t.Errorf("the answer to another question was taken: %+v", left)
		}
	})
}

func TestAWrongKeyOrARealPartnersStandInIsRefused(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, x *desk) {
		other, _, _ := ed25519.GenerateKey(nil)
		if err := wire.WritePublic(x.Interop.PartnerKey(), other); err != nil {
			t.Fatal(err)
		}
		id := x.ask(t, x.officer, interop.Ask{Wish: interop.Everybody})
		x.work(t)
		if _, left := x.round(t, id); len(left) != 3 || left[0].Trouble.Code != "interop.key" {
			t.Errorf("another key: %+v", left)
		}
		x.untouched(t, "another key")
		x.Interop.At("http://stand-in.example")
		x.pass(2 * time.Minute)
		x.work(t)
		if n := x.server.Asked(x.held(t)[0].Number); n != 2 {
			t.Errorf("an address elsewhere was taken: asked %d times", n)
		}
	})
}
