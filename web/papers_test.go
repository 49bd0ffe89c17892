package web

import (
	"bytes"
	"image"
	"image/png"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"ansinh/db/dbtest"
)

// scan is a picture; each tone another one.
func scan(t *testing.T, tone uint8) string {
	t.Helper()
	m := image.NewGray(image.Rect(0, 0, 20, 30))
	for i := range m.Pix {
		m.Pix[i] = tone
	}
	var b bytes.Buffer
	if err := png.Encode(&b, m); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// TestPapersStandOnThePagesOfWhatTheyProve lays a scan beside a person and a decision, sends what is none, takes one away,
// and reads them as others.
func TestPapersStandOnThePagesOfWhatTheyProve(t *testing.T) {
	t.Parallel()
	c := newCast(t, dbtest.Open(t))
	const officer = "commune-officer"
	decision := c.activeDecision()
	person := c.first(officer, decision, regexp.MustCompile(`href="(/people/[0-9]+)"`))
	for i, page := range []string{decision, person} {
		kind := []string{"decision", "person"}[i]
		to := "/attached/" + kind + page[strings.LastIndex(page, "/"):]
		for _, bad := range []struct {
			files []sent
			says  string
		}{{nil, "Chưa chọn tệp."}, {[]sent{{"files", "ảnh.png", "<html><script>"}}, "không phải ảnh JPEG, ảnh PNG hay PDF"},
			{[]sent{{"files", "x.png", scan(t, 9)[:40]}}, "hỏng"}, {[]sent{{"files", "x.pdf", "%PDF-1.4\n/JavaScript\n%%EOF"}}, "PDF"},
			{[]sent{{"files", "dài.png", scan(t, 8) + strings.Repeat("x", 11<<20)}}, "dài"}} {
			c.sendFiles(officer, page, to, url.Values{}, bad.files, 422, bad.says)
		}
		if _, body := c.seat[officer].get(page); strings.Contains(body, "/attachments/") && kind == "decision" {
			t.Errorf("%s: a refused file stands there: %s", page, words(body))
		}
		body := c.sendFiles(officer, page, to, url.Values{}, []sent{{"files", "Giấy xác nhận.png", scan(t, uint8(10+i))}}, 200, "Đã đính kèm 1 tệp", "Giấy xác nhận.png")
		c.sendFiles(officer, page, to, url.Values{}, []sent{{"files", "lần nữa.png", scan(t, uint8(10+i))}}, 409, "đính kèm ở đây rồi")
		c.sendFiles("auditor", page, to, url.Values{}, []sent{{"files", "x.png", scan(t, 50)}}, 403, "không có quyền")
		file := regexp.MustCompile(`/attachments/[0-9]+`).FindString(body[strings.Index(body, "Giấy xác nhận.png")-200:])
		if code, got := c.seat["auditor"].get(file); code != 200 || got != scan(t, uint8(10+i)) {
			t.Errorf("the auditor reads %s: %d", file, code)
		}
		for _, role := range []string{"leader", "agency-officer"} {
			if code, _ := c.seat[role].get(file); code != 403 && code != 404 {
				t.Errorf("%s reads %s: %d", role, file, code)
			}
		}
		if kind == "decision" {
			if _, body := c.seat[officer].get(person); !strings.Contains(body, "quyết định hưởng") || !strings.Contains(body, "Giấy xác nhận.png") {
				t.Errorf("the person's page does not show what stands beside the decision: %s", words(body))
			}
		}
		c.send(officer, page, file+"/withdrawal", url.Values{}, 422, "lý do")
		c.send(officer, page, file+"/withdrawal", url.Values{"reason": {"đính nhầm"}}, 200, "Đã gỡ Giấy xác nhận.png")
		if code, _ := c.seat[officer].get(file); code != 404 {
			t.Errorf("taken away, it is still read: %d", code)
		}
	}
}

// TestBadInputOfARequestIsSaidAtItsField sends the steps of a request, and of taking an event back, with what is missing.
func TestBadInputOfARequestIsSaidAtItsField(t *testing.T) {
	t.Parallel()
	c := newCast(t, dbtest.Open(t))
	const officer, leader = "commune-officer", "commune-leader"
	person := c.first(officer, "/people?q=nguyen", regexp.MustCompile(`href="(/people/[0-9]+)"`))
	form := person + "/events/correction"
	filled := url.Values{"day": {"2026-11-20"}, "f_name": {"Nguyễn Thị Đổi Tên"}, "source": {"Quyết định số 1"}, "do": {"ask"}, "channel": {"counter"},
		"asker": {"Người Đề Nghị"}, "note": {"ghi chú của tôi"}}
	body := c.sendFiles(officer, form, form, filled, []sent{{"files", "x.png", "chữ"}}, 422, "không phải ảnh JPEG", `value="Người Đề Nghị"`, `value="ghi chú của tôi"`)
	if !strings.Contains(body, `value="ask"`) {
		t.Errorf("the last step is lost: %s", words(body))
	}
	filled.Set("channel", "chim bồ câu")
	c.sendFiles(officer, form, form, filled, nil, 422, `aria-invalid="true"`, "chọn một giá trị trong danh sách", `value="Người Đề Nghị"`)
	filled.Set("channel", "counter")
	filled.Set("f_name", "")
	c.sendFiles(officer, form, form, filled, nil, 422, "ô cần sửa")
	filled.Set("f_name", "Nguyễn Thị Đổi Tên")
	asked := c.sendFiles(officer, form, form, filled, nil, 200, "Đã gửi đề nghị")
	path := regexp.MustCompile(`action="(/requests/[0-9]+)"`).FindStringSubmatch(asked)[1]
	c.send(leader, path, path, url.Values{"do": {"refuse"}}, 422, `aria-invalid="true"`)
	c.send(officer, path, path, url.Values{"do": {"withdraw"}}, 422, `aria-invalid="true"`)
	c.send(leader, path, path, url.Values{"do": {"dance"}}, 422, "")
	c.send(leader, path, path, url.Values{"do": {"approve"}}, 200, "Đã duyệt")

	event := c.first(officer, path, regexp.MustCompile(`href="(/events/[0-9]+)"`))
	c.send(officer, event, event+"/reversal", url.Values{"channel": {"office"}}, 422, `aria-invalid="true"`)
	sent := c.send(officer, event, event+"/reversal", url.Values{"channel": {"office"}, "reason": {"sai người"}}, 200, "Hủy sự kiện đã ghi")
	back := regexp.MustCompile(`action="(/requests/[0-9]+)"`).FindStringSubmatch(sent)[1]
	c.send(leader, back, back, url.Values{"do": {"approve"}}, 200, "Đã duyệt")
	if _, body := c.seat[officer].get(event); !strings.Contains(body, "đã được hủy") {
		t.Errorf("approved, the event is not taken back: %s", words(body))
	}
}
