package payment

import (
	"context"
	"slices"
	"time"

	"ansinh/auth"
	"ansinh/calendar"
	"ansinh/fault"
	"ansinh/gate"
	"ansinh/org"
)

// Preparation is a month whose run is being prepared: its lists first, by one process, and then its lines, a commune at
// a time, by as many processes as help.
type Preparation struct {
	Month   calendar.Month
	Attempt int64
	KnownOn calendar.Date // zero: the day on which the lists are made
	Begun   time.Time
	By      string // who asked for it: the preparer of the run
	Name    string
	Planned bool // the roster is frozen, and the parts are known
	Stopped bool
	Reason  string       // code of the fault that stopped it; empty: a person did
	Trouble *fault.Error // what stopped it, or went wrong last and is tried again; nil: nothing
	Parts   []Part       // by commune
}

// Part is one commune's share.
type Part struct {
	Commune org.UnitID
	Weight  int64 // lines of the roster
	Done    bool
	Sum     Run // what it came to: the numbers only, and Hash over its lines
}

// Done is how many parts are done.
func (p *Preparation) Done() int {
	n := 0
	for i := range p.Parts {
		if p.Parts[i].Done {
			n++
		}
	}
	return n
}

// Open says whether a worker may help.
func (p *Preparation) Open() bool { return !p.Stopped }

// Begin says that a month is to be prepared, as it was known at the end of a day (zero: the day on which it is done);
// workers do it. also is done in the same transaction. A month that is being prepared already stays as it is; one that
// is prepared is a conflict, and so is one while another month is being prepared.
func (p *Payments) Begin(ctx context.Context, actor auth.Actor, month calendar.Month, known calendar.Date, also func(*gate.Tx) error) error {
	return p.gate.Change(ctx, actor, gate.Act{Permission: MayPrepare, Subject: subject(month)}, func(tx *gate.Tx) error {
		if err := refuseExisting(ctx, tx.Tx, month); err != nil {
			return err
		}
		open, err := preparations(ctx, tx.Tx)
		if err != nil {
			return err
		}
		for _, o := range open {
			if o.Month != month { // it rests on what the other will have paid
				return fault.New(fault.Conflict, "payment.preparing.other", o.Month.Vietnamese())
			}
		}
		if len(open) == 0 {
			number, err := attempt(ctx, tx.Tx, month)
			if err != nil {
				return err
			}
			if err := insertPreparation(ctx, tx, month, number, known); err != nil {
				return err
			}
		}
		tx.Note("begun", month.String())
		if also == nil {
			return nil
		}
		return also(tx)
	})
}

// Preparing is the month that is being prepared, with its parts; fault payment.not_preparing where it is none.
func (p *Payments) Preparing(ctx context.Context, actor auth.Actor, month calendar.Month) (Preparation, error) {
	var out Preparation
	err := p.gate.Read(ctx, actor, gate.Act{Permission: MayRead, Unit: actor.Unit}, func(tx *gate.Tx) (err error) {
		if out, err = preparation(ctx, tx.Tx, month); err != nil {
			return err
		}
		out.Parts, err = parts(ctx, tx.Tx, month)
		return err
	})
	out.Parts = slices.DeleteFunc(out.Parts, func(x Part) bool {
		return actor.Unit != "" && !p.tree.Within(x.Commune, org.UnitID(actor.Unit))
	})
	return out, err
}

// Preparations are the months that are being prepared, without their parts: what a worker looks for.
func (p *Payments) Preparations(ctx context.Context, actor auth.Actor) ([]Preparation, error) {
	var out []Preparation
	err := p.gate.Read(ctx, actor, gate.Act{Permission: MayRead, Unit: actor.Unit}, func(tx *gate.Tx) (err error) {
		out, err = preparations(ctx, tx.Tx)
		return err
	})
	return out, err
}

// Stop lets workers finish what they hold and begin nothing more of a month. What is done stays done.
func (p *Payments) Stop(ctx context.Context, actor auth.Actor, month calendar.Month) error {
	return p.halt(ctx, actor, month, true, nil)
}

// Resume lets workers go on with a month that was stopped.
func (p *Payments) Resume(ctx context.Context, actor auth.Actor, month calendar.Month) error {
	return p.halt(ctx, actor, month, false, nil)
}

// Fail stops a month that cannot go on as things are, with the reason: somebody must mend it and resume.
func (p *Payments) Fail(ctx context.Context, actor auth.Actor, month calendar.Month, why error) error {
	return p.halt(ctx, actor, month, true, fault.Bare(why, "payment.trouble"))
}

// Note keeps what went wrong with a month that is tried again, for whoever waits for it.
func (p *Payments) Note(ctx context.Context, actor auth.Actor, month calendar.Month, why error) error {
	said := fault.Bare(why, "payment.trouble")
	return p.gate.Change(ctx, actor, gate.Act{Permission: MayPrepare, Subject: subject(month)}, func(tx *gate.Tx) error {
		prep, err := preparation(ctx, tx.Tx, month)
		if err != nil || prep.Stopped || prep.Trouble != nil && prep.Trouble.Error() == said.Error() {
			return err
		}
		tx.Note("trouble", said.Code)
		return setTrouble(ctx, tx, month, said)
	})
}

func (p *Payments) halt(ctx context.Context, actor auth.Actor, month calendar.Month, stop bool, why *fault.Error) error {
	return p.gate.Change(ctx, actor, gate.Act{Permission: MayPrepare, Subject: subject(month)}, func(tx *gate.Tx) error {
		if _, err := preparation(ctx, tx.Tx, month); err != nil {
			return err
		}
		tx.Note("stopped", stop)
		return setStopped(ctx, tx, month, stop, why)
	})
}

// going is a preparation that may be worked on; a conflict where it was stopped, not found where it is no more.
func going(ctx context.Context, tx *gate.Tx, month calendar.Month) (Preparation, error) {
	prep, err := preparation(ctx, tx.Tx, month)
	if err == nil && prep.Stopped {
		err = fault.New(fault.Conflict, "payment.stopped", month.Vietnamese())
	}
	return prep, err
}

// plan divides a month whose roster is frozen into its communes: those of the roster, and those of people who have
// something to settle and no line in it.
func (p *Payments) plan(ctx context.Context, actor auth.Actor, m *common) error {
	weights, err := p.benefits.RosterCommunes(ctx, actor, m.month)
	if err != nil {
		return err
	}
	for _, c := range m.home {
		if _, ok := weights[c]; !ok {
			weights[c] = 0
		}
	}
	err = p.gate.Change(ctx, actor, gate.Act{Permission: MayPrepare, Subject: subject(m.month)}, func(tx *gate.Tx) error {
		prep, err := going(ctx, tx, m.month)
		if err != nil || prep.Planned {
			return err
		}
		tx.Note("parts", len(weights))
		return insertParts(ctx, tx, m.month, weights)
	})
	if fault.CodeOf(err) == "db.exists" { // another one planned it at the same time
		return nil
	}
	return err
}
