package e2e

import (
	"os/exec"
	"path/filepath"
	"regexp"
	"testing"

	"github.com/mxschmitt/playwright-go"
)

// TestTheLeadersPageIsOneSheet prints the overview: the whole of it stands on one page of A4, and on the wall it has no
// menu.
func TestTheLeadersPageIsOneSheet(t *testing.T) {
	v := visit(t, options{}).as("leader")
	v.open("/overview")
	v.see(".tile-map a")
	sheet := filepath.Join(t.TempDir(), "sheet.pdf")
	if _, err := v.page.PDF(playwright.PagePdfOptions{Path: &sheet, PreferCSSPageSize: playwright.Bool(true)}); err != nil {
		t.Fatal(err)
	}
	out, err := exec.Command("pdfinfo", sheet).CombinedOutput()
	if err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	if !regexp.MustCompile(`Pages:\s+1\n`).Match(out) || !regexp.MustCompile(`Page size:.*A4`).Match(out) {
		t.Errorf("printed on:\n%s", out)
	}
	v.click("a[href*=wall]")
	v.see(".frame.wall")
	if seen, err := v.page.Locator("nav.side").IsVisible(); err != nil || seen {
		t.Errorf("the wall shows the menu (%v)", err)
	}
	v.shoot("wall")
}
