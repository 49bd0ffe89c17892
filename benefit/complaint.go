package benefit

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"ansinh/auth"
	"ansinh/calendar"
	"ansinh/fault"
	"ansinh/gate"
	"ansinh/law"
	"ansinh/org"
	"ansinh/registry"
)

// Outcome is where a complaint stands.
type Outcome string

// The outcomes: received and accepted are open, the others are its end.
const (
	ComplaintReceived  Outcome = "received"
	ComplaintAccepted  Outcome = "accepted"
	ComplaintRejected  Outcome = "rejected" // not taken on
	Upheld             Outcome = "upheld"   // what was decided stands
	Remade             Outcome = "replaced" // another decision was made in its place
	Cancelled          Outcome = "cancelled"
	ComplaintWithdrawn Outcome = "withdrawn"
)

// Open says whether an answer is still owed.
func (o Outcome) Open() bool { return o == ComplaintReceived || o == ComplaintAccepted }

// follows are the outcomes that may follow an outcome.
var follows = map[Outcome][]Outcome{
	ComplaintReceived: {ComplaintAccepted, ComplaintRejected, ComplaintWithdrawn},
	ComplaintAccepted: {Upheld, Remade, Cancelled, ComplaintWithdrawn},
}

// Complaint is against a decision, or against the refusal of an application.
type Complaint struct {
	ID          int64
	Commune     org.UnitID
	HomeUnit    org.UnitID
	Person      registry.PersonID
	Decision    int64         // 0: a refusal
	Application ApplicationID // 0: a decision
	Received    calendar.Date
	By          string // who complains
	Content     string
	State       Outcome
	Accepted    calendar.Date
	Complex     bool
	Remote      bool
	AnsweredOn  calendar.Date
	Issuer      org.UnitID
	Number      string
	Signer      string
	Authority   string
	Note        string
	Made        int64 // the decision made instead; 0: none
	First       int64 // of a second complaint: the one it follows; 0: a first one
}

// ComplaintStep is one step that was taken.
type ComplaintStep struct {
	State Outcome
	At    time.Time
	Name  string
}

// Grievance is a complaint with what it is about and how long there is.
type Grievance struct {
	Complaint
	Term      ComplaintTerm
	Against   *Decision    // nil: a refusal
	Refused   *Application // nil: a decision
	Follows   *Complaint   // of a second complaint: the first
	Steps     []ComplaintStep
	TooLate   bool // it came after the time to complain was over, reckoned from the day of signing
	Then      Proof
	Now       Proof
	MayFollow bool // a second complaint may be made against its answer, or because there was none in time
	Agrees    bool // the law and the data of the day give what was answered
	Category  string
}

// Proof is the law's answer from what was known on a day.
type Proof struct {
	KnownOn calendar.Date
	Month   calendar.Month
	File    *registry.File
	Finding law.CategoryFinding
	Found   bool
}

// Complain records a complaint. Where one against the same answer is open already, that one is given and nothing
// changes. A citizen may complain for themselves: it is received today.
func (b *Benefits) Complain(ctx context.Context, actor auth.Actor, c Complaint) (Complaint, error) {
	c.By, c.Content = strings.TrimSpace(c.By), strings.TrimSpace(c.Content)
	today := calendar.DateOf(b.gate.Now())
	if c.Received.IsZero() || actor.Person != 0 {
		c.Received = today
	}
	wrong := fault.New(fault.Invalid, "benefit.complaint")
	if c.Content == "" {
		wrong.At("content", "benefit.complaint.content")
	}
	if c.Received > today {
		wrong.At("received", "benefit.application.future")
	}
	if err := wrong.OrNil(); err != nil {
		return c, err
	}
	may, unit, err := b.complainedOf(ctx, actor, &c)
	if err != nil {
		return c, err
	}
	if _, err := b.procedure.complaintTerms(c.Received); err != nil {
		return c, err
	}
	c.State = ComplaintReceived
	act := gate.Act{Permission: may, Unit: unit, Subject: fmt.Sprintf("person:%d", c.Person)}
	err = b.gate.Change(ctx, actor, act, func(tx *gate.Tx) error {
		all, err := complaintsOf(ctx, tx.Tx, c.Person)
		if err != nil {
			return err
		}
		if i := slices.IndexFunc(all, func(o Complaint) bool {
			return o.State.Open() && o.Decision == c.Decision && o.Application == c.Application && o.First == c.First
		}); i >= 0 {
			c = all[i]
			return nil
		}
		if c.ID, err = take(ctx, tx.Tx, "complaint", 1); err != nil {
			return err
		}
		tx.Note("complaint", c.ID)
		return insertComplaint(ctx, tx, c)
	})
	return c, err
}

// complainedOf fills in whom and where the answer was about, and says under what the actor may complain of it.
func (b *Benefits) complainedOf(ctx context.Context, actor auth.Actor, c *Complaint) (auth.Permission, string, error) {
	may, unit := MayDecide, ""
	if actor.Person != 0 {
		may = MayApply
	}
	if c.First != 0 {
		if err := b.follow(ctx, actor, may, c); err != nil {
			return may, "", err
		}
	}
	if c.Decision != 0 {
		d, in, err := b.decisionFor(ctx, actor, may, c.Decision)
		if err != nil {
			return may, "", err
		}
		c.Person, c.Commune, c.HomeUnit, c.Application, unit = d.Person, d.Commune, d.HomeUnit, 0, in
	} else {
		a, err := sought(ctx, b, actor, may, c.Application, applicationByID)
		if err != nil {
			return may, "", err
		}
		if a.State != Refused {
			return may, "", fault.New(fault.Conflict, "benefit.complaint.not_refused")
		}
		c.Person, c.Commune, c.HomeUnit, unit = a.Person, a.Commune, a.HomeUnit, string(a.HomeUnit)
	}
	if may == MayApply {
		if int64(c.Person) != actor.Person {
			return may, "", fault.New(fault.NotFound, "benefit.no_decision")
		}
		unit = actor.Unit
	}
	return may, unit, nil
}

// Ruling asks for a step of a complaint.
type Ruling struct {
	To      Outcome
	Complex bool
	Remote  bool
	From    calendar.Month // of a decision made instead, or of the cancellation
	On      calendar.Date  // zero: today
	Signer  string         // empty: the actor
	Note    string         // what was found
}

// Rule takes a complaint a step on. Remade makes the decision that the law gives now in place of the one complained of
// – or the first one, where an application was refused – and Cancelled ends it; both in one piece with the answer.
// Asked twice it changes nothing the second time.
func (b *Benefits) Rule(ctx context.Context, actor auth.Actor, id int64, r Ruling) (Complaint, error) {
	r.Note = strings.TrimSpace(r.Note)
	may := MayDecide
	if actor.Unit == "" && b.gate.May(actor, MayAppeal) {
		may = MayAppeal
	}
	c, err := sought(ctx, b, actor, may, id, complaintByID)
	if err != nil {
		return c, err
	}
	if r.Note == "" && r.To != ComplaintAccepted {
		return c, fault.New(fault.Invalid, "benefit.complaint").At("note", "benefit.complaint.note")
	}
	act := gate.Act{Permission: MayDecide, Unit: string(c.HomeUnit), Subject: fmt.Sprintf("person:%d", c.Person)}
	if c.First != 0 { // for the next level, and not for whoever answered the first
		act.Permission, act.Unit = MayAppeal, ""
	}
	err = b.gate.Change(ctx, actor, act, func(tx *gate.Tx) error {
		if c, err = complaintByID(ctx, tx.Tx, id); err != nil || c.State == r.To {
			return err
		}
		if !slices.Contains(follows[c.State], r.To) {
			return fault.New(fault.Conflict, "benefit.complaint.state", c.State)
		}
		i, err := b.sign(tx, r.On, r.Signer)
		if err != nil {
			return err
		}
		if i.on < c.Received || i.on < c.Accepted {
			return fault.New(fault.Invalid, "benefit.application.before", max(c.Received, c.Accepted).Vietnamese())
		}
		tx.Note("complaint", id)
		tx.Note("state", string(r.To))
		if err := b.rule(ctx, i, &c, r); err != nil {
			return err
		}
		return updateComplaint(ctx, tx, c)
	})
	return c, err
}

func (b *Benefits) rule(ctx context.Context, i *issuing, c *Complaint, r Ruling) error {
	c.State = r.To
	c.Issuer = i.issuer(c.HomeUnit)
	if up, ok := i.tree.Parent(c.HomeUnit, org.Province, i.on); ok && c.First != 0 {
		c.Issuer = up
	}
	if r.To == ComplaintWithdrawn {
		c.AnsweredOn, c.Note = i.on, r.Note
		return nil
	}
	c.Signer, c.Authority = i.signer, i.authority.ID
	if r.To == ComplaintAccepted {
		c.Accepted, c.Complex, c.Remote = i.on, r.Complex, r.Remote
		return b.notice(ctx, i, c)
	}
	c.AnsweredOn, c.Note = i.on, r.Note
	switch r.To {
	case ComplaintRejected:
		return b.notice(ctx, i, c)
	case Remade:
		made, err := b.remake(ctx, i.tx, c, r)
		if err != nil {
			return err
		}
		c.Made = made.ID
	case Cancelled:
		if c.Decision == 0 {
			return fault.New(fault.Invalid, "benefit.complaint").At("to", "benefit.complaint.nothing_to_cancel")
		}
		o := Order{Kind: Ending, From: r.From, Reason: r.Note, On: r.On, Signer: r.Signer}
		if err := o.Check(); err != nil {
			return err
		}
		if _, err := b.changed(ctx, i.tx, c.Decision, o); err != nil {
			return err
		}
	}
	serial, err := i.serial(ctx, c.Issuer)
	c.Number = fmt.Sprintf(b.procedure.Number, serial)
	return err
}

// notice numbers a notice: that a complaint is taken on, or that it is not.
func (b *Benefits) notice(ctx context.Context, i *issuing, c *Complaint) error {
	serial, err := take(ctx, i.tx.Tx, fmt.Sprintf("refusal:%s:%d", c.Issuer, i.on.Year()), 1)
	c.Number = fmt.Sprintf(b.procedure.complaints.Notice, serial)
	return err
}

// remake makes the decision that the law gives in place of what was complained of.
func (b *Benefits) remake(ctx context.Context, tx *gate.Tx, c *Complaint, r Ruling) (Decision, error) {
	g := Grant{Person: c.Person, From: r.From, On: r.On, Signer: r.Signer, Replaces: c.Decision}
	var d Decision
	var err error
	if c.Decision != 0 {
		if d, err = decisionByID(ctx, tx.Tx, c.Decision); err != nil {
			return Decision{}, err
		}
		g.Programme, g.Category = d.Programme, d.Category
		if d.Status != Active { // an end that was complained of: a new decision follows it
			g.Replaces = 0
		}
	} else {
		a, err := applicationByID(ctx, tx.Tx, c.Application)
		if err != nil {
			return Decision{}, err
		}
		g.Programme, g.Category = a.Programme, a.Category
	}
	if err := checkGrant(g); err != nil {
		return Decision{}, err
	}
	due, err := dueIn(ctx, tx, g)
	if fault.CodeOf(err) == "benefit.not_entitled" && g.Replaces != 0 { // another category of the programme
		due, err = dueInProgramme(ctx, tx, g)
		g.Category = due.Category
	}
	if err == nil && g.Replaces != 0 && due.Category == d.Category && due.Amount == d.Amount { // nothing would be other than it was
		err = fault.New(fault.Conflict, "benefit.complaint.same", g.From.Vietnamese())
	}
	if err != nil {
		return Decision{}, err
	}
	return b.grant(ctx, tx, g, due)
}

func dueInProgramme(ctx context.Context, tx *gate.Tx, g Grant) (Determined, error) {
	list, err := determinedOf(ctx, tx.Tx, g.Person, g.From)
	if err != nil {
		return Determined{}, err
	}
	i := slices.IndexFunc(list, func(d Determined) bool { return d.Programme == g.Programme })
	if i < 0 {
		return Determined{}, fault.New(fault.Conflict, "benefit.not_entitled", g.From.Vietnamese())
	}
	return list[i], nil
}
