package registry

import (
	"context"

	"ansinh/auth"
	"ansinh/gate"
	"ansinh/org"
)

// ListFilter says whom a list names: those of one commune, "" of the whole area; those whose folded name begins so.
type ListFilter struct {
	Home org.UnitID
	Name string
}

// List gives the people of the actor's area that a filter names, by number, one after another. How many is recorded
// before the first is given: a list that cannot be recorded is not given. begin is told the count first; a list may be
// cut off by either, and the record then says more than was read, never less.
func (r *Registry) List(ctx context.Context, actor auth.Actor, f ListFilter, begin func(n int64) error, each func(Person) error) error {
	scope := r.scope(actor)
	if f.Home != "" {
		scope = r.tree.Communes(org.UnitID(actor.Unit), f.Home)
	}
	act := gate.Act{Permission: MayRead, Unit: actor.Unit, Subject: "people:list", Personal: true}
	var n int64
	err := r.gate.Read(ctx, actor, act, func(tx *gate.Tx) error {
		var err error
		n, err = countPeople(ctx, tx.Tx, fold(f.Name), scope)
		tx.Note("people", n)
		tx.Note("home", string(f.Home))
		return err
	})
	if err != nil {
		return err
	}
	if err := begin(n); err != nil {
		return err
	}
	return r.gate.Read(ctx, actor, gate.Act{Permission: MayRead, Unit: actor.Unit}, func(tx *gate.Tx) error {
		return eachPerson(ctx, tx.Tx, fold(f.Name), scope, each)
	})
}
