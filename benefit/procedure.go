package benefit

import (
	"fmt"
	"io/fs"
	"slices"
	"strings"

	"ansinh/calendar"
	"ansinh/fault"
	"ansinh/law"
	"ansinh/org"
	"ansinh/policy"
)

// Procedure is who decides on a benefit and how decisions are numbered, as the policy folder says.
type Procedure struct {
	Number      string      `yaml:"number"` // with one %d for the running number
	Authorities []Authority `yaml:"authorities"`
	Start       Start       `yaml:"start"`

	*handling  `yaml:"-"` // of applications
	grounds    []LegalGround
	complaints *complaintRules
	coming     *coming
}

// Start says from which month a decision may grant: the month in which it is signed, or an earlier one for the
// categories named.
type Start struct {
	Source     string    `yaml:"source"`
	Confidence string    `yaml:"confidence"`
	Earlier    []Earlier `yaml:"earlier"`
}

// Earlier names categories that are granted from a month before the decision.
type Earlier struct {
	Categories []string `yaml:"categories"`
	Source     string   `yaml:"source"`
	Confidence string   `yaml:"confidence"`
}

// allows says whether a decision signed on a day may grant a category from a month on.
func (s *Start) allows(category string, from calendar.Month, on calendar.Date) bool {
	return from >= on.Month() || slices.ContainsFunc(s.Earlier, func(e Earlier) bool { return slices.Contains(e.Categories, category) })
}

// Authority decides over a period; Level says of which level of units its office is one.
type Authority struct {
	ID         string        `yaml:"id"`
	Level      int           `yaml:"level"`
	From       calendar.Date `yaml:"from"`
	To         calendar.Date `yaml:"to"`
	law.Name   `yaml:",inline"`
	Source     string `yaml:"source"`
	Confidence string `yaml:"confidence"`
}

const procedureFile = "benefit/decision.yaml"

// LoadProcedure reads how decisions are made and applications handled, from policy/benefit.
func LoadProcedure(from fs.FS) (*Procedure, error) {
	p := &Procedure{}
	if err := policy.YAML(from, procedureFile, p); err != nil {
		return nil, err
	}
	wrong := fault.New(fault.Invalid, "benefit.procedure", procedureFile)
	if strings.Count(p.Number, "%") != 1 || !strings.Contains(p.Number, "%d") {
		wrong.At("number", "benefit.procedure.number")
	}
	for i, a := range p.Authorities {
		if a.ID == "" || a.VI == "" || a.EN == "" || a.Source == "" || a.From.IsZero() || a.Level < org.Province || a.Level > org.Commune {
			wrong.At(fmt.Sprintf("authorities[%d]", i), "benefit.procedure.half")
		}
	}
	if p.Start.Source == "" {
		wrong.At("start", "benefit.procedure.half")
	}
	if err := wrong.OrNil(); err != nil {
		return nil, err
	}
	var err error
	if p.grounds, err = loadGrounds(from); err != nil {
		return nil, err
	}
	if p.complaints, err = loadComplaints(from); err != nil {
		return nil, err
	}
	if p.coming, err = loadComing(from); err != nil {
		return nil, err
	}
	p.handling, err = loadHandling(from)
	return p, err
}

// On is the authority in office on a day; fault benefit.no_authority where the file names none.
func (p *Procedure) On(day calendar.Date) (Authority, error) {
	for _, a := range p.Authorities {
		if a.From <= day && (a.To.IsZero() || day < a.To) {
			return a, nil
		}
	}
	return Authority{}, fault.New(fault.Invalid, "benefit.no_authority", day.String())
}

// Authority finds an authority by its id.
func (p *Procedure) Authority(id string) (Authority, bool) {
	for _, a := range p.Authorities {
		if a.ID == id {
			return a, true
		}
	}
	return Authority{}, false
}
