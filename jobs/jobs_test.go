package jobs_test

import (
	"context"
	"errors"
	"io"
	"log/slog"
	"testing"
	"time"

	"ansinh/db"
	"ansinh/db/dbtest"
	"ansinh/jobs"
)

func TestTaskAndChangeStandOrFallTogether(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
		defer cancel()
		q, err := jobs.Open(d)
		if err != nil {
			t.Fatal(err)
		}
		for range 2 { // migrating twice changes nothing
			if err := q.Migrate(ctx); err != nil {
				t.Fatal(err)
			}
		}
		undone := errors.New("undone")
		err = d.Update(ctx, func(tx *db.Tx) error {
			if err := q.Add(ctx, tx, "count", 1); err != nil {
				return err
			}
			return undone
		})
		if !errors.Is(err, undone) {
			t.Fatal(err)
		}
		err = d.Update(ctx, func(tx *db.Tx) error {
			for range 2 { // the same task waiting already is one task
				if err := q.Add(ctx, tx, "count", 2); err != nil {
					return err
				}
			}
			return q.Add(ctx, tx, "last", nil)
		})
		if err != nil {
			t.Fatal(err)
		}
		if got, err := q.Find(ctx, "count", is("2")); got != jobs.Waits || err != nil {
			t.Errorf("before it is done: %q, %v", got, err)
		}
		if got, err := q.Find(ctx, "count", is("1")); got != jobs.None || err != nil {
			t.Errorf("what was undone: %q, %v", got, err)
		}
		done := make(chan string, 10)
		work, stop := context.WithCancel(ctx)
		finished := make(chan error, 1)
		go func() {
			finished <- q.Work(work, map[string]jobs.Handler{
				"count": func(_ context.Context, payload []byte) error { done <- string(payload); return nil },
				"last":  func(context.Context, []byte) error { done <- "last"; return nil },
			}, 1, slog.New(slog.NewTextHandler(io.Discard, nil)))
		}()
		var got []string
		for len(got) < 2 {
			select {
			case s := <-done:
				got = append(got, s)
			case <-ctx.Done():
				t.Fatalf("did %v and no more", got)
			}
		}
		stop()
		if err := <-finished; err != nil {
			t.Error(err)
		}
		if got, err := q.Find(ctx, "count", is("2")); got != jobs.Done || err != nil {
			t.Errorf("when it is done: %q, %v", got, err)
		}
		if got[0] != "2" || got[1] != "last" || len(done) != 0 {
			t.Errorf("did %v", got)
		}
	})
}

func is(want string) func([]byte) bool {
	return func(payload []byte) bool { return string(payload) == want }
}
