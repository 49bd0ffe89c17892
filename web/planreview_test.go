package web

import (
	"net/url"
	"os"
	"regexp"
	"testing"

	"ansinh/db/dbtest"
)

var itemNumber = regexp.MustCompile(`name="item" value="(\d+)"`)

// A plan goes from its file to the plan in force on the pages: read, one item corrected, the sure ones accepted, imported,
// put in force. What is no plan, and who may not, is refused.
func TestAPlanGoesFromItsFileToForce(t *testing.T) {
	t.Parallel()
	c := newCast(t, dbtest.Open(t))
	body, err := os.ReadFile("../plan/reading/testdata/nam-son.txt")
	if err != nil {
		t.Fatal(err)
	}
	const role = "provincial-officer"
	lay := func(role, name, body string, code int, says string) string {
		t.Helper()
		return c.sendFiles(role, "/plan", "/plan/review", url.Values{}, []sent{{"file", name, body}}, code, says)
	}
	lay("commune-officer", "nam-son.txt", string(body), 403, "không có quyền")
	lay(role, "thu.txt", "Kính gửi ông bà, chúc ông bà một năm mới mạnh khỏe, hạnh phúc và thành đạt, mọi việc đều như ý muốn của mình.", 422, "không thấy kế hoạch")
	page := lay(role, "nam-son.txt", string(body), 200, "117/KH-UBND")
	to := regexp.MustCompile(`/plan/review/[0-9a-f]{64}`).FindString(page)
	if to == "" {
		t.Fatalf("no review: %.400s", words(page))
	}
	item := c.first(role, to+"?show=open", itemNumber)
	judge := func(do, low string, code int, says string) string {
		t.Helper()
		return c.send(role, to, to, url.Values{"do": {do}, "show": {"open"}, "item": {item}, "low": {low}}, code, says)
	}
	judge("accepted", "tám mươi", 200, "tám mươi")
	judge("accepted", "86.5", 200, "117/KH-UBND")
	c.send(role, to, to, url.Values{"do": {"import"}}, 409, "chưa xem")
	c.send(role, to, to, url.Values{"do": {"sure"}}, 200, "Đã chấp nhận")
	for range 60 {
		_, page := c.seat[role].get(to)
		m := itemNumber.FindStringSubmatch(page)
		if m == nil || !regexp.MustCompile(`value="accepted"[^>]*>\s*(Chấp nhận|Đã xem)`).MatchString(page) {
			break
		}
		c.send(role, to, to, url.Values{"do": {"accepted"}, "item": m[1:]}, 200, "")
	}
	c.send(role, to, to, url.Values{"do": {"import"}}, 200, "bản nháp")
	c.send(role, to, to, url.Values{"do": {"confirm"}}, 200, "đã có hiệu lực")
	lay(role, "nam-son.txt", string(body), 409, "đã được nhập")
}
