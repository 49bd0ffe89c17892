package web

import (
	"fmt"
	"strconv"

	"ansinh/law/simulate"
	"ansinh/money"
)

// bars is a picture of figures side by side: a row a group, a bar a figure. They stand in a table beside it.
type bars struct {
	Title string
	Rows  []barRow
	most  int64
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

// mostBars is how many groups are drawn.
const mostBars = 10

// barsOf draws the cost of the groups that change most.
func (f *frame) barsOf(title, by string, all []simulate.Line) bars {
	b := bars{Title: title}
	for _, l := range all[:min(len(all), mostBars)] {
		row := barRow{Name: f.groupName(by, l)}
		for i, o := range l.Outcomes {
			row.Bars = append(row.Bars, bar{barClass(i), int64(o.Cost), f.round(o.Cost)})
		}
		b.add(row)
	}
	return b
}

// movesOf draws how many gain and lose in each group: those groups where somebody does, in the order given.
func (f *frame) movesOf(title, by string, all []simulate.Line) bars {
	b := bars{Title: title}
	for _, l := range all {
		row := barRow{Name: f.groupName(by, l)}
		for i, o := range l.Outcomes[1:] {
			if o.Gained > 0 {
				row.Bars = append(row.Bars, bar{barClass(i + 1), o.Gained, "+" + f.Number(o.Gained)})
			}
			if o.Lost > 0 {
				row.Bars = append(row.Bars, bar{barClass(i+1) + " less", o.Lost, "−" + f.Number(o.Lost)})
			}
		}
		if len(row.Bars) > 0 && len(b.Rows) < mostBars {
			b.add(row)
		}
	}
	return b
}

func (b *bars) add(row barRow) {
	for _, x := range row.Bars {
		b.most = max(b.most, x.Value)
	}
	b.Rows = append(b.Rows, row)
}

// width is a bar's share of the longest, in thousandths; the smallest can still be seen.
func (b *bars) width(x bar) string {
	return strconv.FormatInt(max(4, x.Value*1000/max(1, b.most)), 10)
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
