package registry

import (
	"context"
	"slices"
	"strings"

	"ansinh/auth"
	"ansinh/calendar"
	"ansinh/fault"
	"ansinh/gate"
)

// Member is somebody whom an event about a household concerns, with what they are to the head afterwards.
type Member struct {
	Person   PersonID
	Relation Relation
}

// ParseMembers reads what Members wrote: who goes, and as what.
func ParseMembers(s string) ([]Member, bool) {
	var out []Member
	for _, part := range strings.Fields(s) {
		code, relation, ok := strings.Cut(part, ":")
		id, err := ParseCode(code)
		if !ok || err != nil || !relations[Relation(relation)] || slices.ContainsFunc(out, func(m Member) bool { return m.Person == id }) {
			return nil, false
		}
		out = append(out, Member{id, Relation(relation)})
	}
	return out, true
}

// Members writes who goes, and as what, as a field of a form holds it.
func Members(all []Member) string {
	out := make([]string, len(all))
	for i, m := range all {
		out[i] = m.Person.Code() + ":" + string(m.Relation)
	}
	return strings.Join(out, " ")
}

// Whole says whether the form is about a household and not about one person of it.
func (a Act) Whole() bool { return a == ActHouseholdMerge || a == ActHouseholdDivide }

// houses are the two households of an event about a household, as they are before it.
type houses struct {
	from, into Household // into: zero where a new one is made
	living     []Person  // of from
	goes       []Member
	stays      PersonID // who heads those who stay
}

// household reads the field that names who goes or who heads those who stay, or a household by somebody who lives in it.
func (w *writing) household(ctx context.Context, actor auth.Actor, x Field, value string) (string, string) {
	if err := w.house(ctx, actor); err != nil {
		return value, "registry.no_household"
	}
	lives := func(id PersonID) bool {
		return slices.ContainsFunc(w.houses.living, func(p Person) bool { return p.ID == id })
	}
	switch x.Kind {
	case "members":
		all, ok := ParseMembers(value)
		if !ok || slices.ContainsFunc(all, func(m Member) bool { return !lives(m.Person) }) {
			return value, "registry.household.member"
		}
		w.houses.goes = all
		return Members(all), ""
	case "member":
		id, err := ParseCode(strings.ReplaceAll(value, " ", ""))
		if err != nil || !lives(id) {
			return value, "registry.household.member"
		}
		w.houses.stays = id
		return id.Code(), ""
	}
	id, err := ParseCode(strings.ReplaceAll(value, " ", ""))
	if err != nil {
		return value, fault.CodeOf(err)
	}
	return id.Code(), w.joins(ctx, actor, id)
}

// house reads the household of the file, once.
func (w *writing) house(ctx context.Context, actor auth.Actor) error {
	if w.houses.from.ID != 0 {
		return nil
	}
	return w.registry.gate.Read(ctx, actor, gate.Act{Permission: MayWrite, Unit: actor.Unit}, func(tx *gate.Tx) error {
		id, err := houseOf(ctx, tx.Tx, w.person.Household, calendar.DateOf(tx.Now))
		if err != nil {
			return err
		}
		if w.houses.from, err = household(ctx, tx.Tx, id); err != nil {
			return err
		}
		w.houses.living, err = living(ctx, tx, w.houses.from)
		return err
	})
}

// living are the members of a household who neither died nor left.
func living(ctx context.Context, tx *gate.Tx, h Household) ([]Person, error) {
	var out []Person
	for _, p := range h.Members {
		ended, err := endings(ctx, tx.Tx, p.ID)
		if err != nil {
			return nil, err
		}
		if len(ended) == 0 {
			out = append(out, p)
		}
	}
	return out, nil
}

// Living are those who live in the household of a person now.
func (r *Registry) Living(ctx context.Context, actor auth.Actor, id PersonID) ([]Person, error) {
	p, err := r.where(ctx, actor, MayWrite, id)
	if err != nil {
		return nil, err
	}
	w := &writing{registry: r, person: p}
	err = w.house(ctx, actor)
	return w.houses.living, err
}

// joins finds the household that is joined, by somebody of the actor's area who lives in it.
func (w *writing) joins(ctx context.Context, actor auth.Actor, id PersonID) string {
	r := w.registry
	with, err := r.where(ctx, actor, MayWrite, id)
	if err != nil {
		return "registry.no_person"
	}
	if !r.sameHome(with.HomeUnit, w.person.HomeUnit, calendar.DateOf(r.gate.Now())) {
		return "registry.household.elsewhere"
	}
	err = r.gate.Read(ctx, actor, gate.Act{Permission: MayWrite, Unit: actor.Unit}, func(tx *gate.Tx) error {
		to, err := houseOf(ctx, tx.Tx, with.Household, calendar.DateOf(tx.Now))
		if err == nil {
			w.houses.into, err = household(ctx, tx.Tx, to)
		}
		return err
	})
	if err != nil || w.houses.into.ID == w.houses.from.ID {
		return "registry.household.same"
	}
	return ""
}

// wholeHousehold checks what only the whole form about a household can tell.
func (w *writing) wholeHousehold(wrong *fault.Error) {
	f, h := w.event.Fields, w.houses
	if f["members"] == "" || len(h.goes) == 0 {
		return // said already
	}
	heads := 0
	headGoes := false
	for _, m := range h.goes {
		if m.Relation == Head {
			heads++
		}
		headGoes = headGoes || slices.ContainsFunc(h.living, func(p Person) bool { return p.ID == m.Person && p.Relation == Head })
	}
	if w.form.Act == ActHouseholdMerge {
		if len(h.goes) < len(h.living) {
			wrong.At("members", "registry.household.everybody")
		}
		if heads > 1 {
			wrong.At("members", "registry.household.heads")
		}
		return
	}
	goes := func(id PersonID) bool {
		return slices.ContainsFunc(h.goes, func(m Member) bool { return m.Person == id })
	}
	switch {
	case len(h.goes) >= len(h.living):
		wrong.At("members", "registry.household.nobody_stays")
	case heads != 1:
		wrong.At("members", "registry.household.one_head")
	case headGoes && h.stays == 0:
		wrong.At("stays", "registry.household.head_goes")
	case h.stays != 0 && goes(h.stays):
		wrong.At("stays", "registry.household.stays")
	}
}

// regroup performs an event about a household: whom it names live in the other or the new household from the day on.
func (w *writing) regroup(ctx context.Context) error {
	if err := w.sameMembers(ctx); err != nil {
		return err
	}
	into, headed := w.houses.into, false
	if into.ID == 0 {
		src, err := source(ctx, w.tx.Tx, w.event.Source)
		if err != nil {
			return err
		}
		from := w.houses.from
		into = Household{HomeUnit: from.HomeUnit, Commune: from.Commune}
		if into.ID, err = insertHousehold(ctx, w.tx, from.HomeUnit, from.Commune, w.event.Fields["address"], src); err != nil {
			return err
		}
	}
	for _, m := range w.houses.goes {
		headed = headed || m.Relation == Head
		if err := w.goes(ctx, m, into); err != nil {
			return err
		}
	}
	if headed && w.form.Act == ActHouseholdMerge {
		if err := w.newHead(ctx, into.Members, 0); err != nil {
			return err
		}
	}
	if w.houses.stays != 0 {
		var staying []Person
		for _, p := range w.houses.from.Members {
			if !slices.ContainsFunc(w.houses.goes, func(m Member) bool { return m.Person == p.ID }) {
				staying = append(staying, p)
			}
		}
		if err := w.newHead(ctx, staying, w.houses.stays); err != nil {
			return err
		}
	}
	w.tx.Note("household", int64(into.ID))
	moved := w.person
	moved.Household = into.ID
	for _, x := range w.form.Fields {
		if value := w.event.Fields[x.ID]; value != "" && x.Fact != "" {
			if err := w.record(ctx, moved, x.Fact, value, w.event.Day); err != nil {
				return err
			}
		}
	}
	return touchHouseholds(ctx, w.tx, w.houses.from, into)
}

// sameMembers is a conflict where the household changed since the form was read.
func (w *writing) sameMembers(ctx context.Context) error {
	for _, h := range []Household{w.houses.from, w.houses.into} {
		if h.ID == 0 {
			continue
		}
		now, err := household(ctx, w.tx.Tx, h.ID)
		if err != nil {
			return err
		}
		same := slices.EqualFunc(now.Members, h.Members, func(a, b Person) bool { return a.ID == b.ID && a.Relation == b.Relation })
		if !same {
			return fault.New(fault.Conflict, "registry.event.stale")
		}
	}
	return nil
}

// goes lets one person live in another household from the day on.
func (w *writing) goes(ctx context.Context, m Member, into Household) error {
	p, err := person(ctx, w.tx.Tx, m.Person)
	if err != nil {
		return err
	}
	w.member(p, true)
	home := into.HomeUnit
	move := Move{Person: p.ID, Day: w.event.Day, HomeUnit: home, Household: into.ID, Source: w.event.Source}
	if err := w.registry.move(ctx, w.tx, move); err != nil {
		if fault.Is(err, fault.Conflict) {
			return fault.New(fault.Conflict, "registry.household.later", p.Name)
		}
		return err
	}
	return setRelation(ctx, w.tx, p.ID, m.Relation)
}

// newHead lets somebody head a household, nobody yet where it is 0. What the others are to the head is known only where
// the new head was the spouse of the old: their children stay children; else it is to be said anew.
func (w *writing) newHead(ctx context.Context, members []Person, head PersonID) error {
	spouse := slices.ContainsFunc(members, func(p Person) bool { return p.ID == head && p.Relation == Spouse })
	for _, p := range members {
		to := Other
		switch {
		case p.ID == head:
			to = Head
		case spouse && slices.Contains([]Relation{Child, ChildInLaw, Grandchild}, p.Relation):
			continue
		case p.Relation == to:
			continue
		}
		w.member(p, false)
		if err := setRelation(ctx, w.tx, p.ID, to); err != nil {
			return err
		}
	}
	return nil
}

// was is a person before an event about a household.
type was struct {
	person    PersonID
	moved     bool
	household HouseholdID
	relation  Relation
}

func (w *writing) member(p Person, moved bool) {
	w.touch(OfPerson, int64(p.ID))
	w.was = append(w.was, was{p.ID, moved, p.Household, p.Relation})
}

// ungroup lets everybody live where they lived before an event about a household. A household made by it must be empty
// afterwards: whoever came later rests on it.
func (u *undoing) ungroup(ctx context.Context) error {
	all, err := membersOf(ctx, u.tx.Tx, u.old.ID)
	if err != nil {
		return err
	}
	var into HouseholdID
	var touched []PersonID
	for _, m := range all {
		touched = append(touched, m.person)
		if !m.moved {
			if err := setRelation(ctx, u.tx, m.person, m.relation); err != nil {
				return err
			}
			continue
		}
		rows, err := residences(ctx, u.tx.Tx, m.person)
		if err != nil {
			return err
		}
		n := len(rows)
		if n < 2 || rows[n-1].from != u.old.Day || rows[n-2].household != m.household || into != 0 && rows[n-1].household != into {
			return fault.New(fault.Conflict, "registry.event.built_on")
		}
		into = rows[n-1].household
		if err := moveBack(ctx, u.tx, rows[n-2], rows[n-1], m.relation); err != nil {
			return err
		}
	}
	if err := touch(ctx, u.tx.Tx, touched...); err != nil {
		return err
	}
	form, _ := u.registry.forms.Form(u.old.Form)
	if form.Act != ActHouseholdDivide {
		return nil
	}
	left, err := household(ctx, u.tx.Tx, into)
	if err == nil && len(left.Members) > 0 {
		err = fault.New(fault.Conflict, "registry.event.built_on")
	}
	return err
}

// touchHouseholds has what is kept of all members read anew.
func touchHouseholds(ctx context.Context, tx *gate.Tx, all ...Household) error {
	var ids []PersonID
	for _, h := range all {
		for _, p := range h.Members {
			ids = append(ids, p.ID)
		}
	}
	slices.Sort(ids)
	return touch(ctx, tx.Tx, slices.Compact(ids)...)
}
