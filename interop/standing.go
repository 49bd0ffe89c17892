package interop

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"ansinh/auth"
	"ansinh/calendar"
	"ansinh/fault"
	"ansinh/gate"
	"ansinh/org"
	"ansinh/registry"
)

// Share is how far the people of a commune are verified.
type Share struct {
	Commune org.UnitID
	People  int64 // alive and here
	Numbers int64 // of those, with a personal number: who can be asked about
	Agrees  int64 // the last answer agreed
	Asked   int64 // there was an answer
	Open    int64 // differences that still ask for something
	Oldest  time.Time
}

// Shares are the communes of the actor's area on today's map, by name of unit, and whether anybody was ever asked about.
func (x *Interop) Shares(ctx context.Context, actor auth.Actor) ([]Share, error) {
	byUnit := map[org.UnitID]*Share{}
	today := calendar.DateOf(x.gate.Now())
	of := func(home org.UnitID) *Share {
		unit, ok := x.o.Tree.On(home, today)
		if !ok {
			unit = home
		}
		if byUnit[unit] == nil {
			byUnit[unit] = &Share{Commune: unit}
		}
		return byUnit[unit]
	}
	err := x.gate.Read(ctx, actor, gate.Act{Permission: MayRead, Unit: actor.Unit}, func(tx *gate.Tx) error {
		clear(byUnit)
		homes, err := shares(ctx, tx.Tx, x.o.Rules.ID, x.scope(actor), today)
		if err != nil {
			return err
		}
		for _, h := range homes {
			s := of(h.Commune)
			s.People, s.Numbers, s.Agrees, s.Asked = s.People+h.People, s.Numbers+h.Numbers, s.Agrees+h.Agrees, s.Asked+h.Asked
			if s.Oldest.IsZero() || !h.Oldest.IsZero() && h.Oldest.Before(s.Oldest) {
				s.Oldest = h.Oldest
			}
		}
		open, err := differences(ctx, tx.Tx, Filter{}, 0, x.scope(actor), tx.Now)
		for _, d := range open {
			of(d.Person.HomeUnit).Open++
		}
		return err
	})
	out := make([]Share, 0, len(byUnit))
	for _, s := range byUnit {
		out = append(out, *s)
	}
	slices.SortFunc(out, func(a, b Share) int { return strings.Compare(string(a.Commune), string(b.Commune)) })
	return out, err
}

// Verification is what was last answered of a person.
type Verification struct {
	Result  Result // "": never asked
	At      time.Time
	Source  registry.Source // against what, in the manner in which the register names whence it knows something
	StandIn bool
	Past    bool // the facts that were asked about are others now
	Open    []Difference
}

// Of is what was last answered of a person, to whoever may open their file.
func (x *Interop) Of(ctx context.Context, actor auth.Actor, p registry.Person) (Verification, error) {
	may := MayRead
	if actor.Person != 0 {
		may = registry.MayOwn
		if actor.Person != int64(p.ID) {
			return Verification{}, fault.New(fault.NotFound, "registry.no_person")
		}
	}
	var v Verification
	act := gate.Act{Permission: may, Unit: actor.Unit, Subject: fmt.Sprintf("person:%d", p.ID)}
	err := x.gate.Read(ctx, actor, act, func(tx *gate.Tx) error {
		last, err := lastOf(ctx, tx.Tx, x.o.Rules.ID, p.ID)
		if err != nil || last.Result == "" {
			return err
		}
		v = Verification{Result: last.Result, At: last.At, StandIn: last.StandIn, Past: last.asked != asked(p)}
		v.Source = registry.Source{Kind: registry.System, Title: last.name, Issued: calendar.DateOf(last.At)}
		v.Open, err = differences(ctx, tx.Tx, Filter{Person: p.ID}, 0, x.scope(actor), tx.Now)
		return err
	})
	return v, err
}

// lastAnswer is a row of verified with its round.
type lastAnswer struct {
	Result  Result
	At      time.Time
	StandIn bool
	name    string
	asked   string
}
