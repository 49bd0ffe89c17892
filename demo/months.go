package demo

import (
	"context"
	"os"
	"path/filepath"

	"ansinh/auth"
	"ansinh/benefit"
	"ansinh/calendar"
	"ansinh/payment"
	"ansinh/registry"
)

// runMonths decides and pays the three months, each with what was known on its run day.
func (m *maker) runMonths(ctx context.Context) error {
	for i := range Months {
		month := m.options.Month.Add(i - Months + 1)
		m.options.Progress.Part(i, Months)
		if err := m.runMonth(ctx, month); err != nil {
			return err
		}
	}
	last := &m.summary.Months[Months-1]
	m.summary.Entitled = last.Entitled
	for _, s := range m.summary.Months {
		m.summary.Decisions += s.Decisions
		m.summary.Paid += s.Lines
		m.summary.PaidDong += s.Amount
	}
	return nil
}

func (m *maker) runMonth(ctx context.Context, month calendar.Month) error {
	known, err := RunDay(m.Policy, month)
	if err != nil {
		return err
	}
	who, err := m.actor(preparer)
	if err != nil {
		return err
	}
	s := MonthSummary{Month: month, Lists: map[string]int64{}}
	done, err := m.Payments.RunMonth(ctx, who, month, payment.Options{KnownOn: known, Decide: func(ctx context.Context) error {
		s.Decisions, err = m.decide(ctx, month)
		return err
	}})
	if err != nil {
		return err
	}
	if err := m.carry(ctx, month); err != nil {
		return err
	}
	if month.Add(1) == m.options.Month {
		if err := m.claimOne(ctx, month); err != nil {
			return err
		}
	}
	d, err := m.Benefits.Determination(ctx, who, month)
	if err != nil {
		return err
	}
	books, err := m.Payments.Balance(ctx, who, month)
	if err != nil {
		return err
	}
	for l, n := range d.Lists {
		s.Lists[string(l)] = n
	}
	s.Entitled, s.Lines, s.Amount, s.Held = d.Benefits, done.Run.Lines, int64(done.Run.Amount), done.Run.Held
	s.Recovery, s.Snapshot, s.Roster, s.Ledger = int64(done.Run.Recovery), d.Snapshot, done.Run.Roster, int64(books.Sum())
	m.summary.EntitledDong = int64(d.Amount)
	m.summary.Months = append(m.summary.Months, s)
	return m.monthFiles(ctx, month, known)
}

// decide does what communes do with the lists: it opens decisions for the gap, except those nobody enrolled, adjusts
// the others, and ends the decisions of those who died, left or no longer meet a condition. The last month's lists are
// left as an officer finds them, but for the new applications.
func (m *maker) decide(ctx context.Context, month calendar.Month) (int64, error) {
	skip := m.planted.Skip()
	lists := []benefit.List{benefit.Gap, benefit.Adjust}
	if month == m.options.Month {
		lists = lists[:1]
	}
	made, err := m.Benefits.DecideAll(ctx, auth.System(), month, benefit.Terms{On: month.First().Add(4), Signer: m.settings.Signer, Lists: lists,
		Accept: func(r benefit.Row) bool { return !skip[r.Person] }})
	if err != nil || month == m.options.Month {
		return int64(len(made)), err
	}
	rows, _, err := m.Benefits.Rows(ctx, auth.System(), benefit.Query{Month: month, List: benefit.Review})
	if err != nil {
		return 0, err
	}
	for _, r := range rows {
		if r.Reason == benefit.Twin { // found out by the screen, cleared by nobody yet
			continue
		}
		if err := m.Benefits.End(ctx, auth.System(), r.Decision, string(r.Reason), month); err != nil {
			return 0, err
		}
	}
	return int64(len(made)), nil
}

// carry takes the prepared run through its other hands. The earlier months are closed; the last one is sent.
func (m *maker) carry(ctx context.Context, month calendar.Month) error {
	steps := []struct {
		role auth.Role
		do   func(context.Context, auth.Actor, calendar.Month) (payment.Run, error)

		closes bool // after the banks' statement
	}{{checker, m.Payments.Check, false}, {approver, m.Payments.Approve, false}, {preparer, m.Payments.Send, false}, {checker, m.Payments.Close, true}}
	if month == m.options.Month {
		steps = steps[:3]
	}
	for _, s := range steps {
		who, err := m.actor(s.role)
		if err != nil {
			return err
		}
		if s.closes {
			if err := m.readStatement(ctx, who, month); err != nil {
				return err
			}
		}
		if _, err := s.do(ctx, who, month); err != nil {
			return err
		}
	}
	return nil
}

// monthFiles writes the bank files, the cash list and, for the last month, the snapshot the payments rest on.
func (m *maker) monthFiles(ctx context.Context, month calendar.Month, known calendar.Date) error {
	who, err := m.actor(preparer)
	if err != nil {
		return err
	}
	files, err := m.Payments.WriteFiles(ctx, who, month, filepath.Join(m.options.Out, "chi-tra"))
	if err != nil {
		return err
	}
	for _, f := range files {
		m.summary.Files = append(m.summary.Files, f.Path)
	}
	if month != m.options.Month {
		return nil
	}
	s, err := m.Registry.Snapshot(ctx, who, month, known)
	if err != nil {
		return err
	}
	return m.snapshotFile(s)
}

func (m *maker) snapshotFile(s *registry.Snapshot) error {
	path := filepath.Join(m.options.Out, "du-lieu-thang-"+s.Month.String()+".parquet")
	f, err := os.Create(path)
	if err != nil {
		return err
	}
	if err := s.WriteParquet(f); err != nil {
		f.Close()
		return err
	}
	m.summary.Files = append(m.summary.Files, path)
	return f.Close()
}
