package registry_test

import (
	"context"
	"testing"
	"time"

	"ansinh/auth"
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
	entry  = calendar.MustDay(2026, 1, 5)
	papers = registry.Source{Kind: registry.Document, Title: "Giấy tờ thử"}
)

func setup(t *testing.T, d *db.DB) *registry.Registry {
	t.Helper()
	data, err := policy.Open("")
	if err != nil {
		t.Fatal(err)
	}
	v, err := law.LoadVocabulary(data)
	if err != nil {
		t.Fatal(err)
	}
	forms, err := registry.LoadForms(data, v)
	if err != nil {
		t.Fatal(err)
	}
	r := registry.New(gatetest.New(t, d), gatetest.Tree(t), v)
	r.Offer(forms)
	return r
}

// noon is midday of a day in Bắc Ninh.
func noon(day calendar.Date) time.Time {
	y, m, d := day.Civil()
	return time.Date(y, time.Month(m), d, 5, 0, 0, 0, time.UTC)
}

func adult(house int, name string, born calendar.Date, sex viet.Sex) registry.NewPerson {
	return registry.NewPerson{Household: house, Relation: registry.Head, Name: name, BirthDate: born, Sex: sex,
		Ethnicity: "kinh", Recorded: noon(entry)}
}

// village is two households in two communes, every register complete in the first.
func village() registry.Batch {
	b := registry.Batch{
		Entry:   entry,
		Sources: []registry.Source{papers},
		Households: []registry.NewHousehold{
			{HomeUnit: dongKy, Address: "Thôn Đông", Recorded: noon(entry)},
			{HomeUnit: boHa, Address: "Thôn Đoài", Recorded: noon(entry)},
		},
		Persons: []registry.NewPerson{
			adult(0, "Nguyễn Thị Hòa", calendar.MustDay(1944, 3, 2), viet.Female),
			adult(0, "Nguyễn Văn Đức", calendar.MustDay(1970, 5, 17), viet.Male),
			adult(1, "Giáp Thị Thúy", calendar.MustDay(1950, 8, 30), viet.Female),
		},
		Facts: []registry.LoadFact{
			{Kind: registry.OfHousehold, Subject: 0, Fact: "household.poverty", Value: "poor", From: entry, Recorded: noon(entry)},
			{Kind: registry.OfPerson, Subject: 1, Fact: "person.disability", Value: "severe", From: entry - 900, Recorded: noon(entry)},
			{Kind: registry.OfPerson, Subject: 1, Fact: "person.hiv", Value: "true", From: entry - 900, Recorded: noon(entry)},
			{Kind: registry.OfArea, Area: dongKy, Fact: "area.special_difficulty", Value: "true", From: entry, Recorded: noon(entry)},
		},
		Payees: []registry.NewPayee{{Person: 0, Channel: registry.ToAccount, Bank: "NH01", Number: "990001", Holder: "Nguyễn Thị Hòa",
			From: entry, Recorded: noon(entry)}},
	}
	b.Persons[1].PersonalNumber, b.Persons[1].Relation = "024070123456", registry.Child
	b.Persons[1].OldNumber = "121234567"
	for _, register := range []string{"disability", "hiv", "poverty", "area", "social_insurance", "family"} {
		b.Coverage = append(b.Coverage, registry.NewCoverage{HomeUnit: dongKy, Register: register, From: entry, Recorded: noon(entry)})
	}
	return b
}

func load(t *testing.T, r *registry.Registry, b registry.Batch) registry.Loaded {
	t.Helper()
	l, err := r.Load(ctx, auth.System(), b)
	if err != nil {
		t.Fatal(err)
	}
	return l
}

// officer of the commune in which Bố Hạ lies today.
func officerOf(commune string) auth.Actor {
	a := gatetest.Actor("commune-officer")
	a.Unit = commune
	return a
}
