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
			return v.Decide(ctx, v.officer, review.Decision{Year: 2026, Number: "12/QĐ-UBND", On: day, Signer: "Chủ tịch UBND xã"}, "")
		}
		if _, err := decide(); fault.CodeOf(err) != "review.blank" {
			t.Errorf("before anything was surveyed: %v", err)
		}
		for i, c := range []struct {
			points string
			lacks  int
			want   string
		}{{"141", 5, "none"}, {"140", 2, "near_poor"}, {"140", 3, "poor"}} {
			s, err := v.Survey(ctx, v.officer, review.Place{Year: 2026, Household: v.loaded.Household(i)}, day, v.answers(c.points, c.lacks))
			if err != nil || s.Result != c.want {
				t.Errorf("household %d: %q, %v; want %q", i, s.Result, err, c.want)
			}
		}
		if err := v.Object(ctx, v.officer, review.Place{Year: 2026, Household: v.loaded.Household(0)}, "Nguyễn Thị Hòa", "điểm chưa đúng"); err != nil {
			t.Fatal(err)
		}
		if _, err := decide(); fault.CodeOf(err) != "review.open" {
			t.Errorf("with an open objection: %v", err)
		}
		if err := v.Settle(ctx, v.officer, review.Place{Year: 2026, Household: v.loaded.Household(0)}, "đã kiểm tra lại, điểm đúng"); err != nil {
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
		if _, err := v.Survey(ctx, v.officer, review.Place{Year: 2026, Household: v.loaded.Household(0)}, day, v.answers("100", 5)); fault.CodeOf(err) != "review.decided" {
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
		if _, err := v.Survey(ctx, v.officer, review.Place{Year: 2026, Household: house}, day, short); !fault.Is(err, fault.Invalid) {
			t.Errorf("a form with a gap: %v", err)
		}
		for points, code := range map[string]string{"abc": "registry.event.number", "-5": "registry.event.number",
			"120.5": "registry.event.number", "120,5": "registry.event.number", "1200": "review.most", "1.200": "review.most"} {
			_, err := v.Survey(ctx, v.officer, review.Place{Year: 2026, Household: house}, day, v.answers(points, 3))
			if e, ok := err.(*fault.Error); !ok || len(e.Fields) != 1 || e.Fields[0].Where != "event.b1_points" || e.Fields[0].Code != code {
				t.Errorf("%q points: %v", points, err)
			}
		}
		if _, err := v.Survey(ctx, v.officer, review.Place{Year: 2026, Household: house}, day+400, v.answers("100", 3)); !fault.Is(err, fault.Invalid) {
			t.Errorf("another year: %v", err)
		}
		if _, err := v.Survey(ctx, elsewhere, review.Place{Year: 2026, Household: house}, day, v.answers("100", 3)); !fault.Is(err, fault.NotFound) && !fault.Is(err, fault.Forbidden) {
			t.Errorf("from elsewhere: %v", err)
		}
		if _, err := v.Survey(ctx, gatetest.Actor("auditor"), review.Place{Year: 2026, Household: house}, day, v.answers("100", 3)); !fault.Is(err, fault.Forbidden) {
			t.Errorf("an auditor: %v", err)
		}
		if sheets, _, err := v.List(ctx, elsewhere, 2026); err != nil || len(sheets) != 0 {
			t.Errorf("elsewhere sees %d households, %v", len(sheets), err)
		}
		if err := v.Object(ctx, v.officer, review.Place{Year: 2026, Household: house}, "ai", "gì"); fault.CodeOf(err) != "review.not_surveyed" {
			t.Errorf("an objection to nothing: %v", err)
		}
		if _, err := v.Decide(ctx, auth.System(), review.Decision{Year: 2026, Number: "1", On: day, Signer: "ai"}, ""); !fault.Is(err, fault.Invalid) {
			t.Errorf("decided for the whole province: %v", err)
		}
	})
}

// TestTwoOfficersOnOneSheet opens a sheet twice: the second writer is told what the first wrote, and writes over it only
// after having seen it.
func TestTwoOfficersOnOneSheet(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		v := setup(t, d)
		house := v.loaded.Household(0)
		opened, _, err := v.Sheet(ctx, v.officer, 2026, house)
		if err != nil {
			t.Fatal(err)
		}
		seen := review.Place{Year: 2026, Household: house, Seen: opened.Version}
		if _, err := v.Survey(ctx, v.officer, seen, day, v.answers("141", 5)); err != nil {
			t.Fatal(err)
		}
		if _, err := v.Survey(ctx, v.officer, seen, day, v.answers("100", 5)); fault.CodeOf(err) != "review.stale" {
			t.Errorf("over what was not seen: %v", err)
		}
		if err := v.Object(ctx, v.officer, seen, "ai", "gì"); fault.CodeOf(err) != "review.stale" {
			t.Errorf("an objection to a result not seen: %v", err)
		}
		now, _, err := v.Sheet(ctx, v.officer, 2026, house)
		if err != nil || now.Result != "none" || len(now.Since(opened.Version)) != 1 || now.Steps[0].Answers["event.b1_points"] != "141" {
			t.Fatalf("%+v %v", now, err)
		}
		seen.Seen = now.Version
		if err := v.Object(ctx, v.officer, seen, "ai", "gì"); err != nil {
			t.Fatal(err)
		}
		if err := v.Object(ctx, v.officer, review.Place{Year: 2026, Household: house}, "người khác", "khác"); fault.CodeOf(err) != "review.object_open" {
			t.Errorf("a second objection over an open one: %v", err)
		}
		if err := v.Settle(ctx, v.officer, seen, "đã xem"); fault.CodeOf(err) != "review.stale" {
			t.Errorf("an answer to what was not seen: %v", err)
		}
		sheets, _, err := v.List(ctx, v.officer, 2026)
		if err != nil {
			t.Fatal(err)
		}
		mark := review.Seen(sheets)
		if err := v.Settle(ctx, v.officer, review.Place{Year: 2026, Household: house}, "đã xem"); err != nil {
			t.Fatal(err)
		}
		if _, err := v.Decide(ctx, v.officer, review.Decision{Year: 2026, Number: "1", On: day, Signer: "ai"}, mark); fault.CodeOf(err) != "review.stale_list" {
			t.Errorf("decided on a list that changed: %v", err)
		}
	})
}

// poverty is what the register says of a household on a day.
func (v village) poverty(t *testing.T, i int, on calendar.Date) string {
	t.Helper()
	f, err := v.registry.Person(ctx, auth.System(), v.loaded.Person(i), registry.At{AsOf: on})
	if err != nil {
		t.Fatal(err)
	}
	for _, x := range f.Facts {
		if x.Fact == "household.poverty" {
			return x.Value
		}
	}
	return ""
}

func TestADecisionIsTakenBack(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		v := setup(t, d)
		for i, c := range []struct {
			points string
			lacks  int
		}{{"141", 5}, {"140", 2}, {"140", 3}} {
			if _, err := v.Survey(ctx, v.officer, review.Place{Year: 2026, Household: v.loaded.Household(i)}, day, v.answers(c.points, c.lacks)); err != nil {
				t.Fatal(err)
			}
		}
		decide := func(number string) review.Decision {
			done, err := v.Decide(ctx, v.officer, review.Decision{Year: 2026, Number: number, On: day, Signer: "Chủ tịch"}, "")
			if err != nil {
				t.Fatal(err)
			}
			return done
		}
		first, next := decide("12/QĐ-UBND"), calendar.MustDay(2027, 1, 1)
		undoing := review.Undoing{Number: "15/QĐ-UBND", On: day, Reason: "tính nhầm điểm"}
		if _, err := v.Undo(ctx, v.officer, first.ID, review.Undoing{On: day - 1}); !fault.Is(err, fault.Invalid) {
			t.Errorf("without number and reason: %v", err)
		}
		elsewhere := v.officer
		elsewhere.Unit = string(gatetest.Tree(t).Units(org.Commune, day)[0].ID)
		if elsewhere.Unit == v.officer.Unit {
			elsewhere.Unit = string(gatetest.Tree(t).Units(org.Commune, day)[1].ID)
		}
		if _, err := v.Undo(ctx, elsewhere, first.ID, undoing); fault.CodeOf(err) != "review.no_decision" {
			t.Errorf("from elsewhere: %v", err)
		}
		if _, err := v.Undo(ctx, gatetest.Actor("auditor"), first.ID, undoing); !fault.Is(err, fault.Forbidden) {
			t.Errorf("an auditor: %v", err)
		}
		if got := v.poverty(t, 0, next) + v.poverty(t, 2, next); got != "nonepoor" {
			t.Fatalf("decided, the register says %s", got)
		}
		if _, err := v.Undo(ctx, v.officer, first.ID, undoing); err != nil {
			t.Fatal(err)
		}
		for i, want := range []string{"poor", "near_poor", "none"} {
			if got := v.poverty(t, i, next); got != want {
				t.Errorf("taken back, household %d is %q, want %q", i, got, want)
			}
		}
		if _, err := v.Undo(ctx, v.officer, first.ID, undoing); fault.CodeOf(err) != "review.undone" {
			t.Errorf("taken back twice: %v", err)
		}
		if back, about, err := v.Decision(ctx, v.officer, first.ID); err != nil || back.Undoing.Number != undoing.Number || len(about) != 3 {
			t.Errorf("%+v, %d households, %v", back, len(about), err)
		}
		again := decide("16/QĐ-UBND")
		f := registry.NewFact{Household: v.loaded.Household(2), Fact: "household.poverty", Value: "near_poor", From: next,
			Source: registry.Source{Kind: registry.Document, Title: "Kết luận thanh tra"}}
		if err := v.registry.RecordFact(ctx, auth.System(), f); err != nil {
			t.Fatal(err)
		}
		if _, err := v.Undo(ctx, v.officer, again.ID, undoing); fault.CodeOf(err) != "review.undo.built_on" {
			t.Errorf("something later rests on it: %v", err)
		}
		if got := v.poverty(t, 0, next) + v.poverty(t, 2, next); got != "nonenear_poor" {
			t.Errorf("the refused undo left %s", got)
		}
	})
}
