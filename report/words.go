package report

import (
	"io/fs"
	"regexp"
	"slices"
	"strings"

	"ansinh/fault"
	"ansinh/gate"
	"ansinh/policy"
	"ansinh/report/docx"
)

const (
	wordsFile = "document/annual-report.yaml"
	formFile  = "document/form.yaml"
)

// words are the templates of the annual report.
type words struct {
	Kind        string            `yaml:"kind"`
	Subject     []string          `yaml:"subject"`
	To          string            `yaml:"to"`
	Issuer      answering         `yaml:"issuer"`
	Committee   answering         `yaml:"committee"`
	Issuers     map[string]issuer `yaml:"issuers"`
	NoNumber    string            `yaml:"number_blank"`
	Number      string            `yaml:"number"`
	NoNumberRef string            `yaml:"number_ref_blank"` // as an annex refers to it
	NumberRef   string            `yaml:"number_ref"`
	Recipients  struct {
		Label string   `yaml:"label"`
		Lines []string `yaml:"lines"`
		Own   []string `yaml:"own"`
		File  string   `yaml:"file"`
	} `yaml:"recipients"`
	Basis        []string          `yaml:"basis"`
	BasisStep    string            `yaml:"basis_step"`
	Intro        string            `yaml:"intro"`
	Illustrative string            `yaml:"illustrative"`
	General      map[string]string `yaml:"general"`
	Targets      section           `yaml:"targets"`
	Tasks        section           `yaml:"tasks"`
	Money        section           `yaml:"money"`
	Returns      section           `yaml:"returns"`
	Missing      map[string]string `yaml:"missing"`
	Next         map[string]string `yaml:"next"`
	Closing      string            `yaml:"closing"`
	ClosingOwn   string            `yaml:"closing_own"`
	Annex        section           `yaml:"annex"`
}

// answering names an agency of the time of the plan and the function for which its successor is asked.
type answering struct {
	Agency   string `yaml:"agency"`
	Function string `yaml:"function"`
}

// issuer is how an agency heads and signs its documents.
type issuer struct {
	Superior  string   `yaml:"superior"` // empty: nobody above it on the document
	Lines     []string `yaml:"lines"`
	Symbol    string   `yaml:"symbol"`
	Authority []string `yaml:"authority"`
	File      string   `yaml:"file"`
}

// section is the words of one part; lists of columns beside sentences by key.
type section struct {
	Columns    []string          `yaml:"columns"`
	GapColumns []string          `yaml:"gap_columns"`
	Say        map[string]string `yaml:",inline"`
}

// names are what templates may be filled with.
var names = strings.Fields(`plan_number plan_date plan_issuer year superior_full issuer_full PROVINCE symbol number file legal
	from to on as_of targets achieved on_track slow at_risk no_data received forms counted late last_day months first_month last_month
	amount amount_words name value period required change effort goal goal_year gap_people gap_amount field agency other_agency
	other_value missing form state fields names number_text number_ref hash id`)

var hole = regexp.MustCompile(`\{([A-Za-z_]+)\}`)

// New reads the form and the words and makes the service.
func New(g *gate.Gate, from fs.FS, o Options) (*Service, error) {
	s := &Service{gate: g, words: &words{}, indicators: o.Indicators, returns: o.Returns, tree: o.Tree, agencies: o.Agencies,
		texts: o.Texts, plans: o.Plans, treasury: o.Treasury}
	if err := policy.YAML(from, wordsFile, s.words); err != nil {
		return nil, err
	}
	wrong := fault.New(fault.Invalid, "report.words", wordsFile)
	if err := checkHoles(from, wordsFile, append([]string{"province", "name"}, names...), wrong); err != nil {
		return nil, err
	}
	s.words.check(wrong)
	if err := wrong.OrNil(); err != nil {
		return nil, err
	}
	var err error
	if s.form, err = ReadForm(from); err != nil {
		return nil, err
	}
	s.letters, err = LoadLetters(from)
	return s, err
}

// checkHoles notes every hole of a file of templates that the program fills with nothing.
func checkHoles(from fs.FS, file string, filled []string, wrong *fault.Error) error {
	text, err := fs.ReadFile(from, file)
	if err != nil {
		return fault.Wrap(err, fault.Invalid, "policy.no_file", file)
	}
	for _, m := range hole.FindAllStringSubmatch(string(text), -1) {
		if !slices.Contains(filled, m[1]) {
			wrong.At("", "report.hole", m[1])
		}
	}
	return nil
}

// ReadForm reads the layout of an official document.
func ReadForm(from fs.FS) (*docx.Form, error) {
	data, err := fs.ReadFile(from, formFile)
	if err != nil {
		return nil, fault.Wrap(err, fault.Invalid, "policy.no_file", formFile)
	}
	return docx.ReadForm(formFile, data)
}

// check holds the tables to the number of columns that the program fills.
func (w *words) check(wrong *fault.Error) {
	for _, c := range []struct {
		where string
		have  []string
		want  int
	}{{"targets", w.Targets.Columns, 6}, {"tasks", w.Tasks.Columns, 4}, {"money", w.Money.Columns, 4},
		{"money", w.Money.GapColumns, 3}, {"returns", w.Returns.Columns, 7}, {"annex", w.Annex.Columns, 9}} {
		if len(c.have) != c.want {
			wrong.At(c.where, "report.columns", c.want)
		}
	}
	if len(w.Issuers) == 0 || w.Kind == "" || len(w.Subject) == 0 {
		wrong.At("issuers", "report.no_words")
	}
}

// values fill the holes of a template.
type values map[string]string

func (v values) fill(template string) string {
	return hole.ReplaceAllStringFunc(template, func(h string) string {
		if s, ok := v[h[1:len(h)-1]]; ok {
			return s
		}
		return h
	})
}

// with is the values and some more.
func (v values) with(more values) values {
	out := values{}
	for k, s := range v {
		out[k] = s
	}
	for k, s := range more {
		out[k] = s
	}
	return out
}
