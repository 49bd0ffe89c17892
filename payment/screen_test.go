package payment_test

import (
	"slices"
	"testing"

	"ansinh/auth"
	"ansinh/calendar"
	"ansinh/db"
	"ansinh/db/dbtest"
	"ansinh/money"
	"ansinh/payment"
	"ansinh/registry"
)

// TestTheScreenShowsWhatACheckerMustLookAt: each flag on those it is for, and on nobody else; a budget that runs short.
func TestTheScreenShowsWhatACheckerMustLookAt(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		r, err := open(d, func(p *payment.Policy) {
			p.Screen.Budgets = append(p.Screen.Budgets, struct {
				Year       int                   `yaml:"year"`
				Programmes map[string]money.Dong `yaml:"programmes"`
			}{2026, map[string]money.Dong{"social-pension": 0}})
		})
		must(t, err)
		b := elders(24)
		same := func(i, j int) { // two records of one person in a household, who takes cash
			b.Households[j], b.Persons[j].Household = b.Households[i], i
			b.Persons[j].Name, b.Persons[j].BirthDate = b.Persons[i].Name, b.Persons[i].BirthDate+1
		}
		same(2, 8)
		for i, p := range []int{0, 1, 3} { // one account for three households
			b.Payees[p] = account(p, "NH01", "5550001", "Một người")
			b.Payees[p].Person = []int{0, 1, 3}[i]
		}
		b.Payees[4].Bank = "KHONG-CO"
		r.load(t, b)
		for _, month := range []calendar.Month{september, october} {
			r.runMonth(t, month, today-1, everyone)
			r.send(t, month)
			for _, l := range r.lines(t, month, payment.OnlyPaid) {
				if l.Person == r.id(6) { // nobody takes it
					must(t, r.Return(ctx, checker, month, l.ID))
				}
			}
		}
		must(t, r.registry.RecordDeath(ctx, auth.System(), r.id(7), calendar.MustDay(2026, 11, 2), papers))
		run := r.runMonth(t, november, today-1, nobody) // the death is known today, and was not yesterday
		got := map[payment.Flag][]registry.PersonID{}
		flagged := 0
		for _, l := range r.lines(t, november, payment.OnlyFlagged) {
			flagged++
			for _, f := range l.Flags {
				got[f] = append(got[f], l.Person)
			}
		}
		for flag, want := range map[payment.Flag][]registry.PersonID{
			payment.SharedAccount: {r.id(0), r.id(1), r.id(3)}, payment.Duplicate: {r.id(2), r.id(8)},
			payment.UnknownBank: {r.id(4)}, payment.Dormant: {r.id(6)}, payment.Died: {r.id(7)},
		} {
			slices.Sort(got[flag])
			if !slices.Equal(got[flag], want) {
				t.Errorf("%s: got %v, want %v", flag, got[flag], want)
			}
		}
		if int(run.Flagged) != flagged || flagged != 8 {
			t.Errorf("the run says %d are flagged, %d are", run.Flagged, flagged)
		}
		for _, step := range []struct {
			budget money.Dong
			short  bool
		}{{3*24*540_000 + 24*540_000, false}, {3*24*540_000 + 24*540_000 - 1, true}} {
			r.Policy().Screen.Budgets[0].Programmes["social-pension"] = step.budget
			lines, err := r.Budgets(ctx, checker, november)
			must(t, err)
			if len(lines) != 1 || lines[0].Spent != 3*24*540_000 || lines[0].Short(november) != step.short {
				t.Errorf("budget %s: %+v", step.budget, lines)
			}
		}
	})
}
