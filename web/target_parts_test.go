package web

import (
	"encoding/csv"
	"net/http"
	"net/url"
	"strconv"
	"strings"
)

// partsByCommune: the parts of every dimension add up to the same whole on every map; few people are covered for who may not
// see them.
func (c *cast) partsByCommune() {
	c.t.Helper()
	const page = "/plan/targets/T06/parts"
	for _, day := range []string{"2024-04-30", "2025-03-01", "2026-11-30"} {
		if code, body := c.seat["leader"].get(page + "?by=sex&map=" + day); code != 200 || !strings.Contains(body, ">Tất cả</th>") || !strings.Contains(body, "ẩn (dưới") {
			c.t.Errorf("on %s: %d %s", day, code, words(body))
		}
		_, file := c.seat["provincial-officer"].get(page + "?format=csv&map=" + day)
		rows, err := csv.NewReader(strings.NewReader(strings.TrimPrefix(file, "\ufeff"))).ReadAll()
		if err != nil {
			c.t.Fatal(err)
		}
		sums := map[string]int{}
		for _, row := range rows[1:] {
			for _, cell := range row[4:6] {
				n, err := strconv.Atoi(strings.ReplaceAll(cell, ".", ""))
				if err != nil && cell != "–" {
					c.t.Fatalf("%v: %v", row, err)
				}
				sums[row[2]] += n
			}
		}
		for by, n := range sums {
			if n == 0 || n != sums[rows[1][2]] {
				c.t.Errorf("on %s by %s: %d, by %s %d", day, by, n, rows[1][2], sums[rows[1][2]])
			}
		}
		if len(sums) < 2 {
			c.t.Errorf("on %s: %v", day, sums)
		}
	}
	for path, want := range map[string]int{page + "?by=nothing": 404, "/plan/targets/T99/parts": 404, "/plan/targets/T03/parts": 200} {
		if code, _ := c.seat["leader"].get(path); code != want {
			c.t.Errorf("%s: %d, want %d", path, code, want)
		}
	}
	if code, _ := c.seat["citizen"].get(page); code != 403 {
		c.t.Errorf("a citizen: %d", code)
	}
}

// dayAfterRefusal: on the page that says why a form was refused, day and language are chosen for the page the form stood on.
func (c *cast) dayAfterRefusal() {
	c.t.Helper()
	v, page := c.seat["agency-officer"], "/returns/education?year=2024"
	form := url.Values{"token": {v.token(page)}, "reason": {""}, "f.age_primary": {"x"}}
	r, err := http.NewRequest(http.MethodPost, v.server.URL+"/returns/education/corrections?year=2024", strings.NewReader(form.Encode()))
	if err != nil {
		c.t.Fatal(err)
	}
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	for from, want := range map[string]string{v.server.URL + page: `<form action="/returns/education">`, "https://elsewhere.vn/x": `<form action="/">`, "": `<form action="/">`} {
		again := r.Clone(r.Context())
		again.Body, _ = r.GetBody()
		again.Header.Set("Referer", from)
		code, body := v.answer(v.client.Do(again))
		if code < 400 || code >= 500 || !strings.Contains(body, want) || strings.Contains(body, `<form action="/returns/education/corrections`) {
			c.t.Errorf("from %q: %d without %s: %s", from, code, want, words(body))
		}
		if strings.HasSuffix(from, page) && !strings.Contains(body, `href="/returns/education?lang=en&amp;year=2024"`) {
			c.t.Error("the language is not chosen for the page of the form")
		}
	}
}
