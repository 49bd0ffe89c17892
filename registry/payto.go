package registry

import (
	"context"

	"ansinh/auth"
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
		out, err = payTo(ctx, tx.Tx, ids, at.resolve(tx.Now), scope)
		return err
	})
	return out, err
}
