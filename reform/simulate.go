package reform

import (
	"context"
	"io/fs"
	"slices"
	"strings"
	"sync"
	"time"

	"ansinh/auth"
	"ansinh/calendar"
	"ansinh/fault"
	"ansinh/gate"
	"ansinh/law"
	"ansinh/law/simulate"
	"ansinh/org"
	"ansinh/policy"
	"ansinh/registry"
)

// Supposed is a scenario: the law in force with the files of a folder laid over it, if there is one, and then with other
// values.
type Supposed struct {
	Name     string
	Over     fs.FS // laid out like the policy folder; nil: no other file
	Settings []law.Setting
}

// Estimate is a simulation and what it rests on.
type Estimate struct {
	*simulate.Simulation
	Snapshot string
	KnownOn  calendar.Date
	Read     time.Time // when the register was read
}

// mostScenarios is how many stand side by side.
const mostScenarios = 4

// Simulate reckons scenarios over everybody known today and compares them with the law in force, which is the first of
// the answer. The zero month is the first in which all supposed values hold, from now on. Nothing is kept.
func (r *Reform) Simulate(ctx context.Context, actor auth.Actor, month calendar.Month, scenarios []Supposed) (*Estimate, error) {
	return r.SimulateKnown(ctx, actor, month, calendar.DateOf(r.gate.Now()), scenarios)
}

// SimulateKnown is Simulate over everybody as they were known at the end of an earlier day.
func (r *Reform) SimulateKnown(ctx context.Context, actor auth.Actor, month calendar.Month, day calendar.Date, scenarios []Supposed) (*Estimate, error) {
	if today := calendar.DateOf(r.gate.Now()); day > today {
		return nil, fault.New(fault.Invalid, "reform.day_to_come", day.Vietnamese())
	}
	if len(scenarios) == 0 || len(scenarios) > mostScenarios {
		return nil, fault.New(fault.Invalid, "reform.scenarios", mostScenarios)
	}
	all, first, err := r.suppose(scenarios)
	if err != nil {
		return nil, err
	}
	if month.IsZero() {
		month = first
	}
	err = r.gate.Read(ctx, actor, gate.Act{Permission: MaySimulate, Subject: "law"}, func(*gate.Tx) error { return nil })
	if err != nil {
		return nil, err
	}
	crowd, err := r.crowd(ctx, month, day)
	if err != nil {
		return nil, err
	}
	out := &Estimate{Snapshot: crowd.snapshot.Hash, KnownOn: crowd.snapshot.KnownAt, Read: crowd.read}
	out.Simulation, err = crowd.reckon(all)
	return out, err
}

// suppose makes the law of every scenario, that in force before them, and finds the first month in which all supposed
// values and documents hold, from now on.
func (r *Reform) suppose(scenarios []Supposed) ([]simulate.Scenario, calendar.Month, error) {
	now := r.current()
	all := []simulate.Scenario{{Name: "now", Book: now.book}}
	first := calendar.DateOf(r.gate.Now()).Month()
	for _, s := range scenarios {
		book := now.book
		if s.Over != nil {
			var err error
			if book, err = law.Load(policy.Lay(s.Over, now.policy)); err != nil {
				return nil, 0, err
			}
			for _, i := range book.Instruments() {
				if _, known := now.book.Document(i.ID); !known {
					first = max(first, whole(i.From))
				}
			}
		}
		with, err := book.With(s.Settings...)
		if err != nil {
			return nil, 0, err
		}
		all = append(all, simulate.Scenario{Name: s.Name, Book: with})
		for _, x := range s.Settings {
			first = max(first, whole(x.From))
		}
	}
	return all, first, nil
}

// whole is the first month of which a day's law holds from the first day on.
func whole(day calendar.Date) calendar.Month {
	if m := day.Month(); m.First() == day {
		return m
	}
	return day.Month().Add(1)
}

// crowd is everybody of a month, with the groups they are counted in. It is kept for a while, because reading a register
// takes longer than reckoning over it, and one at a time, because it is large.
type crowd struct {
	mu   sync.Mutex
	kept *gathered
}

type gathered struct {
	snapshot *registry.Snapshot
	day      calendar.Date // at the end of which they were known so
	read     time.Time
	by       []simulate.Dimension
}

// keepFor is how long people once read are used again for what is not kept.
const keepFor = 10 * time.Minute

// crowd reads everybody as they were known at the end of a day. Only sums leave this room, so it asks as the program and
// not as the one who wants the sums.
func (r *Reform) crowd(ctx context.Context, month calendar.Month, day calendar.Date) (*gathered, error) {
	r.people.mu.Lock()
	defer r.people.mu.Unlock()
	now := r.gate.Now()
	if k := r.people.kept; k != nil && k.snapshot.Month == month && k.day == day && now.Sub(k.read) < keepFor {
		return k, nil
	}
	r.people.kept = nil
	k, err := r.gather(ctx, month, day)
	r.people.kept = k
	return k, err
}

func (r *Reform) gather(ctx context.Context, month calendar.Month, day calendar.Date) (*gathered, error) {
	now := r.gate.Now()
	s, err := r.registry.Snapshot(ctx, auth.System(), month, day)
	if err != nil {
		return nil, err
	}
	return &gathered{snapshot: s, day: day, read: now, by: r.dimensions(s, calendar.DateOf(now))}, nil
}

func (g *gathered) reckon(scenarios []simulate.Scenario) (*simulate.Simulation, error) {
	return simulate.Run(g.snapshot.Table, scenarios, g.by)
}

// dimensions divide everybody by commune of a day's map, age, sex and ethnic group.
func (r *Reform) dimensions(s *registry.Snapshot, day calendar.Date) []simulate.Dimension {
	by := []simulate.Dimension{r.communes(s, day)}
	if d, ok := simulate.ByAge(s.Table); ok {
		by = append(by, d)
	}
	for _, e := range []struct{ id, fact string }{{"sex", "person.sex"}, {"ethnicity", "person.ethnicity"}} {
		if d, ok := simulate.ByEnum(s.Table, e.id, e.fact); ok {
			by = append(by, d)
		}
	}
	return by
}

// communes puts every person into the commune in which their home lies today; a home that lies nowhere on the map
// stands for itself.
func (r *Reform) communes(s *registry.Snapshot, day calendar.Date) simulate.Dimension {
	place := map[org.UnitID]org.UnitID{}
	for _, home := range s.HomeUnits {
		if _, ok := place[home]; !ok {
			place[home] = home
			if lies, ok := r.tree.On(home, day); ok {
				place[home] = lies
			}
		}
	}
	units := make([]org.UnitID, 0, len(place))
	for _, u := range place {
		units = append(units, u)
	}
	slices.SortFunc(units, func(a, b org.UnitID) int { return strings.Compare(string(a), string(b)) })
	units = slices.Compact(units)
	d := simulate.Dimension{ID: "commune", Of: make([]int32, len(s.HomeUnits))}
	at := map[org.UnitID]int32{}
	for i, id := range units {
		name := string(id)
		if u, ok := r.tree.Unit(id); ok {
			name = u.Title()
		}
		at[id] = int32(i)
		d.Groups = append(d.Groups, simulate.Group{ID: string(id), Name: law.Name{VI: name, EN: name}})
	}
	for row, home := range s.HomeUnits {
		d.Of[row] = at[place[home]]
	}
	return d
}
