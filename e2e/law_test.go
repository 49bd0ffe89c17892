package e2e

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// decree is an invented decree: a higher base from 1/7/2027.
var decree = map[string]string{
	"instrument.yaml": "number: 1/2027/NĐ-CP\nvi: Nghị định thử nâng mức chuẩn (minh họa)\nen: Decree made up for a test\nissuer: Chính phủ\nissued: 2027-05-20\nfrom: 2027-07-01\nconfidence: V\namends: [nd-20-2021, nd-76-2024, nd-335-2026]\n",
	"params.yaml":     "base:\n  values:\n    - {from: 2027-07-01, value: 600000, source: Điều 1, confidence: V}\n",
	"cases.yaml":      "cases:\n  - {id: first, month: 2027-07, facts: {birth_date: 1990-01-01, disability: severe}, expect: [{category: K6n, amount: 900000}]}\n",
}

// pictured opens a page at both widths, holds it to the rules for everybody and takes pictures.
func (v *visitor) pictured(path, name string) {
	v.t.Helper()
	for _, width := range []int{desk, phone} {
		if err := v.page.SetViewportSize(width, 900); err != nil {
			v.t.Fatal(err)
		}
		if code := v.open(path); code != 200 {
			v.t.Fatalf("%s: %d", path, code)
		}
		v.fits()
		v.accessible()
		v.shoot(name + map[int]string{desk: "-1280", phone: "-390"}[width])
	}
	if err := v.page.SetViewportSize(desk, 900); err != nil {
		v.t.Fatal(err)
	}
}

// TestTheLawIsReadAndReckoned reads documents and differences and simulates two scenarios, without script.
func TestTheLawIsReadAndReckoned(t *testing.T) {
	v := visit(t, options{}).as("provincial-officer")
	for _, p := range []struct{ path, name string }{
		{"/law/documents", "law-documents"},
		{"/law/documents/social-assistance/nd-20-2021", "law-document"},
		{"/law/differences?from=2025-06-30&to=2025-07-01", "law-differences"},
		{"/law/simulate", "law-simulate-form"},
		{"/law/simulate?p1=social-assistance.base&v1=700.000&d1=2027-01-01&p2=social-assistance.base&v2=600000&d2=2027-01-01&by=commune", "law-simulate"},
		{"/law/simulate?p1=social-assistance.base&v1=700.000&d1=2027-01-01&by=age", "law-simulate-age"},
	} {
		v.pictured(p.path, p.name)
	}
	if bars, ok := v.ask(`document.querySelectorAll(".bars rect").length`).(int); !ok || bars < 4 {
		t.Errorf("only %d bars", bars)
	}
	v.open("/lists?list=gap")
	other := strings.NewReplacer("social-pension", "social-assistance").Replace(v.links("main a.why")[0])
	v.pictured(other, "why-otherwise")
	if page := v.text("main"); !strings.Contains(page, "Nếu khác đi") || !strings.Contains(page, "Nếu có giấy xác nhận khuyết tật nặng") {
		t.Errorf("%s does not say what would change: %s", other, page)
	}
	plain := visit(t, options{noScript: true}).as("leader")
	plain.open("/law/simulate")
	value := func(v string) {
		t.Helper()
		if err := plain.page.Locator(".scenarios [name=v1]").First().Fill(v); err != nil {
			t.Fatal(err)
		}
	}
	value("một triệu")
	plain.click("main form.scenarios button")
	if wrong := plain.text("#wrong"); !strings.Contains(wrong, "không phải số tiền") {
		t.Errorf("a wrong value: %s", wrong)
	}
	value("1.000.000")
	plain.click("main form.scenarios button")
	plain.see(".figures")
	if code := visit(t, options{}).as("agency-officer").open("/law/simulate"); code != 403 {
		t.Errorf("an agency simulates: %d", code)
	}
}

// TestADossierOnThePages proposes a decree and brings it to the law by three people's hands.
func TestADossierOnThePages(t *testing.T) {
	dir := t.TempDir()
	folder := filepath.Join(dir, "law", "social-assistance", "nd-1-2027")
	if err := os.MkdirAll(folder, 0o755); err != nil {
		t.Fatal(err)
	}
	for name, body := range decree {
		if err := os.WriteFile(filepath.Join(folder, name), []byte(body), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	propose := exec.Command(site.binary, "law", "dossier", "propose", dir, "--db", site.db, "--as", site.logins["provincial-officer"])
	if out, err := propose.CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	officer := visit(t, options{}).as("provincial-officer")
	officer.pictured("/law/dossiers", "dossiers")
	officer.pictured("/law/dossiers/1", "dossier-proposed")
	officer.click("main form.step-form button")
	officer.see(".bars")
	for _, role := range []string{"leader", "payment-checker"} {
		v := visit(t, options{noScript: true}).as(role)
		v.open("/law/dossiers/1")
		v.shoot("dossier-" + role)
		v.click("main form.step-form button")
		v.see(".message.good")
	}
	officer.pictured("/law/dossiers/1", "dossier-in-force")
	if steps := officer.text("ol.steps"); !strings.Contains(steps, "Có hiệu lực") {
		t.Errorf("the steps say %s", steps)
	}
	officer.open("/law?on=2027-07-01")
	if sheet := officer.text("main"); !strings.Contains(sheet, "900.000 đ") {
		t.Error("the law of 7/2027 does not have the new amount")
	}
}
