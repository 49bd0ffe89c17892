package registry_test

import (
	"testing"

	"ansinh/auth"
	"ansinh/calendar"
	"ansinh/db"
	"ansinh/db/dbtest"
	"ansinh/fault"
	"ansinh/gate/gatetest"
	"ansinh/org"
	"ansinh/registry"
	"ansinh/viet"
)

// family is the village with two children in the first household.
func family() registry.Batch {
	b := village()
	for _, name := range []string{"Nguyễn Thị Nhỏ", "Nguyễn Văn Bé"} {
		p := adult(0, name, calendar.MustDay(2015, 6, 1), viet.Female)
		p.Relation = registry.Grandchild
		b.Persons = append(b.Persons, p)
	}
	return b
}

func communeOf(t *testing.T, home org.UnitID) auth.Actor {
	t.Helper()
	on, ok := gatetest.Tree(t).On(home, calendar.DateOf(gatetest.Now))
	if !ok {
		t.Fatalf("no unit for %s", home)
	}
	return officerOf(string(on))
}

func names(t *testing.T, r *registry.Registry, as auth.Actor, id registry.PersonID, day calendar.Date) []string {
	t.Helper()
	all, err := r.Guardians(ctx, as, id, day)
	if err != nil {
		t.Fatal(err)
	}
	out := []string{}
	for _, g := range all {
		out = append(out, g.Guardian.Name)
	}
	return out
}

func same(t *testing.T, what string, got, want []string) {
	t.Helper()
	if len(got) != len(want) {
		t.Fatalf("%s: %v, want %v", what, got, want)
	}
	for i := range got {
		if got[i] != want[i] {
			t.Fatalf("%s: %v, want %v", what, got, want)
		}
	}
}

func TestGuardianshipIsALinkOverATime(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		r := setup(t, d)
		l := load(t, r, family())
		ward, uncle, own := l.Person(3), l.Person(1), communeOf(t, dongKy)
		from, end := calendar.MustDay(2026, 3, 1), calendar.MustDay(2026, 9, 1)
		e := event("guardian", ward, from, "guardian", uncle.Code(), "kind", "appointed")
		started, err := r.RecordEvent(ctx, own, e)
		if err != nil {
			t.Fatal(err)
		}
		same(t, "before", names(t, r, own, ward, from-1), nil)
		same(t, "from the day", names(t, r, own, ward, from), []string{"Nguyễn Văn Đức"})
		ended, err := r.RecordEvent(ctx, own, event("guardian-end", ward, end, "guardian", uncle.Code()))
		if err != nil {
			t.Fatal(err)
		}
		same(t, "the day before the end", names(t, r, own, ward, end-1), []string{"Nguyễn Văn Đức"})
		same(t, "the day of the end", names(t, r, own, ward, end), nil)
		if _, err := r.ReverseEvent(ctx, own, started.ID, "nhầm"); fault.CodeOf(err) != "registry.event.built_on" {
			t.Errorf("taken back under its end: %v", err)
		}
		if _, err := r.ReverseEvent(ctx, own, ended.ID, "nhầm"); err != nil {
			t.Fatal(err)
		}
		same(t, "the end taken back", names(t, r, own, ward, end), []string{"Nguyễn Văn Đức"})
		many, err := r.GuardiansOf(ctx, auth.System(), []registry.PersonID{ward, l.Person(4)}, end)
		if err != nil || len(many) != 1 || many[ward][0].Guardian.ID != uncle || many[ward][0].Guardian.PersonalNumber != "024070123456" {
			t.Errorf("of many: %+v, %v", many, err)
		}
		if f := mustPerson(t, r, uncle, registry.At{}); len(f.Wards) != 1 || f.Wards[0].Ward.ID != ward {
			t.Errorf("the guardian's file shows %+v", f.Wards)
		}
		if err := r.RecordDeath(ctx, auth.System(), uncle, calendar.MustDay(2026, 10, 1), papers); err != nil {
			t.Fatal(err)
		}
		same(t, "after the guardian's death", names(t, r, own, ward, calendar.MustDay(2026, 10, 2)), nil)
		same(t, "on the day of death", names(t, r, own, ward, calendar.MustDay(2026, 10, 1)), []string{"Nguyễn Văn Đức"})
	})
}

func TestWhoCannotBeAGuardian(t *testing.T) {
	t.Parallel()
	day := calendar.MustDay(2026, 3, 1)
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		r := setup(t, d)
		l := load(t, r, family())
		child, uncle, own := l.Person(3), l.Person(1), communeOf(t, dongKy)
		if err := r.RecordDeath(ctx, auth.System(), l.Person(0), calendar.MustDay(2026, 2, 1), papers); err != nil {
			t.Fatal(err)
		}
		mustEvent(t, r, event("guardian", child, day, "guardian", uncle.Code(), "kind", "natural"))
		for _, c := range []struct {
			ward     registry.PersonID
			guardian string
			more     []string
			code     string
		}{
			{child, child.Code(), nil, "registry.guardian.self"},
			{child, l.Person(4).Code(), nil, "registry.guardian.age"},
			{child, l.Person(0).Code(), nil, "registry.guardian.dead"},
			{child, uncle.Code(), nil, "registry.guardian.twice"},
			{uncle, child.Code(), nil, "registry.guardian.age"},
			{child, l.Person(2).Code(), nil, "registry.guardian.none"},
			{child, l.Person(2).Code(), []string{"guardian_name", "Giáp Thị Hồng"}, "registry.guardian.none"},
			{child, "123", nil, "registry.code.length"},
			{l.Person(4), uncle.Code(), []string{"until", "2026-03-01"}, "registry.guardian.until"},
		} {
			e := event("guardian", c.ward, day, append([]string{"guardian", c.guardian, "kind", "natural"}, c.more...)...)
			if _, err := r.RecordEvent(ctx, own, e); !hasField(err, c.code) {
				t.Errorf("%s for %s: %v, want %s", c.guardian, c.ward.Code(), err, c.code)
			}
		}
		if _, err := r.RecordEvent(ctx, gatetest.Actor("auditor"), event("guardian", child, day, "guardian", uncle.Code(), "kind", "natural")); !fault.Is(err, fault.Forbidden) {
			t.Errorf("an auditor links people: %v", err)
		}
		elsewhere := event("guardian", l.Person(4), day, "guardian", l.Person(2).Code(), "kind", "natural", "guardian_name", "giáp thị thuý")
		if _, err := r.RecordEvent(ctx, own, elsewhere); err != nil {
			t.Errorf("a guardian of another commune, code and name: %v", err)
		}
		f, err := r.Person(ctx, own, l.Person(4), registry.At{})
		if err != nil || len(f.Guardians) != 1 || f.Guardians[0].Guardian.Name != "Giáp Thị Thúy" || f.Guardians[0].Guardian.Code != "" {
			t.Errorf("the file says %+v, %v", f.Guardians, err)
		}
		if f, err = r.Person(ctx, communeOf(t, boHa), l.Person(2), registry.At{}); err != nil || len(f.Wards) != 0 {
			t.Errorf("the other commune is told of a ward: %+v, %v", f.Wards, err)
		}
	})
}

// TestNobodyGuardsThemselvesThroughOthers closes a circle of three over time, and finds it open at another.
func TestNobodyGuardsThemselvesThroughOthers(t *testing.T) {
	t.Parallel()
	day := calendar.MustDay(2026, 3, 1)
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		r := setup(t, d)
		l := load(t, r, village())
		link := func(ward, guardian int, from calendar.Date, until string) error {
			_, err := r.RecordEvent(ctx, auth.System(), event("guardian", l.Person(ward), from, "guardian", l.Person(guardian).Code(), "kind", "appointed", "until", until))
			return err
		}
		if err := link(0, 1, day, "2026-06-01"); err != nil {
			t.Fatal(err)
		}
		if err := link(1, 2, day, ""); err != nil {
			t.Fatal(err)
		}
		if err := link(2, 0, day, ""); !hasField(err, "registry.guardian.circle") {
			t.Errorf("a circle of three: %v", err)
		}
		if err := link(2, 0, calendar.MustDay(2026, 6, 1), ""); err != nil {
			t.Errorf("after the first link is over: %v", err)
		}
	})
}

func hasField(err error, code string) bool {
	e, ok := err.(*fault.Error)
	if !ok {
		return false
	}
	for _, f := range e.Fields {
		if f.Code == code {
			return true
		}
	}
	return false
}
