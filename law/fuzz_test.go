package law

import (
	"errors"
	"os"
	"testing"
	"testing/fstest"

	"ansinh/calendar"
)

// Whatever stands in a rules file, loading ends with a law or with problems that have a place; a law that loads can
// be run both ways.
func FuzzRules(f *testing.F) {
	for _, file := range []string{"social-assistance/nd-20-2021", "social-assistance/nd-176-2025", "social-pension/nd-176-2025"} {
		raw, err := os.ReadFile("../policy/law/" + file + "/rules.yaml")
		if err != nil {
			f.Fatal(err)
		}
		f.Add(string(raw))
	}
	base := small(f)
	f.Add(string(base["law/aid/first/rules.yaml"].Data))
	f.Fuzz(func(t *testing.T, rules string) {
		law := with(base, "law/aid/first/rules.yaml", string(base["law/aid/first/rules.yaml"].Data), rules)
		runs(t, law)
	})
}

// A condition alone reaches deeper into the rule language.
func FuzzCondition(f *testing.F) {
	for _, s := range []string{"person.hiv", `household.poverty in ["poor", "near_poor"]`, "person.age_months >= 720 && !term.poor",
		"person.pension_monthly < base", "(person.hiv ? 1 : 2) > 1", "dong(5) == base * 2.5", "-1 < 0", "1 in [1]"} {
		f.Add(s)
	}
	base := small(f)
	f.Fuzz(func(t *testing.T, condition string) {
		law := with(base, "law/aid/first/rules.yaml", "term.poor && person.age_months >= 720", quoted(condition))
		runs(t, law)
	})
}

func quoted(s string) string {
	out := []rune{'"'}
	for _, r := range s {
		if r == '"' || r == '\\' {
			out = append(out, '\\')
		}
		out = append(out, r)
	}
	return string(append(out, '"'))
}

func runs(t *testing.T, law fstest.MapFS) {
	b, err := Load(law)
	var ps Problems
	if errors.As(err, &ps) {
		for _, p := range ps {
			if p.File == "" || p.Code == "" {
				t.Fatalf("a problem without a place: %+v", p)
			}
			p.Caret()
		}
		return
	}
	if err != nil {
		t.Fatal(err)
	}
	month := calendar.MonthOf(2026, 11)
	table := NewTable(b.vocabulary, month, 3)
	if err := table.SetDate("person.birth_date", 1, calendar.MustDay(1950, 1, 31)); err != nil {
		t.Fatal(err)
	}
	_, errTable := b.Determine(table)
	for row := range 3 {
		_, err := b.Explain(table.Facts(row), month)
		if err == nil && errTable == nil {
			continue
		}
		if errTable == nil {
			t.Fatalf("row %d: explain %v, determine none", row, err)
		}
	}
	b.Uncovered()
	b.TestCases()
}

// Facts by hand come out as facts the vocabulary knows, or as problems.
func FuzzFacts(f *testing.F) {
	for _, s := range []string{"birth_date: 1952-03-15\nperson: {hiv: true}\ncomplete: [family]\n", "complete: all", "{}", "household: [x]", "hiv: null"} {
		f.Add(s)
	}
	v, err := LoadVocabulary(os.DirFS("../policy"))
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, raw string) {
		facts, err := v.ParseFacts("facts.yaml", []byte(raw))
		if err != nil {
			return
		}
		for id, value := range facts {
			fact, ok := v.Fact(id)
			if !ok {
				t.Fatalf("a fact that is not known: %s", id)
			}
			if _, ok := fact.Parse(value.Text); !ok {
				t.Fatalf("%s = %q", id, value.Text)
			}
		}
	})
}
