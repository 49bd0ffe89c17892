package registry

import (
	"context"
	"fmt"

	"ansinh/auth"
	"ansinh/calendar"
	"ansinh/fault"
	"ansinh/gate"
	"ansinh/org"
	"ansinh/viet"
)

// Move is a change of home within the province.
type Move struct {
	Person    PersonID
	Day       calendar.Date // from which the person lives there
	HomeUnit  org.UnitID
	Household HouseholdID // 0: a household of their own, at Address
	Address   string
	Source    Source
}

// RecordMove records that a person moved to another home. A month belongs to the home of its last day, so none is lost
// and none is doubled; what was known before still answers as it was. A move that comes before one known already is a
// conflict: the later one is to be looked at first. Only who may write to the old home and to the new one may record
// it.
func (r *Registry) RecordMove(ctx context.Context, actor auth.Actor, m Move) error {
	p, err := r.where(ctx, actor, MayWrite, m.Person)
	if err != nil {
		return err
	}
	if err := r.checkMove(p, m); err != nil {
		return err
	}
	unit := string(p.HomeUnit)
	if actor.Unit == "" || !r.tree.Within(m.HomeUnit, org.UnitID(actor.Unit)) {
		unit = string(m.HomeUnit) // the gate refuses who may not write there
	}
	act := gate.Act{Permission: MayWrite, Unit: unit, Subject: fmt.Sprintf("person:%d", m.Person)}
	return r.gate.Change(ctx, actor, act, func(tx *gate.Tx) error { return r.move(ctx, tx, m) })
}

func (r *Registry) checkMove(p Person, m Move) error {
	wrong := fault.New(fault.Invalid, "registry.life")
	if m.Day.IsZero() || m.Day < p.BirthDate {
		wrong.At("day", "registry.life.before_birth")
	}
	if m.Day > calendar.DateOf(r.gate.Now()) {
		wrong.At("day", "registry.life.future")
	}
	if m.Source.Title == "" {
		wrong.At("source", "registry.source")
	}
	if u, ok := r.tree.Unit(m.HomeUnit); !ok || u.Level != org.Commune {
		wrong.At("home", "registry.no_unit", string(m.HomeUnit))
	}
	if m.Household == 0 && m.HomeUnit == p.HomeUnit && m.Address == "" {
		wrong.At("home", "registry.move.same")
	}
	return wrong.OrNil()
}

func (r *Registry) move(ctx context.Context, tx *gate.Tx, m Move) error {
	p, err := person(ctx, tx.Tx, m.Person)
	if err != nil {
		return err
	}
	old, err := residences(ctx, tx.Tx, m.Person)
	if err != nil {
		return err
	}
	src, err := source(ctx, tx.Tx, m.Source)
	if err != nil {
		return err
	}
	if len(old) == 0 { // what the person's own row says, before it changes for the first time
		first := lived{person: m.Person, home: p.HomeUnit, commune: p.Commune, household: p.Household, from: always, recorded: p.Recorded}
		if first.source, err = source(ctx, tx.Tx, p.Source); err != nil {
			return err
		}
		if first, err = insertResidence(ctx, tx, first); err != nil {
			return err
		}
		old = []lived{first}
	}
	now := old[len(old)-1]
	if m.Day <= now.from {
		return fault.New(fault.Conflict, "registry.move.later", now.from.Vietnamese())
	}
	next := lived{person: m.Person, home: m.HomeUnit, commune: m.HomeUnit, household: m.Household, from: m.Day, recorded: tx.Now, source: src}
	if on, ok := r.tree.On(m.HomeUnit, calendar.DateOf(tx.Now)); ok {
		next.commune = on
	}
	if next.household, err = r.houseFor(ctx, tx, m, next, src); err != nil {
		return err
	}
	return replaceResidence(ctx, tx, now, next)
}

// houseFor is the household moved into, a new one where none is named.
func (r *Registry) houseFor(ctx context.Context, tx *gate.Tx, m Move, next lived, src int64) (HouseholdID, error) {
	if m.Household == 0 {
		return insertHousehold(ctx, tx, next.home, next.commune, viet.NFC(m.Address), src)
	}
	h, err := household(ctx, tx.Tx, m.Household)
	if err == nil && h.HomeUnit != m.HomeUnit {
		err = fault.New(fault.Invalid, "registry.move.household")
	}
	return m.Household, err
}

// Birth is a newborn entered into a household; the personal number may come later.
type Birth struct {
	Household      HouseholdID
	Relation       Relation // "" is child
	Name           string
	BirthDate      calendar.Date
	Sex            viet.Sex
	Ethnicity      string
	PersonalNumber string
	Source         Source
}

// RecordBirth enters a newborn, who gets a social security code at once, with or without a personal number.
func (r *Registry) RecordBirth(ctx context.Context, actor auth.Actor, n Birth) (PersonID, error) {
	h, err := r.openHousehold(ctx, actor, MayWrite, n.Household)
	if err != nil {
		return 0, err
	}
	if n.Relation == "" {
		n.Relation = Child
	}
	var id PersonID
	act := gate.Act{Permission: MayWrite, Unit: string(h.HomeUnit), Subject: fmt.Sprintf("household:%d", h.ID)}
	err = r.gate.Change(ctx, actor, act, func(tx *gate.Tx) error {
		b := Batch{Entry: calendar.DateOf(tx.Now), Sources: []Source{n.Source},
			Households: []NewHousehold{{HomeUnit: h.HomeUnit, Recorded: tx.Now}},
			Persons: []NewPerson{{Relation: n.Relation, Name: viet.UnifyTone(viet.NFC(n.Name)), BirthDate: n.BirthDate, Sex: n.Sex,
				Ethnicity: n.Ethnicity, PersonalNumber: n.PersonalNumber, Recorded: tx.Now}}}
		if err := b.check(r, tx.Now); err != nil {
			return err
		}
		if n.Source.Title == "" {
			return fault.New(fault.Invalid, "registry.source")
		}
		var err error
		id, err = insertPerson(ctx, tx, b.Persons[0], h, n.Source)
		tx.Note("person", int64(id))
		return err
	})
	return id, err
}

// Identity is what may be corrected of who somebody is; what is empty stays.
type Identity struct {
	Name           string
	PersonalNumber string
	OldNumber      string
}

// CorrectIdentity corrects a name or links a number that has come. What stood before stays known as it was.
func (r *Registry) CorrectIdentity(ctx context.Context, actor auth.Actor, id PersonID, to Identity, src Source) error {
	p, err := r.where(ctx, actor, MayWrite, id)
	if err != nil {
		return err
	}
	to.Name = viet.UnifyTone(viet.NFC(to.Name))
	wrong := fault.New(fault.Invalid, "registry.fact")
	if src.Title == "" {
		wrong.At("source", "registry.source")
	}
	if to.PersonalNumber != "" {
		if err := viet.CheckPersonalNumber(to.PersonalNumber, p.BirthDate, p.Sex); err != nil {
			wrong.At("personal_number", fault.CodeOf(err))
		}
	}
	if to.OldNumber != "" && !nineDigits(to.OldNumber) {
		wrong.At("old_number", "registry.old_number")
	}
	if err := wrong.OrNil(); err != nil {
		return err
	}
	act := gate.Act{Permission: MayWrite, Unit: string(p.HomeUnit), Subject: fmt.Sprintf("person:%d", id)}
	return r.gate.Change(ctx, actor, act, func(tx *gate.Tx) error {
		for _, c := range [][3]string{{nameFact, to.Name, p.Name}, {numberFact, to.PersonalNumber, p.PersonalNumber}, {oldNumberFact, to.OldNumber, p.OldNumber}} {
			if c[1] == "" || c[1] == c[2] {
				continue
			}
			row := stored{subject: int64(id), kind: OfPerson, commune: p.Commune, homeUnit: p.HomeUnit, fact: c[0], value: &c[1],
				certainty: Certain, from: always, by: actor.ID, recordedAt: tx.Now}
			if err := record(ctx, tx, row, src); err != nil {
				return err
			}
		}
		return nil
	})
}
