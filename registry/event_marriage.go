package registry

import (
	"context"
	"slices"

	"ansinh/auth"
	"ansinh/calendar"
	"ansinh/gate"
)

// mayMarry checks who is named as the spouse by what the form's field asks of the two; code says what is against it. The
// register knows kinship and spouses by household only: what it cannot see, the registrar has seen.
func (w *writing) mayMarry(ctx context.Context, actor auth.Actor, x Field) (code string, args []any) {
	p, q := w.person, w.partner
	if x.OtherSex && p.Sex == q.Sex {
		return "registry.event.partner.sex", nil
	}
	if years := w.form.MinAge[q.Sex]; years > 0 && w.event.Day.MonthsSince(q.BirthDate) < years*12 {
		return "registry.event.partner.age", []any{years}
	}
	if p.Household == q.Household && (p.Relation == Head && slices.Contains(x.NotKin, q.Relation) || q.Relation == Head && slices.Contains(x.NotKin, p.Relation)) {
		return "registry.event.partner.kin", nil
	}
	err := w.registry.gate.Read(ctx, actor, gate.Act{Permission: MayWrite, Unit: actor.Unit}, func(tx *gate.Tx) error {
		here, err := w.hereOn(ctx, tx, q)
		if err == nil && !here {
			code = "registry.event.partner.gone"
		}
		for _, one := range []Person{p, q} {
			if !x.Single || err != nil || code != "" {
				break
			}
			var married bool
			if married, err = w.married(ctx, tx, one); married {
				code = "registry.event.partner.married"
			}
		}
		return err
	})
	if err != nil {
		return "registry.event.partner", nil
	}
	return code, args
}

// married says whether somebody other than the two lives as the spouse of one of them in their household.
func (w *writing) married(ctx context.Context, tx *gate.Tx, one Person) (bool, error) {
	other := map[Relation]Relation{Head: Spouse, Spouse: Head}[one.Relation]
	if other == "" {
		return false, nil
	}
	h, err := household(ctx, tx.Tx, one.Household)
	for _, m := range h.Members {
		if err != nil {
			return false, err
		}
		if m.Relation != other || m.ID == w.person.ID || m.ID == w.partner.ID {
			continue
		}
		var here bool
		if here, err = w.hereOn(ctx, tx, m); here {
			return true, err
		}
	}
	return false, err
}

// hereOn says whether somebody lives, and lives in the province, on the day of the event.
func (w *writing) hereOn(ctx context.Context, tx *gate.Tx, p Person) (bool, error) {
	ended, err := endings(ctx, tx.Tx, p.ID)
	past := func(d calendar.Date) bool { return !d.IsZero() && d <= w.event.Day }
	return !past(ended[deathDate]) && !past(ended[departureDate]), err
}
