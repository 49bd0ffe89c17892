package e2e

import (
	"fmt"
	"strings"
	"testing"

	"github.com/mxschmitt/playwright-go"
)

// choose takes values of a list.
func (v *visitor) choose(name string, values ...string) {
	v.t.Helper()
	if _, err := v.page.Locator("select[name='" + name + "']").First().SelectOption(playwright.SelectOptionValues{Values: &values}); err != nil {
		v.t.Fatalf("%s: %v", name, err)
	}
}

func (v *visitor) put(name, value string) {
	v.t.Helper()
	if err := v.page.Locator("[name='" + name + "']").First().Fill(value); err != nil {
		v.t.Fatalf("%s: %v", name, err)
	}
}

// looks takes a picture of the page and holds it against width and accessibility.
func (v *visitor) looks(name string) {
	v.t.Helper()
	v.fits()
	v.accessible()
	v.shoot(name)
}

// says waits until the page says something.
func (v *visitor) says(words string) {
	v.t.Helper()
	if err := v.page.GetByText(words).First().WaitFor(); err != nil {
		v.t.Fatalf("%s does not say %q: %v\n%.600s", v.page.URL(), words, err, v.text("main"))
	}
}

// somebody is the address of a person of the commune, by place in the answer to a search.
func (v *visitor) somebody(query string, place int) string {
	v.t.Helper()
	v.open("/people?q=" + query)
	v.see("main a[href^='/people/']")
	links := v.ask(`[...document.querySelectorAll("main a[href^='/people/']")].map(a => a.getAttribute("href")).filter(h => /^\/people\/\d+$/.test(h))`)
	all, ok := links.([]any)
	if !ok || len(all) <= place {
		v.t.Fatalf("%d people found for %s", len(all), query)
	}
	return fmt.Sprint(all[place])
}

// confirmed sends a form, looks at what it would do, and saves it; it gives the address of the event.
func (v *visitor) confirmed(picture string) string {
	v.t.Helper()
	v.click("button[value=check]")
	v.see("button[value=save]")
	v.looks(picture)
	v.click("button[value=save]")
	v.says("Đã ghi sự kiện.")
	return strings.TrimPrefix(v.page.URL(), site.url)
}

// TestTheRegisterIsWalked goes through a birth, a death and its undo, a move, a poverty review, and a merger and its
// undo, as the officer of a commune, at a desk and on a phone.
func TestTheRegisterIsWalked(t *testing.T) {
	for _, width := range []int{desk, phone} {
		t.Run(fmt.Sprint(width), func(t *testing.T) {
			v := visit(t, options{width: width}).as("commune-officer")
			name := func(what string) string { return fmt.Sprintf("registry-%s-%d", what, width) }
			place := map[int]int{desk: 0, phone: 4}[width]
			v.walkBirth(v.somebody("nguyen", place), name)
			v.walkDeath(v.somebody("nguyen", place+1), name)
			v.walkMove(v.somebody("nguyen", place+2), v.somebody("nguyen", place+3), name)
			v.walkMerger(v.somebody("tran", place/4), v.somebody("tran", place/4+1), name)
			v.walkReview(0, width == phone, name)
		})
	}
}

func (v *visitor) walkBirth(person string, name func(string) string) {
	v.t.Helper()
	v.open(person + "/events")
	v.looks(name("events"))
	v.open(person + "/events/birth")
	v.put("day", "2026-11-20")
	v.click("button[value=check]")
	v.says("ô cần sửa")
	v.looks(name("birth-wrong"))
	v.put("f_name", "Nguyễn Thị Mới Sinh")
	v.choose("f_sex", "female")
	v.choose("f_ethnicity", "kinh")
	v.choose("f_relation", "grandchild")
	v.put("source", "Giấy khai sinh số 12/2026")
	v.confirmed(name("birth-ready"))
	v.says("Việc tiếp theo")
	v.looks(name("birth-done"))
}

func (v *visitor) walkDeath(person string, name func(string) string) {
	v.t.Helper()
	v.open(person + "/events/death")
	v.put("day", "2026-11-15")
	v.put("source", "Trích lục khai tử số 7/2026")
	done := v.confirmed(name("death-ready"))
	v.open(person)
	v.says("Đã chết")
	v.open(done)
	v.put("reason", "nhầm người cùng tên")
	v.click("form[action$=reversal] button")
	v.says("Đã hủy sự kiện")
	v.looks(name("death-undone"))
	v.open(person)
	if strings.Contains(v.text("main"), "Đã chết") {
		v.t.Error("the death is still there after it was taken back")
	}
	v.looks(name("person"))
}

func (v *visitor) walkMove(person, other string, name func(string) string) {
	v.t.Helper()
	v.open(other)
	code := v.text("dl.facts dd")
	v.open(person + "/events/move")
	v.put("day", "2026-11-10")
	home := v.ask(`(() => { const here = document.querySelectorAll("dl.facts dd")[2].innerText; const o = [...document.querySelector("select[name=f_home]").options].find(o => o.value && (here === o.text || here.startsWith(o.text + " ("))); return o ? o.value : "" })()`)
	if home == "" {
		v.t.Fatal("the own commune is not offered")
	}
	v.choose("f_home", fmt.Sprint(home))
	v.put("f_household", strings.TrimSpace(code))
	v.put("source", "Xác nhận thông tin cư trú số 3/2026")
	v.confirmed(name("move-ready"))
	v.open(person)
	v.see("main h1")
}

func (v *visitor) walkMerger(first, second string, name func(string) string) {
	v.t.Helper()
	v.open(second)
	code := strings.TrimSpace(v.text("dl.facts dd"))
	v.open(first)
	v.click("main a[href^='/mergers/new']")
	v.says("Trong cùng hộ")
	v.looks(name("merge-pick"))
	v.put("code", code)
	v.click("main form.filter button")
	v.put("reason", "một người, hai hồ sơ")
	v.looks(name("merge"))
	v.click("main .step-form button.main")
	v.says("Đã gộp hồ sơ")
	v.open(second)
	v.says("đã gộp vào hồ sơ này")
	v.open("/mergers")
	v.looks(name("mergers"))
	v.click("form[action$=undo] button")
	v.says("Đã hủy gộp")
	v.open(second)
	if at := strings.TrimPrefix(v.page.URL(), site.url); at != second {
		v.t.Errorf("after the undo %s leads to %s", second, at)
	}
	v.open("/twins")
	v.looks(name("twins"))
}

func (v *visitor) walkReview(place int, decide bool, name func(string) string) {
	v.t.Helper()
	v.open("/poverty")
	v.looks(name("review"))
	links := v.ask(`[...document.querySelectorAll("tbody a[href^='/poverty/']")].map(a => a.getAttribute("href"))`)
	all, _ := links.([]any)
	if len(all) <= place {
		v.t.Fatalf("%d households to review", len(all))
	}
	survey := func(path string) {
		v.open(path)
		v.choose("event.area_type", "rural")
		v.put("event.b1_points", "130")
		v.ask(`document.querySelectorAll("input[type=radio][value=false]").forEach(r => r.checked = true)`)
		v.click("button[value=survey]")
		v.says("Đã ghi phiếu")
	}
	survey(fmt.Sprint(all[place]))
	v.looks(name("review-form"))
	v.click("details.cover summary")
	v.put("who", "Nguyễn Thị Hòa")
	v.put("why", "nhà đã hỏng mái từ tháng Chín")
	v.click("button[value=object]")
	v.says("Đã ghi ý kiến")
	v.put("answer", "đã kiểm tra lại tại nhà, giữ nguyên kết quả")
	v.click("button[value=answer]")
	v.says("Đã ghi trả lời")
	if !decide {
		return
	}
	for i, path := range all {
		if i != place {
			survey(fmt.Sprint(path))
		}
	}
	v.open("/poverty")
	v.put("number", "45/QĐ-UBND")
	v.put("signer", "Chủ tịch UBND xã (minh họa)")
	v.looks(name("review-decide"))
	v.click("main form[action='/poverty'] button")
	v.says("Đã ghi quyết định")
	v.looks(name("review-decided"))
	v.click("main a[href^='/poverty/decisions/']")
	v.says("Hủy quyết định")
	for format, begins := range map[string]string{"csv": "", "xlsx": "PK", "parquet": "PAR1"} {
		v.fetch(strings.TrimPrefix(v.page.URL(), site.url)+"?format="+format, name("review-decision")+"."+format, begins)
	}
	v.click("form[method=post][action$=undoing] button")
	v.says("ô cần sửa")
	v.looks(name("review-undo-wrong"))
	v.put("number", "46/QĐ-UBND")
	v.put("reason", "tính nhầm điểm của một hộ")
	v.click("form[method=post][action$=undoing] button")
	v.says("Đã hủy quyết định 45/QĐ-UBND")
	v.looks(name("review-undone"))
}

// TestTwoOfficersOnOneSheet has two officers fill in one household's sheet: the second is shown what the first wrote, keeps
// what they typed, and writes over it only after that.
func TestTwoOfficersOnOneSheet(t *testing.T) {
	for _, width := range []int{desk, phone} {
		t.Run(fmt.Sprint(width), func(t *testing.T) {
			first, second := visit(t, options{width: width}).as("commune-officer"), visit(t, options{width: width}).as("commune-officer")
			first.open("/poverty")
			links := first.ask(`[...document.querySelectorAll("tbody a[href^='/poverty/']")].map(a => a.getAttribute("href"))`).([]any)
			path := fmt.Sprint(links[len(links)-1])
			fill := func(v *visitor, points string) {
				v.choose("event.area_type", "rural")
				v.put("event.b1_points", points)
				v.ask(`document.querySelectorAll("input[type=radio][value=false]").forEach(r => r.checked = true)`)
			}
			first.open(path)
			second.open(path)
			fill(first, "120")
			first.click("button[value=survey]")
			first.says("Đã ghi phiếu")
			fill(second, "150")
			second.click("button[value=survey]")
			second.says("người khác vừa ghi lên phiếu này")
			second.says("bạn đang ghi: 150")
			second.looks(fmt.Sprintf("review-stale-%d", width))
			if got, err := second.page.Locator("[name='event.b1_points']").InputValue(); err != nil || got != "150" {
				t.Errorf("what was typed is %q, %v", got, err)
			}
			second.click("button[value=survey]")
			second.says("Đã ghi phiếu")
			second.looks(fmt.Sprintf("review-steps-%d", width))
		})
	}
}
