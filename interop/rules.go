package interop

import (
	"io/fs"
	"net"
	"net/url"
	"slices"
	"time"

	"ansinh/fault"
	"ansinh/interop/wire"
	"ansinh/law"
	"ansinh/policy"
	"ansinh/registry"
	"ansinh/registry/request"
)

// Rules are policy/interop/population.yaml: who is asked, how often, what is compared and what a difference is settled by.
type Rules struct {
	ID           string            `yaml:"id"`
	Name         law.Name          `yaml:"name"`
	StandIn      bool              `yaml:"stand_in"`
	Address      string            `yaml:"address"`
	Asker        string            `yaml:"asker"`
	Batch        int               `yaml:"batch"`
	Timeout      time.Duration     `yaml:"timeout"`
	Window       time.Duration     `yaml:"window"`
	Retry        []time.Duration   `yaml:"retry"`
	Months       int               `yaml:"months"`
	Ages         []int             `yaml:"ages"`
	Compare      []Comparison      `yaml:"compare"`
	SomebodyElse []string          `yaml:"somebody_else"`
	Settle       map[Kind]Settling `yaml:"settle"`
	Fields       map[string]string `yaml:"fields"`
	Channel      string            `yaml:"channel"`
	Source       law.Name          `yaml:"source"`
	Proof        string            `yaml:"proof"`
}

// Comparison is one fact that is compared, and how.
type Comparison struct {
	Fact string `yaml:"fact"`
	How  string `yaml:"how"`
}

// Settling is the life event by which a difference is settled: recorded, or asked for as a change request.
type Settling struct {
	Form    string `yaml:"form"`
	Request bool   `yaml:"request"`
}

const rulesFile = "interop/population.yaml"

// how names the ways in which each fact can be compared.
var how = map[string][]string{"name": {"exact", "tone", "marks"}, "birth_date": {"exact", "known"}, "sex": {"exact"}}

// Load reads the rules and holds them against the forms and what can be asked for.
func Load(from fs.FS, forms *registry.Forms, asking *request.Rules) (*Rules, error) {
	var r Rules
	if err := policy.YAML(from, rulesFile, &r); err != nil {
		return nil, err
	}
	wrong := fault.New(fault.Invalid, "interop.rules", rulesFile)
	if err := checkAddress(r.Address); err != nil {
		wrong.At("address", "interop.rules.address", r.Address)
	}
	if r.Batch < 1 || r.Batch > wire.Largest {
		wrong.At("batch", "interop.rules.batch", wire.Largest)
	}
	if r.ID == "" || r.Asker == "" || r.Timeout <= 0 || r.Window <= 0 || len(r.Retry) == 0 || r.Months < 1 || len(r.Compare) == 0 || r.Proof == "" {
		wrong.At("id", "interop.rules.empty")
	}
	for _, c := range r.Compare {
		if !slices.Contains(how[c.Fact], c.How) {
			wrong.At("compare", "interop.rules.compare", c.Fact, c.How)
		}
	}
	for _, fact := range r.SomebodyElse {
		if !slices.ContainsFunc(r.Compare, func(c Comparison) bool { return c.Fact == fact }) {
			wrong.At("somebody_else", "interop.rules.compare", fact, "")
		}
	}
	for kind, s := range r.Settle {
		_, known := forms.Form(s.Form)
		_, asked := asking.Form(s.Form)
		if !known || s.Request && !asked || !slices.Contains(Kinds(), kind) {
			wrong.At("settle", "interop.rules.settle", kind, s.Form)
		}
	}
	if !slices.ContainsFunc(asking.Channels, func(c request.Channel) bool { return c.ID == r.Channel }) {
		wrong.At("channel", "interop.rules.settle", "channel", r.Channel)
	}
	return &r, wrong.OrNil()
}

// checkAddress takes HTTPS, and HTTP on this machine only: people's names do not travel in clear.
func checkAddress(address string) error {
	u, err := url.Parse(address)
	if err != nil {
		return err
	}
	ip := net.ParseIP(u.Hostname())
	local := u.Hostname() == "localhost" || ip != nil && ip.IsLoopback()
	if u.Host == "" || u.Scheme != "https" && !(u.Scheme == "http" && local) {
		return fault.New(fault.Invalid, "interop.rules.address", address)
	}
	return nil
}
