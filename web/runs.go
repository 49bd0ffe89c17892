package web

import (
	"bytes"
	"net/http"
	"strconv"

	"ansinh/calendar"
	"ansinh/fault"
	"ansinh/payment"
)

// runsView is all runs, and the month that can be prepared next.
type runsView struct {
	Runs []payment.Run
	Next calendar.Month // zero: nothing to prepare
}

func runsPage(s *Site, w http.ResponseWriter, r *http.Request, f *frame) (view, error) {
	f.Title = f.T("web.nav.runs")
	v := runsView{}
	var err error
	if v.Runs, err = s.Payments.Runs(r.Context(), f.Actor); err != nil {
		return nil, err
	}
	if f.May(payment.MayPrepare) {
		v.Next = nextMonth(v.Runs, f.Today.Month())
	}
	if f.wantsFile() {
		return nil, f.sendTable(w, "ky-chi-tra", []string{f.T("web.month"), f.T("web.run.state"), f.T("web.run.lines"), f.T("web.run.amount"),
			f.T("web.run.held"), f.T("web.run.held_amount"), f.T("web.run.recovery")}, runRows(f, v.Runs))
	}
	return runsContent(f, v), nil
}

// nextMonth is the month after the last run, or this month where there is none; a month that has not begun is not
// prepared.
func nextMonth(runs []payment.Run, now calendar.Month) calendar.Month {
	if len(runs) == 0 {
		return now
	}
	if next := runs[0].Month.Add(1); next <= now {
		return next
	}
	return 0
}

func runRows(f *frame, runs []payment.Run) [][]string {
	var out [][]string
	for _, r := range runs {
		out = append(out, []string{r.Month.String(), f.T("payment.state." + string(r.State)), number(r.Lines), number(int64(r.Amount)),
			number(r.Held), number(int64(r.HeldAmount)), number(int64(r.Recovery))})
	}
	return out
}

func number(n int64) string { return strconv.FormatInt(n, 10) }

func monthOf(r *http.Request) (calendar.Month, error) {
	m, err := calendar.ParseMonth(r.PathValue("month"))
	if err != nil {
		return 0, fault.New(fault.NotFound, "web.no_page")
	}
	return m, nil
}

// prepareRun asks for a month to be taken from the register to the prepared run. A worker does it; the run's page shows
// how it goes. A month that is prepared already is said to be so.
func prepareRun(s *Site, w http.ResponseWriter, r *http.Request, f *frame) (view, error) {
	m, err := calendar.ParseMonth(r.PostForm.Get("month"))
	if err != nil {
		return nil, err
	}
	to, code := "/runs/"+m.String(), "web.run.already"
	_, err = s.Payments.Run(r.Context(), f.Actor, m)
	if fault.CodeOf(err) == "payment.no_run" {
		code, err = "web.run.asked", s.Background.AskMonth(r.Context(), f.Actor, m)
	}
	if err != nil {
		return nil, err
	}
	s.done(w, r, f, to, code, m.Vietnamese())
	return nil, nil
}

// moves are the steps that a button takes, by the name in the address.
var moves = map[string]func(*payment.Payments, *http.Request, *frame, calendar.Month) (payment.Run, error){
	"check": func(p *payment.Payments, r *http.Request, f *frame, m calendar.Month) (payment.Run, error) {
		return p.Check(r.Context(), f.Actor, m)
	},
	"approve": func(p *payment.Payments, r *http.Request, f *frame, m calendar.Month) (payment.Run, error) {
		return p.Approve(r.Context(), f.Actor, m)
	},
	"send": func(p *payment.Payments, r *http.Request, f *frame, m calendar.Month) (payment.Run, error) {
		return p.Send(r.Context(), f.Actor, m)
	},
	"close": func(p *payment.Payments, r *http.Request, f *frame, m calendar.Month) (payment.Run, error) {
		return p.Close(r.Context(), f.Actor, m)
	},
}

func moveRun(s *Site, w http.ResponseWriter, r *http.Request, f *frame) (view, error) {
	m, err := monthOf(r)
	if err != nil {
		return nil, err
	}
	move, ok := moves[r.PostForm.Get("step")]
	if !ok {
		return nil, fault.New(fault.Invalid, "web.form")
	}
	run, err := move(s.Payments, r, f, m)
	if err != nil {
		return nil, err
	}
	s.done(w, r, f, "/runs/"+m.String(), "web.run.moved", m.Vietnamese(), f.T("payment.state."+string(run.State)))
	return nil, nil
}

// bankFile and cashFile are written into memory first: a file is whole, with its hash, or it is an error.
func bankFile(s *Site, w http.ResponseWriter, r *http.Request, f *frame) (view, error) {
	m, err := monthOf(r)
	if err != nil {
		return nil, err
	}
	var b bytes.Buffer
	bank := r.PathValue("bank")
	info, err := s.Payments.WriteBankFile(r.Context(), f.Actor, m, bank, &b)
	if err != nil {
		return nil, err
	}
	sendFile(w, "chi-tra-"+m.String()+"-"+bank+".csv", "text/csv; charset=utf-8", info.SHA256, b.Bytes())
	return nil, nil
}

func cashFile(s *Site, w http.ResponseWriter, r *http.Request, f *frame) (view, error) {
	m, err := monthOf(r)
	if err != nil {
		return nil, err
	}
	var b bytes.Buffer
	info, err := s.Payments.WriteCashList(r.Context(), f.Actor, m, &b)
	if err != nil {
		return nil, err
	}
	sendFile(w, "chi-tien-mat-"+m.String()+".xlsx", spreadsheet, info.SHA256, b.Bytes())
	return nil, nil
}

const (
	spreadsheet  = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
	wordDocument = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
)

func sendFile(w http.ResponseWriter, name, kind, sha string, b []byte) {
	h := w.Header()
	h.Set("Content-Type", kind)
	h.Set("Content-Disposition", `attachment; filename="`+name+`"`)
	h.Set("Content-Length", strconv.Itoa(len(b)))
	if sha != "" {
		h.Set("X-Content-SHA256", sha)
	}
	w.Write(b)
}
