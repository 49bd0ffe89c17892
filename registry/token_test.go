package registry_test

import (
	"testing"

	"ansinh/auth"
	"ansinh/calendar"
	"ansinh/db"
	"ansinh/db/dbtest"
	"ansinh/fault"
	"ansinh/gate/gatetest"
	"ansinh/registry"
)

// TestTokensOfPartners: the same for one partner always, another for every partner, leading back only for the partner
// they were made for, also through a merger, and only within the reader's area.
func TestTokensOfPartners(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		r := setup(t, d)
		l := load(t, r, village())
		tokens := registry.NewTokens(registry.FileKey{7})
		seen := map[string]bool{}
		made := map[registry.Partner]string{}
		for _, p := range []registry.Partner{"bank", "insurance"} {
			for i := range 3 {
				one, err := r.Token(ctx, auth.System(), tokens, p, l.Person(i))
				if err != nil {
					t.Fatal(err)
				}
				two, err := r.Token(ctx, auth.System(), tokens, p, l.Person(i))
				if err != nil || one != two || seen[one] {
					t.Errorf("%s, person %d: %s, then %s", p, i, one, two)
				}
				seen[one] = true
				if back, err := r.TokenOf(ctx, auth.System(), tokens, p, one); err != nil || back.ID != l.Person(i) {
					t.Errorf("%s leads to %v, %v", one, back.ID, err)
				}
				if i == 1 {
					made[p] = one
				}
			}
		}
		if _, err := r.TokenOf(ctx, auth.System(), tokens, "insurance", made["bank"]); !fault.Is(err, fault.NotFound) {
			t.Errorf("the bank's token with the insurance: %v", err)
		}
		if _, err := r.TokenOf(ctx, auth.System(), registry.NewTokens(registry.FileKey{8}), "bank", made["bank"]); !fault.Is(err, fault.NotFound) {
			t.Errorf("under another key: %v", err)
		}
		if _, err := r.TokenOf(ctx, auth.System(), tokens, "bank", "không phải"); !fault.Is(err, fault.NotFound) {
			t.Errorf("no token: %v", err)
		}
		elsewhere, _ := gatetest.Tree(t).On(boHa, calendar.DateOf(gatetest.Now))
		if _, err := r.Token(ctx, officerOf(string(elsewhere)), tokens, "bank", l.Person(1)); !fault.Is(err, fault.NotFound) {
			t.Errorf("for an officer of elsewhere: %v", err)
		}
		if _, err := r.Merge(ctx, auth.System(), l.Person(0), l.Person(1), nil, "trùng"); err != nil {
			t.Fatal(err)
		}
		if back, err := r.TokenOf(ctx, auth.System(), tokens, "bank", made["bank"]); err != nil || back.ID != l.Person(0) {
			t.Errorf("after the merger it leads to %v, %v", back.ID, err)
		}
	})
}
