package registry

import (
	"context"

	"ansinh/calendar"
	"ansinh/db"
	"ansinh/org"
)

// Askable gives the people of some homes, nil is everywhere, about whom another register can be asked: with a personal
// number, alive and here on a day, and standing for themselves. By number, in the transaction of whoever asks.
func Askable(ctx context.Context, tx *db.Tx, homes []org.UnitID, today calendar.Date, each func(Person) error) error {
	return askable(ctx, tx, homes, today, each)
}

// Those are people by their numbers, in the transaction of whoever answers for it that the actor may know them.
func Those(ctx context.Context, tx *db.Tx, ids []PersonID) ([]Person, error) {
	return byIDs(ctx, tx, ids, nil)
}
