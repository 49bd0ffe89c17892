package law

import (
	"fmt"
	"os"
	"testing"

	"go.yaml.in/yaml/v3"

	"ansinh/calendar"
)

// printed is a table as the file has it, read apart from the loader.
func printed(t *testing.T, document, table string) map[int64]int64 {
	t.Helper()
	raw, err := os.ReadFile("../policy/law/merit/" + document + "/params.yaml")
	if err != nil {
		t.Fatal(err)
	}
	var file map[string]struct {
		Values []struct {
			Rows [][]int64 `yaml:"rows"`
		} `yaml:"values"`
	}
	if err := yaml.Unmarshal(raw, &file); err != nil {
		t.Fatal(err)
	}
	rows := map[int64]int64{}
	for _, r := range file[table].Values[0].Rows {
		for rate := r[0]; rate <= r[len(r)-2]; rate++ {
			rows[rate] = r[len(r)-1]
		}
	}
	return rows
}

// Every row of every table of injury rates comes out of the run as printed, for each rate, and nothing outside it.
func TestEveryRowOfTheInjuryTablesIsPaidAsPrinted(t *testing.T) {
	t.Parallel()
	b := book(t)
	seen := 0
	for _, tt := range []struct {
		document string
		month    calendar.Month
	}{{"nd-55-2023", calendar.MonthOf(2023, 7)}, {"nd-55-2023", calendar.MonthOf(2024, 6)}, {"nd-77-2024", calendar.MonthOf(2024, 7)}, {"nd-77-2024", calendar.MonthOf(2026, 6)}} {
		for table, facts := range map[string]struct{ category, fact, kind string }{
			"war_invalid_a": {"TB-A", "person.war_invalid_rate", "a"}, "war_invalid_b": {"TB-B", "person.war_invalid_rate", "b"},
			"sick_soldier": {"BB", "person.sick_soldier_rate", "none"}, "toxic": {"HH", "person.toxic_rate", "none"},
		} {
			want := printed(t, tt.document, table)
			got := paidByRate(t, b, tt.month, facts.fact, facts.kind, facts.category)
			for rate := range int64(121) {
				if got[rate] != want[rate] {
					t.Errorf("%s %s at %d%%: paid %d, printed %d", tt.month, table, rate, got[rate], want[rate])
				}
			}
			seen += len(want)
		}
	}
	if seen != 4*(80+80+60+80) {
		t.Errorf("%d rows", seen)
	}
}

// paidByRate is what the run pays under a category for every rate from 0 to 120.
func paidByRate(t *testing.T, b *Book, month calendar.Month, fact, kind, category string) map[int64]int64 {
	t.Helper()
	table := NewTable(b.vocabulary, month, 121)
	for _, c := range table.columns {
		if c == nil {
			continue
		}
		silence := c.Fact.Absent
		if silence == "" {
			silence = c.Fact.Presumed
		}
		if v, ok := c.Fact.Parse(silence); ok {
			c.Fill(121, v)
		}
	}
	birth, _ := table.Column("person.birth_date")
	birth.Fill(121, int64(calendar.MustDay(1950, 1, 1)))
	rate, _ := table.Column(fact)
	invalid, _ := table.Column("person.war_invalid")
	code, _ := invalid.Fact.Code(kind)
	for row := range 121 {
		rate.Set(row, int64(row))
		invalid.Set(row, int64(code))
	}
	result, err := b.Determine(table)
	if err != nil {
		t.Fatal(err)
	}
	paid := map[int64]int64{}
	for _, x := range result.Benefits {
		if b.categories[x.Category].ID == category {
			paid[int64(x.Row)] = int64(x.Amount)
		}
	}
	return paid
}

// The tables are data of their own: working one out from the other by the bases, rounded to thousands, goes wrong in
// more than half of the rows. They grow with the rate, and what both ways of running give is the same.
func TestTheInjuryTablesAreNotScaled(t *testing.T) {
	t.Parallel()
	b := book(t)
	old, now := printed(t, "nd-55-2023", "war_invalid_a"), printed(t, "nd-77-2024", "war_invalid_a")
	wrong := 0
	for rate := int64(21); rate <= 100; rate++ {
		if scaled := (old[rate]*2_789_000/2_055_000 + 500) / 1000 * 1000; scaled != now[rate] {
			wrong++
		}
		if rate > 21 && (old[rate] <= old[rate-1] || now[rate] <= now[rate-1]) {
			t.Errorf("%d%% is not more than %d%%", rate, rate-1)
		}
		e := explained(t, b, fmt.Sprintf("birth_date: 1950-01-01\nwar_invalid: a\nwar_invalid_rate: %d\ncomplete: all\n", rate), calendar.MonthOf(2024, 8))
		for _, p := range e.Programmes {
			for _, x := range p.Benefits {
				if x.Category == "TB-A" && int64(x.Amount) != now[rate] {
					t.Errorf("%d%% is explained as %s", rate, x.Amount)
				}
			}
		}
	}
	if wrong != 49 {
		t.Errorf("scaling is wrong in %d rows", wrong)
	}
}
