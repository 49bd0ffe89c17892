package payment

import (
	"context"
	"slices"

	"ansinh/auth"
	"ansinh/calendar"
	"ansinh/fault"
	"ansinh/gate"
)

// Check says that somebody other than the preparer has looked at the run and its flagged and held lines. What they looked
// at must be what the lines say: totals that are not stop the run.
func (p *Payments) Check(ctx context.Context, actor auth.Actor, month calendar.Month) (Run, error) {
	return p.move(ctx, actor, MayCheck, month, Checked, func(tx *gate.Tx, _ Run) error { return sumsHold(ctx, tx.Tx, month) })
}

// Approve releases the run for sending; a third person does it.
func (p *Payments) Approve(ctx context.Context, actor auth.Actor, month calendar.Month) (Run, error) {
	return p.move(ctx, actor, MayApprove, month, Approved, nil)
}

// Send says that files and money went to the channels.
func (p *Payments) Send(ctx context.Context, actor auth.Actor, month calendar.Month) (Run, error) {
	return p.move(ctx, actor, MaySend, month, Sent, func(tx *gate.Tx, r Run) error {
		lines, err := allLines(ctx, tx.Tx, month)
		if err != nil {
			return err
		}
		return enter(ctx, tx, r, atSend, lines)
	})
}

// Close says that every line that was not returned reached its person. Books that do not balance are not closed, nor
// is a run from which a bank's statement differs as long as nobody has said why.
func (p *Payments) Close(ctx context.Context, actor auth.Actor, month calendar.Month) (Run, error) {
	return p.move(ctx, actor, MayClose, month, Closed, func(tx *gate.Tx, r Run) error {
		if err := p.reconciled(ctx, tx, month); err != nil {
			return err
		}
		lines, err := allLines(ctx, tx.Tx, month)
		if err != nil {
			return err
		}
		back, err := returnedLines(ctx, tx.Tx, month)
		if err != nil {
			return err
		}
		lines = slices.DeleteFunc(lines, func(l Line) bool { return back[l.ID] })
		if err := enter(ctx, tx, r, atClose, lines); err != nil {
			return err
		}
		books, err := accounts(ctx, tx.Tx, month)
		if err != nil {
			return err
		}
		return books.check(r)
	})
}

// sentRun is the run of a month whose money is on its way; in every other state it is a conflict.
func sentRun(ctx context.Context, tx *gate.Tx, month calendar.Month) (Run, error) {
	r, err := run(ctx, tx.Tx, month)
	if err == nil && r.State != Sent {
		err = fault.New(fault.Conflict, "payment.not_sent", month.Vietnamese())
	}
	return r, err
}

// Return records that a channel gave a line of a sent run back. The same return read twice is a conflict
// (payment.returned) and changes nothing.
func (p *Payments) Return(ctx context.Context, actor auth.Actor, month calendar.Month, line string) error {
	return p.gate.Change(ctx, actor, gate.Act{Permission: MayClose, Subject: subject(month)}, func(tx *gate.Tx) error {
		r, err := sentRun(ctx, tx, month)
		if err != nil {
			return err
		}
		back, err := returnedLines(ctx, tx.Tx, month)
		if err != nil {
			return err
		}
		if back[line] {
			return fault.New(fault.Conflict, "payment.returned")
		}
		l, err := lineByID(ctx, tx.Tx, month, line)
		if err != nil {
			return err
		}
		if !l.Paid() || l.Net() == 0 {
			return fault.New(fault.NotFound, "payment.no_line")
		}
		tx.Note("line", line)
		if err := enter(ctx, tx, r, atReturn, []Line{l}); err != nil {
			return err
		}
		return insertReturns(ctx, tx, []Return{{Line: l}})
	})
}

// move takes a run to its next state. Preparing, checking and approving are done by three people.
func (p *Payments) move(ctx context.Context, actor auth.Actor, may auth.Permission, month calendar.Month, to State, work func(*gate.Tx, Run) error) (Run, error) {
	var out Run
	err := p.gate.Change(ctx, actor, gate.Act{Permission: may, Subject: subject(month)}, func(tx *gate.Tx) error {
		r, err := run(ctx, tx.Tx, month)
		if err != nil {
			return err
		}
		at := slices.Index(States(), r.State)
		if at+1 >= len(States()) || States()[at+1] != to {
			return fault.New(fault.Conflict, "payment.state", month.Vietnamese(), r.State, to)
		}
		if to == Checked || to == Approved {
			for _, s := range r.Steps {
				if s.Actor == actor.ID {
					return fault.New(fault.Forbidden, "payment.same_person")
				}
			}
		}
		if err := setState(ctx, tx, r, to); err != nil {
			return err
		}
		tx.Note("state", string(to))
		r.State = to
		r.Steps = append(r.Steps, Step{State: to, Actor: actor.ID, Name: actor.Name, At: tx.Now})
		out = r
		if work == nil {
			return nil
		}
		return work(tx, r)
	})
	return out, err
}
