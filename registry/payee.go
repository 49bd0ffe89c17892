package registry

import (
	"context"
	"fmt"
	"strings"

	"ansinh/auth"
	"ansinh/calendar"
	"ansinh/fault"
	"ansinh/gate"
)

// PayeeChange is how a person wants to take money from now on: into an account, theirs or a guardian's, or in cash.
type PayeeChange struct {
	Person  PersonID
	Channel Channel
	Bank    string
	Number  string
	Holder  string // of the account: the person, or who takes the money for them
	Source  Source
}

// RecordPayee records how a person takes money from today on; what held before stays known as it was. A citizen may
// record their own. The same way recorded again changes nothing.
func (r *Registry) RecordPayee(ctx context.Context, actor auth.Actor, n PayeeChange) error {
	n.Bank, n.Holder = strings.TrimSpace(n.Bank), strings.TrimSpace(n.Holder)
	n.Number = strings.Join(strings.Fields(n.Number), "")
	if err := n.check(); err != nil {
		return err
	}
	may := MayWrite
	if actor.Person != 0 {
		if may = MayOwn; actor.Person != int64(n.Person) {
			return fault.New(fault.NotFound, "registry.no_person")
		}
	}
	p, err := r.where(ctx, actor, may, n.Person)
	if err != nil {
		return err
	}
	act := readAct(may, actor, p)
	act.Subject, act.Personal = fmt.Sprintf("person:%d", n.Person), false
	return r.gate.Change(ctx, actor, act, func(tx *gate.Tx) error {
		today := calendar.DateOf(tx.Now)
		now, err := payees(ctx, tx.Tx, n.Person, At{AsOf: today, KnownOn: today}.resolve(tx.Now))
		if err != nil {
			return err
		}
		if k := len(now); k > 0 && now[k-1].Channel == n.Channel && now[k-1].Bank == n.Bank && now[k-1].Number == n.Number && now[k-1].Holder == n.Holder {
			return nil
		}
		tx.Note("channel", string(n.Channel))
		return replacePayee(ctx, tx, p, n, today)
	})
}

func (n PayeeChange) check() error {
	wrong := fault.New(fault.Invalid, "registry.new_payee")
	account := n.Channel == ToAccount
	digits := strings.IndexFunc(n.Number, func(c rune) bool { return c < '0' || c > '9' }) < 0
	switch {
	case n.Channel != ToAccount && n.Channel != ToCash && n.Channel != ToHome:
		wrong.At("channel", "registry.new_payee.channel")
	case account && n.Bank == "":
		wrong.At("bank", "registry.new_payee.bank")
	case account && (len(n.Number) < 6 || len(n.Number) > 20 || !digits):
		wrong.At("number", "registry.new_payee.number")
	case account && n.Holder == "":
		wrong.At("holder", "registry.new_payee.holder")
	case !account && (n.Bank != "" || n.Number != "" || n.Holder != ""):
		wrong.At("channel", "registry.new_payee.cash")
	}
	if n.Source.Title == "" {
		wrong.At("source", "registry.source")
	}
	return wrong.OrNil()
}
