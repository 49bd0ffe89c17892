package registry

import (
	"context"
	"fmt"
	"time"

	"ansinh/auth"
	"ansinh/fault"
	"ansinh/gate"
	"ansinh/org"
)

// ReverseEvent takes a life event back, for a reason: what it recorded is superseded and what it had taken the place of
// stands again. It is an event of its own, so what was known in between can still be asked for. An event on which
// something later rests is a conflict: the later one is to be taken back first. What two people recorded together is not
// taken back by one: fault registry.event.undo_second.
func (r *Registry) ReverseEvent(ctx context.Context, actor auth.Actor, id EventID, reason string) (Event, error) {
	old, err := r.Event(ctx, actor, id)
	if err != nil {
		return Event{}, err
	}
	if _, err := r.where(ctx, actor, MayWrite, old.Person); err != nil {
		return Event{}, err
	}
	back, err := r.PrepareReversal(ctx, id, reason)
	if err != nil {
		return Event{}, err
	}
	if r.Together(old) {
		return Event{}, fault.New(fault.Conflict, "registry.event.undo_second")
	}
	unit := string(back.person.HomeUnit)
	if actor.Unit == "" || !r.tree.Within(old.HomeUnit, org.UnitID(actor.Unit)) {
		unit = string(old.HomeUnit) // back to a home where the actor may not write: the gate refuses
	}
	act := gate.Act{Permission: MayWrite, Unit: unit, Subject: fmt.Sprintf("person:%d", old.Person)}
	err = r.gate.Change(ctx, actor, act, func(tx *gate.Tx) error {
		_, err := back.Write(ctx, tx, 0)
		return err
	})
	return back.u.out, err
}

// Together says whether an event was recorded by two people, or says what only two may say together.
func (r *Registry) Together(e Event) bool { return e.Request != 0 || r.Guards(e.Form, e.Fields) }

// Reversal is an event that is to be taken back and waits for the act of whoever may have it taken back.
type Reversal struct {
	person Person
	u      undoing
}

// PrepareReversal checks whether an event can be taken back, in the name of the program. Whoever prepares it answers for
// the permission and the area of the actor in the act within which it is written.
func (r *Registry) PrepareReversal(ctx context.Context, id EventID, reason string) (*Reversal, error) {
	program := auth.System()
	old, err := r.Event(ctx, program, id)
	if err != nil {
		return nil, err
	}
	p, err := r.where(ctx, program, MayWrite, old.Person)
	if err != nil {
		return nil, err
	}
	switch {
	case reason == "":
		return nil, fault.New(fault.Invalid, "registry.life").At("reason", "registry.event.reason")
	case old.Undone != 0 || old.Reverses != 0:
		return nil, fault.New(fault.Conflict, "registry.event.undone")
	}
	return &Reversal{p, undoing{registry: r, old: old, out: Event{Person: p.ID, HomeUnit: p.HomeUnit, Day: old.Day, Fields: map[string]string{},
		Source: old.Source, Reverses: old.ID, Reason: reason, household: p.Household, relation: p.Relation}}}, nil
}

// Person is whose event it is, where they live now.
func (b *Reversal) Person() Person { return b.person }

// Event is what is to be taken back.
func (b *Reversal) Event() Event { return b.u.old }

// Write takes the event back within an act; request is the change request that asked for it, 0 where there is none.
func (b *Reversal) Write(ctx context.Context, tx *gate.Tx, request int64) (Event, error) {
	b.u.out.Request = request
	err := b.u.write(ctx, tx, b.person)
	return b.u.out, err
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
	form, _ := u.registry.forms.Form(u.old.Form)
	if form.Act.Whole() {
		if err := u.ungroup(ctx); err != nil {
			return err
		}
	} else if u.old.residence.next > u.old.residence.first {
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

// Written is what an act outside the register's own events recorded of households: the numbers of its facts.
type Written struct {
	First, Next int64 // from the first to before the next
	At          time.Time
	Households  []HouseholdID
}

// NextFact is the number that the next fact will have. The act that asks holds the counter until it is through.
func NextFact(ctx context.Context, tx *gate.Tx) (int64, error) { return take(ctx, tx.Tx, "fact", 0) }

// TakeBackWithin takes back what another act recorded, within an act that the caller took through the gate: what it had
// taken the place of stands again. Where something later rests on it: fault registry.event.built_on.
func (r *Registry) TakeBackWithin(ctx context.Context, tx *gate.Tx, w Written) error {
	if w.First >= w.Next {
		return nil
	}
	u := undoing{registry: r, tx: tx, old: Event{fact: span{w.First, w.Next}, At: w.At}}
	for _, id := range w.Households {
		if err := u.facts(ctx, subject{OfHousehold, int64(id)}); err != nil {
			return err
		}
	}
	return nil
}
