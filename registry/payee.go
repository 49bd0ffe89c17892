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
	// HolderNumber is the personal number of the holder, as the bank knows it. Where it is the person's or that of one of
	// their guardians the account is theirs; otherwise a document must say so, which only an officer can look at.
	HolderNumber string
	Source       Source
}

// Link is how an account stands to the number of the person who takes money in it.
type Link string

// The links.
const (
	Unlinked      Link = ""         // nobody has looked
	LinkedOwn     Link = "own"      // it is held under their number
	LinkedGuarded Link = "guardian" // under that of somebody who acts for them
	LinkedByPaper Link = "paper"    // a document says so
)

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
	linked, err := r.linkOf(ctx, actor, p, n)
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
		if k := len(now); k > 0 && now[k-1].Channel == n.Channel && now[k-1].Bank == n.Bank && now[k-1].Number == n.Number && now[k-1].Holder == n.Holder && now[k-1].Linked == linked {
			return nil
		}
		tx.Note("channel", string(n.Channel))
		tx.Note("linked", string(linked))
		return replacePayee(ctx, tx, p, n, linked, today)
	})
}

// linkOf says whether an account is held under the number of the person, or of somebody who acts for them. A number that
// is another's is wrong; where none is given a citizen is asked for it, and an officer answers for the document.
func (r *Registry) linkOf(ctx context.Context, actor auth.Actor, p Person, n PayeeChange) (Link, error) {
	given := strings.Join(strings.Fields(n.HolderNumber), "")
	wrong := fault.New(fault.Invalid, "registry.new_payee")
	switch {
	case n.Channel != ToAccount:
		return Unlinked, nil
	case given == "" && actor.Person == 0:
		return LinkedByPaper, nil
	case given == "":
		return Unlinked, wrong.At("holder_number", "registry.new_payee.holder_number")
	case given == p.PersonalNumber:
		if fold(n.Holder) != fold(p.Name) {
			return Unlinked, wrong.At("holder", "registry.new_payee.holder_other")
		}
		return LinkedOwn, nil
	}
	guardians, err := r.Guardians(ctx, actor, n.Person, calendar.DateOf(r.gate.Now()))
	if err != nil {
		return Unlinked, err
	}
	for _, g := range guardians {
		number := g.Guardian.PersonalNumber
		if number == "" { // a citizen is not told their guardian's
			if number, err = r.numberOf(ctx, g.guardian); err != nil {
				return Unlinked, err
			}
		}
		if number == given && fold(n.Holder) == fold(g.Guardian.Name) {
			return LinkedGuarded, nil
		}
	}
	return Unlinked, wrong.At("holder_number", "registry.new_payee.not_linked")
}

// numberOf is a person's number, for comparing and not for telling.
func (r *Registry) numberOf(ctx context.Context, id PersonID) (number string, err error) {
	system := auth.System()
	err = r.gate.Read(ctx, system, gate.Act{Permission: MayRead}, func(tx *gate.Tx) error {
		p, err := person(ctx, tx.Tx, id)
		number = p.PersonalNumber
		return err
	})
	return number, err
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
