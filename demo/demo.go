// Package demo runs the whole line on an invented population: units, agencies and the plan are loaded, people are made
// from published figures and written assumptions with known faults among them, three months are decided and paid, a
// year of returns is taken, the targets measured, the report written. Then it holds what was found against what was
// planted and says so.
//
// It goes through the same doors as an officer: everything here is use cases of the other rooms. What it invents is
// data in policy/demo. The same persons, seed and month give the same people and the same đồng on both engines.
package demo

import (
	"context"
	"encoding/json"
	"os"
	"path/filepath"

	"ansinh/auth"
	"ansinh/calendar"
	"ansinh/fault"
	rooms "ansinh/house"
	"ansinh/interop/standin"
	"ansinh/policy"
)

// Options say what to make.
type Options struct {
	Persons  int            // 0: as policy/demo says
	Seed     uint64         // 0: as policy/demo says
	Month    calendar.Month // the last of the three months; zero: as policy/demo says
	Out      string         // folder for files
	Progress Progress
}

// Progress hears how the work goes on.
type Progress interface {
	Step(name string)       // a step begins, by the key of its text
	Part(done, total int)   // within the step
	Done(name string) error // it ended
}

// settings is policy/demo/demo.yaml.
type settings struct {
	Month   calendar.Month `yaml:"month"`
	Persons int            `yaml:"persons"`
	Seed    uint64         `yaml:"seed"`
	Signer  string         `yaml:"signer"`
	Claim   string         `yaml:"claim"`   // why a payment was undue
	Report  string         `yaml:"report"`  // number of the signed consolidated report
	Advance string         `yaml:"advance"` // what the numbers of the treasury's papers begin with

	Complaint struct {
		First  string `yaml:"first"`
		Answer string `yaml:"answer"`
		Second string `yaml:"second"`
	} `yaml:"complaint"`
	Register registerWords `yaml:"register"`
	Logins   []Login       `yaml:"logins"`
}

const settingsFile = "demo/demo.yaml"

// Make runs the demonstration. A database that holds a finished demonstration of the same persons, seed and month
// answers with its table and is left as it is; one that holds anything else is refused.
func Make(ctx context.Context, h *rooms.House, o Options) (*Summary, error) {
	var s settings
	if err := policy.YAML(h.Policy, settingsFile, &s); err != nil {
		return nil, err
	}
	o.fill(s)
	before, err := begin(ctx, h, o)
	if err != nil || before != nil {
		return before, err
	}
	if err := os.MkdirAll(o.Out, 0o755); err != nil {
		return nil, fault.Wrap(err, fault.Invalid, "demo.folder", o.Out)
	}
	m := &maker{House: h, options: o, settings: s, summary: &Summary{Persons: o.Persons, Seed: o.Seed, Month: o.Month}}
	for _, step := range []struct {
		name string
		work func(context.Context) error
	}{
		{"policy", m.loadPolicy}, {"accounts", m.openAccounts}, {"population", m.makePeople}, {"months", m.runMonths}, {"changes", m.changeDecisions},
		{"returns", m.takeReturns}, {"report", m.writeReport}, {"verify", m.verify}, {"reorganise", m.reorganise}, {"check", m.hold},
		{"register", m.useRegister},
	} {
		o.Progress.Step(step.name)
		if err := step.work(ctx); err != nil {
			return nil, err
		}
		if err := o.Progress.Done(step.name); err != nil {
			return nil, err
		}
	}
	return m.summary, finish(ctx, h, m.summary)
}

func (o *Options) fill(s settings) {
	if o.Persons == 0 {
		o.Persons = s.Persons
	}
	if o.Seed == 0 {
		o.Seed = s.Seed
	}
	if o.Month.IsZero() {
		o.Month = s.Month
	}
}

// maker carries what one step leaves for the next.
type maker struct {
	*rooms.House
	options  Options
	settings settings
	summary  *Summary
	planted  *Planted
	cast     map[string]auth.Actor // by login
	standIn  *standin.File         // that people were verified against; nil: none
}

func (m *maker) loadPolicy(ctx context.Context) error {
	if err := m.Simulate(ctx); err != nil {
		return err
	}
	return m.Load(ctx, auth.System())
}

func (m *maker) makePeople(ctx context.Context) error {
	made, err := Population(ctx, auth.System(), m.Registry, PopulationOptions{Persons: m.options.Persons, Seed: m.options.Seed,
		Month: m.options.Month, Policy: m.Policy, Tree: m.Tree, Progress: m.options.Progress.Part})
	if err != nil {
		return err
	}
	m.planted = made.Planted
	m.summary.People = int64(made.Persons)
	m.summary.Households = int64(made.Households)
	m.summary.Communes = int64(made.Communes)
	m.summary.Planted = made.Planted.Counts()
	body, err := json.MarshalIndent(made.Planted, "", "  ")
	if err != nil {
		return err
	}
	return m.file("loi-cai-san.json", body)
}

// file writes one file of the demonstration and puts it into the table.
func (m *maker) file(name string, body []byte) error {
	path := filepath.Join(m.options.Out, name)
	if err := os.WriteFile(path, body, 0o644); err != nil {
		return fault.Wrap(err, fault.Invalid, "demo.folder", m.options.Out)
	}
	m.summary.Files = append(m.summary.Files, path)
	return nil
}
