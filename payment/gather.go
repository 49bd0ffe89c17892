package payment

import (
	"context"
	"slices"

	"ansinh/auth"
	"ansinh/benefit"
	"ansinh/calendar"
	"ansinh/gate"
	"ansinh/org"
	"ansinh/registry"
)

// common is what every part of a month needs to know: what is to be settled besides the roster. It is small, and each
// process reads it once.
type common struct {
	month  calendar.Month
	roster benefit.Roster
	died   map[registry.PersonID]calendar.Date
	late   []benefit.Line
	paid   []Line     // for months after a death, or after a decision's end
	back   []repaired // what was returned and repaired
	claims []Line     // paid, found undue, to be asked back
	more   []Line     // what later laws give for months that were paid
	owed   []Recovered
	home   map[registry.PersonID]org.UnitID // the part of whoever has something to settle

	lookers

	named   naming
	settled map[string]bool // ids of arrears that were paid before
	first   bool            // no run of the month before
}

// common reads what a month settles and gives each person who has something to settle to one part, with all their
// lines: the commune where they are paid this month, or where the first thing to settle was.
func (p *Payments) common(ctx context.Context, actor auth.Actor, month calendar.Month) (*common, error) {
	m := &common{month: month, home: map[registry.PersonID]org.UnitID{}}
	var err error
	if m.roster, err = p.benefits.Roster(ctx, actor, month); err != nil {
		return nil, err
	}
	if m.late, err = p.benefits.Late(ctx, actor, month); err != nil {
		return nil, err
	}
	known := m.roster.KnownOn
	deaths, err := p.registry.DeadOn(ctx, actor, registry.At{AsOf: known.Add(1), KnownOn: known})
	if err != nil {
		return nil, err
	}
	m.died = make(map[registry.PersonID]calendar.Date, len(deaths))
	for _, d := range deaths {
		m.died[d.Person] = d.Died
	}
	today := calendar.DateOf(p.gate.Now())
	now, err := p.registry.DeadOn(ctx, actor, registry.At{AsOf: today.Add(1), KnownOn: today})
	if err != nil {
		return nil, err
	}
	ended, err := p.benefits.EndedBack(ctx, actor)
	if err != nil {
		return nil, err
	}
	err = p.gate.Read(ctx, actor, gate.Act{Permission: MayPrepare}, func(tx *gate.Tx) error {
		if err := m.look(ctx, tx, now, p.policy.Screen.DormantMonths); err != nil {
			return err
		}
		return m.read(ctx, tx, ended)
	})
	if err != nil {
		return nil, err
	}
	if err := p.later(ctx, actor, m); err != nil {
		return nil, err
	}
	m.settle()
	homes, err := p.benefits.RosterHomes(ctx, actor, month, m.home)
	for person, commune := range homes {
		m.home[person] = commune
	}
	return m, err
}

func (m *common) read(ctx context.Context, tx *gate.Tx, ended []benefit.EndedEarly) (err error) {
	last := make(map[int64]benefit.EndedEarly, len(ended))
	people := map[registry.PersonID]bool{}
	for _, e := range ended {
		last[e.Decision], people[e.Person] = e, true
	}
	for id := range m.died {
		people[id] = true
	}
	if m.paid, err = paidTo(ctx, tx.Tx, m.month, people); err != nil {
		return err
	}
	m.paid = slices.DeleteFunc(m.paid, func(l Line) bool {
		died := m.died[l.Person]
		return (died.IsZero() || l.For <= died.Month()) && last[l.Decision].Grants(l.For)
	})
	if m.named, err = namedSince(ctx, tx.Tx); err != nil {
		return err
	}
	if m.settled, err = settledArrears(ctx, tx.Tx, m.named, m.late); err != nil {
		return err
	}
	if m.back, err = repairedLines(ctx, tx.Tx, m.month); err != nil {
		return err
	}
	for i := range m.back {
		m.back[i].ended = !last[m.back[i].Line.Decision].Grants(m.back[i].Line.For)
	}
	if m.claims, err = claimedLines(ctx, tx.Tx, m.month); err != nil {
		return err
	}
	if m.owed, err = recoveries(ctx, tx.Tx, m.month.Add(-1)); err != nil {
		return err
	}
	before, err := hasRun(ctx, tx.Tx, m.month.Add(-1))
	m.first = !before
	return err
}

// settle gives everybody who has something to settle the commune of the first thing.
func (m *common) settle() {
	at := func(person registry.PersonID, commune org.UnitID) {
		if _, ok := m.home[person]; !ok {
			m.home[person] = commune
		}
	}
	for i := range m.late {
		at(m.late[i].Person, m.late[i].Commune)
	}
	for _, lines := range [][]Line{m.paid, m.claims, m.more} {
		for i := range lines {
			at(lines[i].Person, lines[i].Commune)
		}
	}
	for i := range m.back {
		at(m.back[i].Line.Person, m.back[i].Line.Commune)
	}
}

// gather reads what one part's lines are made of; nil where the part is written already.
func (p *Payments) gather(ctx context.Context, actor auth.Actor, m *common, commune org.UnitID) (*assembly, error) {
	if p.isDone(ctx, actor, m.month, commune) {
		return nil, nil
	}
	a := &assembly{month: m.month, policy: p.policy, died: m.died, settled: m.settled, named: m.named, lookers: m.lookers}
	var err error
	if a.roster, err = p.benefits.RosterPart(ctx, actor, m.month, commune); err != nil {
		return nil, err
	}
	here := func(id registry.PersonID) bool { return m.home[id] == commune }
	a.late = chosen(m.late, func(l *benefit.Line) bool { return here(l.Person) })
	a.paid = chosen(m.paid, func(l *Line) bool { return here(l.Person) })
	a.more = chosen(m.more, func(l *Line) bool { return here(l.Person) })
	a.claims = chosen(m.claims, func(l *Line) bool { return here(l.Person) })
	a.back = chosen(m.back, func(r *repaired) bool { return here(r.Line.Person) })
	ids := make(map[registry.PersonID]bool, len(a.roster))
	for i := range a.roster {
		if a.roster[i].Held == "" {
			ids[a.roster[i].Person] = true
		}
	}
	for i := range a.late {
		ids[a.late[i].Person] = true
	}
	for i := range a.more {
		ids[a.more[i].Person] = true
	}
	a.owed = chosen(m.owed, func(r *Recovered) bool { return ids[r.Line.Person] })
	known := m.roster.KnownOn
	if a.payees, err = p.registry.PayTo(ctx, actor, ids, registry.At{AsOf: known, KnownOn: known}); err != nil {
		return nil, err
	}
	if err := p.takers(ctx, actor, a.payees, known); err != nil || m.first {
		return a, err
	}
	err = p.gate.Read(ctx, actor, gate.Act{Permission: MayPrepare}, func(tx *gate.Tx) (err error) {
		a.previous, err = paidBefore(ctx, tx.Tx, m.month.Add(-1), commune, ids)
		return err
	})
	return a, err
}

// chosen are copies of those that are wanted: what is changed in them is not changed in the common.
func chosen[T any](all []T, want func(*T) bool) []T {
	var out []T
	for i := range all {
		if want(&all[i]) {
			out = append(out, all[i])
		}
	}
	return out
}
