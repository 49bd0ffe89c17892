package payment

import (
	"context"
	"strings"

	"ansinh/benefit"
	"ansinh/calendar"
	"ansinh/db"
	"ansinh/fault"
	"ansinh/gate"
	"ansinh/money"
	"ansinh/org"
)

// insertTotals writes what the lines of a part come to. Another part may add to the same sums: its people have moved.
func insertTotals(ctx context.Context, tx *gate.Tx, lines []Line) error {
	type key struct {
		commune, home org.UnitID
		programme     string
		channel       Channel
		kind          Kind
		held          benefit.Reason
	}
	type sum struct {
		key
		lines  int64
		amount money.Dong
	}
	var all []sum
	at := map[key]int{}
	for i := range lines {
		l := &lines[i]
		k := key{l.Commune, l.HomeUnit, l.Programme, l.Channel, l.Kind, l.Held}
		n, ok := at[k]
		if !ok {
			n = len(all)
			at[k], all = n, append(all, sum{key: k})
		}
		all[n].lines++
		all[n].amount += l.Net()
	}
	if len(all) == 0 {
		return nil
	}
	month, columns := lines[0].Month.String(), strings.Fields("month commune home_unit programme channel kind held lines amount")
	_, err := tx.Bulk(ctx, "payment_total", columns, each(all, len(columns), func(t *sum, row []any) {
		row[0], row[1], row[2], row[3], row[4] = month, string(t.commune), string(t.home), t.programme, string(t.channel)
		row[5], row[6], row[7], row[8] = string(t.kind), string(t.held), t.lines, int64(t.amount)
	}))
	return err
}

// homeTotal is what the lines of one home unit come to.
type homeTotal struct {
	home org.UnitID
	kind Kind
	held benefit.Reason
	Total
	lines  int64
	amount money.Dong
}

func totalsByHome(ctx context.Context, tx *db.Tx, month calendar.Month, within []org.UnitID) ([]homeTotal, error) {
	args := []any{month}
	where := db.In("home_unit", within, &args)
	return db.All(ctx, tx, func(s db.Scanner) (t homeTotal, err error) {
		err = s.Scan(&t.home, &t.Programme, &t.Channel, &t.kind, &t.held, &t.lines, &t.amount)
		return t, err
	}, `SELECT home_unit, programme, channel, kind, held, CAST(sum(lines) AS BIGINT), CAST(sum(amount) AS BIGINT) FROM payment_total WHERE month = $1`+where+`
		GROUP BY home_unit, programme, channel, kind, held ORDER BY home_unit, programme, channel, kind, held`, args...)
}

// totalsHold recomputes the totals of a run from its lines; fault payment.totals where they are others.
func totalsHold(ctx context.Context, tx *db.Tx, month calendar.Month) error {
	wrong, err := db.One(ctx, tx, db.Value[int64], `SELECT count(*) FROM (SELECT 1 AS wrong FROM (
			SELECT home_unit, programme, channel, kind, held, 1 AS lines, amount - deducted AS amount FROM payment_line WHERE month = $1
			UNION ALL SELECT home_unit, programme, channel, kind, held, -lines, -amount FROM payment_total WHERE month = $1) AS both_sides
		GROUP BY home_unit, programme, channel, kind, held HAVING sum(lines) <> 0 OR sum(amount) <> 0) AS differing`, month)
	if err == nil && wrong > 0 {
		return fault.New(fault.Internal, "payment.totals", month.Vietnamese(), wrong)
	}
	return err
}
