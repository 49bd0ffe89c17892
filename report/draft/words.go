package draft

import (
	"io/fs"
	"regexp"
	"strconv"

	"ansinh/calendar"
	"ansinh/fault"
	"ansinh/gate"
	"ansinh/policy"
	"ansinh/report"
)

const wordsFile = "document/agency-report.yaml"

// hole is a field in a template or in what was typed: {{target.T03.value}}.
var hole = regexp.MustCompile(`\{\{\s*([A-Za-z][A-Za-z0-9._-]*)\s*\}\}`)

var wordHole = regexp.MustCompile(`\{([A-Za-z_]+)\}`)

// words are the sentences of an agency's report.
type words struct {
	Kind       string   `yaml:"kind"`
	Subject    []string `yaml:"subject"`
	Basis      []string `yaml:"basis"`
	Authority  []string `yaml:"authority"`
	Recipients struct {
		Label string   `yaml:"label"`
		Lines []string `yaml:"lines"`
	} `yaml:"recipients"`
	TasksColumns   []string          `yaml:"tasks_columns"`
	TargetsColumns []string          `yaml:"targets_columns"`
	FiguresColumns []string          `yaml:"figures_columns"`
	Sample         []string          `yaml:"sample"`  // of a template to begin with
	FillIn         []string          `yaml:"fill_in"` // sentences that the agency has to replace
	Say            map[string]string `yaml:",inline"`
}

type values map[string]string

func (w *words) fill(code string, v values) string { return fillIn(w.Say[code], v) }

func fillIn(template string, v values) string {
	return wordHole.ReplaceAllStringFunc(template, func(h string) string {
		if s, ok := v[h[1:len(h)-1]]; ok {
			return s
		}
		return h
	})
}

// needed are the sentences that the program says.
var needed = []string{"to", "superior", "number_blank", "number", "reference", "period_year", "period_quarter", "title_agency", "title_consolidated", "title_template",
	"intro", "general", "counts", "no_tasks", "tasks", "tasks_caption", "task", "targets", "targets_caption", "target", "no_targets", "figures", "figures_caption",
	"no_figures", "illustrative", "sample_subject", "difficulties", "difficulties_text", "proposals", "proposals_text", "closing"}

// New reads the words and the form and makes the room.
func New(g *gate.Gate, from fs.FS, o Options) (*Drafts, error) {
	s := &Drafts{gate: g, Options: o, words: &words{}}
	if err := policy.YAML(from, wordsFile, s.words); err != nil {
		return nil, err
	}
	wrong := fault.New(fault.Invalid, "report.words", wordsFile)
	for _, code := range needed {
		if s.words.Say[code] == "" {
			wrong.At(code, "draft.no_words")
		}
	}
	for _, code := range s.words.FillIn {
		if s.words.Say[code] == "" {
			wrong.At("fill_in", "draft.no_words")
		}
	}
	for where, c := range map[string]struct{ have, want int }{"tasks_columns": {len(s.words.TasksColumns), 4}, "targets_columns": {len(s.words.TargetsColumns), 5},
		"figures_columns": {len(s.words.FiguresColumns), 4}} {
		if c.have != c.want {
			wrong.At(where, "report.columns", c.want)
		}
	}
	if err := wrong.OrNil(); err != nil {
		return nil, err
	}
	var err error
	s.form, err = report.ReadForm(from)
	return s, err
}

// span is the days of a period.
type span struct {
	first, last calendar.Date
	quarter     int // 0: the year
}

// period is the days of a year or of its quarter Q1 to Q4.
func period(year int, name string) span {
	if len(name) == 2 && name[0] == 'Q' && name[1] >= '1' && name[1] <= '4' {
		q := int(name[1] - '0')
		return span{calendar.MonthOf(year, 3*q-2).First(), calendar.MonthOf(year, 3*q).Last(), q}
	}
	return span{first: calendar.MonthOf(year, 1).First(), last: calendar.MonthOf(year, 12).Last()}
}

// inWords is the period as documents say it: năm 2025, quý III năm 2025.
func (s *Drafts) inWords(d Draft) string {
	v := values{"year": strconv.Itoa(d.Year)}
	q := period(d.Year, d.Period).quarter
	if q == 0 {
		return s.words.fill("period_year", v)
	}
	v["quarter"] = []string{"", "I", "II", "III", "IV"}[q]
	return s.words.fill("period_quarter", v)
}
