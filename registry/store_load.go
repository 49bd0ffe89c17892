package registry

import (
	"context"
	"iter"

	"ansinh/calendar"
	"ansinh/db"
	"ansinh/fault"
	"ansinh/gate"
	"ansinh/org"
	"ansinh/viet"
)

// loader writes one batch.
type loader struct {
	*Batch
	registry *Registry
	tx       *gate.Tx
	by       string
	communes map[org.UnitID]org.UnitID
	sources  []int64
	loaded   Loaded
	stamps   stamps
	days     days
}

func (w *loader) write(ctx context.Context) error {
	for _, s := range w.Sources {
		id, err := source(ctx, w.tx.Tx, s)
		if err != nil {
			return err
		}
		w.sources = append(w.sources, id)
	}
	if err := w.freeAreas(ctx); err != nil {
		return err
	}
	for _, step := range []func(context.Context) error{w.households, w.persons, w.facts, w.payees, w.coverage} {
		if err := step(ctx); err != nil {
			return err
		}
	}
	if n := w.loaded.Persons; n >= muchAtOnce && n >= int(w.loaded.FirstPerson)/4 {
		return w.tx.Grown(ctx, "household", "person", "fact", "payee")
	}
	return nil
}

// muchAtOnce is how many people at least must come, beside a quarter of those there are, for the database to count anew.
const muchAtOnce = 2000

// take reserves n numbers of a kind and gives the first.
func take(ctx context.Context, tx *db.Tx, name string, n int) (int64, error) {
	next, err := db.One(ctx, tx, db.Value[int64], `INSERT INTO registry_number (name, next) VALUES ($1, CAST($2 AS BIGINT) + 1)
		ON CONFLICT (name) DO UPDATE SET next = registry_number.next + CAST($2 AS BIGINT) RETURNING next`, name, int64(n))
	return next - int64(n), err
}

// source finds a source or adds it.
func source(ctx context.Context, tx *db.Tx, s Source) (int64, error) {
	if s.Title == "" || s.Kind != Document && s.Kind != Officer && s.Kind != System {
		return 0, fault.New(fault.Invalid, "registry.source")
	}
	id, err := db.One(ctx, tx, db.Value[int64], `SELECT id FROM source WHERE title = $1 AND kind = $2 AND coalesce(issued_on, '') = $3
		ORDER BY id LIMIT 1`, s.Title, string(s.Kind), s.Issued.String())
	if !fault.Is(err, fault.NotFound) {
		return id, err
	}
	if id, err = take(ctx, tx, "source", 1); err != nil {
		return 0, err
	}
	_, err = tx.Exec(ctx, `INSERT INTO source (id, kind, title, issued_on) VALUES ($1, $2, $3, $4)`, id, string(s.Kind), s.Title, s.Issued)
	return id, err
}

// freeAreas refuses facts of an area that has that fact already: those are recorded one by one, superseding.
func (w *loader) freeAreas(ctx context.Context) error {
	for i := range w.Facts {
		f := &w.Facts[i]
		if f.Kind != OfArea {
			continue
		}
		n, err := db.One(ctx, w.tx.Tx, db.Value[int64], `SELECT count(*) FROM fact WHERE subject = 0 AND kind = 'area'
			AND home_unit = $1 AND fact = $2`, string(f.Area), f.Fact)
		if err != nil {
			return err
		}
		if n > 0 {
			return fault.New(fault.Conflict, "registry.fact.overlap", f.Fact)
		}
	}
	return nil
}

func (w *loader) households(ctx context.Context) error {
	first, err := take(ctx, w.tx.Tx, "household", len(w.Households))
	if err != nil {
		return err
	}
	w.loaded.FirstHousehold, w.loaded.Households = HouseholdID(first), len(w.Households)
	_, err = w.tx.Bulk(ctx, "household", []string{"id", "commune", "home_unit", "address", "recorded_at", "source"},
		rows(len(w.Households), 6, func(i int, row []any) {
			h := &w.Households[i]
			row[0], row[1], row[2], row[3] = first+int64(i), string(w.communes[h.HomeUnit]), string(h.HomeUnit), viet.NFC(h.Address)
			row[4], row[5] = w.stamps.of(h.Recorded), w.sources[h.Source]
		}))
	return err
}

func (w *loader) persons(ctx context.Context) error {
	first, err := take(ctx, w.tx.Tx, "person", len(w.Persons))
	if err != nil {
		return err
	}
	w.loaded.FirstPerson, w.loaded.Persons = PersonID(first), len(w.Persons)
	names := map[string]bool{}
	for i := range w.Persons {
		names[fold(w.Persons[i].Name)] = true
	}
	if err := indexNames(ctx, w.tx.Tx, names); err != nil {
		return err
	}
	columns := []string{"id", "commune", "home_unit", "household", "relation", "name", "folded", "birth_date",
		"birth_precision", "sex", "ethnicity", "personal_number", "old_number", "recorded_at", "source"}
	_, err = w.tx.Bulk(ctx, "person", columns, rows(len(w.Persons), len(columns), func(i int, row []any) {
		p := &w.Persons[i]
		home := w.Households[p.Household].HomeUnit
		precision := p.BirthPrecision
		if precision == "" {
			precision = ToDay
		}
		row[0], row[1], row[2], row[3] = first+int64(i), string(w.communes[home]), string(home), int64(w.loaded.Household(p.Household))
		row[4], row[5], row[6], row[7] = string(p.Relation), p.Name, fold(p.Name), p.BirthDate.String()
		row[8], row[9], row[10] = string(precision), string(p.Sex), p.Ethnicity
		row[11], row[12], row[13], row[14] = text(p.PersonalNumber), text(p.OldNumber), w.stamps.of(p.Recorded), w.sources[p.Source]
	}))
	return err
}

// fold is the form of a name that search compares.
func fold(name string) string { return viet.Fold(name) }

func (w *loader) facts(ctx context.Context) error {
	first, err := take(ctx, w.tx.Tx, "fact", len(w.Facts))
	if err != nil {
		return err
	}
	w.loaded.Facts = len(w.Facts)
	columns := []string{"subject", "kind", "id", "commune", "home_unit", "fact", "value", "certainty", "valid_from", "valid_to",
		"source", "recorded_at", "recorded_by", "superseded_at"}
	closed, err := w.closed(ctx)
	if err != nil {
		return err
	}
	_, err = w.tx.Bulk(ctx, "fact", columns, rows(len(w.Facts), len(columns), func(i int, row []any) {
		f := &w.Facts[i]
		subject, home := w.subject(f)
		certainty := f.Certainty
		if certainty == "" {
			certainty = Certain
		}
		row[0], row[1], row[2], row[3], row[4] = subject, string(f.Kind), first+int64(i), string(w.communes[home]), string(home)
		row[5], row[6], row[7], row[8], row[9] = f.Fact, text(f.Value), string(certainty), w.days.of(f.From), w.days.of(f.To)
		if value, ok := closed[i]; ok {
			row[6] = value
		}
		row[10], row[11], row[12], row[13] = w.sources[f.Source], w.stamps.of(f.Recorded), w.by, w.stamps.of(f.Superseded)
	}))
	return err
}

// closed are the sealed values of those facts that lie sealed, by their place in the batch.
func (w *loader) closed(ctx context.Context) (map[int]string, error) {
	out, names := map[int]string{}, map[string]bool{}
	for _, id := range w.registry.sealedFacts() {
		names[id] = true
	}
	for i := range w.Facts {
		f := &w.Facts[i]
		if f.Value == "" || f.Kind == OfArea || !names[f.Fact] {
			continue
		}
		subject, _ := w.subject(f)
		value, err := w.tx.Seal(ctx, place(f.Kind, subject, f.Fact), f.Value)
		if err != nil {
			return nil, err
		}
		out[i] = value
	}
	return out, nil
}

func (w *loader) subject(f *LoadFact) (int64, org.UnitID) {
	switch f.Kind {
	case OfPerson:
		return int64(w.loaded.Person(f.Subject)), w.Households[w.Persons[f.Subject].Household].HomeUnit
	case OfHousehold:
		return int64(w.loaded.Household(f.Subject)), w.Households[f.Subject].HomeUnit
	}
	return 0, f.Area
}

func (w *loader) payees(ctx context.Context) error {
	first, err := take(ctx, w.tx.Tx, "payee", len(w.Payees))
	if err != nil {
		return err
	}
	w.loaded.Payees = len(w.Payees)
	columns := []string{"person", "id", "commune", "home_unit", "channel", "bank", "number", "holder", "valid_from", "source", "recorded_at"}
	_, err = w.tx.Bulk(ctx, "payee", columns, rows(len(w.Payees), len(columns), func(i int, row []any) {
		p := &w.Payees[i]
		home := w.Households[w.Persons[p.Person].Household].HomeUnit
		row[0], row[1], row[2], row[3] = int64(w.loaded.Person(p.Person)), first+int64(i), string(w.communes[home]), string(home)
		row[4], row[5], row[6], row[7] = string(p.Channel), text(p.Bank), text(p.Number), text(p.Holder)
		row[8], row[9], row[10] = w.days.of(p.From), w.sources[p.Source], w.stamps.of(p.Recorded)
	}))
	return err
}

func (w *loader) coverage(ctx context.Context) error {
	first, err := take(ctx, w.tx.Tx, "coverage", len(w.Coverage))
	if err != nil {
		return err
	}
	columns := []string{"home_unit", "register", "id", "commune", "valid_from", "valid_to", "source", "recorded_at"}
	_, err = w.tx.Bulk(ctx, "coverage", columns, rows(len(w.Coverage), len(columns), func(i int, row []any) {
		c := &w.Coverage[i]
		row[0], row[1], row[2], row[3] = string(c.HomeUnit), c.Register, first+int64(i), string(w.communes[c.HomeUnit])
		row[4], row[5], row[6], row[7] = w.days.of(c.From), w.days.of(c.To), w.sources[c.Source], w.stamps.of(c.Recorded)
	}))
	return err
}

// rows yields n rows that fill writes, each in the same slice or a fresh one as Bulk allows reuse.
func rows(n, width int, fill func(i int, row []any)) iter.Seq[[]any] {
	return func(yield func([]any) bool) {
		row := make([]any, width)
		for i := range n {
			fill(i, row)
			if !yield(row) {
				return
			}
		}
	}
}

// days formats days; neighbouring rows often repeat one.
type days struct {
	last calendar.Date
	text string
}

func (d *days) of(day calendar.Date) any {
	if day.IsZero() {
		return nil
	}
	if day != d.last {
		d.last, d.text = day, day.String()
	}
	return d.text
}

// text is a text or, empty, NULL.
func text(s string) any {
	if s == "" {
		return nil
	}
	return s
}
