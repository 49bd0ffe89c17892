package payment_test

import (
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"ansinh/auth"
	"ansinh/calendar"
	"ansinh/db"
	"ansinh/db/dbtest"
	"ansinh/fault"
	"ansinh/org"
	"ansinh/payment"
)

// The test program helps to prepare a month as a process of its own when these are set.
const (
	childURL   = "ANSINH_TEST_RUN_DB"
	childMonth = "ANSINH_TEST_RUN_MONTH"
)

// child prepares a month as a worker does: what goes wrong is tried again. It says when it begins.
func child(url, month string) int {
	m, err := calendar.ParseMonth(month)
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	began := false
	for {
		err := func() error {
			d, err := db.Open(ctx, url)
			if err != nil {
				return err
			}
			defer d.Close()
			r, err := open(d, nil)
			if err != nil {
				return err
			}
			if !began {
				fmt.Println("begun")
				began = true
			}
			_, err = r.RunMonth(ctx, preparer, m, payment.Options{KnownOn: today})
			return err
		}()
		switch fault.KindOf(err) {
		case fault.Invalid, fault.Forbidden, fault.NotFound:
			if err != nil {
				fmt.Fprintln(os.Stderr, err)
				return 1
			}
		}
		if err == nil {
			return 0
		}
		time.Sleep(20 * time.Millisecond)
	}
}

// startWorker has a child prepare a month.
func startWorker(t *testing.T, url string, month calendar.Month) *dbtest.Child {
	t.Helper()
	w := dbtest.NewChild(childURL+"="+url, childMonth+"="+month.String(), "GOMAXPROCS=1")
	w.Begin(t)
	return w
}

// trouble is what befalls a month while it is prepared.
type trouble struct {
	workers int
	kills   int           // wanted in all
	every   time.Duration // at most so long between two
	restart func()        // of the database; nil: never
	chance  *rand.Rand

	killed, restarted, finished int
}

// month has workers prepare a month and kills them at random moments, another in the place of each, until the run stands.
func (x *trouble) month(t *testing.T, url string, month calendar.Month) {
	t.Helper()
	workers := make([]*dbtest.Child, x.workers)
	for i := range workers {
		workers[i] = startWorker(t, url, month)
	}
	defer func() {
		for _, w := range workers {
			w.Kill()
			<-w.Ended
		}
	}()
	for {
		i := x.chance.IntN(len(workers))
		select {
		case err := <-workers[i].Ended:
			workers[i].Ended <- nil
			must(t, err)
			x.finished++
			return
		case <-time.After(time.Duration(x.chance.Int64N(int64(x.every)))):
		}
		if x.restart != nil && x.chance.IntN(12) == 0 {
			x.restart()
			x.restarted++
		}
		workers[i].Kill()
		err := <-workers[i].Ended
		if err == nil {
			workers[i].Ended <- nil
			x.finished++
			return
		}
		x.killed++
		workers[i] = startWorker(t, url, month)
	}
}

func TestRunsOfKilledWorkersEndWithTheSameRows(t *testing.T) {
	t.Parallel()
	for name, one := range map[string]struct {
		fresh func(t *testing.T) (string, func())
		trouble
	}{
		"sqlite": {func(t *testing.T) (string, func()) { return filepath.Join(t.TempDir(), "test.db"), nil },
			trouble{workers: 1, kills: 30, every: 200 * time.Millisecond}},
		"postgres": {func(t *testing.T) (string, func()) { return dbtest.NewServer(t) },
			trouble{workers: 2, kills: 100, every: 130 * time.Millisecond}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			x := one.trouble
			seed := rand.Uint64()
			x.chance = rand.New(rand.NewPCG(seed, 1))
			url, restart := one.fresh(t)
			x.restart = restart
			rough, calm := newRegister(t, url), newRegister(t, filepath.Join(t.TempDir(), "calm.db"))
			month := october
			for ; x.killed < x.kills; month++ {
				c := startWorker(t, calm, month)
				must(t, <-c.Ended)
				x.month(t, rough, month)
				want, got := everyRow(t, calm, month), everyRow(t, rough, month)
				if want != got {
					t.Fatalf("seed %d: %s differs after %d kills\n%s", seed, month, x.killed, firstDifference(want, got))
				}
			}
			t.Logf("seed %d: killed %d times, the database restarted %d times, in %d months", seed, x.killed, x.restarted, int(month-october))
			if restart != nil && x.restarted == 0 {
				t.Error("the database was never restarted: this shows nothing")
			}
		})
	}
}

// places are some communes of today, each with its share of the people.
func places(t *testing.T, r *rooms, n int) []org.UnitID {
	t.Helper()
	var all []org.UnitID
	for _, u := range r.tree.Units(org.Commune, today) {
		all = append(all, u.ID)
	}
	if len(all) < n {
		t.Fatalf("%d communes", len(all))
	}
	return all[:n]
}

// newRegister makes a database with people in it who were paid for September, and gives its address.
func newRegister(t *testing.T, url string) string {
	t.Helper()
	d, err := db.Open(ctx, url)
	must(t, err)
	defer d.Close()
	must(t, d.Migrate(ctx))
	r, err := open(d, nil)
	must(t, err)
	b := elders(900)
	homes := places(t, r, 14)
	for i := range b.Households {
		b.Households[i].HomeUnit = homes[i*i%len(homes)]
	}
	b.Persons[7].BirthDate = calendar.MustDay(2020, 1, 1) // never due anything
	r.loadIn(t, b, homes)
	r.runMonth(t, september, today, everyone)
	r.send(t, september)
	for i, l := range r.lines(t, september, payment.OnlyPaid) { // and something to settle: claims, returns to be paid again
		switch i % 50 {
		case 3:
			must(t, r.Claim(ctx, preparer, l.ID, "thử"))
		case 4:
			must(t, r.Return(ctx, checker, september, l.ID))
			must(t, r.Repair(ctx, preparer, l.ID, payment.Cash))
		}
	}
	must(t, r.registry.RecordDeath(ctx, auth.System(), r.id(5), calendar.MustDay(2026, 8, 3), papers))
	return url
}

// everyRow is all that a month wrote, a row a line.
func everyRow(t *testing.T, url string, month calendar.Month) string {
	t.Helper()
	d, err := db.Open(ctx, url)
	must(t, err)
	defer d.Close()
	var b strings.Builder
	must(t, d.View(ctx, func(tx *db.Tx) error {
		for _, q := range []string{
			`SELECT 'run', state || ' ' || roster || ' ' || snapshot || ' ' || law || ' ' || hash, lines, amount, held, recoveries, recovery, flagged, attempt, instalments FROM payment_run WHERE month = $1`,
			`SELECT id, commune || programme || category || kind || for_month || home_unit || channel || bank || account || holder || address || held || flags || again, person, household, decision, amount, birth_year, deducted, 0, 0 FROM payment_line WHERE month = $1 ORDER BY id`,
			`SELECT id, commune || home_unit || debit || credit || line || reverses || rests_on || entered_by, amount, 0, 0, 0, 0, 0, 0, 0 FROM ledger_entry WHERE month = $1 ORDER BY id`,
			`SELECT 'total', commune || home_unit || programme || channel || bank || kind || held, lines, amount, deducted, 0, 0, 0, 0, 0 FROM payment_total
				WHERE month = $1 ORDER BY commune, home_unit, programme, channel, bank, kind, held`,
			`SELECT 'sum', commune || account, debit, credit, 0, 0, 0, 0, 0, 0 FROM ledger_sum WHERE month = $1 ORDER BY commune, account`,
			`SELECT recovery, commune || line, amount, 0, 0, 0, 0, 0, 0, 0 FROM payment_instalment WHERE month = $1 ORDER BY recovery, line`,
			`SELECT programme, category || commune || home_unit || held, person, household, decision, amount, 0, 0, 0, 0 FROM roster_line WHERE month = $1 ORDER BY person, programme, category`,
			`SELECT programme, category || commune || home_unit, person, household, amount, twin, 0, 0, 0, 0 FROM determined WHERE month = $1 ORDER BY person, programme, category`,
			`SELECT 'left', month, 0, 0, 0, 0, 0, 0, 0, 0 FROM payment_preparation UNION ALL SELECT 'left', commune, 0, 0, 0, 0, 0, 0, 0, 0 FROM payment_part WHERE month = $1`,
		} {
			args := []any{month}
			if err := db.Each(ctx, tx, func(s db.Scanner) error {
				var id, words string
				var n [8]int64
				err := s.Scan(&id, &words, &n[0], &n[1], &n[2], &n[3], &n[4], &n[5], &n[6], &n[7])
				fmt.Fprintln(&b, id, words, n)
				return err
			}, q, args...); err != nil {
				return err
			}
		}
		return nil
	}))
	if n := strings.Count(b.String(), "\n"); n < 3000 {
		t.Fatalf("only %d rows", n)
	}
	return b.String()
}

func firstDifference(a, b string) string {
	x, y := strings.Split(a, "\n"), strings.Split(b, "\n")
	for i := range x {
		if i >= len(y) || x[i] != y[i] {
			return fmt.Sprintf("row %d of %d and %d:\n%s\n%s", i, len(x), len(y), x[i], y[min(i, len(y)-1)])
		}
	}
	return "rows are missing"
}
