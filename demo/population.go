package demo

import (
	"context"
	"io/fs"
	"maps"
	"slices"

	"ansinh/auth"
	"ansinh/calendar"
	"ansinh/fault"
	"ansinh/org"
	"ansinh/registry"
)

// PopulationOptions is what the invented population depends on, and nothing else: the same options give the same people
// on every database.
type PopulationOptions struct {
	Persons  int
	Seed     uint64
	Month    calendar.Month // the last of the three months
	Policy   fs.FS
	Tree     *org.Tree
	Progress func(done, total int) // after each commune; may be nil
}

// Months is how many months the demonstration runs.
const Months = 3

// PopulationResult is what was made.
type PopulationResult struct {
	Communes   int
	Persons    int // records, those planted twice included
	Households int
	Facts      int
	Payees     int
	Planted    *Planted
}

// minPersons is the least that has somebody in every commune.
const minPersons = 1000

// RunDay is the day at the end of which the demonstration reads the register for the payment of a month; the planted
// faults are timed by it.
func RunDay(from fs.FS, month calendar.Month) (calendar.Date, error) {
	p, err := readParams(from)
	if err != nil {
		return 0, err
	}
	return p.runDay(month), nil
}

// Population invents people and loads them into the registry, some communes at a time, those whole or not at all.
func Population(ctx context.Context, actor auth.Actor, r *registry.Registry, o PopulationOptions) (*PopulationResult, error) {
	if o.Persons < minPersons {
		return nil, fault.New(fault.Invalid, "demo.persons", minPersons)
	}
	p, err := readParams(o.Policy)
	if err != nil {
		return nil, err
	}
	places, err := communes(p, o.Tree, o.Persons)
	if err != nil {
		return nil, err
	}
	g := newGenerator(p, places, o)
	out := &PopulationResult{Planted: g.planter.out}
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	for made := range g.ahead(ctx, places) {
		loaded, err := r.Load(ctx, actor, made.batch)
		if err != nil {
			return nil, err
		}
		for _, write := range made.planted {
			write(loaded)
		}
		out.Communes += made.communes
		out.Persons += loaded.Persons
		out.Households += loaded.Households
		out.Facts += loaded.Facts
		out.Payees += loaded.Payees
		if o.Progress != nil {
			o.Progress(made.done, o.Persons)
		}
	}
	return out, ctx.Err()
}

// generator holds what all communes share. Communes are made one after the other, in the order of their codes.
type generator struct {
	p           *params
	seed        uint64
	first, last calendar.Month
	entryDay    calendar.Date // when the registers were taken over
	today       calendar.Date // the day before the register is read for the last month: nothing is later

	bands          []float64 // running sums of the age table, male and female in turn
	bandSum        float64
	meanDisability float64
	pregnancy      float64 // chance that a woman of 18 to 41 is pregnant
	poorRate       float64 // outside the communes with special difficulty
	nearRate       float64

	clauses  wheel[string]
	levels   wheel[string]
	banks    wheel[string]
	pensions wheel[int64]
	names
	numbers

	sourceNames []string
	sourceList  []registry.Source
	registers   []string
	planter     *planter
}

func newGenerator(p *params, places []commune, o PopulationOptions) *generator {
	g := &generator{p: p, seed: o.Seed, first: o.Month - Months + 1, last: o.Month, today: p.runDay(o.Month) - 1,
		clauses: newWheel(p.NoNurtureClauses.Weights), levels: newWheel(p.DisabilityLevels.Weights), banks: newWheel(p.Banks.Weights),
		names:   newNames(p.Names),
		numbers: numbers{place: p.PersonalNumberPlace.Value, start: p.OldNumberStart.Value, born: map[string]uint64{}},
		planter: newPlanter(&p.Faults, o.Persons)}
	g.entryDay = (o.Month - calendar.Month(p.Entry.Value)).First()
	for _, a := range p.PensionAmounts.Weights {
		g.pensions.add(a[0], float64(a[1]))
	}
	g.ages()
	g.elsewhere(places)
	g.sourceNames = slices.Sorted(maps.Keys(p.Sources))
	for _, name := range g.sourceNames {
		g.sourceList = append(g.sourceList, registry.Source{Kind: p.Sources[name].Kind, Title: p.Sources[name].Title})
		if name != "death" && name != "payee" {
			g.registers = append(g.registers, name)
		}
	}
	return g
}

// ages sums the age table, and with it what is known only of all ages together.
func (g *generator) ages() {
	women, births := 0.0, 0.0
	for _, row := range g.p.Ages.Rows {
		for _, part := range row[1:] {
			g.bandSum += part
			g.bands = append(g.bands, g.bandSum)
			g.meanDisability += part * g.p.DisabilityAges.at(row[0]+2.5, 0)
		}
		if row[0] == 0 {
			births = (row[1] + row[2]) / 5
		}
		if row[0] >= 20 && row[0] < 40 {
			women += row[2]
		}
	}
	women += (g.p.Ages.Rows[3][2] + g.p.Ages.Rows[8][2]) * 0.4 // 18 and 19, 40 and 41
	g.meanDisability /= g.bandSum
	g.pregnancy = births * g.p.Pregnant.Months / 12 / women
}

// elsewhere takes from the province's poverty what lies in the communes with special difficulty.
func (g *generator) elsewhere(places []commune) {
	special, all := 0, 0
	for _, c := range places {
		all += c.persons
		if c.special {
			special += c.persons
		}
	}
	part := float64(special) / float64(all)
	g.poorRate = max(0, (g.p.Poor.Value-part*g.p.PoorSpecial.Value)/(1-part))
	g.nearRate = max(0, (g.p.NearPoor.Value-part*g.p.NearPoorSpecial.Value)/(1-part))
}

// source is the place of a register's source in every batch.
func (g *generator) source(register string) int {
	i, _ := slices.BinarySearch(g.sourceNames, register)
	return i
}

// made is some communes ready to be loaded.
type made struct {
	batch    registry.Batch
	planted  []func(registry.Loaded)
	communes int
	done     int // people made so far
}

// batchSize is from how many people on a batch is full: fewer, larger transactions are faster, and one batch is all or
// nothing.
const batchSize = 20_000

// ahead makes communes while those before are being loaded.
func (g *generator) ahead(ctx context.Context, places []commune) <-chan made {
	out := make(chan made, 1)
	go func() {
		defer close(out)
		done, total := 0, 0
		for _, c := range places {
			total += c.persons
		}
		next := g.empty()
		for i, c := range places {
			done += c.persons
			g.make(&next.batch, c, float64(done)/float64(total))
			next.communes++
			if len(next.batch.Persons) < batchSize && i < len(places)-1 {
				continue
			}
			next.done, next.planted = done, g.planter.places
			g.planter.places = nil
			select {
			case out <- next:
			case <-ctx.Done():
				return
			}
			next = g.empty()
		}
	}()
	return out
}

func (g *generator) empty() made {
	return made{batch: registry.Batch{Entry: g.entryDay, Sources: g.sourceList}}
}

// make invents the people of one commune and adds them to a batch.
func (g *generator) make(batch *registry.Batch, c commune, part float64) {
	v := &village{generator: g, commune: c, rng: stream(g.seed, c.unit.ID)}
	w := &writer{village: v, Batch: batch, payeesBefore: len(batch.Payees)}
	if c.persons == 0 {
		w.write(nil)
		return
	}
	v.people()
	v.couples()
	houses := v.together()
	v.states(houses)
	w.write(houses)
	g.planter.plant(w, part)
}
