package registry_test

import (
	"strings"
	"testing"

	"ansinh/auth"
	"ansinh/calendar"
	"ansinh/db"
	"ansinh/db/dbtest"
	"ansinh/fault"
	"ansinh/registry"
)

// TestTheCodeOfAMergedRecordLeadsToTheSurvivor and is never given to anybody else; nothing is written on the record.
func TestTheCodeOfAMergedRecordLeadsToTheSurvivor(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		r := setup(t, d)
		l := load(t, r, village())
		id, err := r.Merge(ctx, auth.System(), l.Person(0), l.Person(1), nil, "trùng")
		if err != nil {
			t.Fatal(err)
		}
		found, _, err := r.Search(ctx, auth.System(), l.Person(1).Code(), 5)
		if err != nil || len(found) != 1 || found[0].Person.ID != l.Person(0) {
			t.Errorf("the code finds %+v, %v", found, err)
		}
		if found, _, err = r.Search(ctx, auth.System(), "024070123456", 5); err != nil || len(found) != 1 || found[0].Person.ID != l.Person(0) {
			t.Errorf("the number finds %+v, %v", found, err)
		}
		if found, _, err = r.Search(ctx, auth.System(), "nguyễn văn đức", 5); err != nil || len(found) != 0 {
			t.Errorf("the name finds %+v, %v", found, err)
		}
		if to, ok, err := r.Standing(ctx, auth.System(), l.Person(1)); err != nil || !ok || to != l.Person(0) {
			t.Errorf("stands for %v, %v", to, err)
		}
		f := mustPerson(t, r, l.Person(0), registry.At{})
		if said(f, "person.disability") != "severe" || len(f.Household.Members) != 1 {
			t.Errorf("the survivor: %q, %d members", said(f, "person.disability"), len(f.Household.Members))
		}
		if _, err := r.RecordEvent(ctx, auth.System(), event("schooling", l.Person(1), calendar.MustDay(2026, 10, 1), "study", "true")); !fault.Is(err, fault.Conflict) {
			t.Errorf("written on the record: %v", err)
		}
		if _, err := r.Merge(ctx, auth.System(), l.Person(2), l.Person(1), nil, "trùng"); !fault.Is(err, fault.Conflict) {
			t.Errorf("merged twice: %v", err)
		}
		born := mustEvent(t, r, event("birth", l.Person(0), calendar.MustDay(2026, 10, 5), "name", "Nguyễn Thị Mới", "sex", "female", "ethnicity", "kinh", "relation", "child"))
		if born.Entered == l.Person(1) || born.Entered.Code() == l.Person(1).Code() {
			t.Error("the code was given again")
		}
		if _, err := r.ReverseEvent(ctx, auth.System(), born.ID, "nhầm"); err != nil {
			t.Fatal(err)
		}
		again := mustEvent(t, r, event("birth", l.Person(0), calendar.MustDay(2026, 10, 6), "name", "Nguyễn Thị Hai", "sex", "female", "ethnicity", "kinh", "relation", "child"))
		if again.Entered <= born.Entered {
			t.Error("the code of a withdrawn record was given again")
		}
		if err := r.UndoMerger(ctx, auth.System(), id); err != nil {
			t.Fatal(err)
		}
		if found, _, err := r.Search(ctx, auth.System(), l.Person(1).Code(), 5); err != nil || len(found) != 1 || found[0].Person.ID != l.Person(1) {
			t.Errorf("after the undo the code finds %+v, %v", found, err)
		}
	})
}

// TestChosenWordsCount: where both records speak, the chosen one counts, until the survivor's is corrected.
func TestChosenWordsCount(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		r := setup(t, d)
		l := load(t, r, village())
		mustEvent(t, r, event("disability", l.Person(0), calendar.MustDay(2026, 9, 1), "level", "light"))
		for _, c := range []struct {
			choices []string
			want    string
		}{{nil, "light"}, {[]string{"person.disability"}, "severe"}} {
			id, err := r.Merge(ctx, auth.System(), l.Person(0), l.Person(1), c.choices, "trùng")
			if err != nil {
				t.Fatal(err)
			}
			if got := said(mustPerson(t, r, l.Person(0), registry.At{}), "person.disability"); got != c.want {
				t.Errorf("%v: %q, want %q", c.choices, got, c.want)
			}
			if err := r.UndoMerger(ctx, auth.System(), id); err != nil {
				t.Fatal(err)
			}
		}
		if _, err := r.Merge(ctx, auth.System(), l.Person(0), l.Person(1), []string{"household.poverty"}, "trùng"); !fault.Is(err, fault.Invalid) {
			t.Errorf("a choice of a household's fact: %v", err)
		}
		if _, err := r.Merge(ctx, auth.System(), l.Person(0), l.Person(1), nil, ""); !fault.Is(err, fault.Invalid) {
			t.Errorf("no reason: %v", err)
		}
	})
}

// TestEveryCodeIsChecked: each single wrong digit and each swap of neighbours of any code is found.
func TestEveryCodeIsChecked(t *testing.T) {
	t.Parallel()
	for _, id := range []registry.PersonID{1, 2, 987, 1_899_999, 9_999_999_999} {
		code := id.Code()
		if back, err := registry.ParseCode(code); err != nil || back != id {
			t.Errorf("%s: %v %v", code, back, err)
		}
		for i := range code {
			for d := byte('0'); d <= '9'; d++ {
				if wrong := code[:i] + string(d) + code[i+1:]; wrong != code {
					if _, err := registry.ParseCode(wrong); err == nil {
						t.Errorf("%s passes for %s", wrong, code)
					}
				}
			}
			if i > 0 && code[i-1] != code[i] {
				swapped := code[:i-1] + string(code[i]) + string(code[i-1]) + code[i+1:]
				if _, err := registry.ParseCode(swapped); err == nil && !strings.HasPrefix(swapped, code) {
					t.Errorf("%s passes for %s", swapped, code)
				}
			}
		}
	}
}
