package law

import (
	"os"
	"testing"

	"ansinh/calendar"
)

func vocabulary(t *testing.T) *Vocabulary {
	t.Helper()
	v, err := LoadVocabulary(os.DirFS("../policy"))
	if err != nil {
		t.Fatal(err)
	}
	return v
}

func TestFactsParseAndFormat(t *testing.T) {
	t.Parallel()
	v := vocabulary(t)
	tests := []struct {
		fact, text string
		ok         bool
	}{
		{"person.birth_date", "1946-05-01", true},
		{"person.birth_date", "1946-02-30", false},
		{"person.hiv", "true", true},
		{"person.hiv", "yes", false},
		{"household.poverty", "near_poor", true},
		{"household.poverty", "rich", false},
		{"person.dependent_children", "3", true},
		{"person.dependent_children", "-1", false},
		{"person.pension_monthly", "2500000", true},
		{"person.pension_monthly", "2.5", false},
	}
	for _, tt := range tests {
		f, ok := v.Fact(tt.fact)
		if !ok {
			t.Fatalf("no fact %s", tt.fact)
		}
		n, ok := f.Parse(tt.text)
		if ok != tt.ok {
			t.Errorf("%s: Parse(%q) ok = %v, want %v", tt.fact, tt.text, ok, tt.ok)
		}
		if ok && f.Format(n) != tt.text {
			t.Errorf("%s: Format(Parse(%q)) = %q", tt.fact, tt.text, f.Format(n))
		}
	}
}

func TestTableKeepsWhatIsSet(t *testing.T) {
	t.Parallel()
	v := vocabulary(t)
	table := NewTable(v, calendar.MonthOf(2026, 11), 70)
	if len(table.Facts(69)) != 0 {
		t.Fatal("a new table knows something")
	}
	for _, err := range []error{
		table.SetBool("person.hiv", 69, true),
		table.SetInt("person.pension_monthly", 69, 3_000_000_000),
		table.SetInt("person.dependent_children", 69, 2),
		table.SetEnum("household.poverty", 69, "poor"),
		table.SetDate("person.birth_date", 69, calendar.MustDay(1946, 5, 1)),
	} {
		if err != nil {
			t.Fatal(err)
		}
	}
	got := table.Facts(69)
	for fact, want := range map[string]string{
		"person.hiv": "true", "person.pension_monthly": "3000000000", "person.dependent_children": "2",
		"household.poverty": "poor", "person.birth_date": "1946-05-01",
	} {
		if got[fact].Text != want {
			t.Errorf("%s = %q, want %q", fact, got[fact].Text, want)
		}
	}
	if len(table.Facts(68)) != 0 {
		t.Error("a neighbouring row knows something")
	}
	if err := table.SetUnknown("person.hiv", 69); err != nil {
		t.Fatal(err)
	}
	if _, known := table.Facts(69)["person.hiv"]; known {
		t.Error("person.hiv is still known")
	}
}

func TestTableRefuses(t *testing.T) {
	t.Parallel()
	table := NewTable(vocabulary(t), calendar.MonthOf(2026, 11), 1)
	for name, err := range map[string]error{
		"unknown fact":    table.SetBool("person.hvi", 0, true),
		"wrong type":      table.SetBool("household.poverty", 0, true),
		"unknown value":   table.SetEnum("household.poverty", 0, "por"),
		"negative":        table.SetInt("person.dependent_children", 0, -1),
		"too large":       table.SetInt("person.dependent_children", 0, 1<<40),
		"derived by law":  table.SetInt("person.age_months", 0, 12),
		"row outside":     table.SetBool("person.hiv", 1, true),
		"unknown unknown": table.SetUnknown("person.hvi", 0),
	} {
		if err == nil {
			t.Errorf("%s: no error", name)
		}
	}
}

func TestTurnsIsTheFirstMonth(t *testing.T) {
	t.Parallel()
	for _, id := range []string{"person.age_months", "person.age_months_start"} {
		d := derivation(id)
		for day := range 800 {
			birth := calendar.MustDay(1951, 12, 1).Add(day)
			for _, n := range []int64{0, 1, 48, 720, 900} {
				m := d.turns(birth, n)
				if d.value(birth, m) < n || d.value(birth, m.Add(-1)) >= n {
					t.Fatalf("%s: born %s turns %d months in %s", id, birth, n, m)
				}
			}
		}
	}
}

func TestLastBirthAgreesWithAge(t *testing.T) {
	t.Parallel()
	for _, id := range []string{"person.age_months", "person.age_months_start"} {
		d := derivation(id)
		for m := calendar.MonthOf(2023, 12); m <= calendar.MonthOf(2026, 12); m++ {
			for _, n := range []int64{-3, 0, 1, 36, 48, 192, 264, 720, 840, 900, 960, 1300, 4000} {
				last := d.lastBirth(n, m)
				if d.value(last, m) < n {
					t.Errorf("%s in %s: born %s is %d months, want at least %d", id, m, last, d.value(last, m), n)
				}
				if d.value(last.Add(1), m) >= n && last >= calendar.MustDay(1600, 1, 1) {
					t.Errorf("%s in %s: born %s is already %d months", id, m, last.Add(1), n)
				}
			}
		}
	}
}
