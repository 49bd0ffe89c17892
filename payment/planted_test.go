package payment_test

import (
	"maps"
	"path/filepath"
	"reflect"
	"slices"
	"testing"
	"time"

	"ansinh/auth"
	"ansinh/benefit"
	"ansinh/calendar"
	"ansinh/db"
	"ansinh/db/dbtest"
	"ansinh/demo"
	"ansinh/payment"
	"ansinh/policy"
	"ansinh/registry"
)

// threeMonths invents a population and runs the demonstration's three months on it, each sent.
func threeMonths(t testing.TB, url string, persons int) (*rooms, *demo.PopulationResult, []payment.Run) {
	t.Helper()
	d, err := db.Open(ctx, url)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { d.Close() })
	if err := d.Migrate(ctx); err != nil {
		t.Fatal(err)
	}
	if err := d.Unlock(ctx, filepath.Join(t.TempDir(), "seal.keys"), time.Unix(0, 0)); err != nil {
		t.Fatal(err)
	}
	r, err := open(d, nil)
	if err != nil {
		t.Fatal(err)
	}
	data, err := policy.Open("")
	if err != nil {
		t.Fatal(err)
	}
	made, err := demo.Population(ctx, auth.System(), r.registry, demo.PopulationOptions{Persons: persons, Seed: 30, Month: november, Policy: data, Tree: r.tree})
	if err != nil {
		t.Fatal(err)
	}
	skip := made.Planted.Skip()
	var runs []payment.Run
	for _, month := range []calendar.Month{september, october, november} {
		known, err := demo.RunDay(data, month)
		if err != nil {
			t.Fatal(err)
		}
		done, err := r.RunMonth(ctx, preparer, month, payment.Options{KnownOn: known, Decide: r.decide(month, known, skip)})
		if err != nil {
			t.Fatal(err)
		}
		runs = append(runs, done.Run)
		for _, step := range []func() (payment.Run, error){
			func() (payment.Run, error) { return r.Check(ctx, checker, month) },
			func() (payment.Run, error) { return r.Approve(ctx, approver, month) },
			func() (payment.Run, error) { return r.Send(ctx, preparer, month) },
		} {
			if _, err := step(); err != nil {
				t.Fatal(err)
			}
		}
	}
	return r, made, runs
}

func gapPersons(t *testing.T, r *rooms, month calendar.Month) []registry.PersonID {
	t.Helper()
	rows, _, err := r.benefits.Rows(ctx, auth.System(), benefit.Query{Month: month, List: benefit.Gap})
	must(t, err)
	found := map[registry.PersonID]bool{}
	for _, row := range rows {
		found[row.Person] = true
	}
	return slices.Sorted(maps.Keys(found))
}

func TestThePlantedFaultsComeBackAndNothingElse(t *testing.T) {
	t.Parallel()
	sums := map[string][]payment.Run{}
	for name, url := range map[string]string{"sqlite": filepath.Join(t.TempDir(), "test.db"), "postgres": dbtest.NewPostgres(t)} {
		r, made, runs := threeMonths(t, url, 20_000)
		sums[name] = runs
		planted := made.Planted
		if want := slices.Sorted(maps.Keys(planted.Skip())); !slices.Equal(gapPersons(t, r, november), want) {
			t.Errorf("%s: gap %v, planted %v", name, gapPersons(t, r, november), want)
		}
		lines := r.lines(t, november, "")
		find := func(what string, want []registry.PersonID, is func(*payment.Line) bool) {
			t.Helper()
			got := map[registry.PersonID]bool{}
			for i := range lines {
				if is(&lines[i]) {
					got[lines[i].Person] = true
				}
			}
			slices.Sort(want)
			if !slices.Equal(slices.Sorted(maps.Keys(got)), want) {
				t.Errorf("%s: %s: found %v, planted %v", name, what, slices.Sorted(maps.Keys(got)), want)
			}
		}
		var dead, second, sharing []registry.PersonID
		for _, x := range planted.DeadPaid {
			dead = append(dead, x.Person)
		}
		for _, x := range planted.Twice {
			second = append(second, max(x.First, x.Second))
		}
		for _, x := range planted.SharedAccounts {
			sharing = append(sharing, x.Persons...)
		}
		find("paid after death", dead, func(l *payment.Line) bool { return l.Kind == payment.Recovery })
		find("held as second records", second, func(l *payment.Line) bool { return l.Held == benefit.Twin })
		find("sharing an account", sharing, func(l *payment.Line) bool { return slices.Contains(l.Flags, payment.SharedAccount) })
		if books := mustBooks(t, r, november); books.Sum() != 0 {
			t.Errorf("%s: books %+v", name, books)
		}
		for _, run := range runs {
			t.Logf("%s %s: %d lines %s, held %d, recoveries %d", name, run.Month, run.Lines, run.Amount, run.Held, run.Recoveries)
		}
	}
	if !reflect.DeepEqual(sums["sqlite"], sums["postgres"]) {
		t.Errorf("SQLite %+v\nPostgreSQL %+v", sums["sqlite"], sums["postgres"])
	}
}
