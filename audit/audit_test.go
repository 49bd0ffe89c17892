package audit_test

import (
	"context"
	"fmt"
	"testing"
	"time"

	"golang.org/x/mod/sumdb/note"

	"ansinh/audit"
	"ansinh/db"
	"ansinh/db/dbtest"
	"ansinh/fault"
)

// setup makes a log with events in it, sealed in two goes, and gives what was kept outside.
func setup(t *testing.T, d *db.DB) (*audit.Log, note.Verifier, *[]string) {
	t.Helper()
	ctx := context.Background()
	signer, verifier, keep, err := audit.Keys(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	var kept []string
	log := audit.New(d, signer, func(s string) error {
		kept = append(kept, s)
		return keep(s)
	})
	for i := range 25 {
		err := d.Update(ctx, func(tx *db.Tx) error {
			return log.Append(ctx, tx, audit.Event{ID: int64(i + 1), At: time.Unix(int64(i), 0), Actor: "a", Role: "r",
				Permission: "registry.read", Subject: fmt.Sprintf("person:%d", i%3), Detail: map[string]any{"rows": i}})
		})
		if err != nil {
			t.Fatal(err)
		}
		if i == 10 || i == 24 {
			if err := log.Seal(ctx); err != nil {
				t.Fatal(err)
			}
		}
	}
	return log, verifier, &kept
}

func TestVerifyProvesAllOrNamesTheBreak(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name, damage, code string
	}{
		{"whole", "", ""},
		{"a changed word", `UPDATE audit_event SET actor = 'b' WHERE id = 7`, "audit.altered"},
		{"a changed detail", `UPDATE audit_event SET detail = '{}' WHERE id = 25`, "audit.altered"},
		{"a row taken out", `DELETE FROM audit_event WHERE id = 3`, "audit.missing"},
		{"the last row taken out", `DELETE FROM audit_event WHERE id = 25`, "audit.altered"},
		{"a changed hash", `UPDATE audit_hash SET hash = (SELECT hash FROM audit_hash WHERE level_index = 0) WHERE level_index = 5`, "audit.altered"},
		{"a changed head", `UPDATE audit_head SET root = 'x' WHERE size = 11`, "audit.head"},
		{"a head taken out", `DELETE FROM audit_head WHERE size = 25`, "audit.head"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			dbtest.Each(t, func(t *testing.T, d *db.DB) {
				ctx := context.Background()
				log, verifier, kept := setup(t, d)
				if c.damage != "" {
					err := d.Update(ctx, func(tx *db.Tx) error {
						_, err := tx.Exec(ctx, c.damage)
						return err
					})
					if err != nil {
						t.Fatal(err)
					}
				}
				p, err := log.Verify(ctx, verifier, *kept)
				if fault.CodeOf(err) != c.code {
					t.Fatalf("got %v, want %q", err, c.code)
				}
				if c.code == "" && (p.Events != 25 || p.Heads != 2 || p.Unsealed != 0) {
					t.Errorf("got %+v", p)
				}
			})
		})
	}
}

// TestRewrittenLogMeetsTheKeptHead: somebody holds database and key and writes a new history; the head kept outside
// does not lie on it.
func TestRewrittenLogMeetsTheKeptHead(t *testing.T) {
	t.Parallel()
	d := dbtest.Open(t)
	ctx := context.Background()
	_, _, kept := setup(t, d)
	other := dbtest.Open(t)
	signer, verifier, _, err := audit.Keys(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	log := audit.New(other, signer, nil)
	err = other.Update(ctx, func(tx *db.Tx) error {
		return log.Append(ctx, tx, audit.Event{ID: 1, Actor: "someone else"})
	})
	if err != nil {
		t.Fatal(err)
	}
	if err := log.Seal(ctx); err != nil {
		t.Fatal(err)
	}
	if _, err := log.Verify(ctx, verifier, nil); err != nil {
		t.Fatalf("the new history alone: %v", err)
	}
	if _, err := log.Verify(ctx, verifier, *kept); !fault.Is(err, fault.Conflict) {
		t.Errorf("the kept head agreed with a rewritten log: %v", err)
	}
}
