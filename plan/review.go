package plan

import (
	"time"
)

// Review is a document that was read and waits for a person to hold what was found against it. Only what a person
// accepted becomes part of a plan.
type Review struct {
	ID      string // SHA-256 of the file
	File    string
	Head    ReviewHead
	LaidAt  time.Time
	LaidBy  string
	State   ReviewState
	Version VersionID // what it became; "" until it is imported
}

// ReviewHead is what the document says of itself.
type ReviewHead struct {
	Number   string `json:"number"`
	Kind     string `json:"kind"`
	Issuer   string `json:"issuer"`
	Province string `json:"province"`
	Date     string `json:"date"`
	Title    string `json:"title"`
	Horizon  int    `json:"horizon"`
	Amends   bool   `json:"amends"` // its title says that it changes another plan
}

// ReviewState says how far a review is.
type ReviewState string

// The states of a review.
const (
	ReviewOpen      ReviewState = "open"
	ReviewImported  ReviewState = "imported"
	ReviewWithdrawn ReviewState = "withdrawn"
)

// ItemKind is what kind of thing was found.
type ItemKind string

// The kinds of items. A note is a figure that could not be placed: seeing it is all that is asked.
const (
	ItemTarget      ItemKind = "target"
	ItemTask        ItemKind = "task"
	ItemDuty        ItemKind = "duty"
	ItemDeliverable ItemKind = "deliverable"
	ItemCitation    ItemKind = "citation"
	ItemNote        ItemKind = "note"
)

// ItemState says what a person said of an item.
type ItemState string

// The states of an item.
const (
	ItemOpen     ItemState = "open"
	ItemAccepted ItemState = "accepted" // as it was read
	ItemChanged  ItemState = "changed"  // after a correction
	ItemRejected ItemState = "rejected"
)

// ReviewItem is one thing found, as it stands now.
type ReviewItem struct {
	Seq        int
	Kind       ItemKind
	Confidence Confidence
	Why        string // code of a text; "" where nothing is doubtful
	Paragraph  int    // -1 for none
	From, To   int    // bytes of the paragraph that hold it
	Fields     map[string]string
	State      ItemState
}

// Sure says whether the item needs no second look by itself.
func (i ReviewItem) Sure() bool { return i.Confidence >= sureItem && i.Kind != ItemNote }

// sureItem is the confidence from which all open items may be accepted together.
const sureItem Confidence = 90

// Kept says whether the item goes into the plan.
func (i ReviewItem) Kept() bool { return i.State == ItemAccepted || i.State == ItemChanged }

// ReviewText is a paragraph of the document.
type ReviewText struct {
	Place   string
	Heading bool
	Words   string
}

// ReviewStep is what somebody said of an item; step 0 is what was read.
type ReviewStep struct {
	Item   int
	State  ItemState
	Fields map[string]string
	At     time.Time
	By     string // login
	Name   string
}

// ReviewSheet is a review with all that belongs to it.
type ReviewSheet struct {
	Review
	Text  []ReviewText
	Items []ReviewItem
	Steps []ReviewStep // by item and step
}

// Open is how many items nobody has looked at.
func (s ReviewSheet) Open() (n int) {
	for _, i := range s.Items {
		if i.State == ItemOpen {
			n++
		}
	}
	return n
}
