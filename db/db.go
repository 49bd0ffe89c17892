// Package db opens the database of the province, SQLite or PostgreSQL, and is the only room that knows which of the
// two it is. Everything above it writes one SQL text; what truly differs stands in engine.go.
//
// Nobody but the gate calls Update: a change without permission and audit is not possible by accident. Instants are
// TEXT in RFC 3339 UTC, days TEXT yyyy-mm-dd, đồng BIGINT; ids are given by the program, never by the database.
package db

import (
	"context"
	"database/sql"
	"errors"
	"iter"
	"math/rand/v2"
	"time"

	"ansinh/fault"
)

// DB is an open database. It is safe for use by many goroutines.
type DB struct {
	engine engine
	read   *sql.DB
	write  *sql.DB
	url    string
	vault  *vault // nil: nothing can be sealed or opened
}

// Open opens a SQLite file (created where there is none) or a postgres:// URL. It migrates nothing.
func Open(ctx context.Context, url string) (*DB, error) {
	e, read, write, err := connect(url)
	if err != nil {
		return nil, err
	}
	d := &DB{engine: e, read: read, write: write, url: url}
	if err := write.PingContext(ctx); err != nil {
		d.Close()
		return nil, e.fault(err)
	}
	return d, nil
}

// Postgres says whether the database is PostgreSQL; only jobs needs to know, to choose its driver.
func (d *DB) Postgres() bool { return d.engine.postgres }

// Handle is the pool that writes, for libraries that bring their own SQL (the job queue).
func (d *DB) Handle() *sql.DB { return d.write }

// URL is what Open was given; it may hold a password and is not for logs.
func (d *DB) URL() string { return d.url }

// Close closes the pools.
func (d *DB) Close() error {
	err := d.write.Close()
	if d.read != d.write {
		err = errors.Join(err, d.read.Close())
	}
	return err
}

// Analyze has the database look at how its tables are filled, after very many rows were written at once: PostgreSQL does
// so by itself only some time later, SQLite never.
func (d *DB) Analyze(ctx context.Context) error {
	_, err := d.write.ExecContext(ctx, "ANALYZE")
	return d.engine.fault(err)
}

// Tx is one transaction.
type Tx struct {
	tx     *sql.Tx
	conn   *sql.Conn
	engine engine

	vault   *vault
	sealKey int64 // the newest key, once it was asked for
}

// View runs work in a transaction that sees one state of the database and changes nothing.
func (d *DB) View(ctx context.Context, work func(*Tx) error) error {
	return d.run(ctx, d.read, &sql.TxOptions{ReadOnly: true, Isolation: d.engine.readLevel()}, work)
}

// Lazy gives a context whose commits do not wait for the disk. After a power cut the last of them may be gone, whole and
// latest first, and never one that came before a commit that waited.
func Lazy(ctx context.Context) context.Context { return context.WithValue(ctx, lazy{}, true) }

type lazy struct{}

// tries is how often a write is begun again after losing against another one.
const tries = 8

// Update runs work in a transaction and commits it. Where two writes cannot both stand, the later one is run again
// from its start: work must have no effect outside the transaction until Update returns.
func (d *DB) Update(ctx context.Context, work func(*Tx) error) error {
	for try := 1; ; try++ {
		err := d.run(ctx, d.write, &sql.TxOptions{Isolation: d.engine.writeLevel()}, work)
		if err == nil || !d.engine.again(err) || try == tries || ctx.Err() != nil {
			return err
		}
		pause := time.NewTimer(time.Duration(rand.IntN(10<<try)) * time.Millisecond)
		select {
		case <-ctx.Done():
			pause.Stop()
			return ctx.Err()
		case <-pause.C:
		}
	}
}

func (d *DB) run(ctx context.Context, pool *sql.DB, opts *sql.TxOptions, work func(*Tx) error) error {
	conn, err := pool.Conn(ctx)
	if err != nil {
		return d.engine.fault(err)
	}
	defer conn.Close()
	tx, err := conn.BeginTx(ctx, opts)
	if err != nil {
		return d.engine.fault(err)
	}
	defer tx.Rollback() // does nothing after the commit
	if ctx.Value(lazy{}) != nil && !opts.ReadOnly {
		if err := d.engine.lazy(ctx, tx); err != nil {
			return d.engine.fault(err)
		}
	}
	if err := work(&Tx{tx: tx, conn: conn, engine: d.engine, vault: d.vault}); err != nil {
		return err
	}
	if err := tx.Commit(); err != nil {
		return d.engine.fault(err)
	}
	return nil
}

// SQL gives the transaction to a library that takes one (the job queue).
func (t *Tx) SQL() *sql.Tx { return t.tx }

// Exec runs a statement and gives the number of rows it touched.
func (t *Tx) Exec(ctx context.Context, query string, args ...any) (int64, error) {
	res, err := t.tx.ExecContext(ctx, query, args...)
	if err != nil {
		return 0, t.engine.fault(err)
	}
	n, err := res.RowsAffected()
	return n, t.engine.fault(err)
}

// Bulk writes many rows fast: COPY on PostgreSQL, prepared inserts of many rows on SQLite. A row holds one value a
// column, and may be reused by the sequence after it was yielded.
func (t *Tx) Bulk(ctx context.Context, table string, columns []string, rows iter.Seq[[]any]) (int64, error) {
	n, err := t.engine.bulk(ctx, t, table, columns, rows)
	return n, t.engine.fault(err)
}

// Grown tells the database that tables have become much larger, so that it looks at them again before it plans the next
// query over them.
func (t *Tx) Grown(ctx context.Context, tables ...string) error {
	return t.engine.fault(t.engine.grown(ctx, t.tx, tables))
}

// Scanner is one row.
type Scanner interface{ Scan(dest ...any) error }

// Each calls row for every row of a query, in its order, without holding them all.
func Each(ctx context.Context, t *Tx, row func(Scanner) error, query string, args ...any) error {
	rows, err := t.tx.QueryContext(ctx, query, args...)
	if err != nil {
		return t.engine.fault(err)
	}
	defer rows.Close()
	for rows.Next() {
		if err := row(rows); err != nil {
			return err
		}
	}
	return t.engine.fault(rows.Err())
}

// All gives every row of a query; nil where there is none.
func All[T any](ctx context.Context, t *Tx, scan func(Scanner) (T, error), query string, args ...any) ([]T, error) {
	var out []T
	err := Each(ctx, t, func(s Scanner) error {
		v, err := scan(s)
		if err != nil {
			return err
		}
		out = append(out, v)
		return nil
	}, query, args...)
	return out, err
}

// One gives the first row of a query; fault db.not_found where there is none.
func One[T any](ctx context.Context, t *Tx, scan func(Scanner) (T, error), query string, args ...any) (T, error) {
	v, err := scan(t.tx.QueryRowContext(ctx, query, args...))
	if errors.Is(err, sql.ErrNoRows) {
		return v, fault.Wrap(err, fault.NotFound, "db.not_found")
	}
	return v, t.engine.fault(err)
}

// Value scans a row of one column.
func Value[T any](s Scanner) (T, error) {
	var v T
	err := s.Scan(&v)
	return v, err
}
