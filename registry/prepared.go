package registry

import (
	"context"
	"slices"
	"strconv"

	"ansinh/auth"
	"ansinh/calendar"
	"ansinh/fault"
	"ansinh/gate"
	"ansinh/org"
)

// Prepared is a form that was checked and waits for the act of whoever may have it recorded.
type Prepared struct{ w *writing }

// PrepareEvent checks a form in the name of the program. Whoever prepares one answers for the permission and the area
// of the actor in the act within which it is written; sensitive facts have no place in it.
func (r *Registry) PrepareEvent(ctx context.Context, e NewEvent) (*Prepared, error) {
	program := auth.System()
	p, err := r.where(ctx, program, MayWrite, e.Person)
	if err != nil {
		return nil, err
	}
	program.Unit = string(p.HomeUnit) // whom a form names besides is looked for in the person's commune alone
	if now, ok := r.tree.On(p.HomeUnit, calendar.DateOf(r.gate.Now())); ok {
		program.Unit = string(now)
	}
	w, err := r.prepareEvent(ctx, program, e)
	if err != nil {
		return nil, err
	}
	for _, x := range w.form.Fields {
		if w.event.Fields[x.ID] != "" && r.sensitiveFact(x.Fact) {
			return nil, fault.New(fault.Invalid, "registry.life").At(x.ID, "registry.event.sensitive")
		}
	}
	return &Prepared{w}, nil
}

// Person is whose file it is written on.
func (p *Prepared) Person() Person { return p.w.person }

// Fields are what was filled in, in the form in which it is recorded.
func (p *Prepared) Fields() map[string]string { return p.w.event.Fields }

// Receiving is the commune of today into which the form moves somebody from another one; "" where it does not.
func (p *Prepared) Receiving() org.UnitID {
	w := p.w
	if w.form.Act != ActMove || w.home == "" {
		return ""
	}
	from, _ := w.registry.tree.On(w.person.HomeUnit, calendar.DateOf(w.registry.gate.Now()))
	if from == w.home || w.person.HomeUnit == w.home {
		return ""
	}
	return w.home
}

// Write records the form within an act, as what a change request asked for.
func (p *Prepared) Write(ctx context.Context, tx *gate.Tx, request int64) (Event, error) {
	p.w.request = request
	err := p.w.write(ctx, tx)
	return p.w.out, err
}

// Now is what stands today in place of each thing that was filled in; "" where nothing does.
func (p *Prepared) Now(ctx context.Context, tx *gate.Tx) (map[string]string, error) {
	who, err := person(ctx, tx.Tx, p.w.person.ID)
	if err != nil {
		return nil, err
	}
	out := map[string]string{}
	for _, x := range p.w.form.Fields {
		if p.w.event.Fields[x.ID] == "" || p.w.form.Act.Enters() {
			continue
		}
		if out[x.ID], err = p.now(ctx, tx, who, x); err != nil {
			return nil, err
		}
	}
	return out, nil
}

func (p *Prepared) now(ctx context.Context, tx *gate.Tx, who Person, x Field) (string, error) {
	if fact := x.asks(); ownRow(fact) {
		return who.own(fact), nil
	}
	switch x.Kind {
	case "commune":
		home, ok := p.w.registry.tree.On(who.HomeUnit, calendar.DateOf(tx.Now))
		if !ok {
			home = who.HomeUnit
		}
		return string(home), nil
	case "person", "address":
		return strconv.FormatInt(int64(who.Household), 10), nil
	}
	if x.Fact == "" {
		return "", nil
	}
	kind, id := OfPerson, int64(who.ID)
	if def, ok := p.w.registry.define(x.Fact); ok && Kind(def.Of) == OfHousehold {
		kind, id = OfHousehold, int64(who.Household)
	}
	rows, err := standing(ctx, tx.Tx, kind, id, who.HomeUnit, x.Fact, p.w.event.Day, 0)
	if err != nil {
		return "", err
	}
	i := slices.IndexFunc(rows, func(o stored) bool { return o.from <= p.w.event.Day && o.value != nil })
	if i < 0 {
		return "", nil
	}
	return *rows[i].value, nil
}

// own is what the person's own row says of a fact.
func (p Person) own(fact string) string {
	return map[string]string{nameFact: p.Name, birthDate: p.BirthDate.String(), precisionFact: string(p.BirthPrecision), sexFact: string(p.Sex),
		ethnicity: p.Ethnicity, numberFact: p.PersonalNumber, oldNumberFact: p.OldNumber}[fact]
}

// guardianLink names, in the rules, who acts for a person: a link between two people and no fact.
const guardianLink = "person.guardian"

// asks is the fact that a field asks, also where it stands in the person's own row; "" where it is none.
func (x Field) asks() string {
	switch x.Kind {
	case "name":
		return nameFact
	case "date":
		return birthDate
	case "precision":
		return precisionFact
	case "personal_number":
		return numberFact
	case "old_number":
		return oldNumberFact
	case "guardian":
		return guardianLink
	}
	return x.Fact
}

// Guarded says which facts change only when a second person agrees. It is called before the registry is used.
func (r *Registry) Guarded(facts []string) { r.guarded = facts }

// Guards says whether what was filled in on a form changes a fact only with a second person's consent.
func (r *Registry) Guards(form string, fields map[string]string) bool {
	m, ok := r.forms.Form(form)
	return ok && !m.Act.Enters() && slices.ContainsFunc(m.Fields, func(x Field) bool {
		return fields[x.ID] != "" && slices.Contains(r.guarded, x.asks())
	})
}

// Facts are all facts that a form can change, by their ids.
func (m Form) Facts() []string {
	var out []string
	for _, x := range m.Fields {
		if fact := x.asks(); fact != "" {
			out = append(out, fact)
		}
	}
	return out
}

// OwnerOfFact is whom a fact of a person is about; a fact that the actor may not see is not found.
func (r *Registry) OwnerOfFact(ctx context.Context, actor auth.Actor, id int64) (Person, error) {
	may := MayRead
	if actor.Person != 0 {
		may = MayOwn
	}
	var about PersonID
	var fact string
	err := r.gate.Read(ctx, actor, gate.Act{Permission: may, Unit: actor.Unit}, func(tx *gate.Tx) error {
		var err error
		about, fact, err = factOwner(ctx, tx.Tx, id)
		return err
	})
	if err != nil {
		return Person{}, err
	}
	p, _, err := r.open(ctx, actor, about)
	if err == nil && r.sensitiveFact(fact) && actor.Person == 0 && !r.gate.May(actor, MaySensitive) {
		err = fault.New(fault.NotFound, "registry.no_person")
	}
	return p, err
}
