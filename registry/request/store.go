package request

import (
	"context"
	"encoding/json"
	"strconv"

	"ansinh/db"
	"ansinh/fault"
	"ansinh/gate"
	"ansinh/org"
	"ansinh/registry"
)

func insertRequest(ctx context.Context, tx *gate.Tx, r *Request) error {
	id, err := db.One(ctx, tx.Tx, db.Value[int64], `SELECT coalesce(max(id), 0) + 1 FROM change_request`)
	if err != nil {
		return err
	}
	r.ID = ID(id)
	fields, err := json.Marshal(r.Fields)
	if err != nil {
		return err
	}
	before, err := json.Marshal(r.Before)
	if err != nil {
		return err
	}
	_, err = tx.Exec(ctx, `INSERT INTO change_request (id, commune, home_unit, person, form, day, fields, before, source_title, source_issued, channel,
		asker, receiving, requester, requester_person, state, since, event)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, 0)`, id, string(r.Commune), string(r.HomeUnit), int64(r.Person),
		r.Form, r.Day, string(fields), string(before), r.Source.Title, r.Source.Issued, r.Channel, r.Asker, string(r.Receiving), r.Requester,
		int64(r.Citizen), string(r.State), db.Instant(r.Since))
	return err
}

// updateRequest moves a request on from the state in which it was seen.
func updateRequest(ctx context.Context, tx *gate.Tx, r Request, from State) error {
	n, err := tx.Exec(ctx, `UPDATE change_request SET state = $1, since = $2, event = $3 WHERE id = $4 AND state = $5`, string(r.State),
		db.Instant(r.Since), int64(r.Event), int64(r.ID), string(from))
	if err == nil && n != 1 {
		err = fault.New(fault.Conflict, "request.closed")
	}
	return err
}

func insertStep(ctx context.Context, tx *gate.Tx, r Request, state State, note string) error {
	_, err := tx.Exec(ctx, `INSERT INTO change_request_step (request, commune, number, state, at, actor, name, note)
		VALUES ($1, $2, (SELECT count(*) + 1 FROM change_request_step s WHERE s.request = $1), $3, $4, $5, $6, $7)`,
		int64(r.ID), string(r.Commune), string(state), db.Instant(tx.Now), tx.Actor.ID, tx.Actor.Name, note)
	return err
}

func stepsOf(ctx context.Context, tx *db.Tx, id ID) ([]Step, error) {
	return db.All(ctx, tx, func(s db.Scanner) (v Step, err error) {
		var at string
		if err = s.Scan(&v.State, &at, &v.Actor, &v.Name, &v.Note); err == nil {
			v.At, err = db.ParseInstant(at)
		}
		return v, err
	}, `SELECT state, at, actor, name, note FROM change_request_step WHERE request = $1 ORDER BY number`, int64(id))
}

const selectRequest = `SELECT r.id, r.commune, r.home_unit, r.person, coalesce(p.name, ''), r.form, r.day, r.fields, r.before, r.source_title, r.source_issued,
	r.channel, r.asker, r.receiving, r.requester, r.requester_person, r.state, r.since, r.event
	FROM change_request r LEFT JOIN person p ON p.id = r.person `

func scanRequest(s db.Scanner) (Request, error) {
	r := Request{Source: registry.Source{Kind: registry.Document}}
	var fields, before, since string
	err := s.Scan(&r.ID, &r.Commune, &r.HomeUnit, &r.Person, &r.Name, &r.Form, &r.Day, &fields, &before, &r.Source.Title, &r.Source.Issued, &r.Channel,
		&r.Asker, &r.Receiving, &r.Requester, &r.Citizen, &r.State, &since, &r.Event)
	if err != nil {
		return r, err
	}
	if err := json.Unmarshal([]byte(fields), &r.Fields); err != nil {
		return r, err
	}
	if err := json.Unmarshal([]byte(before), &r.Before); err != nil {
		return r, err
	}
	r.Since, err = db.ParseInstant(since)
	return r, err
}

func requestByID(ctx context.Context, tx *db.Tx, id ID) (Request, error) {
	r, err := db.One(ctx, tx, scanRequest, selectRequest+`WHERE r.id = $1`, int64(id))
	if fault.Is(err, fault.NotFound) {
		err = fault.New(fault.NotFound, "request.none")
	}
	return r, err
}

// openOf is the open request of a person on a form; 0 where there is none.
func openOf(ctx context.Context, tx *db.Tx, id registry.PersonID, form string) (ID, error) {
	return db.One(ctx, tx, db.Value[ID], `SELECT coalesce(max(id), 0) FROM change_request WHERE person = $1 AND form = $2
		AND state IN ('submitted', 'asked')`, int64(id), form)
}

func requestsOf(ctx context.Context, tx *db.Tx, f Filter, scope []org.UnitID, citizen registry.PersonID) ([]Request, error) {
	args := []any{string(f.State), f.Form, int64(f.Person), int64(f.After), int64(citizen)}
	where := db.In("r.home_unit", scope, &args)
	if where != "" {
		where = " AND (1 = 1" + where + " OR 1 = 1" + db.In("r.receiving", scope, &args) + ")"
	}
	if f.Late || f.Mine {
		where += ` AND r.state IN ('submitted', 'asked')`
	}
	limit := ""
	if f.Limit > 0 && !f.Late && !f.Mine { // those are chosen among the open ones, which are few
		limit = " LIMIT " + strconv.Itoa(f.Limit)
	}
	return db.All(ctx, tx, scanRequest, selectRequest+`WHERE ($1 = '' OR r.state = $1) AND ($2 = '' OR r.form = $2) AND (CAST($3 AS BIGINT) = 0 OR r.person = $3)
		AND (CAST($4 AS BIGINT) = 0 OR r.id < $4) AND (CAST($5 AS BIGINT) = 0 OR r.requester_person = $5)`+where+` ORDER BY r.id DESC`+limit, args...)
}
