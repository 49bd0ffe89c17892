package payment

import (
	"context"
	"errors"
	"slices"
	"strings"

	"ansinh/auth"
	"ansinh/calendar"
	"ansinh/gate"
	"ansinh/jobs"
	"ansinh/org"
)

// heldPart is a part that this process holds, and what its lines are made of once that is read.
type heldPart struct {
	commune org.UnitID
	step    context.Context // in which it is read and written
	lease   *jobs.Lease
	read    chan struct{} // closed when the rest is there
	made    *assembly     // nil: the part is written already
	err     error
}

// free gives a part back that was not written, and records that it was read; of none it does nothing.
func (p *Payments) free(ctx context.Context, s *heldPart) error {
	if s == nil {
		return nil
	}
	<-s.read
	s.lease.Free(ctx)
	return p.gate.Settle(context.WithoutCancel(s.step))
}

// onePart writes the part that was taken before, or one that nobody is at, while the next is read; it gives the next, nil
// where there is none. Where somebody is at each that is left it waits.
func (p *Payments) onePart(ctx context.Context, actor auth.Actor, m *common, prep *Preparation, now *heldPart) (next *heldPart, err error) {
	if now == nil {
		if now, err = p.takePart(ctx, actor, m, prep); err != nil {
			return nil, err
		}
		if now == nil {
			return nil, wait(ctx)
		}
	}
	if next, err = p.takePart(ctx, actor, m, prep); err == nil {
		err = p.part(ctx, actor, m, now)
	}
	if err != nil {
		return next, errors.Join(err, p.free(ctx, now))
	}
	now.lease.Keep()
	return next, p.gate.Settle(now.step) // where another one had written it
}

// takePart takes the heaviest part that nobody is at and begins to read it; nil where there is none.
func (p *Payments) takePart(ctx context.Context, actor auth.Actor, m *common, prep *Preparation) (*heldPart, error) {
	held, err := p.leases.Held(ctx, subject(m.month))
	if err != nil {
		return nil, err
	}
	left := slices.DeleteFunc(slices.Clone(prep.Parts), func(x Part) bool { return x.Done || held[string(x.Commune)] })
	slices.SortStableFunc(left, func(a, b Part) int { return int(b.Weight - a.Weight) })
	for i := range left {
		lease, err := p.leases.Take(ctx, subject(m.month), string(left[i].Commune))
		if err != nil {
			return nil, err
		}
		if lease == nil {
			continue
		}
		s := &heldPart{commune: left[i].Commune, step: gate.Step(ctx), lease: lease, read: make(chan struct{})}
		go func() {
			defer close(s.read)
			s.made, s.err = p.gather(s.step, actor, m, s.commune)
		}()
		return s, nil
	}
	return nil, nil
}

// part writes the lines and entries of one commune. One that is written already stays as it is. It is a step towards the
// run: with the run all parts are sure, and one that a power cut took is written again before.
func (p *Payments) part(ctx context.Context, actor auth.Actor, m *common, s *heldPart) error {
	ctx = s.step
	<-s.read
	a := s.made
	if a == nil || s.err != nil {
		return s.err
	}
	lines := a.lines()
	out := Run{Month: m.month, Roster: m.roster.Hash, Instalments: int64(len(a.kept)), Hash: hashOf(lines)}
	out.sum(lines)
	act := gate.Act{Permission: MayPrepare, Unit: "", Subject: subject(m.month)}
	err := p.gate.Change(ctx, actor, act, func(tx *gate.Tx) error {
		prep, err := going(ctx, tx, m.month)
		if err != nil {
			return err
		}
		out.Attempt = prep.Attempt
		tx.Note("part", string(s.commune))
		tx.Note("lines", out.Lines)
		tx.Note("amount", int64(out.Amount))
		if err := insertPartDone(ctx, tx, s.commune, out); err != nil { // first: a part done twice ends here
			return err
		}
		if err := insertLines(ctx, tx, lines); err != nil {
			return err
		}
		if err := insertInstalments(ctx, tx, lines, a.kept); err != nil {
			return err
		}
		entries := append(entriesAt(out, atPrepare, lines), entriesOf(out.Attempt, lines, a.kept)...)
		slices.SortFunc(entries, func(x, y Entry) int { return strings.Compare(x.ID, y.ID) }) // the order of their key: written faster
		return insertEntries(ctx, tx, entries, out.Roster)
	})
	if err != nil && p.isDone(ctx, actor, m.month, s.commune) {
		return nil // another one was faster
	}
	return err
}

func (p *Payments) isDone(ctx context.Context, actor auth.Actor, month calendar.Month, commune org.UnitID) (done bool) {
	err := p.gate.Read(ctx, actor, gate.Act{Permission: MayRead}, func(tx *gate.Tx) (err error) {
		done, err = partDone(ctx, tx.Tx, month, commune)
		return err
	})
	return done && err == nil
}
