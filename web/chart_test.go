package web

import (
	"encoding/xml"
	"io"
	"strconv"
	"strings"
	"testing"
)

func TestChartIsWholeAndEscapes(t *testing.T) {
	t.Parallel()
	show := func(v float64) string { return strconv.FormatFloat(v, 'f', -1, 64) }
	for name, c := range map[string]chart{
		"way":       {Title: `a<b & "c"`, Points: []point{{2025, 80, "80"}, {2026, 85, "<85>"}}, From: &point{2024, 75, "75"}, Goal: &point{2030, 95, "95"}},
		"one point": {Title: "x", Points: []point{{2026, 5, "5"}}},
		"range":     {Title: "x", From: &point{2024, 30, "30"}, Goal: &point{2030, 40, "40–45"}, High: 45},
		"flat":      {Title: "x", Points: []point{{2025, 0, "0"}, {2026, 0, "0"}}, Goal: &point{2030, 0, "0"}},
		"large":     {Title: "x", Points: []point{{2026, 1_900_000, "1.900.000"}}, Goal: &point{2030, 2_100_000, "2.100.000"}},
	} {
		c.Show = show
		svg := c.SVG()
		d := xml.NewDecoder(strings.NewReader(svg))
		for {
			if _, err := d.Token(); err == io.EOF {
				break
			} else if err != nil {
				t.Fatalf("%s: %v\n%s", name, err, svg)
			}
		}
		if strings.Contains(svg, "NaN") || strings.Contains(svg, "Inf") || strings.Contains(svg, "style=") {
			t.Errorf("%s: %s", name, svg)
		}
		if c.Goal != nil && !strings.Contains(svg, `class="goal"`) {
			t.Errorf("%s: no goal", name)
		}
		if got := strings.Count(svg, `class="dot"`); got != len(c.Points) {
			t.Errorf("%s: %d dots, want %d", name, got, len(c.Points))
		}
	}
}

func TestNiceStep(t *testing.T) {
	t.Parallel()
	for span, want := range map[float64]float64{20: 5, 7: 2, 0: 1, 100: 50, 0.3: 0.1} {
		if got := niceStep(span, 4); got < want*0.999 || got > want*1.001 {
			t.Errorf("niceStep(%g) = %g, want %g", span, got, want)
		}
	}
}
