package law

import (
	"errors"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"testing/fstest"

	"pgregory.net/rapid"

	"ansinh/calendar"
	"ansinh/fault"
	"ansinh/policy"
)

func TestWhatAMonthlyProgrammeMayNotAsk(t *testing.T) {
	t.Parallel()
	rules := "law/aid/first/rules.yaml"
	card := "programmes:\n  - {id: card, kind: in_kind, unit: {vi: thẻ, en: cards}, vi: thẻ, en: card, source: Đ}\n"
	for name, tt := range map[string]struct {
		law  fstest.MapFS
		code string
	}{
		"a fact of an event":       {with(small(t), rules, "term.poor &&", `event.death == "ordinary" &&`), "law.monthly_event"},
		"through a term":           {with(small(t), rules, `household.poverty == "poor"`, "event.heavy_injury"), "law.monthly_event"},
		"another programme":        {with(small(t), rules, "term.poor &&", "due.aid &&"), "law.monthly_due"},
		"no such kind":             {with(small(t), rules, "id: aid,", "id: aid, kind: one_of,"), "law.not_one_of"},
		"money where a unit is":    {with(with(small(t), rules, "programmes:\n", card), rules, "programme: aid", "programme: card"), "law.wrong_result"},
		"a class with an amount":   {with(small(t), rules, "id: aid,", "id: aid, kind: classification,"), "law.class_amount"},
		"a value without a class":  {with(small(t), rules, "amount: base * 1.5", "amount: base * 1.5\n    value: '3'"), "law.class_only"},
		"a table out of order":     {table(t, "[[1, 100], [3, 300]]"), "law.table_order"},
		"a table row too short":    {table(t, "[[1]]"), "law.table_row"},
		"a table row backwards":    {table(t, "[[5, 1, 100]]"), "law.bad_value"},
		"a table without rows":     {table(t, "[]"), "law.missing_key"},
		"a table read by a bool":   {with(table(t, "[[1, 100]]"), "law/aid/first/params.yaml", "by: person.dependent_children", "by: person.hiv"), "law.table_fact"},
		"an event with a register": {with(small(t), "law/facts.yaml", "  - id: event.death\n", "  - id: event.death\n    register: merit\n"), "law.event_fact"},
	} {
		var ps Problems
		if _, err := Load(tt.law); !errors.As(err, &ps) || !slices.ContainsFunc(ps, func(p Problem) bool { return p.Code == tt.code }) {
			t.Errorf("%s: %v, want %s", name, err, tt.code)
		}
	}
}

// table is the small law with an amount looked up in a table.
func table(t *testing.T, rows string) fstest.MapFS {
	t.Helper()
	law := with(small(t), "law/aid/first/params.yaml", "base:\n", "children:\n  vi: bảng\n  en: table\n  type: table\n"+
		"  by: person.dependent_children\n  values:\n    - {from: 2021-01-01, rows: "+rows+", source: Điều 1}\nbase:\n")
	return with(law, "law/aid/first/rules.yaml", "amount: base * 1.5", "amount: children")
}

// A table has exact values and bands; outside it nothing is due.
func TestTableByBands(t *testing.T) {
	t.Parallel()
	b, err := Load(table(t, "[[1, 100], [2, 4, 300], [5, 500]]"))
	if err != nil {
		t.Fatal(err)
	}
	for children, want := range map[string]int64{"0": 0, "1": 100, "2": 300, "3": 300, "4": 300, "5": 500, "6": 0} {
		e := explained(t, b, "poverty: poor\nbirth_date: 1950-01-01\ndependent_children: "+children+"\n", calendar.MonthOf(2021, 6))
		if got := int64(e.Programmes[0].Total); got != want {
			t.Errorf("%s children: %d, want %d", children, got, want)
		}
	}
}

func TestWhoIsAskedOnRequest(t *testing.T) {
	t.Parallel()
	b := book(t)
	facts := func(more string) Facts {
		f, err := b.Vocabulary().ParseFacts("facts.yaml", []byte("birth_date: 1990-05-05\ncomplete: all\n"+more))
		if err != nil {
			t.Fatal(err)
		}
		return f
	}
	month := calendar.MonthOf(2024, 8)
	for name, tt := range map[string]struct {
		facts Facts
		ask   []string
		want  []string
	}{
		"nothing":        {facts(""), nil, nil},
		"a death":        {facts("event: {death: ordinary}"), nil, []string{"funeral-support", "merit-death"}},
		"one by name":    {facts("event: {death: ordinary}"), []string{"health-card"}, []string{"health-card"}},
		"an application": {facts("event: {convalescence: home}"), nil, []string{"merit-convalescence"}},
	} {
		e, err := b.Explain(tt.facts, month, tt.ask...)
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for _, p := range e.Programmes {
			if p.Kind != Monthly {
				got = append(got, p.ID)
			}
		}
		slices.Sort(got)
		if !slices.Equal(got, tt.want) {
			t.Errorf("%s: %v, want %v", name, got, tt.want)
		}
	}
	if _, err := b.Explain(facts(""), month, "helth-card"); fault.CodeOf(err) != "law.no_programme" {
		t.Errorf("a wrong name: %v", err)
	}
}

// Whatever is known, every programme answers in every month; a class is one at most, and what is unknown is named.
func TestEveryProgrammeAnswers(t *testing.T) {
	t.Parallel()
	b := book(t)
	rapid.Check(t, func(t *rapid.T) {
		month := calendar.MonthOf(2021, 7).Add(rapid.IntRange(0, 80).Draw(t, "month"))
		f := randomFacts(t, b.vocabulary, month, true)
		for id, v := range randomEvent(t, b.vocabulary, month) {
			if rapid.IntRange(0, 4).Draw(t, "told") > 0 {
				f[id] = v
			}
		}
		e, err := b.Explain(f, month, All)
		if err != nil {
			t.Fatal(err)
		}
		for _, p := range e.Programmes {
			if p.Kind == Classification && len(p.Benefits) > 1 || p.Outcome == "unknown" && len(p.Missing) == 0 {
				t.Fatalf("%s %s: %s with %v, missing %v", month, p.ID, p.Outcome, p.Benefits, p.Missing)
			}
		}
	})
}

// A province sets a higher base: it counts for everything that follows the base, from its first month, in that province.
func TestAProvincesHigherBase(t *testing.T) {
	t.Parallel()
	for area, want := range map[string][2]int64{"24@2025-07-01": {1_050_000, 14_000_000}, "22@base": {750_000, 10_000_000}} {
		root := t.TempDir()
		dir := filepath.Join(root, "law/social-assistance/nq-1-2026")
		if err := os.MkdirAll(dir, 0o755); err != nil {
			t.Fatal(err)
		}
		for file, text := range map[string]string{
			"instrument.yaml": head("1/2026/NQ-HĐND", "2026-01-01") + "area: " + area + "\n",
			"params.yaml":     "base:\n  values:\n    - {from: 2026-01-01, value: 700000, source: Điều 1}\n",
		} {
			if err := os.WriteFile(filepath.Join(dir, file), []byte(text), 0o644); err != nil {
				t.Fatal(err)
			}
		}
		data, err := policy.Open(root)
		if err != nil {
			t.Fatal(err)
		}
		b, err := Load(data)
		if err != nil {
			t.Fatal(err)
		}
		facts := "birth_date: 1990-05-05\ndisability: severe\nevent: {death: ordinary}\ncomplete: all\n"
		if m, f := severeAndFuneral(explained(t, b, facts, calendar.MonthOf(2025, 12))); m != 750_000 || f != 10_000_000 {
			t.Errorf("%s, before: %d a month, funeral %d", area, m, f)
		}
		if m, f := severeAndFuneral(explained(t, b, facts, calendar.MonthOf(2026, 1))); m != want[0] || f != want[1] {
			t.Errorf("%s: %d a month, funeral %d; want %v", area, m, f, want)
		}
	}
}

func severeAndFuneral(e *Explanation) (monthly, funeral int64) {
	for _, p := range e.Programmes {
		switch p.ID {
		case "social-assistance":
			monthly = int64(p.Total)
		case "funeral-support":
			funeral = int64(p.Total)
		}
	}
	return monthly, funeral
}

// What a document that was not seen may have replaced is unverified from its first month, also where no amount changed.
func TestWhatMayHaveBeenReplacedIsUnverified(t *testing.T) {
	t.Parallel()
	b := book(t)
	for month, want := range map[calendar.Month]string{calendar.MonthOf(2026, 6): "verified", calendar.MonthOf(2026, 7): "unverified"} {
		e := explained(t, b, "birth_date: 1990-05-05\npoverty: poor\nevent: {house: lost}\ncomplete: all\n", month)
		for _, p := range e.Programmes {
			if p.ID == "housing-relief" && p.Benefits[0].Status != want {
				t.Errorf("%s: %s, want %s", month, p.Benefits[0].Status, want)
			}
		}
	}
}

// TestAClassThatIsNotSureIsNotPaid: while a higher class is open, the lower one that is met is not the answer, in the
// programme and in its categories alike.
func TestAClassThatIsNotSureIsNotPaid(t *testing.T) {
	t.Parallel()
	data, err := policy.Open("")
	if err != nil {
		t.Fatal(err)
	}
	book, err := Load(data)
	if err != nil {
		t.Fatal(err)
	}
	facts := Facts{"person.birth_date": {Text: "1988-12-26"}, "person.sex": {Text: "male"}, "person.ethnicity": {Text: "kinh"},
		"person.alive": {Text: "true"}, "person.resident": {Text: "true"}}
	for _, f := range book.Vocabulary().Facts() {
		if f.Absent != "" && f.ID != "person.disability" {
			facts[f.ID] = FactValue{Text: f.Absent}
		}
	}
	for _, known := range []bool{false, true} {
		if known {
			facts["person.disability"] = FactValue{Text: "none"}
		}
		e, err := book.Explain(facts, calendar.MonthOf(2026, 11), "health-insurance")
		if err != nil {
			t.Fatal(err)
		}
		i := slices.IndexFunc(e.Programmes, func(p ProgrammeFinding) bool { return p.ID == "health-insurance" })
		p := e.Programmes[i]
		paid := slices.ContainsFunc(p.Categories, func(c CategoryFinding) bool { return c.Paid })
		if sure := p.Outcome == "due"; sure != known || paid != sure || (len(p.Benefits) > 0) != sure {
			t.Errorf("disability known %v: %s, paid %v, %v", known, p.Outcome, paid, p.Benefits)
		}
	}
}
