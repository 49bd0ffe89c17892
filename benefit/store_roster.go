package benefit

import (
	"context"

	"ansinh/calendar"
	"ansinh/db"
	"ansinh/fault"
	"ansinh/gate"
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

func insertRoster(ctx context.Context, tx *gate.Tx, r Roster, lines []Line) error {
	month := r.Month.String()
	columns := []string{"month", "person", "programme", "category", "commune", "home_unit", "household", "decision", "amount", "held"}
	if _, err := tx.Bulk(ctx, "roster_line", columns, each(lines, len(columns), func(l *Line, row []any) {
		row[0], row[1], row[2], row[3], row[4] = month, int64(l.Person), l.Programme, l.Category, string(l.Commune)
		row[5], row[6], row[7], row[8], row[9] = string(l.HomeUnit), int64(l.Household), l.Decision, int64(l.Amount), string(l.Held)
	})); err != nil {
		return err
	}
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

func scanLine(s db.Scanner) (l Line, err error) {
	err = s.Scan(&l.Month, &l.Person, &l.Programme, &l.Category, &l.Commune, &l.HomeUnit, &l.Household, &l.Decision, &l.Amount, &l.Held)
	return l, err
}

func rosterLines(ctx context.Context, tx *db.Tx, month calendar.Month) ([]Line, error) {
	return db.All(ctx, tx, scanLine, `SELECT `+lineColumns+` FROM roster_line WHERE month = $1 ORDER BY person, programme, category`, month)
}

// lateLines are what the law gave in earlier, frozen months under decisions that came after the roster.
func lateLines(ctx context.Context, tx *db.Tx, before calendar.Month) ([]Line, error) {
	return db.All(ctx, tx, scanLine, `SELECT d.month, d.person, d.programme, d.category, d.commune, d.home_unit, d.household, c.id, d.amount, ''
		FROM roster r JOIN decision c ON c.from_month <= r.month AND (c.to_month IS NULL OR c.to_month >= r.month)
		JOIN determined d ON d.month = r.month AND d.person = c.person AND d.programme = c.programme AND d.category = c.category AND d.twin = 0
		LEFT JOIN roster_line l ON l.month = d.month AND l.person = d.person AND l.programme = d.programme AND l.category = d.category
		WHERE r.month < $1 AND l.month IS NULL ORDER BY d.month, d.person, d.programme, d.category`, before)
}
