package payment

import (
	"context"

	"ansinh/calendar"
	"ansinh/db"
	"ansinh/fault"
	"ansinh/gate"
)

// lineAnywhere is a line of any run and the run's state.
func lineAnywhere(ctx context.Context, tx *db.Tx, id string) (Line, State, error) {
	var state State
	l, err := db.One(ctx, tx, func(s db.Scanner) (Line, error) { return scanLine(longer{s, []any{&state}}) },
		`SELECT `+lineColumns+`, r.state FROM payment_line l JOIN payment_run r ON r.month = l.month WHERE l.id = $1`, id)
	if fault.Is(err, fault.NotFound) {
		return l, state, fault.New(fault.NotFound, "payment.no_line")
	}
	return l, state, err
}

// claimed says whether a line is asked back already, by a claim or by a recovery line.
func claimed(ctx context.Context, tx *db.Tx, line, recovery string) (bool, error) {
	n, err := db.One(ctx, tx, db.Value[int64], `SELECT (SELECT count(*) FROM payment_claim WHERE line = $1) +
		(SELECT count(*) FROM payment_line WHERE id = $2)`, line, recovery)
	return n > 0, err
}

func insertClaim(ctx context.Context, tx *gate.Tx, l *Line, reason string) error {
	_, err := tx.Exec(ctx, `INSERT INTO payment_claim (line, commune, home_unit, reason, claimed_at, claimed_by) VALUES ($1, $2, $3, $4, $5, $6)`,
		l.ID, string(l.Commune), string(l.HomeUnit), reason, db.Instant(tx.Now), tx.Actor.ID)
	return err
}

// claimedLines are the lines of earlier runs that were claimed and that no run asks back yet. The join is written so that
// SQLite begins with the few claims and not with every line there ever was.
func claimedLines(ctx context.Context, tx *db.Tx, before calendar.Month) ([]Line, error) {
	return db.All(ctx, tx, scanLine, `SELECT `+lineColumns+` FROM payment_claim c CROSS JOIN payment_line l WHERE l.id = c.line AND l.month < $1
		AND NOT EXISTS (SELECT 1 FROM payment_line b WHERE b.person = l.person AND b.for_month = l.for_month AND b.programme = l.programme
			AND b.category = l.category AND b.kind = 'recovery'
				AND b.again = CASE WHEN l.kind IN ('difference', 'repeat') THEN l.again ELSE '' END)
		AND NOT EXISTS (SELECT 1 FROM payment_return f WHERE f.line = l.id) ORDER BY l.person, l.id`, before)
}

// recoveries are the recoveries of the runs up to a month that are open or of which that month's run keeps something
// back, oldest first, with all their instalments.
func recoveries(ctx context.Context, tx *db.Tx, month calendar.Month) ([]Recovered, error) {
	out, err := db.All(ctx, tx, func(s db.Scanner) (r Recovered, err error) {
		r.Line, err = scanLine(longer{s, []any{&r.Reason}})
		return r, err
	}, `SELECT `+lineColumns+`, coalesce((SELECT min(c.reason) FROM payment_claim c JOIN payment_line u ON u.id = c.line WHERE u.person = l.person
			AND u.for_month = l.for_month AND u.programme = l.programme AND u.category = l.category), '')
		FROM payment_line l WHERE l.kind = 'recovery' AND l.month <= $1
		AND (-l.amount > (SELECT coalesce(sum(i.amount), 0) FROM payment_instalment i WHERE i.recovery = l.id)
			OR EXISTS (SELECT 1 FROM payment_instalment i WHERE i.recovery = l.id AND i.month = $1))
		ORDER BY l.month, l.for_month, l.person, l.id`, month)
	if err != nil || len(out) == 0 {
		return out, err
	}
	at := make(map[string]*Recovered, len(out))
	for i := range out {
		at[out[i].Line.ID] = &out[i]
	}
	return out, db.Each(ctx, tx, func(s db.Scanner) error {
		var i Instalment
		if err := s.Scan(&i.Month, &i.Recovery, &i.Line, &i.Amount); err != nil {
			return err
		}
		if r := at[i.Recovery]; r != nil {
			r.Instalments = append(r.Instalments, i)
		}
		return nil
	}, `SELECT month, recovery, line, amount FROM payment_instalment ORDER BY month, recovery, line`)
}

func insertInstalments(ctx context.Context, tx *gate.Tx, lines []Line, all []Instalment) error {
	commune := make(map[string]string, len(all))
	for i := range lines {
		if lines[i].Deducted > 0 {
			commune[lines[i].ID] = string(lines[i].Commune)
		}
	}
	columns := []string{"month", "commune", "recovery", "line", "amount"}
	_, err := tx.Bulk(ctx, "payment_instalment", columns, each(all, len(columns), func(i *Instalment, row []any) {
		row[0], row[1], row[2], row[3], row[4] = i.Month.String(), commune[i.Line], i.Recovery, i.Line, int64(i.Amount)
	}))
	return err
}
