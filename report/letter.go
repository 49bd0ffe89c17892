package report

import (
	"io"
	"io/fs"
	"slices"
	"strings"

	"ansinh/calendar"
	"ansinh/fault"
	"ansinh/policy"
	"ansinh/report/docx"
)

const lettersFile = "document/decision.yaml"

// Letters writes the documents on one person's benefit: the decision, the refusal, the submission.
type Letters struct {
	words  letterWords
	tables *tabularWords
	form   *docx.Form
}

type letterWords struct {
	Who           string                  `yaml:"who"`
	WhoCovered    string                  `yaml:"who_covered"`
	Ground        string                  `yaml:"ground"`
	GroundUnknown string                  `yaml:"ground_unknown"`
	GroundCovered string                  `yaml:"ground_covered"`
	Instrument    string                  `yaml:"instrument"`
	Simulated     string                  `yaml:"simulated"`
	Authorities   map[string]letterhead   `yaml:"authorities"`
	Documents     map[string]letterLayout `yaml:"documents"`
	Label         string                  `yaml:"recipients_label"`
	Titles        map[string]string       `yaml:"titles"`
	Messages      map[string]string       `yaml:"messages"` // by document: a short text for a telephone
}

type letterhead struct {
	Lines     []string `yaml:"lines"`
	Signature []string `yaml:"signature"`
	Bases     []string `yaml:"bases"`
}

type letterLayout struct {
	Kind       string   `yaml:"kind"`
	Subject    []string `yaml:"subject"`
	Number     string   `yaml:"number"`
	Superior   string   `yaml:"superior"`
	Lines      []string `yaml:"lines"`     // empty: the authority's
	Signature  []string `yaml:"signature"` // empty: the authority's
	Address    string   `yaml:"address"`
	Bases      []string `yaml:"bases"`
	Heading    string   `yaml:"heading"`
	Body       []string `yaml:"body"`
	Recipients []string `yaml:"recipients"`
}

// letterNames are what the templates may be filled with.
var letterNames = strings.Fields(`name title born code_only personal_number residence programme category cite who amount amount_words from
	number authority_source basis ground received due replaced replaced_on note reason ground_source until decision_number decision_on to_unit complainant content outcome made_number day event event_source about_name event_month paper unit UNIT office condition type issued issuer about`)

// Letter is what a document says.
type Letter struct {
	Template   string // decision, refusal, submission
	Authority  string // id of who decides
	Date       calendar.Date
	Place      string
	Signer     string
	Simulated  bool
	Covered    bool // nothing may tell the category
	Values     map[string]string
	Grounds    []LetterGround
	Instrument []LetterInstrument // the legal bases, in order
	Bases      []string           // further bases, as they are written
	Papers     []string           // documents to bring
}

// LetterGround is a condition that is not met.
type LetterGround struct {
	Condition, Cite string
	Unknown         bool
}

// LetterInstrument is a document of the law; Name begins with its type.
type LetterInstrument struct {
	Name, Number, Issuer string
	Issued               calendar.Date
}

// LoadLetters reads the words and the form.
func LoadLetters(from fs.FS) (*Letters, error) {
	l := &Letters{}
	if err := policy.YAML(from, lettersFile, &l.words); err != nil {
		return nil, err
	}
	wrong := fault.New(fault.Invalid, "report.words", lettersFile)
	if err := checkHoles(from, lettersFile, letterNames, wrong); err != nil {
		return nil, err
	}
	if len(l.words.Documents) == 0 || len(l.words.Authorities) == 0 {
		wrong.At("documents", "report.no_words")
	}
	if err := wrong.OrNil(); err != nil {
		return nil, err
	}
	var err error
	if l.tables, err = loadTables(from); err != nil {
		return nil, err
	}
	l.form, err = ReadForm(from)
	return l, err
}

// Letters are the documents on one person's benefit.
func (s *Service) Letters() *Letters { return s.letters }

// Title is how a person is addressed: male, female or child.
func (l *Letters) Title(of string) string { return l.words.Titles[of] }

// Write writes a letter. The same letter gives the same bytes.
func (l *Letters) Write(w io.Writer, x Letter) error {
	t, ok := l.words.Documents[x.Template]
	head, known := l.words.Authorities[x.Authority]
	if !ok || !known {
		return fault.New(fault.NotFound, "report.no_words")
	}
	v := values(x.Values)
	v = v.with(values{"who": v.fill(l.words.Who)})
	if x.Covered {
		v = v.with(values{"who": v.fill(l.words.WhoCovered)})
	}
	lists := map[string][]string{"basis": l.bases(v, head, x), "ground": l.grounds(x), "paper": x.Papers}
	lines := func(from []string) []string { return v.lines(from, lists) }
	d := docx.Document{Issuer: lines(t.Lines), Number: v.fill(t.Number), Place: x.Place, Date: x.Date, Kind: t.Kind, Subject: lines(t.Subject),
		Address: v.fill(t.Address), Basis: lines(t.Bases), Title: t.Kind, Recipients: docx.Recipients{Label: l.words.Label, Lines: lines(t.Recipients)},
		Signature: docx.Signature{Authority: t.Signature, Name: x.Signer}}
	if t.Superior != "" {
		d.Superior = []string{v.fill(t.Superior)}
	}
	if len(d.Issuer) == 0 {
		d.Issuer = lines(head.Lines)
	}
	if len(d.Signature.Authority) == 0 {
		d.Signature.Authority = head.Signature
	}
	if x.Simulated {
		d.Body = append(d.Body, docx.Paragraph{Runs: []docx.Run{{Text: l.words.Simulated}}, Note: true})
	}
	if t.Heading != "" {
		d.Body = append(d.Body, docx.Paragraph{Runs: []docx.Run{{Text: t.Heading, Bold: true}}, Caption: true})
	}
	for _, s := range lines(t.Body) {
		d.Body = append(d.Body, docx.Paragraph{Runs: runs(s)})
	}
	return d.Write(w, l.form)
}

// bases are the authority's and the law's, each once.
func (l *Letters) bases(v values, head letterhead, x Letter) []string {
	out := v.lines(head.Bases, nil)
	for _, i := range x.Instrument {
		kind, about, found := strings.Cut(i.Name, " về ")
		if found {
			about = "về " + about
		}
		s := values{"type": kind, "number": i.Number, "issued": i.Issued.Vietnamese(), "issuer": i.Issuer, "about": about}.fill(l.words.Instrument)
		if s = strings.TrimSpace(s); !slices.Contains(out, s) {
			out = append(out, s)
		}
	}
	return append(out, x.Bases...)
}

// Message is a template's short text for a telephone.
func (l *Letters) Message(template string, v map[string]string) string {
	return values(v).fill(l.words.Messages[template])
}

func (l *Letters) grounds(x Letter) []string {
	var out []string
	for _, g := range x.Grounds {
		words := l.words.Ground
		switch {
		case x.Covered:
			words = l.words.GroundCovered
		case g.Unknown:
			words = l.words.GroundUnknown
		}
		s := values{"condition": g.Condition, "cite": g.Cite}.fill(words)
		if !slices.Contains(out, s) {
			out = append(out, s)
		}
	}
	return out
}

// lines fills templates: one with a list's name is written once for each of the list, one with a name that has nothing
// to say is left out.
func (v values) lines(templates []string, lists map[string][]string) []string {
	var out []string
	for _, t := range templates {
		each := []values{v}
		for _, m := range hole.FindAllStringSubmatch(t, -1) {
			if list, ok := lists[m[1]]; ok {
				each = nil
				for _, s := range list {
					each = append(each, v.with(values{m[1]: s}))
				}
			} else if v[m[1]] == "" {
				each = nil
				break
			}
		}
		for _, e := range each {
			out = append(out, e.fill(t))
		}
	}
	return out
}

// runs are the stretches of a line; what stands between ** is bold.
func runs(s string) []docx.Run {
	var out []docx.Run
	for i, part := range strings.Split(s, "**") {
		if part != "" {
			out = append(out, docx.Run{Text: part, Bold: i%2 == 1})
		}
	}
	return out
}
