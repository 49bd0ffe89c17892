package benefit

import (
	"context"
	"fmt"
	"io/fs"
	"slices"
	"strings"
	"time"

	"ansinh/auth"
	"ansinh/calendar"
	"ansinh/fault"
	"ansinh/gate"
	"ansinh/law"
	"ansinh/org"
	"ansinh/policy"
	"ansinh/registry"
)

// ChangeKind is what became of a decision.
type ChangeKind string

// The kinds.
const (
	Ending     ChangeKind = "end"
	Suspension ChangeKind = "suspend"  // in force, and nothing is paid
	Resumption ChangeKind = "resume"   // paid again
	Transfer   ChangeKind = "transfer" // the file goes to the commune where the person lives now, which takes it over
)

// Change is a numbered and signed document on a decision.
type Change struct {
	ID        int64
	Decision  int64
	Person    registry.PersonID
	Commune   org.UnitID
	HomeUnit  org.UnitID
	Kind      ChangeKind
	From      calendar.Month // the first month without the benefit, without its payment, with it again; of a transfer that of the day
	On        calendar.Date
	Issuer    org.UnitID
	Number    string
	Signer    string
	Authority string
	Reason    string     // id of a ground, of a reason of the lists, or words
	To        org.UnitID // of a transfer
	Taken     int64      // of a transfer: the decision made there; 0: not yet
	At        time.Time
	By        string // the actor's id
	Batch     int64  // made over a list with others; 0: by itself
	Undone    bool   // taken back with them

	serial int64
}

// Order asks for a change.
type Order struct {
	Kind   ChangeKind
	From   calendar.Month
	Reason string
	On     calendar.Date // zero: today
	Signer string        // empty: the actor
	To     org.UnitID    // of a transfer; empty: where the register says the person lives
}

// LegalGround is a reason that the law names for a change.
type LegalGround struct {
	ID         string     `yaml:"id"`
	Kind       ChangeKind `yaml:"kind"`
	law.Name   `yaml:",inline"`
	Source     string `yaml:"source"`
	Confidence string `yaml:"confidence"`
}

const changesFile = "benefit/change.yaml"

func loadGrounds(from fs.FS) ([]LegalGround, error) {
	var file struct {
		Grounds []LegalGround `yaml:"grounds"`
	}
	if err := policy.YAML(from, changesFile, &file); err != nil {
		return nil, err
	}
	wrong := fault.New(fault.Invalid, "benefit.procedure", changesFile)
	for i, g := range file.Grounds {
		if g.ID == "" || g.VI == "" || g.EN == "" || g.Source == "" || g.Kind != Ending && g.Kind != Suspension {
			wrong.At(fmt.Sprintf("grounds[%d]", i), "benefit.procedure.half")
		}
	}
	return file.Grounds, wrong.OrNil()
}

// Grounds are the reasons that the law names for a kind of change.
func (p *Procedure) Grounds(kind ChangeKind) []LegalGround {
	return slices.DeleteFunc(slices.Clone(p.grounds), func(g LegalGround) bool { return g.Kind != kind })
}

// Ground finds a reason by its id.
func (p *Procedure) Ground(id string) (LegalGround, bool) {
	i := slices.IndexFunc(p.grounds, func(g LegalGround) bool { return g.ID == id })
	if i < 0 {
		return LegalGround{}, false
	}
	return p.grounds[i], true
}

// End ends a decision with the month before from; a reason must be given. What was paid for later months is settled
// by payment.
func (b *Benefits) End(ctx context.Context, actor auth.Actor, decision int64, reason string, from calendar.Month) error {
	_, err := b.Change(ctx, actor, decision, Order{Kind: Ending, From: from, Reason: reason})
	return err
}

// Change ends, suspends, resumes or transfers a decision by a numbered and signed document. The same change asked for
// twice gives the one that was made the first time.
func (b *Benefits) Change(ctx context.Context, actor auth.Actor, decision int64, o Order) (Change, error) {
	o.Reason = strings.TrimSpace(o.Reason)
	if err := o.Check(); err != nil {
		return Change{}, err
	}
	d, unit, err := b.decisionFor(ctx, actor, MayDecide, decision)
	if err != nil {
		return Change{}, err
	}
	if o.Kind == Transfer && o.To == "" {
		if o.To, err = b.residence(ctx, actor, d); err != nil {
			return Change{}, err
		}
	}
	var c Change
	act := gate.Act{Permission: MayDecide, Unit: unit, Subject: fmt.Sprintf("person:%d", d.Person)}
	err = b.gate.Change(ctx, actor, act, func(tx *gate.Tx) error {
		c, err = b.changed(ctx, tx, decision, o)
		return err
	})
	return c, err
}

// Check says what an order lacks.
func (o Order) Check() error {
	code := "benefit.change"
	if o.Kind == Ending {
		code = "benefit.end"
	}
	wrong := fault.New(fault.Invalid, code)
	if o.Reason == "" && (o.Kind == Ending || o.Kind == Suspension) {
		wrong.At("reason", "benefit.end.reason")
	}
	if o.From.IsZero() && o.Kind != Transfer {
		wrong.At("from", "benefit.grant.from")
	}
	if !slices.Contains([]ChangeKind{Ending, Suspension, Resumption, Transfer}, o.Kind) {
		wrong.At("kind", "benefit.change.kind")
	}
	return wrong.OrNil()
}

// residence is where the register says a person lives today.
func (b *Benefits) residence(ctx context.Context, actor auth.Actor, d Decision) (org.UnitID, error) {
	people, err := b.registry.Brief(ctx, actor, []registry.PersonID{d.Person})
	if err != nil {
		return "", err
	}
	p, ok := people[d.Person]
	if !ok { // outside the actor's area already: whoever sends the file must say where to
		return "", fault.New(fault.Invalid, "benefit.change").At("to", "benefit.change.to")
	}
	return p.HomeUnit, nil
}

// changed makes one change within a transaction.
func (b *Benefits) changed(ctx context.Context, tx *gate.Tx, decision int64, o Order) (Change, error) {
	d, err := decisionByID(ctx, tx.Tx, decision)
	if err != nil {
		return Change{}, err
	}
	past, err := changesOf(ctx, tx.Tx, changeQuery{decision: decision})
	if err != nil {
		return Change{}, err
	}
	if n := len(past); n > 0 && past[0].same(o) { // latest first: asked twice
		return past[0], nil
	}
	if d.Status != Active {
		return Change{}, fault.New(fault.Conflict, "benefit.not_active")
	}
	i, err := b.sign(tx, o.On, o.Signer)
	if err != nil {
		return Change{}, err
	}
	c := Change{Decision: decision, Person: d.Person, Commune: d.Commune, HomeUnit: d.HomeUnit, Kind: o.Kind, From: o.From, On: i.on,
		Issuer: i.issuer(d.HomeUnit), Signer: i.signer, Authority: i.authority.ID, Reason: o.Reason, At: tx.Now, By: tx.Actor.ID}
	if o.Kind == Transfer {
		if c.From, c.To, err = i.on.Month(), o.To, b.checkTransfer(i, d, o.To); err != nil {
			return Change{}, err
		}
	}
	if c.serial, err = i.serial(ctx, c.Issuer); err != nil {
		return Change{}, err
	}
	if c.ID, err = take(ctx, tx.Tx, "decision_change", 1); err != nil {
		return Change{}, err
	}
	c.Number = fmt.Sprintf(b.procedure.Number, c.serial)
	tx.Note("decision", decision)
	tx.Note("kind", string(c.Kind))
	tx.Note("change", c.ID)
	tx.Note("from", c.From.String())
	if err := insertChange(ctx, tx, c); err != nil {
		return Change{}, err
	}
	return c, b.takeEffect(ctx, tx, d, c)
}

// same says whether an order asks for a change that was made.
func (c Change) same(o Order) bool {
	return !c.Undone && c.Kind == o.Kind && c.Reason == o.Reason && (c.Kind == Transfer && c.To == o.To && c.Taken == 0 || c.Kind != Transfer && c.From == o.From)
}

func (b *Benefits) checkTransfer(i *issuing, d Decision, to org.UnitID) error {
	u, ok := b.tree.Unit(to)
	if !ok || u.Level != org.Commune {
		return fault.New(fault.Invalid, "benefit.change").At("to", "benefit.change.to")
	}
	if i.communes.of(to) == i.communes.of(d.HomeUnit) {
		return fault.New(fault.Conflict, "benefit.change.same_commune", u.Title())
	}
	return nil
}

// takeEffect makes a change's mark on the decision.
func (b *Benefits) takeEffect(ctx context.Context, tx *gate.Tx, d Decision, c Change) error {
	switch c.Kind {
	case Ending:
		return endDecision(ctx, tx, d.ID, d.Person, c.From.Add(-1), c.Reason)
	case Suspension:
		if err := refuseFrozen(ctx, tx.Tx, c.From); err != nil { // what a roster pays is paid
			return err
		}
		open, err := openSuspension(ctx, tx.Tx, d.ID)
		if err == nil && open.change != 0 {
			err = fault.New(fault.Conflict, "benefit.change.suspended", open.from.Vietnamese())
		}
		if err != nil {
			return err
		}
		return insertSuspension(ctx, tx.Tx, c)
	case Resumption:
		open, err := openSuspension(ctx, tx.Tx, d.ID)
		switch {
		case err != nil:
			return err
		case open.change == 0:
			return fault.New(fault.Conflict, "benefit.change.not_suspended")
		case c.From < open.from:
			return fault.New(fault.Invalid, "benefit.change.too_early", open.from.Vietnamese())
		}
		return closeSuspension(ctx, tx.Tx, open.change, c.From.Add(-1))
	}
	return nil
}

// TakeOver grants what another commune's decision grants, in the commune to which its file was transferred: the old
// decision ends with the month before, so that no month is lost and none is paid twice. Asked twice it gives the
// decision that was made the first time.
func (b *Benefits) TakeOver(ctx context.Context, actor auth.Actor, transfer int64, w Answer) (Decision, error) {
	c, err := sought(ctx, b, actor, MayDecide, transfer, changeByID)
	if err != nil {
		return Decision{}, err
	}
	if c.Kind != Transfer {
		return Decision{}, fault.New(fault.NotFound, "benefit.no_decision")
	}
	var out Decision
	act := gate.Act{Permission: MayDecide, Unit: string(c.To), Subject: fmt.Sprintf("person:%d", c.Person)}
	err = b.gate.Change(ctx, actor, act, func(tx *gate.Tx) error {
		if c, err = changeByID(ctx, tx.Tx, transfer); err != nil {
			return err
		}
		if c.Taken != 0 {
			out, err = decisionByID(ctx, tx.Tx, c.Taken)
			return err
		}
		old, err := decisionByID(ctx, tx.Tx, c.Decision)
		if err != nil {
			return err
		}
		g := Grant{Person: old.Person, Programme: old.Programme, Category: old.Category, From: w.From, On: w.On, Signer: w.Signer, Replaces: old.ID}
		if err := checkGrant(g); err != nil {
			return err
		}
		due, err := dueIn(ctx, tx, g)
		if err != nil {
			return err
		}
		due.HomeUnit = c.To // the month may have been determined before the move was known
		if out, err = b.grant(ctx, tx, g, due); err != nil {
			return err
		}
		tx.Note("change", c.ID)
		return setTaken(ctx, tx.Tx, c, out.ID)
	})
	return out, err
}

// Transfers are the files that other communes sent to the actor's area and that nobody has taken over, oldest first.
func (b *Benefits) Transfers(ctx context.Context, actor auth.Actor) ([]Change, error) {
	var out []Change
	err := b.gate.Read(ctx, actor, gate.Act{Permission: MayLists, Unit: actor.Unit}, func(tx *gate.Tx) error {
		var err error
		out, err = waitingTransfers(ctx, tx.Tx, b.tree.Communes(org.UnitID(actor.Unit)))
		return err
	})
	return out, err
}

// Changes are what became of a decision, latest first.
func (b *Benefits) Changes(ctx context.Context, actor auth.Actor, decision int64) ([]Change, error) {
	_, unit, err := b.decisionFor(ctx, actor, MayRead, decision)
	if err != nil {
		return nil, err
	}
	var out []Change
	err = b.gate.Read(ctx, actor, gate.Act{Permission: MayRead, Unit: unit}, func(tx *gate.Tx) error {
		out, err = changesOf(ctx, tx.Tx, changeQuery{decision: decision})
		return err
	})
	return out, err
}

// decisionFor finds a decision and the unit under which the actor may work on it: its own, or, where its file was
// transferred, the commune that got it.
func (b *Benefits) decisionFor(ctx context.Context, actor auth.Actor, may auth.Permission, id int64) (Decision, string, error) {
	var d Decision
	var changes []Change
	err := b.gate.Read(ctx, actor, gate.Act{Permission: may, Unit: actor.Unit}, func(tx *gate.Tx) error {
		var err error
		if d, err = decisionByID(ctx, tx.Tx, id); err != nil {
			return err
		}
		changes, err = changesOf(ctx, tx.Tx, changeQuery{decision: id})
		return err
	})
	if err != nil || actor.Unit == "" || b.tree.Within(d.HomeUnit, org.UnitID(actor.Unit)) {
		return d, string(d.HomeUnit), err
	}
	for _, c := range changes {
		if c.Kind == Transfer && b.tree.Within(c.To, org.UnitID(actor.Unit)) {
			return d, string(c.To), nil
		}
	}
	return d, string(d.HomeUnit), nil
}
