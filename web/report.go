package web

import (
	"context"
	"net/http"
	"strconv"

	"ansinh/calendar"
	"ansinh/fault"
	"ansinh/indicator"
	"ansinh/money"
	"ansinh/report"
)

// reportView is the annual report before it is signed, and those that were kept.
type reportView struct {
	Year   int
	Years  []int
	Annual *report.Annual
	States []stateCount
	Files  []report.File
	Paid   money.Dong
	Months []monthPaid
	Late   int
	None   bool // no plan was in force
}

// monthPaid is what all programmes paid in a month.
type monthPaid struct {
	Month  calendar.Month
	Lines  int64
	Amount money.Dong
}

func reportPage(s *Site, w http.ResponseWriter, r *http.Request, f *frame) (view, error) {
	year, err := yearAsked(f)
	if err != nil {
		return nil, err
	}
	ctx := r.Context()
	f.Title = f.T("web.report.title", strconv.Itoa(year))
	v := reportView{Year: year}
	for y := f.Today.Year(); y >= firstYear; y-- {
		v.Years = append(v.Years, y)
	}
	if v.Files, err = s.Reports.Files(ctx, f.Actor); err != nil {
		return nil, err
	}
	v.Annual, err = s.Reports.Annual(ctx, f.Actor, s.reportOf(ctx, f, year))
	if fault.Is(err, fault.NotFound) {
		v.None = true
		return reportContent(f, v), nil
	}
	if err != nil {
		return nil, err
	}
	v.sum()
	return reportContent(f, v), nil
}

// reportOf asks for the report as it is on the day looked at, or at the year's end where that is past.
func (s *Site) reportOf(ctx context.Context, f *frame, year int) report.Request {
	on := min(f.On, calendar.MonthOf(year, 12).Last())
	return report.Request{Year: year, AsOf: on, Area: s.area(ctx, f)}
}

func (v *reportView) sum() {
	for _, st := range indicator.States() {
		c := stateCount{State: st}
		for _, x := range v.Annual.Standings {
			if x.State == st {
				c.N++
			}
		}
		v.States = append(v.States, c)
	}
	for _, r := range v.Annual.Returns {
		if r.Late {
			v.Late++
		}
	}
	byMonth := map[calendar.Month]*monthPaid{}
	year := calendar.MonthOf(v.Year, 1)
	for m := year; m < year+12; m++ {
		byMonth[m] = &monthPaid{Month: m}
	}
	for _, p := range v.Annual.Payments.Programmes {
		for _, m := range p.Months {
			v.Paid += m.Amount
			if x := byMonth[m.Month]; x != nil {
				x.Lines += m.Lines
				x.Amount += m.Amount
			}
		}
	}
	for m := year; m < year+12; m++ {
		if byMonth[m].Amount != 0 {
			v.Months = append(v.Months, *byMonth[m])
		}
	}
}

// keepReport writes the report as a document and a workbook and keeps both.
func keepReport(s *Site, w http.ResponseWriter, r *http.Request, f *frame) (view, error) {
	year, err := yearAsked(f)
	if err != nil {
		return nil, err
	}
	ctx := r.Context()
	a, err := s.Reports.Annual(ctx, f.Actor, s.reportOf(ctx, f, year))
	if err != nil {
		return nil, err
	}
	if _, err := s.Reports.Keep(ctx, f.Actor, a); err != nil {
		return nil, err
	}
	s.done(w, r, f, "/report?year="+strconv.Itoa(year)+"#files", "web.report.kept", strconv.Itoa(year))
	return nil, nil
}

func reportFile(s *Site, w http.ResponseWriter, r *http.Request, f *frame) (view, error) {
	id, err := strconv.ParseInt(r.PathValue("id"), 10, 64)
	if err != nil {
		return nil, fault.New(fault.NotFound, "web.no_page")
	}
	x, err := s.Reports.File(r.Context(), f.Actor, report.FileID(id))
	if err != nil {
		return nil, err
	}
	sendFile(w, "bao-cao-nam-"+strconv.Itoa(x.File.Year)+"."+x.File.Format, fileKinds[x.File.Format], x.File.SHA256, x.Bytes)
	return nil, nil
}

// simulated says so where the people are invented.
func (f *frame) simulated(v reportView) string {
	if v.Annual.Payments.Simulated {
		return f.T("web.report.simulated")
	}
	return f.T("web.report.in_year", strconv.Itoa(v.Year))
}
