package benefit_test

import (
	"slices"
	"testing"

	"ansinh/auth"
	"ansinh/benefit"
	"ansinh/calendar"
	"ansinh/db"
	"ansinh/db/dbtest"
	"ansinh/registry"
)

// Who draws a benefit whose amount was not read for the months after is neither paid a guess nor reviewed as if no
// longer entitled: the decision stands in the list of what is unknown, and the person too where nobody decided.
func TestWhatWasNotReadIsListed(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		r := setup(t, d)
		know := func(place int, rate string) {
			t.Helper()
			if err := r.registry.RecordFact(ctx, auth.System(), registry.NewFact{Person: r.id(place), Fact: "person.sick_soldier_rate",
				Value: rate, From: calendar.MustDay(2026, 1, 5), Source: papers}); err != nil {
				t.Fatal(err)
			}
		}
		know(healthy, "61")
		june := calendar.MonthOf(2026, 6)
		r.determine(t, june)
		if got := r.rows(t, june, benefit.Gap); !slices.Contains(got, "healthy BB never_enrolled") {
			t.Fatalf("June's gap: %v", got)
		}
		r.enrol(t, june)
		know(elder, "61")
		r.determine(t, october)
		same(t, "October's unknown", r.rows(t, october, benefit.Unknown), "elder BB unread", "uncertain  possible", "healthy BB unread")
		for _, row := range r.rows(t, october, benefit.Review) {
			if row == "healthy BB condition" {
				t.Error("reviewed as if no longer entitled")
			}
		}
		found, _, err := r.Rows(ctx, auth.System(), benefit.Query{Month: october, List: benefit.Unknown, Reason: benefit.Unread})
		if err != nil || len(found) != 2 || found[1].Decision == 0 || found[0].Decision != 0 {
			t.Errorf("%v %+v", err, found)
		}
	})
}
