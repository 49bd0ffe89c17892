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
	"ansinh/gate"
	"ansinh/house"
	"ansinh/house/housetest"
	"ansinh/interop"
	"ansinh/interop/standin"
	"ansinh/registry"
)

// TestARoundAskedForIsDoneByAWorker: somebody asks, the worker asks the stand-in and takes its answers in.
func TestARoundAskedForIsDoneByAWorker(t *testing.T) {
	t.Parallel()
	housetest.Each(t, func(t *testing.T, h *house.House) {
		ctx, cancel := context.WithTimeout(context.Background(), 2*time.Minute)
		defer cancel()
		if _, err := demo.Population(ctx, auth.System(), h.Registry, demo.PopulationOptions{Persons: 1500, Seed: 3, Month: calendar.MonthOf(2026, 11),
			Policy: h.Policy, Tree: h.Tree}); err != nil {
			t.Fatal(err)
		}
		f := &standin.File{StandIn: true, Name: "giả lập"}
		err := h.Gate.Read(ctx, auth.System(), gate.Act{Permission: registry.MayRead}, func(tx *gate.Tx) error {
			return registry.Askable(ctx, tx.Tx, nil, calendar.DateOf(tx.Now), func(p registry.Person) error {
				f.People = append(f.People, standin.Person{Number: p.PersonalNumber, Name: p.Name, Born: p.BirthDate.String(), Known: string(p.BirthPrecision), Sex: string(p.Sex)})
				return nil
			})
		})
		if err != nil || len(f.People) < 100 {
			t.Fatalf("%d people can be asked about, %v", len(f.People), err)
		}
		server, err := h.Interop.Beside(f)
		if err != nil {
			t.Fatal(err)
		}
		defer server.Close()
		id, err := h.Interop.Ask(ctx, auth.System(), interop.Ask{Wish: interop.Everybody})
		if err != nil {
			t.Fatal(err)
		}
		work, stop := context.WithCancel(ctx)
		done := make(chan error, 1)
		go func() { done <- h.Work(work, 1, slog.New(slog.NewTextHandler(io.Discard, nil))) }()
		for ctx.Err() == nil {
			r, left, err := h.Interop.Round(ctx, auth.System(), id, 1)
			if err != nil {
				t.Fatal(err)
			}
			if r.State == interop.Done {
				if r.Answered != int64(len(f.People)) || r.Results[interop.Agrees] != r.Answered || len(left) != 0 {
					t.Errorf("%d can be asked about: %+v %+v", len(f.People), r, left)
				}
				break
			}
			time.Sleep(50 * time.Millisecond)
		}
		stop()
		if err := <-done; err != nil {
			t.Error(err)
		}
		if ctx.Err() != nil {
			t.Error("it was not done in two minutes")
		}
	})
}
