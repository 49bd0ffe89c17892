package benefit

import (
	"ansinh/calendar"
	"ansinh/money"
	"ansinh/org"
	"ansinh/registry"
)

// Status of a decision.
type Status string

// The two states.
const (
	Active Status = "active"
	Over   Status = "ended"
)

// Decision grants a person a category of a programme from a month on.
type Decision struct {
	ID        int64
	Person    registry.PersonID
	Programme string
	Category  string
	Commune   org.UnitID
	HomeUnit  org.UnitID
	Amount    money.Dong // the law's when it was decided; what is paid is the law's each month
	Number    string
	Issuer    org.UnitID
	From, To  calendar.Month // first and last month; zero To: until further notice
	DecidedOn calendar.Date
	Signer    string
	Authority string // id in the procedure
	Replaces  int64  // the decision it takes the place of; 0: none
	Law       string // hashes of what it rests on
	Snapshot  string
	Status    Status
	EndReason string
	Suspended bool // in the month it was asked for

	Once  bool              // given once, in its first month
	About registry.PersonID // of what is given once: whom the event concerned
	Event calendar.Month    // and its month
	Facts map[string]string // and what was stated of it

	serial int64 // its running number
}

// InForce says whether it grants the month.
func (d Decision) InForce(m calendar.Month) bool { return d.From <= m && (d.To.IsZero() || m <= d.To) }

// Grant is what is decided for one person.
type Grant struct {
	Person    registry.PersonID
	Programme string
	Category  string
	From      calendar.Month // its determination is what the decision rests on
	On        calendar.Date  // the day it is signed; zero: today
	Signer    string         // empty: the actor
	Replaces  int64          // a decision whose place it takes; that one ends with the month before From
}

// Accept chooses rows of a list; nil takes every row that is not marked as a second record of one person.
type Accept func(Row) bool

// Terms are what a whole list of decisions has in common.
type Terms struct {
	On     calendar.Date // zero: today
	Signer string        // empty: the actor
	Lists  []List        // Gap, Adjust; empty: Gap
	Accept Accept
}

// matter is what the law was asked for a decision, and for which month.
func (d Decision) matter() (matter, calendar.Month) {
	if d.Once {
		return matter{d.About, d.Facts}, d.Event
	}
	return matter{person: d.Person}, d.From
}
