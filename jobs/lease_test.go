package jobs_test

import (
	"context"
	"testing"
	"time"

	"ansinh/db"
	"ansinh/db/dbtest"
	"ansinh/jobs"
)

// TestThePartOfADeadWorkerIsFreeWithinAMinute: the lease of a process that says nothing more lapses, and not before.
func TestThePartOfADeadWorkerIsFreeWithinAMinute(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx := context.Background()
		now := time.Date(2026, 11, 24, 3, 0, 0, 0, time.UTC)
		at := func(after time.Duration) *jobs.Leases {
			return jobs.NewLeases(d, func() time.Time { return now.Add(after) }, jobs.Lapses)
		}
		take := func(l *jobs.Leases, part string) *jobs.Lease {
			t.Helper()
			lease, err := l.Take(ctx, "run", part)
			if err != nil {
				t.Fatal(err)
			}
			return lease
		}
		dies := take(at(0), "a")
		dies.Keep() // as one who is killed: nothing is renewed, nothing given back
		if take(at(0), "a") != nil || take(at(jobs.Lapses), "a") != nil {
			t.Error("a part that is held was taken")
		}
		other := take(at(0), "b")
		held, err := at(0).Held(ctx, "run")
		if err != nil || !held["a"] || !held["b"] || len(held) != 2 {
			t.Errorf("held: %v, %v", held, err)
		}
		other.Free(ctx)
		if take(at(0), "b") == nil {
			t.Error("what was given back is not free")
		}
		if take(at(time.Minute), "a") == nil {
			t.Error("after a minute the part of the dead worker is not free")
		}
		if err := at(0).Clear(ctx, "run"); err != nil {
			t.Fatal(err)
		}
		if held, err := at(0).Held(ctx, "run"); err != nil || len(held) != 0 {
			t.Errorf("cleared: %v, %v", held, err)
		}
	})
}

// TestALeaseIsRenewed: a part that takes longer than a lease stays with the process that is at it.
func TestALeaseIsRenewed(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx := context.Background()
		const lapses = 2 * time.Second
		l := jobs.NewLeases(d, time.Now, lapses)
		lease, err := l.Take(ctx, "run", "a")
		if err != nil || lease == nil {
			t.Fatal(lease, err)
		}
		time.Sleep(lapses + lapses/4)
		if held, err := l.Held(ctx, "run"); err != nil || !held["a"] {
			t.Errorf("lapsed although its holder lives: %v", err)
		}
		lease.Free(ctx)
		if again, err := l.Take(ctx, "run", "a"); err != nil || again == nil {
			t.Error("not free", err)
		} else {
			again.Keep()
		}
	})
}
