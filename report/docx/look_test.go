package docx

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
)

// TestOpensInAnOffice turns the sample into a PDF and pictures as an office would, and asks which fonts drew the text.
// Extracted text would not show a missing letter: an office mixes in another font glyph by glyph. So exactly one family
// may appear, and it must hold all of U+1EA0–1EF9.
//
// It needs libreoffice-writer, poppler-utils, fontconfig and a Times-like font with all Vietnamese letters
// (fonts-liberation2; fonts-liberation 1.x of Debian 12 lacks them). ANSINH_LOOK names a folder to keep the pictures in.
func TestOpensInAnOffice(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	if keep := os.Getenv("ANSINH_LOOK"); keep != "" {
		dir = keep
	}
	file := filepath.Join(dir, "sample.docx")
	if err := os.WriteFile(file, write(t, sample()), 0o600); err != nil {
		t.Fatal(err)
	}
	profile := "-env:UserInstallation=file://" + filepath.Join(t.TempDir(), "office")
	run(t, "soffice", profile, "--headless", "--convert-to", "pdf", "--outdir", dir, file)
	pdf := filepath.Join(dir, "sample.pdf")

	families := map[string]bool{}
	for _, line := range strings.Split(run(t, "pdffonts", pdf), "\n")[2:] {
		if name, _, ok := strings.Cut(line, " "); ok && name != "" {
			families[family(name)] = true
		}
	}
	if len(families) != 1 {
		t.Fatalf("the text was drawn with %v; a letter was missing in the first choice", families)
	}
	for name := range families {
		if !coversVietnamese(t, name) {
			t.Errorf("%s lacks Vietnamese letters", name)
		}
	}
	run(t, "pdftoppm", "-r", "70", "-png", pdf, filepath.Join(dir, "page"))
	pages, err := filepath.Glob(filepath.Join(dir, "page-*.png"))
	if err != nil || len(pages) < 3 {
		t.Errorf("pictures of pages: %d (%v), want at least 3", len(pages), err)
	}
	first := run(t, "pdftotext", "-layout", "-f", "1", "-l", "1", pdf, "-")
	if !strings.Contains(first, "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM") {
		t.Error("the national title does not stand on one line")
	}
}

func run(t *testing.T, name string, args ...string) string {
	t.Helper()
	var out, bad bytes.Buffer
	cmd := exec.CommandContext(t.Context(), name, args...)
	cmd.Stdout, cmd.Stderr = &out, &bad
	if err := cmd.Run(); err != nil {
		t.Fatalf("%s: %v %s", name, err, bad.String())
	}
	return out.String()
}

// family takes "BAAAAA+LiberationSerif-Bold" to "LiberationSerif".
func family(name string) string {
	if _, after, ok := strings.Cut(name, "+"); ok {
		name = after
	}
	name, _, _ = strings.Cut(name, "-")
	return name
}

func coversVietnamese(t *testing.T, family string) bool {
	t.Helper()
	faces := 0
	for _, line := range strings.Split(run(t, "fc-list", ":", "family", "charset"), "\n") {
		names, charset, _ := strings.Cut(line, ":charset=")
		if !strings.Contains(strings.ReplaceAll(names, " ", ""), family) {
			continue
		}
		if !holds(charset, 0x1EA0, 0x1EF9) {
			return false
		}
		faces++
	}
	return faces > 0
}

// holds reads fontconfig's list of hexadecimal ranges.
func holds(charset string, first, last int64) bool {
	for _, r := range strings.Fields(charset) {
		from, to, ok := strings.Cut(r, "-")
		if !ok {
			to = from
		}
		a, err1 := strconv.ParseInt(from, 16, 64)
		b, err2 := strconv.ParseInt(to, 16, 64)
		if err1 == nil && err2 == nil && a <= first && b >= last {
			return true
		}
	}
	return false
}
