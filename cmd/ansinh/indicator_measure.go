package main

import (
	"fmt"
	"time"

	"ansinh/auth"
	"ansinh/calendar"
	"ansinh/indicator"
)

type indicatorMeasureCmd struct {
	Month string `name:"month" required:"" help:"The closed month: 2026-11 or 11/2026." placeholder:"YYYY-MM"`
	Known string `name:"known" help:"Count what is known of the month at the end of this day; what was known when it was closed if left out." placeholder:"DATE"`
	JSON  bool   `name:"json" help:"Print what was done as one object."`
}

// Help shows an example.
func (indicatorMeasureCmd) Help() string {
	return `Counts every indicator that is counted from people over a month whose roster is frozen, and keeps the values with the hash of
what was counted. A worker does the same by itself when a month is closed. Measuring again what has not changed changes
nothing; what was said before stays and is shown beside.

  ansinh indicator measure --month 2026-11
  ansinh indicator measure --month 2026-09 --known 2026-12-01`
}

// measuredLine is one measuring as --json prints it.
type measuredLine struct {
	Month    calendar.Month `json:"month"`
	Number   int64          `json:"number"`
	State    string         `json:"state"`
	KnownOn  calendar.Date  `json:"known_on"`
	Snapshot string         `json:"snapshot"`
	Changed  int            `json:"changed"`
	Seconds  float64        `json:"seconds"`
}

// Run measures.
func (c indicatorMeasureCmd) Run(a *app) error {
	month, err := calendar.ParseMonth(c.Month)
	if err != nil {
		return usageError{err}
	}
	var known calendar.Date
	if c.Known != "" {
		if known, err = calendar.ParseDate(c.Known); err != nil {
			return usageError{err}
		}
	}
	h, err := a.open()
	if err != nil {
		return err
	}
	defer h.Close()
	began := time.Now()
	m, err := h.Indicators.MeasureMonth(a.ctx, auth.System(), month, known, func(s indicator.Stage) {
		if !c.JSON {
			fmt.Fprintln(a.stderr, a.texts.Of(a.lang, "indicator.stage."+string(s)))
		}
	})
	if err != nil {
		return err
	}
	if c.JSON {
		return a.printJSON(measuredLine{m.Month, m.Number, string(m.State), m.KnownOn, m.Snapshot, m.Changed, time.Since(began).Seconds()})
	}
	_, err = fmt.Fprintln(a.stdout, a.texts.Of(a.lang, "indicator.cli.measured", month.Vietnamese(), m.Changed, m.Snapshot[:12]))
	return err
}
