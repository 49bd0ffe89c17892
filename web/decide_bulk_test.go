package web

import (
	"net/url"
	"regexp"
	"strings"
)

var (
	batchLink  = regexp.MustCompile(`/lists/changes/[0-9]+`)
	reasonsBox = regexp.MustCompile(`(?s)<select class="input" name="reason">(.*?)</select>`)
	optionOf   = regexp.MustCompile(`<option value="([a-z-]+)"`)
)

// changeTheWholeList suspends everybody of one reason on the review list and takes it back.
func (c *cast) changeTheWholeList() {
	c.t.Helper()
	const officer = "commune-officer"
	_, body := c.seat[officer].get("/lists?list=review")
	box := reasonsBox.FindString(body)
	reason := optionOf.FindStringSubmatch(box)
	if reason == nil {
		c.t.Fatalf("no reason to choose: %s", words(body))
	}
	page := "/lists?list=review&reason=" + reason[1]
	if _, body = c.seat[officer].get(page); !strings.Contains(body, "Xử lý cả danh sách") || !strings.Contains(body, `name="why"`) {
		c.t.Fatalf("%s offers no change of the list: %s", page, words(body))
	}
	ask := url.Values{"do": {"suspend"}, "month": {"2026-11"}, "why": {reason[1]}, "reason": {"not-collected"}, "from": {"2026-12"}, "on": {"2026-11-24"}}
	code, body := c.seat[officer].get("/lists/change?" + ask.Encode())
	if code != 200 || !strings.Contains(body, "Chưa có gì thay đổi") {
		c.t.Fatalf("the summary: %d %s", code, words(body))
	}
	form := fields(body)
	c.send("auditor", "/audit", "/lists/change", form, 403, "không có quyền")
	other := url.Values{}
	for k := range form {
		other.Set(k, form.Get(k))
	}
	other.Set("seen", "99")
	c.send(officer, page, "/lists/change", other, 409, "Danh sách đã thay đổi")
	done := c.send(officer, page, "/lists/change", form, 200, "Thu hồi được cho đến khi")
	batch := batchLink.FindString(done)
	if code, body = c.seat[officer].get("/lists/changes"); code != 200 || !strings.Contains(body, batch) {
		c.t.Errorf("the list of changes: %d %s", code, words(body))
	}
	c.send(officer, batch, batch, url.Values{}, 200, "trở lại như trước")
	if _, body = c.seat[officer].get(batch); !strings.Contains(body, "Đã thu hồi lúc") {
		c.t.Errorf("%s does not say that it was taken back: %s", batch, words(body))
	}
}
