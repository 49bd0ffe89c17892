package indicator

import (
	"io/fs"
	"math/big"
	"path"
	"slices"
	"strings"

	"ansinh/calendar"
	"ansinh/fault"
	"ansinh/org"
	"ansinh/policy"
	"ansinh/returns"
)

const (
	folder       = "indicator"
	stateFile    = folder + "/state.yaml"
	unitsFile    = folder + "/units.yaml"
	measuresFile = folder + "/measures.yaml"
)

// parameters are the figures that measures over rows use.
type parameters struct {
	Retirement retirement       `yaml:"retirement"`
	Listed     listedParameters `yaml:"listed_households"`
}

type listedParameters struct {
	Source        string `yaml:"source"`
	Confidence    string `yaml:"confidence"`
	ChildMonths   int    `yaml:"child_months"`
	ElderlyMonths int    `yaml:"elderly_months"`
}

// retirement is the age of retirement over time, in months.
type retirement struct {
	Programme  string          `yaml:"programme"`
	Source     string          `yaml:"source"`
	Confidence string          `yaml:"confidence"`
	Ages       []retirementAge `yaml:"ages"`
}

type retirementAge struct {
	From   calendar.Date `yaml:"from"`
	Male   int           `yaml:"male"`
	Female int           `yaml:"female"`
}

// on is the age that holds on a day; zeros before the first.
func (r retirement) on(day calendar.Date) (male, female int) {
	for _, a := range r.Ages {
		if a.From <= day {
			male, female = a.Male, a.Female
		}
	}
	return male, female
}

// Load reads policy/indicator and holds it against the forms and agencies it names.
func Load(from fs.FS, forms *returns.Book, agencies *org.Agencies) (*Book, error) {
	b := &Book{byID: map[string]int{}}
	for name, into := range map[string]any{stateFile: &b.tolerance, unitsFile: &b.units, measuresFile: &b.parameters} {
		if err := policy.YAML(from, name, into); err != nil {
			return nil, err
		}
	}
	entries, err := fs.ReadDir(from, folder)
	if err != nil {
		return nil, fault.Wrap(err, fault.Invalid, "policy.no_file", folder)
	}
	for _, e := range entries {
		name := path.Join(folder, e.Name())
		if slices.Contains([]string{stateFile, unitsFile, measuresFile}, name) || !strings.HasSuffix(name, ".yaml") {
			continue
		}
		var file struct {
			Group      Group        `yaml:"group"`
			Indicators []Definition `yaml:"indicators"`
		}
		if err := policy.YAML(from, name, &file); err != nil {
			return nil, err
		}
		for _, d := range file.Indicators {
			d.Group = file.Group
			b.definitions = append(b.definitions, d)
		}
	}
	slices.SortStableFunc(b.definitions, func(x, y Definition) int {
		if x.Group.Order != y.Group.Order {
			return x.Group.Order - y.Group.Order
		}
		return strings.Compare(x.Target, y.Target)
	})
	return b, b.check(forms, agencies)
}

// check fills in what a definition leaves to its unit and gathers every mistake.
func (b *Book) check(forms *returns.Book, agencies *org.Agencies) error {
	wrong := fault.New(fault.Invalid, "indicator.definitions")
	targets := map[string]bool{}
	for i := range b.definitions {
		d := &b.definitions[i]
		if _, twice := b.byID[d.ID]; twice || d.ID == "" || targets[d.Target] || d.Target == "" {
			wrong.At(d.ID, "indicator.twice", d.Target)
		}
		b.byID[d.ID], targets[d.Target] = i, true
		u, ok := b.units[d.Unit]
		if !ok || u.Factor < 1 {
			wrong.At(d.ID, "indicator.unit", d.Unit)
		}
		d.Factor = u.Factor
		if d.Places == nil {
			one := 1
			d.Places = &one
		}
		if d.Direction != Up && d.Direction != Down || *d.Places < 0 || *d.Places > 4 {
			wrong.At(d.ID, "indicator.direction", d.Direction)
		}
		if _, ok := agencies.Agency(d.Agency); !ok {
			wrong.At(d.ID, "indicator.agency", d.Agency)
		}
		d.checkSource(forms, wrong)
		d.checkBaseline(wrong)
	}
	if p := b.parameters; len(p.Retirement.Ages) == 0 || p.Listed.ChildMonths < 1 || p.Listed.ElderlyMonths < 1 {
		wrong.At(measuresFile, "indicator.parameters")
	}
	if t := b.tolerance; t.OnTrack < 0 || t.Slow < t.OnTrack || t.Fresh < 0 {
		wrong.At(stateFile, "indicator.tolerance")
	}
	return wrong.OrNil()
}

func (d *Definition) checkSource(forms *returns.Book, wrong *fault.Error) {
	if d.Source.Measure != "" {
		if _, ok := measures[d.Source.Measure]; !ok {
			wrong.At(d.ID, "indicator.measure", d.Source.Measure)
		}
		return
	}
	names := []string{d.Source.Numerator}
	if d.Denominator.VI != "" || d.Source.Denominator != "" {
		names = append(names, d.Source.Denominator)
	}
	for _, n := range names {
		if _, ok := forms.Field(d.Source.Form, n); !ok {
			wrong.At(d.ID, "indicator.field", d.Source.Form, n)
		}
	}
}

func (d *Definition) checkBaseline(wrong *fault.Error) {
	if d.Baseline == nil {
		return
	}
	v, ok := new(big.Rat).SetString(d.Baseline.Value)
	if !ok || d.Baseline.Source == "" || d.Baseline.Year < 1990 {
		wrong.At(d.ID, "indicator.baseline", d.Baseline.Value)
		return
	}
	d.Baseline.value = v
}
