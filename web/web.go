// Package web is the pages: what officers, leaders, agencies, auditors and citizens see and do in a browser. They are
// made on the server, Vietnamese first, and can be read without script; script only opens things in a panel beside.
//
// It decides nothing. Every figure comes from a use case of a room, which goes through the gate, so a page can show no
// more than its reader may see; that a link is hidden is politeness, not protection. It holds no SQL but that of its
// sessions. Its invariant: no page needs anything from another host, and none needs an inline script or style.
package web

import (
	"context"
	"errors"
	"io/fs"
	"log/slog"
	"net/http"
	"slices"
	"time"

	"github.com/alexedwards/scs/v2"
	"github.com/klauspost/compress/gzhttp"
	"golang.org/x/mod/sumdb/note"

	"ansinh/audit"
	"ansinh/auth"
	"ansinh/benefit"
	"ansinh/calendar"
	"ansinh/db"
	owing "ansinh/due"
	"ansinh/fault"
	"ansinh/gate"
	"ansinh/indicator"
	"ansinh/interop"
	"ansinh/org"
	"ansinh/payment"
	"ansinh/plan"
	"ansinh/reform"
	"ansinh/registry"
	"ansinh/registry/attach"
	"ansinh/registry/request"
	"ansinh/reorg"
	"ansinh/report"
	"ansinh/report/draft"
	"ansinh/returns"
	"ansinh/text"
)

// Rooms is what the pages show.
type Rooms struct {
	DB         *db.DB // for sessions only
	Gate       *gate.Gate
	Log        *audit.Log
	Verifier   note.Verifier
	Texts      *text.Texts
	Policy     fs.FS
	Tree       *org.Tree
	Agencies   *org.Agencies
	Working    *calendar.Working
	Registry   *registry.Registry
	Requests   *request.Requests
	Attached   *attach.Attachments
	Interop    *interop.Interop
	Benefits   *benefit.Benefits
	Payments   *payment.Payments
	Returns    *returns.Service
	Plans      *plan.Plans
	Indicators *indicator.Service
	Reports    *report.Service
	Drafts     *draft.Drafts
	Reforms    *reform.Reform
	Reorg      *reorg.Reorg
	Due        *owing.Due
	Background Background
	Simulated  bool // everybody in the database is invented, and every page says so
}

// Background is the work that goes on when a page was left.
type Background interface {
	AskMonth(ctx context.Context, actor auth.Actor, month calendar.Month) error
	AskMeasure(ctx context.Context, actor auth.Actor, month calendar.Month, known calendar.Date) error
}

// Options are what the one who serves decides. The zero value serves plain HTTP on this machine.
type Options struct {
	TLS bool // cookies travel over TLS only
	Log *slog.Logger
}

// Site is all pages over one set of rooms.
type Site struct {
	Rooms
	sessions *scs.SessionManager
	assets   *assets
	drawn    *drawing // the province's own map; nil where it gave none
	limiter  *limiter
	packages packages
	log      *slog.Logger
	secure   bool
}

// New makes the site. It fails with one sentence where the program was built without the pages' scripts and font.
func New(rooms Rooms, o Options) (*Site, error) {
	a, err := loadAssets(files)
	if err != nil {
		return nil, err
	}
	drawn, err := loadShapes(rooms.Policy)
	if err != nil {
		return nil, err
	}
	s := &Site{Rooms: rooms, assets: a, drawn: drawn, limiter: newLimiter(), log: o.Log, secure: o.TLS}
	if s.log == nil {
		s.log = slog.New(slog.DiscardHandler)
	}
	s.sessions = newSessions(rooms, o.TLS, s.sessionFailed)
	return s, nil
}

// How long a session lives: unused, and in all.
const (
	idleFor = 30 * time.Minute
	liveFor = 12 * time.Hour
)

func newSessions(rooms Rooms, tls bool, failed func(http.ResponseWriter, *http.Request, error)) *scs.SessionManager {
	m := scs.New()
	m.Store = sessions{db: rooms.DB, now: rooms.Gate.Now}
	m.HashTokenInStore = true
	m.IdleTimeout, m.Lifetime = idleFor, liveFor
	m.Cookie.Name = "ansinh"
	m.Cookie.HttpOnly, m.Cookie.SameSite, m.Cookie.Secure = true, http.SameSiteLaxMode, tls
	m.Cookie.Persist = false
	m.ErrorFunc = failed
	return m
}

// everyRoute is all addresses, of every part of the site.
func (s *Site) everyRoute() []route {
	return slices.Concat(s.routes(), decideRoutes(), lawRoutes(), planReviewRoutes(), reorgRoutes(), promiseRoutes(), draftRoutes(), templateRoutes(), registerRoutes(), verifyRoutes())
}

// Handler is the site as one handler.
func (s *Site) Handler() (http.Handler, error) {
	mux := http.NewServeMux()
	for _, r := range s.everyRoute() {
		mux.Handle(r.pattern, s.page(r))
	}
	mux.Handle("/", s.page(route{open: true, show: notFound}))
	squeeze, err := gzhttp.NewWrapper(gzhttp.MinSize(1000))
	if err != nil {
		return nil, err
	}
	pages := s.sessions.LoadAndSave(s.caught(s.lawful(mux)))
	all := http.NewServeMux()
	all.Handle("GET /assets/", s.assets)
	all.HandleFunc("GET /healthz", s.health)
	all.Handle("GET /api/calendar.ics", s.calendarFeed())
	all.Handle("/api/returns/{form}", s.returnAPI())
	all.Handle("/", crossOrigin(pages, s))
	return s.logged(secured(squeeze(all))), nil
}

func notFound(*Site, http.ResponseWriter, *http.Request, *frame) (view, error) {
	return nil, fault.New(fault.NotFound, "web.no_page")
}

// health is for the one who watches the service: the database answers.
func (s *Site) health(w http.ResponseWriter, r *http.Request) {
	err := s.DB.View(r.Context(), func(tx *db.Tx) error { return nil })
	if err != nil {
		http.Error(w, "unavailable", http.StatusServiceUnavailable)
		return
	}
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	w.Write([]byte("ok\n"))
}

// may says whether the reader's role holds the permission.
func (s *Site) may(a auth.Actor, p auth.Permission) bool { return s.Gate.May(a, p) }

// status is the one place where an error becomes a status.
func status(err error) int {
	var big *http.MaxBytesError
	if errors.As(err, &big) {
		return http.StatusRequestEntityTooLarge
	}
	if fault.CodeOf(err) == "web.too_fast" {
		return http.StatusTooManyRequests
	}
	return fault.KindOf(err).HTTPStatus()
}
