package e2e

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/mxschmitt/playwright-go"
)

// TestAMonthIsWalkedByItsRoles takes one month from the gap list to a run that is reconciled and settled with the
// treasury, each step by the role whose it is, and opens every document and file on the way.
func TestAMonthIsWalkedByItsRoles(t *testing.T) {
	walked := demoUntil(t, "2026-10")
	before := site
	site = walked
	t.Cleanup(func() { site = before; walked.stop() })

	person := grantFromTheGap(t)
	changeTheList(t)
	carryTheRun(t)
	returned := payAndReturn(t)
	settleWithTheTreasury(t, returned)

	officer := visit(t, options{}).as("commune-officer")
	officer.open(person + "/statement")
	officer.both("walk-statement")
	if said := officer.text("main"); !strings.Contains(said, "10/2026") || !strings.Contains(said, "đã chi") {
		t.Errorf("the statement does not say that October was paid with November: %s", said)
	}
	officer.fetch(person+"/statement?format=docx", "sao-ke.docx", "PK")
	officer.fetch(person+"/statement?format=xlsx", "sao-ke.xlsx", "PK")
	officer.fetch("/runs/2026-11/signatures", "ky-nhan.docx", "PK")
	officer.fetch("/runs/2026-11/signatures?format=xlsx", "ky-nhan.xlsx", "PK")
	citizen := visit(t, options{}).as("citizen")
	citizen.open("/me/statement")
	citizen.both("walk-me")
	citizen.ask(`document.querySelector("form[action='/complaints']").closest("details").open = true`)
	citizen.fill("content", "Tôi cho rằng mức hưởng chưa đúng")
	citizen.click("form[action='/complaints'] button")
	if said := citizen.text("main"); !strings.Contains(said, "Khiếu nại của tôi") || !strings.Contains(said, "phải trả lời chậm nhất ngày") {
		t.Errorf("the citizen does not see what became of the complaint: %s", said)
	}
	citizen.both("walk-my-complaint")
}

// demoUntil serves a small demonstration whose last month is over, so that the next one is there to be walked.
func demoUntil(t *testing.T, month string) *program {
	t.Helper()
	dir := t.TempDir()
	db := filepath.Join(dir, "data", "ansinh.db")
	var out, complaint bytes.Buffer
	demo := exec.Command(site.binary, "demo", "--db", db, "--persons", "3000", "--month", month, "--out", filepath.Join(dir, "out"), "--serve=false", "--json")
	demo.Stdout, demo.Stderr, demo.Dir = &out, &complaint, dir
	if err := demo.Run(); err != nil {
		t.Fatalf("%v: %s", err, complaint.String())
	}
	var sum summary
	if err := json.Unmarshal(out.Bytes(), &sum); err != nil {
		t.Fatal(err)
	}
	p := &program{binary: site.binary, db: db, logins: map[string]string{}, words: map[string]string{}}
	for _, l := range sum.Logins {
		p.logins[l.Role], p.words[l.Login] = l.Login, l.Password
	}
	if err := p.serve(p.binary, db, dir); err != nil {
		t.Fatal(err)
	}
	return p
}

// both looks at the page at both widths and takes its pictures.
func (v *visitor) both(name string) {
	v.t.Helper()
	for _, width := range []int{phone, desk} {
		if err := v.page.SetViewportSize(width, 900); err != nil {
			v.t.Fatal(err)
		}
		v.fits()
		v.accessible()
		v.shoot(fmt.Sprintf("%s-%d", name, width))
	}
}

// fetch downloads a file, which must begin in a certain way, and keeps it beside the pictures.
func (v *visitor) fetch(path, name, begins string) []byte {
	v.t.Helper()
	r, err := v.page.Context().Request().Get(site.url + path)
	if err != nil {
		v.t.Fatal(err)
	}
	body, err := r.Body()
	if err != nil || r.Status() != 200 || !bytes.HasPrefix(bytes.TrimPrefix(body, []byte("\ufeff")), []byte(begins)) {
		v.t.Fatalf("%s: %d, %d bytes, %v", path, r.Status(), len(body), err)
	}
	if err := os.WriteFile(filepath.Join(shots, name), body, 0o644); err != nil {
		v.t.Error(err)
	}
	return body
}

// grantFromTheGap is the commune officer: list, application, papers, decision. It gives the person's page.
func grantFromTheGap(t *testing.T) string {
	t.Helper()
	v := visit(t, options{}).as("commune-officer")
	v.open("/lists?list=gap&month=2026-10")
	v.both("walk-gap")
	v.click("main a[href*='/applications/new']")
	v.see("input[name=received]")
	v.both("walk-new")
	v.fill("received", "2026-10-12")
	v.click("form[action='/applications'] button")
	v.see("input[name=paper]")
	v.ask(`document.querySelectorAll("input[name=paper]").forEach(e => e.checked = true)`)
	v.click("form:has(input[name=paper]) button")
	v.see("input[name=from]")
	v.both("walk-case")
	for name, value := range map[string]string{"from": "2026-10", "on": "2026-10-20"} { // the frame has a day of its own
		if err := v.page.Locator("form:has(input[value=decide]) [name=" + name + "]").Fill(value); err != nil {
			t.Fatal(err)
		}
	}
	v.click("form:has(input[value=decide]) button")
	v.see("form.step-form button.main")
	v.both("walk-confirm")
	v.click("form.step-form button.main")
	v.see("a[href*='/files/submission']")
	here := strings.TrimPrefix(v.page.URL(), site.url)
	v.fetch(here+"/files/submission", "to-trinh.docx", "PK")
	decision := v.links("main a[href^='/decisions/']")[0]
	v.open(strings.TrimSuffix(decision, "/file"))
	v.both("walk-decision")
	v.fetch(strings.TrimSuffix(decision, "/file")+"/file", "quyet-dinh.docx", "PK")
	person := v.links("main a[href^='/people/']")[0]
	v.open("/lists?list=gap&month=2026-10")
	if !strings.Contains(v.text("main"), "Đã xử lý") {
		t.Error("the list of the frozen month does not say what has been dealt with")
	}
	v.both("walk-gap-done")
	return person
}

// carryTheRun takes November through its first three people.
func carryTheRun(t *testing.T) {
	t.Helper()
	preparer := visit(t, options{}).as("payment-officer")
	preparer.open("/runs/2026-11")
	preparer.both("walk-run-none")
	preparer.click("main form button.main")
	for deadline := time.Now().Add(2 * time.Minute); ; time.Sleep(time.Second) {
		preparer.open("/runs/2026-11")
		if n, _ := preparer.page.Locator("ol.steps").Count(); n > 0 {
			break
		}
		if time.Now().After(deadline) {
			t.Fatalf("November is not prepared: %s", preparer.text("main"))
		}
	}
	preparer.both("walk-run-prepared")
	for _, step := range []struct{ role, do string }{{"payment-checker", "check"}, {"leader", "approve"}, {"payment-officer", "send"}} {
		v := visit(t, options{}).as(step.role)
		v.open("/runs/2026-11")
		v.click("form:has(input[name=step][value=" + step.do + "]) button")
		v.see(".notice, [role=status], ol.steps")
	}
	preparer.open("/runs/2026-11")
	preparer.both("walk-run-sent")
}

// payAndReturn opens the files of the channels and gives one line of a bank back. It says which bank and how much.
func payAndReturn(t *testing.T) [2]string {
	t.Helper()
	v := visit(t, options{}).as("payment-officer")
	v.open("/runs/2026-11")
	bank := ""
	for _, link := range v.links("main a[href*='/bank/']") {
		if !strings.HasSuffix(link, "/message") {
			bank = link
			break
		}
	}
	if bank == "" {
		t.Fatalf("no bank file: %s", v.text("main"))
	}
	rows, err := csv.NewReader(bytes.NewReader(bytes.TrimPrefix(v.fetch(bank, "ngan-hang.csv", "Loai"), []byte("\ufeff")))).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	v.fetch(bank+"/message", "ngan-hang.xml", "<?xml")
	v.fetch("/runs/2026-11/cash", "tien-mat.xlsx", "PK")
	line, amount := "", ""
	for _, row := range rows[1:] {
		if len(row) >= 7 && len(row[6]) == 32 {
			line, amount = row[6], row[4]
		}
	}
	if line == "" {
		t.Fatalf("no line in the bank's file: %v", rows)
	}
	checker := visit(t, options{}).as("payment-checker")
	checker.open("/runs/2026-11")
	file := filepath.Join(t.TempDir(), "tra-lai.csv")
	if err := os.WriteFile(file, []byte("Ma doi chieu,So tien,Ma ly do,Ly do\n"+line+","+amount+",AC04,Tai khoan da dong\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	for range 2 { // the second reading changes nothing
		checker.open("/runs/2026-11")
		if err := checker.page.Locator("input[type=file]").First().SetInputFiles(file); err != nil {
			t.Fatal(err)
		}
		checker.click("form:has(input[type=file]) button")
		checker.see("#settlement, main")
	}
	checker.both("walk-run-returned")
	code, _, _ := strings.Cut(strings.TrimPrefix(bank, "/runs/2026-11/bank/"), "?")
	return [2]string{"bank:" + code, amount}
}

var (
	messageID  = regexp.MustCompile(`<MsgId>([^<]+)</MsgId>`)
	messageSum = regexp.MustCompile(`<CtrlSum>([^<]+)</CtrlSum>`)
)

// readStatement reads the banks' statement of the month: every message booked with its sum, and what came back.
func readStatement(t *testing.T, sender, checker *visitor, returned [2]string) {
	t.Helper()
	var b strings.Builder
	b.WriteString(`<?xml version="1.0" encoding="UTF-8"?><Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.08"><BkToCstmrStmt>` +
		`<GrpHdr><MsgId>2026-11</MsgId></GrpHdr><Stmt>`)
	entry := func(amount, direction, message string) {
		fmt.Fprintf(&b, `<Ntry><Amt Ccy="VND">%s</Amt><CdtDbtInd>%s</CdtDbtInd><Sts><Cd>BOOK</Cd></Sts><NtryDtls><Btch><MsgId>%s</MsgId></Btch></NtryDtls></Ntry>`,
			amount, direction, message)
	}
	sender.open("/runs/2026-11")
	for _, link := range sender.links("main a[href*='/bank/'][href$='/message']") {
		body := sender.fetch(link, "ngan-hang.xml", "<?xml")
		id, sum := messageID.FindSubmatch(body), messageSum.FindSubmatch(body)
		if id == nil || sum == nil {
			t.Fatalf("%s has no head", link)
		}
		entry(string(sum[1]), "DBIT", string(id[1]))
		if strings.Contains(link, "/bank/"+strings.TrimPrefix(returned[0], "bank:")+"/") {
			entry(returned[1], "CRDT", string(id[1]))
		}
	}
	b.WriteString(`</Stmt></BkToCstmrStmt></Document>`)
	file := filepath.Join(t.TempDir(), "sao-ke.xml")
	if err := os.WriteFile(file, []byte(b.String()), 0o644); err != nil {
		t.Fatal(err)
	}
	checker.open("/runs/2026-11")
	if err := checker.page.Locator("input[type=file]").First().SetInputFiles(file); err != nil {
		t.Fatal(err)
	}
	checker.click("form:has(input[type=file]) button")
	checker.see("form:has(input[name=step][value=close])")
	checker.both("walk-run-reconciled")
}

// settleWithTheTreasury enters advances and refunds, closes the run and settles with every paying agent.
func settleWithTheTreasury(t *testing.T, returned [2]string) {
	t.Helper()
	v := visit(t, options{}).as("payment-officer")
	v.open("/runs/2026-11/advance")
	v.both("walk-advance-empty")
	channels, ok := v.ask(`[...document.querySelectorAll("select[name=channel] option")].map(o => [o.value, o.textContent.split("–").pop().replace(/[^0-9]/g, "")])`).([]any)
	if !ok || len(channels) < 2 {
		t.Fatalf("no paying agents: %v", channels)
	}
	record := func(kind, channel, number, amount string) {
		v.open("/runs/2026-11/advance")
		v.ask(`document.querySelectorAll("details").forEach(d => d.open = true)`)
		for name, value := range map[string]string{"kind": kind, "channel": channel} {
			if _, err := v.page.Locator("select[name=" + name + "]").SelectOption(playwright.SelectOptionValues{Values: &[]string{value}}); err != nil {
				t.Fatal(err)
			}
		}
		v.fill("number", number)
		v.fill("amount", amount)
		v.click("form:has([name=amount]) button")
		v.see("main")
	}
	for i, c := range channels {
		pair := c.([]any)
		record("received", pair[0].(string), fmt.Sprintf("UNC-%d", i+1), pair[1].(string))
	}
	record("refunded", returned[0], "GNT-1", returned[1])
	checker := visit(t, options{}).as("payment-checker")
	readStatement(t, v, checker, returned)
	checker.click("form:has(input[name=step][value=close]) button")
	checker.see("ol.steps")
	for range channels {
		checker.open("/runs/2026-11/advance")
		checker.click("form[action$='/settlement'] button")
		checker.see("main")
	}
	checker.open("/runs/2026-11/advance")
	checker.both("walk-advance-settled")
	said := checker.text("main")
	if n, _ := checker.page.Locator("form[action$='/settlement']").Count(); n != 0 || !strings.Contains(said, "đã quyết toán") {
		t.Errorf("not all is settled: %s", said)
	}
	checker.fetch("/runs/2026-11/advance?format=docx", "quyet-toan.docx", "PK")
	checker.fetch("/runs/2026-11/advance?format=xlsx", "quyet-toan.xlsx", "PK")
	checker.open("/runs/2026-11")
	checker.both("walk-run-closed")
	if said := checker.text("ol.steps"); strings.Contains(said, "chưa") {
		t.Errorf("steps are left: %s", said)
	}
}
