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
	"ansinh/registry/request"
	"ansinh/viet"
)

// DifferenceID is the number of a difference.
type DifferenceID int64

// Standing is how a difference stands.
type Standing string

// The standings. Open, Citizen and Requested still ask for something.
const (
	Open      Standing = "open"
	Citizen   Standing = "citizen"   // the citizen is to bring a paper
	Requested Standing = "requested" // a change request waits for a second person
	Taken     Standing = "taken"     // theirs is recorded here
	Kept      Standing = "kept"      // ours stays, for a reason
	Gone      Standing = "gone"      // a later answer differs no more
)

// Standings are all of them.
func Standings() []Standing { return []Standing{Open, Citizen, Requested, Taken, Kept, Gone} }

// Open says whether something is still to be done.
func (s Standing) Open() bool { return s == Open || s == Citizen || s == Requested }

// What is stored; what else a standing can be follows from the request or the life event.
const (
	open      = "open"
	citizen   = "citizen"
	requested = "requested"
	kept      = "kept"
	gone      = "gone"
)

// Difference is one thing in which an answer differs from what is held here.
type Difference struct {
	ID        DifferenceID
	Person    registry.Person // as held here now: number, name, birth date, sex, home
	Partner   string
	StandIn   bool
	Round     RoundID
	Batch     string
	Kind      Kind
	Said      Said
	State     Standing
	Request   request.ID
	Event     registry.EventID // that settled it; 0: none
	OpenedAt  time.Time
	DecidedAt time.Time
	DecidedBy string
	Reason    string

	stored    string
	form      string
	lastRound RoundID
}

// Days is for how many days a difference is open.
func (d Difference) Days(today calendar.Date) int { return int(today - calendar.DateOf(d.OpenedAt)) }

// Filter says which differences.
type Filter struct {
	State  Standing // "": those that still ask for something
	All    bool     // of any state
	Kind   Kind
	Unit   org.UnitID
	Days   int // open for at least so many days
	Person registry.PersonID
	After  DifferenceID
	Limit  int // 0: all
}

// Differences are those of the actor's area that a filter asks for, the oldest first. The reading is recorded.
func (x *Interop) Differences(ctx context.Context, actor auth.Actor, f Filter) ([]Difference, error) {
	var out []Difference
	act := gate.Act{Permission: MayRead, Unit: actor.Unit, Subject: "differences", Personal: true}
	err := x.gate.Read(ctx, actor, act, func(tx *gate.Tx) error {
		var err error
		out, err = differences(ctx, tx.Tx, f, 0, x.scope(actor, f.Unit), tx.Now)
		tx.Note("differences", len(out))
		return err
	})
	return out, err
}

// Counts is how many differences of the actor's area still ask for something, by kind, and since when the oldest does.
func (x *Interop) Counts(ctx context.Context, actor auth.Actor) (map[Kind]int64, time.Time, error) {
	out, oldest := map[Kind]int64{}, time.Time{}
	err := x.gate.Read(ctx, actor, gate.Act{Permission: MayRead, Unit: actor.Unit}, func(tx *gate.Tx) error {
		all, err := differences(ctx, tx.Tx, Filter{}, 0, x.scope(actor), tx.Now)
		for _, d := range all {
			out[d.Kind]++
			if oldest.IsZero() || d.OpenedAt.Before(oldest) {
				oldest = d.OpenedAt
			}
		}
		return err
	})
	return out, oldest, err
}

// Difference is one difference; of another area it is not found. The reading is recorded.
func (x *Interop) Difference(ctx context.Context, actor auth.Actor, id DifferenceID) (Difference, error) {
	var found []Difference
	err := x.gate.Read(ctx, actor, gate.Act{Permission: MayRead, Unit: actor.Unit}, func(tx *gate.Tx) error {
		var err error
		found, err = differences(ctx, tx.Tx, Filter{All: true}, id, x.scope(actor), tx.Now)
		return err
	})
	if err == nil && len(found) == 0 {
		err = fault.New(fault.NotFound, "interop.difference.none")
	}
	if err != nil {
		return Difference{}, err
	}
	d := found[0]
	act := gate.Act{Permission: MayRead, Unit: actor.Unit, Subject: fmt.Sprintf("person:%d", d.Person.ID), Personal: true}
	return d, x.gate.Read(ctx, actor, act, func(tx *gate.Tx) error {
		tx.Note("difference", int64(id))
		return nil
	})
}

// Keep leaves ours as it is, for a reason. The same answer does not ask again; another does.
func (x *Interop) Keep(ctx context.Context, actor auth.Actor, id DifferenceID, reason string) error {
	return x.decide(ctx, actor, id, kept, reason, Open, Citizen)
}

// AskCitizen says that the person is to bring a paper.
func (x *Interop) AskCitizen(ctx context.Context, actor auth.Actor, id DifferenceID, what string) error {
	return x.decide(ctx, actor, id, citizen, what, Open)
}

// Reopen takes Keep or AskCitizen back, for a reason.
func (x *Interop) Reopen(ctx context.Context, actor auth.Actor, id DifferenceID, reason string) error {
	return x.decide(ctx, actor, id, open, reason, Kept, Citizen)
}

func (x *Interop) decide(ctx context.Context, actor auth.Actor, id DifferenceID, to, reason string, from ...Standing) error {
	d, err := x.Difference(ctx, actor, id)
	if err != nil {
		return err
	}
	if reason = viet.NFC(reason); reason == "" {
		return fault.New(fault.Invalid, "interop.decide").At("reason", "registry.event.required")
	}
	return x.gate.Change(ctx, actor, settleAct(d), func(tx *gate.Tx) error {
		if err := x.still(ctx, tx, d, from...); err != nil {
			return err
		}
		tx.Note("difference", int64(id))
		tx.Note("state", to)
		return setDecided(ctx, tx, id, to, 0, reason)
	})
}

func settleAct(d Difference) gate.Act {
	return gate.Act{Permission: MaySettle, Unit: string(d.Person.HomeUnit), Subject: fmt.Sprintf("person:%d", d.Person.ID)}
}

// still is a conflict where the difference stands otherwise by now.
func (x *Interop) still(ctx context.Context, tx *gate.Tx, d Difference, from ...Standing) error {
	now, err := differences(ctx, tx.Tx, Filter{All: true}, d.ID, nil, tx.Now)
	if err != nil {
		return err
	}
	for _, s := range from {
		if len(now) == 1 && now[0].State == s {
			return nil
		}
	}
	return fault.New(fault.Conflict, "interop.decided")
}

// Accepts says whether theirs can be asked for as a change request.
func (x *Interop) Accepts(d Difference) bool { return x.asksFor(d) && contradiction(d) == nil }

// Contradicts says why theirs is not asked for although an answer of this kind could be: with theirs the person's number
// would tell of another year of birth or another sex than the file, which the register does not take; nil otherwise.
func (x *Interop) Contradicts(d Difference) error {
	if !x.asksFor(d) {
		return nil
	}
	return contradiction(d)
}

func (x *Interop) asksFor(d Difference) bool {
	return (d.State == Open || d.State == Citizen) && x.o.Rules.Settle[d.Kind].Request && len(x.fields(d)) > 0
}

func contradiction(d Difference) error {
	p := d.Person
	for _, f := range d.Said.Fields {
		switch {
		case f.Same:
		case f.Fact == "sex":
			p.Sex = viet.Sex(f.Theirs)
		case f.Fact == "birth_date":
			if born, err := calendar.ParseDate(f.Theirs); err == nil {
				p.BirthDate = born
			}
		}
	}
	if p.PersonalNumber == "" {
		return nil
	}
	return viet.CheckPersonalNumber(p.PersonalNumber, p.BirthDate, p.Sex)
}

// SettledBy is the form of the life event that an officer records to settle a difference; "" where there is none.
func (x *Interop) SettledBy(d Difference) string {
	if s := x.o.Rules.Settle[d.Kind]; !s.Request && (d.State == Open || d.State == Citizen) {
		return s.Form
	}
	return ""
}

// fields are theirs in the words of the form.
func (x *Interop) fields(d Difference) map[string]string {
	to, out := x.o.Rules.Fields, map[string]string{}
	for _, f := range d.Said.Fields {
		if f.Same || to[f.Fact] == "" {
			continue
		}
		out[to[f.Fact]] = f.Theirs
		if f.Fact == "name" {
			out[to[f.Fact]] = proper(f.Theirs)
		}
		if f.Fact == "birth_date" && to["birth_precision"] != "" {
			out[to["birth_precision"]] = d.Said.Theirs
		}
	}
	return out
}

// Proof is what an answer is called where it proves something.
func (x *Interop) Proof(d Difference) string { return fmt.Sprintf(x.o.Rules.Proof, d.Batch, d.Partner) }

// Accept asks for theirs to be recorded: a change request with the answer as its proof, on which a second person of the
// commune decides. Refused, withdrawn or taken back later, the difference is open again.
func (x *Interop) Accept(ctx context.Context, actor auth.Actor, id DifferenceID, note string) (request.ID, error) {
	d, err := x.Difference(ctx, actor, id)
	if err != nil {
		return 0, err
	}
	if err := x.Contradicts(d); err != nil {
		return 0, err
	}
	if !x.Accepts(d) {
		return 0, fault.New(fault.Conflict, "interop.decided")
	}
	day := calendar.DateOf(d.OpenedAt)
	draft := request.Draft{Channel: x.o.Rules.Channel, Note: note, Event: registry.NewEvent{Form: x.o.Rules.Settle[d.Kind].Form, Person: d.Person.ID,
		Day: day, Fields: x.fields(d), Source: registry.Source{Kind: registry.Document, Title: x.Proof(d), Issued: day}}}
	draft.With = func(tx *gate.Tx, r request.Request) error {
		if err := x.gate.Roles().Check(actor, MaySettle, string(d.Person.HomeUnit), x.within); err != nil {
			return err
		}
		if err := x.still(ctx, tx, d, Open, Citizen); err != nil {
			return err
		}
		tx.Note("difference", int64(id))
		return setDecided(ctx, tx, id, requested, int64(r.ID), note)
	}
	made, err := x.o.Requests.Submit(ctx, actor, draft)
	return made.ID, err
}

func (x *Interop) within(unit, root string) bool {
	return x.o.Tree.Within(org.UnitID(unit), org.UnitID(root))
}
