package payment

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"ansinh/auth"
	"ansinh/calendar"
	"ansinh/fault"
	"ansinh/gate"
	"ansinh/money"
	"ansinh/org"
	"ansinh/registry"
)

// Run is the run of a month with its steps; fault payment.no_run where there is none.
func (p *Payments) Run(ctx context.Context, actor auth.Actor, month calendar.Month) (Run, error) {
	var out Run
	err := p.gate.Read(ctx, actor, gate.Act{Permission: MayRead, Unit: actor.Unit}, func(tx *gate.Tx) error {
		var err error
		out, err = run(ctx, tx.Tx, month)
		return err
	})
	return out, err
}

// Runs are all runs, latest first, without their steps.
func (p *Payments) Runs(ctx context.Context, actor auth.Actor) ([]Run, error) {
	var out []Run
	err := p.gate.Read(ctx, actor, gate.Act{Permission: MayRead, Unit: actor.Unit}, func(tx *gate.Tx) error {
		var err error
		out, err = runs(ctx, tx.Tx)
		return err
	})
	return out, err
}

// Only chooses lines by what becomes of them.
type Only string

// What can be chosen; "" is every line.
const (
	OnlyPaid     Only = "paid"
	OnlyHeld     Only = "held"
	OnlyRecovery Only = "recovery"
	OnlyFlagged  Only = "flagged"
)

// Query chooses lines of a run; zero fields but Month choose all.
type Query struct {
	Month     calendar.Month
	Only      Only
	Programme string
	Channel   Channel
	Unit      org.UnitID // a unit of any level and time
	After     *Line      // the last line of the page before
	Limit     int        // 0: all
}

// Lines are the lines of a run in the actor's area by person, account numbers masked; more says that the limit cut
// them.
func (p *Payments) Lines(ctx context.Context, actor auth.Actor, q Query) (lines []Line, more bool, err error) {
	err = p.gate.Read(ctx, actor, gate.Act{Permission: MayRead, Unit: actor.Unit}, func(tx *gate.Tx) error {
		if _, err := run(ctx, tx.Tx, q.Month); err != nil {
			return err
		}
		ask := lineQuery{month: q.Month, only: q.Only, programme: q.Programme, channel: q.Channel, after: q.After,
			homes: p.tree.Communes(q.Unit, org.UnitID(actor.Unit))}
		if q.Limit > 0 {
			ask.limit = q.Limit + 1
		}
		lines, err = someLines(ctx, tx.Tx, ask)
		return err
	})
	p.mask(actor, lines)
	if q.Limit > 0 && len(lines) > q.Limit {
		return lines[:q.Limit], true, err
	}
	return lines, false, err
}

// mask hides account numbers, and categories that tell a sensitive fact from those who may not see it.
func (p *Payments) mask(actor auth.Actor, lines []Line) {
	for i := range lines {
		lines[i].Account = Mask(lines[i].Account)
		if actor.Person == 0 {
			lines[i].Category = p.benefits.Shown(actor, lines[i].Category)
		}
	}
}

// Person opens what was paid, held and asked back for a person, latest month first, account numbers masked; the
// reading is recorded. A citizen may open their own. Of somebody outside the actor's area there is nothing.
func (p *Payments) Person(ctx context.Context, actor auth.Actor, id registry.PersonID) ([]Line, error) {
	may := MayRead
	if actor.Person != 0 {
		may = MayOwn
		if actor.Person != int64(id) {
			return nil, fault.New(fault.NotFound, "registry.no_person")
		}
	}
	records, err := p.registry.Records(ctx, actor, id)
	if err != nil {
		return nil, err
	}
	var out []Line
	act := gate.Act{Permission: may, Unit: actor.Unit, Subject: fmt.Sprintf("person:%d", id), Personal: true}
	err = p.gate.Read(ctx, actor, act, func(tx *gate.Tx) error {
		out = nil
		for _, record := range records { // merged into this one, or it itself
			some, err := someLines(ctx, tx.Tx, lineQuery{person: record})
			if err != nil {
				return err
			}
			out = append(out, some...)
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	p.mask(actor, out)
	return slices.DeleteFunc(out, func(l Line) bool {
		return actor.Unit != "" && !p.tree.Within(l.HomeUnit, org.UnitID(actor.Unit))
	}), nil
}

// ByAccount are the people whose regular payments of a month's run go to an account, by number; nil where there is no run.
func (p *Payments) ByAccount(ctx context.Context, actor auth.Actor, month calendar.Month) (out []registry.PersonID, err error) {
	err = p.gate.Read(ctx, actor, gate.Act{Permission: MayRead, Unit: actor.Unit, Subject: subject(month)}, func(tx *gate.Tx) error {
		out, err = byAccount(ctx, tx.Tx, month, p.tree.Communes("", org.UnitID(actor.Unit)))
		return err
	})
	return out, err
}

// Total is what a programme comes to in a unit through a channel.
type Total struct {
	Unit       org.UnitID
	Programme  string
	Channel    Channel
	Lines      int64 // paid
	Amount     money.Dong
	Held       int64
	HeldAmount money.Dong
	Recoveries int64
	Recovery   money.Dong // as a positive sum
}

// Totals are the sums of a run in the actor's area by commune on the map of a day, programme and channel. A home that
// lies in no single commune of that map is counted under its own unit, so that the whole is the same on every map.
func (p *Payments) Totals(ctx context.Context, actor auth.Actor, month calendar.Month, onMap calendar.Date) ([]Total, error) {
	var found []homeTotal
	err := p.gate.Read(ctx, actor, gate.Act{Permission: MayRead, Unit: actor.Unit}, func(tx *gate.Tx) error {
		if _, err := run(ctx, tx.Tx, month); err != nil {
			return err
		}
		var err error
		found, err = totalsByHome(ctx, tx.Tx, month, p.tree.Communes(org.UnitID(actor.Unit)))
		return err
	})
	sums := map[Total]*Total{}
	for i := range found {
		unit, ok := p.tree.On(found[i].home, onMap)
		if !ok {
			unit = found[i].home
		}
		key := Total{Unit: unit, Programme: found[i].Programme, Channel: found[i].Channel}
		if sums[key] == nil {
			t := key
			sums[key] = &t
		}
		sums[key].add(&found[i])
	}
	out := make([]Total, 0, len(sums))
	for _, t := range sums {
		out = append(out, *t)
	}
	slices.SortFunc(out, func(a, b Total) int {
		for _, c := range []int{strings.Compare(string(a.Unit), string(b.Unit)), strings.Compare(a.Programme, b.Programme)} {
			if c != 0 {
				return c
			}
		}
		return strings.Compare(string(a.Channel), string(b.Channel))
	})
	return out, err
}

func (t *Total) add(h *homeTotal) {
	switch {
	case h.kind == Recovery:
		t.Recoveries += h.lines
		t.Recovery -= h.amount
	case h.held != "":
		t.Held += h.lines
		t.HeldAmount += h.amount
	default:
		t.Lines += h.lines
		t.Amount += h.amount
	}
}
