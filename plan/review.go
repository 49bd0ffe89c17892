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

// AcceptFrom are the bounds of confidence from which open items may be accepted together, the highest first.
var AcceptFrom = []Confidence{95, sureItem, 80}

// OpenAt says whether the item is open, read with at least this confidence, and whole.
func (i ReviewItem) OpenAt(atLeast Confidence) bool {
	return i.State == ItemOpen && i.Kind != ItemNote && i.Confidence >= atLeast && checkFields(i.Kind, i.Fields) == nil
}

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

// LastOf are the items that a person judged last, all of one moment, as each stood before: what undoing restores. nil
// where there is nothing of theirs, or somebody judged one of them since; what was added by hand is not taken back.
func (s ReviewSheet) LastOf(person string) []ReviewItem {
	newest, before := map[int]ReviewStep{}, map[int]ReviewStep{}
	for _, st := range s.Steps { // by item and step
		if had, ok := newest[st.Item]; ok {
			before[st.Item] = had
		}
		newest[st.Item] = st
	}
	var at time.Time
	for seq, st := range newest {
		if _, ok := before[seq]; ok && st.By == person && st.State != ItemOpen && st.At.After(at) {
			at = st.At
		}
	}
	var out []ReviewItem
	for _, i := range s.Items {
		st, was := newest[i.Seq], before[i.Seq]
		if st.By == person && st.State != ItemOpen && st.At.Equal(at) && was.Fields != nil {
			i.State, i.Fields = was.State, was.Fields
			out = append(out, i)
		}
	}
	return out
}
