package registry

import (
	"context"

	"ansinh/auth"
	"ansinh/gate"
)

// briefLimit is the most people one Brief answers for: a page of a list, not a list.
const briefLimit = 200

// Brief says who the people of a page of a list are, by number: enough to tell them apart, as a search does. Those
// outside the actor's area, and all beyond the first 200, are absent.
func (r *Registry) Brief(ctx context.Context, actor auth.Actor, ids []PersonID) (map[PersonID]Person, error) {
	ids = ids[:min(len(ids), briefLimit)]
	out := map[PersonID]Person{}
	if len(ids) == 0 {
		return out, nil
	}
	scope := r.scope(actor)
	err := r.gate.Read(ctx, actor, gate.Act{Permission: MaySearch, Unit: actor.Unit}, func(tx *gate.Tx) error {
		people, err := byIDs(ctx, tx.Tx, ids, scope)
		for _, p := range people {
			out[p.ID] = p
		}
		return err
	})
	return out, err
}
