package auth_test

import (
	"context"
	"testing"
	"time"

	"ansinh/auth"
	"ansinh/db"
	"ansinh/db/dbtest"
	"ansinh/fault"
	"ansinh/policy"
)

func table(t *testing.T) *auth.Table {
	t.Helper()
	data, err := policy.Open("")
	if err != nil {
		t.Fatal(err)
	}
	table, err := auth.LoadTable(data)
	if err != nil {
		t.Fatal(err)
	}
	return table
}

func TestCheck(t *testing.T) {
	t.Parallel()
	table := table(t)
	within := func(unit, root string) bool { return unit == root || root == "district" && unit == "commune" }
	for _, c := range []struct {
		name  string
		actor auth.Actor
		perm  auth.Permission
		unit  string
		code  string
	}{
		{"province-wide role", auth.Actor{Role: "payment-officer"}, "payment.prepare", "", ""},
		{"no such permission in the role", auth.Actor{Role: "payment-officer"}, "payment.approve", "", "auth.forbidden"},
		{"own commune", auth.Actor{Role: "commune-officer", Unit: "commune"}, "benefit.decide", "commune", ""},
		{"below", auth.Actor{Role: "commune-officer", Unit: "district"}, "benefit.decide", "commune", ""},
		{"another commune", auth.Actor{Role: "commune-officer", Unit: "commune"}, "benefit.decide", "other", "auth.scope"},
		{"whole province from a commune", auth.Actor{Role: "commune-officer", Unit: "commune"}, "benefit.decide", "", "auth.scope"},
		{"no such role", auth.Actor{Role: "guest"}, "law.read", "", "auth.forbidden"},
		{"undeclared", auth.System(), "law.forget", "", "auth.undeclared"},
		{"the program itself", auth.System(), "policy.load", "", ""},
	} {
		if err := table.Check(c.actor, c.perm, c.unit, within); fault.CodeOf(err) != c.code {
			t.Errorf("%s: got %v, want %q", c.name, err, c.code)
		}
	}
}

func TestNoOneRolePreparesChecksAndApproves(t *testing.T) {
	t.Parallel()
	table := table(t)
	for _, r := range table.Roles() {
		n := 0
		for _, p := range []auth.Permission{"payment.prepare", "payment.check", "payment.approve"} {
			if table.May(auth.Actor{Role: r.ID}, p) {
				n++
			}
		}
		if n > 1 {
			t.Errorf("role %s holds %d of the three keys to a payment", r.ID, n)
		}
	}
}

func TestNoOneRoleProposesAndApprovesTheLaw(t *testing.T) {
	t.Parallel()
	table := table(t)
	approvers := 0
	for _, r := range table.Roles() {
		a := auth.Actor{Role: r.ID}
		if table.May(a, "law.propose") && table.May(a, "law.approve") || table.May(a, "account.manage") && table.May(a, "law.approve") {
			t.Errorf("role %s can bring a change of the law into force by itself", r.ID)
		}
		if table.May(a, "law.approve") {
			approvers++
		}
	}
	if approvers < 2 {
		t.Errorf("%d roles approve, two must", approvers)
	}
}

func TestSignIn(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx, now := context.Background(), time.Date(2026, 11, 24, 3, 0, 0, 0, time.UTC)
		const secret = "mật khẩu đúng"
		try := func(login, password string, at time.Time) (who auth.Actor, refusal error) {
			t.Helper()
			err := d.Update(ctx, func(tx *db.Tx) (err error) {
				who, refusal, err = auth.SignIn(ctx, tx, at, login, password)
				return err
			})
			if err != nil {
				t.Fatal(err)
			}
			return who, refusal
		}
		err := d.Update(ctx, func(tx *db.Tx) error {
			return auth.Create(ctx, tx, now, auth.Actor{ID: "an", Name: "Trần Văn An", Role: "auditor"}, secret)
		})
		if err != nil {
			t.Fatal(err)
		}
		if who, refusal := try("an", secret, now); refusal != nil || who.Role != "auditor" {
			t.Errorf("the right password: %v, %v", who, refusal)
		}
		if _, refusal := try("nobody", secret, now); fault.CodeOf(refusal) != "auth.wrong_password" {
			t.Errorf("no such login: %v", refusal)
		}
		for range 5 {
			if _, refusal := try("an", "wrong", now); fault.CodeOf(refusal) != "auth.wrong_password" {
				t.Errorf("a wrong password: %v", refusal)
			}
		}
		if _, refusal := try("an", secret, now.Add(time.Minute)); fault.CodeOf(refusal) != "auth.locked" {
			t.Errorf("after five failures: %v", refusal)
		}
		if _, refusal := try("an", secret, now.Add(16*time.Minute)); refusal != nil {
			t.Errorf("after the lock ended: %v", refusal)
		}
	})
}
