package registry_test

import (
	"fmt"
	"testing"

	"pgregory.net/rapid"

	"ansinh/auth"
	"ansinh/calendar"
	"ansinh/db"
	"ansinh/db/dbtest"
	"ansinh/fault"
	"ansinh/org"
	"ansinh/registry"
	"ansinh/viet"
)

// crowd is a population as the slow model keeps it: for each person and household a log that nothing is ever worked out
// of in advance.
type crowd struct {
	people     []registry.PersonID
	homes      map[registry.PersonID][]told // "unit household"
	disability map[registry.PersonID][]told
	deaths     map[registry.PersonID][]told
	poverty    map[registry.HouseholdID][]told
	newborn    map[registry.PersonID]told // when a person was learned of who was not there from the first
}

// says is what the model answers of one person.
func (c *crowd) says(id registry.PersonID, at registry.At) string {
	home := tell(c.homes[id], at.AsOf, at.KnownOn, true)
	var unit string
	var house registry.HouseholdID
	fmt.Sscan(home, &unit, &house)
	return fmt.Sprint(home, " ", tell(c.poverty[house], at.AsOf, at.KnownOn, false), " ", tell(c.disability[id], at.AsOf, at.KnownOn, false))
}

// died is the day of somebody's death as it was known, whenever it is; "" where none was.
func (c *crowd) died(id registry.PersonID, known calendar.Date) string {
	return tell(c.deaths[id], 1<<20, known, false)
}

// there says whether anything is known of a person.
func (c *crowd) there(id registry.PersonID, known calendar.Date) bool {
	born, late := c.newborn[id]
	return !late || born.learned <= known && (born.undone == 0 || born.undone > known)
}

// TestThePopulationAgreesWithTheModel lets a population live at random – facts of persons and households, deaths, moves
// between communes, households divided and merged, births, some of it taken back – and asks for pairs of clocks of
// everybody, in the file and in the snapshot.
func TestThePopulationAgreesWithTheModel(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		r, now := ticking(t, d)
		rapid.Check(t, func(t *rapid.T) {
			now.Store(noon(entry).UnixMilli())
			c := found(t, r)
			learned := entry + 40
			for range rapid.IntRange(1, 8).Draw(t, "happenings") {
				learned += calendar.Date(rapid.IntRange(1, 15).Draw(t, "later"))
				now.Store(noon(learned).UnixMilli())
				learned = c.happen(t, r, learned, func(day calendar.Date) { now.Store(noon(day).UnixMilli()) })
			}
			now.Store(noon(entry + 400).UnixMilli())
			for range 3 {
				month := (entry + calendar.Date(rapid.IntRange(0, 250).Draw(t, "as of"))).Month()
				at := registry.At{AsOf: month.Last(), KnownOn: entry + calendar.Date(rapid.IntRange(0, 300).Draw(t, "known on"))}
				c.compare(t, r, month, at)
			}
		})
	})
}

// found is a population of three households in two communes.
func found(t *rapid.T, r *registry.Registry) *crowd {
	b := registry.Batch{Entry: entry, Sources: []registry.Source{papers}}
	for i, home := range []org.UnitID{dongKy, dongKy, boHa} {
		b.Households = append(b.Households, registry.NewHousehold{HomeUnit: home, Address: "Thôn Đông", Recorded: noon(entry)})
		for j, as := range []registry.Relation{registry.Head, registry.Spouse, registry.Child}[:3-i%2] {
			p := adult(i, "Nguyễn Văn Mẫu", entry-8000+calendar.Date(j), viet.Male)
			p.Relation = as
			b.Persons = append(b.Persons, p)
		}
	}
	l, err := r.Load(ctx, auth.System(), b)
	if err != nil {
		t.Fatal(err)
	}
	c := &crowd{homes: map[registry.PersonID][]told{}, disability: map[registry.PersonID][]told{}, deaths: map[registry.PersonID][]told{},
		poverty: map[registry.HouseholdID][]told{}, newborn: map[registry.PersonID]told{}}
	for i, p := range b.Persons {
		id := l.Person(i)
		c.people = append(c.people, id)
		c.homes[id] = []told{{value: fmt.Sprint(b.Households[p.Household].HomeUnit, " ", l.Household(p.Household)), learned: entry}}
	}
	return c
}

// lives is where somebody lives by the register, for the model to note what an event has made.
func (c *crowd) lives(t *rapid.T, r *registry.Registry, id registry.PersonID) string {
	f, err := r.Person(ctx, auth.System(), id, registry.At{})
	if err != nil {
		t.Fatal(err)
	}
	return fmt.Sprint(f.Person.HomeUnit, " ", f.Person.Household)
}

// happen does one thing, and sometimes takes it back some days later; it gives the day it is by then.
func (c *crowd) happen(t *rapid.T, r *registry.Registry, learned calendar.Date, clock func(calendar.Date)) calendar.Date {
	who := rapid.SampledFrom(c.people).Draw(t, "who")
	day := learned - calendar.Date(rapid.IntRange(0, 30).Draw(t, "ago"))
	what := rapid.SampledFrom([]string{"disability", "poverty", "death", "move", "divide", "merge", "birth"}).Draw(t, "what")
	e, changed := c.form(t, r, what, who, day)
	if e.Form == "" { // a fact of the household is recorded as such
		c.recordPoverty(t, r, who, day, learned)
		return learned
	}
	done, err := r.RecordEvent(ctx, auth.System(), e)
	if fault.Is(err, fault.Conflict) || fault.Is(err, fault.Invalid) {
		return learned // a move before a known one, somebody dead, a household of one
	}
	if err != nil {
		t.Fatal(err)
	}
	undone := calendar.Date(0)
	value := map[registry.PersonID]string{}
	for _, id := range changed {
		value[id] = c.lives(t, r, id)
	}
	if rapid.IntRange(0, 2).Draw(t, "back") == 0 {
		undone = learned + calendar.Date(rapid.IntRange(1, 10).Draw(t, "regret"))
		clock(undone)
		if _, err := r.ReverseEvent(ctx, auth.System(), done.ID, "nhầm"); err != nil {
			t.Fatal(err)
		}
	}
	x := told{from: day, learned: learned, undone: undone}
	switch what {
	case "disability":
		x.value = e.Fields["level"]
		c.disability[who] = append(c.disability[who], x)
	case "death":
		x.value, x.from = day.String(), 0
		c.deaths[who] = append(c.deaths[who], x)
	case "birth":
		c.newborn[done.Entered] = x
		if undone == 0 {
			c.people = append(c.people, done.Entered)
			x.value, x.from = c.lives(t, r, done.Entered), 0
			c.homes[done.Entered] = []told{x}
		}
	default:
		for _, id := range changed {
			y := x
			y.value = value[id]
			c.homes[id] = append(c.homes[id], y)
		}
	}
	return max(learned, undone)
}

// form is the form of what happens, and whose homes it changes.
func (c *crowd) form(t *rapid.T, r *registry.Registry, what string, who registry.PersonID, day calendar.Date) (registry.NewEvent, []registry.PersonID) {
	living, err := r.Living(ctx, auth.System(), who)
	if err != nil {
		t.Fatal(err)
	}
	switch what {
	case "disability":
		return event(what, who, day, "level", rapid.SampledFrom([]string{"light", "severe"}).Draw(t, "level")), nil
	case "death":
		return event(what, who, day), nil
	case "birth":
		return event(what, who, day, "name", "Nguyễn Thị Mới", "sex", "female", "ethnicity", "kinh", "relation", "child"), nil
	case "move":
		home := rapid.SampledFrom([]org.UnitID{dongKy, boHa}).Draw(t, "home")
		return event(what, who, day, "home", string(home), "address", "Thôn Mới"), []registry.PersonID{who}
	case "divide":
		e := event("household-divide", who, day, "members", who.Code()+":head", "address", "Thôn Mới")
		for _, p := range living {
			if p.ID != who {
				e.Fields["stays"] = p.Code
			}
		}
		if i := placeOf(living, who); i < 0 || living[i].Relation != registry.Head {
			delete(e.Fields, "stays")
		}
		return e, []registry.PersonID{who}
	case "merge":
		var all []registry.Member
		var ids []registry.PersonID
		for _, p := range living {
			all, ids = append(all, registry.Member{Person: p.ID, Relation: registry.Relative}), append(ids, p.ID)
		}
		into := rapid.SampledFrom(c.people).Draw(t, "into")
		return event("household-merge", who, day, "household", into.Code(), "members", registry.Members(all)), ids
	}
	return registry.NewEvent{}, nil
}

func placeOf(all []registry.Person, id registry.PersonID) int {
	for i, p := range all {
		if p.ID == id {
			return i
		}
	}
	return -1
}

func (c *crowd) recordPoverty(t *rapid.T, r *registry.Registry, who registry.PersonID, day, learned calendar.Date) {
	var unit string
	var house registry.HouseholdID
	fmt.Sscan(c.lives(t, r, who), &unit, &house)
	x := told{value: rapid.SampledFrom([]string{"poor", "near_poor", "none"}).Draw(t, "status"), from: day, learned: learned}
	err := r.RecordFact(ctx, auth.System(), registry.NewFact{Household: house, Fact: "household.poverty", Value: x.value, From: day, Source: papers})
	if err != nil {
		t.Fatal(err)
	}
	c.poverty[house] = append(c.poverty[house], x)
}

// compare holds the file of everybody, and the month's snapshot, against the model.
func (c *crowd) compare(t *rapid.T, r *registry.Registry, month calendar.Month, at registry.At) {
	s, err := r.Snapshot(ctx, auth.System(), month, at.KnownOn)
	if err != nil {
		t.Fatal(err)
	}
	column := func(row int, fact string) string {
		col, _ := s.Table.Column(fact)
		if v, known := col.Get(row); known {
			return col.Fact.Format(v)
		}
		return ""
	}
	for _, id := range c.people {
		row, ok := s.Row(id)
		if there := c.there(id, at.KnownOn); ok != there {
			t.Fatalf("%+v: %d is in the snapshot: %t, in the model: %t", at, id, ok, there)
		}
		if !ok {
			continue
		}
		want := c.says(id, at)
		got := fmt.Sprint(s.HomeUnits[row], " ", int64(s.Households[row]), " ", column(row, "household.poverty"), " ", column(row, "person.disability"))
		if got != want {
			t.Fatalf("%+v: of %d the snapshot says %q, the model %q", at, id, got, want)
		}
		died := c.died(id, at.KnownOn)
		if alive := died == "" || died >= month.First().String(); column(row, "person.alive") != fmt.Sprint(alive) { // in the month of death still
			t.Fatalf("%+v: of %d the snapshot says alive %q, the model died %q", at, id, column(row, "person.alive"), died)
		}
		f, err := r.Person(ctx, auth.System(), id, at)
		if err != nil {
			t.Fatal(err)
		}
		got = fmt.Sprint(f.Person.HomeUnit, " ", int64(f.Household.ID), " ", said(f, "household.poverty"), " ", said(f, "person.disability"))
		if dead := !f.Died.IsZero() && f.Died <= at.AsOf; dead != (died != "" && died <= at.AsOf.String()) || got != want {
			t.Fatalf("%+v: of %d the file says %q, the model %q", at, id, got, want)
		}
	}
}
