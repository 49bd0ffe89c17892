package web

import (
	"fmt"
	"net/http"
	"runtime/debug"
	"time"

	"ansinh/fault"
)

// policyHeader lets a page take everything from this host and nothing from any other, and run nothing that stands in the page.
const policyHeader = "default-src 'none'; script-src 'self'; style-src 'self'; font-src 'self'; img-src 'self'; " +
	"connect-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'"

// secured sets the headers every answer carries.
func secured(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h := w.Header()
		h.Set("Content-Security-Policy", policyHeader)
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("Referrer-Policy", "same-origin")
		h.Set("Cross-Origin-Opener-Policy", "same-origin")
		h.Set("Permissions-Policy", "camera=(), microphone=(), geolocation=()")
		next.ServeHTTP(w, r)
	})
}

// crossOrigin refuses a change that another site's page asks for; the refusal is a page like any other.
func crossOrigin(next http.Handler, s *Site) http.Handler {
	p := http.NewCrossOriginProtection()
	p.SetDenyHandler(s.sessions.LoadAndSave(s.page(route{open: true, show: refusedOrigin})))
	return p.Handler(next)
}

// caught turns a broken invariant of our own into a page that says so; the rest of the service goes on.
func (s *Site) caught(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		defer func() {
			broken := recover()
			if broken == nil {
				return
			}
			if broken == http.ErrAbortHandler {
				panic(broken)
			}
			s.log.ErrorContext(r.Context(), "panic", "path", r.URL.Path, "what", fmt.Sprint(broken), "stack", string(debug.Stack()))
			s.page(route{open: true, show: brokenPage}).ServeHTTP(w, r)
		}()
		next.ServeHTTP(w, r)
	})
}

func brokenPage(*Site, http.ResponseWriter, *http.Request, *frame) (view, error) {
	return nil, fault.New(fault.Internal, "internal")
}

// logged writes one line a request: what was asked and how it went. The path holds numbers of persons at most, and
// the query, which may hold a name that was searched for, is left out.
func (s *Site) logged(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		began := s.Gate.Now()
		c := &counted{ResponseWriter: w, status: http.StatusOK}
		next.ServeHTTP(c, r)
		s.log.InfoContext(r.Context(), "request", "method", r.Method, "path", r.URL.Path, "status", c.status,
			"bytes", c.bytes, "ms", s.Gate.Now().Sub(began).Round(time.Millisecond/10).Seconds()*1000)
	})
}

// counted remembers status and length of an answer.
type counted struct {
	http.ResponseWriter
	status int
	bytes  int64
}

// WriteHeader remembers the status.
func (c *counted) WriteHeader(code int) {
	c.status = code
	c.ResponseWriter.WriteHeader(code)
}

// Write counts.
func (c *counted) Write(b []byte) (int, error) {
	n, err := c.ResponseWriter.Write(b)
	c.bytes += int64(n)
	return n, err
}

// Unwrap lets http.ResponseController reach the connection.
func (c *counted) Unwrap() http.ResponseWriter { return c.ResponseWriter }
