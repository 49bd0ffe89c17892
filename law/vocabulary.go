package law

import (
	"io/fs"
	"strconv"
	"strings"

	"ansinh/calendar"
)

// Type is the type of a fact.
type Type uint8

// The types a fact can have.
const (
	Bool Type = iota
	Int
	Money
	Day
	Enum
)

var typeNames = []string{"bool", "int", "money", "date", "enum"}

func (t Type) String() string { return typeNames[t] }

// MarshalText writes the name used in the policy files.
func (t Type) MarshalText() ([]byte, error) { return []byte(t.String()), nil }

// Name is what people call a thing, in both languages.
type Name struct {
	VI string `yaml:"vi" json:"vi"`
	EN string `yaml:"en" json:"en"`
}

// In is the name in a language, Vietnamese where it is not English.
func (n Name) In(lang string) string {
	if lang == "en" {
		return n.EN
	}
	return n.VI
}

// Choice is one value of an enum.
type Choice struct {
	ID string `json:"id"`
	Name
}

// Who computes a derived fact.
const (
	DerivedByLaw      = "law"      // from other facts and the month; a table has no column for it
	DerivedByRegistry = "registry" // from life events and residence; an ordinary column here
)

// Event is what a fact is about that no register keeps: a death, an application, a form filled in. Such a fact has no
// column in a monthly table; only programmes that answer on request may ask it.
const Event = "event"

// Fact is one entry of the vocabulary: something a rule may ask.
type Fact struct {
	ID        string   `json:"id"`
	Type      Type     `json:"type"`
	Unit      string   `json:"unit,omitempty"`
	Values    []Choice `json:"values,omitempty"` // of an enum, in code order
	Of        string   `json:"of"`
	Register  string   `json:"register,omitempty"`
	Absent    string   `json:"absent,omitempty"`   // what a complete register means by silence; "" is unknown
	Derived   string   `json:"derived,omitempty"`  // DerivedByLaw, DerivedByRegistry or ""
	Presumed  string   `json:"presumed,omitempty"` // taken in a question put by hand that does not mention it
	Sensitive bool     `json:"sensitive,omitempty"`

	MayChange *Chance `json:"may_change,omitempty"` // nil: nobody is told what would be if it were another
	Name
}

// Code is the number of an enum's value.
func (f *Fact) Code(value string) (uint8, bool) {
	for i, c := range f.Values {
		if c.ID == value {
			return uint8(i), true
		}
	}
	return 0, false
}

// Parse reads a value from its text: true, 12, 500000, 1946-05-01, poor. The second result says whether it fits.
func (f *Fact) Parse(text string) (int64, bool) {
	switch f.Type {
	case Bool:
		return map[string]int64{"true": 1}[text], text == "true" || text == "false"
	case Day:
		d, err := calendar.ParseDate(text)
		return int64(d), err == nil
	case Enum:
		c, ok := f.Code(text)
		return int64(c), ok
	case Int:
		n, err := strconv.ParseInt(text, 10, 32)
		return n, err == nil && n >= 0
	default:
		n, err := strconv.ParseInt(strings.ReplaceAll(text, "_", ""), 10, 64)
		return n, err == nil && n >= 0 && n <= maxMoney
	}
}

// Format writes a value as Parse reads it.
func (f *Fact) Format(v int64) string {
	switch f.Type {
	case Bool:
		return strconv.FormatBool(v != 0)
	case Day:
		return calendar.Date(v).String()
	case Enum:
		if v >= 0 && v < int64(len(f.Values)) {
			return f.Values[v].ID
		}
	}
	return strconv.FormatInt(v, 10)
}

// maxMoney keeps amounts × coefficients far from overflow: a million billion đồng.
const maxMoney = 1_000_000_000_000_000

// maxFacts is the size of a set of facts.
const maxFacts = 256

// Vocabulary is every fact there is, in the order of the file. It does not change after loading.
type Vocabulary struct {
	facts   []Fact
	index   map[string]int
	derived []*derived // by number of the fact; nil for one that stands in a column
	from    []int      // the fact to ask for: itself, or the one it is derived from
}

// derive notes how each fact is come by, once all are read.
func (v *Vocabulary) derive() {
	v.derived, v.from = make([]*derived, len(v.facts)), make([]int, len(v.facts))
	for i := range v.facts {
		v.from[i] = i
		if v.facts[i].Derived != DerivedByLaw {
			continue
		}
		if d := derivation(v.facts[i].ID); d != nil {
			v.derived[i] = d
			v.from[i] = v.index[d.from]
		}
	}
}

// Facts is the vocabulary in order; the caller must not change it.
func (v *Vocabulary) Facts() []Fact { return v.facts }

// Index is the number of a fact; Missing.Facts uses it.
func (v *Vocabulary) Index(id string) (int, bool) {
	i, ok := v.index[id]
	return i, ok
}

// Fact is the entry of an id.
func (v *Vocabulary) Fact(id string) (*Fact, bool) {
	i, ok := v.index[id]
	if !ok {
		return nil, false
	}
	return &v.facts[i], true
}

// LoadVocabulary reads law/facts.yaml of the policy folder.
func LoadVocabulary(fsys fs.FS) (*Vocabulary, error) {
	c := newReader(fsys)
	v := c.vocabulary("law/facts.yaml")
	return v, c.problems.fault()
}
