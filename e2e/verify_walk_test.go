package e2e

import (
	"fmt"
	"strings"
	"testing"

	"github.com/mxschmitt/playwright-go"

	"ansinh/auth"
)

// TestAVerificationIsWalked looks at what the demonstration's verification found, asks about one person, and settles
// differences: theirs asked for and approved, ours kept and opened again, a death recorded by its form.
func TestAVerificationIsWalked(t *testing.T) {
	join(t, auth.Actor{ID: "hai-doi-chieu", Name: "Trần Thị Lãnh Đạo", Role: "commune-leader"})
	for place, width := range []int{desk, phone} {
		t.Run(fmt.Sprint(width), func(t *testing.T) {
			v, leader := visit(t, options{width: width}).as("commune-officer"), visit(t, options{width: width}).as("hai-doi-chieu")
			name := func(what string) string { return fmt.Sprintf("verify-%s-%d", what, width) }
			v.open("/verification")
			v.says("máy chủ giả lập")
			v.looks(name("page"))
			v.fetch("/verification?format=csv", name("shares")+".csv", "\"Xã, phường\"")
			v.open("/verification/1")
			v.looks(name("round"))
			v.open("/")
			v.says("sai khác khi đối chiếu dân cư chờ xử lý")

			v.open("/differences")
			v.looks(name("differences"))
			v.fetch("/differences?format=xlsx", name("differences")+".xlsx", "PK")
			path := v.difference("differs", "Họ và tên")
			v.open(path)
			v.looks(name("difference"))
			v.click("button[value=keep]")
			v.says("Chưa ghi được")
			v.put("reason", "giấy khai sinh gốc ghi như ở đây")
			v.click("button[value=keep]")
			v.says("Đã giữ như ở đây.")
			v.looks(name("kept"))
			v.put("reason", "xem lại")
			v.click("button[value=reopen]")
			v.says("Đã mở lại.")
			v.click("button[value=accept]")
			v.says("Đã lập đề nghị sửa hồ sơ")
			v.looks(name("requested"))
			leader.open(strings.TrimSpace(fmt.Sprint(v.ask(`document.querySelector("main a[href^='/requests/']").getAttribute("href")`))))
			leader.looks(name("request"))
			leader.click("button[value=approve]")
			leader.says("Đã duyệt và ghi vào hồ sơ.")
			v.open(path)
			v.says("đã ghi theo trả lời")
			v.looks(name("taken"))

			v.open(v.difference("differs", "Giới tính: "))
			v.says("Không sửa theo bên kia được")
			v.looks(name("refused"))

			v.open(v.difference("died", ""))
			v.looks(name("died"))
			v.click("main a[href*='/events/death']")
			v.confirmed(name("death-ready"))
			v.open("/differences?which=taken")
			v.see("main tbody tr:has-text('Bên kia ghi đã mất')")

			person := v.somebody("nguyen", 10+place)
			v.open(person)
			v.click("form[action$='/verification'] button")
			v.says("Đã ghi yêu cầu đối chiếu")
			v.says("đã xong")
			v.looks(name("one"))
			v.open(person)
			v.says("Đối chiếu với")
			v.looks(name("person"))
		})
	}
}

// difference is the address of the first open difference of a kind that says something.
func (v *visitor) difference(kind, words string) string {
	v.t.Helper()
	v.open("/differences?kind=" + kind)
	row := v.page.Locator("main tbody tr", playwright.PageLocatorOptions{HasText: words}).First()
	link, err := row.Locator("a").First().GetAttribute("href")
	if err != nil {
		v.t.Fatalf("no open difference of kind %s with %q: %v", kind, words, err)
	}
	return link
}
