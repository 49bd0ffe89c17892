// Package benefit turns what the law gives into decisions and into the month's roster: it stores the determination of
// a month, compares it with the decisions in force, and gives four lists – entitled and not enrolled (gap), enrolled
// and not or no longer entitled (review), another amount or ground (adjust), undecidable for want of a fact (unknown).
//
// What the law says is law's business and what is known of people the registry's; money is payment's, which pays the
// frozen roster and nothing else. Two invariants: a month whose roster is frozen never changes, neither its
// determination nor its lists nor its lines; and a person has at most one decision in force for a category in a month.
package benefit

import (
	"time"

	"ansinh/auth"
	"ansinh/calendar"
	"ansinh/gate"
	"ansinh/law"
	"ansinh/org"
	"ansinh/registry"
)

// What an actor must be allowed to do here.
const (
	MayRead      auth.Permission = "benefit.read"
	MayOwn       auth.Permission = "registry.own" // a citizen reading their own
	MayLists     auth.Permission = "benefit.lists"
	MayDetermine auth.Permission = "benefit.determine"
	MayDecide    auth.Permission = "benefit.decide"
)

// Benefits is the room. It is safe for use by many goroutines.
type Benefits struct {
	gate      *gate.Gate
	tree      *org.Tree
	registry  *registry.Registry
	book      *law.Book
	procedure *Procedure
}

// New makes the room over a database that the gate guards.
func New(g *gate.Gate, tree *org.Tree, r *registry.Registry, book *law.Book, p *Procedure) *Benefits {
	return &Benefits{gate: g, tree: tree, registry: r, book: book, procedure: p}
}

// Book is the law that is applied.
func (b *Benefits) Book() *law.Book { return b.book }

// Procedure is who decides and how decisions are numbered.
func (b *Benefits) Procedure() *Procedure { return b.procedure }

// communes finds the commune of a home on the map of one day; a home that lies nowhere on it stands for itself.
type communes struct {
	tree *org.Tree
	day  calendar.Date
	seen map[org.UnitID]org.UnitID
}

func (b *Benefits) communes(now time.Time) *communes {
	return &communes{tree: b.tree, day: calendar.DateOf(now), seen: map[org.UnitID]org.UnitID{}}
}

func (c *communes) of(home org.UnitID) org.UnitID {
	if on, ok := c.seen[home]; ok {
		return on
	}
	on, ok := c.tree.On(home, c.day)
	if !ok {
		on = home
	}
	c.seen[home] = on
	return on
}
