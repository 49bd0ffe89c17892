package benefit_test

import (
	"path/filepath"
	"testing"
	"time"

	"ansinh/auth"
	"ansinh/benefit"
	"ansinh/db"
	"ansinh/db/dbtest"
	"ansinh/fault"
	"ansinh/gate/gatetest"
	"ansinh/money"
	"ansinh/registry"
)

func TestTheRosterPaysAndHolds(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		r := setup(t, d)
		if _, err := r.Freeze(ctx, auth.System(), november); fault.CodeOf(err) != "benefit.not_determined" {
			t.Errorf("before it was determined: %v", err)
		}
		r.determine(t, october)
		r.enrol(t, october)
		if err := r.registry.RecordDeath(ctx, auth.System(), r.id(disabled), october.Last(), papers); err != nil {
			t.Fatal(err)
		}
		if err := r.registry.RecordFact(ctx, auth.System(), registry.NewFact{Person: r.id(orphan), Fact: "person.no_nurture",
			Certainty: registry.Unknown, From: october.Last(), Source: papers}); err != nil {
			t.Fatal(err)
		}
		r.determine(t, november)
		if _, err := r.Freeze(ctx, gatetest.Actor("leader"), november); !fault.Is(err, fault.Forbidden) {
			t.Errorf("without permission: %v", err)
		}
		frozen, err := r.Freeze(ctx, gatetest.Actor("payment-officer"), november)
		if err != nil {
			t.Fatal(err)
		}
		lines, err := r.RosterLines(ctx, auth.System(), november)
		if err != nil {
			t.Fatal(err)
		}
		type line struct {
			amount money.Dong
			held   benefit.Reason
		}
		want := map[string]line{
			"elder P75": {540_000, ""}, "disabled K6n": {810_000, benefit.Dead}, "orphan K1": {810_000, benefit.Missing},
			"helpless C-home": {540_000, ""}, "helpless K6dbn": {1_080_000, ""}, "turning P75": {540_000, ""},
			"twin P75": {540_000, benefit.Twin}, "toddler K1": {810_000, ""},
		}
		for _, l := range lines {
			key := r.place(l.Person) + " " + l.Category
			if want[key] != (line{l.Amount, l.Held}) {
				t.Errorf("%s: got %d %q, want %+v", key, int64(l.Amount), l.Held, want[key])
			}
		}
		if len(lines) != len(want) || frozen.Lines != 5 || frozen.Amount != 3_510_000 || frozen.Held != 3 || frozen.HeldAmount != 2_160_000 {
			t.Errorf("%d lines, roster %+v", len(lines), frozen)
		}
		if again, err := r.Roster(ctx, auth.System(), november); err != nil || again != frozen {
			t.Errorf("stored %+v, %v", again, err)
		}
	})
}

func TestAFrozenMonthDoesNotChange(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		r := setup(t, d)
		r.determine(t, october)
		r.enrol(t, october, orphan)
		frozen, err := r.Freeze(ctx, auth.System(), october)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := r.Freeze(ctx, auth.System(), october); fault.CodeOf(err) != "benefit.frozen" {
			t.Errorf("frozen twice: %v", err)
		}
		s, err := r.registry.Snapshot(ctx, auth.System(), october, today)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := r.Determine(ctx, auth.System(), s); fault.CodeOf(err) != "benefit.frozen" {
			t.Errorf("determined after it was frozen: %v", err)
		}
		if _, err := r.Decide(ctx, auth.System(), grant(r, orphan, "K1")); err != nil {
			t.Fatal(err)
		}
		same(t, "the frozen month's gap", r.rows(t, october, benefit.Gap), "orphan K1 never_enrolled")
		if again, err := r.Roster(ctx, auth.System(), october); err != nil || again != frozen {
			t.Errorf("the roster is %+v, %v", again, err)
		}
		late, err := r.Late(ctx, auth.System(), november)
		if err != nil {
			t.Fatal(err)
		}
		if len(late) != 1 || late[0].Person != r.id(orphan) || late[0].Month != october || late[0].Amount != 810_000 {
			t.Errorf("owed for the frozen month: %+v", late)
		}
	})
}

func TestBothEnginesFreezeTheSame(t *testing.T) {
	t.Parallel()
	var hashes []string
	for _, url := range []string{filepath.Join(t.TempDir(), "test.db"), dbtest.NewPostgres(t)} {
		d, err := db.Open(ctx, url)
		if err != nil {
			t.Fatal(err)
		}
		defer d.Close()
		if err := d.Migrate(ctx); err != nil {
			t.Fatal(err)
		}
		if err := d.Unlock(ctx, filepath.Join(t.TempDir(), "seal.keys"), time.Unix(0, 0)); err != nil {
			t.Fatal(err)
		}
		r := setup(t, d)
		r.determine(t, october)
		r.enrol(t, october)
		frozen, err := r.Freeze(ctx, auth.System(), october)
		if err != nil {
			t.Fatal(err)
		}
		hashes = append(hashes, frozen.Hash)
	}
	if hashes[0] != hashes[1] {
		t.Errorf("SQLite %s, PostgreSQL %s", hashes[0], hashes[1])
	}
}
