package payment

import (
	"context"
	"slices"
	"strings"

	"ansinh/auth"
	"ansinh/calendar"
	"ansinh/fault"
	"ansinh/gate"
	"ansinh/money"
	"ansinh/payment/iso20022"
)

// Matching is a bank's statement held against a run: what the books say went to the bank and stayed, and what the bank
// says left the payer's account and stayed away.
type Matching struct {
	Bank      string
	Read      bool // a statement was read
	Sent      money.Dong
	Returned  money.Dong
	Booked    money.Dong
	Explained string // why it differs; empty: nobody said
}

// Difference is what the bank booked beyond what the books say.
func (m *Matching) Difference() money.Dong { return m.Booked - (m.Sent - m.Returned) }

// Settled says whether the run may be closed as far as this bank goes.
func (m *Matching) Settled(required bool) bool {
	if !m.Read {
		return !required || m.Explained != ""
	}
	return m.Difference() == 0 || m.Explained != ""
}

// Matchings are the banks of a run with what their statements say.
func (p *Payments) Matchings(ctx context.Context, actor auth.Actor, month calendar.Month) ([]Matching, error) {
	var out []Matching
	err := p.gate.Read(ctx, actor, gate.Act{Permission: MayRead}, func(tx *gate.Tx) error {
		if _, err := run(ctx, tx.Tx, month); err != nil {
			return err
		}
		var err error
		out, err = matchings(ctx, tx.Tx, month)
		return err
	})
	return out, err
}

// takeStatement adds what a statement says of a run's messages. Bookings of other messages are other business.
func takeStatement(ctx context.Context, tx *gate.Tx, r Run, file []byte, out *Reading) error {
	s, err := iso20022.ReadStatement(file)
	if err != nil {
		return fault.Wrap(err, fault.Invalid, "payment.file.xml", StatementFile, err.Error())
	}
	banks, err := banksOf(ctx, tx.Tx, r.Month)
	if err != nil {
		return err
	}
	byMessage := make(map[string]string, len(banks))
	for _, b := range banks {
		byMessage[messageID(r, b)] = b
	}
	booked := map[string]money.Dong{}
	for _, e := range s.Entries {
		bank, ok := byMessage[e.Of]
		if !ok {
			continue
		}
		amount := e.Amount
		if !e.Out {
			amount = -amount
		}
		booked[bank] += amount
		out.Amount += amount
		out.Lines++
	}
	if out.Lines == 0 {
		return fault.New(fault.Invalid, "payment.file.nothing", r.Month.Vietnamese())
	}
	for _, bank := range banks {
		if amount, ok := booked[bank]; ok {
			if err := addBooked(ctx, tx, r.Month, bank, out.SHA256, amount); err != nil {
				return err
			}
		}
	}
	return nil
}

// Explain says why a bank's statement differs from the books, or why there is none.
func (p *Payments) Explain(ctx context.Context, actor auth.Actor, month calendar.Month, bank, why string) error {
	if why = strings.TrimSpace(why); why == "" {
		return fault.New(fault.Invalid, "payment.explain.empty")
	}
	return p.gate.Change(ctx, actor, gate.Act{Permission: MayClose, Subject: subject(month)}, func(tx *gate.Tx) error {
		if _, err := sentRun(ctx, tx, month); err != nil {
			return err
		}
		banks, err := banksOf(ctx, tx.Tx, month)
		if err != nil {
			return err
		}
		if !slices.Contains(banks, bank) {
			return fault.New(fault.NotFound, "payment.no_bank", bank)
		}
		tx.Note("bank", bank)
		return explain(ctx, tx, month, bank, why)
	})
}

// reconciled refuses to close a run while a bank's statement differs and nobody has said why.
func (p *Payments) reconciled(ctx context.Context, tx *gate.Tx, month calendar.Month) error {
	all, err := matchings(ctx, tx.Tx, month)
	if err != nil {
		return err
	}
	for i := range all {
		switch m := &all[i]; {
		case m.Settled(p.policy.Settlement.StatementRequired):
		case !m.Read:
			return fault.New(fault.Conflict, "payment.statement.none", m.Bank)
		default:
			return fault.New(fault.Conflict, "payment.statement.differs", m.Bank, m.Difference())
		}
	}
	return nil
}
