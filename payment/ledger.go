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
	"ansinh/org"
)

// Entry moves an amount from the account Credit to the account Debit.
type Entry struct {
	ID       string
	Month    calendar.Month
	Commune  org.UnitID
	HomeUnit org.UnitID
	Debit    string
	Credit   string
	Amount   money.Dong
	Line     string // id of the payment line
	Reverses string // id of the entry it moves back
}

// The accounts: money goes fund → payable → channel → paid, or from the channel to returned; what a person must give
// back goes paid → receivable.
func fund(programme string) string       { return "fund:" + programme }
func payable(programme string) string    { return "payable:" + programme }
func paid(programme string) string       { return "paid:" + programme }
func returned(programme string) string   { return "returned:" + programme }
func receivable(programme string) string { return "receivable:" + programme }

func channelAccount(l *Line) string {
	if l.Channel == Bank {
		return "channel:bank:" + l.Bank
	}
	return "channel:cash"
}

// stage is a moment at which entries are written for every line of a run.
type stage string

const (
	atPrepare stage = "prepare" // the money is set aside, and recoveries are claimed
	atSend    stage = "send"    // the channels get it
	atClose   stage = "close"   // the people have it
	atReturn  stage = "return"  // a channel gives one line back
)

// entry is what a stage enters for a line; false where it enters nothing.
func entry(at stage, l *Line) (Entry, bool) {
	e := Entry{ID: l.ID + ":" + string(at), Month: l.Month, Commune: l.Commune, HomeUnit: l.HomeUnit, Amount: l.Amount, Line: l.ID}
	switch {
	case l.Kind == Recovery && at == atPrepare:
		e.Credit, e.Debit, e.Amount = paid(l.Programme), receivable(l.Programme), -l.Amount
	case !l.Paid():
		return e, false
	case at == atPrepare:
		e.Credit, e.Debit = fund(l.Programme), payable(l.Programme)
	case at == atSend:
		e.Amount = l.Net()
		e.Credit, e.Debit = payable(l.Programme), channelAccount(l)
	case at == atClose:
		e.Amount = l.Net()
		e.Credit, e.Debit = channelAccount(l), paid(l.Programme)
	case at == atReturn:
		e.Amount = l.Net()
		e.Credit, e.Debit = channelAccount(l), returned(l.Programme)
	}
	return e, e.Amount > 0
}

// enter writes a stage's entries of a run.
func enter(ctx context.Context, tx *gate.Tx, r Run, at stage, lines []Line) error {
	return insertEntries(ctx, tx, entriesAt(r, at, lines), r.Roster)
}

func entriesAt(r Run, at stage, lines []Line) []Entry {
	entries := make([]Entry, 0, len(lines))
	for i := range lines {
		if e, ok := entry(at, &lines[i]); ok {
			if at == atPrepare {
				e.ID += again(r.Attempt)
			}
			entries = append(entries, e)
		}
	}
	return entries
}

// Account is what the entries of a run come to in one account.
type Account struct {
	ID            string
	Debit, Credit money.Dong // what came in, what went out
}

// Balance is what is left in it.
func (a Account) Balance() money.Dong { return a.Debit - a.Credit }

// Books are the accounts of a run, by id.
type Books []Account

// Sum is the sum of all balances: zero, or an entry has only one side.
func (b Books) Sum() money.Dong {
	var s money.Dong
	for _, a := range b {
		s += a.Balance()
	}
	return s
}

// Of is the balance of all accounts whose id begins so.
func (b Books) Of(prefix string) money.Dong {
	var s money.Dong
	for _, a := range b {
		if strings.HasPrefix(a.ID, prefix) {
			s += a.Balance()
		}
	}
	return s
}

// Balance reads the books of a run and holds them against it: they must sum to zero, and as much must lie with each
// account as the run's state says, or it is the fault payment.unbalanced; the totals that pages show must be what the
// lines come to, or it is payment.totals.
func (p *Payments) Balance(ctx context.Context, actor auth.Actor, month calendar.Month) (Books, error) {
	var books Books
	err := p.gate.Read(ctx, actor, gate.Act{Permission: MayRead}, func(tx *gate.Tx) error {
		r, err := run(ctx, tx.Tx, month)
		if err != nil {
			return err
		}
		if books, err = accounts(ctx, tx.Tx, month); err != nil {
			return err
		}
		if err := sumsHold(ctx, tx.Tx, month); err != nil {
			return err
		}
		return books.check(r)
	})
	return books, err
}

// Books are the accounts of a run as kept beside its entries, held against the run: quick, for a page that is looked at
// often. Balance reckons them from the entries.
func (p *Payments) Books(ctx context.Context, actor auth.Actor, month calendar.Month) (Books, error) {
	var books Books
	err := p.gate.Read(ctx, actor, gate.Act{Permission: MayRead}, func(tx *gate.Tx) error {
		r, err := run(ctx, tx.Tx, month)
		if err != nil {
			return err
		}
		if books, err = sumsOf(ctx, tx.Tx, month); err != nil {
			return err
		}
		return books.check(r)
	})
	return books, err
}

// check: what was set aside is what the lines pay; it lies with payable until it is sent, with the channels until the
// run is closed, and then with the people or among the returns.
func (b Books) check(r Run) error {
	i := slices.Index(States(), r.State)
	out := map[string]money.Dong{"payable:": 0, "channel:": 0}
	switch {
	case i < slices.Index(States(), Sent):
		out["payable:"] = r.Amount
	case r.State == Sent:
		out["channel:"] = r.Amount - b.Of("returned:")
	}
	ok := b.Sum() == 0 && -b.Of("fund:") == r.Amount && b.Of("receivable:") == r.Recovery-r.Instalment
	for prefix, want := range out {
		ok = ok && b.Of(prefix) == want
	}
	if r.State == Closed {
		ok = ok && b.Of("paid:")+b.Of("returned:") == r.Amount-r.Recovery+r.Instalment
	}
	if !ok {
		return fault.New(fault.Internal, "payment.unbalanced", r.Month.Vietnamese())
	}
	return nil
}
