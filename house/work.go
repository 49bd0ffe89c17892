package house

import (
	"context"
	"encoding/json"
	"errors"
	"log/slog"
	"sync"
	"time"

	"ansinh/auth"
	"ansinh/calendar"
	"ansinh/fault"
	"ansinh/gate"
	"ansinh/interop"
	"ansinh/jobs"
	"ansinh/payment"
)

// monthJob is the name of the task that runs a month.
const monthJob = "month"

// monthTask is a month to run.
type monthTask struct {
	Month calendar.Month `json:"month"`
}

// AskMonth asks for a month to be run in the background, by workers, as the actor who asks. Asking again while it is
// prepared changes nothing.
func (h *House) AskMonth(ctx context.Context, actor auth.Actor, month calendar.Month) error {
	return h.Payments.Begin(ctx, actor, month, 0, func(tx *gate.Tx) error {
		return h.Queue.Add(ctx, tx.Tx, monthJob, monthTask{Month: month})
	})
}

// look is how often a worker looks for a month that it can help with.
const look = 300 * time.Millisecond

// verifyLook is how often a worker looks for a batch of a verification that is due: the queue wakes one only for the first.
const verifyLook = time.Second

// Work does background tasks until ctx ends, at most atOnce at a time. The queue wakes one worker for a month that was
// asked for; every worker looks besides, three times a second, for months that are being prepared and helps with them, so that any number
// share one and none waits for a worker that died.
func (h *House) Work(ctx context.Context, atOnce int, log *slog.Logger) error {
	w := &helper{house: h, log: log}
	helping, stop := context.WithCancel(ctx)
	var done sync.WaitGroup
	done.Go(func() { w.every(helping, look, "month", w.helpOnce) })
	done.Go(func() { w.every(helping, verifyLook, "verification", h.Interop.Work) })
	verify := func(ctx context.Context, _ []byte) error { return h.Interop.Work(ctx) }
	err := h.Queue.Work(ctx, map[string]jobs.Handler{monthJob: w.task, measureJob: w.measure, interop.Job(): verify}, atOnce, log)
	stop()
	done.Wait()
	return err
}

// helper is a worker's part in what reads everybody: months that are being prepared, and measurings. It is at one of them
// at a time.
type helper struct {
	house *House
	log   *slog.Logger
	one   sync.Mutex
}

// task is what the queue hands out.
func (w *helper) task(ctx context.Context, payload []byte) error {
	var t monthTask
	if err := json.Unmarshal(payload, &t); err != nil {
		return fault.Wrap(err, fault.Invalid, "jobs.unknown", monthJob)
	}
	w.one.Lock()
	defer w.one.Unlock()
	prep, err := w.house.Payments.Preparing(ctx, auth.System(), t.Month)
	if fault.Is(err, fault.NotFound) || err == nil && prep.Stopped {
		return nil // others were faster, or it was stopped or cancelled meanwhile
	}
	if err != nil {
		return err
	}
	return w.house.prepareMonth(ctx, prep)
}

// every does something each time that a while has passed, until ctx ends; what goes wrong is for the log.
func (w *helper) every(ctx context.Context, while time.Duration, what string, do func(context.Context) error) {
	tick := time.NewTicker(while)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
		if err := do(ctx); err != nil && ctx.Err() == nil {
			w.log.WarnContext(ctx, what, "error", err.Error())
		}
	}
}

func (w *helper) helpOnce(ctx context.Context) error {
	w.one.Lock()
	defer w.one.Unlock()
	open, err := w.house.Payments.Preparations(ctx, auth.System())
	if err != nil {
		return err
	}
	for _, prep := range open {
		if prep.Stopped {
			continue
		}
		if err := w.house.prepareMonth(ctx, prep); err != nil {
			return err
		}
	}
	return nil
}

// prepareMonth helps with a month in the name of whoever asked for it. What cannot succeed as things are (nobody in the
// register, no permission) stops it with the reason, for somebody to mend; anything else is tried again.
func (h *House) prepareMonth(ctx context.Context, prep payment.Preparation) error {
	actor, err := h.asker(ctx, prep.By)
	if err == nil {
		if _, err = h.Reforms.Follow(ctx); err == nil {
			err = h.Reorg.Follow(ctx)
		}
		if err == nil {
			_, err = h.Payments.RunMonth(ctx, actor, prep.Month, payment.Options{KnownOn: prep.KnownOn})
		}
	}
	switch code := fault.CodeOf(err); {
	case code == "payment.stopped" || code == "payment.not_preparing": // somebody wants it so
		return nil
	case code == "db.exists": // two were at the same row: once more
		return err
	case fault.Is(err, fault.Invalid), fault.Is(err, fault.Forbidden), fault.Is(err, fault.Conflict), fault.Is(err, fault.NotFound):
		return h.Payments.Fail(ctx, auth.System(), prep.Month, err)
	case err != nil && !fault.Is(err, fault.Unavailable) && ctx.Err() == nil:
		return errors.Join(err, h.Payments.Note(ctx, auth.System(), prep.Month, err))
	}
	return err
}

func (h *House) asker(ctx context.Context, login string) (auth.Actor, error) {
	if s := auth.System(); s.ID == login {
		return s, nil
	}
	return h.Account(ctx, login)
}
