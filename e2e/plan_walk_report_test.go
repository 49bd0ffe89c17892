package e2e

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// reportOfAnAgency is the agency's report by 10 December: drawn up, a figure typed over and refused, edited, sent back,
// sent again, approved and signed.
func reportOfAnAgency(t *testing.T) {
	t.Helper()
	v := visit(t, options{}).as("giaoduc")
	v.open("/plan/own")
	v.show("Báo cáo phổ cập giáo dục năm 2025", "08/12/2025")
	v.open("/reports")
	v.both("plan-reports-none")
	v.choose("kind", "agency")
	v.choose("year", "2025")
	v.click("form[method=post][action='/reports'] button")
	v.see("article.paper")
	here := strings.TrimPrefix(v.page.URL(), site.url)
	v.both("plan-report-agency")
	was := v.typeOver(here)
	v.both("plan-report-edit")
	v.ask(`document.querySelectorAll("textarea[name^=b]").forEach(b => b.value = b.value.replace("[99|own.tasks]", "` + was + `"))`)
	box := v.page.Locator("textarea[name^=b]").Last()
	if err := box.Fill("Trên đây là báo cáo của Sở; số em đi học đúng tuổi cấp tiểu học là {{return.education.on_age_primary}}./."); err != nil {
		t.Fatal(err)
	}
	v.click("form[data-keep] button.main")
	v.see("article.paper a.bound")
	v.both("plan-report-edited")
	v.click("button[value=submit]")
	v.see("main .error-code")
	if said := v.text("main"); !strings.Contains(said, "V. KHÓ KHĂN, VƯỚNG MẮC; VI. KIẾN NGHỊ") {
		t.Errorf("sent with the form's own words: %s", said)
	}
	v.open(here + "/edit")
	v.ask(`document.querySelectorAll("textarea[name^=b]").forEach(b => b.value = b.value.replace(/^Cơ quan nêu.*/, "Không có."))`)
	v.click("form[data-keep] button.main")
	v.see("article.paper a.bound")
	v.click("button[value=submit]")
	v.see("main p:has-text('chờ duyệt')")
	lead := visit(t, options{}).as("tonghop")
	lead.open(here)
	lead.fill("note", "Bổ sung kiến nghị")
	lead.click("button[value=back]")
	lead.see("main p:has-text('trả lại')")
	v.open(here)
	v.click("button[value=submit]")
	v.see("main p:has-text('chờ duyệt')")
	lead.open(here)
	lead.click("button[value=approve]")
	lead.see("main p:has-text('chờ ký')")
	signIt(t, "giamdoc-gd", here, "128/BC-SGDĐT", "09/12/2025")
	v.open(here + "/compare")
	v.both("plan-report-compare")
}

// typeOver tries to write another value over a figure, and says what stood there.
func (v *visitor) typeOver(here string) string {
	v.t.Helper()
	v.open(here + "/edit")
	was := fmt.Sprint(v.ask(`[...document.querySelectorAll("textarea[name^=b]")].map(b => b.value.match(/\[[^|\[]*\|own.tasks\]/)).filter(Boolean)[0][0]`))
	v.ask(`(() => { for (const b of document.querySelectorAll("textarea[name^=b]")) if (b.value.includes("|own.tasks]")) b.value = b.value.replace(/\[[^|\[]*\|own.tasks\]/, "[99|own.tasks]") })()`)
	v.click("form[data-keep] button.main")
	v.see("[role=alert]")
	if said := v.text("[role=alert]"); !strings.Contains(said, "gõ đè") || !strings.Contains(said, "99") {
		v.t.Errorf("typing over a figure is answered with %q", said)
	}
	return was
}

// show records evidence of the first task.
func (v *visitor) show(document, day string) {
	v.t.Helper()
	v.ask(`document.querySelectorAll("main details").forEach(d => d.open = true)`)
	form := "form[action='/plan/evidence'] "
	for name, value := range map[string]string{"document": document, "day": day} {
		if err := v.page.Locator(form + "[name=" + name + "]").First().Fill(value); err != nil {
			v.t.Fatal(err)
		}
	}
	v.click(form + "button")
	v.see("main p.note:has-text('" + document + "')")
}

// signIt is the signature of the agency's head; the files are kept, and made again they are the same bytes.
func signIt(t *testing.T, who, here, number, day string) {
	t.Helper()
	v := visit(t, options{}).as(who)
	v.open("/")
	if said := v.text("main"); !strings.Contains(said, "Ký báo cáo: ") {
		t.Errorf("the signer's first page does not say what waits: %s", said)
	}
	v.open(here)
	v.fill("number", number)
	v.fill("date", day)
	v.click("button[value=sign]")
	v.see("main p:has-text('đã ký')")
	word := v.fetch(here+"/files/docx", strings.Trim(strings.ReplaceAll(here, "/", "-"), "-")+".docx", "PK")
	v.fetch(here+"/files/xlsx", strings.Trim(strings.ReplaceAll(here, "/", "-"), "-")+".xlsx", "PK")
	v.click("button[value=remake]")
	v.see("text=giống từng byte")
	if len(word) < 2000 {
		t.Errorf("the signed document has %d bytes", len(word))
	}
}

// sendLate is an agency that the day has passed by: it is told so, sends, and is approved.
func sendLate(t *testing.T) {
	t.Helper()
	v := visit(t, options{}).as("xaydung")
	v.open("/calendar")
	v.both("plan-late")
	if said := v.text("main"); !strings.Contains(said, "Quá hạn") {
		t.Errorf("nobody tells who is late: %s", said)
	}
	v.enterReturn("/returns/construction?year=2025", map[string]string{"social_flats": "5.200"})
	visit(t, options{}).as("tonghop").judge("/returns/construction?year=2025", "approve", "")
}

// reportOnTheYear is the consolidated report by 31 December.
func reportOnTheYear(t *testing.T) {
	t.Helper()
	v := visit(t, options{}).as("tonghop")
	v.open("/plan?year=2025")
	v.both("plan-indicators")
	if said := v.text("main"); !strings.Contains(said, "35,3%") || !strings.Contains(said, "99,0%") { // of labour's and education's returns
		t.Errorf("what was reported is not measured: %s", said)
	}
	v.open("/reports")
	v.choose("kind", "consolidated")
	v.choose("year", "2025")
	v.click("form[method=post][action='/reports'] button")
	v.see("article.paper")
	here := strings.TrimPrefix(v.page.URL(), site.url)
	v.click("button[value=submit]")
	v.see("main p:has-text('chờ duyệt')")
	leader := visit(t, options{}).as("lanhdao")
	leader.open(here)
	leader.click("button[value=approve]")
	leader.see("main p:has-text('chờ ký')")
	signIt(t, "giamdoc-nv", here, "512/BC-SNV", "31/12/2025")
	v.open(here)
	v.both("plan-report-year")
}

// correctAfterSigning corrects a figure of a signed report: the reports are marked and stay as they were.
func correctAfterSigning(t *testing.T) {
	t.Helper()
	v := visit(t, options{}).as("giaoduc")
	v.open("/reports")
	report := v.links("main ul.rows a[href^='/reports/']")[0]
	before, err := os.ReadFile(filepath.Join(shots, strings.Trim(strings.ReplaceAll(report, "/", "-"), "-")+".docx"))
	if err != nil {
		t.Fatal(err)
	}
	v.open("/returns/education?year=2025")
	v.ask(`document.querySelectorAll("main details").forEach(d => d.open = true)`)
	v.fill("reason", "Một trường báo thiếu học sinh")
	if err := v.page.Locator(`[id="f.on_age_primary"]`).Fill("109.300"); err != nil {
		t.Fatal(err)
	}
	v.click("form[action*='/corrections'] button.main")
	v.see("main p.what:has-text('Một trường báo thiếu học sinh')")
	lead := visit(t, options{}).as("tonghop")
	lead.open("/returns/education?year=2025")
	lead.click("form[action*='/corrections/'] button[value=approve]")
	lead.see("main .end:has-text('đã')")
	v.open(report)
	v.see("#marks")
	v.both("plan-report-marked")
	if said := v.text("#marks"); !strings.Contains(said, "108.900") || !strings.Contains(said, "109.300") || !strings.Contains(said, "Một trường báo thiếu học sinh") {
		t.Errorf("the mark says %s", said)
	}
	if after := v.fetch(report+"/files/docx", "sau.docx", "PK"); string(after) != string(before) {
		t.Error("the signed document changed")
	}
	lead.open("/reports")
	lead.both("plan-reports")
}
