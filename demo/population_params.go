package demo

import (
	"cmp"
	"io/fs"
	"maps"
	"math/rand/v2"
	"slices"

	"ansinh/calendar"
	"ansinh/org"
	"ansinh/policy"
	"ansinh/registry"
)

// why is the ground of a parameter: one of the two is there (a test holds it).
type why struct {
	Source     string `yaml:"source"`
	Assumption string `yaml:"assumption"`
}

// rate is a number with its ground.
type rate struct {
	Value float64 `yaml:"value"`
	why   `yaml:",inline"`
}

// steps is a value from an age on: rows of age and values, ascending.
type steps struct {
	Rows [][]float64 `yaml:"rows"`
	why  `yaml:",inline"`
}

// at is the value in a column (from 0) at an age; 0 under the first row.
func (s *steps) at(age float64, column int) float64 {
	v := 0.0
	for _, row := range s.Rows {
		if age < row[0] {
			break
		}
		v = row[1+column]
	}
	return v
}

// weights is a choice between things, each as often as its weight says.
type weights struct {
	Weights map[string]float64 `yaml:"weights"`
	why     `yaml:",inline"`
}

// params is policy/demo/population.yaml; what each means stands there.
type params struct {
	Map      calendar.Date `yaml:"map"`
	Province org.UnitID    `yaml:"province"`
	RunDay   rate          `yaml:"run_day"`
	Entry    rate          `yaml:"entry"`

	Ages      steps `yaml:"ages"`
	Districts []struct {
		Unit   org.UnitID `yaml:"unit"`
		People float64    `yaml:"people"`
		why    `yaml:",inline"`
	} `yaml:"districts"`
	CommuneWeight struct {
		Types map[string]float64 `yaml:"types"`
		why   `yaml:",inline"`
	} `yaml:"commune_weight"`

	HouseholdSize    rate    `yaml:"household_size"`
	Partnered        steps   `yaml:"partnered"`
	SingleParent     rate    `yaml:"single_parent"`
	ElderlyApart     rate    `yaml:"elderly_apart"`
	NoNurture        rate    `yaml:"no_nurture"`
	NoNurtureClauses weights `yaml:"no_nurture_clauses"`
	TakenIn          rate    `yaml:"taken_in"`

	Minorities struct {
		Share       float64 `yaml:"share"`
		ShareSource string  `yaml:"share_source"`
		Groups      []struct {
			ID     string                 `yaml:"id"`
			People float64                `yaml:"people"`
			Where  map[org.UnitID]float64 `yaml:"where"`
		} `yaml:"groups"`
		why `yaml:",inline"`
	} `yaml:"minorities"`

	SpecialDifficulty struct {
		Units []org.UnitID `yaml:"units"`
		why   `yaml:",inline"`
	} `yaml:"special_difficulty"`
	Poor            rate `yaml:"poor"`
	NearPoor        rate `yaml:"near_poor"`
	PoorSpecial     rate `yaml:"poor_special"`
	NearPoorSpecial rate `yaml:"near_poor_special"`
	PovertyWeights  struct {
		Kinds struct {
			Alone        float64 `yaml:"alone"`
			SingleParent float64 `yaml:"single_parent"`
			Disabled     float64 `yaml:"disabled"`
			Minority     float64 `yaml:"minority"`
			Orphan       float64 `yaml:"orphan"`
		} `yaml:"kinds"`
		why `yaml:",inline"`
	} `yaml:"poverty_weights"`

	Disability       rate    `yaml:"disability"`
	DisabilityLevels weights `yaml:"disability_levels"`
	DisabilityAges   steps   `yaml:"disability_ages"`
	Caregiver        rate    `yaml:"caregiver"`
	CaregiverTakenIn rate    `yaml:"caregiver_taken_in"`
	HIV              rate    `yaml:"hiv"`
	StableIncome     rate    `yaml:"stable_income"`
	Pregnant         struct {
		Months float64 `yaml:"months"`
		why    `yaml:",inline"`
	} `yaml:"pregnant"`

	Study          steps `yaml:"study"`
	Pension        steps `yaml:"pension"`
	PensionAmounts struct {
		Weights [][2]int64 `yaml:"weights"`
		why     `yaml:",inline"`
	} `yaml:"pension_amounts"`
	Merit                steps `yaml:"merit"`
	Facility             rate  `yaml:"facility"`
	NoSupporter          rate  `yaml:"no_supporter"`
	SupporterOnAllowance rate  `yaml:"supporter_on_allowance"`
	ElderlyTakenIn       rate  `yaml:"elderly_taken_in"`

	NoPersonalNumber    rate    `yaml:"no_personal_number"`
	OldNumber           rate    `yaml:"old_number"`
	PersonalNumberPlace digits  `yaml:"personal_number_place"`
	OldNumberStart      digits  `yaml:"old_number_start"`
	Account             rate    `yaml:"account"`
	HomeDelivery        rate    `yaml:"home_delivery"`
	Banks               weights `yaml:"banks"`

	Deaths          steps `yaml:"deaths"`
	Departures      rate  `yaml:"departures"`
	NewCertificates rate  `yaml:"new_certificates"`

	Faults  faultRates            `yaml:"faults"`
	Sources map[string]sourceText `yaml:"sources"`
	Names   nameTables            `yaml:"names"`
}

type digits struct {
	Value string `yaml:"value"`
	why   `yaml:",inline"`
}

type sourceText struct {
	Kind  registry.SourceKind `yaml:"kind"`
	Title string              `yaml:"title"`
}

type nameTables struct {
	Family  map[string]map[string]float64 `yaml:"family"`
	Middle  map[string]map[string]float64 `yaml:"middle"`
	Given   map[string]map[string]float64 `yaml:"given"`
	Hamlets []string                      `yaml:"hamlets"`
	why     `yaml:",inline"`
}

func readParams(from fs.FS) (*params, error) {
	var p params
	err := policy.YAML(from, "demo/population.yaml", &p)
	return &p, err
}

// RunDay is the day at the end of which the demonstration reads the register for the payment of a month. Every planted
// fault is timed by it.
func (p *params) runDay(month calendar.Month) calendar.Date {
	return month.First().Add(int(p.RunDay.Value) - 1)
}

// wheel picks a thing as often as its weight says, from one random number.
type wheel[T any] struct {
	things []T
	sums   []float64
}

func newWheel[T cmp.Ordered](weights map[T]float64) wheel[T] {
	var w wheel[T]
	for _, k := range slices.Sorted(maps.Keys(weights)) { // never in map order: the seed decides alone
		w.add(k, weights[k])
	}
	return w
}

func (w *wheel[T]) add(thing T, weight float64) {
	sum := weight
	if n := len(w.sums); n > 0 {
		sum += w.sums[n-1]
	}
	w.things, w.sums = append(w.things, thing), append(w.sums, sum)
}

func (w *wheel[T]) pick(rng *rand.Rand) T {
	x := rng.Float64() * w.sums[len(w.sums)-1]
	i, _ := slices.BinarySearch(w.sums, x)
	return w.things[min(i, len(w.things)-1)]
}
