package law

import (
	"slices"
	"testing"

	"ansinh/calendar"
)

// Whoever meets, or may meet, a category whose amount was not read stands in a list of its own: neither paid nor told
// that nothing is due. A row that does not meet it is not in the list.
func TestWhoIsGivenWhatWasNotRead(t *testing.T) {
	t.Parallel()
	b := book(t)
	soldier := func(rate string) Facts {
		f := Facts{"person.birth_date": {Text: "1950-05-01"}, "person.sick_soldier_rate": {Text: rate}}
		b.vocabulary.complete(f, func(string) bool { return true })
		return f
	}
	unsure := soldier("61")
	delete(unsure, "person.sick_soldier_rate")
	people := []Facts{soldier("0"), soldier("61"), unsure}
	for month, want := range map[calendar.Month][3]string{
		calendar.MonthOf(2026, 6): {"", "", ""},
		calendar.MonthOf(2026, 7): {"", "met", "unknown person.sick_soldier_rate"},
	} {
		table := NewTable(b.vocabulary, month, len(people))
		for row, f := range people {
			for id, v := range f {
				c, ok := table.Column(id)
				if !ok {
					continue // a fact of an event
				}
				n, _ := c.Fact.Parse(v.Text)
				c.Set(row, n)
			}
		}
		result, err := b.Determine(table)
		if err != nil {
			t.Fatal(err)
		}
		got := [3]string{}
		for _, u := range result.Unread {
			if b.categories[u.Category].ID != "BB" {
				continue
			}
			got[u.Row] = map[bool]string{false: "met", true: "unknown"}[u.May]
			for _, f := range u.Facts {
				got[u.Row] += " " + b.vocabulary.facts[f].ID
			}
		}
		if got != want {
			t.Errorf("%s: %q, want %q", month, got, want)
		}
		paid := slices.ContainsFunc(result.Benefits, func(x Benefit) bool { return x.Row == 1 && b.categories[x.Category].ID == "BB" })
		if paid != (month < calendar.MonthOf(2026, 7)) {
			t.Errorf("%s: paid %v", month, paid)
		}
	}
}
