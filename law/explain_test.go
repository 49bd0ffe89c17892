package law

import (
	"encoding/json"
	"slices"
	"testing"

	"ansinh/calendar"
	"ansinh/fault"
)

func explained(t *testing.T, b *Book, facts string, month calendar.Month) *Explanation {
	t.Helper()
	f, err := b.Vocabulary().ParseFacts("facts.yaml", []byte(facts))
	if err != nil {
		t.Fatal(err)
	}
	e, err := b.Explain(f, month)
	if err != nil {
		t.Fatal(err)
	}
	e.Law = "0123456789ab" // the hash changes with every edit of the law
	return e
}

func TestExplanationTellsWhatAgeWillChange(t *testing.T) {
	t.Parallel()
	b := book(t)
	tests := []struct {
		name, facts string
		from        []string
		after       []int64
	}{
		{"pension at 75", "birth_date: 1952-03-15\ncomplete: all", []string{"2027-03"}, []int64{540000}},
		{"child at 4 and 16", "birth_date: 2023-05-10\nno_nurture: b\ncomplete: all", []string{"2027-06", "2039-06"}, []int64{810000, 0}},
		{"turns 4 on the first", "birth_date: 2023-05-01\nno_nurture: b\ncomplete: all", []string{"2027-05", "2039-05"}, []int64{810000, 0}},
		{"leap day at 75", "birth_date: 1952-02-29\ncomplete: all", []string{"2027-02"}, []int64{540000}},
		{"nothing to come", "birth_date: 1940-01-01\ncomplete: all", nil, nil},
	}
	for _, tt := range tests {
		e := explained(t, b, tt.facts, calendar.MonthOf(2026, 11))
		if len(e.Next) < len(tt.from) || len(tt.from) == 0 && len(e.Next) > 0 {
			t.Errorf("%s: %+v, want changes from %v", tt.name, e.Next, tt.from)
			continue
		}
		for i := range tt.from {
			if e.Next[i].From.String() != tt.from[i] || int64(e.Next[i].After) != tt.after[i] {
				t.Errorf("%s: from %s then %d, want %s then %d", tt.name, e.Next[i].From, e.Next[i].After, tt.from[i], tt.after[i])
			}
		}
	}
}

// An amount that rests on an unverified row says so, wherever it stands.
func TestStatusFollowsTheWeakestRow(t *testing.T) {
	t.Parallel()
	b := book(t)
	for month, want := range map[calendar.Month]string{
		calendar.MonthOf(2024, 8): "verified", calendar.MonthOf(2026, 6): "verified", calendar.MonthOf(2026, 7): "unverified",
	} {
		e := explained(t, b, "birth_date: 1990-05-05\ndisability: severe\ncomplete: all", month)
		if got := e.Programmes[0].Benefits[0].Status; got != want {
			t.Errorf("%s: %s, want %s", month, got, want)
		}
	}
}

func TestExplanationIsJSON(t *testing.T) {
	t.Parallel()
	e := explained(t, book(t), "birth_date: 1952-03-15\npoverty: poor\ncomplete: all", calendar.MonthOf(2026, 11))
	raw, err := json.Marshal(e)
	if err != nil {
		t.Fatal(err)
	}
	var back struct {
		Month      string
		Programmes []struct {
			ID       string
			Outcome  string
			Total    int64
			Benefits []struct{ Category, Status string }
		}
	}
	if err := json.Unmarshal(raw, &back); err != nil {
		t.Fatal(err)
	}
	at := slices.IndexFunc(e.Programmes, func(p ProgrammeFinding) bool { return p.ID == "social-pension" })
	p := back.Programmes[at]
	if back.Month != "2026-11" || p.ID != "social-pension" || p.Outcome != "due" || p.Total != 540000 || p.Benefits[0].Category != "P70" {
		t.Errorf("%+v", back)
	}
}

func TestFactsByHandAreRefusedWithAPlace(t *testing.T) {
	t.Parallel()
	v := vocabulary(t)
	tests := []struct{ name, facts, where, code, nearest string }{
		{"unknown key", "birth_date: 1952-03-15\npovety: poor\n", "facts.yaml:2:1", "law.no_fact", "household.poverty"},
		{"unknown nested key", "person:\n  disabilty: severe\n", "facts.yaml:2:3", "law.no_fact", "person.disability"},
		{"unknown value", "poverty: por\n", "facts.yaml:1:10", "law.no_value", "poor"},
		{"bad date", "birth_date: 1952-13-15\n", "facts.yaml:1:13", "law.bad_value", ""},
		{"derived", "age_months: 12\n", "facts.yaml:1:1", "law.derived", ""},
		{"twice", "hiv: true\nperson.hiv: false\n", "facts.yaml:2:13", "law.key_twice", ""},
		{"unknown register", "complete: [disabilty]\n", "facts.yaml:1:12", "law.no_register", "disability"},
		{"a list", "- hiv\n", "facts.yaml:1:1", "law.facts_not_mapping", ""},
		{"empty", "", "facts.yaml", "law.empty_file", ""},
		{"a picture", "\x89PNG\r\n\x1a\n\x00\x00", "facts.yaml", "law.not_yaml", ""},
		{"an alias", "hiv: &a true\nmerit_allowance: *a\n", "facts.yaml:2:18", "law.no_alias", ""},
	}
	for _, tt := range tests {
		_, err := v.ParseFacts("facts.yaml", []byte(tt.facts))
		f, ok := err.(*fault.Error)
		if !ok || f.Kind != fault.Invalid || len(f.Fields) == 0 {
			t.Errorf("%s: %v", tt.name, err)
			continue
		}
		got := f.Fields[0]
		if got.Where != tt.where || got.Code != tt.code || tt.nearest != "" && got.Args[len(got.Args)-1] != tt.nearest {
			t.Errorf("%s: %s %s %v, want %s %s %s", tt.name, got.Where, got.Code, got.Args, tt.where, tt.code, tt.nearest)
		}
	}
}

func TestExplainRefuses(t *testing.T) {
	t.Parallel()
	b := book(t)
	if _, err := b.Explain(Facts{"person.hvi": {Text: "true"}}, calendar.MonthOf(2026, 11)); fault.CodeOf(err) != "law.facts_wrong" {
		t.Errorf("unknown fact: %v", err)
	}
	if _, err := b.Explain(Facts{}, calendar.MonthOf(2021, 6)); fault.CodeOf(err) != "law.month_not_covered" {
		t.Errorf("a month before the law: %v", err)
	}
}
