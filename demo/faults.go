package demo

import (
	"math"

	"ansinh/calendar"
	"ansinh/registry"
)

// Planted is what was planted in the population, by the numbers of the people: what the program must find again.
// Nobody stands in two of the lists.
type Planted struct {
	DeadPaid       []Dead              `json:"dead_paid"`
	Twice          []Twice             `json:"twice"`
	SharedAccounts []SharedAccount     `json:"shared_accounts"`
	NeverEnrolled  []NeverEnrolled     `json:"never_enrolled"`
	PensionUnknown []registry.PersonID `json:"pension_unknown"`
}

// Dead is somebody who was due money and died, which became known only after the next month's money was paid.
type Dead struct {
	Person   registry.PersonID `json:"person"`
	Died     calendar.Date     `json:"died"`
	Recorded calendar.Date     `json:"recorded"`
}

// Twice is one person with two records, both due money.
type Twice struct {
	First  registry.PersonID `json:"first"`
	Second registry.PersonID `json:"second"`
}

// SharedAccount is one account in which people of different households take their money.
type SharedAccount struct {
	Bank    string              `json:"bank"`
	Number  string              `json:"number"`
	Persons []registry.PersonID `json:"persons"`
}

// NeverEnrolled is somebody who is due money in every month of the demonstration and must be left out of the decisions.
type NeverEnrolled struct {
	Person registry.PersonID `json:"person"`
	Kind   string            `json:"kind"` // elderly, disabled, child
}

// Skip says whether a person must get no decision.
func (p *Planted) Skip() map[registry.PersonID]bool {
	out := make(map[registry.PersonID]bool, len(p.NeverEnrolled))
	for _, n := range p.NeverEnrolled {
		out[n.Person] = true
	}
	return out
}

// Counts is how many of each were planted, for the table at the end.
func (p *Planted) Counts() map[string]int {
	return map[string]int{"dead_paid": len(p.DeadPaid), "twice": len(p.Twice), "shared_accounts": len(p.SharedAccounts),
		"never_enrolled": len(p.NeverEnrolled), "pension_unknown": len(p.PensionUnknown)}
}

// faultRates is how many of each are planted in 100,000 people.
type faultRates struct {
	DeadPaid              float64 `yaml:"dead_paid"`
	Twice                 float64 `yaml:"twice"`
	SharedAccount         float64 `yaml:"shared_account"`
	SharedAccountSize     int     `yaml:"shared_account_size"`
	NeverEnrolledElderly  float64 `yaml:"never_enrolled_elderly"`
	NeverEnrolledDisabled float64 `yaml:"never_enrolled_disabled"`
	NeverEnrolledChild    float64 `yaml:"never_enrolled_child"`
	PensionUnknown        float64 `yaml:"pension_unknown"`
	why                   `yaml:",inline"`
}

// candidates are the people of one commune in whom a fault can be planted: what they are due is certain by how they
// were made, and stays so in every month of the demonstration.
type candidates struct {
	elderly  []int32 // eighty or more, no pension, nothing else
	old      []int32 // seventy-six to eighty, likewise
	disabled []int32 // severe, of working age, nothing else
	children []int32 // without a source of nurture, nothing else
}

// offer adds a person to the candidates they fit.
func (w *writer) offer(h *house, i int32) {
	s, f := &w.souls[i], &w.faults
	k := &w.kernels[s.unit]
	since := w.entryDay + 30
	if h.poverty != "" || s.facility || s.hiv || s.takenIn || s.supporter != "has" || s.pregnant || s.died != 0 || s.left != 0 ||
		s.recorded > w.entryDay {
		return
	}
	parent := len(k.kids) > 0 && (k.man == i || k.woman == i)
	aged := func(from, to int) bool { // over the whole time
		return s.born.AddMonths(from*12) < w.first.First()-31 && (to == 0 || s.born.AddMonths(to*12) > w.today+31)
	}
	switch {
	case s.disability == "none" && s.pension == 0 && s.clause == "" && aged(80, 0):
		f.elderly = append(f.elderly, i)
	case s.disability == "none" && s.pension == 0 && s.clause == "" && aged(76, 80):
		f.old = append(f.old, i)
	case s.disability == severe && s.certified < since && s.clause == "" && !parent && aged(16, 59):
		f.disabled = append(f.disabled, i)
	case s.disability == "none" && s.clause != "" && aged(1, 15):
		f.children = append(f.children, i)
	}
}

// pace says when the next fault of a kind is due, so that they are spread over the communes by people.
type pace struct {
	total, done int
}

func newPace(per100k float64, persons int) *pace {
	return &pace{total: max(1, int(math.Round(per100k*float64(persons)/100_000)))}
}

// due is how many should be planted by now, when a part of all people (up to 1) was made.
func (p *pace) due(part float64) int {
	return max(0, min(p.total, int(math.Ceil(part*float64(p.total))))-p.done)
}
