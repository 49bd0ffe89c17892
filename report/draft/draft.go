// Package draft is reports that people write on a page: drawn up from the data, edited paragraph by paragraph, sent to
// who approves them, signed and locked. A figure in a sentence is a reference to its source and cannot be typed over; every
// saving is a version; what was signed stays as it was, and is marked where its figures were corrected since.
//
// It does not measure anything and it does not know how a document looks: figures come from report and from the plan's
// evidence, the form from docx. Its invariant: a version makes the same bytes whenever they are made again.
package draft

import (
	"ansinh/auth"
	"ansinh/calendar"
	"ansinh/gate"
	"ansinh/org"
	"ansinh/plan"
	"ansinh/report"
	"ansinh/report/docx"
	"ansinh/returns"
	"ansinh/text"
)

// Permissions.
const (
	MayRead    auth.Permission = "report.read"
	MayWrite   auth.Permission = "report.write"
	MayDraft   auth.Permission = "report.draft"
	MayApprove auth.Permission = "report.approve"
	MaySign    auth.Permission = "report.sign"
)

// ID is a report's number.
type ID int64

// Kind says what a report is drawn up from.
type Kind string

// The kinds.
const (
	OfAgency     Kind = "agency"
	Consolidated Kind = "consolidated"
	FromTemplate Kind = "template"
)

// State is where a report stands.
type State string

// The states. A draft and one that was sent back can be edited; one that is signed never changes.
const (
	Open      State = "draft"
	Submitted State = "submitted"
	SentBack  State = "returned"
	Approved  State = "approved"
	Signed    State = "signed"
)

// Editable says whether the text may be changed.
func (s State) Editable() bool { return s == Open || s == SentBack }

// Draft is a report with its history.
type Draft struct {
	ID       ID
	Kind     Kind
	Year     int
	Period   string
	Holder   string
	Area     org.UnitID
	AsOf     calendar.Date
	Title    string
	Template string
	State    State
	Version  int
	MadeAt   string
	MadeBy   string

	Steps    []Step    // oldest first; only filled for one report
	Versions []Version // oldest first, without their content
}

// Step is one change of state.
type Step struct {
	State   State
	Version int
	At      string
	Actor   string
	Name    string
	Note    string
}

// Version is one saving.
type Version struct {
	Number int
	At     string
	Actor  string
	Name   string
	Note   string
}

// Ask says which report is to be drawn up.
type Ask struct {
	Kind     Kind
	Year     int
	Period   string
	Holder   string // agency; "" is the actor's own, or who answers for the consolidated report
	AsOf     calendar.Date
	Area     org.UnitID
	Template string
}

// Drafts is the use cases.
type Drafts struct {
	gate  *gate.Gate
	words *words
	form  *docx.Form
	Options
}

// Options are the rooms it looks into.
type Options struct {
	Reports  *report.Service
	Plans    *plan.Plans
	Returns  *returns.Service
	Tree     *org.Tree
	Agencies *org.Agencies
	Texts    *text.Texts
}
