package house_test

import (
	"context"
	"io"
	"log/slog"
	"path/filepath"
	"sync/atomic"
	"testing"
	"time"

	"ansinh/auth"
	"ansinh/calendar"
	"ansinh/db/dbtest"
	"ansinh/demo"
	"ansinh/fault"
	"ansinh/gate/gatetest"
	"ansinh/house"
	"ansinh/house/housetest"
	"ansinh/indicator"
	"ansinh/org"
	"ansinh/registry"
	"ansinh/reorg"
)

// working lets a worker of the house work until the test waits no longer.
func working(t *testing.T, ctx context.Context, h *house.House, until func() bool) {
	t.Helper()
	work, stop := context.WithCancel(ctx)
	done := make(chan error, 1)
	go func() { done <- h.Work(work, 1, slog.New(slog.NewTextHandler(io.Discard, nil))) }()
	for !until() && ctx.Err() == nil {
		select {
		case <-ctx.Done():
		case <-time.After(50 * time.Millisecond):
		}
	}
	stop()
	if err := <-done; err != nil {
		t.Error(err)
	}
	if ctx.Err() != nil {
		t.Fatal("the worker did not come to it")
	}
}

// TestAClosedMonthIsMeasuredByItself: whoever closes a month asks for nothing; a worker measures it. Facts that come later
// change nothing of it until somebody has it measured with them, and then both stand side by side.
func TestAClosedMonthIsMeasuredByItself(t *testing.T) {
	t.Parallel()
	for name, url := range map[string]func(t *testing.T) string{
		"sqlite":   func(t *testing.T) string { return filepath.Join(t.TempDir(), "test.db") },
		"postgres": func(t *testing.T) string { return dbtest.NewPostgres(t) },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var later atomic.Int64
			h := housetest.OpenAt(t, url(t), func() time.Time { return gatetest.Now.Add(time.Duration(later.Load())) })
			measuredByItself(t, h, &later)
		})
	}
}

func measuredByItself(t *testing.T, h *house.House, later *atomic.Int64) {
	ctx, cancel := context.WithTimeout(context.Background(), 3*time.Minute)
	defer cancel()
	month := calendar.MonthOf(2026, 11)
	if _, err := demo.Population(ctx, auth.System(), h.Registry, demo.PopulationOptions{Persons: 1500, Seed: 3, Month: month, Policy: h.Policy, Tree: h.Tree}); err != nil {
		t.Fatal(err)
	}
	if err := h.Load(ctx, auth.System()); err != nil {
		t.Fatal(err)
	}
	officer := gatetest.Actor("provincial-officer")
	if _, err := h.Indicators.MeasureMonth(ctx, officer, month, 0, nil); fault.CodeOf(err) != "indicator.not_closed" {
		t.Errorf("an open month: %v", err)
	}
	if err := h.AskMonth(ctx, auth.System(), month); err != nil {
		t.Fatal(err)
	}
	measured := func(n int) func() bool {
		return func() bool {
			all, err := h.Indicators.Measurings(ctx, officer, month)
			if err != nil {
				t.Fatal(err)
			}
			return len(all) == n && all[0].State == indicator.Done
		}
	}
	working(t, ctx, h, measured(1))
	again, err := h.Indicators.MeasureMonth(ctx, officer, month, 0, nil)
	if err != nil || again.Changed != 0 || again.Number != 2 {
		t.Errorf("measured again: %+v, %v", again, err)
	}

	later.Store(int64(8 * 24 * time.Hour))
	who := elders(t, ctx, h, month, 6)
	bury := func(p registry.PersonID) {
		if err := h.Registry.RecordDeath(ctx, auth.System(), p, calendar.MustDay(2026, 10, 3), registry.Source{Kind: registry.Document, Title: "Trích lục khai tử"}); err != nil {
			t.Fatal(err)
		}
	}
	later.Store(int64(time.Minute))
	bury(who[5]) // on the day of closing, after it
	sameDay, err := h.Indicators.MeasureMonth(ctx, officer, month, 0, nil)
	if err != nil || !sameDay.Differs || sameDay.Changed == 0 || again.Differs {
		t.Errorf("a fact came on the day of closing: %+v, %v", sameDay, err)
	}
	later.Store(int64(8 * 24 * time.Hour))
	for _, p := range who[:5] {
		bury(p)
	}
	if n, err := h.Indicators.MeasureRows(ctx, officer, month); err != nil || n != 0 {
		t.Errorf("what came later changed the closed month: %d, %v", n, err)
	}
	today := calendar.DateOf(h.Gate.Now())
	if err := h.AskMeasure(ctx, gatetest.Actor("agency-officer"), month, today); !fault.Is(err, fault.Forbidden) {
		t.Errorf("an agency measured: %v", err)
	}
	if _, err := h.Indicators.MeasureMonth(ctx, officer, month, calendar.MustDay(2026, 11, 1), nil); fault.CodeOf(err) != "indicator.known_before" {
		t.Errorf("known before it was closed: %v", err)
	}
	if err := h.AskMeasure(ctx, officer, month, today); err != nil {
		t.Fatal(err)
	}
	working(t, ctx, h, measured(6)) // one was refused in between
	history, err := h.Indicators.History(ctx, officer, "T06", indicator.Query{Year: 2026, Day: today})
	if err != nil || len(history) != 3 {
		t.Fatalf("%+v, %v", history, err)
	}
	now, before := history[0], history[1]
	if now.Denominator != before.Denominator-5 || now.At <= before.At || now.Provenance[0] == before.Provenance[0] || now.Changed == 0 {
		t.Errorf("after five deaths: %+v, before %+v", now, before)
	}
	beginAgain(t, ctx, h, month)
	mergeTwo(t, ctx, h, measured)
}

// mergeTwo: who carries out a reorganisation asks for nothing either; the last closed month is measured on the new map, and
// again on the old one when it is undone. Nothing counted changes by it.
func mergeTwo(t *testing.T, ctx context.Context, h *house.House, measured func(int) func() bool) {
	t.Helper()
	day := calendar.DateOf(h.Gate.Now()).Add(10)
	communes := h.Tree.Units(org.Commune, day)
	last := func() indicator.Measuring {
		all, err := h.Indicators.Measurings(ctx, auth.System(), 0)
		if err != nil {
			t.Fatal(err)
		}
		return all[0]
	}
	was := last()
	d, err := h.Reorg.Propose(ctx, gatetest.Actor("provincial-officer"), reorg.Dossier{Title: "Nhập hai xã", Legal: "Nghị quyết thử", Day: day, Changes: []reorg.Change{{
		Kind: reorg.Merge, From: []string{string(communes[0].ID), string(communes[1].ID)}, To: []reorg.Target{{Name: "Xã Nhập", Code: "MH01"}}}}})
	if err != nil {
		t.Fatal(err)
	}
	one, two := gatetest.Actor("leader"), gatetest.Actor("payment-checker")
	if _, err := h.Reorg.Approve(ctx, one, d.Number); err != nil {
		t.Fatal(err)
	}
	if got := last(); got.Number != was.Number {
		t.Errorf("an endorsed dossier had a month measured: %+v", got)
	}
	for n, step := range []func() (reorg.Dossier, error){
		func() (reorg.Dossier, error) { return h.Reorg.Approve(ctx, two, d.Number) },
		func() (reorg.Dossier, error) {
			if _, err := h.Reorg.AskUndo(ctx, two, d.Number, "Nhập nhầm"); err != nil {
				return reorg.Dossier{}, err
			}
			return h.Reorg.Approve(ctx, one, d.Number)
		},
	} {
		if _, err := step(); err != nil {
			t.Fatal(err)
		}
		if got := last(); got.State != indicator.Waiting || got.Number != was.Number+int64(n)+1 || !got.KnownOn.IsZero() {
			t.Errorf("after step %d: %+v", n+1, got)
		}
		working(t, ctx, h, measured(int(was.Number)+n+1))
		if got := last(); got.Changed != 0 {
			t.Errorf("the new map changed %d values", got.Changed)
		}
	}
}

// elders are people who are surely counted: alive, at home, past eighty.
func elders(t *testing.T, ctx context.Context, h *house.House, month calendar.Month, n int) []registry.PersonID {
	t.Helper()
	s, err := h.Registry.Snapshot(ctx, auth.System(), month, calendar.DateOf(gatetest.Now))
	if err != nil {
		t.Fatal(err)
	}
	yes := func(row int, fact string) bool {
		column, ok := s.Table.Column(fact)
		if !ok {
			return false
		}
		v, known := column.Get(row)
		return known && v == 1
	}
	var out []registry.PersonID
	err = h.Registry.List(ctx, auth.System(), registry.ListFilter{}, func(int64) error { return nil }, func(p registry.Person) error {
		row, ok := s.Row(p.ID)
		if ok && len(out) < n && !p.BirthDate.IsZero() && p.BirthDate.Year() < 1946 && yes(row, "person.alive") && yes(row, "person.resident") {
			out = append(out, p.ID)
		}
		return nil
	})
	if err != nil || len(out) < n {
		t.Fatalf("%d elders, %v", len(out), err)
	}
	return out
}

// beginAgain: a process that ends in the middle leaves a measuring that the next one takes up.
func beginAgain(t *testing.T, ctx context.Context, h *house.House, month calendar.Month) {
	t.Helper()
	ending, end := context.WithCancel(ctx)
	_, err := h.Indicators.MeasureMonth(ending, auth.System(), month, 0, func(s indicator.Stage) {
		if s == indicator.Count {
			end()
		}
	})
	all, listed := h.Indicators.Measurings(ctx, auth.System(), month)
	if err == nil || listed != nil || all[0].State != indicator.Running {
		t.Fatalf("ended in the middle: %v, %+v", err, all[0])
	}
	m, err := h.Indicators.MeasureMonth(ctx, auth.System(), month, 0, nil)
	if err != nil || m.Number != all[0].Number || m.State != indicator.Done || m.Changed == 0 { // back to what was known at closing
		t.Errorf("taken up: %+v, %v", m, err)
	}
}
