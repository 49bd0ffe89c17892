package registry

import (
	"context"
	"fmt"

	"ansinh/auth"
	"ansinh/gate"
)

// Version says up to which change somebody saw a file: the latest of the person's facts, of their household's facts,
// of their homes, of their mergers and of
// their guardians. It travels in forms, so that nobody writes over what they have not seen.
type Version struct{ Fact, Household, Residence, Merged, Guardian int64 }

// String is how a version travels in a form.
func (v Version) String() string {
	return fmt.Sprintf("%d.%d.%d.%d.%d", v.Fact, v.Household, v.Residence, v.Merged, v.Guardian)
}

// ParseVersion reads what String wrote; anything else is the zero version.
func ParseVersion(s string) Version {
	var v Version
	if _, err := fmt.Sscanf(s, "%d.%d.%d.%d.%d", &v.Fact, &v.Household, &v.Residence, &v.Merged, &v.Guardian); err != nil {
		return Version{}
	}
	return v
}

// Version is the version of a person's file now. It is never zero: zero is "not seen".
func (r *Registry) Version(ctx context.Context, actor auth.Actor, id PersonID) (Version, error) {
	p, may, err := r.open(ctx, actor, id)
	if err != nil {
		return Version{}, err
	}
	var v Version
	err = r.gate.Read(ctx, actor, gate.Act{Permission: may, Unit: actor.Unit}, func(tx *gate.Tx) error {
		v, err = versionOf(ctx, tx.Tx, p)
		return err
	})
	return v, err
}

// Since is what was recorded of a person after somebody saw the file, oldest first: facts, with homes among them.
func (r *Registry) Since(ctx context.Context, actor auth.Actor, id PersonID, seen Version) ([]Fact, error) {
	p, may, err := r.open(ctx, actor, id)
	if err != nil {
		return nil, err
	}
	var out []Fact
	err = r.gate.Read(ctx, actor, readAct(may, actor, p), func(tx *gate.Tx) error {
		all, err := factsAfter(ctx, tx.Tx, p, seen)
		if err != nil {
			return err
		}
		out = nil
		for _, f := range all {
			if def, ok := r.define(f.Fact); ok && (!def.Sensitive || r.gate.May(actor, MaySensitive)) {
				f.Name = def.Name
				out = append(out, f)
			}
		}
		homes, err := homesAfter(ctx, tx.Tx, id, seen.Residence)
		out = append(out, homes...)
		return err
	})
	return out, err
}
