package law

import "ansinh/money"

// Benefit is what one row is due in the month under one category. A row can hold several of one programme where the
// law lets them add up.
type Benefit struct {
	Row       int32
	Programme uint16 // number in Book.Programmes
	Category  uint16 // number in Book.Categories
	Amount    money.Dong
}

// Missing says that a row may be due more under a programme, and which facts would decide it. What is certain is
// among the benefits all the same; what is unknown pays nothing.
type Missing struct {
	Row       int32
	Programme uint16
	Facts     []uint16 // numbers in Vocabulary.Facts, ascending; shared between rows, not to be changed
}

// Unread says that a row meets a category, or may meet it, of which the law gives something that was not read: nothing
// is paid for it and nothing denied.
type Unread struct {
	Row       int32
	Programme uint16
	Category  uint16
	May       bool     // it is not certain that the row meets the category
	Facts     []uint16 // those that would decide; shared between rows, not to be changed
}

// Result is the answer for a table, all lists by row and programme (benefits and what was not read also by category).
type Result struct {
	Benefits []Benefit
	Unknown  []Missing
	Unread   []Unread
}

// FactValue is one fact of one person as text (true, 12, 1946-05-01, poor) and whence it is known.
type FactValue struct {
	Text   string `json:"value"`
	Source string `json:"source,omitempty"`
}

// Facts is what is known of one person, by the fact's id. A fact that is not there is unknown.
type Facts map[string]FactValue
