package payment

import (
	"context"

	"ansinh/auth"
	"ansinh/calendar"
	"ansinh/fault"
	"ansinh/gate"
	"ansinh/registry"
)

// Prepare makes the run of a month out of its frozen roster: its lines, screened, and the ledger entries that set the
// money aside. A run that is there already is a conflict (payment.exists) and stays as it is.
func (p *Payments) Prepare(ctx context.Context, actor auth.Actor, month calendar.Month) (Run, error) {
	roster, err := p.benefits.Roster(ctx, actor, month)
	if err != nil {
		return Run{}, err
	}
	a := &assembly{month: month, policy: p.policy}
	if err := p.gather(ctx, actor, a, roster.KnownOn); err != nil {
		return Run{}, err
	}
	var out Run
	err = p.gate.Change(ctx, actor, gate.Act{Permission: MayPrepare, Subject: subject(month)}, func(tx *gate.Tx) error {
		if err := refuseExisting(ctx, tx.Tx, month); err != nil {
			return err
		}
		if a.previous, err = paidBefore(ctx, tx.Tx, month.Add(-1)); err != nil {
			return err
		}
		if a.paid, err = paidToTheDead(ctx, tx.Tx, month, a.died); err != nil {
			return err
		}
		if a.settled, err = settledArrears(ctx, tx.Tx, a.late); err != nil {
			return err
		}
		if a.back, err = repairedLines(ctx, tx.Tx, month); err != nil {
			return err
		}
		if a.claims, err = claimedLines(ctx, tx.Tx, month); err != nil {
			return err
		}
		if a.owed, err = recoveries(ctx, tx.Tx, month.Add(-1)); err != nil {
			return err
		}
		number, err := attempt(ctx, tx.Tx, month)
		if err != nil {
			return err
		}
		lines := a.lines()
		out = Run{Month: month, State: Prepared, Roster: roster.Hash, Snapshot: roster.Snapshot, Law: roster.Law, Attempt: number,
			Steps: []Step{{State: Prepared, Actor: actor.ID, Name: actor.Name, At: tx.Now}}}
		out.sum(lines)
		out.Instalments = int64(len(a.kept))
		tx.Note("roster", out.Roster)
		tx.Note("lines", out.Lines)
		tx.Note("amount", int64(out.Amount))
		tx.Note("held", out.Held)
		if err := insertRun(ctx, tx, out, lines); err != nil {
			return err
		}
		if err := insertInstalments(ctx, tx, lines, a.kept); err != nil {
			return err
		}
		if err := insertEntries(ctx, tx, entriesOf(number, lines, a.kept), out.Roster); err != nil {
			return err
		}
		return enter(ctx, tx, out, atPrepare, lines)
	})
	return out, err
}

func subject(m calendar.Month) string { return "run:" + m.String() }

// gather reads what the lines are made of.
func (p *Payments) gather(ctx context.Context, actor auth.Actor, a *assembly, known calendar.Date) error {
	var err error
	if a.roster, err = p.benefits.RosterLines(ctx, actor, a.month); err != nil {
		return err
	}
	if a.late, err = p.benefits.Late(ctx, actor, a.month); err != nil {
		return err
	}
	deaths, err := p.registry.DeadOn(ctx, actor, registry.At{AsOf: known.Add(1), KnownOn: known})
	if err != nil {
		return err
	}
	a.died = make(map[registry.PersonID]calendar.Date, len(deaths))
	for _, d := range deaths {
		a.died[d.Person] = d.Died
	}
	ids := make(map[registry.PersonID]bool, len(a.roster))
	for _, l := range a.roster {
		if l.Held == "" {
			ids[l.Person] = true
		}
	}
	for _, l := range a.late {
		ids[l.Person] = true
	}
	a.payees, err = p.registry.PayTo(ctx, actor, ids, registry.At{AsOf: known, KnownOn: known})
	return err
}

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

// Done is what running a month came to.
type Done struct {
	Run     Run
	Already bool // the run was there before, and nothing was changed
}

// Options of running a month; the zero value works.
type Options struct {
	KnownOn  calendar.Date                    // what was known at the end of this day; zero: today
	Decide   func(ctx context.Context) error  // called between the lists and the roster, for decisions on the lists
	Progress func(step string, of, steps int) // called as each step begins
}

// RunMonth is the month from the register to the prepared run: snapshot, determination and lists, roster, run. It can
// be stopped anywhere and run again: what is frozen or prepared already is taken as it is, and a month that is done
// answers so and changes nothing.
func (p *Payments) RunMonth(ctx context.Context, actor auth.Actor, month calendar.Month, o Options) (Done, error) {
	if o.Progress == nil {
		o.Progress = func(string, int, int) {}
	}
	if run, err := p.Run(ctx, actor, month); !fault.Is(err, fault.NotFound) {
		return Done{Run: run, Already: err == nil}, err
	}
	if _, err := p.benefits.Roster(ctx, actor, month); fault.Is(err, fault.NotFound) {
		if err := p.freeze(ctx, actor, month, o); err != nil {
			return Done{}, err
		}
	} else if err != nil {
		return Done{}, err
	}
	o.Progress("prepare", 4, 4)
	run, err := p.Prepare(ctx, actor, month)
	if fault.CodeOf(err) == "payment.exists" { // another one prepared it meanwhile
		run, err = p.Run(ctx, actor, month)
		return Done{Run: run, Already: true}, err
	}
	return Done{Run: run}, err
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
	if _, err := p.benefits.Determine(ctx, actor, s); err != nil {
		return ignoreFrozen(err)
	}
	if o.Decide != nil {
		if err := o.Decide(ctx); err != nil {
			return err
		}
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
