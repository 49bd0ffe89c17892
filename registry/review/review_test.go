package review_test

import (
	"context"
	"testing"
	"time"

	"ansinh/auth"
	"ansinh/calendar"
	"ansinh/db"
	"ansinh/db/dbtest"
	"ansinh/fault"
	"ansinh/gate/gatetest"
	"ansinh/law"
	"ansinh/org"
	"ansinh/policy"
	"ansinh/registry"
	"ansinh/registry/review"
	"ansinh/viet"
)

var ctx = context.Background()

const dongKy org.UnitID = "07282@base"

var day = calendar.MustDay(2026, 11, 10)

type village struct {
	*review.Review
	registry *registry.Registry
	loaded   registry.Loaded
	officer  auth.Actor
}

// setup is three households of one commune: a poor one, a near-poor one, and one that is neither.
func setup(t *testing.T, d *db.DB) village {
	t.Helper()
	data, err := policy.Open("")
	if err != nil {
		t.Fatal(err)
	}
	book, err := law.Load(data)
	if err != nil {
		t.Fatal(err)
	}
	rules, err := review.Load(data, book)
	if err != nil {
		t.Fatal(err)
	}
	g, tree := gatetest.New(t, d), gatetest.Tree(t)
	v := village{registry: registry.New(g, tree, book.Vocabulary())}
	v.Review = review.New(g, tree, v.registry, func() *law.Book { return book }, rules)
	entry := calendar.MustDay(2026, 1, 5)
	noon := time.Date(2026, 1, 5, 5, 0, 0, 0, time.UTC)
	b := registry.Batch{Entry: entry, Sources: []registry.Source{{Kind: registry.Document, Title: "Giấy tờ thử"}}}
	for i, status := range []string{"poor", "near_poor", "none"} {
		b.Households = append(b.Households, registry.NewHousehold{HomeUnit: dongKy, Address: "Thôn Đông", Recorded: noon})
		b.Persons = append(b.Persons, registry.NewPerson{Household: i, Relation: registry.Head, Name: "Nguyễn Thị Hòa", BirthDate: entry - 20000,
			Sex: viet.Female, Ethnicity: "kinh", Recorded: noon})
		b.Facts = append(b.Facts, registry.LoadFact{Kind: registry.OfHousehold, Subject: i, Fact: "household.poverty", Value: status, From: entry, Recorded: noon})
	}
	if v.loaded, err = v.registry.Load(ctx, auth.System(), b); err != nil {
		t.Fatal(err)
	}
	now, _ := tree.On(dongKy, day)
	v.officer = gatetest.Actor("commune-officer")
	v.officer.Unit = string(now)
	return v
}

// answers is a form with points and so many deprivations.
func (v village) answers(points string, lacks int) map[string]string {
	out := map[string]string{"event.area_type": "rural", "event.b1_points": points}
	for _, q := range v.Questions(2026) {
		if out[q.ID] == "" {
			out[q.ID] = map[bool]string{true: "true", false: "false"}[lacks > 0]
			lacks--
		}
	}
	return out
}

func TestAReviewFromTheFormToTheNextYear(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		v := setup(t, d)
		if sheets, _, err := v.List(ctx, v.officer, 2026); err != nil || len(sheets) != 2 {
			t.Fatalf("%d households to survey, %v", len(sheets), err)
		}
		decide := func() (review.Decision, error) {
			return v.Decide(ctx, v.officer, 2026, "12/QĐ-UBND", day, "Chủ tịch UBND xã")
		}
		if _, err := decide(); fault.CodeOf(err) != "review.blank" {
			t.Errorf("before anything was surveyed: %v", err)
		}
		for i, c := range []struct {
			points string
			lacks  int
			want   string
		}{{"141", 5, "none"}, {"140", 2, "near_poor"}, {"140", 3, "poor"}} {
			s, err := v.Survey(ctx, v.officer, 2026, v.loaded.Household(i), day, v.answers(c.points, c.lacks))
			if err != nil || s.Result != c.want {
				t.Errorf("household %d: %q, %v; want %q", i, s.Result, err, c.want)
			}
		}
		if err := v.Object(ctx, v.officer, 2026, v.loaded.Household(0), "Nguyễn Thị Hòa", "điểm chưa đúng"); err != nil {
			t.Fatal(err)
		}
		if _, err := decide(); fault.CodeOf(err) != "review.open" {
			t.Errorf("with an open objection: %v", err)
		}
		if err := v.Settle(ctx, v.officer, 2026, v.loaded.Household(0), "đã kiểm tra lại, điểm đúng"); err != nil {
			t.Fatal(err)
		}
		done, err := decide()
		if err != nil || done.Households != 3 || done.Changed != 2 {
			t.Fatalf("%+v %v", done, err)
		}
		for i, want := range [][2]string{{"poor", "none"}, {"near_poor", "near_poor"}, {"none", "poor"}} {
			for j, on := range []calendar.Date{calendar.MustDay(2026, 12, 31), calendar.MustDay(2027, 1, 1)} {
				f, err := v.registry.Person(ctx, auth.System(), v.loaded.Person(i), registry.At{AsOf: on})
				if err != nil {
					t.Fatal(err)
				}
				for _, x := range f.Facts {
					if x.Fact == "household.poverty" && x.Value != want[j] {
						t.Errorf("household %d on %v: %q, want %q", i, on, x.Value, want[j])
					}
				}
			}
		}
		if _, err := v.Survey(ctx, v.officer, 2026, v.loaded.Household(0), day, v.answers("100", 5)); fault.CodeOf(err) != "review.decided" {
			t.Errorf("surveyed after the decision: %v", err)
		}
		if _, err := decide(); fault.CodeOf(err) != "review.nothing" {
			t.Errorf("decided twice: %v", err)
		}
	})
}

func TestWhatAReviewRefuses(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		v := setup(t, d)
		elsewhere := v.officer
		elsewhere.Unit = string(gatetest.Tree(t).Units(org.Commune, day)[0].ID)
		if elsewhere.Unit == v.officer.Unit {
			elsewhere.Unit = string(gatetest.Tree(t).Units(org.Commune, day)[1].ID)
		}
		house := v.loaded.Household(0)
		short := v.answers("100", 3)
		delete(short, "event.lacks_job")
		if _, err := v.Survey(ctx, v.officer, 2026, house, day, short); !fault.Is(err, fault.Invalid) {
			t.Errorf("a form with a gap: %v", err)
		}
		if _, err := v.Survey(ctx, v.officer, 2026, house, day+400, v.answers("100", 3)); !fault.Is(err, fault.Invalid) {
			t.Errorf("another year: %v", err)
		}
		if _, err := v.Survey(ctx, elsewhere, 2026, house, day, v.answers("100", 3)); !fault.Is(err, fault.NotFound) && !fault.Is(err, fault.Forbidden) {
			t.Errorf("from elsewhere: %v", err)
		}
		if _, err := v.Survey(ctx, gatetest.Actor("auditor"), 2026, house, day, v.answers("100", 3)); !fault.Is(err, fault.Forbidden) {
			t.Errorf("an auditor: %v", err)
		}
		if sheets, _, err := v.List(ctx, elsewhere, 2026); err != nil || len(sheets) != 0 {
			t.Errorf("elsewhere sees %d households, %v", len(sheets), err)
		}
		if err := v.Object(ctx, v.officer, 2026, house, "ai", "gì"); fault.CodeOf(err) != "review.not_surveyed" {
			t.Errorf("an objection to nothing: %v", err)
		}
		if _, err := v.Decide(ctx, auth.System(), 2026, "1", day, "ai"); !fault.Is(err, fault.Invalid) {
			t.Errorf("decided for the whole province: %v", err)
		}
	})
}
