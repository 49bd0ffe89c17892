package registry_test

import (
	"slices"
	"testing"

	"ansinh/auth"
	"ansinh/calendar"
	"ansinh/db"
	"ansinh/db/dbtest"
	"ansinh/fault"
	"ansinh/gate/gatetest"
	"ansinh/org"
	"ansinh/registry"
	"ansinh/viet"
)

func TestDuplicates(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		r := setup(t, d)
		b := village()
		born := b.Persons[1].BirthDate
		same := adult(1, "Nguyễn Van Đức", born, viet.Male)
		same.OldNumber = "121234567"
		other := adult(1, "Nguyễn Văn Đức", born+1, viet.Male) // another birth date: a slip in the number
		other.OldNumber = "121234567"
		namesake := adult(1, "Nguyễn Văn Đức", born, viet.Male)
		both := adult(1, "NGUYỄN VĂN ĐỨC", born, viet.Male)
		both.PersonalNumber, both.OldNumber = b.Persons[1].PersonalNumber, "121234567"
		b.Persons = append(b.Persons, same, other, namesake, both)
		l := load(t, r, b)
		pairs, err := r.Duplicates(ctx, gatetest.Actor("provincial-officer"))
		want := []registry.Pair{
			{First: l.Person(1), Second: l.Person(3), By: "old_number"},
			{First: l.Person(1), Second: l.Person(6), By: "personal_number"},
			{First: l.Person(3), Second: l.Person(6), By: "old_number"},
		}
		if err != nil || !slices.Equal(pairs, want) {
			t.Errorf("got %v, %v", pairs, err)
		}
		if pairs, err := r.Duplicates(ctx, officerOf("07282@2025-07-01")); err != nil || len(pairs) != 0 {
			t.Errorf("half of a pair lies elsewhere: got %v, %v", pairs, err)
		}
		if _, err := r.Duplicates(ctx, gatetest.Actor("leader")); !fault.Is(err, fault.Forbidden) {
			t.Errorf("without permission: got %v", err)
		}
	})
}

func TestSharedAccounts(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		r := setup(t, d)
		b := village()
		b.Households = append(b.Households, b.Households[0])
		b.Persons = append(b.Persons, adult(2, "Trần Thị Mai", calendar.MustDay(1948, 1, 1), viet.Female))
		into := func(person int, number string) registry.NewPayee {
			return registry.NewPayee{Person: person, Channel: registry.ToAccount, Bank: "NH01", Number: number, Holder: "Một người",
				From: entry, Recorded: noon(entry)}
		}
		// 1: three households. 2: three people of two households. 3: one person.
		b.Payees = []registry.NewPayee{into(0, "1"), into(2, "1"), into(3, "1"), into(0, "2"), into(1, "2"), into(3, "2"), into(1, "3")}
		l := load(t, r, b)
		shared, err := r.SharedAccounts(ctx, gatetest.Actor("payment-checker"), registry.At{})
		if err != nil || len(shared) != 1 || shared[0].Number != "1" || shared[0].Households != 3 ||
			!slices.Equal(shared[0].Persons, []registry.PersonID{l.Person(0), l.Person(2), l.Person(3)}) {
			t.Errorf("got %+v, %v", shared, err)
		}
		if shared, err := r.SharedAccounts(ctx, gatetest.Actor("payment-checker"), registry.At{AsOf: entry - 1}); err != nil || len(shared) != 0 {
			t.Errorf("before: got %+v, %v", shared, err)
		}
		if _, err := r.SharedAccounts(ctx, gatetest.Actor("leader"), registry.At{}); !fault.Is(err, fault.Forbidden) {
			t.Errorf("without permission: got %v", err)
		}
	})
}

func TestCountsOnAnyMap(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		r := setup(t, d)
		l := load(t, r, village())
		if err := r.RecordDeath(ctx, auth.System(), l.Person(0), today-10, papers); err != nil {
			t.Fatal(err)
		}
		old, now := calendar.MustDay(2024, 4, 30), today
		for _, c := range []struct {
			level int
			onMap calendar.Date
			at    registry.At
			want  map[org.UnitID]int64
		}{
			{org.Commune, old, registry.At{}, map[org.UnitID]int64{dongKy: 1, boHa: 1}},
			{org.Commune, now, registry.At{}, map[org.UnitID]int64{"07282@2025-07-01": 1, "07294@2025-07-01": 1}},
			{org.District, old, registry.At{}, map[org.UnitID]int64{"215@base": 2}},
			{org.Province, now, registry.At{}, map[org.UnitID]int64{"24@2025-07-01": 2}},
			{org.Province, old, registry.At{AsOf: today - 20}, map[org.UnitID]int64{"24@base": 3}},
		} {
			got, err := r.Counts(ctx, gatetest.Actor("leader"), c.level, c.onMap, c.at)
			if err != nil || len(got) != len(c.want) {
				t.Errorf("level %d on %v: got %v, %v", c.level, c.onMap, got, err)
			}
			for _, n := range got {
				if c.want[n.Unit] != n.Persons {
					t.Errorf("level %d on %v: %s has %d", c.level, c.onMap, n.Unit, n.Persons)
				}
			}
		}
		if _, err := r.Counts(ctx, gatetest.Actor("citizen"), 1, now, registry.At{}); !fault.Is(err, fault.Forbidden) {
			t.Errorf("without permission: got %v", err)
		}
		if _, err := r.Counts(ctx, auth.System(), 4, now, registry.At{}); fault.CodeOf(err) != "registry.level" {
			t.Errorf("no such level: got %v", err)
		}
	})
}
