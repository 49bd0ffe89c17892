package benefit

import (
	"context"
	"slices"

	"ansinh/auth"
	"ansinh/calendar"
	"ansinh/fault"
	"ansinh/gate"
	"ansinh/law"
	"ansinh/registry"
)

// once says whether a category is given once, or once a year, on the facts of an event.
func (b *Benefits) once(category string) bool {
	p, ok := b.programmeOf(category)
	return ok && (p.Kind == law.OneOff || p.Kind == law.Yearly)
}

func (b *Benefits) programmeOf(category string) (law.Programme, bool) {
	book := b.Book()
	c, ok := book.Category(category)
	if !ok {
		return law.Programme{}, false
	}
	return book.Programmes()[c.Programme], true
}

// about is whom the law is asked about: whom the event concerned.
func (a *Application) about() registry.PersonID {
	if a.About != 0 {
		return a.About
	}
	return a.Person
}

// giveOnce opens an application for what is given once, with the law's answer; nil where it is for a monthly benefit.
func (b *Benefits) giveOnce(ctx context.Context, actor auth.Actor, id ApplicationID) (*Dossier, error) {
	a, err := sought(ctx, b, actor, MayDecide, id, applicationByID)
	if err != nil || !b.once(a.Category) {
		return nil, err
	}
	return b.Dossier(ctx, actor, id)
}

// grantOnce makes the decision on what is given once. It is paid in the month From, or, where that is frozen, with the
// next run.
func (b *Benefits) grantOnce(ctx context.Context, tx *gate.Tx, a *Application, seen *Dossier, w Answer) (Decision, error) {
	if !seen.Finding.Paid || seen.Finding.Amount <= 0 {
		return Decision{}, fault.New(fault.Conflict, "benefit.not_entitled", a.Month.Vietnamese())
	}
	i, err := b.sign(tx, w.On, w.Signer)
	if err != nil {
		return Decision{}, err
	}
	if i.on < a.Received {
		return Decision{}, fault.New(fault.Invalid, "benefit.application.before", a.Received.Vietnamese())
	}
	if i.month = w.From; i.month < i.on.Month() {
		return Decision{}, fault.New(fault.Conflict, "benefit.backdated", i.on.String(), i.on.Month().Vietnamese())
	}
	if err := b.refusePaidOnce(ctx, tx, *a, i.month); err != nil {
		return Decision{}, err
	}
	i.rests = Determination{Law: b.Book().Hash()}
	row := Row{Person: a.Person, Programme: a.Programme, Category: a.Category, HomeUnit: a.HomeUnit, New: seen.Finding.Amount}
	if err := i.reserve(ctx, []Row{row}); err != nil {
		return Decision{}, err
	}
	id, err := take(ctx, tx.Tx, "decision", 1)
	if err != nil {
		return Decision{}, err
	}
	d := i.decision(id, row)
	d.Once, d.To, d.About, d.Event, d.Facts = true, d.From, a.about(), a.Month, a.Facts
	tx.Note("decision", d.ID)
	tx.Note("programme", d.Programme)
	a.Decision, a.AnsweredOn, a.Signer, a.Authority = d.ID, d.DecidedOn, d.Signer, d.Authority
	return d, insertDecisions(ctx, tx, []Decision{d})
}

// refusePaidOnce refuses a second payment for one event, and two payments of one kind to one person in one month, which
// a roster could not tell apart; the zero month asks for the event only.
func (b *Benefits) refusePaidOnce(ctx context.Context, tx *gate.Tx, a Application, from calendar.Month) error {
	made, err := onceAbout(ctx, tx.Tx, a.about(), a.Person)
	if err != nil {
		return err
	}
	p, _ := b.programmeOf(a.Category)
	for _, d := range made {
		same := d.Event == a.Month || p.Kind == law.Yearly && d.Event.First().Year() == a.Month.First().Year()
		if d.About == a.about() && d.Programme == a.Programme && d.Category == a.Category && same {
			return fault.New(fault.Conflict, "benefit.once.paid", d.Number)
		}
		if d.Person == a.Person && d.Programme == a.Programme && d.Category == a.Category && d.From == from {
			return fault.New(fault.Conflict, "benefit.once.month", d.Number, from.Vietnamese())
		}
	}
	return nil
}

// withOnce adds to the lines of a roster what is given once in its month, to whom a merged record stands for. Of a
// recipient who has died it is held: nobody else is paid without a decision of their own.
func withOnce(lines []Line, once []Decision, survivors map[registry.PersonID]registry.PersonID, dead map[registry.PersonID]calendar.Date, c *communes) []Line {
	for _, d := range once {
		p := d.Person
		if s, ok := survivors[p]; ok {
			p = s
		}
		l := Line{Month: d.From, Person: p, Programme: d.Programme, Category: d.Category, Commune: c.of(d.HomeUnit), HomeUnit: d.HomeUnit,
			Decision: d.ID, Amount: d.Amount}
		if _, died := dead[p]; died {
			l.Held = Dead
		}
		lines = append(lines, l)
	}
	if len(once) > 0 {
		slices.SortFunc(lines, inOrder)
	}
	return lines
}

// holdOfDead holds what is given once of those among late lines whose recipient has died by now.
func holdOfDead(ctx context.Context, tx *gate.Tx, late []Line) error {
	once, err := onceBefore(ctx, tx.Tx, late)
	if err != nil || len(once) == 0 {
		return err
	}
	dead, err := registry.Dead(ctx, tx.Tx, calendar.DateOf(tx.Now))
	for i := range late {
		if _, died := dead[late[i].Person]; died && once[late[i].Decision] {
			late[i].Held = Dead
		}
	}
	return err
}

// matter is whom the law is asked about, and what is stated of an event.
type matter struct {
	person registry.PersonID
	facts  map[string]string
}

// Stated is what the law says of a category that is given once, from what is stated of an event of a person.
func (b *Benefits) Stated(ctx context.Context, actor auth.Actor, person registry.PersonID, category string, month calendar.Month, facts map[string]string) (*registry.File, law.CategoryFinding, bool, error) {
	return b.finding(ctx, actor, b.Book(), matter{person, facts}, category, month, 0)
}
