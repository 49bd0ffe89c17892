package review

import (
	"time"

	"ansinh/calendar"
)

// What was done with a sheet.
type What string

// The steps.
const (
	Surveyed What = "survey"
	Objected What = "objection"
	Answered What = "answer"
	Decided  What = "decision"
	Undone   What = "undoing"
)

// Step is one thing that was done with a sheet. It stays when the sheet says something else.
type Step struct {
	Number  int               `json:"-"`
	What    What              `json:"-"`
	At      time.Time         `json:"-"`
	By      string            `json:"-"`
	On      calendar.Date     `json:"on,omitempty"`
	Answers map[string]string `json:"answers,omitempty"` // of a survey, by fact
	Result  string            `json:"result,omitempty"`
	Who     string            `json:"who,omitempty"`   // objects
	Text    string            `json:"text,omitempty"`  // of an objection, an answer, a reason
	Paper   string            `json:"paper,omitempty"` // number of a decision, or of what took it back
}

// Since are the steps taken after a sheet was seen.
func (s Sheet) Since(seen int) []Step {
	var out []Step
	for _, x := range s.Steps {
		if seen > 0 && x.Number >= seen {
			out = append(out, x)
		}
	}
	return out
}
