package demo

import (
	"math"
	"slices"

	"ansinh/registry"
)

// house is one household: kernels that live together, the first of them at its head.
type house struct {
	kernels   []int32
	members   []int32 // the head first
	ethnicity string
	poverty   string
	alone     bool // all of sixty or more
}

// together puts kernels into households until there are as many households as the mean size asks for: the old with
// their children, the young with their parents, others with kin.
func (v *village) together() []house {
	exact := float64(len(v.souls)) / v.p.HouseholdSize.Value
	want := int(exact)
	if v.chance(exact - float64(want)) {
		want++
	}
	surplus := len(v.kernels) - max(want, 1)
	for _, k := range v.movers() {
		if surplus <= 0 {
			break
		}
		if v.moveIn(k) {
			surplus--
		}
	}
	return v.houses()
}

// movers are the kernels that may live with others, the readiest first.
func (v *village) movers() []int32 {
	key := make([]float64, len(v.kernels))
	var out []int32
	for i := range int32(len(v.kernels)) {
		if w := v.readiness(i); w > 0 {
			key[i] = v.rng.ExpFloat64() / w
			out = append(out, i)
		}
	}
	slices.SortStableFunc(out, func(a, b int32) int {
		switch {
		case key[a] < key[b]:
			return -1
		case key[a] > key[b]:
			return 1
		}
		return int(a - b)
	})
	return out
}

func (v *village) readiness(i int32) float64 {
	k := &v.kernels[i]
	age := float64(v.today-v.born(i)) / yearDays
	single := len(k.adults()) == 1
	switch {
	case age >= 60 && single:
		if k.apart = v.chance(v.p.ElderlyApart.Value); k.apart {
			return 0
		}
		return 5
	case age >= 60:
		return 1
	case age < 36 && single:
		return 5
	case age < 33:
		return 1.5
	case single:
		return 2
	}
	return 0
}

// crowd is the most people a household grows to by moving in.
const crowd = 9

// moveIn finds a household for a kernel that hosts nobody: of its children where it is old, of its parents else, of
// others of its age where there are none.
func (v *village) moveIn(i int32) bool {
	k := &v.kernels[i]
	if len(k.guests) > 0 || k.host != none {
		return false
	}
	born := v.born(i)
	fits := func(h *kernel) bool {
		return h != k && h.host == none && !h.apart && v.crowdOf(h)+k.size() <= crowd
	}
	spans := [][2]float64{{20, 40}, {-15, 15}}
	if v.today-born > 60*365 {
		spans = [][2]float64{{-40, -20}, {-15, 15}}
	}
	for _, span := range spans {
		if h, ok := v.kernelAged(born, span[0], span[1], fits); ok {
			k.host = h
			v.kernels[h].guests = append(v.kernels[h].guests, i)
			return true
		}
	}
	return false
}

func (v *village) crowdOf(h *kernel) int {
	n := h.size()
	for _, g := range h.guests {
		n += v.kernels[g].size()
	}
	return n
}

// houses lists the households in an order of chance, each with its members and how they are related to the head.
func (v *village) houses() []house {
	var out []house
	for i := range int32(len(v.kernels)) {
		if v.kernels[i].host == none {
			out = append(out, house{kernels: append([]int32{i}, v.kernels[i].guests...)})
		}
	}
	v.rng.Shuffle(len(out), func(a, b int) { out[a], out[b] = out[b], out[a] })
	for i := range out {
		v.settle(&out[i])
	}
	return out
}

func (v *village) settle(h *house) {
	h.ethnicity = v.commune.groups.pick(v.rng)
	host := &v.kernels[h.kernels[0]]
	adults := host.adults()
	for at, i := range adults {
		v.join(h, i, []registry.Relation{registry.Head, registry.Spouse}[at])
	}
	for _, i := range host.kids {
		v.join(h, i, registry.Child)
	}
	for _, i := range host.wards {
		v.join(h, i, v.wardRelation(adults[0], i))
	}
	for _, g := range h.kernels[1:] {
		v.guest(h, g, adults[0])
	}
	h.alone = !slices.ContainsFunc(h.members, func(i int32) bool { return v.age(i) < 60 })
	v.nameFamily(h)
}

func (v *village) wardRelation(head, ward int32) registry.Relation {
	if math.Abs(float64(v.souls[head].born-v.souls[ward].born)) > 30*yearDays {
		return registry.Grandchild
	}
	return registry.Relative
}

// guest adds a kernel that lives in another's household.
func (v *village) guest(h *house, g, head int32) {
	k := &v.kernels[g]
	gap := float64(v.souls[head].born-v.born(g)) / yearDays // positive: the guests are older
	own, second, kids := registry.Relative, registry.Relative, registry.Relative
	switch {
	case gap > 15:
		own, second = registry.Parent, registry.Parent
	case gap < -15:
		own, second, kids = registry.Child, registry.ChildInLaw, registry.Grandchild
	}
	for at, i := range k.adults() {
		v.join(h, i, []registry.Relation{own, second}[at])
	}
	for _, i := range append(slices.Clone(k.kids), k.wards...) {
		v.join(h, i, kids)
	}
}

func (v *village) join(h *house, i int32, r registry.Relation) {
	v.souls[i].relation = r
	h.members = append(h.members, i)
}

// nameFamily gives family names: a wife keeps her own, children have their father's, or their mother's where there is
// no father; grown children and grandparents on the man's side share his.
func (v *village) nameFamily(h *house) {
	own := v.families[h.ethnicity].pick(v.rng)
	for _, at := range h.kernels {
		k := &v.kernels[at]
		name := own
		first := k.man
		if first == none {
			first = k.woman
		}
		if r := v.souls[first].relation; r == registry.Relative || r == registry.ChildInLaw {
			name = v.families[h.ethnicity].pick(v.rng)
		}
		v.souls[first].family = name
		if k.man != none && k.woman != none {
			v.souls[k.woman].family = v.families[h.ethnicity].pick(v.rng)
		}
		for _, i := range k.kids {
			v.souls[i].family = name
		}
		for _, i := range k.wards {
			v.souls[i].family = name
		}
	}
}
