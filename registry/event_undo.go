package registry

import (
	"context"
	"fmt"

	"ansinh/auth"
	"ansinh/fault"
	"ansinh/gate"
	"ansinh/org"
)

// ReverseEvent takes a life event back, for a reason: what it recorded is superseded and what it had taken the place of
// stands again. It is an event of its own, so what was known in between can still be asked for. An event on which
// something later rests is a conflict: the later one is to be taken back first.
func (r *Registry) ReverseEvent(ctx context.Context, actor auth.Actor, id EventID, reason string) (Event, error) {
	old, err := r.Event(ctx, actor, id)
	if err != nil {
		return Event{}, err
	}
	p, err := r.where(ctx, actor, MayWrite, old.Person)
	if err != nil {
		return Event{}, err
	}
	switch {
	case reason == "":
		return Event{}, fault.New(fault.Invalid, "registry.life").At("reason", "registry.event.reason")
	case old.Undone != 0 || old.Reverses != 0:
		return Event{}, fault.New(fault.Conflict, "registry.event.undone")
	}
	unit := string(p.HomeUnit)
	if actor.Unit == "" || !r.tree.Within(old.HomeUnit, org.UnitID(actor.Unit)) {
		unit = string(old.HomeUnit) // back to a home where the actor may not write: the gate refuses
	}
	u := undoing{registry: r, old: old, out: Event{Person: p.ID, HomeUnit: p.HomeUnit, Day: old.Day, Fields: map[string]string{},
		Source: old.Source, Reverses: old.ID, Reason: reason, household: p.Household, relation: p.Relation}}
	act := gate.Act{Permission: MayWrite, Unit: unit, Subject: fmt.Sprintf("person:%d", p.ID)}
	err = r.gate.Change(ctx, actor, act, func(tx *gate.Tx) error { return u.write(ctx, tx, p) })
	return u.out, err
}

// undoing is an event on its way back.
type undoing struct {
	registry *Registry
	tx       *gate.Tx
	old, out Event
}

func (u *undoing) write(ctx context.Context, tx *gate.Tx, p Person) error {
	u.tx = tx
	u.out.At, u.out.By = tx.Now, tx.Actor.ID
	if err := u.out.begin(ctx, tx); err != nil {
		return err
	}
	for _, s := range u.old.subjects {
		if err := u.facts(ctx, s); err != nil {
			return err
		}
	}
	u.out.subjects = u.old.subjects
	if u.old.residence.next > u.old.residence.first {
		if err := u.home(ctx); err != nil {
			return err
		}
	}
	if u.old.Entered != 0 {
		if err := u.entry(ctx); err != nil {
			return err
		}
	}
	if err := u.out.end(ctx, tx); err != nil {
		return err
	}
	if err := u.guard(ctx); err != nil {
		return err
	}
	tx.Note("event", int64(u.out.ID))
	tx.Note("reverses", int64(u.old.ID))
	return insertEvent(ctx, tx, u.out, p.Commune)
}

// facts supersedes what the event recorded of one subject and lets stand again what it superseded.
func (u *undoing) facts(ctx context.Context, s subject) error {
	own, err := eventFacts(ctx, u.tx.Tx, s, u.old.fact)
	if err != nil {
		return err
	}
	before, err := supersededBy(ctx, u.tx.Tx, s, u.old)
	if err != nil {
		return err
	}
	for i, row := range own {
		if !row.gone || u.old.fact.has(row.goneBy) {
			continue
		}
		if own[i], err = u.again(ctx, row); err != nil {
			return err
		}
	}
	next, err := take(ctx, u.tx.Tx, "fact", len(before)+1)
	if err != nil {
		return err
	}
	restored := map[string]bool{}
	mark := next // the number under which what is superseded is found, also where nothing stands again
	for _, row := range own {
		if row.gone {
			continue
		}
		if err := supersede(ctx, u.tx.Tx, row.stored, mark, u.tx.Now); err != nil {
			return err
		}
	}
	for _, row := range before {
		next++
		row.id, row.recordedAt, row.by = next, u.tx.Now, u.tx.Actor.ID
		restored[row.fact] = true
		if err := insertFact(ctx, u.tx.Tx, row.stored); err != nil {
			return err
		}
		if ownRow(row.fact) && row.value != nil {
			if err := correct(ctx, u.tx.Tx, PersonID(s.id), row.fact, *row.value); err != nil {
				return err
			}
		}
	}
	for _, row := range own { // a number that was linked where there was none
		if ownRow(row.fact) && !restored[row.fact] {
			if err := correct(ctx, u.tx.Tx, PersonID(s.id), row.fact, ""); err != nil {
				return err
			}
		}
	}
	return nil
}

// again finds the row that says the same in place of one that is gone: what a later event took the place of and gave
// back. Where there is none, something later still rests on the event.
func (u *undoing) again(ctx context.Context, gone ownFact) (ownFact, error) {
	rows, err := standing(ctx, u.tx.Tx, gone.kind, gone.subject, gone.homeUnit, gone.fact, gone.from, gone.to)
	if err != nil {
		return gone, err
	}
	for _, row := range rows {
		same := row.from == gone.from && row.to == gone.to && row.source == gone.source && row.certainty == gone.certainty &&
			(row.value == nil) == (gone.value == nil) && (row.value == nil || *row.value == *gone.value)
		if same {
			row.kind, row.subject, row.fact = gone.kind, gone.subject, gone.fact
			return ownFact{stored: row}, nil
		}
	}
	return gone, fault.New(fault.Conflict, "registry.event.built_on")
}

// home brings the person back to where they lived before.
func (u *undoing) home(ctx context.Context) error {
	all, err := residences(ctx, u.tx.Tx, u.old.Person)
	if err != nil {
		return err
	}
	n := len(all)
	if n < 2 || all[n-1].from != u.old.Day { // a person moves once a day at most
		return fault.New(fault.Conflict, "registry.event.built_on")
	}
	return moveBack(ctx, u.tx, all[n-2], all[n-1], u.old.relation)
}

// entry lets the record of somebody entered by mistake stand for nobody. Its code stays taken.
func (u *undoing) entry(ctx context.Context) error {
	n, err := writtenOf(ctx, u.tx.Tx, u.old.Entered, u.old.ID)
	if err != nil {
		return err
	}
	if n > 0 {
		return fault.New(fault.Conflict, "registry.event.built_on")
	}
	id, err := take(ctx, u.tx.Tx, "merged", 1)
	if err != nil {
		return err
	}
	return insertMerged(ctx, u.tx, Merger{ID: MergerID(id), Kind: OfPerson, Record: int64(u.old.Entered), Reason: u.out.Reason})
}
