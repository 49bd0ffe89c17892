// Package request is change requests: a life event that somebody asks to have recorded in a person's file, with proof,
// on its way to a second person who says yes, no or asks for more. A move to another commune is such a request to the
// commune that receives.
//
// It records nothing by itself: what is approved goes through the registry's own door and is a life event like any
// other. Its invariants: nobody approves what they asked for, and nothing is approved over a change that the approver
// has not seen.
package request

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"time"

	"ansinh/auth"
	"ansinh/calendar"
	"ansinh/fault"
	"ansinh/gate"
	"ansinh/org"
	"ansinh/registry"
	"ansinh/viet"
)

// What an actor must be allowed to do here; reading goes by the register's own permissions.
const (
	MayAsk     auth.Permission = "registry.request"
	MayApprove                 = registry.MayApprove
)

// State is where a request stands.
type State string

// The states: submitted and asked are open, the others are its end.
const (
	Submitted State = "submitted"
	Asked     State = "asked" // for more, by the one who decides
	Approved  State = "approved"
	Refused   State = "refused"
	Withdrawn State = "withdrawn"
)

// States are all states.
func States() []State { return []State{Submitted, Asked, Approved, Refused, Withdrawn} }

// Open says whether an answer is still owed.
func (s State) Open() bool { return s == Submitted || s == Asked }

// ID is the number of a request.
type ID int64

// Request is one request.
type Request struct {
	ID        ID
	Commune   org.UnitID // where the person lived, on the map of the day
	HomeUnit  org.UnitID
	Person    registry.PersonID
	Name      string // of the person today
	Form      string
	Day       calendar.Date
	Fields    map[string]string // by id of the form's field
	Before    map[string]string // what stood when it was asked
	Source    registry.Source
	Channel   string
	Asker     string // in whose name an officer wrote it down
	Receiving org.UnitID
	Requester string
	Citizen   registry.PersonID // who asked by themselves; 0: an officer
	State     State
	Since     time.Time
	Event     registry.EventID

	Due  calendar.Date
	Left int // working days from today to Due; negative: late by so many

	Steps []Step            // of one request alone
	Now   map[string]string // what stands today; of an open one that is looked at alone
}

// Late says whether the answer is owed and its last day is over.
func (r Request) Late() bool { return r.State.Open() && r.Left < 0 }

// Changed are the fields in which the file has changed since the request was made.
func (r Request) Changed() []string {
	var out []string
	for id, was := range r.Before {
		if r.Now != nil && r.Now[id] != was {
			out = append(out, id)
		}
	}
	slices.Sort(out)
	return out
}

// Seen is what an approver says to have looked at: what stands today, as a short mark.
func (r Request) Seen() string { return mark(r.Now) }

func mark(now map[string]string) string {
	body, _ := json.Marshal(now) // a map of texts always can
	sum := sha256.Sum256(body)
	return hex.EncodeToString(sum[:8])
}

// Step is one thing that was done with a request.
type Step struct {
	State State
	At    time.Time
	Actor string
	Name  string
	Note  string
}

// Draft is a request as it is made.
type Draft struct {
	Event   registry.NewEvent
	Channel string // of an officer
	Asker   string // of an officer: in whose name; empty: the office's own
	Note    string

	With func(*gate.Tx, Request) error // what stands or falls with the request; nil: nothing
}

// Requests is the room within the room. It is safe for use by many goroutines.
type Requests struct {
	gate     *gate.Gate
	tree     *org.Tree
	registry *registry.Registry
	rules    *Rules
	working  *calendar.Working
}

// New makes it over a database that the gate guards.
func New(g *gate.Gate, tree *org.Tree, r *registry.Registry, rules *Rules, w *calendar.Working) *Requests {
	return &Requests{gate: g, tree: tree, registry: r, rules: rules, working: w}
}

// Rules are what can be asked for.
func (q *Requests) Rules() *Rules { return q.rules }

// Submit makes a request: an officer for a person of their area, a citizen for themselves or their ward. Nothing is
// recorded in the file yet.
func (q *Requests) Submit(ctx context.Context, actor auth.Actor, n Draft) (Request, error) {
	r, err := q.prepare(ctx, actor, &n)
	if err != nil {
		return r, err
	}
	p, err := q.registry.PrepareEvent(ctx, n.Event)
	if err != nil {
		return r, err
	}
	r.Commune, r.HomeUnit, r.Fields, r.Receiving = p.Person().Commune, p.Person().HomeUnit, p.Fields(), p.Receiving()
	err = q.gate.Change(ctx, actor, q.act(actor, MayAsk, r, string(r.HomeUnit)), func(tx *gate.Tx) error {
		if r.Before, err = p.Now(ctx, tx); err != nil {
			return err
		}
		if same(r.Fields, r.Before) {
			return fault.New(fault.Conflict, "request.same")
		}
		if err := lay(ctx, tx, &r); err != nil {
			return err
		}
		tx.Note("form", r.Form)
		if n.With != nil {
			if err := n.With(tx, r); err != nil {
				return err
			}
		}
		return insertStep(ctx, tx, r, Submitted, viet.NFC(n.Note))
	})
	return q.timed(r), err
}

// lay records a request that is made, unless the like is open for the person already.
func lay(ctx context.Context, tx *gate.Tx, r *Request) error {
	open, err := openOf(ctx, tx.Tx, r.Person, r.Form)
	if err != nil {
		return err
	}
	if open != 0 {
		return fault.New(fault.Conflict, "request.open", int64(open))
	}
	r.State, r.Since = Submitted, tx.Now
	if err := insertRequest(ctx, tx, r); err != nil {
		return err
	}
	tx.Note("request", int64(r.ID))
	return nil
}

// same says whether a request asks for nothing but what stands already.
func same(fields, before map[string]string) bool {
	for id, value := range fields {
		if before[id] != value {
			return false
		}
	}
	return len(fields) > 0
}

// prepare checks who asks for whom and completes the request.
func (q *Requests) prepare(ctx context.Context, actor auth.Actor, n *Draft) (Request, error) {
	form, ok := q.rules.Form(n.Event.Form)
	if !ok {
		return Request{}, fault.New(fault.NotFound, "registry.event.form")
	}
	r := Request{Person: n.Event.Person, Form: form.ID, Day: n.Event.Day, Source: n.Event.Source, Channel: n.Channel, Asker: viet.NFC(n.Asker),
		Requester: actor.ID, Citizen: registry.PersonID(actor.Person)}
	if actor.Person == 0 {
		if !q.rules.channel(r.Channel) {
			return r, fault.New(fault.Invalid, "registry.life").At("channel", "registry.event.choice")
		}
		_, err := q.registry.Person(ctx, actor, n.Event.Person, registry.At{})
		return r, err
	}
	if !form.Own {
		return r, fault.New(fault.Forbidden, "request.not_own")
	}
	r.Channel, r.Asker = online, ""
	return r, q.ownOrWard(ctx, actor, r.Person)
}

// ownOrWard is not found where a citizen asks for somebody who is neither themselves nor their ward.
func (q *Requests) ownOrWard(ctx context.Context, actor auth.Actor, id registry.PersonID) error {
	if registry.PersonID(actor.Person) == id {
		return nil
	}
	wards, err := q.Wards(ctx, actor)
	if err == nil && !slices.ContainsFunc(wards, func(w Ward) bool { return w.ID == id }) {
		err = fault.New(fault.NotFound, "registry.no_person")
	}
	return err
}

// Ward is somebody whose guardian a citizen is.
type Ward struct {
	ID   registry.PersonID
	Name string
}

// Wards are the people whose guardian the citizen is today.
func (q *Requests) Wards(ctx context.Context, actor auth.Actor) ([]Ward, error) {
	file, err := q.registry.Person(ctx, actor, registry.PersonID(actor.Person), registry.At{})
	if err != nil {
		return nil, err
	}
	var out []Ward
	today := calendar.DateOf(q.gate.Now())
	for _, g := range file.Wards {
		if g.Holds(today) {
			out = append(out, Ward{g.WardID(), g.Ward.Name})
		}
	}
	return out, nil
}

func (q *Requests) act(actor auth.Actor, may auth.Permission, r Request, unit string) gate.Act {
	if actor.Person != 0 {
		unit = actor.Unit
	}
	return gate.Act{Permission: may, Unit: unit, Subject: fmt.Sprintf("person:%d", r.Person)}
}

// timed says by when an answer is owed.
func (q *Requests) timed(r Request) Request {
	days := q.rules.Days
	if r.Receiving != "" {
		days = q.rules.ConsentDays
	}
	today := calendar.DateOf(q.gate.Now())
	r.Due = q.working.AddWorkingDays(calendar.DateOf(r.Since), days)
	r.Left = q.working.WorkingDaysBetween(today, r.Due)
	if r.Due < today && r.Left == 0 {
		r.Left = -1 // only days off have passed since
	}
	return r
}

// decides is the unit whose people decide on a request.
func (r Request) decides() org.UnitID {
	if r.Receiving != "" {
		return r.Receiving
	}
	return r.HomeUnit
}

// Decides says whether an actor may decide on a request as it stands: the right, the area, and not the one who asked.
func (q *Requests) Decides(actor auth.Actor, r Request) bool {
	return r.State.Open() && q.gate.May(actor, MayApprove) && actor.ID != r.Requester && actor.Unit != "" &&
		q.tree.Within(r.decides(), org.UnitID(actor.Unit))
}

// Asks says whether an actor may complete or withdraw a request: who asked, or for an officer's another officer there.
func (q *Requests) Asks(actor auth.Actor, r Request) bool {
	if !r.State.Open() {
		return false
	}
	if actor.Person != 0 {
		return registry.PersonID(actor.Person) == r.Citizen
	}
	return q.gate.May(actor, MayAsk) && (actor.Unit == "" || q.tree.Within(r.HomeUnit, org.UnitID(actor.Unit)))
}

// Said are the fields that were filled in, by their ids.
func (r Request) Said() []string { return slices.Sorted(maps.Keys(r.Fields)) }
