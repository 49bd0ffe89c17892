// Package wire is the contract by which a register is asked whether what is held elsewhere agrees: the messages as JSON
// over HTTPS and how they are signed (docs/interop.md). Both sides read it; it knows nobody's tables and keeps nothing.
//
// Its invariant: what has no signature of the other side over exactly these bytes, for this very question and of this
// hour, is no message.
package wire

import (
	"encoding/json"
	"strconv"

	"ansinh/calendar"
	"ansinh/fault"
	"ansinh/viet"
)

// What both sides agree on.
const (
	Version = 1
	Path    = "/v1/verifications"
	Largest = 500     // questions in a batch
	MaxBody = 2 << 20 // bytes of a message
)

// Batch is one message of questions.
type Batch struct {
	Version   int        `json:"version"`
	Batch     string     `json:"batch"`
	Asker     string     `json:"asker"`
	Questions []Question `json:"questions"`
}

// Question is what is held of one person: no more than the other side needs to say whether it agrees.
type Question struct {
	Ref    string `json:"ref"` // within the batch
	Number string `json:"number"`
	Name   string `json:"name"`
	Born   string `json:"born"`
	Known  string `json:"born_known"` // day, month or year
	Sex    string `json:"sex"`
}

// Answers are the answers to one batch: one for each question, in any order.
type Answers struct {
	Version  int      `json:"version"`
	Batch    string   `json:"batch"`
	Register string   `json:"register"`
	StandIn  bool     `json:"stand_in"` // no register, a stand-in for tests and demonstrations
	Answers  []Answer `json:"answers"`
}

// Found is what is said of a number.
type Found string

// The three: it is this person's and this is what stands there; nobody has it; somebody else has it, of whom nothing is
// said.
const (
	Holder  Found = "found"
	Nobody  Found = "unknown"
	Another Found = "other"
)

// Answer is what is said to one question.
type Answer struct {
	Ref   string `json:"ref"`
	Found Found  `json:"found"`
	Name  string `json:"name,omitempty"`
	Born  string `json:"born,omitempty"`
	Known string `json:"born_known,omitempty"`
	Sex   string `json:"sex,omitempty"`
	Died  string `json:"died,omitempty"`  // day of death
	Moved string `json:"moved,omitempty"` // day of moving out of the area of the asker
	To    string `json:"moved_to,omitempty"`
}

// longest name or place that is taken in.
const longest = 200

// ReadAnswers reads the answers to a batch: every question answered once, in words of the contract. What is not so is
// refused whole, with the first thing that is wrong.
func ReadAnswers(body []byte, to Batch, today calendar.Date) (Answers, error) {
	var a Answers
	if err := json.Unmarshal(body, &a); err != nil {
		return a, fault.Wrap(err, fault.Invalid, "interop.answer.unreadable")
	}
	switch {
	case a.Version != Version:
		return a, fault.New(fault.Invalid, "interop.answer.version", strconv.Itoa(a.Version))
	case a.Batch != to.Batch:
		return a, fault.New(fault.Invalid, "interop.answer.batch")
	}
	asked, said := map[string]bool{}, map[string]bool{}
	for _, q := range to.Questions {
		asked[q.Ref] = true
	}
	for i := range a.Answers {
		x := &a.Answers[i]
		switch {
		case !asked[x.Ref]:
			return a, fault.New(fault.Invalid, "interop.answer.not_asked")
		case said[x.Ref]:
			return a, fault.New(fault.Invalid, "interop.answer.twice")
		}
		said[x.Ref] = true
		if what := x.wrong(today); what != "" {
			return a, fault.New(fault.Invalid, "interop.answer.field", what)
		}
	}
	if len(said) != len(asked) {
		return a, fault.New(fault.Invalid, "interop.answer.missing", strconv.Itoa(len(said)), strconv.Itoa(len(asked)))
	}
	return a, nil
}

// wrong names the field that is not as the contract says; "" where all are. Texts are brought into their one form.
func (x *Answer) wrong(today calendar.Date) string {
	if x.Found == Nobody || x.Found == Another {
		*x = Answer{Ref: x.Ref, Found: x.Found} // nothing of anybody else is taken in
		return ""
	}
	x.Name, x.To = viet.NFC(x.Name), viet.NFC(x.To)
	born, err := calendar.ParseDate(x.Born)
	switch {
	case x.Found != Holder:
		return "found"
	case x.Name == "" || len(x.Name) > longest:
		return "name"
	case err != nil || born > today:
		return "born"
	case x.Known != "day" && x.Known != "month" && x.Known != "year":
		return "born_known"
	case x.Sex != string(viet.Male) && x.Sex != string(viet.Female):
		return "sex"
	case !dayOr(x.Died, born, today):
		return "died"
	case !dayOr(x.Moved, born, today):
		return "moved"
	case len(x.To) > longest:
		return "moved_to"
	}
	return ""
}

func dayOr(s string, from, to calendar.Date) bool {
	if s == "" {
		return true
	}
	d, err := calendar.ParseDate(s)
	return err == nil && d >= from && d <= to
}
