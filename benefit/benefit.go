// Package benefit turns what the law gives into decisions and into the month's roster: it stores the determination of
// a month, compares it with the decisions in force, and gives four lists – entitled and not enrolled (gap), enrolled
// and not or no longer entitled (review), another amount or ground (adjust), undecidable for want of a fact (unknown).
//
// What the law says is law's business and what is known of people the registry's; money is payment's, which pays the
// frozen roster and nothing else. Two invariants: a month whose roster is frozen never changes, neither its
// determination nor its lists nor its lines; and a person has at most one decision in force for a category in a month.
package benefit

import (
	"context"
	"sync/atomic"
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
	MayAppeal    auth.Permission = "benefit.appeal" // answer second complaints
	MayApply     auth.Permission = "benefit.apply"  // a citizen for themselves
)

// Benefits is the room. It is safe for use by many goroutines.
type Benefits struct {
	gate      *gate.Gate
	tree      *org.Tree
	registry  *registry.Registry
	book      atomic.Pointer[law.Book]
	procedure *Procedure

	past   func(context.Context, string) (*law.Book, error)      // nil: only the law that is applied is at hand
	frozen func(context.Context, *gate.Tx, calendar.Month) error // nil: nobody waits for it
}

// New makes the room over a database that the gate guards.
func New(g *gate.Gate, tree *org.Tree, r *registry.Registry, book *law.Book, p *Procedure) *Benefits {
	b := &Benefits{gate: g, tree: tree, registry: r, procedure: p}
	b.book.Store(book)
	return b
}

// Book is the law that is applied. It changes when a change of the law comes into force: whoever asks it twice for one
// answer keeps it in between.
func (b *Benefits) Book() *law.Book { return b.book.Load() }

// Adopt makes another state of the law the one that is applied.
func (b *Benefits) Adopt(book *law.Book) { b.book.Store(book) }

// Remember says who knows the law that was applied once, by its hash. It is called before the room is used.
func (b *Benefits) Remember(past func(context.Context, string) (*law.Book, error)) { b.past = past }

// WhenFrozen says what else is to be done in the transaction that freezes a month. It is called before the room is used.
func (b *Benefits) WhenFrozen(do func(context.Context, *gate.Tx, calendar.Month) error) {
	b.frozen = do
}

// lawOf is the law of a hash; that which is applied where nobody remembers another.
func (b *Benefits) lawOf(ctx context.Context, hash string) (*law.Book, error) {
	if book := b.Book(); book.Hash() == hash || b.past == nil {
		return book, nil
	}
	return b.past(ctx, hash)
}

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
