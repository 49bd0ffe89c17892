package house

import (
	"context"

	"ansinh/auth"
	"ansinh/calendar"
	"ansinh/org"
	"ansinh/registry"
)

// counts is what the register counts of a unit at the end of a year, or today where that is still to come. It counts,
// it shows nobody.
type counts struct{ house *House }

// Counts gives persons and households; nothing where the register knows nobody there.
func (c counts) Counts(ctx context.Context, unit org.UnitID, year int) (map[string]int64, error) {
	u, ok := c.house.Tree.Unit(unit)
	if !ok {
		return nil, nil
	}
	today := calendar.DateOf(c.house.Gate.Now())
	at := min(today, calendar.MonthOf(year, 12).Last())
	day := at
	if !u.On(day) {
		day = u.To - 1
	}
	list, err := c.house.Registry.Counts(ctx, auth.System(), u.Level, day, registry.At{AsOf: at, KnownOn: today})
	if err != nil {
		return nil, err
	}
	for _, x := range list {
		if x.Unit == unit {
			return map[string]int64{"persons": x.Persons, "households": x.Households}, nil
		}
	}
	return nil, nil
}
