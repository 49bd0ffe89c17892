package registry

import (
	"context"
	"slices"
	"strings"

	"ansinh/auth"
	"ansinh/calendar"
	"ansinh/db"
	"ansinh/fault"
	"ansinh/gate"
	"ansinh/law"
	"ansinh/org"
	"ansinh/viet"
)

// writing is one form on its way into the register.
type writing struct {
	registry *Registry
	form     Form
	event    NewEvent
	person   Person
	partner  Person // zero: none named, or without a record here
	typed    map[string]string
	guardian Person     // named by a form about guardianship
	home     org.UnitID // moved to
	houses   houses     // of a form about a household
	was      []was      // whom such a form concerned, as they were
	request  int64      // by which a second person has it recorded; 0: none

	tx  *gate.Tx
	out Event
}

// prepareEvent reads a form and gathers everything that is wrong with it, by field.
func (r *Registry) prepareEvent(ctx context.Context, actor auth.Actor, e NewEvent) (*writing, error) {
	form, ok := r.forms.Form(e.Form)
	if !ok {
		return nil, fault.New(fault.NotFound, "registry.event.form")
	}
	p, err := r.where(ctx, actor, MayWrite, e.Person)
	if err != nil {
		return nil, err
	}
	if err := r.unmerged(ctx, actor, p.ID); err != nil {
		return nil, err
	}
	w := &writing{registry: r, form: form, event: e, person: p}
	wrong := fault.New(fault.Invalid, "registry.life")
	if err := w.day(ctx, actor, wrong); err != nil {
		return nil, err
	}
	if e.Source.Title == "" {
		wrong.At("source", "registry.source")
	}
	w.typed, w.event.Fields = e.Fields, map[string]string{}
	for _, x := range form.Fields {
		value := viet.NFC(e.Fields[x.ID])
		if x.Fact != "" && r.sensitiveFact(x.Fact) && value != "" && !r.gate.May(actor, MaySensitive) {
			return nil, fault.New(fault.Forbidden, "auth.forbidden", MaySensitive)
		}
		if value == "" {
			if x.Required && x.Kind == "members" {
				wrong.At(x.ID, "registry.household.choose")
			} else if x.Required {
				wrong.At(x.ID, "registry.event.required")
			}
			continue
		}
		value, code, args := w.field(ctx, actor, x, value)
		if code != "" {
			wrong.At(x.ID, code, args...)
			continue
		}
		w.event.Fields[x.ID] = value
	}
	w.whole(wrong)
	return w, wrong.OrNil()
}

// day checks the day against today, the birth and the end of the person's time here.
func (w *writing) day(ctx context.Context, actor auth.Actor, wrong *fault.Error) error {
	day, today := w.event.Day, calendar.DateOf(w.registry.gate.Now())
	switch {
	case day.IsZero():
		wrong.At("day", "registry.event.required")
	case !w.form.Act.Enters() && day < w.person.BirthDate:
		wrong.At("day", "registry.life.before_birth")
	case day > today:
		wrong.At("day", "registry.life.future")
	}
	if years := w.form.MinAge[w.person.Sex]; years > 0 && day.MonthsSince(w.person.BirthDate) < years*12 {
		wrong.At("day", "registry.event.age", years)
	}
	if w.form.Act.Enters() || w.form.Gone && w.form.Act != ActReturn {
		return nil
	}
	var ended map[string]calendar.Date
	err := w.registry.gate.Read(ctx, actor, gate.Act{Permission: MayWrite, Unit: actor.Unit}, func(tx *gate.Tx) error {
		var err error
		ended, err = endings(ctx, tx.Tx, w.person.ID)
		return err
	})
	died, left := ended[deathDate], ended[departureDate]
	switch {
	case err != nil:
		return err
	case !died.IsZero() && day > died:
		wrong.At("day", "registry.event.dead", died.Vietnamese())
	case w.form.Act == ActReturn && (left.IsZero() || day <= left):
		wrong.At("day", "registry.event.not_left")
	case w.form.Act != ActReturn && !left.IsZero() && day > left:
		wrong.At("day", "registry.event.left", left.Vietnamese())
	}
	return nil
}

// field brings one value into its form; code says what is wrong with it.
func (w *writing) field(ctx context.Context, actor auth.Actor, x Field, value string) (string, string, []any) {
	r := w.registry
	if x.Fact != "" {
		return r.factField(x, value)
	}
	switch x.Kind {
	case "name":
		if err := CheckName(value); err != nil {
			return value, fault.CodeOf(err), argsOf(err)
		}
		return viet.UnifyTone(value), "", nil
	case "date":
		d, err := calendar.ParseDate(value)
		if err != nil || d > calendar.DateOf(r.gate.Now()) {
			return value, "registry.birth_date", nil
		}
		return d.String(), "", nil
	case "precision":
		if !slices.Contains([]Precision{ToDay, ToMonth, ToYear}, Precision(value)) {
			return value, "registry.event.choice", nil
		}
	case "relation":
		if !relations[Relation(value)] {
			return value, "registry.relation", []any{value}
		}
		if len(x.Relations) > 0 && !slices.Contains(x.Relations, Relation(value)) {
			return value, "registry.event.relation", nil
		}
	case "old_number":
		if !nineDigits(value) {
			return value, "registry.old_number", nil
		}
	case "commune":
		if u, ok := r.tree.Unit(org.UnitID(value)); !ok || u.Level != org.Commune {
			return value, "registry.no_unit", []any{value}
		}
		w.home = org.UnitID(value)
	case "choice":
		if !slices.ContainsFunc(x.Choices, func(c Choice) bool { return c.ID == value }) {
			return value, "registry.event.choice", nil
		}
	case "until":
		if d, err := calendar.ParseDate(value); err != nil || d <= w.event.Day {
			return value, "registry.guardian.until", nil
		}
	case "guardian":
		who, code := w.named(ctx, actor, strings.ReplaceAll(value, " ", ""), w.typed["guardian_name"])
		w.guardian = who
		return who.Code, code, nil
	case "members", "member", "other_household":
		value, code := w.household(ctx, actor, x, value)
		return value, code, nil
	case "person", "partner":
		id, err := ParseCode(strings.ReplaceAll(value, " ", ""))
		if err != nil {
			return value, fault.CodeOf(err), argsOf(err)
		}
		if x.Kind == "person" {
			return id.Code(), "", nil
		}
		if w.partner, err = r.where(ctx, actor, MayWrite, id); err != nil || id == w.person.ID {
			return value, "registry.event.partner", nil
		}
		code, args := w.mayMarry(ctx, actor, x)
		return id.Code(), code, args
	}
	return value, "", nil
}

// factField brings the value of a fact into its form.
func (r *Registry) factField(x Field, value string) (string, string, []any) {
	def, _ := r.define(x.Fact)
	value = plainValue(def.Type.String(), value)
	err := r.checkFact(Kind(def.Of), x.Fact, value, Certain)
	if err == nil {
		return value, "", nil
	}
	if code := valueWords[def.Type]; code != "" && fault.CodeOf(err) == "registry.fact.value" {
		return value, code, nil
	}
	return value, fault.CodeOf(err), argsOf(err)
}

// valueWords say what a fact's value is like, to whoever fills in a form and knows no vocabulary.
var valueWords = map[law.Type]string{law.Bool: "registry.event.choice", law.Enum: "registry.event.choice", law.Money: "registry.event.money",
	law.Int: "registry.event.number", law.Day: "registry.event.date"}

// plainValue takes the marks of grouping out of a sum.
func plainValue(kind, value string) string {
	if kind == "money" || kind == "int" {
		return viet.Ungroup(value)
	}
	return value
}

// whole checks what only the whole form can tell.
func (w *writing) whole(wrong *fault.Error) {
	f := w.event.Fields
	switch w.form.Act {
	case ActMove:
		if f["household"] == "" && f["address"] == "" {
			wrong.At("address", "registry.event.address")
		}
	case ActFacts:
		if len(f) == 0 && len(wrong.Fields) == 0 {
			wrong.At(w.form.Fields[0].ID, "registry.event.nothing")
		}
	case ActCorrection:
		if len(f) == 0 && len(wrong.Fields) == 0 {
			wrong.At(w.form.Fields[0].ID, "registry.event.nothing")
		}
		w.number(wrong, w.corrected())
	case ActBirth, ActArrival:
		w.number(wrong, w.newcomer())
	case ActHouseholdMerge, ActHouseholdDivide:
		w.wholeHousehold(wrong)
	}
}

// number checks a personal number against birth date and sex.
func (w *writing) number(wrong *fault.Error, p NewPerson) {
	if p.PersonalNumber == "" || p.BirthDate.IsZero() {
		return
	}
	if err := viet.CheckPersonalNumber(p.PersonalNumber, p.BirthDate, p.Sex); err != nil {
		wrong.At("personal_number", fault.CodeOf(err))
	}
}

// newcomer is who is entered by the form.
func (w *writing) newcomer() NewPerson {
	f := w.event.Fields
	p := NewPerson{Relation: Relation(f["relation"]), Name: f["name"], BirthDate: w.event.Day, BirthPrecision: ToDay, Sex: viet.Sex(f["sex"]),
		Ethnicity: f["ethnicity"], PersonalNumber: f["personal_number"], OldNumber: f["old_number"]}
	if w.form.Act == ActArrival {
		p.BirthDate, _ = calendar.ParseDate(f["born"])
		p.BirthPrecision = Precision(f["precision"])
	}
	return p
}

// corrected is the person as the form would leave them.
func (w *writing) corrected() NewPerson {
	f, p := w.event.Fields, w.person
	out := NewPerson{BirthDate: p.BirthDate, Sex: p.Sex, PersonalNumber: p.PersonalNumber}
	if d, err := calendar.ParseDate(f["born"]); err == nil {
		out.BirthDate = d
	}
	if f["sex"] != "" {
		out.Sex = viet.Sex(f["sex"])
	}
	if f["personal_number"] != "" {
		out.PersonalNumber = f["personal_number"]
	}
	return out
}

// taken says whether another living record has the number already: a number is one person's.
func taken(ctx context.Context, tx *db.Tx, number string, but PersonID) error {
	if number == "" {
		return nil
	}
	n, err := othersWith(ctx, tx, number, but)
	if err == nil && n > 0 {
		err = fault.New(fault.Invalid, "registry.life").At("personal_number", "registry.number.taken")
	}
	return err
}
