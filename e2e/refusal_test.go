package e2e

import (
	"strings"
	"testing"
)

// TestWrongPassword gets one sentence and keeps the login.
func TestWrongPassword(t *testing.T) {
	v := visit(t, options{})
	v.open("/sign-in")
	v.fill("login", site.logins["administrator"])
	v.fill("password", "không phải mật khẩu")
	v.click("main button")
	v.see("[role=alert]")
	if got := v.text("[role=alert]"); got != "Tên đăng nhập hoặc mật khẩu không đúng." {
		t.Errorf("it says %q", got)
	}
	if kept, err := v.page.Locator("[name=login]").InputValue(); err != nil || kept != site.logins["administrator"] {
		t.Errorf("the login is %q (%v)", kept, err)
	}
	v.accessible()
	v.shoot("sign-in-wrong")
}

// TestATamperedFormIsRefused changes the token of a form before it is sent.
func TestATamperedFormIsRefused(t *testing.T) {
	v := visit(t, options{}).as("auditor")
	v.open("/audit")
	v.ask(`document.querySelectorAll("[name=token]").forEach(e => e.value = e.value + "x")`)
	v.click("form[action='/audit/proof'] button")
	v.see("main .error-code")
	if got := v.text("main"); !strings.Contains(got, "403") || !strings.Contains(got, "chưa có gì thay đổi") {
		t.Errorf("it says %q", got)
	}
}

// TestARoleIsRefusedWhatItMayNotSee opens addresses by hand.
func TestARoleIsRefusedWhatItMayNotSee(t *testing.T) {
	for role, paths := range map[string][]string{
		"citizen":         {"/people", "/people/1", "/lists", "/runs", "/plan", "/audit"},
		"agency-officer":  {"/people", "/runs", "/lists", "/audit"},
		"administrator":   {"/people", "/people/1", "/runs"},
		"leader":          {"/people/1", "/audit", "/runs/2026-11/cash"},
		"commune-officer": {"/audit", "/report"},
	} {
		v := visit(t, options{}).as(role)
		for _, path := range paths {
			if code := v.open(path); code != 403 {
				t.Errorf("%s on %s: %d", role, path, code)
			}
		}
	}
}

// TestACommuneSeesItsOwnPeopleOnly searches the same name as the province and as a commune.
func TestACommuneSeesItsOwnPeopleOnly(t *testing.T) {
	commune := visit(t, options{}).as("commune-officer")
	commune.open("/people?q=nguyen")
	mine := commune.links("table.keys tbody a")
	province := visit(t, options{}).as("provincial-officer")
	province.open("/lists?list=gap")
	var other string
	for _, link := range province.links("table.keys tbody th a[href^='/people/']") {
		if code := commune.open(link); code == 404 {
			other = link
			break
		}
	}
	if len(mine) == 0 || other == "" {
		t.Errorf("the commune sees %d people, and every person of the province", len(mine))
	}
}

// TestAnErrorIsAPage opens what is not there and what is written wrongly.
func TestAnErrorIsAPage(t *testing.T) {
	v := visit(t, options{}).as("provincial-officer")
	for path, want := range map[string]int{"/nowhere": 404, "/people/999999999": 404, "/runs/2031-01": 200, "/runs/x": 404, "/units?on=32/13/2026": 422,
		"/plan/targets/none": 404, "/lists?list=none": 404} {
		if code := v.open(path); code != want {
			t.Errorf("%s: %d, want %d", path, code, want)
		}
		v.see("main h1")
		v.accessible()
	}
	v.shoot("not-found")
}
