// Package dbtest gives a test the real databases: a SQLite file of its own and a PostgreSQL database of its own, both
// migrated. Where PostgreSQL is missing the test fails; it is never skipped.
//
// The server is private: started once for a run of the tests by `make test` (ANSINH_TEST_POSTGRES holds its URL), or,
// when a package is tested by itself, started on first use from Debian's binaries in a temporary folder of its
// own, listening on a socket only, and left running for the next package.
package dbtest

import (
	"context"
	"database/sql"
	"fmt"
	"net/url"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	_ "github.com/jackc/pgx/v5/stdlib" // the driver that makes and drops the test's database

	"ansinh/db"
)

// Each runs the test on migrated SQLite and PostgreSQL, in parallel.
func Each(t *testing.T, run func(t *testing.T, d *db.DB)) {
	t.Helper()
	t.Run("sqlite", func(t *testing.T) {
		t.Parallel()
		run(t, open(t, filepath.Join(t.TempDir(), "test.db")))
	})
	t.Run("postgres", func(t *testing.T) {
		t.Parallel()
		run(t, open(t, NewPostgres(t)))
	})
}

// Open gives one migrated SQLite database, for tests in which the engine does not matter.
func Open(t *testing.T) *db.DB {
	t.Helper()
	return open(t, filepath.Join(t.TempDir(), "test.db"))
}

func open(t *testing.T, url string) *db.DB {
	t.Helper()
	ctx := context.Background()
	d, err := db.Open(ctx, url)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { d.Close() })
	if err := d.Migrate(ctx); err != nil {
		t.Fatal(err)
	}
	if err := d.Unlock(ctx, filepath.Join(t.TempDir(), "seal.keys"), time.Unix(0, 0)); err != nil {
		t.Fatal(err)
	}
	return d
}

var serial atomic.Int64

// NewPostgres makes an empty PostgreSQL database that is dropped at the end of the test and gives its URL.
func NewPostgres(t testing.TB) string {
	t.Helper()
	return NewPostgresAs(t, "")
}

// NewPostgresAs is NewPostgres with options of CREATE DATABASE.
func NewPostgresAs(t testing.TB, options string) string {
	t.Helper()
	server, err := server()
	if err != nil {
		t.Fatalf("PostgreSQL is needed for the tests: %v", err)
	}
	name := fmt.Sprintf("t_%s_%d_%d", letters(t.Name()), processID(), serial.Add(1))
	admin, err := sql.Open("pgx", server)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := admin.Exec("CREATE DATABASE " + name + " " + options); err != nil {
		t.Fatalf("make a test database: %v", err)
	}
	t.Cleanup(func() {
		if _, err := admin.Exec("DROP DATABASE " + name + " WITH (FORCE)"); err != nil {
			t.Errorf("drop the test database: %v", err)
		}
		admin.Close()
	})
	u, err := url.Parse(server)
	if err != nil {
		t.Fatal(err)
	}
	u.Path = "/" + name
	return u.String()
}

func letters(s string) string {
	s = strings.Map(func(r rune) rune {
		if r >= 'a' && r <= 'z' || r >= '0' && r <= '9' {
			return r
		}
		return -1
	}, strings.ToLower(s))
	return s[:min(len(s), 24)]
}
