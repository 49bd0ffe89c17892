package benefit

import (
	"context"

	"ansinh/calendar"
	"ansinh/db"
	"ansinh/fault"
	"ansinh/gate"
	"ansinh/org"
	"ansinh/registry"
)

const complaintColumns = `id, commune, home_unit, person, decision, application, received_on, complainant, content, state, accepted_on,
	complex, remote, answered_on, issuer, number, signer, authority, note, made, first`

func scanComplaint(s db.Scanner) (c Complaint, err error) {
	var long, remote int64
	err = s.Scan(&c.ID, &c.Commune, &c.HomeUnit, &c.Person, &c.Decision, &c.Application, &c.Received, &c.By, &c.Content, &c.State, &c.Accepted,
		&long, &remote, &c.AnsweredOn, &c.Issuer, &c.Number, &c.Signer, &c.Authority, &c.Note, &c.Made, &c.First)
	c.Complex, c.Remote = long == 1, remote == 1
	return c, err
}

func complaintByID(ctx context.Context, tx *db.Tx, id int64) (Complaint, error) {
	c, err := db.One(ctx, tx, scanComplaint, `SELECT `+complaintColumns+` FROM complaint WHERE id = $1`, id)
	if fault.Is(err, fault.NotFound) {
		return c, fault.New(fault.NotFound, "benefit.no_complaint")
	}
	return c, err
}

func complaintsOf(ctx context.Context, tx *db.Tx, person registry.PersonID) ([]Complaint, error) {
	return db.All(ctx, tx, scanComplaint, `SELECT `+complaintColumns+` FROM complaint WHERE person = $1 ORDER BY id DESC`, int64(person))
}

// complaints are by number; nil homes are everywhere.
func complaints(ctx context.Context, tx *db.Tx, homes []org.UnitID) ([]Complaint, error) {
	var args []any
	where := db.In("home_unit", homes, &args)
	return db.All(ctx, tx, scanComplaint, `SELECT `+complaintColumns+` FROM complaint WHERE id > 0`+where+` ORDER BY id`, args...)
}

func complaintSteps(ctx context.Context, tx *db.Tx, id int64) ([]ComplaintStep, error) {
	return db.All(ctx, tx, func(s db.Scanner) (x ComplaintStep, err error) {
		var at string
		if err = s.Scan(&x.State, &at, &x.Name); err == nil {
			x.At, err = db.ParseInstant(at)
		}
		return x, err
	}, `SELECT state, at, name FROM complaint_step WHERE complaint = $1 ORDER BY at, state DESC`, id)
}

func insertComplaint(ctx context.Context, tx *gate.Tx, c Complaint) error {
	_, err := tx.Exec(ctx, `INSERT INTO complaint (id, commune, home_unit, person, decision, application, received_on, complainant, content,
			state, accepted_on, complex, remote, answered_on, issuer, number, signer, authority, note, made, opened_at, first)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, NULL, 0, 0, NULL, '', '', '', '', '', 0, $11, $12)`, c.ID, string(c.Commune),
		string(c.HomeUnit), int64(c.Person), c.Decision, int64(c.Application), c.Received, c.By, c.Content, string(c.State), db.Instant(tx.Now), c.First)
	if err != nil {
		return err
	}
	return insertComplaintStep(ctx, tx, c)
}

func updateComplaint(ctx context.Context, tx *gate.Tx, c Complaint) error {
	n, err := tx.Exec(ctx, `UPDATE complaint SET state = $1, accepted_on = $2, complex = $3, remote = $4, answered_on = $5, issuer = $6,
			number = $7, signer = $8, authority = $9, note = $10, made = $11
		WHERE id = $12 AND commune = $13 AND state IN ('received', 'accepted')`, string(c.State), dayOrNull(c.Accepted),
		map[bool]int64{true: 1}[c.Complex], map[bool]int64{true: 1}[c.Remote], dayOrNull(c.AnsweredOn), string(c.Issuer), c.Number, c.Signer,
		c.Authority, c.Note, c.Made, c.ID, string(c.Commune))
	if err == nil && n != 1 {
		return fault.New(fault.Conflict, "benefit.complaint.state", c.State)
	}
	if err != nil {
		return err
	}
	return insertComplaintStep(ctx, tx, c)
}

func dayOrNull(d calendar.Date) any {
	if d.IsZero() {
		return nil
	}
	return d.String()
}

func insertComplaintStep(ctx context.Context, tx *gate.Tx, c Complaint) error {
	_, err := tx.Exec(ctx, `INSERT INTO complaint_step (complaint, commune, state, at, actor, name) VALUES ($1, $2, $3, $4, $5, $6)`,
		c.ID, string(c.Commune), string(c.State), db.Instant(tx.Now), tx.Actor.ID, tx.Actor.Name)
	return err
}
