package web

import (
	"ansinh/calendar"
	"ansinh/org"
	"ansinh/registry"
	"ansinh/registry/request"
	"slices"
	"strconv"
)

// asked says whether a life event can be asked for.
func (f *frame) asked(form string) bool {
	_, ok := f.site.Requests.Rules().Form(form)
	return ok && f.May(request.MayAsk)
}

func (f *frame) formName(id string) string {
	m, ok := f.site.Registry.Forms().Form(id)
	if id == request.Undoing {
		return f.T("web.request.undoing")
	}
	if !ok {
		return id
	}
	return f.Law(m.Name)
}

func (f *frame) receivingName(r request.Request) string {
	if r.Receiving == "" {
		return ""
	}
	return f.Unit(r.Receiving)
}

// channelName says how a request came in.
func (f *frame) channelName(r request.Request) string {
	for _, c := range f.site.Requests.Rules().Channels {
		if c.ID == r.Channel {
			return f.Law(c.Name)
		}
	}
	return f.T("web.request.online")
}

// requestWho says who asks and how it came in.
func (f *frame) requestWho(r request.Request) string {
	switch {
	case r.Citizen != 0:
		return f.T("web.request.by_citizen")
	case r.Asker != "":
		return f.T("web.request.by_officer_for", r.Asker, f.channelName(r), r.Requester)
	}
	return f.T("web.request.by_officer", f.channelName(r), r.Requester)
}

// requestShape is the tone and shape of a state.
func requestShape(s request.State) (tone, shape string) {
	switch s {
	case request.Approved:
		return "good", "check"
	case request.Refused:
		return "bad", "cross"
	case request.Withdrawn:
		return "none", "ring"
	case request.Asked:
		return "warn", "question"
	}
	return "fresh", "half"
}

// requestDue says by when an answer is owed.
func (f *frame) requestDue(r request.Request) string {
	switch {
	case r.Late():
		return f.T("web.request.late", -r.Left, f.Date(r.Due))
	case r.Left == 0:
		return f.T("web.request.today")
	}
	return f.T("web.request.left", r.Left, f.Date(r.Due))
}

// was says what stood in place of a field, or stands now.
func (f *frame) was(x registry.Field, value string) string {
	switch {
	case value == "":
		return "–"
	case x.Kind == "person" || x.Kind == "address":
		return f.T("web.request.household", value)
	case x.Kind == "commune":
		return f.Unit(org.UnitID(value))
	}
	return f.written(x, value)
}

// changedSince says whether the file has changed in a field since the request.
func (v requestView) changedSince(field string) bool { return slices.Contains(v.Changed(), field) }

// ofRequest is a request on a person's timeline.
func (f *frame) ofRequest(r request.Request) moment {
	day := calendar.DateOf(r.Since)
	return moment{At: day, When: f.Date(day), What: f.T("web.request.number", strconv.FormatInt(int64(r.ID), 10), f.formName(r.Form)),
		Value: f.T("web.request.state." + string(r.State)), Note: f.requestWho(r), Holds: r.State.Open(), Path: requestPath(r.ID)}
}
