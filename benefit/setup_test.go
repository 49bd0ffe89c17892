package benefit_test

import (
	"context"
	"testing"
	"time"

	"ansinh/auth"
	"ansinh/benefit"
	"ansinh/calendar"
	"ansinh/db"
	"ansinh/gate/gatetest"
	"ansinh/law"
	"ansinh/org"
	"ansinh/policy"
	"ansinh/registry"
	"ansinh/viet"
)

var ctx = context.Background()

// Two communes of 2024: today they lie in xã Đồng Kỳ and in xã Bố Hạ.
const (
	dongKy org.UnitID = "07282@base"
	boHa   org.UnitID = "07294@2020-03-01"
)

var (
	entry    = calendar.MustDay(2026, 1, 5)
	today    = calendar.MustDay(2026, 11, 24)
	october  = calendar.MonthOf(2026, 10)
	november = calendar.MonthOf(2026, 11)
	papers   = registry.Source{Kind: registry.Document, Title: "Giấy tờ thử"}
)

// The people of the village, by their place in it.
const (
	elder     = iota // 82, no pension
	disabled         // severe
	orphan           // 10
	uncertain        // 80, nobody knows whether there is a pension
	healthy
	helpless // extremely severe, cared for at home
	turning  // poor, 75 in November
	twin     // elder once more, in the other commune
	toddler  // an orphan who has turned 4 when November begins
	people
)

// rooms are what a test works with.
type rooms struct {
	*benefit.Benefits
	registry *registry.Registry
	loaded   registry.Loaded
	tree     *org.Tree
}

func (r *rooms) id(place int) registry.PersonID { return r.loaded.Person(place) }

func setup(t *testing.T, d *db.DB) *rooms {
	t.Helper()
	data, err := policy.Open("")
	if err != nil {
		t.Fatal(err)
	}
	book, err := law.Load(data)
	if err != nil {
		t.Fatal(err)
	}
	procedure, err := benefit.LoadProcedure(data)
	if err != nil {
		t.Fatal(err)
	}
	g, tree := gatetest.New(t, d), gatetest.Tree(t)
	r := &rooms{registry: registry.New(g, tree, book.Vocabulary()), tree: tree}
	r.Benefits = benefit.New(g, tree, r.registry, book, procedure)
	if r.loaded, err = r.registry.Load(ctx, auth.System(), village(book.Vocabulary())); err != nil {
		t.Fatal(err)
	}
	return r
}

// noon is midday of a day in Bắc Ninh.
func noon(day calendar.Date) time.Time {
	y, m, d := day.Civil()
	return time.Date(y, time.Month(m), d, 5, 0, 0, 0, time.UTC)
}

func village(v *law.Vocabulary) registry.Batch {
	b := registry.Batch{Entry: entry, Sources: []registry.Source{papers}}
	for i, h := range []org.UnitID{dongKy, boHa, dongKy} {
		b.Households = append(b.Households, registry.NewHousehold{HomeUnit: h, Address: "Thôn Đông", Recorded: noon(entry), Source: 0})
		b.Facts = append(b.Facts, registry.LoadFact{Kind: registry.OfHousehold, Subject: i, Fact: "household.poverty",
			Value: map[bool]string{true: "poor", false: "none"}[i == 2], From: entry, Recorded: noon(entry)})
	}
	homes := [people]int{twin: 1, orphan: 1, turning: 2}
	born := [people][3]int{elder: {1944, 3, 2}, disabled: {1980, 5, 17}, orphan: {2016, 2, 3}, uncertain: {1946, 1, 9}, healthy: {1990, 7, 7},
		helpless: {1975, 12, 1}, turning: {1951, 11, 10}, twin: {1944, 3, 2}, toddler: {2022, 10, 15}}
	names := [people]string{"Nguyễn Thị Hòa", "Giáp Văn Sơn", "Thân Văn Minh", "Ngô Thị Lan", "Đỗ Văn Nam", "Vũ Thị Tâm", "Lê Văn Thọ",
		"Nguyễn Thị Hoà", "Bùi Thị Mai"}
	for i := range int(people) {
		day := calendar.MustDay(born[i][0], born[i][1], born[i][2])
		p := registry.NewPerson{Household: homes[i], Relation: registry.Other, Name: names[i], BirthDate: day, Sex: viet.Female,
			Ethnicity: "kinh", Recorded: noon(entry)}
		if i == elder || i == twin {
			p.OldNumber = "121234567"
		}
		if i == disabled {
			p.PersonalNumber = "024180000001"
		}
		b.Persons = append(b.Persons, p)
	}
	know := func(place int, fact, value string) {
		b.Facts = append(b.Facts, registry.LoadFact{Kind: registry.OfPerson, Subject: place, Fact: fact, Value: value, From: entry, Recorded: noon(entry)})
	}
	know(disabled, "person.disability", "severe")
	know(orphan, "person.no_nurture", "b")
	know(toddler, "person.no_nurture", "b")
	know(helpless, "person.disability", "extremely_severe")
	know(helpless, "person.caregiver", "household")
	b.Facts = append(b.Facts, registry.LoadFact{Kind: registry.OfPerson, Subject: uncertain, Fact: "person.pension_monthly",
		Certainty: registry.Unknown, From: entry, Recorded: noon(entry)})
	seen := map[string]bool{}
	for _, f := range v.Facts() {
		if f.Absent == "" || seen[f.Register] {
			continue
		}
		seen[f.Register] = true
		for _, h := range []org.UnitID{dongKy, boHa} {
			b.Coverage = append(b.Coverage, registry.NewCoverage{HomeUnit: h, Register: f.Register, From: entry, Recorded: noon(entry)})
		}
	}
	return b
}

// determine takes the month's snapshot and determines it.
func (r *rooms) determine(t *testing.T, month calendar.Month) benefit.Determination {
	t.Helper()
	s, err := r.registry.Snapshot(ctx, auth.System(), month, today)
	if err != nil {
		t.Fatal(err)
	}
	d, err := r.Determine(ctx, auth.System(), s)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// rows are the rows of a list as place:category:reason, in order.
func (r *rooms) rows(t *testing.T, month calendar.Month, list benefit.List) []string {
	t.Helper()
	found, _, err := r.Rows(ctx, auth.System(), benefit.Query{Month: month, List: list})
	if err != nil {
		t.Fatal(err)
	}
	out := []string{}
	for _, row := range found {
		out = append(out, r.place(row.Person)+" "+row.Category+" "+string(row.Reason))
	}
	return out
}

func (r *rooms) place(id registry.PersonID) string {
	return [people]string{"elder", "disabled", "orphan", "uncertain", "healthy", "helpless", "turning", "twin", "toddler"}[id-r.loaded.FirstPerson]
}

// enrol opens decisions for everybody of a month's gap list, the second record of one person included, but some.
func (r *rooms) enrol(t *testing.T, month calendar.Month, but ...int) []benefit.Decision {
	t.Helper()
	made, err := r.DecideAll(ctx, auth.System(), month, benefit.Terms{On: month.First() + 4, Accept: func(row benefit.Row) bool {
		for _, b := range but {
			if row.Person == r.id(b) {
				return false
			}
		}
		return true
	}})
	if err != nil {
		t.Fatal(err)
	}
	return made
}

// officer is a commune officer of the commune in which a home lies today.
func (r *rooms) officer(t *testing.T, home org.UnitID) auth.Actor {
	t.Helper()
	now, ok := r.tree.On(home, today)
	if !ok {
		t.Fatalf("no commune for %s", home)
	}
	a := gatetest.Actor("commune-officer")
	a.Unit = string(now)
	return a
}
