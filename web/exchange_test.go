package web

import (
	"bytes"
	"mime/multipart"
	"net/url"
	"strings"
	"testing"

	"ansinh/db/dbtest"
)

// TestAListIsTakenOverOnItsPage lays a list with a mistake, then a mended one, takes it over, and looks for pairs.
func TestAListIsTakenOverOnItsPage(t *testing.T) {
	t.Parallel()
	c := newCast(t, dbtest.Open(t))
	const wrong = "Họ tên,Năm sinh,Giới tính,Dân tộc\nNguyễn Văn Thử,1950,x,Kinh\n"
	page := c.lay("commune-officer", wrong, 200)
	if !strings.Contains(page, "không phải là Nam hoặc Nữ") || strings.Contains(page, "Nạp cả tệp") {
		t.Errorf("a wrong list: %s", words(page))
	}
	if page := c.lay("commune-officer", "\x89PNG\r\n", 422); !strings.Contains(page, "Đây là ảnh") {
		t.Errorf("a picture: %s", words(page))
	}
	c.lay("auditor", wrong, 403)
	code, list := c.seat["commune-officer"].get("/people.list/csv")
	if code != 200 || strings.Count(list, "\n") < 2 {
		t.Fatalf("the list: %d %.200s", code, list)
	}
	if code, _ := c.seat["leader"].get("/people.list/csv"); code != 403 {
		t.Errorf("the leader gets the list: %d", code)
	}
	lines := strings.SplitN(strings.TrimPrefix(list, "\ufeff"), "\n", 3)
	page = c.lay("commune-officer", lines[0]+"\n"+lines[1]+"\n", 200)
	if !strings.Contains(page, "Nạp cả tệp") || !strings.Contains(strings.Join(strings.Fields(words(page)), " "), "Giữ nguyên 1 người") {
		t.Fatalf("our own list: %.600s", words(page))
	}
	at := strings.Index(page, "/exchange/")
	to := page[at : at+len("/exchange/")+64]
	c.send("commune-officer", to, to, url.Values{}, 200, "Đã nạp ho.csv")
	c.send("commune-officer", "/twins", "/twins", url.Values{}, 200, "cặp mới")
	c.send("auditor", "/twins", "/twins", url.Values{}, 403, "không có quyền")
}

// lay uploads a list as a role and gives the page that follows.
func (c *cast) lay(role, list string, code int) string {
	c.t.Helper()
	v := c.seat[role]
	var b bytes.Buffer
	form := multipart.NewWriter(&b)
	page := "/exchange"
	if role == "auditor" {
		page = "/twins"
	}
	for k, x := range map[string]string{"token": v.token(page), "source": "Danh sách thử", "since": "2026-11-01"} {
		if err := form.WriteField(k, x); err != nil {
			c.t.Fatal(err)
		}
	}
	part, err := form.CreateFormFile("file", "ho.csv")
	if err == nil {
		_, err = part.Write([]byte(list))
	}
	if err == nil {
		err = form.Close()
	}
	if err != nil {
		c.t.Fatal(err)
	}
	got, body := v.answer(v.client.Post(v.server.URL+"/exchange", form.FormDataContentType(), &b))
	if got != code {
		c.t.Errorf("%s lays a list: %d, want %d: %s", role, got, code, words(body))
	}
	return body
}
