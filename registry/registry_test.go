package registry_test

import (
	"strconv"
	"testing"

	"pgregory.net/rapid"

	"ansinh/auth"
	"ansinh/calendar"
	"ansinh/db"
	"ansinh/db/dbtest"
	"ansinh/fault"
	"ansinh/gate/gatetest"
	"ansinh/registry"
)

func TestCode(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		id := registry.PersonID(rapid.Int64Range(1, 9_999_999_999).Draw(t, "id"))
		code := []byte(id.Code())
		if got, err := registry.ParseCode(string(code)); err != nil || got != id {
			t.Fatalf("%s: got %v, %v", code, got, err)
		}
		i := rapid.IntRange(0, len(code)-1).Draw(t, "place")
		wrong := append([]byte{}, code...)
		wrong[i] = '0' + (wrong[i]-'0'+byte(rapid.IntRange(1, 9).Draw(t, "by")))%10
		if _, err := registry.ParseCode(string(wrong)); err == nil {
			t.Fatalf("%s passes for %s", wrong, code)
		}
		if i > 0 && code[i] != code[i-1] {
			code[i], code[i-1] = code[i-1], code[i]
			if _, err := registry.ParseCode(string(code)); err == nil {
				t.Fatalf("swapped neighbours pass: %s", code)
			}
		}
	})
	for _, bad := range []string{"", "123", "0000000001x", "00000000000"} {
		if _, err := registry.ParseCode(bad); !fault.Is(err, fault.Invalid) {
			t.Errorf("%q: got %v", bad, err)
		}
	}
}

func TestLoadIsAllOrNothing(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		r := setup(t, d)
		first := load(t, r, village())
		if second := load(t, r, func() registry.Batch { b := village(); b.Facts = b.Facts[:3]; return b }()); second.FirstPerson != first.FirstPerson+3 {
			t.Errorf("the second batch begins at %d after %d", second.FirstPerson, first.FirstPerson)
		}
		for name, spoil := range map[string]func(*registry.Batch){
			"registry.name":             func(b *registry.Batch) { b.Persons[1].Name = "Nguyễn  Văn Đức" },
			"registry.batch.recorded":   func(b *registry.Batch) { b.Persons[2].Recorded = gatetest.Now.AddDate(0, 0, 1) },
			"registry.batch.source":     func(b *registry.Batch) { b.Households[1].Source = 7 },
			"registry.fact.value":       func(b *registry.Batch) { b.Facts[0].Value = "rich" },
			"registry.fact.overlap":     func(b *registry.Batch) { b.Facts = append(b.Facts, b.Facts[1]) },
			"registry.no_unit":          func(b *registry.Batch) { b.Households[0].HomeUnit = "99999@base" },
			"registry.no_register":      func(b *registry.Batch) { b.Coverage[0].Register = "weather" },
			"viet.personal_number.year": func(b *registry.Batch) { b.Persons[1].PersonalNumber = "024071123456" },
			"registry.old_number":       func(b *registry.Batch) { b.Persons[1].OldNumber = "12" },
			"registry.payee":            func(b *registry.Batch) { b.Payees[0].Holder = "" },
			"registry.period":           func(b *registry.Batch) { b.Facts[0].To = b.Facts[0].From },
		} {
			b := village()
			b.Facts = b.Facts[:3]
			spoil(&b)
			_, err := r.Load(ctx, auth.System(), b)
			if e, ok := err.(*fault.Error); !ok || len(e.Fields) == 0 || e.Fields[0].Code != name {
				t.Errorf("%s: got %v", name, err)
			}
		}
		if _, err := r.Load(ctx, gatetest.Actor("commune-officer"), village()); !fault.Is(err, fault.Forbidden) {
			t.Errorf("without permission: got %v", err)
		}
		counts, err := r.Counts(ctx, auth.System(), 1, calendar.MustDay(2026, 11, 1), registry.At{})
		if err != nil || len(counts) != 1 || counts[0].Persons != 6 || counts[0].Households != 4 {
			t.Errorf("after the refusals: got %+v, %v", counts, err)
		}
	})
}

func TestPersonFile(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		r := setup(t, d)
		l := load(t, r, village())
		f, err := r.Person(ctx, gatetest.Actor("commune-officer"), l.Person(1), registry.At{})
		if err != nil {
			t.Fatal(err)
		}
		if f.Person.Name != "Nguyễn Văn Đức" || f.Person.Code != l.Person(1).Code() || f.Person.Source != papers || len(f.Household.Members) != 2 {
			t.Errorf("got %+v", f.Person)
		}
		got := map[string]string{}
		for _, fact := range f.Facts {
			got[fact.Fact] = fact.Value
			if fact.Source != papers || fact.Name.VI == "" || !fact.Recorded.Equal(noon(entry)) {
				t.Errorf("%s: %+v", fact.Fact, fact)
			}
		}
		for fact, want := range map[string]string{"person.disability": "severe", "person.hiv": "true", "household.poverty": "poor", "area.special_difficulty": "true"} {
			if got[fact] != want {
				t.Errorf("%s is %q, want %q", fact, got[fact], want)
			}
		}
		facts := f.Law(calendar.MonthOf(2026, 11))
		if facts["person.pension_monthly"].Text != "0" || facts["person.alive"].Text != "true" {
			t.Errorf("for the law: %v", facts)
		}
		if _, there := facts["person.pregnant"]; there {
			t.Error("a register without coverage is taken for complete")
		}
		before, err := r.Person(ctx, gatetest.Actor("commune-officer"), l.Person(1), registry.At{KnownOn: entry - 1})
		if err != nil || len(before.Facts) != 0 || len(before.Silent) != 0 {
			t.Errorf("before anything was known: %d facts, %v", len(before.Facts), err)
		}
	})
}

func TestPersonFileIsGuarded(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		r := setup(t, d)
		l := load(t, r, village())
		citizen := gatetest.Actor("citizen")
		citizen.Person = int64(l.Person(0))
		for _, c := range []struct {
			name  string
			actor auth.Actor
			id    registry.PersonID
			want  fault.Kind
			ok    bool
		}{
			{"officer of the commune", officerOf("07294@2025-07-01"), l.Person(2), 0, true},
			{"officer of another commune", officerOf("07294@2025-07-01"), l.Person(0), fault.NotFound, false},
			{"nobody", gatetest.Actor("auditor"), 999, fault.NotFound, false},
			{"administrator", gatetest.Actor("administrator"), l.Person(0), fault.Forbidden, false},
			{"citizen, own", citizen, l.Person(0), 0, true},
			{"citizen, another's", citizen, l.Person(1), fault.NotFound, false},
		} {
			_, err := r.Person(ctx, c.actor, c.id, registry.At{})
			if (err == nil) != c.ok || !c.ok && !fault.Is(err, c.want) {
				t.Errorf("%s: got %v", c.name, err)
			}
		}
		f, err := r.Person(ctx, gatetest.Actor("auditor"), l.Person(1), registry.At{})
		if err != nil {
			t.Fatal(err)
		}
		for _, fact := range append(f.Facts, f.Silent...) {
			if fact.Fact == "person.hiv" {
				t.Error("a sensitive fact is shown to a reader who may not see it")
			}
		}
		events := 0
		d.View(ctx, func(tx *db.Tx) error {
			events, err = db.One(ctx, tx, db.Value[int], `SELECT count(*) FROM audit_event WHERE permission IN ('registry.read', 'registry.own')`)
			return err
		})
		if err != nil || events != 3 {
			t.Errorf("%d readings recorded, %v", events, err)
		}
	})
}

func TestSearch(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		r := setup(t, d)
		l := load(t, r, village())
		everywhere := gatetest.Actor("auditor")
		for _, c := range []struct {
			query string
			actor auth.Actor
			want  []registry.PersonID
			exact bool
		}{
			{"nguyen", everywhere, []registry.PersonID{l.Person(0), l.Person(1)}, false},
			{"Nguyễn Thị Hoà", everywhere, []registry.PersonID{l.Person(0)}, true},
			{"thi", everywhere, []registry.PersonID{l.Person(0), l.Person(2)}, false},
			{l.Person(2).Code(), everywhere, []registry.PersonID{l.Person(2)}, true},
			{"0240 7012 3456", everywhere, []registry.PersonID{l.Person(1)}, true},
			{"121234567", everywhere, []registry.PersonID{l.Person(1)}, true},
			{"thi", officerOf("07294@2025-07-01"), []registry.PersonID{l.Person(2)}, false},
			{"121234567", officerOf("07294@2025-07-01"), nil, false},
			{"van duc", everywhere, []registry.PersonID{l.Person(1)}, false},
			{"van d", officerOf("07282@2025-07-01"), []registry.PersonID{l.Person(1)}, false},
			{"an du", officerOf("07282@2025-07-01"), nil, false}, // not from the beginning of a word
			{"d", officerOf("07282@2025-07-01"), []registry.PersonID{l.Person(1)}, false},
			{"thon dong", officerOf("07282@2025-07-01"), []registry.PersonID{l.Person(0), l.Person(1)}, false},
			{"thon don", officerOf("07282@2025-07-01"), nil, false},
			{"Thôn Đông, xã Đồng Kỳ", everywhere, []registry.PersonID{l.Person(0), l.Person(1)}, false},
			{"Thôn Đông, xã Đồng Kỳ", officerOf("07294@2025-07-01"), nil, false},
			{"hoa dong ky", everywhere, []registry.PersonID{l.Person(0)}, false},
			{strconv.Itoa(int(l.Household(1))), everywhere, []registry.PersonID{l.Person(2)}, true},
			{strconv.Itoa(int(l.Household(0))), officerOf("07294@2025-07-01"), nil, false},
			{"khong ai", everywhere, nil, false},
			{"' OR 1=1 --", everywhere, nil, false},
		} {
			found, more, err := r.Search(ctx, c.actor, c.query, 0)
			if err != nil || more || len(found) != len(c.want) {
				t.Errorf("%q: got %d, %v", c.query, len(found), err)
				continue
			}
			for i, f := range found {
				if f.Person.ID != c.want[i] || f.Exact != c.exact {
					t.Errorf("%q: place %d holds %d (exact %v)", c.query, i, f.Person.ID, f.Exact)
				}
			}
		}
		if found, more, err := r.Search(ctx, everywhere, "nguyen", 1); err != nil || !more || len(found) != 1 {
			t.Errorf("cut: %d, %v, %v", len(found), more, err)
		}
		if _, _, err := r.Search(ctx, everywhere, "  ", 0); fault.CodeOf(err) != "registry.search.short" {
			t.Errorf("nothing: got %v", err)
		}
		if _, _, err := r.Search(ctx, gatetest.Actor("leader"), "nguyen", 0); !fault.Is(err, fault.Forbidden) {
			t.Errorf("without permission: got %v", err)
		}
	})
}

func TestHousehold(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		r := setup(t, d)
		l := load(t, r, village())
		h, err := r.Household(ctx, gatetest.Actor("auditor"), l.Household(0))
		if err != nil || len(h.Members) != 2 || h.Commune != "07282@2025-07-01" || h.HomeUnit != dongKy {
			t.Errorf("got %+v, %v", h, err)
		}
		if _, err := r.Household(ctx, officerOf("07294@2025-07-01"), l.Household(0)); !fault.Is(err, fault.NotFound) {
			t.Errorf("another commune's: got %v", err)
		}
		if _, err := r.Household(ctx, gatetest.Actor("leader"), l.Household(0)); !fault.Is(err, fault.Forbidden) {
			t.Errorf("without permission: got %v", err)
		}
	})
}
