package draft

import (
	"slices"
	"strings"

	"ansinh/auth"
	"ansinh/calendar"
	"ansinh/fault"
	"ansinh/report"
)

// unwritten are the paragraphs in which a sentence still stands that was put there for the agency to replace, by the
// heading above each.
func (s *Drafts) unwritten(c Content) []string {
	var fillers []string
	for _, code := range s.words.FillIn {
		fillers = append(fillers, s.words.Say[code])
	}
	var out []string
	heading := ""
	for _, b := range c.Blocks {
		words := strings.TrimSpace(report.Plain(b.Text))
		if b.Kind == "heading" {
			heading = words
		}
		if !b.Edited() || !slices.ContainsFunc(fillers, func(f string) bool { return strings.Contains(words, f) }) {
			continue
		}
		if !slices.Contains(out, heading) {
			out = append(out, heading)
		}
	}
	return out
}

// written refuses a report in which something is still to be written.
func (s *Drafts) written(c Content) error {
	if left := s.unwritten(c); len(left) > 0 {
		return fault.New(fault.Invalid, "draft.unwritten", strings.Join(left, "; "))
	}
	return nil
}

// Signs says whether an actor may sign a holder's report: only the holder's own signer, or the signer of the agency that
// answers for it since a reorganisation.
func (s *Drafts) Signs(actor auth.Actor, holder string) bool {
	if !s.gate.May(actor, MaySign) || actor.Agency == "" {
		return false
	}
	now, _ := s.Agencies.Responsible(holder, "", calendar.DateOf(s.gate.Now()))
	return actor.Agency == holder || actor.Agency == now.ID
}
