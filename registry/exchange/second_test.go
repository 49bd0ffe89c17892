package exchange_test

import (
	"strings"
	"testing"

	"ansinh/auth"
	"ansinh/fault"
	"ansinh/gate/gatetest"
	"ansinh/house"
	"ansinh/house/housetest"
)

// TestAListThatChangesWhoSomebodyIsTakesTwo lays a list that corrects a name: one officer alone does not take it over,
// nor agrees to what they sent, nor does the second over what they have not seen.
func TestAListThatChangesWhoSomebodyIsTakesTwo(t *testing.T) {
	t.Parallel()
	housetest.Each(t, func(t *testing.T, h *house.House) {
		d, one := desk(t, h), gatetest.Actor("commune-officer")
		two := gatetest.Actor("commune-leader")
		if one.ID == two.ID {
			t.Fatal("the two are one")
		}
		take(t, d, one, list)
		changed := strings.NewReplacer("Nguyễn Văn Hoà", "Nguyễn Văn Hải", "khuyết tật nặng", "khuyết tật nhẹ").Replace(list)
		f := file(changed)
		seen, err := d.Preview(ctx, one, f, nil, today)
		if err != nil || seen.Outcome.Second != 1 || len(seen.Outcome.Changes) != 2 {
			t.Fatalf("%+v %v", seen, err)
		}
		f.Hash = seen.Sheet.Hash
		c := seen.Outcome.Changes[1]
		if c.Fact != "person.name" || c.Before != "Nguyễn Văn Hòa" || c.Value != "Nguyễn Văn Hải" || !c.Second || seen.Outcome.Changes[0].Second {
			t.Errorf("it would change %+v", seen.Outcome.Changes)
		}
		refused := func(what string, err error, code string) {
			t.Helper()
			if fault.CodeOf(err) != code {
				t.Errorf("%s: %v, want %s", what, err, code)
			}
		}
		_, err = d.Take(ctx, one, f, nil, today)
		refused("alone", err, "registry.intake.second")
		_, err = d.Take(ctx, auth.System(), f, nil, today)
		refused("by the program", err, "registry.intake.second")
		if err := h.Registry.Lay(ctx, one, f); err != nil {
			t.Fatal(err)
		}
		mark := seen.Outcome.Mark()
		_, err = d.Agree(ctx, two, f, seen.Columns, today, mark)
		refused("before anybody asked", err, "exchange.no_file")
		if err := h.Registry.AskIntake(ctx, one, f.Hash, seen.Columns, 1); err != nil {
			t.Fatal(err)
		}
		refused("asked twice", h.Registry.AskIntake(ctx, one, f.Hash, seen.Columns, 1), "registry.intake.asked")
		_, err = d.Agree(ctx, one, f, seen.Columns, today, mark)
		refused("by who sent it", err, "registry.intake.own")
		_, err = d.Agree(ctx, gatetest.Actor("auditor"), f, seen.Columns, today, mark)
		refused("by an auditor", err, "auth.forbidden")
		_, err = d.Agree(ctx, two, f, seen.Columns, today, "cũ")
		refused("over what was not seen", err, "registry.intake.changed")
		if found, _, err := h.Registry.Search(ctx, one, "024051001234", 5); err != nil || found[0].Person.Name != "Nguyễn Văn Hòa" {
			t.Fatalf("changed all the same: %v %v", found, err)
		}
		refused("without a reason", h.Registry.RefuseIntake(ctx, two, f.Hash, " "), "registry.intake")
		if err := h.Registry.RefuseIntake(ctx, two, f.Hash, "giấy tờ ghi tên khác"); err != nil {
			t.Fatal(err)
		}
		_, err = d.Agree(ctx, two, f, seen.Columns, today, mark)
		refused("after it was refused", err, "registry.intake.not_asked")
		if err := h.Registry.AskIntake(ctx, one, f.Hash, seen.Columns, 1); err != nil {
			t.Fatal(err)
		}
		waits, err := h.Registry.Consents(ctx, two)
		if err != nil || len(waits) != 1 || waits[0].By != one.ID {
			t.Fatalf("%+v %v", waits, err)
		}
		done, err := d.Agree(ctx, two, f, seen.Columns, today, mark)
		if err != nil || !done.Outcome.Taken || done.Outcome.Changed != 1 {
			t.Fatalf("%+v %v", done, err)
		}
		if found, _, err := h.Registry.Search(ctx, one, "024051001234", 5); err != nil || found[0].Person.Name != "Nguyễn Văn Hải" {
			t.Errorf("agreed, the name is %v %v", found, err)
		}
		if waits, err = h.Registry.Consents(ctx, two); err != nil || len(waits) != 0 {
			t.Errorf("taken over, %d still wait, %v", len(waits), err)
		}
	})
}
