package benefit

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"ansinh/auth"
	"ansinh/calendar"
	"ansinh/fault"
	"ansinh/gate"
	"ansinh/money"
	"ansinh/org"
	"ansinh/registry"
)

// Many asks for one change of all decisions in a part of a month's review list: of those who are enrolled and not
// entitled, or not any more.
type Many struct {
	Month     calendar.Month
	Reason    Reason // why they stand in the list; one, since it is one ground that is given
	Programme string // empty: all
	Unit      org.UnitID
	Order     Order // Ending or Suspension
}

// Touched is what such a change comes to: the decisions by commune and person, and those that are left out since they
// are suspended already.
type Touched struct {
	Rows      []Row
	Amount    money.Dong // a month, by the decisions
	Suspended int64
}

// Batch is such a change that was made.
type Batch struct {
	ID     int64
	Month  calendar.Month
	Kind   ChangeKind
	From   calendar.Month
	Reason string
	Unit   org.UnitID // the area of whoever made it; empty: the whole province
	Rows   int64
	Amount money.Dong
	At     time.Time
	By     string // the actor's id
	Name   string
	Undone time.Time // zero: it stands
	People []registry.PersonID
}

// mostAtOnce is how many decisions are changed in one piece.
const mostAtOnce = 5000

func (m Many) check() error {
	if err := m.Order.Check(); err != nil {
		return err
	}
	wrong := fault.New(fault.Invalid, "benefit.bulk")
	if m.Order.Kind != Ending && m.Order.Kind != Suspension {
		wrong.At("kind", "benefit.change.kind")
	}
	if strings.TrimSpace(m.Order.Reason) == "" {
		wrong.At("reason", "benefit.end.reason")
	}
	if m.Reason == "" {
		wrong.At("why", "benefit.bulk.reason")
	}
	return wrong.OrNil()
}

// TouchedBy is what a change over the list would come to in the actor's area; it changes nothing.
func (b *Benefits) TouchedBy(ctx context.Context, actor auth.Actor, m Many) (Touched, error) {
	var out Touched
	if err := m.check(); err != nil {
		return out, err
	}
	err := b.gate.Read(ctx, actor, gate.Act{Permission: MayDecide, Unit: actor.Unit}, func(tx *gate.Tx) (err error) {
		out, err = b.touched(ctx, tx, actor, m)
		return err
	})
	b.hideRows(actor, out.Rows)
	return out, err
}

func (b *Benefits) touched(ctx context.Context, tx *gate.Tx, actor auth.Actor, m Many) (Touched, error) {
	var out Touched
	if _, err := determination(ctx, tx.Tx, m.Month); err != nil {
		return out, err
	}
	rows, err := listRows(ctx, tx.Tx, rowQuery{month: m.Month, list: Review, programme: m.Programme, reason: m.Reason, left: true,
		homes: b.tree.Communes(m.Unit, org.UnitID(actor.Unit))})
	if err != nil {
		return out, err
	}
	off, err := suspendedSince(ctx, tx.Tx)
	if err != nil {
		return out, err
	}
	seen := map[int64]bool{}
	for _, r := range rows {
		_, suspended := off[r.Decision]
		switch {
		case r.Decision == 0 || seen[r.Decision]:
		case suspended && m.Order.Kind == Suspension:
			out.Suspended++
		default:
			out.Rows, out.Amount = append(out.Rows, r), out.Amount+r.Old
		}
		seen[r.Decision] = true
	}
	slices.SortStableFunc(out.Rows, func(x, y Row) int { return strings.Compare(string(x.Commune), string(y.Commune)) })
	return out, nil
}

// ChangeAll makes the change on all of them in one piece, each with a number of its own; seen is how many the actor was
// shown before. Where there are others now it is a conflict, and nothing is changed.
func (b *Benefits) ChangeAll(ctx context.Context, actor auth.Actor, m Many, seen int) (Batch, error) {
	if err := m.check(); err != nil {
		return Batch{}, err
	}
	var out Batch
	act := gate.Act{Permission: MayDecide, Unit: actor.Unit, Subject: subject(m.Month)}
	err := b.gate.Change(ctx, actor, act, func(tx *gate.Tx) error {
		t, err := b.touched(ctx, tx, actor, m)
		if err != nil {
			return err
		}
		switch n := len(t.Rows); {
		case n == 0:
			return fault.New(fault.Conflict, "benefit.bulk.nobody")
		case n != seen:
			return fault.New(fault.Conflict, "benefit.bulk.changed", seen, n)
		case n > mostAtOnce:
			return fault.New(fault.Invalid, "benefit.bulk.many", n, mostAtOnce)
		}
		out = Batch{Month: m.Month, Kind: m.Order.Kind, From: m.Order.From, Reason: m.Order.Reason, Unit: org.UnitID(actor.Unit),
			Rows: int64(len(t.Rows)), Amount: t.Amount, At: tx.Now, By: tx.Actor.ID, Name: tx.Actor.Name}
		if out.ID, err = take(ctx, tx.Tx, "decision_batch", 1); err != nil {
			return err
		}
		for _, r := range t.Rows {
			c, err := b.changed(ctx, tx, r.Decision, m.Order)
			if err != nil {
				return fmt.Errorf("decision %d: %w", r.Decision, err)
			}
			if err := setBatch(ctx, tx, c, out.ID); err != nil {
				return err
			}
			out.People = append(out.People, r.Person)
		}
		tx.Note("batch", out.ID)
		tx.Note("kind", string(out.Kind))
		tx.Note("rows", out.Rows)
		return insertBatch(ctx, tx, out)
	})
	return out, err
}

// Batches are the changes over lists that were made in the actor's area, latest first.
func (b *Benefits) Batches(ctx context.Context, actor auth.Actor) ([]Batch, error) {
	var out []Batch
	err := b.gate.Read(ctx, actor, gate.Act{Permission: MayDecide, Unit: actor.Unit}, func(tx *gate.Tx) (err error) {
		out, err = batches(ctx, tx.Tx)
		return err
	})
	return slices.DeleteFunc(out, func(x Batch) bool { return !b.mayTouch(actor, x) }), err
}

// mayTouch says whether a batch was made within the actor's area.
func (b *Benefits) mayTouch(actor auth.Actor, x Batch) bool {
	return actor.Unit == "" || x.Unit != "" && b.tree.Within(x.Unit, org.UnitID(actor.Unit))
}

// Batch is one of them, with the people it touched.
func (b *Benefits) Batch(ctx context.Context, actor auth.Actor, id int64) (Batch, error) {
	var out Batch
	err := b.gate.Read(ctx, actor, gate.Act{Permission: MayDecide, Unit: actor.Unit}, func(tx *gate.Tx) error {
		var err error
		if out, err = batchByID(ctx, tx.Tx, id); err != nil {
			return err
		}
		if !b.mayTouch(actor, out) {
			return fault.New(fault.NotFound, "benefit.no_batch")
		}
		changes, err := changesOf(ctx, tx.Tx, changeQuery{batch: id})
		for _, c := range changes {
			out.People = append(out.People, c.Person)
		}
		return err
	})
	return out, err
}

// UndoAll takes a batch back: each decision is in force and paid as if it had not been touched, and the documents count
// no longer. It is a conflict once a roster was frozen for a month that they changed, and where one of the decisions was
// changed again since. Asked twice it changes nothing the second time.
func (b *Benefits) UndoAll(ctx context.Context, actor auth.Actor, id int64) (Batch, error) {
	var out Batch
	act := gate.Act{Permission: MayDecide, Unit: actor.Unit, Subject: fmt.Sprintf("batch:%d", id)}
	err := b.gate.Change(ctx, actor, act, func(tx *gate.Tx) error {
		var err error
		if out, err = batchByID(ctx, tx.Tx, id); err != nil {
			return err
		}
		if !b.mayTouch(actor, out) {
			return fault.New(fault.NotFound, "benefit.no_batch")
		}
		if !out.Undone.IsZero() {
			return nil
		}
		if frozen, err := frozenSince(ctx, tx.Tx, out.From); err != nil || frozen != "" {
			if err == nil {
				err = fault.New(fault.Conflict, "benefit.bulk.frozen", frozen)
			}
			return err
		}
		changes, err := changesOf(ctx, tx.Tx, changeQuery{batch: id})
		if err != nil {
			return err
		}
		for _, c := range changes {
			if err := b.undo(ctx, tx, c); err != nil {
				return fmt.Errorf("decision %d: %w", c.Decision, err)
			}
		}
		out.Undone = tx.Now
		tx.Note("rows", len(changes))
		return setBatchUndone(ctx, tx, id)
	})
	return out, err
}

func (b *Benefits) undo(ctx context.Context, tx *gate.Tx, c Change) error {
	past, err := changesOf(ctx, tx.Tx, changeQuery{decision: c.Decision})
	if err != nil {
		return err
	}
	next, err := successor(ctx, tx.Tx, c.Decision, c.From)
	if err != nil {
		return err
	}
	if past[0].ID != c.ID || next.ID != 0 {
		return fault.New(fault.Conflict, "benefit.bulk.built_on", c.Number)
	}
	if c.Kind == Ending {
		err = reopenDecision(ctx, tx, c)
	} else {
		err = closeSuspension(ctx, tx.Tx, c.ID, c.From.Add(-1))
	}
	if err != nil {
		return err
	}
	return setUndone(ctx, tx, c)
}
