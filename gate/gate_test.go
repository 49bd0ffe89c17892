package gate_test

import (
	"context"
	"errors"
	"testing"

	"ansinh/audit"
	"ansinh/auth"
	"ansinh/db"
	"ansinh/db/dbtest"
	"ansinh/fault"
	"ansinh/gate"
	"ansinh/gate/gatetest"
)

func TestChangeAndItsEventStandOrFallTogether(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx, g := context.Background(), gatetest.New(t, d)
		write := func(tx *gate.Tx) error {
			tx.Note("rows", 1)
			_, err := tx.Exec(ctx, `INSERT INTO policy_file (path, sha256, loaded_at) VALUES ($1, $2, $3)`, "x", "y", "z")
			return err
		}
		act := gate.Act{Permission: "policy.load", Subject: "policy:x"}
		stop := errors.New("stop")
		err := g.Change(ctx, auth.System(), act, func(tx *gate.Tx) error {
			if err := write(tx); err != nil {
				return err
			}
			return stop
		})
		if !errors.Is(err, stop) {
			t.Fatal(err)
		}
		count := func() (rows, events int) {
			d.View(ctx, func(tx *db.Tx) error {
				rows, _ = db.One(ctx, tx, db.Value[int], `SELECT count(*) FROM policy_file`)
				found, err := audit.Events(ctx, tx, "policy:x", 10)
				events = len(found)
				return err
			})
			return rows, events
		}
		if rows, events := count(); rows != 0 || events != 0 {
			t.Errorf("after a failure: %d rows, %d events", rows, events)
		}
		if err := g.Change(ctx, gatetest.Actor("citizen"), act, write); !fault.Is(err, fault.Forbidden) {
			t.Errorf("a citizen loaded policy: %v", err)
		}
		if err := g.Change(ctx, auth.System(), act, write); err != nil {
			t.Fatal(err)
		}
		if rows, events := count(); rows != 1 || events != 1 {
			t.Errorf("after a success: %d rows, %d events", rows, events)
		}
	})
}

func TestReadingAPersonsFileIsRecorded(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx, g := context.Background(), gatetest.New(t, d)
		nothing := func(*gate.Tx) error { return nil }
		act := gate.Act{Permission: "registry.read", Subject: "person:7", Personal: true}
		if err := g.Read(ctx, gatetest.Actor("auditor"), act, nothing); err != nil {
			t.Fatal(err)
		}
		d.View(ctx, func(tx *db.Tx) error {
			events, err := audit.Events(ctx, tx, "person:7", 10)
			if len(events) != 1 || events[0].Actor != "test-auditor" || events[0].Leaf != 0 {
				t.Errorf("got %+v", events)
			}
			return err
		})
	})
}

func TestAStepRecordsWhatItReadWithWhatItChanges(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		g := gatetest.New(t, d)
		act := gate.Act{Permission: "policy.load", Subject: "policy:y", Personal: true}
		nothing := func(*gate.Tx) error { return nil }
		recorded := func(want int, when string) {
			t.Helper()
			d.View(t.Context(), func(tx *db.Tx) error {
				found, err := audit.Events(t.Context(), tx, "policy:y", 10)
				if len(found) != want || err != nil {
					t.Errorf("%s: %d events, want %d: %v", when, len(found), want, err)
				}
				return nil
			})
		}
		must := func(err error) {
			t.Helper()
			if err != nil {
				t.Fatal(err)
			}
		}
		step := gate.Step(t.Context())
		must(g.Read(step, auth.System(), act, nothing))
		recorded(0, "read in a step")
		stop := errors.New("stop")
		if err := g.Change(step, auth.System(), act, func(*gate.Tx) error { return stop }); !errors.Is(err, stop) {
			t.Fatal(err)
		}
		recorded(0, "the change failed")
		must(g.Change(step, auth.System(), act, nothing))
		recorded(2, "read and changed")
		must(g.Change(step, auth.System(), act, nothing))
		recorded(3, "changed again")
		must(g.Read(step, auth.System(), act, nothing))
		must(g.Settle(step))
		must(g.Settle(step))
		must(g.Settle(t.Context()))
		recorded(4, "read and settled")
		must(g.Read(t.Context(), auth.System(), act, nothing))
		recorded(5, "read in no step")
	})
}
