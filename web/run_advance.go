package web

import (
	"bytes"
	"context"
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"ansinh/calendar"
	"ansinh/fault"
	"ansinh/money"
	"ansinh/org"
	"ansinh/payment"
	"ansinh/report"
	"ansinh/viet"
)

// advanceView is how a run's paying agents stand with the treasury.
type advanceView struct {
	Month     calendar.Month
	Run       payment.Run
	Advances  []payment.Advance
	Documents []payment.AdvanceDocument
	Total     payment.Advance
	Wrong     string
	Form      url.Values
}

func (s *Site) advanceOf(ctx context.Context, f *frame, r *http.Request) (v advanceView, err error) {
	v.Form = url.Values{}
	if v.Month, err = monthOf(r); err != nil {
		return v, err
	}
	if v.Run, err = s.Payments.Run(ctx, f.Actor, v.Month); err != nil {
		return v, err
	}
	if v.Advances, v.Documents, err = s.Payments.Advances(ctx, f.Actor, v.Month); err != nil {
		return v, err
	}
	for _, a := range v.Advances {
		v.Total.Received += a.Received
		v.Total.Handed += a.Handed
		v.Total.Returned += a.Returned
		v.Total.Refunded += a.Refunded
	}
	f.Title, f.Wide = f.T("web.advance.title", v.Month.Vietnamese()), true
	return v, nil
}

func advancePath(m calendar.Month) string { return "/runs/" + m.String() + "/advance" }

func advancePage(s *Site, w http.ResponseWriter, r *http.Request, f *frame) (view, error) {
	v, err := s.advanceOf(r.Context(), f, r)
	if err != nil {
		return nil, err
	}
	if f.wants("agents") || f.wantsFile() && f.Query.Get("format") != "xlsx" { // without more an XLSX is the settlement itself
		return nil, f.sendTable(w, "tam-ung-"+v.Month.String(), f.heading("web.advance.agent", "web.advance.received", "web.advance.handed", "web.advance.returned", "web.advance.refunded",
			"web.advance.difference", "web.advance.settled_by"), rowsOf(v.Advances, func(a payment.Advance) []string {
			return []string{f.agent(a.Channel), number(int64(a.Received)), number(int64(a.Handed)), number(int64(a.Returned)), number(int64(a.Refunded)),
				number(int64(a.Difference())), a.SettledBy}
		}))
	}
	var b bytes.Buffer
	name := "quyet-toan-" + v.Month.String()
	switch f.Query.Get("format") {
	case "docx":
		if err := s.Reports.Letters().WriteTable(&b, s.advanceTable(f, v)); err != nil {
			return nil, err
		}
		sendFile(w, name+".docx", wordDocument, "", b.Bytes())
		return nil, nil
	case "xlsx":
		if err := s.Reports.Letters().WriteTableXlsx(&b, s.advanceTable(f, v)); err != nil {
			return nil, err
		}
		sendFile(w, name+".xlsx", spreadsheet, "", b.Bytes())
		return nil, nil
	}
	return advanceContent(f, v), nil
}

// agent is a paying agent by the channel's account.
func (f *frame) agent(channel string) string {
	code, bank := strings.CutPrefix(channel, "bank:")
	if !bank {
		return f.T("web.advance.cash")
	}
	if b, ok := f.site.Payments.Policy().Bank(code); ok {
		return f.Law(b.Name)
	}
	return code
}

func (s *Site) advanceTable(f *frame, v advanceView) report.Tabular {
	d := v.Total.Difference()
	x := report.Tabular{Template: "advance", Date: f.Today, Place: s.placeOf(), Simulated: s.Simulated, Tables: map[string][][]any{}, Values: map[string]string{
		"month": v.Month.Vietnamese(), "received": inDigits(v.Total.Received), "spent": inDigits(v.Total.Spent()), "returned": inDigits(v.Total.Returned),
		"refunded": inDigits(v.Total.Refunded), "difference": inDigits(d), "difference_words": d.InWords()}}
	row := func(name string, a payment.Advance) []any {
		return []any{name, int64(a.Received), int64(a.Handed), int64(a.Returned), int64(a.Spent()), int64(a.Refunded), int64(a.Difference())}
	}
	for _, a := range v.Advances {
		x.Tables["channels"] = append(x.Tables["channels"], row(f.agent(a.Channel), a))
	}
	x.Tables["channels"] = append(x.Tables["channels"], row("Tổng cộng", v.Total))
	for _, o := range v.Documents {
		x.Tables["documents"] = append(x.Tables["documents"], []any{o.Day.Vietnamese(), o.Number, s.Texts.Of("vi", "web.advance.kind."+string(o.Kind)), f.agent(o.Channel), int64(o.Amount)})
	}
	return x
}

// placeOf is the province that pays.
func (s *Site) placeOf() string {
	for _, u := range s.Tree.Units(org.Province, calendar.DateOf(s.Gate.Now())) {
		return u.Name
	}
	return ""
}

func inDigits(d money.Dong) string { return money.Group(int64(d)) }

// sayOnAdvance says on the page what could not be done; another kind of error is given back.
func (s *Site) sayOnAdvance(w http.ResponseWriter, r *http.Request, f *frame, err error) error {
	if code := status(err); code != http.StatusConflict && code != http.StatusUnprocessableEntity {
		return err
	}
	v, again := s.advanceOf(r.Context(), f, r)
	if again != nil {
		return again
	}
	v.Wrong, v.Form = f.fault(err), r.PostForm
	s.write(w, r, f, advanceContent(f, v), status(err))
	return nil
}

func recordAdvance(s *Site, w http.ResponseWriter, r *http.Request, f *frame) (view, error) {
	m, err := monthOf(r)
	if err != nil {
		return nil, err
	}
	form := r.PostForm
	d := payment.AdvanceDocument{Channel: form.Get("channel"), Kind: payment.AdvanceKind(form.Get("kind")), Number: form.Get("number")}
	if d.Day, err = calendar.ParseDate(form.Get("day")); err == nil {
		n, _ := strconv.ParseInt(viet.PlainAmount(form.Get("amount")), 10, 64) // what is no number is no amount
		d.Amount = money.Dong(n)
	}
	if err == nil {
		err = s.Payments.RecordAdvance(r.Context(), f.Actor, m, d)
	}
	if err != nil {
		return nil, s.sayOnAdvance(w, r, f, err)
	}
	s.done(w, r, f, advancePath(m), "web.advance.recorded", d.Number, f.Money(d.Amount))
	return nil, nil
}

func settleAdvance(s *Site, w http.ResponseWriter, r *http.Request, f *frame) (view, error) {
	m, err := monthOf(r)
	if err != nil {
		return nil, err
	}
	channel := r.PostForm.Get("channel")
	if err := s.Payments.SettleAdvance(r.Context(), f.Actor, m, channel); err != nil {
		return nil, s.sayOnAdvance(w, r, f, err)
	}
	s.done(w, r, f, advancePath(m), "web.advance.done", f.agent(channel))
	return nil, nil
}

// signaturesFile is the list that a commune's people sign for, as Word or Excel.
func signaturesFile(s *Site, w http.ResponseWriter, r *http.Request, f *frame) (view, error) {
	m, err := monthOf(r)
	if err != nil {
		return nil, err
	}
	unit := org.UnitID(orElse(f.Actor.Unit, f.Query.Get("unit")))
	u, ok := s.Tree.Unit(unit)
	if !ok {
		return nil, fault.New(fault.NotFound, "web.no_page")
	}
	lines, err := s.Payments.Signed(r.Context(), f.Actor, m, unit)
	if err != nil {
		return nil, err
	}
	x := report.Tabular{Template: "cash", Date: f.Today, Place: u.Name, Simulated: s.Simulated, Tables: map[string][][]any{}}
	var sum money.Dong
	for i, l := range lines {
		sum += l.Net()
		born := ""
		if l.BirthYear > 0 {
			born = number(int64(l.BirthYear))
		}
		x.Tables["lines"] = append(x.Tables["lines"], []any{int64(i + 1), orElse(l.Holder, l.Person.Code()), born, l.Address, f.Programme(l.Programme), int64(l.Net()), ""})
	}
	x.Values = map[string]string{"unit": u.Title(), "UNIT": strings.ToUpper(u.Title()), "month": m.Vietnamese(), "count": number(int64(len(lines))),
		"total": inDigits(sum), "total_words": sum.InWords()}
	var b bytes.Buffer
	name := "ky-nhan-" + m.String() + "-" + strings.ReplaceAll(string(unit), "@", "-")
	if f.Query.Get("format") == "xlsx" {
		if err := s.Reports.Letters().WriteTableXlsx(&b, x); err != nil {
			return nil, err
		}
		sendFile(w, name+".xlsx", spreadsheet, "", b.Bytes())
		return nil, nil
	}
	if err := s.Reports.Letters().WriteTable(&b, x); err != nil {
		return nil, err
	}
	sendFile(w, name+".docx", wordDocument, "", b.Bytes())
	return nil, nil
}
