package e2e

import (
	"bytes"
	"context"
	"fmt"
	"image"
	"image/color"
	"image/png"
	"strings"
	"testing"
	"time"

	"github.com/mxschmitt/playwright-go"

	"ansinh/auth"
	"ansinh/db"
)

// join gives somebody an account of the demonstration, with the area of the commune officer where none is named.
func join(t *testing.T, a auth.Actor) {
	t.Helper()
	ctx := context.Background()
	d, err := db.Open(ctx, site.db)
	if err != nil {
		t.Fatal(err)
	}
	defer d.Close()
	password := "mật khẩu của " + a.ID
	err = d.Update(ctx, func(tx *db.Tx) error {
		if a.Unit == "" {
			officer, err := auth.Find(ctx, tx, site.logins["commune-officer"])
			if err != nil {
				return err
			}
			a.Unit = officer.Unit
		}
		return auth.Create(ctx, tx, time.Now(), a, password)
	})
	if err != nil {
		t.Fatal(err)
	}
	site.logins[a.ID], site.words[a.ID] = a.ID, password
}

// paper is a scan that is wider than any page.
func paper(t *testing.T) []byte {
	t.Helper()
	m := image.NewGray(image.Rect(0, 0, 2400, 600))
	for i := range 2400 * 600 {
		m.SetGray(i%2400, i/2400, color.Gray{Y: uint8(200 + i/2400/4%50)})
	}
	var b bytes.Buffer
	if err := png.Encode(&b, m); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// lays puts a file into the form.
func (v *visitor) lays(name string, body []byte) {
	v.t.Helper()
	err := v.page.Locator("input[type=file][name=files]").Last().SetInputFiles(playwright.InputFile{Name: name, MimeType: "image/png", Buffer: body})
	if err != nil {
		v.t.Fatal(err)
	}
}

// asks fills in a correction of a name and sends it, with a scan, to the second person; it gives the request's address.
func (v *visitor) asks(person, to string, name func(string) string) string {
	v.t.Helper()
	v.open(person + "/events/correction")
	v.put("day", "2026-11-20")
	v.put("f_name", to)
	v.put("source", "Quyết định cải chính số 9/2026")
	v.click("button[value=check]")
	v.see("button[value=ask]")
	v.looks(name("request-ready"))
	v.put("asker", "Nguyễn Thị Hòa")
	v.lays("quyết định.png", paper(v.t))
	v.click("button[value=ask]")
	v.says("Đã gửi đề nghị")
	return strings.TrimPrefix(v.page.URL(), site.url)
}

// TestAChangeIsAskedForAndDecided walks a correction that a second person approves, one that is refused, papers that
// are taken and one that is not, and a move that the receiving commune consents to.
func TestAChangeIsAskedForAndDecided(t *testing.T) {
	join(t, auth.Actor{ID: "hai", Name: "Trần Thị Lãnh Đạo", Role: "commune-leader"})
	for place, width := range []int{desk, phone} {
		t.Run(fmt.Sprint(width), func(t *testing.T) {
			officer, leader := visit(t, options{width: width}).as("commune-officer"), visit(t, options{width: width}).as("hai")
			name := func(what string) string { return fmt.Sprintf("%s-%d", what, width) }
			person := officer.somebody("pham", place)
			officer.open(person)
			was := officer.text("h1")
			path := officer.asks(person, "Phạm Thị Đổi Tên", name)
			officer.looks(name("request-sent"))
			if n, _ := officer.page.Locator("button[value=approve]").Count(); n != 0 {
				t.Error("who asks is offered to approve")
			}
			officer.open(person)
			if officer.text("h1") != was {
				t.Error("the name changed before anybody approved")
			}

			officer.open(path)
			officer.lays("anh.png", []byte("<html><script>alert(1)</script></html>"))
			officer.click("form[action^='/attached/'] button")
			officer.says("không phải ảnh JPEG, ảnh PNG hay PDF")
			officer.looks(name("request-paper-refused"))

			leader.open("/")
			leader.says("đề nghị sửa hồ sơ chờ bạn")
			leader.open("/requests")
			leader.looks(name("requests"))
			leader.open(path)
			leader.click("details.shown summary")
			leader.see("details.shown img")
			leader.looks(name("request-decide"))
			leader.click("button[value=refuse]")
			leader.says("Chưa ghi được: hãy viết một câu.")
			leader.click("button[value=approve]")
			leader.says("Đã duyệt và ghi vào hồ sơ.")
			leader.looks(name("request-approved"))
			officer.open(person)
			if got := officer.text("h1"); got != "Phạm Thị Đổi Tên" {
				t.Errorf("approved, the name is %s", got)
			}
			officer.see("ol.timeline a[href='" + path + "']")

			second := officer.asks(officer.somebody("pham", place+4), "Phạm Văn Không Được", name)
			leader.open(second)
			leader.put("note", "giấy tờ ghi tên khác")
			leader.click("button[value=refuse]")
			leader.says("Đã trả lời: không chấp nhận.")
			leader.looks(name("request-refused"))

			leader.open("/requests?which=all")
			leader.looks(name("requests-all"))
			leader.fetch("/requests?format=csv&which=all", name("requests")+".csv", "Số")
			leader.fetch("/requests?format=xlsx&which=all", name("requests")+".xlsx", "PK")
			officer.walkConsent(place, width, name)
		})
	}
}

// walkConsent moves somebody to another commune, whose officer accepts.
func (v *visitor) walkConsent(place, width int, name func(string) string) {
	v.t.Helper()
	person := v.somebody("hoang", place)
	v.open(person + "/events/move")
	to := fmt.Sprint(v.ask(`(() => { const here = document.querySelectorAll("dl.facts dd")[2].innerText; return [...document.querySelector("select[name=f_home]").options].find(o => o.value && !here.startsWith(o.text)).value })()`))
	v.put("day", "2026-11-12")
	v.choose("f_home", to)
	v.put("f_address", "Thôn Mới")
	v.put("source", "Xác nhận thông tin cư trú số 8/2026")
	v.click("button[value=check]")
	v.see("button[value=ask]")
	v.looks(name("consent-ready"))
	v.click("button[value=ask]")
	v.says("Đã gửi đề nghị")
	path := strings.TrimPrefix(v.page.URL(), site.url)

	join(v.t, auth.Actor{ID: "ba", Name: "Lê Văn Xã Khác", Role: "commune-officer", Unit: to})
	other := visit(v.t, options{width: width}).as("ba")
	if status := other.open(person); status != 404 {
		v.t.Errorf("before the consent the receiving commune opens the file: %d", status)
	}
	other.open("/requests")
	other.see("main a[href='" + path + "']")
	other.open(path)
	other.looks(name("consent"))
	other.click("button[value=approve]")
	other.says("Đã duyệt và ghi vào hồ sơ.")
	if status := other.open(person); status != 200 {
		v.t.Errorf("after the consent the receiving commune cannot open the file: %d", status)
	}
	other.open(person + "/events")
	other.click("main a[href^='/events/']")
	other.see("section#files")
	other.looks(name("consent-event"))
	if status := v.open(person); status != 404 {
		v.t.Errorf("after the consent the commune left still opens the file: %d", status)
	}
}
