package plan

import (
	"context"
	"slices"
	"strconv"
	"strings"

	"ansinh/auth"
	"ansinh/calendar"
	"ansinh/fault"
	"ansinh/gate"
	"ansinh/viet"
)

// ReviewProposed is a review of an amending plan whose changes were proposed for the plan it amends.
const ReviewProposed ReviewState = "proposed"

// Proposal is what an amending plan changes in a plan in force: what can be proposed, and how many of its items cannot be
// said as a change of what is there and stay for people to enter.
type Proposal struct {
	Base  Version
	Edits []Edit
	Rest  int
}

// ProposalOf compares what was accepted of an amending plan with the plan it names; fault plan.review.amends_none where it
// names no plan in force.
func (p *Plans) ProposalOf(ctx context.Context, actor auth.Actor, id string) (out Proposal, err error) {
	err = p.gate.Read(ctx, actor, reviewAct(id), func(t *gate.Tx) error {
		s, err := sheet(ctx, t, id)
		if err != nil {
			return err
		}
		out, err = proposalOf(ctx, t, s)
		return err
	})
	return out, err
}

func proposalOf(ctx context.Context, t *gate.Tx, s ReviewSheet) (Proposal, error) {
	base, err := amended(ctx, t, s)
	if err != nil {
		return Proposal{}, err
	}
	c, err := contents(ctx, t.Tx, base.ID)
	if err != nil {
		return Proposal{}, err
	}
	out := Proposal{Base: base}
	for _, i := range s.Items {
		if !i.Kept() || i.Kind != ItemTarget && i.Kind != ItemTask {
			continue
		}
		edits, found := i.edits(c)
		out.Edits = append(out.Edits, edits...)
		if !found {
			out.Rest++
		}
	}
	return out, nil
}

// amended is the version in force of the first plan that the document names by its number.
func amended(ctx context.Context, t *gate.Tx, s ReviewSheet) (Version, error) {
	all, err := plans(ctx, t.Tx)
	if err != nil {
		return Version{}, err
	}
	for _, i := range s.Items {
		if i.Kind != ItemCitation || i.State == ItemRejected {
			continue
		}
		at := slices.IndexFunc(all, func(p Plan) bool {
			return p.Number != "" && strings.EqualFold(p.Number, i.Fields["number"]) && (p.Date == 0 || i.Fields["date"] == "" || p.Date.String() == i.Fields["date"])
		})
		if at < 0 {
			continue
		}
		v, err := currentVersion(ctx, t.Tx, all[at].ID, calendar.DateOf(t.Now))
		if err == nil {
			return v, nil
		}
		if !fault.Is(err, fault.NotFound) {
			return Version{}, err
		}
	}
	return Version{}, fault.New(fault.Invalid, "plan.review.amends_none")
}

// edits are what an item says otherwise than the target or task of the plan that it speaks of; found is false where the
// plan has none.
func (i ReviewItem) edits(c Contents) (out []Edit, found bool) {
	if i.Kind == ItemTask {
		at := slices.IndexFunc(c.Tasks, func(t Task) bool { return t.Number == i.Fields["number"] })
		if at < 0 {
			return nil, false
		}
		if day := i.Fields["deadline"]; day != "" && day != c.Tasks[at].Deadline.String() {
			out = append(out, Edit{Kind: "task", ID: c.Tasks[at].Number, Field: "deadline", Value: day})
		}
		return out, true
	}
	t := i.target(c)
	if t == nil {
		return nil, false
	}
	for _, f := range [][3]string{{"low", i.Fields["low"], string(t.Goal.Low)}, {"high", i.Fields["high"], string(t.Goal.High)}, {"year", i.Fields["year"], strconv.Itoa(t.Goal.Year)}} {
		if f[1] != "" && f[1] != f[2] && (f[0] != "high" || t.Goal.Comparator == Between) {
			out = append(out, Edit{Kind: "target", ID: t.ID, Field: f[0], Value: f[1]})
		}
	}
	return out, true
}

// target is the target of the plan whose words are most like the item's, in the same unit; nil where none has most of them.
func (i ReviewItem) target(c Contents) *Target {
	var best *Target
	most := 60
	for k := range c.Targets {
		t := &c.Targets[k]
		if !strings.EqualFold(t.Goal.Unit, i.Fields["unit"]) {
			continue
		}
		if n := alike(t.Title.VI+" "+t.Population.VI, i.Fields["indicator"]+" "+i.Fields["population"]); n > most {
			best, most = t, n
		}
	}
	return best
}

// alike is the share of words two texts have in common, in hundredths of the shorter.
func alike(a, b string) int {
	as, bs := strings.Fields(viet.Fold(a)), strings.Fields(viet.Fold(b))
	if len(as) > len(bs) {
		as, bs = bs, as
	}
	n := 0
	for _, w := range as {
		if slices.Contains(bs, w) {
			n++
		}
	}
	return n * 100 / max(len(as), 1)
}

// ProposeReview proposes what an amending plan changes, for others to weigh and decide. Every item must have been looked
// at, and something must change.
func (p *Plans) ProposeReview(ctx context.Context, actor auth.Actor, id string) (a Amendment, err error) {
	err = p.gate.Change(ctx, actor, gate.Act{Permission: mayPropose, Unit: actor.Unit, Subject: "review:" + id}, func(t *gate.Tx) error {
		s, err := sheet(ctx, t, id)
		if err != nil {
			return err
		}
		if s.State != ReviewOpen {
			return fault.New(fault.Conflict, "plan.review.closed")
		}
		if n := s.Open(); n > 0 {
			return fault.New(fault.Conflict, "plan.review.open", n)
		}
		found, err := proposalOf(ctx, t, s)
		if err != nil {
			return err
		}
		if len(found.Edits) == 0 {
			return fault.New(fault.Invalid, "plan.review.amends_nothing", found.Base.ID)
		}
		c, err := contents(ctx, t.Tx, found.Base.ID)
		if err != nil {
			return err
		}
		if err := apply(&c, found.Edits); err != nil {
			return err
		}
		a = Amendment{Plan: found.Base.Plan, Base: found.Base.ID, Title: s.Head.Title, Reason: strings.TrimSpace(s.Head.Kind + " " + s.Head.Number), Edits: found.Edits, State: "proposed"}
		if a.ID, err = insertAmendment(ctx, t, a); err != nil {
			return err
		}
		t.Note("amendment", a.ID)
		if err := insertAmendmentStep(ctx, t, a.ID, "proposed", a.Reason); err != nil {
			return err
		}
		return closeReview(ctx, t.Tx, id, ReviewProposed, found.Base.ID)
	})
	return a, err
}
