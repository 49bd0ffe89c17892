package plan

import (
	"context"
	"fmt"
	"io/fs"

	"ansinh/auth"
	"ansinh/calendar"
	"ansinh/fault"
	"ansinh/gate"
	"ansinh/org"
)

// Plans is the use cases on plans.
type Plans struct {
	gate     *gate.Gate
	agencies *org.Agencies // nil: names in documents stay names
}

// New makes the room.
func New(g *gate.Gate) *Plans { return &Plans{gate: g} }

const (
	mayRead   auth.Permission = "plan.read"
	mayImport auth.Permission = "plan.import"
)

// ImportPolicy records the plans of a policy folder: each that is new, and a new version of each whose file changed.
// It gives the versions that are new; loading the same folder again gives none.
func (p *Plans) ImportPolicy(ctx context.Context, actor auth.Actor, from fs.FS) ([]VersionID, error) {
	editions, err := readPolicy(from)
	if err != nil {
		return nil, err
	}
	var fresh []VersionID
	for _, e := range editions {
		v, created, err := p.record(ctx, actor, e)
		if err != nil {
			return fresh, fmt.Errorf("import plan %s: %w", e.Plan.ID, err)
		}
		if created {
			fresh = append(fresh, v.ID)
		}
	}
	return fresh, nil
}

// ImportReading records what was read from a document as a draft: a version of the plan with the same number, day and
// issuer where there is one, else of a new plan. The same file gives the version it gave before, and created is false.
func (p *Plans) ImportReading(ctx context.Context, actor auth.Actor, x *Reading) (v Version, created bool, err error) {
	if x.SHA256 == "" {
		return Version{}, false, fault.New(fault.Internal, "plan.no_hash")
	}
	return p.record(ctx, actor, editionOf(x))
}

// record writes an edition unless its file was recorded before.
func (p *Plans) record(ctx context.Context, actor auth.Actor, e edition) (v Version, created bool, err error) {
	act := gate.Act{Permission: mayImport, Subject: "plan:" + string(e.Plan.ID)}
	// Reading first keeps a second import of the same file out of the audit log: nothing was changed.
	known := false
	err = p.gate.Read(ctx, actor, act, func(t *gate.Tx) error {
		v, known, err = versionByHash(ctx, t.Tx, e.SHA256)
		return err
	})
	if err != nil || known {
		return v, false, err
	}
	err = p.gate.Change(ctx, actor, act, func(t *gate.Tx) error {
		if v, known, err = versionByHash(ctx, t.Tx, e.SHA256); err != nil || known {
			return err
		}
		if err = p.link(ctx, t, &e); err != nil {
			return err
		}
		v, err = writeEdition(ctx, t, e)
		t.Note("version", v.ID)
		t.Note("sha256", e.SHA256)
		t.Note("targets", len(e.Targets))
		t.Note("tasks", len(e.Tasks))
		return err
	})
	return v, err == nil && !known, err
}

// Confirm puts a draft in force.
func (p *Plans) Confirm(ctx context.Context, actor auth.Actor, id VersionID) error {
	return p.gate.Change(ctx, actor, gate.Act{Permission: mayImport, Subject: "plan:" + string(id)}, func(t *gate.Tx) error {
		n, err := confirm(ctx, t.Tx, id)
		if err == nil && n == 0 {
			return fault.New(fault.Conflict, "plan.no_draft", id)
		}
		return err
	})
}

// Plans are all plans by day of issue, then id.
func (p *Plans) Plans(ctx context.Context, actor auth.Actor) (out []Plan, err error) {
	err = p.read(ctx, actor, "plans", func(t *gate.Tx) error {
		out, err = plans(ctx, t.Tx)
		return err
	})
	return out, err
}

// Plan is one plan with its versions, the newest last; fault plan.none where there is none.
func (p *Plans) Plan(ctx context.Context, actor auth.Actor, id ID) (one Plan, versions []Version, err error) {
	err = p.read(ctx, actor, string(id), func(t *gate.Tx) error {
		if one, err = planByID(ctx, t.Tx, id); err != nil {
			return err
		}
		versions, err = versionsOf(ctx, t.Tx, id)
		return err
	})
	return one, versions, err
}

// Current is the version of a plan in force on a day, with all it says; fault plan.not_in_force where none is. The
// empty id is the plan of the policy folder that was issued last before the day.
func (p *Plans) Current(ctx context.Context, actor auth.Actor, id ID, day calendar.Date) (one Plan, v Version, c Contents, err error) {
	err = p.read(ctx, actor, string(id), func(t *gate.Tx) error {
		if id != "" {
			if _, err = planByID(ctx, t.Tx, id); err != nil {
				return err
			}
		}
		if v, err = currentVersion(ctx, t.Tx, id, day); err != nil {
			return err
		}
		if one, err = planByID(ctx, t.Tx, v.Plan); err != nil {
			return err
		}
		c, err = contents(ctx, t.Tx, v.ID)
		return err
	})
	return one, v, c, err
}

// Contents is all that one version says, draft or not.
func (p *Plans) Contents(ctx context.Context, actor auth.Actor, id VersionID) (c Contents, err error) {
	err = p.read(ctx, actor, string(id), func(t *gate.Tx) error {
		if _, err := versionByID(ctx, t.Tx, id); err != nil {
			return err
		}
		c, err = contents(ctx, t.Tx, id)
		return err
	})
	return c, err
}

// Targets are the targets of a version in the order of the plan, those without a figure last.
func (p *Plans) Targets(ctx context.Context, actor auth.Actor, id VersionID) (out []Target, err error) {
	err = p.read(ctx, actor, string(id), func(t *gate.Tx) error {
		out, err = targets(ctx, t.Tx, id)
		return err
	})
	return out, err
}

// Tasks are the tasks of a version in the order of the plan.
func (p *Plans) Tasks(ctx context.Context, actor auth.Actor, id VersionID) (out []Task, err error) {
	err = p.read(ctx, actor, string(id), func(t *gate.Tx) error {
		out, err = tasks(ctx, t.Tx, id)
		return err
	})
	return out, err
}

// Duties are the duties to report of a version in the order of the plan.
func (p *Plans) Duties(ctx context.Context, actor auth.Actor, id VersionID) (out []Duty, err error) {
	err = p.read(ctx, actor, string(id), func(t *gate.Tx) error {
		out, err = duties(ctx, t.Tx, id)
		return err
	})
	return out, err
}

// read reads something that belongs to no unit: whoever may read plans reads all of them.
func (p *Plans) read(ctx context.Context, actor auth.Actor, subject string, work func(*gate.Tx) error) error {
	return p.gate.Read(ctx, actor, gate.Act{Permission: mayRead, Unit: actor.Unit, Subject: "plan:" + subject}, work)
}
