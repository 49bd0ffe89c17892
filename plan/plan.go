// Package plan knows what was promised: plans and their versions, targets, tasks, duties to report, deliverables, the
// documents they rest on, and the reading of a plan from its document.
//
// Whether a promise is kept is measured elsewhere; which office answers today for a duty given to one that is gone is
// asked of org; moving a day to a working day is the calendar's. The invariant: what a version says never changes once
// it was recorded; an amended plan is a new version, and a file read again is the version it already is.
//
// Reading goes in stages, each in files of its own: format and Word (format, word*), lines and paragraphs (text, block),
// the outline (marker, outline, part_kind), targets (figure, unit, clause*, piece, target, grammar), tasks and agencies
// (label, charge, agency, task), what is to be made and reported (deliverable, reporting*), what is cited (citation), and
// how sure all that is (confidence).
package plan

import (
	"time"

	"ansinh/calendar"
	"ansinh/org"
)

// ID is a plan's id: its number in small letters and its year, 30-kh-ubnd-2024.
type ID string

// VersionID is a version's id: the plan's with "@" and the version's number.
type VersionID string

// Plan is a plan as it was issued.
type Plan struct {
	ID       ID
	Number   string // 30/KH-UBND
	Kind     string // Kế hoạch
	Issuer   Party
	Province string // unit code, or the name a document gave
	Date     calendar.Date
}

// Origin says what a version was made from.
type Origin string

// State says whether a version counts.
type State string

// A version from the policy folder is in force at once; one that was read from a document is a draft until confirmed.
const (
	FromPolicy   Origin = "policy"
	FromDocument Origin = "document"
	Draft        State  = "draft"
	InForce      State  = "in_force"
)

// Version is what a plan says from a day on.
type Version struct {
	ID         VersionID
	Plan       ID
	Number     int
	From       calendar.Date
	Title      org.Name
	Horizon    int // the year most targets are for
	Vision     int
	Origin     Origin
	State      State
	SHA256     string
	RecordedAt time.Time
	RecordedBy string
}

// Party is an agency as the plan names it, with its id where it is one of ours.
type Party struct {
	Agency string `yaml:"agency"`
	Named  string `yaml:"named"`
}

// Goal is what is to be reached.
type Goal struct {
	Comparator Comparator `yaml:"comparator"`
	Low        Decimal    `yaml:"low"`
	High       Decimal    `yaml:"high"` // equal to Low but for a range
	Unit       string     `yaml:"unit"`
	Year       int        `yaml:"year"` // 0: none said
}

// Down says whether less is better: what must stay below a value.
func (g Goal) Down() bool { return g.Comparator == Less || g.Comparator == AtMost }

// Target is one thing promised; Goal.Comparator is "" where it is promised without a figure.
type Target struct {
	ID         string     `yaml:"id"`
	Clause     string     `yaml:"clause"`
	Title      org.Name   `yaml:"title"`
	Population org.Name   `yaml:"population"`
	Goal       Goal       `yaml:"goal"`
	PartOf     string     `yaml:"part_of"`
	Mention    string     `yaml:"mention"` // several targets that the plan names with one figure
	Note       org.Name   `yaml:"note"`
	Source     string     `yaml:"-"` // place in the file it was read from
	Confidence Confidence `yaml:"-"` // 100: entered by hand
}

// Quantified says whether the target has a figure.
func (t Target) Quantified() bool { return t.Goal.Comparator != "" }

// Task is one task with who leads and who joins in.
type Task struct {
	Number       string        `yaml:"number"`
	Clause       string        `yaml:"clause"`
	Title        org.Name      `yaml:"title"`
	Functions    []string      `yaml:"functions"` // by which a dissolved lead's successor is found; the first is the main one
	Lead         []Party       `yaml:"lead"`
	Coordinating []Party       `yaml:"coordinating"`
	Time         org.Name      `yaml:"time"`
	Deadline     calendar.Date `yaml:"deadline"`
	Serves       []string      `yaml:"serves"` // ids of targets
	Reading      string        `yaml:"reading"`
	Note         org.Name      `yaml:"note"`
	Source       string        `yaml:"-"`
	Confidence   Confidence    `yaml:"-"`
}

// Function is the main one; "" where none is known.
func (t Task) Function() string {
	if len(t.Functions) == 0 {
		return ""
	}
	return t.Functions[0]
}

// Every says how often a duty comes.
type Every string

// How often a duty comes.
const (
	EveryYear    Every = "year"
	SeveralAYear Every = "part"
	Once         Every = "once"
	WhenNeeded   Every = "need"
)

// Duty is a duty to report.
type Duty struct {
	ID         string     `yaml:"id"`
	Clause     string     `yaml:"clause"`
	Who        []Party    `yaml:"who"`
	To         Party      `yaml:"to"`
	Function   string     `yaml:"function"`
	What       org.Name   `yaml:"what"`
	Every      Every      `yaml:"every"`
	Due        Due        `yaml:"due"`
	Before     bool       `yaml:"before"` // the plan says "before" the day
	Source     string     `yaml:"-"`
	Confidence Confidence `yaml:"-"`
}

// Charge is what the part on carrying out gives an agency to do beside reporting.
type Charge struct {
	ID     string   `yaml:"id"`
	Clause string   `yaml:"clause"`
	Who    []string `yaml:"who"` // agency ids
	What   org.Name `yaml:"what"`
}

// Deliverable is something to be made or finished; a zero Due means that the plan fixes no day.
type Deliverable struct {
	ID         string        `yaml:"id"`
	Task       string        `yaml:"task"`
	Clause     string        `yaml:"clause"`
	Owner      string        `yaml:"owner"` // agency id
	Due        calendar.Date `yaml:"due"`
	Target     string        `yaml:"target"`
	What       org.Name      `yaml:"what"`
	Source     string        `yaml:"-"`
	Confidence Confidence    `yaml:"-"`
}

// Citation is a document the plan rests on or names; Number is "" where it names it by title only.
type Citation struct {
	Number  string        `yaml:"number"`
	Kind    string        `yaml:"kind"`
	Date    calendar.Date `yaml:"date"`
	Issuer  string        `yaml:"issuer"`
	Subject org.Name      `yaml:"subject"`
}

// Doubt is something in a version read from a file that a person should look at; Why is the code of a text.
type Doubt struct {
	Words  string
	Why    string
	Source string
}

// Contents is all a version says.
type Contents struct {
	Targets      []Target
	Tasks        []Task
	Duties       []Duty
	Organisation []Charge
	Deliverables []Deliverable
	Citations    []Citation
	Doubts       []Doubt
}
