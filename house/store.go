package house

import (
	"context"

	"ansinh/db"
)

// holdsDemonstration says whether the database was made by the demonstration.
func holdsDemonstration(ctx context.Context, d *db.DB) (bool, error) {
	var n int64
	err := d.View(ctx, func(tx *db.Tx) (err error) {
		n, err = db.One(ctx, tx, db.Value[int64], `SELECT count(*) FROM demonstration`)
		return err
	})
	return n > 0, err
}
