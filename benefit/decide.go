package benefit

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"ansinh/auth"
	"ansinh/calendar"
	"ansinh/fault"
	"ansinh/gate"
	"ansinh/org"
)

// Decide opens a decision for one person. The law must give the category in the month it starts from; what the
// decision rests on are that month's snapshot and law.
func (b *Benefits) Decide(ctx context.Context, actor auth.Actor, g Grant) (Decision, error) {
	if err := checkGrant(g); err != nil {
		return Decision{}, err
	}
	due, err := b.due(ctx, actor, g)
	if err != nil {
		return Decision{}, err
	}
	var out Decision
	act := gate.Act{Permission: MayDecide, Unit: string(due.HomeUnit), Subject: fmt.Sprintf("person:%d", g.Person)}
	err = b.gate.Change(ctx, actor, act, func(tx *gate.Tx) error {
		if g.Replaces != 0 { // asked twice: the decision that was made the first time
			if out, err = successor(ctx, tx.Tx, g.Replaces, g.From); err != nil || out.ID != 0 && out.Category == g.Category {
				return err
			}
		}
		out, err = b.grant(ctx, tx, g, due)
		return err
	})
	return out, err
}

// grant makes one decision within a transaction.
func (b *Benefits) grant(ctx context.Context, tx *gate.Tx, g Grant, due Determined) (Decision, error) {
	i, err := b.issue(ctx, tx, Terms{On: g.On, Signer: g.Signer}, g.From)
	if err != nil {
		return Decision{}, err
	}
	made, err := i.decide(ctx, []Row{{Month: g.From, Person: g.Person, Programme: g.Programme, Category: g.Category,
		HomeUnit: due.HomeUnit, Decision: g.Replaces, New: due.Amount, Reason: reasonOf(due)}})
	if err != nil {
		return Decision{}, err
	}
	tx.Note("decision", made[0].ID)
	tx.Note("programme", made[0].Programme)
	return made[0], nil
}

func reasonOf(d Determined) Reason {
	if d.Twin != 0 {
		return Twin
	}
	return NeverEnrolled
}

func checkGrant(g Grant) error {
	wrong := fault.New(fault.Invalid, "benefit.grant")
	if g.Person <= 0 {
		wrong.At("person", "benefit.grant.person")
	}
	if g.Programme == "" || g.Category == "" {
		wrong.At("category", "benefit.grant.category")
	}
	if g.From.IsZero() {
		wrong.At("from", "benefit.grant.from")
	}
	return wrong.OrNil()
}

// due finds what the law gives; it is looked up first because the gate must know where the person lives.
func (b *Benefits) due(ctx context.Context, actor auth.Actor, g Grant) (Determined, error) {
	var due Determined
	err := b.gate.Read(ctx, actor, gate.Act{Permission: MayDecide, Unit: actor.Unit}, func(tx *gate.Tx) error {
		var err error
		due, err = dueIn(ctx, tx, g)
		return err
	})
	return due, err
}

func dueIn(ctx context.Context, tx *gate.Tx, g Grant) (Determined, error) {
	if _, err := determination(ctx, tx.Tx, g.From); err != nil {
		return Determined{}, err
	}
	list, err := determinedOf(ctx, tx.Tx, g.Person, g.From)
	if err != nil {
		return Determined{}, err
	}
	i := slices.IndexFunc(list, func(d Determined) bool { return d.Programme == g.Programme && d.Category == g.Category })
	if i < 0 {
		return Determined{}, fault.New(fault.Conflict, "benefit.not_entitled", g.From.Vietnamese())
	}
	return list[i], nil
}

// DecideAll opens decisions for the rows of a month's gap list – and, where the terms say so, replaces those of its
// adjust list – in the actor's area: all rows that Accept takes. It gives them by person. What was decided leaves the
// list; where a second record of one person was accepted it enters the review list.
func (b *Benefits) DecideAll(ctx context.Context, actor auth.Actor, month calendar.Month, t Terms) ([]Decision, error) {
	if t.Accept == nil {
		t.Accept = func(r Row) bool { return r.Reason != Twin }
	}
	if len(t.Lists) == 0 {
		t.Lists = []List{Gap}
	}
	var out []Decision
	act := gate.Act{Permission: MayDecide, Unit: actor.Unit, Subject: subject(month)}
	within := b.tree.Communes(org.UnitID(actor.Unit))
	err := b.gate.Change(ctx, actor, act, func(tx *gate.Tx) error {
		i, err := b.issue(ctx, tx, t, month)
		if err != nil {
			return err
		}
		var rows []Row
		for _, l := range t.Lists {
			found, err := listRows(ctx, tx.Tx, rowQuery{month: month, list: l, homes: within})
			if err != nil {
				return err
			}
			rows = append(rows, found...)
		}
		rows = slices.DeleteFunc(rows, func(r Row) bool { return r.List != Gap && r.List != Adjust || !t.Accept(r) })
		out, err = i.decide(ctx, rows)
		tx.Note("decisions", len(out))
		return err
	})
	return out, err
}

// issuing is decisions being made in one transaction, of one day, resting on one month.
type issuing struct {
	*Benefits
	tx        *gate.Tx
	month     calendar.Month
	on        calendar.Date
	signer    string
	authority Authority
	rests     Determination
	communes  *communes
	serials   map[org.UnitID]int64 // next number of an issuer
}

func (b *Benefits) issue(ctx context.Context, tx *gate.Tx, t Terms, month calendar.Month) (*issuing, error) {
	i, err := b.sign(tx, t.On, t.Signer)
	if err != nil {
		return nil, err
	}
	i.month = month
	i.rests, err = determination(ctx, tx.Tx, month)
	return i, err
}

// sign says who signs what is issued on a day: the zero day is today, and nobody named is the actor.
func (b *Benefits) sign(tx *gate.Tx, on calendar.Date, signer string) (*issuing, error) {
	i := &issuing{Benefits: b, tx: tx, on: on, signer: strings.TrimSpace(signer), communes: b.communes(tx.Now), serials: map[org.UnitID]int64{}}
	today := calendar.DateOf(tx.Now)
	if i.on.IsZero() {
		i.on = today
	}
	if i.on > today {
		return nil, fault.New(fault.Invalid, "benefit.future", i.on.String())
	}
	if i.signer == "" {
		i.signer = tx.Actor.Name
	}
	var err error
	i.authority, err = b.procedure.On(i.on)
	return i, err
}

// decide makes one decision a row: what the row's reason, home and amount say, replacing the decision it names.
func (i *issuing) decide(ctx context.Context, rows []Row) ([]Decision, error) {
	if len(rows) == 0 {
		return nil, nil
	}
	for _, r := range rows {
		if !i.procedure.Start.allows(r.Category, i.month, i.on) {
			return nil, fault.New(fault.Conflict, "benefit.backdated", i.on.String(), i.on.Month().Vietnamese())
		}
	}
	if err := i.refuseEnrolled(ctx, rows); err != nil {
		return nil, err
	}
	if err := i.reserve(ctx, rows); err != nil {
		return nil, err
	}
	id, err := take(ctx, i.tx.Tx, "decision", int64(len(rows)))
	if err != nil {
		return nil, err
	}
	out := make([]Decision, len(rows))
	for n, r := range rows {
		out[n] = i.decision(id+int64(n), r)
	}
	for _, r := range rows {
		if r.Decision == 0 {
			continue
		}
		if err := endDecision(ctx, i.tx, r.Decision, r.Person, i.month.Add(-1), "replaced"); err != nil {
			return nil, err
		}
	}
	if err := insertDecisions(ctx, i.tx, out); err != nil {
		return nil, err
	}
	return out, i.settle(ctx, rows, out)
}

// refuseEnrolled refuses a second decision for what a person has one for.
func (i *issuing) refuseEnrolled(ctx context.Context, rows []Row) error {
	inForce, err := decisionsFrom(ctx, i.tx.Tx, i.month, rows)
	if err != nil {
		return err
	}
	asked := map[granted]bool{}
	for _, r := range rows {
		g := granted{r.Person, r.Programme, r.Category}
		if asked[g] {
			return fault.New(fault.Conflict, "benefit.twice")
		}
		asked[g] = true
		for _, d := range inForce[r.Person] {
			if d.Programme == r.Programme && d.Category == r.Category && d.ID != r.Decision {
				return fault.New(fault.Conflict, "benefit.enrolled", d.Number)
			}
		}
	}
	return nil
}

// issuer is the unit in whose series a decision on somebody of this home is numbered.
func (i *issuing) issuer(home org.UnitID) org.UnitID {
	if u, ok := i.tree.Parent(home, i.authority.Level, i.on); ok {
		return u
	}
	return home
}

// reserve takes the running numbers, issuer by issuer in a fixed order so that two writers do not wait for each other.
func (i *issuing) reserve(ctx context.Context, rows []Row) error {
	need := map[org.UnitID]int64{}
	for _, r := range rows {
		need[i.issuer(r.HomeUnit)]++
	}
	issuers := make([]org.UnitID, 0, len(need))
	for u := range need {
		issuers = append(issuers, u)
	}
	slices.SortFunc(issuers, func(a, b org.UnitID) int { return strings.Compare(string(a), string(b)) })
	for _, u := range issuers {
		first, err := take(ctx, i.tx.Tx, fmt.Sprintf("decision:%s:%d", u, i.on.Year()), need[u])
		if err != nil {
			return err
		}
		i.serials[u] = first
	}
	return nil
}

// serial takes the next running number of one issuer.
func (i *issuing) serial(ctx context.Context, issuer org.UnitID) (int64, error) {
	return take(ctx, i.tx.Tx, fmt.Sprintf("decision:%s:%d", issuer, i.on.Year()), 1)
}

func (i *issuing) decision(id int64, r Row) Decision {
	issuer := i.issuer(r.HomeUnit)
	serial := i.serials[issuer]
	i.serials[issuer]++
	return Decision{ID: id, Person: r.Person, Programme: r.Programme, Category: r.Category, Commune: i.communes.of(r.HomeUnit),
		HomeUnit: r.HomeUnit, Amount: r.New, Number: fmt.Sprintf(i.procedure.Number, serial), Issuer: issuer, From: i.month,
		DecidedOn: i.on, Signer: i.signer, Authority: i.authority.ID, Replaces: r.Decision, Law: i.rests.Law,
		Snapshot: i.rests.Snapshot, Status: Active, serial: serial}
}

// settle takes the rows out of the lists of the months that the decisions cover, where those may still change.
func (i *issuing) settle(ctx context.Context, rows []Row, made []Decision) error {
	var second []Row
	for n, r := range rows {
		if r.Reason == Twin {
			second = append(second, Row{Month: i.month, List: Review, Person: r.Person, Programme: r.Programme, Category: r.Category,
				Commune: made[n].Commune, HomeUnit: r.HomeUnit, Reason: Twin, Decision: made[n].ID, OldCategory: r.Category, Old: r.New, New: r.New})
		}
	}
	if err := settleRows(ctx, i.tx.Tx, i.month, made[0].ID, made[len(made)-1].ID); err != nil {
		return err
	}
	frozen, err := isFrozen(ctx, i.tx.Tx, i.month)
	if err != nil || frozen {
		return err
	}
	return insertRows(ctx, i.tx.Tx, second)
}
