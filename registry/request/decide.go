package request

import (
	"context"
	"fmt"
	"maps"

	"ansinh/auth"
	"ansinh/fault"
	"ansinh/gate"
	"ansinh/registry"
	"ansinh/viet"
)

// Approve has the request recorded by a second person, as a life event whose source is the document and the request.
// Where the file has changed since the request was made, seen must be what stands now, as the approver was shown it:
// fault request.changed otherwise, and nothing is recorded.
func (q *Requests) Approve(ctx context.Context, actor auth.Actor, id ID, seen, note string) (Request, error) {
	r, err := q.deciding(ctx, actor, id)
	if err != nil {
		return r, err
	}
	if r.Form == Undoing {
		return q.approveUndoing(ctx, actor, r, note)
	}
	p, err := q.registry.PrepareEvent(ctx, q.event(r))
	if err != nil {
		return r, err
	}
	return q.approve(ctx, actor, r, p, note, func(tx *gate.Tx) error {
		now, err := p.Now(ctx, tx)
		if err == nil && !maps.Equal(now, r.Before) && mark(now) != seen {
			err = fault.New(fault.Conflict, "request.changed")
		}
		return err
	})
}

// recorded is what a request has written: a form, or the taking back of one.
type recorded interface {
	Person() registry.Person
	Write(ctx context.Context, tx *gate.Tx, request int64) (registry.Event, error)
}

// approve records what was asked for, in the name of both, once first finds nothing against it.
func (q *Requests) approve(ctx context.Context, actor auth.Actor, r Request, what recorded, note string, first func(*gate.Tx) error) (Request, error) {
	unit := string(r.Receiving)
	if unit == "" {
		unit = string(what.Person().HomeUnit) // where the person lives now: whoever moved away is another commune's
	}
	err := q.gate.Change(ctx, actor, q.act(actor, MayApprove, r, unit), func(tx *gate.Tx) error {
		if err := still(ctx, tx, r); err != nil {
			return err
		}
		if err := first(tx); err != nil {
			return err
		}
		done, err := what.Write(ctx, tx, int64(r.ID))
		if err != nil {
			return err
		}
		r.Event = done.ID
		tx.Note("request", int64(r.ID))
		return step(ctx, tx, &r, Approved, viet.NFC(note))
	})
	return r, err
}

// event is the form of a request as it is recorded.
func (q *Requests) event(r Request) registry.NewEvent {
	src := r.Source
	src.Title = fmt.Sprintf(q.rules.Source, src.Title, int64(r.ID))
	return registry.NewEvent{Form: r.Form, Person: r.Person, Day: r.Day, Fields: r.Fields, Source: src}
}

// deciding is an open request that the actor may decide on.
func (q *Requests) deciding(ctx context.Context, actor auth.Actor, id ID) (Request, error) {
	r, err := q.Request(ctx, actor, id)
	switch {
	case err != nil:
		return r, err
	case !q.gate.May(actor, MayApprove):
		return r, fault.New(fault.Forbidden, "auth.forbidden", MayApprove)
	case !r.State.Open():
		return r, fault.New(fault.Conflict, "request.closed")
	case actor.ID == r.Requester:
		return r, fault.New(fault.Forbidden, "request.own")
	case !q.Decides(actor, r):
		return r, fault.New(fault.Forbidden, "auth.scope", MayApprove)
	}
	return r, nil
}

// still is a conflict where somebody else has answered meanwhile.
func still(ctx context.Context, tx *gate.Tx, r Request) error {
	now, err := requestByID(ctx, tx.Tx, r.ID)
	if err == nil && now.State != r.State {
		err = fault.New(fault.Conflict, "request.closed")
	}
	return err
}

// Refuse says no, with the reason.
func (q *Requests) Refuse(ctx context.Context, actor auth.Actor, id ID, reason string) (Request, error) {
	return q.answer(ctx, actor, id, Refused, reason)
}

// AskMore sends the request back for what is missing; the time for an answer begins anew when it comes back.
func (q *Requests) AskMore(ctx context.Context, actor auth.Actor, id ID, what string) (Request, error) {
	return q.answer(ctx, actor, id, Asked, what)
}

func (q *Requests) answer(ctx context.Context, actor auth.Actor, id ID, to State, note string) (Request, error) {
	r, err := q.deciding(ctx, actor, id)
	if err != nil {
		return r, err
	}
	if to == Asked && r.State == Asked {
		return r, fault.New(fault.Conflict, "request.asked")
	}
	return q.move(ctx, actor, MayApprove, r, to, note)
}

// Complete brings a request back that more was asked for.
func (q *Requests) Complete(ctx context.Context, actor auth.Actor, id ID, note string) (Request, error) {
	r, err := q.asking(ctx, actor, id)
	if err == nil && r.State != Asked {
		err = fault.New(fault.Conflict, "request.not_asked")
	}
	if err != nil {
		return r, err
	}
	return q.move(ctx, actor, MayAsk, r, Submitted, note)
}

// Withdraw takes a request back.
func (q *Requests) Withdraw(ctx context.Context, actor auth.Actor, id ID, reason string) (Request, error) {
	r, err := q.asking(ctx, actor, id)
	if err != nil {
		return r, err
	}
	return q.move(ctx, actor, MayAsk, r, Withdrawn, reason)
}

func (q *Requests) asking(ctx context.Context, actor auth.Actor, id ID) (Request, error) {
	r, err := q.Request(ctx, actor, id)
	switch {
	case err != nil:
		return r, err
	case !q.gate.May(actor, MayAsk):
		return r, fault.New(fault.Forbidden, "auth.forbidden", MayAsk)
	case !r.State.Open():
		return r, fault.New(fault.Conflict, "request.closed")
	case !q.Asks(actor, r):
		return r, fault.New(fault.Forbidden, "auth.scope", MayAsk)
	}
	return r, nil
}

// move takes a step that records nothing in the file and needs a word why.
func (q *Requests) move(ctx context.Context, actor auth.Actor, may auth.Permission, r Request, to State, note string) (Request, error) {
	if note = viet.NFC(note); note == "" {
		return r, fault.New(fault.Invalid, "request.note").At("note", "registry.event.required")
	}
	unit := string(r.HomeUnit)
	if may == MayApprove {
		unit = string(r.decides())
	}
	err := q.gate.Change(ctx, actor, q.act(actor, may, r, unit), func(tx *gate.Tx) error {
		if err := still(ctx, tx, r); err != nil {
			return err
		}
		tx.Note("request", int64(r.ID))
		tx.Note("state", string(to))
		if to == Submitted {
			r.Since = tx.Now
		}
		return step(ctx, tx, &r, to, note)
	})
	return q.timed(r), err
}

func step(ctx context.Context, tx *gate.Tx, r *Request, to State, note string) error {
	moved := *r
	moved.State = to
	if err := updateRequest(ctx, tx, moved, r.State); err != nil {
		return err
	}
	if err := insertStep(ctx, tx, moved, to, note); err != nil {
		return err
	}
	*r = moved
	return nil
}
