package plan_test

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"ansinh/auth"
	"ansinh/db"
	"ansinh/db/dbtest"
	"ansinh/fault"
	"ansinh/gate/gatetest"
	"ansinh/plan"
	"ansinh/plan/reading"
)

// edition is a reading of a plan with these targets, numbered by their place as a reader numbers them.
func edition(hash string, targets ...[3]string) *plan.Reading {
	x := &plan.Reading{Type: "Kế hoạch", Number: "77/KH-UBND", Date: "2026-02-02", IssuingBody: "UBND tỉnh Thử", Province: "Thử", Title: "Kế hoạch thử", SHA256: hash}
	for i, t := range targets {
		x.Targets = append(x.Targets, reading.Target{ID: fmt.Sprintf("T%02d", i+1), Text: t[0], Indicator: t[0], Comparator: plan.AtLeast,
			Value: reading.Value{Low: plan.Decimal(t[1]), High: plan.Decimal(t[1])}, Unit: t[2], Year: 2030, Confidence: 90})
	}
	return x
}

var (
	schools  = [3]string{"Tỷ lệ trẻ em đi học đúng tuổi cấp tiểu học", "99", "%"}
	colleges = [3]string{"Tỷ lệ thanh niên học trung cấp, cao đẳng", "40", "%"}
	houses   = [3]string{"Số căn nhà ở xã hội hoàn thành", "5200", "căn"}
	water    = [3]string{"Tỷ lệ hộ nông thôn dùng nước sạch", "95", "%"}
)

// ids are the ids of a version's targets by their words.
func ids(t *testing.T, p *plan.Plans, v plan.VersionID) map[string]string {
	t.Helper()
	list, err := p.Targets(context.Background(), auth.System(), v)
	if err != nil {
		t.Fatal(err)
	}
	out := map[string]string{}
	for _, x := range list {
		out[x.Title.VI] = x.ID
	}
	return out
}

// TestIdsSurviveANewEdition: a target that is put in between shifts nobody's id; one in other words is found again; one that
// is dropped leaves its id to nobody; what was matched is said, can be corrected, and is fixed once it is in force.
func TestIdsSurviveANewEdition(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx, p := context.Background(), plan.New(gatetest.New(t, d))
		who := gatetest.Actor("provincial-officer")
		first, _, err := p.ImportReading(ctx, who, edition("a", schools, houses, water))
		if err != nil {
			t.Fatal(err)
		}
		if err := p.Confirm(ctx, who, first.ID); err != nil {
			t.Fatal(err)
		}
		reworded := [3]string{"Tỷ lệ hộ dân nông thôn được dùng nước sạch", "97", "%"}
		second, _, err := p.ImportReading(ctx, who, edition("b", schools, colleges, reworded))
		if err != nil {
			t.Fatal(err)
		}
		got := ids(t, p, second.ID)
		if got[schools[0]] != "T01" || got[reworded[0]] != "T03" || got[colleges[0]] != "T04" {
			t.Errorf("ids: %v", got)
		}
		m, err := p.Matching(ctx, who, second.ID)
		if err != nil || len(m.Matches) != 3 || m.Matches[1].How != plan.AsNew || m.Matches[2].How != plan.ByWords || m.Matches[2].Was != water[0] {
			t.Fatalf("%+v, %v", m.Matches, err)
		}
		if gone := m.Gone("target"); len(gone) != 1 || gone[0].ID != "T02" {
			t.Errorf("gone: %v", gone)
		}
		if err := p.Match(ctx, gatetest.Actor("agency-officer"), second.ID, "target", "T02", "T03"); !fault.Is(err, fault.Forbidden) {
			t.Errorf("an agency corrects: %v", err)
		}
		if err := p.Match(ctx, who, second.ID, "target", "T02", "T77"); fault.CodeOf(err) != "plan.match.unknown" {
			t.Errorf("an id that nothing has: %v", err)
		}
		if err := p.Match(ctx, who, second.ID, "target", "T02", "T03"); err != nil { // changes places
			t.Fatal(err)
		}
		if got := ids(t, p, second.ID); got[colleges[0]] != "T03" || got[reworded[0]] != "T04" {
			t.Errorf("after the correction: %v", got)
		}
		if err := p.Match(ctx, who, second.ID, "target", "T02", ""); err != nil { // new after all
			t.Fatal(err)
		}
		if err := p.Match(ctx, who, second.ID, "target", "T03", "T03"); err != nil {
			t.Fatal(err)
		}
		if err := p.Confirm(ctx, who, second.ID); err != nil {
			t.Fatal(err)
		}
		if err := p.Match(ctx, who, second.ID, "target", "T03", "T01"); fault.CodeOf(err) != "plan.match.in_force" {
			t.Errorf("corrected in force: %v", err)
		}
		back, _, err := p.ImportReading(ctx, who, edition("c", houses, schools, reworded))
		if err != nil {
			t.Fatal(err)
		}
		if got := ids(t, p, back.ID); got[schools[0]] != "T01" || got[reworded[0]] != "T03" || slices.Contains([]string{"T01", "T02", "T03", "T04"}, got[houses[0]]) {
			t.Errorf("what was dropped and comes back: %v", got)
		}
	})
}

// TestIdsSurviveAnyEdition: whatever is put in, taken out and moved, a target said in the same words keeps its id, no two
// have one, and none has that of a target that is gone.
func TestIdsSurviveAnyEdition(t *testing.T) {
	t.Parallel()
	d := dbtest.Open(t)
	p, who, ctx := plan.New(gatetest.New(t, d)), gatetest.Actor("provincial-officer"), context.Background()
	n := 0
	rapid.Check(t, func(rt *rapid.T) {
		all := rapid.SliceOfNDistinct(rapid.StringMatching(`[a-z]{5} [a-z]{5} [a-z]{5} [a-z]{5}`), 3, 9, rapid.ID).Draw(rt, "targets")
		for i, words := range all { // no two have a word in common: what is alike may be taken as the same
			fields := strings.Fields(words)
			for k := range fields {
				fields[k] += strconv.Itoa(i)
			}
			all[i] = strings.Join(fields, " ")
		}
		n++
		version := func(words []string) plan.Version {
			var list [][3]string
			for _, w := range words {
				list = append(list, [3]string{w, strconv.Itoa(10 + slices.Index(all, w)), "%"})
			}
			x := edition(fmt.Sprintf("%d-%s", n, strings.Join(words, "|")), list...)
			x.Number = fmt.Sprintf("%d/KH-UBND", n)
			v, _, err := p.ImportReading(ctx, who, x)
			if err != nil {
				rt.Fatal(err)
			}
			return v
		}
		first := rapid.Permutation(all).Draw(rt, "first")[:rapid.IntRange(2, len(all)).Draw(rt, "n")]
		later := rapid.Permutation(all).Draw(rt, "later")[:rapid.IntRange(2, len(all)).Draw(rt, "m")]
		one := version(first)
		if err := p.Confirm(ctx, who, one.ID); err != nil {
			rt.Fatal(err)
		}
		before, after := ids(t, p, one.ID), map[string]string{}
		if slices.Equal(first, later) {
			return
		}
		after = ids(t, p, version(later).ID)
		seen := map[string]string{}
		for words, id := range after {
			if had, ok := before[words]; ok && had != id {
				rt.Fatalf("%q was %s and is %s", words, had, id)
			}
			if other, twice := seen[id]; twice {
				rt.Fatalf("%q and %q are both %s", words, other, id)
			}
			seen[id] = words
			for was, had := range before {
				if had == id && was != words {
					rt.Fatalf("%q has the id of %q", words, was)
				}
			}
		}
	})
}
