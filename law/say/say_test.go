package say

import (
	"bytes"
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"ansinh/calendar"
	"ansinh/law"
	"ansinh/text"
)

var update = flag.Bool("update", false, "write the golden files anew")

// golden compares with testdata/NAME, or writes it with -update.
func golden(t *testing.T, name, got string) {
	t.Helper()
	file := filepath.Join("testdata", name)
	if *update {
		if err := os.WriteFile(file, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(want, []byte(got)) {
		t.Errorf("%s differs (go test ./law/say -update writes it anew):\n%s", file, got)
	}
}

// house is the law and the texts of the policy folder.
func house(t *testing.T) (*law.Book, *text.Texts) {
	t.Helper()
	policy := os.DirFS("../../policy")
	b, err := law.Load(policy)
	if err != nil {
		t.Fatal(err)
	}
	texts, err := text.Load(policy)
	if err != nil {
		t.Fatal(err)
	}
	return b, texts
}

func factsOfText(t *testing.T, b *law.Book, s string) law.Facts {
	t.Helper()
	f, err := b.Vocabulary().ParseFacts("facts.yaml", []byte(s))
	if err != nil {
		t.Fatal(err)
	}
	return f
}

func TestExplanationsRead(t *testing.T) {
	t.Parallel()
	b, texts := house(t)
	for name, facts := range map[string]string{
		"near-poor-74":   "birth_date: 1952-03-15\nhousehold: {poverty: near_poor}\nperson: {pension_monthly: 0}\n",
		"stacked":        "birth_date: 1952-03-15\nsupporter: none\npoverty: poor\ndisability: severe\ncomplete: all\n",
		"orphan":         "birth_date: 2022-12-05\nno_nurture: b\ntaken_in: true\nhiv: unknown\npoverty: poor\nstable_income: false\ncomplete: all\n",
		"nothing":        "birth_date: 1990-05-05\ncomplete: all\n",
		"single-parent":  "birth_date: 1990-05-05\nsingle_parent: true\npoverty: poor\ndependent_children: 2\ndisability: extremely_severe\ncaregiver: household\ncomplete: all\n",
		"amount-unknown": "disability: severe\ncomplete: all\n",
		"funeral":        "birth_date: 1990-05-05\ndisability: severe\nevent: {death: disaster}\ncomplete: all\n",
		"war-invalid":    "birth_date: 1965-05-05\nwar_invalid: a\nwar_invalid_rate: 61\nevent: {convalescence: home}\ncomplete: all\n",
		"poverty-form":   "birth_date: 1990-05-05\nevent: {area_type: rural, income_per_person: 1400000, b1_points: 120, lacks_job: true, lacks_dependants: false, lacks_nutrition: false, lacks_insurance: true, lacks_adult_schooling: false, lacks_child_schooling: false, lacks_house_quality: true, lacks_house_area: false, lacks_water: false, lacks_toilet: false, lacks_telecom: false, lacks_device: false}\ncomplete: all\n",
		"old-rich":       "birth_date: 1940-03-15\npension_monthly: 5000000\ncomplete: all\n",
	} {
		e, err := b.Explain(factsOfText(t, b, facts), calendar.MonthOf(2026, 11))
		if err != nil {
			t.Fatal(err)
		}
		e.Law = "0123456789ab" // the hash changes with every edit of the law
		for _, lang := range []text.Lang{text.VI, text.EN} {
			proof := Auditor(e, texts, lang)
			got := facts + "\n--- citizen\n" + Citizen(e, texts, lang) + "\n--- officer\n" + Officer(e, texts, lang)
			if name == "stacked" { // the whole proof of one person is enough to read
				got += "\n--- auditor\n" + proof
			}
			if strings.Contains(got+proof, "law.say") || strings.Contains(got+proof, "%!") {
				t.Errorf("%s %s holds an unfinished sentence", name, lang)
			}
			golden(t, "explain-"+name+"."+string(lang)+".txt", got)
		}
	}
}

// Programmes that answer on request are told about one by one: sums given once never join the month's.
func TestWhatWouldBeOtherwiseReads(t *testing.T) {
	t.Parallel()
	b, texts := house(t)
	for name, tt := range map[string]struct {
		facts string
		ask   []string
	}{
		"old-not-poor": {"birth_date: 1953-03-15\ncomplete: all\nstable_income: true\n", nil},
		"open":         {"birth_date: 1952-03-15\nhousehold: {poverty: near_poor}\n", nil},
		"no-birthday":  {"household: {poverty: poor}\ncomplete: all\nstable_income: false\n", nil},
		"asked": {"birth_date: 1990-03-15\ncomplete: all\nstable_income: true\ndisability: unknown\nhousehold: {poverty: none}\n",
			[]string{"health-insurance", "funeral-support", "voluntary-insurance"}},
	} {
		c, err := b.Counterfactuals(factsOfText(t, b, tt.facts), calendar.MonthOf(2026, 11), tt.ask...)
		if err != nil {
			t.Fatal(err)
		}
		if len(c.Asked) > len(tt.ask) {
			t.Errorf("%s: %v was asked, answered %+v", name, tt.ask, c.Asked)
		}
		for _, lang := range []text.Lang{text.VI, text.EN} {
			golden(t, "otherwise-"+name+"."+string(lang)+".txt", WhatIf(c, texts, lang))
		}
	}
}
