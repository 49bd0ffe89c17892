package registry

import (
	"context"
	"encoding/json"

	"ansinh/db"
	"ansinh/fault"
	"ansinh/gate"
	"ansinh/law"
	"ansinh/org"
)

func insertMerged(ctx context.Context, tx *gate.Tx, m Merger) error {
	choices, err := json.Marshal(append([]string{}, m.Choices...))
	if err != nil {
		return err
	}
	_, err = tx.Exec(ctx, `INSERT INTO merged (id, kind, record, survivor, choices, reason, recorded_at, recorded_by)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`, int64(m.ID), string(m.Kind), m.Record, m.Survivor, string(choices), m.Reason,
		db.Instant(tx.Now), tx.Actor.ID)
	if err != nil {
		return err
	}
	return touchMerged(ctx, tx.Tx, m)
}

const mergerColumns = `m.id, m.kind, m.record, m.survivor, m.choices, m.reason, m.recorded_at, m.recorded_by, coalesce(m.undone_at, ''), coalesce(m.undone_by, '')`

func scanMerger(s db.Scanner) (m Merger, err error) {
	var choices, at, undone string
	if err = s.Scan(&m.ID, &m.Kind, &m.Record, &m.Survivor, &choices, &m.Reason, &at, &m.By, &undone, &m.UndoneBy); err != nil {
		return m, err
	}
	if err = json.Unmarshal([]byte(choices), &m.Choices); err != nil {
		return m, err
	}
	if undone != "" {
		if m.UndoneAt, err = db.ParseInstant(undone); err != nil {
			return m, err
		}
	}
	m.At, err = db.ParseInstant(at)
	return m, err
}

// mergerKnown is the condition that a merger was known at the end of knowledge $1.
const mergerKnown = `m.recorded_at < $1 AND (m.undone_at IS NULL OR m.undone_at >= $1)`

// mergerOf is the merger by which a record counts no longer now.
func mergerOf(ctx context.Context, tx *db.Tx, kind Kind, record int64) (Merger, bool, error) {
	m, err := db.One(ctx, tx, scanMerger, `SELECT `+mergerColumns+` FROM merged m WHERE m.kind = $1 AND m.record = $2 AND m.undone_at IS NULL`,
		string(kind), record)
	if fault.Is(err, fault.NotFound) {
		return m, false, nil
	}
	return m, err == nil, err
}

func mergerByID(ctx context.Context, tx *db.Tx, id MergerID) (Merger, error) {
	m, err := db.One(ctx, tx, scanMerger, `SELECT `+mergerColumns+` FROM merged m WHERE m.id = $1`, int64(id))
	if fault.Is(err, fault.NotFound) {
		err = fault.New(fault.NotFound, "registry.merge.none")
	}
	return m, err
}

// mergersAt are all mergers known at the end of knowledge, by number.
func mergersAt(ctx context.Context, tx *db.Tx, known string) ([]Merger, error) {
	return db.All(ctx, tx, scanMerger, `SELECT `+mergerColumns+` FROM merged m WHERE `+mergerKnown+` ORDER BY m.id`, known)
}

// allMergers are all mergers ever, also those undone, by number.
func allMergers(ctx context.Context, tx *db.Tx) ([]Merger, error) {
	return db.All(ctx, tx, scanMerger, `SELECT `+mergerColumns+` FROM merged m ORDER BY m.id`)
}

// touchMerged has what is kept of everybody whom a merger concerns read anew.
func touchMerged(ctx context.Context, tx *db.Tx, m Merger) error {
	people := []PersonID{PersonID(m.Record)}
	if m.Survivor != 0 {
		people = append(people, PersonID(m.Survivor))
	}
	if m.Kind == OfHousehold {
		var err error
		if people, err = db.All(ctx, tx, db.Value[PersonID], `SELECT id FROM person WHERE household IN ($1, $2) ORDER BY id`, m.Record, m.Survivor); err != nil {
			return err
		}
	}
	return touch(ctx, tx, people...)
}

// mergedInto are the mergers known at the end of knowledge by which a record stands for others, by number.
func mergedInto(ctx context.Context, tx *db.Tx, kind Kind, survivor int64, known string) ([]Merger, error) {
	return db.All(ctx, tx, scanMerger, `SELECT `+mergerColumns+` FROM merged m WHERE `+mergerKnown+` AND m.kind = $2 AND m.survivor = $3 ORDER BY m.id`,
		known, string(kind), survivor)
}

func mergers(ctx context.Context, tx *db.Tx, scope []org.UnitID) ([]Merger, error) {
	args := []any{}
	people, houses := db.In("p.home_unit", scope, &args), db.In("h.home_unit", scope, &args)
	return db.All(ctx, tx, scanMerger, `SELECT `+mergerColumns+` FROM merged m WHERE
		(m.kind = 'person' AND EXISTS (SELECT 1 FROM person p WHERE p.id = m.record`+people+`)) OR
		(m.kind = 'household' AND EXISTS (SELECT 1 FROM household h WHERE h.id = m.record`+houses+`)) ORDER BY m.id DESC LIMIT 100`, args...)
}

func undoMerged(ctx context.Context, tx *gate.Tx, m Merger) error {
	n, err := tx.Exec(ctx, `UPDATE merged SET undone_at = $1, undone_by = $2 WHERE id = $3 AND undone_at IS NULL`, db.Instant(tx.Now), tx.Actor.ID, int64(m.ID))
	if err == nil && n != 1 {
		err = fault.New(fault.Conflict, "registry.merge.undone")
	}
	if err != nil {
		return err
	}
	return touchMerged(ctx, tx.Tx, m)
}

// foldMerged lets records that count no longer be nobody's, and gives their survivors what they say besides.
func (b *builder) foldMerged(ctx context.Context) error {
	all, err := allMergers(ctx, b.tx)
	if err != nil || len(all) == 0 {
		return err
	}
	at := At{AsOf: b.month.Last(), KnownOn: b.knownAt}
	known, _ := db.ParseInstant(knownBefore(b.knownAt))
	columns := b.columns()
	for _, m := range all {
		b.markMerged(m)
		if !m.At.Before(known) || !m.UndoneAt.IsZero() && m.UndoneAt.Before(known) {
			continue
		}
		if m.Kind == OfHousehold {
			if err := b.foldHousehold(ctx, m, at, columns); err != nil {
				return err
			}
			continue
		}
		if row, ok := b.personRow(PersonID(m.Record)); ok {
			b.column(residence).Set(row, 0)
		}
		row, ok := b.personRow(PersonID(m.Survivor))
		if !ok {
			continue
		}
		says, err := gather(ctx, b.tx, OfPerson, m.Survivor, at)
		if err != nil {
			return err
		}
		for _, f := range says {
			if !ownRow(f.Fact) {
				b.putPerson(row, f.Fact, said{columns[f.Fact], f.Value, f.Certainty})
			}
		}
	}
	return nil
}

// markMerged has the rows that a merger concerns read anew on every later day: a merger is known or not by the day.
func (b *builder) markMerged(m Merger) {
	for row := range b.people {
		p := &b.people[row]
		if m.Kind == OfPerson && (int64(p.id) == m.Record || int64(p.id) == m.Survivor) ||
			m.Kind == OfHousehold && (int64(p.household) == m.Record || int64(p.household) == m.Survivor) {
			b.pending[row] = true
		}
	}
}

// foldHousehold lets the members of both households live in the survivor, with what is said of it.
func (b *builder) foldHousehold(ctx context.Context, m Merger, at At, columns map[string]*law.Column) error {
	says, err := gather(ctx, b.tx, OfHousehold, m.Survivor, at)
	if err != nil {
		return err
	}
	for row := range b.people {
		if h := int64(b.out.Households[row]); h != m.Record && h != m.Survivor {
			continue
		}
		b.out.Households[row] = HouseholdID(m.Survivor)
		for _, f := range says {
			said{columns[f.Fact], f.Value, f.Certainty}.put(row)
		}
	}
	return nil
}

// mergersOfHousehold is the merger by which a household counts no longer, as known; none or one.
func mergersOfHousehold(ctx context.Context, tx *db.Tx, id HouseholdID, known string) ([]Merger, error) {
	return db.All(ctx, tx, scanMerger, `SELECT `+mergerColumns+` FROM merged m WHERE `+mergerKnown+` AND m.kind = 'household' AND m.record = $2 ORDER BY m.id`,
		known, int64(id))
}
