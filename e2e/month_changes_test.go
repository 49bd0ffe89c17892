package e2e

import (
	"strings"
	"testing"
)

// changeTheList is the commune officer at the review list: all of one reason suspended after a summary, and taken back;
// and at a second complaint, which the province opens.
func changeTheList(t *testing.T) {
	t.Helper()
	v := visit(t, options{}).as("commune-officer")
	v.open("/lists?list=review&month=2026-10")
	reason, _ := v.ask(`(document.querySelector("select[name=reason] option:not([value=''])") || {}).value || ""`).(string)
	if reason != "" { // a population so small may leave the first commune with an empty list
		v.open("/lists?list=review&month=2026-10&reason=" + reason)
		v.click("details:has(input[name=do][value=suspend]) summary")
		v.both("walk-many-form")
		v.click("form:has(input[name=do][value=suspend]) button")
		v.see("form:has(input[name=seen]) button.main")
		v.both("walk-many-summary")
		v.click("form:has(input[name=seen]) button.main")
		v.see("main form.message button")
		v.both("walk-many-done")
		v.click("main form.message button")
		v.see("main dl.facts")
		if said := v.text("main"); !strings.Contains(said, "Đã thu hồi") {
			t.Errorf("taken back: %s", said)
		}
	}
	v.open("/lists/changes")
	v.both("walk-many-list")
	v.open("/complaints")
	v.both("walk-complaints")
	province := visit(t, options{}).as("provincial-officer")
	province.open("/complaints")
	if said := province.text("main"); !strings.Contains(said, "Khiếu nại lần hai") {
		t.Fatalf("no second complaint: %s", said)
	}
	province.click("main tr:has(.note) a[href^='/complaints/']")
	province.see("form:has(input[name=to][value=accepted])")
	province.both("walk-second-complaint")
	province.click("form:has(input[name=to][value=accepted]) button")
	province.see("input[name=to][value=upheld]")
	here := strings.TrimPrefix(province.page.URL(), site.url)
	province.fetch(here+"/file", "thu-ly-lan-hai.docx", "PK")
}
