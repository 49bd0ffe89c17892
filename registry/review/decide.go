package review

import (
	"context"
	"fmt"
	"time"

	"ansinh/auth"
	"ansinh/calendar"
	"ansinh/fault"
	"ansinh/gate"
	"ansinh/org"
	"ansinh/registry"
	"ansinh/viet"
)

// Decision recognises the households of a commune.
type Decision struct {
	ID                  int64
	Year                int
	Unit                org.UnitID
	Number              string
	On                  calendar.Date
	Signer              string
	Households, Changed int64
	At                  time.Time
	By                  string
	Undoing             Undoing // zero: it stands

	fact [2]int64 // numbers from the first to before the second are its own
}

// Undoing is the document that took a decision back.
type Undoing struct {
	Number string
	On     calendar.Date
	Reason string
	At     time.Time
	By     string
}

// Stands says whether the decision was not taken back.
func (d Decision) Stands() bool { return d.Undoing.At.IsZero() }

// Seen says how a list of sheets was seen, so that nobody decides over what they have not seen.
func Seen(sheets []Sheet) string {
	steps := 0
	for _, s := range sheets {
		steps += s.Version
	}
	return fmt.Sprintf("%d.%d", len(sheets), steps)
}

// Decide recognises every household of the actor's commune that was surveyed: the register says so from the first day of
// the next year. It waits for whom is not surveyed and for objections without an answer. seen is how the list was seen;
// "" is not compared.
func (v *Review) Decide(ctx context.Context, actor auth.Actor, d Decision, seen string) (Decision, error) {
	d.Unit, d.Number, d.Signer = org.UnitID(actor.Unit), viet.NFC(d.Number), viet.NFC(d.Signer)
	wrong := fault.New(fault.Invalid, "review.form")
	v.paper(wrong, d.Number, d.On)
	if d.On.Year() != d.Year && !d.On.IsZero() {
		wrong.At("on", "review.day", d.Year)
	}
	if d.Signer == "" {
		wrong.At("signer", "registry.event.required")
	}
	if d.Unit == "" {
		wrong.At("unit", "review.commune")
	}
	if err := wrong.OrNil(); err != nil {
		return d, err
	}
	scope := v.tree.Communes(d.Unit)
	act := gate.Act{Permission: registry.MayWrite, Unit: actor.Unit, Subject: fmt.Sprintf("review:%d", d.Year)}
	err := v.gate.Change(ctx, actor, act, func(tx *gate.Tx) error {
		d.Households, d.Changed = 0, 0
		sheets, err := list(ctx, tx.Tx, v.rules, d.Year, calendar.DateOf(tx.Now), scope, 0)
		if err != nil {
			return err
		}
		if seen != "" && seen != Seen(sheets) {
			return fault.New(fault.Conflict, "review.stale_list")
		}
		if err := ready(sheets); err != nil {
			return err
		}
		return v.decide(ctx, tx, sheets, &d)
	})
	return d, err
}

// paper checks number and day of a document.
func (v *Review) paper(wrong *fault.Error, number string, on calendar.Date) {
	if number == "" {
		wrong.At("number", "registry.event.required")
	}
	if on.IsZero() {
		wrong.At("on", "registry.event.required")
	} else if on > calendar.DateOf(v.gate.Now()) {
		wrong.At("on", "registry.life.future")
	}
}

// ready says what a decision still waits for.
func ready(sheets []Sheet) error {
	var blank, open, fresh int
	for _, s := range sheets {
		switch {
		case s.Result == "":
			blank++
		case s.Open():
			open++
		case s.Decision == 0:
			fresh++
		}
	}
	switch {
	case blank > 0:
		return fault.New(fault.Conflict, "review.blank", blank)
	case open > 0:
		return fault.New(fault.Conflict, "review.open", open)
	case fresh == 0:
		return fault.New(fault.Conflict, "review.nothing")
	}
	return nil
}

func (v *Review) decide(ctx context.Context, tx *gate.Tx, sheets []Sheet, d *Decision) error {
	src := registry.Source{Kind: registry.Document, Title: d.Number, Issued: d.On}
	from := calendar.MonthOf(d.Year+1, 1).First()
	d.At, d.By = tx.Now, tx.Actor.ID
	if err := insertDecision(ctx, tx, d); err != nil {
		return err
	}
	var err error
	if d.fact[0], err = registry.NextFact(ctx, tx); err != nil {
		return err
	}
	for _, s := range sheets {
		if s.Decision != 0 {
			continue
		}
		d.Households++
		if s.Result != s.Now {
			d.Changed++
			f := registry.NewFact{Household: s.Household, Fact: v.rules.Fact, Value: s.Result, From: from, Source: src}
			if err := v.registry.RecordWithin(ctx, tx, f); err != nil {
				return err
			}
		}
		if err := decided(ctx, tx, s, d.ID); err != nil {
			return err
		}
		if err := step(ctx, tx, s, Step{What: Decided, Paper: d.Number, On: d.On, Result: s.Result}); err != nil {
			return err
		}
	}
	if d.fact[1], err = registry.NextFact(ctx, tx); err != nil {
		return err
	}
	tx.Note("decision", d.Number)
	tx.Note("households", d.Households)
	tx.Note("changed", d.Changed)
	return countDecision(ctx, tx, *d)
}

// Decision is one decision with the households it was about; one of another area is not found.
func (v *Review) Decision(ctx context.Context, actor auth.Actor, id int64) (Decision, []Sheet, error) {
	var d Decision
	var about []Sheet
	act := gate.Act{Permission: registry.MayRead, Unit: actor.Unit, Subject: fmt.Sprintf("poverty_decision:%d", id), Personal: true}
	err := v.gate.Read(ctx, actor, act, func(tx *gate.Tx) error {
		var err error
		if d, err = decisionByID(ctx, tx.Tx, id); err != nil {
			return err
		}
		if actor.Unit != "" && !v.tree.Within(d.Unit, org.UnitID(actor.Unit)) {
			return fault.New(fault.NotFound, "review.no_decision")
		}
		about, err = decidedBy(ctx, tx.Tx, d)
		return err
	})
	if err != nil {
		return Decision{}, nil, err
	}
	return d, about, nil
}

// Undo takes a decision back by another document, for a reason: what the register said before it stands again, and the
// sheets wait for a decision anew. It is refused where a later review rests on it, or where something later was recorded
// over what it recorded.
func (v *Review) Undo(ctx context.Context, actor auth.Actor, id int64, u Undoing) (Decision, error) {
	d, about, err := v.Decision(ctx, actor, id)
	if err != nil {
		return d, err
	}
	u.Number, u.Reason = viet.NFC(u.Number), viet.NFC(u.Reason)
	wrong := fault.New(fault.Invalid, "review.form")
	v.paper(wrong, u.Number, u.On)
	if !u.On.IsZero() && u.On < d.On {
		wrong.At("on", "review.undo.before", d.On.Vietnamese())
	}
	if u.Reason == "" {
		wrong.At("reason", "registry.event.reason")
	}
	if err := wrong.OrNil(); err != nil {
		return d, err
	}
	act := gate.Act{Permission: registry.MayWrite, Unit: string(d.Unit), Subject: fmt.Sprintf("poverty_decision:%d", id)}
	err = v.gate.Change(ctx, actor, act, func(tx *gate.Tx) error {
		now, err := decisionByID(ctx, tx.Tx, id)
		if err != nil {
			return err
		}
		if !now.Stands() {
			return fault.New(fault.Conflict, "review.undone", now.Undoing.Number)
		}
		u.At, u.By = tx.Now, tx.Actor.ID
		d.Undoing = u
		tx.Note("decision", d.Number)
		tx.Note("undone_by", u.Number)
		return v.undo(ctx, tx, d, about)
	})
	return d, err
}

func (v *Review) undo(ctx context.Context, tx *gate.Tx, d Decision, about []Sheet) error {
	later, err := laterYear(ctx, tx.Tx, d)
	if err != nil {
		return err
	}
	if later != 0 {
		return fault.New(fault.Conflict, "review.undo.later", later)
	}
	var houses []registry.HouseholdID
	for _, s := range about {
		houses = append(houses, s.Household)
	}
	if d.fact[0] == 0 && d.Changed > 0 {
		return fault.New(fault.Conflict, "review.undo.built_on")
	}
	err = v.registry.TakeBackWithin(ctx, tx, registry.Written{First: d.fact[0], Next: d.fact[1], At: d.At, Households: houses})
	if fault.CodeOf(err) == "registry.event.built_on" {
		return fault.New(fault.Conflict, "review.undo.built_on")
	}
	if err != nil {
		return err
	}
	for _, s := range about {
		if err := step(ctx, tx, s, Step{What: Undone, Paper: d.Undoing.Number, On: d.Undoing.On, Text: d.Undoing.Reason}); err != nil {
			return err
		}
	}
	return undone(ctx, tx, d)
}
