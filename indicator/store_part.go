package indicator

import (
	"context"
	"strings"

	"ansinh/calendar"
	"ansinh/db"
	"ansinh/gate"
)

func insertParts(ctx context.Context, tx *gate.Tx, p Period, list []revision) error {
	_, err := tx.Bulk(ctx, "indicator_part", strings.Fields("indicator unit period revision dimension part numerator denominator"), func(yield func([]any) bool) {
		for _, v := range list {
			for _, x := range v.Parts {
				if !v.withdrawn && !yield([]any{v.Indicator, string(v.Unit), string(p), v.number, x.Dimension, x.Part, x.Numerator.stored(), x.Denominator.stored()}) {
					return
				}
			}
		}
	})
	return err
}

// stored is the figure, or nothing where it is not known.
func (a Amount) stored() any {
	if !a.Known {
		return nil
	}
	return a.N
}

// latestParts are the parts of the values that count and that a condition on v picks.
func latestParts(ctx context.Context, tx *gate.Tx, where string, args ...any) (map[place][]Part, error) {
	out := map[place][]Part{}
	err := db.Each(ctx, tx.Tx, func(s db.Scanner) error {
		var at place
		var p Part
		var top, bottom *int64
		if err := s.Scan(&at.indicator, &at.unit, &p.Dimension, &p.Part, &top, &bottom); err != nil {
			return err
		}
		p.Numerator, p.Denominator = amountOf(top), amountOf(bottom)
		out[at] = append(out[at], p)
		return nil
	}, `SELECT v.indicator, v.unit, p.dimension, p.part, p.numerator, p.denominator FROM indicator_value v
		JOIN indicator_part p ON p.indicator = v.indicator AND p.period = v.period AND p.unit = v.unit AND p.revision = v.revision
		WHERE `+where+newest+` ORDER BY v.indicator, v.unit, p.dimension, p.part`, args...)
	return out, err
}

func amountOf(v *int64) Amount {
	if v == nil {
		return Amount{}
	}
	return Amount{*v, true}
}

func lastWritten(ctx context.Context, tx *gate.Tx, indicator string) (string, error) {
	return db.One(ctx, tx.Tx, db.Value[string], `SELECT coalesce(max(measured_at), '') FROM indicator_value WHERE indicator = $1`, indicator)
}

// reportedBefore are the values from returns as they were known before a day.
func reportedBefore(ctx context.Context, tx *gate.Tx, last Period, day calendar.Date) ([]Value, error) {
	return db.All(ctx, tx.Tx, scanValue, `SELECT `+valueColumns+` FROM indicator_value v
		WHERE v.period <= $1 AND v.source = 'return' AND v.measured_at < $2 AND NOT v.withdrawn AND NOT EXISTS (SELECT 1 FROM indicator_value n
			WHERE n.indicator = v.indicator AND n.unit = v.unit AND n.period = v.period AND n.revision > v.revision AND n.measured_at < $2)
		ORDER BY v.indicator, v.period, v.unit`, string(last), day.String())
}
