package benefit

import (
	"ansinh/calendar"
	"ansinh/money"
	"ansinh/org"
	"ansinh/registry"
)

// List is one of the four lists of a month.
type List string

// The lists.
const (
	Gap     List = "gap"     // entitled and not enrolled
	Review  List = "review"  // enrolled, and not or no longer entitled, or enrolled twice
	Adjust  List = "adjust"  // enrolled, and the ground or the amount is another one now
	Unknown List = "unknown" // a fact is missing
)

// Lists are all four, in the order people read them.
func Lists() []List { return []List{Gap, Review, Adjust, Unknown} }

// Reason says why a row stands in its list, and why a line of the roster is held.
type Reason string

// The reasons.
const (
	NeverEnrolled Reason = "never_enrolled" // gap: nobody ever decided
	Ended         Reason = "ended"          // gap: a decision for this category has ended
	Twin          Reason = "twin"           // gap, review, held: another record is held to be the same person
	Dead          Reason = "dead"           // review, held
	Moved         Reason = "moved"          // review, held: left the province
	Absent        Reason = "absent"         // review, held: not in the register
	Replaced      Reason = "replaced"       // review, held: entitled under another programme now
	Condition     Reason = "condition"      // review, held: a condition no longer holds
	Ground        Reason = "ground"         // adjust: another category of the programme now; paid, the decision to be adjusted
	Rate          Reason = "rate"           // adjust: another amount than the decision names
	Missing       Reason = "missing"        // unknown, held: enrolled, and a fact is missing
	Possible      Reason = "possible"       // unknown: not enrolled, and a fact would decide
	MaybeMore     Reason = "maybe_more"     // unknown: something is certain, more is possible
	Relocated     Reason = "relocated"      // adjust: lives in another commune now, where the decision must be made anew
	Suspended     Reason = "suspended"      // held: the decision is suspended
	Unread        Reason = "unread"         // unknown, held: the law gives something that was not read
	Undetermined  Reason = "undetermined"   // held: nothing was determined for this decision
)

// Row is one row of a list.
type Row struct {
	Month       calendar.Month
	List        List
	Person      registry.PersonID
	Programme   string
	Category    string // empty where a missing fact leaves it open
	Commune     org.UnitID
	HomeUnit    org.UnitID
	Reason      Reason
	Decision    int64 // 0: none in force
	OldCategory string
	Old, New    money.Dong // what the decision names, what the law gives
	Missing     []string   // ids of facts
	Done        *Done      // what was done about it since; nil: nothing yet
}

// Done is what was done about a row after the month was determined. The row stays where it stands: the lists of a
// frozen month are evidence of what was found.
type Done struct {
	How      string // decided, replaced, ended
	Decision int64  // the one that was made, or that has ended
	Number   string
	On       calendar.Date // of the decision made; of an end the day it was recorded
	By       string        // who signed, or who ended it
}

// Determined is what the law gives a person in a month under one category.
type Determined struct {
	Month     calendar.Month
	Person    registry.PersonID
	Programme string
	Category  string
	Commune   org.UnitID
	HomeUnit  org.UnitID
	Household registry.HouseholdID
	Amount    money.Dong
	Twin      registry.PersonID // the record that goes before this one as the same person; 0: none
}
