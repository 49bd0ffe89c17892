package benefit

import (
	"context"
	"iter"
	"strconv"
	"strings"

	"ansinh/calendar"
	"ansinh/db"
	"ansinh/gate"
	"ansinh/org"
	"ansinh/registry"
)

// take reserves n numbers of a series and gives the first.
func take(ctx context.Context, tx *db.Tx, name string, n int64) (int64, error) {
	next, err := db.One(ctx, tx, db.Value[int64], `INSERT INTO benefit_number (name, next) VALUES ($1, CAST($2 AS BIGINT) + 1)
		ON CONFLICT (name) DO UPDATE SET next = benefit_number.next + CAST($2 AS BIGINT) RETURNING next`, name, n)
	return next - n, err
}

// writeDetermination writes a month's determination and lists in place of those there were.
func writeDetermination(ctx context.Context, tx *gate.Tx, d Determination, due []Determined, rows []Row) error {
	for _, text := range []string{`DELETE FROM determination WHERE month = $1`, `DELETE FROM determined WHERE month = $1`,
		`DELETE FROM benefit_list WHERE month = $1`} {
		if _, err := tx.Exec(ctx, text, d.Month); err != nil {
			return err
		}
	}
	if _, err := tx.Exec(ctx, `INSERT INTO determination (month, known_on, snapshot, law, people, benefits, amount, determined_at, determined_by)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)`, d.Month, d.KnownOn, d.Snapshot, d.Law, d.People, d.Benefits, int64(d.Amount),
		db.Instant(tx.Now), tx.Actor.ID); err != nil {
		return err
	}
	month := d.Month.String()
	columns := []string{"month", "person", "programme", "category", "commune", "home_unit", "household", "amount", "twin"}
	if _, err := tx.Bulk(ctx, "determined", columns, each(due, len(columns), func(d *Determined, row []any) {
		row[0], row[1], row[2], row[3], row[4] = month, int64(d.Person), d.Programme, d.Category, string(d.Commune)
		row[5], row[6], row[7], row[8] = string(d.HomeUnit), int64(d.Household), int64(d.Amount), int64(d.Twin)
	})); err != nil {
		return err
	}
	return insertRows(ctx, tx.Tx, rows)
}

func insertRows(ctx context.Context, tx *db.Tx, rows []Row) error {
	columns := []string{"month", "list", "person", "programme", "category", "commune", "home_unit", "reason", "decision",
		"old_category", "old_amount", "new_amount", "missing"}
	_, err := tx.Bulk(ctx, "benefit_list", columns, each(rows, len(columns), func(r *Row, row []any) {
		row[0], row[1], row[2], row[3], row[4] = r.Month.String(), string(r.List), int64(r.Person), r.Programme, r.Category
		row[5], row[6], row[7], row[8] = string(r.Commune), string(r.HomeUnit), string(r.Reason), r.Decision
		row[9], row[10], row[11], row[12] = r.OldCategory, int64(r.Old), int64(r.New), strings.Join(r.Missing, ",")
	}))
	return err
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

// determination is a month's header; fault benefit.not_determined where there is none.
func determination(ctx context.Context, tx *db.Tx, month calendar.Month) (Determination, error) {
	d, err := db.One(ctx, tx, scanDetermination, `SELECT `+determinationColumns+` FROM determination WHERE month = $1`, month)
	return d, notDetermined(err, month)
}

func determinations(ctx context.Context, tx *db.Tx) ([]Determination, error) {
	return db.All(ctx, tx, scanDetermination, `SELECT `+determinationColumns+` FROM determination ORDER BY month DESC`)
}

const determinationColumns = `month, known_on, snapshot, law, people, benefits, amount`

func scanDetermination(s db.Scanner) (d Determination, err error) {
	err = s.Scan(&d.Month, &d.KnownOn, &d.Snapshot, &d.Law, &d.People, &d.Benefits, &d.Amount)
	return d, err
}

const determinedColumns = `month, person, programme, category, commune, home_unit, household, amount, twin`

func scanDetermined(s db.Scanner) (d Determined, err error) {
	err = s.Scan(&d.Month, (*int64)(&d.Person), &d.Programme, &d.Category, (*string)(&d.Commune), (*string)(&d.HomeUnit), (*int64)(&d.Household),
		(*int64)(&d.Amount), (*int64)(&d.Twin))
	return d, err
}

// determinedOf is what the law gives a person in a month; the zero month is every month, latest first.
func determinedOf(ctx context.Context, tx *db.Tx, person registry.PersonID, month calendar.Month) ([]Determined, error) {
	return db.All(ctx, tx, scanDetermined, `SELECT `+determinedColumns+` FROM determined WHERE person = $1
		AND month IN (SELECT d.month FROM determination d WHERE $2 = '' OR d.month = $2) ORDER BY month DESC, programme, category`,
		int64(person), month.String())
}

func determinedIn(ctx context.Context, tx *db.Tx, month calendar.Month) ([]Determined, error) {
	return db.All(ctx, tx, scanDetermined, `SELECT `+determinedColumns+` FROM determined WHERE month = $1`, month)
}

func countLists(ctx context.Context, tx *db.Tx, month calendar.Month) (map[List]int64, error) {
	out := map[List]int64{}
	for _, l := range Lists() {
		out[l] = 0
	}
	err := db.Each(ctx, tx, func(s db.Scanner) error {
		var l List
		var n int64
		err := s.Scan(&l, &n)
		out[l] = n
		return err
	}, `SELECT list, count(*) FROM benefit_list WHERE month = $1 GROUP BY list ORDER BY list`, month)
	return out, err
}

// rowQuery chooses rows of the lists; zero fields choose all.
type rowQuery struct {
	month     calendar.Month
	list      List
	person    registry.PersonID
	programme string
	reason    Reason
	homes     []org.UnitID // nil: everywhere
	after     *Row
	limit     int
	done      bool // say what was done about each row
	left      bool // only rows about which nothing was done
}

// doneJoin finds the decision of a row that has ended, and the one that was made.
const doneJoin = ` LEFT JOIN decision o ON benefit_list.decision <> 0 AND o.id = benefit_list.decision AND o.status = 'ended'
	LEFT JOIN decision n ON n.person = benefit_list.person AND n.programme = benefit_list.programme AND (
		benefit_list.list = 'gap' AND n.category = benefit_list.category AND n.status = 'active' OR
		benefit_list.decision <> 0 AND n.replaces = benefit_list.decision)`

// listRows are by person, programme, category; of several months the latest first.
func listRows(ctx context.Context, tx *db.Tx, q rowQuery) ([]Row, error) {
	args := []any{q.month.String(), string(q.list), int64(q.person), q.programme, string(q.reason)}
	where := `($1 = '' OR month = $1) AND ($2 = '' OR list = $2) AND ($3 = 0 OR benefit_list.person = $3)
		AND ($4 = '' OR benefit_list.programme = $4) AND ($5 = '' OR reason = $5)` + db.In("benefit_list.home_unit", q.homes, &args)
	if !q.month.IsZero() { // these let the key be used, whose order is that of the rows
		where = `month = $1 AND ` + where
	}
	if q.list != "" {
		where = `list = $2 AND ` + where
	}
	if q.after != nil {
		args = append(args, int64(q.after.Person), q.after.Programme)
		where += ` AND (benefit_list.person, benefit_list.programme) > ($` + strconv.Itoa(len(args)-1) + `, $` + strconv.Itoa(len(args)) + `)`
	}
	join, done := "", `'', 0, '', NULL, ''`
	if q.done || q.left {
		join, done = doneJoin, doneColumns
	}
	if q.left {
		where += ` AND o.id IS NULL AND n.id IS NULL`
	}
	limit := ""
	if q.limit > 0 {
		limit = ` LIMIT ` + strconv.Itoa(q.limit)
	}
	return db.All(ctx, tx, scanRow, `SELECT month, list, benefit_list.person, benefit_list.programme, benefit_list.category, benefit_list.commune,
		benefit_list.home_unit, reason, benefit_list.decision, old_category, old_amount, new_amount, missing, `+done+`
		FROM benefit_list`+join+` WHERE `+where+`
		ORDER BY month DESC, benefit_list.person, benefit_list.programme, benefit_list.category, list`+limit, args...)
}

// doneColumns are how, which decision, its number, the day and by whom.
const doneColumns = `CASE WHEN n.id IS NOT NULL AND benefit_list.decision <> 0 THEN 'replaced' WHEN n.id IS NOT NULL THEN 'decided'
	WHEN o.id IS NOT NULL THEN 'ended' ELSE '' END, COALESCE(n.id, o.id, 0), COALESCE(n.number, o.number, ''),
	COALESCE(n.decided_on, substr(o.ended_at, 1, 10)), COALESCE(n.signer, o.ended_by, '')`

func scanRow(s db.Scanner) (r Row, err error) {
	var missing string
	var d Done
	err = s.Scan(&r.Month, &r.List, &r.Person, &r.Programme, &r.Category, &r.Commune, &r.HomeUnit, &r.Reason, &r.Decision,
		&r.OldCategory, &r.Old, &r.New, &missing, &d.How, &d.Decision, &d.Number, &d.On, &d.By)
	if missing != "" {
		r.Missing = strings.Split(missing, ",")
	}
	if d.How != "" {
		r.Done = &d
	}
	return r, err
}

// homeCount is the rows of a list in one home unit.
type homeCount struct {
	home org.UnitID
	Count
}

func countByHome(ctx context.Context, tx *db.Tx, month calendar.Month, within []org.UnitID) ([]homeCount, error) {
	args := []any{month}
	where := db.In("home_unit", within, &args)
	return db.All(ctx, tx, func(s db.Scanner) (c homeCount, err error) {
		err = s.Scan(&c.home, &c.List, &c.Programme, &c.Reason, &c.Rows, &c.Amount)
		return c, err
	}, `SELECT home_unit, list, programme, reason, count(*), CAST(sum(new_amount) AS BIGINT) FROM benefit_list WHERE month = $1`+where+`
		GROUP BY home_unit, list, programme, reason ORDER BY home_unit, list, programme, reason`, args...)
}

// fewGaps is how many rows of the gap list are asked one by one for their decision, rather than every decision since for
// its row: where months have passed since, all that is paid was decided since.
const fewGaps = 20_000

// doneByHome counts the rows about which something was done since the month was determined, of which so many are gaps. It
// begins with the fewer: with the gaps or the decisions since, and with what was ended since.
func doneByHome(ctx context.Context, tx *db.Tx, month calendar.Month, within []org.UnitID, gaps int64) ([]homeCount, error) {
	both := `decision d CROSS JOIN benefit_list l`
	if gaps < fewGaps {
		both = `benefit_list l CROSS JOIN decision d`
	}
	args := []any{month}
	where := db.In("l.home_unit", within, &args)
	return db.All(ctx, tx, func(s db.Scanner) (c homeCount, err error) {
		err = s.Scan(&c.home, &c.List, &c.Programme, &c.Reason, &c.Done, &c.DoneAmount)
		return c, err
	}, `WITH since AS (SELECT determined_at FROM determination WHERE month = $1), touched AS (
		SELECT l.list, l.person, l.programme, l.category, l.commune, l.home_unit, l.reason, l.new_amount FROM `+both+`
			WHERE l.month = $1 AND l.list = 'gap' AND l.person = d.person AND l.programme = d.programme AND l.category = d.category
			AND d.status = 'active' AND d.recorded_at >= (SELECT determined_at FROM since)`+where+`
		UNION SELECT l.list, l.person, l.programme, l.category, l.commune, l.home_unit, l.reason, l.new_amount FROM decision d CROSS JOIN benefit_list l
			WHERE l.month = $1 AND l.list IN ('review', 'adjust', 'unknown') AND l.person = d.person AND l.programme = d.programme AND l.decision = d.id
			AND d.status = 'ended' AND d.ended_at >= (SELECT determined_at FROM since)`+where+`)
		SELECT home_unit, list, programme, reason, count(*), CAST(sum(new_amount) AS BIGINT) FROM touched
		GROUP BY home_unit, list, programme, reason ORDER BY home_unit, list, programme, reason`, args...)
}
