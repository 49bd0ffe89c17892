package benefit

import (
	"context"
	"fmt"
	"slices"

	"ansinh/auth"
	"ansinh/calendar"
	"ansinh/fault"
	"ansinh/gate"
	"ansinh/law"
	"ansinh/org"
	"ansinh/registry"
)

// Dossier is an application with all that is needed to answer it.
type Dossier struct {
	Application
	Term     Term
	Papers   []Paper
	Handed   []string // ids of papers that are there
	Steps    []ApplicationStep
	Answer   *Decision // nil: none
	File     *registry.File
	Finding  law.CategoryFinding // what the law says of the category in the month
	Found    bool                // the law has a finding for it
	Enrolled []Decision          // decisions of the person that grant the month
}

// Dossier opens an application; the reading of the person's file is recorded. A reader who may not see sensitive facts
// may not open one whose category tells one.
func (b *Benefits) Dossier(ctx context.Context, actor auth.Actor, id ApplicationID) (*Dossier, error) {
	a, err := sought(ctx, b, actor, MayRead, id, applicationByID)
	if err != nil {
		return nil, err
	}
	if b.hides(actor, a.Category) {
		return nil, fault.New(fault.Forbidden, "auth.forbidden", registry.MaySensitive)
	}
	d := &Dossier{}
	act := gate.Act{Permission: MayRead, Unit: string(a.HomeUnit), Subject: fmt.Sprintf("person:%d", a.Person)} // the registry records the reading
	err = b.gate.Read(ctx, actor, act, func(tx *gate.Tx) error { return b.fillDossier(ctx, tx, id, d) })
	if err != nil {
		return nil, err
	}
	return d, b.find(ctx, actor, d)
}

func (b *Benefits) fillDossier(ctx context.Context, tx *gate.Tx, id ApplicationID, d *Dossier) error {
	var err error
	if d.Application, err = applicationByID(ctx, tx.Tx, id); err != nil {
		return err
	}
	if d.Term, err = b.procedure.Term(d.Programme, d.Received, d.seen(calendar.DateOf(tx.Now))); err != nil {
		return err
	}
	d.Papers = b.procedure.Papers(d.Category)
	if d.Handed, err = papersOf(ctx, tx.Tx, id); err != nil {
		return err
	}
	if d.Steps, err = stepsOf(ctx, tx.Tx, id); err != nil {
		return err
	}
	all, err := decisionsOf(ctx, tx.Tx, d.Person)
	for _, x := range all {
		if x.ID == d.Decision {
			d.Answer = &x
		}
		if x.InForce(d.Month) {
			d.Enrolled = append(d.Enrolled, x)
		}
	}
	return err
}

// seen is the day on which the term is looked at: the day of the answer where there is one.
func (a Application) seen(today calendar.Date) calendar.Date {
	if !a.AnsweredOn.IsZero() {
		return a.AnsweredOn
	}
	return today
}

// find asks the law about the category in the month, from what is known of the month.
func (b *Benefits) find(ctx context.Context, actor auth.Actor, d *Dossier) error {
	var err error
	d.File, d.Finding, d.Found, err = b.Stated(ctx, actor, d.about(), d.Category, d.Month, d.Facts)
	return err
}

// Finding is what the law says of one category for a person in a month, with the file it rests on; found is false where
// the law of the month has no such category.
func (b *Benefits) Finding(ctx context.Context, actor auth.Actor, person registry.PersonID, category string, month calendar.Month) (file *registry.File, c law.CategoryFinding, found bool, err error) {
	return b.finding(ctx, actor, b.Book(), matter{person: person}, category, month, 0)
}

// finding rests on what was known on a day; the zero day is today.
func (b *Benefits) finding(ctx context.Context, actor auth.Actor, book *law.Book, m matter, category string, month calendar.Month, known calendar.Date) (*registry.File, law.CategoryFinding, bool, error) {
	file, err := b.registry.Person(ctx, actor, m.person, registry.At{AsOf: month.Last(), KnownOn: known})
	if err != nil {
		return nil, law.CategoryFinding{}, false, err
	}
	facts := file.Law(month)
	for id, v := range m.facts {
		facts[id] = law.FactValue{Text: v, Source: law.SourceStated}
	}
	var ask []string
	if c, ok := book.Category(category); ok && book.Programmes()[c.Programme].OnRequest() {
		ask = []string{book.Programmes()[c.Programme].ID}
		for _, x := range book.EventFacts(ask[0]) {
			if _, said := facts[x.ID]; !said && x.Presumed != "" { // what nobody mentions did not happen
				facts[x.ID] = law.FactValue{Text: x.Presumed, Source: law.SourcePresumed}
			}
		}
	}
	e, err := book.Explain(facts, month, ask...)
	if err != nil {
		return nil, law.CategoryFinding{}, false, err
	}
	for _, p := range e.Programmes {
		if i := slices.IndexFunc(p.Categories, func(c law.CategoryFinding) bool { return c.ID == category }); i >= 0 {
			return file, p.Categories[i], true, nil
		}
	}
	return file, law.CategoryFinding{}, false, nil
}

// Against are the grounds on which the law does not give what was applied for; empty where it gives it.
func (d *Dossier) Against() []Shortfall {
	c := d.Finding
	switch {
	case !d.Found || c.Paid:
		return nil
	case c.Ended != nil:
		return []Shortfall{{Says: c.Name, Cite: cited(c.Ended.Source)}}
	case c.Removed != nil:
		return []Shortfall{{Says: c.Removed.Name, Cite: cited(c.Removed.Source)}}
	}
	return against(c.Proof, cited(c.Source), nil)
}

// against gathers the conditions that do not hold, each in the words of the law's data and under its nearest article.
func against(p *law.Proof, near law.Name, out []Shortfall) []Shortfall {
	if p == nil || p.Answer == "met" {
		return out
	}
	if p.Source != nil {
		near = cited(*p.Source)
	}
	if p.Kind == "all" {
		for _, k := range p.Of {
			out = against(k, near, out)
		}
		return out
	}
	g := Shortfall{Says: p.Says, Cite: near, Unknown: p.Answer == "unknown"}
	if slices.Contains(out, g) {
		return out
	}
	return append(out, g)
}

func cited(s law.Source) law.Name { return law.Name{VI: s.Cite("vi"), EN: s.Cite("en")} }

// Open are the applications of the actor's area that wait for an answer, with their terms, the nearest end first.
func (b *Benefits) Open(ctx context.Context, actor auth.Actor) ([]Dossier, error) {
	out, err := b.applications(ctx, actor, func(tx *gate.Tx, homes []org.UnitID) ([]Application, error) {
		return applicationsOpen(ctx, tx.Tx, homes)
	})
	slices.SortStableFunc(out, func(x, y Dossier) int { return int(x.Term.Due - y.Term.Due) })
	return out, err
}

// Applications are those of the people from one number to another in the actor's area, latest first.
func (b *Benefits) Applications(ctx context.Context, actor auth.Actor, first, last registry.PersonID) ([]Dossier, error) {
	return b.applications(ctx, actor, func(tx *gate.Tx, homes []org.UnitID) ([]Application, error) {
		return applicationsBetween(ctx, tx.Tx, first, last, homes)
	})
}

// Own are the applications of the citizen who asks, latest first, with their terms.
func (b *Benefits) Own(ctx context.Context, actor auth.Actor) ([]Dossier, error) {
	var out []Dossier
	act := gate.Act{Permission: MayOwn, Unit: actor.Unit, Subject: fmt.Sprintf("person:%d", actor.Person), Personal: true}
	err := b.gate.Read(ctx, actor, act, func(tx *gate.Tx) error {
		found, err := applicationsOf(ctx, tx.Tx, registry.PersonID(actor.Person))
		if err != nil {
			return err
		}
		out = make([]Dossier, len(found))
		for i, a := range found {
			out[i] = Dossier{Application: a, Papers: b.procedure.Papers(a.Category)}
			if out[i].Term, err = b.procedure.Term(a.Programme, a.Received, a.seen(calendar.DateOf(tx.Now))); err != nil {
				return err
			}
			if out[i].Handed, err = papersOf(ctx, tx.Tx, a.ID); err != nil {
				return err
			}
		}
		return nil
	})
	return out, err
}

// applications are seen as the actor may see them, without the person's file.
func (b *Benefits) applications(ctx context.Context, actor auth.Actor, read func(*gate.Tx, []org.UnitID) ([]Application, error)) ([]Dossier, error) {
	var found []Application
	var now calendar.Date
	err := b.gate.Read(ctx, actor, gate.Act{Permission: MayLists, Unit: actor.Unit}, func(tx *gate.Tx) error {
		var err error
		now = calendar.DateOf(tx.Now)
		found, err = read(tx, b.tree.Communes(org.UnitID(actor.Unit)))
		return err
	})
	if err != nil {
		return nil, err
	}
	out := make([]Dossier, 0, len(found))
	for _, a := range found {
		t, err := b.procedure.Term(a.Programme, a.Received, a.seen(now))
		if err != nil {
			return nil, err
		}
		a.Category = b.Shown(actor, a.Category)
		out = append(out, Dossier{Application: a, Term: t})
	}
	return out, nil
}

// Decision is one decision, for whoever may read it in the place it belongs to or to which its file went.
func (b *Benefits) Decision(ctx context.Context, actor auth.Actor, id int64) (Decision, error) {
	d, unit, err := b.decisionFor(ctx, actor, MayRead, id)
	if err != nil {
		return d, err
	}
	if b.hides(actor, d.Category) {
		return Decision{}, fault.New(fault.Forbidden, "auth.forbidden", registry.MaySensitive)
	}
	act := gate.Act{Permission: MayRead, Unit: unit, Subject: fmt.Sprintf("person:%d", d.Person)}
	err = b.gate.Read(ctx, actor, act, func(*gate.Tx) error { return nil })
	if err != nil {
		return Decision{}, err
	}
	return d, nil
}

// Basis is what a decision rests on: the person's file and the law's answer, both as they were on the day it was signed.
func (b *Benefits) Basis(ctx context.Context, actor auth.Actor, d Decision) (*registry.File, law.CategoryFinding, error) {
	book, err := b.lawOf(ctx, d.Law)
	if err != nil {
		return nil, law.CategoryFinding{}, err
	}
	m, month := d.matter()
	file, c, _, err := b.finding(ctx, actor, book, m, d.Category, month, d.DecidedOn)
	return file, c, err
}

// Sources are where a finding stands in the law: its category, then what its amount rests on.
func Sources(c law.CategoryFinding) []law.Source {
	out := []law.Source{c.Source}
	if c.Rule != nil {
		out = append(out, c.Rule.Source)
		for _, u := range c.Rule.Uses {
			out = append(out, u.Source)
		}
	}
	return out
}

// Answered is the application that a decision answered; none is no application.
func (b *Benefits) Answered(ctx context.Context, actor auth.Actor, d Decision) (a Application, ok bool, err error) {
	err = b.gate.Read(ctx, actor, gate.Act{Permission: MayRead, Unit: actor.Unit}, func(tx *gate.Tx) error {
		all, err := applicationsOf(ctx, tx.Tx, d.Person)
		for _, x := range all {
			if x.Decision == d.ID {
				a, ok = x, true
			}
		}
		return err
	})
	return a, ok, err
}
