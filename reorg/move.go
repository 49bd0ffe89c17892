package reorg

import (
	"context"
	"slices"
	"strconv"
	"strings"

	"ansinh/auth"
	"ansinh/benefit"
	"ansinh/fault"
	"ansinh/gate"
	"ansinh/money"
	"ansinh/org"
	"ansinh/viet"
)

func subject(number int64) string { return "reorganisation:" + strconv.FormatInt(number, 10) }

func plain(s string) string { return strings.Join(strings.Fields(viet.Fold(s)), " ") }

// percent writes a share with one decimal.
func percent(part, whole int64) string {
	permille := (part*2000 + whole) / (2 * whole)
	return money.Group(permille/10) + "," + strconv.FormatInt(permille%10, 10) + "%"
}

// Propose keeps a dossier that could be carried out as things stand.
func (r *Reorg) Propose(ctx context.Context, actor auth.Actor, d Dossier) (Dossier, error) {
	if err := r.gate.Read(ctx, actor, gate.Act{Permission: MayPropose, Subject: "reorganisation:new"}, func(*gate.Tx) error { return nil }); err != nil {
		return d, err
	}
	wrong := fault.New(fault.Invalid, "reorg.wrong")
	for at, v := range map[string]string{"title": d.Title, "legal": d.Legal} {
		if strings.TrimSpace(v) == "" {
			wrong.At(at, "reorg.blank")
		}
	}
	if d.Day.IsZero() {
		wrong.At("day", "reorg.blank")
	}
	if len(d.Changes) == 0 {
		wrong.At("change", "reorg.blank")
	}
	if err := wrong.OrNil(); err != nil {
		return d, err
	}
	if _, err := r.Try(ctx, actor, d); err != nil {
		return d, err
	}
	err := r.gate.Change(ctx, actor, gate.Act{Permission: MayPropose, Subject: "reorganisation:new"}, func(tx *gate.Tx) error {
		d.State, d.Steps = Proposed, nil
		if err := insertDossier(ctx, tx, &d); err != nil {
			return err
		}
		tx.Note("dossier", d.Number)
		return moveDossier(ctx, tx, &d, d.Note)
	})
	return d, err
}

// Approve takes a dossier one step on: endorsed, then in force; or, where its undoing was asked for, undone. Who took a
// step of the same way before may not take the next.
func (r *Reorg) Approve(ctx context.Context, actor auth.Actor, number int64) (Dossier, error) {
	return r.step(ctx, actor, number, func(tx *gate.Tx, d *Dossier, moved int64) error {
		if d.took(actor.ID) {
			return fault.New(fault.Forbidden, "reorg.same_person")
		}
		switch d.State {
		case Proposed:
			d.State = Endorsed
			return moveDossier(ctx, tx, d, "")
		case Endorsed:
			return r.apply(ctx, tx, d)
		case UndoAsked:
			return r.undo(ctx, tx, d)
		}
		return fault.New(fault.Conflict, "reorg.over", d.Number)
	})
}

// AskUndo asks for a dossier in force to be undone; somebody else approves it.
func (r *Reorg) AskUndo(ctx context.Context, actor auth.Actor, number int64, reason string) (Dossier, error) {
	if strings.TrimSpace(reason) == "" {
		return Dossier{}, fault.New(fault.Invalid, "reorg.no_reason")
	}
	return r.step(ctx, actor, number, func(tx *gate.Tx, d *Dossier, _ int64) error {
		if d.State != InForce {
			return fault.New(fault.Conflict, "reorg.not_in_force", d.Number)
		}
		if err := r.last(ctx, tx, d); err != nil {
			return err
		}
		d.State = UndoAsked
		return moveDossier(ctx, tx, d, reason)
	})
}

// Withdraw ends a dossier that is not in force yet.
func (r *Reorg) Withdraw(ctx context.Context, actor auth.Actor, number int64) (Dossier, error) {
	return r.stepAs(ctx, actor, MayPropose, number, func(tx *gate.Tx, d *Dossier, _ int64) error {
		if d.State != Proposed && d.State != Endorsed {
			return fault.New(fault.Conflict, "reorg.over", d.Number)
		}
		d.State = Withdrawn
		return moveDossier(ctx, tx, d, "")
	})
}

// took says whether an actor took a step on the way that is being gone: to force, or back.
func (d *Dossier) took(actor string) bool {
	way := d.Steps
	if d.State == UndoAsked {
		way = way[slices.IndexFunc(way, func(s Step) bool { return s.State == UndoAsked }):]
	}
	return slices.ContainsFunc(way, func(s Step) bool { return s.Actor == actor })
}

func (r *Reorg) step(ctx context.Context, actor auth.Actor, number int64, work func(*gate.Tx, *Dossier, int64) error) (Dossier, error) {
	return r.stepAs(ctx, actor, MayApprove, number, work)
}

func (r *Reorg) stepAs(ctx context.Context, actor auth.Actor, p auth.Permission, number int64, work func(*gate.Tx, *Dossier, int64) error) (Dossier, error) {
	var d Dossier
	err := r.gate.Change(ctx, actor, gate.Act{Permission: p, Subject: subject(number)}, func(tx *gate.Tx) (err error) {
		if d, err = dossier(ctx, tx.Tx, number); err != nil {
			return err
		}
		moved, err := countMoves(ctx, tx.Tx)
		if err != nil {
			return err
		}
		return work(tx, &d, moved)
	})
	if err != nil {
		return d, err
	}
	return d, r.Follow(ctx)
}

// state is the map with the dossiers in force and one more, or without one.
func (r *Reorg) state(ctx context.Context, tx *gate.Tx, with *Dossier, without int64) (*org.Tree, *org.Agencies, error) {
	list, err := dossiersInForce(ctx, tx.Tx)
	if err != nil {
		return nil, nil, err
	}
	list = slices.DeleteFunc(list, func(d Dossier) bool { return d.Number == without })
	if with != nil {
		list = append(list, *with)
	}
	units, offices, err := r.drawn(list)
	if err != nil {
		return nil, nil, err
	}
	tree, err := org.NewTree(units)
	if err != nil {
		return nil, nil, err
	}
	agencies, err := org.NewAgencies(offices)
	return tree, agencies, err
}

// apply brings a dossier into force: units and agencies, the home of those it divides by hamlets, requests on their way,
// and what accounts answer for.
func (r *Reorg) apply(ctx context.Context, tx *gate.Tx, d *Dossier) error {
	tree, agencies, err := r.state(ctx, tx, d, 0)
	if err != nil {
		return err
	}
	if d.Impact, err = r.count(ctx, tx, *d, tree, agencies, true); err != nil {
		return err
	}
	if tree, agencies, err = r.state(ctx, tx, d, 0); err != nil { // again, with the weights of hamlets
		return err
	}
	for _, a := range d.Impact.Accounts {
		if err := r.reassign(ctx, tx, d.Number, a, agencies); err != nil {
			return err
		}
	}
	if err := r.follow(ctx, tx, d, true); err != nil {
		return err
	}
	d.State = InForce
	if err := keepForce(ctx, tx, d); err != nil {
		return err
	}
	tx.Note("people", d.Impact.People)
	return r.settle(ctx, tx, d, tree, agencies)
}

func (r *Reorg) reassign(ctx context.Context, tx *gate.Tx, number int64, a Account, agencies *org.Agencies) error {
	if a.To == "" || a.To == a.Was {
		return nil
	}
	was, err := auth.Find(ctx, tx.Tx, a.Login)
	if err != nil {
		return err
	}
	if err := keepAccount(ctx, tx, number, keptAccount{a.Login, was.Unit, was.Agency}); err != nil {
		return err
	}
	if _, office := agencies.Agency(a.To); office && was.Agency == a.Was {
		return auth.Reassign(ctx, tx.Tx, a.Login, was.Unit, a.To)
	}
	return auth.Reassign(ctx, tx.Tx, a.Login, a.To, was.Agency)
}

// follow lets requests on their way follow the people of units that were divided by hamlets, there or back.
func (r *Reorg) follow(ctx context.Context, tx *gate.Tx, d *Dossier, there bool) error {
	for i := range d.Changes {
		c := &d.Changes[i]
		if c.Agency || c.By != ByHamlets || c.Kind != Split && c.Kind != Dissolve {
			continue
		}
		homes := r.homesOf(c.From)
		move := r.redrawing(*d, c, homes)
		units := homes
		if !there {
			units = move.To
		}
		if _, err := benefit.FollowHomes(ctx, tx, units); err != nil {
			return err
		}
	}
	return nil
}

// settle ends what brings a dossier into force or undoes it: its step, the lists that rows are joined with, and what others
// do when the map has changed.
func (r *Reorg) settle(ctx context.Context, tx *gate.Tx, d *Dossier, tree *org.Tree, agencies *org.Agencies) error {
	if err := moveDossier(ctx, tx, d, ""); err != nil {
		return err
	}
	if err := org.Write(ctx, tx, tree, agencies); err != nil {
		return err
	}
	if r.carried == nil || !slices.ContainsFunc(d.Changes, func(c Change) bool { return !c.Agency }) {
		return nil
	}
	return r.carried(ctx, tx)
}

// last refuses to undo what a later dossier builds on.
func (r *Reorg) last(ctx context.Context, tx *gate.Tx, d *Dossier) error {
	if _, _, err := r.state(ctx, tx, nil, d.Number); err != nil {
		return fault.Wrap(err, fault.Conflict, "reorg.built_on", d.Number)
	}
	return nil
}

// undo takes back what apply did. Documents signed in between stay as they are and keep the name under which they were
// signed.
func (r *Reorg) undo(ctx context.Context, tx *gate.Tx, d *Dossier) error {
	if err := r.last(ctx, tx, d); err != nil {
		return err
	}
	for i := range d.Changes {
		if err := r.rejoin(ctx, tx, d, &d.Changes[i]); err != nil {
			return err
		}
	}
	if err := r.follow(ctx, tx, d, false); err != nil {
		return err
	}
	kept, err := keptAccounts(ctx, tx, d.Number)
	if err != nil {
		return err
	}
	for _, a := range kept {
		if err := auth.Reassign(ctx, tx.Tx, a.login, a.unit, a.agency); err != nil {
			return err
		}
	}
	tree, agencies, err := r.state(ctx, tx, nil, d.Number)
	if err != nil {
		return err
	}
	d.State = Undone
	return r.settle(ctx, tx, d, tree, agencies)
}

// rejoin gives those who live in a new unit the unit of before. Into which of several a merged unit's newcomers belong
// nobody can tell, so they must be given a home first.
func (r *Reorg) rejoin(ctx context.Context, tx *gate.Tx, d *Dossier, c *Change) error {
	if c.Agency {
		return nil
	}
	back, to := map[org.UnitID]org.UnitID{}, []org.UnitID{}
	for _, t := range c.To {
		id := org.UnitID(r.newID(c, t, d.Day))
		to = append(to, id)
		back[id] = org.UnitID(c.From[0])
		if c.Kind == Dissolve {
			back[id] = org.UnitID(t.ID)
		}
	}
	if c.Kind == Merge {
		n, err := countPeople(ctx, tx.Tx, to)
		if err == nil && n > 0 {
			err = fault.New(fault.Conflict, "reorg.newcomers", n)
		}
		return err
	}
	move := r.redrawing(*d, c, []org.UnitID{org.UnitID(c.From[0])})
	move.To, move.Back = to, func(id org.UnitID) org.UnitID { return back[id] }
	return r.Registry.Rejoin(ctx, tx, move)
}
