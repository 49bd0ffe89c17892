package payment

import (
	"context"
	"iter"
	"maps"
	"slices"
	"strconv"
	"strings"

	"ansinh/benefit"
	"ansinh/calendar"
	"ansinh/db"
	"ansinh/fault"
	"ansinh/gate"
	"ansinh/money"
	"ansinh/org"
	"ansinh/registry"
)

func refuseExisting(ctx context.Context, tx *db.Tx, month calendar.Month) error {
	found, err := hasRun(ctx, tx, month)
	if err == nil && found {
		return fault.New(fault.Conflict, "payment.exists", month.Vietnamese())
	}
	return err
}

func hasRun(ctx context.Context, tx *db.Tx, month calendar.Month) (bool, error) {
	n, err := db.One(ctx, tx, db.Value[int64], `SELECT count(*) FROM payment_run WHERE month = $1`, month)
	return n > 0, err
}

// insertRun writes a run and its first step; its lines are there already.
func insertRun(ctx context.Context, tx *gate.Tx, r Run) error {
	if _, err := tx.Exec(ctx, `INSERT INTO payment_run (month, state, roster, snapshot, law, lines, amount, held, held_amount, recoveries,
		recovery, flagged, attempt, instalments, instalment, hash) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)`,
		r.Month, string(r.State), r.Roster, r.Snapshot, r.Law, r.Lines, int64(r.Amount), r.Held, int64(r.HeldAmount), r.Recoveries,
		int64(r.Recovery), r.Flagged, r.Attempt, r.Instalments, int64(r.Instalment), r.Hash); err != nil {
		return err
	}
	return insertStep(ctx, tx, r.Month, r.Steps[0])
}

func insertLines(ctx context.Context, tx *gate.Tx, lines []Line) error {
	columns := []string{"month", "commune", "person", "programme", "category", "kind", "for_month", "id", "home_unit", "household",
		"decision", "amount", "channel", "bank", "account", "holder", "birth_year", "address", "held", "flags",
		"again", "deducted"}
	_, err := tx.Bulk(ctx, "payment_line", columns, each(lines, len(columns), func(l *Line, row []any) {
		row[0], row[1], row[2], row[3], row[4] = l.Month.String(), string(l.Commune), int64(l.Person), l.Programme, l.Category
		row[5], row[6], row[7], row[8], row[9] = string(l.Kind), l.For.String(), l.ID, string(l.HomeUnit), int64(l.Household)
		row[10], row[11], row[12], row[13], row[14] = l.Decision, int64(l.Amount), string(l.Channel), l.Bank, l.Account
		row[15], row[16], row[17], row[18], row[19] = l.Holder, int64(l.BirthYear), l.Address, string(l.Held), joinFlags(l.Flags)
		row[20], row[21] = l.Again, int64(l.Deducted)
	}))
	if err != nil {
		return err
	}
	return insertTotals(ctx, tx, lines)
}

func joinFlags(flags []Flag) string {
	s := make([]string, len(flags))
	for i, f := range flags {
		s[i] = string(f)
	}
	return strings.Join(s, ",")
}

// each yields the rows that fill writes.
func each[T any](list []T, width int, fill func(*T, []any)) iter.Seq[[]any] {
	return func(yield func([]any) bool) {
		row := make([]any, width)
		for i := range list {
			fill(&list[i], row)
			if !yield(row) {
				return
			}
		}
	}
}

func insertStep(ctx context.Context, tx *gate.Tx, month calendar.Month, s Step) error {
	_, err := tx.Exec(ctx, `INSERT INTO payment_step (month, step, actor, name, at) VALUES ($1, $2, $3, $4, $5)`,
		month, string(s.State), s.Actor, s.Name, db.Instant(s.At))
	return err
}

// setState moves a run on; somebody who was faster is a conflict.
func setState(ctx context.Context, tx *gate.Tx, r Run, to State) error {
	n, err := tx.Exec(ctx, `UPDATE payment_run SET state = $1 WHERE month = $2 AND state = $3`, string(to), r.Month, string(r.State))
	if err != nil {
		return err
	}
	if n != 1 {
		return fault.New(fault.Conflict, "payment.changed")
	}
	return insertStep(ctx, tx, r.Month, Step{State: to, Actor: tx.Actor.ID, Name: tx.Actor.Name, At: tx.Now})
}

const runColumns = `month, state, roster, snapshot, law, lines, amount, held, held_amount, recoveries, recovery, flagged,
	attempt, instalments, instalment, hash`

func scanRun(s db.Scanner) (r Run, err error) {
	err = s.Scan(&r.Month, &r.State, &r.Roster, &r.Snapshot, &r.Law, &r.Lines, &r.Amount, &r.Held, &r.HeldAmount, &r.Recoveries,
		&r.Recovery, &r.Flagged, &r.Attempt, &r.Instalments, &r.Instalment, &r.Hash)
	return r, err
}

// run is a run with its steps; fault payment.no_run where there is none.
func run(ctx context.Context, tx *db.Tx, month calendar.Month) (Run, error) {
	r, err := db.One(ctx, tx, scanRun, `SELECT `+runColumns+` FROM payment_run WHERE month = $1`, month)
	if fault.Is(err, fault.NotFound) {
		return r, fault.New(fault.NotFound, "payment.no_run", month.Vietnamese())
	}
	if err != nil {
		return r, err
	}
	r.Steps, err = db.All(ctx, tx, func(s db.Scanner) (t Step, err error) {
		var at string
		if err = s.Scan(&t.State, &t.Actor, &t.Name, &at); err == nil {
			t.At, err = db.ParseInstant(at)
		}
		return t, err
	}, `SELECT step, actor, name, at FROM payment_step WHERE month = $1 ORDER BY CASE step WHEN 'prepared' THEN 1 WHEN 'checked' THEN 2
		WHEN 'approved' THEN 3 WHEN 'sent' THEN 4 ELSE 5 END`, month)
	return r, err
}

// runs are the runs of all months, latest first, without their steps.
func runs(ctx context.Context, tx *db.Tx) ([]Run, error) {
	return db.All(ctx, tx, scanRun, `SELECT `+runColumns+` FROM payment_run ORDER BY month DESC`)
}

const lineColumns = `l.id, l.month, l.person, l.programme, l.category, l.kind, l.for_month, l.commune, l.home_unit, l.household, l.decision,
	l.amount, l.channel, l.bank, l.account, l.holder, l.birth_year, l.address, l.held, l.flags, l.again, l.deducted`

func scanLine(s db.Scanner) (l Line, err error) {
	var flags string
	err = s.Scan(&l.ID, &l.Month, (*int64)(&l.Person), &l.Programme, &l.Category, (*string)(&l.Kind), &l.For, (*string)(&l.Commune),
		(*string)(&l.HomeUnit), (*int64)(&l.Household), &l.Decision, (*int64)(&l.Amount), (*string)(&l.Channel), &l.Bank, &l.Account,
		&l.Holder, &l.BirthYear, &l.Address, (*string)(&l.Held), &flags, &l.Again, (*int64)(&l.Deducted))
	if flags != "" {
		for f := range strings.SplitSeq(flags, ",") {
			l.Flags = append(l.Flags, Flag(f))
		}
	}
	return l, err
}

// allLines are the lines of a run by person, programme, category, kind and month.
func allLines(ctx context.Context, tx *db.Tx, month calendar.Month) ([]Line, error) {
	return db.All(ctx, tx, scanLine, `SELECT `+lineColumns+` FROM payment_line l WHERE l.month = $1
		ORDER BY l.person, l.programme, l.category, l.kind, l.for_month`, month)
}

func lineByID(ctx context.Context, tx *db.Tx, month calendar.Month, id string) (Line, error) {
	l, err := db.One(ctx, tx, scanLine, `SELECT `+lineColumns+` FROM payment_line l WHERE l.month = $1 AND l.id = $2`, month, id)
	if fault.Is(err, fault.NotFound) {
		return l, fault.New(fault.NotFound, "payment.no_line")
	}
	return l, err
}

// paidBefore is what the regular lines of a month pay to people under a programme: those of a commune, and those whom
// another commune paid, who are found by their number: a month that is no plain column keeps SQLite from reading all of it.
func paidBefore(ctx context.Context, tx *db.Tx, month calendar.Month, commune org.UnitID, ids map[registry.PersonID]bool) (map[paidFor]money.Dong, error) {
	out, here := map[paidFor]money.Dong{}, make(map[registry.PersonID]bool, len(ids))
	put := func(s db.Scanner) error {
		var k paidFor
		var amount money.Dong
		err := s.Scan((*int64)(&k.person), &k.programme, (*int64)(&amount))
		out[k] += amount
		here[k.person] = true
		return err
	}
	const paid = `SELECT person, programme, amount FROM payment_line WHERE kind = 'regular' AND held = ''`
	if err := db.Each(ctx, tx, put, paid+` AND month = $1 AND commune = $2`, month, commune); err != nil {
		return nil, err
	}
	var elsewhere []registry.PersonID
	for id := range ids {
		if !here[id] {
			elsewhere = append(elsewhere, id)
		}
	}
	slices.Sort(elsewhere)
	for some := range slices.Chunk(elsewhere, idsAtOnce) {
		args := []any{month, commune}
		marks := make([]string, len(some))
		for i, id := range some {
			args = append(args, int64(id))
			marks[i] = "$" + strconv.Itoa(len(args))
		}
		if err := db.Each(ctx, tx, put, paid+` AND month || '' = $1 AND commune <> $2 AND for_month = $1 AND person IN (`+strings.Join(marks, ",")+`)`,
			args...); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// paidUnder names what was paid for a month.
type paidUnder struct {
	person              registry.PersonID
	programme, category string
}

// sum is all that was paid for something, in a line that says whence.
type sum struct {
	Line
	asked bool // it was asked back
}

// paidSoFar is what the runs before a month pay for an earlier one, in all, by person, programme and category.
func paidSoFar(ctx context.Context, tx *db.Tx, of, before calendar.Month) (map[paidUnder]sum, error) {
	out := map[paidUnder]sum{}
	return out, db.Each(ctx, tx, func(s db.Scanner) error {
		l, err := scanLine(s)
		k := paidUnder{l.Person, l.Programme, l.Category}
		got := out[k]
		switch {
		case l.Kind == Recovery:
			got.asked = true
		case got.Decision == 0:
			asked := got.asked
			got = sum{l, asked}
		default:
			got.Amount += l.Amount
		}
		out[k] = got
		return err
	}, `SELECT `+lineColumns+` FROM payment_line l WHERE l.for_month = $1 AND l.month >= $1 AND l.month < $2 AND l.held = '' AND l.kind <> 'repeat'
		ORDER BY l.month, l.id`, of, before)
}

// namedSince is how lines are named in this database.
func namedSince(ctx context.Context, tx *db.Tx) (n naming, err error) {
	last, err := db.One(ctx, tx, db.Value[string], `SELECT plain_to FROM payment_line_named`)
	if err == nil && last != "" {
		n.plainTo, err = calendar.ParseMonth(last)
	}
	return n, err
}

// settledArrears are the ids of those among late lines that stand in a run already.
func settledArrears(ctx context.Context, tx *db.Tx, named naming, late []benefit.Line) (map[string]bool, error) {
	out := map[string]bool{}
	for _, l := range late {
		line := Line{Person: l.Person, Programme: l.Programme, Category: l.Category, For: l.Month, Kind: Arrears}
		id := named.id(&line)
		n, err := db.One(ctx, tx, db.Value[int64], `SELECT count(*) FROM payment_line WHERE id = $1`, id)
		if err != nil {
			return nil, err
		}
		out[id] = n > 0
	}
	return out, nil
}

// idsAtOnce is how many people one query asks for: the time grows with those asked for, not with the years paid.
const idsAtOnce = 1000

// paidTo are the lines that went out for earlier months to some people and that nobody has asked back. Only runs that
// were sent count: what has not gone out is not got back.
func paidTo(ctx context.Context, tx *db.Tx, before calendar.Month, people map[registry.PersonID]bool) ([]Line, error) {
	ids := slices.Sorted(maps.Keys(people))
	var out []Line
	for some := range slices.Chunk(ids, idsAtOnce) {
		args := []any{before}
		marks := make([]string, len(some))
		for i, id := range some {
			args = append(args, int64(id))
			marks[i] = "$" + strconv.Itoa(len(args))
		}
		lines, err := db.All(ctx, tx, func(s db.Scanner) (l Line, err error) {
			var back bool
			if l, err = scanLine(longer{s, []any{&back}}); back { // the bank has the rest: what was kept back of it settled something
				l.Amount = l.Deducted
			}
			return l, err
		}, `SELECT `+lineColumns+`, e.id IS NOT NULL FROM payment_line l JOIN payment_run r ON r.month = l.month
			LEFT JOIN ledger_entry e ON e.month = l.month AND e.commune = l.commune AND e.id = l.id || ':return'
			WHERE l.person IN (`+strings.Join(marks, ",")+`) AND r.month < $1 AND r.state IN ('sent', 'closed') AND l.held = '' AND l.kind <> 'recovery'
			AND NOT EXISTS (SELECT 1 FROM payment_line b WHERE b.person = l.person AND b.for_month = l.for_month AND b.programme = l.programme
				AND b.category = l.category AND b.kind = 'recovery'
				AND b.again = CASE WHEN l.kind IN ('difference', 'repeat') THEN l.again ELSE '' END)
			AND (e.id IS NULL OR l.deducted > 0)
			ORDER BY l.person, l.id`, args...)
		if err != nil {
			return nil, err
		}
		out = append(out, lines...)
	}
	return out, nil
}

// insertEntries adds entries to the journal.
func insertEntries(ctx context.Context, tx *gate.Tx, entries []Entry, restsOn string) error {
	at := db.Instant(tx.Now)
	columns := []string{"month", "commune", "id", "home_unit", "debit", "credit", "amount", "line", "reverses", "rests_on", "entered_at", "entered_by"}
	_, err := tx.Bulk(ctx, "ledger_entry", columns, each(entries, len(columns), func(e *Entry, row []any) {
		row[0], row[1], row[2], row[3], row[4] = e.Month.String(), string(e.Commune), e.ID, string(e.HomeUnit), e.Debit
		row[5], row[6], row[7], row[8], row[9], row[10], row[11] = e.Credit, int64(e.Amount), e.Line, e.Reverses, restsOn, at, tx.Actor.ID
	}))
	if err != nil {
		return err
	}
	return insertSums(ctx, tx, entries)
}

// accounts are the books of a run.
func accounts(ctx context.Context, tx *db.Tx, month calendar.Month) (Books, error) {
	return db.All(ctx, tx, scanAccount, `WITH side AS (SELECT debit AS account, amount AS came, 0 AS went FROM ledger_entry WHERE month = $1
			UNION ALL SELECT credit, 0, amount FROM ledger_entry WHERE month = $1)
		SELECT account, CAST(sum(came) AS BIGINT), CAST(sum(went) AS BIGINT) FROM side GROUP BY account ORDER BY account`, month)
}

func returnedLines(ctx context.Context, tx *db.Tx, month calendar.Month) (map[string]bool, error) {
	out := map[string]bool{}
	err := db.Each(ctx, tx, func(s db.Scanner) error {
		var line string
		err := s.Scan(&line)
		out[line] = true
		return err
	}, `SELECT line FROM ledger_entry WHERE month = $1 AND id = line || ':return'`, month)
	return out, err
}

// lineQuery chooses lines of a run; zero fields choose all.
type lineQuery struct {
	month     calendar.Month
	person    registry.PersonID
	programme string
	channel   Channel
	bank      string
	only      Only
	homes     []org.UnitID
	after     *Line
	limit     int
}

func someLines(ctx context.Context, tx *db.Tx, q lineQuery) ([]Line, error) {
	args := []any{int64(q.person), q.programme, string(q.channel), q.bank}
	where := `($1 = 0 OR l.person = $1) AND ($2 = '' OR l.programme = $2) AND ($3 = '' OR l.channel = $3) AND ($4 = '' OR l.bank = $4)`
	if !q.month.IsZero() {
		args = append(args, q.month)
		where += ` AND l.month = $5`
	}
	if q.person != 0 {
		where += ` AND l.person = $1` // lets the index be used
	}
	if q.month.IsZero() { // lines of a run that is being prepared are not there yet
		where += ` AND EXISTS (SELECT 1 FROM payment_run r WHERE r.month = l.month)`
	}
	where += map[Only]string{OnlyPaid: ` AND l.held = '' AND l.kind <> 'recovery'`, OnlyHeld: ` AND l.held <> ''`,
		OnlyRecovery: ` AND l.kind = 'recovery'`, OnlyFlagged: ` AND l.flags <> ''`}[q.only]
	where += db.In("l.home_unit", q.homes, &args)
	if q.after != nil {
		args = append(args, int64(q.after.Person), q.after.ID)
		where += ` AND (l.person, l.id) > ($` + strconv.Itoa(len(args)-1) + `, $` + strconv.Itoa(len(args)) + `)`
	}
	order := ` ORDER BY l.person, l.id`
	if q.month.IsZero() {
		order = ` ORDER BY l.for_month DESC, l.month DESC, l.person, l.id`
	}
	if q.limit > 0 {
		order += ` LIMIT ` + strconv.Itoa(q.limit)
	}
	return db.All(ctx, tx, scanLine, `SELECT `+lineColumns+` FROM payment_line l WHERE `+where+order, args...)
}

// cashLines are the lines of a run that are paid in cash, by commune and in no order, with what a list names of them and
// what it is ordered by.
func cashLines(ctx context.Context, tx *db.Tx, month calendar.Month) (map[org.UnitID][]Line, error) {
	out := map[org.UnitID][]Line{}
	return out, db.Each(ctx, tx, func(s db.Scanner) error {
		var l Line
		err := s.Scan((*string)(&l.Commune), (*int64)(&l.Person), &l.Programme, &l.Category, (*string)(&l.Kind), &l.For, &l.Again,
			(*int64)(&l.Amount), (*int64)(&l.Deducted), &l.Holder, &l.BirthYear, &l.Address)
		out[l.Commune] = append(out[l.Commune], l)
		return err
	}, `SELECT commune, person, programme, category, kind, for_month, again, amount, deducted, holder, birth_year, address
		FROM payment_line WHERE month = $1 AND channel = 'cash' AND held = '' AND kind <> 'recovery'`, month)
}

// banksOf are the codes of the banks a run pays through.
func banksOf(ctx context.Context, tx *db.Tx, month calendar.Month) ([]string, error) {
	return db.All(ctx, tx, db.Value[string], `SELECT DISTINCT bank FROM payment_total WHERE month = $1 AND channel = 'bank' AND held = ''
		AND kind <> 'recovery' ORDER BY bank`, month)
}
