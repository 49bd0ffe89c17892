package payment

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"ansinh/benefit"
	"ansinh/calendar"
	"ansinh/money"
	"ansinh/registry"
)

// assembly is everything a month's lines are made of. Making them is pure: the same input gives the same lines.
type assembly struct {
	month    calendar.Month
	roster   []benefit.Line
	late     []benefit.Line // of earlier months
	payees   []registry.PayTo
	paid     []Line // what went out for months after a death, or after a decision's end
	died     map[registry.PersonID]calendar.Date
	previous map[paidFor]money.Dong // what was paid for the month before
	settled  map[string]bool        // ids of arrears that were paid before
	back     []repaired             // what was returned and repaired
	claims   []Line                 // paid, found undue, to be asked back
	more     []Line                 // what a later law gives for months that were paid
	owed     []Recovered            // open recoveries, oldest first
	policy   *Policy
	named    naming
	lookers

	kept []Instalment // made by lines
}

// paidFor names whom a programme pays.
type paidFor struct {
	person    registry.PersonID
	programme string
}

// lines are by person, programme, category, kind and month.
func (a *assembly) lines() []Line {
	payees := make(map[registry.PersonID]*registry.PayTo, len(a.payees))
	for i := range a.payees {
		payees[a.payees[i].Person] = &a.payees[i]
	}
	out := make([]Line, 0, len(a.roster)+len(a.late))
	for i := range a.roster {
		out = append(out, a.line(&a.roster[i], Regular, payees[a.roster[i].Person]))
	}
	for i := range a.late {
		if l := a.line(&a.late[i], Arrears, payees[a.late[i].Person]); !a.settled[a.named.id(&l)] {
			out = append(out, l)
		}
	}
	for i := range a.more {
		out = append(out, a.towards(a.more[i], payees[a.more[i].Person]))
	}
	for i := range a.paid {
		out = append(out, recovery(a.month, &a.paid[i]))
	}
	for i := range a.claims {
		out = append(out, recovery(a.month, &a.claims[i]))
	}
	for i := range a.back {
		out = append(out, repeat(a.month, &a.back[i], a.died[a.back[i].Line.Person]))
	}
	for i := range out {
		out[i].ID = a.named.id(&out[i])
	}
	out = onceAskedBack(out)
	a.screen(out)
	inOrderOfPeople(out)
	a.kept = a.keepBack(out)
	return out
}

// onceAskedBack leaves one recovery of those that name the same payment: a claim on a person who has died since.
func onceAskedBack(lines []Line) []Line {
	seen := map[string]bool{}
	return slices.DeleteFunc(lines, func(l Line) bool {
		if l.Kind != Recovery {
			return false
		}
		twice := seen[l.ID]
		seen[l.ID] = true
		return twice
	})
}

// inOrderOfPeople sorts lines by person, programme, category, kind and month.
func inOrderOfPeople(lines []Line) {
	slices.SortFunc(lines, func(x, y Line) int {
		for _, c := range []int{int(x.Person - y.Person), strings.Compare(x.Programme, y.Programme), strings.Compare(x.Category, y.Category),
			strings.Compare(string(x.Kind), string(y.Kind)), int(x.For - y.For), strings.Compare(x.Again, y.Again)} {
			if c != 0 {
				return c
			}
		}
		return 0
	})
}

func (a *assembly) line(b *benefit.Line, kind Kind, to *registry.PayTo) Line {
	l := Line{Month: a.month, Person: b.Person, Programme: b.Programme, Category: b.Category, Kind: kind, For: b.Month, Commune: b.Commune,
		HomeUnit: b.HomeUnit, Household: b.Household, Decision: b.Decision, Amount: b.Amount, Held: b.Held, Channel: Cash}
	if died := a.died[l.Person]; l.Held == "" && kind == Arrears && !died.IsZero() && l.For > died.Month() {
		l.Held = benefit.Dead
	}
	if l.Held != "" {
		return l
	}
	return a.towards(l, to)
}

// towards says to whom a line goes and how.
func (a *assembly) towards(l Line, to *registry.PayTo) Line {
	switch {
	case to == nil:
		l.Flags = append(l.Flags, NoPayee)
	case to.Channel == registry.ToAccount:
		l.Channel, l.Bank, l.Account, l.Holder = Bank, to.Bank, to.Number, to.Holder
		if _, ok := a.policy.Bank(to.Bank); !ok {
			l.Flags = append(l.Flags, UnknownBank)
		}
	default: // also who has not said how: cash is what everybody can take
		l.Holder, l.BirthYear, l.Address = to.Name, to.BirthYear, to.Address
	}
	if to != nil {
		l.Household = to.Household
	}
	return l
}

// recovery asks back what a line paid.
func recovery(month calendar.Month, paid *Line) Line {
	return Line{Month: month, Person: paid.Person, Programme: paid.Programme, Category: paid.Category, Kind: Recovery, For: paid.For,
		Commune: paid.Commune, HomeUnit: paid.HomeUnit, Household: paid.Household, Decision: paid.Decision, Amount: -paid.Amount,
		Channel: Cash, Again: beside(paid)}
}

// beside tells what is asked back of a difference or of a second payment from what is asked back of the first: they are
// for the same thing.
func beside(l *Line) string {
	if l.Kind == More || l.Kind == Repeat {
		return l.Again
	}
	return ""
}

// naming says how lines are named: up to one month by a hash alone, as they once were.
type naming struct{ plainTo calendar.Month }

// id is the same whenever and wherever the same thing is paid. It begins with the month it is for, so that those of a
// month are stored beside each other.
func (n naming) id(l *Line) string {
	hash := l.hash()
	if l.For <= n.plainTo {
		return hash
	}
	year, month := l.For.Civil()
	return fmt.Sprintf("%03x", (year-1900)*12+month-1) + hash[3:]
}

// hash is over what names the line.
func (l *Line) hash() string {
	if l.Kind == Repeat { // a line that was returned is paid again once, whatever else it names
		sum := sha256.Sum256([]byte("ansinh again 1\n" + l.Again))
		return hex.EncodeToString(sum[:16])
	}
	named := append(strconv.AppendInt([]byte("ansinh line 1\n"), int64(l.Person), 10), '\n')
	for _, s := range []string{l.Programme, "\n", l.Category, "\n", l.For.String(), "\n", string(l.Kind)} {
		named = append(named, s...)
	}
	if l.Again != "" { // what one law gives more is paid once, and another may give more again
		named = append(append(named, '\n'), l.Again...)
	}
	sum := sha256.Sum256(named)
	return hex.EncodeToString(sum[:16])
}
