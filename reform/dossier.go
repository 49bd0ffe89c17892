package reform

import (
	"context"
	"slices"
	"strconv"

	"ansinh/auth"
	"ansinh/db"
	"ansinh/fault"
	"ansinh/gate"
)

func subject(number int64) string { return "dossier:" + strconv.FormatInt(number, 10) }

// Propose checks files and keeps them as a new dossier. Nothing is kept of files that are refused.
func (r *Reform) Propose(ctx context.Context, actor auth.Actor, files []File, note string) (Dossier, error) {
	var d Dossier
	act := gate.Act{Permission: MayPropose, Subject: "dossier:new"}
	now, _, err := r.look(ctx, actor, act, 0)
	if err != nil {
		return d, err
	}
	c, err := r.check(now, files)
	if err != nil {
		return d, err
	}
	err = r.gate.Change(ctx, actor, act, func(tx *gate.Tx) error {
		if err := stillInForce(ctx, tx.Tx, now); err != nil {
			return err
		}
		d = Dossier{Title: c.title(), Note: note, Begins: c.begins(), State: Proposed, Cases: c.Cases, Files: files}
		var err error
		if d.Number, err = insertDossier(ctx, tx.Tx, d); err != nil {
			return err
		}
		tx.Note("dossier", d.Number)
		tx.Note("law", c.Book.Hash())
		tx.Note("files", len(files))
		d.Steps = append(d.Steps, step(tx, Proposed))
		return insertStep(ctx, tx.Tx, d.Number, d.Steps[0])
	})
	return d, err
}

// look reads the law in force and, where a number is given, a dossier.
func (r *Reform) look(ctx context.Context, actor auth.Actor, act gate.Act, number int64) (inForce, Dossier, error) {
	var now inForce
	var d Dossier
	err := r.gate.Read(ctx, actor, act, func(tx *gate.Tx) (err error) {
		if now, err = r.inForceOf(ctx, tx.Tx); err != nil || number == 0 {
			return err
		}
		d, err = dossier(ctx, tx.Tx, number)
		return err
	})
	return now, d, err
}

// stillInForce refuses what was checked against a law that is not in force any more.
func stillInForce(ctx context.Context, tx *db.Tx, now inForce) error {
	n, err := countInForce(ctx, tx)
	if err == nil && n != now.dossiers {
		return fault.New(fault.Conflict, "reform.law_moved")
	}
	return err
}

func step(tx *gate.Tx, s State) Step {
	return Step{State: s, Actor: tx.Actor.ID, Name: tx.Actor.Name, At: tx.Now}
}

// Approve takes a dossier one step on: the first approval endorses it, the second, by somebody else, brings it into
// force. Neither may be the proposer. It is checked again with the law as it is now, and a preview of just this change
// must have been made.
func (r *Reform) Approve(ctx context.Context, actor auth.Actor, number int64) (Dossier, error) {
	act := gate.Act{Permission: MayApprove, Subject: subject(number)}
	now, d, err := r.look(ctx, actor, act, number)
	if err != nil {
		return d, err
	}
	if _, err := d.next(actor); err != nil {
		return d, err
	}
	c, err := r.check(now, d.Files)
	if err != nil {
		return d, err
	}
	err = r.gate.Change(ctx, actor, act, func(tx *gate.Tx) error {
		if err := stillInForce(ctx, tx.Tx, now); err != nil {
			return err
		}
		if d, err = dossier(ctx, tx.Tx, number); err != nil {
			return err
		}
		to, err := d.next(actor)
		if err != nil {
			return err
		}
		if err := fresh(ctx, tx, d, now, c); err != nil {
			return err
		}
		d.State = to
		d.Steps = append(d.Steps, step(tx, to))
		tx.Note("state", string(to))
		if err := setState(ctx, tx.Tx, number, to); err != nil {
			return err
		}
		return insertStep(ctx, tx.Tx, number, d.Steps[len(d.Steps)-1])
	})
	if err != nil || d.State != InForce {
		return d, err
	}
	_, err = r.Follow(ctx)
	return d, err
}

// next is the state an actor's approval leads to.
func (d *Dossier) next(actor auth.Actor) (State, error) {
	at := slices.Index(States(), d.State)
	if at < 0 || d.State == InForce {
		return "", d.over()
	}
	if slices.ContainsFunc(d.Steps, func(s Step) bool { return s.Actor == actor.ID }) {
		return "", fault.New(fault.Forbidden, "reform.same_person")
	}
	return States()[at+1], nil
}

// over is the refusal of what can no longer be done to a dossier in force or withdrawn.
func (d *Dossier) over() error {
	code := "reform.over_in_force"
	if d.State == Withdrawn {
		code = "reform.over_withdrawn"
	}
	return fault.New(fault.Conflict, code, d.Number)
}

// fresh holds that a preview shows what a dossier would change now.
func fresh(ctx context.Context, tx *gate.Tx, d Dossier, now inForce, c *Checked) error {
	made, err := previews(ctx, tx.Tx, d.Number)
	if err != nil {
		return err
	}
	if !slices.ContainsFunc(made, func(p Preview) bool { return p.Before == now.book.Hash() && p.After == c.Book.Hash() }) {
		return fault.New(fault.Conflict, "reform.no_preview", d.Number)
	}
	tx.Note("law", c.Book.Hash())
	return nil
}

// Withdraw ends a dossier that is not in force yet: the proposer takes it back, or an approver sends it back.
func (r *Reform) Withdraw(ctx context.Context, actor auth.Actor, number int64) (Dossier, error) {
	permission := r.either(actor)
	var d Dossier
	err := r.gate.Change(ctx, actor, gate.Act{Permission: permission, Subject: subject(number)}, func(tx *gate.Tx) error {
		var err error
		if d, err = dossier(ctx, tx.Tx, number); err != nil {
			return err
		}
		switch {
		case d.State == InForce || d.State == Withdrawn:
			return d.over()
		case permission == MayPropose && d.Steps[0].Actor != actor.ID:
			return fault.New(fault.Forbidden, "reform.not_yours")
		}
		d.State = Withdrawn
		d.Steps = append(d.Steps, step(tx, Withdrawn))
		tx.Note("state", string(Withdrawn))
		if err := setState(ctx, tx.Tx, number, Withdrawn); err != nil {
			return err
		}
		return insertStep(ctx, tx.Tx, number, d.Steps[len(d.Steps)-1])
	})
	return d, err
}
