package review

import (
	"context"
	"fmt"

	"ansinh/auth"
	"ansinh/calendar"
	"ansinh/fault"
	"ansinh/gate"
	"ansinh/registry"
	"ansinh/viet"
)

// Object records what a household or a neighbour objects to; Settle answers it. A survey taken again after an objection
// does not answer it by itself, and one objection is answered before the next is taken.
func (v *Review) Object(ctx context.Context, actor auth.Actor, p Place, who, why string) error {
	who, why = viet.NFC(who), viet.NFC(why)
	return v.note(ctx, actor, p, map[string]string{"who": who, "why": why}, func(tx *gate.Tx, s Sheet) error {
		if s.Open() {
			return fault.New(fault.Conflict, "review.object_open")
		}
		if err := object(ctx, tx, s, who, why); err != nil {
			return err
		}
		return step(ctx, tx, s, Step{What: Objected, Who: who, Text: why, On: calendar.DateOf(tx.Now)})
	})
}

// Settle answers an objection.
func (v *Review) Settle(ctx context.Context, actor auth.Actor, p Place, answer string) error {
	answer = viet.NFC(answer)
	return v.note(ctx, actor, p, map[string]string{"answer": answer}, func(tx *gate.Tx, s Sheet) error {
		if !s.Open() {
			return fault.New(fault.Conflict, "review.no_objection")
		}
		if err := settle(ctx, tx, s, answer); err != nil {
			return err
		}
		return step(ctx, tx, s, Step{What: Answered, Text: answer, On: calendar.DateOf(tx.Now)})
	})
}

// note writes on a sheet that was surveyed and not decided; what must be said stands by the name of its field.
func (v *Review) note(ctx context.Context, actor auth.Actor, p Place, said map[string]string, work func(*gate.Tx, Sheet) error) error {
	s, h, err := v.Sheet(ctx, actor, p.Year, p.Household)
	if err != nil {
		return err
	}
	wrong := fault.New(fault.Invalid, "review.form")
	for field, text := range said {
		if text == "" {
			wrong.At(field, "registry.event.required")
		}
	}
	if err := wrong.OrNil(); err != nil {
		return err
	}
	if s.Result == "" {
		return fault.New(fault.Conflict, "review.not_surveyed")
	}
	act := gate.Act{Permission: registry.MayWrite, Unit: string(h.HomeUnit), Subject: fmt.Sprintf("household:%d", p.Household)}
	return v.gate.Change(ctx, actor, act, func(tx *gate.Tx) error {
		if err := unseen(ctx, tx, p); err != nil {
			return err
		}
		now, err := list(ctx, tx.Tx, v.rules, p.Year, calendar.DateOf(tx.Now), nil, p.Household)
		if err != nil {
			return err
		}
		return work(tx, now[0])
	})
}
