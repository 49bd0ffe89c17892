package registry

import (
	"context"
	"fmt"

	"ansinh/auth"
	"ansinh/calendar"
	"ansinh/fault"
	"ansinh/gate"
)

// RecordDeath records that a person died. A death that is recorded already is a conflict, unless the day differs and
// the source corrects it: then the new day stands and the old one stays known as it was.
func (r *Registry) RecordDeath(ctx context.Context, actor auth.Actor, id PersonID, died calendar.Date, src Source) error {
	return r.end(ctx, actor, deathDate, id, died, src)
}

// RecordDeparture records that a person left the province for good on a day.
func (r *Registry) RecordDeparture(ctx context.Context, actor auth.Actor, id PersonID, left calendar.Date, src Source) error {
	return r.end(ctx, actor, departureDate, id, left, src)
}

func (r *Registry) end(ctx context.Context, actor auth.Actor, event string, id PersonID, day calendar.Date, src Source) error {
	p, err := r.where(ctx, actor, MayWrite, id)
	if err != nil {
		return err
	}
	today := calendar.DateOf(r.gate.Now())
	wrong := fault.New(fault.Invalid, "registry.life")
	if day.IsZero() || day < p.BirthDate {
		wrong.At("day", "registry.life.before_birth")
	}
	if day > today {
		wrong.At("day", "registry.life.future")
	}
	if src.Title == "" {
		wrong.At("source", "registry.source")
	}
	if err := wrong.OrNil(); err != nil {
		return err
	}
	act := gate.Act{Permission: MayWrite, Unit: string(p.HomeUnit), Subject: fmt.Sprintf("person:%d", id)}
	return r.gate.Change(ctx, actor, act, func(tx *gate.Tx) error { return endOnce(ctx, tx, p, event, day, src) })
}

// endOnce records the day of an end; the same day twice is a conflict.
func endOnce(ctx context.Context, tx *gate.Tx, p Person, event string, day calendar.Date, src Source) error {
	value := day.String()
	row := stored{subject: int64(p.ID), kind: OfPerson, commune: p.Commune, homeUnit: p.HomeUnit, fact: event, value: &value,
		certainty: Certain, from: day, by: tx.Actor.ID, recordedAt: tx.Now}
	old, err := standing(ctx, tx.Tx, OfPerson, int64(p.ID), p.HomeUnit, event, always, 0)
	if err != nil {
		return err
	}
	var open []stored // a time away that is over stays
	for _, o := range old {
		if o.value != nil && *o.value == value && o.to.IsZero() {
			return fault.New(fault.Conflict, "registry.life.recorded")
		}
		if o.to.IsZero() || o.to > day {
			open = append(open, o)
		}
	}
	return recordEvent(ctx, tx, row, src, open)
}

// recordEvent records an event that happens once: every day given before is superseded whole, whichever comes first.
func recordEvent(ctx context.Context, tx *gate.Tx, row stored, src Source, old []stored) error {
	var err error
	if row.source, err = source(ctx, tx.Tx, src); err != nil {
		return err
	}
	if row.id, err = take(ctx, tx.Tx, "fact", 1); err != nil {
		return err
	}
	for _, o := range old {
		o.subject, o.kind, o.fact = row.subject, row.kind, row.fact
		if err := supersede(ctx, tx.Tx, o, row.id, tx.Now); err != nil {
			return err
		}
	}
	tx.Note("fact", row.fact)
	tx.Note("row", row.id)
	return insertFact(ctx, tx.Tx, row)
}
