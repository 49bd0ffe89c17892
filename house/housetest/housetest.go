// Package housetest gives tests of whole rooms a house over a real database, with the policy folder of the program and
// a clock that stands still.
package housetest

import (
	"context"
	"path/filepath"
	"testing"
	"time"

	"ansinh/db/dbtest"
	"ansinh/gate/gatetest"
	"ansinh/house"
	"ansinh/policy"
	"ansinh/text"
)

// Open opens a house over a database.
func Open(t *testing.T, url string) *house.House {
	t.Helper()
	return open(t, url, "", func() time.Time { return gatetest.Now })
}

// OpenAt opens a house whose clock the test moves.
func OpenAt(t *testing.T, url string, clock func() time.Time) *house.House {
	t.Helper()
	return open(t, url, "", clock)
}

// Beside opens the house of another process over the same database, with the same keys of what is sealed.
func Beside(t *testing.T, h *house.House) *house.House {
	t.Helper()
	return open(t, h.DB.URL(), filepath.Join(h.Keys, "seal.keys"), func() time.Time { return gatetest.Now })
}

func open(t *testing.T, url, seals string, clock func() time.Time) *house.House {
	t.Helper()
	data, err := policy.Open("")
	if err != nil {
		t.Fatal(err)
	}
	texts, err := text.Load(data)
	if err != nil {
		t.Fatal(err)
	}
	h, err := house.Open(context.Background(), house.Options{DB: url, Keys: t.TempDir(), Seals: seals, Policy: data, Texts: texts, Clock: clock})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { h.Close() })
	return h
}

// Each runs the test on both engines, in parallel.
func Each(t *testing.T, run func(t *testing.T, h *house.House)) {
	t.Helper()
	for name, url := range map[string]func(t *testing.T) string{
		"sqlite":   func(t *testing.T) string { return filepath.Join(t.TempDir(), "test.db") },
		"postgres": func(t *testing.T) string { return dbtest.NewPostgres(t) },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			run(t, Open(t, url(t)))
		})
	}
}
