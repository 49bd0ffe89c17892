package e2e

import (
	"bytes"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"
)

// sendReturns is the agencies' and a commune's figures of the year: on the page, by Excel, one sent back and corrected.
func sendReturns(t *testing.T) {
	t.Helper()
	labour := visit(t, options{}).as("laodong")
	labour.enterReturn("/returns/labour?year=2025", map[string]string{"force": "1.060.000", "certified": "374.180", "urban_force": "300.000", "urban_unemployed": "8.700", "jobs": "33.000"})
	labour.both("plan-return-labour")

	education := visit(t, options{}).as("giaoduc")
	education.enterSheet("/returns/education?year=2025", map[string]string{"age_primary": "110000", "on_age_primary": "108900"})
	education.both("plan-return-sheet")

	commune := visit(t, options{}).as("xa")
	commune.enterReturn("/returns/commune?year=2025", map[string]string{"population": "12.400", "households": "3.300", "poor_households": "61", "near_poor_households": "95"})
	commune.both("plan-return-commune")
	second := visit(t, options{}).as("xa2")
	second.enterSheet("/returns/commune?year=2025", map[string]string{"population": "9800", "households": "2600", "poor_households": "40", "near_poor_households": "71"})

	lead := visit(t, options{}).as("tonghop")
	lead.judge("/returns/labour?year=2025", "back", "Đề nghị kiểm tra lại số việc làm")
	labour.open("/returns/labour?year=2025")
	labour.both("plan-return-back")
	labour.enterReturn("/returns/labour?year=2025", map[string]string{"jobs": "33.400"})
	lead.judge("/returns/labour?year=2025", "approve", "")
	lead.judge("/returns/education?year=2025", "approve", "")
	lead.open("/returns?year=2025")
	lead.both("plan-returns")
}

// enterReturn fills a return in on its page and sends it.
func (v *visitor) enterReturn(path string, figures map[string]string) {
	v.t.Helper()
	v.open(path)
	for field, value := range figures {
		if err := v.page.Locator(`[id="f.` + field + `"]`).Fill(value); err != nil {
			v.t.Fatalf("%s: %v", field, err)
		}
	}
	v.fill("source", "Báo cáo của cơ quan, 12/2025")
	v.click("button[value=send]")
	v.see("ol.timeline")
	if said := v.text("main"); !strings.Contains(said, "Đã gửi") {
		v.t.Errorf("%s is not sent: %s", path, said)
	}
}

// enterSheet takes the workbook, fills its first figures in as Excel would, and gives it back.
func (v *visitor) enterSheet(path string, figures map[string]string) {
	v.t.Helper()
	v.open(path)
	link := v.links("main a[href*='/sheet']")[0]
	body := v.fetch(link, "bieu.xlsx", "PK")
	f, err := excelize.OpenReader(bytes.NewReader(body))
	if err != nil {
		v.t.Fatal(err)
	}
	defer f.Close()
	rows, err := f.GetRows("Biểu")
	if err != nil {
		v.t.Fatal(err)
	}
	for i, row := range rows {
		if len(row) < 5 || figures[row[4]] == "" {
			continue
		}
		if err := f.SetCellStr("Biểu", "C"+strconv.Itoa(i+1), figures[row[4]]); err != nil {
			v.t.Fatal(err)
		}
	}
	file := filepath.Join(v.t.TempDir(), "bieu.xlsx")
	if err := f.SaveAs(file); err != nil {
		v.t.Fatal(err)
	}
	if err := v.page.Locator("input[type=file]").SetInputFiles(file); err != nil {
		v.t.Fatal(err)
	}
	v.click("form:has(input[type=file]) button")
	v.see("[data-done], .notice, [role=status]")
	v.click("button[value=send]")
	v.see("ol.timeline")
}

// judge sends a return back or approves it.
func (v *visitor) judge(path, do, note string) {
	v.t.Helper()
	v.open(path)
	if note != "" {
		v.fill("note", note)
	}
	v.click("form[action*='/judgement'] button[value=" + do + "]")
	v.see("ol.timeline")
}
