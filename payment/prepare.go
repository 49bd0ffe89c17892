package payment

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"strconv"
	"time"

	"ansinh/auth"
	"ansinh/calendar"
	"ansinh/fault"
	"ansinh/gate"
)

// Done is what running a month came to.
type Done struct {
	Run     Run
	Already bool // another one prepared it, and nothing was changed
}

// Options of running a month; the zero value works.
type Options struct {
	KnownOn  calendar.Date                    // what was known at the end of this day; zero: today
	Decide   func(ctx context.Context) error  // called between the lists and the roster, for decisions on the lists
	Progress func(step string, of, steps int) // called as each step begins
	Part     func(done, of int)               // called when a commune is done
}

// RunMonth is the month from the register to the prepared run: snapshot, determination and lists, roster, run. It can
// be stopped anywhere and run again: what is frozen or written already is taken as it is, and a month that is done
// answers so and changes nothing. Processes that run the same month at once share its communes; one of them makes the
// run out of the parts, and the others say that it was there already.
func (p *Payments) RunMonth(ctx context.Context, actor auth.Actor, month calendar.Month, o Options) (Done, error) {
	if o.Progress == nil {
		o.Progress = func(string, int, int) {}
	}
	if run, err := p.Run(ctx, actor, month); !fault.Is(err, fault.NotFound) {
		return Done{Run: run, Already: err == nil}, err
	}
	if o.Decide == nil { // otherwise a worker that helps would make lists on which nobody decides
		if err := p.Begin(ctx, actor, month, o.KnownOn, nil); err != nil && fault.CodeOf(err) != "payment.exists" {
			return Done{}, err
		}
	}
	if err := p.lists(ctx, actor, month, o); err != nil {
		return Done{}, err
	}
	o.Progress("prepare", 4, 4)
	run, err := p.prepare(ctx, actor, month, o)
	if fault.CodeOf(err) == "payment.exists" { // another one prepared it meanwhile
		run, err = p.Run(ctx, actor, month)
		return Done{Run: run, Already: true}, err
	}
	return Done{Run: run}, err
}

// pause is how long a process waits that finds others at work on all that is left.
const pause = 200 * time.Millisecond

func wait(ctx context.Context) error {
	t := time.NewTimer(pause)
	defer t.Stop()
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-t.C:
		return nil
	}
}

// lists sees to it that the roster is frozen: it makes the lists, or waits for the process that makes them.
func (p *Payments) lists(ctx context.Context, actor auth.Actor, month calendar.Month, o Options) error {
	for {
		if _, err := p.benefits.Roster(ctx, actor, month); !fault.Is(err, fault.NotFound) {
			return err
		}
		lease, err := p.leases.Take(ctx, subject(month), "")
		if err != nil {
			return err
		}
		if lease != nil {
			err = p.freeze(ctx, actor, month, o)
			lease.Free(ctx)
			return err
		}
		if err := wait(ctx); err != nil {
			return err
		}
	}
}

func (p *Payments) freeze(ctx context.Context, actor auth.Actor, month calendar.Month, o Options) error {
	known := o.KnownOn
	if known.IsZero() {
		known = calendar.DateOf(p.gate.Now())
	}
	o.Progress("snapshot", 1, 4)
	s, err := p.registry.Snapshot(ctx, actor, month, known)
	if err != nil {
		return err
	}
	o.Progress("determine", 2, 4)
	if _, err := p.benefits.Reckon(ctx, actor, month.Add(-p.policy.Settlement.ReckonMonths), month); err != nil {
		return err
	}
	if o.Decide == nil {
		_, err = p.benefits.DetermineAndFreeze(ctx, actor, s)
		return ignoreFrozen(err)
	}
	if _, err := p.benefits.Determine(ctx, actor, s); err != nil {
		return ignoreFrozen(err)
	}
	if err := o.Decide(ctx); err != nil {
		return err
	}
	o.Progress("roster", 3, 4)
	_, err = p.benefits.Freeze(ctx, actor, month)
	return ignoreFrozen(err)
}

// ignoreFrozen: another one froze the month meanwhile, and that roster is as good.
func ignoreFrozen(err error) error {
	if fault.CodeOf(err) == "benefit.frozen" {
		return nil
	}
	return err
}

// Prepare makes the run of a month out of its frozen roster: its lines, screened, and the ledger entries that set the
// money aside. A run that is there already is a conflict (payment.exists) and stays as it is.
func (p *Payments) Prepare(ctx context.Context, actor auth.Actor, month calendar.Month) (Run, error) {
	return p.prepare(ctx, actor, month, Options{})
}

// prepare does a month's parts together with whoever else does, and makes the run when all are done.
func (p *Payments) prepare(ctx context.Context, actor auth.Actor, month calendar.Month, o Options) (_ Run, err error) {
	if _, err := p.Preparing(ctx, actor, month); fault.Is(err, fault.NotFound) {
		err = p.Begin(ctx, actor, month, o.KnownOn, nil)
		if err != nil {
			return Run{}, err
		}
	}
	m, err := p.common(ctx, actor, month)
	if err != nil {
		return Run{}, err
	}
	if err := p.plan(ctx, actor, m); err != nil {
		return Run{}, p.gone(ctx, actor, month, err)
	}
	var next *heldPart
	defer func() { err = errors.Join(err, p.free(ctx, next)) }()
	for {
		prep, err := p.Preparing(ctx, actor, month)
		if err != nil {
			return Run{}, p.gone(ctx, actor, month, err)
		}
		if o.Part != nil {
			o.Part(prep.Done(), len(prep.Parts))
		}
		if prep.Done() == len(prep.Parts) {
			return p.finish(ctx, actor, m)
		}
		if prep.Stopped {
			return Run{}, fault.New(fault.Conflict, "payment.stopped", month.Vietnamese())
		}
		if next, err = p.onePart(ctx, actor, m, &prep, next); err != nil {
			return Run{}, p.gone(ctx, actor, month, err)
		}
	}
}

// gone tells a preparation that another one has finished from one that was cancelled.
func (p *Payments) gone(ctx context.Context, actor auth.Actor, month calendar.Month, err error) error {
	if fault.CodeOf(err) != "payment.not_preparing" {
		return err
	}
	if _, found := p.Run(ctx, actor, month); found == nil {
		return fault.New(fault.Conflict, "payment.exists", month.Vietnamese())
	}
	return err
}

// finish makes the run out of its parts: what they come to, what only the whole shows to the screen, and who asked for it.
func (p *Payments) finish(ctx context.Context, actor auth.Actor, m *common) (Run, error) {
	out := Run{Month: m.month, State: Prepared, Roster: m.roster.Hash, Snapshot: m.roster.Snapshot, Law: m.roster.Law}
	err := p.gate.Change(ctx, actor, gate.Act{Permission: MayPrepare, Subject: subject(m.month)}, func(tx *gate.Tx) error {
		r := out
		if err := refuseExisting(ctx, tx.Tx, m.month); err != nil {
			return err
		}
		prep, err := preparation(ctx, tx.Tx, m.month)
		if err != nil {
			return err
		}
		all, err := parts(ctx, tx.Tx, m.month)
		if err != nil {
			return err
		}
		r.Attempt = prep.Attempt
		r.addUp(all)
		if err := p.screenWhole(ctx, tx, &r); err != nil {
			return err
		}
		r.Steps = []Step{{State: Prepared, Actor: prep.By, Name: prep.Name, At: tx.Now}}
		tx.Note("roster", r.Roster)
		tx.Note("lines", r.Lines)
		tx.Note("amount", int64(r.Amount))
		tx.Note("held", r.Held)
		if err := insertRun(ctx, tx, r); err != nil {
			return err
		}
		out = r
		return dropPreparation(ctx, tx, m.month)
	})
	if fault.CodeOf(err) == "db.exists" { // written between our look and our writing
		err = fault.New(fault.Conflict, "payment.exists", m.month.Vietnamese())
	}
	if err == nil {
		err = p.leases.Clear(ctx, subject(m.month))
	}
	return out, p.gone(ctx, actor, m.month, err)
}

// addUp adds the parts, which are by commune: the hash is the same however they were shared.
func (r *Run) addUp(all []Part) {
	h := sha256.New()
	fmt.Fprintf(h, "ansinh run 1\n%s\n%s\n", r.Month, r.Roster)
	for i := range all {
		s := &all[i].Sum
		r.Lines, r.Amount, r.Held, r.HeldAmount = r.Lines+s.Lines, r.Amount+s.Amount, r.Held+s.Held, r.HeldAmount+s.HeldAmount
		r.Recoveries, r.Recovery, r.Flagged = r.Recoveries+s.Recoveries, r.Recovery+s.Recovery, r.Flagged+s.Flagged
		r.Instalments, r.Instalment = r.Instalments+s.Instalments, r.Instalment+s.Instalment
		fmt.Fprintf(h, "%s\t%s\n", all[i].Commune, s.Hash)
	}
	r.Hash = hex.EncodeToString(h.Sum(nil))
}

// hashOf is over everything that says who gets what and how.
func hashOf(lines []Line) string {
	h, row := sha256.New(), make([]byte, 0, 256)
	for i := range lines {
		l := &lines[i]
		row = strconv.AppendInt(append(append(row[:0], l.ID...), '\t'), int64(l.Amount), 10)
		row = strconv.AppendInt(append(row, '\t'), int64(l.Deducted), 10)
		for _, s := range []string{string(l.Channel), l.Bank, l.Account, string(l.Held), string(l.Commune)} {
			row = append(append(row, '\t'), s...)
		}
		h.Write(append(row, '\n'))
	}
	return hex.EncodeToString(h.Sum(nil))
}

func subject(m calendar.Month) string { return "run:" + m.String() }

func (r *Run) sum(lines []Line) {
	for i := range lines {
		l := &lines[i]
		switch {
		case l.Kind == Recovery:
			r.Recoveries++
			r.Recovery -= l.Amount
		case l.Held != "":
			r.Held++
			r.HeldAmount += l.Amount
		default:
			r.Lines++
			r.Amount += l.Net()
			r.Instalment += l.Deducted
		}
		if len(l.Flags) > 0 {
			r.Flagged++
		}
	}
}
