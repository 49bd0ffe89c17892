package payment

import (
	"context"

	"ansinh/auth"
	"ansinh/benefit"
	"ansinh/calendar"
	"ansinh/fault"
	"ansinh/gate"
	"ansinh/registry"
)

// Repair says how a returned line is to be paid again in the next run that is prepared: into the account that the
// register holds now, or, by channel Cash, in cash. An account that is the one the money came back from is refused.
// Repairing again, as long as no run pays it, takes the place of what was said before.
func (p *Payments) Repair(ctx context.Context, actor auth.Actor, line string, channel Channel) error {
	if channel != Bank && channel != Cash {
		return fault.New(fault.Invalid, "payment.repair.channel")
	}
	var of Return
	err := p.gate.Read(ctx, actor, gate.Act{Permission: MayPrepare, Subject: "line:" + line}, func(tx *gate.Tx) error {
		var err error
		of, err = failure(ctx, tx, line)
		return err
	})
	if err != nil {
		return err
	}
	today := calendar.DateOf(p.gate.Now())
	found, err := p.registry.PayTo(ctx, actor, map[registry.PersonID]bool{of.Line.Person: true}, registry.At{AsOf: today, KnownOn: today})
	if err != nil {
		return err
	}
	if len(found) == 0 {
		return fault.New(fault.NotFound, "payment.repair.nobody")
	}
	if channel == Cash {
		found[0].Channel = registry.ToCash // whatever it was before: somebody takes it at the counter
		if err := p.takers(ctx, actor, found, today); err != nil {
			return err
		}
	}
	to := found[0]
	if channel == Bank && to.Channel != registry.ToAccount {
		return fault.New(fault.Conflict, "payment.repair.no_account")
	}
	if channel == Bank && of.Line.Channel == Bank && to.Bank == of.Line.Bank && to.Number == of.Line.Account {
		return fault.New(fault.Conflict, "payment.repair.same")
	}
	return p.gate.Change(ctx, actor, gate.Act{Permission: MayPrepare, Subject: "line:" + line}, func(tx *gate.Tx) error {
		now, err := failure(ctx, tx, line)
		if err != nil {
			return err
		}
		tx.Note("run", now.Line.Month.String())
		tx.Note("channel", string(channel))
		return putRepair(ctx, tx, line, channel, to)
	})
}

// failure is a returned line that no run pays again yet.
func failure(ctx context.Context, tx *gate.Tx, line string) (Return, error) {
	all, err := failures(ctx, tx.Tx, 0, line)
	if err != nil {
		return Return{}, err
	}
	if len(all) == 0 {
		return Return{}, fault.New(fault.NotFound, "payment.repair.none")
	}
	if !all[0].Again.IsZero() {
		return Return{}, fault.New(fault.Conflict, "payment.repair.paid", all[0].Again.Vietnamese())
	}
	return all[0], nil
}

// repeat is a returned line as a run pays it again: as much as came back, as it was repaired. What was to be paid for
// a month after the person died, or that its decision grants no more, is held.
func repeat(month calendar.Month, r *repaired, died calendar.Date) Line {
	l := r.Line
	l.Again, l.Kind, l.Month, l.Amount, l.Deducted, l.Held, l.Flags = l.ID, Repeat, month, l.Net(), 0, "", nil
	l.Channel, l.Bank, l.Account, l.Holder, l.BirthYear, l.Address = r.to.Channel, r.to.Bank, r.to.Account, r.to.Holder, r.to.BirthYear, r.to.Address
	switch {
	case !died.IsZero() && l.For > died.Month():
		l.Held = benefit.Dead
	case r.ended:
		l.Held = benefit.Ended
	}
	return l
}

// repaired is a returned line and how it is to be paid again.
type repaired struct {
	Line Line
	to   Line // channel, bank, account, holder, birth year, address

	ended bool // its decision grants the month no more
}
