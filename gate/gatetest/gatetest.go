// Package gatetest gives tests a gate over a real database: the permission table and the units of the policy folder,
// and a clock that stands still.
package gatetest

import (
	"testing"
	"time"

	"ansinh/audit"
	"ansinh/auth"
	"ansinh/db"
	"ansinh/gate"
	"ansinh/org"
	"ansinh/policy"
)

// Now is where the clock stands: 24 November 2026, ten in the morning in Bắc Ninh.
var Now = time.Date(2026, 11, 24, 3, 0, 0, 0, time.UTC)

// New makes the gate.
func New(t *testing.T, d *db.DB) *gate.Gate {
	t.Helper()
	data, err := policy.Open("")
	if err != nil {
		t.Fatal(err)
	}
	table, err := auth.LoadTable(data)
	if err != nil {
		t.Fatal(err)
	}
	tree := Tree(t)
	within := func(unit, root string) bool { return tree.Within(org.UnitID(unit), org.UnitID(root)) }
	return gate.New(d, audit.New(d, nil, nil), table, within, func() time.Time { return Now })
}

// Tree is the units of the policy folder.
func Tree(t *testing.T) *org.Tree {
	t.Helper()
	data, err := policy.Open("")
	if err != nil {
		t.Fatal(err)
	}
	tree, err := org.ReadUnits(data)
	if err != nil {
		t.Fatal(err)
	}
	return tree
}

// Actor is an actor of the role with the whole province as scope.
func Actor(role string) auth.Actor {
	return auth.Actor{ID: "test-" + role, Name: "Người dùng thử", Role: auth.Role(role)}
}
