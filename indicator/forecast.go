package indicator

import (
	"math"
	"math/big"
	"slices"

	"ansinh/calendar"
)

// Forecasting says when something is forecast at all, and how sure its interval is to be.
type Forecasting struct {
	Points int   `yaml:"points"`
	Level  int64 `yaml:"level"` // percent
}

// Forecast is where the measured years lead if nothing changes. It is no plan and no promise.
type Forecast struct {
	Points int     // years it rests on
	Level  int64   // percent of cases in which a figure should lie in its interval
	Years  []Ahead // from the first year not measured to the goal's
}

// Ahead is what is to be expected at the end of a year.
type Ahead struct {
	Year              int
	Low, Middle, High *big.Rat
}

// seen is a measured value at a time in years.
type seen struct{ at, value float64 }

// trend is a line through what was seen that a few wild values do not move: the median of all slopes (Theil and Sen), and
// the median of what is left.
func trend(all []seen) (level, slope float64) {
	var slopes []float64
	for i, a := range all {
		for _, b := range all[i+1:] {
			slopes = append(slopes, (b.value-a.value)/(b.at-a.at))
		}
	}
	slope = median(slopes)
	var left []float64
	for _, a := range all {
		left = append(left, a.value-slope*a.at)
	}
	return median(left), slope
}

func median(v []float64) float64 {
	slices.Sort(v)
	n := len(v)
	if n%2 == 1 {
		return v[n/2]
	}
	return (v[n/2-1] + v[n/2]) / 2
}

// outlook is what to expect at a time, from two readings of the same figures: a straight way that each figure misses by
// chance, and a way that goes on from where it stands and wanders. From few figures nobody can tell which it is, so both
// count by how well they explain what was seen. rounding is the half width of the figures' last decimal.
func outlook(all []seen, at, rounding float64) mixture {
	line, lineFit := straight(all, at, rounding)
	walk, walkFit := wandering(all, at, rounding)
	w := 1 / (1 + math.Exp(walkFit-lineFit))
	return mixture{[]bell{line, walk}, []float64{w, 1 - w}}
}

// straight is the line through all figures; fit is the logarithm of how likely it makes them.
func straight(all []seen, at, rounding float64) (b bell, fit float64) {
	level, slope := trend(all)
	n := float64(len(all))
	mean, spread, missed := 0.0, 0.0, 0.0
	for _, a := range all {
		mean += a.at / n
	}
	for _, a := range all {
		spread += (a.at - mean) * (a.at - mean)
		miss := a.value - level - slope*a.at
		missed += miss*miss + rounding*rounding
	}
	b = bell{middle: level + slope*at, freedom: len(all) - 2}
	b.spread = math.Sqrt(missed / (n - 2) * (1 + 1/n + (at-mean)*(at-mean)/spread))
	return b, -math.Log(n*spread)/2 - (n-2)/2*math.Log(missed)
}

// wandering goes on from the last figure by the average step, and strays more the longer it goes.
func wandering(all []seen, at, rounding float64) (b bell, fit float64) {
	first, last := all[0], all[len(all)-1]
	span := last.at - first.at
	step := (last.value - first.value) / span
	n := float64(len(all))
	missed, gaps := 0.0, 0.0
	for i, a := range all[1:] {
		gap := a.at - all[i].at
		miss := a.value - all[i].value - step*gap
		missed += (miss*miss + rounding*rounding) / gap
		gaps += math.Log(gap)
	}
	ahead := at - last.at
	b = bell{middle: last.value + step*ahead, freedom: len(all) - 2}
	b.spread = math.Sqrt(missed / (n - 2) * (ahead + ahead*ahead/span))
	return b, -(gaps+math.Log(span))/2 - (n-2)/2*math.Log(missed)
}

// forecast looks ahead from the last measurement of every year to the end of the goal's; nil where too few years were
// measured or the time is over.
func (b *Book) forecast(d Definition, g Goal, series []Measurement, published *Measurement) *Forecast {
	all := yearly(series, published)
	f := b.tolerance.Forecast
	if len(all) < f.Points {
		return nil
	}
	last, _ := series[len(series)-1].Period.End().Civil()
	if series[len(series)-1].Period.End() < calendar.MonthOf(last, 12) {
		last-- // the year is not over: its end is still ahead
	}
	out := &Forecast{Points: len(all), Level: f.Level}
	rounding := math.Pow(10, -float64(*d.Places)) / 2
	tail := float64(100-f.Level) / 200
	for year := last + 1; year <= g.Year; year++ {
		m := outlook(all, years(calendar.MonthOf(year, 12)), rounding)
		out.Years = append(out.Years, Ahead{Year: year, Low: d.within(m.quantile(tail)), Middle: d.within(m.quantile(0.5)), High: d.within(m.quantile(1 - tail))})
	}
	if len(out.Years) == 0 {
		return nil
	}
	return out
}

// years is a month as a time in years.
func years(m calendar.Month) float64 { return float64(m) / 12 }

// yearly is the last value of every year, with a published one before them.
func yearly(series []Measurement, published *Measurement) []seen {
	var out []seen
	add := func(m Measurement) {
		v, _ := m.Value.Float64()
		out = append(out, seen{years(m.Period.End()), v})
	}
	year := func(m Measurement) int { y, _ := m.Period.End().Civil(); return y }
	if published != nil && len(series) > 0 && year(*published) < year(series[0]) {
		add(*published)
	}
	for i, m := range series {
		if i+1 == len(series) || year(series[i+1]) != year(m) {
			add(m)
		}
	}
	return out
}

// within keeps an expectation to what a figure can be: not below nothing, and no share above the whole.
func (d Definition) within(v float64) *big.Rat {
	v = math.Max(v, 0)
	if d.bottom != nil && d.Unit == "%" {
		v = math.Min(v, float64(d.Factor))
	}
	return new(big.Rat).SetFloat64(v)
}

// Chance is whether a goal lies above, within or below what is to be expected.
type Chance string

// The chances.
const (
	Likely   Chance = "likely"   // the whole interval keeps the promise
	Open     Chance = "open"     // the interval holds both
	Unlikely Chance = "unlikely" // none of it does
)

// Chance holds the last year of a forecast against the goal.
func (st Standing) Chance(t Tolerance) Chance {
	if st.Forecast == nil {
		return ""
	}
	last := st.Forecast.Years[len(st.Forecast.Years)-1]
	d := st.Definition.Direction
	low, high := st.Goal.met(last.Low, d, t), st.Goal.met(last.High, d, t)
	switch {
	case low && high:
		return Likely
	case low || high:
		return Open
	}
	return Unlikely
}
