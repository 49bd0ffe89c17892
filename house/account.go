package house

import (
	"context"

	"ansinh/auth"
	"ansinh/gate"
)

// Account is the actor of an open account: for work done later or at the console in somebody's name.
func (h *House) Account(ctx context.Context, login string) (auth.Actor, error) {
	var actor auth.Actor
	err := h.Gate.Read(ctx, auth.System(), gate.Act{Permission: "account.manage"}, func(tx *gate.Tx) (err error) {
		actor, err = auth.Find(ctx, tx.Tx, login)
		return err
	})
	return actor, err
}
