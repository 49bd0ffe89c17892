package payment_test

import (
	"bufio"
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"reflect"
	"testing"
	"time"

	"ansinh/auth"
	"ansinh/benefit"
	"ansinh/calendar"
	"ansinh/db"
	"ansinh/db/dbtest"
	"ansinh/payment"
)

// The test program runs a month as a process of its own when these are set.
const (
	childURL   = "ANSINH_TEST_RUN_DB"
	childMonth = "ANSINH_TEST_RUN_MONTH"
)

// child runs a month and says on its output as each step begins.
func child(url, month string) int {
	fail := func(err error) int {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	d, err := db.Open(ctx, url)
	if err != nil {
		return fail(err)
	}
	defer d.Close()
	r, err := open(d, nil)
	if err != nil {
		return fail(err)
	}
	m, err := calendar.ParseMonth(month)
	if err != nil {
		return fail(err)
	}
	_, err = r.RunMonth(ctx, preparer, m, payment.Options{
		KnownOn:  today,
		Progress: func(step string, _, _ int) { fmt.Println(step) },
		Decide: func(ctx context.Context) error {
			fmt.Println("decide")
			_, err := r.benefits.DecideAll(ctx, auth.System(), m, benefit.Terms{On: m.First() + 4})
			return err
		}})
	if err != nil {
		return fail(err)
	}
	return 0
}

// running is a child and the steps it has begun.
type running struct {
	*exec.Cmd
	steps chan string // closed when the child has ended
}

func start(t *testing.T, url string, month calendar.Month) running {
	t.Helper()
	c := exec.Command(os.Args[0])
	c.Env = append(os.Environ(), childURL+"="+url, childMonth+"="+month.String())
	c.Stderr = os.Stderr
	out, err := c.StdoutPipe()
	must(t, err)
	must(t, c.Start())
	steps := make(chan string, 16)
	go func() {
		defer close(steps)
		for lines := bufio.NewScanner(out); lines.Scan(); {
			steps <- lines.Text()
		}
	}()
	return running{c, steps}
}

// undisturbed runs a month to its end and says how long each step took.
func undisturbed(t *testing.T, url string, month calendar.Month) map[string]time.Duration {
	t.Helper()
	c := start(t, url, month)
	took := map[string]time.Duration{}
	last, since := "", time.Now()
	for step := range c.steps {
		took[last] = time.Since(since)
		last, since = step, time.Now()
	}
	took[last] = time.Since(since)
	must(t, c.Wait())
	return took
}

// killIn kills a run at a random moment after a step has begun; false where the run ended before.
func killIn(t *testing.T, url string, month calendar.Month, step string, within time.Duration) bool {
	t.Helper()
	c := start(t, url, month)
	for s := range c.steps {
		if s == step {
			time.Sleep(rand.N(within))
			c.Process.Kill()
		}
	}
	return c.Wait() != nil
}

func TestARunKilledAnywhereIsWholeInTheEnd(t *testing.T) {
	for name, fresh := range map[string]func(t testing.TB) string{
		"sqlite":   func(t testing.TB) string { return filepath.Join(t.TempDir(), "test.db") },
		"postgres": dbtest.NewPostgres,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			calm, rough := newRegister(t, fresh(t)), newRegister(t, fresh(t))
			for _, month := range []calendar.Month{october, november} {
				took := undisturbed(t, calm, month)
				tried, killed := 0, 0
				for _, step := range []string{"snapshot", "determine", "determine", "decide", "decide", "roster", "roster", "prepare", "prepare", "prepare"} {
					tried++
					if killIn(t, rough, month, step, took[step]+1) {
						killed++
					}
				}
				undisturbed(t, rough, month)
				t.Logf("%s: killed %d of %d; undisturbed the steps took %v", month, killed, tried, took)
				if killed == 0 {
					t.Errorf("%s: no run was killed: this shows nothing", month)
				}
				if a, b := result(t, calm, month), result(t, rough, month); !reflect.DeepEqual(a, b) {
					t.Errorf("%s: undisturbed %+v, killed %+v", month, a.run, b.run)
				}
			}
		})
	}
}

// newRegister makes a database with people in it and gives its address.
func newRegister(t *testing.T, url string) string {
	t.Helper()
	d, err := db.Open(ctx, url)
	must(t, err)
	defer d.Close()
	must(t, d.Migrate(ctx))
	setup(t, d, elders(2000))
	return url
}

// outcome is what is in the database after a month.
type outcome struct {
	run    payment.Run
	lines  []payment.Line
	books  payment.Books
	roster benefit.Roster
}

func result(t *testing.T, url string, month calendar.Month) outcome {
	t.Helper()
	d, err := db.Open(ctx, url)
	must(t, err)
	defer d.Close()
	r, err := open(d, nil)
	must(t, err)
	var o outcome
	o.run, err = r.Run(ctx, auth.System(), month)
	must(t, err)
	o.roster, err = r.benefits.Roster(ctx, auth.System(), month)
	must(t, err)
	o.lines, o.books = r.lines(t, month, ""), mustBooks(t, r, month)
	if o.run.Lines != 2000 {
		t.Errorf("%s: %d lines", month, o.run.Lines)
	}
	return o
}
