package registry_test

import (
	"testing"

	"ansinh/db"
	"ansinh/db/dbtest"
	"ansinh/fault"
	"ansinh/gate/gatetest"
	"ansinh/org"
	"ansinh/registry"
)

// TestQualityCountsWhatItsRowsShow: every figure is the number of the rows behind it, in the area and nowhere else.
func TestQualityCountsWhatItsRowsShow(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		r := setup(t, d)
		b := village()
		b.Households[1].Address = ""
		b.Persons[2].BirthPrecision, b.Persons[2].Relation = registry.ToYear, registry.Child
		load(t, r, b)
		again := village()
		again.Persons[1].Name, again.Persons[1].BirthDate = "Nguyễn Văn Khác", b.Persons[1].BirthDate
		again.Coverage, again.Facts = nil, nil
		load(t, r, again)
		everywhere := gatetest.Actor("auditor")
		want := map[org.UnitID]map[registry.Check]int64{
			"07282@2025-07-01": {registry.NoNumber: 2, registry.NumberTwice: 2},
			"07294@2025-07-01": {registry.NoNumber: 2, registry.InexactBirth: 1, registry.NoAddress: 1, registry.NoHead: 1},
		}
		got, err := r.Quality(ctx, everywhere)
		if err != nil || len(got) != 2 {
			t.Fatalf("%+v, %v", got, err)
		}
		for _, q := range got {
			for _, c := range registry.Checks() {
				if q.Found[c] != want[q.Unit][c] {
					t.Errorf("%s in %s: %d, want %d", c, q.Unit, q.Found[c], want[q.Unit][c])
				}
				var said, rows int64
				err := r.Checked(ctx, everywhere, c, q.Unit, func(n int64) error { said = n; return nil }, func(registry.Person) error { rows++; return nil })
				if err != nil || said != rows || rows != q.Found[c] {
					t.Errorf("%s in %s: %d rows behind %d, %v", c, q.Unit, rows, q.Found[c], err)
				}
			}
		}
		own, err := r.Quality(ctx, officerOf("07294@2025-07-01"))
		if err != nil || len(own) != 1 || own[0].Unit != "07294@2025-07-01" {
			t.Errorf("an officer sees %+v, %v", own, err)
		}
		err = r.Checked(ctx, officerOf("07294@2025-07-01"), registry.NoNumber, "07282@2025-07-01", func(n int64) error {
			if n != 0 {
				t.Errorf("%d people of another commune", n)
			}
			return nil
		}, func(p registry.Person) error { t.Errorf("person %d of another commune", p.ID); return nil })
		if err != nil {
			t.Error(err)
		}
		if _, err := r.Quality(ctx, gatetest.Actor("agency-officer")); !fault.Is(err, fault.Forbidden) {
			t.Errorf("without permission: %v", err)
		}
	})
}
