package web

import (
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"ansinh/benefit"
	"ansinh/calendar"
	"ansinh/fault"
	"ansinh/law"
	"ansinh/org"
	"ansinh/registry"
	"ansinh/registry/attach"
	"ansinh/registry/request"
)

// registerRoutes are the addresses at which the register of people is written.
func registerRoutes() []route {
	return slices.Concat(eventRoutes(), requestRoutes(), attachRoutes(), readingRoutes(), mergeRoutes(), reviewRoutes())
}

// eventRoutes are the addresses of life events.
func eventRoutes() []route {
	return []route{
		{pattern: "GET /people/{id}/events", permission: registry.MayRead, show: eventsPage},
		{pattern: "GET /people/{id}/events/{form}", permission: registry.MayWrite, show: eventForm},
		{pattern: "POST /people/{id}/events/{form}", permission: registry.MayWrite, upload: true, show: writeEvent},
		{pattern: "GET /events/{event}", permission: registry.MayRead, show: eventPage},
		{pattern: "POST /events/{event}/reversal", permission: registry.MayWrite, show: reverseEvent},
	}
}

// eventsView is what can be written about a person, and what was.
type eventsView struct {
	Person registry.Person
	Forms  []registry.Form
	Events []registry.Event
}

// eventView is one form being filled in.
type eventView struct {
	Person  registry.Person
	Form    registry.Form
	Typed   url.Values
	Wrong   map[string]string // by field
	Said    string            // what is wrong with the whole
	Version registry.Version
	Since   []registry.Fact   // what others changed meanwhile
	Ready   bool              // nothing is wrong: only to be confirmed
	Second  bool              // a second person must agree
	Consent org.UnitID        // the commune moved to must agree
	Own     bool              // a citizen asks
	Living  []registry.Person // of the household, for a form about it
	Effects []benefit.Effect
}

func eventsPage(s *Site, w http.ResponseWriter, r *http.Request, f *frame) (view, error) {
	id, err := personID(r)
	if err != nil {
		return nil, err
	}
	file, err := s.Registry.Person(r.Context(), f.Actor, id, registry.At{})
	if err != nil {
		return nil, err
	}
	f.Title = f.T("web.event.title")
	v := eventsView{Person: file.Person}
	if f.May(registry.MayWrite) {
		v.Forms = s.offered(f)
	}
	v.Events, err = s.Registry.Events(r.Context(), f.Actor, id)
	if err == nil && f.wantsFile() {
		return nil, f.sendTable(w, "bien-dong-"+id.Code(), f.heading("web.request.column.number", "web.event.title", "web.event.day", "web.event.source", "web.event.by", "web.audit.at", "web.run.state"),
			rowsOf(v.Events, f.eventListRow))
	}
	return eventsContent(f, v), err
}

func (f *frame) eventListRow(e registry.Event) []string {
	state := ""
	if e.Undone != 0 {
		state = f.T("web.event.undone")
	}
	return []string{number(int64(e.ID)), f.eventName(e), f.Date(e.Day), f.source(e.Source), e.By, f.Moment(e.At), state}
}

// offered are the forms a reader may fill in.
func (s *Site) offered(f *frame) []registry.Form {
	return slices.DeleteFunc(slices.Clone(s.Registry.Forms().All()), func(m registry.Form) bool {
		return s.Registry.Sensitive(m) && !f.May(registry.MaySensitive)
	})
}

func (s *Site) eventOf(r *http.Request, f *frame) (eventView, error) {
	id, err := personID(r)
	if err != nil {
		return eventView{}, err
	}
	form, ok := s.Registry.Forms().Form(r.PathValue("form"))
	if !ok {
		return eventView{}, fault.New(fault.NotFound, "registry.event.form")
	}
	file, err := s.Registry.Person(r.Context(), f.Actor, id, registry.At{})
	if err != nil {
		return eventView{}, err
	}
	v := eventView{Person: file.Person, Form: form, Typed: url.Values{}, Wrong: map[string]string{}}
	f.Title = f.Law(form.Name)
	if v.Version, err = s.Registry.Version(r.Context(), f.Actor, id); err == nil && form.Act.Whole() {
		v.Living, err = s.Registry.Living(r.Context(), f.Actor, id)
	}
	return v, err
}

func eventForm(s *Site, w http.ResponseWriter, r *http.Request, f *frame) (view, error) {
	v, err := s.eventOf(r, f)
	if err != nil {
		return nil, err
	}
	v.Typed = f.Query
	return eventFormContent(f, v), nil
}

// filled reads a form as it was sent.
func (v *eventView) filled(typed url.Values) registry.NewEvent {
	v.Typed = typed
	e := registry.NewEvent{Form: v.Form.ID, Person: v.Person.ID, Fields: map[string]string{}, Seen: registry.ParseVersion(typed.Get("seen")),
		Source: registry.Source{Kind: registry.Document, Title: strings.TrimSpace(typed.Get("source"))}}
	e.Day, _ = calendar.ParseDate(typed.Get("day")) // a day that cannot be read is missing, and said so
	e.Source.Issued, _ = calendar.ParseDate(typed.Get("issued"))
	for _, x := range v.Form.Fields {
		if x.Kind == "members" {
			v.gather(x)
		}
		e.Fields[x.ID] = strings.TrimSpace(typed.Get("f_" + x.ID))
	}
	return e
}

// writeEvent first shows what an event would do; confirmed, it is recorded.
func writeEvent(s *Site, w http.ResponseWriter, r *http.Request, f *frame) (view, error) {
	v, err := s.eventOf(r, f)
	if err != nil {
		return nil, err
	}
	e := v.filled(r.PostForm)
	s.consents(f, &v, e)
	switch do := r.PostForm.Get("do"); {
	case do == "back":
		v.Version = e.Seen // the file may have changed since
		return eventFormContent(f, v), nil
	case do == "ask":
		if err = s.ask(w, r, f, e); err == nil {
			return nil, nil
		}
		s.stay(r, f, &v, e, err)
	case do == "save":
		var done registry.Event
		if done, err = s.Registry.RecordEvent(r.Context(), f.Actor, e); err == nil {
			s.done(w, r, f, eventPath(done.ID), "web.event.saved")
			return nil, nil
		}
	default:
		err = s.foresee(r, f, &v, e)
	}
	if err != nil {
		return s.refuseEvent(w, r, f, v, e, err)
	}
	return eventFormContent(f, v), nil
}

// foresee fills in what the event would do.
func (s *Site) foresee(r *http.Request, f *frame, v *eventView, e registry.NewEvent) error {
	if v.Own || v.Consent != "" { // what it does is seen by who decides
		_, err := s.Registry.PrepareEvent(r.Context(), e)
		v.Ready = err == nil
		return err
	}
	months := eventMonths(e.Day, f.Today)
	t, err := s.Registry.TryEvent(r.Context(), f.Actor, e, months)
	if err != nil {
		return err
	}
	v.Effects, err = s.Benefits.Effects(f.Actor, t)
	v.Ready = err == nil
	return err
}

// effectMonthsBack is how far back effects are worked out month by month; what lies before is of the same kind.
const effectMonthsBack = 12

// eventMonths are the months in which an event of a day may change something, to the next one.
func eventMonths(day, today calendar.Date) []calendar.Month {
	var out []calendar.Month
	last := today.Month().Add(1)
	for m := max(day.Month(), last.Add(-effectMonthsBack)); m <= last; m++ {
		out = append(out, m)
	}
	return out
}

// refuseEvent says on the form itself what is wrong, and what others changed meanwhile. Nothing typed is lost.
func (s *Site) refuseEvent(w http.ResponseWriter, r *http.Request, f *frame, v eventView, e registry.NewEvent, err error) (view, error) {
	code := status(err)
	if code != http.StatusConflict && code != http.StatusUnprocessableEntity {
		return nil, err
	}
	v.Said, v.Wrong = f.byField(err)
	if fault.CodeOf(err) == "registry.event.stale" {
		var again error
		if v.Since, again = s.Registry.Since(r.Context(), f.Actor, v.Person.ID, e.Seen); again != nil {
			return nil, again
		}
	} else if !v.Own {
		v.Version = e.Seen // a wrong field does not make the writer see what changed meanwhile
	}
	s.write(w, r, f, eventFormContent(f, v), code)
	return nil, nil
}

// eventOne is one life event with whom it concerns.
type eventOne struct {
	Event    registry.Event
	Form     registry.Form
	Who      registry.Person
	Files    filesView
	Together bool              // two people recorded it: two take it back
	Members  []registry.Person // whom an event about a household names
	Typed    url.Values
	Said     string
	Wrong    map[string]string // by field
}

func (s *Site) eventAt(r *http.Request, f *frame) (eventOne, error) {
	n, err := strconv.ParseInt(r.PathValue("event"), 10, 64)
	if err != nil {
		return eventOne{}, fault.New(fault.NotFound, "registry.event.none")
	}
	v := eventOne{}
	if v.Event, err = s.Registry.Event(r.Context(), f.Actor, registry.EventID(n)); err != nil {
		return v, err
	}
	file, err := s.Registry.Person(r.Context(), f.Actor, v.Event.Person, registry.At{})
	if err != nil {
		return v, err
	}
	v.Who, v.Together, v.Typed = file.Person, s.Registry.Together(v.Event), url.Values{}
	v.Form, _ = s.Registry.Forms().Form(v.Event.Form)
	f.Title = f.eventName(v.Event)
	if v.Members, err = s.membersOf(r.Context(), f, v.Form, v.Event.Fields); err != nil {
		return v, err
	}
	adds := f.May(registry.MayWrite) && v.Event.Undone == 0
	v.Files, err = s.files(r.Context(), f, attach.Subject{Kind: attach.OfEvent, ID: n}, eventPath(v.Event.ID), adds)
	return v, err
}

func eventPage(s *Site, w http.ResponseWriter, r *http.Request, f *frame) (view, error) {
	v, err := s.eventAt(r, f)
	if err != nil {
		return nil, err
	}
	return eventContent(f, v), nil
}

func reverseEvent(s *Site, w http.ResponseWriter, r *http.Request, f *frame) (view, error) {
	v, err := s.eventAt(r, f)
	if err != nil {
		return nil, err
	}
	reason := strings.TrimSpace(r.PostForm.Get("reason"))
	if v.Together {
		var asked request.Request
		if asked, err = s.Requests.SubmitUndoing(r.Context(), f.Actor, v.Event.ID, request.Draft{Channel: r.PostForm.Get("channel"), Note: reason}); err == nil {
			s.done(w, r, f, requestPath(asked.ID), "web.request.sent")
			return nil, nil
		}
	} else {
		var done registry.Event
		if done, err = s.Registry.ReverseEvent(r.Context(), f.Actor, v.Event.ID, reason); err == nil {
			s.done(w, r, f, eventPath(done.ID), "web.event.reversed")
			return nil, nil
		}
	}
	if code := status(err); code != http.StatusConflict && code != http.StatusUnprocessableEntity {
		return nil, err
	}
	v.Typed = r.PostForm
	v.Said, v.Wrong = f.byField(err)
	s.write(w, r, f, eventContent(f, v), status(err))
	return nil, nil
}

func eventPath(id registry.EventID) string { return "/events/" + strconv.FormatInt(int64(id), 10) }

func eventsPath(id registry.PersonID) string { return personPath(id) + "/events" }

// byField takes an error apart: one sentence for the whole, one for each field.
func (f *frame) byField(err error) (string, map[string]string) {
	out := map[string]string{}
	for _, x := range fieldsOf(err) {
		out[x.Where] = f.T(x.Code, f.spoken(x.Args)...)
	}
	if len(out) == 0 {
		return f.fault(err), out
	}
	return f.T("web.event.wrong", strconv.Itoa(len(out))), out
}

// eventName is the name of an event's form.
func (f *frame) eventName(e registry.Event) string {
	if e.Reverses != 0 {
		return f.T("web.event.reversal")
	}
	if m, ok := f.site.Registry.Forms().Form(e.Form); ok {
		return f.Law(m.Name)
	}
	return e.Form
}

// option is one value to choose.
type option struct{ Value, Name string }

// options are the values a field can have; none where it is typed.
func (f *frame) options(x registry.Field) []option {
	var out []option
	switch {
	case x.Kind == "precision":
		for _, p := range []registry.Precision{registry.ToDay, registry.ToMonth, registry.ToYear} {
			out = append(out, option{string(p), f.T("web.precision." + string(p))})
		}
	case x.Kind == "relation":
		for _, p := range registry.Relations() {
			if len(x.Relations) > 0 && !slices.Contains(x.Relations, p) {
				continue
			}
			out = append(out, option{string(p), f.T("web.relation." + string(p))})
		}
	case x.Kind == "commune":
		for _, u := range f.site.Tree.Units(org.Commune, f.Today) {
			out = append(out, option{string(u.ID), f.Unit(u.ID)})
		}
		slices.SortFunc(out, func(a, b option) int { return strings.Compare(a.Name, b.Name) })
	case x.Kind == "choice":
		for _, c := range x.Choices {
			out = append(out, option{c.ID, f.Law(c.Name)})
		}
	case x.Fact != "":
		out = f.factOptions(x.Fact)
	}
	return out
}

func (f *frame) factOptions(fact string) []option {
	def, ok := f.site.Registry.Vocabulary().Fact(fact)
	if !ok {
		return nil
	}
	var out []option
	switch def.Type {
	case law.Bool:
		for _, v := range []string{"true", "false"} {
			out = append(out, option{v, f.T("web.value." + v)})
		}
	case law.Enum:
		for _, c := range def.Values {
			out = append(out, option{c.ID, f.Law(c.Name)})
		}
	}
	return out
}

// written says the value of a field as it was written.
func (f *frame) written(x registry.Field, value string) string {
	for _, o := range f.options(x) {
		if o.Value == value {
			return o.Name
		}
	}
	if x.Kind == "commune" {
		return f.Unit(org.UnitID(value))
	}
	return f.Value(x.Fact, value)
}

// writtenOnce is what a recorded event says; what is sensitive stays covered: it is opened on the file, with a purpose.
func (f *frame) writtenOnce(x registry.Field, value string) string {
	if f.Actor.Person == 0 && f.site.Registry.SensitiveFact(x.Fact) {
		return f.T("web.event.covered")
	}
	return f.written(x, value)
}
