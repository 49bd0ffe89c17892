package reorg

import (
	"context"
	"slices"
	"strings"

	"ansinh/auth"
	"ansinh/calendar"
	"ansinh/db"
	"ansinh/fault"
	"ansinh/gate"
	"ansinh/indicator"
	"ansinh/org"
	"ansinh/plan"
	"ansinh/registry"
)

// Impact is what a dossier moves: reckoned when it is tried out, and kept as it was when it came into force.
type Impact struct {
	Units    []UnitMove  `json:"units"`
	People   int64       `json:"people"` // who live in the units that end
	Left     int64       `json:"left"`   // of a division by hamlets: whose address names no hamlet of the list
	Cases    int64       `json:"cases"`
	Returns  int64       `json:"returns"`
	Accounts []Account   `json:"accounts"`
	Duties   []DutyMove  `json:"duties"`
	Figures  []FigureSum `json:"figures"`
}

// UnitMove is a new unit, or an agency, with what comes there.
type UnitMove struct {
	ID     string   `json:"id"`
	Title  string   `json:"title"`
	From   []string `json:"from"`
	People int64    `json:"people"` // 0 where nobody can tell whose home it is
	Share  string   `json:"share"`  // of a divided unit's figures; empty: all
}

// Account is a user who answers for something that ends; To is empty where nothing can be said and all stays.
type Account struct {
	Login string `json:"login"`
	Was   string `json:"was"`
	To    string `json:"to"`
}

// DutyMove is a task or duty of the plan that another agency answers for from the day on.
type DutyMove struct {
	What string `json:"what"`
	Was  string `json:"was"`
	Now  string `json:"now"`
}

// FigureSum holds a target's figures on the map of before against those on the map of after.
type FigureSum struct {
	Target string `json:"target"`
	indicator.Kept
}

// Try says what a dossier would move, without changing anything.
func (r *Reorg) Try(ctx context.Context, actor auth.Actor, d Dossier) (*Impact, error) {
	_, current, err := r.inForce(ctx, actor)
	if err != nil {
		return nil, err
	}
	units, offices, err := r.drawn(append(current, d))
	if err != nil {
		return nil, err
	}
	tree, err := org.NewTree(units)
	if err != nil {
		return nil, err
	}
	agencies, err := org.NewAgencies(offices)
	if err != nil {
		return nil, err
	}
	var im *Impact
	err = r.gate.Read(ctx, actor, gate.Act{Permission: MayRead, Unit: actor.Unit, Subject: "reorganisation"}, func(tx *gate.Tx) (err error) {
		im, err = r.count(ctx, tx, d, tree, agencies, false)
		return err
	})
	if err != nil {
		return nil, err
	}
	if units, _, err = r.drawn(append(current, d)); err != nil { // again, with the weights that hamlets gave
		return nil, err
	}
	if tree, err = org.NewTree(units); err != nil {
		return nil, err
	}
	return im, r.figures(ctx, im, d, tree)
}

// inForce are the dossiers in force, with how often the map has changed.
func (r *Reorg) inForce(ctx context.Context, actor auth.Actor) (moved int64, list []Dossier, err error) {
	err = r.gate.Read(ctx, actor, gate.Act{Permission: MayRead, Unit: actor.Unit, Subject: "reorganisation"}, func(tx *gate.Tx) error {
		if moved, err = countMoves(ctx, tx.Tx); err != nil {
			return err
		}
		list, err = dossiersInForce(ctx, tx.Tx)
		return err
	})
	return moved, list, err
}

// count gathers what moves; with write it moves people by hamlets and weighs the parts by them.
func (r *Reorg) count(ctx context.Context, tx *gate.Tx, d Dossier, tree *org.Tree, agencies *org.Agencies, write bool) (*Impact, error) {
	im := &Impact{}
	var homes []org.UnitID
	var ended []string
	for i := range d.Changes {
		c := &d.Changes[i]
		if c.Agency {
			ended = append(ended, c.From...)
			im.offices(c, d.Day, agencies)
			continue
		}
		in := r.homesOf(c.From)
		homes = append(homes, in...)
		if err := r.areas(ctx, tx, im, d, c, in, write); err != nil {
			return nil, err
		}
	}
	var err error
	count := func(into *int64, n int64, e error) {
		*into += n
		if err == nil {
			err = e
		}
	}
	if len(homes) > 0 && err == nil {
		n, e := countCases(ctx, tx.Tx, homes)
		count(&im.Cases, n, e)
		n, e = countReturns(ctx, tx.Tx, homes)
		count(&im.Returns, n, e)
	}
	if len(ended) > 0 && err == nil {
		n, e := countAgencyReturns(ctx, tx.Tx, ended)
		count(&im.Returns, n, e)
	}
	if err != nil {
		return nil, err
	}
	if im.Accounts, err = r.accounts(ctx, tx.Tx, d, tree, agencies); err != nil {
		return nil, err
	}
	im.Duties, err = r.duties(ctx, d, agencies)
	return im, err
}

// homesOf are the units of any time that lie in units of today.
func (r *Reorg) homesOf(units []string) []org.UnitID {
	out := []org.UnitID{}
	for _, u := range units {
		out = append(out, r.Tree.Communes(org.UnitID(u))...)
		if !slices.Contains(out, org.UnitID(u)) {
			out = append(out, org.UnitID(u))
		}
	}
	return out
}

func (r *Reorg) areas(ctx context.Context, tx *gate.Tx, im *Impact, d Dossier, c *Change, homes []org.UnitID, write bool) error {
	n, err := countPeople(ctx, tx.Tx, homes)
	if err != nil {
		return err
	}
	im.People += n
	for _, t := range c.To {
		m := UnitMove{ID: r.newID(c, t, d.Day), Title: r.titleOf(c, t)}
		for _, f := range c.From {
			u, _ := r.Tree.Unit(org.UnitID(f))
			m.From = append(m.From, u.Title())
		}
		if c.Kind == Merge || c.Kind == Rename {
			m.People = n
		}
		im.Units = append(im.Units, m)
	}
	if c.By == ByHamlets && (c.Kind == Split || c.Kind == Dissolve) {
		if err := r.byHamlets(ctx, tx, im, d, c, homes, write); err != nil {
			return err
		}
	}
	sum := int64(0)
	for _, t := range c.To {
		sum += t.Weight
	}
	for i, t := range c.To {
		if len(c.To) > 1 && sum > 0 {
			im.Units[len(im.Units)-len(c.To)+i].Share = percent(t.Weight, sum)
		}
	}
	return nil
}

// byHamlets divides the people and weighs the parts by how many came to each.
func (r *Reorg) byHamlets(ctx context.Context, tx *gate.Tx, im *Impact, d Dossier, c *Change, homes []org.UnitID, write bool) error {
	came, err := r.Registry.Divide(ctx, tx, r.redrawing(d, c, homes), write)
	if err != nil {
		return err
	}
	im.Left += came.Left
	for i := range c.To {
		n := came.ByUnit[org.UnitID(r.newID(c, c.To[i], d.Day))]
		c.To[i].Weight = n
		im.Units[len(im.Units)-len(c.To)+i].People = n
	}
	return nil
}

// redrawing is a change by hamlets as the register takes it: an address belongs to the hamlet it begins with.
func (r *Reorg) redrawing(d Dossier, c *Change, homes []org.UnitID) registry.Redrawing {
	to, ids := map[string]org.UnitID{}, []org.UnitID{}
	for _, t := range c.To {
		id := org.UnitID(r.newID(c, t, d.Day))
		ids = append(ids, id)
		for _, h := range t.Hamlets {
			to[plain(h)] = id
		}
	}
	return registry.Redrawing{From: homes, To: ids, Day: d.Day, Source: registry.Source{Kind: registry.Document, Title: d.Legal, Issued: d.Day},
		Place: func(address string) (org.UnitID, bool) {
			first, _, _ := strings.Cut(address, ",")
			unit, ok := to[plain(first)]
			return unit, ok
		}}
}

func (r *Reorg) newID(c *Change, t Target, day calendar.Date) string {
	code := t.Code
	if code == "" {
		id := c.From[0]
		if c.Kind == Dissolve {
			id = t.ID
		}
		u, _ := r.Tree.Unit(org.UnitID(id))
		code = u.Code
	}
	return code + "@" + day.String()
}

func (r *Reorg) titleOf(c *Change, t Target) string {
	id := c.From[0]
	if c.Kind == Dissolve {
		id = t.ID
	}
	u, _ := r.Tree.Unit(org.UnitID(id))
	if t.Name != "" {
		u.Name = t.Name
	}
	if t.Type != "" {
		u.Type = t.Type
	}
	return u.Title()
}

// offices are the agencies that follow.
func (im *Impact) offices(c *Change, day calendar.Date, agencies *org.Agencies) {
	was, _ := agencies.Agency(c.From[0])
	for _, s := range was.Successors {
		if s.From != day {
			continue
		}
		next, _ := agencies.Agency(s.Agency)
		m := UnitMove{ID: next.ID, Title: next.Name.VI}
		for _, f := range c.From {
			a, _ := agencies.Agency(f)
			m.From = append(m.From, a.Name.VI)
		}
		im.Units = append(im.Units, m)
	}
}

// accounts are the users who answer for something that ends, with what they answer for then.
func (r *Reorg) accounts(ctx context.Context, tx *db.Tx, d Dossier, tree *org.Tree, agencies *org.Agencies) ([]Account, error) {
	all, err := auth.Accounts(ctx, tx)
	if err != nil {
		return nil, err
	}
	ended := map[string]bool{}
	for _, c := range d.Changes {
		for _, f := range c.From {
			ended[f] = true
		}
		for _, t := range c.To {
			ended[t.ID] = ended[t.ID] || c.Kind == Dissolve && !c.Agency
		}
	}
	var out []Account
	for _, a := range all {
		switch {
		case a.Unit != "" && ended[a.Unit]:
			to, _ := tree.On(org.UnitID(a.Unit), d.Day)
			out = append(out, Account{Login: a.ID, Was: a.Unit, To: string(to)})
		case a.Agency != "" && ended[a.Agency]:
			to, _ := agencies.Responsible(a.Agency, "", d.Day)
			out = append(out, Account{Login: a.ID, Was: a.Agency, To: to.ID})
		}
	}
	return out, nil
}

// duties are the tasks and duties of the plan that change hands.
func (r *Reorg) duties(ctx context.Context, d Dossier, agencies *org.Agencies) ([]DutyMove, error) {
	if !slices.ContainsFunc(d.Changes, func(c Change) bool { return c.Agency }) {
		return nil, nil
	}
	_, _, said, err := r.Plans.Current(ctx, auth.System(), "", d.Day)
	if fault.Is(err, fault.NotFound) {
		return nil, nil
	}
	var out []DutyMove
	hand := func(what string, p plan.Party, function string) {
		was, _ := r.Agencies.Responsible(p.Agency, function, d.Day)
		now, _ := agencies.Responsible(p.Agency, function, d.Day)
		if was.ID != now.ID {
			out = append(out, DutyMove{What: what, Was: was.Name.VI, Now: now.Name.VI})
		}
	}
	for _, t := range said.Tasks {
		for _, p := range t.Lead {
			hand(t.Number+" "+t.Title.VI, p, t.Function())
		}
	}
	for _, x := range said.Duties {
		for _, p := range x.Who {
			hand(x.What.VI, p, x.Function)
		}
	}
	return out, err
}

// figures holds every target's latest figures on the map of before against the map of after.
func (r *Reorg) figures(ctx context.Context, im *Impact, d Dossier, tree *org.Tree) error {
	if !slices.ContainsFunc(d.Changes, func(c Change) bool { return !c.Agency }) {
		return nil
	}
	for _, def := range r.Indicators.Book().Definitions() {
		kept, err := r.Indicators.Rehearse(ctx, auth.System(), def.ID, tree, org.Commune, d.Day)
		if err != nil {
			return err
		}
		if kept.Before != (indicator.Sum{}) {
			im.Figures = append(im.Figures, FigureSum{Target: def.Target, Kept: kept})
		}
	}
	return nil
}
