package reform_test

import (
	"context"
	"testing"
	"testing/fstest"
	"time"

	"ansinh/auth"
	"ansinh/calendar"
	"ansinh/gate/gatetest"
	"ansinh/house"
	"ansinh/org"
	"ansinh/reform"
	"ansinh/registry"
	"ansinh/viet"
)

var ctx = context.Background()

// The three people of a dossier, and one who may not.
var (
	proposer = gatetest.Actor("provincial-officer")
	leader   = gatetest.Actor("leader")
	checker  = gatetest.Actor("payment-checker")
	citizen  = gatetest.Actor("citizen")
)

const folder = "law/social-assistance/nd-1-2027/"

// decree is an invented decree: a higher base from 1/7/2027 and a category for people with a light disability who are
// poor.
func decree() fstest.MapFS {
	return fstest.MapFS{
		folder + "instrument.yaml": {Data: []byte(`number: 1/2027/NĐ-CP
vi: Nghị định thử
en: Decree made up for a test
issuer: Chính phủ
issued: 2027-05-20
from: 2027-07-01
confidence: V
amends: [nd-20-2021, nd-76-2024, nd-335-2026]
`)},
		folder + "params.yaml": {Data: []byte("base:\n  values:\n    - {from: 2027-07-01, value: 600000, source: Điều 1, confidence: V}\n")},
		folder + "rules.yaml": {Data: []byte(`categories:
  - id: K99
    programme: social-assistance
    vi: Người khuyết tật nhẹ thuộc hộ nghèo
    en: Person with a light disability in a poor household
    when: person.disability == "light" && household.poverty == "poor"
    amount: base * 1.0
    source: Điều 2
`)},
		folder + "cases.yaml": {Data: []byte(`cases:
  - id: k99-before
    month: 2027-06
    facts: {birth_date: 1990-01-01, disability: light, poverty: poor}
    expect: []
  - id: k99-first
    month: 2027-07
    facts: {birth_date: 1990-01-01, disability: light, poverty: poor}
    expect: [{category: K99, amount: 600000}]
`)},
	}
}

func files(t *testing.T, from fstest.MapFS) []reform.File {
	t.Helper()
	all, err := reform.Read(from)
	if err != nil {
		t.Fatal(err)
	}
	return all
}

const dongKy org.UnitID = "07282@base" // a commune of 2024 that lies in xã Đồng Kỳ today

// settle puts three people into the registry: severely disabled, lightly disabled and poor, healthy and poor.
func settle(t *testing.T, h *house.House) {
	t.Helper()
	entry := calendar.MustDay(2026, 1, 5)
	noon := time.Date(2026, 1, 5, 5, 0, 0, 0, time.UTC)
	b := registry.Batch{Entry: entry, Sources: []registry.Source{{Kind: registry.Document, Title: "Giấy tờ thử"}}}
	for i, poverty := range []string{"none", "poor"} {
		b.Households = append(b.Households, registry.NewHousehold{HomeUnit: dongKy, Address: "Thôn Đông", Recorded: noon})
		b.Facts = append(b.Facts, registry.LoadFact{Kind: registry.OfHousehold, Subject: i, Fact: "household.poverty", Value: poverty, From: entry, Recorded: noon})
	}
	for i, name := range []string{"Giáp Văn Sơn", "Thân Thị Minh", "Đỗ Văn Nam"} {
		b.Persons = append(b.Persons, registry.NewPerson{Household: min(i, 1), Relation: registry.Other, Name: name,
			BirthDate: calendar.MustDay(1980+i, 5, 17), Sex: viet.Female, Ethnicity: "tay", Recorded: noon})
	}
	for i, level := range []string{"severe", "light"} {
		b.Facts = append(b.Facts, registry.LoadFact{Kind: registry.OfPerson, Subject: i, Fact: "person.disability", Value: level, From: entry, Recorded: noon})
	}
	seen := map[string]bool{}
	for _, f := range h.Law.Vocabulary().Facts() {
		if f.Absent != "" && !seen[f.Register] {
			seen[f.Register] = true
			b.Coverage = append(b.Coverage, registry.NewCoverage{HomeUnit: dongKy, Register: f.Register, From: entry, Recorded: noon})
		}
	}
	if _, err := h.Registry.Load(ctx, auth.System(), b); err != nil {
		t.Fatal(err)
	}
}
