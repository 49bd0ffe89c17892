package db

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"fmt"
	"iter"
	"net/url"
	"os"
	"path/filepath"
	"strings"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/stdlib"
	"modernc.org/sqlite"
	sqlite3 "modernc.org/sqlite/lib"

	"ansinh/fault"
)

// engine is everything in which the two databases differ.
type engine struct{ postgres bool }

// connect opens the pools. SQLite has one connection that writes, since it has one writer, and others that read
// beside it; PostgreSQL has one pool for both.
func connect(target string) (engine, *sql.DB, *sql.DB, error) {
	if strings.HasPrefix(target, "postgres://") || strings.HasPrefix(target, "postgresql://") {
		pool, err := sql.Open("pgx", target)
		if err != nil {
			return engine{}, nil, nil, fault.Wrap(err, fault.Invalid, "db.url")
		}
		pool.SetMaxOpenConns(16)
		pool.SetMaxIdleConns(8)
		return engine{postgres: true}, pool, pool, nil
	}
	if target == "" || strings.Contains(target, "://") || target == ":memory:" {
		return engine{}, nil, nil, fault.New(fault.Invalid, "db.url")
	}
	if info, err := os.Stat(filepath.Dir(target)); err != nil || !info.IsDir() {
		return engine{}, nil, nil, fault.New(fault.Invalid, "db.no_folder", filepath.Dir(target))
	}
	dsn := "file:" + (&url.URL{Path: target}).EscapedPath() + "?_pragma=busy_timeout(10000)&_pragma=foreign_keys(1)" +
		"&_pragma=journal_mode(WAL)&_pragma=synchronous(NORMAL)&_pragma=temp_store(MEMORY)"
	write, err := sql.Open("sqlite", dsn+"&_pragma=cache_size(-131072)&_txlock=immediate") // keys come in no order: more of their pages are kept
	if err != nil {
		return engine{}, nil, nil, fault.Wrap(err, fault.Invalid, "db.url")
	}
	write.SetMaxOpenConns(1)
	read, err := sql.Open("sqlite", dsn+"&_pragma=cache_size(-16384)&_pragma=query_only(1)") // what they keep holds until the next commit
	if err != nil {
		return engine{}, nil, nil, fault.Wrap(err, fault.Invalid, "db.url")
	}
	read.SetMaxOpenConns(8)
	read.SetMaxIdleConns(8) // one that is opened reads the whole schema first
	return engine{}, read, write, nil
}

func (e engine) readLevel() sql.IsolationLevel {
	if e.postgres {
		return sql.LevelRepeatableRead
	}
	return sql.LevelDefault
}

func (e engine) writeLevel() sql.IsolationLevel {
	if e.postgres {
		return sql.LevelSerializable
	}
	return sql.LevelDefault
}

// again says whether the transaction lost against another one and may be run anew.
func (e engine) again(err error) bool {
	if pg := (*pgconn.PgError)(nil); errors.As(err, &pg) {
		return pg.Code == "40001" || pg.Code == "40P01"
	}
	if lite := (*sqlite.Error)(nil); errors.As(err, &lite) {
		return lite.Code()&0xff == sqlite3.SQLITE_BUSY
	}
	return false
}

// fault gives a driver's error its kind and code, by number and never by text.
func (e engine) fault(err error) error {
	if err == nil || fault.CodeOf(err) != "" {
		return err
	}
	if pg := (*pgconn.PgError)(nil); errors.As(err, &pg) {
		switch pg.Code[:2] {
		case "23":
			return fault.Wrap(err, fault.Conflict, "db.exists")
		case "40":
			return fault.Wrap(err, fault.Unavailable, "db.busy")
		}
		return err
	}
	if lite := (*sqlite.Error)(nil); errors.As(err, &lite) {
		switch lite.Code() & 0xff {
		case sqlite3.SQLITE_CONSTRAINT:
			return fault.Wrap(err, fault.Conflict, "db.exists")
		case sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED:
			return fault.Wrap(err, fault.Unavailable, "db.busy")
		case sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_CORRUPT:
			return fault.Wrap(err, fault.Invalid, "db.not_a_database")
		case sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_READONLY:
			return fault.Wrap(err, fault.Invalid, "db.cannot_open")
		case sqlite3.SQLITE_FULL:
			return fault.Wrap(err, fault.Unavailable, "db.full")
		}
		return err
	}
	if down := (*pgconn.ConnectError)(nil); errors.As(err, &down) {
		return fault.Wrap(err, fault.Unavailable, "db.unreachable")
	}
	return err
}

// orderByBytes makes every text column of a PostgreSQL database whose own order is that of a language compare by bytes,
// as SQLite does: dates, codes and folded names are ordered the same on both, and a prefix is a range.
func (e engine) orderByBytes(ctx context.Context, pool *sql.DB) error {
	if !e.postgres {
		return nil
	}
	_, err := pool.ExecContext(ctx, `DO $$ DECLARE c record; BEGIN
		IF 'a' COLLATE "default" > 'B' COLLATE "default" THEN RETURN; END IF; -- it orders by bytes already
		FOR c IN SELECT table_name, column_name FROM information_schema.columns WHERE table_schema = current_schema()
			AND data_type = 'text' AND collation_name IS NULL LOOP
			EXECUTE format('ALTER TABLE %I ALTER COLUMN %I TYPE text COLLATE "C"', c.table_name, c.column_name);
		END LOOP; END $$`)
	return err
}

// lazy has PostgreSQL commit without waiting for the disk; SQLite beside its log never waits.
func (e engine) lazy(ctx context.Context, tx *sql.Tx) error {
	if !e.postgres {
		return nil
	}
	_, err := tx.ExecContext(ctx, "SET LOCAL synchronous_commit TO off")
	return err
}

// grown has PostgreSQL count anew; by itself it does so a minute later. SQLite plans by its indexes alone.
func (e engine) grown(ctx context.Context, tx *sql.Tx, tables []string) error {
	if !e.postgres {
		return nil
	}
	_, err := tx.ExecContext(ctx, "ANALYZE "+strings.Join(tables, ", "))
	return err
}

func (e engine) bulk(ctx context.Context, t *Tx, table string, columns []string, rows iter.Seq[[]any]) (int64, error) {
	if e.postgres {
		return copyIn(ctx, t.conn, table, columns, rows)
	}
	return insertMany(ctx, t.tx, table, columns, rows)
}

func copyIn(ctx context.Context, conn *sql.Conn, table string, columns []string, rows iter.Seq[[]any]) (n int64, err error) {
	next, stop := iter.Pull(rows)
	defer stop()
	source := pgx.CopyFromFunc(func() ([]any, error) {
		row, ok := next()
		if !ok {
			return nil, nil
		}
		return row, plain(row)
	})
	rawErr := conn.Raw(func(dc any) error {
		n, err = dc.(*stdlib.Conn).Conn().CopyFrom(ctx, pgx.Identifier{table}, columns, source)
		return nil
	})
	return n, errors.Join(err, rawErr)
}

// plain turns values that know how to store themselves into what they store, in place.
func plain(row []any) error {
	for i, v := range row {
		valuer, ok := v.(driver.Valuer)
		if !ok {
			continue
		}
		p, err := valuer.Value()
		if err != nil {
			return err
		}
		row[i] = p
	}
	return nil
}

const rowsAnInsert = 100

func insertMany(ctx context.Context, tx *sql.Tx, table string, columns []string, rows iter.Seq[[]any]) (int64, error) {
	full, err := tx.PrepareContext(ctx, insertText(table, columns, rowsAnInsert))
	if err != nil {
		return 0, err
	}
	defer full.Close()
	var n int64
	args := make([]any, 0, rowsAnInsert*len(columns))
	for row := range rows {
		if len(row) != len(columns) {
			return n, fmt.Errorf("bulk %s: %d values for %d columns", table, len(row), len(columns))
		}
		args = append(args, row...)
		n++
		if len(args) == cap(args) {
			if _, err := full.ExecContext(ctx, args...); err != nil {
				return n, err
			}
			args = args[:0]
		}
	}
	if len(args) == 0 {
		return n, nil
	}
	_, err = tx.ExecContext(ctx, insertText(table, columns, len(args)/len(columns)), args...)
	return n, err
}

func insertText(table string, columns []string, rows int) string {
	one := "(" + strings.TrimSuffix(strings.Repeat("?,", len(columns)), ",") + ")"
	return "INSERT INTO " + table + " (" + strings.Join(columns, ", ") + ") VALUES " +
		strings.TrimSuffix(strings.Repeat(one+",", rows), ",")
}
