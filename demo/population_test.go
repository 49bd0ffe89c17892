package demo

import (
	"context"
	"maps"
	"math"
	"reflect"
	"slices"
	"strings"
	"sync"
	"testing"

	"go.yaml.in/yaml/v3"

	"ansinh/auth"
	"ansinh/calendar"
	"ansinh/db"
	"ansinh/db/dbtest"
	"ansinh/fault"
	"ansinh/gate/gatetest"
	"ansinh/law"
	"ansinh/policy"
	"ansinh/registry"
)

var (
	ctx   = context.Background()
	month = calendar.MonthOf(2026, 11)
)

// populated is a registry with an invented population.
func populated(t *testing.T, d *db.DB, persons int, seed uint64) (*registry.Registry, *PopulationResult) {
	t.Helper()
	data, err := policy.Open("")
	if err != nil {
		t.Fatal(err)
	}
	v, err := law.LoadVocabulary(data)
	if err != nil {
		t.Fatal(err)
	}
	r := registry.New(gatetest.New(t, d), gatetest.Tree(t), v)
	out, err := Population(ctx, auth.System(), r, PopulationOptions{Persons: persons, Seed: seed, Month: month, Policy: data, Tree: gatetest.Tree(t)})
	if err != nil {
		t.Fatal(err)
	}
	return r, out
}

func ourParams(t *testing.T) *params {
	t.Helper()
	data, err := policy.Open("")
	if err != nil {
		t.Fatal(err)
	}
	p, err := readParams(data)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// snapshot is the register as it is read for the payment of a month.
func snapshot(t *testing.T, r *registry.Registry, m calendar.Month) *registry.Snapshot {
	t.Helper()
	s, err := r.Snapshot(ctx, auth.System(), m, ourParams(t).runDay(m))
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func TestSameSeedSamePeople(t *testing.T) {
	t.Parallel()
	var mu sync.Mutex
	hashes, planted := map[string]string{}, map[string]*Planted{}
	t.Run("on", func(t *testing.T) {
		dbtest.Each(t, func(t *testing.T, d *db.DB) {
			r, out := populated(t, d, 12_000, 7)
			s := snapshot(t, r, month)
			mu.Lock()
			hashes[t.Name()], planted[t.Name()] = s.Hash, out.Planted
			mu.Unlock()
		})
	})
	t.Run("other", func(t *testing.T) {
		r, _ := populated(t, dbtest.Open(t), 12_000, 8)
		hashes["other"] = snapshot(t, r, month).Hash
	})
	names := slices.Sorted(maps.Keys(planted))
	if len(names) != 2 || hashes[names[0]] != hashes[names[1]] || !reflect.DeepEqual(planted[names[0]], planted[names[1]]) {
		t.Errorf("one seed, two populations: %v", hashes)
	}
	if hashes["other"] == hashes[names[0]] {
		t.Error("another seed gives the same people")
	}
}

func TestTooFewPersons(t *testing.T) {
	t.Parallel()
	data, _ := policy.Open("")
	_, err := Population(ctx, auth.System(), nil, PopulationOptions{Persons: 10, Policy: data, Tree: gatetest.Tree(t), Month: month})
	if fault.CodeOf(err) != "demo.persons" {
		t.Errorf("got %v", err)
	}
}

func TestOnlyWhoMayLoadInvents(t *testing.T) {
	t.Parallel()
	d := dbtest.Open(t)
	data, _ := policy.Open("")
	v, err := law.LoadVocabulary(data)
	if err != nil {
		t.Fatal(err)
	}
	r := registry.New(gatetest.New(t, d), gatetest.Tree(t), v)
	_, err = Population(ctx, gatetest.Actor("commune-officer"), r, PopulationOptions{Persons: 2000, Policy: data, Tree: gatetest.Tree(t), Month: month})
	if !fault.Is(err, fault.Forbidden) {
		t.Errorf("got %v", err)
	}
}

// tally counts rows of a snapshot.
type tally struct {
	t *testing.T
	s *registry.Snapshot
}

func (c tally) column(fact string) *law.Column {
	c.t.Helper()
	col, ok := c.s.Table.Column(fact)
	if !ok {
		c.t.Fatalf("no column %s", fact)
	}
	return col
}

func (c tally) is(fact, value string) func(row int) bool {
	col := c.column(fact)
	want, ok := col.Fact.Parse(value)
	if !ok {
		c.t.Fatalf("%s is no %s", value, fact)
	}
	return func(row int) bool {
		v, known := col.Get(row)
		return known && v == want
	}
}

// aged says whether a person is from an age, and under another, on the last day of the month.
func (c tally) aged(from, to float64) func(row int) bool {
	born := c.column("person.birth_date")
	return func(row int) bool {
		v, _ := born.Get(row)
		age := float64(int64(c.s.Month.Last())-v) / yearDays
		return age >= from && age < to
	}
}

func (c tally) count(all ...func(row int) bool) float64 {
	n := 0
	for row := range c.s.Table.Rows {
		if !slices.ContainsFunc(all, func(is func(int) bool) bool { return !is(row) }) {
			n++
		}
	}
	return float64(n)
}

// households counts households of which some member passes.
func (c tally) households(is func(row int) bool) float64 {
	seen := map[registry.HouseholdID]bool{}
	for row := range c.s.Table.Rows {
		if is(row) {
			seen[c.s.Households[row]] = true
		}
	}
	return float64(len(seen))
}

// near fails where got is not within so many standard deviations of a count of n with the rate, give or take one part
// in a hundred for what the making adds or takes away.
func near(t *testing.T, what string, got, n, rate float64) {
	t.Helper()
	slack := 4*math.Sqrt(n*rate*(1-rate)) + 0.01*n*rate + 1
	if math.Abs(got-n*rate) > slack {
		t.Errorf("%s: %.0f of %.0f, want %.0f ± %.0f", what, got, n, n*rate, slack)
	}
}

func TestPopulationFollowsItsParameters(t *testing.T) {
	t.Parallel()
	r, out := populated(t, dbtest.Open(t), 60_000, 30)
	p := ourParams(t)
	c := tally{t, snapshot(t, r, month)}
	n := float64(c.s.Table.Rows)
	if out.Persons != c.s.Table.Rows || out.Persons != 60_000+len(out.Planted.Twice) || out.Communes != 209 {
		t.Errorf("%d rows of %+v", c.s.Table.Rows, out)
	}
	if size := n / float64(out.Households); math.Abs(size-p.HouseholdSize.Value) > 0.05 {
		t.Errorf("mean household %.3f", size)
	}
	sum := 0.0
	for _, row := range p.Ages.Rows {
		sum += row[1] + row[2]
	}
	for at, row := range p.Ages.Rows {
		to := 200.0
		if at+1 < len(p.Ages.Rows) {
			to = p.Ages.Rows[at+1][0]
		}
		// Ages are drawn for the day before the register is read, three weeks before the end of the month.
		aged := c.aged(row[0]+0.068, to+0.068)
		near(t, "men of a band", c.count(aged, c.is("person.sex", "male")), n, row[1]/sum)
		near(t, "women of a band", c.count(aged, c.is("person.sex", "female")), n, row[2]/sum)
	}
	families := float64(out.Households)
	near(t, "poor households", c.households(c.is("household.poverty", "poor")), families, p.Poor.Value)
	near(t, "near-poor households", c.households(c.is("household.poverty", "near_poor")), families, p.NearPoor.Value)
	special := c.is("area.special_difficulty", "true")
	near(t, "poor households in special communes", c.households(func(row int) bool { return special(row) && c.is("household.poverty", "poor")(row) }),
		c.households(special), p.PoorSpecial.Value)
	certified := n - c.count(c.is("person.disability", "none"))
	near(t, "certified disabled", certified, n, p.Disability.Value)
	levels := p.DisabilityLevels.Weights
	near(t, "severe among them", c.count(c.is("person.disability", "severe")), certified, levels["severe"]/(levels["severe"]+levels["light"]+levels["extremely_severe"]))
	near(t, "minorities", n-c.count(c.is("person.ethnicity", "kinh")), n, p.Minorities.Share)
	near(t, "pregnant", c.count(c.is("person.pregnant", "true")), n, (p.Ages.Rows[0][1]+p.Ages.Rows[0][2])/5*p.Pregnant.Months/12/sum)
}

func TestEthnicGroupsLiveWhereTheSourceSays(t *testing.T) {
	t.Parallel()
	p := ourParams(t)
	places, err := communes(p, gatetest.Tree(t), 190_000)
	if err != nil {
		t.Fatal(err)
	}
	persons, byGroup := 0, map[string]float64{}
	for _, c := range places {
		persons += c.persons
		before := 0.0
		for i, id := range c.groups.things {
			byGroup[id] += (c.groups.sums[i] - before) * float64(c.persons)
			before = c.groups.sums[i]
		}
		if c.persons <= 0 {
			t.Errorf("%s has %d people", c.unit.ID, c.persons)
		}
	}
	if persons != 190_000 || len(places) != 209 {
		t.Errorf("%d people in %d communes", persons, len(places))
	}
	sum := 0.0
	for _, g := range p.Minorities.Groups {
		sum += g.People
	}
	for _, g := range p.Minorities.Groups {
		want := g.People / sum * p.Minorities.Share * 190_000
		if math.Abs(byGroup[g.ID]-want) > 0.05*want+1 {
			t.Errorf("%s: %.0f, want %.0f", g.ID, byGroup[g.ID], want)
		}
	}
}

// TestHouseholdsHoldTogether checks that what the registers say of a family is what lives in its household.
func TestHouseholdsHoldTogether(t *testing.T) {
	t.Parallel()
	r, _ := populated(t, dbtest.Open(t), 6_000, 5)
	c := tally{t, snapshot(t, r, month)}
	homes := map[registry.HouseholdID][]int{}
	for row, h := range c.s.Households {
		homes[h] = append(homes[h], row)
	}
	child, studies := c.aged(0, 16), c.is("person.first_study", "true")
	mayCount := func(row int) bool { return child(row) || c.aged(16, 22)(row) && studies(row) }
	raised, small := c.column("person.dependent_children"), c.column("person.children_under36m")
	parents, lone, wards := 0, 0, 0
	for row, h := range c.s.Households {
		n, _ := raised.Get(row)
		under3, _ := small.Get(row)
		kids, babies := int64(0), int64(0)
		for _, other := range homes[h] {
			if mayCount(other) {
				kids++
			}
			if c.aged(0, 3)(other) {
				babies++
			}
		}
		if n > kids || under3 > babies || under3 > n {
			t.Fatalf("row %d raises %d (%d under three), the household has %d (%d)", row, n, under3, kids, babies)
		}
		if n > 0 {
			parents++
			if child(row) {
				t.Fatalf("row %d is a child and a parent", row)
			}
		}
		if c.is("person.single_parent", "true")(row) {
			lone++
		}
		if !c.is("person.no_nurture", "none")(row) {
			wards++
			if len(homes[h]) < 2 {
				t.Fatalf("row %d is a child without nurture and lives alone", row)
			}
		}
	}
	if parents < 1000 || lone == 0 || wards == 0 {
		t.Errorf("%d parents, %d of them alone, %d children without nurture", parents, lone, wards)
	}
}

func TestPeopleMoveThroughTheMonths(t *testing.T) {
	t.Parallel()
	r, _ := populated(t, dbtest.Open(t), 40_000, 3)
	first, last := tally{t, snapshot(t, r, month-2)}, tally{t, snapshot(t, r, month)}
	if last.s.Table.Rows <= first.s.Table.Rows {
		t.Error("nobody was born")
	}
	for what, n := range map[string]float64{
		"deaths":     first.count(first.is("person.alive", "true")) - last.count(last.is("person.alive", "true")) + float64(last.s.Table.Rows-first.s.Table.Rows),
		"departures": last.count(last.is("person.resident", "false")) - first.count(first.is("person.resident", "false")),
		"turned 75":  last.count(last.aged(75, 75.17)),
		"turned 16":  last.count(last.aged(16, 16.17)),
		"turned 4":   last.count(last.aged(4, 4.17)),
	} {
		if n <= 0 {
			t.Errorf("%s: %.0f", what, n)
		}
	}
}

// TestEveryParameterHasItsGround holds the file to its own rule.
func TestEveryParameterHasItsGround(t *testing.T) {
	t.Parallel()
	data, _ := policy.Open("")
	var root yaml.Node
	if err := policy.YAML(data, "demo/population.yaml", &root); err != nil {
		t.Fatal(err)
	}
	seen := 0
	var walk func(n *yaml.Node, path string)
	walk = func(n *yaml.Node, path string) {
		keys := map[string]string{}
		for i := 0; i+1 < len(n.Content) && n.Kind == yaml.MappingNode; i += 2 {
			keys[n.Content[i].Value] = n.Content[i+1].Value
			walk(n.Content[i+1], path+"."+n.Content[i].Value)
		}
		for _, sub := range n.Content {
			if n.Kind != yaml.MappingNode {
				walk(sub, path)
			}
		}
		for _, number := range []string{"value", "rows", "weights", "people", "types", "share", "months", "kinds", "units", "family"} {
			_, here := keys[number]
			if !here || strings.Contains(path, "groups") || path == ".sources" {
				continue
			}
			seen++
			if keys["source"] == "" && keys["assumption"] == "" {
				t.Errorf("%s (line %d) has neither source nor assumption", path, n.Line)
			}
		}
	}
	walk(&root, "")
	if seen < 50 {
		t.Errorf("only %d parameters were seen", seen)
	}
}

func TestRegistersAreThoseOfTheVocabulary(t *testing.T) {
	t.Parallel()
	data, _ := policy.Open("")
	v, err := law.LoadVocabulary(data)
	if err != nil {
		t.Fatal(err)
	}
	want := map[string]bool{}
	for _, f := range v.Facts() {
		if f.Register != "" {
			want[f.Register] = true
		}
	}
	p := ourParams(t)
	places, err := communes(p, gatetest.Tree(t), 2000)
	if err != nil {
		t.Fatal(err)
	}
	got := newGenerator(p, places, PopulationOptions{Persons: 2000, Month: month}).registers
	if !slices.Equal(got, slices.Sorted(maps.Keys(want))) {
		t.Errorf("got %v, want %v", got, slices.Sorted(maps.Keys(want)))
	}
}
