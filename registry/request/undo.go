package request

import (
	"context"
	"strconv"

	"ansinh/auth"
	"ansinh/calendar"
	"ansinh/fault"
	"ansinh/gate"
	"ansinh/registry"
	"ansinh/viet"
)

// Undoing is the form of a request to take back what two people recorded together: that needs two again.
const Undoing = "undoing"

// SubmitUndoing asks a second person to take a life event back, for the reason in note. A move that another commune had
// consented to goes back to the commune that was left, which decides.
func (q *Requests) SubmitUndoing(ctx context.Context, actor auth.Actor, id registry.EventID, n Draft) (Request, error) {
	old, err := q.registry.Event(ctx, actor, id)
	if err != nil {
		return Request{}, err
	}
	if actor.Person != 0 {
		return Request{}, fault.New(fault.Forbidden, "request.not_own")
	}
	note := viet.NFC(n.Note)
	back, err := q.registry.PrepareReversal(ctx, id, note)
	if err != nil {
		return Request{}, err
	}
	if !q.rules.channel(n.Channel) {
		return Request{}, fault.New(fault.Invalid, "registry.life").At("channel", "registry.event.choice")
	}
	p := back.Person()
	r := Request{Person: p.ID, Form: Undoing, Day: old.Day, Source: old.Source, Channel: n.Channel, Asker: viet.NFC(n.Asker), Requester: actor.ID,
		Commune: p.Commune, HomeUnit: p.HomeUnit, Fields: map[string]string{"event": strconv.FormatInt(int64(id), 10)}, Before: map[string]string{}}
	today := calendar.DateOf(q.gate.Now())
	there, ok := q.tree.On(old.HomeUnit, today)
	here, known := q.tree.On(p.HomeUnit, today)
	if ok && known && there != here {
		r.Receiving = there
	}
	err = q.gate.Change(ctx, actor, q.act(actor, MayAsk, r, string(r.HomeUnit)), func(tx *gate.Tx) error {
		if err := lay(ctx, tx, &r); err != nil {
			return err
		}
		tx.Note("event", int64(id))
		return insertStep(ctx, tx, r, Submitted, note)
	})
	return q.timed(r), err
}

// Reversed is the event that a request asks to take back; 0 of any other request.
func (r Request) Reversed() registry.EventID {
	if r.Form != Undoing {
		return 0
	}
	n, _ := strconv.ParseInt(r.Fields["event"], 10, 64) // written by SubmitUndoing
	return registry.EventID(n)
}

// approveUndoing takes the event back, in the name of both.
func (q *Requests) approveUndoing(ctx context.Context, actor auth.Actor, r Request, note string) (Request, error) {
	reason := ""
	for _, x := range r.Steps {
		if x.State == Submitted && x.Note != "" {
			reason = x.Note
		}
	}
	back, err := q.registry.PrepareReversal(ctx, r.Reversed(), reason)
	if err != nil {
		return r, err
	}
	return q.approve(ctx, actor, r, back, note, func(*gate.Tx) error { return nil })
}
