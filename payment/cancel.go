package payment

import (
	"context"
	"strings"

	"ansinh/auth"
	"ansinh/calendar"
	"ansinh/fault"
	"ansinh/gate"
)

// Cancel takes a run back that nobody has approved, or one that is still being prepared: every ledger entry it made is moved back by a new one, its lines
// are put away as they were, and the month can be prepared again from the same frozen roster. It stays written who
// cancelled it and why.
func (p *Payments) Cancel(ctx context.Context, actor auth.Actor, month calendar.Month, reason string) error {
	if reason = strings.TrimSpace(reason); reason == "" {
		return fault.New(fault.Invalid, "payment.cancel.reason")
	}
	return p.gate.Change(ctx, actor, gate.Act{Permission: MayPrepare, Subject: subject(month)}, func(tx *gate.Tx) error {
		r, err := unapproved(ctx, tx, month)
		if err != nil {
			return err
		}
		if r.State != Prepared && r.State != Checked {
			return fault.New(fault.Conflict, "payment.cancel.late", month.Vietnamese(), r.State)
		}
		later, err := laterRun(ctx, tx.Tx, month)
		if err != nil {
			return err
		}
		if !later.IsZero() { // it was prepared from what this run pays
			return fault.New(fault.Conflict, "payment.cancel.later", later.Vietnamese())
		}
		tx.Note("attempt", r.Attempt)
		if err := reverse(ctx, tx, r); err != nil {
			return err
		}
		if err := putAway(ctx, tx, r, reason); err != nil {
			return err
		}
		if err := dropPreparation(ctx, tx, month); err != nil {
			return err
		}
		books, err := accounts(ctx, tx.Tx, month)
		if err != nil {
			return err
		}
		for _, a := range books {
			if a.Balance() != 0 {
				return fault.New(fault.Internal, "payment.unbalanced", month.Vietnamese())
			}
		}
		return nil
	})
}

// unapproved is the run of a month, or what there is of it while it is prepared.
func unapproved(ctx context.Context, tx *gate.Tx, month calendar.Month) (Run, error) {
	r, err := run(ctx, tx.Tx, month)
	if !fault.Is(err, fault.NotFound) {
		return r, err
	}
	prep, none := preparation(ctx, tx.Tx, month)
	if fault.Is(none, fault.NotFound) {
		return r, err
	}
	if none != nil {
		return r, none
	}
	all, err := parts(ctx, tx.Tx, month)
	r = Run{Month: month, State: Prepared, Attempt: prep.Attempt}
	r.addUp(all)
	return r, err
}

// reverse moves every entry of the run's attempt back.
func reverse(ctx context.Context, tx *gate.Tx, r Run) error {
	entries, err := standing(ctx, tx.Tx, r.Month)
	if err != nil {
		return err
	}
	for i := range entries {
		e := &entries[i]
		e.ID, e.Reverses, e.Debit, e.Credit = e.ID+":cancel", e.ID, e.Credit, e.Debit
	}
	return insertEntries(ctx, tx, entries, r.Roster)
}

// Cancelled is a run that was taken back.
type Cancelled struct {
	Month   calendar.Month
	Attempt int64
	Lines   int64
	Amount  int64
	Reason  string
	By      string
}

// CancelledRuns are the runs of a month that were taken back, first first.
func (p *Payments) CancelledRuns(ctx context.Context, actor auth.Actor, month calendar.Month) ([]Cancelled, error) {
	var out []Cancelled
	err := p.gate.Read(ctx, actor, gate.Act{Permission: MayRead}, func(tx *gate.Tx) error {
		var err error
		out, err = cancelledRuns(ctx, tx.Tx, month)
		return err
	})
	return out, err
}
