package web

import (
	"net/http"
	"slices"
	"strconv"
	"strings"

	"ansinh/audit"
	"ansinh/auth"
	"ansinh/benefit"
	"ansinh/calendar"
	"ansinh/fault"
	"ansinh/gate"
	"ansinh/interop"
	"ansinh/law"
	"ansinh/law/say"
	"ansinh/org"
	"ansinh/payment"
	"ansinh/registry"
	"ansinh/registry/request"
)

// personView is one person's file as its reader may see it.
type personView struct {
	File      *registry.File
	History   []registry.Fact
	Benefits  *benefit.File
	Payments  []payment.Line
	Why       *law.Explanation
	Sentences []string // the answer of the law in plain words
	Looked    []looked
	Requests  []request.Request
	Verified  *interop.Verification // nil where it is not for the reader
	Papers    personPapers
	Month     calendar.Month
	Own       bool
	Covered   int  // sensitive facts that are not shown until asked for
	Open      bool // they were asked for
}

// looked is one reader of the file on one day.
type looked struct {
	Day   calendar.Date
	Actor string
	Role  string
	Times int
}

func personPage(s *Site, w http.ResponseWriter, r *http.Request, f *frame) (view, error) {
	id, err := personID(r)
	if err != nil {
		return nil, err
	}
	if led, err := s.led(w, r, f, id); err != nil || led {
		return nil, err
	}
	return s.person(r, f, id, false)
}

// mePage is a citizen's own file.
func mePage(s *Site, w http.ResponseWriter, r *http.Request, f *frame) (view, error) {
	if f.Actor.Person == 0 {
		return nil, fault.New(fault.NotFound, "registry.no_person")
	}
	return s.person(r, f, registry.PersonID(f.Actor.Person), false)
}

// uncover shows the sensitive facts of a file for a purpose, which is recorded with who asked.
func uncover(s *Site, w http.ResponseWriter, r *http.Request, f *frame) (view, error) {
	id, err := personID(r)
	if err != nil {
		return nil, err
	}
	purpose := r.PostForm.Get("purpose")
	if !slices.Contains(purposes, purpose) {
		return nil, fault.New(fault.Invalid, "web.person.no_purpose")
	}
	act := gate.Act{Permission: registry.MaySensitive, Unit: f.Actor.Unit, Subject: "person:" + strconv.FormatInt(int64(id), 10), Personal: true}
	err = s.Gate.Read(r.Context(), f.Actor, act, func(tx *gate.Tx) error {
		tx.Note("purpose", purpose)
		return nil
	})
	if err != nil {
		return nil, err
	}
	return s.person(r, f, id, true)
}

// purposes for which sensitive facts may be opened; each has a text.
var purposes = []string{"decide", "review", "complaint", "other"}

func (s *Site) person(r *http.Request, f *frame, id registry.PersonID, open bool) (view, error) {
	ctx := r.Context()
	v := personView{Month: f.On.Month(), Own: f.Actor.Person != 0, Open: open}
	var err error
	if v.File, err = s.Registry.Person(ctx, f.Actor, id, f.at()); err != nil {
		return nil, err
	}
	if v.History, err = s.Registry.History(ctx, f.Actor, id); err != nil {
		return nil, err
	}
	v.History = knownBy(v.History, f.Known())
	if v.Papers, err = s.papersOf(ctx, f, id); err != nil {
		return nil, err
	}
	if f.May(benefit.MayRead) || v.Own {
		if v.Benefits, err = s.Benefits.Person(ctx, f.Actor, id); err != nil {
			return nil, err
		}
	}
	if f.May(payment.MayRead) || v.Own {
		if v.Payments, err = s.Payments.Person(ctx, f.Actor, id); err != nil {
			return nil, err
		}
	}
	if v.Requests, err = s.Requests.Requests(ctx, f.Actor, request.Filter{Person: id}); err != nil {
		return nil, err
	}
	if v.Verified, err = s.verifiedOf(r, f, v.File.Person); err != nil {
		return nil, err
	}
	if v.Why, err = s.Benefits.Book().Explain(v.File.Law(v.Month), v.Month); err != nil {
		return nil, err
	}
	slices.SortStableFunc(v.Why.Programmes, dueFirst)
	v.Sentences = sentences(say.Citizen(v.Why, s.Texts, f.Lang))
	if v.Looked, err = s.looked(r, f, id); err != nil {
		return nil, err
	}
	v.cover(s.Registry)
	f.Title = v.File.Person.Name
	return personContent(f, v), nil
}

// at is the pair of clocks that the frame asks for.
func (f *frame) at() registry.At { return registry.At{AsOf: f.On, KnownOn: f.Known()} }

// dueFirst puts what is due before what still asks for a fact, and both before what is not due.
func dueFirst(a, b law.ProgrammeFinding) int {
	order := []string{"due", "unknown", "not_covered", "not_due"}
	return slices.Index(order, a.Outcome) - slices.Index(order, b.Outcome)
}

func sentences(plain string) []string {
	return slices.DeleteFunc(strings.Split(plain, "\n"), func(s string) bool { return strings.TrimSpace(s) == "" })
}

// cover takes the sensitive facts out of what is shown, unless they were asked for.
func (v *personView) cover(people *registry.Registry) {
	sensitive := func(f registry.Fact) bool { return people.SensitiveFact(f.Fact) }
	for _, list := range [][]registry.Fact{v.File.Facts, v.File.Silent} {
		for _, f := range list {
			if sensitive(f) {
				v.Covered++
			}
		}
	}
	if v.Open {
		return
	}
	v.File.Facts = slices.DeleteFunc(v.File.Facts, sensitive)
	v.File.Silent = slices.DeleteFunc(v.File.Silent, sensitive)
	v.History = slices.DeleteFunc(v.History, sensitive)
}

// looked tells who opened the file: to the person, and to whoever reads the audit log.
func (s *Site) looked(r *http.Request, f *frame, id registry.PersonID) ([]looked, error) {
	may := auth.Permission("audit.read")
	if f.Actor.Person != 0 {
		may = registry.MayOwn
	} else if !f.May(may) {
		return nil, nil
	}
	ctx := r.Context()
	var events []audit.Event
	act := gate.Act{Permission: may, Unit: f.Actor.Unit, Subject: "audit"}
	err := s.Gate.Read(ctx, f.Actor, act, func(tx *gate.Tx) error {
		var err error
		events, err = audit.Events(ctx, tx.Tx, "person:"+strconv.FormatInt(int64(id), 10), 400)
		return err
	})
	var out []looked
	for _, e := range events {
		if e.Actor == f.Actor.ID {
			continue
		}
		l := looked{Day: calendar.DateOf(e.At), Actor: e.Actor, Role: e.Role}
		i := slices.IndexFunc(out, func(o looked) bool { return o.Day == l.Day && o.Actor == l.Actor })
		if i < 0 {
			out, i = append(out, l), len(out)
		}
		out[i].Times++
	}
	return out, err
}

// Home names the unit a residence was recorded in and where that lies today.
func (f *frame) Home(id org.UnitID) string {
	now, ok := f.site.Tree.On(id, f.Today)
	if !ok || now == id {
		return f.Unit(id)
	}
	if was, _ := f.site.Tree.Unit(id); f.Unit(now) == capital(was.Title()) {
		return f.Unit(now)
	}
	return f.T("web.person.home_was", f.Unit(now), f.Unit(id))
}

// RoleName is the name of a role by its id.
func (f *frame) RoleName(id string) string {
	r, ok := f.site.Gate.Roles().Role(auth.Role(id))
	if !ok {
		return id
	}
	return f.Say(r.Name.VI, r.Name.EN)
}

// inForce are the decisions that grant the month.
func (v personView) inForce() []benefit.Decision {
	if v.Benefits == nil {
		return nil
	}
	return slices.DeleteFunc(slices.Clone(v.Benefits.Decisions), func(d benefit.Decision) bool { return !d.InForce(v.Month) })
}

// paying says whether a decision in force grants the programme.
func (v personView) paying(programme string) bool {
	return slices.ContainsFunc(v.inForce(), func(d benefit.Decision) bool { return d.Programme == programme })
}
