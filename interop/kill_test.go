package interop_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"ansinh/db"
	"ansinh/db/dbtest"
	"ansinh/house"
	"ansinh/interop"
	"ansinh/interop/standin"
	"ansinh/policy"
	"ansinh/text"
)

// The test program works at the rounds of a database as a process of its own when these are set.
const (
	childURL  = "ANSINH_TEST_VERIFY_DB"
	childKeys = "ANSINH_TEST_VERIFY_KEYS"
	childAt   = "ANSINH_TEST_VERIFY_AT"
)

func TestMain(m *testing.M) {
	if url := os.Getenv(childURL); url != "" {
		if err := child(url); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		os.Exit(0)
	}
	os.Exit(m.Run())
}

func child(url string) error {
	data, err := policy.Open("")
	if err != nil {
		return err
	}
	texts, err := text.Load(data)
	if err != nil {
		return err
	}
	h, err := house.Open(ctx, house.Options{DB: url, Keys: os.Getenv(childKeys), Policy: policy.Lay(rules(), data), Texts: texts, Clock: time.Now})
	if err != nil {
		return err
	}
	defer h.Close()
	h.Interop.At(os.Getenv(childAt))
	fmt.Println("begun")
	return h.Interop.Work(ctx)
}

// TestAKilledRoundAsksNobodyTwice kills the process that asks, each time after it has sent a question and before it has
// recorded the answer, and lets it end at last: the same results, each person with one answer, the same batch numbers.
func TestAKilledRoundAsksNobodyTwice(t *testing.T) {
	t.Parallel()
	for name, url := range map[string]func(t *testing.T) string{
		"sqlite":   func(t *testing.T) string { return filepath.Join(t.TempDir(), "test.db") },
		"postgres": func(t *testing.T) string { return dbtest.NewPostgres(t) },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			x := &desk{url: url(t), keys: t.TempDir(), now: time.Now()}
			x.live = true
			x.House = open(t, x)
			x.people = x.load(t)
			x.stand(t, planted)
			id := x.ask(t, system, interop.Ask{Wish: interop.Everybody})
			batches := map[string]int{}
			var running *dbtest.Child
			kills := 0
			wall := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				batches[r.Header.Get("Batch-Id")]++
				if kills < 3 && batches[r.Header.Get("Batch-Id")] == 1 {
					kills++
					rec := httptest.NewRecorder()
					x.server.ServeHTTP(rec, r) // the other side has answered; nobody hears it
					running.Kill()
					panic(http.ErrAbortHandler)
				}
				x.server.ServeHTTP(w, r)
			}))
			t.Cleanup(wall.Close)
			for try := 0; ; try++ {
				running = dbtest.NewChild(childURL+"="+x.url, childKeys+"="+x.keys, childAt+"="+wall.URL)
				running.Begin(t)
				err := <-running.Ended
				if r, _ := x.round(t, id); err == nil && r.State == interop.Done {
					break
				}
				if err != nil && !strings.Contains(err.Error(), "killed") || try > 60 {
					t.Fatalf("try %d: %v", try, err)
				}
				err = x.DB.Update(ctx, func(tx *db.Tx) error { // the lease of the one that was killed lapses
					_, err := tx.Exec(ctx, `DELETE FROM job_lease`)
					return err
				})
				if err != nil {
					t.Fatal(err)
				}
			}
			x.afterKills(t, id, batches, kills)
		})
	}
}

func (x *desk) afterKills(t *testing.T, id interop.RoundID, batches map[string]int, kills int) {
	t.Helper()
	r, left := x.round(t, id)
	if kills != 3 || r.Answered != 12 || r.Batches != 4 || len(left) != 0 || len(batches) != 4 {
		t.Errorf("after %d kills: %+v, batches %v", kills, r, batches)
	}
	if n := x.count(t, `SELECT count(*) FROM verification`); n != 12 {
		t.Errorf("%d people asked about, 12 live here", n)
	}
	if n := x.count(t, `SELECT count(DISTINCT person) FROM verification WHERE result <> ''`); n != 12 {
		t.Errorf("%d people answered about", n)
	}
	if _, said := x.open(t, interop.Filter{}); said != "1 differs, 2 differs, 3 died, 4 moved, 5 unknown, 6 other" {
		t.Errorf("the tasks are %s", said)
	}
	for _, p := range []standin.Person{x.held(t)[0]} {
		if n := x.server.Asked(p.Number); n < 1 || n > 2 {
			t.Errorf("asked about %d times", n)
		}
	}
}
