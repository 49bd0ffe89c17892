package registry_test

import (
	"slices"
	"testing"

	"ansinh/auth"
	"ansinh/calendar"
	"ansinh/db"
	"ansinh/db/dbtest"
	"ansinh/fault"
	"ansinh/gate/gatetest"
	"ansinh/registry"
)

var today = calendar.DateOf(gatetest.Now)

// valueOf is a fact of a person at a pair of clocks, "" where there is none.
func valueOf(t *testing.T, r *registry.Registry, id registry.PersonID, fact string, at registry.At) string {
	t.Helper()
	f, err := r.Person(ctx, auth.System(), id, at)
	if err != nil {
		t.Fatal(err)
	}
	i := slices.IndexFunc(f.Facts, func(x registry.Fact) bool { return x.Fact == fact })
	if i < 0 {
		return ""
	}
	return f.Facts[i].Value
}

func TestRecordFactSupersedes(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		r := setup(t, d)
		l := load(t, r, village())
		id, fact := l.Person(1), "person.disability"
		from, to := entry+100, entry+200
		err := r.RecordFact(ctx, officerOf("07282@2025-07-01"), registry.NewFact{Person: id, Fact: fact, Value: "extremely_severe",
			From: from, To: to, Source: papers})
		if err != nil {
			t.Fatal(err)
		}
		for _, c := range []struct {
			at   registry.At
			want string
		}{
			{registry.At{AsOf: from - 1}, "severe"},
			{registry.At{AsOf: from}, "extremely_severe"},
			{registry.At{AsOf: to - 1}, "extremely_severe"},
			{registry.At{AsOf: to}, "severe"},
			{registry.At{AsOf: from, KnownOn: today - 1}, "severe"}, // as it was known yesterday
			{registry.At{AsOf: entry - 1000}, ""},
		} {
			if got := valueOf(t, r, id, fact, c.at); got != c.want {
				t.Errorf("%+v: got %q, want %q", c.at, got, c.want)
			}
		}
		history, err := r.History(ctx, auth.System(), id)
		if err != nil || len(history) != 5 { // disability: one superseded, two remainders, the new one; hiv
			t.Errorf("%d rows, %v", len(history), err)
		}
	})
}

func TestRecordFactCorrectsIdentity(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		r := setup(t, d)
		l := load(t, r, village())
		right := calendar.MustDay(1945, 3, 2)
		err := r.RecordFact(ctx, auth.System(), registry.NewFact{Person: l.Person(0), Fact: "person.birth_date", Value: right.String(), Source: papers})
		if err != nil {
			t.Fatal(err)
		}
		month := calendar.MonthOf(2026, 11)
		for knownAt, want := range map[calendar.Date]calendar.Date{today - 1: calendar.MustDay(1944, 3, 2), today: right} {
			s, err := r.Snapshot(ctx, auth.System(), month, knownAt)
			if err != nil {
				t.Fatal(err)
			}
			c, _ := s.Table.Column("person.birth_date")
			if v, ok := c.Get(0); !ok || calendar.Date(v) != want {
				t.Errorf("known at %v: born %v, want %v", knownAt, calendar.Date(v), want)
			}
		}
	})
}

func TestRecordFactRefuses(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		r := setup(t, d)
		l := load(t, r, village())
		good := registry.NewFact{Person: l.Person(1), Fact: "person.disability", Value: "light", From: entry, Source: papers}
		for code, spoil := range map[string]func(*registry.NewFact){
			"registry.fact.no_such":   func(f *registry.NewFact) { f.Fact = "person.height" },
			"registry.fact.derived":   func(f *registry.NewFact) { f.Fact, f.Value = "person.age_months", "3" },
			"registry.fact.value":     func(f *registry.NewFact) { f.Value = "heavy" },
			"registry.fact.of":        func(f *registry.NewFact) { f.Person, f.Household = 0, l.Household(0) },
			"registry.period":         func(f *registry.NewFact) { f.To = f.From },
			"registry.source":         func(f *registry.NewFact) { f.Source = registry.Source{} },
			"registry.fact.certainty": func(f *registry.NewFact) { f.Certainty = "perhaps" },
			"registry.fact.life":      func(f *registry.NewFact) { f.Fact, f.Value = "person.death_date", "2026-02-01" },
		} {
			f := good
			spoil(&f)
			err := r.RecordFact(ctx, auth.System(), f)
			if e, ok := err.(*fault.Error); !ok || e.Kind != fault.Invalid || !slices.ContainsFunc(e.Fields, func(x fault.Field) bool { return x.Code == code }) {
				t.Errorf("%s: got %v", code, err)
			}
		}
		if err := r.RecordFact(ctx, gatetest.Actor("auditor"), good); !fault.Is(err, fault.Forbidden) {
			t.Errorf("without permission: got %v", err)
		}
		if err := r.RecordFact(ctx, officerOf("07294@2025-07-01"), good); !fault.Is(err, fault.NotFound) {
			t.Errorf("another commune's: got %v", err)
		}
		if got := valueOf(t, r, l.Person(1), "person.disability", registry.At{}); got != "severe" {
			t.Errorf("a refusal changed the fact to %q", got)
		}
	})
}

func TestRecordDeath(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		r := setup(t, d)
		l := load(t, r, village())
		died := calendar.MustDay(2026, 10, 20)
		actor := officerOf("07282@2025-07-01")
		if err := r.RecordDeath(ctx, actor, l.Person(0), died, papers); err != nil {
			t.Fatal(err)
		}
		if err := r.RecordDeath(ctx, actor, l.Person(0), died, papers); fault.CodeOf(err) != "registry.life.recorded" {
			t.Errorf("twice: got %v", err)
		}
		if err := r.RecordDeath(ctx, actor, l.Person(0), died-8, papers); err != nil {
			t.Errorf("corrected: got %v", err)
		}
		for day, code := range map[calendar.Date]string{calendar.MustDay(1940, 1, 1): "registry.life.before_birth", today + 1: "registry.life.future"} {
			err := r.RecordDeath(ctx, actor, l.Person(1), day, papers)
			if e, ok := err.(*fault.Error); !ok || len(e.Fields) != 1 || e.Fields[0].Code != code {
				t.Errorf("%v: got %v", day, err)
			}
		}
		if err := r.RecordDeath(ctx, gatetest.Actor("leader"), l.Person(1), died, papers); !fault.Is(err, fault.Forbidden) {
			t.Errorf("without permission: got %v", err)
		}
		dead, err := r.DeadOn(ctx, gatetest.Actor("payment-officer"), registry.At{AsOf: calendar.MustDay(2026, 11, 1)})
		if err != nil || len(dead) != 1 || dead[0] != (registry.Death{Person: l.Person(0), Died: died - 8}) {
			t.Errorf("dead: got %v, %v", dead, err)
		}
		if dead, err := r.DeadOn(ctx, gatetest.Actor("payment-officer"), registry.At{KnownOn: today - 1}); err != nil || len(dead) != 0 {
			t.Errorf("dead as known yesterday: got %v, %v", dead, err)
		}
		if dead, err := r.DeadOn(ctx, officerOf("07294@2025-07-01"), registry.At{}); err != nil || len(dead) != 0 {
			t.Errorf("dead of another commune: got %v, %v", dead, err)
		}
		alive := func(month calendar.Month) int64 {
			s, err := r.Snapshot(ctx, auth.System(), month, today)
			if err != nil {
				t.Fatal(err)
			}
			row, _ := s.Row(l.Person(0))
			c, _ := s.Table.Column("person.alive")
			v, _ := c.Get(row)
			return v
		}
		if alive(calendar.MonthOf(2026, 10)) != 1 || alive(calendar.MonthOf(2026, 11)) != 0 {
			t.Error("alive must hold in the month of death and not after it")
		}
	})
}

func TestRecordDeparture(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		r := setup(t, d)
		l := load(t, r, village())
		if err := r.RecordDeparture(ctx, auth.System(), l.Person(2), calendar.MustDay(2026, 10, 20), papers); err != nil {
			t.Fatal(err)
		}
		s, err := r.Snapshot(ctx, auth.System(), calendar.MonthOf(2026, 11), today)
		if err != nil {
			t.Fatal(err)
		}
		c, _ := s.Table.Column("person.resident")
		for row, want := range []int64{1, 1, 0} {
			if v, ok := c.Get(row); !ok || v != want {
				t.Errorf("row %d: resident %d", row, v)
			}
		}
	})
}
