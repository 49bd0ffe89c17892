package registry_test

import (
	"testing"

	"ansinh/auth"
	"ansinh/calendar"
	"ansinh/db"
	"ansinh/db/dbtest"
	"ansinh/fault"
	"ansinh/gate/gatetest"
	"ansinh/registry"
	"ansinh/viet"
)

// twoHouses is a household of four that is poor, and another one in the same commune that is not.
func twoHouses() registry.Batch {
	b := village()
	b.Facts = b.Facts[:1]
	b.Coverage = nil
	b.Households = append(b.Households, registry.NewHousehold{HomeUnit: dongKy, Address: "Thôn Nam", Recorded: noon(entry)})
	for _, p := range []struct {
		name string
		born calendar.Date
		sex  viet.Sex
		as   registry.Relation
		in   int
	}{{"Trần Thị Dâu", calendar.MustDay(1975, 4, 1), viet.Female, registry.ChildInLaw, 0}, {"Nguyễn Thị Cháu", calendar.MustDay(2015, 4, 1), viet.Female, registry.Grandchild, 0},
		{"Lê Văn Láng Giềng", calendar.MustDay(1960, 4, 1), viet.Male, registry.Head, 2}} {
		n := adult(p.in, p.name, p.born, p.sex)
		n.Relation = p.as
		b.Persons = append(b.Persons, n)
	}
	b.Facts = append(b.Facts, registry.LoadFact{Kind: registry.OfHousehold, Subject: 2, Fact: "household.poverty", Value: "none", From: entry, Recorded: noon(entry)})
	return b
}

// lives is household, relation and poverty of a person on a day.
func lives(t *testing.T, r *registry.Registry, id registry.PersonID, on calendar.Date) (registry.HouseholdID, registry.Relation, string) {
	t.Helper()
	f := mustPerson(t, r, id, registry.At{AsOf: on})
	return f.Household.ID, f.Person.Relation, said(f, "household.poverty")
}

// inSnapshot is the poverty of a person's household as a month's snapshot has it.
func inSnapshot(t *testing.T, r *registry.Registry, id registry.PersonID, month calendar.Month) string {
	t.Helper()
	s, err := r.Snapshot(ctx, auth.System(), month, calendar.DateOf(gatetest.Now))
	if err != nil {
		t.Fatal(err)
	}
	row, _ := s.Row(id)
	c, _ := s.Table.Column("household.poverty")
	if v, known := c.Get(row); known {
		return c.Fact.Format(v)
	}
	return ""
}

func TestAHouseholdIsDividedAndBack(t *testing.T) {
	t.Parallel()
	day := calendar.MustDay(2026, 10, 5)
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		r := setup(t, d)
		l := load(t, r, twoHouses())
		mother, son, wife, child := l.Person(0), l.Person(1), l.Person(3), l.Person(4)
		leave := son.Code() + ":head " + wife.Code() + ":spouse " + child.Code() + ":child"
		for what, c := range map[string]struct {
			fields []string
			field  string
			code   string
		}{
			"nobody stays":   {[]string{"members", mother.Code() + ":parent " + leave}, "members", "registry.household.nobody_stays"},
			"no head":        {[]string{"members", son.Code() + ":other"}, "members", "registry.household.one_head"},
			"two heads":      {[]string{"members", son.Code() + ":head " + wife.Code() + ":head"}, "members", "registry.household.one_head"},
			"a stranger":     {[]string{"members", l.Person(5).Code() + ":head"}, "members", "registry.household.member"},
			"nonsense":       {[]string{"members", "x:y"}, "members", "registry.household.member"},
			"the head goes":  {[]string{"members", mother.Code() + ":head"}, "stays", "registry.household.head_goes"},
			"who goes stays": {[]string{"members", mother.Code() + ":head", "stays", mother.Code()}, "stays", "registry.household.stays"},
			"no address":     {[]string{"members", leave, "address", ""}, "address", "registry.event.required"},
		} {
			e := event("household-divide", mother, day, append([]string{"address", "Thôn Mới"}, c.fields...)...)
			_, err := r.RecordEvent(ctx, auth.System(), e)
			if got := fieldCode(err, c.field); got != c.code {
				t.Errorf("%s: %v, want %s at %s", what, err, c.code, c.field)
			}
		}
		old, _, _ := lives(t, r, son, day)
		trial, err := r.TryEvent(ctx, auth.System(), event("household-divide", mother, day, "members", leave, "address", "Thôn Mới"), []calendar.Month{day.Month()})
		if err != nil || said(trial.Before[child][0], "household.poverty") != "poor" || said(trial.After[child][0], "household.poverty") != "" {
			t.Errorf("the trial: %v", err)
		}
		done := mustEvent(t, r, event("household-divide", mother, day, "members", leave, "address", "Thôn Mới"))
		for id, want := range map[registry.PersonID]registry.Relation{mother: registry.Head, son: registry.Head, wife: registry.Spouse, child: registry.Child} {
			before, _, poor := lives(t, r, id, day-1)
			after, as, status := lives(t, r, id, day)
			moved := id != mother
			if before != old || poor != "poor" || (after != old) != moved || as != want || (status == "poor") == moved {
				t.Errorf("%s: %d poor %q, then %d as %s with %q", id.Code(), before, poor, after, as, status)
			}
		}
		if got := inSnapshot(t, r, child, day.Month()) + "|" + inSnapshot(t, r, mother, day.Month()) + "|" + inSnapshot(t, r, child, day.Month().Add(-1)); got != "|poor|poor" {
			t.Errorf("the snapshots say %s", got)
		}
		events, err := r.Events(ctx, auth.System(), wife)
		if err != nil || len(events) != 1 || events[0].ID != done.ID {
			t.Errorf("the wife's file shows %d events, %v", len(events), err)
		}
		born := mustEvent(t, r, event("birth", son, day+5, "name", "Nguyễn Thị Mới", "sex", "female", "ethnicity", "kinh", "relation", "child"))
		if _, err := r.ReverseEvent(ctx, auth.System(), done.ID, "nhầm"); fault.CodeOf(err) != "registry.event.built_on" {
			t.Errorf("taken back under a newborn: %v", err)
		}
		for _, id := range []registry.EventID{born.ID, done.ID} {
			if _, err := r.ReverseEvent(ctx, auth.System(), id, "nhầm"); err != nil {
				t.Fatal(err)
			}
		}
		for id, want := range map[registry.PersonID]registry.Relation{mother: registry.Head, son: registry.Child, wife: registry.ChildInLaw, child: registry.Grandchild} {
			if house, as, status := lives(t, r, id, day+20); house != old || as != want || status != "poor" {
				t.Errorf("back, %s lives in %d as %s with %q", id.Code(), house, as, status)
			}
		}
	})
}

// fieldCode is what an error says of a field.
func fieldCode(err error, field string) string {
	f, ok := err.(*fault.Error)
	if !ok {
		return ""
	}
	for _, x := range f.Fields {
		if x.Where == field {
			return x.Code
		}
	}
	return ""
}

func TestTwoHouseholdsAreMergedAndBack(t *testing.T) {
	t.Parallel()
	day := calendar.MustDay(2026, 10, 5)
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		r := setup(t, d)
		l := load(t, r, twoHouses())
		mother, son, neighbour, elsewhere := l.Person(0), l.Person(1), l.Person(5), l.Person(2)
		all := mother.Code() + ":head " + son.Code() + ":child " + l.Person(3).Code() + ":child_in_law " + l.Person(4).Code() + ":grandchild"
		for what, c := range map[string]struct{ household, members, field, code string }{
			"another commune": {elsewhere.Code(), all, "household", "registry.household.elsewhere"},
			"their own":       {son.Code(), all, "household", "registry.household.same"},
			"not all":         {neighbour.Code(), mother.Code() + ":parent", "members", "registry.household.everybody"},
			"two heads":       {neighbour.Code(), all[:len(all)-len("grandchild")] + "head", "members", "registry.household.heads"},
		} {
			_, err := r.RecordEvent(ctx, auth.System(), event("household-merge", son, day, "household", c.household, "members", c.members))
			if got := fieldCode(err, c.field); got != c.code {
				t.Errorf("%s: %v, want %s at %s", what, err, c.code, c.field)
			}
		}
		was, _, _ := lives(t, r, son, day)
		into, _, _ := lives(t, r, neighbour, day)
		done := mustEvent(t, r, event("household-merge", son, day, "household", neighbour.Code(), "members", all))
		for id, want := range map[registry.PersonID]registry.Relation{mother: registry.Head, son: registry.Child, neighbour: registry.Other} {
			if house, as, status := lives(t, r, id, day); house != into || as != want || status != "none" {
				t.Errorf("%s lives in %d as %s with %q", id.Code(), house, as, status)
			}
		}
		if house, _, status := lives(t, r, son, day-1); house != was || status != "poor" {
			t.Errorf("the day before, in %d with %q", house, status)
		}
		if got := inSnapshot(t, r, son, day.Month()) + "|" + inSnapshot(t, r, son, day.Month().Add(-1)); got != "none|poor" {
			t.Errorf("the snapshots say %s", got)
		}
		there, _ := gatetest.Tree(t).On(boHa, calendar.DateOf(gatetest.Now))
		if _, err := r.ReverseEvent(ctx, officerOf(string(there)), done.ID, "nhầm"); !fault.Is(err, fault.NotFound) {
			t.Errorf("taken back from elsewhere: %v", err)
		}
		if _, err := r.ReverseEvent(ctx, auth.System(), done.ID, "nhầm"); err != nil {
			t.Fatal(err)
		}
		for id, want := range map[registry.PersonID]registry.Relation{mother: registry.Head, son: registry.Child, neighbour: registry.Head} {
			house, as, _ := lives(t, r, id, day+20)
			if as != want || (house == into) != (id == neighbour) {
				t.Errorf("back, %s lives in %d as %s", id.Code(), house, as)
			}
		}
		if _, _, status := lives(t, r, son, day+20); status != "poor" {
			t.Errorf("back, the household is %q", status)
		}
	})
}
