package returns

import (
	"io/fs"
	"path"
	"slices"
	"strings"

	"ansinh/calendar"
	"ansinh/fault"
	"ansinh/policy"
)

const (
	folder       = "return"
	scheduleFile = folder + "/schedule.yaml"
	unitsFile    = folder + "/units.yaml"
	partsFile    = folder + "/dimensions.yaml"
	askFile      = folder + "/questions.yaml"
)

// Load reads policy/return and refuses it with every mistake found.
func Load(from fs.FS) (*Book, error) {
	b := &Book{byID: map[string]int{}}
	if err := policy.YAML(from, scheduleFile, &b.schedule); err != nil {
		return nil, err
	}
	for name, into := range map[string]any{unitsFile: &b.units, partsFile: &b.dimensions, askFile: &b.questions} {
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
		if slices.Contains([]string{scheduleFile, unitsFile, partsFile, askFile}, name) || !strings.HasSuffix(name, ".yaml") {
			continue
		}
		var f Form
		if err := policy.YAML(from, name, &f); err != nil {
			return nil, err
		}
		b.divide(&f)
		b.forms = append(b.forms, f)
	}
	slices.SortFunc(b.forms, func(x, y Form) int { return strings.Compare(x.ID, y.ID) })
	for i, f := range b.forms {
		b.byID[f.ID] = i
	}
	return b, b.check()
}

// divide gives a form the parts of its fields by every dimension they are told apart by.
func (b *Book) divide(f *Form) {
	for _, x := range f.Fields {
		for _, by := range x.By {
			for _, part := range b.dimensions[by].Parts {
				f.details = append(f.details, Field{ID: x.ID + "." + by + "." + part.ID, Of: x.ID, VI: part.VI, EN: part.EN, Unit: x.Unit, Scale: x.Scale, By: []string{by}})
			}
		}
	}
}

func (b *Book) check() error {
	wrong := fault.New(fault.Invalid, "returns.forms")
	for id, s := range b.schedule {
		if _, err := calendar.Day(2027, s.Month, s.Day); err != nil { // a year without a 29 February
			wrong.At(id, "returns.schedule")
		}
	}
	for i, f := range b.forms {
		if b.byID[f.ID] != i || f.ID == "" {
			wrong.At(f.ID, "returns.twice", f.ID)
		}
		if _, ok := b.schedule[f.Due]; !ok {
			wrong.At(f.ID, "returns.no_schedule", f.Due)
		}
		b.checkFields(f, wrong)
		checkRules(f, wrong)
	}
	return wrong.OrNil()
}

func (b *Book) checkFields(f Form, wrong *fault.Error) {
	seen := map[string]bool{}
	for _, x := range f.Fields {
		where := f.ID + "." + x.ID
		if seen[x.ID] || x.ID == "" || x.VI == "" || x.EN == "" {
			wrong.At(where, "returns.twice", x.ID)
		}
		seen[x.ID] = true
		if _, ok := b.units[x.Unit]; !ok || x.Scale < 0 || x.Scale > maxScale {
			wrong.At(where, "returns.unit", x.Unit)
		}
		for _, by := range x.By {
			if len(b.dimensions[by].Parts) == 0 {
				wrong.At(where, "returns.dimension", by)
			}
		}
		if x.SameAs == "" {
			continue
		}
		form, field, _ := strings.Cut(x.SameAs, ".")
		if other, ok := b.Field(form, field); !ok || other.Scale != x.Scale {
			wrong.At(where, "returns.no_field", x.SameAs)
		}
	}
}

func checkRules(f Form, wrong *fault.Error) {
	has := func(id string) bool {
		return slices.ContainsFunc(f.Fields, func(x Field) bool { return x.ID == id })
	}
	for _, r := range f.Rules {
		names := append([]string{r.Less, r.More}, r.Parts...)
		if len(r.Parts) > 0 {
			names = append(slices.Clone(r.Parts), r.Whole)
		}
		for _, n := range names {
			if !has(n) {
				wrong.At(f.ID, "returns.no_field", n)
			}
		}
	}
}
