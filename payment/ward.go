package payment

import (
	"context"
	"fmt"

	"ansinh/auth"
	"ansinh/calendar"
	"ansinh/registry"
)

// takers puts the guardian in the place of a ward who takes cash: it is the guardian who comes and signs, and the list
// names both. Of several who act for one person the one who does so longest takes the money. An account is left alone: it
// has its holder.
func (p *Payments) takers(ctx context.Context, actor auth.Actor, payees []registry.PayTo, day calendar.Date) error {
	var wards []registry.PersonID
	for i := range payees {
		if payees[i].Channel != registry.ToAccount {
			wards = append(wards, payees[i].Person)
		}
	}
	if len(wards) == 0 {
		return nil
	}
	guardians, err := p.registry.GuardiansOf(ctx, actor, wards, day)
	if err != nil {
		return err
	}
	for i := range payees {
		to := &payees[i]
		of := guardians[to.Person]
		if len(of) == 0 || to.Channel == registry.ToAccount {
			continue
		}
		g := of[0].Guardian
		to.Name = fmt.Sprintf(p.policy.Files.Cash.Guardian, g.Name, to.Name)
		if to.BirthYear = 0; !g.BirthDate.IsZero() {
			to.BirthYear = g.BirthDate.Year()
		}
	}
	return nil
}
