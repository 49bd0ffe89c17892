package registry_test

import (
	"testing"

	"ansinh/auth"
	"ansinh/db"
	"ansinh/db/dbtest"
	"ansinh/fault"
	"ansinh/gate/gatetest"
	"ansinh/registry"
)

// TestThePersonSeesWhoOpenedTheFile: the person does, an officer of the commune for them, nobody of another commune, and
// no role that is not given it.
func TestThePersonSeesWhoOpenedTheFile(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		r := setup(t, d)
		l := load(t, r, village())
		id, officer := l.Person(1), communeOf(t, dongKy)
		if _, err := r.Person(ctx, officer, id, registry.At{}); err != nil {
			t.Fatal(err)
		}
		self := auth.Actor{ID: "dan", Role: "citizen", Person: int64(id)}
		_, seen, err := r.Readings(ctx, self, id)
		if err != nil || len(seen) != 1 || seen[0].Actor != officer.ID || seen[0].Permission != string(registry.MayRead) {
			t.Fatalf("the person sees %+v, %v", seen, err)
		}
		if _, seen, err = r.Readings(ctx, officer, id); err != nil || len(seen) != 2 {
			t.Errorf("an officer prints %+v, %v", seen, err)
		}
		if _, _, err := r.Readings(ctx, self, l.Person(0)); !fault.Is(err, fault.NotFound) {
			t.Errorf("another's file: %v", err)
		}
		if _, _, err := r.Readings(ctx, communeOf(t, boHa), id); !fault.Is(err, fault.NotFound) {
			t.Errorf("from another commune: %v", err)
		}
		if _, _, err := r.Readings(ctx, gatetest.Actor("payment-officer"), id); !fault.Is(err, fault.Forbidden) {
			t.Errorf("a payment officer: %v", err)
		}
	})
}
