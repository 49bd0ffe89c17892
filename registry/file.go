package registry

import (
	"context"
	"fmt"
	"slices"

	"ansinh/auth"
	"ansinh/calendar"
	"ansinh/fault"
	"ansinh/gate"
	"ansinh/law"
	"ansinh/org"
)

// File is what the register holds of one person at a pair of clocks, as far as the reader may see it.
type File struct {
	At        At
	Person    Person
	Household Household
	Facts     []Fact   // what holds of the person, the household and the area, by name
	Silent    []Fact   // what complete registers mean by having no entry; the source is who vouches for completeness
	Unknown   []string // facts that nobody can tell, in the vocabulary's order
	Payees    []Payee
	Died      calendar.Date // zero: no death known
	Left      calendar.Date
	Guardians []Guardianship // also of a time that is over
	Wards     []Guardianship
}

// Person opens a person's file; the reading is recorded. A citizen may open their own. Sensitive facts are in it only
// for a reader who may see them; for others they do not seem to exist.
func (r *Registry) Person(ctx context.Context, actor auth.Actor, id PersonID, at At) (*File, error) {
	p, may, err := r.open(ctx, actor, id)
	if err != nil {
		return nil, err
	}
	file := &File{At: at.resolve(r.gate.Now()), Person: p}
	err = r.gate.Read(ctx, actor, readAct(may, actor, p), func(tx *gate.Tx) error {
		return r.fill(ctx, tx, file, r.gate.May(actor, MaySensitive))
	})
	if err != nil {
		return nil, err
	}
	return file, nil
}

// Whose is who somebody is, for what stands beside their file; a person whose file the actor may not open is not found.
// It opens no file, so no reading is recorded.
func (r *Registry) Whose(ctx context.Context, actor auth.Actor, id PersonID) (Person, error) {
	p, _, err := r.open(ctx, actor, id)
	return p, err
}

// open finds the person and the permission under which the actor may read them.
func (r *Registry) open(ctx context.Context, actor auth.Actor, id PersonID) (Person, auth.Permission, error) {
	may := MayRead
	if actor.Person != 0 {
		may = MayOwn
		if actor.Person != int64(id) {
			return Person{}, may, fault.New(fault.NotFound, "registry.no_person")
		}
	}
	p, err := r.where(ctx, actor, may, id)
	return p, may, err
}

func readAct(may auth.Permission, actor auth.Actor, p Person) gate.Act {
	unit := string(p.HomeUnit)
	if actor.Unit == "" {
		unit = ""
	}
	return gate.Act{Permission: may, Unit: unit, Subject: fmt.Sprintf("person:%d", p.ID), Personal: true}
}

func (r *Registry) fill(ctx context.Context, tx *gate.Tx, f *File, sensitive bool) error {
	home, house, moved, err := homeAt(ctx, tx.Tx, f.Person.ID, f.At)
	if err != nil {
		return err
	}
	if moved {
		f.Person.HomeUnit, f.Person.Household = home, house
	}
	if err := asKnown(ctx, tx, f); err != nil {
		return err
	}
	if f.Person.Household, err = houseOf(ctx, tx.Tx, f.Person.Household, f.At.KnownOn); err != nil {
		return err
	}
	if f.Household, err = household(ctx, tx.Tx, f.Person.Household); err != nil {
		return err
	}
	if today := calendar.DateOf(tx.Now); moved || f.At.AsOf < today || f.At.KnownOn < today {
		if f.Household.Members, err = r.membersAt(ctx, tx, f.Household, f.At); err != nil {
			return err
		}
	}
	all, err := r.about(ctx, tx, f.Person, f.At)
	if err != nil {
		return err
	}
	registers, err := covered(ctx, tx.Tx, f.Person.HomeUnit, f.At)
	if err != nil {
		return err
	}
	f.Payees, err = gatherPayees(ctx, tx.Tx, f.Person.ID, f.At)
	for _, fact := range all {
		def, ok := r.define(fact.Fact)
		if !ok || def.Sensitive && !sensitive {
			continue
		}
		fact.Name = def.Name
		_, fact.Kept = r.forms.Kept(fact.Fact)
		f.Facts = append(f.Facts, fact)
		if day, dayErr := calendar.ParseDate(fact.Value); dayErr == nil {
			switch fact.Fact {
			case deathDate:
				f.Died = day
			case departureDate:
				f.Left = day
			}
		}
	}
	r.silence(f, registers, sensitive)
	if err != nil {
		return err
	}
	return r.links(ctx, tx, f)
}

// about are the facts of a person, their household and their area.
func (r *Registry) about(ctx context.Context, tx *gate.Tx, p Person, at At) ([]Fact, error) {
	all, err := gather(ctx, tx.Tx, OfPerson, int64(p.ID), at)
	if err != nil {
		return nil, err
	}
	house, err := gather(ctx, tx.Tx, OfHousehold, int64(p.Household), at)
	if err != nil {
		return nil, err
	}
	area, err := facts(ctx, tx.Tx, OfArea, 0, p.HomeUnit, at)
	return slices.Concat(all, house, area), err
}

// silence fills Silent and Unknown with what has no entry.
func (r *Registry) silence(f *File, registers map[string]Source, sensitive bool) {
	have := map[string]bool{birthDate: true, sexFact: true, ethnicity: true}
	for _, fact := range f.Facts {
		have[fact.Fact] = true
		if fact.Certainty == Unknown {
			f.Unknown = append(f.Unknown, fact.Fact)
		}
	}
	for _, def := range r.vocabulary.Facts() {
		if have[def.ID] || def.Derived != "" || def.Sensitive && !sensitive {
			continue
		}
		src, complete := registers[def.Register]
		if def.Absent == "" || !complete {
			f.Unknown = append(f.Unknown, def.ID)
			continue
		}
		f.Silent = append(f.Silent, Fact{Fact: def.ID, Name: def.Name, Value: def.Absent, Certainty: Certain, Source: src})
	}
}

// Law is the file as the law explains it: each known fact with its source. To get what the month's snapshot holds, the
// file must be opened as of the month's last day.
func (f *File) Law(month calendar.Month) law.Facts {
	p := f.Person
	out := law.Facts{
		birthDate: {Text: p.BirthDate.String(), Source: p.Source.Title},
		sexFact:   {Text: string(p.Sex), Source: p.Source.Title},
		ethnicity: {Text: p.Ethnicity, Source: p.Source.Title},
		aliveFact: {Text: yes(f.Died.IsZero() || f.Died >= month.First()), Source: f.sourceOf(deathDate)},
		residence: {Text: yes(f.Left.IsZero() || f.Left >= month.First()), Source: f.sourceOf(departureDate)},
	}
	for _, list := range [][]Fact{f.Silent, f.Facts} {
		for _, fact := range list {
			if fact.Certainty == Unknown || fact.Kept || lifeFacts[fact.Fact].ID != "" {
				continue
			}
			out[fact.Fact] = law.FactValue{Text: fact.Value, Source: fact.Source.Title}
		}
	}
	return out
}

func (f *File) sourceOf(fact string) string {
	for _, x := range f.Facts {
		if x.Fact == fact {
			return x.Source.Title
		}
	}
	return f.Person.Source.Title
}

func yes(v bool) string {
	if v {
		return "true"
	}
	return "false"
}

// History is everything ever recorded of a person, also what was superseded since; the reading is recorded.
func (r *Registry) History(ctx context.Context, actor auth.Actor, id PersonID) ([]Fact, error) {
	p, may, err := r.open(ctx, actor, id)
	if err != nil {
		return nil, err
	}
	var out []Fact
	err = r.gate.Read(ctx, actor, readAct(may, actor, p), func(tx *gate.Tx) error {
		all, err := history(ctx, tx.Tx, OfPerson, int64(id))
		out = nil
		for _, fact := range all {
			if def, ok := r.define(fact.Fact); ok && (!def.Sensitive || r.gate.May(actor, MaySensitive)) {
				fact.Name = def.Name
				out = append(out, fact)
			}
		}
		return err
	})
	return out, err
}

// Household opens a household with its members.
func (r *Registry) Household(ctx context.Context, actor auth.Actor, id HouseholdID) (Household, error) {
	return r.openHousehold(ctx, actor, MayRead, id)
}

func (r *Registry) openHousehold(ctx context.Context, actor auth.Actor, may auth.Permission, id HouseholdID) (Household, error) {
	var h Household
	act := gate.Act{Permission: may, Unit: actor.Unit, Subject: fmt.Sprintf("household:%d", id), Personal: true}
	err := r.gate.Read(ctx, actor, act, func(tx *gate.Tx) error {
		var err error
		if h, err = household(ctx, tx.Tx, id); err != nil {
			return err
		}
		if actor.Unit != "" && !r.tree.Within(h.HomeUnit, org.UnitID(actor.Unit)) {
			return fault.New(fault.NotFound, "registry.no_household")
		}
		return nil
	})
	if err != nil {
		return Household{}, err
	}
	return h, nil
}
