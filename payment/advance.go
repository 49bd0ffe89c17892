package payment

import (
	"context"
	"slices"
	"strings"
	"time"

	"ansinh/auth"
	"ansinh/calendar"
	"ansinh/fault"
	"ansinh/gate"
	"ansinh/money"
)

// AdvanceKind says which way the money of a document went.
type AdvanceKind string

// The kinds.
const (
	AdvanceReceived AdvanceKind = "received" // from the treasury to the paying agent
	AdvanceRefunded AdvanceKind = "refunded" // back, because it was not spent
)

// AdvanceDocument is one paper between treasury and paying agent.
type AdvanceDocument struct {
	Channel string // bank:CODE or cash
	Kind    AdvanceKind
	Number  string
	Day     calendar.Date
	Amount  money.Dong
	Name    string // who entered it
	At      time.Time
}

// Advance is how one paying agent stands for a run.
type Advance struct {
	Channel   string
	Received  money.Dong // from the treasury
	Handed    money.Dong // to be paid out, by the lines that were sent
	Returned  money.Dong // could not be paid
	Refunded  money.Dong // to the treasury
	SettledAt time.Time  // zero: not yet
	SettledBy string
}

// Spent is what reached people.
func (a Advance) Spent() money.Dong { return a.Handed - a.Returned }

// Difference is what the agent still holds, or has laid out: zero when it is settled.
func (a Advance) Difference() money.Dong { return a.Received - a.Spent() - a.Refunded }

// The accounts: money goes treasury → advance when it is handed over, back when it is not spent, and advance → spent
// when the agent's settlement is taken. They lie beside the accounts of the lines and never touch them.
func treasury() string                { return "treasury" }
func advanceOf(channel string) string { return "advance:" + channel }
func spentOf(channel string) string   { return "spent:" + channel }

// Advances are how every paying agent of a run stands, and the documents, by day.
func (p *Payments) Advances(ctx context.Context, actor auth.Actor, month calendar.Month) ([]Advance, []AdvanceDocument, error) {
	var all []Advance
	var docs []AdvanceDocument
	err := p.gate.Read(ctx, actor, gate.Act{Permission: MayRead}, func(tx *gate.Tx) error {
		if _, err := run(ctx, tx.Tx, month); err != nil {
			return err
		}
		var err error
		all, docs, err = advances(ctx, tx, month)
		return err
	})
	return all, docs, err
}

// advances sums the lines and the documents up by channel.
func advances(ctx context.Context, tx *gate.Tx, month calendar.Month) ([]Advance, []AdvanceDocument, error) {
	byChannel := map[string]*Advance{}
	at := func(channel string) *Advance {
		if byChannel[channel] == nil {
			byChannel[channel] = &Advance{Channel: channel}
		}
		return byChannel[channel]
	}
	handed, err := handedOut(ctx, tx.Tx, month)
	if err != nil {
		return nil, nil, err
	}
	for _, h := range handed {
		a := at(h.channel)
		a.Handed, a.Returned = h.sent, h.returned
	}
	docs, err := advanceDocuments(ctx, tx.Tx, month)
	if err != nil {
		return nil, nil, err
	}
	for _, d := range docs {
		if d.Kind == AdvanceReceived {
			at(d.Channel).Received += d.Amount
		} else {
			at(d.Channel).Refunded += d.Amount
		}
	}
	if err := eachSettled(ctx, tx.Tx, month, func(channel, by string, when time.Time) {
		at(channel).SettledAt, at(channel).SettledBy = when, by
	}); err != nil {
		return nil, nil, err
	}
	out := make([]Advance, 0, len(byChannel))
	for _, a := range byChannel {
		out = append(out, *a)
	}
	slices.SortFunc(out, func(a, b Advance) int { return strings.Compare(a.Channel, b.Channel) })
	return out, docs, nil
}

// RecordAdvance enters a document between treasury and paying agent. The same document entered twice changes nothing;
// one with the same number and another amount or day is a conflict, and so is one after the settlement.
func (p *Payments) RecordAdvance(ctx context.Context, actor auth.Actor, month calendar.Month, d AdvanceDocument) error {
	d.Number = strings.TrimSpace(d.Number)
	wrong := fault.New(fault.Invalid, "payment.advance")
	if d.Number == "" {
		wrong.At("number", "payment.advance.number")
	}
	if d.Amount <= 0 {
		wrong.At("amount", "payment.advance.amount")
	}
	if d.Day.IsZero() || d.Day > calendar.DateOf(p.gate.Now()) {
		wrong.At("day", "payment.advance.day")
	}
	if d.Kind != AdvanceReceived && d.Kind != AdvanceRefunded {
		wrong.At("kind", "payment.advance.kind")
	}
	if err := wrong.OrNil(); err != nil {
		return err
	}
	return p.gate.Change(ctx, actor, gate.Act{Permission: MaySend, Subject: subject(month)}, func(tx *gate.Tx) error {
		r, a, docs, err := p.advanceIn(ctx, tx, month, d.Channel)
		if err != nil {
			return err
		}
		for _, o := range docs {
			if o.Channel == d.Channel && o.Kind == d.Kind && o.Number == d.Number {
				if o.Amount == d.Amount && o.Day == d.Day {
					return nil
				}
				return fault.New(fault.Conflict, "payment.advance.twice", d.Number)
			}
		}
		switch {
		case !a.SettledAt.IsZero():
			return fault.New(fault.Conflict, "payment.advance.settled", a.SettledBy)
		case d.Kind == AdvanceRefunded && d.Amount > a.Received-a.Refunded:
			return fault.New(fault.Conflict, "payment.advance.too_much", (a.Received - a.Refunded).String())
		}
		tx.Note("channel", d.Channel)
		tx.Note("document", d.Number)
		tx.Note("amount", int64(d.Amount))
		if err := insertAdvance(ctx, tx, month, d); err != nil {
			return err
		}
		e := Entry{ID: "advance:" + string(d.Kind) + ":" + d.Channel + ":" + d.Number, Month: month, Amount: d.Amount,
			Debit: advanceOf(d.Channel), Credit: treasury()}
		if d.Kind == AdvanceRefunded {
			e.Debit, e.Credit = e.Credit, e.Debit
		}
		return insertEntries(ctx, tx, []Entry{e}, r.Roster)
	})
}

// SettleAdvance takes a paying agent's settlement of a closed run: what it got is what reached people and what went back,
// to the đồng, or it is a conflict that says what is missing. Done twice it changes nothing.
func (p *Payments) SettleAdvance(ctx context.Context, actor auth.Actor, month calendar.Month, channel string) error {
	return p.gate.Change(ctx, actor, gate.Act{Permission: MayClose, Subject: subject(month)}, func(tx *gate.Tx) error {
		r, a, _, err := p.advanceIn(ctx, tx, month, channel)
		if err != nil || !a.SettledAt.IsZero() {
			return err
		}
		if r.State != Closed {
			return fault.New(fault.Conflict, "payment.advance.not_closed", month.Vietnamese())
		}
		if d := a.Difference(); d != 0 {
			return fault.New(fault.Conflict, "payment.advance.difference", a.Received.String(), a.Spent().String(), a.Refunded.String(), d.String())
		}
		tx.Note("channel", channel)
		tx.Note("spent", int64(a.Spent()))
		if err := insertSettled(ctx, tx, month, a); err != nil {
			return err
		}
		if a.Spent() == 0 {
			return nil
		}
		return insertEntries(ctx, tx, []Entry{{ID: "advance:spent:" + channel, Month: month, Amount: a.Spent(), Debit: spentOf(channel),
			Credit: advanceOf(channel)}}, r.Roster)
	})
}

// advanceIn finds a run whose money may be handed over, and how one of its channels stands.
func (p *Payments) advanceIn(ctx context.Context, tx *gate.Tx, month calendar.Month, channel string) (Run, Advance, []AdvanceDocument, error) {
	r, err := run(ctx, tx.Tx, month)
	if err != nil {
		return r, Advance{}, nil, err
	}
	if slices.Index(States(), r.State) < slices.Index(States(), Approved) {
		return r, Advance{}, nil, fault.New(fault.Conflict, "payment.advance.not_approved", month.Vietnamese())
	}
	all, docs, err := advances(ctx, tx, month)
	if err != nil {
		return r, Advance{}, nil, err
	}
	i := slices.IndexFunc(all, func(a Advance) bool { return a.Channel == channel })
	if i < 0 {
		return r, Advance{}, nil, fault.New(fault.NotFound, "payment.advance.no_channel", channel)
	}
	return r, all[i], docs, nil
}
