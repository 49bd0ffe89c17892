package indicator_test

import (
	"context"
	"math/big"
	"testing"

	"pgregory.net/rapid"

	"ansinh/auth"
	"ansinh/calendar"
	"ansinh/db"
	"ansinh/db/dbtest"
	"ansinh/gate/gatetest"
	"ansinh/indicator"
	"ansinh/indicator/indicatortest"
	"ansinh/org"
	"ansinh/returns"
)

var planDay = calendar.MustDay(2024, 4, 30)

// elders gives each commune of the old province some people past retirement age, with and without a pension.
func elders(tree *org.Tree, count func(i int) (with, without int)) crowd {
	var out crowd
	i := 0
	for _, u := range tree.Units(org.Commune, planDay) {
		if p, ok := tree.Parent(u.ID, org.Province, planDay); !ok || p != area {
			continue
		}
		with, without := count(i)
		i++
		for n := range with + without {
			pension := "0"
			if n < with {
				pension = "1"
			}
			out = append(out, indicatortest.Old(u.ID, pension))
		}
	}
	return out
}

// TestSumsAreKeptOnEveryMap: whatever lived where, numerators and denominators over the units of any map, with what has no
// single place there, are those of the whole, and a unit's share is that of its sums.
func TestSumsAreKeptOnEveryMap(t *testing.T) {
	t.Parallel()
	tree := gatetest.Tree(t)
	ctx := context.Background()
	d := dbtest.Open(t)
	month := calendar.MonthOf(2026, 1) // each crowd lives in a month of its own
	rapid.Check(t, func(rt *rapid.T) {
		month = month.Add(1)
		year, _ := month.Civil()
		people := elders(tree, func(int) (int, int) {
			return rapid.IntRange(0, 2).Draw(rt, "with"), rapid.IntRange(0, 2).Draw(rt, "without")
		})
		h := setup(t, d, people)
		if _, err := h.service.MeasureRows(ctx, auth.System(), month); err != nil {
			rt.Fatal(err)
		}
		var with int64
		for _, p := range people {
			if p.Facts["person.pension_monthly"] == "1" {
				with++
			}
		}
		for _, day := range []calendar.Date{planDay, calendar.MustDay(2025, 3, 1), today} {
			for _, level := range []int{org.Province, org.District, org.Commune} {
				s, err := h.service.ByUnit(ctx, approver, "T06", indicator.Query{Year: year, Day: day}, level)
				if err != nil {
					rt.Fatal(err)
				}
				var top, bottom int64
				for _, u := range s.Units {
					top, bottom = top+u.Numerator, bottom+u.Denominator
					if want := big.NewRat(100*u.Numerator, u.Denominator); u.Value.Cmp(want) != 0 {
						rt.Fatalf("%s: share %v, want %v", u.Unit.Name, u.Value, want)
					}
				}
				for _, v := range s.Unplaced {
					top, bottom = top+v.Numerator, bottom+v.Denominator
				}
				if top != with || bottom != int64(len(people)) {
					rt.Fatalf("on %v at level %d: %d of %d, want %d of %d", day, level, top, bottom, with, len(people))
				}
			}
		}
	})
}

func TestUnitsOfTwoMaps(t *testing.T) {
	t.Parallel()
	tree := gatetest.Tree(t)
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx := context.Background()
		h := setup(t, d, elders(tree, func(i int) (int, int) { return 1 + i%3, 1 }))
		_, err := h.service.MeasureRows(ctx, auth.System(), calendar.MonthOf(2026, 11))
		ok(t, err)
		for _, c := range []struct {
			day                         calendar.Date
			province, district, commune int
		}{{planDay, 1, 10, 209}, {today, 1, 0, 58}} {
			for level, want := range map[int]int{org.Province: c.province, org.District: c.district, org.Commune: c.commune} {
				s, err := h.service.ByUnit(ctx, approver, "T06", indicator.Query{Year: 2026, Day: c.day}, level)
				ok(t, err)
				if len(s.Units) != want {
					t.Errorf("on %v at level %d: %d units, want %d", c.day, level, len(s.Units), want)
				}
			}
		}
		s, err := h.service.ByUnit(ctx, approver, "T06", indicator.Query{Year: 2026, Day: today}, org.Province)
		ok(t, err)
		if u := s.Units[0]; u.Unit.Name != "Bắc Ninh" || len(u.Partial) != 1 || u.Partial[0].ID != "27@base" {
			t.Errorf("today's province must say that the old Bắc Ninh is not in the figure: %+v", u)
		}
		s, err = h.service.ByUnit(ctx, approver, "T06", indicator.Query{Year: 2026, Day: planDay}, org.Province)
		ok(t, err)
		if u := s.Units[0]; u.Unit.ID != area || len(u.Partial) != 0 {
			t.Errorf("the old province is whole: %+v", u)
		}
	})
}

// TestAReturnOnTwoMaps: a figure that an agency gave for the old province shows on today's as a part of it.
func TestAReturnOnTwoMaps(t *testing.T) {
	t.Parallel()
	ctx := context.Background()
	h := setup(t, dbtest.Open(t), nil)
	officer := auth.Actor{ID: "officer", Role: "agency-officer", Agency: "bn-so-noi-vu"}
	id, err := h.returns.Open(ctx, officer, "labour", area, 2026)
	ok(t, err)
	ok(t, h.returns.Enter(ctx, officer, id, []returns.Entry{{Field: "urban_force", Text: "1000"}, {Field: "urban_unemployed", Text: "25"}}))
	ok(t, h.returns.Submit(ctx, officer, id, 0))
	ok(t, h.returns.Approve(ctx, approver, id))
	_, err = h.service.MeasureReturns(ctx, approver, 2026)
	ok(t, err)
	for day, want := range map[calendar.Date]org.UnitID{planDay: area, today: "24@2025-07-01"} {
		s, err := h.service.ByUnit(ctx, approver, "T02", indicator.Query{Year: 2026, Day: day}, org.Province)
		ok(t, err)
		if len(s.Units) != 1 || s.Units[0].Unit.ID != want || s.Units[0].Value.Cmp(big.NewRat(5, 2)) != 0 {
			t.Errorf("on %v: %+v", day, s.Units)
		}
		s, err = h.service.ByUnit(ctx, approver, "T02", indicator.Query{Year: 2026, Day: day}, org.Commune)
		ok(t, err)
		if len(s.Units) != 0 || len(s.Unplaced) != 1 {
			t.Errorf("on %v a province's figure has no commune: %+v", day, s)
		}
	}
}
