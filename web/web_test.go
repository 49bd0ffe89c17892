package web

import (
	"context"
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"ansinh/auth"
	"ansinh/db"
	"ansinh/db/dbtest"
	"ansinh/gate/gatetest"
	"ansinh/house"
	"ansinh/policy"
	"ansinh/text"
)

const password = "mật khẩu thử"

// visitor is a browser without script.
type visitor struct {
	t      *testing.T
	server *httptest.Server
	client *http.Client
}

// newSite serves the pages over a migrated database with one account a role.
func newSite(t *testing.T, d *db.DB) *httptest.Server {
	t.Helper()
	ctx := context.Background()
	data, err := policy.Open("")
	if err != nil {
		t.Fatal(err)
	}
	texts, err := text.Load(data)
	if err != nil {
		t.Fatal(err)
	}
	h, err := house.Open(ctx, house.Options{DB: d.URL(), Keys: t.TempDir(), Seals: d.SealFile(), Policy: data, Texts: texts, Clock: func() time.Time { return gatetest.Now }})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { h.Close() })
	for _, r := range h.Gate.Roles().Roles() {
		err := d.Update(ctx, func(tx *db.Tx) error {
			return auth.Create(ctx, tx, gatetest.Now, auth.Actor{ID: string(r.ID), Name: r.Name.VI, Role: r.ID}, password)
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	return serve(t, h)
}

// serve serves the pages of a house.
func serve(t *testing.T, h *house.House) *httptest.Server {
	t.Helper()
	site, err := New(Rooms{Background: h, DB: h.DB, Gate: h.Gate, Log: h.Log, Verifier: h.Verifier, Texts: h.Texts, Policy: h.Policy, Tree: h.Tree, Agencies: h.Agencies,
		Working: h.Working, Registry: h.Registry, Benefits: h.Benefits, Payments: h.Payments, Returns: h.Returns, Plans: h.Plans,
		Indicators: h.Indicators, Reports: h.Reports, Drafts: h.Drafts, Reforms: h.Reforms, Reorg: h.Reorg, Due: h.Due, Requests: h.Requests, Attached: h.Attached, Interop: h.Interop}, Options{})
	if err != nil {
		t.Fatal(err)
	}
	handler, err := site.Handler()
	if err != nil {
		t.Fatal(err)
	}
	server := httptest.NewServer(handler)
	t.Cleanup(server.Close)
	return server
}

func visit(t *testing.T, server *httptest.Server) *visitor {
	t.Helper()
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	return &visitor{t: t, server: server, client: &http.Client{Jar: jar}}
}

func (v *visitor) answer(r *http.Response, err error) (int, string) {
	v.t.Helper()
	if err != nil {
		v.t.Fatal(err)
	}
	defer r.Body.Close()
	b, err := io.ReadAll(r.Body)
	if err != nil {
		v.t.Fatal(err)
	}
	return r.StatusCode, string(b)
}

func (v *visitor) get(path string) (int, string) {
	v.t.Helper()
	return v.answer(v.client.Get(v.server.URL + path))
}

func (v *visitor) post(path string, form url.Values) (int, string) {
	v.t.Helper()
	return v.answer(v.client.PostForm(v.server.URL+path, form))
}

var tokenField = regexp.MustCompile(`name="token" value="([^"]+)"`)

func (v *visitor) token(path string) string {
	v.t.Helper()
	_, body := v.get(path)
	m := tokenField.FindStringSubmatch(body)
	if m == nil {
		v.t.Fatalf("no token on %s", path)
	}
	return m[1]
}

func (v *visitor) signIn(login, password string) (int, string) {
	v.t.Helper()
	return v.post("/sign-in", url.Values{"token": {v.token("/sign-in")}, "login": {login}, "password": {password}})
}

func TestSignIn(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		server := newSite(t, d)
		v := visit(t, server)
		code, body := v.signIn("leader", "sai mật khẩu")
		if code != 401 || !strings.Contains(body, "Tên đăng nhập hoặc mật khẩu không đúng.") || !strings.Contains(body, `value="leader"`) {
			t.Errorf("wrong password: %d %s", code, body)
		}
		if code, body = v.get("/units"); !strings.Contains(body, `name="password"`) {
			t.Errorf("a page without signing in: %d", code)
		}
		before := v.cookie()
		if code, body = v.signIn("leader", password); code != 200 || !strings.Contains(body, "Lãnh đạo") {
			t.Errorf("right password: %d", code)
		}
		if v.cookie() == before {
			t.Error("the session kept its token over signing in")
		}
		if n := rowsIn(t, d, `SELECT count(*) FROM session WHERE token = $1`, v.cookie()); n != 0 {
			t.Error("the session's token is stored as it is")
		}
		if code, _ = v.post("/sign-out", url.Values{"token": {v.token("/")}}); code != 200 {
			t.Errorf("signing out: %d", code)
		}
		if _, body = v.get("/"); !strings.Contains(body, `name="password"`) {
			t.Error("signed in after signing out")
		}
	})
}

func (v *visitor) cookie() string {
	u, _ := url.Parse(v.server.URL)
	for _, c := range v.client.Jar.Cookies(u) {
		if c.Name == "ansinh" {
			return c.Value
		}
	}
	return ""
}

func rowsIn(t *testing.T, d *db.DB, query string, args ...any) int64 {
	t.Helper()
	var n int64
	err := d.View(context.Background(), func(tx *db.Tx) error {
		var err error
		n, err = db.One(context.Background(), tx, db.Value[int64], query, args...)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return n
}

func TestAFormThatIsNotOursIsRefused(t *testing.T) {
	t.Parallel()
	server := newSite(t, dbtest.Open(t))
	v := visit(t, server)
	v.signIn("auditor", password)
	for _, token := range []string{"", "x", v.token("/audit") + "x"} {
		code, body := v.post("/audit/proof", url.Values{"token": {token}})
		if code != 403 || !strings.Contains(body, "Biểu mẫu này đã cũ") {
			t.Errorf("token %q: %d", token, code)
		}
	}
	r, err := http.NewRequest("POST", server.URL+"/audit/proof", strings.NewReader(url.Values{"token": {v.token("/audit")}}.Encode()))
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	r.Header.Set("Sec-Fetch-Site", "cross-site")
	if code, body := v.answer(v.client.Do(r)); code != 403 || !strings.Contains(body, "trang khác") {
		t.Errorf("another site's form: %d", code)
	}
}

// Bytes that are no text are said to be none, before a database refuses them in words of its own.
func TestWhatIsNoTextIsRefused(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		v := visit(t, newSite(t, d))
		v.signIn("auditor", password)
		for _, sent := range []string{"\xff", "a\x00b"} {
			for _, path := range []string{"/people?q=", "/runs?month=", "/nowhere?x="} {
				code, body := v.get(path + url.QueryEscape(sent))
				if code != 422 && code != 404 || !utf8.ValidString(body) || strings.ContainsRune(body, 0) {
					t.Errorf("%s%q: %d", path, sent, code)
				}
			}
			if code, body := v.post("/audit/proof", url.Values{"token": {v.token("/audit")}, "signature": {sent}}); code != 422 || !strings.Contains(body, "Không đọc được dữ liệu") {
				t.Errorf("form with %q: %d", sent, code)
			}
		}
	})
}

func TestTooManyTriesAreSlowedDown(t *testing.T) {
	t.Parallel()
	v := visit(t, newSite(t, dbtest.Open(t)))
	slowed := false
	for range triesAtOnce + 1 {
		code, body := v.signIn("nobody", "sai mật khẩu")
		slowed = code == 429 && strings.Contains(body, "quá nhanh")
	}
	if !slowed {
		t.Error("tries without end")
	}
}

func TestARoleSeesOnlyWhatItMay(t *testing.T) {
	t.Parallel()
	server := newSite(t, dbtest.Open(t))
	for _, c := range []struct {
		login, path string
		want        int
	}{
		{"citizen", "/audit", 403}, {"citizen", "/units", 403}, {"citizen", "/people", 403}, {"leader", "/audit", 403},
		{"auditor", "/audit", 200}, {"administrator", "/audit", 200}, {"administrator", "/people", 403}, {"leader", "/units", 200},
		{"agency-officer", "/runs", 403}, {"agency-officer", "/lists", 403}, {"leader", "/nothing", 404}, {"leader", "/units?on=31-31", 422},
	} {
		v := visit(t, server)
		v.signIn(c.login, password)
		if code, body := v.get(c.path); code != c.want || strings.Contains(body, "goroutine") {
			t.Errorf("%s on %s: %d, want %d", c.login, c.path, code, c.want)
		}
	}
}

func TestEveryAnswerIsGuarded(t *testing.T) {
	t.Parallel()
	server := newSite(t, dbtest.Open(t))
	for _, path := range []string{"/sign-in", "/nothing", "/assets/nothing", "/healthz"} {
		r, err := http.Get(server.URL + path)
		if err != nil {
			t.Fatal(err)
		}
		r.Body.Close()
		if got := r.Header.Get("Content-Security-Policy"); !strings.HasPrefix(got, "default-src 'none'; script-src 'self'; style-src 'self'") {
			t.Errorf("%s: %q", path, got)
		}
	}
}

func TestLocalStaysHere(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]string{"/units?on=1": "/units?on=1", "": "/", "//elsewhere.vn": "/", "https://elsewhere.vn/": "/", `/\elsewhere.vn`: "/", "units": "/"} {
		if got := local(in); got != want {
			t.Errorf("local(%q) = %q", in, got)
		}
	}
}

var textCode = regexp.MustCompile(`"(web\.[a-z_0-9.]+[a-z_0-9])"`)

func TestEverySentenceIsThere(t *testing.T) {
	t.Parallel()
	data, err := policy.Open("")
	if err != nil {
		t.Fatal(err)
	}
	texts, err := text.Load(data)
	if err != nil {
		t.Fatal(err)
	}
	for _, code := range codesInSources(t) {
		if !texts.Has(code) {
			t.Errorf("no text for %s", code)
		}
	}
}
