package web

import (
	"fmt"
	"html"
	"strings"

	"ansinh/law"
	"ansinh/money"
)

// bars is a picture of costs side by side: a row a group, a bar a scenario. Its figures stand in a table beside it.
type bars struct {
	Title string
	Rows  []barRow
}

type barRow struct {
	Name   string
	Values []money.Dong
}

// barClasses tell the scenarios apart, the state of now first.
var barClasses = []string{"now", "first", "second"}

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

// barsOf draws the groups that change most.
func (f *frame) barsOf(title, by string, all []law.Line) bars {
	b := bars{Title: title}
	for _, l := range all[:min(len(all), mostBars)] {
		row := barRow{Name: f.groupName(by, l)}
		for _, o := range l.Outcomes {
			row.Values = append(row.Values, o.Cost)
		}
		b.Rows = append(b.Rows, row)
	}
	return b
}

// SVG draws the bars. Its only text from outside is escaped here.
func (b bars) SVG(f *frame) string {
	most, height := money.Dong(1), 0
	for _, r := range b.Rows {
		for _, v := range r.Values {
			most = max(most, v)
		}
		height += nameHeight + len(r.Values)*barPitch + rowGap
	}
	var out strings.Builder
	fmt.Fprintf(&out, `<svg viewBox="0 0 %d %d" role="img" aria-label="%s">`, barsWidth, max(height, 1), html.EscapeString(b.Title))
	y := 0
	for _, r := range b.Rows {
		fmt.Fprintf(&out, `<text x="0" y="%d">%s</text>`, y+nameHeight-8, html.EscapeString(clipped(r.Name)))
		y += nameHeight
		for i, v := range r.Values {
			width := int64(v) * (barsWidth - valueWidth) / int64(most)
			fmt.Fprintf(&out, `<rect class="%s" x="0" y="%d" width="%d" height="%d" rx="2"/>`, barClasses[min(i, len(barClasses)-1)], y, max(width, 1), barHeight)
			fmt.Fprintf(&out, `<text class="figure" x="%d" y="%d">%s</text>`, width+8, y+barHeight-4, html.EscapeString(f.round(v)))
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
		return f.T("web.simulate.billion", number(n/1_000_000_000)+","+fmt.Sprintf("%02d", n%1_000_000_000/10_000_000))
	case n >= 1_000_000:
		return f.T("web.simulate.million", number(n/1_000_000)+","+number(n%1_000_000/100_000))
	}
	return d.String()
}
