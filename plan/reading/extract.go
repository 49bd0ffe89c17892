package reading

import (
	"encoding/json"
	"io"
	"io/fs"
	"strings"

	"ansinh/plan/reading/lang"
	"ansinh/plan/reading/paper"
	"ansinh/policy"
)

// Reading is what reading a plan from its document gives. Its JSON is the format the command prints; fields that the
// format does not have stay out of it.
type Reading struct {
	Number      string `json:"number"`
	Type        string `json:"type"`
	IssuingBody string `json:"issuing_body"`
	Province    string `json:"province"`
	Date        string `json:"date"` // yyyy-mm-dd; "" where the document leaves the day open
	Title       string `json:"title"`

	Targets      []Target      `json:"targets"`
	Tasks        []Task        `json:"tasks"`
	Deliverables []Deliverable `json:"deliverables"`
	Reporting    []Duty        `json:"reporting"`
	Cited        []Citation    `json:"cited"`
	Unsure       []Unsure      `json:"unsure"`

	Paragraphs []paper.Paragraph `json:"-"` // the document, in order

	Amends  bool   `json:"-"` // the title says that it changes another plan
	Horizon int    `json:"-"` // the year most targets are for; 0 where the document names none
	SHA256  string `json:"-"` // of the file's bytes, in hexadecimal
}

// Target is one value that the document promises to reach.
type Target struct {
	ID         string       `json:"id"`
	Text       string       `json:"text"` // the words of the document
	Indicator  string       `json:"indicator"`
	Population string       `json:"population"`
	Comparator Comparator   `json:"comparator"`
	Value      Value        `json:"value"`
	Unit       string       `json:"unit"`
	Year       int          `json:"year"` // 0 where the document gives none
	Source     paper.Source `json:"source"`
	Confidence Confidence   `json:"confidence"`
}

// Task is one task with those who answer for it, named as the document names them.
type Task struct {
	Number       string       `json:"number"`
	Title        string       `json:"title"`
	Lead         []string     `json:"lead"`
	Coordinating []string     `json:"coordinating"`
	Time         string       `json:"time"`
	Deadline     string       `json:"deadline"`
	Source       paper.Source `json:"source"`
	Confidence   Confidence   `json:"confidence"`
}

// Deliverable is something to be made or finished; Due is "" where no day follows from the text.
type Deliverable struct {
	Text   string       `json:"text"`
	Due    string       `json:"due"`
	Source paper.Source `json:"source"`

	Task       string     `json:"-"` // number of the task it stands in; "" outside any
	Confidence Confidence `json:"-"`
}

// Duty is a duty to report.
type Duty struct {
	Who  []string `json:"who"`
	To   string   `json:"to"`
	Due  Due      `json:"due"`
	What string   `json:"what"`

	Text       string       `json:"-"` // the sentence of the document
	Source     paper.Source `json:"-"`
	Confidence Confidence   `json:"-"`
}

// Citation is a document that this one names; Number is "" where it is named by title only.
type Citation struct {
	Number string `json:"number"`
	Date   string `json:"date"`
	Title  string `json:"title"`

	Kind   string       `json:"-"` // Nghị quyết, Kế hoạch …
	Issuer string       `json:"-"`
	Source paper.Source `json:"-"`
}

// Unsure is something that a person should look at: an item read with little confidence, or a figure that was left
// out. Why is a code until Explain turns it into a sentence.
type Unsure struct {
	Text   string       `json:"text"`
	Why    string       `json:"why"`
	Source paper.Source `json:"source"`
}

// Value is one number or, for a range, the two ends. Numbers are decimal text, so that 2.35 stays 2.35.
type Value struct {
	Low, High lang.Decimal // equal where there is one number
}

// Single says whether the value is one number.
func (v Value) Single() bool { return v.Low == v.High }

// MarshalJSON writes a number, or [low, high].
func (v Value) MarshalJSON() ([]byte, error) {
	if v.Single() {
		return json.Marshal(v.Low)
	}
	return json.Marshal([2]lang.Decimal{v.Low, v.High})
}

// Due is when a duty falls due: nothing, one day (yyyy-mm-dd, or --MM-DD for every year), or several days of a year.
type Due []string

// MarshalJSON writes "" for none, a string for one, a list for several.
func (d Due) MarshalJSON() ([]byte, error) {
	switch len(d) {
	case 0:
		return json.Marshal("")
	case 1:
		return json.Marshal(d[0])
	}
	return json.Marshal([]string(d))
}

// Explain turns the reasons of Unsure into sentences; of is the text of a code.
func (x *Reading) Explain(of func(code string) string) {
	for i := range x.Unsure {
		x.Unsure[i].Why = of(x.Unsure[i].Why)
	}
}

// JSON is the object the command prints, indented, with Vietnamese letters as they are.
func (x *Reading) JSON(w io.Writer) error {
	e := json.NewEncoder(w)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	return e.Encode(x)
}

// Reader reads plans with the words of one policy folder.
type Reader struct{ lex *lang.Lexicon }

// NewReader takes the words from reading/*.yaml of the policy folder.
func NewReader(from fs.FS) (*Reader, error) {
	lex, err := lang.LoadLexicon(from)
	if err != nil {
		return nil, err
	}
	return &Reader{lex: lex}, nil
}

// Extract reads a plan with the words the program carries. A file that is no plan is a fault of kind Invalid that
// says what it is instead; name is for that sentence only, the format is seen from the content.
func Extract(r io.ReaderAt, size int64, name string) (*Reading, error) {
	data, err := policy.Open("")
	if err != nil {
		return nil, err
	}
	reader, err := NewReader(data)
	if err != nil {
		return nil, err
	}
	return reader.Read(r, size, name)
}

// Find is the paragraph that stands at a place and the bytes of it that hold the words: all of it where it does not
// hold them as they are. at is -1 where no paragraph stands there.
func (x *Reading) Find(s paper.Source, words string) (at, from, to int) {
	for i, p := range x.Paragraphs {
		for _, have := range p.Sources {
			if have != s {
				continue
			}
			if k := strings.Index(p.Text, words); k >= 0 && words != "" {
				return i, k, k + len(words)
			}
			return i, 0, len(p.Text)
		}
	}
	return -1, 0, 0
}
