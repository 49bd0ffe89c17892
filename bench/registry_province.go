package main

import (
	"context"
	"os"

	"ansinh/auth"
	"ansinh/calendar"
	"ansinh/demo"
	"ansinh/house"
	"ansinh/org"
	"ansinh/registry"
)

// register is an invented population in a database, as the demonstration makes it, without its months.
type register struct {
	*house.House
	engine string
	today  calendar.Date
}

// provinceMonth is the month the population is made for, and the day on which it is asked.
var provinceMonth = calendar.MonthOf(2026, 10)

// openRegister opens the register of an engine; an empty one is filled with so many people.
func openRegister(engine, url, keys string, persons int) (*register, error) {
	ctx := context.Background()
	if err := os.MkdirAll(keys, 0o755); err != nil {
		return nil, err
	}
	h, err := openHouse(url, keys)
	if err != nil {
		return nil, err
	}
	b := &register{House: h, engine: engine, today: today()}
	counts, err := h.Registry.Counts(ctx, auth.System(), org.Province, b.today, registry.At{})
	if err != nil || len(counts) > 0 {
		return b, err
	}
	if err := h.Load(ctx, auth.System()); err != nil {
		return nil, err
	}
	_, err = demo.Population(ctx, auth.System(), h.Registry, demo.PopulationOptions{Persons: persons, Seed: 30,
		Month: provinceMonth, Policy: h.Policy, Tree: h.Tree})
	return b, err
}
