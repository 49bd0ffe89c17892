package benefit

import (
	"fmt"
	"io/fs"
	"slices"
	"strings"

	"ansinh/calendar"
	"ansinh/fault"
	"ansinh/law"
	"ansinh/policy"
)

// course is the way of an application under the law of one period.
type course struct {
	ID         string        `yaml:"id"`
	Programmes []string      `yaml:"programmes"`
	From       calendar.Date `yaml:"from"`
	To         calendar.Date `yaml:"to"`
	Source     string        `yaml:"source"`
	Confidence string        `yaml:"confidence"`
	Steps      []stage       `yaml:"steps"`
}

type stage struct {
	ID       string `yaml:"id"`
	Days     int    `yaml:"days"`
	Calendar bool   `yaml:"calendar"` // days of the calendar, not working days
	law.Name `yaml:",inline"`
}

// Paper is a document that belongs to an application.
type Paper struct {
	ID         string `yaml:"id"`
	law.Name   `yaml:",inline"`
	Required   bool     `yaml:"required"`
	Categories []string `yaml:"categories"` // none: every category
	Source     string   `yaml:"source"`
	Confidence string   `yaml:"confidence"`
}

// Unsure says whether nothing that was read confirms the document.
func (p Paper) Unsure() bool { return p.Confidence == "M" || p.Confidence == "S" }

// Stage is one step of a procedure with the last day for it.
type Stage struct {
	ID   string
	Days int
	Due  calendar.Date
	law.Name
}

// Term is the time that the law in force on the day of receipt gives, seen on one day.
type Term struct {
	Stages  []Stage
	Due     calendar.Date
	Days    int  // working days in all
	Left    int  // working days from the day it is seen to the last one; 0 on the last
	LateBy  int  // working days past the last one
	Late    bool // the last day is over
	Certain bool // the days off of all its years are known
	Source  string
	Unsure  bool // the term was not read in the text itself or on a page that cites it
}

const (
	coursesFile = "benefit/procedure.yaml"
	papersFile  = "benefit/documents.yaml"
)

// handling is how applications are handled.
type handling struct {
	refusal string
	courses []course
	papers  []Paper
	working *calendar.Working
}

func loadHandling(from fs.FS) (*handling, error) {
	var way struct {
		Refusal    string   `yaml:"refusal"`
		Procedures []course `yaml:"procedures"`
	}
	var needs struct {
		Documents []Paper `yaml:"documents"`
	}
	if err := policy.YAML(from, coursesFile, &way); err != nil {
		return nil, err
	}
	if err := policy.YAML(from, papersFile, &needs); err != nil {
		return nil, err
	}
	working, err := policy.Working(from)
	if err != nil {
		return nil, err
	}
	h := &handling{refusal: way.Refusal, courses: way.Procedures, papers: needs.Documents, working: working}
	return h, h.check()
}

func (h *handling) check() error {
	wrong := fault.New(fault.Invalid, "benefit.procedure", coursesFile)
	if strings.Count(h.refusal, "%") != 1 || !strings.Contains(h.refusal, "%d") {
		wrong.At("refusal", "benefit.procedure.number")
	}
	for i, c := range h.courses {
		half := c.ID == "" || c.Source == "" || c.From.IsZero() || len(c.Programmes) == 0 || len(c.Steps) == 0
		for _, s := range c.Steps {
			half = half || s.ID == "" || s.VI == "" || s.EN == "" || s.Days < 1
		}
		if half {
			wrong.At(fmt.Sprintf("procedures[%d]", i), "benefit.procedure.half")
		}
	}
	for i, p := range h.papers {
		if p.ID == "" || p.VI == "" || p.EN == "" || p.Source == "" {
			wrong.At(fmt.Sprintf("documents[%d]", i), "benefit.procedure.half")
		}
	}
	return wrong.OrNil()
}

// Papers are the documents of an application for a category.
func (p *Procedure) Papers(category string) []Paper {
	return slices.DeleteFunc(slices.Clone(p.papers), func(x Paper) bool {
		return len(x.Categories) > 0 && !slices.Contains(x.Categories, category)
	})
}

// Term is the time for an application received on one day, seen on another; fault benefit.no_term where no procedure of
// the day of receipt is known.
func (p *Procedure) Term(programme string, received, seen calendar.Date) (Term, error) {
	i := slices.IndexFunc(p.courses, func(c course) bool {
		return slices.Contains(c.Programmes, programme) && c.From <= received && (c.To.IsZero() || received < c.To)
	})
	if i < 0 {
		return Term{}, fault.New(fault.Invalid, "benefit.no_term", received.Vietnamese())
	}
	c := p.courses[i]
	t := Term{Source: c.Source, Unsure: c.Confidence == "M" || c.Confidence == "S"}
	t.Due = received
	for _, s := range c.Steps {
		t.Days += s.Days
		if s.Calendar {
			t.Due += calendar.Date(s.Days)
		} else {
			t.Due = p.working.AddWorkingDays(t.Due, s.Days)
		}
		t.Stages = append(t.Stages, Stage{ID: s.ID, Days: s.Days, Name: s.Name, Due: t.Due})
	}
	t.Certain = p.working.Covers(received.Year()) && p.working.Covers(t.Due.Year())
	if t.Late = seen > t.Due; t.Late {
		t.LateBy = p.working.WorkingDaysBetween(t.Due, seen)
	} else {
		t.Left = p.working.WorkingDaysBetween(seen, t.Due)
	}
	return t, nil
}
