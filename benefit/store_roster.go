package benefit

import (
	"context"
	"slices"
	"strconv"
	"strings"

	"ansinh/calendar"
	"ansinh/db"
	"ansinh/fault"
	"ansinh/gate"
	"ansinh/org"
	"ansinh/registry"
)

func isFrozen(ctx context.Context, tx *db.Tx, month calendar.Month) (bool, error) {
	n, err := db.One(ctx, tx, db.Value[int64], `SELECT count(*) FROM roster WHERE month = $1`, month)
	return n > 0, err
}

func refuseFrozen(ctx context.Context, tx *db.Tx, month calendar.Month) error {
	frozen, err := isFrozen(ctx, tx, month)
	if err == nil && frozen {
		return fault.New(fault.Conflict, "benefit.frozen", month.Vietnamese())
	}
	return err
}

// insertRosterLines writes lines a commune after the other: whoever makes a commune's payments reads pages of its own.
func insertRosterLines(ctx context.Context, tx *gate.Tx, lines []Line) error {
	lines = slices.Clone(lines)
	slices.SortStableFunc(lines, func(a, b Line) int { return strings.Compare(string(a.Commune), string(b.Commune)) })
	columns := []string{"month", "person", "programme", "category", "commune", "home_unit", "household", "decision", "amount", "held"}
	_, err := tx.Bulk(ctx, "roster_line", columns, each(lines, len(columns), func(l *Line, row []any) {
		row[0], row[1], row[2], row[3], row[4] = l.Month.String(), int64(l.Person), l.Programme, l.Category, string(l.Commune)
		row[5], row[6], row[7], row[8], row[9] = string(l.HomeUnit), int64(l.Household), l.Decision, int64(l.Amount), string(l.Held)
	}))
	return err
}

func insertRoster(ctx context.Context, tx *gate.Tx, r Roster) error {
	_, err := tx.Exec(ctx, `INSERT INTO roster (month, hash, snapshot, law, known_on, lines, amount, held, held_amount, frozen_at, frozen_by)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)`, r.Month, r.Hash, r.Snapshot, r.Law, r.KnownOn, r.Lines, int64(r.Amount),
		r.Held, int64(r.HeldAmount), db.Instant(tx.Now), tx.Actor.ID)
	return err
}

func roster(ctx context.Context, tx *db.Tx, month calendar.Month) (Roster, error) {
	r, err := db.One(ctx, tx, func(s db.Scanner) (r Roster, err error) {
		err = s.Scan(&r.Month, &r.Hash, &r.Snapshot, &r.Law, &r.KnownOn, &r.Lines, &r.Amount, &r.Held, &r.HeldAmount)
		return r, err
	}, `SELECT month, hash, snapshot, law, known_on, lines, amount, held, held_amount FROM roster WHERE month = $1`, month)
	if fault.Is(err, fault.NotFound) {
		return r, fault.New(fault.NotFound, "benefit.not_frozen", month.Vietnamese())
	}
	return r, err
}

const lineColumns = `month, person, programme, category, commune, home_unit, household, decision, amount, held`

// scanLine scans into plain strings and numbers: of those the driver's library makes no detour by reflection, which
// counts where there are a hundred thousand lines.
func scanLine(s db.Scanner) (l Line, err error) {
	err = s.Scan(&l.Month, (*int64)(&l.Person), &l.Programme, &l.Category, (*string)(&l.Commune), (*string)(&l.HomeUnit),
		(*int64)(&l.Household), &l.Decision, (*int64)(&l.Amount), (*string)(&l.Held))
	return l, err
}

func frozenMonths(ctx context.Context, tx *db.Tx) ([]calendar.Month, error) {
	return db.All(ctx, tx, db.Value[calendar.Month], `SELECT month FROM roster ORDER BY month DESC`)
}

func rosterLines(ctx context.Context, tx *db.Tx, month calendar.Month) ([]Line, error) {
	return db.All(ctx, tx, scanLine, `SELECT `+lineColumns+` FROM roster_line WHERE month = $1 ORDER BY person, programme, category`, month)
}

// rosterPart are the lines of a commune. They are put in order here: asked for an order, SQLite reads the whole month.
func rosterPart(ctx context.Context, tx *db.Tx, month calendar.Month, commune org.UnitID) ([]Line, error) {
	lines, err := db.All(ctx, tx, scanLine, `SELECT `+lineColumns+` FROM roster_line WHERE month = $1 AND commune = $2`, month, commune)
	slices.SortFunc(lines, inOrder)
	return lines, err
}

func rosterCommunes(ctx context.Context, tx *db.Tx, month calendar.Month) (map[org.UnitID]int64, error) {
	out := map[org.UnitID]int64{}
	return out, db.Each(ctx, tx, func(s db.Scanner) error {
		var commune org.UnitID
		var n int64
		err := s.Scan(&commune, &n)
		out[commune] = n
		return err
	}, `SELECT commune, count(*) FROM roster_line WHERE month = $1 GROUP BY commune`, month)
}

// idsAtOnce is how many people one query asks for.
const idsAtOnce = 1000

func rosterHomes(ctx context.Context, tx *db.Tx, month calendar.Month, ids []registry.PersonID) (map[registry.PersonID]org.UnitID, error) {
	out := map[registry.PersonID]org.UnitID{}
	for some := range slices.Chunk(ids, idsAtOnce) {
		args := []any{month}
		marks := make([]string, len(some))
		for i, id := range some {
			args = append(args, int64(id))
			marks[i] = "$" + strconv.Itoa(len(args))
		}
		if err := db.Each(ctx, tx, func(s db.Scanner) error {
			var person registry.PersonID
			var commune org.UnitID
			err := s.Scan(&person, &commune)
			out[person] = commune
			return err
		}, `SELECT person, min(commune) FROM roster_line WHERE month = $1 AND held = '' AND person IN (`+strings.Join(marks, ",")+`)
			GROUP BY person`, args...); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// lateLines are what the law gave in earlier, frozen months under decisions that came after the roster, or that were
// suspended in it and are not any more; and what is given once in such a month.
func lateLines(ctx context.Context, tx *db.Tx, before calendar.Month) ([]Line, error) {
	return db.All(ctx, tx, scanLine, `SELECT d.month, d.person, d.programme, d.category, d.commune, d.home_unit, d.household, c.id, d.amount, ''
		FROM roster r JOIN decision c ON c.recorded_at >= r.frozen_at AND c.from_month <= r.month AND (c.to_month IS NULL OR c.to_month >= r.month)
		JOIN determined d ON d.month = r.month AND d.person = c.person AND d.programme = c.programme AND d.category = c.category AND d.twin = 0
		LEFT JOIN roster_line l ON l.month = d.month AND l.person = d.person AND l.programme = d.programme AND l.category = d.category
		WHERE r.month < $1 AND l.month IS NULL
		UNION SELECT d.month, d.person, d.programme, d.category, d.commune, d.home_unit, d.household, c.id, d.amount, ''
		FROM suspension s JOIN decision c ON c.id = s.decision
		JOIN roster_line l ON l.month >= s.from_month AND l.month < $1 AND l.person = c.person AND l.decision = c.id AND l.held = 'suspended'
		JOIN determined d ON d.month = l.month AND d.person = l.person AND d.programme = l.programme AND d.category = l.category AND d.twin = 0
		WHERE s.to_month IS NOT NULL AND NOT EXISTS (SELECT 1 FROM suspension n WHERE n.decision = c.id AND n.from_month <= l.month
			AND (n.to_month IS NULL OR n.to_month >= l.month))
		UNION SELECT c.from_month, c.person, c.programme, c.category, c.commune, c.home_unit, 0, c.id, c.amount, ''
		FROM decision c JOIN roster r ON r.month = c.from_month
		WHERE c.once = 1 AND c.to_month >= c.from_month AND c.recorded_at >= r.frozen_at AND r.month < $1
			AND NOT EXISTS (SELECT 1 FROM roster_line l WHERE l.month = c.from_month AND l.decision = c.id AND l.person = c.person)
		ORDER BY 1, 2, 3, 4`, before)
}
