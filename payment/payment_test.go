package payment_test

import (
	"reflect"
	"slices"
	"sync"
	"testing"

	"ansinh/auth"
	"ansinh/benefit"
	"ansinh/calendar"
	"ansinh/db"
	"ansinh/db/dbtest"
	"ansinh/fault"
	"ansinh/gate/gatetest"
	"ansinh/money"
	"ansinh/payment"
	"ansinh/registry"
)

func TestAMonthFromTheRegisterToTheClosedRun(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		r := setup(t, d, elders(12))
		run := r.runMonth(t, november, today, everyone)
		if run.State != payment.Prepared || run.Lines != 12 || run.Amount != 12*540_000 || run.Held != 0 || run.Recoveries != 0 {
			t.Fatalf("got %+v", run)
		}
		books := func(state payment.State, where string) {
			t.Helper()
			b, err := r.Balance(ctx, checker, november)
			if err != nil {
				t.Fatal(err)
			}
			if b.Sum() != 0 || b.Of(where) != run.Amount || b.Of("fund:") != -run.Amount {
				t.Errorf("%s: %+v", state, b)
			}
		}
		books(payment.Prepared, "payable:social-pension")
		r.send(t, november)
		books(payment.Sent, "channel:")
		closed, err := r.Close(ctx, checker, november)
		if err != nil {
			t.Fatal(err)
		}
		books(payment.Closed, "paid:social-pension")
		var steps []string
		for _, s := range closed.Steps {
			steps = append(steps, string(s.State)+" "+s.Actor)
		}
		want := []string{"prepared test-payment-officer", "checked test-payment-checker", "approved test-leader", "sent test-payment-officer",
			"closed test-payment-checker"}
		if !slices.Equal(steps, want) {
			t.Errorf("steps %q", steps)
		}
		stored, err := r.Run(ctx, gatetest.Actor("auditor"), november)
		if err != nil || !reflect.DeepEqual(stored, closed) {
			t.Errorf("stored %+v, %v; want %+v", stored, err, closed)
		}
		if all, err := r.Runs(ctx, gatetest.Actor("auditor")); err != nil || len(all) != 1 {
			t.Errorf("runs: %+v, %v", all, err)
		}
	})
}

func TestThreePeopleAndNoStepSkipped(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		r := setup(t, d, elders(4))
		if _, err := r.Check(ctx, checker, november); fault.CodeOf(err) != "payment.no_run" {
			t.Errorf("before there is a run: %v", err)
		}
		if _, err := r.Prepare(ctx, preparer, november); fault.CodeOf(err) != "benefit.not_frozen" {
			t.Errorf("before there is a roster: %v", err)
		}
		r.runMonth(t, november, today, everyone)
		as := func(id, role string) auth.Actor {
			a := gatetest.Actor(role)
			a.ID = id
			return a
		}
		refused := func(name, code string, _ payment.Run, err error) {
			t.Helper()
			if fault.CodeOf(err) != code {
				t.Errorf("%s: got %v, want %s", name, err, code)
			}
		}
		step := func(name, code string) func(payment.Run, error) {
			return func(run payment.Run, err error) { t.Helper(); refused(name, code, run, err) }
		}
		step("approved unchecked", "payment.state")(r.Approve(ctx, approver, november))
		step("sent unapproved", "payment.state")(r.Send(ctx, preparer, november))
		step("closed unsent", "payment.state")(r.Close(ctx, checker, november))
		step("checked by the preparer", "payment.same_person")(r.Check(ctx, as(preparer.ID, "payment-checker"), november))
		step("checked without permission", "auth.forbidden")(r.Check(ctx, preparer, november))
		step("checked", "")(r.Check(ctx, checker, november))
		step("checked twice", "payment.state")(r.Check(ctx, as("another", "payment-checker"), november))
		step("approved by the checker", "payment.same_person")(r.Approve(ctx, as(checker.ID, "leader"), november))
		step("approved by the preparer", "payment.same_person")(r.Approve(ctx, as(preparer.ID, "leader"), november))
		step("approved without permission", "auth.forbidden")(r.Approve(ctx, checker, november))
		step("approved", "")(r.Approve(ctx, approver, november))
		step("sent without permission", "auth.forbidden")(r.Send(ctx, approver, november))
		step("sent", "")(r.Send(ctx, preparer, november))
		step("sent twice", "payment.state")(r.Send(ctx, preparer, november))
		step("closed without permission", "auth.forbidden")(r.Close(ctx, preparer, november))
		step("closed", "")(r.Close(ctx, checker, november))
		if _, err := r.RunMonth(ctx, approver, october, payment.Options{}); !fault.Is(err, fault.Forbidden) {
			t.Errorf("run without permission: %v", err)
		}
	})
}

func TestTwiceIsOnce(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		r := setup(t, d, elders(6))
		first := r.runMonth(t, november, today, everyone)
		before, books := r.lines(t, november, ""), mustBooks(t, r, november)
		done, err := r.RunMonth(ctx, preparer, november, payment.Options{})
		if err != nil || !done.Already || !reflect.DeepEqual(done.Run, first) {
			t.Errorf("run again: %+v, %v", done, err)
		}
		if _, err := r.Prepare(ctx, preparer, november); fault.CodeOf(err) != "payment.exists" {
			t.Errorf("prepared again: %v", err)
		}
		if !reflect.DeepEqual(r.lines(t, november, ""), before) || !reflect.DeepEqual(mustBooks(t, r, november), books) {
			t.Error("running again changed lines or books")
		}
	})
}

func TestTwoRunsStartedTogether(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		r := setup(t, d, elders(6))
		done := make([]payment.Done, 3)
		errs := make([]error, 3)
		var wait sync.WaitGroup
		for i := range done {
			wait.Go(func() { done[i], errs[i] = r.RunMonth(ctx, preparer, november, payment.Options{}) })
		}
		wait.Wait()
		won := 0
		for i := range done {
			if errs[i] != nil && fault.CodeOf(errs[i]) != "db.busy" {
				t.Error(errs[i])
			}
			if errs[i] == nil && !done[i].Already {
				won++
			}
		}
		if won != 1 {
			t.Errorf("%d of three prepared the run: %v", won, errs)
		}
	})
}

func mustBooks(t *testing.T, r *rooms, month calendar.Month) payment.Books {
	t.Helper()
	b, err := r.Balance(ctx, auth.System(), month)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func TestHeldLinesAreNotPaid(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		b := elders(6)
		twin := b.Persons[0]
		b.Persons[0].OldNumber, twin.OldNumber, twin.Household = "121234567", "121234567", 1
		b.Persons = append(b.Persons, twin)
		r := setup(t, d, b)
		r.runMonth(t, september, today, everyone)
		must(t, r.registry.RecordDeath(ctx, auth.System(), r.id(1), september.Last()-3, papers))
		must(t, r.registry.RecordFact(ctx, auth.System(), registry.NewFact{Person: r.id(2), Fact: "person.pension_monthly",
			Certainty: registry.Unknown, From: september.First(), Source: papers}))
		run := r.runMonth(t, october, today, nil)
		held := map[registry.PersonID]benefit.Reason{}
		for _, l := range r.lines(t, october, payment.OnlyHeld) {
			held[l.Person] = l.Held
		}
		want := map[registry.PersonID]benefit.Reason{r.id(1): benefit.Dead, r.id(2): benefit.Missing, r.id(6): benefit.Twin}
		if !reflect.DeepEqual(held, want) {
			t.Errorf("held %v, want %v", held, want)
		}
		if run.Lines != 4 || run.Amount != 4*540_000 || run.Held != 3 || mustBooks(t, r, october).Of("fund:") != -4*540_000 {
			t.Errorf("got %+v", run)
		}
	})
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func TestLateNewsOfADeathIsRecovered(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		b := elders(5)
		learned := calendar.MustDay(2026, 11, 2)
		died := calendar.MustDay(2026, 9, 10)
		for _, person := range []int{0, 3} {
			b.Facts = append(b.Facts, registry.LoadFact{Kind: registry.OfPerson, Subject: person, Fact: "person.death_date", Value: died.String(),
				From: died, Recorded: noon(learned)})
		}
		r := setup(t, d, b)
		r.runMonth(t, september, calendar.MustDay(2026, 9, 5), everyone)
		r.send(t, september)
		r.runMonth(t, october, calendar.MustDay(2026, 10, 5), everyone)
		r.send(t, october)
		lines := r.lines(t, october, payment.OnlyPaid)
		if len(lines) != 5 {
			t.Fatalf("%d lines before the news", len(lines))
		}
		i := slices.IndexFunc(lines, func(l payment.Line) bool { return l.Person == r.id(3) })
		must(t, r.Return(ctx, checker, october, lines[i].ID)) // this one came back by itself
		run := r.runMonth(t, november, calendar.MustDay(2026, 11, 5), everyone)
		back := r.lines(t, november, payment.OnlyRecovery)
		// September is the month of death and is theirs; October is not.
		if len(back) != 1 || back[0].Person != r.id(0) || back[0].For != october || back[0].Amount != -540_000 {
			t.Errorf("asked back: %+v", back)
		}
		if run.Lines != 3 || run.Held != 2 || run.Recoveries != 1 || run.Recovery != 540_000 {
			t.Errorf("got %+v", run)
		}
		if books := mustBooks(t, r, november); books.Of("receivable:social-pension") != 540_000 || books.Of("paid:") != -540_000 {
			t.Errorf("books %+v", books)
		}
		r.send(t, november)
		if december := r.runMonth(t, november.Add(1), calendar.MustDay(2026, 11, 24), everyone); december.Recoveries != 0 {
			t.Errorf("asked back twice: %+v", december)
		}
	})
}

func TestALateDecisionIsPaidOnce(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		r := setup(t, d, elders(3))
		left := func(row benefit.Row) bool { return row.Person != r.id(1) }
		if run := r.runMonth(t, september, today, left); run.Lines != 2 {
			t.Fatalf("September %+v", run)
		}
		_, err := r.benefits.Decide(ctx, auth.System(), benefit.Grant{Person: r.id(1), Programme: "social-pension", Category: "P75", From: september, On: september.Last()})
		must(t, err)
		run := r.runMonth(t, october, today, nil)
		lines, err := r.Person(ctx, auth.System(), r.id(1))
		must(t, err)
		if run.Lines != 4 || len(lines) != 2 || lines[0].Kind != payment.Regular || lines[1].Kind != payment.Arrears || lines[1].For != september ||
			lines[1].Month != october {
			t.Errorf("run %+v, lines %+v", run, lines)
		}
		if run := r.runMonth(t, november, today, nil); run.Lines != 3 {
			t.Errorf("in November the arrears are there a second time: %+v", run)
		}
	})
}

func TestTheScreenFlags(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		b := elders(9)
		b.Payees = b.Payees[:0]
		for i := range 3 { // three households, one account
			b.Payees = append(b.Payees, account(i, "NH01", "9900001", "Nguyễn Thị A"))
		}
		for i := 3; i < 5; i++ { // two households: kin
			b.Payees = append(b.Payees, account(i, "NH01", "9900002", "Nguyễn Thị B"))
		}
		b.Payees = append(b.Payees, account(5, "XX99", "9900003", "Nguyễn Thị C"), registry.NewPayee{Person: 6, Channel: registry.ToHome, From: entry, Recorded: noon(entry)})
		disabled := calendar.MustDay(2026, 10, 2)
		b.Persons[8].BirthDate = calendar.MustDay(1954, 2, 2) // 72, not poor: no pension, but a certificate, severe, then extremely severe
		b.Facts = append(b.Facts,
			registry.LoadFact{Kind: registry.OfPerson, Subject: 8, Fact: "person.disability", Value: "severe", From: entry, To: disabled, Recorded: noon(entry)},
			registry.LoadFact{Kind: registry.OfPerson, Subject: 8, Fact: "person.disability", Value: "extremely_severe", From: disabled, Recorded: noon(disabled)})
		r, err := open(d, func(p *payment.Policy) { p.Screen.JumpPercent = 25 })
		must(t, err)
		r.load(t, b)
		r.runMonth(t, september, today, everyone)
		run := r.runMonth(t, october, today, nil)
		got := map[int][]payment.Flag{}
		for _, l := range r.lines(t, october, payment.OnlyFlagged) {
			got[int(l.Person-r.loaded.FirstPerson)] = l.Flags
		}
		shared := []payment.Flag{payment.SharedAccount}
		want := map[int][]payment.Flag{0: shared, 1: shared, 2: shared, 5: {payment.UnknownBank}, 8: {payment.Jump}}
		if !reflect.DeepEqual(got, want) {
			t.Errorf("flags %v, want %v", got, want)
		}
		if run.Flagged != int64(len(want)) || run.Lines != 9 {
			t.Errorf("run %+v", run)
		}
	})
}

func TestReturns(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		r := setup(t, d, elders(4))
		r.runMonth(t, november, today, everyone)
		line := r.lines(t, november, payment.OnlyPaid)[0]
		if err := r.Return(ctx, checker, november, line.ID); fault.CodeOf(err) != "payment.not_sent" {
			t.Errorf("before it was sent: %v", err)
		}
		r.send(t, november)
		if err := r.Return(ctx, approver, november, line.ID); !fault.Is(err, fault.Forbidden) {
			t.Errorf("without permission: %v", err)
		}
		if err := r.Return(ctx, checker, november, "no such line"); fault.CodeOf(err) != "payment.no_line" {
			t.Errorf("no such line: %v", err)
		}
		must(t, r.Return(ctx, checker, november, line.ID))
		if err := r.Return(ctx, checker, november, line.ID); fault.CodeOf(err) != "payment.returned" {
			t.Errorf("returned twice: %v", err)
		}
		_, err := r.Close(ctx, checker, november)
		must(t, err)
		if b := mustBooks(t, r, november); b.Of("returned:") != 540_000 || b.Of("paid:") != 3*540_000 || b.Sum() != 0 {
			t.Errorf("books %+v", b)
		}
	})
}

func TestTotalsAreTheSameOnEveryMap(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		r := setup(t, d, elders(11))
		run := r.runMonth(t, november, today, everyone)
		sum := func(day calendar.Date) (s payment.Total, units map[string]bool) {
			totals, err := r.Totals(ctx, gatetest.Actor("auditor"), november, day)
			must(t, err)
			units = map[string]bool{}
			for _, x := range totals {
				units[string(x.Unit)] = true
				s.Lines += x.Lines
				s.Amount += x.Amount
			}
			return s, units
		}
		old, oldUnits := sum(calendar.MustDay(2024, 4, 30))
		now, nowUnits := sum(today)
		if old != now || now.Lines != run.Lines || now.Amount != run.Amount {
			t.Errorf("old map %+v, today's %+v, run %+v", old, now, run)
		}
		if !oldUnits[string(dongKy)] || nowUnits[string(dongKy)] {
			t.Errorf("units %v and %v", oldUnits, nowUnits)
		}
		officer := gatetest.Actor("commune-officer")
		unit, _ := r.tree.On(boHa, today)
		officer.Unit = string(unit)
		mine, err := r.Totals(ctx, officer, november, today)
		must(t, err)
		var lines int64
		for _, x := range mine {
			lines += x.Lines
		}
		if lines != 5 {
			t.Errorf("the officer of one commune sees %d lines", lines)
		}
		if _, err := r.Totals(ctx, gatetest.Actor("citizen"), november, today); !fault.Is(err, fault.Forbidden) {
			t.Errorf("a citizen sees totals: %v", err)
		}
	})
}

func TestLinesByPageAndTheirAccountsMasked(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		r := setup(t, d, elders(7))
		run := r.runMonth(t, november, today, everyone)
		var seen int
		var sum money.Dong
		var after *payment.Line
		for more := true; more; {
			var page []payment.Line
			var err error
			page, more, err = r.Lines(ctx, gatetest.Actor("auditor"), payment.Query{Month: november, After: after, Limit: 3})
			must(t, err)
			for _, l := range page {
				seen++
				sum += l.Amount
				if l.Channel == payment.Bank && (len([]rune(l.Account)) != 10 || []rune(l.Account)[5] != '•') {
					t.Errorf("account shown: %q", l.Account)
				}
			}
			after = &page[len(page)-1]
		}
		if seen != 7 || sum != run.Amount {
			t.Errorf("pages hold %d lines, %s", seen, sum)
		}
		if _, _, err := r.Lines(ctx, gatetest.Actor("agency-officer"), payment.Query{Month: november}); !fault.Is(err, fault.Forbidden) {
			t.Errorf("without permission: %v", err)
		}
		own := gatetest.Actor("citizen")
		own.Person = int64(r.id(0))
		if lines, err := r.Person(ctx, own, r.id(0)); err != nil || len(lines) != 1 {
			t.Errorf("own payments: %+v, %v", lines, err)
		}
		if _, err := r.Person(ctx, own, r.id(1)); !fault.Is(err, fault.NotFound) {
			t.Errorf("another's payments: %v", err)
		}
	})
}
