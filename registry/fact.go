package registry

import (
	"context"
	"fmt"

	"ansinh/auth"
	"ansinh/calendar"
	"ansinh/fault"
	"ansinh/gate"
	"ansinh/org"
)

// NewFact is something learned of a person, a household or an area. Exactly one of Person, Household, Area is given.
type NewFact struct {
	Person    PersonID
	Household HouseholdID
	Area      org.UnitID
	Fact      string
	Value     string    // as the vocabulary writes it; "" with certainty unknown
	Certainty Certainty // "" is certain
	From, To  calendar.Date
	Source    Source
}

func (f NewFact) kind() Kind {
	switch {
	case f.Person != 0:
		return OfPerson
	case f.Household != 0:
		return OfHousehold
	}
	return OfArea
}

// RecordFact records a fact. What was recorded for the same time is superseded and keeps holding before and after; it
// is never overwritten: "as it was known" before now still answers with it. A fact without time of its own (a birth
// date, a sex) replaces the one known until now.
func (r *Registry) RecordFact(ctx context.Context, actor auth.Actor, f NewFact) error {
	if err := r.checkNewFact(actor, &f); err != nil {
		return err
	}
	home, commune, err := r.home(ctx, actor, f)
	if err != nil {
		return err
	}
	subject := max(int64(f.Person), int64(f.Household))
	act := gate.Act{Permission: MayWrite, Unit: string(home), Subject: fmt.Sprintf("%s:%d", f.kind(), subject)}
	return r.gate.Change(ctx, actor, act, func(tx *gate.Tx) error {
		row := stored{subject: subject, kind: f.kind(), commune: commune, homeUnit: home, fact: f.Fact, certainty: f.Certainty,
			from: f.From, to: f.To, by: actor.ID, recordedAt: tx.Now, sealed: r.sealed(f.kind(), f.Fact)}
		if f.Certainty != Unknown {
			row.value = &f.Value
		}
		return record(ctx, tx, row, f.Source)
	})
}

func (r *Registry) checkNewFact(actor auth.Actor, f *NewFact) error {
	if f.Certainty == "" {
		f.Certainty = Certain
	}
	if identity(f.Fact) {
		f.From, f.To = always, 0
	}
	wrong := fault.New(fault.Invalid, "registry.fact")
	if err := r.checkFact(f.kind(), f.Fact, f.Value, f.Certainty); err != nil {
		wrong.At("value", fault.CodeOf(err), argsOf(err)...)
	}
	if lifeFacts[f.Fact].ID != "" {
		wrong.At("fact", "registry.fact.life", f.Fact)
	}
	if identity(f.Fact) && f.Certainty == Unknown {
		wrong.At("certainty", "registry.fact.identity", f.Fact)
	}
	if f.From.IsZero() || !f.To.IsZero() && f.To <= f.From {
		wrong.At("from", "registry.period")
	}
	if f.Source.Title == "" {
		wrong.At("source", "registry.source")
	}
	if def, ok := r.define(f.Fact); ok && def.Sensitive && !r.gate.May(actor, MaySensitive) {
		return fault.New(fault.Forbidden, "auth.forbidden", string(MaySensitive))
	}
	return wrong.OrNil()
}

func argsOf(err error) []any {
	if e, ok := err.(*fault.Error); ok {
		return e.Args
	}
	return nil
}

// home finds where the subject of a fact lives, within the actor's area.
func (r *Registry) home(ctx context.Context, actor auth.Actor, f NewFact) (home, commune org.UnitID, err error) {
	switch f.kind() {
	case OfPerson:
		p, err := r.where(ctx, actor, MayWrite, f.Person)
		if err == nil {
			err = r.unmerged(ctx, actor, f.Person)
		}
		return p.HomeUnit, p.Commune, err
	case OfHousehold:
		h, err := r.openHousehold(ctx, actor, MayWrite, f.Household)
		return h.HomeUnit, h.Commune, err
	}
	u, ok := r.tree.Unit(f.Area)
	if !ok || u.Level != org.Commune {
		return "", "", fault.New(fault.NotFound, "registry.no_unit", string(f.Area))
	}
	if on, ok := r.tree.On(f.Area, calendar.DateOf(r.gate.Now())); ok {
		return f.Area, on, nil
	}
	return f.Area, f.Area, nil
}

// record writes a fact in place of what stands for its time.
func record(ctx context.Context, tx *gate.Tx, row stored, src Source) error {
	source, err := source(ctx, tx.Tx, src)
	if err != nil {
		return err
	}
	row.source = source
	if ownRow(row.fact) {
		if err := rememberIdentity(ctx, tx, row); err != nil {
			return err
		}
	}
	old, err := standing(ctx, tx.Tx, row.kind, row.subject, row.homeUnit, row.fact, row.from, row.to)
	if err != nil {
		return err
	}
	next, err := take(ctx, tx.Tx, "fact", 1+2*len(old))
	if err != nil {
		return err
	}
	row.id = next
	for _, o := range old {
		o.subject, o.kind, o.fact = row.subject, row.kind, row.fact
		if err := supersede(ctx, tx.Tx, o, row.id, tx.Now); err != nil {
			return err
		}
		for _, rest := range remainders(o, row) {
			next++
			rest.id, rest.recordedAt = next, tx.Now
			if err := insertFact(ctx, tx.Tx, rest); err != nil {
				return err
			}
		}
	}
	if ownRow(row.fact) {
		if err := correct(ctx, tx.Tx, PersonID(row.subject), row.fact, *row.value); err != nil {
			return err
		}
	}
	tx.Note("fact", row.fact)
	tx.Note("row", row.id)
	return insertFact(ctx, tx.Tx, row)
}

// remainders are what is left of an older row before and after the time of a new one.
func remainders(old, row stored) []stored {
	var out []stored
	if old.from < row.from {
		before := old
		before.to = row.from
		out = append(out, before)
	}
	if !row.to.IsZero() && (old.to.IsZero() || old.to > row.to) {
		after := old
		after.from = row.to
		out = append(out, after)
	}
	return out
}

// rememberIdentity writes what the person's own row says as a fact, as of when the row was recorded, before the first
// correction changes it.
func rememberIdentity(ctx context.Context, tx *gate.Tx, row stored) error {
	old, err := standing(ctx, tx.Tx, row.kind, row.subject, row.homeUnit, row.fact, always, 0)
	if err != nil || len(old) > 0 {
		return err
	}
	p, err := person(ctx, tx.Tx, PersonID(row.subject))
	if err != nil {
		return err
	}
	value := p.own(row.fact)
	if value == "" {
		return nil // there was none before
	}
	first := row
	first.value, first.certainty, first.recordedAt = &value, Certain, p.Recorded
	if first.source, err = source(ctx, tx.Tx, p.Source); err != nil {
		return err
	}
	if first.id, err = take(ctx, tx.Tx, "fact", 1); err != nil {
		return err
	}
	return insertFact(ctx, tx.Tx, first)
}

// RecordWithin records a fact of a household within an act that the caller took through the gate, with its permission
// and its area checked there.
func (r *Registry) RecordWithin(ctx context.Context, tx *gate.Tx, f NewFact) error {
	if err := r.checkNewFact(tx.Actor, &f); err != nil {
		return err
	}
	h, err := household(ctx, tx.Tx, f.Household)
	if err != nil {
		return err
	}
	row := stored{subject: int64(h.ID), kind: OfHousehold, commune: h.Commune, homeUnit: h.HomeUnit, fact: f.Fact, value: &f.Value, certainty: f.Certainty,
		from: f.From, to: f.To, by: tx.Actor.ID, recordedAt: tx.Now, sealed: r.sealed(OfHousehold, f.Fact)}
	return record(ctx, tx, row, f.Source)
}
