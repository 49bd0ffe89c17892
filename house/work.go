package house

import (
	"context"
	"encoding/json"
	"log/slog"

	"ansinh/auth"
	"ansinh/calendar"
	"ansinh/fault"
	"ansinh/gate"
	"ansinh/jobs"
	"ansinh/payment"
)

// monthJob is the name of the task that runs a month.
const monthJob = "month"

// monthTask is a month to run, for the officer who asked for it.
type monthTask struct {
	Month calendar.Month `json:"month"`
	Actor string         `json:"actor"`
}

// MonthAsked says what became of a month that somebody asked for.
func (h *House) MonthAsked(ctx context.Context, month calendar.Month) (jobs.State, error) {
	return h.Queue.Find(ctx, monthJob, func(payload []byte) bool {
		var t monthTask
		return json.Unmarshal(payload, &t) == nil && t.Month == month
	})
}

// AskMonth asks for a month to be run in the background, by a worker, as the actor who asks. Asking again while it
// waits changes nothing.
func (h *House) AskMonth(ctx context.Context, actor auth.Actor, month calendar.Month) error {
	act := gate.Act{Permission: payment.MayPrepare, Subject: "run:" + month.String()}
	return h.Gate.Change(ctx, actor, act, func(tx *gate.Tx) error {
		tx.Note("asked", month.String())
		return h.Queue.Add(ctx, tx.Tx, monthJob, monthTask{Month: month, Actor: actor.ID})
	})
}

// Work does background tasks until ctx ends, at most atOnce at a time.
func (h *House) Work(ctx context.Context, atOnce int, log *slog.Logger) error {
	return h.Queue.Work(ctx, map[string]jobs.Handler{monthJob: h.runMonth}, atOnce, log)
}

func (h *House) runMonth(ctx context.Context, payload []byte) error {
	var t monthTask
	if err := json.Unmarshal(payload, &t); err != nil {
		return fault.Wrap(err, fault.Invalid, "jobs.unknown", monthJob)
	}
	actor, err := h.Account(ctx, t.Actor)
	if err != nil {
		return err
	}
	if _, err := h.Reforms.Follow(ctx); err != nil {
		return err
	}
	_, err = h.Payments.RunMonth(ctx, actor, t.Month, payment.Options{})
	return err
}
