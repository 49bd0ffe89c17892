package demo

import (
	"math"
	"math/rand/v2"
	"slices"

	"ansinh/calendar"
	"ansinh/registry"
)

// none is the place of nobody.
const none = int32(-1)

// soul is one invented person.
type soul struct {
	born     calendar.Date
	female   bool
	unit     int32 // the couple or single they belong to
	studies  bool
	clause   string // clause of the law, of a child without a source of nurture
	family   string // family name
	relation registry.Relation

	disability string
	certified  calendar.Date
	pension    int64
	pregnant   bool
	hiv        bool
	facility   bool
	takenIn    bool
	alone      bool // no other adult kin in the household
	supporter  string
	died, left calendar.Date
	recorded   calendar.Date
}

// kernel is a couple or a single adult with the children they raise: what households are put together from.
type kernel struct {
	man, woman int32
	kids       []int32 // by birth, oldest first
	wards      []int32 // children of others raised here
	most       int     // children at most
	apart      bool    // old and living apart from kin
	host       int32   // the kernel whose household this one lives in; none: its own
	guests     []int32
}

func (k *kernel) adults() []int32 {
	var out []int32
	for _, i := range []int32{k.man, k.woman} {
		if i != none {
			out = append(out, i)
		}
	}
	return out
}

func (k *kernel) size() int { return len(k.adults()) + len(k.kids) + len(k.wards) }

// village is one commune while its people are invented.
type village struct {
	*generator
	commune commune
	rng     *rand.Rand
	souls   []soul
	kernels []kernel
	order   []int32 // kernels by birth of their woman, or man where there is none; the oldest first
}

const yearDays = 365.2425

// age in years on the day the population is drawn.
func (v *village) age(i int32) float64 { return float64(v.today-v.souls[i].born) / yearDays }

// born is the birth that stands for a kernel's generation.
func (v *village) born(k int32) calendar.Date {
	if w := v.kernels[k].woman; w != none {
		return v.souls[w].born
	}
	return v.souls[v.kernels[k].man].born
}

func (v *village) chance(p float64) bool { return v.rng.Float64() < p }

// people draws ages and sexes: one start by chance, then equal steps through the table, so that even a small commune
// has the shape of the table.
func (v *village) people() {
	n := v.commune.persons
	v.souls = make([]soul, n)
	start := v.rng.Float64()
	for i := range n {
		x := (float64(i) + start) / float64(n) * v.bandSum
		band, _ := slices.BinarySearch(v.bands, x)
		band = min(band, len(v.bands)-1)
		from := int(v.p.Ages.Rows[band/2][0])
		born := v.today.AddMonths(-12*from) - calendar.Date(v.rng.IntN(1826))
		v.souls[i] = soul{born: born, female: band%2 == 1, unit: none, supporter: "has", disability: "none"}
	}
}

// couples makes kernels of the adults and gives them the children.
func (v *village) couples() {
	var men, women, kids []int32
	for i := range int32(len(v.souls)) {
		s, age := &v.souls[i], v.age(i)
		s.studies = v.chance(v.p.Study.at(age, 0))
		switch {
		case age < 18, age < 22 && v.chance(0.8):
			kids = append(kids, i)
		case !v.chance(v.p.Partnered.at(age, column(s.female))):
			v.found(i)
		case s.female:
			women = append(women, i)
		default:
			men = append(men, i)
		}
	}
	v.pair(v.thin(men, len(women)), v.thin(women, len(men)))
	v.order = make([]int32, len(v.kernels))
	for i := range v.order {
		v.order[i] = int32(i)
	}
	slices.SortStableFunc(v.order, func(a, b int32) int { return int(v.born(a) - v.born(b)) })
	slices.SortStableFunc(kids, func(a, b int32) int { return int(v.souls[a].born - v.souls[b].born) })
	for _, i := range kids {
		v.raise(i)
	}
}

func column(female bool) int {
	if female {
		return 1
	}
	return 0
}

// found makes a kernel of one adult.
func (v *village) found(i int32) {
	k := kernel{man: i, woman: none, host: none}
	if v.souls[i].female {
		k.man, k.woman = none, i
	}
	v.add(k)
}

func (v *village) add(k kernel) {
	k.most = 1
	switch x := v.rng.Float64(); {
	case x > 0.97:
		k.most = 4
	case x > 0.80:
		k.most = 3
	case x > 0.25:
		k.most = 2
	}
	for _, i := range k.adults() {
		v.souls[i].unit = int32(len(v.kernels))
	}
	v.kernels = append(v.kernels, k)
}

// thin leaves as many as there are of the other sex; the others stay single.
func (v *village) thin(list []int32, others int) []int32 {
	for len(list) > others {
		i := v.rng.IntN(len(list))
		v.found(list[i])
		list = slices.Delete(list, i, i+1)
	}
	return list
}

// pair marries men and women in the order of their ages, the men three years older on average, give or take.
func (v *village) pair(men, women []int32) {
	byAge := func(list []int32, gap float64) {
		key := make(map[int32]float64, len(list))
		for _, i := range list {
			key[i] = v.age(i) + gap + 1.5*v.rng.NormFloat64()
		}
		slices.SortStableFunc(list, func(a, b int32) int {
			if key[a] != key[b] {
				return int(math.Copysign(1, key[a]-key[b]))
			}
			return int(a - b)
		})
	}
	byAge(men, 0)
	byAge(women, 3)
	for i := range men {
		v.add(kernel{man: men[i], woman: women[i], host: none})
	}
}

// raise gives a child to a kernel: to its parents, to one of them, or, where both are gone, to grandparents.
func (v *village) raise(i int32) {
	s, age := &v.souls[i], v.age(i)
	switch {
	case age < 22 && v.chance(v.p.NoNurture.Value) && (age < 16 || s.studies):
		if k, ok := v.kernelAged(s.born, 44, 68, func(*kernel) bool { return true }); ok {
			s.clause = v.clauses.pick(v.rng)
			v.kernels[k].wards = append(v.kernels[k].wards, i)
			s.unit = k
			return
		}
	case v.chance(v.p.SingleParent.Value):
		if v.give(i, 20, 40, func(k *kernel) bool { return len(k.adults()) == 1 && len(k.kids) < min(k.most, 2) }) {
			return
		}
	}
	for _, extra := range []int{0, 1, 3} {
		if v.give(i, 19, 41, func(k *kernel) bool { return len(k.adults()) == 2 && len(k.kids) < k.most+extra }) {
			return
		}
	}
	if age >= 18 {
		v.foundLate(i)
		return
	}
	// A commune too small to hold fitting parents: the child lives with whoever is there.
	if k, ok := v.kernelAged(s.born, 16, 90, func(*kernel) bool { return true }); ok {
		v.kernels[k].wards = append(v.kernels[k].wards, i)
		s.unit = k
		return
	}
	v.foundLate(i)
}

// foundLate makes a kernel after the order was made.
func (v *village) foundLate(i int32) {
	v.found(i)
	v.order = slices.Insert(v.order, v.firstBorn(v.souls[i].born), v.souls[i].unit)
}

// give finds parents of a fitting age whose other children are not of nearly the same age.
func (v *village) give(i int32, from, to float64, fits func(*kernel) bool) bool {
	s := &v.souls[i]
	k, ok := v.kernelAged(s.born, from, to, func(k *kernel) bool {
		return fits(k) && !slices.ContainsFunc(k.kids, func(j int32) bool {
			gap := s.born - v.souls[j].born
			return gap > -330 && gap < 330
		})
	})
	if ok {
		v.kernels[k].kids = append(v.kernels[k].kids, i)
		s.unit = k
	}
	return ok
}

// tries is how many kernels are looked at by chance before giving up.
const tries = 12

// kernelAged finds by chance a kernel whose generation is between from and to years older than a birth.
func (v *village) kernelAged(born calendar.Date, from, to float64, fits func(*kernel) bool) (int32, bool) {
	first := v.firstBorn(born - calendar.Date(to*yearDays))
	last := v.firstBorn(born - calendar.Date(from*yearDays))
	if first >= last {
		return none, false
	}
	for range tries {
		k := v.order[first+v.rng.IntN(last-first)]
		if fits(&v.kernels[k]) {
			return k, true
		}
	}
	return none, false
}

// firstBorn is the place in order of the first kernel born on the day or later.
func (v *village) firstBorn(day calendar.Date) int {
	i, _ := slices.BinarySearchFunc(v.order, day, func(k int32, day calendar.Date) int { return int(v.born(k) - day) })
	return i
}
