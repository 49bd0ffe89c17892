package registry

import (
	"cmp"
	"context"
	"slices"

	"ansinh/auth"
	"ansinh/calendar"
	"ansinh/fault"
	"ansinh/gate"
	"ansinh/org"
	"ansinh/viet"
)

// Guardianship is a link between two people of the register: the guardian acts for the ward over a time.
type Guardianship struct {
	Ward, Guardian Person // of somebody whose file is not for the reader only the name is given
	Kind           string // as the form's choices write it
	From, To       calendar.Date
	Source         Source
	Event          EventID

	id                       int64
	commune, homeUnit        org.UnitID
	ward, guardian           PersonID
	source                   int64
	recordedAt, supersededAt string
}

// Holds says whether the link holds on a day.
func (g Guardianship) Holds(day calendar.Date) bool {
	return g.From <= day && (g.To.IsZero() || g.To > day)
}

// WardID is whose guardian it is, also where the ward's file is not for the reader.
func (g Guardianship) WardID() PersonID { return g.ward }

// Guardians are those who act for a person on a day, as known now, the longest first. A guardian who is dead on the day
// is not among them. Records that were merged count as the one that stands for them.
func (r *Registry) Guardians(ctx context.Context, actor auth.Actor, id PersonID, day calendar.Date) ([]Guardianship, error) {
	if _, _, err := r.open(ctx, actor, id); err != nil {
		return nil, err
	}
	may := MayRead
	if actor.Person != 0 {
		may = MayOwn
	}
	var out []Guardianship
	err := r.gate.Read(ctx, actor, gate.Act{Permission: may, Unit: actor.Unit}, func(tx *gate.Tx) error {
		at := At{AsOf: day, KnownOn: calendar.DateOf(tx.Now)}
		all, err := r.guardianships(ctx, tx, []PersonID{id}, at)
		out = slices.DeleteFunc(all[id], func(g Guardianship) bool { return !g.Holds(day) })
		return err
	})
	return out, err
}

// GuardiansOf are the guardians of many people on a day, by ward: for a payment run, not for one person's page. Wards
// outside the actor's area are absent.
func (r *Registry) GuardiansOf(ctx context.Context, actor auth.Actor, ids []PersonID, day calendar.Date) (map[PersonID][]Guardianship, error) {
	out := map[PersonID][]Guardianship{}
	err := r.gate.Read(ctx, actor, gate.Act{Permission: MayRead, Unit: actor.Unit}, func(tx *gate.Tx) error {
		all, err := r.guardianships(ctx, tx, ids, At{AsOf: day, KnownOn: calendar.DateOf(tx.Now)})
		for id, links := range all {
			links = slices.DeleteFunc(links, func(g Guardianship) bool {
				return !g.Holds(day) || g.Ward.ID == 0
			})
			if len(links) > 0 {
				out[id] = links
			}
		}
		return err
	})
	return out, err
}

// guardianships are the links in which people are wards, as known, with guardians who live on the day.
func (r *Registry) guardianships(ctx context.Context, tx *gate.Tx, ids []PersonID, at At) (map[PersonID][]Guardianship, error) {
	into, err := survivors(ctx, tx, at)
	if err != nil {
		return nil, err
	}
	asked := append([]PersonID{}, ids...)
	for record, survivor := range into {
		if slices.Contains(ids, survivor) {
			asked = append(asked, record)
		}
	}
	slices.Sort(asked)
	links, err := linksOf(ctx, tx.Tx, "ward", slices.Compact(asked), knownBefore(at.KnownOn))
	if err != nil {
		return nil, err
	}
	out := map[PersonID][]Guardianship{}
	for _, g := range links {
		if to, ok := into[g.ward]; ok {
			g.ward = to
		}
		if err := r.tell(ctx, tx, &g, into); err != nil {
			return nil, err
		}
		ended, err := endings(ctx, tx.Tx, g.guardian)
		if err != nil {
			return nil, err
		}
		if died := ended[deathDate]; died.IsZero() || died >= at.AsOf {
			out[g.ward] = append(out[g.ward], g)
		}
	}
	return out, nil
}

// tell fills in who the two are, as far as the reader may know.
func (r *Registry) tell(ctx context.Context, tx *gate.Tx, g *Guardianship, into map[PersonID]PersonID) error {
	if to, ok := into[g.guardian]; ok {
		g.guardian = to
	}
	for id, who := range map[PersonID]*Person{g.ward: &g.Ward, g.guardian: &g.Guardian} {
		p, err := person(ctx, tx.Tx, id)
		if err != nil {
			return err
		}
		own := tx.Actor.Person != 0 && tx.Actor.Person != int64(id)
		if own || tx.Actor.Unit != "" && !r.tree.Within(p.HomeUnit, org.UnitID(tx.Actor.Unit)) {
			p = Person{Name: p.Name}
		}
		*who = p
	}
	return nil
}

// survivors says for each record that counts no longer, as known, which one stands for it in the end.
func survivors(ctx context.Context, tx *gate.Tx, at At) (map[PersonID]PersonID, error) {
	all, err := mergersAt(ctx, tx.Tx, knownBefore(at.KnownOn))
	into := map[PersonID]PersonID{}
	for _, m := range all {
		if m.Kind == OfPerson && m.Survivor != 0 {
			into[PersonID(m.Record)] = PersonID(m.Survivor)
		}
	}
	for record, to := range into {
		for next, ok := into[to]; ok; next, ok = into[to] {
			to = next
		}
		into[record] = to
	}
	return into, err
}

// links fills in a file's guardians, and the wards whose files are for the reader; those of a time that is over too.
func (r *Registry) links(ctx context.Context, tx *gate.Tx, f *File) error {
	into, err := survivors(ctx, tx, f.At)
	if err != nil {
		return err
	}
	records := []PersonID{f.Person.ID}
	for record, survivor := range into {
		if survivor == f.Person.ID {
			records = append(records, record)
		}
	}
	slices.Sort(records)
	for side, list := range map[string]*[]Guardianship{"ward": &f.Guardians, "guardian": &f.Wards} {
		links, err := linksOf(ctx, tx.Tx, side, records, knownBefore(f.At.KnownOn))
		if err != nil {
			return err
		}
		for _, g := range links {
			if to, ok := into[g.ward]; ok {
				g.ward = to
			}
			if err := r.tell(ctx, tx, &g, into); err != nil {
				return err
			}
			if side == "ward" || g.Ward.ID != 0 || tx.Actor.Person != 0 { // who lives elsewhere is not told of, but to the guardian
				*list = append(*list, g)
			}
		}
		slices.SortFunc(*list, func(a, b Guardianship) int { return cmp.Or(cmp.Compare(a.From, b.From), cmp.Compare(a.id, b.id)) })
	}
	return nil
}

// named finds whom a form names as guardian: somebody of the actor's area by the code, somebody of another by code
// and name, so that codes cannot be tried out.
func (w *writing) named(ctx context.Context, actor auth.Actor, value, name string) (Person, string) {
	id, err := ParseCode(value)
	if err != nil {
		return Person{}, fault.CodeOf(err)
	}
	if id == w.person.ID {
		return Person{}, "registry.guardian.self"
	}
	var p Person
	err = w.registry.gate.Read(ctx, actor, gate.Act{Permission: MayWrite, Unit: actor.Unit}, func(tx *gate.Tx) error {
		p, err = person(ctx, tx.Tx, id)
		if err != nil {
			return err
		}
		_, gone, err := mergerOf(ctx, tx.Tx, OfPerson, int64(id))
		if err == nil && gone {
			return fault.New(fault.NotFound, "registry.no_person")
		}
		return err
	})
	elsewhere := err == nil && actor.Unit != "" && !w.registry.tree.Within(p.HomeUnit, org.UnitID(actor.Unit))
	if err != nil || elsewhere && fold(viet.UnifyTone(name)) != fold(p.Name) {
		return Person{}, "registry.guardian.none"
	}
	return p, ""
}

// guard links ward and guardian, after the event has its number.
func (w *writing) guard(ctx context.Context) error {
	if w.form.Act != ActGuardian && w.form.Act != ActGuardianEnd {
		return nil
	}
	if w.form.Act == ActGuardianEnd {
		return w.endGuard(ctx)
	}
	until, _ := calendar.ParseDate(w.event.Fields["until"]) // checked when the form was read
	g := Guardianship{ward: w.person.ID, guardian: w.guardian.ID, commune: w.person.Commune, homeUnit: w.person.HomeUnit,
		Kind: w.event.Fields["kind"], From: w.event.Day, To: until, Event: w.out.ID}
	if err := w.mayGuard(ctx, g); err != nil {
		return err
	}
	src, err := source(ctx, w.tx.Tx, w.event.Source)
	if err != nil {
		return err
	}
	g.source = src
	w.tx.Note("guardian", int64(g.guardian))
	return insertLink(ctx, w.tx, g)
}

// mayGuard checks age and life of the guardian, and that nobody would act for themselves in the end.
func (w *writing) mayGuard(ctx context.Context, g Guardianship) error {
	wrong := fault.New(fault.Invalid, "registry.life")
	p, err := person(ctx, w.tx.Tx, g.guardian)
	if err != nil {
		return err
	}
	field, _ := w.form.field("guardian")
	if g.From.MonthsSince(p.BirthDate) < field.MinAge*12 {
		return wrong.At("guardian", "registry.guardian.age", field.MinAge)
	}
	ended, err := endings(ctx, w.tx.Tx, g.guardian)
	if err != nil {
		return err
	}
	if died := ended[deathDate]; !died.IsZero() {
		return wrong.At("guardian", "registry.guardian.dead", died.Vietnamese())
	}
	seen := map[PersonID]bool{}
	for next := []PersonID{g.guardian}; len(next) > 0; {
		up, err := linksOf(ctx, w.tx.Tx, "ward", next, "")
		if err != nil {
			return err
		}
		next = nil
		for _, o := range up {
			if !o.overlaps(g) {
				continue
			}
			if o.guardian == g.ward {
				return wrong.At("guardian", "registry.guardian.circle")
			}
			if !seen[o.guardian] {
				seen[o.guardian] = true
				next = append(next, o.guardian)
			}
		}
	}
	own, err := linksOf(ctx, w.tx.Tx, "ward", []PersonID{g.ward}, "")
	if err == nil && slices.ContainsFunc(own, func(o Guardianship) bool { return o.guardian == g.guardian && o.overlaps(g) }) {
		return wrong.At("guardian", "registry.guardian.twice")
	}
	return err
}

func (g Guardianship) overlaps(o Guardianship) bool {
	return (g.To.IsZero() || g.To > o.From) && (o.To.IsZero() || o.To > g.From)
}

// endGuard ends the link with the guardian named.
func (w *writing) endGuard(ctx context.Context) error {
	own, err := linksOf(ctx, w.tx.Tx, "ward", []PersonID{w.person.ID}, "")
	if err != nil {
		return err
	}
	for _, g := range own {
		if g.guardian != w.guardian.ID || g.From >= w.event.Day || !g.To.IsZero() && g.To <= w.event.Day {
			continue
		}
		if err := supersedeLink(ctx, w.tx, g, w.out.ID); err != nil {
			return err
		}
		g.To, g.Event = w.event.Day, w.out.ID
		if g.source, err = source(ctx, w.tx.Tx, w.event.Source); err != nil {
			return err
		}
		return insertLink(ctx, w.tx, g)
	}
	return fault.New(fault.Invalid, "registry.life").At("guardian", "registry.guardian.not_guardian")
}

// guard takes back what the event did to links; where a later event changed it, that one is to be taken back first.
func (u *undoing) guard(ctx context.Context) error {
	own, ended, err := linksOfEvent(ctx, u.tx.Tx, u.old.ID)
	if err != nil {
		return err
	}
	for _, g := range own {
		if g.supersededAt != "" {
			continue
		}
		if err := supersedeLink(ctx, u.tx, g, u.out.ID); err != nil {
			return err
		}
		own = nil // found standing
		break
	}
	if len(own) > 0 {
		return fault.New(fault.Conflict, "registry.event.built_on")
	}
	for _, g := range ended {
		if err := insertLink(ctx, u.tx, g); err != nil {
			return err
		}
	}
	return nil
}
