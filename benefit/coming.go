package benefit

import (
	"context"
	"fmt"
	"io/fs"
	"slices"

	"ansinh/auth"
	"ansinh/calendar"
	"ansinh/fault"
	"ansinh/gate"
	"ansinh/law"
	"ansinh/org"
	"ansinh/policy"
	"ansinh/registry"
)

// coming is what the policy folder says of the months ahead.
type coming struct {
	Months int         `yaml:"months"`
	Ages   []ComingAge `yaml:"ages"`
	Ends   struct {
		Decision   ComingKind `yaml:"decision"`
		Suspension ComingKind `yaml:"suspension"`
	} `yaml:"ends"`
	SuspensionMonths int `yaml:"suspension_months"`
}

// ComingKind is what an event of the months ahead means, and where that stands.
type ComingKind struct {
	law.Name   `yaml:",inline"`
	Source     string `yaml:"source"`
	Confidence string `yaml:"confidence"`
}

// ComingAge is an age that matters to a benefit.
type ComingAge struct {
	ID         string   `yaml:"id"`
	Years      int      `yaml:"years"`
	Whose      string   `yaml:"whose"` // everyone, enrolled
	Categories []string `yaml:"categories"`
	ComingKind `yaml:",inline"`
}

const comingFile = "benefit/coming.yaml"

func loadComing(from fs.FS) (*coming, error) {
	c := &coming{}
	if err := policy.YAML(from, comingFile, c); err != nil {
		return nil, err
	}
	wrong := fault.New(fault.Invalid, "benefit.procedure", comingFile)
	if c.Months < 1 || c.SuspensionMonths < 1 || c.Ends.Decision.VI == "" || c.Ends.Suspension.VI == "" {
		wrong.At("months", "benefit.procedure.half")
	}
	for i, a := range c.Ages {
		if a.ID == "" || a.Years < 1 || a.VI == "" || a.EN == "" || a.Source == "" || a.Whose != "everyone" && a.Whose != "enrolled" {
			wrong.At(fmt.Sprintf("ages[%d]", i), "benefit.procedure.half")
		}
	}
	return c, wrong.OrNil()
}

// Event is something known already that will change a benefit.
type Event struct {
	Day      calendar.Date
	Person   registry.Person
	Kind     ComingKind
	ID       string   // of the age; decision, suspension
	Decision Decision // zero: none is in force
}

// Coming are the events of the months ahead in one commune, by day: ages that matter, decisions and suspensions that run
// out. People who are known to be dead or to have left are not among them. Looking somebody up in it is recorded as a
// list of the commune's people. A category that tells a sensitive fact is not given to who may not see it.
func (b *Benefits) Coming(ctx context.Context, actor auth.Actor, unit org.UnitID) ([]Event, error) {
	now := calendar.DateOf(b.gate.Now())
	last := now.Month().Add(b.procedure.coming.Months).Last()
	gone, inForce, off, err := b.standingOn(ctx, actor, unit, now)
	if err != nil {
		return nil, err
	}
	var out []Event
	err = b.registry.List(ctx, actor, registry.ListFilter{Home: unit}, func(int64) error { return nil }, func(p registry.Person) error {
		if gone[p.ID] {
			return nil
		}
		out = append(out, b.comingOf(p, now, last, inForce[p.ID], off)...)
		return nil
	})
	for i := range out {
		out[i].Decision.Category = b.Shown(actor, out[i].Decision.Category)
	}
	slices.SortStableFunc(out, func(x, y Event) int { return cmpFirst(int(x.Day-y.Day), int(x.Person.ID-y.Person.ID)) })
	return out, err
}

// standingOn is who is gone, whose decisions are in force and which are suspended since when.
func (b *Benefits) standingOn(ctx context.Context, actor auth.Actor, unit org.UnitID, now calendar.Date) (map[registry.PersonID]bool, map[registry.PersonID][]Decision, map[int64]calendar.Month, error) {
	dead, err := b.registry.DeadOn(ctx, actor, registry.At{AsOf: now})
	if err != nil {
		return nil, nil, nil, err
	}
	gone := make(map[registry.PersonID]bool, len(dead))
	for _, d := range dead {
		gone[d.Person] = true
	}
	var inForce map[registry.PersonID][]Decision
	var off map[int64]calendar.Month
	err = b.gate.Read(ctx, actor, gate.Act{Permission: MayLists, Unit: actor.Unit}, func(tx *gate.Tx) error {
		list, err := decisionsIn(ctx, tx.Tx, now.Month(), b.tree.Communes(unit, org.UnitID(actor.Unit)))
		if err != nil {
			return err
		}
		inForce = byPerson(list)
		off, err = suspendedSince(ctx, tx.Tx)
		return err
	})
	return gone, inForce, off, err
}

func (b *Benefits) comingOf(p registry.Person, now, last calendar.Date, has []Decision, off map[int64]calendar.Month) []Event {
	var out []Event
	add := func(day calendar.Date, id string, kind ComingKind, d Decision) {
		if day >= now && day <= last {
			out = append(out, Event{Day: day, Person: p, ID: id, Kind: kind, Decision: d})
		}
	}
	for _, a := range b.procedure.coming.Ages {
		day := p.BirthDate.AddMonths(12 * a.Years)
		if a.Whose == "everyone" {
			add(day, a.ID, a.ComingKind, Decision{})
			continue
		}
		for _, d := range has {
			if len(a.Categories) == 0 || slices.Contains(a.Categories, d.Category) {
				add(day, a.ID, a.ComingKind, d)
			}
		}
	}
	for _, d := range has {
		if !d.To.IsZero() {
			add(d.To.Last(), "decision", b.procedure.coming.Ends.Decision, d)
		}
		if from, ok := off[d.ID]; ok {
			add(max(from.Add(b.procedure.coming.SuspensionMonths).First(), now), "suspension", b.procedure.coming.Ends.Suspension, d)
		}
	}
	return out
}
