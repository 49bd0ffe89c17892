package plan

import (
	"context"
	"encoding/json"
	"strconv"

	"ansinh/db"
	"ansinh/fault"
	"ansinh/gate"
)

func insertAmendment(ctx context.Context, t *gate.Tx, a Amendment) (int64, error) {
	edits, err := json.Marshal(a.Edits)
	if err != nil {
		return 0, err
	}
	id, err := db.One(ctx, t.Tx, db.Value[int64], `SELECT coalesce(max(id), 0) + 1 FROM plan_amendment`)
	if err != nil {
		return 0, err
	}
	_, err = t.Exec(ctx, `INSERT INTO plan_amendment (id, plan, base, title, reason, changes, state, made) VALUES ($1, $2, $3, $4, $5, $6, 'proposed', '')`,
		id, string(a.Plan), string(a.Base), a.Title, a.Reason, string(edits))
	return id, err
}

func insertAmendmentStep(ctx context.Context, t *gate.Tx, id int64, act, note string) error {
	_, err := t.Exec(ctx, `INSERT INTO plan_amendment_step (amendment, step, act, actor, name, agency, at, note)
		VALUES ($1, (SELECT coalesce(max(step), 0) + 1 FROM plan_amendment_step WHERE amendment = $1), $2, $3, $4, $5, $6, $7)`,
		id, act, t.Actor.ID, t.Actor.Name, Holder(t.Actor), db.Instant(t.Now), note)
	return err
}

func closeAmendment(ctx context.Context, t *gate.Tx, a Amendment) error {
	_, err := t.Exec(ctx, `UPDATE plan_amendment SET state = $1, made = $2 WHERE id = $3`, a.State, string(a.Made), a.ID)
	return err
}

const amendmentColumns = `id, plan, base, title, reason, changes, state, made`

func scanAmendment(s db.Scanner) (Amendment, error) {
	var a Amendment
	var edits string
	if err := s.Scan(&a.ID, &a.Plan, &a.Base, &a.Title, &a.Reason, &edits, &a.State, &a.Made); err != nil {
		return a, err
	}
	return a, json.Unmarshal([]byte(edits), &a.Edits)
}

func amendmentByID(ctx context.Context, t *db.Tx, id int64) (Amendment, error) {
	a, err := db.One(ctx, t, scanAmendment, `SELECT `+amendmentColumns+` FROM plan_amendment WHERE id = $1`, id)
	if fault.Is(err, fault.NotFound) {
		return a, fault.New(fault.NotFound, "plan.amend.none", id)
	}
	if err == nil {
		a.Steps, err = amendmentSteps(ctx, t, id)
	}
	return a, err
}

func amendments(ctx context.Context, t *db.Tx) ([]Amendment, error) {
	list, err := db.All(ctx, t, scanAmendment, `SELECT `+amendmentColumns+` FROM plan_amendment ORDER BY id DESC`)
	for i := range list {
		if err == nil {
			list[i].Steps, err = amendmentSteps(ctx, t, list[i].ID)
		}
	}
	return list, err
}

func amendmentSteps(ctx context.Context, t *db.Tx, id int64) ([]AmendmentStep, error) {
	return db.All(ctx, t, func(s db.Scanner) (AmendmentStep, error) {
		var x AmendmentStep
		var at string
		err := s.Scan(&x.Act, &x.Actor, &x.Name, &x.Agency, &at, &x.Note)
		if err == nil {
			x.At, err = db.ParseInstant(at)
		}
		return x, err
	}, `SELECT act, actor, name, agency, at, note FROM plan_amendment_step WHERE amendment = $1 ORDER BY step`, id)
}

func (m Milestone) subject() string { return "milestone:" + strconv.FormatInt(m.ID, 10) }

// Subject is how evidence names the line.
func (m Milestone) Subject() string { return m.subject() }

func insertMilestone(ctx context.Context, t *gate.Tx, m Milestone) error {
	id, err := db.One(ctx, t.Tx, db.Value[int64], `SELECT coalesce(max(id), 0) + 1 FROM plan_milestone`)
	if err != nil {
		return err
	}
	_, err = t.Exec(ctx, `INSERT INTO plan_milestone (id, plan, task, holder, what, due, recorded_at, recorded_by) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`,
		id, string(m.Plan), m.Task, m.Holder, m.What, m.Due, db.Instant(t.Now), t.Actor.ID)
	return err
}

func dropMilestone(ctx context.Context, t *gate.Tx, id int64, holder string) (int64, error) {
	return t.Exec(ctx, `UPDATE plan_milestone SET dropped_at = $1 WHERE id = $2 AND holder = $3 AND dropped_at IS NULL`, db.Instant(t.Now), id, holder)
}

func milestones(ctx context.Context, t *db.Tx, id ID, holder string) ([]Milestone, error) {
	return db.All(ctx, t, func(s db.Scanner) (m Milestone, err error) {
		return m, s.Scan(&m.ID, &m.Plan, &m.Task, &m.Holder, &m.What, &m.Due)
	}, `SELECT id, plan, task, holder, what, due FROM plan_milestone WHERE plan = $1 AND ($2 = '' OR holder = $2) AND dropped_at IS NULL ORDER BY due, id`,
		string(id), holder)
}

func insertEvidence(ctx context.Context, t *gate.Tx, e Evidence) error {
	id, err := db.One(ctx, t.Tx, db.Value[int64], `SELECT coalesce(max(id), 0) + 1 FROM plan_evidence`)
	if err != nil {
		return err
	}
	_, err = t.Exec(ctx, `INSERT INTO plan_evidence (id, plan, subject, holder, document, day, finishes, recorded_at, recorded_by)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)`, id, string(e.Plan), e.Subject, e.Holder, e.Document, e.Day, e.Finishes, db.Instant(t.Now), t.Actor.ID)
	return err
}

func withdrawEvidence(ctx context.Context, t *gate.Tx, id int64, holder string) (int64, error) {
	return t.Exec(ctx, `UPDATE plan_evidence SET withdrawn_at = $1 WHERE id = $2 AND ($3 = '' OR holder = $3) AND withdrawn_at IS NULL`,
		db.Instant(t.Now), id, holder)
}

func evidence(ctx context.Context, t *db.Tx, id ID) ([]Evidence, error) {
	return db.All(ctx, t, func(s db.Scanner) (e Evidence, err error) {
		return e, s.Scan(&e.ID, &e.Plan, &e.Subject, &e.Holder, &e.Document, &e.Day, &e.Finishes, &e.RecordedBy)
	}, `SELECT id, plan, subject, holder, document, day, finishes, recorded_by FROM plan_evidence WHERE plan = $1 AND withdrawn_at IS NULL ORDER BY day DESC, id DESC`,
		string(id))
}
