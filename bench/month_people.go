package main

import (
	"context"
	"fmt"
	"os"
	"time"

	"ansinh/auth"
	"ansinh/benefit"
	"ansinh/calendar"
	"ansinh/demo"
	"ansinh/payment"
	"ansinh/registry"
	"ansinh/viet"
)

// payeesWanted is of how many people in a thousand a month's payees are to be: about 160 thousand of 1.9 million. The
// demonstration's people give fewer, and elders are added until it is so many.
const (
	payeesWanted = 84
	payeesGiven  = 47
)

// populate invents people, decides on all of them and pays them for two months.
func (m *monthly) populate(people int) error {
	began := time.Now()
	if err := m.Load(m.ctx, auth.System()); err != nil {
		return err
	}
	now, err := lastReadable(m)
	if err != nil {
		return err
	}
	elders := people * (payeesWanted - payeesGiven) / 1000
	made, err := demo.Population(m.ctx, auth.System(), m.Registry, demo.PopulationOptions{Persons: people - elders, Seed: 30, Month: now,
		Policy: m.Policy, Tree: m.Tree})
	if err != nil {
		return err
	}
	known, err := demo.RunDay(m.Policy, now.Add(-2))
	if err != nil {
		return err
	}
	if err := m.addElders(elders, known.Add(-300)); err != nil {
		return err
	}
	fmt.Fprintf(os.Stderr, "%d people in %s\n", people, short(time.Since(began)))
	if err := m.DB.Analyze(m.ctx); err != nil {
		return err
	}
	skip := made.Planted.Skip()
	for _, month := range []calendar.Month{now.Add(-2), now.Add(-1)} {
		if known, err = demo.RunDay(m.Policy, month); err != nil {
			return err
		}
		if _, err := m.Payments.RunMonth(m.ctx, auth.System(), month, payment.Options{KnownOn: known, Decide: func(ctx context.Context) error {
			_, err := m.Benefits.DecideAll(ctx, auth.System(), month, benefit.Terms{On: known, Accept: func(r benefit.Row) bool { return !skip[r.Person] }})
			return err
		}}); err != nil {
			return err
		}
		for _, step := range []func(context.Context, auth.Actor, calendar.Month) (payment.Run, error){m.Payments.Check, m.Payments.Approve, m.Payments.Send} {
			if _, err := step(m.ctx, clerk(), month); err != nil {
				return err
			}
		}
	}
	return m.DB.Analyze(m.ctx)
}

// lastReadable is the last month whose people could be read by today: nobody is recorded later than that day.
func lastReadable(m *monthly) (calendar.Month, error) {
	today := calendar.DateOf(time.Now())
	day, err := demo.RunDay(m.Policy, today.Month())
	if day > today {
		return today.Month() - 1, err
	}
	return today.Month(), err
}

// clerks are different people, since three must carry a run.
var clerk = func() func() auth.Actor {
	n := 0
	return func() auth.Actor {
		n++
		a := auth.System()
		a.ID = fmt.Sprintf("bench-%d", n)
		return a
	}
}()

// addElders adds people of more than eighty without a pension, in all communes, one a household, half of them with an account.
func (m *monthly) addElders(n int, since calendar.Date) error {
	homes, err := m.homes()
	if err != nil {
		return err
	}
	y, mo, d := since.Civil()
	at := time.Date(y, time.Month(mo), d, 5, 0, 0, 0, time.UTC)
	const batch = 10_000
	for first := 0; first < n; first += batch {
		b := registry.Batch{Entry: since, Sources: []registry.Source{{Kind: registry.Document, Title: "Đo tốc độ"}}}
		for i := range min(batch, n-first) {
			home := homes[(first+i)*len(homes)/n]
			name := fmt.Sprintf("Nguyễn Thị %c", 'A'+i%26)
			b.Households = append(b.Households, registry.NewHousehold{HomeUnit: home, Address: fmt.Sprintf("Thôn %d", i%40), Recorded: at})
			b.Persons = append(b.Persons, registry.NewPerson{Household: i, Relation: registry.Head, Name: name, Sex: viet.Female, Ethnicity: "kinh",
				BirthDate: calendar.MustDay(1944, 1, 1) - calendar.Date(i%3000), Recorded: at})
			p := registry.NewPayee{Person: i, Channel: registry.ToCash, From: since, Recorded: at}
			if i%2 == 0 {
				p.Channel, p.Bank, p.Number, p.Holder = registry.ToAccount, fmt.Sprintf("NH0%d", 1+i%5), fmt.Sprintf("77%09d", first+i), name
			}
			b.Payees = append(b.Payees, p)
		}
		if _, err := m.Registry.Load(m.ctx, auth.System(), b); err != nil {
			return err
		}
	}
	return nil
}
