package registry

import (
	"cmp"
	"context"
	"slices"

	"ansinh/auth"
	"ansinh/db"
	"ansinh/gate"
)

// PayTo is who a payment goes to and how: what a bank's list and a cash list must name.
type PayTo struct {
	Person         PersonID
	Name           string
	BirthYear      int
	PersonalNumber string // "" where there is none
	Household      HouseholdID
	Address        string
	Channel        Channel // "" where no way of taking money is recorded
	Bank           string
	Number         string
	Holder         string
}

// PayTo are the people among ids as they take money on a day, as it was known, by number: for a payment run, not for
// one person's page. A person of whom several ways are recorded takes it in the latest. The reading is recorded.
func (r *Registry) PayTo(ctx context.Context, actor auth.Actor, ids map[PersonID]bool, at At) ([]PayTo, error) {
	scope := r.scope(actor)
	var out []PayTo
	act := gate.Act{Permission: MayRead, Unit: actor.Unit, Subject: "payees", Personal: true}
	err := r.gate.Read(ctx, actor, act, func(tx *gate.Tx) error {
		tx.Note("persons", len(ids))
		var err error
		at := at.resolve(tx.Now)
		if out, err = payTo(ctx, tx.Tx, ids, at, scope); err != nil {
			return err
		}
		return payMerged(ctx, tx.Tx, out, at)
	})
	return out, err
}

// payMerged fills in how survivors of mergers take money who have no way recorded of their own.
func payMerged(ctx context.Context, tx *db.Tx, out []PayTo, at At) error {
	all, err := mergersAt(ctx, tx, knownBefore(at.KnownOn))
	for _, m := range all {
		i, ok := slices.BinarySearchFunc(out, PersonID(m.Survivor), func(p PayTo, id PersonID) int { return cmp.Compare(p.Person, id) })
		if m.Kind != OfPerson || !ok || out[i].Channel != "" {
			continue
		}
		ways, err := gatherPayees(ctx, tx, out[i].Person, at)
		if err != nil {
			return err
		}
		if n := len(ways); n > 0 {
			out[i].Channel, out[i].Bank, out[i].Number, out[i].Holder = ways[n-1].Channel, ways[n-1].Bank, ways[n-1].Number, ways[n-1].Holder
		}
	}
	return err
}
