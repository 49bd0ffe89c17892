package registry

import (
	"context"

	"ansinh/auth"
	"ansinh/calendar"
	"ansinh/gate"
)

// BroughtUpToDate says whether a snapshot comes from what is kept, and with which hash.
func (r *Registry) BroughtUpToDate(ctx context.Context, month calendar.Month, knownAt calendar.Date) (used bool, hash string, err error) {
	err = r.gate.Read(ctx, auth.System(), gate.Act{Permission: MaySnapshot}, func(tx *gate.Tx) error {
		b := &builder{registry: r, tx: tx.Tx, month: month, knownAt: knownAt}
		at, _, err := readPosition(ctx, tx.Tx)
		if err != nil {
			return err
		}
		if b.ground, err = readGround(ctx, tx.Tx, month, knownAt); err != nil {
			return err
		}
		old := r.keep.open(b)
		if old == nil {
			return nil
		}
		s, _, err := r.keep.update(ctx, b, old, at)
		if s != nil {
			used, hash = true, s.hash()
		}
		return err
	})
	return used, hash, err
}
