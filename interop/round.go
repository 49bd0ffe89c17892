package interop

import (
	"context"
	"fmt"
	"time"

	"ansinh/auth"
	"ansinh/calendar"
	"ansinh/fault"
	"ansinh/gate"
	"ansinh/org"
	"ansinh/registry"
)

// RoundID is the number of a round.
type RoundID int64

// Wish says who is to be asked about.
type Wish string

// The wishes.
const (
	Everybody Wish = "all"
	Never     Wish = "never" // whom nobody asked about yet
	Older     Wish = "older" // these, and those of whom it is long ago
	One       Wish = "one"
)

// State is how a round stands.
type State string

// The states.
const (
	Running State = "running"
	Stopped State = "stopped" // by somebody; it can go on
	Done    State = "done"
)

// Ask is a round as it is asked for.
type Ask struct {
	Wish   Wish
	Unit   org.UnitID        // empty: the actor's whole area
	Months int               // of Older
	Person registry.PersonID // of One
}

// Round is one round, with the sums of what of it lies in the reader's area.
type Round struct {
	ID        RoundID
	Partner   string
	Name      string
	StandIn   bool
	Unit      org.UnitID
	Wish      Wish
	Before    time.Time
	State     State
	AskedBy   string
	AskedName string
	AskedAt   time.Time
	NextAt    time.Time
	Finished  time.Time

	Parts    int   // communes
	Planned  int   // of which it is known who is asked about
	People   int64 // to be asked about, in those
	Batches  int64
	Answered int64 // people
	Failed   int64 // batches that are not sent again by themselves
	Results  map[Result]int64
	Person   registry.PersonID // of a round about one person; 0: others
}

// Open says whether something of the round is still to be done.
func (r Round) Open() bool { return r.State != Done }

// Batch is one message of a round.
type Batch struct {
	Commune  org.UnitID
	Number   int64
	People   int64
	State    string // waiting, answered, failed
	Tries    int
	NextAt   time.Time
	AskedAt  time.Time
	Question string // SHA-256
	Answered time.Time
	Answer   string
	Trouble  *fault.Error // what went wrong last; nil: nothing
}

// Ask begins a round; workers do the rest. While a round is open no other begins in a commune it reaches into, and no
// other about the same person: fault interop.running.
func (x *Interop) Ask(ctx context.Context, actor auth.Actor, a Ask) (RoundID, error) {
	r, parts, err := x.prepare(ctx, actor, a)
	if err != nil {
		return 0, err
	}
	act := gate.Act{Permission: MayVerify, Unit: string(r.Unit), Subject: "verification"}
	if a.Wish == One {
		act.Subject = fmt.Sprintf("person:%d", a.Person)
	}
	err = x.gate.Change(ctx, actor, act, func(tx *gate.Tx) error {
		r.AskedAt, r.AskedBy, r.AskedName, r.NextAt = tx.Now, actor.ID, actor.Name, tx.Now
		if a.Wish == Older {
			r.Before = tx.Now.AddDate(0, -a.Months, 0)
		}
		busy, err := overlapping(ctx, tx.Tx, parts, a.Person)
		if err != nil {
			return err
		}
		if busy != 0 {
			return fault.New(fault.Conflict, "interop.running", int64(busy))
		}
		if err := insertRound(ctx, tx, &r, parts, a.Person); err != nil {
			return err
		}
		tx.Note("round", int64(r.ID))
		tx.Note("communes", len(parts))
		return x.o.Queue.Add(ctx, tx.Tx, Job(), struct {
			Round RoundID `json:"round"`
		}{r.ID})
	})
	return r.ID, err
}

// prepare finds the communes of today, of those where people live, that a wish is about.
func (x *Interop) prepare(ctx context.Context, actor auth.Actor, a Ask) (Round, []org.UnitID, error) {
	rules := x.o.Rules
	r := Round{Partner: rules.ID, Name: rules.Name.VI, StandIn: rules.StandIn, Unit: a.Unit, Wish: a.Wish, State: Running}
	if r.Unit == "" {
		r.Unit = org.UnitID(actor.Unit)
	}
	today := calendar.DateOf(x.gate.Now())
	switch a.Wish {
	case Everybody, Never:
	case Older:
		if a.Months < 1 || a.Months > 240 {
			return r, nil, fault.New(fault.Invalid, "interop.ask").At("months", "interop.ask.months")
		}
	case One:
		return x.prepareOne(ctx, actor, a, r, today)
	default:
		return r, nil, fault.New(fault.Invalid, "interop.ask").At("wish", "interop.ask.wish")
	}
	counts, err := x.o.Registry.Counts(ctx, auth.System(), org.Commune, today, registry.At{})
	if err != nil {
		return r, nil, err
	}
	var parts []org.UnitID
	for _, c := range counts { // a home that lies in no one commune of today is a part by itself
		if c.Persons > 0 && (r.Unit == "" || c.Unit == r.Unit || x.o.Tree.Within(c.Unit, r.Unit)) {
			parts = append(parts, c.Unit)
		}
	}
	if len(parts) == 0 {
		return r, nil, fault.New(fault.Invalid, "interop.ask").At("unit", "interop.ask.nobody")
	}
	return r, parts, nil
}

func (x *Interop) prepareOne(ctx context.Context, actor auth.Actor, a Ask, r Round, today calendar.Date) (Round, []org.UnitID, error) {
	file, err := x.o.Registry.Person(ctx, actor, a.Person, registry.At{})
	if err != nil {
		return r, nil, err
	}
	if file.Person.PersonalNumber == "" || !file.Died.IsZero() || !file.Left.IsZero() {
		return r, nil, fault.New(fault.Invalid, "interop.ask.person")
	}
	r.Unit = file.Person.HomeUnit
	part, ok := x.o.Tree.On(r.Unit, today)
	if !ok {
		part = r.Unit
	}
	return r, []org.UnitID{part}, nil
}

// Rounds are the rounds that reach into the actor's area, the latest first, at most so many.
func (x *Interop) Rounds(ctx context.Context, actor auth.Actor, most int) ([]Round, error) {
	var out []Round
	err := x.gate.Read(ctx, actor, gate.Act{Permission: MayRead, Unit: actor.Unit}, func(tx *gate.Tx) error {
		var err error
		out, err = rounds(ctx, tx.Tx, x.scope(actor), 0, most)
		return err
	})
	return out, err
}

// Round is one round with what of it lies in the actor's area, and its batches that are not answered yet, those that
// failed first, at most so many; fault interop.none where nothing of it does.
func (x *Interop) Round(ctx context.Context, actor auth.Actor, id RoundID, most int) (Round, []Batch, error) {
	var found []Round
	var left []Batch
	err := x.gate.Read(ctx, actor, gate.Act{Permission: MayRead, Unit: actor.Unit}, func(tx *gate.Tx) error {
		var err error
		if found, err = rounds(ctx, tx.Tx, x.scope(actor), id, 1); err != nil {
			return err
		}
		left, err = batchesLeft(ctx, tx.Tx, id, x.scope(actor), most)
		return err
	})
	if err == nil && len(found) == 0 {
		err = fault.New(fault.NotFound, "interop.none")
	}
	if err != nil {
		return Round{}, nil, err
	}
	return found[0], left, nil
}

// Stop lets a round rest: nothing more of it is sent until it goes on.
func (x *Interop) Stop(ctx context.Context, actor auth.Actor, id RoundID) error {
	return x.move(ctx, actor, id, Running, Stopped)
}

// Resume lets a round go on, its failed batches too, with all their tries again.
func (x *Interop) Resume(ctx context.Context, actor auth.Actor, id RoundID) error {
	return x.move(ctx, actor, id, "", Running)
}

func (x *Interop) move(ctx context.Context, actor auth.Actor, id RoundID, from, to State) error {
	r, _, err := x.Round(ctx, actor, id, 0)
	if err != nil {
		return err
	}
	if from != "" && r.State != from || to == Running && (r.State == Running || r.State == Done) && r.Failed == 0 {
		return fault.New(fault.Conflict, "interop.state")
	}
	act := gate.Act{Permission: MayVerify, Unit: string(r.Unit), Subject: "verification"}
	return x.gate.Change(ctx, actor, act, func(tx *gate.Tx) error {
		tx.Note("round", int64(id))
		tx.Note("state", string(to))
		if err := setState(ctx, tx, id, to); err != nil || to != Running {
			return err
		}
		if err := wakeBatches(ctx, tx, id); err != nil {
			return err
		}
		return x.o.Queue.Add(ctx, tx.Tx, Job(), struct {
			Round RoundID `json:"round"`
		}{id})
	})
}
