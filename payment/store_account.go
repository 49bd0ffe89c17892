package payment

import (
	"context"
	"slices"

	"ansinh/calendar"
	"ansinh/db"
	"ansinh/org"
	"ansinh/registry"
)

// byAccount are the people whom the regular lines of a run pay to an account; nil where there is no run.
func byAccount(ctx context.Context, tx *db.Tx, month calendar.Month, homes []org.UnitID) ([]registry.PersonID, error) {
	found, err := hasRun(ctx, tx, month)
	if err != nil || !found {
		return nil, err
	}
	args := []any{month}
	where := db.In("home_unit", homes, &args)
	out, err := db.All(ctx, tx, db.Value[registry.PersonID], `SELECT person FROM payment_line WHERE month = $1 AND channel = 'bank' AND held = '' AND kind = 'regular'`+where, args...)
	slices.Sort(out)
	return append([]registry.PersonID{}, slices.Compact(out)...), err
}
