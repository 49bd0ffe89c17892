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

// TestAMoveLosesAndDoublesNoMonth takes the snapshots of the months round a move, as known before it was recorded and
// after: everybody is in each once, in the home of the month's last day.
func TestAMoveLosesAndDoublesNoMonth(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		r := setup(t, d)
		l := load(t, r, village())
		m := registry.Move{Person: l.Person(1), Day: calendar.MustDay(2026, 9, 30), HomeUnit: boHa, Address: "Thôn Mới", Source: papers}
		if err := r.RecordMove(ctx, auth.System(), m); err != nil {
			t.Fatal(err)
		}
		today := calendar.DateOf(gatetest.Now)
		for month, want := range map[calendar.Month]org.UnitID{calendar.MonthOf(2026, 8): dongKy, calendar.MonthOf(2026, 9): boHa, calendar.MonthOf(2026, 10): boHa} {
			for knownAt, home := range map[calendar.Date]org.UnitID{today - 1: dongKy, today: want} {
				s, err := r.Snapshot(ctx, auth.System(), month, knownAt)
				if err != nil {
					t.Fatal(err)
				}
				row, ok := s.Row(l.Person(1))
				if !ok || len(s.Persons) != 3 || s.HomeUnits[row] != home {
					t.Errorf("%v known on %v: %d people, home %v want %v", month, knownAt, len(s.Persons), s.HomeUnits[row], home)
				}
				f, err := r.Person(ctx, auth.System(), l.Person(1), registry.At{AsOf: month.Last(), KnownOn: knownAt})
				if err != nil || f.Person.HomeUnit != home || f.Household.ID != s.Households[row] {
					t.Errorf("%v known on %v: the file says %v, household %d of %d; %v", month, knownAt, f.Person.HomeUnit, f.Household.ID, s.Households[row], err)
				}
			}
		}
		if err := r.RecordMove(ctx, auth.System(), m); !fault.Is(err, fault.Conflict) {
			t.Errorf("the same move twice: %v", err)
		}
	})
}

func TestWhoMayRecordAMove(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		r := setup(t, d)
		l := load(t, r, village())
		m := registry.Move{Person: l.Person(0), Day: calendar.MustDay(2026, 9, 1), HomeUnit: boHa, Address: "Thôn Mới", Source: papers}
		now, _ := gatetest.Tree(t).On(dongKy, calendar.DateOf(gatetest.Now))
		if err := r.RecordMove(ctx, officerOf(string(now)), m); !fault.Is(err, fault.Forbidden) {
			t.Errorf("an officer of the old home alone: %v", err)
		}
		if err := r.RecordMove(ctx, gatetest.Actor("auditor"), m); !fault.Is(err, fault.Forbidden) {
			t.Errorf("an auditor: %v", err)
		}
		m.HomeUnit, m.Day = "nowhere", calendar.MustDay(2030, 1, 1)
		if err := r.RecordMove(ctx, auth.System(), m); !fault.Is(err, fault.Invalid) {
			t.Errorf("nowhere, in the future: %v", err)
		}
	})
}

func TestANewbornGetsACodeAndLaterANumber(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		r := setup(t, d)
		l := load(t, r, village())
		n := registry.Birth{Household: l.Household(0), Name: "Nguyễn Thị Hoà Mi", BirthDate: calendar.MustDay(2026, 11, 2), Sex: viet.Female, Ethnicity: "kinh", Source: papers}
		id, err := r.RecordBirth(ctx, auth.System(), n)
		if err != nil {
			t.Fatal(err)
		}
		wrong := registry.Identity{PersonalNumber: "024026000001"}
		if err := r.CorrectIdentity(ctx, auth.System(), id, wrong, papers); !fault.Is(err, fault.Invalid) {
			t.Errorf("a number of a man born in 1926: %v", err)
		}
		if err := r.CorrectIdentity(ctx, auth.System(), id, registry.Identity{Name: "Nguyễn Thị Hòa My", PersonalNumber: "024326000001"}, papers); err != nil {
			t.Fatal(err)
		}
		f, err := r.Person(ctx, auth.System(), id, registry.At{})
		if err != nil || f.Person.Name != "Nguyễn Thị Hòa My" || f.Person.PersonalNumber != "024326000001" || f.Person.Code != id.Code() || len(f.Household.Members) != 3 {
			t.Fatalf("%+v %v", f.Person, err)
		}
		was, err := r.History(ctx, auth.System(), id)
		if err != nil || len(was) != 3 || was[0].Value != "Nguyễn Thị Hòa Mi" || was[0].Superseded.IsZero() {
			t.Fatalf("%+v %v", was, err)
		}
		if found, _, err := r.Search(ctx, auth.System(), "nguyen thi hoa my", 5); err != nil || len(found) != 1 {
			t.Errorf("found %v %v", found, err)
		}
		n.BirthDate = calendar.MustDay(2027, 1, 1)
		if _, err := r.RecordBirth(ctx, auth.System(), n); !fault.Is(err, fault.Invalid) {
			t.Errorf("born in the future: %v", err)
		}
		if _, err := r.RecordBirth(ctx, gatetest.Actor("auditor"), n); !fault.Is(err, fault.Forbidden) {
			t.Errorf("an auditor: %v", err)
		}
	})
}
