package payment

import (
	"cmp"
	"context"
	"slices"

	"ansinh/auth"
	"ansinh/benefit"
	"ansinh/calendar"
	"ansinh/gate"
)

// lawMark stands in a line's Again where it pays what a later law gives more.
func lawMark(law string) string { return "law:" + law[:min(len(law), 32)] }

// later pays what later laws give more for months that were paid: all that is due less all that was paid for them, of
// those who were paid under the same category and did not die before the month. What was not paid at all is not made
// up here: a line that is held, or a decision that is late, is settled with what the law gives by then.
func (p *Payments) later(ctx context.Context, actor auth.Actor, m *common) error {
	all, err := p.benefits.Differences(ctx, actor, m.month.Add(-p.policy.Settlement.ReckonMonths), m.month)
	if err != nil || len(all) == 0 {
		return err
	}
	return p.gate.Read(ctx, actor, gate.Act{Permission: MayPrepare}, func(tx *gate.Tx) error {
		for same := range byMonth(all) {
			paid, err := paidSoFar(ctx, tx.Tx, same[0].Month, m.month)
			if err != nil {
				return err
			}
			for i := range same {
				d := &same[i]
				l, ok := paid[paidUnder{d.Person, d.Programme, d.Category}]
				if died := m.died[d.Person]; !ok || l.asked || d.Amount <= l.Amount || !died.IsZero() && d.Month > died.Month() {
					continue
				}
				m.more = append(m.more, difference(m.month, &l.Line, d))
			}
		}
		return nil
	})
}

// byMonth yields runs of one month.
func byMonth(all []benefit.Difference) func(func([]benefit.Difference) bool) {
	return func(yield func([]benefit.Difference) bool) {
		for first := 0; first < len(all); {
			n, _ := slices.BinarySearchFunc(all, all[first].Month, func(d benefit.Difference, m calendar.Month) int {
				return cmp.Or(cmp.Compare(d.Month, m), -1) // behind the last of the month
			})
			if !yield(all[first:n]) {
				return
			}
			first = n
		}
	}
}

func difference(month calendar.Month, paid *Line, d *benefit.Difference) Line {
	return Line{Month: month, Person: d.Person, Programme: d.Programme, Category: d.Category, Kind: More, For: d.Month, Commune: paid.Commune,
		HomeUnit: paid.HomeUnit, Household: paid.Household, Decision: paid.Decision, Amount: d.Amount - paid.Amount, Channel: Cash, Again: lawMark(d.Law)}
}
