package registry

import (
	"time"

	"ansinh/calendar"
	"ansinh/law"
	"ansinh/org"
	"ansinh/viet"
)

// Precision says how exactly a birth date is known; of what is not known the first day stands.
type Precision string

// The three precisions papers have.
const (
	ToDay   Precision = "day"
	ToMonth Precision = "month"
	ToYear  Precision = "year"
)

// Relation of a person to the head of the household.
type Relation string

// The relations the register tells apart.
const (
	Head       Relation = "head"
	Spouse     Relation = "spouse"
	Child      Relation = "child"
	ChildInLaw Relation = "child_in_law"
	Parent     Relation = "parent"
	Grandchild Relation = "grandchild"
	Relative   Relation = "relative"
	Other      Relation = "other"
)

var relations = map[Relation]bool{Head: true, Spouse: true, Child: true, ChildInLaw: true, Parent: true,
	Grandchild: true, Relative: true, Other: true}

// Relations are all relations, the nearest first.
func Relations() []Relation {
	return []Relation{Head, Spouse, Child, ChildInLaw, Parent, Grandchild, Relative, Other}
}

// SourceKind is what vouches for a fact.
type SourceKind string

// The kinds of source.
const (
	Document SourceKind = "document"
	Officer  SourceKind = "officer"
	System   SourceKind = "system"
)

// Source is whence something is known.
type Source struct {
	Kind   SourceKind
	Title  string
	Issued calendar.Date // of a document; zero where it has none
}

// Person is who somebody is, as last known.
type Person struct {
	ID             PersonID
	Code           string
	Name           string
	BirthDate      calendar.Date
	BirthPrecision Precision
	Sex            viet.Sex
	Ethnicity      string
	PersonalNumber string // 12 digits, "" where there is none
	OldNumber      string // 9 digits, "" where there is none
	Household      HouseholdID
	Relation       Relation
	Commune        org.UnitID // on the map of the day of entry
	HomeUnit       org.UnitID // on the finest map
	Recorded       time.Time
	Source         Source
}

// Household is people who live together.
type Household struct {
	ID       HouseholdID
	HomeUnit org.UnitID
	Commune  org.UnitID
	Address  string
	Recorded time.Time
	Members  []Person // by number
}

// Fact is one thing known of a person, their household or their area.
type Fact struct {
	ID         int64
	Fact       string
	Name       law.Name
	Value      string // as the vocabulary writes it; "" with certainty unknown
	Certainty  Certainty
	From, To   calendar.Date // [From, To); zero To: still holds
	Source     Source
	Recorded   time.Time
	RecordedBy string
	Superseded time.Time // zero: stands
	Kept       bool      // the register keeps it, no law asks it
}

// Certainty is how sure the source is.
type Certainty string

// The three certainties. Unknown is an answer too: somebody looked and could not tell.
const (
	Certain  Certainty = "certain"
	Declared Certainty = "declared" // said by the person, not yet verified
	Unknown  Certainty = "unknown"
)

// Channel is how money reaches a person.
type Channel string

// The channels.
const (
	ToAccount Channel = "account"
	ToCash    Channel = "cash"
	ToHome    Channel = "home"
)

// Payee is how a person takes money, over a time.
type Payee struct {
	Person   PersonID
	Channel  Channel
	Bank     string
	Number   string
	Holder   string
	Linked   Link
	From, To calendar.Date
	Recorded time.Time
}
