package registry_test

import (
	"testing"

	"ansinh/auth"
	"ansinh/calendar"
	"ansinh/db"
	"ansinh/db/dbtest"
	"ansinh/fault"
	"ansinh/gate/gatetest"
	"ansinh/policy"
	"ansinh/registry"
	"ansinh/registry/match"
	"ansinh/viet"
)

func TestTwinsAreFoundOnceAndTheVerdictStays(t *testing.T) {
	t.Parallel()
	data, err := policy.Open("")
	if err != nil {
		t.Fatal(err)
	}
	w, err := match.Load(data)
	if err != nil {
		t.Fatal(err)
	}
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		r := setup(t, d)
		b := village()
		b.Persons = append(b.Persons, adult(1, "Nguyen Van Duc", calendar.MustDay(1970, 5, 17), viet.Male))
		b.Persons[3].OldNumber = "121234567"
		l := load(t, r, b)
		for _, want := range []int{1, 0} {
			if n, err := r.FindTwins(ctx, auth.System(), w); err != nil || n != want {
				t.Fatalf("%d new pairs, want %d: %v", n, want, err)
			}
		}
		open, err := r.Twins(ctx, auth.System(), false)
		if err != nil || len(open) != 1 || open[0].First.ID != l.Person(1) || open[0].Second.ID != l.Person(3) {
			t.Fatalf("got %+v %v", open, err)
		}
		now, _ := gatetest.Tree(t).On(boHa, calendar.DateOf(gatetest.Now))
		if seen, err := r.Twins(ctx, officerOf(string(now)), false); err != nil || len(seen) != 0 {
			t.Errorf("an officer of one of the communes sees %v %v", seen, err)
		}
		if err := r.SayTwins(ctx, officerOf(string(now)), l.Person(1), l.Person(3), registry.OnePerson); !fault.Is(err, fault.NotFound) {
			t.Errorf("an officer of one of the communes decides: %v", err)
		}
		if err := r.SayTwins(ctx, gatetest.Actor("auditor"), l.Person(1), l.Person(3), registry.OnePerson); !fault.Is(err, fault.Forbidden) {
			t.Errorf("an auditor decides: %v", err)
		}
		if err := r.SayTwins(ctx, auth.System(), l.Person(0), l.Person(1), registry.OnePerson); !fault.Is(err, fault.NotFound) {
			t.Errorf("a pair nobody found: %v", err)
		}
		if err := r.SayTwins(ctx, auth.System(), l.Person(1), l.Person(3), registry.TwoPeople); err != nil {
			t.Fatal(err)
		}
		if err := r.CorrectIdentity(ctx, auth.System(), l.Person(3), registry.Identity{Name: "Nguyễn Văn Đức"}, papers); err != nil {
			t.Fatal(err)
		}
		if n, err := r.FindTwins(ctx, auth.System(), w); err != nil || n != 0 {
			t.Fatalf("asked again: %d %v", n, err)
		}
		if open, _ := r.Twins(ctx, auth.System(), false); len(open) != 0 {
			t.Errorf("asked again: %+v", open)
		}
		if said, err := r.Twins(ctx, auth.System(), true); err != nil || len(said) != 1 || said[0].Verdict != registry.TwoPeople {
			t.Errorf("the verdict: %+v %v", said, err)
		}
	})
}
