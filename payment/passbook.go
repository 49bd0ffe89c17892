package payment

import (
	"context"
	"fmt"
	"slices"

	"ansinh/auth"
	"ansinh/calendar"
	"ansinh/fault"
	"ansinh/gate"
	"ansinh/money"
	"ansinh/org"
	"ansinh/registry"
)

// Standing is a payment line with what became of it.
type Standing struct {
	Line
	Run       State
	Reason    string     // why the channel gave it back; the code where it gave no words
	Back      bool       // the channel gave it back
	Recovered money.Dong // of a recovery: kept back so far
}

// Received says whether the person has the money: the run was sent and the channel did not give it back.
func (s *Standing) Received() bool {
	return s.Paid() && !s.Back && (s.Run == Sent || s.Run == Closed)
}

// Passbook is everything paid to a person, held, given back and asked back, and what it comes to.
type Passbook struct {
	Lines     []Standing // latest month first
	Received  money.Dong // less what was kept back
	Returned  money.Dong
	Recovery  money.Dong // asked back
	Recovered money.Dong // kept back so far
}

// Open is what is still to be given back.
func (a *Passbook) Open() money.Dong { return a.Recovery - a.Recovered }

// Passbook opens a person's passbook over all programmes, account numbers masked; the reading is recorded. A citizen may
// open their own. Of somebody outside the actor's area there is nothing.
func (p *Payments) Passbook(ctx context.Context, actor auth.Actor, id registry.PersonID) (*Passbook, error) {
	lines, err := p.Person(ctx, actor, id)
	if err != nil {
		return nil, err
	}
	may := MayRead
	if actor.Person != 0 {
		may = MayOwn
	}
	var states map[calendar.Month]State
	var back map[string]string
	var kept map[string]money.Dong
	act := gate.Act{Permission: may, Unit: actor.Unit, Subject: fmt.Sprintf("person:%d", id)}
	err = p.gate.Read(ctx, actor, act, func(tx *gate.Tx) error {
		if states, err = runStates(ctx, tx.Tx); err != nil {
			return err
		}
		if back, err = returnsOf(ctx, tx.Tx, id); err != nil {
			return err
		}
		kept, err = keptBackOf(ctx, tx.Tx, id)
		return err
	})
	a := &Passbook{}
	for _, l := range lines {
		s := Standing{Line: l, Run: states[l.Month], Recovered: kept[l.ID]}
		s.Reason, s.Back = back[l.ID]
		switch {
		case s.Received():
			a.Received += s.Net()
		case s.Back:
			a.Returned += s.Net()
		case s.Kind == Recovery:
			a.Recovery -= s.Amount
			a.Recovered += s.Recovered
		}
		a.Lines = append(a.Lines, s)
	}
	slices.SortStableFunc(a.Lines, func(x, y Standing) int { return int(y.Month - x.Month) })
	return a, err
}

// Signed is the lines that a commune's people sign for when they take cash, in order of the list; the reading is
// recorded.
func (p *Payments) Signed(ctx context.Context, actor auth.Actor, month calendar.Month, unit org.UnitID) ([]Line, error) {
	var out []Line
	act := gate.Act{Permission: MayRead, Unit: string(unit), Subject: subject(month), Personal: true}
	err := p.gate.Read(ctx, actor, act, func(tx *gate.Tx) error {
		tx.Note("file", "cash:"+string(unit))
		r, err := run(ctx, tx.Tx, month)
		if err != nil {
			return err
		}
		if r.State != Sent && r.State != Closed {
			return fault.New(fault.Conflict, "payment.not_sent", month.Vietnamese())
		}
		out, err = someLines(ctx, tx.Tx, lineQuery{month: month, channel: Cash, only: OnlyPaid, homes: p.tree.Communes(unit)})
		inOrderOfPeople(out)
		return err
	})
	return out, err
}
