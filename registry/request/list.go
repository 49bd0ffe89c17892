package request

import (
	"context"
	"fmt"
	"slices"

	"ansinh/auth"
	"ansinh/fault"
	"ansinh/gate"
	"ansinh/org"
	"ansinh/registry"
)

// Filter says which requests; the zero value is all of the actor's area.
type Filter struct {
	State  State             // "": any
	Form   string            // "": any
	Person registry.PersonID // 0: anybody
	Late   bool
	Mine   bool // that wait for the actor to decide, or that the actor is asked to complete
	After  ID   // those made before this one
	Limit  int  // 0: all
}

// Request is one request with its steps, and with what stands today while it is open; a request of another area is not
// found. The reading is recorded.
func (q *Requests) Request(ctx context.Context, actor auth.Actor, id ID) (Request, error) {
	var r Request
	err := q.gate.Read(ctx, actor, gate.Act{Permission: reads(actor), Unit: actor.Unit}, func(tx *gate.Tx) error {
		var err error
		r, err = requestByID(ctx, tx.Tx, id)
		return err
	})
	if err == nil && !q.sees(actor, r) {
		err = fault.New(fault.NotFound, "request.none")
	}
	if err != nil {
		return Request{}, err
	}
	var p *registry.Prepared
	if r.State.Open() && r.Form != Undoing {
		if p, err = q.registry.PrepareEvent(ctx, q.event(r)); fault.Is(err, fault.Invalid) || fault.Is(err, fault.Conflict) {
			p, err = nil, nil // it cannot be recorded as things are: the approver is told so when they try
		}
		if err != nil {
			return Request{}, err
		}
	}
	act := gate.Act{Permission: reads(actor), Unit: actor.Unit, Subject: fmt.Sprintf("person:%d", r.Person), Personal: true}
	err = q.gate.Read(ctx, actor, act, func(tx *gate.Tx) error {
		tx.Note("request", int64(id))
		if r.Steps, err = stepsOf(ctx, tx.Tx, id); err != nil || p == nil {
			return err
		}
		r.Now, err = p.Now(ctx, tx)
		return err
	})
	return q.timed(r), err
}

func reads(actor auth.Actor) auth.Permission {
	if actor.Person != 0 {
		return registry.MayOwn
	}
	return registry.MayRead
}

// sees says whether a request is for the actor's eyes: of their area, addressed to it, or their own.
func (q *Requests) sees(actor auth.Actor, r Request) bool {
	if actor.Person != 0 {
		return r.Citizen == registry.PersonID(actor.Person)
	}
	root := org.UnitID(actor.Unit)
	return root == "" || q.tree.Within(r.HomeUnit, root) || r.Receiving != "" && q.tree.Within(r.Receiving, root)
}

// Requests are the requests that a filter asks for, the latest first; of the actor's area, addressed to it, or a
// citizen's own.
func (q *Requests) Requests(ctx context.Context, actor auth.Actor, f Filter) ([]Request, error) {
	scope := q.tree.Communes(org.UnitID(actor.Unit))
	var out []Request
	act := gate.Act{Permission: reads(actor), Unit: actor.Unit, Subject: "requests", Personal: actor.Person == 0}
	err := q.gate.Read(ctx, actor, act, func(tx *gate.Tx) error {
		var err error
		out, err = requestsOf(ctx, tx.Tx, f, scope, registry.PersonID(actor.Person))
		tx.Note("requests", len(out))
		return err
	})
	if err != nil {
		return nil, err
	}
	for i := range out {
		out[i] = q.timed(out[i])
	}
	out = slices.DeleteFunc(out, func(r Request) bool {
		return !q.sees(actor, r) || f.Late && !r.Late() || f.Mine && !q.waitsFor(actor, r)
	})
	if f.Limit > 0 && len(out) > f.Limit {
		out = out[:f.Limit]
	}
	return out, nil
}

// waitsFor says whether the next step is the actor's.
func (q *Requests) waitsFor(actor auth.Actor, r Request) bool {
	return r.State == Submitted && q.Decides(actor, r) || r.State == Asked && q.Asks(actor, r)
}
