package standin

import (
	"encoding/json"
	"io/fs"
	"math"
	"math/rand/v2"
	"os"
	"slices"
	"strings"

	"ansinh/calendar"
	"ansinh/fault"
	"ansinh/law"
	"ansinh/policy"
)

// Plan is policy/interop/stand-in.yaml: what is planted in an invented population.
type Plan struct {
	Name      law.Name       `yaml:"name"`
	Listen    string         `yaml:"listen"`
	People    int            `yaml:"people"`
	Everybody int            `yaml:"everybody"`
	Near      int            `yaml:"near"`
	Rates     map[string]int `yaml:"per_100k"`
	Middle    []string       `yaml:"middle"`
	Others    []string       `yaml:"others"`
	Places    []string       `yaml:"places"`
}

// What can be planted. Spelling is no difference: it must not be found.
const (
	PlantName     = "name"
	PlantBirth    = "birth_date"
	PlantSex      = "sex"
	PlantUnknown  = "unknown"
	PlantOther    = "other"
	PlantDied     = "died"
	PlantMoved    = "moved"
	PlantSpelling = "spelling"
)

var kinds = []string{PlantName, PlantBirth, PlantSex, PlantUnknown, PlantOther, PlantDied, PlantMoved, PlantSpelling}

const planFile = "interop/stand-in.yaml"

// LoadPlan reads the plan.
func LoadPlan(from fs.FS) (*Plan, error) {
	var p Plan
	if err := policy.YAML(from, planFile, &p); err != nil {
		return nil, err
	}
	wrong := fault.New(fault.Invalid, "interop.rules", planFile)
	for kind := range p.Rates {
		if !slices.Contains(kinds, kind) {
			wrong.At(kind, "interop.rules.kind", kind)
		}
	}
	if len(p.Middle) < 2 || len(p.Others) == 0 || len(p.Places) == 0 || p.People < 1 {
		wrong.At("people", "interop.rules.empty")
	}
	return &p, wrong.OrNil()
}

// Planted is what was planted in whom.
type Planted struct {
	Number string `json:"number"`
	Kind   string `json:"kind"`
}

// File is a population of a stand-in with what was planted in it, as it is kept.
type File struct {
	StandIn bool      `json:"stand_in"` // always: nobody in it is real
	Name    string    `json:"name"`
	People  []Person  `json:"people"`
	Planted []Planted `json:"planted"`
}

// Plant makes the stand-in's population of people as another register holds them: the same, but for what the plan plants,
// Near of each among the first ones and the rest among the others. The same people, seed and day give the same. Nobody is
// planted twice.
func (p *Plan) Plant(people []Person, first int, seed uint64, today calendar.Date) *File {
	f := &File{StandIn: true, Name: p.Name.VI, People: slices.Clone(people)}
	rng := rand.New(rand.NewPCG(seed, 0x57a4d1))
	near, far := rng.Perm(min(first, len(people))), rng.Perm(max(0, len(people)-first))
	for i := range far {
		far[i] += first
	}
	gone := map[string]bool{}
	plant := func(kind string, among *[]int, n int) {
		for i := 0; n > 0 && i < len(*among); i++ {
			x := &f.People[(*among)[i]]
			if !p.change(x, kind, rng, today) {
				continue
			}
			gone[x.Number] = kind == PlantUnknown
			f.Planted = append(f.Planted, Planted{Number: x.Number, Kind: kind})
			*among = slices.Delete(*among, i, i+1)
			i--
			n--
		}
	}
	for _, kind := range kinds {
		plant(kind, &near, p.Near)
		plant(kind, &far, max(1, int(math.Round(float64(p.Rates[kind]*len(far))/100_000))))
	}
	f.People = slices.DeleteFunc(f.People, func(x Person) bool { return gone[x.Number] })
	return f
}

// change makes one planted change; false where the person does not fit it.
func (p *Plan) change(x *Person, kind string, rng *rand.Rand, today calendar.Date) bool {
	born, err := calendar.ParseDate(x.Born)
	if err != nil {
		return false
	}
	words := strings.Fields(x.Name)
	switch kind {
	case PlantName:
		if len(words) < 3 {
			return false
		}
		i := rng.IntN(len(p.Middle))
		if words[1] == p.Middle[i] {
			i = (i + 1) % len(p.Middle)
		}
		words[1] = p.Middle[i]
		x.Name = strings.Join(words, " ")
	case PlantBirth:
		y, m, d := born.Civil()
		if x.Known != "day" {
			return false
		}
		x.Born = calendar.MustDay(y, m, d%28+1).String()
	case PlantSex:
		x.Sex = map[string]string{"male": "female", "female": "male"}[x.Sex]
	case PlantOther:
		x.Name, x.Born = p.Others[rng.IntN(len(p.Others))], born.AddMonths(-12*(3+rng.IntN(9))).Add(17).String()
	case PlantDied:
		x.Died = (max(born, today-400) + calendar.Date(rng.IntN(int(today-max(born, today-400))+1))).String()
	case PlantMoved:
		x.Moved = (max(born, today-300) + calendar.Date(rng.IntN(int(today-max(born, today-300))+1))).String()
		x.To = p.Places[rng.IntN(len(p.Places))]
	case PlantSpelling:
		x.Name = strings.ToUpper(elsewhere.Replace(x.Name))
	}
	return true
}

// elsewhere puts tone marks where the other spelling has them.
var elsewhere = strings.NewReplacer("òa", "oà", "óa", "oá", "ọa", "oạ", "ủy", "uỷ", "úy", "uý", "ùy", "uỳ")

// Write keeps a population.
func (f *File) Write(path string) error {
	body, err := json.Marshal(f)
	if err != nil {
		return err
	}
	return os.WriteFile(path, body, 0o644)
}

// ReadFile reads what Write kept; anything that does not say it is a stand-in's is refused.
func ReadFile(path string) (*File, error) {
	body, err := os.ReadFile(path)
	if err != nil {
		return nil, fault.Wrap(err, fault.Invalid, "interop.stand_in.file", path)
	}
	var f File
	if err := json.Unmarshal(body, &f); err != nil || !f.StandIn {
		return nil, fault.Wrap(err, fault.Invalid, "interop.stand_in.file", path)
	}
	return &f, nil
}
