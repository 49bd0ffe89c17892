package registry

import (
	"context"
	"time"

	"ansinh/auth"
	"ansinh/fault"
	"ansinh/gate"
	"ansinh/viet"
)

// MayApprove is the right to agree, as the second person, to what only two may change.
const MayApprove auth.Permission = "registry.approve"

// ConsentState is where a list that needs a second person stands.
type ConsentState string

// The states.
const (
	ConsentAsked     ConsentState = "asked"
	ConsentRefused   ConsentState = "refused"
	ConsentWithdrawn ConsentState = "withdrawn"
	ConsentTaken     ConsentState = "taken"
)

// Consent is a list that was sent to a second person because it changes who somebody is.
type Consent struct {
	Hash, Name string
	Columns    []string // as whoever asked had understood them
	Changes    int
	State      ConsentState
	At         time.Time
	By         string
	DecidedAt  time.Time
	DecidedBy  string
	Note       string
}

// Waits says whether the answer is still owed.
func (c Consent) Waits() bool { return c.State == ConsentAsked }

// lists is the right by which an actor looks at lists: to write, or to agree as the second person.
func (r *Registry) lists(actor auth.Actor) auth.Permission {
	if !r.gate.May(actor, MayWrite) && r.gate.May(actor, MayApprove) {
		return MayApprove
	}
	return MayWrite
}

// AskIntake sends a laid list to a second person of the same area.
func (r *Registry) AskIntake(ctx context.Context, actor auth.Actor, hash string, columns []string, changes int) error {
	if _, err := r.Laid(ctx, actor, hash); err != nil {
		return err
	}
	act := gate.Act{Permission: MayWrite, Unit: actor.Unit, Subject: "intake:" + hash}
	return r.gate.Change(ctx, actor, act, func(tx *gate.Tx) error {
		now, err := consentOf(ctx, tx.Tx, actor, hash)
		if err == nil && (now.Waits() || now.State == ConsentTaken) {
			return fault.New(fault.Conflict, "registry.intake.asked")
		}
		if err != nil && !fault.Is(err, fault.NotFound) {
			return err
		}
		tx.Note("changes", changes)
		return askConsent(ctx, tx, Consent{Hash: hash, Columns: columns, Changes: changes})
	})
}

// Agree takes over, as the second person, a list that somebody else sent. seen is the outcome's mark as it was shown:
// where the register has changed since nothing is taken over, fault registry.intake.changed.
func (r *Registry) Agree(ctx context.Context, actor auth.Actor, in Intake, seen string) (*Outcome, error) {
	act := gate.Act{Permission: MayApprove, Unit: actor.Unit, Subject: "intake:" + in.Hash}
	return r.take(ctx, actor, act, in, func(tx *gate.Tx, o *Outcome) error {
		c, err := deciding(ctx, tx, actor, in.Hash)
		if err != nil {
			return err
		}
		if o.Mark() != seen {
			return fault.New(fault.Conflict, "registry.intake.changed")
		}
		tx.Note("asked_by", c.By)
		return decideConsent(ctx, tx, in.Hash, ConsentTaken, "")
	})
}

// RefuseIntake says no to a list that somebody else sent, with the reason.
func (r *Registry) RefuseIntake(ctx context.Context, actor auth.Actor, hash, reason string) error {
	if reason = viet.NFC(reason); reason == "" {
		return fault.New(fault.Invalid, "registry.intake").At("note", "registry.event.required")
	}
	act := gate.Act{Permission: MayApprove, Unit: actor.Unit, Subject: "intake:" + hash}
	return r.gate.Change(ctx, actor, act, func(tx *gate.Tx) error {
		if _, err := deciding(ctx, tx, actor, hash); err != nil {
			return err
		}
		return decideConsent(ctx, tx, hash, ConsentRefused, reason)
	})
}

// WithdrawIntake takes a list back that waits for a second person.
func (r *Registry) WithdrawIntake(ctx context.Context, actor auth.Actor, hash string) error {
	act := gate.Act{Permission: MayWrite, Unit: actor.Unit, Subject: "intake:" + hash}
	return r.gate.Change(ctx, actor, act, func(tx *gate.Tx) error {
		return decideConsent(ctx, tx, hash, ConsentWithdrawn, "")
	})
}

// deciding is a list that waits, and that the actor did not send.
func deciding(ctx context.Context, tx *gate.Tx, actor auth.Actor, hash string) (Consent, error) {
	c, err := consentOf(ctx, tx.Tx, actor, hash)
	switch {
	case err != nil:
		return c, err
	case !c.Waits():
		return c, fault.New(fault.Conflict, "registry.intake.not_asked")
	case c.By == actor.ID:
		return c, fault.New(fault.Forbidden, "registry.intake.own")
	}
	return c, nil
}

// ConsentOf is what became of a list that was sent to a second person; ok is false where it never was.
func (r *Registry) ConsentOf(ctx context.Context, actor auth.Actor, hash string) (c Consent, ok bool, err error) {
	err = r.gate.Read(ctx, actor, gate.Act{Permission: r.lists(actor), Unit: actor.Unit}, func(tx *gate.Tx) error {
		c, err = consentOf(ctx, tx.Tx, actor, hash)
		return err
	})
	if fault.Is(err, fault.NotFound) {
		return c, false, nil
	}
	return c, err == nil, err
}

// Consents are the lists of the actor's area that wait for a second person, oldest first.
func (r *Registry) Consents(ctx context.Context, actor auth.Actor) ([]Consent, error) {
	var out []Consent
	err := r.gate.Read(ctx, actor, gate.Act{Permission: r.lists(actor), Unit: actor.Unit}, func(tx *gate.Tx) error {
		var err error
		out, err = consents(ctx, tx.Tx, actor)
		return err
	})
	return out, err
}
