package demo

import (
	"ansinh/calendar"
	"ansinh/registry"
)

// planter plants faults commune by commune. It runs ahead of the loading; out is touched only by the notes, which run
// when a commune is loaded.
type planter struct {
	dead, twice, shared, elderly, disabled, child, unknown *pace

	size     int // of a shared account
	accounts int // shared ones begun
	open     SharedAccount
	places   []func(registry.Loaded) // what is written down once the numbers are known
	out      *Planted
}

func newPlanter(r *faultRates, persons int) *planter {
	size := max(r.SharedAccountSize, 3)
	accounts := newPace(r.SharedAccount, persons)
	accounts.total *= size
	return &planter{dead: newPace(r.DeadPaid, persons), twice: newPace(r.Twice, persons), shared: accounts,
		elderly: newPace(r.NeverEnrolledElderly, persons), disabled: newPace(r.NeverEnrolledDisabled, persons),
		child: newPace(r.NeverEnrolledChild, persons), unknown: newPace(r.PensionUnknown, persons), size: size, out: &Planted{}}
}

// plant plants what is due by now in one commune; part is the share of all people made so far, this commune's included.
// A commune that lacks somebody fitting leaves its share to the next.
func (pl *planter) plant(w *writer, part float64) {
	for _, list := range [][]int32{w.faults.elderly, w.faults.old, w.faults.disabled, w.faults.children} {
		w.rng.Shuffle(len(list), func(a, b int) { list[a], list[b] = list[b], list[a] })
	}
	f := &w.faults
	pl.each(pl.elderly, part, &f.elderly, func(i int32) { pl.neverEnrolled(w, i, "elderly") })
	pl.each(pl.dead, part, &f.elderly, func(i int32) { pl.deadPaid(w, i) })
	pl.each(pl.twice, part, &f.elderly, func(i int32) { pl.recordTwice(w, i) })
	pl.each(pl.shared, part, &f.elderly, func(i int32) { pl.shareAccount(w, i) })
	pl.each(pl.unknown, part, &f.old, func(i int32) { pl.pensionUnknown(w, i) })
	pl.each(pl.disabled, part, &f.disabled, func(i int32) { pl.neverEnrolled(w, i, "disabled") })
	pl.each(pl.child, part, &f.children, func(i int32) { pl.neverEnrolled(w, i, "child") })
}

// each takes candidates while the pace asks for more.
func (pl *planter) each(p *pace, part float64, list *[]int32, plant func(i int32)) {
	for p.due(part) > 0 && len(*list) > 0 {
		i := (*list)[0]
		*list = (*list)[1:]
		p.done++
		plant(i)
	}
}

// note writes a person down once the batch is loaded.
func (pl *planter) note(place int, write func(registry.PersonID)) {
	pl.places = append(pl.places, func(l registry.Loaded) { write(l.Person(place)) })
}

func (pl *planter) neverEnrolled(w *writer, i int32, kind string) {
	pl.note(w.places[i], func(id registry.PersonID) {
		pl.out.NeverEnrolled = append(pl.out.NeverEnrolled, NeverEnrolled{Person: id, Kind: kind})
	})
}

// deadPaid lets somebody die about the beginning of the months, and the death be recorded only after the register was
// read for the second of them, before it is read for the last.
func (pl *planter) deadPaid(w *writer, i int32) {
	died := w.first.First() - 10 + calendar.Date(w.rng.IntN(30))
	before, last := w.p.runDay(w.last-1), w.p.runDay(w.last)
	recorded := before + 3 + calendar.Date(w.rng.IntN(int(last-before)-4))
	w.learn(i, "death", "person.death_date", died.String(), died, recorded)
	pl.note(w.places[i], func(id registry.PersonID) {
		pl.out.DeadPaid = append(pl.out.DeadPaid, Dead{Person: id, Died: died, Recorded: recorded})
	})
}

// recordTwice adds a second record of a person: another hand's spelling of the name, the same birth date, the same
// 9-digit number, no 12-digit one, in a household of its own.
func (pl *planter) recordTwice(w *writer, i int32) {
	first := &w.Persons[w.places[i]]
	if first.OldNumber == "" {
		first.OldNumber = w.nineDigits()
	}
	second := *first
	second.Name, second.PersonalNumber, second.Relation = variant(first.Name), "", registry.Head
	second.Household = len(w.Households)
	house := w.Households[first.Household]
	house.Address = w.p.Names.Hamlets[w.rng.IntN(len(w.p.Names.Hamlets))]
	w.Households = append(w.Households, house)
	place := len(w.Persons)
	w.Persons = append(w.Persons, second)
	pl.note(w.places[i], func(id registry.PersonID) { pl.out.Twice = append(pl.out.Twice, Twice{First: id}) })
	pl.note(place, func(id registry.PersonID) { pl.out.Twice[len(pl.out.Twice)-1].Second = id })
}

// shareAccount makes a person take their money in the account that is being filled, in place of their own.
func (pl *planter) shareAccount(w *writer, i int32) {
	if pl.open.Number == "" {
		pl.open = SharedAccount{Bank: w.banks.pick(w.rng), Number: w.accountNumber()}
		pl.accounts++
	}
	account, nth := pl.open, pl.accounts
	w.payInto(i, account.Bank, account.Number)
	pl.note(w.places[i], func(id registry.PersonID) {
		if len(pl.out.SharedAccounts) < nth {
			pl.out.SharedAccounts = append(pl.out.SharedAccounts, account)
		}
		at := &pl.out.SharedAccounts[nth-1]
		at.Persons = append(at.Persons, id)
	})
	if pl.shared.done%pl.size == 0 {
		pl.open = SharedAccount{}
	}
}

// payInto replaces how a person takes money by an account in their own name.
func (w *writer) payInto(i int32, bank, number string) {
	place := w.places[i]
	p := registry.NewPayee{Person: place, Channel: registry.ToAccount, Bank: bank, Number: number, Holder: w.Persons[place].Name,
		From: w.entryDay, Recorded: at(w.entryDay), Source: w.source("payee")}
	for at := w.payeesBefore; at < len(w.Payees); at++ {
		if w.Payees[at].Person == place {
			w.Payees[at] = p
			return
		}
	}
	w.Payees = append(w.Payees, p)
}

func (pl *planter) pensionUnknown(w *writer, i int32) {
	w.learn(i, "social_insurance", "person.pension_monthly", "", w.entryDay-500, w.entryDay)
	w.Facts[len(w.Facts)-1].Certainty = registry.Unknown
	pl.note(w.places[i], func(id registry.PersonID) { pl.out.PensionUnknown = append(pl.out.PensionUnknown, id) })
}
