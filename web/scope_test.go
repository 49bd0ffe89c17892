package web

import (
	"archive/zip"
	"bytes"
	"context"
	"fmt"
	"html"
	"io"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"ansinh/auth"
	"ansinh/calendar"
	"ansinh/db"
	"ansinh/db/dbtest"
	"ansinh/demo"
	"ansinh/gate/gatetest"
	"ansinh/house"
	"ansinh/interop"
	"ansinh/org"
	"ansinh/registry"
)

// elsewhere is what must leave no trace on the pages of a commune's officer: the people of every other commune.
type elsewhere struct {
	numbers map[string]bool // social security codes, personal and old numbers
	names   map[string]bool // of which nobody of the own commune has the like
	links   map[string]bool // numbers of people as they stand in addresses
	people  []registry.Person
	own     []registry.Person
}

func peopleElsewhere(t *testing.T, h *house.House, unit org.UnitID) elsewhere {
	t.Helper()
	e := elsewhere{numbers: map[string]bool{}, names: map[string]bool{}, links: map[string]bool{}}
	err := h.Registry.List(context.Background(), auth.System(), registry.ListFilter{}, func(int64) error { return nil }, func(p registry.Person) error {
		if h.Tree.Within(p.HomeUnit, unit) {
			e.own = append(e.own, p)
			return nil
		}
		e.people = append(e.people, p)
		for _, n := range []string{p.Code, p.PersonalNumber, p.OldNumber} {
			if n != "" {
				e.numbers[n] = true
			}
		}
		e.names[p.Name] = true
		e.links[strconv.FormatInt(int64(p.ID), 10)] = true
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range e.own {
		delete(e.names, p.Name)
		for _, n := range []string{p.Code, p.PersonalNumber, p.OldNumber} {
			delete(e.numbers, n)
		}
	}
	if len(e.own) < 5 || len(e.people) < 100 || len(e.names) < 50 {
		t.Fatalf("%d people here, %d elsewhere, %d names to look for", len(e.own), len(e.people), len(e.names))
	}
	return e
}

var (
	longNumber = regexp.MustCompile(`[0-9]{9,12}`)
	personLink = regexp.MustCompile(`/people/([0-9]+)`)
	oneWord    = regexp.MustCompile(`\pL+`)
	markup     = regexp.MustCompile(`<[^>]*>`)
)

// trace is the first thing of elsewhere that a text holds, but for what the address itself said; "" where there is none.
func (e elsewhere) trace(body, asked string) string {
	asked, _ = url.QueryUnescape(asked)
	for _, n := range longNumber.FindAllString(body, -1) {
		if e.numbers[n] && !strings.Contains(asked, n) {
			return n
		}
	}
	for _, m := range personLink.FindAllStringSubmatch(body, -1) {
		if e.links[m[1]] && !strings.Contains(asked, m[1]) {
			return m[0]
		}
	}
	var words []string
	for _, piece := range markup.Split(html.UnescapeString(body), -1) {
		words = append(append(words, oneWord.FindAllString(piece, -1)...), "|")
	}
	for i := range words {
		for n := 2; n <= 5 && i+n <= len(words); n++ {
			if name := strings.Join(words[i:i+n], " "); e.names[name] && !strings.Contains(asked, name) {
				return name
			}
		}
	}
	return ""
}

// unpacked is the text of an answer, also of one that is a packed file.
func unpacked(body string) string {
	z, err := zip.NewReader(bytes.NewReader([]byte(body)), int64(len(body)))
	if err != nil {
		return body
	}
	var out strings.Builder
	for _, f := range z.File {
		if r, err := f.Open(); err == nil {
			_, _ = io.Copy(&out, r)
			_ = r.Close()
		}
	}
	return out.String()
}

// TestNoTraceOfAnotherCommune opens every address of the site as the officer of one commune, with the numbers of things
// that belong to other communes, follows every link besides, and sends every form at somebody of elsewhere: no answer
// holds a code, a number, a name or a link of anybody there, and nothing of theirs changes.
func TestNoTraceOfAnotherCommune(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h, sum := demonstration(t, d, 2000)
		site := &Site{}
		server := serve(t, h)
		v := visit(t, server)
		var officer demo.Credential
		for _, l := range sum.Logins {
			if l.Role == "commune-officer" {
				officer = l
			}
		}
		if code, _ := v.signIn(officer.Login, officer.Password); code != 200 {
			t.Fatal("cannot sign in")
		}
		who, err := h.Account(context.Background(), officer.Login)
		if err != nil {
			t.Fatal(err)
		}
		e := peopleElsewhere(t, h, org.UnitID(who.Unit))
		values := e.plant(t, h, d)
		if _, page := auditorOf(t, server, sum).get(personPath(e.people[1].ID)); e.trace(page, "") == "" {
			t.Fatal("the trace of somebody elsewhere is not found where it is")
		}
		before := e.state(t, d)
		opened, hidden := 0, 0
		for _, r := range site.everyRoute() {
			method, pattern, _ := strings.Cut(r.pattern, " ")
			if strings.Contains(pattern, "sign-") {
				continue
			}
			for _, address := range values.fill(pattern) {
				opened++
				code, body := 0, ""
				if method == "GET" {
					code, body = v.get(address)
				} else {
					form := values.form.clone()
					form.Set("token", v.token("/"))
					code, body = v.post(address, form)
				}
				if code == 404 || code == 403 {
					hidden++
				}
				if code >= 500 {
					t.Errorf("%s %s: %d", method, address, code)
				}
				asked := address
				if method != "GET" {
					asked += "&" + values.form.Encode()
				}
				if found := e.trace(unpacked(body), asked); found != "" {
					t.Errorf("%s %s: holds %s", method, address, found)
				}
			}
		}
		for _, path := range v.every("/", 250) {
			_, body := v.get(path)
			opened++
			if found := e.trace(unpacked(body), path); found != "" {
				t.Errorf("GET %s: holds %s", path, found)
			}
		}
		if after := e.state(t, d); after != before {
			t.Errorf("something of theirs changed: %s, was %s", after, before)
		}
		e.countsStay(t, h, v, site)
		t.Logf("%d addresses opened, %d refused, %d people elsewhere", opened, hidden, len(e.people))
		if opened < 150 || hidden < 20 {
			t.Errorf("only %d addresses opened, %d refused", opened, hidden)
		}
	})
}

// countsStay compares every page without a part in its address before and after more people of elsewhere are entered: no
// figure on it is another.
func (e elsewhere) countsStay(t *testing.T, h *house.House, v *visitor, site *Site) {
	t.Helper()
	before := map[string]string{}
	for _, r := range site.everyRoute() {
		method, path, _ := strings.Cut(r.pattern, " ")
		path = strings.TrimSuffix(path, "{$}")
		if method != "GET" || strings.ContainsAny(path, "{") {
			continue
		}
		for _, address := range []string{path, path + "?q=" + url.QueryEscape("Nguyễn")} {
			code, one := v.get(address)
			_, two := v.get(address)
			if code == 200 && figures(one) == figures(two) { // what changes by itself says nothing
				before[address] = figures(one)
			}
		}
	}
	if len(before) < 30 {
		t.Errorf("only %d pages are compared", len(before))
	}
	b := registry.Batch{Entry: calendar.DateOf(gatetest.Now), Sources: []registry.Source{{Kind: registry.Document, Title: "Giấy tờ thử"}}}
	for i := range 17 { // without number, without address, born in a year: what the quality page counts
		b.Households = append(b.Households, registry.NewHousehold{HomeUnit: e.people[i].HomeUnit, Address: "Thôn Gài", Recorded: gatetest.Now})
		b.Persons = append(b.Persons, registry.NewPerson{Household: i, Relation: registry.Other, Name: "Nguyễn Văn Gài", BirthDate: calendar.MustDay(1950, 1, 1),
			BirthPrecision: registry.ToYear, Sex: "male", Ethnicity: "kinh", Recorded: gatetest.Now})
		b.Facts = append(b.Facts, registry.LoadFact{Kind: registry.OfHousehold, Subject: i, Fact: "household.poverty", Value: "poor",
			From: calendar.DateOf(gatetest.Now), Recorded: gatetest.Now})
	}
	if _, err := h.Registry.Load(context.Background(), auth.System(), b); err != nil {
		t.Fatal(err)
	}
	for address, was := range before {
		if _, body := v.get(address); figures(body) != was {
			t.Errorf("GET %s: its figures changed when people elsewhere were entered", address)
		}
	}
	t.Logf("%d pages compared by their figures", len(before))
}

var anyFigure = regexp.MustCompile(`[0-9][0-9.,]*`)

// figures are all figures of a page as it is read, in their order.
func figures(body string) string {
	return strings.Join(anyFigure.FindAllString(html.UnescapeString(markup.ReplaceAllString(unpacked(body), " ")), -1), " ")
}

// auditorOf is somebody who may see everybody.
func auditorOf(t *testing.T, server *httptest.Server, sum *demo.Summary) *visitor {
	t.Helper()
	v := visit(t, server)
	for _, l := range sum.Logins {
		if l.Role == "auditor" {
			v.signIn(l.Login, l.Password)
		}
	}
	return v
}

// probe is what stands for the parts of addresses and the fields of forms.
type probe struct {
	parts map[string][]string
	asks  []string
	form  values
}

type values url.Values

func (v values) clone() url.Values {
	out := url.Values{}
	for k, all := range v {
		out[k] = append([]string{}, all...)
	}
	return out
}

func (v values) Encode() string { return url.Values(v).Encode() }

// plant makes an event and a merger of people elsewhere and finds their things.
func (e elsewhere) plant(t *testing.T, h *house.House, d *db.DB) probe {
	t.Helper()
	ctx, a, b := context.Background(), e.people[0], e.people[len(e.people)-1]
	done, err := h.Registry.RecordEvent(ctx, auth.System(), registry.NewEvent{Form: "insurance", Person: a.ID, Day: calendar.DateOf(gatetest.Now),
		Fields: map[string]string{"social_number": "2412345678"}, Source: registry.Source{Kind: registry.Document, Title: "Giấy tờ thử"}})
	if err != nil {
		t.Fatal(err)
	}
	merged, err := h.Registry.Merge(ctx, auth.System(), a.ID, b.ID, nil, "thử")
	if err != nil {
		t.Fatal(err)
	}
	num := func(n int64) string { return strconv.FormatInt(n, 10) }
	decision := rowsIn(t, d, `SELECT coalesce(min(id), 0) FROM decision WHERE person = $1`, int64(a.ID))
	if decision == 0 {
		for _, p := range e.people {
			if decision = rowsIn(t, d, `SELECT coalesce(min(id), 0) FROM decision WHERE person = $1`, int64(p.ID)); decision != 0 {
				break
			}
		}
	}
	p := probe{parts: map[string][]string{"people": {num(int64(a.ID)), num(int64(b.ID)), num(int64(e.people[len(e.people)/2].ID))},
		"events": {num(int64(done.ID))}, "mergers": {num(int64(merged))}, "poverty": {num(int64(a.Household)), num(int64(b.Household))},
		"decisions": {num(int64(decision))}, "applications": {"1", "2"}, "complaints": {"1"}, "form": {"death", "move", "correction", "household-merge", "household-divide"}, "month": {"2026-11"},
		"format": {"csv", "xlsx", "parquet"}, "round": {"1", "2"}, "difference": e.differences(t, h)}}
	q := url.Values{"person": {num(int64(a.ID))}, "unit": {string(a.HomeUnit)}, "home": {string(a.HomeUnit)}, "keep": {num(int64(e.own[0].ID))},
		"drop": {num(int64(a.ID))}}
	p.asks = []string{"", "?" + q.Encode(), "?q=" + a.Code, "?q=" + url.QueryEscape(a.Name), "?q=" + a.PersonalNumber}
	p.form = values{"person": {num(int64(a.ID))}, "first": {num(int64(min(a.ID, e.own[0].ID)))}, "second": {num(int64(max(a.ID, e.own[0].ID)))},
		"keep": {num(int64(e.own[0].ID))}, "drop": {num(int64(a.ID))}, "verdict": {"same"}, "reason": {"thử"}, "day": {"2026-11-01"}, "do": {"save"},
		"source": {"Giấy tờ thử"}, "f_name": {"Tên Bị Sửa"}, "purpose": {"review"}, "on": {"2026-11-01"}, "who": {"ai"}, "why": {"gì"}, "f_home": {string(a.HomeUnit)},
		"f_address": {"Thôn"}, "note": {"thử"}, "signer": {"ai"}, "received": {"2026-11-01"}, "month": {"2026-11"}}
	return p
}

// differences are those of people elsewhere.
func (e elsewhere) differences(t *testing.T, h *house.House) []string {
	t.Helper()
	all, err := h.Interop.Differences(context.Background(), auth.System(), interop.Filter{All: true})
	if err != nil {
		t.Fatal(err)
	}
	var out []string
	for _, d := range all {
		if e.links[strconv.FormatInt(int64(d.Person.ID), 10)] && len(out) < 3 {
			out = append(out, strconv.FormatInt(int64(d.ID), 10))
		}
	}
	if len(out) == 0 {
		t.Fatal("no difference of anybody elsewhere")
	}
	return out
}

// fill gives the addresses of a pattern.
func (p probe) fill(pattern string) []string {
	pattern = strings.TrimSuffix(pattern, "{$}")
	out := []string{""}
	room := ""
	for i, part := range strings.Split(strings.TrimPrefix(pattern, "/"), "/") {
		choices := []string{part}
		if i == 0 {
			room = part
		}
		if strings.HasPrefix(part, "{") {
			choices = p.parts[strings.Trim(part, "{}")]
			if choices == nil {
				choices = p.parts[room]
			}
			if choices == nil {
				choices = []string{"x"}
			}
		}
		var next []string
		for _, head := range out {
			for _, c := range choices {
				next = append(next, head+"/"+c)
			}
		}
		out = next
	}
	var all []string
	for _, path := range out {
		for _, ask := range p.asks {
			all = append(all, path+ask)
		}
	}
	return all
}

// state is what stands of the people elsewhere.
func (e elsewhere) state(t *testing.T, d *db.DB) string {
	t.Helper()
	var sums []string
	for _, query := range []string{`SELECT count(*) FROM fact`, `SELECT count(*) FROM fact WHERE superseded_at IS NOT NULL`, `SELECT count(*) FROM residence`,
		`SELECT count(*) FROM life_event`, `SELECT count(*) FROM merged WHERE undone_at IS NULL`, `SELECT count(*) FROM decision`, `SELECT count(*) FROM poverty_review`,
		`SELECT count(*) FROM application`, `SELECT count(*) FROM difference WHERE state <> 'open'`} {
		sums = append(sums, fmt.Sprint(rowsIn(t, d, query)))
	}
	return strings.Join(sums, " ")
}

// every is the addresses that links lead to, breadth first, up to a number, few of each kind.
func (v *visitor) every(from string, most int) []string {
	v.t.Helper()
	queue, seen, kinds := []string{from}, map[string]bool{from: true}, map[string]int{}
	var out []string
	for len(queue) > 0 && len(out) < most {
		path := queue[0]
		queue = queue[1:]
		out = append(out, path)
		_, body := v.get(path)
		for _, m := range anyLink.FindAllStringSubmatch(body, -1) {
			link := html.UnescapeString(m[1])
			if seen[link] || kinds[kindOf(link)] >= 4 || strings.HasPrefix(link, "/assets/") || strings.Contains(link, "lang=") {
				continue
			}
			seen[link] = true
			kinds[kindOf(link)]++
			queue = append(queue, link)
		}
	}
	return out
}
