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

// TestAnAccountIsLinkedToAPersonalNumber: a citizen takes money in an account under their own number or their guardian's;
// any other needs a document and an officer.
func TestAnAccountIsLinkedToAPersonalNumber(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		r := setup(t, d)
		l := load(t, r, family())
		ward, uncle := l.Person(3), l.Person(1) // the uncle's number is 024070123456
		e := event("guardian", ward, calendar.MustDay(2026, 3, 1), "guardian", uncle.Code(), "kind", "appointed")
		if _, err := r.RecordEvent(ctx, communeOf(t, dongKy), e); err != nil {
			t.Fatal(err)
		}
		self := func(id registry.PersonID) auth.Actor {
			a := gatetest.Actor("citizen")
			a.Person = int64(id)
			return a
		}
		for _, c := range []struct {
			name         string
			actor        auth.Actor
			person       registry.PersonID
			holder, with string
			want         registry.Link
			wrong        string
		}{
			{"own", self(uncle), uncle, "NGUYEN VAN DUC", "024 070 123456", registry.LinkedOwn, ""},
			{"own number, another's name", self(uncle), uncle, "Trần Văn Tám", "024070123456", "", "registry.new_payee"},
			{"no number", self(uncle), uncle, "Nguyễn Văn Đức", "", "", "registry.new_payee"},
			{"a stranger's", self(uncle), uncle, "Trần Văn Tám", "024070999999", "", "registry.new_payee"},
			{"the guardian's, by the ward", self(ward), ward, "Nguyễn Văn Đức", "024070123456", registry.LinkedGuarded, ""},
			{"the guardian's, by an officer", communeOf(t, dongKy), ward, "Nguyễn Văn Đức", "024070123456", registry.LinkedGuarded, ""},
			{"by a document", communeOf(t, dongKy), uncle, "Trần Văn Tám", "", registry.LinkedByPaper, ""},
			{"a stranger's, by an officer", communeOf(t, dongKy), uncle, "Trần Văn Tám", "024070999999", "", "registry.new_payee"},
			{"without permission", gatetest.Actor("auditor"), uncle, "Nguyễn Văn Đức", "024070123456", "", "auth.forbidden"},
		} {
			err := r.RecordPayee(ctx, c.actor, registry.PayeeChange{Person: c.person, Channel: registry.ToAccount, Bank: "NH02", Number: "12345678",
				Holder: c.holder, HolderNumber: c.with, Source: papers})
			if fault.CodeOf(err) != c.wrong {
				t.Errorf("%s: %v, want %q", c.name, err, c.wrong)
				continue
			}
			if c.wrong != "" {
				continue
			}
			f := mustPerson(t, r, c.person, registry.At{})
			if n := len(f.Payees); n == 0 || f.Payees[n-1].Linked != c.want || f.Payees[n-1].Holder != c.holder {
				t.Errorf("%s: the file says %+v", c.name, f.Payees)
			}
		}
	})
}
