package e2e

import (
	"fmt"
	"regexp"
	"strings"
	"sync"
	"testing"
)

// roles are all roles, with pages that each must see beside those of its navigation.
var roles = []string{"provincial-officer", "commune-officer", "commune-leader", "payment-officer", "payment-checker", "leader", "agency-officer", "agency-leader", "auditor",
	"administrator", "citizen"}

// TestEveryRoleWalksItsPages opens, as each role, every page of the navigation and one of each kind below it, at both
// widths, and takes pictures.
func TestEveryRoleWalksItsPages(t *testing.T) {
	for _, role := range roles {
		t.Run(role, func(t *testing.T) {
			t.Parallel()
			v := visit(t, options{}).as(role)
			if paths := v.walk(role); len(paths) < 4 {
				t.Fatalf("%s sees only %v", role, paths)
			}
		})
	}
}

// seen are the pages that were looked at closely, by kind and by what can be done on them.
var seen sync.Map

// look opens a page and measures it at both widths. What another role has shown already is not held against the rules nor
// drawn again.
func (v *visitor) look(role, path string) {
	v.t.Helper()
	if code := v.open(path); code != 200 {
		v.t.Errorf("%s on %s: %d", role, path, code)
		return
	}
	page := fmt.Sprint(kind(path), " ", v.ask(`document.querySelectorAll("main form").length`))
	if path == "/" {
		page = "home of " + role
	}
	_, again := seen.LoadOrStore(page, true)
	for _, width := range []int{phone, desk} {
		if err := v.page.SetViewportSize(width, 900); err != nil {
			v.t.Fatal(err)
		}
		v.fits()
		if !again {
			v.shoot(fmt.Sprintf("%s%s-%d", role, name(path), width))
		}
	}
	if !again {
		v.accessible()
	}
}

var unsafe = regexp.MustCompile(`[^a-z0-9-]+`)

func name(path string) string {
	return "-" + strings.Trim(unsafe.ReplaceAllString(strings.ToLower(path), "-"), "-")
}

// walk looks at the pages of the navigation and at the first of each kind found below them, and gives their addresses.
func (v *visitor) walk(role string) []string {
	v.t.Helper()
	list := v.links("nav.side a[href^='/']")
	kinds := map[string]bool{}
	for _, path := range list {
		kinds[kind(path)] = true
	}
	for i := 0; i < len(list); i++ {
		v.look(role, list[i])
		if i >= most {
			continue
		}
		for _, link := range v.links("main a[href^='/']:not([download])") {
			if k := kind(link); !kinds[k] && !strings.Contains(link, "format=csv") {
				kinds[k] = true
				list = append(list, link)
			}
		}
	}
	return list
}

// most is how many pages a role's walk looks for others on.
const most = 40

func (v *visitor) links(selector string) []string {
	v.t.Helper()
	var out []string
	for _, x := range v.ask(`[...document.querySelectorAll("` + selector + `")].map(a => a.getAttribute("href"))`).([]any) {
		out = append(out, x.(string))
	}
	return out
}

var parts = regexp.MustCompile(`(agencies|targets|returns|tasks)/[^/?#]+|[0-9]+(-[0-9]+)?`)

// kind is an address without what tells one thing from another.
func kind(path string) string {
	plain, _, _ := strings.Cut(path, "?")
	plain, _, _ = strings.Cut(plain, "#")
	if strings.HasPrefix(path, "/lists?") {
		return regexp.MustCompile(`list=[a-z]+`).FindString(path)
	}
	return parts.ReplaceAllString(plain, "$1/x")
}

// TestInTheDark holds the pages people see most against the same rules on the dark theme.
func TestInTheDark(t *testing.T) {
	v := visit(t, options{dark: true})
	v.open("/sign-in")
	v.accessible()
	v.shoot("dark-sign-in")
	v.as("provincial-officer")
	for _, path := range []string{"/", "/plan", "/lists?list=review", "/runs", "/report"} {
		v.open(path)
		v.accessible()
		v.shoot("dark" + name(path))
	}
}

// TestInEnglish reads pages in English: the language stays, and no Vietnamese sentence of the frame is left.
func TestInEnglish(t *testing.T) {
	v := visit(t, options{}).as("provincial-officer")
	v.click(".lang a")
	v.see("html[lang=en]")
	for _, path := range []string{"/", "/plan", "/returns", "/lists?list=gap", "/law"} {
		v.open(path)
		if lang := v.ask(`document.documentElement.lang`); lang != "en" {
			t.Errorf("%s is in %v", path, lang)
		}
		if side := v.text("nav.side"); !strings.Contains(side, "Returns") || strings.Contains(side, "Báo cáo") {
			t.Errorf("%s: %s", path, side)
		}
		v.shoot("english" + name(path))
	}
}
