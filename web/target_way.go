package web

import (
	"cmp"
	"math/big"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"ansinh/indicator"
)

// yearLine is one year of a target: what was measured, where the way stands, what is to be expected.
type yearLine struct {
	Year     int
	Measured *indicator.Measurement
	Way      *indicator.Waypoint
	Ahead    *indicator.Ahead
}

// yearLines is the way of a target by year; the last value of a year is the year's.
func yearLines(st indicator.Standing) []yearLine {
	at := map[int]*yearLine{}
	of := func(year int) *yearLine {
		if at[year] == nil {
			at[year] = &yearLine{Year: year}
		}
		return at[year]
	}
	if st.Published {
		of(st.Start.Period.End().First().Year()).Measured = st.Start
	}
	for i, m := range st.Series {
		of(m.Period.End().First().Year()).Measured = &st.Series[i]
	}
	for i, p := range st.Path {
		of(p.Year).Way = &st.Path[i]
	}
	if st.Forecast != nil {
		for i, a := range st.Forecast.Years {
			of(a.Year).Ahead = &st.Forecast.Years[i]
		}
	}
	var out []yearLine
	for _, l := range at {
		out = append(out, *l)
	}
	slices.SortFunc(out, func(a, b yearLine) int { return cmp.Compare(a.Year, b.Year) })
	return out
}

// drawWay puts the way with what is still on it, and what is to be expected, into a chart.
func (f *frame) drawWay(c *chart, st indicator.Standing) {
	if st.Start != nil && len(st.Path) > 0 {
		start, goal := float(st.Start.Value), float(st.Path[len(st.Path)-1].Value)
		slack := (goal - start) * float64(f.site.Indicators.Book().Tolerance().OnTrack) / 1000
		add := func(at, value float64) {
			c.Way = append(c.Way, span{At: at, Value: value, Low: min(value, value-slack), High: max(value, value-slack)})
		}
		add(atYear(st.Start), start)
		for _, p := range st.Path {
			add(float64(p.Year), float(p.Value))
		}
	}
	if st.Forecast != nil && st.Latest != nil {
		last := float(st.Latest.Value)
		c.Ahead = append(c.Ahead, span{At: atYear(st.Latest), Low: last, Value: last, High: last})
		for _, a := range st.Forecast.Years {
			c.Ahead = append(c.Ahead, span{At: float64(a.Year), Low: float(a.Low), Value: float(a.Middle), High: float(a.High)})
		}
	}
}

// atYear is the end of a period as a time in years; December of a year stands over the year's mark.
func atYear(m *indicator.Measurement) float64 { return float64(m.Period.End()-11) / 12 }

// waySaid says where the way comes from: years that the plan names, or a straight line of ours.
func (f *frame) waySaid(st indicator.Standing) string {
	if st.Definition.Watched {
		return f.T("web.plan.watched.note")
	}
	if len(st.Path) == 0 {
		return f.T("web.target.way.none")
	}
	var named []string
	for _, s := range st.Goal.Steps {
		named = append(named, strconv.Itoa(s.Year))
	}
	if len(named) == 0 {
		return f.T("web.target.way.straight", st.Start.Period.Vietnamese(), strconv.Itoa(st.Goal.Year))
	}
	return f.T("web.target.way.named", strings.Join(named, ", "))
}

// expected says what is to be expected of the goal's year, and how sure that is; or why nothing can be said.
func (f *frame) expected(st indicator.Standing) string {
	t := f.site.Indicators.Book().Tolerance()
	if st.Latest == nil || st.Definition.Watched {
		return ""
	}
	if st.Forecast == nil {
		years := map[int]bool{}
		for _, m := range st.Series {
			years[m.Period.End().First().Year()] = true
		}
		if st.Published {
			years[st.Start.Period.End().First().Year()] = true
		}
		if len(years) >= t.Forecast.Points {
			return ""
		}
		return f.T("web.target.ahead.few", strconv.Itoa(len(years)), strconv.Itoa(t.Forecast.Points))
	}
	last := st.Forecast.Years[len(st.Forecast.Years)-1]
	return f.T("web.target.ahead", strconv.Itoa(st.Forecast.Points), strconv.Itoa(last.Year), f.interval(st, last),
		strconv.FormatInt(st.Forecast.Level, 10)) + " " + f.T("web.target.ahead."+string(st.Chance(t)))
}

func (f *frame) interval(st indicator.Standing, a indicator.Ahead) string {
	d := st.Definition
	return d.Show(a.Low) + "–" + f.withUnit(d, d.Show(a.High))
}

// partName is what a part is called; what could not be told apart has a name of its own.
func (f *frame) partName(dimension, part string) string {
	if part == "" {
		return f.T("web.target.parts.rest")
	}
	return f.say(f.site.Returns.Book().PartName(dimension, part))
}

// amount is a figure of a part as it may be shown.
func (f *frame) partAmount(s indicator.Share, a indicator.Amount) string {
	switch {
	case s.Hidden:
		return f.T("web.target.parts.few", strconv.FormatInt(f.site.Indicators.Book().Tolerance().Smallest, 10))
	case !a.Known:
		return "–"
	}
	return f.Number(a.N)
}

func (f *frame) shareShown(d indicator.Definition, s indicator.Share) string {
	if s.Hidden || s.Value == nil {
		return "–"
	}
	return f.withUnit(d, d.Show(s.Value))
}

func (f *frame) sendParts(w http.ResponseWriter, v targetView) error {
	d := v.Standing.Definition
	var rows [][]string
	for _, b := range v.Parts {
		for _, p := range b.Parts {
			value := ""
			if p.Value != nil {
				value = d.Show(new(big.Rat).Set(p.Value))
			}
			rows = append(rows, []string{f.say(f.site.Returns.Book().Dimension(b.Dimension)), f.partName(b.Dimension, p.Part), f.partAmount(p, p.Numerator),
				f.partAmount(p, p.Denominator), value})
		}
	}
	return f.sendTable(w, "chi-tieu-"+d.Target+"-thanh-phan", []string{f.T("web.target.parts.by"), f.T("web.target.parts.part"), f.say(d.Numerator),
		f.say(d.Denominator), f.units(d)}, rows)
}
