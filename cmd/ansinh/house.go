package main

import (
	"encoding/json"
	"time"

	"ansinh/house"
)

// open opens the database and the rooms over it.
func (a *app) open() (*house.House, error) {
	return house.Open(a.ctx, house.Options{DB: a.dbURL, Seals: a.seals, Policy: a.policy, Texts: a.texts, Clock: time.Now})
}

// printJSON writes one object for a machine.
func (a *app) printJSON(v any) error {
	e := json.NewEncoder(a.stdout)
	e.SetIndent("", "  ")
	e.SetEscapeHTML(false)
	return e.Encode(v)
}
