package registry

import (
	"context"
	"time"

	"ansinh/auth"
	"ansinh/db"
	"ansinh/fault"
	"ansinh/gate"
	"ansinh/org"
)

// Loaded is what a batch became: the numbers of its rows run on from the first ones.
type Loaded struct {
	FirstHousehold HouseholdID
	FirstPerson    PersonID
	Households     int
	Persons        int
	Facts          int
	Payees         int
}

// Person is the number of the batch's person at a place.
func (l Loaded) Person(place int) PersonID { return l.FirstPerson + PersonID(place) }

// Household is the number of the batch's household at a place.
func (l Loaded) Household(place int) HouseholdID { return l.FirstHousehold + HouseholdID(place) }

// Load takes over a batch, whole or not at all. Its rows keep the time at which the register they come from recorded
// them, so this is a permission of its own. Sources that are known already are not written again; households and
// persons always are: loading the same batch twice makes everybody twice.
func (r *Registry) Load(ctx context.Context, actor auth.Actor, b Batch) (Loaded, error) {
	var out Loaded
	err := r.gate.Change(ctx, actor, gate.Act{Permission: MayLoad, Subject: "registry:batch"}, func(tx *gate.Tx) error {
		if err := b.check(r, tx.Now); err != nil {
			return err
		}
		communes, err := r.communes(&b)
		if err != nil {
			return err
		}
		w := loader{Batch: &b, registry: r, tx: tx, by: actor.ID, communes: communes}
		if err := w.write(ctx); err != nil {
			return err
		}
		tx.Note("households", len(b.Households))
		tx.Note("persons", len(b.Persons))
		tx.Note("facts", len(b.Facts))
		out = w.loaded
		return nil
	})
	return out, err
}

// communes maps every home unit of the batch to the commune it lies in on the day of entry. A unit whose successor
// nobody could name stays in its own.
func (r *Registry) communes(b *Batch) (map[org.UnitID]org.UnitID, error) {
	if b.Entry.IsZero() {
		return nil, fault.New(fault.Invalid, "registry.batch.entry")
	}
	out := map[org.UnitID]org.UnitID{}
	add := func(u org.UnitID) {
		if _, ok := out[u]; ok {
			return
		}
		if on, ok := r.tree.On(u, b.Entry); ok {
			out[u] = on
		} else {
			out[u] = u
		}
	}
	for i := range b.Households {
		add(b.Households[i].HomeUnit)
	}
	for i := range b.Facts {
		if b.Facts[i].Kind == OfArea {
			add(b.Facts[i].Area)
		}
	}
	for i := range b.Coverage {
		add(b.Coverage[i].HomeUnit)
	}
	return out, nil
}

// stamps formats instants; a batch repeats few of them.
type stamps struct {
	last time.Time
	text string
}

func (s *stamps) of(t time.Time) any {
	if t.IsZero() {
		return nil
	}
	if t != s.last {
		s.last, s.text = t, db.Instant(t)
	}
	return s.text
}
