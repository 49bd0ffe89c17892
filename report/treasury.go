package report

import (
	"context"

	"ansinh/auth"
	"ansinh/benefit"
	"ansinh/calendar"
	"ansinh/org"
	"ansinh/payment"
)

// Books is the treasury of the real rooms: what was sent comes from payment, who is not reached from benefit. A run that
// was only prepared or approved is not money paid.
type Books struct {
	Money    *payment.Payments
	Benefits *benefit.Benefits
}

// Payments gathers a year. The sums hold no person, so they are read as the program itself: who may read the report may
// read them.
func (b Books) Payments(ctx context.Context, _ auth.Actor, year int) (Payments, error) {
	runs, err := b.Money.Runs(ctx, auth.System())
	if err != nil {
		return Payments{}, err
	}
	var last calendar.Month
	byProgramme := map[string][]MonthSum{}
	for i := len(runs) - 1; i >= 0; i-- { // runs come latest first
		r := runs[i]
		if y, _ := r.Month.Civil(); y != year || r.State != payment.Sent && r.State != payment.Closed {
			continue
		}
		last = max(last, r.Month)
		sums, err := b.month(ctx, r.Month)
		if err != nil {
			return Payments{}, err
		}
		for id, s := range sums {
			byProgramme[id] = append(byProgramme[id], s)
		}
	}
	out := Payments{}
	for _, p := range b.Benefits.Book().Programmes() {
		if months := byProgramme[p.ID]; len(months) > 0 {
			out.Programmes = append(out.Programmes, Programme{Name: org.Name{VI: p.VI, EN: p.EN}, Months: months})
		}
	}
	if last != 0 {
		out.Gap, err = b.gap(ctx, last)
	}
	return out, err
}

// month sums one run by programme.
func (b Books) month(ctx context.Context, m calendar.Month) (map[string]MonthSum, error) {
	totals, err := b.Money.Totals(ctx, auth.System(), m, m.Last())
	if err != nil {
		return nil, err
	}
	out := map[string]MonthSum{}
	for _, t := range totals {
		s := out[t.Programme]
		s.Month = m
		s.Lines += t.Lines
		s.Amount += t.Amount
		out[t.Programme] = s
	}
	return out, nil
}

// gap counts who is entitled and not enrolled, by programme. A record held to be a second one of the same person is not
// a person who is missed.
func (b Books) gap(ctx context.Context, m calendar.Month) ([]Gap, error) {
	counts, err := b.Benefits.Counts(ctx, auth.System(), m, org.Province, m.Last())
	if err != nil {
		return nil, err
	}
	byProgramme := map[string]Gap{}
	for _, c := range counts {
		if c.List != benefit.Gap || c.Reason == benefit.Twin {
			continue
		}
		g := byProgramme[c.Programme]
		g.People += c.Rows
		g.Amount += c.Amount
		byProgramme[c.Programme] = g
	}
	var out []Gap
	for _, p := range b.Benefits.Book().Programmes() {
		if g, ok := byProgramme[p.ID]; ok {
			g.Name = org.Name{VI: p.VI, EN: p.EN}
			out = append(out, g)
		}
	}
	return out, nil
}
