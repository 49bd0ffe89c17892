package benefit_test

import (
	"slices"
	"testing"

	"ansinh/auth"
	"ansinh/benefit"
	"ansinh/calendar"
	"ansinh/db"
	"ansinh/db/dbtest"
	"ansinh/fault"
	"ansinh/gate/gatetest"
	"ansinh/registry"
)

// decisionOf is the decision that grants somebody a month.
func (r *rooms) decisionOf(t *testing.T, place int, month calendar.Month) benefit.Decision {
	t.Helper()
	f, err := r.Person(ctx, auth.System(), r.id(place))
	if err != nil {
		t.Fatal(err)
	}
	for _, d := range f.Decisions {
		if d.InForce(month) {
			return d
		}
	}
	t.Fatalf("nothing grants %s to %s", month, r.place(r.id(place)))
	return benefit.Decision{}
}

func (r *rooms) held(t *testing.T, month calendar.Month, decision int64) benefit.Reason {
	t.Helper()
	lines, err := r.RosterLines(ctx, auth.System(), month)
	if err != nil {
		t.Fatal(err)
	}
	for _, l := range lines {
		if l.Decision == decision {
			return l.Held
		}
	}
	t.Fatalf("decision %d is not in the roster of %s", decision, month)
	return ""
}

func TestASuspendedDecisionIsHeldAndItsMonthsArePaidWhenResumed(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		r := setup(t, d)
		r.determine(t, october)
		r.enrol(t, october)
		x, officer := r.decisionOf(t, disabled, october), r.officer(t, dongKy)
		if _, err := r.Change(ctx, officer, x.ID, benefit.Order{Kind: benefit.Resumption, From: october}); fault.CodeOf(err) != "benefit.change.not_suspended" {
			t.Errorf("resumed what was never suspended: %v", err)
		}
		if _, err := r.Change(ctx, officer, x.ID, benefit.Order{Kind: benefit.Suspension, From: october}); fault.CodeOf(err) != "benefit.change" {
			t.Errorf("suspended without a reason: %v", err)
		}
		if _, err := r.Change(ctx, r.officer(t, boHa), x.ID, benefit.Order{Kind: benefit.Suspension, From: october, Reason: "detained"}); !fault.Is(err, fault.Forbidden) {
			// both homes lie in communes of their own today
			t.Errorf("suspended from another commune: %v", err)
		}
		order := benefit.Order{Kind: benefit.Suspension, From: october, Reason: "detained", Signer: "Chủ tịch thử"}
		c, err := r.Change(ctx, officer, x.ID, order)
		if err != nil {
			t.Fatal(err)
		}
		again, err := r.Change(ctx, officer, x.ID, order)
		if err != nil || again.ID != c.ID || c.Number == x.Number || c.Number == "" || again.Signer != "Chủ tịch thử" {
			t.Errorf("suspended twice: %+v, then %+v (%v)", c, again, err)
		}
		if _, err := r.Freeze(ctx, auth.System(), october); err != nil {
			t.Fatal(err)
		}
		if held := r.held(t, october, x.ID); held != benefit.Suspended {
			t.Errorf("the suspended decision is held for %q", held)
		}
		if _, err := r.Change(ctx, officer, x.ID, benefit.Order{Kind: benefit.Resumption, From: october.Add(-1)}); fault.CodeOf(err) != "benefit.change.too_early" {
			t.Errorf("resumed before it was suspended: %v", err)
		}
		late := func() (n int) {
			lines, err := r.Late(ctx, auth.System(), november)
			if err != nil {
				t.Fatal(err)
			}
			for _, l := range lines {
				if l.Decision == x.ID && l.Month == october {
					n++
				}
			}
			return n
		}
		if n := late(); n != 0 {
			t.Errorf("%d months of a suspended decision are owed", n)
		}
		if _, err := r.Change(ctx, officer, x.ID, benefit.Order{Kind: benefit.Resumption, From: october}); err != nil {
			t.Fatal(err)
		}
		if n := late(); n != 1 {
			t.Errorf("resumed from October, and %d months are owed", n)
		}
		if _, err := r.Change(ctx, officer, x.ID, benefit.Order{Kind: benefit.Suspension, From: october, Reason: "detained"}); fault.CodeOf(err) != "benefit.frozen" {
			t.Errorf("suspended in a month that is frozen: %v", err)
		}
		r.determine(t, november)
		if _, err := r.Freeze(ctx, auth.System(), november); err != nil {
			t.Fatal(err)
		}
		if held := r.held(t, november, x.ID); held != "" {
			t.Errorf("the resumed decision is held for %q", held)
		}
	})
}

func TestAFileGoesWithThePersonAndNoMonthIsLost(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		r := setup(t, d)
		r.determine(t, october)
		r.enrol(t, october)
		old, from, to := r.decisionOf(t, disabled, october), r.officer(t, dongKy), r.officer(t, boHa)
		if _, err := r.Change(ctx, from, old.ID, benefit.Order{Kind: benefit.Transfer}); fault.CodeOf(err) != "benefit.change.same_commune" {
			t.Errorf("the file of somebody who did not move: %v", err)
		}
		if err := r.registry.RecordMove(ctx, auth.System(), registry.Move{Person: r.id(disabled), Day: calendar.MustDay(2026, 11, 2), HomeUnit: boHa,
			Address: "Thôn Bắc", Source: papers}); err != nil {
			t.Fatal(err)
		}
		r.determine(t, november)
		if rows := r.rows(t, november, benefit.Adjust); !slices.Contains(rows, "disabled K6n relocated") {
			t.Errorf("nobody is told of the move: %v", rows)
		}
		if _, err := r.Decision(ctx, to, old.ID); !fault.Is(err, fault.Forbidden) {
			t.Errorf("read before the file came: %v", err)
		}
		c, err := r.Change(ctx, from, old.ID, benefit.Order{Kind: benefit.Transfer, To: boHa})
		if err != nil {
			t.Fatal(err)
		}
		waiting, err := r.Transfers(ctx, to)
		if err != nil || len(waiting) != 1 || waiting[0].ID != c.ID {
			t.Fatalf("waiting there: %+v (%v)", waiting, err)
		}
		if none, _ := r.Transfers(ctx, from); len(none) != 0 {
			t.Errorf("waiting where it came from: %+v", none)
		}
		if _, err := r.Decision(ctx, to, old.ID); err != nil {
			t.Errorf("the file that came cannot be read: %v", err)
		}
		if _, err := r.TakeOver(ctx, from, c.ID, benefit.Answer{From: november}); !fault.Is(err, fault.Forbidden) {
			t.Errorf("taken over by the commune that sent it: %v", err)
		}
		made, err := r.TakeOver(ctx, to, c.ID, benefit.Answer{From: november})
		if err != nil {
			t.Fatal(err)
		}
		again, err := r.TakeOver(ctx, to, c.ID, benefit.Answer{From: november})
		if err != nil || again.ID != made.ID || made.Issuer == old.Issuer || made.Replaces != old.ID {
			t.Errorf("taken over twice: %+v, then %+v (%v)", made, again, err)
		}
		if was, _ := r.Decision(ctx, from, old.ID); was.To != october || was.Status != benefit.Over {
			t.Errorf("the old decision: %+v", was)
		}
		if rows := r.rows(t, november, benefit.Adjust); slices.Contains(rows, "disabled K6n relocated") {
			t.Errorf("still to be sent: %v", rows)
		}
		if _, err := r.Freeze(ctx, auth.System(), november); err != nil {
			t.Fatal(err)
		}
		if held := r.held(t, november, made.ID); held != "" {
			t.Errorf("held for %q", held)
		}
		if _, err := r.Change(ctx, gatetest.Actor("auditor"), made.ID, benefit.Order{Kind: benefit.Ending, From: november, Reason: "dead"}); !fault.Is(err, fault.Forbidden) {
			t.Errorf("ended by the auditor: %v", err)
		}
	})
}
