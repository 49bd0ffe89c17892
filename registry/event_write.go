package registry

import (
	"context"
	"fmt"
	"slices"

	"ansinh/calendar"
	"ansinh/fault"
	"ansinh/gate"
	"ansinh/viet"
)

// write records the form. The numbers given out meanwhile are the event's own: nobody else takes one before it is
// through, because taking locks their counter.
func (w *writing) write(ctx context.Context, tx *gate.Tx) error {
	w.tx = tx
	p, err := person(ctx, tx.Tx, w.person.ID) // as it is now, under the counters' lock
	if err != nil {
		return err
	}
	w.person = p
	if err := w.unseen(ctx); err != nil {
		return err
	}
	e := &w.out
	w.was = nil
	*e = Event{Form: w.form.ID, Person: p.ID, HomeUnit: p.HomeUnit, Day: w.event.Day, Fields: w.event.Fields, Source: w.event.Source,
		sealed: w.registry.tells(w.form, w.event.Fields), Request: w.request, At: tx.Now, By: tx.Actor.ID, household: p.Household, relation: p.Relation}
	if err := e.begin(ctx, tx); err != nil {
		return err
	}
	w.touch(OfPerson, int64(p.ID))
	if err := w.perform(ctx); err != nil {
		return err
	}
	for _, s := range w.form.Sets {
		if err := w.set(ctx, s); err != nil {
			return err
		}
	}
	if err := e.end(ctx, tx); err != nil {
		return err
	}
	if err := w.guard(ctx); err != nil {
		return err
	}
	tx.Note("event", int64(e.ID))
	tx.Note("form", e.Form)
	if err := insertMembers(ctx, tx, e.ID, p.Commune, w.was); err != nil {
		return err
	}
	return insertEvent(ctx, tx, *e, p.Commune)
}

// begin notes the counters, in the order in which everything that writes takes from them.
func (e *Event) begin(ctx context.Context, tx *gate.Tx) error {
	return counters(ctx, tx, map[string]*int64{"fact": &e.fact.first, "residence": &e.residence.first})
}

func (e *Event) end(ctx context.Context, tx *gate.Tx) error {
	if err := counters(ctx, tx, map[string]*int64{"fact": &e.fact.next, "residence": &e.residence.next}); err != nil {
		return err
	}
	id, err := take(ctx, tx.Tx, "life_event", 1)
	e.ID = EventID(id)
	return err
}

func counters(ctx context.Context, tx *gate.Tx, into map[string]*int64) error {
	for _, name := range []string{"household", "person", "fact", "residence"} {
		n, err := take(ctx, tx.Tx, name, 0)
		if err != nil {
			return err
		}
		if to := into[name]; to != nil {
			*to = n
		}
	}
	return nil
}

func (w *writing) touch(kind Kind, id int64) {
	if s := (subject{kind, id}); !slices.Contains(w.out.subjects, s) {
		w.out.subjects = append(w.out.subjects, s)
	}
}

// unseen is a conflict where the file changed since the writer saw it.
func (w *writing) unseen(ctx context.Context) error {
	if w.event.Seen == (Version{}) {
		return nil
	}
	now, err := versionOf(ctx, w.tx.Tx, w.person)
	if err == nil && now != w.event.Seen {
		err = fault.New(fault.Conflict, "registry.event.stale")
	}
	return err
}

func (w *writing) perform(ctx context.Context) error {
	switch w.form.Act {
	case ActBirth, ActArrival:
		return w.enter(ctx)
	case ActDeath:
		return endOnce(ctx, w.tx, w.person, deathDate, w.event.Day, w.event.Source)
	case ActDeparture:
		return endOnce(ctx, w.tx, w.person, departureDate, w.event.Day, w.event.Source)
	case ActReturn:
		return w.comeBack(ctx)
	case ActMove:
		return w.move(ctx)
	case ActCorrection:
		return w.correct(ctx)
	case ActHouseholdMerge, ActHouseholdDivide:
		return w.regroup(ctx)
	case ActGuardian, ActGuardianEnd:
		return nil // once the event has its number
	}
	return w.facts(ctx)
}

func (w *writing) facts(ctx context.Context) error {
	mirrored := w.partner.Name
	for _, x := range w.form.Fields {
		value := w.event.Fields[x.ID]
		if value == "" && x.Mirror {
			value = mirrored
		}
		if value == "" || x.Fact == "" {
			continue
		}
		if err := w.record(ctx, w.person, x.Fact, value, w.event.Day); err != nil {
			return err
		}
		if x.Mirror && w.partner.ID != 0 {
			if err := w.record(ctx, w.partner, x.Fact, w.person.Name, w.event.Day); err != nil {
				return err
			}
		}
	}
	return nil
}

// record writes one fact of a person, or of their household where the vocabulary says so.
func (w *writing) record(ctx context.Context, p Person, fact, value string, from calendar.Date) error {
	row := stored{subject: int64(p.ID), kind: OfPerson, commune: p.Commune, homeUnit: p.HomeUnit, fact: fact, value: &value, certainty: Certain,
		from: from, by: w.tx.Actor.ID, recordedAt: w.tx.Now}
	if def, ok := w.registry.define(fact); ok && Kind(def.Of) == OfHousehold {
		row.kind, row.subject = OfHousehold, int64(p.Household)
	}
	row.sealed = w.registry.sealed(row.kind, fact)
	w.touch(row.kind, row.subject)
	return record(ctx, w.tx, row, w.event.Source)
}

// set records a fact that follows.
func (w *writing) set(ctx context.Context, s Setting) error {
	people := []Person{w.person}
	if s.Both && w.partner.ID != 0 {
		people = append(people, w.partner)
	}
	for _, p := range people {
		if s.Standing {
			old, err := standing(ctx, w.tx.Tx, OfPerson, int64(p.ID), p.HomeUnit, s.Fact, w.event.Day, 0)
			if err != nil {
				return err
			}
			if !slices.ContainsFunc(old, func(o stored) bool { return o.value != nil && *o.value != s.Value }) {
				continue
			}
		}
		if err := w.record(ctx, p, s.Fact, s.Value, w.event.Day); err != nil {
			return err
		}
	}
	return nil
}

// enter adds a person to the household of the file.
func (w *writing) enter(ctx context.Context) error {
	h, err := household(ctx, w.tx.Tx, w.person.Household)
	if err != nil {
		return err
	}
	p := w.newcomer()
	p.Recorded = w.tx.Now
	if err := taken(ctx, w.tx.Tx, p.PersonalNumber, 0); err != nil {
		return err
	}
	if slices.ContainsFunc(h.Members, func(m Person) bool { // a form that was sent twice, or by two officers
		return m.BirthDate == p.BirthDate && m.Sex == p.Sex && viet.Fold(m.Name) == viet.Fold(p.Name)
	}) {
		return fault.New(fault.Invalid, "registry.life").At("name", "registry.event.entered")
	}
	w.out.Entered, err = insertPerson(ctx, w.tx, p, h, w.event.Source)
	w.tx.Note("person", int64(w.out.Entered))
	return err
}

func (w *writing) move(ctx context.Context) error {
	f := w.event.Fields
	m := Move{Person: w.person.ID, Day: w.event.Day, HomeUnit: w.home, Address: f["address"], Source: w.event.Source}
	if f["household"] != "" {
		id, err := ParseCode(f["household"])
		if err != nil {
			return err
		}
		with, err := person(ctx, w.tx.Tx, id)
		there, ok := w.registry.tree.On(with.HomeUnit, calendar.DateOf(w.tx.Now))
		if err != nil || !ok || there != w.home && with.HomeUnit != w.home || with.Household == w.person.Household {
			return fault.New(fault.Invalid, "registry.life").At("household", "registry.move.household")
		}
		m.Household, m.HomeUnit = with.Household, with.HomeUnit
	}
	return w.registry.move(ctx, w.tx, m)
}

// comeBack ends the time away: the departure holds no longer from the day of return.
func (w *writing) comeBack(ctx context.Context) error {
	p := w.person
	old, err := standing(ctx, w.tx.Tx, OfPerson, int64(p.ID), p.HomeUnit, departureDate, always, 0)
	if err != nil {
		return err
	}
	for _, o := range old {
		if !o.to.IsZero() {
			continue
		}
		back := o
		back.kind, back.subject, back.fact, back.to = OfPerson, int64(p.ID), departureDate, w.event.Day
		back.by, back.recordedAt = w.tx.Actor.ID, w.tx.Now
		return recordEvent(ctx, w.tx, back, w.event.Source, []stored{o})
	}
	return fault.New(fault.Conflict, "registry.event.not_left")
}

// correct brings what the form says into the person's own row.
func (w *writing) correct(ctx context.Context) error {
	f, p := w.event.Fields, w.person
	if err := taken(ctx, w.tx.Tx, f["personal_number"], p.ID); err != nil {
		return err
	}
	for _, c := range [][3]string{{nameFact, f["name"], p.Name}, {birthDate, f["born"], p.BirthDate.String()}, {precisionFact, f["precision"], string(p.BirthPrecision)},
		{sexFact, f["sex"], string(p.Sex)}, {ethnicity, f["ethnicity"], p.Ethnicity},
		{numberFact, f["personal_number"], p.PersonalNumber}, {oldNumberFact, f["old_number"], p.OldNumber}} {
		if c[1] == "" || c[1] == c[2] {
			continue
		}
		if err := w.record(ctx, p, c[0], c[1], always); err != nil {
			return err
		}
	}
	return nil
}

// marks writes subjects as they are stored.
func (s subject) String() string { return fmt.Sprintf("%s:%d", s.kind, s.id) }
