package benefit_test

import (
	"slices"
	"testing"

	"ansinh/auth"
	"ansinh/benefit"
	"ansinh/calendar"
	"ansinh/db"
	"ansinh/db/dbtest"
	"ansinh/fault"
	"ansinh/gate/gatetest"
	"ansinh/registry"
)

func same(t *testing.T, what string, got []string, want ...string) {
	t.Helper()
	if !slices.Equal(got, want) {
		t.Errorf("%s:\n got %q\nwant %q", what, got, want)
	}
}

func TestTheFourLists(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		r := setup(t, d)
		r.determine(t, october)
		same(t, "October's gap", r.rows(t, october, benefit.Gap), "elder P75 never_enrolled", "disabled K6n never_enrolled",
			"orphan K1 never_enrolled", "helpless C-home never_enrolled", "helpless K6dbn never_enrolled", "turning P70 never_enrolled",
			"twin P75 twin", "toddler K1 never_enrolled")
		same(t, "October's unknown", r.rows(t, october, benefit.Unknown), "uncertain  possible")
		made := r.enrol(t, october, orphan)
		if len(made) != 7 {
			t.Errorf("%d decisions", len(made))
		}
		same(t, "the gap after deciding", r.rows(t, october, benefit.Gap), "orphan K1 never_enrolled")
		same(t, "the review after deciding", r.rows(t, october, benefit.Review), "twin P75 twin")

		r.determine(t, november)
		same(t, "November's gap", r.rows(t, november, benefit.Gap), "orphan K1 never_enrolled")
		same(t, "November's adjust", r.rows(t, november, benefit.Adjust), "turning P75 ground", "toddler K1 rate")
		same(t, "November's review", r.rows(t, november, benefit.Review), "twin P75 twin")
	})
}

func TestWhatEndsABenefitIsReviewed(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		r := setup(t, d)
		r.determine(t, october)
		made := r.enrol(t, october)
		must := func(err error) {
			t.Helper()
			if err != nil {
				t.Fatal(err)
			}
		}
		last := october.Last()
		must(r.registry.RecordDeath(ctx, auth.System(), r.id(elder), last, papers))
		must(r.registry.RecordDeparture(ctx, auth.System(), r.id(disabled), last, papers))
		must(r.registry.RecordFact(ctx, auth.System(), registry.NewFact{Person: r.id(helpless), Fact: "person.disability", Value: "light",
			From: last, Source: papers}))
		must(r.registry.RecordFact(ctx, auth.System(), registry.NewFact{Person: r.id(orphan), Fact: "person.no_nurture",
			Certainty: registry.Unknown, From: last, Source: papers}))
		must(r.registry.RecordFact(ctx, auth.System(), registry.NewFact{Person: r.id(turning), Fact: "person.disability", Value: "severe",
			From: last, Source: papers}))
		r.determine(t, november)
		same(t, "review", r.rows(t, november, benefit.Review), "elder P75 dead", "disabled K6n moved", "helpless C-home condition",
			"helpless K6dbn condition", "turning P70 replaced", "twin P75 twin")
		same(t, "unknown", r.rows(t, november, benefit.Unknown), "orphan K1 missing", "uncertain  possible")
		same(t, "gap", r.rows(t, november, benefit.Gap), "turning K6n never_enrolled")

		i := slices.IndexFunc(made, func(d benefit.Decision) bool { return d.Person == r.id(toddler) })
		must(r.End(ctx, auth.System(), made[i].ID, "Gia đình xin thôi", november))
		r.determine(t, november)
		same(t, "gap after an end", r.rows(t, november, benefit.Gap), "turning K6n never_enrolled", "toddler K1 ended")
		if err := r.End(ctx, auth.System(), made[i].ID, "lần nữa", november); fault.CodeOf(err) != "benefit.not_active" {
			t.Errorf("ended twice: %v", err)
		}
		if err := r.End(ctx, auth.System(), made[0].ID, " ", november); !fault.Is(err, fault.Invalid) {
			t.Errorf("ended without a reason: %v", err)
		}
		if err := r.End(ctx, auth.System(), 999, "x", november); !fault.Is(err, fault.NotFound) {
			t.Errorf("no such decision: %v", err)
		}
		if err := r.End(ctx, gatetest.Actor("payment-officer"), made[0].ID, "x", november); !fault.Is(err, fault.Forbidden) {
			t.Errorf("without permission: %v", err)
		}
	})
}

func TestDeterminingAgainReplaces(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		r := setup(t, d)
		first := r.determine(t, october)
		second := r.determine(t, october)
		stored, err := r.Determination(ctx, gatetest.Actor("auditor"), october)
		if err != nil {
			t.Fatal(err)
		}
		for _, got := range []benefit.Determination{second, stored} {
			if got.Amount != first.Amount || got.Benefits != 8 || got.Snapshot != first.Snapshot || got.Lists[benefit.Gap] != 8 ||
				got.Lists[benefit.Unknown] != 1 {
				t.Errorf("got %+v, first %+v", got, first)
			}
		}
		if _, err := r.Determination(ctx, gatetest.Actor("citizen"), october); !fault.Is(err, fault.Forbidden) {
			t.Errorf("a citizen sees the determination: %v", err)
		}
		if _, _, err := r.Rows(ctx, auth.System(), benefit.Query{Month: november}); fault.CodeOf(err) != "benefit.not_determined" {
			t.Errorf("a month nobody determined: %v", err)
		}
		s, err := r.registry.Snapshot(ctx, auth.System(), october, today)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := r.Determine(ctx, gatetest.Actor("leader"), s); !fault.Is(err, fault.Forbidden) {
			t.Errorf("without permission: %v", err)
		}
	})
}

func TestRowsByPageAndArea(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		r := setup(t, d)
		r.determine(t, october)
		var all []benefit.Row
		var after *benefit.Row
		for {
			page, more, err := r.Rows(ctx, auth.System(), benefit.Query{Month: october, List: benefit.Gap, After: after, Limit: 3})
			if err != nil {
				t.Fatal(err)
			}
			all = append(all, page...)
			if !more {
				break
			}
			after = &page[len(page)-1]
		}
		if len(all) != 8 {
			t.Errorf("pages hold %d rows", len(all))
		}
		mine, _, err := r.Rows(ctx, r.officer(t, boHa), benefit.Query{Month: october})
		if err != nil {
			t.Fatal(err)
		}
		for _, row := range mine {
			if row.HomeUnit != boHa {
				t.Errorf("the officer of one commune sees %s", row.HomeUnit)
			}
		}
		if len(mine) != 2 {
			t.Errorf("the officer sees %d rows", len(mine))
		}
		old := calendar.MustDay(2024, 4, 30)
		for _, level := range []int{1, 2, 3} {
			counts, err := r.Counts(ctx, auth.System(), october, level, old)
			if err != nil {
				t.Fatal(err)
			}
			now, err := r.Counts(ctx, auth.System(), october, 1, today)
			if err != nil {
				t.Fatal(err)
			}
			if sum(counts) != sum(now) || sum(counts).Rows != 9 {
				t.Errorf("level %d: %+v on the old map, %+v on today's", level, sum(counts), sum(now))
			}
		}
	})
}

func sum(counts []benefit.Count) (s benefit.Count) {
	for _, c := range counts {
		s.Rows += c.Rows
		s.Amount += c.Amount
	}
	return s
}

func TestAPersonsFile(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		r := setup(t, d)
		r.determine(t, october)
		r.enrol(t, october)
		own := gatetest.Actor("citizen")
		own.Person = int64(r.id(helpless))
		f, err := r.Person(ctx, own, r.id(helpless))
		if err != nil {
			t.Fatal(err)
		}
		if len(f.Decisions) != 2 || len(f.Months) != 2 || len(f.Rows) != 0 {
			t.Errorf("own file: %+v", f)
		}
		if _, err := r.Person(ctx, own, r.id(elder)); !fault.Is(err, fault.NotFound) {
			t.Errorf("a citizen opens another's file: %v", err)
		}
		f, err = r.Person(ctx, r.officer(t, dongKy), r.id(orphan))
		if err != nil || len(f.Decisions)+len(f.Months)+len(f.Rows) != 0 {
			t.Errorf("an officer of another commune sees %+v, %v", f, err)
		}
		if _, err := r.Person(ctx, gatetest.Actor("agency-officer"), r.id(elder)); !fault.Is(err, fault.Forbidden) {
			t.Errorf("without permission: %v", err)
		}
	})
}

func TestWhatTellsASecretIsHidden(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		r := setup(t, d)
		for _, f := range []registry.NewFact{
			{Person: r.id(healthy), Fact: "person.hiv", Value: "true"},
			{Person: r.id(healthy), Fact: "person.stable_income", Value: "false"},
			{Household: r.loaded.Household(0), Fact: "household.poverty", Value: "poor"},
			{Person: r.id(elder), Fact: "person.hiv", Certainty: registry.Unknown},
		} {
			f.From, f.Source = entry, papers
			if err := r.registry.RecordFact(ctx, auth.System(), f); err != nil {
				t.Fatal(err)
			}
		}
		r.determine(t, october)
		r.enrol(t, october, elder)
		category := func(actor auth.Actor) string {
			f, err := r.Person(ctx, actor, r.id(healthy))
			if err != nil || len(f.Decisions) != 1 || len(f.Months) != 1 || f.Decisions[0].Category != f.Months[0].Category {
				t.Fatalf("%s: %+v, %v", actor.Role, f, err)
			}
			return f.Months[0].Category
		}
		own := gatetest.Actor("citizen")
		own.Person = int64(r.id(healthy))
		for actor, want := range map[auth.Actor]string{r.officer(t, dongKy): "K8", gatetest.Actor("auditor"): "", own: "K8"} {
			if got := category(actor); got != want {
				t.Errorf("%s sees %q, want %q", actor.Role, got, want)
			}
		}
		for actor, want := range map[auth.Actor]bool{r.officer(t, dongKy): true, gatetest.Actor("auditor"): false} {
			rows, _, err := r.Rows(ctx, actor, benefit.Query{Month: october, List: benefit.Unknown})
			if err != nil {
				t.Fatal(err)
			}
			told := false
			for _, row := range rows {
				told = told || slices.Contains(row.Missing, "person.hiv")
			}
			if len(rows) != 2 || told != want {
				t.Errorf("%s sees of the missing facts %+v", actor.Role, rows)
			}
		}
	})
}
