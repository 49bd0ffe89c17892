package e2e

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/mxschmitt/playwright-go"
)

// The two widths: an officer's desk and a phone in the yard.
const (
	desk  = 1280
	phone = 390
)

// shots is where the pictures go, for people to look at.
const shots = "shots"

var (
	driver  *playwright.Playwright
	browser playwright.Browser
	axe     string
)

// openBrowser starts Debian's Chromium, in its form without a screen, with the driver that npm brought. Nothing is downloaded.
func openBrowser(dir string) error {
	modules, err := filepath.Abs("../web/node_modules")
	if err != nil {
		return err
	}
	source, err := os.ReadFile(filepath.Join(modules, "axe-core", "axe.min.js"))
	if err != nil {
		return fmt.Errorf("run `npm ci --prefix web` first: %w", err)
	}
	axe = string(source)
	node, err := exec.LookPath("node")
	if err != nil {
		return err
	}
	chromium, err := exec.LookPath("chromium-headless-shell")
	if err != nil {
		return err
	}
	home := filepath.Join(dir, "driver")
	if err := os.MkdirAll(home, 0o755); err != nil {
		return err
	}
	if err := os.Symlink(filepath.Join(modules, "playwright-core"), filepath.Join(home, "package")); err != nil {
		return err
	}
	if err := os.Setenv("PLAYWRIGHT_NODEJS_PATH", node); err != nil {
		return err
	}
	if driver, err = playwright.Run(&playwright.RunOptions{DriverDirectory: home, SkipInstallBrowsers: true}); err != nil {
		return err
	}
	browser, err = driver.Chromium.Launch(playwright.BrowserTypeLaunchOptions{ExecutablePath: &chromium,
		Args: []string{"--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update", "--disable-sync",
			"--no-first-run", "--disable-quic"}})
	return err
}

func closeBrowser() {
	_ = browser.Close()
	_ = driver.Stop()
}

// visitor is one person at a browser; everything the browser complains about fails the test.
type visitor struct {
	t    *testing.T
	page playwright.Page
}

// options of a visit; the zero value is a desk with script, in the light.
type options struct {
	width    int
	noScript bool
	dark     bool
}

// expected are complaints that a test brings about on purpose.
var expected = regexp.MustCompile(`status of (401|403|404|409|422|429)`)

func visit(t *testing.T, o options) *visitor {
	t.Helper()
	if o.width == 0 {
		o.width = desk
	}
	scheme := playwright.ColorSchemeLight
	if o.dark {
		scheme = playwright.ColorSchemeDark
	}
	c, err := browser.NewContext(playwright.BrowserNewContextOptions{Viewport: &playwright.Size{Width: o.width, Height: 900}, Locale: playwright.String("vi-VN"),
		JavaScriptEnabled: playwright.Bool(!o.noScript), ColorScheme: scheme, ReducedMotion: playwright.ReducedMotionReduce})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = c.Close() })
	page, err := c.NewPage()
	if err != nil {
		t.Fatal(err)
	}
	page.OnConsole(func(m playwright.ConsoleMessage) {
		if (m.Type() == "error" || m.Type() == "warning") && !expected.MatchString(m.Text()) {
			t.Errorf("%s: the console says: %s", page.URL(), m.Text())
		}
	})
	page.OnPageError(func(err error) { t.Errorf("%s: script: %v", page.URL(), err) })
	page.OnRequest(func(r playwright.Request) {
		if u := r.URL(); !strings.HasPrefix(u, site.url) && !strings.HasPrefix(u, "data:") && !strings.HasPrefix(u, "blob:") {
			t.Errorf("%s asks another host: %s", page.URL(), u)
		}
	})
	return &visitor{t: t, page: page}
}

// open goes to an address and gives the status.
func (v *visitor) open(path string) int {
	v.t.Helper()
	r, err := v.page.Goto(site.url + path)
	if err != nil {
		v.t.Fatalf("%s: %v", path, err)
	}
	return r.Status()
}

// as signs in as a role.
func (v *visitor) as(role string) *visitor {
	v.t.Helper()
	login := site.logins[role]
	if login == "" {
		v.t.Fatalf("no login for %s", role)
	}
	v.open("/sign-in")
	v.fill("login", login)
	v.fill("password", site.words[login])
	v.click("main button")
	v.see("details.me")
	return v
}

func (v *visitor) fill(name, value string) {
	v.t.Helper()
	if err := v.page.Locator("[name=" + name + "]").First().Fill(value); err != nil {
		v.t.Fatal(err)
	}
}

func (v *visitor) click(selector string) {
	v.t.Helper()
	if err := v.page.Locator(selector).First().Click(); err != nil {
		v.t.Fatalf("click %s: %v", selector, err)
	}
}

// see waits until something is there.
func (v *visitor) see(selector string) {
	v.t.Helper()
	if err := v.page.Locator(selector).First().WaitFor(); err != nil {
		v.t.Fatalf("%s: no %s: %v", v.page.URL(), selector, err)
	}
}

func (v *visitor) text(selector string) string {
	v.t.Helper()
	s, err := v.page.Locator(selector).First().InnerText()
	if err != nil {
		v.t.Fatalf("%s: %v", selector, err)
	}
	return s
}

func (v *visitor) ask(script string) any {
	v.t.Helper()
	x, err := v.page.Evaluate(script)
	if err != nil {
		v.t.Fatalf("%s: %v", v.page.URL(), err)
	}
	return x
}

// shoot takes a picture of the whole page.
func (v *visitor) shoot(name string) {
	v.t.Helper()
	if _, err := v.page.Screenshot(playwright.PageScreenshotOptions{Path: playwright.String(filepath.Join(shots, name+".png")),
		FullPage: playwright.Bool(true)}); err != nil {
		v.t.Error(err)
	}
}

// fits asserts that the page does not move sideways.
func (v *visitor) fits() {
	v.t.Helper()
	over := v.ask(`(() => { const d = document.documentElement; return d.scrollWidth > d.clientWidth ? d.scrollWidth - d.clientWidth : 0 })()`)
	if n, ok := over.(int); ok && n > 0 {
		worst := v.ask(`[...document.querySelectorAll("body *")].filter(e => e.getBoundingClientRect().right > innerWidth + 1 && !e.closest(".scroll")).slice(0, 3).map(e => e.outerHTML.slice(0, 120)).join(" | ")`)
		v.t.Errorf("%s moves sideways by %d pixels: %v", v.page.URL(), n, worst)
	}
}

// accessible runs axe over the page, which stays under its own security policy: the script comes in through the
// browser's debugger, not through the page.
func (v *visitor) accessible() {
	v.t.Helper()
	v.ask(axe)
	found := v.ask(`axe.run(document, {resultTypes: ["violations"]}).then(r => r.violations.map(x => x.id + ": " + x.nodes.slice(0, 3).map(n => n.html.slice(0, 140) + " " + n.any.map(a => a.message).join(" ")).join(" | ")))`)
	list, ok := found.([]any)
	if !ok {
		v.t.Fatalf("axe answered %v", found)
	}
	for _, x := range list {
		v.t.Errorf("%s: %v", v.page.URL(), x)
	}
}
