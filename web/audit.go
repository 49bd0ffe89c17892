package web

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"ansinh/audit"
	"ansinh/auth"
	"ansinh/calendar"
	"ansinh/fault"
	"ansinh/gate"
)

// auditView is the audit page: events, newest first, and how far they are proved.
type auditView struct {
	Events   []audit.Event
	Next     int64 // id to go on from; 0: no more
	Sealed   int64
	SealedAt time.Time
	Proof    *audit.Proof // of the check just asked for
	Broken   string       // the sentence of the check that failed
}

const eventsAPage = 50

func auditPage(s *Site, w http.ResponseWriter, r *http.Request, f *frame) (view, error) {
	f.Title, f.Wide = f.T("web.audit.title"), true
	if f.wantsFile() {
		return nil, s.auditFile(w, r, f)
	}
	v, err := s.auditEvents(r, f)
	if err != nil {
		return nil, err
	}
	return auditContent(f, v), nil
}

// proveAudit proves the whole log and shows the answer above the events.
func proveAudit(s *Site, w http.ResponseWriter, r *http.Request, f *frame) (view, error) {
	f.Title, f.Wide = f.T("web.audit.title"), true
	v, err := s.auditEvents(r, f)
	if err != nil {
		return nil, err
	}
	proof, err := s.Log.Verify(r.Context(), s.Verifier, nil)
	switch {
	case err == nil:
		v.Proof = &proof
	case strings.HasPrefix(fault.CodeOf(err), "audit."):
		v.Broken = f.fault(err)
	default:
		return nil, err
	}
	return auditContent(f, v), nil
}

// auditFilter is which events are asked for.
func (f *frame) auditFilter() audit.Filter {
	return audit.Filter{Subject: f.Query.Get("subject"), Permission: f.Query.Get("permission"), Actor: f.Query.Get("actor")}
}

func (s *Site) auditEvents(r *http.Request, f *frame) (v auditView, err error) {
	ask := f.auditFilter()
	ask.Before, _ = strconv.ParseInt(f.Query.Get("after"), 10, 64)
	ask.Limit = eventsAPage + 1
	err = s.readAudit(r.Context(), f, func(tx *gate.Tx) error {
		if v.Events, err = audit.Recent(r.Context(), tx.Tx, ask); err != nil {
			return err
		}
		var at string
		if v.Sealed, at, err = audit.LastHead(r.Context(), tx.Tx); err == nil && at != "" {
			v.SealedAt, err = time.Parse(time.RFC3339, at)
		}
		return err
	})
	if len(v.Events) > eventsAPage {
		v.Events = v.Events[:eventsAPage]
		v.Next = v.Events[eventsAPage-1].ID
	}
	return v, err
}

func (s *Site) readAudit(ctx context.Context, f *frame, read func(*gate.Tx) error) error {
	return s.Gate.Read(ctx, f.Actor, gate.Act{Permission: "audit.read", Unit: f.Actor.Unit, Subject: "audit"}, read)
}

// auditFile is all events of the filter, newest first, piece by piece. What happens meanwhile is not in it.
func (s *Site) auditFile(w http.ResponseWriter, r *http.Request, f *frame) error {
	ask := f.auditFilter()
	ask.Limit = rowsAtOnce
	head := f.heading("web.audit.at", "web.audit.actor", "web.audit.role", "web.audit.permission", "web.audit.unit", "web.audit.subject", "web.audit.detail", "web.audit.leaf")
	return f.streamTable(w, "nhat-ky", head, following(func() (rows [][]string, more bool, err error) {
		var events []audit.Event
		err = s.readAudit(r.Context(), f, func(tx *gate.Tx) error {
			events, err = audit.Recent(r.Context(), tx.Tx, ask)
			return err
		})
		if len(events) > 0 {
			ask.Before = events[len(events)-1].ID
		}
		return rowsOf(events, f.eventRow), len(events) == rowsAtOnce, err
	}))
}

func (f *frame) eventRow(e audit.Event) []string {
	leaf := ""
	if e.Leaf >= 0 {
		leaf = number(e.Leaf)
	}
	return []string{e.At.Format(time.RFC3339), e.Actor, f.RoleName(e.Role), f.Permission(e.Permission), e.Unit, e.Subject, detail(e), leaf}
}

// Moment writes an instant in the province's time: 24/11/2026 10:05.
func (f *frame) Moment(t time.Time) string {
	if t.IsZero() {
		return "–"
	}
	here := t.In(time.FixedZone("", 7*3600))
	return calendar.DateOf(t).Vietnamese() + here.Format(" 15:04")
}

// moment writes an instant as it is stored.
func (f *frame) moment(at string) string {
	t, err := time.Parse(time.RFC3339, at)
	if err != nil {
		return at
	}
	return f.Moment(t)
}

// Permission is the words of a permission.
func (f *frame) Permission(p string) string {
	n, ok := f.site.Gate.Roles().Words(auth.Permission(p))
	if !ok {
		return p
	}
	return f.Say(n.VI, n.EN)
}

// subjectPath is the page of what an event is about; "" where it has none or the reader may not open it.
func (f *frame) subjectPath(subject string) string {
	kind, id, _ := strings.Cut(subject, ":")
	switch {
	case kind == "person" && f.May("registry.read"):
		return "/people/" + id
	case kind == "run" && f.May("payment.read"):
		return "/runs/" + id
	}
	return ""
}

// detail writes an event's notes on one line, in a fixed order.
func detail(e audit.Event) string {
	var notes map[string]any
	if json.Unmarshal([]byte(e.Stored), &notes) != nil {
		return e.Stored
	}
	var parts []string
	for k, v := range notes {
		parts = append(parts, k+" "+strings.Trim(plain(v), "\""))
	}
	slices.Sort(parts)
	return strings.Join(parts, " · ")
}

func plain(v any) string {
	if n, ok := v.(float64); ok && n == float64(int64(n)) {
		return strconv.FormatInt(int64(n), 10)
	}
	return fmt.Sprint(v)
}

// permissions are the names of all permissions, for the filter.
func (f *frame) permissions() []string {
	var out []string
	for _, p := range f.site.Gate.Roles().Permissions() {
		out = append(out, string(p))
	}
	return out
}
