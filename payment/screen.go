package payment

import (
	"context"
	"maps"
	"slices"

	"ansinh/auth"
	"ansinh/calendar"
	"ansinh/gate"
	"ansinh/money"
	"ansinh/registry"
)

// screen flags what a checker should look at among a part's lines that are paid.
func (a *assembly) screen(lines []Line) {
	now := map[paidFor]money.Dong{}
	for i := range lines {
		if l := &lines[i]; l.Paid() && l.Kind == Regular {
			now[paidFor{l.Person, l.Programme}] += l.Amount
		}
	}
	for i := range lines {
		l := &lines[i]
		if !l.Paid() {
			continue
		}
		k := paidFor{l.Person, l.Programme}
		if before := a.previous[k]; l.Kind == Regular && before > 0 && jumps(before, now[k], a.policy.Screen.JumpPercent) {
			l.Flags = append(l.Flags, Jump)
		}
		if a.gone[l.Person] {
			l.Flags = append(l.Flags, Died)
		}
		if a.dormant[l.Person] {
			l.Flags = append(l.Flags, Dormant)
		}
	}
}

// jumps says whether an amount differs from the one before by so many per cent or more.
func jumps(before, now money.Dong, percent int64) bool {
	difference := int64(now - before)
	if difference < 0 {
		difference = -difference
	}
	return difference >= int64(before)/100*percent+int64(before)%100*percent/100 && difference > 0
}

// screenWhole flags what only the whole run shows: accounts in which many households take their money, and two in a
// commune who take cash under one name, year of birth, address and programme: they look like one person paid twice.
// (Records that are held to be one person are not paid twice in the first place: the roster holds the second.)
func (p *Payments) screenWhole(ctx context.Context, tx *gate.Tx, r *Run) error {
	lines, err := accountsOfMany(ctx, tx.Tx, r.Month, p.policy.Screen.SharedAccountHouseholds)
	if err != nil {
		return err
	}
	twice, err := cashTwice(ctx, tx.Tx, r.Month)
	if err != nil {
		return err
	}
	flagged := map[string][]string{}                                                // ids by all the flags of a line
	for flag, of := range map[Flag][]Line{SharedAccount: lines, Duplicate: twice} { // one by account, one in cash: no line is in both
		for i := range of {
			if len(of[i].Flags) == 0 {
				r.Flagged++
			}
			flags := joinFlags(append(of[i].Flags, flag))
			flagged[flags] = append(flagged[flags], of[i].ID)
		}
	}
	return setFlags(ctx, tx, flagged)
}

// lookers is what the screen must know of people before a part's lines are made.
type lookers struct {
	gone    map[registry.PersonID]bool // known by now to have died, and not when the roster was frozen
	dormant map[registry.PersonID]bool // of whom every payment of the last months came back
}

// look reads them.
func (m *common) look(ctx context.Context, tx *gate.Tx, now []registry.Death, months int) (err error) {
	m.gone = map[registry.PersonID]bool{}
	for _, d := range now {
		if m.died[d.Person].IsZero() {
			m.gone[d.Person] = true
		}
	}
	m.dormant, err = dormant(ctx, tx.Tx, m.month, months)
	return err
}

// BudgetLine is a programme's money of a year against what the runs of the year set aside.
type BudgetLine struct {
	Programme string
	Budget    money.Dong
	Spent     money.Dong // by the year's runs up to the month, it included
	Month     money.Dong // by the month's run
}

// Short says whether the rest of the year cannot be paid as this month was.
func (b BudgetLine) Short(month calendar.Month) bool {
	_, number := month.Civil()
	left := 12 - number
	return b.Budget-b.Spent < b.Month*money.Dong(left)
}

// Budgets are the programmes of a run whose year's money the policy names, by programme.
func (p *Payments) Budgets(ctx context.Context, actor auth.Actor, month calendar.Month) ([]BudgetLine, error) {
	year, _ := month.Civil()
	var out []BudgetLine
	err := p.gate.Read(ctx, actor, gate.Act{Permission: MayRead}, func(tx *gate.Tx) error {
		by, err := spent(ctx, tx.Tx, month)
		if err != nil {
			return err
		}
		for _, b := range p.policy.Screen.Budgets {
			for _, programme := range slices.Sorted(maps.Keys(b.Programmes)) {
				if b.Year == year {
					line := by[programme]
					line.Programme, line.Budget = programme, b.Programmes[programme]
					out = append(out, line)
				}
			}
		}
		return nil
	})
	return out, err
}
