package dbtest

import (
	"context"
	"fmt"
	"slices"
	"sort"
	"strings"

	"ansinh/db"
)

// Stopper is a test or one try of a property.
type Stopper interface {
	Helper()
	Fatal(args ...any)
}

// Tables are the names of all tables of a database, sorted.
func Tables(t Stopper, d *db.DB) []string {
	t.Helper()
	list := `SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'`
	if d.Postgres() {
		list = `SELECT table_name FROM information_schema.tables WHERE table_schema = current_schema()`
	}
	var names []string
	err := d.View(context.Background(), func(tx *db.Tx) (err error) {
		names, err = db.All(context.Background(), tx, db.Value[string], list)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	sort.Strings(names)
	return names
}

// Rows is every row of a table as text, sorted, without the columns named; say writes a value, fmt.Sprint where it is nil.
func Rows(t Stopper, d *db.DB, table string, but []string, say func(any) string) []string {
	t.Helper()
	if say == nil {
		say = func(v any) string { return fmt.Sprint(v) }
	}
	var out []string
	err := d.View(context.Background(), func(tx *db.Tx) error {
		return db.Each(context.Background(), tx, func(s db.Scanner) error {
			row, err := rowText(s, but, say)
			out = append(out, row)
			return err
		}, `SELECT * FROM `+table)
	})
	if err != nil {
		t.Fatal(fmt.Errorf("%s: %w", table, err))
	}
	sort.Strings(out)
	return out
}

func rowText(s db.Scanner, but []string, say func(any) string) (string, error) {
	columns, err := s.(interface{ Columns() ([]string, error) }).Columns()
	if err != nil {
		return "", err
	}
	values, into := make([]any, len(columns)), make([]any, len(columns))
	for i := range values {
		into[i] = &values[i]
	}
	if err := s.Scan(into...); err != nil {
		return "", err
	}
	var cells []string
	for i, column := range columns {
		if !slices.Contains(but, column) {
			cells = append(cells, column+"="+say(values[i]))
		}
	}
	return strings.Join(cells, " "), nil
}
