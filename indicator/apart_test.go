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
	"ansinh/fault"
	"ansinh/gate/gatetest"
	"ansinh/indicator"
	"ansinh/indicator/indicatortest"
	"ansinh/org"
	"ansinh/returns"
)

// someone draws a person past the age of retirement of whom anything may be unknown.
func someone(t *rapid.T, homes []org.UnitID) indicatortest.Person {
	p := indicatortest.Old(rapid.SampledFrom(homes).Draw(t, "home"), rapid.SampledFrom([]string{"", "0", "1"}).Draw(t, "pension"))
	p.Household = int64(rapid.IntRange(0, 6).Draw(t, "household"))
	for fact, values := range map[string][]string{"person.sex": {"", "male", "female"}, "person.ethnicity": {"", "kinh", "tay"},
		"household.poverty": {"", "none", "poor"}} {
		v := rapid.SampledFrom(values).Draw(t, fact)
		if p.Facts[fact] = v; v == "" {
			delete(p.Facts, fact)
		}
	}
	if rapid.Bool().Draw(t, "paid") {
		p.Paid = []string{"social-pension"}
	}
	return p
}

// TestPartsSumToTheWhole: whoever lives where and whatever is known of them, the parts of every dimension with what could
// not be told apart are the whole, in numerator and denominator, for the province and for every commune.
func TestPartsSumToTheWhole(t *testing.T) {
	t.Parallel()
	d := dbtest.Open(t)
	homes := []org.UnitID{"07498@base", "07489@base", "07459@base"}
	month := calendar.MonthOf(2026, 1)
	rapid.Check(t, func(rt *rapid.T) {
		month = month.Add(1)
		year := month.First().Year()
		people := rapid.SliceOfN(rapid.Custom(func(t *rapid.T) indicatortest.Person { return someone(t, homes) }), 1, 25).Draw(rt, "people")
		h := setup(t, d, crowd(people))
		if _, err := h.service.MeasureRows(context.Background(), auth.System(), month); err != nil {
			rt.Fatal(err)
		}
		for _, unit := range append([]org.UnitID{""}, homes...) {
			for _, target := range []string{"T06", "T07"} {
				q := indicator.Query{Year: year, Day: today, Unit: unit}
				_, parts, err := h.service.Apart(context.Background(), approver, target, q)
				if err != nil {
					rt.Fatal(err)
				}
				for _, b := range parts {
					var top, bottom int64
					for _, p := range b.Parts {
						top, bottom = top+p.Numerator.N, bottom+p.Denominator.N
						if p.Numerator.N < 0 || p.Numerator.N > p.Denominator.N {
							rt.Fatalf("%s %s %s: %d of %d", target, b.Dimension, p.Part, p.Numerator.N, p.Denominator.N)
						}
						if p.Value != nil && p.Value.Cmp(big.NewRat(100*p.Numerator.N, p.Denominator.N)) != 0 {
							rt.Fatalf("%s %s: share %v", target, p.Part, p.Value)
						}
					}
					if top != b.Whole.Numerator.N || bottom != b.Whole.Denominator.N {
						rt.Fatalf("%s by %s: %d of %d, the whole is %d of %d", target, b.Dimension, top, bottom, b.Whole.Numerator.N, b.Whole.Denominator.N)
					}
				}
			}
		}
	})
}

// TestFiguresOfFewPeopleAreCovered: to a leader, who may not see people, a part with few is covered together with another,
// so that it cannot be reckoned; who may see people sees it.
func TestFiguresOfFewPeopleAreCovered(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx := context.Background()
		var people crowd
		for i := range 30 {
			p := indicatortest.Old("07498@base", "1")
			p.Facts["person.ethnicity"] = "kinh"
			if i < 2 {
				p.Facts["person.ethnicity"] = "dao"
			}
			people = append(people, p)
		}
		h := setup(t, d, people)
		_, err := h.service.MeasureRows(ctx, auth.System(), calendar.MonthOf(2026, 11))
		ok(t, err)
		hidden := func(role string) (n int) {
			_, parts, err := h.service.Apart(ctx, gatetest.Actor(role), "T06", indicator.Query{Year: 2026, Day: today})
			ok(t, err)
			for _, b := range parts {
				if b.Dimension != "ethnicity" {
					continue
				}
				for _, p := range b.Parts {
					if p.Hidden && (p.Numerator != indicator.Amount{} || p.Value != nil) {
						t.Errorf("%s is covered and says %+v", p.Part, p)
					}
					if p.Hidden {
						n++
					}
				}
			}
			return n
		}
		if a, b := hidden("leader"), hidden("provincial-officer"); a != 2 || b != 0 {
			t.Errorf("covered: %d for a leader, %d for who may see people", a, b)
		}
		_, _, err = h.service.Apart(ctx, gatetest.Actor("citizen"), "T06", indicator.Query{Year: 2026, Day: today})
		_, _, err2 := h.service.Apart(ctx, approver, "T99", indicator.Query{Year: 2026, Day: today})
		if fault.CodeOf(err) != "auth.forbidden" || fault.CodeOf(err2) != "indicator.no_target" {
			t.Errorf("got %v, %v", err, err2)
		}
	})
}

// TestAReturnIsToldApart: shares from the parts of numerator and denominator; a part of which one half is missing has no
// share, and what no part holds is said to be not told apart.
func TestAReturnIsToldApart(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx := context.Background()
		h := setup(t, d, nil)
		officer := auth.Actor{ID: "officer", Role: "agency-officer", Agency: "bn-so-noi-vu"}
		id, err := h.returns.Open(ctx, officer, "labour", area, 2026)
		ok(t, err)
		enter := map[string]string{"force": "1000", "certified": "400", "force.sex.male": "600", "force.sex.female": "400", "certified.sex.male": "300",
			"certified.sex.female": "100", "certified.area.urban": "150", "force.area.rural": "700"}
		var entries []returns.Entry
		for field, text := range enter {
			entries = append(entries, returns.Entry{Field: field, Text: text})
		}
		ok(t, h.returns.Enter(ctx, officer, id, entries))
		ok(t, h.returns.Submit(ctx, officer, id, 0))
		ok(t, h.returns.Approve(ctx, approver, id))
		n, err := h.service.MeasureReturns(ctx, approver, 2026)
		ok(t, err)
		again, err := h.service.MeasureReturns(ctx, approver, 2026)
		ok(t, err)
		if n == 0 || again != 0 {
			t.Errorf("measured %d, then %d", n, again)
		}
		_, parts, err := h.service.Apart(ctx, approver, "T03", indicator.Query{Year: 2026, Day: today})
		ok(t, err)
		got := map[string]indicator.Share{}
		for _, b := range parts {
			for _, p := range b.Parts {
				got[b.Dimension+"."+p.Part] = p
			}
		}
		known := func(n int64) indicator.Amount { return indicator.Amount{N: n, Known: true} }
		for at, want := range map[string]indicator.Share{
			"sex.male":   {Numerator: known(300), Denominator: known(600), Value: big.NewRat(50, 1)},
			"sex.female": {Numerator: known(100), Denominator: known(400), Value: big.NewRat(25, 1)},
			"area.urban": {Numerator: known(150)},
			"area.rural": {Denominator: known(700)},
			"area.":      {Numerator: known(250), Denominator: known(300)},
		} {
			p := got[at]
			if p.Numerator != want.Numerator || p.Denominator != want.Denominator || (p.Value == nil) != (want.Value == nil) ||
				p.Value != nil && p.Value.Cmp(want.Value) != 0 {
				t.Errorf("%s: %+v, want %+v", at, p, want)
			}
		}
		if _, has := got["sex."]; has {
			t.Error("everybody is told apart by sex, and somebody is left over")
		}
	})
}
