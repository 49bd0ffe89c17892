package indicator

import (
	"math/big"
	"testing"

	"ansinh/calendar"
)

func rat(s string) *big.Rat {
	r, ok := new(big.Rat).SetString(s)
	if !ok {
		panic(s)
	}
	return r
}

func TestJudge(t *testing.T) {
	t.Parallel()
	tol := Tolerance{OnTrack: 50, Slow: 150, About: 10}
	up := func(c, v string) Goal { return Goal{Comparator: c, Value: rat(v), Year: 2030} }
	for _, c := range []struct {
		name           string
		goal           Goal
		way            Direction
		start, latest  string // "" is none; start is 12/2025
		latestYear     int
		want           State
		required, need string
	}{
		{"no value", up("=", "60"), Up, "50", "", 2026, NoData, "", ""},
		{"one value only", up("=", "60"), Up, "", "50", 2026, NoData, "", "5/2"},
		{"on the way", up("=", "60"), Up, "50", "52", 2026, OnTrack, "52", "2"},
		{"a hair behind", up("=", "60"), Up, "50", "51.5", 2026, OnTrack, "52", "17/8"},
		{"behind", up("=", "60"), Up, "50", "51.49", 2026, Slow, "52", "851/400"},
		{"far behind", up("=", "60"), Up, "50", "50.4", 2026, AtRisk, "52", "12/5"},
		{"reached", up("=", "60"), Up, "50", "60", 2026, Achieved, "52", "0"},
		{"over 99 is not 99", up(">", "99"), Up, "97", "99", 2030, AtRisk, "99", ""},
		{"over 99", up(">", "99"), Up, "97", "99.01", 2030, Achieved, "99", ""},
		{"at least", up(">=", "92"), Up, "90", "92", 2028, Achieved, "456/5", "0"},
		{"less is better", up("<", "2.35"), Down, "2.9", "2.79", 2026, OnTrack, "279/100", "-11/100"},
		{"less is better, rising", up("<", "2.35"), Down, "2.9", "3.0", 2026, AtRisk, "279/100", "-13/80"},
		{"less is better, reached", up("<", "2.35"), Down, "2.9", "2.34", 2026, Achieved, "279/100", "1/400"},
		{"equal is not under", up("<", "2.35"), Down, "2.9", "2.35", 2026, OnTrack, "279/100", "0"},
		{"about, just below", up("~", "75"), Up, "73", "74.25", 2026, Achieved, "367/5", "3/16"},
		{"about, too low", up("~", "75"), Up, "73", "74.24", 2026, OnTrack, "367/5", "19/100"},
		{"range from its low end", Goal{Comparator: "range", Value: rat("40"), Upper: rat("45"), Year: 2030}, Up, "33", "40", 2026, Achieved, "172/5", "0"},
		{"too late", up("=", "100"), Up, "50", "99.9", 2031, AtRisk, "100", ""},
		{"was there, fell back", up("=", "60"), Up, "61", "59", 2026, AtRisk, "304/5", "1/4"},
	} {
		var start, latest *point
		if c.start != "" {
			start = &point{calendar.MonthOf(2025, 12), rat(c.start)}
		}
		if c.latest != "" {
			latest = &point{calendar.MonthOf(c.latestYear, 12), rat(c.latest)}
		}
		if got := judge(c.goal, c.way, start, latest, tol); got != c.want {
			t.Errorf("%s: %s, want %s", c.name, got, c.want)
		}
		if latest == nil {
			continue
		}
		if start != nil && c.required != "" && c.latestYear <= 2030 {
			if got := required(c.goal, c.way, start, latest.at); got == nil || got.Cmp(rat(c.required)) != 0 {
				t.Errorf("%s: required %v, want %s", c.name, got, c.required)
			}
		}
		if got := effort(c.goal, c.way, latest); (got == nil) != (c.need == "") || got != nil && got.Cmp(rat(c.need)) != 0 {
			t.Errorf("%s: effort %v, want %s", c.name, got, c.need)
		}
	}
}

func TestNumbersAreWrittenTheVietnameseWay(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		v      string
		places int
		want   string
	}{{"74900", 0, "74.900"}, {"233/100", 1, "2,3"}, {"2.35", 1, "2,4"}, {"1234567.891", 2, "1.234.567,89"}, {"-0.25", 1, "-0,3"}, {"1/3", 2, "0,33"}} {
		if got := format(rat(c.v), c.places); got != c.want {
			t.Errorf("format(%s, %d) = %s, want %s", c.v, c.places, got, c.want)
		}
	}
	if got := trimmed(rat("2.350")); got != "2,35" {
		t.Error(got)
	}
	if got := trimmed(rat("62")); got != "62" {
		t.Error(got)
	}
}
