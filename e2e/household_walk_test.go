package e2e

import (
	"fmt"
	"strings"
	"testing"
)

// largest is the address of somebody found whose household has the most members, and their codes.
func (v *visitor) largest(query string, from int) string {
	v.t.Helper()
	best, most := "", 1
	for place := from; place < from+6; place++ {
		path := v.somebody(query, place)
		v.open(path)
		n := v.ask(`document.querySelectorAll("dl.facts ul li").length`)
		if count, ok := n.(int); ok && count > most {
			best, most = path, count
		}
	}
	if best == "" {
		v.t.Fatal("nobody of " + query + " lives with somebody")
	}
	return best
}

// TestAHouseholdIsDividedAndMerged walks a division with its mistakes, effect and undo, and two households brought
// together and taken apart again.
func TestAHouseholdIsDividedAndMerged(t *testing.T) {
	for place, width := range []int{desk, phone} {
		t.Run(fmt.Sprint(width), func(t *testing.T) {
			v := visit(t, options{width: width}).as("commune-officer")
			name := func(what string) string { return fmt.Sprintf("household-%s-%d", what, width) }
			person := v.largest("le", place*6)
			v.open(person)
			v.looks(name("person"))
			v.click("a[href$='/events/household-divide']")
			v.see("fieldset select")
			v.looks(name("divide"))
			v.put("day", "2026-11-12")
			v.put("source", "Xác nhận thông tin cư trú số 21/2026")
			v.click("button[value=check]")
			v.says("ô cần sửa")
			v.looks(name("divide-wrong"))
			goes := v.ask(`(() => { const all = [...document.querySelectorAll("fieldset select")]; const stays = all.findIndex(s => /chủ hộ/.test(s.parentElement.innerText.split("\n")[0])); return all[stays === 0 ? 1 : 0].name })()`)
			v.choose(fmt.Sprint(goes), "head")
			v.put("f_address", "Thôn Mới")
			v.choose("f_poverty", "near_poor")
			done := v.confirmed(name("divide-ready"))
			v.says("chủ hộ")
			v.looks(name("divided"))
			v.put("reason", "gia đình chưa tách")
			v.click("form[action$=reversal] button")
			v.says("Đã hủy sự kiện")
			v.open(done)
			v.says("đã được hủy")

			other := v.somebody("hoang", 6+place)
			v.open(other)
			code := strings.TrimSpace(v.text("dl.facts dd"))
			v.open(person + "/events/household-merge")
			v.put("day", "2026-11-13")
			v.put("f_household", code)
			v.put("source", "Xác nhận thông tin cư trú số 22/2026")
			v.ask(`document.querySelectorAll("fieldset select").forEach(s => s.value = "relative")`)
			merged := v.confirmed(name("merge-ready"))
			v.looks(name("merged"))
			v.open(other)
			v.looks(name("together"))
			v.open(merged)
			v.put("reason", "nhầm hộ")
			v.click("form[action$=reversal] button")
			v.says("Đã hủy sự kiện")
		})
	}
}

// TestAListThatCorrectsANameTakesTwo sends a list to the leader, who is shown each change and agrees.
func TestAListThatCorrectsANameTakesTwo(t *testing.T) {
	for place, width := range []int{desk, phone} {
		t.Run(fmt.Sprint(width), func(t *testing.T) {
			officer, leader := visit(t, options{width: width}).as("commune-officer"), visit(t, options{width: width}).as("commune-leader")
			name := func(what string) string { return fmt.Sprintf("list-second-%s-%d", what, width) }
			person := officer.somebody("do", place)
			officer.open(person)
			code := strings.TrimSpace(officer.text("dl.facts dd"))
			to := []string{"Đỗ Thị Danh Sách", "Đỗ Văn Danh Sách"}[place]
			officer.open("/exchange")
			officer.lay("cải chính.csv", commas(t, [][]string{{"Mã số an sinh xã hội", "Họ và tên"}, {code, to}}))
			officer.says("một người không tự nạp được")
			officer.looks(name("preview"))
			officer.click("button[value=ask]")
			officer.says("Đã gửi")
			officer.looks(name("sent"))
			if n, _ := officer.page.Locator("button[value=agree]").Count(); n != 0 {
				t.Error("who sent it is offered to agree")
			}
			leader.open("/")
			leader.says("danh sách chờ bạn đồng ý")
			leader.open("/exchange")
			leader.looks(name("waiting"))
			leader.click("ul.rows a[href^='/exchange/']")
			leader.says(to)
			leader.looks(name("leader"))
			leader.click("button[value=refuse]")
			leader.says("ô cần sửa")
			leader.click("button[value=agree]")
			leader.says("Đã nạp cải chính.csv")
			officer.open(person)
			if got := officer.text("h1"); got != to {
				t.Errorf("agreed, the name is %s", got)
			}
		})
	}
}
