package plan_test

import (
	"bytes"
	"context"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"testing/fstest"

	"ansinh/auth"
	"ansinh/calendar"
	"ansinh/db"
	"ansinh/db/dbtest"
	"ansinh/fault"
	"ansinh/gate/gatetest"
	"ansinh/org"
	"ansinh/plan"
	"ansinh/policy"
)

var today = calendar.MustDay(2026, 11, 24)

func loaded(t *testing.T, d *db.DB) *plan.Plans {
	t.Helper()
	p := plan.New(gatetest.New(t, d))
	data, err := policy.Open("")
	if err != nil {
		t.Fatal(err)
	}
	fresh, err := p.ImportPolicy(t.Context(), auth.System(), data)
	if err != nil {
		t.Fatal(err)
	}
	if len(fresh) != 1 || fresh[0] != "30-kh-ubnd-2024@1" {
		t.Fatalf("new versions %v", fresh)
	}
	again, err := p.ImportPolicy(t.Context(), auth.System(), data)
	if err != nil || len(again) != 0 {
		t.Fatalf("loading the same folder again: %v, %v", again, err)
	}
	return p
}

func TestPolicyPlanComesBackWhole(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		p, ctx := loaded(t, d), t.Context()
		officer := gatetest.Actor("provincial-officer")
		one, v, c, err := p.Current(ctx, officer, "", today)
		if err != nil {
			t.Fatal(err)
		}
		if one.Number != "30/KH-UBND" || one.Date != calendar.MustDay(2024, 4, 30) || one.Issuer.Agency != "bg-ubnd" || v.Horizon != 2030 || v.State != plan.InForce {
			t.Errorf("plan %+v version %+v", one, v)
		}
		counts := []int{len(c.Targets), len(c.Tasks), len(c.Duties), len(c.Organisation), len(c.Deliverables), len(c.Citations), len(c.Doubts)}
		if want := []int{37 + 8, 18, 3, 4, 7, 9, 0}; !slices.Equal(counts, want) {
			t.Errorf("counts %v, want %v", counts, want)
		}
		quantified := 0
		for _, x := range c.Targets {
			if x.Quantified() {
				quantified++
			}
		}
		if quantified != 37 {
			t.Errorf("%d targets with a figure, want 37", quantified)
		}
		if x := c.Targets[1]; x.ID != "T02" || !x.Goal.Down() || x.Goal.Low != "2.35" || x.Goal.High != "2.35" || x.Goal.Unit != "%" || x.Goal.Year != 2030 {
			t.Errorf("T02 %+v", x)
		}
		if x := c.Targets[2]; x.Goal.Low != "40" || x.Goal.High != "45" || x.Goal.Comparator != plan.Between {
			t.Errorf("T03 %+v", x)
		}
		if x := c.Tasks[1]; x.Number != "1.2" || x.Lead[0].Agency != "bg-so-noi-vu" || len(x.Coordinating) != 3 || x.Function() != "emulation" {
			t.Errorf("task 1.2 %+v", x)
		}
		if x := c.Duties[0]; x.To.Agency != "bg-so-ldtbxh" || len(x.Who) != 2 || !x.Before || !slices.Equal(x.Due, plan.Due{"--12-10"}) {
			t.Errorf("R1 %+v", x)
		}
		if _, _, _, err := p.Current(ctx, officer, "", calendar.MustDay(2024, 4, 29)); fault.CodeOf(err) != "plan.not_in_force" {
			t.Errorf("the day before it was issued: %v", err)
		}
		list, err := p.Plans(ctx, officer)
		if err != nil || len(list) != 1 {
			t.Errorf("plans %v, %v", list, err)
		}
	})
}

// Every agency the plan names is in the list of agencies, every function ends at an office that exists today.
func TestPolicyPlanNamesKnownAgencies(t *testing.T) {
	t.Parallel()
	p := loaded(t, dbtest.Open(t))
	data, err := policy.Open("")
	if err != nil {
		t.Fatal(err)
	}
	agencies, err := org.ReadAgencies(data)
	if err != nil {
		t.Fatal(err)
	}
	_, _, c, err := p.Current(t.Context(), auth.System(), "", today)
	if err != nil {
		t.Fatal(err)
	}
	check := func(where, agency, function string) {
		if _, ok := agencies.Agency(agency); !ok {
			t.Errorf("%s: no agency %q", where, agency)
			return
		}
		if now, _ := agencies.Responsible(agency, function, today); !now.On(today) {
			t.Errorf("%s: %s (%s) ends at %s, which is gone", where, agency, function, now.ID)
		}
	}
	for _, x := range c.Tasks {
		for _, party := range append(slices.Clone(x.Lead), x.Coordinating...) {
			for _, f := range x.Functions {
				check("task "+x.Number, party.Agency, f)
			}
		}
	}
	for _, x := range c.Duties {
		for _, party := range append(slices.Clone(x.Who), x.To) {
			check("duty "+x.ID, party.Agency, x.Function)
		}
	}
	for _, x := range c.Organisation {
		for _, a := range x.Who {
			check("organisation "+x.ID, a, "coordination")
		}
	}
	for _, x := range c.Deliverables {
		check("deliverable "+x.ID, x.Owner, "coordination")
	}
}

func TestChangedPolicyFileIsANewVersion(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		p := plan.New(gatetest.New(t, d))
		file := func(from, low string) fstest.MapFS {
			return fstest.MapFS{"plan/x/plan.yaml": {Data: []byte(`
number: 1/KH-UBND
kind: Kế hoạch
date: 2024-01-02
from: ` + from + `
title: {vi: Kế hoạch mẫu, en: A sample}
targets:
  - {id: T01, title: {vi: Mẫu, en: Sample}, goal: {comparator: ">=", low: "` + low + `", unit: "%", year: 2025}}
`)}}
		}
		for i, f := range []fstest.MapFS{file("2024-01-02", "80"), file("2025-06-01", "85")} {
			fresh, err := p.ImportPolicy(t.Context(), auth.System(), f)
			if err != nil || len(fresh) != 1 {
				t.Fatalf("import %d: %v %v", i, fresh, err)
			}
		}
		for _, c := range []struct {
			day  calendar.Date
			want plan.Decimal
		}{{calendar.MustDay(2025, 5, 31), "80"}, {calendar.MustDay(2025, 6, 1), "85"}} {
			_, _, contents, err := p.Current(t.Context(), auth.System(), "x", c.day)
			if err != nil || contents.Targets[0].Goal.Low != c.want {
				t.Errorf("on %s: %v, %v", c.day, contents.Targets, err)
			}
		}
	})
}

func TestWrongPolicyFileNamesEveryMistake(t *testing.T) {
	t.Parallel()
	p := plan.New(gatetest.New(t, dbtest.Open(t)))
	_, err := p.ImportPolicy(t.Context(), auth.System(), fstest.MapFS{"plan/x/plan.yaml": {Data: []byte(`
number: 1/KH-UBND
kind: Kế hoạch
date: 2024-01-02
title: {vi: Kế hoạch mẫu, en: A sample}
targets:
  - {id: T01, goal: {comparator: "≥", low: "8,5", unit: "%", year: 25}}
  - {id: T01, goal: {comparator: "=", low: "8", unit: "%", year: 2025}}
tasks:
  - {number: "1", serves: [T09]}
deliverables:
  - {id: D1, task: "7"}
duties:
  - {id: R1, due: ["--13-01"]}
`)}})
	var f *fault.Error
	if !errors.As(err, &f) {
		t.Fatal(err)
	}
	got := map[string]bool{}
	for _, x := range f.Fields {
		got[x.Code] = true
	}
	for _, want := range []string{"plan.no_comparator", "plan.not_a_number", "plan.no_year", "plan.twice", "plan.no_lead", "plan.no_target", "plan.no_task", "plan.no_day"} {
		if !got[want] {
			t.Errorf("no %s among %v", want, f.Fields)
		}
	}
	if list, err := p.Plans(t.Context(), auth.System()); err != nil || len(list) != 0 {
		t.Errorf("something was recorded: %v, %v", list, err)
	}
}

func TestReadingBecomesADraftOnce(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		p, ctx := plan.New(gatetest.New(t, d)), t.Context()
		x := read(t, "nam-son.txt")
		officer := gatetest.Actor("provincial-officer")
		v, created, err := p.ImportReading(ctx, officer, x)
		if err != nil || !created || v.State != plan.Draft || v.Origin != plan.FromDocument {
			t.Fatalf("%+v, %v, %v", v, created, err)
		}
		again, created, err := p.ImportReading(ctx, officer, read(t, "nam-son.txt"))
		if err != nil || created || again.ID != v.ID {
			t.Fatalf("the same file again: %+v, %v, %v", again, created, err)
		}
		c, err := p.Contents(ctx, officer, v.ID)
		if err != nil || len(c.Targets) != len(x.Targets) || len(c.Tasks) != len(x.Tasks) || len(c.Doubts) != len(x.Unsure) {
			t.Fatalf("%d targets, %d tasks, %d doubts, %v", len(c.Targets), len(c.Tasks), len(c.Doubts), err)
		}
		if c.Targets[0].Source == "" || c.Targets[0].Confidence == 0 || c.Targets[0].Confidence > 99 {
			t.Errorf("source and confidence are lost: %+v", c.Targets[0])
		}
		if _, _, _, err := p.Current(ctx, officer, v.Plan, today); fault.CodeOf(err) != "plan.not_in_force" {
			t.Errorf("a draft counts: %v", err)
		}
		if err := p.Confirm(ctx, officer, v.ID); err != nil {
			t.Fatal(err)
		}
		if err := p.Confirm(ctx, officer, v.ID); fault.CodeOf(err) != "plan.no_draft" {
			t.Errorf("confirmed twice: %v", err)
		}
		if _, got, _, err := p.Current(ctx, officer, v.Plan, today); err != nil || got.ID != v.ID {
			t.Errorf("after confirming: %v, %v", got, err)
		}
	})
}

func TestWhoMayNot(t *testing.T) {
	t.Parallel()
	p := loaded(t, dbtest.Open(t))
	citizen := gatetest.Actor("citizen")
	for name, call := range map[string]func(context.Context) error{
		"read": func(ctx context.Context) error { _, err := p.Plans(ctx, citizen); return err },
		"import": func(ctx context.Context) error {
			_, _, err := p.ImportReading(ctx, citizen, &plan.Reading{SHA256: "0"})
			return err
		},
		"confirm": func(ctx context.Context) error { return p.Confirm(ctx, citizen, "30-kh-ubnd-2024@1") },
	} {
		if err := call(t.Context()); !fault.Is(err, fault.Forbidden) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, _, err := p.Plan(t.Context(), auth.System(), "none"); fault.CodeOf(err) != "plan.none" {
		t.Errorf("no such plan: %v", err)
	}
	if _, err := p.Contents(t.Context(), auth.System(), "none@1"); fault.CodeOf(err) != "plan.no_version" {
		t.Errorf("no such version: %v", err)
	}
}

func TestObligations(t *testing.T) {
	t.Parallel()
	p := loaded(t, dbtest.Open(t))
	_, _, c, err := p.Current(t.Context(), auth.System(), "", today)
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, o := range c.Obligations(2024) {
		id := ""
		if o.Duty != nil {
			id = o.Duty.ID
		} else {
			id = o.Deliverable.ID
		}
		got = append(got, id+" "+o.Due.String())
	}
	want := []string{"D1 2024-06-30", "R1 2024-12-10", "D2 2024-12-31", "R2 2024-12-31"}
	if !slices.Equal(got, want) {
		t.Errorf("2024: %v, want %v", got, want)
	}
	if n := len(c.Obligations(2026)); n != 2 {
		t.Errorf("2026: %d obligations, want the two reports", n)
	}
}

func read(t *testing.T, name string) *plan.Reading {
	t.Helper()
	data, err := os.ReadFile(filepath.Join("reading", "testdata", name))
	if err != nil {
		t.Fatal(err)
	}
	x, err := plan.Extract(bytes.NewReader(data), int64(len(data)), name)
	if err != nil {
		t.Fatal(err)
	}
	return x
}
