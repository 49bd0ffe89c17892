package benefit

import (
	"context"
	"fmt"
	"io/fs"
	"slices"
	"strings"

	"ansinh/auth"
	"ansinh/calendar"
	"ansinh/fault"
	"ansinh/gate"
	"ansinh/org"
	"ansinh/policy"
	"ansinh/registry"
)

// complaintRules is how long a complaint may take.
type complaintRules struct {
	Limit  allowed         `yaml:"limit"`
	Notice string          `yaml:"notice"`
	Second secondRules     `yaml:"second"`
	Terms  []complaintTerm `yaml:"terms"`
}

type complaintTerm struct {
	ID      string        `yaml:"id"`
	From    calendar.Date `yaml:"from"`
	To      calendar.Date `yaml:"to"`
	Accept  allowed       `yaml:"accept"`
	Resolve resolving     `yaml:"resolve"`
	Bases   []string      `yaml:"bases"`
}

// resolving is how many days there are for an answer.
type resolving struct {
	Days          int    `yaml:"days"`
	Complex       int    `yaml:"complex"`
	Remote        int    `yaml:"remote"`
	RemoteComplex int    `yaml:"remote_complex"`
	Source        string `yaml:"source"`
	Confidence    string `yaml:"confidence"`
}

func (r resolving) half() bool {
	return r.Source == "" || slices.Min([]int{r.Days, r.Complex, r.Remote, r.RemoteComplex}) < 1
}

// secondRules are those of a second complaint.
type secondRules struct {
	Limit struct {
		Days       int    `yaml:"days"`
		Remote     int    `yaml:"remote"`
		Source     string `yaml:"source"`
		Confidence string `yaml:"confidence"`
	} `yaml:"limit"`
	Accept  allowed   `yaml:"accept"`
	Resolve resolving `yaml:"resolve"`
	Bases   []string  `yaml:"bases"`
}

// allowed is a number of days.
type allowed struct {
	Days       int    `yaml:"days"`
	Working    bool   `yaml:"working"`
	Source     string `yaml:"source"`
	Confidence string `yaml:"confidence"`
}

const complaintFile = "benefit/complaint.yaml"

func loadComplaints(from fs.FS) (*complaintRules, error) {
	r := &complaintRules{}
	if err := policy.YAML(from, complaintFile, r); err != nil {
		return nil, err
	}
	wrong := fault.New(fault.Invalid, "benefit.procedure", complaintFile)
	if strings.Count(r.Notice, "%") != 1 || !strings.Contains(r.Notice, "%d") {
		wrong.At("notice", "benefit.procedure.number")
	}
	if r.Limit.Days < 1 || r.Limit.Source == "" || len(r.Terms) == 0 {
		wrong.At("limit", "benefit.procedure.half")
	}
	if s := r.Second; min(s.Limit.Days, s.Limit.Remote, s.Accept.Days) < 1 || s.Limit.Source == "" || s.Accept.Source == "" || s.Resolve.half() {
		wrong.At("second", "benefit.procedure.half")
	}
	for i, t := range r.Terms {
		if t.ID == "" || t.From.IsZero() || t.Accept.Days < 1 || t.Accept.Source == "" || t.Resolve.half() {
			wrong.At(fmt.Sprintf("terms[%d]", i), "benefit.procedure.half")
		}
	}
	return r, wrong.OrNil()
}

// ComplaintTerm is the time for the step that comes next, or for the last one that was taken.
type ComplaintTerm struct {
	Accept  calendar.Date // last day to take it on or not
	Resolve calendar.Date // last day to answer; zero until it is taken on
	Due     calendar.Date // of the step that is owed, or was owed last
	Late    bool
	Source  string
	Bases   []string
}

func (p *Procedure) complaintTerms(received calendar.Date) (complaintTerm, error) {
	for _, t := range p.complaints.Terms {
		if t.From <= received && (t.To.IsZero() || received < t.To) {
			return t, nil
		}
	}
	return complaintTerm{}, fault.New(fault.Invalid, "benefit.no_term", received.Vietnamese())
}

// ComplaintTerm is the time for a complaint, seen on a day.
func (p *Procedure) ComplaintTerm(c Complaint, seen calendar.Date) (ComplaintTerm, error) {
	t, err := p.complaintTerms(c.Received)
	if err != nil {
		return ComplaintTerm{}, err
	}
	if s := p.complaints.Second; c.First != 0 {
		t.Accept, t.Resolve, t.Bases = s.Accept, s.Resolve, s.Bases
	}
	out := ComplaintTerm{Accept: c.Received + calendar.Date(t.Accept.Days), Source: t.Accept.Source, Bases: t.Bases}
	if t.Accept.Working {
		out.Accept = p.working.AddWorkingDays(c.Received, t.Accept.Days)
	}
	out.Due = out.Accept
	if !c.Accepted.IsZero() {
		days := t.Resolve.Days
		switch {
		case c.Remote && c.Complex:
			days = t.Resolve.RemoteComplex
		case c.Remote:
			days = t.Resolve.Remote
		case c.Complex:
			days = t.Resolve.Complex
		}
		out.Resolve, out.Source = c.Accepted+calendar.Date(days), t.Resolve.Source
		out.Due = out.Resolve
	}
	if !c.AnsweredOn.IsZero() {
		seen = c.AnsweredOn
	}
	out.Late = seen > out.Due
	return out, nil
}

// OwnComplaints are those of the citizen who asks, latest first: how each stands, by when it is to be answered, and
// whether a second one may follow.
func (b *Benefits) OwnComplaints(ctx context.Context, actor auth.Actor) ([]Grievance, error) {
	var out []Grievance
	act := gate.Act{Permission: MayOwn, Unit: actor.Unit, Subject: fmt.Sprintf("person:%d", actor.Person), Personal: true}
	err := b.gate.Read(ctx, actor, act, func(tx *gate.Tx) error {
		all, err := complaintsOf(ctx, tx.Tx, registry.PersonID(actor.Person))
		if err != nil {
			return err
		}
		today := calendar.DateOf(tx.Now)
		out = make([]Grievance, len(all))
		for i, c := range all {
			g := &out[i]
			g.Complaint = c
			if g.Term, err = b.procedure.ComplaintTerm(c, today); err != nil {
				return err
			}
			g.MayFollow = b.followable(c, g.Term, today) == nil &&
				!slices.ContainsFunc(all, func(o Complaint) bool { return o.First == c.ID })
			if c.Decision != 0 {
				d, err := decisionByID(ctx, tx.Tx, c.Decision)
				if err != nil {
					return err
				}
				g.Against, g.Category = &d, d.Category
				continue
			}
			a, err := applicationByID(ctx, tx.Tx, c.Application)
			if err != nil {
				return err
			}
			g.Refused, g.Category = &a, a.Category
		}
		return nil
	})
	slices.SortStableFunc(out, func(x, y Grievance) int { return int(y.Received - x.Received) })
	return out, err
}

// Complaints are those of the actor's area: the open ones by their last day, then the answered ones, latest first.
func (b *Benefits) Complaints(ctx context.Context, actor auth.Actor) ([]Grievance, error) {
	var out []Grievance
	err := b.gate.Read(ctx, actor, gate.Act{Permission: MayLists, Unit: actor.Unit}, func(tx *gate.Tx) error {
		all, err := complaints(ctx, tx.Tx, b.tree.Communes(org.UnitID(actor.Unit)))
		if err != nil {
			return err
		}
		out = make([]Grievance, len(all))
		for i, c := range all {
			out[i].Complaint = c
			if out[i].Term, err = b.procedure.ComplaintTerm(c, calendar.DateOf(tx.Now)); err != nil {
				return err
			}
		}
		return nil
	})
	slices.SortStableFunc(out, func(x, y Grievance) int {
		switch {
		case x.State.Open() != y.State.Open():
			if x.State.Open() {
				return -1
			}
			return 1
		case x.State.Open():
			return int(x.Term.Due - y.Term.Due)
		}
		return int(y.AnsweredOn - x.AnsweredOn)
	})
	return out, err
}

// Grievance opens a complaint with the proof of what is complained of: the law's answer from what was known and law on
// the day it was signed, and from what is known and law today. The reading of the file is recorded.
func (b *Benefits) Grievance(ctx context.Context, actor auth.Actor, id int64) (*Grievance, error) {
	c, err := sought(ctx, b, actor, MayRead, id, complaintByID)
	if err != nil {
		return nil, err
	}
	g := &Grievance{Complaint: c}
	act := gate.Act{Permission: MayRead, Unit: string(c.HomeUnit), Subject: fmt.Sprintf("person:%d", c.Person)}
	err = b.gate.Read(ctx, actor, act, func(tx *gate.Tx) error {
		if g.Steps, err = complaintSteps(ctx, tx.Tx, id); err != nil {
			return err
		}
		if c.First != 0 {
			first, err := complaintByID(ctx, tx.Tx, c.First)
			if err != nil {
				return err
			}
			g.Follows = &first
		}
		g.Term, err = b.procedure.ComplaintTerm(c, calendar.DateOf(tx.Now))
		if err != nil {
			return err
		}
		if c.Decision != 0 {
			d, err := decisionByID(ctx, tx.Tx, c.Decision)
			g.Against = &d
			return err
		}
		a, err := applicationByID(ctx, tx.Tx, c.Application)
		g.Refused = &a
		return err
	})
	if err != nil {
		return nil, err
	}
	g.MayFollow = b.followable(c, g.Term, calendar.DateOf(b.gate.Now())) == nil
	return g, b.prove(ctx, actor, g)
}

// prove opens the decision's proof.
func (b *Benefits) prove(ctx context.Context, actor auth.Actor, g *Grievance) error {
	var signed calendar.Date
	var err error
	if d := g.Against; d != nil {
		g.Category, signed = d.Category, d.DecidedOn
		m, month := d.matter()
		g.Then = Proof{KnownOn: signed, Month: month}
		if b.hides(actor, d.Category) {
			return fault.New(fault.Forbidden, "auth.forbidden", registry.MaySensitive)
		}
		book, bookErr := b.lawOf(ctx, d.Law)
		if bookErr != nil {
			return bookErr
		}
		g.Then.File, g.Then.Finding, g.Then.Found, err = b.finding(ctx, actor, book, m, d.Category, month, signed)
		g.Agrees = g.Then.Finding.Paid && g.Then.Finding.Amount == d.Amount
	} else {
		a := g.Refused
		g.Category, signed = a.Category, a.AnsweredOn
		g.Then = Proof{KnownOn: signed, Month: a.Month}
		if b.hides(actor, a.Category) {
			return fault.New(fault.Forbidden, "auth.forbidden", registry.MaySensitive)
		}
		g.Then.File, g.Then.Finding, g.Then.Found, err = b.finding(ctx, actor, b.Book(), matter{a.about(), a.Facts}, a.Category, a.Month, signed)
		g.Agrees = !g.Then.Finding.Paid
	}
	if err != nil {
		return err
	}
	g.TooLate = g.First == 0 && g.Received > signed+calendar.Date(b.procedure.complaints.Limit.Days)
	if f := g.Follows; f != nil {
		g.TooLate = g.Received > b.procedure.lastForSecond(*f, g.Remote)
	}
	g.Now = Proof{KnownOn: calendar.DateOf(b.gate.Now()), Month: g.Then.Month}
	var now matter
	if g.Against != nil {
		now, _ = g.Against.matter()
	} else {
		now = matter{g.Refused.about(), g.Refused.Facts}
	}
	g.Now.File, g.Now.Finding, g.Now.Found, err = b.finding(ctx, actor, b.Book(), now, g.Category, g.Now.Month, 0)
	return err
}

// Changed says whether the answer of the law is another one today than on the day of signing.
func (g *Grievance) Changed() bool {
	return g.Then.Finding.Paid != g.Now.Finding.Paid || g.Then.Finding.Amount != g.Now.Finding.Amount
}

// Limit is how many days there are to complain, and where that stands.
func (p *Procedure) Limit() (days int, source string) {
	return p.complaints.Limit.Days, p.complaints.Limit.Source
}

// Grounds against what was asked, where the law of the day does not give it.
func (p Proof) Grounds() []Shortfall {
	return (&Dossier{Finding: p.Finding, Found: p.Found}).Against()
}
