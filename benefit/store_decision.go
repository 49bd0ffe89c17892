package benefit

import (
	"context"
	"encoding/json"

	"ansinh/calendar"
	"ansinh/db"
	"ansinh/fault"
	"ansinh/gate"
	"ansinh/registry"
)

const decisionColumns = `id, person, programme, category, commune, home_unit, amount, number, issuer, from_month, to_month, decided_on,
	signer, authority, replaces, law, snapshot, status, end_reason, serial, once, about, event_month, facts`

func scanDecision(s db.Scanner) (d Decision, err error) {
	var once int64
	var facts string
	err = s.Scan(&d.ID, &d.Person, &d.Programme, &d.Category, &d.Commune, &d.HomeUnit, &d.Amount, &d.Number, &d.Issuer, &d.From, &d.To,
		&d.DecidedOn, &d.Signer, &d.Authority, &d.Replaces, &d.Law, &d.Snapshot, &d.Status, &d.EndReason, &d.serial,
		&once, &d.About, &d.Event, &facts)
	if d.Once = once == 1; err == nil && facts != "" {
		err = json.Unmarshal([]byte(facts), &d.Facts)
	}
	return d, err
}

// byPerson are runs of one person in a list that is by person.
func byPerson(list []Decision) map[registry.PersonID][]Decision {
	out := make(map[registry.PersonID][]Decision, len(list))
	for first := 0; first < len(list); {
		next := first + 1
		for next < len(list) && list[next].Person == list[first].Person {
			next++
		}
		out[list[first].Person] = list[first:next:next] // appending to one copies it
		first = next
	}
	return out
}

// decisionsInForce are those that grant the month, but for what is given once, each with whether it is suspended then;
// of a decision no more than lists and roster need: what, to whom, where, how much.
func decisionsInForce(ctx context.Context, tx *db.Tx, month calendar.Month) (map[registry.PersonID][]Decision, error) {
	off, err := suspendedIn(ctx, tx, month)
	if err != nil {
		return nil, err
	}
	list, err := db.All(ctx, tx, func(s db.Scanner) (d Decision, err error) {
		err = s.Scan(&d.ID, (*int64)(&d.Person), &d.Programme, &d.Category, (*string)(&d.Commune), (*string)(&d.HomeUnit), (*int64)(&d.Amount))
		d.Suspended = off[d.ID]
		return d, err
	}, `SELECT id, person, programme, category, commune, home_unit, amount FROM decision
		WHERE once = 0 AND from_month <= $1 AND (to_month IS NULL OR to_month >= $1) ORDER BY person, id`, month)
	return byPerson(list), err
}

// decisionsFrom are those that grant the month or a later one, of the rows' persons or more.
func decisionsFrom(ctx context.Context, tx *db.Tx, month calendar.Month, rows []Row) (map[registry.PersonID][]Decision, error) {
	only := int64(0)
	if len(rows) == 1 {
		only = int64(rows[0].Person)
	}
	where := `($2 = 0 OR person = $2)`
	if only != 0 { // lets the index be used
		where = `person = $2`
	}
	list, err := db.All(ctx, tx, scanDecision, `SELECT `+decisionColumns+` FROM decision WHERE `+where+`
		AND (to_month IS NULL OR (to_month >= $1 AND to_month >= from_month)) ORDER BY person, id`, month, only)
	return byPerson(list), err
}

// everGranted are the categories somebody had once and whose decision has ended.
func everGranted(ctx context.Context, tx *db.Tx) (map[granted]bool, error) {
	out := map[granted]bool{}
	err := db.Each(ctx, tx, func(s db.Scanner) error {
		var g granted
		err := s.Scan(&g.person, &g.programme, &g.category)
		out[g] = true
		return err
	}, `SELECT person, programme, category FROM decision WHERE status = 'ended' ORDER BY person, id`)
	return out, err
}

func decisionByID(ctx context.Context, tx *db.Tx, id int64) (Decision, error) {
	d, err := db.One(ctx, tx, scanDecision, `SELECT `+decisionColumns+` FROM decision WHERE id = $1`, id)
	if fault.Is(err, fault.NotFound) {
		return d, fault.New(fault.NotFound, "benefit.no_decision")
	}
	return d, err
}

func decisionsOf(ctx context.Context, tx *db.Tx, person registry.PersonID) ([]Decision, error) {
	return db.All(ctx, tx, scanDecision, `SELECT `+decisionColumns+` FROM decision WHERE person = $1 ORDER BY from_month DESC, id DESC`, int64(person))
}

func insertDecisions(ctx context.Context, tx *gate.Tx, list []Decision) error {
	columns := []string{"id", "commune", "home_unit", "person", "programme", "category", "amount", "issuer", "year", "serial", "number",
		"from_month", "to_month", "decided_on", "signer", "authority", "replaces", "law", "snapshot", "recorded_at", "recorded_by",
		"status", "end_reason", "ended_by", "once", "about", "event_month", "facts"}
	at := db.Instant(tx.Now)
	_, err := tx.Bulk(ctx, "decision", columns, each(list, len(columns), func(d *Decision, row []any) {
		row[0], row[1], row[2], row[3], row[4], row[5] = d.ID, string(d.Commune), string(d.HomeUnit), int64(d.Person), d.Programme, d.Category
		row[6], row[7], row[8], row[9], row[10] = int64(d.Amount), string(d.Issuer), int64(d.DecidedOn.Year()), d.serial, d.Number
		row[11], row[12], row[13], row[14] = d.From.String(), nil, d.DecidedOn.String(), d.Signer
		row[24], row[25], row[26], row[27] = int64(0), int64(d.About), d.Event.String(), asJSON(d.Facts)
		if d.Once {
			row[12], row[24] = d.To.String(), int64(1)
		}
		row[15], row[16], row[17], row[18] = d.Authority, d.Replaces, d.Law, d.Snapshot
		row[19], row[20], row[21], row[22], row[23] = at, tx.Actor.ID, string(Active), "", ""
	}))
	return err
}

// endDecision ends an active decision with a month, which may lie before its first: then it grants nothing.
func endDecision(ctx context.Context, tx *gate.Tx, id int64, person registry.PersonID, last calendar.Month, reason string) error {
	n, err := tx.Exec(ctx, `UPDATE decision SET to_month = $1, status = 'ended', end_reason = $2, ended_at = $3, ended_by = $4
		WHERE id = $5 AND person = $6 AND status = 'active'`, last, reason, db.Instant(tx.Now), tx.Actor.ID, id, int64(person))
	if err == nil && n != 1 {
		return fault.New(fault.Conflict, "benefit.not_active")
	}
	return err
}

// settleRows takes what was decided – decisions with the ids first to last – out of the lists of the months they cover,
// but for frozen ones.
func settleRows(ctx context.Context, tx *db.Tx, from calendar.Month, first, last int64) error {
	_, err := tx.Exec(ctx, `DELETE FROM benefit_list WHERE month >= $1 AND list IN ('gap', 'adjust')
		AND month NOT IN (SELECT month FROM roster) AND EXISTS (SELECT 1 FROM decision d WHERE d.id >= $2 AND d.id <= $3
			AND d.person = benefit_list.person AND d.programme = benefit_list.programme AND d.category = benefit_list.category)`,
		from, first, last)
	return err
}

// onceIn are the decisions on what is given once that are paid in a month.
func onceIn(ctx context.Context, tx *db.Tx, month calendar.Month) ([]Decision, error) {
	return db.All(ctx, tx, scanDecision, `SELECT `+decisionColumns+` FROM decision
		WHERE once = 1 AND from_month = $1 AND to_month >= from_month ORDER BY person, id`, month)
}

// onceBefore are the decisions of some lines by which something is given once.
func onceBefore(ctx context.Context, tx *db.Tx, lines []Line) (map[int64]bool, error) {
	out := map[int64]bool{}
	if len(lines) == 0 {
		return out, nil
	}
	first := lines[0].Month // they are by month
	return out, db.Each(ctx, tx, func(s db.Scanner) error {
		var id int64
		err := s.Scan(&id)
		out[id] = true
		return err
	}, `SELECT id FROM decision WHERE once = 1 AND from_month >= $1 AND from_month <= $2`, first, lines[len(lines)-1].Month)
}

// onceAbout are the decisions on what is given once that an event of a person led to, or that pay a person.
func onceAbout(ctx context.Context, tx *db.Tx, about, person registry.PersonID) ([]Decision, error) {
	return db.All(ctx, tx, scanDecision, `SELECT `+decisionColumns+` FROM decision
		WHERE once = 1 AND to_month >= from_month AND (about = $1 OR person = $2) ORDER BY id`, int64(about), int64(person))
}

// asJSON is what was stated of an event; empty where nothing was.
func asJSON(facts map[string]string) string {
	if len(facts) == 0 {
		return ""
	}
	b, err := json.Marshal(facts)
	if err != nil {
		panic(err) // strings always marshal
	}
	return string(b)
}
