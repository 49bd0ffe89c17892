package registry

import (
	"io/fs"
	"slices"

	"ansinh/fault"
	"ansinh/law"
	"ansinh/policy"
	"ansinh/viet"
)

// Act is what the program does with a form.
type Act string

// The acts.
const (
	ActFacts      Act = "facts"
	ActBirth      Act = "birth"
	ActArrival    Act = "arrival"
	ActDeath      Act = "death"
	ActDeparture  Act = "departure"
	ActReturn     Act = "return"
	ActMove       Act = "move"
	ActCorrection Act = "correction"

	ActGuardian    Act = "guardian"
	ActGuardianEnd Act = "guardian_end"

	ActHouseholdMerge  Act = "household_merge"
	ActHouseholdDivide Act = "household_divide"
)

var acts = []Act{ActFacts, ActBirth, ActArrival, ActDeath, ActDeparture, ActReturn, ActMove, ActCorrection, ActGuardian, ActGuardianEnd,
	ActHouseholdMerge, ActHouseholdDivide}

// Enters says whether the form enters a new person.
func (a Act) Enters() bool { return a == ActBirth || a == ActArrival }

// Form is how one kind of life event is written down.
type Form struct {
	ID       string `yaml:"id"`
	law.Name `yaml:",inline"`
	Act      Act              `yaml:"act"`
	Lead     law.Name         `yaml:"lead"`
	Day      law.Name         `yaml:"day"`
	Paper    law.Name         `yaml:"paper"`
	MinAge   map[viet.Sex]int `yaml:"min_age"`
	Gone     bool             `yaml:"gone"`
	Fields   []Field          `yaml:"fields"`
	Sets     []Setting        `yaml:"sets"`
	Then     []Then           `yaml:"then"`
}

// Field is one thing a form asks.
type Field struct {
	ID       string `yaml:"id"`
	law.Name `yaml:",inline"`
	Hint     law.Name `yaml:"hint"`
	Kind     string   `yaml:"kind"` // "" where it asks a fact
	Fact     string   `yaml:"fact"`
	Required bool     `yaml:"required"`
	Mirror   bool     `yaml:"mirror"`
	MinAge   int      `yaml:"min_age"` // whole years that whoever is named must have reached
	Choices  []Choice `yaml:"choices"` // of kind choice

	Relations []Relation `yaml:"relations"` // the only ones that are possible; none named: all
	OtherSex  bool       `yaml:"other_sex"` // whoever is named is not of the person's sex
	Single    bool       `yaml:"single"`    // neither has a living spouse in their household
	NotKin    []Relation `yaml:"not_kin"`   // what neither is to the other as the head of one household
}

// Choice is one value of a field of kind choice.
type Choice struct {
	ID       string `yaml:"id"`
	law.Name `yaml:",inline"`
}

var fieldKinds = []string{"name", "personal_number", "old_number", "date", "precision", "relation", "commune", "address", "person", "partner",
	"guardian", "guardian_name", "choice", "until", "members", "member", "other_household"}

// Setting is a fact that follows from an event.
type Setting struct {
	Fact     string `yaml:"fact"`
	Value    string `yaml:"value"`
	Both     bool   `yaml:"both"`     // of the partner too
	Standing bool   `yaml:"standing"` // only where something else stands now
}

// Then is something to be done after an event.
type Then struct {
	law.Name   `yaml:",inline"`
	Source     string `yaml:"source"`
	Confidence string `yaml:"confidence"`
}

// keptFact is something the register keeps and no law asks.
type keptFact struct {
	ID         string `yaml:"id"`
	law.Name   `yaml:",inline"`
	Digits     int  `yaml:"digits"`
	Characters int  `yaml:"characters"`
	Sensitive  bool `yaml:"sensitive"`
}

// Forms are the life events of the policy folder, in its order.
type Forms struct {
	all  []Form
	kept map[string]keptFact
}

const formsFile = "registry/events.yaml"

// LoadForms reads the life events. Everything that is wrong is said at once.
func LoadForms(from fs.FS, v *law.Vocabulary) (*Forms, error) {
	var file struct {
		Forms []Form     `yaml:"forms"`
		Kept  []keptFact `yaml:"kept"`
	}
	if err := policy.YAML(from, formsFile, &file); err != nil {
		return nil, err
	}
	f := &Forms{all: file.Forms, kept: map[string]keptFact{}}
	wrong := fault.New(fault.Invalid, "registry.forms", formsFile)
	for _, k := range file.Kept {
		if _, asked := v.Fact(k.ID); asked || k.VI == "" || f.kept[k.ID].ID != "" {
			wrong.At(k.ID, "registry.forms.kept", k.ID)
		}
		f.kept[k.ID] = k
	}
	for i := range f.all {
		f.all[i].check(f, v, wrong)
	}
	return f, wrong.OrNil()
}

func (m *Form) check(f *Forms, v *law.Vocabulary, wrong *fault.Error) {
	known := func(fact string) bool {
		_, asked := v.Fact(fact)
		return asked || f.kept[fact].ID != ""
	}
	if m.ID == "" || m.VI == "" || m.Day.VI == "" || !slices.Contains(acts, m.Act) {
		wrong.At(m.ID, "registry.forms.form", m.ID)
	}
	for _, x := range m.Fields {
		if x.ID == "" || x.VI == "" || (x.Fact == "") == (x.Kind == "") || x.Fact != "" && !known(x.Fact) ||
			x.Kind != "" && !slices.Contains(fieldKinds, x.Kind) {
			wrong.At(m.ID+"/"+x.ID, "registry.forms.field", x.ID)
		}
	}
	for _, s := range m.Sets {
		if def, ok := v.Fact(s.Fact); !ok || s.Value == "" || def.Derived != "" {
			wrong.At(m.ID+"/"+s.Fact, "registry.forms.field", s.Fact)
		}
	}
}

// All are the forms in the order of the policy folder.
func (f *Forms) All() []Form {
	if f == nil {
		return nil
	}
	return f.all
}

// Form finds a form.
func (f *Forms) Form(id string) (Form, bool) {
	i := slices.IndexFunc(f.All(), func(m Form) bool { return m.ID == id })
	if i < 0 {
		return Form{}, false
	}
	return f.all[i], true
}

// field finds a field of the form.
func (m Form) field(id string) (Field, bool) {
	i := slices.IndexFunc(m.Fields, func(x Field) bool { return x.ID == id })
	if i < 0 {
		return Field{}, false
	}
	return m.Fields[i], true
}

// Kept is a fact that the register keeps and no law asks, as the vocabulary would define it.
func (f *Forms) Kept(id string) (law.Fact, bool) {
	if f == nil {
		return law.Fact{}, false
	}
	k, ok := f.kept[id]
	return law.Fact{ID: k.ID, Type: law.Enum, Of: string(OfPerson), Register: "population", Name: k.Name, Sensitive: k.Sensitive}, ok
}

// longestKept is the longest text a kept fact may hold.
const longestKept = 200

// checkKept says what is wrong with the value of a kept fact.
func (k keptFact) check(value string) error {
	n := len([]rune(value))
	switch {
	case k.Digits > 0 && (n != k.Digits || !allDigits(value)):
		return fault.New(fault.Invalid, "registry.kept.digits", k.Digits)
	case k.Characters > 0 && n != k.Characters:
		return fault.New(fault.Invalid, "registry.kept.characters", k.Characters)
	case value == "" || n > longestKept:
		return fault.New(fault.Invalid, "registry.kept.text", longestKept)
	}
	return nil
}

// Sensitive says whether the form asks a sensitive fact that must be answered: such a form is not even offered to
// others.
func (r *Registry) Sensitive(m Form) bool {
	return slices.ContainsFunc(m.Fields, func(x Field) bool { return x.Required && r.sensitiveFact(x.Fact) })
}

func (r *Registry) sensitiveFact(fact string) bool {
	def, ok := r.define(fact)
	return ok && def.Sensitive
}
