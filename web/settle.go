package web

import (
	"bytes"
	"context"
	"io"
	"net/http"

	"ansinh/calendar"
	"ansinh/fault"
	"ansinh/payment"
	"ansinh/registry"
)

// settleView is what became of a run after it was prepared.
type settleView struct {
	Failures   []payment.Return
	Recoveries []payment.Recovered
	Matchings  []payment.Matching
	Cancelled  []payment.Cancelled
	People     map[registry.PersonID]registry.Person
	Reads      bool // the reader may read a bank's file now
	Cancels    bool // and cancel the run
}

func (s *Site) settlement(ctx context.Context, f *frame, run payment.Run) (v settleView, err error) {
	v.Reads = run.State == payment.Sent && f.May(payment.MayClose)
	v.Cancels = f.May(payment.MayPrepare) && (run.State == payment.Prepared || run.State == payment.Checked)
	if v.Failures, err = s.Payments.Failures(ctx, f.Actor, run.Month); err != nil {
		return v, err
	}
	if v.Recoveries, err = s.Payments.Recoveries(ctx, f.Actor, run.Month); err != nil {
		return v, err
	}
	if f.Actor.Unit == "" {
		if v.Cancelled, err = s.Payments.CancelledRuns(ctx, f.Actor, run.Month); err != nil {
			return v, err
		}
		if run.State == payment.Sent || run.State == payment.Closed {
			if v.Matchings, err = s.Payments.Matchings(ctx, f.Actor, run.Month); err != nil {
				return v, err
			}
		}
	}
	var lines []payment.Line
	for _, x := range v.Failures[:min(len(v.Failures), shownHere)] {
		lines = append(lines, x.Line)
	}
	for _, x := range v.Recoveries[:min(len(v.Recoveries), shownHere)] {
		lines = append(lines, x.Line)
	}
	if len(lines) > 0 {
		v.People, err = s.whoIsPaid(ctx, f, lines)
	}
	return v, err
}

// shownHere is how many rows of a list stand on the run's page.
const shownHere = 50

// who is a person's name where the reader may see it, else the number.
func (v settleView) who(id registry.PersonID) string {
	if p, ok := v.People[id]; ok {
		return p.Name
	}
	return id.Code()
}

// reason is a bank's code in words, with what the bank wrote.
func (f *frame) reason(r payment.Return) string {
	said := r.Code
	if name, ok := f.site.Payments.Policy().Settlement.Reasons[r.Code]; ok {
		said = f.Say(name.VI, name.EN)
	}
	switch {
	case r.Reason != "" && said != "":
		return said + " – " + r.Reason
	case r.Reason != "":
		return r.Reason
	case said != "":
		return said
	}
	return f.T("web.settle.no_reason")
}

// readBankFile takes an uploaded file; what it is, its content says.
func readBankFile(s *Site, w http.ResponseWriter, r *http.Request, f *frame) (view, error) {
	m, err := monthOf(r)
	if err != nil {
		return nil, err
	}
	part, _, err := r.FormFile("file")
	if err != nil {
		return nil, fault.Wrap(err, fault.Invalid, "web.settle.no_file")
	}
	defer part.Close()
	file, err := io.ReadAll(io.LimitReader(part, s.Payments.Policy().Settlement.MaxFileBytes+1))
	if err != nil {
		return nil, fault.Wrap(err, fault.Invalid, "web.form")
	}
	done, err := s.Payments.ReadFile(r.Context(), f.Actor, m, file)
	if err != nil {
		return nil, err
	}
	if done.Already {
		s.done(w, r, f, settleAt(m), "payment.file.already")
	} else {
		s.done(w, r, f, settleAt(m), "payment.file.done", done.Kind, number(done.Lines), done.Amount)
	}
	return nil, nil
}

func settleAt(m calendar.Month) string { return "/runs/" + m.String() + "#settlement" }

func repairPayment(s *Site, w http.ResponseWriter, r *http.Request, f *frame) (view, error) {
	m, err := monthOf(r)
	if err != nil {
		return nil, err
	}
	if err := s.Payments.Repair(r.Context(), f.Actor, r.PostForm.Get("line"), payment.Channel(r.PostForm.Get("channel"))); err != nil {
		return nil, err
	}
	s.done(w, r, f, settleAt(m), "payment.repair.done")
	return nil, nil
}

func explainBank(s *Site, w http.ResponseWriter, r *http.Request, f *frame) (view, error) {
	m, err := monthOf(r)
	if err != nil {
		return nil, err
	}
	if err := s.Payments.Explain(r.Context(), f.Actor, m, r.PostForm.Get("bank"), r.PostForm.Get("reason")); err != nil {
		return nil, err
	}
	s.done(w, r, f, settleAt(m), "payment.explain.done")
	return nil, nil
}

func cancelRun(s *Site, w http.ResponseWriter, r *http.Request, f *frame) (view, error) {
	m, err := monthOf(r)
	if err != nil {
		return nil, err
	}
	if err := s.Payments.Cancel(r.Context(), f.Actor, m, r.PostForm.Get("reason")); err != nil {
		return nil, err
	}
	s.done(w, r, f, "/runs/"+m.String(), "payment.cancel.done", m.Vietnamese())
	return nil, nil
}

func bankMessage(s *Site, w http.ResponseWriter, r *http.Request, f *frame) (view, error) {
	m, err := monthOf(r)
	if err != nil {
		return nil, err
	}
	var b bytes.Buffer
	bank := r.PathValue("bank")
	info, err := s.Payments.WriteTransfers(r.Context(), f.Actor, m, bank, &b)
	if err != nil {
		return nil, err
	}
	sendFile(w, "chi-tra-"+m.String()+"-"+bank+".xml", "application/xml", info.SHA256, b.Bytes())
	return nil, nil
}
