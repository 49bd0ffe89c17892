package web

import (
	"bytes"
	"context"
	"crypto/rand"
	"crypto/subtle"
	"log/slog"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"unicode/utf8"

	"ansinh/auth"
	"ansinh/db"
	"ansinh/fault"
)

// route is one address of the site.
type route struct {
	pattern    string
	permission auth.Permission // what the reader's role must hold; the use cases behind check again, with scope
	or         auth.Permission // or this one
	open       bool            // can be read without signing in
	upload     bool            // the form may carry a file
	show       func(*Site, http.ResponseWriter, *http.Request, *frame) (view, error)
}

// maxForm is the longest form taken: a return with a note beside every figure is far shorter.
const maxForm = 1 << 20

// page is the way of every request: who asks, whether they may, whether the form is ours, then the page, whole or as a
// panel. An error on that way is a page too.
func (s *Site) page(r route) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, req *http.Request) {
		w.Header().Set("Cache-Control", "no-store")
		f, err := s.newFrame(w, req)
		if err == nil {
			err = s.enter(w, req, f, r)
		}
		if err == errAway {
			return
		}
		var v view
		if err == nil {
			v, err = r.show(s, w, req, f)
		}
		if err != nil {
			s.fail(w, req, f, err)
			return
		}
		if v != nil {
			s.write(w, req, f, v, http.StatusOK)
		}
	})
}

// errAway says that the request was sent elsewhere.
var errAway = fault.New(fault.Unauthenticated, "web.sign_in_first")

func (s *Site) enter(w http.ResponseWriter, r *http.Request, f *frame, to route) error {
	if err := s.recognise(r.Context(), f); err != nil {
		return err
	}
	if !to.open && f.Actor.ID == "" {
		away(w, r, "/sign-in?next="+url.QueryEscape(local(r.URL.RequestURI())))
		return errAway
	}
	if to.permission != "" && !f.May(to.permission) && (to.or == "" || !f.May(to.or)) {
		return fault.New(fault.Forbidden, "auth.forbidden", to.permission)
	}
	if r.Method == http.MethodPost && to.pattern != "" { // a page without an address only says something
		if err := s.readForm(w, r, to); err != nil {
			return err
		}
		if !readable(r.PostForm) {
			return fault.New(fault.Invalid, "web.form")
		}
		if subtle.ConstantTimeCompare([]byte(r.PostForm.Get("token")), []byte(f.Token)) != 1 {
			return fault.New(fault.Forbidden, "web.token")
		}
	}
	return nil
}

// readable says whether everything sent is text: no database keeps anything else, and no page shows it.
func readable(sent url.Values) bool {
	for _, values := range sent {
		if slices.ContainsFunc(values, func(v string) bool { return !utf8.ValidString(v) || strings.ContainsRune(v, 0) }) {
			return false
		}
	}
	return true
}

// recognise finds the actor of the session. An account that was closed since is nobody.
func (s *Site) recognise(ctx context.Context, f *frame) error {
	f.Token = s.sessions.GetString(ctx, "token")
	f.Notice = s.sessions.PopString(ctx, "notice")
	login := s.sessions.GetString(ctx, "login")
	if login == "" {
		return nil
	}
	err := s.DB.View(ctx, func(tx *db.Tx) error {
		var err error
		f.Actor, err = auth.Find(ctx, tx, login)
		return err
	})
	if fault.Is(err, fault.Unauthenticated) {
		return s.sessions.Destroy(ctx)
	}
	return err
}

// token gives the session its token where it has none yet.
func (s *Site) token(ctx context.Context, f *frame) {
	if f.Token == "" {
		f.Token = rand.Text()
		s.sessions.Put(ctx, "token", f.Token)
	}
}

// away sends the browser elsewhere, also when a panel was asked for.
func away(w http.ResponseWriter, r *http.Request, to string) {
	if r.Header.Get("HX-Request") == "true" {
		w.Header().Set("HX-Redirect", to)
		w.WriteHeader(http.StatusUnauthorized)
		return
	}
	http.Redirect(w, r, to, http.StatusSeeOther)
}

// done says one sentence on the next page and goes there.
func (s *Site) done(w http.ResponseWriter, r *http.Request, f *frame, to, code string, args ...any) {
	s.sessions.Put(r.Context(), "notice", f.T(code, args...))
	http.Redirect(w, r, to, http.StatusSeeOther)
}

// local is a path within this site; anything else becomes the first page.
func local(to string) string {
	u, err := url.Parse(to)
	if err != nil || u.IsAbs() || u.Host != "" || len(to) == 0 || to[0] != '/' || len(to) > 1 && (to[1] == '/' || to[1] == '\\') {
		return "/"
	}
	return to
}

// write renders into memory first, so that a page is whole or an error, never half.
func (s *Site) write(w http.ResponseWriter, r *http.Request, f *frame, v view, code int) {
	var b bytes.Buffer
	whole := layout(f, v)
	if f.Panel {
		whole = panel(f, v)
	}
	if err := whole.Render(r.Context(), &b); err != nil {
		s.log.LogAttrs(r.Context(), slog.LevelError, "render", slog.String("path", r.URL.Path), slog.Any("error", err))
		http.Error(w, f.T("internal"), http.StatusInternalServerError)
		return
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.Header().Add("Vary", "HX-Request")
	w.WriteHeader(code)
	w.Write(b.Bytes())
}

// fail answers with the page of an error: what is wrong and what to do, never how the program came there.
func (s *Site) fail(w http.ResponseWriter, r *http.Request, f *frame, err error) {
	code := status(err)
	if code >= 500 {
		s.log.LogAttrs(r.Context(), slog.LevelError, "failed", slog.String("path", r.URL.Path), slog.Any("error", err))
	}
	f.Title = f.T("web.error.title." + errorTitle(code))
	s.write(w, r, f, errorPage(f, code, f.fault(err)), code)
}

func errorTitle(code int) string {
	switch code {
	case 401, 403:
		return "forbidden"
	case 404:
		return "not_found"
	case 409:
		return "conflict"
	case 422, 413, 429:
		return "invalid"
	case 503:
		return "unavailable"
	default:
		return "internal"
	}
}

// sessionFailed answers where sessions cannot be read at all; there is no frame then.
func (s *Site) sessionFailed(w http.ResponseWriter, r *http.Request, err error) {
	s.log.LogAttrs(r.Context(), slog.LevelError, "session", slog.Any("error", err))
	http.Error(w, s.Texts.Of("vi", "db.busy"), http.StatusServiceUnavailable)
}

func refusedOrigin(*Site, http.ResponseWriter, *http.Request, *frame) (view, error) {
	return nil, fault.New(fault.Forbidden, "web.origin")
}
