package demo

import (
	"context"
	"encoding/json"
	"time"

	"ansinh/auth"
	"ansinh/calendar"
	"ansinh/db"
	"ansinh/fault"
	"ansinh/gate"
	rooms "ansinh/house"
)

// marked is the row that says a database holds a demonstration.
type marked struct {
	persons  int
	seed     int64
	month    calendar.Month
	finished *string
	summary  *string
}

// begin marks the database as a demonstration. It gives the table of one that is finished already and is the same; it
// refuses a database with people in it, and one whose demonstration was interrupted or is another.
func begin(ctx context.Context, h *rooms.House, o Options) (*Summary, error) {
	var before *Summary
	act := gate.Act{Permission: "registry.load", Subject: "demonstration"}
	err := h.Gate.Change(ctx, auth.System(), act, func(tx *gate.Tx) error {
		found, err := db.All(ctx, tx.Tx, func(s db.Scanner) (marked, error) {
			var m marked
			err := s.Scan(&m.persons, &m.seed, &m.month, &m.finished, &m.summary)
			return m, err
		}, `SELECT persons, seed, month, finished, summary FROM demonstration`)
		if err != nil {
			return err
		}
		if len(found) == 1 {
			before, err = found[0].same(o)
			return err
		}
		people, err := db.One(ctx, tx.Tx, db.Value[int64], `SELECT count(*) FROM (SELECT id FROM person LIMIT 1) AS one`)
		if err != nil {
			return err
		}
		if people > 0 {
			return fault.New(fault.Conflict, "demo.not_empty")
		}
		_, err = tx.Exec(ctx, `INSERT INTO demonstration (id, persons, seed, month, started) VALUES (1, $1, $2, $3, $4)`,
			o.Persons, int64(o.Seed), o.Month, tx.Now.Format(time.RFC3339))
		return err
	})
	if err != nil || before == nil {
		return nil, err
	}
	before.Logins, err = readLogins(o.Out)
	return before, err
}

func (m marked) same(o Options) (*Summary, error) {
	switch {
	case m.finished == nil || m.summary == nil:
		return nil, fault.New(fault.Conflict, "demo.unfinished")
	case m.persons != o.Persons || m.seed != int64(o.Seed) || m.month != o.Month:
		return nil, fault.New(fault.Conflict, "demo.another", m.persons, m.seed, m.month.Vietnamese())
	}
	var s Summary
	return &s, json.Unmarshal([]byte(*m.summary), &s)
}

// finish keeps the table, without the logins.
func finish(ctx context.Context, h *rooms.House, s *Summary) error {
	keep := *s
	keep.Logins = nil
	body, err := json.Marshal(keep)
	if err != nil {
		return err
	}
	act := gate.Act{Permission: "registry.load", Subject: "demonstration"}
	return h.Gate.Change(ctx, auth.System(), act, func(tx *gate.Tx) error {
		_, err := tx.Exec(ctx, `UPDATE demonstration SET finished = $1, summary = $2 WHERE id = 1`, tx.Now.Format(time.RFC3339), string(body))
		return err
	})
}
