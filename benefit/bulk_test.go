package benefit_test

import (
	"testing"

	"ansinh/auth"
	"ansinh/benefit"
	"ansinh/calendar"
	"ansinh/db"
	"ansinh/db/dbtest"
	"ansinh/fault"
	"ansinh/gate/gatetest"
)

// TestAWholeListIsChangedAndTakenBack: who is enrolled and not entitled any more is suspended or ended in one piece, after
// a summary, and back again until a roster was frozen with it.
func TestAWholeListIsChangedAndTakenBack(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		r := setup(t, d)
		r.determine(t, october)
		r.enrol(t, october)
		for _, who := range []int{disabled, helpless} {
			if err := r.registry.RecordDeath(ctx, auth.System(), r.id(who), calendar.MustDay(2026, 10, 20), papers); err != nil {
				t.Fatal(err)
			}
		}
		r.determine(t, november)
		before := len(r.rows(t, november, benefit.Review))
		m := benefit.Many{Month: november, Reason: benefit.Dead, Order: benefit.Order{Kind: benefit.Ending, From: november, Reason: "dead"}}
		seen, err := r.TouchedBy(ctx, auth.System(), m)
		if err != nil || len(seen.Rows) < 2 || seen.Amount <= 0 {
			t.Fatalf("the summary: %+v, %v", seen, err)
		}
		code := func(what, want string, err error) {
			t.Helper()
			if fault.CodeOf(err) != want {
				t.Errorf("%s: %v, want %s", what, err, want)
			}
		}
		_, err = r.ChangeAll(ctx, auth.System(), m, len(seen.Rows)+1)
		code("another list than was seen", "benefit.bulk.changed", err)
		_, err = r.ChangeAll(ctx, gatetest.Actor("auditor"), m, len(seen.Rows))
		code("without permission", "auth.forbidden", err)
		none := m
		none.Reason = ""
		_, err = r.ChangeAll(ctx, auth.System(), none, len(seen.Rows))
		code("for no reason of the list", "benefit.bulk", err)

		made, err := r.ChangeAll(ctx, auth.System(), m, len(seen.Rows))
		if err != nil || int(made.Rows) != len(seen.Rows) || made.Amount != seen.Amount {
			t.Fatalf("made %+v, %v", made, err)
		}
		left, err := r.TouchedBy(ctx, auth.System(), m)
		if err != nil || len(left.Rows) != 0 {
			t.Errorf("left: %+v, %v", left, err)
		}
		state := func() (active int) {
			t.Helper()
			for _, row := range seen.Rows {
				one, err := r.Decision(ctx, auth.System(), row.Decision)
				if err != nil {
					t.Fatal(err)
				}
				if one.Status == benefit.Active && one.To.IsZero() && one.EndReason == "" {
					active++
				}
			}
			return active
		}
		if n := state(); n != 0 {
			t.Errorf("%d are still in force", n)
		}
		for range 2 { // the second time changes nothing
			back, err := r.UndoAll(ctx, auth.System(), made.ID)
			if err != nil || back.Undone.IsZero() {
				t.Fatalf("back: %+v, %v", back, err)
			}
		}
		if n := state(); n != len(seen.Rows) {
			t.Errorf("taken back, %d of %d are in force", n, len(seen.Rows))
		}
		r.determine(t, november)
		if n := len(r.rows(t, november, benefit.Review)); n != before {
			t.Errorf("%d rows in the list, %d before", n, before)
		}

		m.Order.Kind, m.Order.Reason = benefit.Suspension, "not-collected"
		off, err := r.ChangeAll(ctx, auth.System(), m, len(seen.Rows))
		if err != nil {
			t.Fatal(err)
		}
		if again, err := r.TouchedBy(ctx, auth.System(), m); err != nil || int(again.Suspended) != len(seen.Rows) || len(again.Rows) != 0 {
			t.Errorf("suspended already: %+v, %v", again, err)
		}
		_, err = r.UndoAll(ctx, r.officer(t, dongKy), off.ID)
		code("another one's, of the province", "benefit.no_batch", err)
		if list, err := r.Batches(ctx, auth.System()); err != nil || len(list) != 2 || list[0].ID != off.ID || !list[0].Undone.IsZero() {
			t.Errorf("listed: %+v, %v", list, err)
		}
		if _, err := r.Freeze(ctx, auth.System(), november); err != nil {
			t.Fatal(err)
		}
		_, err = r.UndoAll(ctx, auth.System(), off.ID)
		code("after the roster", "benefit.bulk.frozen", err)
	})
}
