package request

import (
	"io/fs"
	"slices"

	"ansinh/fault"
	"ansinh/law"
	"ansinh/policy"
	"ansinh/registry"
)

// Rules say what changes only with a second person's consent, what can be asked for and how long an answer may take.
type Rules struct {
	Second      []string  `yaml:"second"`
	Forms       []Form    `yaml:"forms"`
	Days        int       `yaml:"days"`
	ConsentDays int       `yaml:"consent_days"`
	Source      string    `yaml:"source"`
	Channels    []Channel `yaml:"channels"`
}

// Form is a life event that can be asked for.
type Form struct {
	ID  string `yaml:"id"`
	Own bool   `yaml:"own"` // a citizen may ask for it, for themselves or their ward
}

// Channel is how a request comes in.
type Channel struct {
	ID       string `yaml:"id"`
	law.Name `yaml:",inline"`
}

// online is the channel of what a citizen sends in by themselves.
const online = "online"

const rulesFile = "registry/requests.yaml"

// Load reads the rules and holds them against the forms.
func Load(from fs.FS, forms *registry.Forms) (*Rules, error) {
	var r Rules
	if err := policy.YAML(from, rulesFile, &r); err != nil {
		return nil, err
	}
	wrong := fault.New(fault.Invalid, "request.rules", rulesFile)
	var facts []string
	for _, m := range forms.All() {
		facts = append(facts, m.Facts()...)
	}
	for _, fact := range r.Second {
		if !slices.Contains(facts, fact) {
			wrong.At(fact, "request.rules.fact", fact)
		}
	}
	for _, f := range r.Forms {
		if _, ok := forms.Form(f.ID); !ok {
			wrong.At(f.ID, "request.rules.form", f.ID)
		}
	}
	if r.Days < 1 || r.ConsentDays < 1 || r.Source == "" || len(r.Channels) == 0 {
		wrong.At("days", "request.rules.days")
	}
	return &r, wrong.OrNil()
}

// Form says whether a life event can be asked for, and by a citizen too.
func (r *Rules) Form(id string) (Form, bool) {
	i := slices.IndexFunc(r.Forms, func(f Form) bool { return f.ID == id })
	if i < 0 {
		return Form{}, false
	}
	return r.Forms[i], true
}

func (r *Rules) channel(id string) bool {
	return slices.ContainsFunc(r.Channels, func(c Channel) bool { return c.ID == id })
}
