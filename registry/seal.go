package registry

import (
	"context"
	"fmt"

	"ansinh/auth"
	"ansinh/db"
	"ansinh/gate"
)

// MayKeys is the permission to change the keys under which sensitive facts lie.
const MayKeys auth.Permission = "registry.keys"

// place names where the value of a fact lies: whose it is and what it says. Sealed, it opens nowhere else.
func place(kind Kind, subject int64, fact string) string {
	return fmt.Sprintf("fact|%s|%d|%s", kind, subject, fact)
}

// eventPlace and laidPlace name where a filled-in form and a list laid for looking at lie.
func eventPlace(id EventID) string { return fmt.Sprintf("life_event|%d", id) }

func laidPlace(hash, unit string) string { return "intake_file|" + hash + "|" + unit }

// sealed says whether a fact lies sealed in the database: what the vocabulary marks as sensitive of persons and households.
func (r *Registry) sealed(kind Kind, fact string) bool {
	return kind != OfArea && r.sensitiveFact(fact)
}

// closing is the value of a fact as it is written to the database.
func (v stored) closing(ctx context.Context, tx *db.Tx) (any, error) {
	if v.value == nil {
		return nil, nil
	}
	if !v.sealed {
		return *v.value, nil
	}
	return tx.Seal(ctx, place(v.kind, v.subject, v.fact), *v.value)
}

// AddKey makes a new key for what is sealed from now on and gives its number.
func (r *Registry) AddKey(ctx context.Context, actor auth.Actor) (int64, error) {
	var id int64
	err := r.gate.Change(ctx, actor, gate.Act{Permission: MayKeys, Subject: "seal"}, func(tx *gate.Tx) error {
		var err error
		id, err = tx.AddSealKey(ctx, tx.Now)
		tx.Note("key", id)
		return err
	})
	return id, err
}

// resealAtOnce is how many values one transaction brings under the newest key.
const resealAtOnce = 500

// Reseal brings everything sensitive under the newest key, in batches, also what still lies in clear; said, where not
// nil, is told how many were done after each. Stopped anywhere and begun again it goes on where it was.
func (r *Registry) Reseal(ctx context.Context, actor auth.Actor, said func(done int) error) (int, error) {
	total := 0
	for _, part := range r.sealings() {
		after := ""
		for {
			n := 0
			err := r.gate.Change(ctx, actor, gate.Act{Permission: MayKeys, Subject: "seal"}, func(tx *gate.Tx) error {
				rows, err := part.next(ctx, tx.Tx, after, resealAtOnce)
				if err != nil {
					return err
				}
				for _, row := range rows {
					if err := part.again(ctx, tx.Tx, row); err != nil {
						return err
					}
				}
				if n = len(rows); n > 0 {
					after = rows[n-1].key
				}
				tx.Note("values", n)
				return nil
			})
			if err != nil {
				return total, err
			}
			if n == 0 {
				break
			}
			total += n
			if said != nil {
				if err := said(total); err != nil {
					return total, err
				}
			}
		}
	}
	return total, nil
}

// RemoveKey takes a key out of use and out of the file; where anything is still sealed under it nothing happens.
func (r *Registry) RemoveKey(ctx context.Context, actor auth.Actor, id int64) error {
	act := gate.Act{Permission: MayKeys, Subject: "seal"}
	err := r.gate.Change(ctx, actor, act, func(tx *gate.Tx) error {
		tx.Note("key", id)
		if err := unused(ctx, tx.Tx, id); err != nil {
			return err
		}
		return tx.RetireSealKey(ctx, id, tx.Now)
	})
	if err != nil {
		return err
	}
	return r.gate.Read(ctx, actor, act, func(tx *gate.Tx) error { return tx.DropSealKey(id) })
}

// SensitiveFact says whether a fact is marked as sensitive, by the law's vocabulary or among what only the register keeps.
func (r *Registry) SensitiveFact(fact string) bool { return r.sensitiveFact(fact) }

// shownValue is a value as an error may show it.
func (r *Registry) shownValue(fact, value string) string {
	if r.sensitiveFact(fact) {
		return "•••"
	}
	return value
}

// SealKeys are the keys there are and were, with how many values lie under each.
func (r *Registry) SealKeys(ctx context.Context, actor auth.Actor) ([]SealKey, error) {
	var out []SealKey
	err := r.gate.Read(ctx, actor, gate.Act{Permission: MayKeys, Subject: "seal"}, func(tx *gate.Tx) error {
		var err error
		out, err = sealKeys(ctx, tx.Tx)
		return err
	})
	return out, err
}
