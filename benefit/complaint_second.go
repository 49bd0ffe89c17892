package benefit

import (
	"context"

	"ansinh/auth"
	"ansinh/calendar"
	"ansinh/fault"
)

// follow makes a complaint the second one after a first: about what the first was about, or, where that was answered by
// another decision, about this one.
func (b *Benefits) follow(ctx context.Context, actor auth.Actor, may auth.Permission, c *Complaint) error {
	first, err := sought(ctx, b, actor, may, c.First, complaintByID)
	if err != nil {
		return err
	}
	seen := c.Received
	if seen.IsZero() {
		seen = calendar.DateOf(b.gate.Now())
	}
	term, err := b.procedure.ComplaintTerm(first, seen)
	if err != nil {
		return err
	}
	c.Decision, c.Application = first.Decision, first.Application
	if first.Made != 0 {
		c.Decision, c.Application = first.Made, 0
	}
	return b.followable(first, term, seen)
}

// followable says why no second complaint can follow; nil where one can.
func (b *Benefits) followable(first Complaint, term ComplaintTerm, seen calendar.Date) error {
	switch {
	case first.First != 0:
		return fault.New(fault.Conflict, "benefit.complaint.second")
	case first.State == ComplaintRejected || first.State == ComplaintWithdrawn:
		return fault.New(fault.Conflict, "benefit.complaint.no_answer")
	case first.State.Open() && seen <= term.Due:
		return fault.New(fault.Conflict, "benefit.complaint.unanswered", term.Due.Vietnamese())
	}
	return nil
}

// lastForSecond is the last day for a second complaint.
func (p *Procedure) lastForSecond(first Complaint, remote bool) calendar.Date {
	from := first.AnsweredOn
	if term, err := p.ComplaintTerm(first, first.Received); from.IsZero() && err == nil {
		from = term.Due
	}
	days := p.complaints.Second.Limit.Days
	if remote {
		days = p.complaints.Second.Limit.Remote
	}
	return from.Add(days)
}

// SecondLimit is how many days there are for a second complaint, in remote areas, and where that stands.
func (p *Procedure) SecondLimit() (days, remote int, source string) {
	l := p.complaints.Second.Limit
	return l.Days, l.Remote, l.Source
}
