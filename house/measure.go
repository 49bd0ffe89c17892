package house

import (
	"context"
	"encoding/json"
	"slices"
	"time"

	"ansinh/auth"
	"ansinh/calendar"
	"ansinh/fault"
	"ansinh/gate"
	"ansinh/jobs"
	"ansinh/payment"
)

// measureJob is the name of the task that measures the indicators of a month.
const measureJob = "measure"

// behind is after how long a measuring looks again whether a month is being prepared.
const behind = 2 * time.Second

// measureTask is a month to measure; Known is empty for what was known when it was closed.
type measureTask struct {
	Month calendar.Month `json:"month"`
	Known calendar.Date  `json:"known"`
}

// measureClosed asks, in the transaction that closes a month, for its indicators to be measured by a worker.
func (h *House) measureClosed(ctx context.Context, tx *gate.Tx, month calendar.Month) error {
	if _, err := h.Indicators.Asked(ctx, tx, month, 0); err != nil {
		return err
	}
	return h.Queue.Add(ctx, tx.Tx, measureJob, measureTask{Month: month})
}

// measureMoved asks, in the transaction that carries out a reorganisation of units or undoes it, for the last closed month to
// be measured on the map that holds from then on.
func (h *House) measureMoved(ctx context.Context, tx *gate.Tx) error {
	month, err := h.Indicators.LastAsked(ctx, tx)
	if err != nil || month.IsZero() {
		return err
	}
	return h.measureClosed(ctx, tx, month)
}

// AskMeasure asks for a closed month to be measured in the background, as it is known at the end of a day; zero: as it
// was known when it was closed.
func (h *House) AskMeasure(ctx context.Context, actor auth.Actor, month calendar.Month, known calendar.Date) error {
	return h.Indicators.Ask(ctx, actor, month, known, func(tx *gate.Tx) error {
		return h.Queue.Add(ctx, tx.Tx, measureJob, measureTask{Month: month, Known: known})
	})
}

// measure is what the queue hands out. Who waits to be paid comes first: the same machine reads the same people, and a
// process has room for them once.
func (w *helper) measure(ctx context.Context, payload []byte) error {
	var t measureTask
	if err := json.Unmarshal(payload, &t); err != nil {
		return fault.Wrap(err, fault.Invalid, "jobs.unknown", measureJob)
	}
	if !w.one.TryLock() {
		return jobs.Later(behind)
	}
	defer w.one.Unlock()
	preparing, err := w.house.Payments.Preparations(ctx, auth.System())
	if err != nil {
		return err
	}
	if slices.ContainsFunc(preparing, func(p payment.Preparation) bool { return p.Open() }) {
		return jobs.Later(behind)
	}
	return w.house.measureMonth(ctx, t)
}

// measureMonth carries out what somebody with the right asked for, or what follows from closing a month, as the program
// itself. What was done meanwhile, by the command line or another worker, is not done again.
func (h *House) measureMonth(ctx context.Context, t measureTask) error {
	all, err := h.Indicators.Measurings(ctx, auth.System(), t.Month)
	if err != nil {
		return err
	}
	for _, m := range all {
		if m.Open() && m.KnownOn == t.Known {
			if err := h.Reorg.Follow(ctx); err != nil {
				return err
			}
			_, err := h.Indicators.MeasureMonth(ctx, auth.System(), t.Month, t.Known, nil)
			return err
		}
	}
	return nil
}
