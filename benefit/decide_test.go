package benefit_test

import (
	"fmt"
	"slices"
	"sync"
	"testing"

	"ansinh/auth"
	"ansinh/benefit"
	"ansinh/db"
	"ansinh/db/dbtest"
	"ansinh/fault"
	"ansinh/gate/gatetest"
)

func grant(r *rooms, place int, category string) benefit.Grant {
	return benefit.Grant{Person: r.id(place), Programme: "social-assistance", Category: category, From: october, On: october.First() + 9, Signer: "Chủ tịch thử"}
}

func TestDecide(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		r := setup(t, d)
		if _, err := r.Decide(ctx, auth.System(), grant(r, disabled, "K6n")); fault.CodeOf(err) != "benefit.not_determined" {
			t.Errorf("before the month was determined: %v", err)
		}
		r.determine(t, october)
		made, err := r.Decide(ctx, r.officer(t, dongKy), grant(r, disabled, "K6n"))
		if err != nil {
			t.Fatal(err)
		}
		now, _ := r.tree.On(dongKy, today)
		if made.Number != "1/QĐ-UBND" || made.Amount != 810_000 || made.Issuer != now || made.Authority != "commune-chair" || made.DecidedOn != october.First()+9 ||
			made.Law == "" || made.Snapshot == "" {
			t.Errorf("got %+v", made)
		}
		future := grant(r, orphan, "K1")
		future.On = today + 1
		backdated, certified := grant(r, orphan, "K1"), grant(r, helpless, "K6dbn")
		backdated.On, certified.On = today, today
		if _, err := r.Decide(ctx, auth.System(), certified); err != nil {
			t.Errorf("a disability is granted from the month of its certificate: %v", err)
		}
		for name, c := range map[string]struct {
			actor auth.Actor
			grant benefit.Grant
			code  string
		}{
			"twice":              {auth.System(), grant(r, disabled, "K6n"), "benefit.enrolled"},
			"not entitled":       {auth.System(), grant(r, healthy, "K6n"), "benefit.not_entitled"},
			"only possibly":      {auth.System(), benefit.Grant{Person: r.id(uncertain), Programme: "social-pension", Category: "P75", From: october}, "benefit.not_entitled"},
			"in the future":      {auth.System(), future, "benefit.future"},
			"backdated":          {auth.System(), backdated, "benefit.backdated"},
			"nothing said":       {auth.System(), benefit.Grant{}, "benefit.grant"},
			"another's commune":  {r.officer(t, dongKy), grant(r, orphan, "K1"), "auth.scope"},
			"without permission": {gatetest.Actor("payment-officer"), grant(r, orphan, "K1"), "auth.forbidden"},
		} {
			if _, err := r.Decide(ctx, c.actor, c.grant); fault.CodeOf(err) != c.code {
				t.Errorf("%s: got %v, want %s", name, err, c.code)
			}
		}
	})
}

func TestDecideAllStaysInTheOfficersArea(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		r := setup(t, d)
		r.determine(t, october)
		made, err := r.DecideAll(ctx, r.officer(t, boHa), october, benefit.Terms{On: october.First() + 9})
		if err != nil {
			t.Fatal(err)
		}
		if len(made) != 1 || made[0].Person != r.id(orphan) { // the twin lives there too and is not taken without being asked for
			t.Errorf("got %+v", made)
		}
		if _, err := r.DecideAll(ctx, gatetest.Actor("auditor"), october, benefit.Terms{}); !fault.Is(err, fault.Forbidden) {
			t.Errorf("without permission: %v", err)
		}
		if _, err := r.DecideAll(ctx, auth.System(), november, benefit.Terms{}); fault.CodeOf(err) != "benefit.not_determined" {
			t.Errorf("a month nobody determined: %v", err)
		}
	})
}

func TestAdjustingReplacesTheDecision(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		r := setup(t, d)
		r.determine(t, october)
		r.enrol(t, october)
		r.determine(t, november)
		made, err := r.DecideAll(ctx, auth.System(), november, benefit.Terms{Lists: []benefit.List{benefit.Adjust}})
		if err != nil {
			t.Fatal(err)
		}
		if len(made) != 2 {
			t.Fatalf("got %+v", made)
		}
		same(t, "adjust", r.rows(t, november, benefit.Adjust))
		r.determine(t, november)
		same(t, "adjust, determined again", r.rows(t, november, benefit.Adjust))
		same(t, "gap, determined again", r.rows(t, november, benefit.Gap))
		f, err := r.Person(ctx, auth.System(), r.id(toddler))
		if err != nil {
			t.Fatal(err)
		}
		if len(f.Decisions) != 2 || f.Decisions[0].Replaces != f.Decisions[1].ID || f.Decisions[0].Amount != 810_000 ||
			f.Decisions[1].Amount != 1_350_000 || f.Decisions[1].To != october || f.Decisions[1].InForce(november) {
			t.Errorf("got %+v", f.Decisions)
		}
	})
}

func TestNumbersAreGivenOnce(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		r := setup(t, d)
		r.determine(t, october)
		wishes := []benefit.Grant{grant(r, disabled, "K6n"), grant(r, toddler, "K1"), grant(r, helpless, "K6dbn"),
			{Person: r.id(helpless), Programme: "care", Category: "C-home", From: october, On: october.First() + 9},
			{Person: r.id(elder), Programme: "social-pension", Category: "P75", From: october, On: october.First() + 9},
			{Person: r.id(turning), Programme: "social-pension", Category: "P70", From: october, On: october.First() + 9}}
		numbers := make([]string, len(wishes))
		var wait sync.WaitGroup
		for i, w := range wishes {
			wait.Go(func() {
				made, err := r.Decide(ctx, auth.System(), w)
				if err != nil {
					t.Error(err)
				}
				numbers[i] = made.Number
			})
		}
		wait.Wait()
		slices.Sort(numbers)
		for i := range numbers {
			if numbers[i] != fmt.Sprintf("%d/QĐ-UBND", i+1) {
				t.Fatalf("numbers of one commune: %q", numbers)
			}
		}
	})
}

func TestOneOfTwoEqualDecisionsStands(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		r := setup(t, d)
		r.determine(t, october)
		errs := make([]error, 4)
		var wait sync.WaitGroup
		for i := range errs {
			wait.Go(func() { _, errs[i] = r.Decide(ctx, auth.System(), grant(r, orphan, "K1")) })
		}
		wait.Wait()
		stood := 0
		for _, err := range errs {
			if err == nil {
				stood++
			} else if fault.CodeOf(err) != "benefit.enrolled" && fault.CodeOf(err) != "db.busy" {
				t.Error(err)
			}
		}
		if stood != 1 {
			t.Errorf("%d of four equal decisions stood: %v", stood, errs)
		}
	})
}
