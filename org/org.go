// Package org knows the units (province, district, commune) and the agencies over all time, and how they follow one
// another: where a commune of 2024 lies on today's map, who answers today for a duty that was given to a department
// which is gone.
//
// A unit is keyed by code and start of validity, because codes are given out again. Sums travel along this crosswalk;
// what they are sums of is the business of other rooms.
package org

import (
	"encoding/csv"
	"io/fs"
	"slices"
	"strconv"
	"strings"
	"sync/atomic"

	"ansinh/calendar"
	"ansinh/fault"
)

// UnitID is a unit over one period in which nothing about it changed: code@start.
type UnitID string

// Levels of units.
const (
	Province = 1
	District = 2
	Commune  = 3
)

// Unit is one such period.
type Unit struct {
	ID         UnitID
	Code       string
	Name       string
	Type       string // Tỉnh, Huyện, Xã, Phường, …
	Level      int
	ParentCode string // code of the parent in the same period
	From, To   calendar.Date
	Successors []UnitID
	FormedFrom []UnitID
	Legal      string
	Certainty  string // sourced, derived, inferred, unresolved
	Population int64  // 0 where no source gives it
	AreaM2     int64

	// Weights say what part of a divided unit's figures each successor takes; nil where nobody has said.
	Weights map[UnitID]int64
}

// Title is type and name as they are written in a text: "xã Đồng Kỳ", "tỉnh Bắc Ninh". A name that lists write with its
// type ("Thị Xã Việt Yên") has it once.
func (u Unit) Title() string {
	kind, name := strings.ToLower(u.Type), u.Name
	if n := len(kind) + 1; len(name) > n && strings.ToLower(name[:n]) == kind+" " {
		name = name[n:]
	}
	return kind + " " + name
}

// On says whether the unit exists on the day.
func (u Unit) On(day calendar.Date) bool {
	return u.From <= day && (u.To.IsZero() || day < u.To)
}

// Tree is all units over all time. Readers see one state of it; Adopt puts another in its place.
type Tree struct{ now atomic.Pointer[index] }

// index is one state of the tree; it does not change once made.
type index struct {
	units  []Unit
	byID   map[UnitID]int
	byCode map[string][]int
	before map[UnitID][]UnitID // who became this unit
	latest calendar.Date       // a day on the newest map: the last day on which some unit begins
}

// NewTree makes a tree and checks that every successor is there.
func NewTree(units []Unit) (*Tree, error) {
	t := &Tree{}
	return t, t.Adopt(units)
}

// Adopt puts these units in place of those that are there; where they are wrong, all stays as it was.
func (t *Tree) Adopt(units []Unit) error {
	x := &index{units: units, byID: map[UnitID]int{}, byCode: map[string][]int{}, before: map[UnitID][]UnitID{}}
	wrong := fault.New(fault.Invalid, "org.units", "")
	for i, u := range units {
		if _, twice := x.byID[u.ID]; twice {
			wrong.At(string(u.ID), "org.twice")
		}
		x.byID[u.ID] = i
		x.byCode[u.Code] = append(x.byCode[u.Code], i)
		x.latest = max(x.latest, u.From)
	}
	for _, u := range units {
		for _, s := range u.Successors {
			if _, ok := x.byID[s]; !ok {
				wrong.At(string(u.ID), "org.no_successor", s)
			}
			x.before[s] = append(x.before[s], u.ID)
		}
	}
	if err := wrong.OrNil(); err != nil {
		if t.now.Load() == nil {
			t.now.Store(x)
		}
		return err
	}
	t.now.Store(x)
	return nil
}

// Unit is one unit; false where there is none.
func (t *Tree) Unit(id UnitID) (Unit, bool) {
	x := t.now.Load()
	i, ok := x.byID[id]
	if !ok {
		return Unit{}, false
	}
	return x.units[i], true
}

// All are all units over all time, in the order they were loaded.
func (t *Tree) All() []Unit { return t.now.Load().units }

// Units are the units of a level on the map of a day, by code.
func (t *Tree) Units(level int, day calendar.Date) []Unit {
	var out []Unit
	for _, u := range t.All() {
		if u.Level == level && u.On(day) {
			out = append(out, u)
		}
	}
	slices.SortFunc(out, func(a, b Unit) int { return strings.Compare(a.Code, b.Code) })
	return out
}

// Find is the unit that has the code on the day.
func (t *Tree) Find(code string, level int, day calendar.Date) (Unit, bool) {
	x := t.now.Load()
	for _, i := range x.byCode[code] {
		if u := x.units[i]; u.Level == level && u.On(day) {
			return u, true
		}
	}
	return Unit{}, false
}

// On is where a unit lies on the map of a day: itself, what it became, or the one unit it was made of. It is false
// where there is no single answer (a unit that was split, a new unit asked for on an older map, an abolished level).
func (t *Tree) On(id UnitID, day calendar.Date) (UnitID, bool) {
	for range t.All() { // a chain cannot be longer than the list; a circle in the data ends here
		u, ok := t.Unit(id)
		if !ok {
			return "", false
		}
		switch {
		case u.On(day):
			return id, true
		case day < u.From && len(t.before(id)) == 1:
			id = t.before(id)[0]
		case day >= u.From && len(u.Successors) == 1:
			id = u.Successors[0]
		default:
			return "", false
		}
	}
	return "", false
}

// before are the units that became this one.
func (t *Tree) before(id UnitID) []UnitID { return t.now.Load().before[id] }

// Became are the units on the map of an earlier day out of which a unit was made, itself where it existed already.
func (t *Tree) Became(id UnitID, day calendar.Date) []UnitID {
	u, ok := t.Unit(id)
	if !ok {
		return nil
	}
	if day >= u.From {
		if now, ok := t.On(id, day); ok {
			return []UnitID{now}
		}
		return nil
	}
	var out []UnitID
	for _, b := range t.before(id) {
		out = append(out, t.Became(b, day)...)
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// Parent is the ancestor at a level on the map of a day; false where the map has none.
func (t *Tree) Parent(id UnitID, level int, day calendar.Date) (UnitID, bool) {
	now, ok := t.On(id, day)
	if !ok {
		return "", false
	}
	x := t.now.Load()
	u, _ := t.Unit(now)
	for u.Level > level {
		up := -1
		for _, i := range x.byCode[u.ParentCode] {
			if p := x.units[i]; p.Level < u.Level && p.On(day) {
				up = i
			}
		}
		if up < 0 {
			return "", false
		}
		u = x.units[up]
	}
	return u.ID, u.Level == level
}

// Within says whether a unit lies in the root's subtree, on the last map on which the root exists: today's for a unit
// of today.
func (t *Tree) Within(id, root UnitID) bool {
	day := t.now.Load().latest
	now, ok := t.On(root, day)
	if !ok {
		r, known := t.Unit(root)
		if !known || r.To.IsZero() {
			return false
		}
		now, day = root, r.To.Add(-1)
	}
	r, _ := t.Unit(now)
	up, ok := t.Parent(id, r.Level, day)
	return ok && up == now
}

// Communes are all communes, of any time, that lie in every one of the roots; an empty root is everywhere, and nil is
// the answer where all are.
func (t *Tree) Communes(roots ...UnitID) []UnitID {
	roots = slices.DeleteFunc(slices.Clone(roots), func(r UnitID) bool { return r == "" })
	if len(roots) == 0 {
		return nil
	}
	in := []UnitID{}
	for _, u := range t.All() {
		inside := func(root UnitID) bool { return u.ID == root || t.Within(u.ID, root) }
		if u.Level == Commune && !slices.ContainsFunc(roots, func(r UnitID) bool { return !inside(r) }) {
			in = append(in, u.ID)
		}
	}
	return in
}

const unitsFile = "org/units.csv"

// ReadUnits reads policy/org/units.csv.
func ReadUnits(from fs.FS) (*Tree, error) {
	f, err := from.Open(unitsFile)
	if err != nil {
		return nil, fault.Wrap(err, fault.Invalid, "policy.no_file", unitsFile)
	}
	defer f.Close()
	r := csv.NewReader(f)
	head, err := r.Read()
	if err != nil {
		return nil, fault.Wrap(err, fault.Invalid, "policy.bad_file", unitsFile, err)
	}
	at := map[string]int{}
	for i, h := range head {
		at[h] = i
	}
	lines, err := r.ReadAll()
	if err != nil {
		return nil, fault.Wrap(err, fault.Invalid, "policy.bad_file", unitsFile, err)
	}
	units := make([]Unit, 0, len(lines))
	wrong := fault.New(fault.Invalid, "org.units", unitsFile)
	for _, line := range lines {
		u, err := readUnit(func(column string) string { return line[at[column]] })
		if err != nil {
			wrong.At(string(u.ID), fault.CodeOf(err), "")
			continue
		}
		units = append(units, u)
	}
	if err := wrong.OrNil(); err != nil {
		return nil, err
	}
	return NewTree(units)
}

func readUnit(get func(string) string) (Unit, error) {
	u := Unit{ID: UnitID(get("unit_id")), Code: get("code"), Name: get("name"), Type: get("type"), ParentCode: get("parent_code"),
		Successors: ids(get("successor_unit_id")), FormedFrom: ids(get("formed_from")), Legal: get("legal_basis"),
		Certainty: get("certainty")}
	if err := u.From.UnmarshalText([]byte(get("valid_from"))); err != nil {
		return u, err
	}
	if err := u.To.UnmarshalText([]byte(get("valid_to"))); err != nil {
		return u, err
	}
	var err error
	if u.Level, err = strconv.Atoi(get("level")); err != nil {
		return u, fault.Wrap(err, fault.Invalid, "org.number")
	}
	if p := get("population"); p != "" {
		if u.Population, err = strconv.ParseInt(p, 10, 64); err != nil {
			return u, fault.Wrap(err, fault.Invalid, "org.number")
		}
	}
	u.AreaM2, err = squareMetres(get("area_km2"))
	return u, err
}

// squareMetres reads square kilometres with up to six decimals, exactly.
func squareMetres(km2 string) (int64, error) {
	if km2 == "" {
		return 0, nil
	}
	whole, part, _ := strings.Cut(km2, ".")
	if len(part) > 6 {
		return 0, fault.New(fault.Invalid, "org.number")
	}
	n, err := strconv.ParseInt(whole+part+strings.Repeat("0", 6-len(part)), 10, 64)
	if err != nil {
		return 0, fault.Wrap(err, fault.Invalid, "org.number")
	}
	return n, nil
}

func ids(list string) []UnitID {
	var out []UnitID
	for _, s := range strings.Split(list, ";") {
		if s = strings.TrimSpace(s); s != "" {
			out = append(out, UnitID(s))
		}
	}
	return out
}
