package benefit

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"ansinh/auth"
	"ansinh/calendar"
	"ansinh/db"
	"ansinh/fault"
	"ansinh/gate"
	"ansinh/law"
	"ansinh/org"
	"ansinh/registry"
)

// State is where an application stands.
type State string

// The states: received and checked are open, the others are its end.
const (
	Received  State = "received"
	Checked   State = "checked"
	Decided   State = "decided"
	Refused   State = "refused"
	Withdrawn State = "withdrawn"
)

// Open says whether an answer is still owed.
func (s State) Open() bool { return s == Received || s == Checked }

// next are the states that may follow a state.
var next = map[State][]State{Received: {Checked, Refused, Withdrawn}, Checked: {Decided, Refused, Withdrawn}}

// Origin says how an application came about.
type Origin string

// The origins.
const (
	FromList   Origin = "list"   // an officer found the person in a list
	FromPerson Origin = "person" // somebody asked
)

// ApplicationID numbers applications.
type ApplicationID int64

// Application is a request for a benefit on its way to an answer.
type Application struct {
	ID         ApplicationID
	Commune    org.UnitID
	HomeUnit   org.UnitID
	Person     registry.PersonID
	Programme  string
	Category   string
	Month      calendar.Month
	Origin     Origin
	Received   calendar.Date
	State      State
	Decision   int64      // 0: none
	Issuer     org.UnitID // of a refusal
	Number     string     // of a refusal
	AnsweredOn calendar.Date
	Signer     string
	Authority  string
	Grounds    []Shortfall
	Note       string
	Online     bool   // the person sent it in by themselves
	Officer    string // who took the last step; empty: nobody has taken it up

	About registry.PersonID // of what is given once: whom the event concerned; 0: the person
	Facts map[string]string // and what is stated of it
}

// Shortfall is one condition of the law that is not met, or cannot be told.
type Shortfall struct {
	Says    law.Name `json:"says"`
	Cite    law.Name `json:"cite"`
	Unknown bool     `json:"unknown,omitempty"`
}

// ApplicationStep is one step that was taken.
type ApplicationStep struct {
	State State
	At    time.Time
	Actor string
	Name  string
}

// Request opens an application.
type Request struct {
	Person    registry.PersonID
	Programme string
	Category  string
	Month     calendar.Month
	Received  calendar.Date // zero: today
	Origin    Origin
	About     registry.PersonID // of what is given once: whom the event concerned; 0: the person
	Facts     map[string]string // and what is stated of it
}

// Apply opens an application. Where one of the same person for the same category is open already, that one is given
// and nothing changes; a person who has the benefit by decision is a conflict. A citizen may apply for themselves: it
// is received today and waits for an officer.
func (b *Benefits) Apply(ctx context.Context, actor auth.Actor, q Request) (Application, error) {
	if err := b.checkRequest(&q); err != nil {
		return Application{}, err
	}
	file, err := b.registry.Person(ctx, actor, q.Person, registry.At{})
	if err != nil {
		return Application{}, err
	}
	home, may, unit := file.Person.HomeUnit, MayDecide, string(file.Person.HomeUnit)
	a := Application{HomeUnit: home, Person: q.Person, Programme: q.Programme, Category: q.Category,
		Month: q.Month, Origin: q.Origin, Received: q.Received, State: Received, About: q.About, Facts: q.Facts}
	if actor.Person != 0 { // the registry has refused every file but their own
		may, unit = MayApply, actor.Unit
		a.Online, a.Origin, a.Received = true, FromPerson, calendar.DateOf(b.gate.Now())
	}
	act := gate.Act{Permission: may, Unit: unit, Subject: fmt.Sprintf("person:%d", q.Person)}
	err = b.gate.Change(ctx, actor, act, func(tx *gate.Tx) error {
		a.ID, a.Commune = 0, b.communes(tx.Now).of(home)
		open, err := applicationsOf(ctx, tx.Tx, q.Person)
		if err != nil {
			return err
		}
		for _, o := range open {
			if o.State.Open() && o.Programme == q.Programme && o.Category == q.Category && o.About == q.About {
				a = o
				return nil
			}
		}
		if b.once(q.Category) {
			err = b.refusePaidOnce(ctx, tx, a, 0)
		} else {
			err = b.refuseGranted(ctx, tx, q)
		}
		if err != nil {
			return err
		}
		id, err := take(ctx, tx.Tx, "application", 1)
		if err != nil {
			return err
		}
		a.ID = ApplicationID(id)
		tx.Note("application", id)
		tx.Note("programme", a.Programme)
		return insertApplication(ctx, tx, a)
	})
	return a, err
}

// checkRequest completes a request and refuses one that cannot be.
func (b *Benefits) checkRequest(q *Request) error {
	today := calendar.DateOf(b.gate.Now())
	if q.Received.IsZero() {
		q.Received = today
	}
	wrong := fault.New(fault.Invalid, "benefit.application")
	if q.Person <= 0 {
		wrong.At("person", "benefit.grant.person")
	}
	book := b.Book()
	c, ok := book.Category(q.Category)
	if !ok || book.Programmes()[c.Programme].ID != q.Programme {
		wrong.At("category", "benefit.grant.category")
	}
	if q.Month.IsZero() {
		wrong.At("month", "benefit.grant.from")
	}
	if q.Received > today {
		wrong.At("received", "benefit.application.future")
	}
	if q.About != 0 && q.About == q.Person {
		q.About = 0
	}
	if q.Origin == "" {
		q.Origin = FromPerson
	}
	if err := wrong.OrNil(); err != nil {
		return err
	}
	_, err := b.procedure.Term(q.Programme, q.Received, today)
	return err
}

// refuseGranted refuses an application for what a decision grants already.
func (b *Benefits) refuseGranted(ctx context.Context, tx *gate.Tx, q Request) error {
	decisions, err := decisionsOf(ctx, tx.Tx, q.Person)
	if err != nil {
		return err
	}
	for _, d := range decisions {
		if d.Programme == q.Programme && d.Category == q.Category && d.Status == Active {
			return fault.New(fault.Conflict, "benefit.enrolled", d.Number)
		}
	}
	return nil
}

// change takes an application to another state. Taking it where it is already changes nothing.
func (b *Benefits) change(ctx context.Context, actor auth.Actor, id ApplicationID, to State, work func(*gate.Tx, *Application) error) (Application, error) {
	may := MayDecide
	if actor.Person != 0 && to == Withdrawn {
		may = MayApply
	}
	a, err := sought(ctx, b, actor, may, id, applicationByID)
	if err != nil {
		return a, err
	}
	unit := string(a.HomeUnit)
	if may == MayApply {
		unit = actor.Unit
		if int64(a.Person) != actor.Person {
			return Application{}, fault.New(fault.NotFound, "benefit.no_application")
		}
	}
	act := gate.Act{Permission: may, Unit: unit, Subject: fmt.Sprintf("person:%d", a.Person)}
	err = b.gate.Change(ctx, actor, act, func(tx *gate.Tx) error {
		var err error
		if a, err = applicationByID(ctx, tx.Tx, id); err != nil {
			return err
		}
		tx.Note("application", int64(id))
		tx.Note("state", string(to))
		if a.State == to {
			return nil
		}
		if !slices.Contains(next[a.State], to) {
			return fault.New(fault.Conflict, "benefit.application.state", a.State)
		}
		if err := work(tx, &a); err != nil {
			return err
		}
		a.State = to
		return updateApplication(ctx, tx, a)
	})
	return a, err
}

// sought reads what an act is about, before the gate is asked about the place it belongs to.
func sought[ID, T any](ctx context.Context, b *Benefits, actor auth.Actor, may auth.Permission, id ID,
	byID func(context.Context, *db.Tx, ID) (T, error)) (T, error) {
	var found T
	err := b.gate.Read(ctx, actor, gate.Act{Permission: may, Unit: actor.Unit}, func(tx *gate.Tx) error {
		var err error
		found, err = byID(ctx, tx.Tx, id)
		return err
	})
	return found, err
}

// CheckPapers records which documents are there and that the facts were compared. A required document that is not there
// is an error that names it.
func (b *Benefits) CheckPapers(ctx context.Context, actor auth.Actor, id ApplicationID, papers []string) (Application, error) {
	return b.change(ctx, actor, id, Checked, func(tx *gate.Tx, a *Application) error {
		wrong := fault.New(fault.Invalid, "benefit.application.papers")
		var handed []string
		for _, p := range b.procedure.Papers(a.Category) {
			switch {
			case slices.Contains(papers, p.ID):
				handed = append(handed, p.ID)
			case p.Required:
				wrong.At(p.ID, "benefit.application.paper", p.VI)
			}
		}
		if err := wrong.OrNil(); err != nil {
			return err
		}
		return insertPapers(ctx, tx, *a, handed)
	})
}

// Withdraw ends an application that the person takes back, a citizen their own; a reason must be given.
func (b *Benefits) Withdraw(ctx context.Context, actor auth.Actor, id ApplicationID, note string) (Application, error) {
	if note = strings.TrimSpace(note); note == "" {
		return Application{}, fault.New(fault.Invalid, "benefit.application").At("note", "benefit.end.reason")
	}
	return b.change(ctx, actor, id, Withdrawn, func(tx *gate.Tx, a *Application) error {
		a.Note, a.AnsweredOn = note, calendar.DateOf(tx.Now)
		return nil
	})
}

// Answer is who signs the answer to an application and when.
type Answer struct {
	From   calendar.Month // of a grant
	On     calendar.Date  // zero: today
	Signer string         // empty: the actor
	Note   string         // of a refusal
}

// Accept grants what was applied for: it opens the decision and ends the application together. Done twice, it gives the
// decision that was made the first time.
func (b *Benefits) Accept(ctx context.Context, actor auth.Actor, id ApplicationID, w Answer) (Decision, error) {
	var out Decision
	seen, err := b.giveOnce(ctx, actor, id)
	if err != nil {
		return out, err
	}
	a, err := b.change(ctx, actor, id, Decided, func(tx *gate.Tx, a *Application) error {
		if seen != nil {
			out, err = b.grantOnce(ctx, tx, a, seen, w)
			return err
		}
		g := Grant{Person: a.Person, Programme: a.Programme, Category: a.Category, From: w.From, On: w.On, Signer: w.Signer}
		if err := checkGrant(g); err != nil {
			return err
		}
		due, err := dueIn(ctx, tx, g)
		if err != nil {
			return err
		}
		if out, err = b.grant(ctx, tx, g, due); err != nil {
			return err
		}
		if out.DecidedOn < a.Received {
			return fault.New(fault.Invalid, "benefit.application.before", a.Received.Vietnamese())
		}
		a.Decision, a.AnsweredOn, a.Signer, a.Authority = out.ID, out.DecidedOn, out.Signer, out.Authority
		return nil
	})
	if err != nil || out.ID != 0 {
		return out, err
	}
	return b.Decision(ctx, actor, a.Decision)
}

// Refuse answers an application by a notice whose grounds are the conditions of the law that are not met. Where the law
// gives what was applied for there is nothing to refuse with, which is a conflict.
func (b *Benefits) Refuse(ctx context.Context, actor auth.Actor, id ApplicationID, w Answer) (Application, error) {
	seen, err := b.Dossier(ctx, actor, id)
	if err != nil {
		return Application{}, err
	}
	return b.change(ctx, actor, id, Refused, func(tx *gate.Tx, a *Application) error {
		if a.Grounds = seen.Against(); len(a.Grounds) == 0 {
			return fault.New(fault.Conflict, "benefit.application.entitled", a.Month.Vietnamese())
		}
		today := calendar.DateOf(tx.Now)
		if w.On.IsZero() {
			w.On = today
		}
		switch {
		case w.On > today:
			return fault.New(fault.Invalid, "benefit.future", w.On.Vietnamese())
		case w.On < a.Received:
			return fault.New(fault.Invalid, "benefit.application.before", a.Received.Vietnamese())
		}
		authority, err := b.procedure.On(w.On)
		if err != nil {
			return err
		}
		a.Authority, a.AnsweredOn, a.Note, a.Signer = authority.ID, w.On, strings.TrimSpace(w.Note), w.Signer
		if a.Signer == "" {
			a.Signer = tx.Actor.Name
		}
		i := &issuing{Benefits: b, authority: authority, on: w.On}
		a.Issuer = i.issuer(a.HomeUnit)
		serial, err := take(ctx, tx.Tx, fmt.Sprintf("refusal:%s:%d", a.Issuer, w.On.Year()), 1)
		a.Number = fmt.Sprintf(b.procedure.refusal, serial)
		return err
	})
}
