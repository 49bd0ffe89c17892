package registry_test

import (
	"slices"
	"strings"
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

func event(form string, p registry.PersonID, day calendar.Date, fields ...string) registry.NewEvent {
	e := registry.NewEvent{Form: form, Person: p, Day: day, Fields: map[string]string{}, Source: papers}
	for i := 0; i+1 < len(fields); i += 2 {
		e.Fields[fields[i]] = fields[i+1]
	}
	return e
}

func mustEvent(t *testing.T, r *registry.Registry, e registry.NewEvent) registry.Event {
	t.Helper()
	done, err := r.RecordEvent(ctx, auth.System(), e)
	if err != nil {
		t.Fatalf("%s: %v", e.Form, err)
	}
	return done
}

func mustPerson(t *testing.T, r *registry.Registry, id registry.PersonID, at registry.At) *registry.File {
	t.Helper()
	f, err := r.Person(ctx, auth.System(), id, at)
	if err != nil {
		t.Fatal(err)
	}
	return f
}

// said is what a file says of a fact; "" where it says nothing.
func said(f *registry.File, fact string) string {
	i := slices.IndexFunc(f.Facts, func(x registry.Fact) bool { return x.Fact == fact })
	if i < 0 {
		return ""
	}
	return f.Facts[i].Value
}

// TestEveryFormCanBeWrittenAndTakenBack writes every form of the policy folder once and takes it back; the file then
// says what it said before.
func TestEveryFormCanBeWrittenAndTakenBack(t *testing.T) {
	t.Parallel()
	day := calendar.MustDay(2026, 10, 5)
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		r := setup(t, d)
		l := load(t, r, village())
		if err := r.RecordDeparture(ctx, auth.System(), l.Person(2), calendar.MustDay(2026, 8, 1), papers); err != nil {
			t.Fatal(err)
		}
		other := village()
		other.Facts, other.Coverage, other.Persons[1].PersonalNumber, other.Persons[1].OldNumber = nil, nil, "", ""
		beside := load(t, r, other)
		mustEvent(t, r, event("guardian", l.Person(1), calendar.MustDay(2026, 1, 9), "guardian", l.Person(2).Code(), "kind", "natural"))
		filled := map[string]registry.NewEvent{
			"birth": event("birth", l.Person(0), day, "name", "Nguyễn Thị Mới", "sex", "female", "ethnicity", "kinh", "relation", "grandchild"),
			"arrival": event("arrival", l.Person(0), day, "name", "Trần Văn Tới", "born", "1960-01-01", "precision", "year", "sex", "male",
				"ethnicity", "tay", "relation", "relative", "old_number", "120000001"),
			"death":     event("death", l.Person(0), day),
			"marriage":  event("marriage", l.Person(1), day, "partner", beside.Person(2).Code()),
			"move":      event("move", l.Person(1), day, "home", string(boHa), "address", "Thôn Mới"),
			"departure": event("departure", l.Person(0), day), "return": event("return", l.Person(2), day),
			"schooling": event("schooling", l.Person(1), day, "study", "true"), "work": event("work", l.Person(1), day, "income", "false"),
			"disability": event("disability", l.Person(1), day, "level", "extremely_severe", "diagnosis", "vận động"),
			"care":       event("care", l.Person(1), day, "caregiver", "household"), "nurture": event("nurture", l.Person(1), day, "nurture", "b"),
			"guardian":     event("guardian", l.Person(1), day, "guardian", l.Person(0).Code(), "kind", "appointed"),
			"guardian-end": event("guardian-end", l.Person(1), day, "guardian", l.Person(2).Code()),
			"insurance":    event("insurance", l.Person(0), day, "pension", "2.500.000", "social_number", "2412345678"),
			"pregnancy":    event("pregnancy", l.Person(0), day, "pregnant", "false"), "hiv": event("hiv", l.Person(0), day, "hiv", "true"),
			"facility": event("facility", l.Person(0), day, "facility", "true"),
			"correction": event("correction", l.Person(0), day, "name", "Nguyễn Thị Hoà", "born", "1944-03-01", "precision", "month",
				"personal_number", "024144000001", "old_number", "120000002"),
			"household-divide": event("household-divide", l.Person(0), day, "members", l.Person(0).Code()+":head", "stays", l.Person(1).Code(), "address", "Thôn Mới",
				"poverty", "near_poor"),
			"household-merge": event("household-merge", l.Person(1), day, "household", beside.Person(1).Code(), "members",
				l.Person(0).Code()+":parent "+l.Person(1).Code()+":head"),
		}
		for _, form := range r.Forms().All() {
			e, ok := filled[form.ID]
			if !ok {
				t.Errorf("the test does not fill in %s", form.ID)
				continue
			}
			before := everything(t, r, l)
			done := mustEvent(t, r, e)
			if after := everything(t, r, l); after == before {
				t.Errorf("%s changed nothing", form.ID)
			}
			if _, err := r.ReverseEvent(ctx, auth.System(), done.ID, "ghi nhầm"); err != nil {
				t.Errorf("%s back: %v", form.ID, err)
			}
			if after := everything(t, r, l); after != before {
				t.Errorf("%s and back:\n%s\nwas\n%s", form.ID, after, before)
			}
			if _, err := r.ReverseEvent(ctx, auth.System(), done.ID, "lần nữa"); !fault.Is(err, fault.Conflict) {
				t.Errorf("%s back twice: %v", form.ID, err)
			}
		}
	})
}

// everything is what the village's files and the month's snapshot say, without numbers of rows.
func everything(t *testing.T, r *registry.Registry, l registry.Loaded) string {
	t.Helper()
	var b strings.Builder
	for i := range 3 {
		f := mustPerson(t, r, l.Person(i), registry.At{})
		p := f.Person
		b.WriteString(strings.Join([]string{p.Name, p.BirthDate.String(), string(p.BirthPrecision), string(p.Sex), p.Ethnicity, p.PersonalNumber, p.OldNumber,
			string(p.HomeUnit), string(p.Relation), f.Household.Address, f.Died.String(), f.Left.String()}, "|"))
		for _, m := range f.Household.Members {
			b.WriteString(" " + m.Code)
		}
		for _, x := range f.Facts {
			if x.Fact != "person.birth_date" && x.From != 1 { // what stands in the person's own row, said there
				b.WriteString(" " + x.Fact + "=" + x.Value + "@" + x.From.String() + "-" + x.To.String())
			}
		}
		for _, g := range f.Guardians {
			b.WriteString(" " + g.Guardian.Name + " " + g.Kind + "@" + g.From.String() + "-" + g.To.String())
		}
		b.WriteString("\n")
	}
	s, err := r.Snapshot(ctx, auth.System(), calendar.MonthOf(2026, 11), calendar.DateOf(gatetest.Now))
	if err != nil {
		t.Fatal(err)
	}
	alive, _ := s.Table.Column("person.alive")
	here, _ := s.Table.Column("person.resident")
	n := 0
	for i := range s.Persons {
		a, _ := alive.Get(i)
		h, _ := here.Get(i)
		if a == 1 && h == 1 {
			n++
		}
	}
	b.WriteString(strings.Repeat("x", n))
	return b.String()
}

// A birth that is sent twice, by a double click, the way back or a second officer, enters one child; twins are two.
func TestABirthSentTwiceIsOneChild(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		r := setup(t, d)
		l := load(t, r, village())
		born := func(name string) registry.NewEvent {
			return event("birth", l.Person(0), calendar.MustDay(2026, 10, 5), "name", name, "sex", "male", "relation", "grandchild", "ethnicity", "kinh")
		}
		first := mustEvent(t, r, born("Nguyễn Văn Thủy"))
		for _, name := range []string{"Nguyễn Văn Thủy", "Nguyễn Văn Thuỷ"} {
			_, err := r.RecordEvent(ctx, auth.System(), born(name))
			if e, ok := err.(*fault.Error); !ok || len(e.Fields) != 1 || e.Fields[0].Where != "name" || e.Fields[0].Code != "registry.event.entered" {
				t.Errorf("again: %v", err)
			}
		}
		twin := mustEvent(t, r, born("Nguyễn Văn Sơn"))
		if twin.Entered == first.Entered {
			t.Error("twins are one")
		}
		if _, err := r.ReverseEvent(ctx, auth.System(), first.ID, "ghi nhầm"); err != nil {
			t.Fatal(err)
		}
		mustEvent(t, r, born("Nguyễn Văn Thủy"))
	})
}

func TestWhatAFormRefuses(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		r := setup(t, d)
		b := village()
		b.Households = append(b.Households, registry.NewHousehold{HomeUnit: dongKy, Address: "Thôn Tây", Recorded: noon(entry)})
		b.Persons = append(b.Persons, adult(2, "Lê Thị Vợ", calendar.MustDay(1975, 1, 1), viet.Female), adult(2, "Lê Thị Trẻ", calendar.MustDay(2012, 1, 1), viet.Female),
			adult(2, "Vũ Văn Chồng", calendar.MustDay(1972, 1, 1), viet.Male))
		b.Persons[4].Relation, b.Persons[5].Relation = registry.Child, registry.Spouse
		l := load(t, r, b)
		day := calendar.MustDay(2026, 10, 5)
		mustEvent(t, r, event("death", l.Person(2), day))
		for name, c := range map[string]struct {
			event registry.NewEvent
			field string
		}{
			"no day":            {event("death", l.Person(0), 0), "day"},
			"before birth":      {event("death", l.Person(0), calendar.MustDay(1940, 1, 1)), "day"},
			"tomorrow":          {event("death", l.Person(0), calendar.MustDay(2026, 11, 25)), "day"},
			"after death":       {event("schooling", l.Person(2), day+1, "study", "true"), "day"},
			"nothing said":      {event("insurance", l.Person(0), day), "pension"},
			"name with digits":  {event("birth", l.Person(0), day, "name", "Lê Văn 2", "sex", "male", "relation", "child", "ethnicity", "kinh"), "name"},
			"name in old font":  {event("birth", l.Person(0), day, "name", "Lª V¨n Hoµ", "sex", "male", "relation", "child", "ethnicity", "kinh"), "name"},
			"not whole":         {event("insurance", l.Person(0), day, "pension", "1.5"), "pension"},
			"not a number":      {event("insurance", l.Person(0), day, "pension", "nhiều"), "pension"},
			"too few digits":    {event("insurance", l.Person(0), day, "social_number", "123"), "social_number"},
			"not a level":       {event("disability", l.Person(0), day, "level", "very"), "level"},
			"no level":          {event("disability", l.Person(0), day), "level"},
			"nowhere":           {event("move", l.Person(0), day, "home", "nowhere", "address", "x"), "home"},
			"no household":      {event("move", l.Person(0), day, "home", string(boHa)), "address"},
			"other household":   {event("move", l.Person(0), day, "home", string(dongKy), "household", l.Person(2).Code()), "household"},
			"mistyped code":     {event("marriage", l.Person(0), day, "partner", "12345678901"), "partner"},
			"oneself":           {event("marriage", l.Person(0), day, "partner", l.Person(0).Code()), "partner"},
			"one's child":       {event("marriage", l.Person(0), day, "partner", l.Person(1).Code()), "partner"},
			"of one sex":        {event("marriage", l.Person(0), day, "partner", l.Person(3).Code()), "partner"},
			"a dead partner":    {event("marriage", l.Person(1), day, "partner", l.Person(2).Code()), "partner"},
			"too young":         {event("marriage", l.Person(1), day, "partner", l.Person(4).Code()), "partner"},
			"married already":   {event("marriage", l.Person(1), day, "partner", l.Person(3).Code()), "partner"},
			"a spouse is born":  {event("birth", l.Person(0), day, "name", "Lê Văn Mới", "sex", "male", "relation", "spouse", "ethnicity", "kinh"), "relation"},
			"never left":        {event("return", l.Person(0), day), "day"},
			"other sex":         {event("correction", l.Person(0), day, "personal_number", "024044000001"), "personal_number"},
			"somebody's number": {event("correction", l.Person(0), day, "sex", "male", "born", "1970-05-17", "personal_number", "024070123456"), "personal_number"},
		} {
			_, err := r.RecordEvent(ctx, auth.System(), c.event)
			if e, ok := err.(*fault.Error); !ok || e.Kind != fault.Invalid || len(e.Fields) != 1 || e.Fields[0].Where != c.field {
				t.Errorf("%s: %v", name, err)
			}
		}
		elsewhere, _ := gatetest.Tree(t).On(boHa, day)
		young := event("birth", l.Person(0), day, "name", "Nguyễn Văn Bé", "sex", "male", "ethnicity", "kinh", "relation", "grandchild")
		child := mustEvent(t, r, young).Entered
		if _, err := r.RecordEvent(ctx, auth.System(), event("marriage", child, day, "spouse", "Ai đó")); !fault.Is(err, fault.Invalid) {
			t.Errorf("a newborn married: %v", err)
		}
		if _, err := r.RecordEvent(ctx, gatetest.Actor("auditor"), event("death", l.Person(0), day)); !fault.Is(err, fault.Forbidden) {
			t.Errorf("an auditor: %v", err)
		}
		if _, err := r.RecordEvent(ctx, officerOf(string(elsewhere)), event("death", l.Person(0), day)); !fault.Is(err, fault.NotFound) {
			t.Errorf("an officer of elsewhere: %v", err)
		}
	})
}

// TestAnEventUnderALaterOneStays: what something later rests on cannot be taken back before it.
func TestAnEventUnderALaterOneStays(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		r := setup(t, d)
		l := load(t, r, village())
		first := mustEvent(t, r, event("move", l.Person(1), calendar.MustDay(2026, 9, 1), "home", string(boHa), "address", "Thôn Một"))
		second := mustEvent(t, r, event("move", l.Person(1), calendar.MustDay(2026, 10, 1), "home", string(dongKy), "address", "Thôn Hai"))
		if _, err := r.ReverseEvent(ctx, auth.System(), first.ID, "nhầm"); fault.CodeOf(err) != "registry.event.built_on" {
			t.Errorf("the first move: %v", err)
		}
		for _, id := range []registry.EventID{second.ID, first.ID} {
			if _, err := r.ReverseEvent(ctx, auth.System(), id, "nhầm"); err != nil {
				t.Error(err)
			}
		}
		low := mustEvent(t, r, event("disability", l.Person(1), calendar.MustDay(2026, 9, 1), "level", "light"))
		mustEvent(t, r, event("disability", l.Person(1), calendar.MustDay(2026, 10, 1), "level", "severe"))
		if _, err := r.ReverseEvent(ctx, auth.System(), low.ID, "nhầm"); fault.CodeOf(err) != "registry.event.built_on" {
			t.Errorf("the first assessment: %v", err)
		}
		born := mustEvent(t, r, event("birth", l.Person(0), calendar.MustDay(2026, 9, 1), "name", "Nguyễn Văn Bé", "sex", "male", "ethnicity", "kinh", "relation", "child"))
		mustEvent(t, r, event("care", born.Entered, calendar.MustDay(2026, 9, 2), "caregiver", "household"))
		if _, err := r.ReverseEvent(ctx, auth.System(), born.ID, "nhầm"); fault.CodeOf(err) != "registry.event.built_on" {
			t.Errorf("the birth: %v", err)
		}
	})
}

// TestTwoPeopleEditingOneFile: the second one's form is not recorded over what the first recorded meanwhile; they see
// it, and may go on from there.
func TestTwoPeopleEditingOneFile(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		r := setup(t, d)
		l := load(t, r, village())
		day := calendar.MustDay(2026, 10, 5)
		seen, err := r.Version(ctx, auth.System(), l.Person(1))
		if err != nil {
			t.Fatal(err)
		}
		first := event("disability", l.Person(1), day, "level", "extremely_severe")
		second := event("disability", l.Person(1), day, "level", "light")
		first.Seen, second.Seen = seen, registry.ParseVersion(seen.String())
		mustEvent(t, r, first)
		if _, err := r.RecordEvent(ctx, auth.System(), second); fault.CodeOf(err) != "registry.event.stale" {
			t.Fatalf("the second: %v", err)
		}
		if got := said(mustPerson(t, r, l.Person(1), registry.At{}), "person.disability"); got != "extremely_severe" {
			t.Errorf("the first one's edit became %q", got)
		}
		since, err := r.Since(ctx, auth.System(), l.Person(1), seen)
		if err != nil || !slices.ContainsFunc(since, func(f registry.Fact) bool { return f.Value == "extremely_severe" }) {
			t.Errorf("since: %+v %v", since, err)
		}
		if second.Seen, err = r.Version(ctx, auth.System(), l.Person(1)); err != nil {
			t.Fatal(err)
		}
		mustEvent(t, r, second)
		if got := said(mustPerson(t, r, l.Person(1), registry.At{}), "person.disability"); got != "light" {
			t.Errorf("the second one's edit became %q", got)
		}
		move := event("move", l.Person(1), day, "home", string(boHa), "address", "Thôn Mới")
		if move.Seen, err = r.Version(ctx, auth.System(), l.Person(1)); err != nil {
			t.Fatal(err)
		}
		mustEvent(t, r, move)
		if _, err := r.RecordEvent(ctx, auth.System(), move); fault.CodeOf(err) != "registry.event.stale" {
			t.Errorf("after a move: %v", err)
		}
	})
}

func TestATrialChangesNothing(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		r := setup(t, d)
		l := load(t, r, village())
		before := everything(t, r, l)
		months := []calendar.Month{calendar.MonthOf(2026, 10), calendar.MonthOf(2026, 11)}
		trial, err := r.TryEvent(ctx, auth.System(), event("birth", l.Person(0), calendar.MustDay(2026, 10, 5), "name", "Nguyễn Văn Bé", "sex", "male",
			"ethnicity", "kinh", "relation", "child"), months)
		if err != nil || len(trial.People) != 3 || len(trial.After[l.Person(0)]) != 2 {
			t.Fatalf("%+v %v", trial, err)
		}
		if after := everything(t, r, l); after != before {
			t.Errorf("after a trial:\n%s\nwas\n%s", after, before)
		}
		if all, err := r.Events(ctx, auth.System(), l.Person(0)); err != nil || len(all) != 0 {
			t.Errorf("%d events, %v", len(all), err)
		}
	})
}
