package law

import (
	"maps"
	"os"
	"testing"
	"testing/fstest"

	"ansinh/calendar"
	"ansinh/fault"
	"ansinh/money"
)

func supposed(t *testing.T, b *Book, settings ...string) *Book {
	t.Helper()
	var all []Setting
	for _, s := range settings {
		p, err := ParseSetting(s)
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, p)
	}
	with, err := b.With(all...)
	if err != nil {
		t.Fatal(err)
	}
	return with
}

func TestASupposedValueHoldsFromItsDayToTheNextChange(t *testing.T) {
	t.Parallel()
	b := book(t)
	facts := Facts{"person.birth_date": {Text: "1990-01-01"}, "person.disability": {Text: "severe"}, "person.alive": {Text: "true"},
		"person.resident": {Text: "true"}, "person.in_facility": {Text: "false"}}
	for name, tt := range map[string]struct {
		settings []string
		month    calendar.Month
		want     money.Dong
	}{
		"the law":             {nil, calendar.MonthOf(2025, 1), 750_000},
		"the month before":    {[]string{"social-assistance.base=700000@2025-03-01"}, calendar.MonthOf(2025, 2), 750_000},
		"from its month":      {[]string{"social-assistance.base=700000@2025-03-01"}, calendar.MonthOf(2025, 3), 1_050_000},
		"to the next change":  {[]string{"social-assistance.base=700000@2025-03-01"}, calendar.MonthOf(2026, 7), 810_000},
		"from the same day":   {[]string{"social-assistance.base=700000@2024-07-01"}, calendar.MonthOf(2024, 7), 1_050_000},
		"two, in any order":   {[]string{"social-assistance.base=800000@2025-06-01", "social-assistance.base=700000@2025-03-01"}, calendar.MonthOf(2025, 5), 1_050_000},
		"two, the later":      {[]string{"social-assistance.base=800000@2025-06-01", "social-assistance.base=700000@2025-03-01"}, calendar.MonthOf(2025, 6), 1_200_000},
		"a day in the middle": {[]string{"social-assistance.base=700000@2025-03-02"}, calendar.MonthOf(2025, 3), 750_000},
	} {
		e, err := supposed(t, b, tt.settings...).Explain(facts, tt.month)
		if err != nil {
			t.Fatal(err)
		}
		if got := e.Programmes[0].Total; got != tt.want {
			t.Errorf("%s: %s, want %s", name, got, tt.want)
		}
	}
	e, err := b.Explain(facts, calendar.MonthOf(2025, 3))
	if err != nil || e.Programmes[0].Total != 750_000 {
		t.Errorf("the book itself has changed: %+v %v", e.Programmes[0].Total, err)
	}
}

func TestTheHashNamesWhatIsSupposed(t *testing.T) {
	t.Parallel()
	b := book(t)
	one, two := "social-assistance.base=700000@2027-01-01", "social-pension.level=600000@2027-01-01"
	hashes := map[string]bool{b.Hash(): true}
	for _, s := range [][]string{{one}, {two}, {one, two}, {"social-assistance.base=700001@2027-01-01"}, {"social-assistance.base=700000@2027-02-01"}} {
		h := supposed(t, b, s...).Hash()
		if hashes[h] {
			t.Errorf("%v has a hash that stands already", s)
		}
		hashes[h] = true
	}
	if supposed(t, b, one, two).Hash() != supposed(t, b, two, one).Hash() {
		t.Error("the order of settings counts")
	}
}

func TestSettingsAreRefusedWithTheReason(t *testing.T) {
	t.Parallel()
	b := book(t)
	for text, code := range map[string]string{
		"": "law.reform.bad_setting", "base": "law.reform.bad_setting", "social-assistance.base=700000": "law.reform.bad_setting",
		"social-assistance.base=-1@2027-01-01": "law.reform.bad_setting", "social-assistance.base=x@2027-01-01": "law.reform.bad_setting",
		"social-assistance.base=700000@2027-13-01": "calendar.no_such_day", "social-assistance.bse=1@2027-01-01": "law.reform.no_parameter",
		"social-assistance.base=700000@2020-01-01": "law.reform.not_in_force",
	} {
		s, err := ParseSetting(text)
		if err == nil {
			_, err = b.With(s)
		}
		if fault.CodeOf(err) != code {
			t.Errorf("%q: %v, want %s", text, err, code)
		}
	}
}

// A table in the words of a law with more facts: those are unknown of everybody.
func TestATableInOtherWords(t *testing.T) {
	t.Parallel()
	base := small(t)
	b, err := Load(base)
	if err != nil {
		t.Fatal(err)
	}
	facts := string(base["law/facts.yaml"].Data)
	more := maps.Clone(base)
	more["law/facts.yaml"] = &fstest.MapFile{Data: []byte(facts + "  - {id: person.tall, type: bool, of: person, vi: cao, en: tall}\n")}
	wider, err := Load(more)
	if err != nil {
		t.Fatal(err)
	}
	seen, err := NewTable(b.vocabulary, calendar.MonthOf(2026, 6), 70).For(wider.vocabulary)
	if err != nil {
		t.Fatal(err)
	}
	if c, ok := seen.Column("person.tall"); !ok || len(c.Known) != 2 {
		t.Error("the new fact has no column")
	}
	if r, err := wider.Determine(seen); err != nil || len(r.Benefits) != 0 {
		t.Errorf("nobody is known: %v %v", r, err)
	}
	if _, err := NewTable(vocabulary(t), 0, 1).For(b.vocabulary); err != nil && fault.CodeOf(err) != "law.reform.other_fact" {
		t.Error(err)
	}
}

// Months of one span are each answered by their own law, and the differences between what was known then and now sum up
// to arrears and recoveries.
func TestSpanGivesArrearsAndRecoveries(t *testing.T) {
	t.Parallel()
	b, err := Load(os.DirFS("../policy"))
	if err != nil {
		t.Fatal(err)
	}
	people := func(facts ...string) func(calendar.Month) (*Table, error) {
		return func(m calendar.Month) (*Table, error) {
			table := NewTable(b.vocabulary, m, len(facts))
			for row, level := range facts {
				for _, c := range table.columns {
					if c == nil {
						continue
					}
					if v, ok := c.Fact.Parse(c.Fact.Absent + c.Fact.Presumed); ok {
						c.Set(row, v)
					}
				}
				if err := table.SetDate("person.birth_date", row, calendar.MustDay(1990, 1, 1)); err != nil {
					return nil, err
				}
				if err := table.SetEnum("person.disability", row, level); err != nil {
					return nil, err
				}
			}
			return table, nil
		}
	}
	var then []*Result
	for r, err := range b.Span(calendar.MonthOf(2026, 5), calendar.MonthOf(2026, 8), people("none", "severe", "severe")) {
		if err != nil {
			t.Fatal(err)
		}
		then = append(then, r)
	}
	arrears, recoveries, i := money.Dong(0), money.Dong(0), 0
	for r, err := range b.Span(calendar.MonthOf(2026, 5), calendar.MonthOf(2026, 8), people("severe", "none", "severe")) {
		if err != nil {
			t.Fatal(err)
		}
		for d := range Differences(then[i], r) {
			if d.After > d.Before {
				arrears += d.After - d.Before
			} else {
				recoveries += d.Before - d.After
			}
			if d.Row == 2 {
				t.Errorf("row 2 did not change: %+v", d)
			}
		}
		i++
	}
	// 1.5 × 500,000 in May and June, 1.5 × 540,000 from July.
	if i != 4 || arrears != 2*750_000+2*810_000 || recoveries != arrears {
		t.Errorf("%d months, arrears %s, recoveries %s", i, arrears, recoveries)
	}
	for r, err := range b.Span(calendar.MonthOf(2021, 6), calendar.MonthOf(2021, 9), people("severe")) {
		if r != nil || fault.CodeOf(err) != "law.month_not_covered" {
			t.Errorf("before the law: %v %v", r, err)
		}
	}
}
