package db

import (
	"context"
	"embed"
	"io/fs"

	"github.com/pressly/goose/v3"
	"github.com/pressly/goose/v3/database"

	"ansinh/fault"
)

//go:embed migrations/*.sql
var migrations embed.FS

// Migrate brings the tables to this program's version. A database made by a newer program is refused and left alone.
func (d *DB) Migrate(ctx context.Context) error {
	p, err := d.migrator()
	if err != nil {
		return err
	}
	have, want, err := versions(ctx, p)
	if err != nil {
		return d.engine.fault(err)
	}
	if have > want {
		return fault.New(fault.Invalid, "db.newer", have, want)
	}
	if have == want {
		return nil
	}
	if _, err = p.Up(ctx); err != nil {
		return d.engine.fault(err)
	}
	return d.engine.fault(d.engine.orderByBytes(ctx, d.write))
}

// Version is the version of the tables there and the newest this program knows.
func (d *DB) Version(ctx context.Context) (have, want int64, err error) {
	p, err := d.migrator()
	if err != nil {
		return 0, 0, err
	}
	have, want, err = versions(ctx, p)
	return have, want, d.engine.fault(err)
}

func (d *DB) migrator() (*goose.Provider, error) {
	files, err := fs.Sub(migrations, "migrations")
	if err != nil {
		return nil, err
	}
	dialect := database.DialectSQLite3
	if d.engine.postgres {
		dialect = database.DialectPostgres
	}
	return goose.NewProvider(dialect, d.write, files, goose.WithDisableGlobalRegistry(true),
		goose.WithAllowOutofOrder(true)) // a number that was free when a database was made may have been filled since
}

func versions(ctx context.Context, p *goose.Provider) (have, want int64, err error) {
	have, err = p.GetDBVersion(ctx)
	for _, s := range p.ListSources() {
		want = max(want, s.Version)
	}
	return have, want, err
}
