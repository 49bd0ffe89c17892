package house

import (
	"context"
	"encoding/json"
	"time"

	"ansinh/auth"
	"ansinh/calendar"
	"ansinh/fault"
	"ansinh/gate"
	"ansinh/jobs"
)

// measureJob is the name of the task that measures the indicators of a month.
const measureJob = "measure"

// behind is after how long a measuring looks again whether the month's run is prepared.
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

// AskMeasure asks for a closed month to be measured in the background, as it is known at the end of a day; zero: as it
// was known when it was closed.
func (h *House) AskMeasure(ctx context.Context, actor auth.Actor, month calendar.Month, known calendar.Date) error {
	return h.Indicators.Ask(ctx, actor, month, known, func(tx *gate.Tx) error {
		return h.Queue.Add(ctx, tx.Tx, measureJob, measureTask{Month: month, Known: known})
	})
}

// measure is what the queue hands out. Who asked for it had the right to; the program itself carries it out, as it does
// after a month was closed. What was done meanwhile, by the command line or another worker, is not done again.
func (h *House) measure(ctx context.Context, payload []byte) error {
	var t measureTask
	if err := json.Unmarshal(payload, &t); err != nil {
		return fault.Wrap(err, fault.Invalid, "jobs.unknown", measureJob)
	}
	prep, err := h.Payments.Preparing(ctx, auth.System(), t.Month)
	if err == nil && prep.Open() { // who waits to be paid comes first: the same machine reads the same people
		return jobs.Later(behind)
	}
	if err != nil && !fault.Is(err, fault.NotFound) {
		return err
	}
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
