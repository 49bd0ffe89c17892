package reform

import (
	"context"
	"time"

	"ansinh/auth"
	"ansinh/calendar"
	"ansinh/gate"
	"ansinh/law/simulate"
)

// Preview is what a dossier would mean for everybody in one month, kept with the hashes it rests on. The first scenario
// is the law in force, the second that with the dossier.
type Preview struct {
	Simulation *simulate.Simulation `json:"simulation"`
	Month      calendar.Month       `json:"month"`
	Before     string               `json:"before"` // law hashes
	After      string               `json:"after"`
	Snapshot   string               `json:"snapshot"`
	KnownOn    calendar.Date        `json:"known_on"`
	Actor      string               `json:"actor"`
	Name       string               `json:"name"`
	At         time.Time            `json:"at"`
}

// Preview reckons what a dossier would mean for everybody in a month and keeps it; approving asks for one. The zero
// month is the first that the dossier can change, from now on.
func (r *Reform) Preview(ctx context.Context, actor auth.Actor, number int64, month calendar.Month) (Preview, error) {
	act := gate.Act{Permission: r.either(actor), Subject: subject(number)}
	now, d, err := r.look(ctx, actor, act, number)
	if err != nil {
		return Preview{}, err
	}
	if d.State == InForce || d.State == Withdrawn {
		return Preview{}, d.over()
	}
	c, err := r.check(now, d.Files)
	if err != nil {
		return Preview{}, err
	}
	if month.IsZero() {
		month = max(d.Begins, calendar.DateOf(r.gate.Now()).Month())
	}
	p := Preview{Month: month, Before: now.book.Hash(), After: c.Book.Hash(), Actor: actor.ID, Name: actor.Name}
	crowd, err := r.crowd(ctx, month, calendar.DateOf(r.gate.Now()))
	if err != nil {
		return p, err
	}
	p.Snapshot, p.KnownOn = crowd.snapshot.Hash, crowd.snapshot.KnownAt
	if p.Simulation, err = crowd.reckon([]simulate.Scenario{{Name: "now", Book: now.book}, {Name: d.Title, Book: c.Book}}); err != nil {
		return p, err
	}
	return p, r.gate.Change(ctx, actor, act, func(tx *gate.Tx) error {
		p.At = tx.Now
		tx.Note("preview", month.String())
		tx.Note("snapshot", p.Snapshot)
		tx.Note("law", p.After)
		return keepPreview(ctx, tx.Tx, number, p)
	})
}

// either is the permission by which an actor works on dossiers: proposing or approving.
func (r *Reform) either(actor auth.Actor) auth.Permission {
	if r.gate.May(actor, MayPropose) {
		return MayPropose
	}
	return MayApprove
}

// Previews are the previews that were made of a dossier, the latest first.
func (r *Reform) Previews(ctx context.Context, actor auth.Actor, number int64) ([]Preview, error) {
	var all []Preview
	err := r.gate.Read(ctx, actor, gate.Act{Permission: MayRead, Unit: actor.Unit, Subject: subject(number)}, func(tx *gate.Tx) (err error) {
		all, err = previews(ctx, tx.Tx, number)
		return err
	})
	return all, err
}
