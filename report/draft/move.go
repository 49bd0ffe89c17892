package draft

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"strings"

	"ansinh/auth"
	"ansinh/calendar"
	"ansinh/fault"
	"ansinh/gate"
	"ansinh/report"
)

// File is one output of a report.
type File struct {
	Format string // docx, xlsx, pdf
	SHA256 string
	Bytes  []byte
}

// Signature is what the signing adds to a report.
type Signature struct {
	Number string // with its symbol: 128/BC-SGDĐT
	Date   calendar.Date
	Signer string
}

// Submit sends a report to who approves it. One in which something is still to be written is not sent.
func (s *Drafts) Submit(ctx context.Context, actor auth.Actor, id ID) (Draft, error) {
	return s.change(ctx, actor, id, func(tx *gate.Tx, d *Draft) error {
		c, err := readContent(ctx, tx, id, d.Version)
		if err != nil {
			return err
		}
		if err := s.written(c); err != nil {
			return err
		}
		return moveDraft(ctx, tx, d, Submitted, "")
	})
}

// SendBack gives a submitted report back with what is to be changed.
func (s *Drafts) SendBack(ctx context.Context, actor auth.Actor, id ID, note string) (Draft, error) {
	if strings.TrimSpace(note) == "" {
		return Draft{}, fault.New(fault.Invalid, "draft.note")
	}
	return s.move(ctx, actor, id, MayApprove, []State{Submitted, Approved}, func(tx *gate.Tx, d *Draft) error {
		return moveDraft(ctx, tx, d, SentBack, strings.TrimSpace(note))
	})
}

// Approve says that a submitted report may be signed; not by who submitted it.
func (s *Drafts) Approve(ctx context.Context, actor auth.Actor, id ID) (Draft, error) {
	return s.move(ctx, actor, id, MayApprove, []State{Submitted}, func(tx *gate.Tx, d *Draft) error {
		if d.Steps[len(d.Steps)-1].Actor == actor.ID {
			return fault.New(fault.Forbidden, "draft.own")
		}
		return moveDraft(ctx, tx, d, Approved, "")
	})
}

// Sign puts number, day and signer on an approved report, keeps its files and locks it. Only the holder's own signer does.
func (s *Drafts) Sign(ctx context.Context, actor auth.Actor, id ID, sig Signature) (Draft, error) {
	sig.Number, sig.Signer = strings.TrimSpace(sig.Number), strings.TrimSpace(sig.Signer)
	if sig.Number == "" || sig.Signer == "" || sig.Date.IsZero() || sig.Date > calendar.DateOf(s.gate.Now()) {
		return Draft{}, fault.New(fault.Invalid, "draft.signature")
	}
	return s.move(ctx, actor, id, MaySign, []State{Approved}, func(tx *gate.Tx, d *Draft) error {
		if !s.Signs(actor, d.Holder) {
			return fault.New(fault.Forbidden, "draft.not_signer", s.name(d.Holder))
		}
		c, err := readContent(ctx, tx, id, d.Version)
		if err != nil {
			return err
		}
		if err := s.written(c); err != nil {
			return err
		}
		c.Head.Number, c.Head.Date, c.Head.Signature.Name = s.words.fill("number", values{"number": sig.Number}), sig.Date, sig.Signer
		if c.Filled != nil {
			c.Filled["document.number"], c.Filled["document.date"], c.Filled["document.signer"] = sig.Number, report.DayOf(sig.Date), sig.Signer
		}
		for i := range c.Annexes {
			c.Annexes[i].Reference = s.words.fill("reference", values{"number": sig.Number, "issuer": s.name(d.Holder)})
		}
		if err := addVersion(ctx, tx, d, c, sig.Number); err != nil {
			return err
		}
		files, err := s.files(ctx, tx, *d, c)
		if err != nil {
			return err
		}
		for _, f := range files {
			if err := keepSigned(ctx, tx, *d, f); err != nil {
				return err
			}
			tx.Note(f.Format, f.SHA256)
		}
		return moveDraft(ctx, tx, d, Signed, sig.Number)
	})
}

func (s *Drafts) move(ctx context.Context, actor auth.Actor, id ID, p auth.Permission, from []State, work func(*gate.Tx, *Draft) error) (d Draft, err error) {
	err = s.gate.Change(ctx, actor, gate.Act{Permission: p, Subject: subject(id)}, func(tx *gate.Tx) (err error) {
		if d, err = readDraft(ctx, tx, id); err != nil {
			return err
		}
		for _, f := range from {
			if d.State == f {
				return work(tx, &d)
			}
		}
		return fault.New(fault.Conflict, "draft.state."+string(d.State))
	})
	return d, err
}

// Files are the outputs of a report: as they were signed, or of the newest version.
func (s *Drafts) Files(ctx context.Context, actor auth.Actor, id ID) (files []File, err error) {
	d, c, err := s.Draft(ctx, actor, id, 0)
	if err != nil {
		return nil, err
	}
	p, err := s.reading(actor, d.Holder)
	if err != nil {
		return nil, err
	}
	err = s.gate.Read(ctx, actor, gate.Act{Permission: p, Subject: subject(id)}, func(tx *gate.Tx) (err error) {
		if d.State == Signed {
			files, err = readSigned(ctx, tx, id)
			return err
		}
		files, err = s.files(ctx, tx, d, c)
		return err
	})
	for _, f := range files {
		if hashOf(f.Bytes) != f.SHA256 {
			return nil, fault.New(fault.Internal, "report.altered", int64(id))
		}
	}
	return files, err
}

// Remake makes the files of a signed report again from what was kept and says whether they are the same bytes.
func (s *Drafts) Remake(ctx context.Context, actor auth.Actor, id ID) (same bool, err error) {
	signed, err := s.Files(ctx, actor, id)
	if err != nil {
		return false, err
	}
	d, c, err := s.Draft(ctx, actor, id, 0)
	if err != nil {
		return false, err
	}
	if d.State != Signed {
		return false, fault.New(fault.Conflict, "draft.not_signed")
	}
	p, err := s.reading(actor, d.Holder)
	if err != nil {
		return false, err
	}
	same = true
	err = s.gate.Read(ctx, actor, gate.Act{Permission: p, Subject: subject(id)}, func(tx *gate.Tx) error {
		again, err := s.files(ctx, tx, d, c)
		if err != nil {
			return err
		}
		for _, f := range signed { // a form that came later was not signed
			a, err := Format(again, f.Format)
			same = same && err == nil && bytes.Equal(a.Bytes, f.Bytes)
		}
		same = same && len(signed) > 0
		return nil
	})
	return same, err
}

func hashOf(b []byte) string {
	sum := sha256.Sum256(b)
	return hex.EncodeToString(sum[:])
}

func (s *Drafts) name(agency string) string {
	a, _ := s.Agencies.Agency(agency)
	return a.Name.VI
}
