package indicator_test

import (
	"context"
	"testing"

	"ansinh/auth"
	"ansinh/calendar"
	"ansinh/db"
	"ansinh/db/dbtest"
	"ansinh/fault"
	"ansinh/gate/gatetest"
	"ansinh/indicator"
	"ansinh/org"
	"ansinh/returns"
)

// TestEverywhereIsWhatEachUnitSays: on the maps of three days, every unit has the value that the target carried onto the map
// has there, in every month.
func TestEverywhereIsWhatEachUnitSays(t *testing.T) {
	t.Parallel()
	tree := gatetest.Tree(t)
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx := context.Background()
		var h house
		for i, month := range []int{9, 10, 11, 10} { // October a second time, with other people
			h = setup(t, d, elders(tree, func(k int) (int, int) { return 1 + (k+i)%3, (k + i) % 2 }))
			_, err := h.service.MeasureRows(ctx, auth.System(), calendar.MonthOf(2026, month))
			ok(t, err)
		}
		for _, day := range []calendar.Date{planDay, calendar.MustDay(2025, 3, 1), today} {
			q := indicator.Query{Year: 2026, Day: day, Area: area}
			for _, level := range []int{org.Province, org.Commune} {
				places, err := h.service.Everywhere(ctx, approver, "T06", q, level)
				ok(t, err)
				spread, err := h.service.ByUnit(ctx, approver, "T06", q, level)
				ok(t, err)
				if len(places) != len(spread.Units) || len(places) == 0 {
					t.Fatalf("on %v at level %d: %d units, want %d", day, level, len(places), len(spread.Units))
				}
				states, err := h.service.States(ctx, approver, "T06", q, level)
				ok(t, err)
				if len(states) != len(places) {
					t.Errorf("on %v at level %d: states of %d units, want %d", day, level, len(states), len(places))
				}
				whole, err := h.service.Standing(ctx, approver, "T06", q)
				ok(t, err)
				sum := indicator.Sum{}
				for _, v := range spread.Unplaced {
					sum.Numerator, sum.Denominator = sum.Numerator+v.Numerator, sum.Denominator+v.Denominator
				}
				for _, u := range spread.Units {
					sum.Numerator, sum.Denominator = sum.Numerator+u.Numerator, sum.Denominator+u.Denominator
				}
				if got := (indicator.Sum{Numerator: whole.Latest.Numerator, Denominator: whole.Latest.Denominator}); got != sum {
					t.Errorf("on %v at level %d: the whole is %v, its units are %v", day, level, got, sum)
				}
				for i, p := range places {
					if got := states[p.Unit.ID]; got != p.Standings[0].State {
						t.Errorf("%s is %s, want %s", p.Unit.Name, got, p.Standings[0].State)
					}
					want := spread.Units[i]
					st := p.Standings[0]
					if p.Unit.ID != want.Unit.ID || st.Latest.Numerator != want.Numerator || st.Latest.Denominator != want.Denominator || len(st.Series) != 3 {
						t.Fatalf("%s: %+v, want %d of %d", p.Unit.Name, st.Latest, want.Numerator, want.Denominator)
					}
				}
			}
		}
		_, err := h.service.Everywhere(ctx, gatetest.Actor("citizen"), "", indicator.Query{Year: 2026, Day: today}, org.Commune)
		if fault.CodeOf(err) != "auth.forbidden" {
			t.Errorf("got %v", err)
		}
	})
}

// TestHowTargetsStoodAMonthAgo: what is counted by months stood as the month before says; what was reported since was not
// known.
func TestHowTargetsStoodAMonthAgo(t *testing.T) {
	t.Parallel()
	tree := gatetest.Tree(t)
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx := context.Background()
		month := calendar.MonthOf(2026, 11)
		few := setup(t, d, elders(tree, func(int) (int, int) { return 1, 3 }))
		_, err := few.service.MeasureRows(ctx, auth.System(), month-2)
		ok(t, err)
		_, err = few.service.MeasureRows(ctx, auth.System(), month-1)
		ok(t, err)
		h := setup(t, d, elders(tree, func(int) (int, int) { return 4, 0 }))
		_, err = h.service.MeasureRows(ctx, auth.System(), month)
		ok(t, err)
		officer := auth.Actor{ID: "officer", Role: "agency-officer", Agency: "bn-so-noi-vu"}
		id, err := h.returns.Open(ctx, officer, "labour", area, 2026)
		ok(t, err)
		ok(t, h.returns.Enter(ctx, officer, id, []returns.Entry{{Field: "force", Text: "1000"}, {Field: "certified", Text: "450"}}))
		ok(t, h.returns.Submit(ctx, officer, id, 0))
		ok(t, h.returns.Approve(ctx, approver, id))
		_, err = h.service.MeasureReturns(ctx, approver, 2026)
		ok(t, err)
		q := indicator.Query{Year: 2026, Day: today, Area: area}
		now, err := h.service.Standings(ctx, approver, q)
		ok(t, err)
		was, err := h.service.Before(ctx, approver, q, now, month)
		ok(t, err)
		for target, want := range map[string][2]indicator.State{"T06": {indicator.OnTrack, indicator.Achieved}, "T03": {indicator.NoData, indicator.Achieved},
			"T04": {indicator.NoData, indicator.NoData}} {
			st := find(t, now, target)
			if got := [2]indicator.State{was[st.Definition.ID], st.State}; got != want {
				t.Errorf("%s: %v, want %v", target, got, want)
			}
		}
		later, err := h.service.Before(ctx, approver, q, now, month+1)
		ok(t, err)
		if got := later[find(t, now, "T03").Definition.ID]; got != indicator.Achieved {
			t.Errorf("T03 at the end of this month: %s", got)
		}
		if _, err := h.service.Before(ctx, gatetest.Actor("citizen"), q, now, month); fault.CodeOf(err) != "auth.forbidden" {
			t.Errorf("got %v", err)
		}
	})
}
