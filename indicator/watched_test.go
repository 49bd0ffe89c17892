package indicator_test

import (
	"context"
	"testing"

	"ansinh/auth"
	"ansinh/calendar"
	"ansinh/db"
	"ansinh/db/dbtest"
	"ansinh/gate/gatetest"
	"ansinh/indicator"
	"ansinh/indicator/indicatortest"
	"ansinh/org"
)

// TestWhatIsWatchedIsMeasuredAndNotJudged: how a month was paid has no goal and does not stand among the targets; of a month
// of which nobody knows how it was paid there is no value.
func TestWhatIsWatchedIsMeasuredAndNotJudged(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx, month := context.Background(), calendar.MonthOf(2026, 10)
		home := gatetest.Tree(t).Units(org.Commune, today)[0].ID
		of := func(account bool, programmes ...string) indicatortest.Person {
			p := indicatortest.Old(home, "")
			p.Paid, p.Account = programmes, account
			return p
		}
		people := crowd{of(true, "social-pension"), of(true, "social-pension", "care"), of(false, "social-pension"), of(false)}
		h := setup(t, d, people)
		_, err := h.service.MeasureRows(ctx, auth.System(), month)
		ok(t, err)
		q := indicator.Query{Year: 2026, Day: today, Area: area}
		all, err := h.service.Watched(ctx, approver, q)
		ok(t, err)
		want := map[string]int64{"paid-by-account": 2, "paid-in-cash": 1}
		if len(all) != len(want) {
			t.Fatalf("%d are watched", len(all))
		}
		for _, st := range all {
			if st.State != indicator.Watching || st.Latest.Numerator != want[st.Definition.ID] || st.Latest.Denominator != 3 || len(st.Path) > 0 ||
				st.Effort != nil || st.Forecast != nil || len(st.Missing) > 0 {
				t.Errorf("%s: %+v, %+v", st.Definition.ID, st, st.Latest)
			}
			one, err := h.service.Standing(ctx, approver, st.Definition.ID, q)
			ok(t, err)
			if one.State != st.State {
				t.Errorf("alone %s is %s", st.Definition.ID, one.State)
			}
			places, err := h.service.Everywhere(ctx, approver, st.Definition.ID, q, org.Commune)
			ok(t, err)
			if len(places) != 1 || places[0].Standings[0].Latest.Denominator != 3 {
				t.Errorf("%s by commune: %+v", st.Definition.ID, places)
			}
			states, err := h.service.States(ctx, approver, st.Definition.ID, q, org.Commune)
			ok(t, err)
			if len(states) != 1 || states[home] != indicator.Watching {
				t.Errorf("%s stands in communes as %v", st.Definition.ID, states)
			}
		}
		targets, err := h.service.Standings(ctx, approver, q)
		ok(t, err)
		for _, st := range targets {
			if st.Definition.Watched {
				t.Errorf("%s stands among the targets", st.Definition.ID)
			}
		}
		unknown := setup(t, d, crowd{of(false, "social-pension"), of(false)})
		_, err = unknown.service.MeasureRows(ctx, auth.System(), month)
		ok(t, err)
		all, err = unknown.service.Watched(ctx, approver, q)
		ok(t, err)
		for _, st := range all {
			if st.Latest != nil && st.Latest.Unknown != 1 {
				t.Errorf("nobody knows how the month was paid, and %s is %+v", st.Definition.ID, st.Latest)
			}
		}
	})
}
