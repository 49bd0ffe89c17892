package web

import (
	"context"
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"github.com/a-h/templ"

	"ansinh/auth"
	"ansinh/calendar"
	"ansinh/fault"
	"ansinh/org"
	"ansinh/registry"
	"ansinh/registry/attach"
	"ansinh/registry/request"
)

// requestRoutes are the addresses of change requests.
func requestRoutes() []route {
	return []route{
		{pattern: "GET /requests", permission: registry.MayRead, or: registry.MayOwn, show: requestsPage},
		{pattern: "GET /requests/new/{form}", permission: registry.MayOwn, show: ownRequestForm},
		{pattern: "POST /requests/new/{form}", permission: registry.MayOwn, upload: true, show: writeOwnRequest},
		{pattern: "GET /requests/{request}", permission: registry.MayRead, or: registry.MayOwn, show: requestPage},
		{pattern: "POST /requests/{request}", permission: request.MayAsk, or: request.MayApprove, show: moveRequest},
	}
}

// requestsView is the requests that a filter asks for.
type requestsView struct {
	All    []request.Request
	Filter request.Filter
	More   request.ID // the next page begins after this one; 0: there is none
	Wards  []request.Ward
	Forms  []registry.Form // a citizen may ask for
}

const requestsShown = 50

// requestFilter reads the filter of an address; who may decide sees first what waits for them.
func (f *frame) requestFilter() request.Filter {
	q := f.Query
	after, _ := strconv.ParseInt(q.Get("after"), 10, 64) // what is no number is the first page
	out := request.Filter{State: request.State(q.Get("state")), Form: q.Get("form"), After: request.ID(after)}
	switch q.Get("which") {
	case "late":
		out.Late = true
	case "all":
	default:
		out.Mine = f.Actor.Person == 0 && (f.May(request.MayApprove) || f.May(request.MayAsk)) && out.State == "" && out.Form == ""
	}
	return out
}

func requestsPage(s *Site, w http.ResponseWriter, r *http.Request, f *frame) (view, error) {
	f.Title, f.Wide = f.T("web.request.title"), true
	v := requestsView{Filter: f.requestFilter()}
	if f.wantsFile() {
		return nil, s.requestsFile(w, r, f, v.Filter)
	}
	asked := v.Filter
	asked.Limit = requestsShown + 1
	var err error
	if v.All, err = s.Requests.Requests(r.Context(), f.Actor, asked); err != nil {
		return nil, err
	}
	if len(v.All) > requestsShown {
		v.All = v.All[:requestsShown]
		v.More = v.All[requestsShown-1].ID
	}
	if f.Actor.Person != 0 {
		if v.Wards, err = s.Requests.Wards(r.Context(), f.Actor); err != nil {
			return nil, err
		}
		for _, m := range s.Registry.Forms().All() {
			if form, ok := s.Requests.Rules().Form(m.ID); ok && form.Own {
				v.Forms = append(v.Forms, m)
			}
		}
	}
	return requestsContent(f, v), nil
}

// requestsFile is what the filter shows, as a file.
func (s *Site) requestsFile(w http.ResponseWriter, r *http.Request, f *frame, asked request.Filter) error {
	asked.After, asked.Limit = 0, 0
	all, err := s.Requests.Requests(r.Context(), f.Actor, asked)
	if err != nil {
		return err
	}
	var head []string
	for _, h := range []string{"number", "code", "name", "form", "commune", "receiving", "channel", "requester", "state", "since", "due", "late"} {
		head = append(head, f.T("web.request.column."+h))
	}
	return f.sendTable(w, "de-nghi-sua-ho-so", head, rowsOf(all, func(x request.Request) []string {
		return []string{strconv.FormatInt(int64(x.ID), 10), x.Person.Code(), x.Name, f.formName(x.Form), f.Unit(x.Commune), f.receivingName(x),
			f.channelName(x), x.Requester, f.T("web.request.state." + string(x.State)), calendar.DateOf(x.Since).String(), x.Due.String(), lateBy(x)}
	}))
}

func lateBy(r request.Request) string {
	if !r.Late() {
		return ""
	}
	return strconv.Itoa(-r.Left)
}

// requestView is one request as its reader may act on it.
type requestView struct {
	request.Request
	Form    registry.Form
	Files   filesView
	Decides bool
	Asks    bool
	Opens   bool // the person's file lies in the reader's area
	Said    string
	Wrong   map[string]string // by field
	Typed   url.Values
}

func requestPath(id request.ID) string { return "/requests/" + strconv.FormatInt(int64(id), 10) }

func (s *Site) requestOf(r *http.Request, f *frame) (requestView, error) {
	n, err := strconv.ParseInt(r.PathValue("request"), 10, 64)
	if err != nil {
		return requestView{}, fault.New(fault.NotFound, "request.none")
	}
	v := requestView{Typed: url.Values{}}
	if v.Request, err = s.Requests.Request(r.Context(), f.Actor, request.ID(n)); err != nil {
		return v, err
	}
	v.Form, _ = s.Registry.Forms().Form(v.Request.Form)
	v.Decides, v.Asks = s.Requests.Decides(f.Actor, v.Request), s.Requests.Asks(f.Actor, v.Request)
	v.Opens = f.May(registry.MayRead) && (f.Actor.Unit == "" || s.Tree.Within(v.HomeUnit, org.UnitID(f.Actor.Unit)))
	if f.Actor.Unit != "" && v.State == request.Approved && v.Receiving != "" {
		v.Opens = s.Tree.Within(v.Receiving, org.UnitID(f.Actor.Unit))
	}
	f.Title = f.T("web.request.number", strconv.FormatInt(n, 10), f.formName(v.Request.Form))
	v.Files, err = s.files(r.Context(), f, attach.Subject{Kind: attach.OfRequest, ID: n}, requestPath(v.ID), v.Asks)
	return v, err
}

func requestPage(s *Site, w http.ResponseWriter, r *http.Request, f *frame) (view, error) {
	v, err := s.requestOf(r, f)
	if err != nil {
		return nil, err
	}
	return requestContent(f, v), nil
}

// moveRequest takes the step that a button asks for. What is refused is said on the page; nothing typed is lost.
func moveRequest(s *Site, w http.ResponseWriter, r *http.Request, f *frame) (view, error) {
	v, err := s.requestOf(r, f)
	if err != nil {
		return nil, err
	}
	ctx, form := r.Context(), r.PostForm
	steps := map[string]func(context.Context, auth.Actor, request.ID, string) (request.Request, error){
		"refuse": s.Requests.Refuse, "more": s.Requests.AskMore, "complete": s.Requests.Complete, "withdraw": s.Requests.Withdraw,
	}
	do, note := form.Get("do"), strings.TrimSpace(form.Get("note"))
	if do == "approve" {
		_, err = s.Requests.Approve(ctx, f.Actor, v.ID, form.Get("seen"), note)
	} else if take, ok := steps[do]; ok {
		_, err = take(ctx, f.Actor, v.ID, note)
	} else {
		err = fault.New(fault.Invalid, "web.form")
	}
	if err == nil {
		s.done(w, r, f, requestPath(v.ID), "web.request.done."+do)
		return nil, nil
	}
	if code := status(err); code != http.StatusConflict && code != http.StatusUnprocessableEntity {
		return nil, err
	}
	again, other := s.requestOf(r, f)
	if other != nil {
		return nil, other
	}
	again.Typed = form
	_, again.Wrong = f.byField(err)
	again.Said = f.fault(err)
	s.write(w, r, f, requestContent(f, again), status(err))
	return nil, nil
}

// consents says whose consent an event needs before it is recorded.
func (s *Site) consents(f *frame, v *eventView, e registry.NewEvent) {
	v.Second = s.Registry.Guards(e.Form, e.Fields)
	home := org.UnitID(e.Fields["home"])
	if v.Form.Act == registry.ActMove && home != "" && f.Actor.Unit != "" && !s.Tree.Within(home, org.UnitID(f.Actor.Unit)) {
		v.Consent = home
	}
}

// ask sends an event to whoever must agree, with the files that prove it. A file that is refused leaves nothing behind.
func (s *Site) ask(w http.ResponseWriter, r *http.Request, f *frame, e registry.NewEvent) error {
	sent, err := sentFiles(r)
	if err == nil {
		err = s.checkAll(sent)
	}
	if err != nil {
		return err
	}
	form := r.PostForm
	d := request.Draft{Event: e, Channel: form.Get("channel"), Asker: strings.TrimSpace(form.Get("asker")), Note: strings.TrimSpace(form.Get("note"))}
	made, err := s.Requests.Submit(r.Context(), f.Actor, d)
	if err != nil {
		return err
	}
	on := attach.Subject{Kind: attach.OfRequest, ID: int64(made.ID)}
	if err := s.attachAll(r, f, on, sent); err != nil {
		return err
	}
	s.done(w, r, f, requestPath(made.ID), "web.request.sent")
	return nil
}

// ownRequest is a form that a citizen fills in for themselves or their ward.
func (s *Site) ownRequest(r *http.Request, f *frame, who string) (eventView, error) {
	form, ok := s.Registry.Forms().Form(r.PathValue("form"))
	if rule, asked := s.Requests.Rules().Form(form.ID); !ok || !asked || !rule.Own {
		return eventView{}, fault.New(fault.NotFound, "registry.event.form")
	}
	f.Title = f.Law(form.Name)
	v := eventView{Form: form, Own: true, Typed: url.Values{}, Wrong: map[string]string{}}
	id, _ := strconv.ParseInt(who, 10, 64) // nobody named is oneself
	if id == 0 || id == f.Actor.Person {
		file, err := s.Registry.Person(r.Context(), f.Actor, registry.PersonID(f.Actor.Person), registry.At{})
		if err == nil {
			v.Person = file.Person
		}
		return v, err
	}
	wards, err := s.Requests.Wards(r.Context(), f.Actor)
	for _, w := range wards {
		if int64(w.ID) == id {
			v.Person = registry.Person{ID: w.ID, Name: w.Name}
		}
	}
	if err == nil && v.Person.ID == 0 {
		err = fault.New(fault.NotFound, "registry.no_person")
	}
	return v, err
}

func ownRequestForm(s *Site, w http.ResponseWriter, r *http.Request, f *frame) (view, error) {
	v, err := s.ownRequest(r, f, f.Query.Get("person"))
	if err != nil {
		return nil, err
	}
	return eventFormContent(f, v), nil
}

func writeOwnRequest(s *Site, w http.ResponseWriter, r *http.Request, f *frame) (view, error) {
	v, err := s.ownRequest(r, f, r.PostForm.Get("person"))
	if err != nil {
		return nil, err
	}
	e := v.filled(r.PostForm)
	switch r.PostForm.Get("do") {
	case "back":
		return eventFormContent(f, v), nil
	case "ask":
		if err = s.ask(w, r, f, e); err == nil {
			return nil, nil
		}
		s.stay(r, f, &v, e, err)
	default:
		err = s.foresee(r, f, &v, e)
	}
	if err != nil {
		return s.refuseEvent(w, r, f, v, e, err)
	}
	return eventFormContent(f, v), nil
}

// stay keeps the last step of a request open where nothing is wrong with the form itself, but with what was added to it
// there: a paper, how it came in.
func (s *Site) stay(r *http.Request, f *frame, v *eventView, e registry.NewEvent, wrong error) {
	for _, x := range fieldsOf(wrong) {
		if x.Where != "channel" {
			return
		}
	}
	if fault.CodeOf(wrong) == "registry.event.stale" || s.foresee(r, f, v, e) != nil {
		v.Ready = false
	}
}

// homeRequests names the requests that wait for the reader, the late ones as late.
func (s *Site) homeRequests(ctx context.Context, f *frame, v *homeView) error {
	if !f.May(request.MayApprove) && !f.May(request.MayAsk) {
		return nil
	}
	all, err := s.Requests.Requests(ctx, f.Actor, request.Filter{Mine: true})
	if err != nil || len(all) == 0 {
		return err
	}
	first, late := all[0].Due, 0
	for _, x := range all {
		first = min(first, x.Due)
		if x.Late() {
			late++
		}
	}
	v.Due = append(v.Due, due{What: f.T("web.request.home", f.Number(int64(len(all)))), Note: f.T("web.request.home.late", f.Number(int64(late))),
		Path: "/requests", Day: first, Late: late > 0})
	return nil
}

// to is where the form of an event is sent.
func (v eventView) to() templ.SafeURL {
	if v.Own {
		return templ.SafeURL("/requests/new/" + v.Form.ID)
	}
	return templ.SafeURL(eventsPath(v.Person.ID) + "/" + v.Form.ID)
}

// asks says whether the event can only be asked for.
func (v eventView) asks() bool { return v.Own || v.Second || v.Consent != "" }
