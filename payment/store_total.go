package payment

import (
	"cmp"
	"context"
	"maps"
	"slices"
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
		bank          string
		kind          Kind
		held          benefit.Reason
	}
	type sum struct {
		key
		lines            int64
		amount, deducted money.Dong
	}
	var all []sum
	at := map[key]int{}
	for i := range lines {
		l := &lines[i]
		k := key{l.Commune, l.HomeUnit, l.Programme, l.Channel, l.Bank, l.Kind, l.Held}
		n, ok := at[k]
		if !ok {
			n = len(all)
			at[k], all = n, append(all, sum{key: k})
		}
		all[n].lines++
		all[n].amount += l.Net()
		all[n].deducted += l.Deducted
	}
	if len(all) == 0 {
		return nil
	}
	month, columns := lines[0].Month.String(), strings.Fields("month commune home_unit programme channel bank kind held lines amount deducted")
	_, err := tx.Bulk(ctx, "payment_total", columns, each(all, len(columns), func(t *sum, row []any) {
		row[0], row[1], row[2], row[3], row[4] = month, string(t.commune), string(t.home), t.programme, string(t.channel)
		row[5], row[6], row[7], row[8] = t.bank, string(t.kind), string(t.held), t.lines
		row[9], row[10] = int64(t.amount), int64(t.deducted)
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

// insertSums writes what entries come to in each account.
func insertSums(ctx context.Context, tx *gate.Tx, entries []Entry) error {
	type key struct {
		month   calendar.Month
		commune org.UnitID
		account string
	}
	sums := map[key]Account{}
	for _, e := range entries {
		debit, credit := key{e.Month, e.Commune, e.Debit}, key{e.Month, e.Commune, e.Credit}
		a := sums[debit]
		a.Debit += e.Amount
		sums[debit] = a
		a = sums[credit]
		a.Credit += e.Amount
		sums[credit] = a
	}
	all := slices.SortedFunc(maps.Keys(sums), func(a, b key) int {
		return cmp.Or(cmp.Compare(a.month, b.month), cmp.Compare(a.commune, b.commune), cmp.Compare(a.account, b.account))
	})
	columns := []string{"month", "commune", "account", "debit", "credit"}
	_, err := tx.Bulk(ctx, "ledger_sum", columns, each(all, len(columns), func(k *key, row []any) {
		a := sums[*k]
		row[0], row[1], row[2], row[3], row[4] = k.month.String(), string(k.commune), k.account, int64(a.Debit), int64(a.Credit)
	}))
	return err
}

// sumsOf are the books of a run, as kept beside its entries.
func sumsOf(ctx context.Context, tx *db.Tx, month calendar.Month) (Books, error) {
	return db.All(ctx, tx, scanAccount, `SELECT account, CAST(sum(debit) AS BIGINT), CAST(sum(credit) AS BIGINT) FROM ledger_sum
		WHERE month = $1 GROUP BY account ORDER BY account`, month)
}

func scanAccount(s db.Scanner) (a Account, err error) {
	err = s.Scan(&a.ID, &a.Debit, &a.Credit)
	return a, err
}

// sumsHold reckons a run's totals from its lines and its books from its entries; fault payment.totals where what is kept
// beside them is something else.
func sumsHold(ctx context.Context, tx *db.Tx, month calendar.Month) error {
	wrong, err := db.One(ctx, tx, db.Value[int64], `SELECT count(*) FROM (SELECT 1 AS wrong FROM (
			SELECT home_unit, programme, channel, bank, kind, held, 1 AS lines, amount - deducted AS amount, deducted FROM payment_line WHERE month = $1
			UNION ALL SELECT home_unit, programme, channel, bank, kind, held, -lines, -amount, -deducted FROM payment_total WHERE month = $1) AS both_sides
		GROUP BY home_unit, programme, channel, bank, kind, held HAVING sum(lines) <> 0 OR sum(amount) <> 0 OR sum(deducted) <> 0) AS differing`, month)
	if err != nil {
		return err
	}
	kept, err := sumsOf(ctx, tx, month)
	if err != nil {
		return err
	}
	entered, err := accounts(ctx, tx, month)
	if err != nil {
		return err
	}
	if !slices.Equal(kept, entered) {
		wrong++
	}
	if wrong > 0 {
		return fault.New(fault.Internal, "payment.totals", month.Vietnamese(), wrong)
	}
	return nil
}
