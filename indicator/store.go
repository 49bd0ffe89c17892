package indicator

import (
	"context"
	"strings"
	"time"

	"ansinh/db"
	"ansinh/gate"
	"ansinh/org"
)

// place is where a value stands within a period.
type place struct {
	indicator string
	unit      org.UnitID
}

const (
	valueColumns = `v.indicator, v.unit, v.period, v.numerator, v.denominator, v.unknown, v.source, v.provenance, v.illustrative`
	newest       = ` AND v.latest AND NOT v.withdrawn`
)

func scanValue(s db.Scanner) (Value, error) {
	var v Value
	err := s.Scan(&v.Indicator, &v.Unit, &v.Period, &v.Numerator, &v.Denominator, &v.Unknown, &v.Source, &v.Provenance, &v.Illustrative)
	return v, err
}

func periodValues(ctx context.Context, tx *gate.Tx, p Period, from Origin) (map[place]Value, error) {
	parts, err := latestParts(ctx, tx, `v.period = $1`, string(p))
	if err != nil {
		return nil, err
	}
	out := map[place]Value{}
	err = db.Each(ctx, tx.Tx, func(s db.Scanner) error {
		v, err := scanValue(s)
		key := place{v.Indicator, v.Unit}
		v.Parts = parts[key]
		out[key] = v
		return err
	}, `SELECT `+valueColumns+` FROM indicator_value v WHERE v.period = $1 AND v.source = $2`+newest+` ORDER BY v.indicator, v.unit`,
		string(p), string(from))
	return out, err
}

// valuesUpTo are the values that count of all periods that begin no later than the last one, of one indicator or of all.
func valuesUpTo(ctx context.Context, tx *gate.Tx, last Period, indicator string) ([]Value, error) {
	args := []any{string(last)}
	one := ""
	if indicator != "" {
		args, one = append(args, indicator), ` AND v.indicator = $2`
	}
	return db.All(ctx, tx.Tx, scanValue, `SELECT `+valueColumns+` FROM indicator_value v WHERE v.period <= $1`+one+newest+
		` ORDER BY v.indicator, v.period, v.unit`, args...)
}

// edgeValues are the values of an indicator of the periods with which any unit's begin or end, up to the last one.
func edgeValues(ctx context.Context, tx *gate.Tx, last Period, indicator string) ([]Value, error) {
	const of = ` FROM indicator_value v WHERE v.indicator = $1 AND v.period <= $2` + newest
	return db.All(ctx, tx.Tx, scanValue, `SELECT `+valueColumns+of+` AND v.period IN (SELECT min(v.period)`+of+` GROUP BY v.unit
		UNION SELECT max(v.period)`+of+` GROUP BY v.unit) ORDER BY v.period, v.unit`, indicator, string(last))
}

// sumsUpTo are the values up to a period summed over all units, as they were kept when the values were written. The denominator of a plain
// figure is its scale, which is the same everywhere and is not summed.
func (b *Book) sumsUpTo(ctx context.Context, tx *gate.Tx, last Period, indicator string) ([]Value, error) {
	args, one := []any{string(last)}, ""
	if indicator != "" {
		args, one = append(args, indicator), ` AND indicator = $2`
	}
	return db.All(ctx, tx.Tx, func(s db.Scanner) (Value, error) {
		var v Value
		var scale int64
		err := s.Scan(&v.Indicator, &v.Period, &v.Numerator, &v.Denominator, &scale, &v.Unknown, &v.Source, &v.Provenance, &v.Illustrative)
		if d, ok := b.Definition(v.Indicator); ok && d.Denominator.VI == "" {
			v.Denominator = scale
		}
		return v, err
	}, `SELECT indicator, period, numerator, denominator, scale, unknown, source, provenance, illustrative
		FROM indicator_sum WHERE period <= $1`+one+` ORDER BY indicator, period, source, provenance, illustrative`, args...)
}

// keepSums writes the sums of a period anew.
func keepSums(ctx context.Context, tx *gate.Tx, p Period) error {
	if _, err := tx.Exec(ctx, `DELETE FROM indicator_sum WHERE period = $1`, string(p)); err != nil {
		return err
	}
	_, err := tx.Exec(ctx, `INSERT INTO indicator_sum (period, indicator, source, provenance, illustrative, numerator, denominator, scale, unknown)
		SELECT v.period, v.indicator, v.source, v.provenance, v.illustrative, CAST(sum(v.numerator) AS BIGINT), CAST(sum(v.denominator) AS BIGINT),
			max(v.denominator), CAST(sum(v.unknown) AS BIGINT)
		FROM indicator_value v WHERE v.period = $1`+newest+`
		GROUP BY v.period, v.indicator, v.source, v.provenance, v.illustrative`, string(p))
	return err
}

// latestValues are the values of an indicator of the latest period up to one that has any.
func latestValues(ctx context.Context, tx *gate.Tx, indicator string, last Period) (Period, []Value, error) {
	p, err := db.One(ctx, tx.Tx, db.Value[string], `SELECT coalesce(max(v.period), '') FROM indicator_value v
		WHERE v.indicator = $1 AND v.period <= $2`+newest, indicator, string(last))
	if err != nil || p == "" {
		return "", nil, err
	}
	values, err := db.All(ctx, tx.Tx, scanValue, `SELECT `+valueColumns+` FROM indicator_value v WHERE v.indicator = $1 AND v.period = $2`+newest+
		` ORDER BY v.unit`, indicator, p)
	return Period(p), values, err
}

// revision is a value to be written, or one that there is no more.
type revision struct {
	Value
	withdrawn bool
	number    int64
}

// insertValues adds a revision of a period to each place.
func insertValues(ctx context.Context, tx *gate.Tx, p Period, list []revision) error {
	last := map[place]int64{}
	err := db.Each(ctx, tx.Tx, func(s db.Scanner) error {
		var at place
		var n int64
		err := s.Scan(&at.indicator, &at.unit, &n)
		last[at] = n
		return err
	}, `SELECT indicator, unit, revision FROM indicator_value WHERE period = $1 AND latest`, string(p))
	if err != nil {
		return err
	}
	for i, v := range list {
		key := place{v.Indicator, v.Unit}
		list[i].number = last[key] + 1
		if last[key] == 0 {
			continue
		}
		if _, err := tx.Exec(ctx, `UPDATE indicator_value SET latest = false WHERE indicator = $1 AND period = $2 AND unit = $3 AND latest`,
			v.Indicator, string(p), string(v.Unit)); err != nil {
			return err
		}
	}
	if _, err := tx.Bulk(ctx, "indicator_value", strings.Split("indicator unit period revision latest numerator denominator unknown source provenance illustrative withdrawn measured_at", " "), func(yield func([]any) bool) {
		for _, v := range list {
			if !yield([]any{v.Indicator, string(v.Unit), string(p), v.number, true, v.Numerator, v.Denominator, v.Unknown, string(v.Source), v.Provenance,
				v.Illustrative, v.withdrawn, tx.Now.Format(time.RFC3339)}) {
				return
			}
		}
	}); err != nil {
		return err
	}
	if err := insertParts(ctx, tx, p, list); err != nil || len(list) == 0 {
		return err
	}
	return keepSums(ctx, tx, p)
}

func anySimulated(ctx context.Context, tx *gate.Tx) (bool, error) {
	n, err := db.One(ctx, tx.Tx, db.Value[int64], `SELECT count(*) FROM indicator_value WHERE source = $1 AND illustrative`, string(FromRows))
	return n > 0, err
}
