package db_test

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"ansinh/calendar"
	"ansinh/db"
	"ansinh/db/dbtest"
	"ansinh/fault"
)

func TestBulkAndRead(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx := context.Background()
		const n = 1234
		err := d.Update(ctx, func(tx *db.Tx) error {
			got, err := tx.Bulk(ctx, "unit", []string{"id", "code", "name", "type", "level", "parent_code", "valid_from", "valid_to",
				"successors", "formed_from", "legal", "certainty", "population", "area_m2"}, func(yield func([]any) bool) {
				for i := range n {
					row := []any{string(rune('a'+i%26)) + calendar.Date(i+1).String(), "1", "Xã Đồng Kỳ", "Xã", 3, "24", calendar.Date(i + 1), calendar.Date(0), "", "", "", "sourced", int64(i), int64(0)}
					if !yield(row) {
						return
					}
				}
			})
			if got != n {
				t.Errorf("wrote %d rows", got)
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		err = d.View(ctx, func(tx *db.Tx) error {
			sum, err := db.One(ctx, tx, db.Value[int64], `SELECT CAST(sum(population) AS BIGINT) FROM unit WHERE valid_to IS NULL AND valid_from >= $1`, calendar.Date(1))
			if sum != n*(n-1)/2 {
				t.Errorf("sum is %d", sum)
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	})
}

func TestErrorsHaveKinds(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx := context.Background()
		insert := func(tx *db.Tx) error {
			_, err := tx.Exec(ctx, `INSERT INTO policy_file (path, sha256, loaded_at) VALUES ($1, $2, $3)`, "a", "b", "c")
			return err
		}
		if err := d.Update(ctx, insert); err != nil {
			t.Fatal(err)
		}
		if err := d.Update(ctx, insert); !fault.Is(err, fault.Conflict) {
			t.Errorf("a second row with the key: got %v", err)
		}
		stop := errors.New("stop")
		err := d.Update(ctx, func(tx *db.Tx) error {
			if _, err := tx.Exec(ctx, `DELETE FROM policy_file`); err != nil {
				return err
			}
			return stop
		})
		if !errors.Is(err, stop) {
			t.Errorf("got %v", err)
		}
		err = d.View(ctx, func(tx *db.Tx) error {
			_, err := db.One(ctx, tx, db.Value[string], `SELECT path FROM policy_file WHERE path = $1`, "a")
			if err != nil {
				t.Errorf("the work that failed left a change: %v", err)
			}
			_, err = db.One(ctx, tx, db.Value[string], `SELECT path FROM policy_file WHERE path = $1`, "none")
			if !fault.Is(err, fault.NotFound) {
				t.Errorf("no row: got %v", err)
			}
			if _, err := tx.Exec(ctx, `DELETE FROM policy_file`); err == nil {
				t.Error("a view changed the database")
			}
			return nil
		})
		if err != nil {
			t.Log(err)
		}
	})
}

func TestTwoWritersLoseNothing(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx := context.Background()
		const writers, each = 4, 10
		add := func(tx *db.Tx) error {
			n, err := db.One(ctx, tx, db.Value[int64], `SELECT coalesce(max(population), 0) FROM unit`)
			if err != nil {
				return err
			}
			_, err = tx.Exec(ctx, `INSERT INTO unit (id, code, name, type, level, parent_code, successors, formed_from, legal, certainty, population, area_m2)
				VALUES ($1, '', '', '', 1, '', '', '', '', '', $2, 0)`, calendar.Date(n+1).String(), n+1)
			return err
		}
		done := make(chan error, writers)
		for range writers {
			go func() {
				var err error
				for range each {
					for try := 0; ; try++ {
						if err = d.Update(ctx, add); err == nil || try > 20 {
							break
						}
					}
				}
				done <- err
			}()
		}
		for range writers {
			if err := <-done; err != nil {
				t.Error(err)
			}
		}
		d.View(ctx, func(tx *db.Tx) error {
			n, err := db.One(ctx, tx, db.Value[int64], `SELECT count(*) FROM unit`)
			if n != writers*each {
				t.Errorf("%d rows, %v", n, err)
			}
			return nil
		})
	})
}

func TestNewerDatabaseIsRefused(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx := context.Background()
		err := d.Update(ctx, func(tx *db.Tx) error {
			_, err := tx.Exec(ctx, `INSERT INTO goose_db_version (version_id, is_applied) VALUES (99999, true)`)
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		if err := d.Migrate(ctx); fault.CodeOf(err) != "db.newer" {
			t.Errorf("got %v", err)
		}
	})
}

func TestAPictureIsNotADatabase(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "picture.png")
	picture := append([]byte("\x89PNG\r\n\x1a\n"), make([]byte, 4096)...)
	if err := os.WriteFile(path, picture, 0o600); err != nil {
		t.Fatal(err)
	}
	d, err := db.Open(context.Background(), path)
	if err == nil {
		defer d.Close()
		err = d.Migrate(context.Background())
	}
	if fault.CodeOf(err) != "db.not_a_database" {
		t.Errorf("got %v", err)
	}
	if got, _ := os.ReadFile(path); string(got) != string(picture) {
		t.Error("the picture was changed")
	}
}

// TestAnyLocaleOrdersByBytes: a database made with the order of a language compares as SQLite does.
func TestAnyLocaleOrdersByBytes(t *testing.T) {
	t.Parallel()
	ctx := context.Background()
	d, err := db.Open(ctx, dbtest.NewPostgresAs(t, "TEMPLATE template0 LOCALE_PROVIDER icu ICU_LOCALE 'vi-VN'"))
	if err != nil {
		t.Fatal(err)
	}
	defer d.Close()
	if err := d.Migrate(ctx); err != nil {
		t.Fatal(err)
	}
	err = d.Update(ctx, func(tx *db.Tx) error {
		for _, path := range []string{"b", "B", "a b", "ab", "đ", "e"} {
			if _, err := tx.Exec(ctx, `INSERT INTO policy_file (path, sha256, loaded_at) VALUES ($1, '', '')`, path); err != nil {
				return err
			}
		}
		got, err := db.All(ctx, tx, db.Value[string], `SELECT path FROM policy_file ORDER BY path`)
		if want := "B|a b|ab|b|e|đ"; strings.Join(got, "|") != want {
			t.Errorf("got %q, want %q", got, want)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}
