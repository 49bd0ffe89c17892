package main

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"time"

	"golang.org/x/mod/sumdb/note"

	"ansinh/audit"
	"ansinh/auth"
	"ansinh/calendar"
	"ansinh/db"
	"ansinh/gate"
	"ansinh/org"
	"ansinh/policy"
)

// house is the rooms put together over one open database.
type house struct {
	db       *db.DB
	gate     *gate.Gate
	log      *audit.Log
	verifier note.Verifier
	keys     string // folder of the audit key and the kept heads
	tree     *org.Tree
	agencies *org.Agencies
	working  *calendar.Working
}

// open opens the database and the rooms; migrate says whether it is brought to this program's version first, or
// refused where it is not there yet.
func (a *app) open() (*house, error) {
	h := &house{keys: keyFolder(a.dbURL)}
	if err := makeFolder(a.dbURL); err != nil {
		return nil, err
	}
	d, err := db.Open(a.ctx, a.dbURL)
	if err != nil {
		return nil, err
	}
	h.db = d
	if err := d.Migrate(a.ctx); err != nil {
		d.Close()
		return nil, err
	}
	if err := a.furnish(h); err != nil {
		d.Close()
		return nil, err
	}
	return h, nil
}

func (a *app) furnish(h *house) error {
	table, err := auth.LoadTable(a.policy)
	if err != nil {
		return err
	}
	if h.tree, err = org.ReadUnits(a.policy); err != nil {
		return err
	}
	if h.agencies, err = org.ReadAgencies(a.policy); err != nil {
		return err
	}
	if h.working, err = policy.Working(a.policy); err != nil {
		return err
	}
	signer, verifier, keep, err := audit.Keys(h.keys)
	if err != nil {
		return err
	}
	h.verifier, h.log = verifier, audit.New(h.db, signer, keep)
	within := func(unit, root string) bool { return h.tree.Within(org.UnitID(unit), org.UnitID(root)) }
	h.gate = gate.New(h.db, h.log, table, within, time.Now)
	return nil
}

func (h *house) close() { h.db.Close() }

// keyFolder is where the audit key lies: beside a SQLite file, in the working folder's var/ otherwise.
func keyFolder(url string) string {
	if strings.Contains(url, "://") {
		return "var"
	}
	return filepath.Dir(url)
}

// makeFolder makes the folders that the program keeps its own files in, one level deep: a path with a typing
// mistake further up is an error, not a new tree of folders.
func makeFolder(url string) error {
	dir := keyFolder(url)
	if _, err := os.Stat(filepath.Dir(dir)); err != nil {
		return nil // db.Open says which folder is missing
	}
	return os.MkdirAll(dir, 0o755)
}

// printJSON writes one object for a machine.
func (a *app) printJSON(v any) error {
	e := json.NewEncoder(a.stdout)
	e.SetIndent("", "  ")
	e.SetEscapeHTML(false)
	return e.Encode(v)
}
