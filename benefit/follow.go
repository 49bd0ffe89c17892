package benefit

import (
	"context"

	"ansinh/gate"
	"ansinh/org"
)

// FollowHomes puts requests on their way into the area where their people live now, after an area was divided or a
// division was taken back; whoever answers for that area answers for them. What was decided stays where it was decided.
func FollowHomes(ctx context.Context, tx *gate.Tx, units []org.UnitID) (int64, error) {
	return followHomes(ctx, tx.Tx, units)
}
