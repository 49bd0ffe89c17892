package report_test

import (
	"context"
	"math/big"
	"strings"
	"testing"
	"time"

	"ansinh/auth"
	"ansinh/benefit"
	"ansinh/calendar"
	"ansinh/db"
	"ansinh/db/dbtest"
	"ansinh/demo"
	"ansinh/gate/gatetest"
	"ansinh/indicator"
	"ansinh/jobs"
	"ansinh/law"
	"ansinh/money"
	"ansinh/org"
	"ansinh/payment"
	"ansinh/plan"
	"ansinh/policy"
	"ansinh/registry"
	"ansinh/report"
	"ansinh/returns"
	"ansinh/text"
)

// TestFromPeopleToReport walks the real rooms: an invented population is paid for a month, the computed targets are
// counted from the same rows, and the report says the same sums as the run.
func TestFromPeopleToReport(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx := context.Background()
		data, err := policy.Open("")
		ok(t, err)
		book, err := law.Load(data)
		ok(t, err)
		procedure, err := benefit.LoadProcedure(data)
		ok(t, err)
		banks, err := payment.LoadPolicy(data)
		ok(t, err)
		forms, err := returns.Load(data)
		ok(t, err)
		agencies, err := org.ReadAgencies(data)
		ok(t, err)
		definitions, err := indicator.Load(data, forms, agencies, book)
		ok(t, err)
		texts, err := text.Load(data)
		ok(t, err)
		g, tree := gatetest.New(t, d), gatetest.Tree(t)
		people := registry.New(g, tree, book.Vocabulary())
		benefits := benefit.New(g, tree, people, book, procedure)
		payments := payment.New(g, tree, people, benefits, banks, jobs.NewLeases(d, time.Now, jobs.Lapses))
		month := calendar.MonthOf(2026, 11)
		_, err = demo.Population(ctx, auth.System(), people, demo.PopulationOptions{Persons: 2000, Seed: 7, Month: month, Policy: data, Tree: tree})
		ok(t, err)
		pay(t, payments, benefits, month)

		plans := plan.New(g)
		_, err = plans.ImportPolicy(ctx, auth.System(), data)
		ok(t, err)
		sent := returns.New(g, forms, returns.Options{})
		i := indicator.New(g, indicator.Options{Book: definitions, Returns: sent, Tree: tree, Agencies: agencies, Goals: indicator.Promises{Plans: plans},
			People: indicator.Register{Registry: people, Benefits: benefits, Simulated: true}})
		n, err := i.MeasureRows(ctx, approver, month)
		ok(t, err)
		again, err := i.MeasureRows(ctx, approver, month)
		ok(t, err)
		if n == 0 || again != 0 {
			t.Errorf("measured %d, then %d", n, again)
		}
		old, err := i.Standing(ctx, approver, "T06", indicator.Query{Year: 2026, Day: today})
		ok(t, err)
		if m := old.Latest; m == nil || m.Numerator == 0 || m.Numerator >= m.Denominator || !m.Illustrative || m.Denominator > 400 {
			t.Errorf("T06: %+v", m)
		}
		listed, err := i.Standing(ctx, approver, "T07", indicator.Query{Year: 2026, Day: today})
		ok(t, err)
		if m := listed.Latest; m == nil || m.Denominator == 0 || m.Value.Cmp(big.NewRat(100, 1)) > 0 {
			t.Errorf("T07: %+v", m)
		}

		s, err := report.New(g, data, report.Options{Indicators: i, Returns: sent, Tree: tree, Agencies: agencies, Texts: texts, Plans: report.Promises{Plans: plans, Agencies: agencies},
			Treasury: report.Books{Money: payments, Benefits: benefits}})
		ok(t, err)
		a := annual(t, s, report.Request{})
		run, err := payments.Run(ctx, auth.System(), month)
		ok(t, err)
		var paid money.Dong
		var lines int64
		for _, x := range a.Payments.Programmes {
			for _, m := range x.Months {
				paid, lines = paid+m.Amount, lines+m.Lines
			}
		}
		if paid != run.Amount || lines != run.Lines || paid == 0 || !a.Payments.Simulated {
			t.Errorf("the report pays %v in %d lines, the run %v in %d", paid, lines, run.Amount, run.Lines)
		}
		counts, err := benefits.Determination(ctx, auth.System(), month)
		ok(t, err)
		var gap int64
		for _, x := range a.Payments.Gap {
			gap += x.People
		}
		if gap == 0 || gap > counts.Lists[benefit.Gap] {
			t.Errorf("the report misses %d people, the list has %d", gap, counts.Lists[benefit.Gap])
		}
		if got := docText(t, a); !strings.Contains(got, "tổng số tiền "+run.Amount.String()+" (*)") {
			t.Error("the report does not say the sum of the run")
		}
	})
}

// pay grants every second person of the gap, runs the month and sends it, by three people.
func pay(t *testing.T, p *payment.Payments, b *benefit.Benefits, month calendar.Month) {
	t.Helper()
	ctx := context.Background()
	_, err := p.RunMonth(ctx, auth.System(), month, payment.Options{Decide: func(ctx context.Context) error {
		_, err := b.DecideAll(ctx, auth.System(), month, benefit.Terms{On: month.First(), Accept: func(r benefit.Row) bool { return r.Person%2 == 0 && r.Reason != benefit.Twin }})
		return err
	}})
	ok(t, err)
	_, err = p.Check(ctx, gatetest.Actor("payment-checker"), month)
	ok(t, err)
	_, err = p.Approve(ctx, gatetest.Actor("leader"), month)
	ok(t, err)
	_, err = p.Send(ctx, gatetest.Actor("payment-officer"), month)
	ok(t, err)
}
