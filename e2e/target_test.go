package e2e

import (
	"strings"
	"testing"
)

// TestATargetShowsItsWay: the line with its band and what is to be expected, the years beside it as figures, and the value
// told apart; small figures are covered for who may not see people.
func TestATargetShowsItsWay(t *testing.T) {
	v := visit(t, options{}).as("provincial-officer")
	v.open("/plan/targets/T03")
	for _, part := range []string{".chart .band", ".chart .ahead", ".chart .line", "table.keys .group"} {
		v.see(part)
	}
	if page := v.text("main"); !strings.Contains(page, "đường thẳng từ") || !strings.Contains(page, "Từ 4 năm đã đo") || !strings.Contains(page, "Chưa tách được") {
		t.Errorf("the page does not say where its way and forecast come from:\n%s", page)
	}
	v.accessible()
	v.shoot("target")
	v.open("/plan/targets/T02")
	if page := v.text("main"); !strings.Contains(page, "Chưa đủ số liệu để dự báo: mới đo 3 năm, cần ít nhất 4 năm") {
		t.Errorf("nothing is said of a forecast from three years:\n%s", page)
	}
	v.open("/plan/targets/T06")
	v.see("table.keys .group")
	v.shoot("target-people")
	phone := visit(t, options{width: phone}).as("leader")
	for _, target := range []string{"T03", "T06"} {
		phone.open("/plan/targets/" + target)
		phone.fits()
		phone.shoot("target-" + target + "-phone")
	}
}
