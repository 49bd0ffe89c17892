package registry

import (
	"context"
	"time"

	"ansinh/calendar"
	"ansinh/db"
	"ansinh/fault"
	"ansinh/org"
	"ansinh/seal"
)

const personColumns = `p.id, p.name, p.birth_date, p.birth_precision, p.sex, p.ethnicity, coalesce(p.personal_number, ''),
	coalesce(p.old_number, ''), p.household, p.relation, p.commune, p.home_unit, p.recorded_at, s.kind, s.title, s.issued_on`

const fromPerson = ` FROM person p JOIN source s ON s.id = p.source `

func scanPerson(s db.Scanner) (Person, error) {
	var p Person
	var at string
	err := s.Scan(&p.ID, &p.Name, &p.BirthDate, &p.BirthPrecision, &p.Sex, &p.Ethnicity, &p.PersonalNumber, &p.OldNumber,
		&p.Household, &p.Relation, &p.Commune, &p.HomeUnit, &at, &p.Source.Kind, &p.Source.Title, &p.Source.Issued)
	if err != nil {
		return p, err
	}
	p.Code = p.ID.Code()
	p.Recorded, err = db.ParseInstant(at)
	return p, err
}

// person is one person; fault registry.no_person where there is none.
func person(ctx context.Context, tx *db.Tx, id PersonID) (Person, error) {
	p, err := db.One(ctx, tx, scanPerson, `SELECT `+personColumns+fromPerson+`WHERE p.id = $1`, int64(id))
	if fault.Is(err, fault.NotFound) {
		return p, fault.New(fault.NotFound, "registry.no_person")
	}
	return p, err
}

// household is a household with its members; fault registry.no_household where there is none.
func household(ctx context.Context, tx *db.Tx, id HouseholdID) (Household, error) {
	h, err := db.One(ctx, tx, func(s db.Scanner) (h Household, err error) {
		var at string
		if err = s.Scan(&h.ID, &h.HomeUnit, &h.Commune, &h.Address, &at); err == nil {
			h.Recorded, err = db.ParseInstant(at)
		}
		return h, err
	}, `SELECT id, home_unit, commune, address, recorded_at FROM household WHERE id = $1`, int64(id))
	if fault.Is(err, fault.NotFound) {
		return h, fault.New(fault.NotFound, "registry.no_household")
	}
	if err != nil {
		return h, err
	}
	h.Members, err = db.All(ctx, tx, scanPerson, `SELECT `+personColumns+fromPerson+`WHERE `+counts+` AND p.household IN (SELECT CAST($1 AS BIGINT) UNION
		SELECT m.record FROM merged m WHERE m.kind = 'household' AND m.survivor = $1 AND m.undone_at IS NULL) ORDER BY p.id`, int64(id))
	return h, err
}

const factColumns = `f.kind, f.subject, f.id, f.fact, coalesce(f.value, ''), f.certainty, f.valid_from, f.valid_to, f.recorded_at, f.recorded_by,
	coalesce(f.superseded_at, ''), s.kind, s.title, s.issued_on`

const fromFact = ` FROM fact f JOIN source s ON s.id = f.source `

// known and valid are the two clocks as conditions; $1 is the end of knowledge, $2 the day.
const (
	known = `f.recorded_at < $1 AND (f.superseded_at IS NULL OR f.superseded_at >= $1)`
	valid = `f.valid_from <= $2 AND (f.valid_to IS NULL OR f.valid_to > $2)`
)

// factIn scans facts of a transaction, in which what is sealed is opened.
func factIn(tx *db.Tx) func(db.Scanner) (Fact, error) {
	return func(s db.Scanner) (Fact, error) {
		f, at, err := scanFact(s)
		if err == nil {
			f.Value, err = tx.Unseal(at, f.Value)
		}
		return f, err
	}
}

// scanFact gives a fact as it lies, and the name of the place.
func scanFact(s db.Scanner) (Fact, string, error) {
	var f Fact
	var about subject
	var at, gone string
	err := s.Scan(&about.kind, &about.id, &f.ID, &f.Fact, &f.Value, &f.Certainty, &f.From, &f.To, &at, &f.RecordedBy, &gone,
		&f.Source.Kind, &f.Source.Title, &f.Source.Issued)
	if err != nil {
		return f, place(about.kind, about.id, f.Fact), err
	}
	if gone != "" {
		if f.Superseded, err = db.ParseInstant(gone); err != nil {
			return f, place(about.kind, about.id, f.Fact), err
		}
	}
	f.Recorded, err = db.ParseInstant(at)
	return f, place(about.kind, about.id, f.Fact), err
}

// facts are the facts of one subject that hold at a pair of clocks, by name.
func facts(ctx context.Context, tx *db.Tx, kind Kind, subject int64, area org.UnitID, at At) ([]Fact, error) {
	return db.All(ctx, tx, factIn(tx), `SELECT `+factColumns+fromFact+`WHERE `+known+` AND `+valid+`
		AND f.subject = $3 AND f.kind = $4 AND ($5 = '' OR f.home_unit = $5) ORDER BY f.fact, f.id`,
		knownBefore(at.KnownOn), at.AsOf, subject, string(kind), string(area))
}

// history is everything ever recorded of one subject, by fact and number.
func history(ctx context.Context, tx *db.Tx, kind Kind, subject int64) ([]Fact, error) {
	return db.All(ctx, tx, factIn(tx), `SELECT `+factColumns+fromFact+`WHERE f.subject = $1 AND f.kind = $2
		ORDER BY f.fact, f.id`, subject, string(kind))
}

// covered are the registers complete for a commune at a pair of clocks, with what vouches for each.
func covered(ctx context.Context, tx *db.Tx, home org.UnitID, at At) (map[string]Source, error) {
	out := map[string]Source{}
	err := db.Each(ctx, tx, func(s db.Scanner) error {
		var register string
		var src Source
		if err := s.Scan(&register, &src.Kind, &src.Title, &src.Issued); err != nil {
			return err
		}
		out[register] = src
		return nil
	}, `SELECT f.register, s.kind, s.title, s.issued_on FROM coverage f JOIN source s ON s.id = f.source
		WHERE `+known+` AND `+valid+` AND f.home_unit = $3 ORDER BY f.register, f.id`,
		knownBefore(at.KnownOn), at.AsOf, string(home))
	return out, err
}

const payeeColumns = `f.person, f.channel, coalesce(f.bank, ''), coalesce(f.number, ''), coalesce(f.holder, ''), f.valid_from, f.valid_to, f.recorded_at, f.linked`

func scanPayee(s db.Scanner) (Payee, error) {
	var p Payee
	var at string
	err := s.Scan(&p.Person, &p.Channel, &p.Bank, &p.Number, &p.Holder, &p.From, &p.To, &at, &p.Linked)
	if err != nil {
		return p, err
	}
	p.Recorded, err = db.ParseInstant(at)
	return p, err
}

func payees(ctx context.Context, tx *db.Tx, id PersonID, at At) ([]Payee, error) {
	return db.All(ctx, tx, scanPayee, `SELECT `+payeeColumns+` FROM payee f WHERE `+known+` AND `+valid+`
		AND f.person = $3 ORDER BY f.id`, knownBefore(at.KnownOn), at.AsOf, int64(id))
}

// standing are the rows of a subject's fact that nothing has superseded and that touch [from, to).
func standing(ctx context.Context, tx *db.Tx, kind Kind, subject int64, home org.UnitID, fact string, from, to calendar.Date) ([]stored, error) {
	return db.All(ctx, tx, func(s db.Scanner) (v stored, err error) {
		v.kind, v.subject, v.fact = kind, subject, fact
		if err = s.Scan(&v.id, &v.commune, &v.homeUnit, &v.value, &v.certainty, &v.from, &v.to, &v.source, &v.by); err == nil {
			err = v.open(tx)
		}
		return v, err
	}, `SELECT id, commune, home_unit, value, certainty, valid_from, valid_to, source, recorded_by FROM fact
		WHERE subject = $1 AND kind = $2 AND fact = $3 AND superseded_at IS NULL AND (kind <> 'area' OR home_unit = $4)
		AND (valid_to IS NULL OR valid_to > $5) AND ($6 = '' OR valid_from < $6) ORDER BY id`,
		subject, string(kind), fact, string(home), from, to.String())
}

// stored is a row of fact as RecordFact handles it.
type stored struct {
	id                int64
	subject           int64
	kind              Kind
	commune, homeUnit org.UnitID
	fact              string
	value             *string
	certainty         Certainty
	from, to          calendar.Date
	source            int64
	by                string
	recordedAt        time.Time
	sealed            bool // the value lies sealed, or is to
}

// open opens a value that lies sealed.
func (v *stored) open(tx *db.Tx) error {
	if v.value == nil || !seal.Is(*v.value) {
		return nil
	}
	plain, err := tx.Unseal(place(v.kind, v.subject, v.fact), *v.value)
	v.value, v.sealed = &plain, true
	return err
}

func insertFact(ctx context.Context, tx *db.Tx, f stored) error {
	value, err := f.closing(ctx, tx)
	if err != nil {
		return err
	}
	_, err = tx.Exec(ctx, `INSERT INTO fact (subject, kind, id, commune, home_unit, fact, value, certainty, valid_from, valid_to,
		source, recorded_at, recorded_by) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)`,
		f.subject, string(f.kind), f.id, string(f.commune), string(f.homeUnit), f.fact, value, string(f.certainty), f.from, f.to,
		f.source, db.Instant(f.recordedAt), f.by)
	return err
}

func supersede(ctx context.Context, tx *db.Tx, f stored, by int64, now time.Time) error {
	n, err := tx.Exec(ctx, `UPDATE fact SET superseded_at = $1, superseded_by = $2
		WHERE subject = $3 AND kind = $4 AND id = $5 AND commune = $6 AND superseded_at IS NULL`,
		db.Instant(now), by, f.subject, string(f.kind), f.id, string(f.commune))
	if err == nil && n != 1 {
		return fault.New(fault.Conflict, "registry.fact.changed")
	}
	return err
}

// correct brings the person's own row to the value that holds now.
func correct(ctx context.Context, tx *db.Tx, id PersonID, fact, value string) error {
	if fact == nameFact {
		if err := indexNames(ctx, tx, map[string]bool{fold(value): true}); err != nil {
			return err
		}
		_, err := tx.Exec(ctx, `UPDATE person SET name = $1, folded = $2 WHERE id = $3`, value, fold(value), int64(id))
		return err
	}
	text := map[string]string{
		numberFact:    `UPDATE person SET personal_number = $1 WHERE id = $2`,
		oldNumberFact: `UPDATE person SET old_number = $1 WHERE id = $2`,
		precisionFact: `UPDATE person SET birth_precision = $1 WHERE id = $2`,
		birthDate:     `UPDATE person SET birth_date = $1 WHERE id = $2`,
		sexFact:       `UPDATE person SET sex = $1 WHERE id = $2`,
		ethnicity:     `UPDATE person SET ethnicity = $1 WHERE id = $2`,
	}[fact]
	var to any = value
	if value == "" && (fact == numberFact || fact == oldNumberFact) {
		to = nil // there is none after all
	}
	_, err := tx.Exec(ctx, text, to, int64(id))
	return err
}
