package registry

import (
	"context"
	"maps"
	"slices"

	"ansinh/calendar"
	"ansinh/gate"
	"ansinh/org"
)

// Redrawing is a unit that is divided: whoever's household has an address that Place knows lives from the day on in one
// of the new units; the others keep the unit in which they were recorded.
type Redrawing struct {
	From   []org.UnitID // home units that lie in the divided unit
	To     []org.UnitID // the units it is divided into
	Day    calendar.Date
	Place  func(address string) (org.UnitID, bool)
	Back   func(org.UnitID) org.UnitID // when it is taken back: the unit of before of a new one, for those who came since
	Source Source
}

// Redrawn says who came where.
type Redrawn struct {
	ByUnit map[org.UnitID]int64 // people
	Left   int64                // people whose address says nothing of the new units
}

// Divide says who would come where, and writes it where write is true: a new residence from the day on, and for the new
// units whatever is recorded of the old as an area. Nothing that was known before is overwritten. It runs in the
// transaction of the act that divides the unit.
func (r *Registry) Divide(ctx context.Context, tx *gate.Tx, d Redrawing, write bool) (Redrawn, error) {
	out := Redrawn{ByUnit: map[org.UnitID]int64{}}
	houses, err := housesIn(ctx, tx.Tx, d.From)
	if err != nil {
		return out, err
	}
	to := map[HouseholdID]org.UnitID{}
	for _, h := range houses {
		if unit, ok := d.Place(h.Address); ok {
			to[h.ID] = unit
		}
	}
	people, err := peopleIn(ctx, tx.Tx, d.From)
	if err != nil {
		return out, err
	}
	moved := people[:0]
	for _, p := range people {
		if unit, ok := to[p.household]; ok {
			out.ByUnit[unit]++
			p.next = unit
			moved = append(moved, p)
		} else {
			out.Left++
		}
	}
	if !write {
		return out, nil
	}
	src, err := source(ctx, tx.Tx, d.Source)
	if err != nil {
		return out, err
	}
	for house, unit := range to {
		if err := setHouseHome(ctx, tx.Tx, house, unit); err != nil {
			return out, err
		}
	}
	if err := relocate(ctx, tx, moved, d.Day, src); err != nil {
		return out, err
	}
	return out, copyAreas(ctx, tx, d.From, slices.Compact(slices.Sorted(maps.Values(to))), src)
}

// Rejoin takes back what Divide did: whoever lives in one of the new units by the source of the division lives in the
// unit of before again, also those who came or were born there since.
func (r *Registry) Rejoin(ctx context.Context, tx *gate.Tx, d Redrawing) error {
	src, err := source(ctx, tx.Tx, d.Source)
	if err != nil {
		return err
	}
	if err := dropAreas(ctx, tx, d.To, src); err != nil {
		return err
	}
	people, err := peopleIn(ctx, tx.Tx, d.To)
	if err != nil {
		return err
	}
	houses := map[HouseholdID]org.UnitID{}
	for _, p := range people {
		back, err := r.rejoinOne(ctx, tx, p, d, src)
		if err != nil {
			return err
		}
		houses[p.household] = back
	}
	left, err := housesIn(ctx, tx.Tx, d.To)
	if err != nil {
		return err
	}
	for _, h := range left {
		back, ok := houses[h.ID]
		if !ok {
			back = d.Back(h.HomeUnit)
		}
		if err := setHouseHome(ctx, tx.Tx, h.ID, back); err != nil {
			return err
		}
	}
	return nil
}

// rejoinOne gives one person their home of before and says which that is: the home of the row that the division ended,
// or the divided unit itself for those who came since.
func (r *Registry) rejoinOne(ctx context.Context, tx *gate.Tx, p dweller, d Redrawing, src int64) (org.UnitID, error) {
	rows, err := residences(ctx, tx.Tx, p.person)
	if err != nil {
		return "", err
	}
	back := d.Back(p.home)
	var keep []lived
	for _, v := range rows {
		switch n := len(keep); {
		case v.from == d.Day && v.source == src && n > 0 && keep[n-1].to == d.Day:
			keep[n-1].to = v.to // the row of the division joins the one it ended
		case slices.Contains(d.To, v.home):
			v.home = d.Back(v.home)
			v.commune = v.home
			keep = append(keep, v)
		default:
			keep = append(keep, v)
		}
	}
	if n := len(keep); n > 0 {
		back = keep[n-1].home
	}
	return back, replaceHomes(ctx, tx, p, rows, keep, back)
}
