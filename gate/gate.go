// Package gate is the one door to every change and every reading of a person's file: permission, then a transaction,
// then the work, then the audit event, then commit. A use case cannot forget one of them, because it gets its
// transaction nowhere else. The clock is read here, once a change.
package gate

import (
	"context"
	"math/rand/v2"
	"sync/atomic"
	"time"

	"ansinh/audit"
	"ansinh/auth"
	"ansinh/db"
)

// Gate holds what the door needs.
type Gate struct {
	db     *db.DB
	log    *audit.Log
	table  *auth.Table
	within func(unit, root string) bool
	clock  func() time.Time
}

// New makes the gate. within says whether a unit lies in another's subtree; clock is time.Now but for tests.
func New(d *db.DB, log *audit.Log, table *auth.Table, within func(unit, root string) bool, clock func() time.Time) *Gate {
	return &Gate{db: d, log: log, table: table, within: within, clock: clock}
}

// Act names what is done, for the permission table and for the audit log.
type Act struct {
	Permission auth.Permission
	Unit       string // unit id it touches; "" is the whole province
	Subject    string // kind:id, "person:12", "run:2026-11"
	Personal   bool   // it reads a person's file, so the reading is recorded
}

// Tx is the transaction of one act.
type Tx struct {
	*db.Tx
	Now   time.Time // read once, when the act began
	Actor auth.Actor

	notes map[string]any
}

// Note adds to the audit event: ids, counts, hashes; never a person's name or number.
func (t *Tx) Note(key string, value any) {
	if t.notes == nil {
		t.notes = map[string]any{}
	}
	t.notes[key] = value
}

// Now is the gate's clock.
func (g *Gate) Now() time.Time { return g.clock().UTC() }

// Beside says whether changes can run beside each other; otherwise one waits for another.
func (g *Gate) Beside() bool { return g.db.Postgres() }

// May says whether the actor's role has a permission at all: for showing or hiding a link.
func (g *Gate) May(actor auth.Actor, p auth.Permission) bool { return g.table.May(actor, p) }

// Roles is the table of roles.
func (g *Gate) Roles() *auth.Table { return g.table }

// Change runs work and commits it together with its audit event. Work may be run again from its start when another
// change came first, and must leave nothing outside the transaction until Change returns nil.
func (g *Gate) Change(ctx context.Context, actor auth.Actor, act Act, work func(*Tx) error) error {
	if err := g.check(actor, act); err != nil {
		return err
	}
	now := g.Now()
	s := stepOf(ctx)
	err := g.db.Update(ctx, func(tx *db.Tx) error {
		t := &Tx{Tx: tx, Now: now, Actor: actor}
		if err := work(t); err != nil {
			return err
		}
		if s != nil {
			if err := g.record(ctx, tx, s.read...); err != nil {
				return err
			}
		}
		return g.record(ctx, tx, event(actor, act, now, t.notes))
	})
	if err != nil {
		return err
	}
	if s != nil {
		s.read = nil
	}
	g.seal(ctx)
	return nil
}

// Step gives a context whose acts are a step of a longer work that ends with an act outside it: each stands or falls as a
// whole and in its order, and with the last one all are sealed in the log and sure to outlive a power cut. What a step
// reads of people is recorded with what it changes, and without a change when it is settled; it shows nothing to anybody
// before. A work whose steps could not be done again after one has no use for it.
func Step(ctx context.Context) context.Context {
	return context.WithValue(db.Lazy(ctx), inStep{}, &step{})
}

// step holds the readings that are to be recorded. It is of one work at a time.
type step struct{ read []audit.Event }

type inStep struct{}

// stepOf is the step that a context belongs to; nil where it belongs to none.
func stepOf(ctx context.Context) *step {
	s, _ := ctx.Value(inStep{}).(*step)
	return s
}

// Settle records what a step has read of people and has changed nothing with.
func (g *Gate) Settle(ctx context.Context) error {
	s := stepOf(ctx)
	if s == nil || len(s.read) == 0 {
		return nil
	}
	err := g.db.Update(ctx, func(tx *db.Tx) error { return g.record(ctx, tx, s.read...) })
	if err == nil {
		s.read = nil
	}
	return err
}

func (g *Gate) record(ctx context.Context, tx *db.Tx, events ...audit.Event) error {
	for _, e := range events {
		if err := g.log.Append(ctx, tx, e); err != nil {
			return err
		}
	}
	return nil
}

// Read runs work in a transaction that changes nothing. Where it reads a person's file the reading is recorded before
// Read returns, but in a step; if it cannot be recorded, Read fails and what was read must not be shown.
func (g *Gate) Read(ctx context.Context, actor auth.Actor, act Act, work func(*Tx) error) error {
	if err := g.check(actor, act); err != nil {
		return err
	}
	now := g.Now()
	t := &Tx{Now: now, Actor: actor}
	err := g.db.View(ctx, func(tx *db.Tx) error {
		t.Tx = tx
		return work(t)
	})
	if err != nil || !act.Personal {
		return err
	}
	e := event(actor, act, now, t.notes)
	if s := stepOf(ctx); s != nil {
		s.read = append(s.read, e)
		return nil
	}
	if err := g.db.Update(ctx, func(tx *db.Tx) error { return g.record(ctx, tx, e) }); err != nil {
		return err
	}
	g.seal(ctx)
	return nil
}

func (g *Gate) check(actor auth.Actor, act Act) error {
	return g.table.Check(actor, act.Permission, act.Unit, g.within)
}

// seal does not fail the act: the event is safe in its row, and the next sealing takes it.
func (g *Gate) seal(ctx context.Context) {
	if stepOf(ctx) == nil {
		_ = g.log.Seal(ctx)
	}
}

// The id of an event is the millisecond since epoch and, below it, 22 bits of a sequence that starts anywhere in each
// process, so that two processes that write in the same millisecond do not meet.
const (
	epoch        = 1_577_836_800_000 // 1 January 2020 in Unix milliseconds; the ids last until 2089
	sequenceBits = 22
)

var sequence = func() *atomic.Int64 {
	var n atomic.Int64
	n.Store(rand.Int64N(1 << sequenceBits))
	return &n
}()

func eventID(now time.Time) int64 {
	return (now.UnixMilli()-epoch)<<sequenceBits | sequence.Add(1)&(1<<sequenceBits-1)
}

func event(actor auth.Actor, act Act, now time.Time, notes map[string]any) audit.Event {
	return audit.Event{
		ID: eventID(now), At: now, Actor: actor.ID, Role: string(actor.Role),
		Permission: string(act.Permission), Unit: act.Unit, Subject: act.Subject, Detail: notes,
	}
}
