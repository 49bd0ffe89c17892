// Package match says which records may be of one person: it groups records by keys that such records share, compares
// within the groups, and adds up what each agreement and disagreement speaks for. It is made for Vietnamese names.
//
// It is pure: no database, no clock. Weights are whole numbers from policy/registry/match.yaml. It decides nothing: a
// pair is a question to a person. Its invariant: the order of the records changes neither pairs nor scores.
package match

import (
	"cmp"
	"io/fs"
	"math"
	"slices"
	"strconv"
	"strings"

	"ansinh/calendar"
	"ansinh/policy"
	"ansinh/viet"
)

// Record is what is compared of a person.
type Record struct {
	ID        int64
	Name      string
	Born      calendar.Date
	Known     string // day, month or year
	Sex       string
	Number    string
	OldNumber string
	Home      string // on one map for all records
	Place     string // the address below the commune, as it was written; "" where none was
}

// Pair is two records that may be one person: what each field says, and the sum.
type Pair struct {
	First, Second int64 // by number
	Score         int
}

// Weights are the rules.
type Weights struct {
	Threshold int                       `yaml:"threshold"`
	Block     int                       `yaml:"block"`
	Weights   map[string]map[string]int `yaml:"weights"`
	Common    struct {
		From int `yaml:"from"`
		Most int `yaml:"most"`
	} `yaml:"common"`
}

// Load reads the weights.
func Load(from fs.FS) (*Weights, error) {
	var w Weights
	return &w, policy.YAML(from, "registry/match.yaml", &w)
}

// prepared is a record with what comparing needs.
type prepared struct {
	*Record
	unified string   // tones in one place, small letters
	folded  string   // without marks
	words   []string // of the folded name
	sorted  string
	place   string // without marks
	common  int    // what agreeing in this name says less, since others have it too
}

// Find gives the pairs that reach the threshold, by number. With fresh only pairs are given in which one record is
// fresh; nil is all.
func (w *Weights) Find(records []Record, fresh func(id int64) bool) []Pair {
	all := make([]prepared, len(records))
	blocks := map[string][]int32{}
	bearers := map[string]int{}
	for i := range records {
		all[i] = prepare(&records[i])
		bearers[all[i].sorted]++
	}
	for i := range all {
		all[i].common = w.common(bearers[all[i].sorted])
		for _, k := range all[i].keys() {
			blocks[k] = append(blocks[k], int32(i))
		}
	}
	seen := map[[2]int64]bool{}
	var out []Pair
	for _, b := range blocks {
		if len(b) > w.Block {
			continue
		}
		for x, i := range b {
			for _, j := range b[x+1:] {
				p := Pair{min(all[i].ID, all[j].ID), max(all[i].ID, all[j].ID), 0}
				key := [2]int64{p.First, p.Second}
				if p.First == p.Second || fresh != nil && !fresh(p.First) && !fresh(p.Second) || seen[key] {
					continue
				}
				if p.Score = w.score(&all[i], &all[j]); p.Score >= w.Threshold {
					seen[key] = true
					out = append(out, p)
				}
			}
		}
	}
	slices.SortFunc(out, func(a, b Pair) int { return cmp.Or(cmp.Compare(a.First, b.First), cmp.Compare(a.Second, b.Second)) })
	return out
}

// common is what agreeing in a name says less for each time that the people who have it, beside two, are twice as many.
func (w *Weights) common(bearers int) int {
	if others := bearers - 2; w.Common.From > 0 && others > w.Common.From {
		return min(w.Common.Most, int(100*math.Log2(float64(others)/float64(w.Common.From))))
	}
	return 0
}

func prepare(r *Record) prepared {
	p := prepared{Record: r, unified: strings.ToLower(viet.UnifyTone(viet.NFC(r.Name))), folded: viet.Fold(r.Name),
		place: strings.Join(strings.Fields(viet.Fold(r.Place)), " ")}
	p.words = strings.Fields(p.folded)
	sorted := slices.Sorted(slices.Values(p.words))
	p.sorted = strings.Join(sorted, " ")
	return p
}

// keys are the groups a record is compared in: each kind of mistake leaves at least one of them as it was.
func (p *prepared) keys() []string {
	year := strconv.Itoa(p.Born.Year())
	keys := []string{"w" + p.sorted + year, "h" + p.sorted + p.Home}
	if n := len(p.words); n > 1 {
		keys = append(keys, "e"+p.words[0]+" "+p.words[n-1]+year+p.Home)
	}
	if p.Known == "day" {
		keys = append(keys, "d"+p.Born.String()+p.Home)
	}
	if p.Number != "" {
		keys = append(keys, "n"+p.Number)
	}
	if p.OldNumber != "" {
		keys = append(keys, "o"+p.OldNumber)
	}
	return keys
}

func (w *Weights) score(a, b *prepared) int {
	alike := name(a, b)
	sum := w.Weights["name"][alike] + w.Weights["birth"][birth(a, b)]
	if alike != "differ" {
		sum -= min(a.common, b.common) // a frequent name mistyped is a rare one, which no second person has by chance
	}
	for field, pair := range map[string][2]string{"sex": {a.Sex, b.Sex}, "number": {a.Number, b.Number}, "old_number": {a.OldNumber, b.OldNumber},
		"home": {a.Home, b.Home}, "place": {a.place, b.place}} {
		switch {
		case pair[0] == "" || pair[1] == "":
		case pair[0] == pair[1]:
			sum += w.Weights[field]["same"]
		default:
			sum += w.Weights[field]["differ"]
		}
	}
	return sum
}

func name(a, b *prepared) string {
	switch {
	case a.unified == b.unified:
		return "same"
	case a.folded == b.folded && (a.unified == a.folded || b.unified == b.folded):
		return "plain"
	case a.folded == b.folded:
		return "marks"
	case a.sorted == b.sorted:
		return "order"
	case lacksMiddle(a.words, b.words) || lacksMiddle(b.words, a.words):
		return "middle"
	case oneLetter(a.folded, b.folded):
		return "near"
	}
	return "differ"
}

// lacksMiddle says whether the shorter name is the longer without some middle words.
func lacksMiddle(short, long []string) bool {
	if len(short) < 2 || len(short) >= len(long) || short[0] != long[0] || short[len(short)-1] != long[len(long)-1] {
		return false
	}
	at := 0
	for _, w := range long {
		if at < len(short) && w == short[at] {
			at++
		}
	}
	return at == len(short) || at == len(short)-1
}

// oneLetter says whether one letter was added, left out or changed.
func oneLetter(a, b string) bool {
	if len(a) > len(b) {
		a, b = b, a
	}
	if len(b)-len(a) > 1 {
		return false
	}
	i := 0
	for i < len(a) && a[i] == b[i] {
		i++
	}
	if len(a) == len(b) {
		return a[min(i+1, len(a)):] == b[min(i+1, len(b)):]
	}
	return a[i:] == b[i+1:]
}

func birth(a, b *prepared) string {
	ya, ma, da := a.Born.Civil()
	yb, mb, db := b.Born.Civil()
	exact := a.Known == "day" && b.Known == "day"
	switch {
	case exact && a.Born == b.Born:
		return "day"
	case !exact && ya == yb && (a.Known == "year" || b.Known == "year"):
		return "year"
	case !exact && ya == yb && ma == mb:
		return "month"
	case exact && ya == yb && ma == db && da == mb:
		return "swapped"
	case exact && (oneDigit(a.Born.String(), b.Born.String()) || a.Born-b.Born == 1 || b.Born-a.Born == 1):
		return "near"
	case exact && agree(ya == yb, ma == mb, da == db) == 2:
		return "part"
	}
	return "differ"
}

func agree(parts ...bool) int {
	n := 0
	for _, p := range parts {
		if p {
			n++
		}
	}
	return n
}

// oneDigit says whether two days, written out, differ in one digit, as when somebody mistyped.
func oneDigit(a, b string) bool {
	n := 0
	for i := range min(len(a), len(b)) {
		if a[i] != b[i] {
			n++
		}
	}
	return n == 1 && len(a) == len(b)
}
