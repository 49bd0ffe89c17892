package returns

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"ansinh/auth"
	"ansinh/fault"
	"ansinh/gate"
)

// Correction is a dossier that changes figures of a return that was approved: why, which, and who decided.
type Correction struct {
	ID         int64
	Return     ID
	Reason     string
	Entries    []Entry
	State      string // proposed, approved, refused
	ProposedAt string
	ProposedBy string
	DecidedAt  string
	DecidedBy  string
	Note       string
}

// Propose asks for figures of an approved or locked return to be changed. They are held against the form's rules now and
// again when the correction is decided.
func (s *Service) Propose(ctx context.Context, actor auth.Actor, id ID, reason string, entries []Entry) (Correction, error) {
	c := Correction{Return: id, Reason: strings.TrimSpace(reason), State: "proposed"}
	if c.Reason == "" {
		return c, fault.New(fault.Invalid, "returns.no_cause")
	}
	err := s.change(ctx, actor, id, "returns.enter", func(tx *gate.Tx, r Return) error {
		form, _ := s.book.Form(r.Form)
		if err := s.own(actor, form, r.Unit); err != nil {
			return err
		}
		if !r.State.Counts() {
			return fault.New(fault.Conflict, "returns.not_approved")
		}
		cells, err := s.read(form, r.Cells, entries)
		if err != nil {
			return err
		}
		if len(cells) == 0 {
			return fault.New(fault.Invalid, "returns.nothing")
		}
		c.Entries = slices.DeleteFunc(slices.Clone(entries), func(e Entry) bool {
			return !slices.ContainsFunc(cells, func(x entered) bool { return x.field == e.Field })
		})
		c.ID, err = insertCorrection(ctx, tx, c)
		tx.Note("correction", c.ID)
		return err
	})
	return c, err
}

// DecideCorrection takes a correction over or refuses it; not by the one who asked for it. The figures of before stay as
// earlier revisions, and reports that were written on them say so.
func (s *Service) DecideCorrection(ctx context.Context, actor auth.Actor, id, correction int64, approve bool, note string) error {
	if !approve && strings.TrimSpace(note) == "" {
		return fault.New(fault.Invalid, "returns.no_reason")
	}
	return s.change(ctx, actor, ID(id), "returns.approve", func(tx *gate.Tx, r Return) error {
		list, err := corrections(ctx, tx, r.ID)
		if err != nil {
			return err
		}
		i := slices.IndexFunc(list, func(c Correction) bool { return c.ID == correction })
		switch {
		case i < 0 || list[i].State != "proposed":
			return fault.New(fault.Conflict, "returns.decided")
		case list[i].ProposedBy == actor.ID:
			return fault.New(fault.Forbidden, "returns.own")
		}
		state := "refused"
		if approve {
			state = "approved"
			form, _ := s.book.Form(r.Form)
			cells, err := s.read(form, r.Cells, list[i].Entries)
			if err != nil {
				return err
			}
			if err := insertCells(ctx, tx, r.ID, cells); err != nil {
				return err
			}
		}
		tx.Note("correction", fmt.Sprint(correction, " ", state))
		return decideCorrection(ctx, tx, correction, state, note)
	})
}

// Corrections are those of a return, the newest first.
func (s *Service) Corrections(ctx context.Context, actor auth.Actor, id ID) (list []Correction, err error) {
	unit, err := s.area(ctx, id)
	if err != nil {
		return nil, err
	}
	act := gate.Act{Permission: "returns.read", Unit: unit, Subject: fmt.Sprintf("return:%d", id)}
	err = s.gate.Read(ctx, actor, act, func(tx *gate.Tx) error {
		list, err = corrections(ctx, tx, id)
		return err
	})
	return list, err
}

// CorrectedSince are the forms of a year of which figures were corrected after an instant: a report that was written then
// does not hold them.
func (s *Service) CorrectedSince(ctx context.Context, actor auth.Actor, year int, at string) (forms []string, err error) {
	act := gate.Act{Permission: "returns.read", Subject: fmt.Sprintf("returns:%d", year)}
	err = s.gate.Read(ctx, actor, act, func(tx *gate.Tx) error {
		forms, err = correctedForms(ctx, tx, year, at)
		return err
	})
	return forms, err
}

// Sum is one field summed over units.
type Sum struct {
	Form  string
	Year  int
	Field string
	Value int64
	Units int64 // how many units gave a figure; the others are missing, not zero
}

// Sums adds up what the communes reported of every form in some years, whose returns are approved.
func (s *Service) Sums(ctx context.Context, actor auth.Actor, from, to int) (list []Sum, err error) {
	act := gate.Act{Permission: "returns.read", Subject: fmt.Sprintf("returns:%d-%d", from, to)}
	err = s.gate.Read(ctx, actor, act, func(tx *gate.Tx) error {
		list, err = sums(ctx, tx, from, to)
		return err
	})
	return list, err
}
