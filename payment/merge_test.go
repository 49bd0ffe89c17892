package payment_test

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"ansinh/auth"
	"ansinh/benefit"
	"ansinh/calendar"
	"ansinh/db"
	"ansinh/db/dbtest"
	"ansinh/fault"
	"ansinh/payment"
	"ansinh/registry"
)

// tables are all tables but the log, the record of mergers itself and the counter of its numbers.
func tables(t testing.TB, d *db.DB) []string {
	t.Helper()
	out := slices.DeleteFunc(dbtest.Tables(t, d), func(name string) bool {
		return strings.HasPrefix(name, "audit_") || name == "merged" || name == "registry_number" ||
			name == "person_touched" // says only whose columns are to be read anew
	})
	if len(out) < 30 {
		t.Fatalf("only %d tables", len(out))
	}
	return out
}

// dump is every row of the tables, sorted.
func dump(t dbtest.Stopper, d *db.DB, names []string) string {
	t.Helper()
	var b strings.Builder
	for _, name := range names {
		rows := dbtest.Rows(t, d, name, nil, nil)
		fmt.Fprintf(&b, "%s %d\n%s\n", name, len(rows), strings.Join(rows, "\n"))
	}
	return b.String()
}

// TestMergeAndUndoIsIdentity merges random pairs of people and households, also chains of them, in a register from
// which months were paid, takes the mergers back in any order, and finds every table and every answer as it was.
func TestMergeAndUndoIsIdentity(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		r := setup(t, d, elders(8))
		r.runMonth(t, october, today, everyone)
		r.send(t, october)
		names := tables(t, d)
		before, answers := dump(t, d, names), r.answers(t)
		rapid.Check(t, func(t *rapid.T) {
			var made []registry.MergerID
			for range rapid.IntRange(1, 4).Draw(t, "mergers") {
				a, b := rapid.IntRange(0, 7).Draw(t, "survivor"), rapid.IntRange(0, 7).Draw(t, "record")
				var id registry.MergerID
				var err error
				if rapid.Bool().Draw(t, "person") {
					id, err = r.registry.Merge(ctx, auth.System(), r.id(a), r.id(b), nil, "trùng")
				} else {
					id, err = r.registry.MergeHouseholds(ctx, auth.System(), r.loaded.Household(a), r.loaded.Household(b), "trùng")
				}
				if err == nil {
					made = append(made, id)
				} else if !fault.Is(err, fault.Conflict) && !fault.Is(err, fault.Invalid) {
					t.Fatal(err)
				}
			}
			if len(made) > 0 && r.answers(t) == answers {
				t.Fatal("merging changed no answer")
			}
			for _, id := range rapid.Permutation(made).Draw(t, "back") {
				if err := r.registry.UndoMerger(ctx, auth.System(), id); err != nil {
					t.Fatal(err)
				}
			}
			if after := dump(t, d, names); after != before {
				t.Fatalf("the tables differ: %s", firstChanged(before, after))
			}
			if after := r.answers(t); after != answers {
				t.Fatalf("the answers differ:\n%s\nwas\n%s", after, answers)
			}
		})
	})
}

func firstChanged(a, b string) string {
	x, y := strings.Split(a, "\n"), strings.Split(b, "\n")
	for i := range x {
		if i >= len(y) || x[i] != y[i] {
			return x[i] + " became " + y[min(i, len(y)-1)]
		}
	}
	return "more rows"
}

// answers are what the rooms say of everybody: the month's snapshot, files, decisions and money.
func (r *rooms) answers(t dbtest.Stopper) string {
	t.Helper()
	var b strings.Builder
	s, err := r.registry.Snapshot(ctx, auth.System(), november, today)
	if err != nil {
		t.Fatal(err)
	}
	b.WriteString(s.Hash)
	for i := range 8 {
		f, err := r.registry.Person(ctx, auth.System(), r.id(i), registry.At{})
		if err != nil {
			t.Fatal(err)
		}
		own, err := r.benefits.Person(ctx, auth.System(), r.id(i))
		if err != nil {
			t.Fatal(err)
		}
		money, err := r.Person(ctx, auth.System(), r.id(i))
		if err != nil {
			t.Fatal(err)
		}
		fmt.Fprintf(&b, "\n%v %d %v %d %d", f.Person.Code, f.Household.ID, f.Payees, len(own.Decisions), len(money))
	}
	return b.String()
}

// TestMergedRecordsArePaidOnce: two records of one person that were both enrolled are paid once after the merger, the
// second decision stands in the review list, and after the undo both are paid as before.
func TestMergedRecordsArePaidOnce(t *testing.T) {
	t.Parallel()
	for _, undone := range []bool{false, true} {
		dbtest.Each(t, func(t *testing.T, d *db.DB) {
			r := setup(t, d, elders(6))
			r.runMonth(t, october, today-20, everyone)
			id, err := r.registry.Merge(ctx, auth.System(), r.id(2), r.id(4), nil, "cùng một người")
			if err != nil {
				t.Fatal(err)
			}
			if undone {
				if err := r.registry.UndoMerger(ctx, auth.System(), id); err != nil {
					t.Fatal(err)
				}
			}
			done, err := r.RunMonth(ctx, preparer, november, payment.Options{KnownOn: today, Decide: func(context.Context) error { return nil }})
			if err != nil {
				t.Fatal(err)
			}
			paid := map[registry.PersonID]int{}
			for _, l := range r.lines(t, november, "") {
				paid[l.Person]++
			}
			want := map[bool][3]int{false: {5, 1, 0}, true: {6, 1, 1}}[undone]
			if got := [3]int{int(done.Run.Lines), paid[r.id(2)], paid[r.id(4)]}; got != want {
				t.Errorf("undone %v: %v, want %v", undone, got, want)
			}
			own, err := r.benefits.Person(ctx, auth.System(), r.id(2))
			if err != nil {
				t.Fatal(err)
			}
			var doubled int
			for _, row := range own.Rows {
				if row.List == benefit.Review && row.Reason == benefit.Twin {
					doubled++
				}
			}
			if want := map[bool]int{false: 1, true: 0}[undone]; doubled != want || len(own.Decisions) != 1+want {
				t.Errorf("undone %v: %d rows in the review list, %d decisions", undone, doubled, len(own.Decisions))
			}
		})
	}
}

// TestMovedPeopleArePaidEachMonthOnce moves people between communes on any day of a month between real runs: everybody
// is paid every month once, from the commune of the month's last day.
func TestMovedPeopleArePaidEachMonthOnce(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		const n = 12
		r := setup(t, d, elders(n))
		days := []calendar.Date{calendar.MustDay(2026, 9, 1), calendar.MustDay(2026, 9, 15), calendar.MustDay(2026, 9, 30), calendar.MustDay(2026, 10, 1),
			calendar.MustDay(2026, 10, 31), calendar.MustDay(2026, 11, 1)}
		for i, day := range days {
			home := boHa
			if i%2 == 1 {
				home = dongKy
			}
			if err := r.registry.RecordMove(ctx, auth.System(), registry.Move{Person: r.id(i), Day: day, HomeUnit: home, Address: "Thôn Mới", Source: papers}); err != nil {
				t.Fatal(err)
			}
		}
		for i, month := range []calendar.Month{september, october, november} {
			r.runMonth(t, month, today, everyone)
			paid := map[registry.PersonID]int{}
			for _, l := range r.lines(t, month, "") {
				if l.For != month || l.Held != "" {
					t.Errorf("%v: a line for %v, held %q", month, l.For, l.Held)
				}
				paid[l.Person]++
				for j, day := range days {
					if l.Person != r.id(j) {
						continue
					}
					moved := day <= month.Last()
					if there := (l.HomeUnit == boHa) == (j%2 == 0); there != moved {
						t.Errorf("%v: person %d is paid from %v", month, j, l.HomeUnit)
					}
				}
			}
			if len(paid) != n {
				t.Errorf("run %d: %d people of %d", i, len(paid), n)
			}
			for id, times := range paid {
				if times != 1 {
					t.Errorf("%v: person %d is paid %d times", month, id, times)
				}
			}
		}
	})
}

// Who moved with arrears of the old commune has them paid by the part of the new one, beside another's of the old
// commune: both parts add to one sum, and the totals are still what the lines come to.
func TestArrearsOfWhoMovedAddToTheOldCommunesSum(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		r := setup(t, d, elders(6))
		stays, moves := r.id(0), r.id(2)
		r.runMonth(t, september, today, func(row benefit.Row) bool { return row.Person != stays && row.Person != moves })
		for _, p := range []registry.PersonID{stays, moves} {
			_, err := r.benefits.Decide(ctx, auth.System(), benefit.Grant{Person: p, Programme: "social-pension", Category: "P75", From: september, On: september.Last()})
			must(t, err)
		}
		must(t, r.registry.RecordMove(ctx, auth.System(), registry.Move{Person: moves, Day: calendar.MustDay(2026, 10, 1), HomeUnit: boHa, Address: "Thôn Mới", Source: papers}))
		run := r.runMonth(t, october, today, everyone)
		var arrears []payment.Line
		for _, l := range r.lines(t, october, "") {
			if l.Kind == payment.Arrears {
				arrears = append(arrears, l)
			}
		}
		if run.Lines != 8 || len(arrears) != 2 || arrears[0].HomeUnit != dongKy || arrears[1].HomeUnit != dongKy {
			t.Fatalf("run %+v, arrears %+v", run, arrears)
		}
		if _, err := r.Balance(ctx, checker, october); err != nil {
			t.Error(err)
		}
		var parts int
		must(t, d.Handle().QueryRowContext(ctx, `SELECT count(*) FROM payment_total WHERE month = '2026-10' AND kind = 'arrears'`).Scan(&parts))
		if parts != 2 {
			t.Errorf("%d parts add to the sum, not both", parts)
		}
		if _, err := d.Handle().ExecContext(ctx, `UPDATE payment_total SET amount = amount + 1 WHERE month = '2026-10' AND kind = 'arrears'`); err != nil {
			t.Fatal(err)
		}
		if _, err := r.Check(ctx, checker, october); fault.CodeOf(err) != "payment.totals" {
			t.Errorf("totals that are not what the lines come to are checked: %v", err)
		}
	})
}
