package benefit

import (
	"context"
	"errors"
	"maps"
	"slices"
	"sync"

	"ansinh/auth"
	"ansinh/calendar"
	"ansinh/fault"
	"ansinh/gate"
	"ansinh/law"
	"ansinh/money"
	"ansinh/registry"
)

// Determination is what was determined for a month, and from what.
type Determination struct {
	Month    calendar.Month
	KnownOn  calendar.Date
	Snapshot string // hash
	Law      string // hash
	People   int64
	Benefits int64
	Amount   money.Dong
	Lists    map[List]int64 // rows
}

// Determine applies the law to a snapshot and compares with the decisions in force: it writes the month's
// determination and its four lists in place of those there were. A month whose roster is frozen is a conflict.
func (b *Benefits) Determine(ctx context.Context, actor auth.Actor, s *registry.Snapshot) (Determination, error) {
	out, _, err := b.determine(ctx, actor, s, func(*comparison) {})
	return out, err
}

// determine is Determine; made is told what will be written as soon as it is known, and once more where the writing is
// begun again. What was written is given back.
func (b *Benefits) determine(ctx context.Context, actor auth.Actor, s *registry.Snapshot, made func(*comparison)) (Determination, *comparison, error) {
	book := b.Book()
	out := Determination{Month: s.Month, KnownOn: s.KnownAt, Snapshot: s.Hash, Law: book.Hash(), People: int64(len(s.Persons))}
	act := gate.Act{Permission: MayDetermine, Subject: subject(s.Month)}
	if err := b.gate.Read(ctx, actor, act, func(tx *gate.Tx) error { return refuseFrozen(ctx, tx.Tx, s.Month) }); err != nil {
		return out, nil, err
	}
	look := b.look(ctx, actor, book, s)
	var c *comparison
	err := b.gate.Change(ctx, actor, act, func(tx *gate.Tx) error {
		if err := refuseFrozen(ctx, tx.Tx, s.Month); err != nil {
			return err
		}
		inForce, err := decisionsInForce(ctx, tx.Tx, s.Month)
		if err != nil {
			return err
		}
		ended, err := everGranted(ctx, tx.Tx)
		if err != nil {
			return err
		}
		survivors, err := registry.Survivors(ctx, tx.Tx, s.KnownAt)
		if err != nil {
			return err
		}
		inForce = standingFor(inForce, survivors)
		for g := range maps.Clone(ended) {
			if to, gone := survivors[g.person]; gone {
				ended[granted{to, g.programme, g.category}] = true
			}
		}
		result, pairs, err := look()
		if err != nil {
			return err
		}
		c = &comparison{snapshot: s, book: book, result: result, communes: b.communes(tx.Now), inForce: inForce, ended: ended,
			twins: twins(pairs, inForce)}
		c.run()
		c.forget()
		made(c)
		out.count(c)
		tx.Note("snapshot", out.Snapshot)
		tx.Note("law", out.Law)
		tx.Note("benefits", out.Benefits)
		tx.Note("amount", int64(out.Amount))
		return writeDetermination(ctx, tx, out, c.due, c.rows)
	})
	return out, c, err
}

// look asks the law and looks for records that are one person, both beside what follows; what comes back waits for them.
func (b *Benefits) look(ctx context.Context, actor auth.Actor, book *law.Book, s *registry.Snapshot) func() (*law.Result, []registry.Pair, error) {
	var result *law.Result
	var pairs []registry.Pair
	var unlawful, unread error
	var wait sync.WaitGroup
	wait.Go(func() { pairs, unread = b.registry.Duplicates(ctx, actor) })
	wait.Go(func() { result, unlawful = book.Determine(s.Table) })
	return func() (*law.Result, []registry.Pair, error) {
		wait.Wait()
		return result, pairs, errors.Join(unlawful, unread)
	}
}

func subject(m calendar.Month) string { return "determination:" + m.String() }

func (d *Determination) count(c *comparison) {
	d.Benefits, d.Amount, d.Lists = int64(len(c.due)), 0, map[List]int64{}
	for _, l := range Lists() {
		d.Lists[l] = 0
	}
	for i := range c.due {
		d.Amount += c.due[i].Amount
	}
	for i := range c.rows {
		d.Lists[c.rows[i].List]++
	}
}

// twins names for every record that is held to be the same person as another the one that goes first: of a group, the
// lowest number that is enrolled, or the lowest of all where none is.
func twins(pairs []registry.Pair, inForce map[registry.PersonID][]Decision) map[registry.PersonID]registry.PersonID {
	group := map[registry.PersonID]registry.PersonID{} // record → lowest of its group
	var root func(p registry.PersonID) registry.PersonID
	root = func(p registry.PersonID) registry.PersonID {
		if up, ok := group[p]; ok && up != p {
			return root(up)
		}
		return p
	}
	for _, pair := range pairs {
		a, b := root(pair.First), root(pair.Second)
		group[max(a, b)] = min(a, b)
		group[min(a, b)] = min(a, b)
	}
	first := map[registry.PersonID]registry.PersonID{} // root → who goes first
	for p := range group {
		r := root(p)
		held, ok := first[r]
		better := len(inForce[p]) > 0 && (len(inForce[held]) == 0 || p < held) || len(inForce[p]) == 0 && len(inForce[held]) == 0 && p < held
		if !ok || better {
			first[r] = p
		}
	}
	out := map[registry.PersonID]registry.PersonID{}
	for p := range group {
		if f := first[root(p)]; f != p {
			out[p] = f
		}
	}
	return out
}

// Determination is what was determined for a month; fault benefit.not_determined where nothing was.
func (b *Benefits) Determination(ctx context.Context, actor auth.Actor, month calendar.Month) (Determination, error) {
	var out Determination
	err := b.gate.Read(ctx, actor, gate.Act{Permission: MayLists, Unit: actor.Unit}, func(tx *gate.Tx) error {
		var err error
		if out, err = determination(ctx, tx.Tx, month); err != nil {
			return err
		}
		out.Lists, err = countLists(ctx, tx.Tx, month)
		return err
	})
	return out, err
}

// Determinations is the head of every month that was determined, the latest first, without the counts of its lists.
func (b *Benefits) Determinations(ctx context.Context, actor auth.Actor) ([]Determination, error) {
	var all []Determination
	err := b.gate.Read(ctx, actor, gate.Act{Permission: MayLists, Unit: actor.Unit}, func(tx *gate.Tx) (err error) {
		all, err = determinations(ctx, tx.Tx)
		return err
	})
	return all, err
}

// SameSnapshot refuses people who are not as the month's determination took them.
func (d Determination) SameSnapshot(month calendar.Month, snapshot string) error {
	if month == d.Month && snapshot != d.Snapshot {
		return fault.New(fault.Conflict, "benefit.replay.other_snapshot", d.Month.Vietnamese(), d.Snapshot, snapshot)
	}
	return nil
}

func notDetermined(err error, month calendar.Month) error {
	if fault.Is(err, fault.NotFound) {
		return fault.New(fault.NotFound, "benefit.not_determined", month.Vietnamese())
	}
	return err
}

// standingFor puts the decisions of records that count no longer under the record that stands for the person. Decisions
// of a record that stands for nobody stay where they are.
func standingFor(inForce map[registry.PersonID][]Decision, survivors map[registry.PersonID]registry.PersonID) map[registry.PersonID][]Decision {
	for _, record := range slices.Sorted(maps.Keys(survivors)) {
		if to := survivors[record]; to != 0 && len(inForce[record]) > 0 {
			inForce[to] = append(inForce[to], inForce[record]...)
			delete(inForce, record)
		}
	}
	return inForce
}
