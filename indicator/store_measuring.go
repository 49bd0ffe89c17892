package indicator

import (
	"context"
	"time"

	"ansinh/calendar"
	"ansinh/db"
	"ansinh/fault"
	"ansinh/gate"
	"ansinh/org"
)

const measuringColumns = `month, number, state, stage, known_on, asked_at, asked_by, name, began_at, ended_at, snapshot, differs, changed, trouble`

// at is an instant as it is kept; empty where there is none.
func at(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return db.Instant(t)
}

func day(d calendar.Date) string {
	if d.IsZero() {
		return ""
	}
	return d.String()
}

func insertMeasuring(ctx context.Context, tx *gate.Tx, m Measuring) error {
	_, err := tx.Exec(ctx, `INSERT INTO indicator_measuring (`+measuringColumns+`) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)`,
		m.Month, m.Number, string(m.State), string(m.Stage), day(m.KnownOn), at(m.Asked), m.By, m.Name, at(m.Began), at(m.Ended), m.Snapshot, m.Differs, m.Changed, "")
	return err
}

func setMeasuring(ctx context.Context, tx *gate.Tx, m Measuring) error {
	return failMeasuring(ctx, tx, m, "")
}

func failMeasuring(ctx context.Context, tx *gate.Tx, m Measuring, trouble string) error {
	_, err := tx.Exec(ctx, `UPDATE indicator_measuring SET state = $1, stage = $2, began_at = $3, ended_at = $4, snapshot = $5, changed = $6, trouble = $7, differs = $8
		WHERE month = $9 AND number = $10`, string(m.State), string(m.Stage), at(m.Began), at(m.Ended), m.Snapshot, m.Changed, trouble, m.Differs, m.Month, m.Number)
	return err
}

func measurings(ctx context.Context, tx *gate.Tx, month calendar.Month) ([]Measuring, error) {
	where, args := "", []any(nil)
	if month != 0 {
		where, args = ` WHERE month = $1`, []any{month}
	}
	return db.All(ctx, tx.Tx, scanMeasuring, `SELECT `+measuringColumns+` FROM indicator_measuring`+where+` ORDER BY month DESC, number DESC`, args...)
}

func scanMeasuring(s db.Scanner) (m Measuring, err error) {
	var known, asked, began, ended, trouble string
	if err = s.Scan(&m.Month, &m.Number, &m.State, &m.Stage, &known, &asked, &m.By, &m.Name, &began, &ended, &m.Snapshot, &m.Differs, &m.Changed, &trouble); err != nil {
		return m, err
	}
	if known != "" {
		if m.KnownOn, err = calendar.ParseDate(known); err != nil {
			return m, err
		}
	}
	for from, to := range map[string]*time.Time{asked: &m.Asked, began: &m.Began, ended: &m.Ended} {
		if from == "" {
			continue
		}
		if *to, err = db.ParseInstant(from); err != nil {
			return m, err
		}
	}
	m.Trouble, err = fault.Kept(trouble)
	return m, err
}

// written is one revision of a value: what it was, and when it was written.
type written struct {
	Value
	at        string
	withdrawn bool
}

// revisions are all revisions of an indicator's values of some periods, the oldest first.
func revisions(ctx context.Context, tx *gate.Tx, indicator string, first, last Period, within func(org.UnitID) bool) ([]written, error) {
	all, err := db.All(ctx, tx.Tx, func(s db.Scanner) (w written, err error) {
		err = s.Scan(&w.Indicator, &w.Unit, &w.Period, &w.Numerator, &w.Denominator, &w.Unknown, &w.Source, &w.Provenance, &w.Illustrative, &w.at, &w.withdrawn)
		return w, err
	}, `SELECT `+valueColumns+`, v.measured_at, v.withdrawn FROM indicator_value v
		WHERE v.indicator = $1 AND v.period >= $2 AND v.period <= $3 ORDER BY v.measured_at, v.period, v.unit, v.revision`, indicator, string(first), string(last))
	out := all[:0]
	for _, w := range all {
		if within(w.Unit) {
			out = append(out, w)
		}
	}
	return out, err
}
