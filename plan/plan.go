// Package plan knows what was promised: plans and their versions, targets, tasks, duties to report, deliverables and the
// documents they rest on. Reading a plan from its document is plan/reading's.
//
// Whether a promise is kept is measured elsewhere; which office answers today for a duty given to one that is gone is
// asked of org; moving a day to a working day is the calendar's. The invariant: what a version says never changes once
// it was recorded; an amended plan is a new version, and a file read again is the version it already is.
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
	Agency string `yaml:"agency" json:"agency"`
	Named  string `yaml:"named" json:"named"`
}

// Goal is what is to be reached.
type Goal struct {
	Comparator Comparator `yaml:"comparator" json:"comparator"`
	Low        Decimal    `yaml:"low" json:"low"`
	High       Decimal    `yaml:"high" json:"high"` // equal to Low but for a range
	Unit       string     `yaml:"unit" json:"unit"`
	Year       int        `yaml:"year" json:"year"` // 0: none said
}

// Down says whether less is better: what must stay below a value.
func (g Goal) Down() bool { return g.Comparator == Less || g.Comparator == AtMost }

// Target is one thing promised; Goal.Comparator is "" where it is promised without a figure.
type Target struct {
	ID         string     `yaml:"id" json:"id"`
	Clause     string     `yaml:"clause" json:"clause"`
	Title      org.Name   `yaml:"title" json:"title"`
	Population org.Name   `yaml:"population" json:"population"`
	Goal       Goal       `yaml:"goal" json:"goal"`
	PartOf     string     `yaml:"part_of" json:"part_of"`
	Mention    string     `yaml:"mention" json:"mention"` // several targets that the plan names with one figure
	Note       org.Name   `yaml:"note" json:"note"`
	Source     string     `yaml:"-" json:"source"`     // place in the file it was read from
	Confidence Confidence `yaml:"-" json:"confidence"` // 100: entered by hand
}

// Quantified says whether the target has a figure.
func (t Target) Quantified() bool { return t.Goal.Comparator != "" }

// Task is one task with who leads and who joins in.
type Task struct {
	Number       string        `yaml:"number" json:"number"`
	Clause       string        `yaml:"clause" json:"clause"`
	Title        org.Name      `yaml:"title" json:"title"`
	Functions    []string      `yaml:"functions" json:"functions"` // by which a dissolved lead's successor is found; the first is the main one
	Lead         []Party       `yaml:"lead" json:"lead"`
	Coordinating []Party       `yaml:"coordinating" json:"coordinating"`
	Time         org.Name      `yaml:"time" json:"time"`
	Deadline     calendar.Date `yaml:"deadline" json:"deadline"`
	Serves       []string      `yaml:"serves" json:"serves"` // ids of targets
	Reading      string        `yaml:"reading" json:"reading"`
	Note         org.Name      `yaml:"note" json:"note"`
	Source       string        `yaml:"-" json:"source"`
	Confidence   Confidence    `yaml:"-" json:"confidence"`
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
	ID         string     `yaml:"id" json:"id"`
	Clause     string     `yaml:"clause" json:"clause"`
	Who        []Party    `yaml:"who" json:"who"`
	To         Party      `yaml:"to" json:"to"`
	Function   string     `yaml:"function" json:"function"`
	What       org.Name   `yaml:"what" json:"what"`
	Every      Every      `yaml:"every" json:"every"`
	Due        Due        `yaml:"due" json:"due"`
	Before     bool       `yaml:"before" json:"before"` // the plan says "before" the day
	Source     string     `yaml:"-" json:"source"`
	Confidence Confidence `yaml:"-" json:"confidence"`
}

// Charge is what the part on carrying out gives an agency to do beside reporting.
type Charge struct {
	ID     string   `yaml:"id" json:"id"`
	Clause string   `yaml:"clause" json:"clause"`
	Who    []string `yaml:"who" json:"who"` // agency ids
	What   org.Name `yaml:"what" json:"what"`
}

// Deliverable is something to be made or finished; a zero Due means that the plan fixes no day.
type Deliverable struct {
	ID         string        `yaml:"id" json:"id"`
	Task       string        `yaml:"task" json:"task"`
	Clause     string        `yaml:"clause" json:"clause"`
	Owner      string        `yaml:"owner" json:"owner"` // agency id
	Due        calendar.Date `yaml:"due" json:"due"`
	Target     string        `yaml:"target" json:"target"`
	What       org.Name      `yaml:"what" json:"what"`
	Source     string        `yaml:"-" json:"source"`
	Confidence Confidence    `yaml:"-" json:"confidence"`
}

// Citation is a document the plan rests on or names; Number is "" where it names it by title only.
type Citation struct {
	Number  string        `yaml:"number" json:"number"`
	Kind    string        `yaml:"kind" json:"kind"`
	Date    calendar.Date `yaml:"date" json:"date"`
	Issuer  string        `yaml:"issuer" json:"issuer"`
	Subject org.Name      `yaml:"subject" json:"subject"`
}

// Doubt is something in a version read from a file that a person should look at; Why is the code of a text.
type Doubt struct {
	Words  string `json:"words"`
	Why    string `json:"why"`
	Source string `json:"source"`
}

// Contents is all a version says.
type Contents struct {
	Targets      []Target      `json:"targets"`
	Tasks        []Task        `json:"tasks"`
	Duties       []Duty        `json:"duties"`
	Organisation []Charge      `json:"organisation"`
	Deliverables []Deliverable `json:"deliverables"`
	Citations    []Citation    `json:"citations"`
	Doubts       []Doubt       `json:"doubts"`
}
