package web

import (
	"context"
	"html"
	"maps"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"ansinh/db"
	"ansinh/db/dbtest"
	"ansinh/demo"
	"ansinh/gate/gatetest"
	"ansinh/house"
	"ansinh/policy"
	"ansinh/text"
)

// demonstration serves a small invented province.
func demonstration(t *testing.T, d *db.DB, persons int) (*house.House, *demo.Summary) {
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
	var ticks atomic.Int64 // so that more events can be told apart than fit into one instant
	clock := func() time.Time { return gatetest.Now.Add(time.Duration(ticks.Add(1)) * time.Microsecond) }
	h, err := house.Open(ctx, house.Options{DB: d.URL(), Keys: t.TempDir(), Seals: d.SealFile(), Policy: data, Texts: texts, Clock: clock})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { h.Close() })
	sum, err := demo.Make(ctx, h, demo.Options{Persons: persons, Out: t.TempDir(), Progress: quiet{}})
	if err != nil {
		t.Fatal(err)
	}
	return h, sum
}

var anyLink = regexp.MustCompile(`href="(/[^"#]*)`)

// TestEveryLinkOpens signs in as each role and follows every link it is shown, on both engines: none leads to a page
// that is missing, forbidden or broken.
func TestEveryLinkOpens(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h, sum := demonstration(t, d, 2000)
		server := serve(t, h)
		for _, login := range sum.Logins {
			v := visit(t, server)
			if code, _ := v.signIn(login.Login, login.Password); code != 200 {
				t.Fatalf("%s cannot sign in: %d", login.Login, code)
			}
			n := v.follow("/", 150)
			if n < 5 {
				t.Errorf("%s sees only %d pages", login.Login, n)
			}
		}
	})
}

// follow opens pages breadth first, up to a number, few of each kind.
func (v *visitor) follow(from string, most int) int {
	v.t.Helper()
	queue, seen, kinds := []string{from}, map[string]bool{from: true}, map[string]int{}
	opened := 0
	for len(queue) > 0 && opened < most {
		path := queue[0]
		queue = queue[1:]
		code, body := v.get(path)
		opened++
		if code != 200 {
			v.t.Errorf("%s: %d %s", path, code, regexp.MustCompile(`(?s)<p class="lead">.*?</p>`).FindString(body))
		}
		if !strings.HasPrefix(body, "<!doctype html>") {
			continue // a file
		}
		if at := strings.Index(body, "%!"); at >= 0 {
			v.t.Errorf("%s: a sentence and its values do not fit: %s", path, body[max(0, at-80):min(len(body), at+40)])
		}
		if code := regexp.MustCompile(`>\s*(web|benefit|payment|indicator|returns)\.[a-z_]+\.[a-z_.]+`).FindString(body); code != "" {
			v.t.Errorf("%s: a text is missing: %s", path, code)
		}
		for _, m := range anyLink.FindAllStringSubmatch(body, -1) {
			link := html.UnescapeString(m[1])
			kind := kindOf(link)
			if seen[link] || kinds[kind] >= 6 || strings.HasPrefix(link, "/assets/") || strings.Contains(link, "lang=") {
				continue
			}
			seen[link] = true
			kinds[kind]++
			queue = append(queue, link)
		}
	}
	return opened
}

var digits = regexp.MustCompile(`[0-9]+`)

// kindOf is an address without what tells one thing from another.
func kindOf(link string) string {
	u, err := url.Parse(link)
	if err != nil {
		return link
	}
	keys := slices.Sorted(maps.Keys(u.Query()))
	parts := strings.Split(digits.ReplaceAllString(u.Path, "0"), "/")
	if len(parts) > 3 && parts[1] == "plan" || len(parts) > 2 && (parts[1] == "agencies" || parts[1] == "returns") {
		parts[len(parts)-1] = "x"
	}
	return strings.Join(parts, "/") + "?" + strings.Join(keys, "&")
}

// quiet hears the demonstration's progress and says nothing.
type quiet struct{}

func (quiet) Step(string)       {}
func (quiet) Part(int, int)     {}
func (quiet) Done(string) error { return nil }
