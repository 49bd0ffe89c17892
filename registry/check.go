package registry

import (
	"cmp"
	"context"
	"slices"

	"ansinh/auth"
	"ansinh/calendar"
	"ansinh/fault"
	"ansinh/gate"
	"ansinh/org"
)

// Check is something that a good register does not hold: what is missing, wrong, in contradiction, or old.
type Check string

// The checks, by what they are about: completeness, validity, consistency, freshness.
const (
	NoNumber      Check = "no_number"      // of somebody older than a month
	InexactBirth  Check = "inexact_birth"  // known to the month or year only
	NoAddress     Check = "no_address"     // of the household
	NumberDiffers Check = "number_differs" // its year is not that of the birth date
	NumberTwice   Check = "number_twice"   // another record has it too
	NoHead        Check = "no_head"        // nobody heads the household
	NothingSince  Check = "nothing_since"  // nothing was recorded of person or household for two years
)

// Checks are all checks, in the order in which they are shown.
func Checks() []Check {
	return []Check{NoNumber, InexactBirth, NoAddress, NumberDiffers, NumberTwice, NoHead, NothingSince}
}

// newborn is how many days after birth a number is not yet missed; old is after how many days a record is.
const newborn, old = 30, 730

// Quality is how many people of a commune each check finds, of how many.
type Quality struct {
	Unit   org.UnitID
	People int64
	Found  map[Check]int64
}

// Quality counts what each check finds in the actor's area, by commune on today's map. Records that were merged into
// others are not counted, nor are the dead asked for anything new: they are people of the register all the same.
func (r *Registry) Quality(ctx context.Context, actor auth.Actor) ([]Quality, error) {
	var out []Quality
	err := r.gate.Read(ctx, actor, gate.Act{Permission: MayCount, Unit: actor.Unit}, func(tx *gate.Tx) error {
		today := calendar.DateOf(tx.Now)
		sums := map[org.UnitID]*Quality{}
		of := func(home org.UnitID) *Quality {
			if on, ok := r.tree.On(home, today); ok {
				home = on
			}
			if sums[home] == nil {
				sums[home] = &Quality{Unit: home, Found: map[Check]int64{}}
			}
			return sums[home]
		}
		scope := r.scope(actor)
		if err := countCheck(ctx, tx.Tx, "", today, scope, func(home org.UnitID, n int64) { of(home).People += n }); err != nil {
			return err
		}
		for _, c := range Checks() {
			if err := countCheck(ctx, tx.Tx, c, today, scope, func(home org.UnitID, n int64) { of(home).Found[c] += n }); err != nil {
				return err
			}
		}
		for _, q := range sums {
			out = append(out, *q)
		}
		return nil
	})
	slices.SortFunc(out, func(a, b Quality) int { return cmp.Compare(a.Unit, b.Unit) })
	return out, err
}

// Checked gives the people whom a check finds in the actor's area, in one commune or ("") in all, by number. How many
// are given is recorded before the first is.
func (r *Registry) Checked(ctx context.Context, actor auth.Actor, c Check, home org.UnitID, begin func(n int64) error, each func(Person) error) error {
	if !slices.Contains(Checks(), c) {
		return fault.New(fault.NotFound, "registry.check.none")
	}
	scope := r.scope(actor)
	if home != "" {
		scope = r.tree.Communes(org.UnitID(actor.Unit), home)
	}
	var n int64
	act := gate.Act{Permission: MayRead, Unit: actor.Unit, Subject: "people:check:" + string(c), Personal: true}
	err := r.gate.Read(ctx, actor, act, func(tx *gate.Tx) error {
		err := countCheck(ctx, tx.Tx, c, calendar.DateOf(tx.Now), scope, func(_ org.UnitID, more int64) { n += more })
		tx.Note("people", n)
		tx.Note("home", string(home))
		return err
	})
	if err != nil {
		return err
	}
	if err := begin(n); err != nil {
		return err
	}
	return r.gate.Read(ctx, actor, gate.Act{Permission: MayRead, Unit: actor.Unit}, func(tx *gate.Tx) error {
		return eachChecked(ctx, tx.Tx, c, calendar.DateOf(tx.Now), scope, each)
	})
}
