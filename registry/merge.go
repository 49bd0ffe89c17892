package registry

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"ansinh/auth"
	"ansinh/calendar"
	"ansinh/db"
	"ansinh/fault"
	"ansinh/gate"
	"ansinh/org"
)

// MergerID is the number of a merger.
type MergerID int64

// Merger says that a record counts no longer: another stands for the same person or household, or, with Survivor 0,
// nobody does, because it was entered by mistake. It has both clocks and changes nothing else, so undoing it leaves
// everything as it was.
type Merger struct {
	ID       MergerID
	Kind     Kind // OfPerson or OfHousehold
	Record   int64
	Survivor int64
	Choices  []string // facts in which the record's word goes before what the survivor's said till then
	Reason   string
	At       time.Time
	By       string
	UndoneAt time.Time // zero: it holds
	UndoneBy string
}

// Merge lets one record of a person stand for another: the survivor's word counts, and where it says nothing of a fact
// the other's does, and also in the facts that are chosen. Both records lie in the actor's area. The other's code stays
// reserved and leads to the survivor.
func (r *Registry) Merge(ctx context.Context, actor auth.Actor, survivor, record PersonID, choices []string, reason string) (MergerID, error) {
	wrong := fault.New(fault.Invalid, "registry.merge")
	if reason == "" {
		wrong.At("reason", "registry.merge.reason")
	}
	if survivor == record {
		wrong.At("record", "registry.merge.itself")
	}
	for _, c := range choices {
		if def, ok := r.define(c); !ok || def.Of != string(OfPerson) || ownRow(c) {
			wrong.At("choices", "registry.fact.no_such", c)
		}
	}
	if err := wrong.OrNil(); err != nil {
		return 0, err
	}
	for _, id := range []PersonID{survivor, record} {
		if _, err := r.where(ctx, actor, MayWrite, id); err != nil {
			return 0, err
		}
	}
	return r.merge(ctx, actor, Merger{Kind: OfPerson, Record: int64(record), Survivor: int64(survivor), Choices: choices, Reason: reason})
}

// MergeHouseholds lets one household stand for another in the same commune: the members of both live together.
func (r *Registry) MergeHouseholds(ctx context.Context, actor auth.Actor, survivor, record HouseholdID, reason string) (MergerID, error) {
	var homes []org.UnitID
	for _, id := range []HouseholdID{survivor, record} {
		h, err := r.openHousehold(ctx, actor, MayWrite, id)
		if err != nil {
			return 0, err
		}
		homes = append(homes, h.HomeUnit)
	}
	wrong := fault.New(fault.Invalid, "registry.merge")
	if reason == "" {
		wrong.At("reason", "registry.merge.reason")
	}
	if survivor == record {
		wrong.At("record", "registry.merge.itself")
	} else if homes[0] != homes[1] {
		wrong.At("record", "registry.merge.homes")
	}
	if err := wrong.OrNil(); err != nil {
		return 0, err
	}
	return r.merge(ctx, actor, Merger{Kind: OfHousehold, Record: int64(record), Survivor: int64(survivor), Reason: reason})
}

func (r *Registry) merge(ctx context.Context, actor auth.Actor, m Merger) (MergerID, error) {
	act := gate.Act{Permission: MayWrite, Unit: actor.Unit, Subject: fmt.Sprintf("%s:%d", m.Kind, m.Survivor)}
	err := r.gate.Change(ctx, actor, act, func(tx *gate.Tx) error {
		for _, id := range []int64{m.Record, m.Survivor} {
			if _, gone, err := mergerOf(ctx, tx.Tx, m.Kind, id); err != nil || gone {
				if err == nil {
					err = fault.New(fault.Conflict, "registry.merge.closed")
				}
				return err
			}
		}
		id, err := take(ctx, tx.Tx, "merged", 1)
		if err != nil {
			return err
		}
		m.ID = MergerID(id)
		tx.Note("merger", id)
		tx.Note("record", m.Record)
		return insertMerged(ctx, tx, m)
	})
	return m.ID, err
}

// UndoMerger lets both records stand for themselves again, exactly as they were.
func (r *Registry) UndoMerger(ctx context.Context, actor auth.Actor, id MergerID) error {
	m, err := r.Merger(ctx, actor, id)
	if err != nil {
		return err
	}
	act := gate.Act{Permission: MayWrite, Unit: actor.Unit, Subject: fmt.Sprintf("%s:%d", m.Kind, cmp.Or(m.Survivor, m.Record))}
	return r.gate.Change(ctx, actor, act, func(tx *gate.Tx) error {
		tx.Note("merger", int64(id))
		return undoMerged(ctx, tx, m)
	})
}

// Merger is one merger; fault registry.merge.none where it concerns nobody of the actor's area.
func (r *Registry) Merger(ctx context.Context, actor auth.Actor, id MergerID) (Merger, error) {
	var m Merger
	err := r.gate.Read(ctx, actor, gate.Act{Permission: MayRead, Unit: actor.Unit}, func(tx *gate.Tx) error {
		var err error
		m, err = mergerByID(ctx, tx.Tx, id)
		return err
	})
	if err != nil {
		return m, err
	}
	if m.Kind == OfHousehold {
		_, err = r.openHousehold(ctx, actor, MayRead, HouseholdID(m.Record))
	} else {
		_, err = r.where(ctx, actor, MayRead, PersonID(m.Record))
	}
	if err != nil {
		return Merger{}, fault.New(fault.NotFound, "registry.merge.none")
	}
	return m, nil
}

// Mergers are the mergers of persons and households in the actor's area, latest first, at most 100.
func (r *Registry) Mergers(ctx context.Context, actor auth.Actor) ([]Merger, error) {
	scope := r.scope(actor)
	var out []Merger
	err := r.gate.Read(ctx, actor, gate.Act{Permission: MayRead, Unit: actor.Unit}, func(tx *gate.Tx) error {
		var err error
		out, err = mergers(ctx, tx.Tx, scope)
		return err
	})
	return out, err
}

// Standing is the record that stands for a person now: their own, or the survivor's of a merger. The second result is
// false where the record was entered by mistake and stands for nobody.
func (r *Registry) Standing(ctx context.Context, actor auth.Actor, id PersonID) (PersonID, bool, error) {
	var to PersonID
	err := r.gate.Read(ctx, actor, gate.Act{Permission: MaySearch, Unit: actor.Unit}, func(tx *gate.Tx) error {
		var err error
		to, err = standsFor(ctx, tx.Tx, id)
		return err
	})
	return to, to != 0, err
}

// standsFor follows mergers to the record that stands for a person; 0 is nobody.
func standsFor(ctx context.Context, tx *db.Tx, id PersonID) (PersonID, error) {
	for {
		m, gone, err := mergerOf(ctx, tx, OfPerson, int64(id))
		if err != nil || !gone || m.Survivor == 0 {
			if gone && err == nil {
				return 0, nil
			}
			return id, err
		}
		id = PersonID(m.Survivor)
	}
}

// Survivors are the records that count no longer as it was known on a day, each with the record that stands for it; 0
// is nobody. It reads in the transaction of whoever holds what they know against the register's.
func Survivors(ctx context.Context, tx *db.Tx, known calendar.Date) (map[PersonID]PersonID, error) {
	all, err := mergersAt(ctx, tx, knownBefore(known))
	out := map[PersonID]PersonID{}
	for _, m := range all {
		if m.Kind == OfPerson {
			out[PersonID(m.Record)] = PersonID(m.Survivor)
		}
	}
	for record, to := range out {
		for next, gone := out[to]; gone; next, gone = out[to] {
			to = next
		}
		out[record] = to
	}
	return out, err
}

// Records are the record of a person and all that it stands for now: where what was decided and paid is to be found.
func (r *Registry) Records(ctx context.Context, actor auth.Actor, id PersonID) ([]PersonID, error) {
	may := MaySearch
	if actor.Person != 0 {
		may = MayOwn
	}
	out := []PersonID{id}
	err := r.gate.Read(ctx, actor, gate.Act{Permission: may, Unit: actor.Unit}, func(tx *gate.Tx) error {
		out = []PersonID{id}
		for i := 0; i < len(out); i++ {
			all, err := mergedInto(ctx, tx.Tx, OfPerson, int64(out[i]), knownBefore(calendar.DateOf(tx.Now)))
			if err != nil {
				return err
			}
			for _, m := range all {
				out = append(out, PersonID(m.Record))
			}
		}
		return nil
	})
	return out, err
}

// gather are the facts of a record at a pair of clocks, together with what the records it stands for say where it says
// nothing, or where their word was chosen.
func gather(ctx context.Context, tx *db.Tx, kind Kind, id int64, at At) ([]Fact, error) {
	own, err := facts(ctx, tx, kind, id, "", at)
	if err != nil {
		return nil, err
	}
	all, err := mergedInto(ctx, tx, kind, id, knownBefore(at.KnownOn))
	for _, m := range all {
		theirs, err := gather(ctx, tx, kind, m.Record, at)
		if err != nil {
			return nil, err
		}
		own = m.fold(own, theirs)
	}
	return own, err
}

// fold adds to what the survivor says what the record says.
func (m Merger) fold(own, theirs []Fact) []Fact {
	for _, f := range theirs {
		if ownRow(f.Fact) {
			continue
		}
		i := slices.IndexFunc(own, func(o Fact) bool { return o.Fact == f.Fact })
		switch {
		case i < 0:
			own = append(own, f)
		case slices.Contains(m.Choices, f.Fact) && !own[i].Recorded.After(m.At):
			own[i] = f
		}
	}
	slices.SortStableFunc(own, func(a, b Fact) int { return strings.Compare(a.Fact, b.Fact) })
	return own
}

// houseOf follows mergers to the household that stands for one, as known on a day.
func houseOf(ctx context.Context, tx *db.Tx, id HouseholdID, known calendar.Date) (HouseholdID, error) {
	all, err := mergersOfHousehold(ctx, tx, id, knownBefore(known))
	for _, m := range all {
		return houseOf(ctx, tx, HouseholdID(m.Survivor), known)
	}
	return id, err
}

// gatherPayees are the ways in which a person takes money: their record's, or where it has none, those of the records
// it stands for.
func gatherPayees(ctx context.Context, tx *db.Tx, id PersonID, at At) ([]Payee, error) {
	own, err := payees(ctx, tx, id, at)
	if err != nil || len(own) > 0 {
		return own, err
	}
	all, err := mergedInto(ctx, tx, OfPerson, int64(id), knownBefore(at.KnownOn))
	for _, m := range all {
		if own, err = gatherPayees(ctx, tx, PersonID(m.Record), at); err != nil || len(own) > 0 {
			return own, err
		}
	}
	return nil, err
}

// unmerged is a conflict where a record counts no longer: whatever is to be written is written on the survivor's.
func (r *Registry) unmerged(ctx context.Context, actor auth.Actor, id PersonID) error {
	return r.gate.Read(ctx, actor, gate.Act{Permission: MayWrite, Unit: actor.Unit}, func(tx *gate.Tx) error {
		_, gone, err := mergerOf(ctx, tx.Tx, OfPerson, int64(id))
		if err == nil && gone {
			err = fault.New(fault.Conflict, "registry.merge.closed")
		}
		return err
	})
}

// OwnWord says whether a fact is the word of a person's record that a merger may have to choose: not what stands in
// their own row, nor what is said of the household or the area.
func (r *Registry) OwnWord(fact string) bool {
	def, ok := r.define(fact)
	return ok && def.Of == string(OfPerson) && !ownRow(fact)
}

// leading puts in place of every record that counts no longer the one that stands for it, within the area.
func leading(ctx context.Context, tx *db.Tx, people []Person, scope []org.UnitID) ([]Person, error) {
	var out []Person
	for _, p := range people {
		to, err := standsFor(ctx, tx, p.ID)
		if err != nil {
			return nil, err
		}
		if to != 0 && to != p.ID {
			if p, err = person(ctx, tx, to); err != nil {
				return nil, err
			}
		}
		known := slices.ContainsFunc(out, func(o Person) bool { return o.ID == p.ID })
		if to != 0 && !known && (scope == nil || slices.Contains(scope, p.HomeUnit)) {
			out = append(out, p)
		}
	}
	return out, nil
}
