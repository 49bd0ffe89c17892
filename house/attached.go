package house

import (
	"context"

	"ansinh/auth"
	"ansinh/benefit"
	"ansinh/org"
	"ansinh/registry"
	"ansinh/registry/attach"
	"ansinh/registry/request"
)

// seenFrom is where the actor acts on something that lay in a home when it was written: what somebody brought along when
// they moved is seen from the commune where they live now.
func (h *House) seenFrom(actor auth.Actor, home org.UnitID) org.UnitID {
	if actor.Unit != "" && !h.Tree.Within(home, org.UnitID(actor.Unit)) {
		return org.UnitID(actor.Unit)
	}
	return home
}

// attachments lets each room say whose the things are that files can prove, as far as the actor may see them. A citizen
// adds papers to what they ask for, and to nothing else.
func (h *House) attachments() *attach.Attachments {
	a := attach.New(h.Gate, h.attaching)
	a.Of(attach.OfRequest, func(ctx context.Context, actor auth.Actor, id int64) (attach.Owner, error) {
		r, err := h.Requests.Request(ctx, actor, request.ID(id))
		o := attach.Owner{Person: r.Person, Commune: r.Commune, Unit: r.HomeUnit, Closed: !h.Requests.Asks(actor, r)}
		if actor.Unit != "" && !h.Tree.Within(r.HomeUnit, org.UnitID(actor.Unit)) {
			o.Unit = r.Receiving // whoever is asked for consent reads what proves the request
		}
		return o, err
	})
	a.Of(attach.OfApplication, func(ctx context.Context, actor auth.Actor, id int64) (attach.Owner, error) {
		d, err := h.Benefits.Dossier(ctx, actor, benefit.ApplicationID(id))
		if err != nil {
			return attach.Owner{}, err
		}
		return attach.Owner{Person: d.Person, Commune: d.Commune, Unit: d.HomeUnit, Closed: !d.State.Open()}, nil
	})
	a.Of(attach.OfEvent, func(ctx context.Context, actor auth.Actor, id int64) (attach.Owner, error) {
		e, err := h.Registry.Event(ctx, actor, registry.EventID(id))
		return attach.Owner{Person: e.Person, Commune: e.HomeUnit, Unit: h.seenFrom(actor, e.HomeUnit), Closed: e.Undone != 0 || actor.Person != 0}, err
	})
	a.Of(attach.OfFact, func(ctx context.Context, actor auth.Actor, id int64) (attach.Owner, error) {
		p, err := h.Registry.OwnerOfFact(ctx, actor, id)
		return attach.Owner{Person: p.ID, Commune: p.Commune, Unit: p.HomeUnit, Closed: actor.Person != 0}, err
	})
	a.Of(attach.OfDecision, func(ctx context.Context, actor auth.Actor, id int64) (attach.Owner, error) {
		d, err := h.Benefits.Decision(ctx, actor, id)
		return attach.Owner{Person: d.Person, Commune: d.HomeUnit, Unit: h.seenFrom(actor, d.HomeUnit), Closed: actor.Person != 0}, err
	})
	a.Of(attach.OfPerson, func(ctx context.Context, actor auth.Actor, id int64) (attach.Owner, error) {
		p, err := h.Registry.Whose(ctx, actor, registry.PersonID(id))
		return attach.Owner{Person: p.ID, Commune: p.Commune, Unit: p.HomeUnit, Closed: actor.Person != 0}, err
	})
	return a
}
