package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"strings"

	"ansinh/db"
	"ansinh/fault"
	"ansinh/law"
	"ansinh/reform"
)

// whichLaw is the choice between the law in force here, which is what an officer means by the law, and that of the
// policy folder alone.
type whichLaw struct {
	PolicyOnly bool `name:"policy-only" help:"Only the policy folder, without the dossiers in force of the database."`
}

// usualDB is where a database is looked for when none is named. It need not be there.
const usualDB = "var/ansinh.db"

// policy is the policy folder with the dossiers in force of the database laid over it. Without a database it is the
// folder; none is made for the sake of reading.
func (w whichLaw) policy(a *app) (fs.FS, error) {
	if w.PolicyOnly || a.dbURL == "" {
		return a.policy, nil
	}
	if !strings.Contains(a.dbURL, "://") {
		if _, err := os.Stat(a.dbURL); errors.Is(err, fs.ErrNotExist) {
			if a.dbURL == usualDB {
				return a.policy, nil
			}
			return nil, fault.New(fault.NotFound, "law.cli.no_database", a.dbURL)
		}
	}
	d, err := db.Open(a.ctx, a.dbURL)
	if err != nil {
		return nil, err
	}
	defer d.Close()
	from, n, err := reform.Laid(a.ctx, d, a.policy)
	if n > 0 {
		fmt.Fprintln(a.stderr, a.say("law.cli.with_dossiers", n))
	}
	return from, err
}

func (w whichLaw) law(a *app) (*law.Book, error) {
	from, err := w.policy(a)
	if err != nil {
		return nil, err
	}
	return law.Load(from)
}
