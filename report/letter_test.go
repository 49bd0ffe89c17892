package report

import (
	"archive/zip"
	"bytes"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"ansinh/calendar"
	"ansinh/fault"
	"ansinh/policy"
)

func letters(t *testing.T) *Letters {
	t.Helper()
	data, err := policy.Open("")
	if err != nil {
		t.Fatal(err)
	}
	l, err := LoadLetters(data)
	if err != nil {
		t.Fatal(err)
	}
	return l
}

func sampleLetter(template string) Letter {
	return Letter{Template: template, Authority: "commune-chair", Date: calendar.MustDay(2026, 11, 24), Place: "Đồng Kỳ", Signer: "Người Ký Thử",
		Simulated: true,
		Grounds:   []LetterGround{{Condition: "từ đủ 60 tuổi trở lên", Cite: "Điều 5 khoản 5"}, {Condition: "hộ nghèo", Cite: "Điều 5 khoản 5", Unknown: true}},
		Instrument: []LetterInstrument{{Name: "Nghị định về việc thử", Number: "1/2021/NĐ-CP", Issuer: "Chính phủ", Issued: calendar.MustDay(2021, 3, 15)},
			{Name: "Nghị định về việc thử", Number: "1/2021/NĐ-CP", Issuer: "Chính phủ", Issued: calendar.MustDay(2021, 3, 15)}},
		Values: map[string]string{"name": "Nguyễn Thị Hòa", "title": "bà", "born": "02/03/1944", "personal_number": "024144000001",
			"residence": "Thôn Đông, xã Đồng Kỳ", "programme": "trợ cấp hưu trí xã hội", "category": "người từ đủ 75 tuổi", "cite": "Điều 2 khoản 1",
			"amount": "540.000 đ", "amount_words": "năm trăm bốn mươi nghìn đồng", "from": "11/2026", "number": "1/QĐ-UBND", "received": "16/11/2026",
			"due": "01/12/2026", "unit": "xã Đồng Kỳ", "UNIT": "XÃ ĐỒNG KỲ", "office": "Ủy ban nhân dân xã Đồng Kỳ", "authority_source": "Nghị định 2/2025/NĐ-CP, Điều 5"}}
}

func written(t *testing.T, l *Letters, x Letter) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := l.Write(&b, x); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func documentText(t *testing.T, b []byte) string {
	t.Helper()
	z, err := zip.NewReader(bytes.NewReader(b), int64(len(b)))
	if err != nil {
		t.Fatal(err)
	}
	f, err := z.Open("word/document.xml")
	if err != nil {
		t.Fatal(err)
	}
	all, err := io.ReadAll(f)
	if err != nil {
		t.Fatal(err)
	}
	return string(all)
}

func TestLettersSayWhatTheyAreGiven(t *testing.T) {
	t.Parallel()
	l := letters(t)
	for template, want := range map[string][]string{
		"decision":   {"QUYẾT ĐỊNH", "Điều 1.", "Điều 2.", "Điều 3.", "540.000 đ (năm trăm bốn mươi nghìn đồng)", "Căn cứ Nghị định số 1/2021/NĐ-CP ngày 15/03/2021 của Chính phủ về việc thử"},
		"refusal":    {"THÔNG BÁO", "không đạt điều kiện “từ đủ 60 tuổi trở lên”", "chưa có căn cứ xác định điều kiện “hộ nghèo”", "khiếu nại"},
		"submission": {"TỜ TRÌNH", "kính trình Chủ tịch Ủy ban nhân dân xã Đồng Kỳ", "01/12/2026"},
	} {
		x := sampleLetter(template)
		first := written(t, l, x)
		if !bytes.Equal(first, written(t, l, x)) {
			t.Errorf("%s: other bytes the second time", template)
		}
		text := documentText(t, first)
		for _, w := range want {
			if !strings.Contains(text, w) {
				t.Errorf("%s does not say %q", template, w)
			}
		}
		if hole.MatchString(text) || strings.Contains(text, "**") {
			t.Errorf("%s was not filled", template)
		}
		if n := strings.Count(text, "1/2021/NĐ-CP"); n != 1 {
			t.Errorf("%s names one basis %d times", template, n)
		}
		if strings.Contains(text, "thay thế Quyết định") {
			t.Errorf("%s replaces nothing", template)
		}
	}
}

func TestACoveredLetterTellsNothing(t *testing.T) {
	t.Parallel()
	l := letters(t)
	for _, template := range []string{"decision", "refusal", "submission"} {
		x := sampleLetter(template)
		x.Covered = true
		x.Values["category"] = "người nhiễm HIV"
		x.Grounds = []LetterGround{{Condition: "nhiễm HIV", Cite: "Điều 5 khoản 8"}}
		text := documentText(t, written(t, l, x))
		if strings.Contains(text, "HIV") || !strings.Contains(text, "quy định tại Điều") {
			t.Errorf("%s tells a sensitive fact", template)
		}
	}
}

func TestAnUnknownLetterIsRefused(t *testing.T) {
	t.Parallel()
	x := sampleLetter("decision")
	x.Authority = "nobody"
	if err := letters(t).Write(io.Discard, x); !fault.Is(err, fault.NotFound) {
		t.Errorf("got %v", err)
	}
}

// TestALetterOpensInAnOffice turns a decision into a PDF as an office would. ANSINH_LOOK names a folder to keep it in.
func TestALetterOpensInAnOffice(t *testing.T) {
	t.Parallel()
	l, dir := letters(t), t.TempDir()
	if keep := os.Getenv("ANSINH_LOOK"); keep != "" {
		dir = keep
	}
	profile := "-env:UserInstallation=file://" + filepath.Join(t.TempDir(), "office")
	args := []string{profile, "--headless", "--convert-to", "pdf", "--outdir", dir}
	for _, template := range []string{"decision", "refusal", "submission"} {
		file := filepath.Join(dir, template+".docx")
		if err := os.WriteFile(file, written(t, l, sampleLetter(template)), 0o600); err != nil {
			t.Fatal(err)
		}
		args = append(args, file)
	}
	if out, err := exec.CommandContext(t.Context(), "soffice", args...).CombinedOutput(); err != nil {
		t.Fatalf("%v %s", err, out)
	}
	out, err := exec.CommandContext(t.Context(), "pdftotext", "-layout", filepath.Join(dir, "decision.pdf"), "-").Output()
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Số: 1/QĐ-UBND", "Đồng Kỳ, ngày 24 tháng 11 năm 2026", "Điều 3.", "CHỦ TỊCH", "Nơi nhận:"} {
		if !strings.Contains(string(out), want) {
			t.Errorf("the page does not show %q:\n%s", want, out)
		}
	}
}
