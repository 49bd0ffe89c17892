package e2e

import (
	"strings"
	"testing"

	"github.com/mxschmitt/playwright-go"
)

// TestWhyOpensBesideAndAsAPage opens the explanation in the panel, by keyboard, shuts it, and opens it as a page.
func TestWhyOpensBesideAndAsAPage(t *testing.T) {
	v := visit(t, options{}).as("provincial-officer")
	v.open("/lists?list=gap")
	before := v.page.URL()
	link := v.page.Locator("a.why").First()
	if err := link.Focus(); err != nil {
		t.Fatal(err)
	}
	v.press("Enter")
	v.see("#panel h1")
	if got := v.text("#panel h1"); !strings.HasPrefix(got, "Vì sao:") {
		t.Errorf("the panel says %q", got)
	}
	if v.page.URL() != before {
		t.Errorf("the address changed to %s", v.page.URL())
	}
	if in := v.ask(`document.activeElement.id`); in != "panel" {
		t.Errorf("the focus is on %v", in)
	}
	v.accessible()
	v.shoot("panel-1280")
	v.press("Escape")
	if shut := v.ask(`document.getElementById("panel").hidden`); shut != true {
		t.Error("Escape leaves the panel open")
	}
	if back := v.ask(`document.activeElement.className`); back != "why" {
		t.Errorf("the focus went to %v", back)
	}
	href, err := link.GetAttribute("href")
	if err != nil {
		t.Fatal(err)
	}
	v.open(href)
	v.see("main h1")
	v.see("nav.side")
}

func (v *visitor) press(key string) {
	v.t.Helper()
	if err := v.page.Keyboard().Press(key); err != nil {
		v.t.Fatal(err)
	}
}

// TestFromATotalToAPersonInTwoClicks goes from the money of the month to a person.
func TestFromATotalToAPersonInTwoClicks(t *testing.T) {
	v := visit(t, options{}).as("payment-officer")
	v.open("/runs/2026-11")
	v.click(".figures a")
	v.see("table.keys tbody th a")
	v.click("table.keys tbody th a")
	v.see("ol.timeline")
}

// TestSlashFindsAPerson types a slash, a part of a name without marks, and walks the answer by keyboard.
func TestSlashFindsAPerson(t *testing.T) {
	v := visit(t, options{}).as("provincial-officer")
	v.press("/")
	if err := v.page.Keyboard().Type("nguyen thi h"); err != nil {
		t.Fatal(err)
	}
	v.press("Enter")
	v.see("table.keys tbody tr")
	v.press("j")
	if tag := v.ask(`document.activeElement.closest("tbody") !== null`); tag != true {
		t.Error("j does not reach the first row")
	}
}

// TestWithoutScript signs in and reads without any script: panels are pages, menus open.
func TestWithoutScript(t *testing.T) {
	v := visit(t, options{noScript: true, width: phone}).as("commune-officer")
	v.click("a.open")
	v.see("nav.side a[href^='/lists']")
	v.click("nav.side a[href^='/lists']")
	v.see("main h1")
	v.click("a.why")
	v.see("main .tree")
	v.click("details.day summary")
	v.see("input[name=on]")
}

// TestAnotherDayIsPlainToSee looks at another day and another map: the frame says so on every page after, and the
// total of the province is the same on both maps.
func TestAnotherDayIsPlainToSee(t *testing.T) {
	v := visit(t, options{}).as("provincial-officer")
	v.open("/runs/2026-11")
	today := v.text("tfoot")
	v.open("/runs/2026-11?map=2024-04-30")
	v.see(".frame.past")
	then := v.text("tfoot")
	if today != then {
		t.Errorf("the total is %q today and %q on the map of 2024", today, then)
	}
	if n, m := v.ask(`document.querySelectorAll("table.keys tbody tr").length`), v.text("table.keys tbody"); n == 0 || m == "" {
		t.Error("no unit on the map of 2024")
	}
	v.shoot("as-of-2024")
	v.click("nav.side a[href^='/plan']")
	v.see(".frame.past")
	if !strings.Contains(v.page.URL(), "map=2024-04-30") {
		t.Errorf("the map is lost on %s", v.page.URL())
	}
}

// TestADutyOfADissolvedDepartmentAppearsWithItsSuccessor reads who answers today for what the plan gave to an office
// that is gone, and who did when the plan was made.
func TestADutyOfADissolvedDepartmentAppearsWithItsSuccessor(t *testing.T) {
	v := visit(t, options{}).as("provincial-officer")
	v.open("/plan/tasks")
	if got := v.text("main"); !strings.Contains(got, "kế hoạch giao") {
		t.Error("no task says whence its lead has it")
	}
	v.open("/plan/tasks?on=2024-06-01")
	if got := v.text("main"); strings.Contains(got, "kế hoạch giao") {
		t.Error("in 2024 a task is said to have moved")
	}
}

// TestOnPaper looks at a page as it is printed: the frame is gone.
func TestOnPaper(t *testing.T) {
	v := visit(t, options{}).as("leader")
	v.open("/plan")
	if err := v.page.EmulateMedia(playwright.PageEmulateMediaOptions{Media: playwright.MediaPrint}); err != nil {
		t.Fatal(err)
	}
	for _, gone := range []string{".side", ".top", ".why"} {
		if seen, err := v.page.Locator(gone).First().IsVisible(); err != nil || seen {
			t.Errorf("%s is printed (%v)", gone, err)
		}
	}
	v.shoot("paper-plan")
}

// TestTheFirstPageIsLight adds up what the first visit loads.
func TestTheFirstPageIsLight(t *testing.T) {
	v := visit(t, options{})
	v.open("/sign-in")
	if err := v.page.WaitForLoadState(playwright.PageWaitForLoadStateOptions{State: playwright.LoadStateNetworkidle}); err != nil {
		t.Fatal(err)
	}
	total := v.ask(`Math.round(performance.getEntries().reduce((n, e) => n + (e.transferSize || 0), 0))`)
	n, ok := total.(int)
	if !ok || n <= 0 || n > 200*1024 {
		t.Errorf("the first page loads %v bytes", total)
	}
	t.Logf("the first page loads %d bytes", n)
}

// TestNothingTypedIsLost fills in a return, loses the session, and finds the figures again after signing in.
func TestNothingTypedIsLost(t *testing.T) {
	const page = "/returns/education?year=2024"
	v := visit(t, options{}).as("agency-officer")
	v.open(page)
	field := "form[data-keep] input.num"
	if err := v.page.Locator(field).First().Fill("164.000"); err != nil {
		t.Fatal(err)
	}
	v.shoot("return-form-1280")
	v.accessible()
	if err := v.page.Context().ClearCookies(); err != nil {
		t.Fatal(err)
	}
	v.click("button[value=save]")
	v.see("[name=password]")
	login := site.logins["agency-officer"]
	v.fill("login", login)
	v.fill("password", site.words[login])
	v.click("main button")
	v.see("form[data-keep]")
	if got, err := v.page.Locator(field).First().InputValue(); err != nil || got != "164.000" {
		t.Fatalf("the field holds %q (%v)", got, err)
	}
	v.click("button[value=save]")
	v.see("[data-done]")
	if left := v.ask(`Object.keys(sessionStorage).length`); left != 0 {
		t.Errorf("%v drafts are left after saving", left)
	}
}
