// Package registry knows who lives here: people and households, what is known of them, whence, since when it holds and
// since when we know it; and it gives the month's snapshot from which the law is applied.
//
// It leaves to others what the facts mean for a benefit (law), decisions (benefit) and money (payment). It takes no
// fact back: a correction supersedes, so that every question can be asked "as it was on" one day and "as it was known
// on" another. Its one invariant: at any instant of knowledge, the rows of one subject and one fact do not overlap in
// time.
package registry

import (
	"context"
	"time"

	"ansinh/auth"
	"ansinh/calendar"
	"ansinh/db"
	"ansinh/fault"
	"ansinh/gate"
	"ansinh/law"
	"ansinh/org"
)

// PersonID is the number of a person, given once and never again; HouseholdID of a household.
type (
	PersonID    int64
	HouseholdID int64
)

// What an actor must be allowed to do here.
const (
	MaySearch    auth.Permission = "registry.search"
	MayRead      auth.Permission = "registry.read"
	MayOwn       auth.Permission = "registry.own"       // a citizen reading their own file
	MaySensitive auth.Permission = "registry.sensitive" // see and record what the vocabulary marks as sensitive
	MayWrite     auth.Permission = "registry.write"
	MayLoad      auth.Permission = "registry.load"
	MayCount     auth.Permission = "registry.count"
	MaySnapshot  auth.Permission = "registry.snapshot"
)

// Registry is the register of people. It is safe for use by many goroutines.
type Registry struct {
	gate       *gate.Gate
	tree       *org.Tree
	vocabulary *law.Vocabulary
	keep       keeper
	forms      *Forms   // nil: no life events can be written on forms
	guarded    []string // facts that change only when a second person agrees
}

// New makes the registry over a database that the gate guards.
func New(g *gate.Gate, tree *org.Tree, v *law.Vocabulary) *Registry {
	return &Registry{gate: g, tree: tree, vocabulary: v}
}

// Offer says which life events can be written down. It is called before the registry is used.
func (r *Registry) Offer(f *Forms) { r.forms = f }

// Forms are the life events that can be written down.
func (r *Registry) Forms() *Forms { return r.forms }

// Vocabulary is what the facts mean.
func (r *Registry) Vocabulary() *law.Vocabulary { return r.vocabulary }

// At is the pair of clocks of a question: what held on AsOf, as it was known at the end of KnownOn. The zero value of
// either is today.
type At struct {
	AsOf    calendar.Date
	KnownOn calendar.Date
}

func (a At) resolve(now time.Time) At {
	today := calendar.DateOf(now)
	if a.AsOf.IsZero() {
		a.AsOf = today
	}
	if a.KnownOn.IsZero() {
		a.KnownOn = today
	}
	return a
}

// knownBefore is the instant that ends a day of knowledge: midnight at UTC+7, as it is stored.
func knownBefore(day calendar.Date) string {
	y, m, d := day.Add(1).Civil()
	return db.Instant(time.Date(y, time.Month(m), d, 0, 0, 0, 0, time.FixedZone("", 7*3600)))
}

// scope is every commune-level unit, of any time, that lies below the actor's unit; nil is the whole province.
func (r *Registry) scope(actor auth.Actor) []org.UnitID {
	return r.tree.Communes(org.UnitID(actor.Unit))
}

// where finds a person for the actor: in another's area they are not found, as if there were no such person.
func (r *Registry) where(ctx context.Context, actor auth.Actor, p auth.Permission, id PersonID) (Person, error) {
	var found Person
	err := r.gate.Read(ctx, actor, gate.Act{Permission: p, Unit: actor.Unit}, func(tx *gate.Tx) error {
		var err error
		found, err = person(ctx, tx.Tx, id)
		return err
	})
	if err != nil {
		return found, err
	}
	if actor.Unit != "" && !r.tree.Within(found.HomeUnit, org.UnitID(actor.Unit)) {
		return Person{}, fault.New(fault.NotFound, "registry.no_person")
	}
	return found, nil
}
