package plan

import (
	"crypto/sha256"
	"encoding/hex"
	"io/fs"
	"path"
	"strconv"

	"ansinh/calendar"
	"ansinh/fault"
	"ansinh/org"
	"ansinh/plan/reading"
	"ansinh/policy"
)

// planFile is a plan as the policy folder holds it: plan/<id>/plan.yaml.
type planFile struct {
	Number   string        `yaml:"number"`
	Kind     string        `yaml:"kind"`
	Issuer   Party         `yaml:"issuer"`
	Province string        `yaml:"province"`
	Date     calendar.Date `yaml:"date"`
	From     calendar.Date `yaml:"from"` // from when this version counts; the plan's date where it is not said
	Title    org.Name      `yaml:"title"`
	Horizon  int           `yaml:"horizon"`
	Vision   int           `yaml:"vision"`
	Source   struct {
		Clause     string `yaml:"clause"`
		Confidence string `yaml:"confidence"`
	} `yaml:"source"`
	Targets      []Target      `yaml:"targets"`
	Qualitative  []Target      `yaml:"qualitative"`
	Tasks        []Task        `yaml:"tasks"`
	Duties       []Duty        `yaml:"duties"`
	Organisation []Charge      `yaml:"organisation"`
	Deliverables []Deliverable `yaml:"deliverables"`
	Citations    []Citation    `yaml:"citations"`
}

// edition is a version that is ready to be recorded.
type edition struct {
	Plan
	Version
	Contents
	matched []Match // with the version in force before; of one read from a document
}

// readPolicy reads every plan of the policy folder and checks each.
func readPolicy(from fs.FS) ([]edition, error) {
	entries, err := fs.ReadDir(from, "plan")
	if err != nil {
		return nil, fault.Wrap(err, fault.Invalid, "policy.no_file", "plan")
	}
	var out []edition
	for _, e := range entries {
		if !e.IsDir() {
			continue
		}
		ed, err := readPlanFile(from, e.Name())
		if err != nil {
			return nil, err
		}
		out = append(out, ed)
	}
	return out, nil
}

func readPlanFile(from fs.FS, id string) (edition, error) {
	name := path.Join("plan", id, "plan.yaml")
	raw, err := fs.ReadFile(from, name)
	if err != nil {
		return edition{}, fault.Wrap(err, fault.Invalid, "policy.no_file", name)
	}
	var f planFile
	if err := policy.YAML(from, name, &f); err != nil {
		return edition{}, err
	}
	sum := sha256.Sum256(raw)
	if f.From.IsZero() {
		f.From = f.Date
	}
	ed := edition{
		Plan: Plan{ID: ID(id), Number: f.Number, Kind: f.Kind, Issuer: f.Issuer, Province: f.Province, Date: f.Date},
		Version: Version{From: f.From, Title: f.Title, Horizon: f.Horizon, Vision: f.Vision, Origin: FromPolicy, State: InForce,
			SHA256: hex.EncodeToString(sum[:])},
		Contents: Contents{Targets: append(f.Targets, f.Qualitative...), Tasks: f.Tasks, Duties: f.Duties, Organisation: f.Organisation,
			Deliverables: f.Deliverables, Citations: f.Citations},
	}
	ed.byHand()
	return ed, ed.check(name)
}

// byHand marks all as entered by hand and gives single values their high end.
func (e *edition) byHand() {
	const sure = 100
	for i := range e.Targets {
		t := &e.Targets[i]
		t.Confidence = sure
		if t.Goal.High == "" {
			t.Goal.High = t.Goal.Low
		}
	}
	for i := range e.Tasks {
		e.Tasks[i].Confidence = sure
	}
	for i := range e.Duties {
		e.Duties[i].Confidence = sure
	}
	for i := range e.Deliverables {
		e.Deliverables[i].Confidence = sure
	}
}

var comparators = map[Comparator]bool{Equal: true, Less: true, AtMost: true, More: true, AtLeast: true, Between: true, About: true}

// check gathers what is wrong in a plan of the policy folder: ids that come twice or lead nowhere, figures that are none.
func (e *edition) check(file string) error {
	wrong := fault.New(fault.Invalid, "plan.wrong", file)
	targets := map[string]bool{}
	for _, t := range e.Targets {
		if targets[t.ID] {
			wrong.At(t.ID, "plan.twice")
		}
		targets[t.ID] = true
		checkGoal(wrong, t)
	}
	tasks := map[string]bool{"": true}
	for _, t := range e.Tasks {
		if tasks[t.Number] {
			wrong.At("task "+t.Number, "plan.twice")
		}
		tasks[t.Number] = true
		if len(t.Lead) == 0 {
			wrong.At("task "+t.Number, "plan.no_lead")
		}
		for _, s := range t.Serves {
			if !targets[s] {
				wrong.At("task "+t.Number, "plan.no_target", s)
			}
		}
	}
	for _, d := range e.Deliverables {
		if !tasks[d.Task] {
			wrong.At(d.ID, "plan.no_task", d.Task)
		}
	}
	for _, d := range e.Duties {
		for _, day := range d.Due {
			if _, err := dueDay(day, 2024); err != nil {
				wrong.At(d.ID, "plan.no_day", day)
			}
		}
	}
	return wrong.OrNil()
}

func checkGoal(wrong *fault.Error, t Target) {
	g := t.Goal
	if g == (Goal{}) {
		return
	}
	if !comparators[g.Comparator] {
		wrong.At(t.ID, "plan.no_comparator", g.Comparator)
	}
	for _, d := range []Decimal{g.Low, g.High} {
		if _, err := reading.ParseDecimal(string(d)); err != nil {
			wrong.At(t.ID, "plan.not_a_number", string(d))
		}
	}
	if g.Year < 1945 {
		wrong.At(t.ID, "plan.no_year", strconv.Itoa(g.Year))
	}
}
