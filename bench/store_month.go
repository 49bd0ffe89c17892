package main

import (
	"context"
	"database/sql"
	"fmt"
	"io"
	"iter"
	"slices"
	"time"

	"github.com/jackc/pgx/v5/stdlib"

	"ansinh/auth"
	"ansinh/calendar"
	"ansinh/gate"
	"ansinh/org"
	"ansinh/payment"
	"ansinh/registry"
)

// monthTables are the tables that a month writes; those that are written a commune at a time name the commune.
var monthTables = []struct {
	table    string
	communes bool
}{{"determined", false}, {"benefit_list", false}, {"roster_line", false}, {"payment_line", true}, {"ledger_entry", true}}

// rowsOf are the rows of a month, by commune, with the names of their columns.
func (m *monthly) rowsOf(table string, month calendar.Month) (columns []string, rows [][]any, err error) {
	found, err := m.DB.Handle().QueryContext(m.ctx, `SELECT * FROM `+table+` WHERE month = $1 ORDER BY commune`, month.String())
	if err != nil {
		return nil, nil, err
	}
	defer found.Close()
	if columns, err = found.Columns(); err != nil {
		return nil, nil, err
	}
	for found.Next() {
		row := make([]any, len(columns))
		into := make([]any, len(columns))
		for i := range row {
			into[i] = &row[i]
		}
		if err := found.Scan(into...); err != nil {
			return nil, nil, err
		}
		rows = append(rows, row)
	}
	return columns, rows, found.Err()
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
func (m *monthly) put(ctx context.Context, table string, columns []string, rows [][]any) error {
	return m.Gate.Change(ctx, auth.System(), gate.Act{Permission: payment.MayPrepare, Subject: "bench:" + table}, func(tx *gate.Tx) error {
		_, err := tx.Bulk(ctx, table, columns, slices.Values(rows))
		return err
	})
}

func (m *monthly) exec(text string, args ...any) error {
	return m.Gate.Change(m.ctx, auth.System(), gate.Act{Permission: payment.MayPrepare, Subject: "bench"}, func(tx *gate.Tx) error {
		_, err := tx.Exec(m.ctx, text, args...)
		return err
	})
}

// byCommune are runs of rows of one commune; all rows as one where the table is not written so.
func byCommune(columns []string, rows [][]any, communes bool) iter.Seq[[][]any] {
	at := slices.Index(columns, "commune")
	return func(yield func([][]any) bool) {
		for first := 0; first < len(rows); {
			next := first + 1
			for next < len(rows) && (!communes || rows[next][at] == rows[first][at]) {
				next++
			}
			if !yield(rows[first:next]) {
				return
			}
			first = next
		}
	}
}

// another makes the rows those of a month in which nothing was paid, with ids of its own.
func another(columns []string, rows [][]any, month string) {
	for i, c := range columns {
		for _, row := range rows {
			switch {
			case c == "month":
				row[i] = month
			case c == "id" || c == "line":
				row[i] = "x" + month[5:] + row[i].(string)[3:]
			}
		}
	}
}

// writing holds the writing of a month – with keys, indexes, checks and a commit a commune – against a bare copy of the
// same rows into tables without any of them, in turn.
func (m *monthly) writing(r *report, month calendar.Month) error {
	var asIs, bare sample
	n := 0
	for round := range monthRuns {
		as, plain := time.Duration(0), time.Duration(0)
		n = 0
		for _, w := range monthTables {
			columns, rows, err := m.rowsOf(w.table, month)
			if err != nil {
				return err
			}
			n += len(rows)
			other := fmt.Sprintf("2999-%02d", round+1)
			another(columns, rows, other)
			if err := m.exec(`DROP TABLE IF EXISTS bare`); err != nil { // of a measurement that was broken off
				return err
			}
			if err := m.exec(`CREATE TABLE bare AS SELECT * FROM ` + w.table + ` WHERE month = ''`); err != nil {
				return err
			}
			began := time.Now()
			if err := m.put(m.ctx, "bare", columns, rows); err != nil {
				return err
			}
			plain += time.Since(began)
			began = time.Now()
			ctx := m.ctx
			if w.communes { // as the parts of a run are
				ctx = gate.Step(ctx)
			}
			for some := range byCommune(columns, rows, w.communes) {
				if err := m.put(ctx, w.table, columns, some); err != nil {
					return err
				}
			}
			as += time.Since(began)
			if err := m.exec(`DROP TABLE bare`); err != nil {
				return err
			}
			if err := m.exec(`DELETE FROM `+w.table+` WHERE month = $1`, other); err != nil {
				return err
			}
		}
		asIs, bare = append(asIs, as), append(bare, plain)
	}
	ratio := float64(asIs.median()) / float64(bare.median())
	r.goal(fmt.Sprintf("writing a month's %s rows (%s) against a bare copy (%s)", grouped(n), short(asIs.median()), short(bare.median())),
		fmt.Sprintf("%.2f×", ratio), "at most 3×", ratio <= 3)
	return nil
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
