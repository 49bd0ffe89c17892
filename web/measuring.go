package web

import (
	"net/http"
	"slices"
	"time"

	"ansinh/calendar"
	"ansinh/fault"
	"ansinh/indicator"
	"ansinh/reorg"
)

// measuringView is the closed months, and what was measured of each when.
type measuringView struct {
	Months []measuredMonth
	Open   bool          // some month is waited for
	Last   time.Duration // how long the last one took; zero: not known
}

type measuredMonth struct {
	Month   calendar.Month
	Times   []indicator.Measuring
	Dossier []reorg.Dossier // reorganisations that came into force since the last time and concern the month
}

// open says whether the month is waited for.
func (m measuredMonth) open() bool { return slices.ContainsFunc(m.Times, indicator.Measuring.Open) }

func measuringPage(s *Site, w http.ResponseWriter, r *http.Request, f *frame) (view, error) {
	f.Title = f.T("web.measuring.title")
	all, err := s.Indicators.Measurings(r.Context(), f.Actor, 0)
	if err != nil {
		return nil, err
	}
	months, err := s.Indicators.Months(r.Context())
	if err != nil {
		return nil, err
	}
	dossiers, err := s.Reorg.Dossiers(r.Context(), f.Actor)
	if err != nil {
		return nil, err
	}
	var v measuringView
	for _, m := range months {
		x := measuredMonth{Month: m}
		for _, t := range all {
			if t.Month == m {
				x.Times = append(x.Times, t)
			}
		}
		x.Dossier = since(dossiers, x)
		v.Months, v.Open = append(v.Months, x), v.Open || x.open()
	}
	for _, t := range all {
		if t.State == indicator.Done && v.Last == 0 {
			v.Last = t.Took()
		}
	}
	if f.wantsFile() {
		return nil, sendMeasurings(w, f, all)
	}
	if v.Open {
		w.Header().Set("Refresh", "2")
	}
	return measuringContent(f, v), nil
}

// since are the reorganisations of the month or before that came into force, or were undone, after its last measuring.
func since(dossiers []reorg.Dossier, m measuredMonth) []reorg.Dossier {
	i := slices.IndexFunc(m.Times, func(t indicator.Measuring) bool { return t.State == indicator.Done })
	if i < 0 {
		return nil
	}
	var out []reorg.Dossier
	for _, d := range dossiers {
		moved := slices.ContainsFunc(d.Steps, func(x reorg.Step) bool {
			return (x.State == reorg.InForce || x.State == reorg.Undone) && x.At.After(m.Times[i].Ended)
		})
		units := slices.ContainsFunc(d.Changes, func(c reorg.Change) bool { return !c.Agency })
		if moved && units && d.Day <= m.Month.Last() {
			out = append(out, d)
		}
	}
	return out
}

func sendMeasurings(w http.ResponseWriter, f *frame, all []indicator.Measuring) error {
	var rows [][]string
	for _, t := range all {
		rows = append(rows, []string{t.Month.String(), number(t.Number), f.T("web.measuring.state." + string(t.State)), t.KnownOn.String(), t.Asked.Format(time.RFC3339), t.Name,
			number(int64(t.Changed)), t.Snapshot})
	}
	return f.sendTable(w, "tinh-chi-tieu", []string{f.T("web.month"), f.T("web.measuring.time"), f.T("web.measuring.state"), f.T("web.measuring.known"),
		f.T("web.measuring.when"), f.T("web.measuring.by"), f.T("web.measuring.changed"), f.T("web.measuring.snapshot")}, rows)
}

// askMeasuring has a closed month measured in the background.
func askMeasuring(s *Site, w http.ResponseWriter, r *http.Request, f *frame) (view, error) {
	month, err := calendar.ParseMonth(r.PostForm.Get("month"))
	if err != nil {
		return nil, err
	}
	var known calendar.Date
	switch r.PostForm.Get("as") {
	case "closed":
	case "today":
		known = f.Today
	default:
		return nil, fault.New(fault.Invalid, "web.form")
	}
	if err := s.Background.AskMeasure(r.Context(), f.Actor, month, known); err != nil {
		return nil, err
	}
	s.done(w, r, f, "/plan/measuring", "web.measuring.asked", month.Vietnamese())
	return nil, nil
}

// progress is how many stages are behind an open measuring.
func progress(m indicator.Measuring) int64 {
	return int64(slices.Index(indicator.Stages(), m.Stage) + 1)
}

// counted says what a measuring counted.
func (f *frame) counted(m indicator.Measuring) string {
	if m.KnownOn.IsZero() {
		return f.T("web.measuring.as_closed")
	}
	return f.T("web.measuring.as_known", m.KnownOn.Vietnamese())
}

// seconds says how long it took the last time.
func (f *frame) seconds(d time.Duration) string {
	return f.T("web.measuring.took", max(1, int(d.Round(time.Second).Seconds())))
}

// readingTotal is the value of one reading with its halves.
func (f *frame) readingTotal(d indicator.Definition, r indicator.Reading) string {
	if r.Value == nil {
		return f.T("web.target.history.gone")
	}
	return f.withUnit(d, d.Show(r.Value))
}

// twice says whether a period was written more than once: only then is there something to compare.
func twice(all []indicator.Reading) bool {
	seen := map[indicator.Period]bool{}
	for _, r := range all {
		if seen[r.Period] {
			return true
		}
		seen[r.Period] = true
	}
	return false
}
