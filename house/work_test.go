package house_test

import (
	"context"
	"io"
	"log/slog"
	"testing"
	"time"

	"ansinh/auth"
	"ansinh/calendar"
	"ansinh/demo"
	"ansinh/fault"
	"ansinh/gate"
	"ansinh/gate/gatetest"
	"ansinh/house"
	"ansinh/house/housetest"
)

// TestAMonthAskedForIsRunByAWorker: the officer asks, another process does it, in the officer's name.
func TestAMonthAskedForIsRunByAWorker(t *testing.T) {
	t.Parallel()
	housetest.Each(t, func(t *testing.T, h *house.House) {
		ctx, cancel := context.WithTimeout(context.Background(), 2*time.Minute)
		defer cancel()
		month := calendar.MonthOf(2026, 11)
		if _, err := demo.Population(ctx, auth.System(), h.Registry, demo.PopulationOptions{Persons: 1500, Seed: 3, Month: month,
			Policy: h.Policy, Tree: h.Tree}); err != nil {
			t.Fatal(err)
		}
		officer := auth.Actor{ID: "ketoan", Name: "Kế toán", Role: "payment-officer"}
		err := h.Gate.Change(ctx, auth.System(), gate.Act{Permission: "account.manage"}, func(tx *gate.Tx) error {
			return auth.Create(ctx, tx.Tx, tx.Now, officer, "mật khẩu dài")
		})
		if err != nil {
			t.Fatal(err)
		}
		if err := h.AskMonth(ctx, gatetest.Actor("auditor"), month); !fault.Is(err, fault.Forbidden) {
			t.Errorf("an auditor asked for a payment: %v", err)
		}
		if err := h.AskMonth(ctx, officer, month); err != nil {
			t.Fatal(err)
		}
		work, stop := context.WithCancel(ctx)
		done := make(chan error, 1)
		go func() { done <- h.Work(work, 1, slog.New(slog.NewTextHandler(io.Discard, nil))) }()
		for {
			run, err := h.Payments.Run(ctx, officer, month)
			if err == nil {
				if run.Steps[0].Actor != officer.ID {
					t.Errorf("prepared by %s", run.Steps[0].Actor)
				}
				break
			}
			if !fault.Is(err, fault.NotFound) || ctx.Err() != nil {
				t.Fatal(err)
			}
			select {
			case <-ctx.Done():
			case <-time.After(50 * time.Millisecond):
			}
		}
		stop()
		if err := <-done; err != nil {
			t.Error(err)
		}
	})
}
