package registry_test

import (
	"bytes"
	"slices"
	"sync"
	"testing"

	"github.com/parquet-go/parquet-go"

	"ansinh/auth"
	"ansinh/calendar"
	"ansinh/db"
	"ansinh/db/dbtest"
	"ansinh/fault"
	"ansinh/gate/gatetest"
	"ansinh/registry"
)

var november = calendar.MonthOf(2026, 11)

func TestSnapshotKnowsWhatIsUnknown(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		r := setup(t, d)
		l := load(t, r, village())
		err := r.RecordFact(ctx, auth.System(), registry.NewFact{Person: l.Person(0), Fact: "person.pension_monthly",
			Certainty: registry.Unknown, From: entry, Source: papers})
		if err != nil {
			t.Fatal(err)
		}
		s, err := r.Snapshot(ctx, gatetest.Actor("payment-officer"), november, today)
		if err != nil {
			t.Fatal(err)
		}
		// Row 2 lives where no register is complete.
		for fact, want := range map[string][3]string{
			"person.disability":       {"none", "severe", "?"},
			"person.pension_monthly":  {"?", "0", "?"},
			"person.hiv":              {"false", "true", "?"},
			"person.pregnant":         {"?", "?", "?"},
			"household.poverty":       {"poor", "poor", "?"},
			"area.special_difficulty": {"true", "true", "?"},
			"person.sex":              {"female", "male", "female"},
			"person.birth_date":       {"1944-03-02", "1970-05-17", "1950-08-30"},
			"person.stable_income":    {"?", "?", "?"},
			"person.alive":            {"true", "true", "true"},
		} {
			c, ok := s.Table.Column(fact)
			if !ok {
				t.Fatalf("no column %s", fact)
			}
			for row, want := range want {
				got := "?"
				if v, ok := c.Get(row); ok {
					got = c.Fact.Format(v)
				}
				if got != want {
					t.Errorf("%s of row %d: got %s, want %s", fact, row, got, want)
				}
			}
		}
		if !slices.Equal(s.Persons, []registry.PersonID{l.Person(0), l.Person(1), l.Person(2)}) || s.HomeUnits[2] != boHa || s.Households[1] != l.Household(0) {
			t.Errorf("rows: %v %v %v", s.Persons, s.HomeUnits, s.Households)
		}
		if _, err := r.Snapshot(ctx, auth.System(), november, today+1); fault.CodeOf(err) != "registry.snapshot.future" {
			t.Errorf("of tomorrow: got %v", err)
		}
		if _, err := r.Snapshot(ctx, gatetest.Actor("leader"), november, today); !fault.Is(err, fault.Forbidden) {
			t.Errorf("without permission: got %v", err)
		}
	})
}

func TestSnapshotAsItWasKnown(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		r := setup(t, d)
		l := load(t, r, village())
		before, err := r.Snapshot(ctx, auth.System(), november, today)
		if err != nil {
			t.Fatal(err)
		}
		if err := r.RecordDeath(ctx, auth.System(), l.Person(0), today-60, papers); err != nil {
			t.Fatal(err)
		}
		yesterday, err := r.Snapshot(ctx, auth.System(), november, today-1)
		if err != nil {
			t.Fatal(err)
		}
		now, err := r.Snapshot(ctx, auth.System(), november, today)
		if err != nil {
			t.Fatal(err)
		}
		if before.Hash == now.Hash {
			t.Error("a death does not change the hash")
		}
		before.KnownAt, now.KnownAt = today-1, today-1
		if again, err := r.Snapshot(ctx, auth.System(), november, today-1); err != nil || again.Hash != yesterday.Hash {
			t.Errorf("the same question, another hash: %v", err)
		}
		c, _ := yesterday.Table.Column("person.alive")
		if v, _ := c.Get(0); v != 1 {
			t.Error("what is learned today was known yesterday")
		}
		early, err := r.Snapshot(ctx, auth.System(), november, entry-1)
		if err != nil || early.Table.Rows != 0 {
			t.Errorf("before anybody was recorded: %d rows, %v", early.Table.Rows, err)
		}
	})
}

func TestParquetSaysTheSame(t *testing.T) {
	t.Parallel()
	var mu sync.Mutex
	files := map[string][]byte{}
	t.Run("write", func(t *testing.T) {
		dbtest.Each(t, func(t *testing.T, d *db.DB) {
			r := setup(t, d)
			load(t, r, village())
			s, err := r.Snapshot(ctx, auth.System(), november, today)
			if err != nil {
				t.Fatal(err)
			}
			var once, twice bytes.Buffer
			if err := s.WriteParquet(&once); err != nil {
				t.Fatal(err)
			}
			if err := s.WriteParquet(&twice); err != nil || !bytes.Equal(once.Bytes(), twice.Bytes()) {
				t.Errorf("the same snapshot gives other bytes: %v", err)
			}
			readBack(t, s, once.Bytes())
			mu.Lock()
			files[t.Name()] = once.Bytes()
			mu.Unlock()
		})
	})
	var first []byte
	for name, f := range files {
		if first == nil {
			first = f
		}
		if !bytes.Equal(first, f) {
			t.Errorf("%s gives another file", name)
		}
	}
	if len(files) != 2 {
		t.Errorf("%d files", len(files))
	}
}

// readBack compares every cell of the file with the table.
func readBack(t *testing.T, s *registry.Snapshot, file []byte) {
	t.Helper()
	f, err := parquet.OpenFile(bytes.NewReader(file), int64(len(file)))
	if err != nil {
		t.Fatal(err)
	}
	if sum, _ := f.Lookup("sha256"); sum != s.Hash {
		t.Errorf("the file says %s, the snapshot %s", sum, s.Hash)
	}
	rows := make([]parquet.Row, s.Table.Rows)
	reader := parquet.NewReader(f)
	if n, err := reader.ReadRows(rows); n != s.Table.Rows {
		t.Fatalf("%d rows, %v", n, err)
	}
	for at, path := range f.Schema().Columns() {
		c, ok := s.Table.Column(factOf(path[0]))
		if !ok {
			continue
		}
		for row := range rows {
			v, known := c.Get(row)
			cell := rows[row][at]
			if cell.IsNull() == known {
				t.Errorf("%s of row %d: known %v, null %v", path[0], row, known, cell.IsNull())
			}
			if known && c.Fact.Type.String() == "enum" && cell.String() != c.Fact.Format(v) {
				t.Errorf("%s of row %d: %s, want %s", path[0], row, cell, c.Fact.Format(v))
			}
		}
	}
}

// factOf turns a column's name back into the fact's: the first underscore was a dot.
func factOf(column string) string {
	b := []byte(column)
	if i := bytes.IndexByte(b, '_'); i >= 0 {
		b[i] = '.'
	}
	return string(b)
}
