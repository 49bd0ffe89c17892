package payment

import (
	"context"
	"slices"
	"strconv"
	"strings"

	"ansinh/auth"
	"ansinh/calendar"
	"ansinh/fault"
	"ansinh/gate"
	"ansinh/money"
	"ansinh/org"
	"ansinh/registry"
)

// Instalment is what a run keeps back of a line for a recovery.
type Instalment struct {
	Month    calendar.Month
	Recovery string // id of the recovery line
	Line     string // id of the line it is kept back from
	Amount   money.Dong

	programme string // of the recovery
}

// Recovered is a recovery with what was kept back for it.
type Recovered struct {
	Line        Line // the recovery
	Reason      string
	Instalments []Instalment
}

// Open is what is still to be got back.
func (r *Recovered) Open() money.Dong {
	left := -r.Line.Amount
	for _, i := range r.Instalments {
		left -= i.Amount
	}
	return left
}

// Claim says that a payment that went out was undue: the next run asks it back, and what the person gets after that is
// paid less an instalment each month until it is settled. A payment is asked back once.
func (p *Payments) Claim(ctx context.Context, actor auth.Actor, line, reason string) error {
	if reason = strings.TrimSpace(reason); reason == "" {
		return fault.New(fault.Invalid, "payment.claim.reason")
	}
	return p.gate.Change(ctx, actor, gate.Act{Permission: MayPrepare, Subject: "line:" + line}, func(tx *gate.Tx) error {
		l, state, err := lineAnywhere(ctx, tx.Tx, line)
		if err != nil {
			return err
		}
		back, err := returnedLines(ctx, tx.Tx, l.Month)
		if err != nil {
			return err
		}
		if !l.Paid() || l.Amount == 0 || back[line] || state != Sent && state != Closed {
			return fault.New(fault.Conflict, "payment.claim.unpaid")
		}
		asked := recovery(l.Month, &l)
		named, err := namedSince(ctx, tx.Tx)
		if err != nil {
			return err
		}
		taken, err := claimed(ctx, tx.Tx, line, named.id(&asked))
		if err != nil {
			return err
		}
		if taken {
			return fault.New(fault.Conflict, "payment.claim.twice")
		}
		return insertClaim(ctx, tx, &l, reason)
	})
}

// Recoveries are the recoveries that the runs up to a month ask for and that are not settled, and those it settles, in
// the actor's area.
func (p *Payments) Recoveries(ctx context.Context, actor auth.Actor, month calendar.Month) ([]Recovered, error) {
	var out []Recovered
	err := p.gate.Read(ctx, actor, gate.Act{Permission: MayRead, Unit: actor.Unit}, func(tx *gate.Tx) error {
		var err error
		out, err = recoveries(ctx, tx.Tx, month)
		return err
	})
	out = slices.DeleteFunc(out, func(r Recovered) bool {
		here := actor.Unit == "" || p.tree.Within(r.Line.HomeUnit, org.UnitID(actor.Unit))
		paysNow := slices.ContainsFunc(r.Instalments, func(i Instalment) bool { return i.Month == month })
		return !here || r.Open() == 0 && !paysNow
	})
	for i := range out {
		one := []Line{out[i].Line}
		p.mask(actor, one)
		out[i].Line = one[0]
	}
	return out, err
}

// keepBack takes instalments from the lines of people who owe: of each line at most so many per cent, never more than
// is owed, the oldest recovery first. Nothing is kept back from the dead: what they owe stays open for the commune.
func (a *assembly) keepBack(lines []Line) []Instalment {
	owed := map[registry.PersonID][]*Recovered{}
	for i := range a.owed {
		if _, dead := a.died[a.owed[i].Line.Person]; !dead && a.owed[i].Open() > 0 {
			owed[a.owed[i].Line.Person] = append(owed[a.owed[i].Line.Person], &a.owed[i])
		}
	}
	var out []Instalment
	for i := range lines {
		l := &lines[i]
		if !l.Paid() || l.Kind == Repeat { // of what was returned the instalment was kept back already
			continue
		}
		may := share(l.Amount, a.policy.Settlement.InstalmentPercent)
		for _, r := range owed[l.Person] {
			amount := min(may-l.Deducted, r.Open())
			if amount <= 0 {
				continue
			}
			one := Instalment{Month: a.month, Recovery: r.Line.ID, Line: l.ID, Amount: amount, programme: r.Line.Programme}
			r.Instalments = append(r.Instalments, one)
			l.Deducted += amount
			out = append(out, one)
		}
	}
	return out
}

// share is so many per cent of an amount, rounded down.
func share(amount money.Dong, percent int64) money.Dong {
	return amount/100*money.Dong(percent) + amount%100*money.Dong(percent)/100
}

// entriesOf are what instalments enter: the money set aside goes back to the fund, and what the person owes is less.
func entriesOf(attempt int64, lines []Line, all []Instalment) []Entry {
	byID := make(map[string]*Line, len(all))
	for i := range lines {
		if lines[i].Deducted > 0 {
			byID[lines[i].ID] = &lines[i]
		}
	}
	out := make([]Entry, 0, 2*len(all))
	for _, i := range all {
		l := byID[i.Line]
		e := Entry{Month: i.Month, Commune: l.Commune, HomeUnit: l.HomeUnit, Amount: i.Amount, Line: l.ID}
		kept, settled := e, e
		kept.ID, kept.Credit, kept.Debit = l.ID+":kept:"+i.Recovery+again(attempt), payable(l.Programme), fund(l.Programme)
		settled.ID, settled.Credit, settled.Debit = l.ID+":settled:"+i.Recovery+again(attempt), receivable(i.programme), paid(l.Programme)
		out = append(out, kept, settled)
	}
	return out
}

// again tells the entries of a run that was prepared anew from those of the cancelled ones.
func again(attempt int64) string {
	if attempt < 2 {
		return ""
	}
	return ":" + strconv.FormatInt(attempt, 10)
}
