package web

import (
	"fmt"
	"html"
	"strings"

	"ansinh/law"
	"ansinh/money"
)

// bars is a picture of figures side by side: a row a group, a bar a figure. They stand in a table beside it.
type bars struct {
	Title string
	Rows  []barRow
}

type barRow struct {
	Name string
	Bars []bar
}

type bar struct {
	Class string
	Value int64
	Says  string
}

// barClasses tell the scenarios apart, the state of now first.
var barClasses = []string{"now", "first", "second"}

func barClass(scenario int) string { return barClasses[min(scenario, len(barClasses)-1)] }

// The drawing, in its own units. A name stands above its bars, so that both can be read on a phone.
const (
	barsWidth  = 860
	barHeight  = 18
	barPitch   = 24
	nameHeight = 28
	rowGap     = 12
	valueWidth = 170
	mostBars   = 10
)

// barsOf draws the cost of the groups that change most.
func (f *frame) barsOf(title, by string, all []law.Line) bars {
	b := bars{Title: title}
	for _, l := range all[:min(len(all), mostBars)] {
		row := barRow{Name: f.groupName(by, l)}
		for i, o := range l.Outcomes {
			row.Bars = append(row.Bars, bar{barClass(i), int64(o.Cost), f.round(o.Cost)})
		}
		b.Rows = append(b.Rows, row)
	}
	return b
}

// movesOf draws how many gain and lose in each group: those groups where somebody does, in the order given.
func (f *frame) movesOf(title, by string, all []law.Line) bars {
	b := bars{Title: title}
	for _, l := range all {
		row, moves := barRow{Name: f.groupName(by, l)}, int64(0)
		for i, o := range l.Outcomes[1:] {
			moves += o.Gained + o.Lost
			row.Bars = append(row.Bars, bar{barClass(i + 1), o.Gained, "+" + f.Number(o.Gained)},
				bar{barClass(i+1) + " less", o.Lost, "−" + f.Number(o.Lost)})
		}
		if moves > 0 && len(b.Rows) < mostBars {
			b.Rows = append(b.Rows, row)
		}
	}
	return b
}

// SVG draws the bars. Its only text from outside is escaped here.
func (b bars) SVG() string {
	most, height := int64(1), 0
	for _, r := range b.Rows {
		for _, v := range r.Bars {
			most = max(most, v.Value)
		}
		height += nameHeight + len(r.Bars)*barPitch + rowGap
	}
	var out strings.Builder
	fmt.Fprintf(&out, `<svg viewBox="0 0 %d %d" role="img" aria-label="%s">`, barsWidth, max(height, 1), html.EscapeString(b.Title))
	y := 0
	for _, r := range b.Rows {
		fmt.Fprintf(&out, `<text x="0" y="%d">%s</text>`, y+nameHeight-8, html.EscapeString(clipped(r.Name)))
		y += nameHeight
		for _, v := range r.Bars {
			width := v.Value * (barsWidth - valueWidth) / most
			fmt.Fprintf(&out, `<rect class="%s" x="0" y="%d" width="%d" height="%d" rx="2"/>`, v.Class, y, max(width, 1), barHeight)
			fmt.Fprintf(&out, `<text class="figure" x="%d" y="%d">%s</text>`, width+8, y+barHeight-4, html.EscapeString(v.Says))
			y += barPitch
		}
		y += rowGap
	}
	out.WriteString(`</svg>`)
	return out.String()
}

// clipped is a name short enough to stand beside its bar; the table has it whole.
func clipped(s string) string {
	const most = 60
	if r := []rune(s); len(r) > most {
		return strings.TrimSpace(string(r[:most-1])) + "…"
	}
	return s
}

// round is a sum for a picture: 1,25 tỷ; 340 triệu; the table has it whole.
func (f *frame) round(d money.Dong) string {
	n := int64(d)
	switch {
	case n >= 1_000_000_000:
		return f.T("web.simulate.billion", f.Number(n/1_000_000_000)+f.decimal()+fmt.Sprintf("%02d", n%1_000_000_000/10_000_000))
	case n >= 1_000_000:
		return f.T("web.simulate.million", number(n/1_000_000)+f.decimal()+number(n%1_000_000/100_000))
	}
	return f.Money(d)
}
