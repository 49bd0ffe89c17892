package demo

import (
	"context"
	"fmt"
	"maps"
	"path/filepath"
	"slices"

	"ansinh/auth"
	"ansinh/calendar"
	"ansinh/fault"
	"ansinh/gate"
	"ansinh/interop"
	"ansinh/interop/standin"
	"ansinh/org"
	"ansinh/registry"
)

// verification is how the differences planted in the stand-in are counted in the table.
const verification = "verification"

// StandInFile is the population of the stand-in in the folder of the demonstration's files.
const StandInFile = "may-chu-gia-lap.json"

// verify asks a stand-in of the population register about some communes, or all where there are few people. Where the
// policy folder names a real partner nobody is asked: the people here are invented.
func (m *maker) verify(ctx context.Context) error {
	if !m.Interop.Rules().StandIn {
		return nil
	}
	plan, err := standin.LoadPlan(m.Policy)
	if err != nil {
		return err
	}
	units, asked, first, others, err := m.chosen(ctx, plan)
	if err != nil {
		return err
	}
	f := plan.Plant(asked, first, m.options.Seed, calendar.DateOf(m.Gate.Now()))
	f.People = append(f.People, others...)
	for _, p := range f.Planted {
		if p.Kind != standin.PlantSpelling {
			m.summary.Planted[verification]++
		}
	}
	m.standIn = f
	path := filepath.Join(m.options.Out, StandInFile)
	if err := f.Write(path); err != nil {
		return fault.Wrap(err, fault.Invalid, "demo.folder", m.options.Out)
	}
	m.summary.Files = append(m.summary.Files, path)
	server, err := m.Interop.Beside(f)
	if err != nil {
		return err
	}
	defer server.Close()
	for i, unit := range units {
		if err := m.ask(ctx, unit); err != nil {
			return err
		}
		m.options.Progress.Part(i+1, len(units))
	}
	return nil
}

// chosen are the units to ask about, their people as the stand-in will hold them, the first commune's first, and the rest.
func (m *maker) chosen(ctx context.Context, plan *standin.Plan) (units []org.UnitID, asked []standin.Person, near int, others []standin.Person, err error) {
	first, err := m.firstCommune()
	if err != nil {
		return nil, nil, 0, nil, err
	}
	today := calendar.DateOf(m.Gate.Now())
	byUnit, n := map[org.UnitID][]standin.Person{}, 0
	err = m.Gate.Read(ctx, auth.System(), gate.Act{Permission: registry.MayRead}, func(tx *gate.Tx) error {
		return registry.Askable(ctx, tx.Tx, nil, today, func(p registry.Person) error {
			unit, ok := m.Tree.On(p.HomeUnit, today)
			if !ok {
				unit = p.HomeUnit
			}
			n++
			byUnit[unit] = append(byUnit[unit], standin.Person{Number: p.PersonalNumber, Name: p.Name, Born: p.BirthDate.String(),
				Known: string(p.BirthPrecision), Sex: string(p.Sex)})
			return nil
		})
	})
	order := []org.UnitID{first}
	for _, unit := range slices.Sorted(maps.Keys(byUnit)) {
		if unit != first {
			order = append(order, unit)
		}
	}
	all := n <= plan.People
	for _, u := range order {
		switch {
		case all || len(asked) == 0 || len(asked)+len(byUnit[u]) <= plan.People:
			units, asked = append(units, u), append(asked, byUnit[u]...)
		case n <= plan.Everybody:
			others = append(others, byUnit[u]...)
		}
	}
	if all {
		units = []org.UnitID{""}
	}
	return units, asked, len(byUnit[first]), others, err
}

// ask asks about one unit and waits for the end.
func (m *maker) ask(ctx context.Context, unit org.UnitID) error {
	actor, err := m.actor(gatherer)
	if err != nil {
		return err
	}
	id, err := m.Interop.Ask(ctx, actor, interop.Ask{Wish: interop.Never, Unit: unit})
	if err != nil {
		return err
	}
	if err := m.Interop.Work(ctx); err != nil {
		return err
	}
	r, left, err := m.Interop.Round(ctx, actor, id, 1)
	if err == nil && (r.State != interop.Done || len(left) > 0) {
		err = fault.New(fault.Unavailable, "demo.verify")
		if len(left) > 0 && left[0].Trouble != nil {
			err = left[0].Trouble
		}
	}
	return err
}

// findDifferences takes every difference that was found, by kind and number.
func (m *maker) findDifferences(ctx context.Context) (planted, found map[string]bool, err error) {
	planted, found = map[string]bool{}, map[string]bool{}
	if m.standIn == nil {
		return planted, found, nil
	}
	kinds := map[string]interop.Kind{standin.PlantUnknown: interop.Unknown, standin.PlantOther: interop.Other, standin.PlantDied: interop.Died,
		standin.PlantMoved: interop.Moved}
	for _, p := range m.standIn.Planted {
		kind, other := kinds[p.Kind]
		switch {
		case p.Kind == standin.PlantSpelling:
		case other:
			planted[fmt.Sprint(kind, p.Number)] = true
		default:
			planted[fmt.Sprint(interop.Differs, p.Number, p.Kind)] = true
		}
	}
	all, err := m.Interop.Differences(ctx, auth.System(), interop.Filter{All: true})
	for _, d := range all {
		what := fmt.Sprint(d.Kind, d.Said.Number)
		if d.Kind == interop.Differs {
			for _, f := range slices.DeleteFunc(slices.Clone(d.Said.Fields), func(f interop.Field) bool { return f.Same }) {
				what += f.Fact
			}
		}
		found[what] = true
	}
	return planted, found, err
}
