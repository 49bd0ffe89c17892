package benefit

import (
	"context"

	"ansinh/auth"
	"ansinh/calendar"
	"ansinh/fault"
	"ansinh/gate"
	"ansinh/law"
	"ansinh/money"
	"ansinh/registry"
)

// Reckoned is what a month came to under a law that came later.
type Reckoned struct {
	Month calendar.Month
	Rows  int64 // that give more than was determined
}

// Reckon looks at every frozen month from one month up to another (without it) that was determined under another law
// than the one that is applied now, and keeps what this law gives more for it, from the same facts as then: a decree
// that came late or looks back. The frozen months stay as they are. A month is reckoned once a law, so that asking
// again costs nothing. What a later law gives less is kept nowhere: nobody's payment becomes undue by itself.
func (b *Benefits) Reckon(ctx context.Context, actor auth.Actor, from, before calendar.Month) ([]Reckoned, error) {
	book := b.Book()
	var open []Roster
	act := gate.Act{Permission: MayDetermine, Subject: "reckoning:" + before.String()}
	err := b.gate.Read(ctx, actor, act, func(tx *gate.Tx) (err error) {
		open, err = unreckoned(ctx, tx.Tx, from, before, book.Hash())
		return err
	})
	var out []Reckoned
	for i := 0; i < len(open) && err == nil; i++ {
		var one Reckoned
		one, err = b.reckon(ctx, actor, act, &open[i], book)
		out = append(out, one)
	}
	return out, err
}

func (b *Benefits) reckon(ctx context.Context, actor auth.Actor, act gate.Act, r *Roster, book *law.Book) (Reckoned, error) {
	out := Reckoned{Month: r.Month}
	s, err := b.registry.Snapshot(ctx, actor, r.Month, r.KnownOn)
	if err != nil {
		return out, err
	}
	result, err := book.Determine(s.Table)
	if err != nil {
		return out, err
	}
	err = b.gate.Change(ctx, actor, act, func(tx *gate.Tx) error {
		was, err := givenIn(ctx, tx.Tx, r.Month)
		if err != nil {
			return err
		}
		c := b.communes(tx.Now)
		var more []Determined
		for _, x := range result.Benefits {
			k := granted{s.Persons[x.Row], book.Programmes()[x.Programme].ID, book.Categories()[x.Category].ID}
			if x.Amount <= was[k] {
				continue
			}
			home := s.HomeUnits[x.Row]
			more = append(more, Determined{Month: r.Month, Person: k.person, Programme: k.programme, Category: k.category, Commune: c.of(home),
				HomeUnit: home, Household: s.Households[x.Row], Amount: x.Amount})
		}
		out.Rows = int64(len(more))
		tx.Note("month", r.Month.String())
		tx.Note("law", book.Hash())
		tx.Note("rows", out.Rows)
		return insertReckoning(ctx, tx, out, book.Hash(), more)
	})
	if fault.CodeOf(err) == "db.exists" { // another one reckoned it at the same time, and its rows are as good
		err = nil
	}
	return out, err
}

// Difference is what a law that came later gives for a month in all.
type Difference struct {
	Month     calendar.Month
	Person    registry.PersonID
	Programme string
	Category  string
	Amount    money.Dong
	Law       string
}

// Differences are what later laws give for the frozen months from one up to another, by month, person, programme,
// category.
func (b *Benefits) Differences(ctx context.Context, actor auth.Actor, from, before calendar.Month) ([]Difference, error) {
	var out []Difference
	err := b.gate.Read(ctx, actor, gate.Act{Permission: MayDetermine}, func(tx *gate.Tx) (err error) {
		out, err = differences(ctx, tx.Tx, from, before)
		return err
	})
	return out, err
}

// EndedEarly is a decision that was ended after months that it grants no more.
type EndedEarly struct {
	Decision int64
	Person   registry.PersonID
	Last     calendar.Month // the last month it grants
	Next     calendar.Month // the first that another decision grants in its place; zero: none
}

// Grants says whether a month is granted, by it or by what took its place; of no decision at all everything is.
func (e EndedEarly) Grants(m calendar.Month) bool {
	return e.Last.IsZero() || m <= e.Last || !e.Next.IsZero() && m >= e.Next
}

// EndedBack are the decisions that were ended in or after a month with which their payment had stopped: what was paid
// under them for later months was undue.
func (b *Benefits) EndedBack(ctx context.Context, actor auth.Actor) ([]EndedEarly, error) {
	var out []EndedEarly
	err := b.gate.Read(ctx, actor, gate.Act{Permission: MayDetermine}, func(tx *gate.Tx) (err error) {
		out, err = endedBack(ctx, tx.Tx)
		return err
	})
	return out, err
}
