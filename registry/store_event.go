package registry

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"

	"ansinh/calendar"
	"ansinh/db"
	"ansinh/fault"
	"ansinh/gate"
	"ansinh/org"
)

// reversal is the form of an event that takes another back.
const reversal = "reversal"

func insertEvent(ctx context.Context, tx *gate.Tx, e Event, commune org.UnitID) error {
	src, err := source(ctx, tx.Tx, e.Source)
	if err != nil {
		return err
	}
	plain, err := json.Marshal(e.Fields)
	if err != nil {
		return err
	}
	fields := string(plain)
	if e.sealed {
		if fields, err = tx.Seal(ctx, eventPlace(e.ID), fields); err != nil {
			return err
		}
	}
	marks := make([]string, len(e.subjects))
	for i, s := range e.subjects {
		marks[i] = s.String()
	}
	form := e.Form
	if e.Reverses != 0 {
		form = reversal
	}
	_, err = tx.Exec(ctx, `INSERT INTO life_event (id, commune, home_unit, person, form, day, fields, source, entered, subjects, first_fact, last_fact,
		first_residence, last_residence, was_household, was_relation, reverses, reason, request, recorded_at, recorded_by)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21)`,
		int64(e.ID), string(commune), string(e.HomeUnit), int64(e.Person), form, e.Day, fields, src, int64(e.Entered), strings.Join(marks, " "),
		e.fact.first, e.fact.next, e.residence.first, e.residence.next, int64(e.household), string(e.relation), int64(e.Reverses), e.Reason,
		e.Request, db.Instant(e.At), e.By)
	return err
}

const selectEvent = `SELECT e.id, e.form, e.person, e.home_unit, e.day, e.fields, e.entered, e.subjects, e.first_fact, e.last_fact, e.first_residence,
	e.last_residence, e.was_household, e.was_relation, e.reverses, e.reason, e.request, e.recorded_at, e.recorded_by,
	coalesce((SELECT max(u.id) FROM life_event u WHERE u.reverses = e.id), 0), s.kind, s.title, s.issued_on
	FROM life_event e JOIN source s ON s.id = e.source `

// eventIn scans events of a transaction, in which what is sealed is opened.
func eventIn(tx *db.Tx) func(db.Scanner) (Event, error) {
	return func(s db.Scanner) (Event, error) { return scanEvent(tx, s) }
}

func scanEvent(tx *db.Tx, s db.Scanner) (Event, error) {
	var e Event
	var at, fields, subjects string
	err := s.Scan(&e.ID, &e.Form, &e.Person, &e.HomeUnit, &e.Day, &fields, &e.Entered, &subjects, &e.fact.first, &e.fact.next, &e.residence.first,
		&e.residence.next, &e.household, &e.relation, &e.Reverses, &e.Reason, &e.Request, &at, &e.By, &e.Undone, &e.Source.Kind, &e.Source.Title, &e.Source.Issued)
	if err != nil {
		return e, err
	}
	if e.Form == reversal {
		e.Form = ""
	}
	for _, mark := range strings.Fields(subjects) {
		kind, id, _ := strings.Cut(mark, ":")
		about := subject{kind: Kind(kind)}
		if _, err := fmt.Sscan(id, &about.id); err != nil {
			return e, err
		}
		e.subjects = append(e.subjects, about)
	}
	if fields, err = tx.Unseal(eventPlace(e.ID), fields); err != nil {
		return e, err
	}
	if err := json.Unmarshal([]byte(fields), &e.Fields); err != nil {
		return e, err
	}
	e.At, err = db.ParseInstant(at)
	return e, err
}

func eventsOf(ctx context.Context, tx *db.Tx, id PersonID) ([]Event, error) {
	return db.All(ctx, tx, eventIn(tx), selectEvent+`WHERE e.person = $1 OR (e.entered <> 0 AND e.entered = $1)
		OR e.id IN (SELECT m.event FROM life_event_member m WHERE m.person = $1) ORDER BY e.id DESC`, int64(id))
}

func eventByID(ctx context.Context, tx *db.Tx, id EventID) (Event, error) {
	e, err := db.One(ctx, tx, eventIn(tx), selectEvent+`WHERE e.id = $1`, int64(id))
	if fault.Is(err, fault.NotFound) {
		err = fault.New(fault.NotFound, "registry.event.none")
	}
	return e, err
}

// endings are the days of death and of leaving for good that stand, by fact.
func endings(ctx context.Context, tx *db.Tx, id PersonID) (map[string]calendar.Date, error) {
	out := map[string]calendar.Date{}
	err := db.Each(ctx, tx, func(s db.Scanner) error {
		var fact string
		var from calendar.Date
		err := s.Scan(&fact, &from)
		out[fact] = from
		return err
	}, `SELECT fact, valid_from FROM fact WHERE subject = $1 AND kind = 'person' AND fact IN ('`+deathDate+`', '`+departureDate+`')
		AND superseded_at IS NULL AND valid_to IS NULL ORDER BY id`, int64(id))
	return out, err
}

// othersWith counts the records that have a personal number and still stand for somebody.
func othersWith(ctx context.Context, tx *db.Tx, number string, but PersonID) (int64, error) {
	return db.One(ctx, tx, db.Value[int64], `SELECT count(*) FROM person p WHERE p.personal_number = $1 AND p.id <> $2 AND `+counts, number, int64(but))
}

// counts is the condition that a person's record p still stands for somebody of its own.
const counts = `NOT EXISTS (SELECT 1 FROM merged m WHERE m.kind = 'person' AND m.record = p.id AND m.undone_at IS NULL)`

func versionOf(ctx context.Context, tx *db.Tx, p Person) (Version, error) {
	return db.One(ctx, tx, func(s db.Scanner) (v Version, err error) {
		return v, s.Scan(&v.Fact, &v.Household, &v.Residence, &v.Merged, &v.Guardian)
	}, `SELECT coalesce((SELECT max(id) FROM fact WHERE subject = $1 AND kind = 'person'), 0),
		coalesce((SELECT max(id) FROM fact WHERE subject = $2 AND kind = 'household'), 0),
		1 + coalesce((SELECT max(id) FROM residence WHERE person = $1), 0),
		coalesce((SELECT sum(CASE WHEN undone_at IS NULL THEN 1 ELSE 2 END) FROM merged WHERE kind = 'person' AND (record = $1 OR survivor = $1)), 0),
		coalesce((SELECT max(id) FROM guardianship WHERE ward = $1), 0)`,
		int64(p.ID), int64(p.Household))
}

// factsAfter are the facts of a person and their household recorded after a version, by number. What was only written
// anew beside a change, the rest of an older row, is not among them.
func factsAfter(ctx context.Context, tx *db.Tx, p Person, seen Version) ([]Fact, error) {
	return db.All(ctx, tx, factIn(tx), `SELECT `+factColumns+fromFact+`WHERE f.superseded_at IS NULL AND
		(f.subject = $1 AND f.kind = 'person' AND f.id > $2 OR f.subject = $3 AND f.kind = 'household' AND f.id > $4) ORDER BY f.id`,
		int64(p.ID), seen.Fact, int64(p.Household), seen.Household)
}

// homesAfter are the homes of a person recorded after a version, as facts.
func homesAfter(ctx context.Context, tx *db.Tx, id PersonID, seen int64) ([]Fact, error) {
	return db.All(ctx, tx, func(s db.Scanner) (f Fact, err error) {
		var at string
		f.Fact, f.Name, f.Certainty = homeFact.ID, homeFact.Name, Certain
		if err = s.Scan(&f.ID, &f.Value, &f.From, &f.To, &at, &f.RecordedBy, &f.Source.Kind, &f.Source.Title, &f.Source.Issued); err == nil {
			f.Recorded, err = db.ParseInstant(at)
		}
		return f, err
	}, `SELECT r.id, r.home_unit, r.valid_from, r.valid_to, r.recorded_at, r.recorded_by, s.kind, s.title, s.issued_on FROM residence r
		JOIN source s ON s.id = r.source WHERE r.person = $1 AND r.id > $2 - 1 AND r.superseded_at IS NULL ORDER BY r.id`, int64(id), seen)
}

// ownFact is a row that an event wrote.
type ownFact struct {
	stored
	gone   bool
	goneBy int64
}

const ownFactColumns = `id, commune, home_unit, fact, value, certainty, valid_from, valid_to, source, recorded_by,
	CASE WHEN superseded_at IS NULL THEN 0 ELSE 1 END, coalesce(superseded_by, 0)`

func ownFactIn(tx *db.Tx, about subject) func(s db.Scanner) (ownFact, error) {
	return func(s db.Scanner) (v ownFact, err error) {
		v.subject, v.kind = about.id, about.kind
		var gone int
		err = s.Scan(&v.id, &v.commune, &v.homeUnit, &v.fact, &v.value, &v.certainty, &v.from, &v.to, &v.source, &v.by, &gone, &v.goneBy)
		v.gone = gone == 1
		if err == nil {
			err = v.open(tx)
		}
		return v, err
	}
}

// eventFacts are the rows of a subject with numbers of an event.
func eventFacts(ctx context.Context, tx *db.Tx, about subject, own span) ([]ownFact, error) {
	return db.All(ctx, tx, ownFactIn(tx, about), `SELECT `+ownFactColumns+` FROM fact WHERE subject = $1 AND kind = $2 AND id >= $3 AND id < $4 ORDER BY id`,
		about.id, string(about.kind), own.first, own.next)
}

// supersededBy are the rows of a subject that stood before an event and that it superseded: those recorded earlier,
// also where the event itself first wrote down what the person's own row said.
func supersededBy(ctx context.Context, tx *db.Tx, about subject, e Event) ([]ownFact, error) {
	return db.All(ctx, tx, ownFactIn(tx, about), `SELECT `+ownFactColumns+` FROM fact WHERE subject = $1 AND kind = $2
		AND superseded_by >= $3 AND superseded_by < $4 AND (id < $3 OR recorded_at < $5) ORDER BY id`,
		about.id, string(about.kind), e.fact.first, e.fact.next, db.Instant(e.At))
}

// writtenOf counts what was written of a person after the event that entered them.
func writtenOf(ctx context.Context, tx *db.Tx, id PersonID, but EventID) (int64, error) {
	return db.One(ctx, tx, db.Value[int64], `SELECT (SELECT count(*) FROM fact WHERE subject = $1 AND kind = 'person' AND superseded_at IS NULL)
		+ (SELECT count(*) FROM residence WHERE person = $1) + (SELECT count(*) FROM payee WHERE person = $1 AND superseded_at IS NULL)
		+ (SELECT count(*) FROM guardianship WHERE (ward = $1 OR guardian = $1) AND superseded_at IS NULL)
		+ (SELECT count(*) FROM life_event WHERE person = $1 AND id <> $2 AND reverses = 0)`, int64(id), int64(but))
}

// factOwner is whom a fact of a person is about.
func factOwner(ctx context.Context, tx *db.Tx, id int64) (about PersonID, fact string, err error) {
	_, err = db.One(ctx, tx, func(s db.Scanner) (bool, error) { return true, s.Scan(&about, &fact) },
		`SELECT subject, fact FROM fact WHERE id = $1 AND kind = 'person'`, id)
	if fault.Is(err, fault.NotFound) {
		err = fault.New(fault.NotFound, "registry.no_person")
	}
	return about, fact, err
}
