package law

import (
	"slices"
	"testing"

	"ansinh/calendar"
)

// nearOf is the categories that an explanation calls near.
func nearOf(e *Explanation) []string {
	var all []string
	for _, p := range e.Programmes {
		for _, c := range p.Categories {
			if c.Near {
				all = append(all, c.ID)
			}
		}
	}
	return all
}

func TestNearIsWhatThePersonCouldMeet(t *testing.T) {
	t.Parallel()
	b := book(t)
	for name, tt := range map[string]struct {
		facts string
		near  []string
	}{
		"86 with a pension":        {"birth_date: 1940-03-15\npension_monthly: 5000000", []string{"P75"}},
		"86 and poor, supported":   {"birth_date: 1940-03-15\npoverty: poor\npension_monthly: 5000000", []string{"K4", "K5a", "K5d", "C-elderly", "P75"}},
		"a child of ten":           {"birth_date: 2016-03-15", nil},
		"a poor child of two":      {"birth_date: 2024-10-15\npoverty: poor", []string{"K4", "K7"}},
		"73 without a pension":     {"birth_date: 1953-10-15", []string{"P75"}},
		"72 without a pension":     {"birth_date: 1954-11-15", nil},
		"36 and nothing else":      {"birth_date: 1990-03-15", nil},
		"36 with light disability": {"birth_date: 1990-03-15\ndisability: light", []string{"K6dbn", "K6n", "C-parent", "C-home", "C-taken-in"}},
		"living with HIV":          {"birth_date: 1990-03-15\nhiv: true\nstable_income: true", nil},
		"a war invalid below 21%":  {"birth_date: 1950-03-15\nwar_invalid: a\nwar_invalid_rate: 15\npension_monthly: 5000000", []string{"P75", "TB-A", "TB-B", "TB-phu-cap", "PV-TB"}},
	} {
		got := nearOf(explained(t, b, tt.facts+"\ncomplete: all\n", calendar.MonthOf(2026, 11)))
		slices.Sort(got)
		slices.Sort(tt.near)
		if !slices.Equal(got, tt.near) {
			t.Errorf("%s: %v, want %v", name, got, tt.near)
		}
	}
}
