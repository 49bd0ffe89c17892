package indicator

import (
	"math"
	"math/big"
	"math/rand/v2"
	"testing"

	"ansinh/calendar"
	"ansinh/org"
	"ansinh/plan"
)

func TestStudentIsStudents(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		freedom int
		t, want float64 // from printed tables
	}{{1, 3.078, 0.90}, {2, 1.886, 0.90}, {3, 2.353, 0.95}, {4, 2.132, 0.95}, {5, 2.571, 0.975}, {8, 1.397, 0.90}, {30, 2.042, 0.975}, {4, 0, 0.5}, {3, -1.638, 0.10}} {
		if got := student(c.t, c.freedom); math.Abs(got-c.want) > 0.0005 {
			t.Errorf("student(%g, %d) = %g, want %g", c.t, c.freedom, got, c.want)
		}
	}
}

func TestATrendIsNotMovedByOneWildValue(t *testing.T) {
	t.Parallel()
	all := []seen{{2020, 50}, {2021, 52}, {2022, 90}, {2023, 56}, {2024, 58}}
	if level, slope := trend(all); math.Abs(slope-2) > 0.01 || math.Abs(level+slope*2024-58) > 0.01 {
		t.Errorf("slope %g, at 2024 %g", slope, level+slope*2024)
	}
}

// ways are invented series: straight but for chance, and wandering on from wherever they stand.
var ways = []struct {
	name string
	make func(r *rand.Rand, n int) []seen
}{
	{"straight", func(r *rand.Rand, n int) (out []seen) {
		slope := r.NormFloat64() * 2
		for i := range n {
			out = append(out, seen{float64(2020 + i), 50 + slope*float64(i) + r.NormFloat64()})
		}
		return out
	}},
	{"wandering", func(r *rand.Rand, n int) (out []seen) {
		slope, at := r.NormFloat64()*2, 50.0
		for i := range n {
			out = append(out, seen{float64(2020 + i), at})
			at += slope + r.NormFloat64()
		}
		return out
	}},
}

// TestAForecastCoversAsOftenAsItClaims: whoever does not know which of the two ways it is finds the figure that came in the
// interval of 80 percent about that often, with few and with more years; on each way alone not far from it. Chance is
// allowed three deviations of this many tries, and every case draws from a seed of its own: when all drew from one, the
// order of a map decided what each saw, and one order in two failed by half a percent.
func TestAForecastCoversAsOftenAsItClaims(t *testing.T) {
	t.Parallel()
	const tries, level = 3000, 0.8
	chance := 3 * math.Sqrt(level*(1-level)/tries)
	for _, n := range []int{4, 5, 7, 10} {
		for _, ahead := range []int{1, 3} {
			both := 0.0
			for _, way := range ways {
				share := held(way.make, rand.New(rand.NewPCG(uint64(n), uint64(ahead))), n, ahead, tries, level)
				t.Logf("%s, %d years, %d ahead: %.3f", way.name, n, ahead, share)
				if share < level-0.08-chance || share > level+0.12+chance {
					t.Errorf("%s, %d years, %d ahead: %.3f of what came lies in an interval of %g", way.name, n, ahead, share, level)
				}
				both += share / float64(len(ways))
			}
			if math.Abs(both-level) > 0.03+chance {
				t.Errorf("%d years, %d ahead: %.3f over both ways", n, ahead, both)
			}
		}
	}
}

// TestTheSeedThatFailed is the draw that was once half a percent below: seven wandering years, three ahead, after all that
// was drawn before it from the same seed.
func TestTheSeedThatFailed(t *testing.T) {
	t.Parallel()
	const tries, level = 3000, 0.8
	r := rand.New(rand.NewPCG(30, 4))
	share := 0.0
	for _, n := range []int{4, 5, 7} {
		for _, ahead := range []int{1, 3} {
			share = held(ways[1].make, r, n, ahead, tries, level)
		}
	}
	if share < level-0.08-3*math.Sqrt(level*(1-level)/tries) {
		t.Errorf("%.3f of what came lies in an interval of %g", share, level)
	}
}

// held is the share of tries in which what came lies in the interval.
func held(make func(*rand.Rand, int) []seen, r *rand.Rand, n, ahead, tries int, level float64) float64 {
	inside := 0
	for range tries {
		all := make(r, n+ahead)
		came := all[n+ahead-1]
		m := outlook(all[:n], came.at, 0.05)
		if low, high := m.quantile((1-level)/2), m.quantile((1+level)/2); came.value >= low && came.value <= high {
			inside++
		}
	}
	return float64(inside) / float64(tries)
}

func TestTheWayGoesThroughTheYearsThePlanNames(t *testing.T) {
	t.Parallel()
	target := func(id, title, low string, year int) plan.Target {
		return plan.Target{ID: id, Title: org.Name{VI: title}, Goal: plan.Goal{Comparator: plan.AtLeast, Low: plan.Decimal(low), High: plan.Decimal(low), Unit: "%", Year: year}}
	}
	all, err := goals([]plan.Target{target("T1", "Tỷ lệ bao phủ", "90", 2025), target("T2", "Tỉ lệ khác", "10", 2025), target("T3", "tỷ lệ bao phủ", "95", 2030)})
	if err != nil {
		t.Fatal(err)
	}
	g := all[2]
	if len(g.Steps) != 1 || g.Steps[0].Year != 2025 || len(all[0].Steps)+len(all[1].Steps) != 0 {
		t.Fatalf("%+v", all)
	}
	start := &point{calendar.MonthOf(2023, 12), rat("80")}
	want := map[int]string{2024: "85", 2025: "90", 2026: "91", 2030: "95"}
	got := yearByYear(g, Up, start)
	if len(got) != 7 {
		t.Fatalf("%d years", len(got))
	}
	for _, w := range got {
		if v, asked := want[w.Year]; asked && w.Value.Cmp(rat(v)) != 0 || w.Said != (w.Year == 2025 || w.Year == 2030) {
			t.Errorf("%d: %s, said %v", w.Year, w.Value.FloatString(3), w.Said)
		}
	}
	if v := required(g, Up, start, calendar.MonthOf(2024, 6)); v.Cmp(rat("82.5")) != 0 {
		t.Errorf("in the middle of 2024: %v", v)
	}
	if v := required(g, Up, start, calendar.MonthOf(2033, 6)); v.Cmp(rat("95")) != 0 {
		t.Errorf("after the goal's year: %v", v)
	}
}

func TestNothingIsForecastFromTooFewYears(t *testing.T) {
	t.Parallel()
	one := 1
	d := Definition{Places: &one, Unit: "%", Factor: 100, Direction: Up, bottom: &formula{}}
	b := &Book{tolerance: Tolerance{Forecast: Forecasting{Points: 4, Level: 80}}}
	g := Goal{Comparator: ">=", Value: rat("95"), Year: 2030}
	at := func(year int, v string) Measurement { return Measurement{Period: Year(year), Value: rat(v)} }
	three := []Measurement{at(2023, "80"), at(2024, "82"), at(2025, "85")}
	if f := b.forecast(d, g, three, nil); f != nil {
		t.Errorf("forecast from three years: %+v", f)
	}
	published := at(2020, "75")
	f := b.forecast(d, g, three, &published)
	if f == nil || f.Points != 4 || len(f.Years) != 5 || f.Years[0].Year != 2026 || f.Years[4].Year != 2030 {
		t.Fatalf("%+v", f)
	}
	for _, a := range f.Years {
		if a.Low.Cmp(a.Middle) > 0 || a.Middle.Cmp(a.High) > 0 || a.High.Cmp(big.NewRat(100, 1)) > 0 {
			t.Errorf("%d: %s %s %s", a.Year, a.Low.FloatString(2), a.Middle.FloatString(2), a.High.FloatString(2))
		}
	}
	if got := (Standing{Definition: d, Goal: g, Forecast: f}).Chance(b.tolerance); got != Open {
		t.Errorf("chance %s", got)
	}
	if f := b.forecast(d, Goal{Value: rat("95"), Year: 2025}, three, &published); f != nil {
		t.Error("forecast after the time is over")
	}
}
