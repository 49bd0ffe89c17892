// Package auth says who acts and what they may do: actors, roles, the permission table, local sign-in.
//
// The table is one file, policy/auth/roles.yaml. A permission is checked together with a scope, a unit and all below
// it; who lies below whom is asked of the caller. Nothing here opens a transaction or writes to the audit log: the
// gate does, and asks here.
package auth

import (
	"io/fs"
	"maps"
	"slices"

	"ansinh/fault"
	"ansinh/policy"
)

// Role is the key of a role in the table.
type Role string

// Permission is the name of what a use case asks for: room.verb.
type Permission string

// Actor is somebody who acts: an officer, a citizen, or the program itself.
type Actor struct {
	ID     string // login; "system" for the program
	Name   string
	Role   Role
	Unit   string // unit id, the root of what they may touch; empty: the whole province
	Agency string // agency id of an officer
	Person int64  // the person a citizen is; 0 for an officer
}

// systemRole may do everything; no account can have it.
const systemRole Role = "system"

// System is the program itself: loading policy, the demonstration, background work.
func System() Actor { return Actor{ID: "system", Name: "Hệ thống", Role: systemRole} }

// Name is a text in both languages.
type Name struct {
	VI string `yaml:"vi"`
	EN string `yaml:"en"`
}

// RoleDefinition is one role as the table declares it.
type RoleDefinition struct {
	ID          Role         `yaml:"id"`
	Name        Name         `yaml:"name"`
	Note        Name         `yaml:"note"`
	Level       string       `yaml:"level"` // province, commune, agency, person: how far its accounts reach
	Permissions []Permission `yaml:"permissions"`
}

// Table is the permission table.
type Table struct {
	roles       []RoleDefinition
	permissions map[Permission]Name
}

// LoadTable reads policy/auth/roles.yaml and refuses a role with a permission that is not declared there.
func LoadTable(from fs.FS) (*Table, error) {
	const path = "auth/roles.yaml"
	var file struct {
		Permissions map[Permission]Name `yaml:"permissions"`
		Roles       []RoleDefinition    `yaml:"roles"`
	}
	if err := policy.YAML(from, path, &file); err != nil {
		return nil, err
	}
	wrong := fault.New(fault.Invalid, "auth.table", path)
	for _, r := range file.Roles {
		for _, p := range r.Permissions {
			if _, ok := file.Permissions[p]; !ok {
				wrong.At(string(r.ID), "auth.unknown_permission", p)
			}
		}
	}
	return &Table{roles: file.Roles, permissions: file.Permissions}, wrong.OrNil()
}

// Roles are all roles in the order of the table.
func (t *Table) Roles() []RoleDefinition { return t.roles }

// Role is one role; false where there is none.
func (t *Table) Role(id Role) (RoleDefinition, bool) {
	i := slices.IndexFunc(t.roles, func(r RoleDefinition) bool { return r.ID == id })
	if i < 0 {
		return RoleDefinition{}, false
	}
	return t.roles[i], true
}

// Declared says whether the table knows the permission.
func (t *Table) Declared(p Permission) bool {
	_, ok := t.permissions[p]
	return ok
}

// Words are what a permission is called; false where the table does not know it.
func (t *Table) Words(p Permission) (Name, bool) {
	n, ok := t.permissions[p]
	return n, ok
}

// Permissions are all permissions of the table, by name.
func (t *Table) Permissions() []Permission { return slices.Sorted(maps.Keys(t.permissions)) }

// May says whether the actor's role has the permission, leaving scope aside: for showing or hiding a link.
func (t *Table) May(a Actor, p Permission) bool {
	if a.Role == systemRole {
		return true
	}
	r, ok := t.Role(a.Role)
	return ok && slices.Contains(r.Permissions, p)
}

// Check is nil where the actor may do this to the unit ("" is the whole province); within says whether a unit lies
// in another's subtree.
func (t *Table) Check(a Actor, p Permission, unit string, within func(unit, root string) bool) error {
	if !t.Declared(p) {
		return fault.New(fault.Internal, "auth.undeclared", p)
	}
	if !t.May(a, p) {
		return fault.New(fault.Forbidden, "auth.forbidden", p)
	}
	if a.Unit != "" && (unit == "" || !within(unit, a.Unit)) {
		return fault.New(fault.Forbidden, "auth.scope", p)
	}
	return nil
}
