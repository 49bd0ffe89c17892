package demo

import (
	"math"
	"math/rand/v2"
	"slices"

	"ansinh/calendar"
	"ansinh/fault"
	"ansinh/org"
)

// commune is one commune of the map on which people are invented, with what is drawn there.
type commune struct {
	unit     org.Unit
	district org.UnitID
	people   float64 // as published or assumed
	persons  int     // to be invented
	special  bool
	groups   wheel[string] // ethnic groups
	minority float64
}

// communes shares the persons over the communes of the province, by code.
func communes(p *params, tree *org.Tree, persons int) ([]commune, error) {
	var all []commune
	for _, u := range tree.Units(org.Commune, p.Map) {
		district, ok := tree.Parent(u.ID, org.District, p.Map)
		if province, in := tree.Parent(u.ID, org.Province, p.Map); !ok || !in || province != p.Province {
			continue
		}
		all = append(all, commune{unit: u, district: district, special: slices.Contains(p.SpecialDifficulty.Units, u.ID)})
	}
	if len(all) == 0 {
		return nil, fault.New(fault.Invalid, "demo.no_communes", string(p.Province))
	}
	for _, d := range p.Districts {
		people(p, tree, all, d.Unit, d.People)
	}
	share(all, persons)
	ethnic(p, all)
	return all, nil
}

// people gives the communes of a district their people: what is published for one, or for a group that became one unit
// since, stays; the rest of the district is shared by the weight of the type.
func people(p *params, tree *org.Tree, all []commune, district org.UnitID, total float64) {
	var in []*commune
	for i := range all {
		if all[i].district == district {
			in = append(in, &all[i])
		}
	}
	for _, c := range in {
		c.people = float64(c.unit.Population)
	}
	for _, day := range laterMaps(tree, p.Map) {
		groups := map[org.UnitID][]*commune{}
		for _, c := range in {
			if on, ok := tree.On(c.unit.ID, day); ok && on != c.unit.ID {
				groups[on] = append(groups[on], c)
			}
		}
		for unit, group := range groups {
			if u, _ := tree.Unit(unit); u.Population > 0 && len(tree.Became(unit, p.Map)) == len(group) {
				spread(p, group, float64(u.Population))
			}
		}
	}
	spread(p, in, total)
}

// laterMaps are the days after a day on which units begin.
func laterMaps(tree *org.Tree, day calendar.Date) []calendar.Date {
	var days []calendar.Date
	for _, u := range tree.All() {
		if u.Level == org.Commune && u.From > day {
			days = append(days, u.From)
		}
	}
	slices.Sort(days)
	return slices.Compact(days)
}

// spread gives the communes that have no people yet what a total leaves for them.
func spread(p *params, group []*commune, total float64) {
	weight := 0.0
	for _, c := range group {
		if c.people > 0 {
			total -= c.people
		} else {
			weight += p.CommuneWeight.Types[c.unit.Type]
		}
	}
	for _, c := range group {
		if c.people == 0 {
			c.people = math.Max(total, 0) * p.CommuneWeight.Types[c.unit.Type] / weight
		}
	}
}

// share rounds the communes' parts of the persons to whole ones that add up, largest remainders first.
func share(all []commune, persons int) {
	total := 0.0
	for i := range all {
		total += all[i].people
	}
	left := persons
	order := make([]int, len(all))
	rest := make([]float64, len(all))
	for i := range all {
		exact := all[i].people / total * float64(persons)
		all[i].persons = int(exact)
		left -= all[i].persons
		rest[i], order[i] = exact-float64(all[i].persons), i
	}
	slices.SortStableFunc(order, func(a, b int) int {
		switch {
		case rest[a] > rest[b]:
			return -1
		case rest[a] < rest[b]:
			return 1
		}
		return 0
	})
	for _, i := range order[:left] {
		all[i].persons++
	}
}

// ethnic gives every commune its groups, so that each group comes to its share of the province.
func ethnic(p *params, all []commune) {
	total, minority := 0.0, 0.0
	for i := range all {
		total += all[i].people
	}
	for _, g := range p.Minorities.Groups {
		minority += g.People
	}
	for _, g := range p.Minorities.Groups {
		target := g.People / minority * p.Minorities.Share * total
		sum := 0.0
		weight := func(c *commune) float64 {
			w, ok := g.Where[c.district]
			if len(g.Where) == 0 {
				w, ok = 1, true
			}
			if !ok {
				return 0
			}
			if c.special {
				w *= 2
			}
			return w * c.people
		}
		for i := range all {
			sum += weight(&all[i])
		}
		for i := range all {
			c := &all[i]
			part := target * weight(c) / sum / c.people
			c.groups.add(g.ID, part)
			c.minority += part
		}
	}
	for i := range all {
		all[i].minority = math.Min(all[i].minority, 0.97)
		all[i].groups.add("kinh", math.Max(0, 1-all[i].minority))
	}
}

// stream is the source of chance of one commune: it depends on the seed and the commune alone.
func stream(seed uint64, unit org.UnitID) *rand.Rand {
	h := uint64(14695981039346656037)
	for i := range len(unit) {
		h = (h ^ uint64(unit[i])) * 1099511628211
	}
	return rand.New(rand.NewPCG(seed, h))
}
