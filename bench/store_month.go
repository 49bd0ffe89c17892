package main

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io"
	"maps"
	"slices"
	"sync"
	"time"

	"github.com/jackc/pgx/v5/stdlib"

	"ansinh/auth"
	"ansinh/calendar"
	"ansinh/gate"
	"ansinh/org"
	"ansinh/payment"
	"ansinh/registry"
)

// monthWrites are the tables that a month writes, those of one transaction together, as the program writes them.
var monthWrites = []struct {
	tables   []string
	communes bool // a transaction a commune
}{{[]string{"determined", "benefit_list"}, false}, {[]string{"roster_line"}, false}, {[]string{"payment_line", "payment_total", "ledger_entry", "ledger_sum"}, true}}

// rowSet are rows of a table, with the names of their columns.
type rowSet struct {
	table   string
	columns []string
	rows    [][]any
}

// rowsOf are the rows of a month in the order in which they were written, or that of each commune's.
func (m *monthly) rowsOf(table string, month calendar.Month, communes bool) (w rowSet, err error) {
	order := "rowid"
	if m.DB.Postgres() {
		order = "ctid"
	}
	if communes {
		order = "commune, " + order
	}
	text := `SELECT * FROM ` + table + ` WHERE month = $1 ORDER BY ` + order
	found, err := m.DB.Handle().QueryContext(m.ctx, text, month.String())
	if err != nil {
		return w, err
	}
	defer found.Close()
	w.table = table
	if w.columns, err = found.Columns(); err != nil {
		return w, err
	}
	for found.Next() {
		row := make([]any, len(w.columns))
		into := make([]any, len(w.columns))
		for i := range row {
			into[i] = &row[i]
		}
		if err := found.Scan(into...); err != nil {
			return w, err
		}
		w.rows = append(w.rows, row)
	}
	return w, found.Err()
}

// homes are the units in which every register is complete.
func (m *monthly) homes() ([]org.UnitID, error) {
	found, err := m.DB.Handle().QueryContext(m.ctx, `SELECT DISTINCT home_unit FROM coverage ORDER BY home_unit`)
	if err != nil {
		return nil, err
	}
	defer found.Close()
	var out []org.UnitID
	for found.Next() {
		var home string
		if err := found.Scan(&home); err != nil {
			return nil, err
		}
		out = append(out, org.UnitID(home))
	}
	return out, found.Err()
}

// put writes rows in one transaction through the door that every change takes.
func (m *monthly) put(ctx context.Context, all []rowSet) error {
	return m.Gate.Change(ctx, auth.System(), gate.Act{Permission: payment.MayPrepare, Subject: "bench"}, func(tx *gate.Tx) error {
		for _, w := range all {
			if _, err := tx.Bulk(ctx, w.table, w.columns, slices.Values(w.rows)); err != nil {
				return err
			}
		}
		return nil
	})
}

func (m *monthly) exec(text string, args ...any) error {
	return m.Gate.Change(m.ctx, auth.System(), gate.Act{Permission: payment.MayPrepare, Subject: "bench"}, func(tx *gate.Tx) error {
		_, err := tx.Exec(m.ctx, text, args...)
		return err
	})
}

// byCommune are the rows of each commune in turn.
func byCommune(all []rowSet) map[string][]rowSet {
	out := map[string][]rowSet{}
	for _, w := range all {
		at := slices.Index(w.columns, "commune")
		for first := 0; first < len(w.rows); {
			commune := w.rows[first][at].(string)
			next := first + 1
			for next < len(w.rows) && w.rows[next][at] == commune {
				next++
			}
			out[commune] = append(out[commune], rowSet{w.table, w.columns, w.rows[first:next]})
			first = next
		}
	}
	return out
}

// another makes the rows those of a month in which nothing was paid, with ids of its own.
func another(w rowSet, month string) {
	for i, c := range w.columns {
		for _, row := range w.rows {
			switch {
			case c == "month":
				row[i] = month
			case c == "id" || c == "line":
				row[i] = "x" + month[5:] + row[i].(string)[3:]
			}
		}
	}
}

// writing holds the writing of a month – with keys, indexes, checks and a commit a commune, as many communes at a time as
// there are workers – against a bare copy of the same rows into tables without any of them, in turn.
func (m *monthly) writing(r *report, engine string, month calendar.Month) error {
	for _, writers := range slices.Compact([]int{1, helpers[engine]}) {
		var asIs, bare sample
		n := 0
		for round := range monthRuns {
			as, plain := time.Duration(0), time.Duration(0)
			n = 0
			for _, one := range monthWrites {
				some, err := m.written(one.tables, one.communes, month, fmt.Sprintf("2999-%02d", round+1), writers)
				if err != nil {
					return err
				}
				as, plain, n = as+some.as, plain+some.bare, n+some.rows
			}
			asIs, bare = append(asIs, as), append(bare, plain)
		}
		ratio := float64(asIs.median()) / float64(bare.median())
		what := fmt.Sprintf("writing a month's %s rows as %d write them (%s) against a bare copy (%s)", grouped(n), writers, short(asIs.median()), short(bare.median()))
		if writers < helpers[engine] { // the month that has a bound is that of the workers
			r.line("| %s | %.2f× | | |", what, ratio)
			continue
		}
		r.goal(what, fmt.Sprintf("%.2f×", ratio), "at most 3×", ratio <= 3)
	}
	return nil
}

// writeTimes are how long rows take as a month writes them, and bare.
type writeTimes struct {
	as, bare time.Duration
	rows     int
}

// written writes the rows of some tables of a month as those of another, and takes them away again.
func (m *monthly) written(tables []string, communes bool, month calendar.Month, other string, writers int) (t writeTimes, err error) {
	var all, copies []rowSet
	for _, table := range tables {
		w, err := m.rowsOf(table, month, communes)
		if err != nil {
			return t, err
		}
		t.rows += len(w.rows)
		another(w, other)
		bare := rowSet{"bare_" + table, w.columns, w.rows}
		if err := m.exec(`DROP TABLE IF EXISTS ` + bare.table); err != nil { // of a measurement that was broken off
			return t, err
		}
		if err := m.exec(`CREATE TABLE ` + bare.table + ` AS SELECT * FROM ` + table + ` WHERE month = ''`); err != nil {
			return t, err
		}
		all, copies = append(all, w), append(copies, bare)
	}
	began := time.Now()
	if err := m.put(m.ctx, copies); err != nil {
		return t, err
	}
	t.bare = time.Since(began)
	began = time.Now()
	if err := m.asWritten(all, communes, writers); err != nil {
		return t, err
	}
	t.as = time.Since(began)
	for i, w := range all {
		if err := m.exec(`DROP TABLE ` + copies[i].table); err != nil {
			return t, err
		}
		if err := m.exec(`DELETE FROM `+w.table+` WHERE month = $1`, other); err != nil {
			return t, err
		}
		if err := m.clean(w.table); err != nil {
			return t, err
		}
	}
	return t, nil
}

// clean has PostgreSQL take up what was deleted from a table: nothing is measured in litter that no province has.
func (m *monthly) clean(table string) error {
	if !m.DB.Postgres() {
		return nil
	}
	_, err := m.DB.Handle().ExecContext(m.ctx, `VACUUM `+table)
	return err
}

// asWritten writes rows as a month does: in one transaction, or in one a commune.
func (m *monthly) asWritten(all []rowSet, communes bool, writers int) error {
	if !communes {
		return m.put(m.ctx, all)
	}
	parts := byCommune(all)
	names := make(chan string, len(parts))
	for _, commune := range slices.Sorted(maps.Keys(parts)) {
		names <- commune
	}
	close(names)
	failed := make([]error, writers)
	var group sync.WaitGroup
	for i := range writers {
		group.Go(func() {
			for commune := range names {
				if failed[i] = m.put(gate.Step(m.ctx), parts[commune]); failed[i] != nil {
					return
				}
			}
		})
	}
	group.Wait()
	return errors.Join(failed...)
}

// whatIsRead is what a snapshot reads, as the registry asks for it: people, facts and coverage, with the columns it needs.
var whatIsRead = []string{
	`SELECT id, household, home_unit, birth_date, sex, ethnicity FROM person`,
	`SELECT kind, subject, home_unit, fact, coalesce(value, ''), certainty, valid_from, coalesce(valid_to, ''), recorded_at, coalesce(superseded_at, '') FROM fact`,
	`SELECT register, home_unit FROM coverage`,
}

// reading holds a snapshot made from the tables against a bare copy of the columns that it reads, in turn.
func (m *monthly) reading(r *report) error {
	plainRegistry := registry.New(m.Gate, m.Tree, m.Law.Vocabulary()) // keeps nothing
	var whole, bare sample
	for range monthRuns {
		began := time.Now()
		if _, err := plainRegistry.Snapshot(m.ctx, auth.System(), m.last, m.known); err != nil {
			return err
		}
		whole = append(whole, time.Since(began))
		began = time.Now()
		for _, text := range whatIsRead {
			if err := m.copyOut(text); err != nil {
				return err
			}
		}
		bare = append(bare, time.Since(began))
	}
	ratio := float64(whole.median()) / float64(bare.median())
	r.goal(fmt.Sprintf("reading the tables without a snapshot (%s) against a bare copy of the columns (%s)", short(whole.median()), short(bare.median())),
		fmt.Sprintf("%.2f×", ratio), "at most 2.5×", ratio <= 2.5)
	return nil
}

// copyOut takes rows out as fast as the driver can: COPY on PostgreSQL, a cursor without conversion on SQLite.
func (m *monthly) copyOut(text string) error {
	conn, err := m.DB.Handle().Conn(m.ctx)
	if err != nil {
		return err
	}
	defer conn.Close()
	if m.DB.Postgres() {
		return conn.Raw(func(dc any) error {
			_, err := dc.(*stdlib.Conn).Conn().PgConn().CopyTo(m.ctx, io.Discard, `COPY (`+text+`) TO STDOUT`)
			return err
		})
	}
	rows, err := conn.QueryContext(m.ctx, text)
	if err != nil {
		return err
	}
	defer rows.Close()
	columns, err := rows.Columns()
	if err != nil {
		return err
	}
	cells := make([]sql.RawBytes, len(columns))
	into := make([]any, len(columns))
	for i := range cells {
		into[i] = &cells[i]
	}
	for rows.Next() {
		if err := rows.Scan(into...); err != nil {
			return err
		}
	}
	return rows.Err()
}

// files measures what goes to the banks and to the post.
func (m *monthly) files(r *report, month calendar.Month) error {
	var banks, cash sample
	var lines, paid int64
	for range monthRuns {
		began := time.Now()
		all, err := m.Payments.Banks(m.ctx, auth.System(), month)
		if err != nil {
			return err
		}
		lines = 0
		for _, bank := range all {
			for _, write := range []func(context.Context, auth.Actor, calendar.Month, string, io.Writer) (payment.FileInfo, error){m.Payments.WriteBankFile, m.Payments.WriteTransfers} {
				info, err := write(m.ctx, auth.System(), month, bank, io.Discard)
				if err != nil {
					return err
				}
				lines += info.Lines
			}
		}
		banks = append(banks, time.Since(began))
		began = time.Now()
		info, err := m.Payments.WriteCashList(m.ctx, auth.System(), month, io.Discard)
		if err != nil {
			return err
		}
		cash, paid = append(cash, time.Since(began)), info.Lines
	}
	took := banks.median() * 160_000 / time.Duration(max(lines, 1))
	r.goal(fmt.Sprintf("bank files, CSV and pain.001, %s lines in %s: 160,000 lines", grouped(int(lines)), short(banks.median())), short(took), "under 3 s", took < 3*time.Second)
	rate := float64(paid) / cash.median().Seconds()
	r.goal(fmt.Sprintf("cash list as a workbook, %s rows in %s", grouped(int(paid)), short(cash.median())), fmt.Sprintf("%s rows a second", grouped(int(rate))),
		"100,000 rows a second", rate >= 100_000)
	return nil
}
