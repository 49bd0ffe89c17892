package registry

import (
	"context"
	"fmt"
	"slices"
	"time"

	"ansinh/auth"
	"ansinh/calendar"
	"ansinh/fault"
	"ansinh/gate"
	"ansinh/registry/match"
)

// Verdict is what somebody said of two records.
type Verdict string

// The verdicts; Open is none yet.
const (
	Open      Verdict = ""
	OnePerson Verdict = "same"
	TwoPeople Verdict = "different"
)

// Twins are two records that may be of one person, the likeliest first. A verdict is remembered and the pair is not
// asked about again; the records themselves stay as they are.
type Twins struct {
	First, Second Person
	Score         int // hundredths of a bit for one person
	Verdict       Verdict
	DecidedBy     string
	DecidedAt     time.Time
}

// FindTwins looks for records of one person in the actor's area and says how many pairs are new. Only pairs with a
// record that came or was corrected since the last search are compared; the first search compares all.
func (r *Registry) FindTwins(ctx context.Context, actor auth.Actor, w *match.Weights) (int, error) {
	n := 0
	scope := r.scope(actor)
	act := gate.Act{Permission: MayWrite, Unit: actor.Unit, Subject: "people:twins"}
	err := r.gate.Change(ctx, actor, act, func(tx *gate.Tx) error {
		since, err := lastSearch(ctx, tx)
		if err != nil {
			return err
		}
		changed, err := changedSince(ctx, tx.Tx, since)
		if err != nil {
			return err
		}
		places, err := addresses(ctx, tx.Tx, scope)
		if err != nil {
			return err
		}
		var records []match.Record
		today := calendar.DateOf(tx.Now)
		if err := eachPerson(ctx, tx.Tx, "", scope, func(p Person) error {
			if !p.Recorded.Before(since) {
				changed[p.ID] = true
			}
			records = append(records, r.recordOf(p, places[p.Household], today))
			return nil
		}); err != nil {
			return err
		}
		pairs := w.Find(records, func(id int64) bool { return changed[PersonID(id)] })
		if n, err = keepPairs(ctx, tx, pairs); err != nil {
			return err
		}
		tx.Note("records", len(records))
		tx.Note("pairs", n)
		return keepSearch(ctx, tx)
	})
	return n, err
}

func (r *Registry) recordOf(p Person, place string, today calendar.Date) match.Record {
	home := p.HomeUnit
	if on, ok := r.tree.On(home, today); ok {
		home = on
	}
	return match.Record{ID: int64(p.ID), Name: p.Name, Born: p.BirthDate, Known: string(p.BirthPrecision), Sex: string(p.Sex),
		Number: p.PersonalNumber, OldNumber: p.OldNumber, Home: string(home), Place: place}
}

// Twins are the pairs of the actor's area that wait for a verdict, or that have one, likeliest first, at most 50. Both
// records lie in the area.
func (r *Registry) Twins(ctx context.Context, actor auth.Actor, decided bool) ([]Twins, error) {
	var out []Twins
	scope := r.scope(actor)
	act := gate.Act{Permission: MayRead, Unit: actor.Unit, Subject: "people:twins", Personal: true}
	err := r.gate.Read(ctx, actor, act, func(tx *gate.Tx) error {
		var err error
		out, err = twins(ctx, tx.Tx, scope, decided)
		tx.Note("pairs", len(out))
		return err
	})
	return out, err
}

// SayTwins records a verdict on a pair. Another verdict may be given later, with Open to take one back.
func (r *Registry) SayTwins(ctx context.Context, actor auth.Actor, first, second PersonID, v Verdict) error {
	if !slices.Contains([]Verdict{Open, OnePerson, TwoPeople}, v) || first >= second {
		return fault.New(fault.Invalid, "registry.twins.verdict")
	}
	for _, id := range []PersonID{first, second} {
		if _, err := r.where(ctx, actor, MayWrite, id); err != nil {
			return err
		}
	}
	act := gate.Act{Permission: MayWrite, Unit: actor.Unit, Subject: fmt.Sprintf("twins:%d-%d", first, second)}
	return r.gate.Change(ctx, actor, act, func(tx *gate.Tx) error {
		tx.Note("verdict", string(v))
		return keepVerdict(ctx, tx, first, second, v)
	})
}
