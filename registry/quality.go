package registry

import (
	"context"
	"slices"
	"strings"

	"ansinh/auth"
	"ansinh/calendar"
	"ansinh/db"
	"ansinh/fault"
	"ansinh/gate"
	"ansinh/org"
)

// Pair is two records that are held to be one person.
type Pair struct {
	First, Second PersonID // by number
	By            string   // what they share besides name and birth date: personal_number or old_number
}

// Duplicates are the pairs in the actor's area that share folded name, birth date and an identity number. Only sure
// pairs are named; likeness is not measured here. Both records of a pair lie in the area.
func (r *Registry) Duplicates(ctx context.Context, actor auth.Actor) ([]Pair, error) {
	scope := r.scope(actor)
	var pairs []Pair
	err := r.gate.Read(ctx, actor, gate.Act{Permission: MayRead, Unit: actor.Unit}, func(tx *gate.Tx) error {
		var err error
		pairs, err = duplicates(ctx, tx.Tx, scope)
		return err
	})
	slices.SortStableFunc(pairs, func(a, b Pair) int {
		if a.First != b.First {
			return int(a.First - b.First)
		}
		return int(a.Second - b.Second)
	})
	return slices.CompactFunc(pairs, func(a, b Pair) bool { return a.First == b.First && a.Second == b.Second }), err
}

// Shared is one account that several people of different households take their money in.
type Shared struct {
	Bank       string
	Number     string
	Persons    []PersonID // by number
	Households int
}

// minShared is from how many people, each of another household, an account is held to be shared: two may be kin.
const minShared = 3

// SharedAccounts are the accounts of the actor's area that people of three households or more take money in on a day,
// by bank and number.
func (r *Registry) SharedAccounts(ctx context.Context, actor auth.Actor, at At) ([]Shared, error) {
	scope := r.scope(actor)
	var out []Shared
	err := r.gate.Read(ctx, actor, gate.Act{Permission: MayRead, Unit: actor.Unit}, func(tx *gate.Tx) error {
		rows, err := sharedPayees(ctx, tx.Tx, at.resolve(tx.Now), scope)
		out = groupShared(rows)
		return err
	})
	return out, err
}

type sharedRow struct {
	bank, number string
	person       PersonID
	household    HouseholdID
}

func groupShared(rows []sharedRow) []Shared {
	var out []Shared
	homes := map[HouseholdID]bool{}
	for i, row := range rows {
		if i == 0 || rows[i-1].bank != row.bank || rows[i-1].number != row.number {
			out = append(out, Shared{Bank: row.bank, Number: row.number})
			clear(homes)
		}
		last := &out[len(out)-1]
		last.Persons = append(last.Persons, row.person)
		homes[row.household] = true
		last.Households = len(homes)
	}
	return slices.DeleteFunc(out, func(s Shared) bool { return s.Households < minShared })
}

// Death is a person known to be dead.
type Death struct {
	Person PersonID
	Died   calendar.Date
}

// DeadOn are the people of the actor's area who had died before a day, as it was known, by number.
func (r *Registry) DeadOn(ctx context.Context, actor auth.Actor, at At) ([]Death, error) {
	scope := r.scope(actor)
	var out []Death
	err := r.gate.Read(ctx, actor, gate.Act{Permission: MayRead, Unit: actor.Unit}, func(tx *gate.Tx) error {
		var err error
		out, err = deaths(ctx, tx.Tx, at.resolve(tx.Now), scope)
		return err
	})
	return out, err
}

// Dead are the days on which people died, as it was known on a day. Like Survivors it reads in the transaction of whoever
// holds what they know against the register's.
func Dead(ctx context.Context, tx *db.Tx, known calendar.Date) (map[PersonID]calendar.Date, error) {
	all, err := deaths(ctx, tx, At{AsOf: known.Add(1), KnownOn: known}, nil)
	out := make(map[PersonID]calendar.Date, len(all))
	for _, d := range all {
		out[d.Person] = d.Died
	}
	return out, err
}

// Count is how many people live in a unit.
type Count struct {
	Unit       org.UnitID
	Persons    int64
	Households int64
}

// Counts are the people, the dead and the departed left out, and the households recorded, by unit of a level on the map
// of a day. A home that has no unit on that map is counted under its own.
func (r *Registry) Counts(ctx context.Context, actor auth.Actor, level int, onMap calendar.Date, at At) ([]Count, error) {
	if level < org.Province || level > org.Commune {
		return nil, fault.New(fault.Invalid, "registry.level", level)
	}
	scope := r.scope(actor)
	var homes []Count
	err := r.gate.Read(ctx, actor, gate.Act{Permission: MayCount, Unit: actor.Unit}, func(tx *gate.Tx) error {
		var err error
		homes, err = countHomes(ctx, tx.Tx, at.resolve(tx.Now), scope)
		return err
	})
	sums := map[org.UnitID]*Count{}
	for _, h := range homes {
		unit, ok := r.tree.Parent(h.Unit, level, onMap)
		if !ok {
			unit = h.Unit
		}
		if sums[unit] == nil {
			sums[unit] = &Count{Unit: unit}
		}
		sums[unit].Persons += h.Persons
		sums[unit].Households += h.Households
	}
	out := make([]Count, 0, len(sums))
	for _, c := range sums {
		out = append(out, *c)
	}
	slices.SortFunc(out, func(a, b Count) int { return strings.Compare(string(a.Unit), string(b.Unit)) })
	return out, err
}
