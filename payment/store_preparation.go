package payment

import (
	"context"
	"maps"
	"slices"

	"ansinh/calendar"
	"ansinh/db"
	"ansinh/fault"
	"ansinh/gate"
	"ansinh/org"
	"ansinh/registry"
)

func insertPreparation(ctx context.Context, tx *gate.Tx, month calendar.Month, number int64, known calendar.Date) error {
	day := ""
	if !known.IsZero() {
		day = known.String()
	}
	_, err := tx.Exec(ctx, `INSERT INTO payment_preparation (month, attempt, known_on, begun_at, begun_by, begun_name, planned, stopped_at, stopped_by, reason)
		VALUES ($1, $2, $3, $4, $5, $6, 0, '', '', '')
		ON CONFLICT (month) DO NOTHING`, month, number, day, db.Instant(tx.Now), tx.Actor.ID, tx.Actor.Name)
	return err
}

const preparationColumns = `month, attempt, known_on, begun_at, begun_by, begun_name, planned, stopped_at, reason, trouble`

func scanPreparation(s db.Scanner) (p Preparation, err error) {
	var known, begun, stopped, trouble string
	var planned int64
	if err = s.Scan(&p.Month, &p.Attempt, &known, &begun, &p.By, &p.Name, &planned, &stopped, &p.Reason, &trouble); err != nil {
		return p, err
	}
	p.Planned, p.Stopped = planned == 1, stopped != ""
	if known != "" {
		if p.KnownOn, err = calendar.ParseDate(known); err != nil {
			return p, err
		}
	}
	if p.Trouble, err = fault.Kept(trouble); err != nil {
		return p, err
	}
	p.Begun, err = db.ParseInstant(begun)
	return p, err
}

// preparation is a month that is being prepared; fault payment.not_preparing where it is none.
func preparation(ctx context.Context, tx *db.Tx, month calendar.Month) (Preparation, error) {
	p, err := db.One(ctx, tx, scanPreparation, `SELECT `+preparationColumns+` FROM payment_preparation WHERE month = $1`, month)
	if fault.Is(err, fault.NotFound) {
		return p, fault.New(fault.NotFound, "payment.not_preparing", month.Vietnamese())
	}
	return p, err
}

func preparations(ctx context.Context, tx *db.Tx) ([]Preparation, error) {
	return db.All(ctx, tx, scanPreparation, `SELECT `+preparationColumns+` FROM payment_preparation ORDER BY month`)
}

func setStopped(ctx context.Context, tx *gate.Tx, month calendar.Month, stop bool, why *fault.Error) error {
	at, by, reason := "", "", ""
	if stop {
		at, by = db.Instant(tx.Now), tx.Actor.ID
	}
	if why != nil {
		reason = why.Code
	}
	if _, err := tx.Exec(ctx, `UPDATE payment_preparation SET stopped_at = $1, stopped_by = $2, reason = $3 WHERE month = $4`, at, by, reason, month); err != nil {
		return err
	}
	return setTrouble(ctx, tx, month, why)
}

func setTrouble(ctx context.Context, tx *gate.Tx, month calendar.Month, why *fault.Error) error {
	said := ""
	if why != nil {
		said = fault.Keep(why, "")
	}
	_, err := tx.Exec(ctx, `UPDATE payment_preparation SET trouble = $1 WHERE month = $2`, said, month)
	return err
}

func insertParts(ctx context.Context, tx *gate.Tx, month calendar.Month, weights map[org.UnitID]int64) error {
	if _, err := tx.Exec(ctx, `UPDATE payment_preparation SET planned = 1 WHERE month = $1`, month); err != nil {
		return err
	}
	communes := slices.Sorted(maps.Keys(weights))
	columns := []string{"month", "commune", "weight"}
	_, err := tx.Bulk(ctx, "payment_part", columns, each(communes, len(columns), func(c *org.UnitID, row []any) {
		row[0], row[1], row[2] = month.String(), string(*c), weights[*c]
	}))
	return err
}

// parts are by commune.
func parts(ctx context.Context, tx *db.Tx, month calendar.Month) ([]Part, error) {
	return db.All(ctx, tx, func(s db.Scanner) (p Part, err error) {
		r := &p.Sum
		err = s.Scan(&p.Commune, &p.Weight, &p.Done, &r.Lines, &r.Amount, &r.Held, &r.HeldAmount, &r.Recoveries, &r.Recovery, &r.Flagged,
			&r.Instalments, &r.Instalment, &r.Hash)
		return p, err
	}, `SELECT p.commune, p.weight, d.commune IS NOT NULL, coalesce(d.lines, 0), coalesce(d.amount, 0), coalesce(d.held, 0),
			coalesce(d.held_amount, 0), coalesce(d.recoveries, 0), coalesce(d.recovery, 0), coalesce(d.flagged, 0),
			coalesce(d.instalments, 0), coalesce(d.instalment, 0), coalesce(d.hash, '')
		FROM payment_part p LEFT JOIN payment_part_done d ON d.month = p.month AND d.commune = p.commune WHERE p.month = $1 ORDER BY p.commune`, month)
}

// partDone says whether a part of a month was written.
func partDone(ctx context.Context, tx *db.Tx, month calendar.Month, commune org.UnitID) (bool, error) {
	n, err := db.One(ctx, tx, db.Value[int64], `SELECT count(*) FROM payment_part_done WHERE month = $1 AND commune = $2`, month, commune)
	return n > 0, err
}

// insertPartDone says that a part is written; a second time is a conflict, and nothing of it stands.
func insertPartDone(ctx context.Context, tx *gate.Tx, commune org.UnitID, r Run) error {
	_, err := tx.Exec(ctx, `INSERT INTO payment_part_done (month, commune, lines, amount, held, held_amount, recoveries, recovery, flagged,
		instalments, instalment, hash, done_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)`, r.Month, commune, r.Lines,
		int64(r.Amount), r.Held, int64(r.HeldAmount), r.Recoveries, int64(r.Recovery), r.Flagged, r.Instalments, int64(r.Instalment), r.Hash,
		db.Instant(tx.Now))
	return err
}

// dropPreparation forgets how a month was prepared: its run stands, or it was cancelled.
func dropPreparation(ctx context.Context, tx *gate.Tx, month calendar.Month) error {
	for _, table := range []string{"payment_part_done", "payment_part", "payment_preparation"} {
		if _, err := tx.Exec(ctx, `DELETE FROM `+table+` WHERE month = $1`, month); err != nil {
			return err
		}
	}
	return nil
}

// accountsOfMany are the lines of a run that go to accounts in which people of so many households or more take their money.
// Plain queries and no join: of a month just written PostgreSQL knows no statistics, and would join row by row.
func accountsOfMany(ctx context.Context, tx *db.Tx, month calendar.Month, households int) ([]Line, error) {
	const paid = ` FROM payment_line l WHERE l.month = $1 AND l.channel = 'bank' AND l.held = '' AND l.kind <> 'recovery'`
	type account struct{ bank, number string }
	many := map[account]bool{}
	var numbers []string
	if err := db.Each(ctx, tx, func(s db.Scanner) error {
		var a account
		err := s.Scan(&a.bank, &a.number)
		many[a] = true
		numbers = append(numbers, a.number)
		return err
	}, `SELECT l.bank, l.account`+paid+` GROUP BY l.bank, l.account HAVING count(DISTINCT l.household) >= $2 ORDER BY l.account, l.bank`,
		month, households); err != nil {
		return nil, err
	}
	lines, err := linesOf(ctx, tx, paid, "l.account", numbers, month)
	return slices.DeleteFunc(lines, func(l Line) bool { return !many[account{l.Bank, l.Account}] }), err
}

// cashTwice are the lines of a run by which two people take cash under one name, year of birth, address and programme.
func cashTwice(ctx context.Context, tx *db.Tx, month calendar.Month) ([]Line, error) {
	const paid = ` FROM payment_line l WHERE l.month = $1 AND l.channel = 'cash' AND l.held = '' AND l.kind = 'regular'`
	type who struct {
		holder    string
		born      int
		address   string
		programme string
		commune   org.UnitID
	}
	twice := map[who]bool{}
	var holders []string
	if err := db.Each(ctx, tx, func(s db.Scanner) error {
		var w who
		err := s.Scan(&w.holder, &w.born, &w.address, &w.programme, &w.commune)
		twice[w] = true
		holders = append(holders, w.holder)
		return err
	}, `SELECT l.holder, l.birth_year, l.address, l.programme, l.commune`+paid+` GROUP BY l.holder, l.birth_year, l.address, l.programme, l.commune
		HAVING min(l.person) < max(l.person) ORDER BY l.holder`, month); err != nil {
		return nil, err
	}
	lines, err := linesOf(ctx, tx, paid, "l.holder", holders, month)
	return slices.DeleteFunc(lines, func(l Line) bool { return !twice[who{l.Holder, l.BirthYear, l.Address, l.Programme, l.Commune}] }), err
}

// linesOf are the lines of a run whose column holds one of the values, which are in order.
func linesOf(ctx context.Context, tx *db.Tx, from, column string, values []string, month calendar.Month) ([]Line, error) {
	var out []Line
	for some := range slices.Chunk(slices.Compact(values), idsAtOnce) {
		args := []any{month}
		lines, err := db.All(ctx, tx, scanLine, `SELECT `+lineColumns+from+db.In(column, some, &args), args...)
		if err != nil {
			return nil, err
		}
		out = append(out, lines...)
	}
	return out, nil
}

// dormant are the people of whom something came back in each of the last so many months that paid them.
func dormant(ctx context.Context, tx *db.Tx, before calendar.Month, months int) (map[registry.PersonID]bool, error) {
	out := map[registry.PersonID]bool{}
	return out, db.Each(ctx, tx, func(s db.Scanner) error {
		var id registry.PersonID
		err := s.Scan(&id)
		out[id] = true
		return err
	}, `SELECT l.person FROM payment_return f JOIN payment_line l ON l.id = f.line WHERE f.month >= $1 AND f.month < $2
		GROUP BY l.person HAVING count(DISTINCT f.month) >= $3`, before.Add(-months), before, months)
}

// spent is what the runs of a year up to a month set aside, by programme, and what the month's did.
func spent(ctx context.Context, tx *db.Tx, month calendar.Month) (map[string]BudgetLine, error) {
	_, number := month.Civil()
	out := map[string]BudgetLine{}
	return out, db.Each(ctx, tx, func(s db.Scanner) error {
		var b BudgetLine
		err := s.Scan(&b.Programme, &b.Spent, &b.Month)
		out[b.Programme] = b
		return err
	}, `SELECT programme, CAST(sum(amount + deducted) AS BIGINT),
			CAST(sum(CASE WHEN month = $2 AND kind = 'regular' THEN amount + deducted ELSE 0 END) AS BIGINT)
		FROM payment_total WHERE month >= $1 AND month <= $2 AND held = '' AND kind IN ('regular', 'arrears', 'difference') GROUP BY programme`,
		month.Add(1-number), month)
}

// setFlags writes the flags of lines, whose ids are by the flags.
func setFlags(ctx context.Context, tx *gate.Tx, flagged map[string][]string) error {
	for flags, ids := range flagged {
		for some := range slices.Chunk(ids, idsAtOnce) {
			args := []any{flags}
			if _, err := tx.Exec(ctx, `UPDATE payment_line SET flags = $1 WHERE 1 = 1`+db.In("id", some, &args), args...); err != nil {
				return err
			}
		}
	}
	return nil
}
