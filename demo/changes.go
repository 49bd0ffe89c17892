package demo

import (
	"context"
	"slices"
	"strings"

	"ansinh/auth"
	"ansinh/benefit"
	"ansinh/calendar"
	"ansinh/org"
	"ansinh/payment"
)

// changeDecisions does what becomes of decisions in the commune that pays most, but for the first, which is left for whoever
// tries the program: suspended, resumed, ended, sent to another commune, complained of twice. All of it holds from the
// month after the last, so that the three months stay as they are. Of a population so small that the commune pays few, as
// much is shown as there are people for.
func (m *maker) changeDecisions(ctx context.Context) error {
	officer, err := m.actor(communal)
	if err != nil {
		return err
	}
	first := officer.Unit
	lines, err := m.Benefits.RosterCommunes(ctx, auth.System(), m.options.Month)
	if err != nil {
		return err
	}
	most := largest(lines, org.UnitID(first))
	receiving := largest(lines, org.UnitID(first), most)
	officer.Unit = string(most)
	paid, err := m.Benefits.RosterPart(ctx, auth.System(), m.options.Month, most)
	if err != nil {
		return err
	}
	skip := m.planted.Skip()
	var ids []int64
	for _, l := range paid {
		if l.Held == "" && !skip[l.Person] {
			ids = append(ids, l.Decision)
		}
	}
	next := m.options.Month.Add(1)
	acts := []func(int64) error{
		m.orders(ctx, officer, benefit.Order{Kind: benefit.Suspension, From: next, Reason: "not-collected"}),
		m.orders(ctx, officer, benefit.Order{Kind: benefit.Suspension, From: next, Reason: "detained"},
			benefit.Order{Kind: benefit.Resumption, From: next.Add(1)}),
		m.orders(ctx, officer, benefit.Order{Kind: benefit.Ending, From: next, Reason: "declined"}),
		m.orders(ctx, officer, benefit.Order{Kind: benefit.Transfer, To: receiving}),
		func(id int64) error { return m.complain(ctx, officer, id) },
	}
	for i := 0; i < min(len(acts), len(ids)); i++ {
		if err := acts[i](ids[i]); err != nil {
			return err
		}
	}
	return m.advance(ctx)
}

// largest is the commune with the most lines but for some; the first of equals.
func largest(lines map[org.UnitID]int64, but ...org.UnitID) (most org.UnitID) {
	for c, n := range lines {
		if !slices.Contains(but, c) && (n > lines[most] || n == lines[most] && c < most) {
			most = c
		}
	}
	return most
}

// orders is one change of a decision after the other.
func (m *maker) orders(ctx context.Context, officer auth.Actor, all ...benefit.Order) func(int64) error {
	return func(id int64) error {
		for _, o := range all {
			if _, err := m.Benefits.Change(ctx, officer, id, o); err != nil {
				return err
			}
		}
		return nil
	}
}

// complain has a decision complained of, upheld, and complained of once more at the next level.
func (m *maker) complain(ctx context.Context, officer auth.Actor, decision int64) error {
	c, err := m.Benefits.Complain(ctx, officer, benefit.Complaint{Decision: decision, Content: m.settings.Complaint.First})
	if err != nil {
		return err
	}
	for _, to := range []benefit.Outcome{benefit.ComplaintAccepted, benefit.Upheld} {
		if _, err := m.Benefits.Rule(ctx, officer, c.ID, benefit.Ruling{To: to, Note: m.settings.Complaint.Answer}); err != nil {
			return err
		}
	}
	_, err = m.Benefits.Complain(ctx, officer, benefit.Complaint{First: c.ID, Content: m.settings.Complaint.Second})
	return err
}

// advance enters what the treasury advanced each agent for the first month, to the đồng, and settles it; for the last
// month it is advanced and not settled yet.
func (m *maker) advance(ctx context.Context) error {
	sender, err := m.actor(preparer)
	if err != nil {
		return err
	}
	checks, err := m.actor(checker)
	if err != nil {
		return err
	}
	first := m.options.Month.Add(1 - Months)
	for _, month := range []calendar.Month{first, m.options.Month} {
		all, _, err := m.Payments.Advances(ctx, sender, month)
		if err != nil {
			return err
		}
		for _, a := range all {
			if a.Handed == 0 {
				continue
			}
			number := m.settings.Advance + "-" + month.String() + "-" + strings.ReplaceAll(a.Channel, "bank:", "")
			if err := m.Payments.RecordAdvance(ctx, sender, month, payment.AdvanceDocument{Channel: a.Channel, Kind: payment.AdvanceReceived, Number: number,
				Day: min(month.First()+9, calendar.DateOf(m.Gate.Now())), Amount: a.Spent()}); err != nil {
				return err
			}
			if month == first {
				if err := m.Payments.SettleAdvance(ctx, checks, month, a.Channel); err != nil {
					return err
				}
			}
		}
	}
	return nil
}

// claimOne finds one payment of the month before undue, so that the last month asks it back and keeps an instalment of it.
func (m *maker) claimOne(ctx context.Context, month calendar.Month) error {
	sender, err := m.actor(preparer)
	if err != nil {
		return err
	}
	skip := m.planted.Skip()
	lines, _, err := m.Payments.Lines(ctx, auth.System(), payment.Query{Month: month, Only: payment.OnlyPaid, Limit: 200})
	if err != nil {
		return err
	}
	for i := range lines {
		if l := &lines[i]; l.Kind == payment.Regular && !skip[l.Person] && len(l.Flags) == 0 {
			return m.Payments.Claim(ctx, sender, l.ID, m.settings.Claim)
		}
	}
	return nil
}
