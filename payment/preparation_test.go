package payment_test

import (
	"context"
	"errors"
	"sync"
	"testing"

	"ansinh/auth"
	"ansinh/calendar"
	"ansinh/db"
	"ansinh/db/dbtest"
	"ansinh/fault"
	"ansinh/gate/gatetest"
	"ansinh/money"
	"ansinh/payment"
)

// TestAPreparationIsStoppedResumedAndCancelled: between two communes a month can be stopped; nothing of it shows as
// paid; it goes on where it was, or is taken back whole.
func TestAPreparationIsStoppedResumedAndCancelled(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		r := setup(t, d, elders(12))
		must(t, r.Begin(ctx, preparer, november, 0, nil))
		wantCode(t, "another month meanwhile", "payment.preparing.other", r.Begin(ctx, preparer, october, 0, nil))
		wantCode(t, "without permission", "auth.forbidden", r.Stop(ctx, gatetest.Actor("auditor"), november))
		must(t, r.Cancel(ctx, preparer, november, "chưa quyết định"))
		r.listed(t, november)

		stopAfterOne := func() payment.Preparation {
			t.Helper()
			_, err := r.RunMonth(ctx, preparer, november, payment.Options{KnownOn: today, Part: func(done, of int) {
				if done == 1 {
					must(t, r.Stop(ctx, preparer, november))
				}
			}})
			wantCode(t, "while it is stopped", "payment.stopped", err)
			prep, err := r.Preparing(ctx, checker, november)
			must(t, err)
			if len(prep.Parts) != 2 || prep.Done() != 1 || !prep.Stopped {
				t.Fatalf("stopped: %+v", prep)
			}
			return prep
		}
		prep := stopAfterOne()
		var one money.Dong
		for _, p := range prep.Parts {
			one += p.Sum.Amount
		}
		if one != 6*540_000 {
			t.Errorf("one commune came to %s", one)
		}
		_, err := r.Run(ctx, checker, november)
		wantCode(t, "the run of a month that is prepared", "payment.no_run", err)
		_, err = r.Check(ctx, checker, november)
		wantCode(t, "checking it", "payment.no_run", err)
		for i := range 2 {
			if lines, err := r.Person(ctx, checker, r.id(i)); err != nil || len(lines) != 0 {
				t.Errorf("a person's file shows lines of it: %v, %v", lines, err)
			}
		}
		must(t, r.Cancel(ctx, preparer, november, "thử"))
		_, err = r.Preparing(ctx, checker, november)
		wantCode(t, "after cancelling", "payment.not_preparing", err)
		gone, err := r.CancelledRuns(ctx, checker, november)
		must(t, err)
		if len(gone) != 2 || gone[1].Lines != 6 {
			t.Errorf("cancelled: %+v", gone)
		}

		stopAfterOne()
		must(t, r.Resume(ctx, preparer, november))
		done, err := r.RunMonth(ctx, preparer, november, payment.Options{KnownOn: today})
		must(t, err)
		if done.Already || done.Run.Lines != 12 || done.Run.Attempt != 3 {
			t.Errorf("resumed: %+v", done)
		}
		if books := mustBooks(t, r, november); books.Sum() != 0 || books.Of("payable:") != 12*540_000 {
			t.Errorf("books: %+v", books)
		}
	})
}

// listed decides on everybody and freezes a month's roster, no more.
func (r *rooms) listed(t *testing.T, month calendar.Month) {
	t.Helper()
	s, err := r.registry.Snapshot(ctx, auth.System(), month, today)
	must(t, err)
	_, err = r.benefits.Determine(ctx, auth.System(), s)
	must(t, err)
	must(t, r.decide(month, today, nil)(ctx))
	_, err = r.benefits.Freeze(ctx, auth.System(), month)
	must(t, err)
}

// TestProcessesShareAMonth: several are at one month at once, each commune is done once, and one makes the run.
func TestProcessesShareAMonth(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		r := setup(t, d, elders(40))
		r.listed(t, november)
		const processes = 4
		done, errs := make([]payment.Done, processes), make([]error, processes)
		var wait sync.WaitGroup
		for i := range processes {
			wait.Go(func() {
				for {
					done[i], errs[i] = r.RunMonth(context.Background(), preparer, november, payment.Options{KnownOn: today})
					if !fault.Is(errs[i], fault.Unavailable) { // busy: a worker tries again
						return
					}
				}
			})
		}
		wait.Wait()
		won := 0
		for i := range done {
			must(t, errs[i])
			if !done[i].Already {
				won++
			}
			if done[i].Run.Hash != done[0].Run.Hash || done[i].Run.Lines != 40 {
				t.Errorf("%+v", done[i].Run)
			}
		}
		if won != 1 {
			t.Errorf("%d made the run", won)
		}
		if lines := r.lines(t, november, payment.OnlyPaid); len(lines) != 40 {
			t.Errorf("%d lines", len(lines))
		}
		if books := mustBooks(t, r, november); books.Sum() != 0 || books.Of("payable:") != 40*540_000 {
			t.Errorf("books: %+v", books)
		}
	})
}

// TestTheReasonAMonthStoppedForIsKeptInFull: whoever waits reads why, with all that the sentence names.
func TestTheReasonAMonthStoppedForIsKeptInFull(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		r := setup(t, d, elders(2))
		must(t, r.Begin(ctx, preparer, november, 0, nil))
		trouble := func() *fault.Error {
			t.Helper()
			prep, err := r.Preparing(ctx, checker, november)
			must(t, err)
			return prep.Trouble
		}
		if got := trouble(); got != nil {
			t.Errorf("nothing went wrong: %v", got)
		}
		must(t, r.Note(ctx, preparer, november, errors.New("disk")))
		if got := trouble(); got == nil || got.Code != "payment.trouble" || got.Args[0] != "disk" {
			t.Errorf("tried again: %v", got)
		}
		why := fault.New(fault.Conflict, "benefit.nobody", november.Vietnamese()).At("rows", "plan.line", int64(7))
		must(t, r.Fail(ctx, preparer, november, why))
		got := trouble()
		if got == nil || got.Error() != why.Error() || got.Fields[0].Args[0] != int64(7) {
			t.Errorf("kept %v of %v", got, why)
		}
		must(t, r.Note(ctx, preparer, november, errors.New("later")))
		if got := trouble(); got.Code != "benefit.nobody" {
			t.Errorf("what stopped it was written over: %v", got)
		}
		wantCode(t, "without permission", "auth.forbidden", r.Note(ctx, gatetest.Actor("auditor"), november, why))
		must(t, r.Resume(ctx, preparer, november))
		if got := trouble(); got != nil {
			t.Errorf("resumed: %v", got)
		}
	})
}

// TestTwoMonthsStartedTogether: two processes are asked for the same month and make lists, roster and lines at once; one
// makes the run, the other says that it is there.
func TestTwoMonthsStartedTogether(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		r := setup(t, d, elders(30))
		_, err := r.RunMonth(ctx, preparer, november, payment.Options{KnownOn: today, Decide: r.decide(november, today, nil)})
		must(t, err)
		december := november.Add(1)
		var done [2]payment.Done
		var errs [2]error
		var wait sync.WaitGroup
		for i := range done {
			wait.Go(func() {
				for {
					done[i], errs[i] = r.RunMonth(context.Background(), preparer, december, payment.Options{KnownOn: today})
					if !fault.Is(errs[i], fault.Unavailable) && fault.CodeOf(errs[i]) != "db.exists" { // a worker tries again
						return
					}
				}
			})
		}
		wait.Wait()
		must(t, errs[0])
		must(t, errs[1])
		if done[0].Already == done[1].Already || done[0].Run.Hash != done[1].Run.Hash || done[0].Run.Lines != 30 {
			t.Errorf("%+v", done)
		}
		wantCode(t, "begun once more", "payment.exists", r.Begin(ctx, preparer, december, 0, nil))
		if lines := r.lines(t, december, payment.OnlyPaid); len(lines) != 30 {
			t.Errorf("%d lines", len(lines))
		}
		if books := mustBooks(t, r, december); books.Sum() != 0 {
			t.Errorf("books: %+v", books)
		}
	})
}
