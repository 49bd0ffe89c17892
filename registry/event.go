package registry

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"ansinh/auth"
	"ansinh/calendar"
	"ansinh/fault"
	"ansinh/gate"
	"ansinh/org"
)

// EventID is the number of a life event.
type EventID int64

// NewEvent is a form as it was filled in.
type NewEvent struct {
	Form   string
	Person PersonID // whose file it was filled in on; a birth and an arrival enter somebody into their household
	Day    calendar.Date
	Fields map[string]string // by id of the field; what is empty was not said
	Source Source
	Seen   Version // the file as the writer saw it; zero: not compared
}

// Event is a life event that was recorded.
type Event struct {
	ID       EventID
	Form     string // "" of one that takes another back
	Person   PersonID
	HomeUnit org.UnitID
	Day      calendar.Date
	Fields   map[string]string
	Source   Source
	Entered  PersonID // who came into the register by it
	Reverses EventID  // the event it takes back
	Undone   EventID  // the event that took it back
	Reason   string   // of taking back
	Request  int64    // the change request by which it was recorded; 0: by one person alone
	At       time.Time
	By       string

	sealed          bool // it says something sensitive
	subjects        []subject
	fact, residence span
	household       HouseholdID // before the event
	relation        Relation
}

// span is numbers from first to before next.
type span struct{ first, next int64 }

func (s span) has(id int64) bool { return s.first <= id && id < s.next }

// subject is somebody or something that facts are about.
type subject struct {
	kind Kind
	id   int64
}

// RecordEvent records a life event as its form says. Where the file has changed since the writer saw it nothing is
// recorded: fault registry.event.stale, and Since tells what changed. What is guarded is not recorded by one person alone:
// fault registry.event.second.
func (r *Registry) RecordEvent(ctx context.Context, actor auth.Actor, e NewEvent) (Event, error) {
	if r.Guards(e.Form, e.Fields) {
		return Event{}, fault.New(fault.Conflict, "registry.event.second")
	}
	w, err := r.prepareEvent(ctx, actor, e)
	if err != nil {
		return Event{}, err
	}
	err = r.gate.Change(ctx, actor, w.act(actor), func(tx *gate.Tx) error { return w.write(ctx, tx) })
	return w.out, err
}

// Trial is what an event would do: the files of everybody it concerns, by month, before and after.
type Trial struct {
	Months        []calendar.Month
	People        []Person
	Before, After map[PersonID][]*File // a file a month, as of the month's last day
}

// errTrial takes back what was only tried.
var errTrial = errors.New("tried")

// TryEvent says what an event would do in the months given, and changes nothing.
func (r *Registry) TryEvent(ctx context.Context, actor auth.Actor, e NewEvent, months []calendar.Month) (*Trial, error) {
	w, err := r.prepareEvent(ctx, actor, e)
	if err != nil {
		return nil, err
	}
	t := &Trial{Months: months, Before: map[PersonID][]*File{}, After: map[PersonID][]*File{}}
	err = r.gate.Change(ctx, actor, w.act(actor), func(tx *gate.Tx) error {
		if err := r.trial(ctx, tx, actor, w, t); err != nil {
			return err
		}
		return errTrial
	})
	if errors.Is(err, errTrial) {
		err = nil
	}
	return t, err
}

func (r *Registry) trial(ctx context.Context, tx *gate.Tx, actor auth.Actor, w *writing, t *Trial) error {
	ids := []PersonID{}
	add := func(house HouseholdID) error {
		h, err := household(ctx, tx.Tx, house)
		for _, m := range h.Members {
			if !slices.Contains(ids, m.ID) {
				ids = append(ids, m.ID)
			}
		}
		return err
	}
	if err := add(w.person.Household); err != nil {
		return err
	}
	if into := w.houses.into.ID; into != 0 {
		if err := add(into); err != nil {
			return err
		}
	}
	if w.partner.ID != 0 && !slices.Contains(ids, w.partner.ID) {
		ids = append(ids, w.partner.ID)
	}
	if err := r.files(ctx, tx, actor, ids, t.Months, t.Before); err != nil {
		return err
	}
	if err := w.write(ctx, tx); err != nil {
		return err
	}
	if w.out.Entered != 0 {
		ids = append(ids, w.out.Entered)
	}
	if err := r.files(ctx, tx, actor, ids, t.Months, t.After); err != nil {
		return err
	}
	for _, id := range ids {
		p, err := person(ctx, tx.Tx, id)
		if err != nil {
			return err
		}
		t.People = append(t.People, p)
	}
	return nil
}

// files are the files of people as of the last days of months, as known now.
func (r *Registry) files(ctx context.Context, tx *gate.Tx, actor auth.Actor, ids []PersonID, months []calendar.Month, into map[PersonID][]*File) error {
	for _, id := range ids {
		p, err := person(ctx, tx.Tx, id)
		if err != nil {
			return err
		}
		for _, m := range months {
			f := &File{At: At{AsOf: m.Last(), KnownOn: calendar.DateOf(tx.Now)}, Person: p}
			if err := r.fill(ctx, tx, f, r.gate.May(actor, MaySensitive)); err != nil {
				return err
			}
			into[id] = append(into[id], f)
		}
	}
	return nil
}

// Events are the life events of a person, latest first; the reading of a file is recorded by whoever opens it.
func (r *Registry) Events(ctx context.Context, actor auth.Actor, id PersonID) ([]Event, error) {
	p, may, err := r.open(ctx, actor, id)
	if err != nil {
		return nil, err
	}
	var out []Event
	act := readAct(may, actor, p)
	act.Personal = false
	err = r.gate.Read(ctx, actor, act, func(tx *gate.Tx) error {
		var err error
		out, err = eventsOf(ctx, tx.Tx, id)
		return err
	})
	return slices.DeleteFunc(out, func(e Event) bool {
		elsewhere := e.Person != id && e.Entered != id && actor.Unit != "" && !r.tree.Within(e.HomeUnit, org.UnitID(actor.Unit))
		return elsewhere || r.hidesEvent(actor, e)
	}), err
}

// Event is one life event; fault registry.event.none where the actor may not see it.
func (r *Registry) Event(ctx context.Context, actor auth.Actor, id EventID) (Event, error) {
	var e Event
	may := MayRead
	if actor.Person != 0 {
		may = MayOwn
	}
	err := r.gate.Read(ctx, actor, gate.Act{Permission: may, Unit: actor.Unit}, func(tx *gate.Tx) error {
		var err error
		e, err = eventByID(ctx, tx.Tx, id)
		return err
	})
	if err != nil {
		return e, err
	}
	if _, _, err := r.open(ctx, actor, e.Person); err != nil || r.hidesEvent(actor, e) {
		return Event{}, fault.New(fault.NotFound, "registry.event.none")
	}
	return e, nil
}

// hidesEvent says whether an event tells a sensitive fact that is not for the actor; one's own is.
func (r *Registry) hidesEvent(actor auth.Actor, e Event) bool {
	if r.gate.May(actor, MaySensitive) || actor.Person != 0 {
		return false
	}
	m, ok := r.forms.Form(e.Form)
	return ok && r.tells(m, e.Fields)
}

// tells says whether a form as it was filled in says something sensitive.
func (r *Registry) tells(m Form, fields map[string]string) bool {
	return slices.ContainsFunc(m.Fields, func(x Field) bool { return fields[x.ID] != "" && r.sensitiveFact(x.Fact) })
}

func (w *writing) act(actor auth.Actor) gate.Act {
	unit := string(w.person.HomeUnit)
	if w.form.Act == ActMove && (actor.Unit == "" || !w.registry.tree.Within(w.home, org.UnitID(actor.Unit))) {
		unit = string(w.home) // the gate refuses who may not write there
	}
	return gate.Act{Permission: MayWrite, Unit: unit, Subject: fmt.Sprintf("person:%d", w.person.ID)}
}
