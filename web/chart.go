package web

import (
	"fmt"
	"html"
	"math"
	"slices"
	"strconv"
	"strings"
)

// chart is the way of a target: what was measured, where it should go, drawn here so that it needs no script. Its
// figures stand in a table beside it.
type chart struct {
	Title  string
	Points []point // measured, oldest first
	From   *point  // where the way begins
	Goal   *point  // where it should lead; High is the upper end of a range
	High   float64
	Way    []span               // the way year by year, with how far behind it is still on its way
	Ahead  []span               // what is to be expected, with its interval
	Show   func(float64) string // a value on the axis
	Unit   string
}

// point is a value at a time in years (2026.5 is the middle of 2026) with its label.
type point struct {
	At    float64
	Value float64
	Label string
}

// span is a value at a time with the ends of what lies about it.
type span struct{ At, Low, Value, High float64 }

// The drawing, in its own units.
const (
	chartWidth, chartHeight = 720.0, 300.0
	left, right             = 56.0, 96.0
	above, below            = 20.0, 32.0
)

// window is the span of years and values that is drawn.
type window struct{ x0, x1, y0, y1 float64 }

func (c chart) window() window {
	w := window{x0: math.Inf(1), x1: math.Inf(-1), y0: math.Inf(1), y1: math.Inf(-1)}
	see := func(p *point, value float64) {
		w.x0, w.x1 = math.Min(w.x0, p.At), math.Max(w.x1, p.At)
		w.y0, w.y1 = math.Min(w.y0, value), math.Max(w.y1, value)
	}
	for i := range c.Points {
		see(&c.Points[i], c.Points[i].Value)
	}
	for _, p := range []*point{c.From, c.Goal} {
		if p != nil {
			see(p, p.Value)
		}
	}
	if c.Goal != nil && c.High > c.Goal.Value {
		see(c.Goal, c.High)
	}
	for _, s := range append(slices.Clone(c.Way), c.Ahead...) {
		see(&point{At: s.At}, s.Low)
		see(&point{At: s.At}, s.High)
	}
	w.x0, w.x1 = math.Floor(w.x0), math.Ceil(w.x1)
	if w.x1-w.x0 < 1 {
		w.x1 = w.x0 + 1
	}
	step := niceStep(w.y1-w.y0, 4)
	w.y0, w.y1 = math.Floor(w.y0/step)*step, math.Ceil(w.y1/step)*step
	if w.y1 <= w.y0 {
		w.y0, w.y1 = w.y0-step, w.y1+step
	}
	return w
}

func (w window) x(at float64) float64 {
	return left + (at-w.x0)/(w.x1-w.x0)*(chartWidth-left-right)
}

func (w window) y(v float64) float64 {
	return chartHeight - below - (v-w.y0)/(w.y1-w.y0)*(chartHeight-above-below)
}

// niceStep is 1, 2 or 5 times a power of ten, so that a span has about n steps.
func niceStep(span float64, n int) float64 {
	if span <= 0 {
		return 1
	}
	raw := span / float64(n)
	power := math.Pow(10, math.Floor(math.Log10(raw)))
	for _, m := range []float64{1, 2, 5} {
		if raw <= m*power {
			return m * power
		}
	}
	return 10 * power
}

// SVG draws the chart. Its only text from outside is escaped here.
func (c chart) SVG() string {
	var b strings.Builder
	w := c.window()
	fmt.Fprintf(&b, `<svg viewBox="0 0 %g %g" role="img" aria-label="%s">`, chartWidth, chartHeight, html.EscapeString(c.Title))
	c.drawAxes(&b, w)
	c.drawSpans(&b, w, "band", c.Way)
	c.drawSpans(&b, w, "ahead", c.Ahead)
	if c.From != nil && c.Goal != nil && len(c.Way) == 0 {
		fmt.Fprintf(&b, `<path class="path" d="M%.1f %.1fL%.1f %.1f"/>`, w.x(c.From.At), w.y(c.From.Value), w.x(c.Goal.At), w.y(c.Goal.Value))
	}
	c.drawLine(&b, w)
	c.drawGoal(&b, w)
	b.WriteString(`</svg>`)
	return b.String()
}

// drawSpans draws a band from end to end and the line within it.
func (c chart) drawSpans(b *strings.Builder, w window, class string, spans []span) {
	if len(spans) < 2 {
		return
	}
	var there, back, line strings.Builder
	for i, s := range spans {
		move := map[bool]string{true: "M", false: "L"}[i == 0]
		fmt.Fprintf(&there, "%s%.1f %.1f", move, w.x(s.At), w.y(s.High))
		fmt.Fprintf(&line, "%s%.1f %.1f", move, w.x(s.At), w.y(s.Value))
		s = spans[len(spans)-1-i]
		fmt.Fprintf(&back, "L%.1f %.1f", w.x(s.At), w.y(s.Low))
	}
	fmt.Fprintf(b, `<path class="%s" d="%s%sZ"/><path class="%s-line" d="%s"/>`, class, there.String(), back.String(), class, line.String())
}

func (c chart) drawAxes(b *strings.Builder, w window) {
	step := niceStep(w.y1-w.y0, 4)
	for v := w.y0; v <= w.y1+step/2; v += step {
		y := w.y(v)
		fmt.Fprintf(b, `<path class="grid" d="M%g %.1fH%g"/><text x="%g" y="%.1f" text-anchor="end">%s</text>`,
			left, y, chartWidth-right, left-8, y+4, html.EscapeString(c.Show(v)))
	}
	fmt.Fprintf(b, `<path class="axis" d="M%g %.1fH%g"/>`, left, w.y(w.y0), chartWidth-right)
	years := niceStep(w.x1-w.x0, 8)
	for at := w.x0; at <= w.x1; at += math.Max(1, years) {
		fmt.Fprintf(b, `<text x="%.1f" y="%g" text-anchor="middle">%s</text>`, w.x(at), chartHeight-10, strconv.Itoa(int(at)))
	}
	fmt.Fprintf(b, `<text x="%g" y="10">%s</text>`, 0.0, html.EscapeString(c.Unit))
}

func (c chart) drawLine(b *strings.Builder, w window) {
	var d strings.Builder
	for i, p := range c.Points {
		fmt.Fprintf(&d, "%s%.1f %.1f", map[bool]string{true: "M", false: "L"}[i == 0], w.x(p.At), w.y(p.Value))
	}
	if len(c.Points) > 1 {
		fmt.Fprintf(b, `<path class="line" d="%s"/>`, d.String())
	}
	for _, p := range c.Points {
		fmt.Fprintf(b, `<circle class="dot" cx="%.1f" cy="%.1f" r="5"/>`, w.x(p.At), w.y(p.Value))
	}
	if n := len(c.Points); n > 0 {
		p := c.Points[n-1]
		fmt.Fprintf(b, `<text class="label" x="%.1f" y="%.1f" text-anchor="middle">%s</text>`, w.x(p.At), w.y(p.Value)-12, html.EscapeString(p.Label))
	}
	if c.From != nil && (len(c.Points) == 0 || c.Points[0].At > c.From.At) {
		fmt.Fprintf(b, `<circle class="goal" cx="%.1f" cy="%.1f" r="4"/><text x="%.1f" y="%.1f" text-anchor="middle">%s</text>`,
			w.x(c.From.At), w.y(c.From.Value), w.x(c.From.At)+4, w.y(c.From.Value)-12, html.EscapeString(c.From.Label))
	}
}

func (c chart) drawGoal(b *strings.Builder, w window) {
	if c.Goal == nil {
		return
	}
	x, y := w.x(c.Goal.At), w.y(c.Goal.Value)
	if c.High > c.Goal.Value {
		fmt.Fprintf(b, `<path class="axis" stroke-width="6" d="M%.1f %.1fV%.1f"/>`, x, y, w.y(c.High))
	}
	fmt.Fprintf(b, `<circle class="goal" cx="%.1f" cy="%.1f" r="5"/><text class="label" x="%.1f" y="%.1f">%s</text>`,
		x, y, x+12, y+4, html.EscapeString(c.Goal.Label))
}
