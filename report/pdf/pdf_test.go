package pdf_test

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"golang.org/x/text/unicode/norm"

	"ansinh/calendar"
	"ansinh/report/docx"
	"ansinh/report/pdf"
)

func form(t *testing.T) *docx.Form {
	t.Helper()
	data, err := os.ReadFile("../../policy/document/form.yaml")
	if err != nil {
		t.Fatal(err)
	}
	f, err := docx.ReadForm("form.yaml", data)
	if err != nil {
		t.Fatal(err)
	}
	return f
}

// letters are every letter of Vietnamese with its marks, in both cases.
func letters() string {
	var b strings.Builder
	for _, base := range "aăâeêioôơuưyAĂÂEÊIOÔƠUƯY" {
		for _, mark := range []string{"", "\u0300", "\u0301", "\u0309", "\u0303", "\u0323"} {
			b.WriteString(norm.NFC.String(string(base) + mark))
		}
	}
	return b.String() + "đĐ"
}

// sample uses every part; its table runs over pages and has a row that is longer than a page.
func sample() *docx.Document {
	rows := [][]docx.Cell{{{Lines: []string{"I. Nhóm thứ nhất"}, Span: 4, Bold: true, Keep: true}}}
	for i := range 45 {
		rows = append(rows, []docx.Cell{docx.C(fmt.Sprint(i + 1)), docx.C("Chỉ tiêu có tên dài để phải xuống dòng trong ô của bảng, số " + fmt.Sprint(i)), docx.C("1.234.567"), docx.C("đúng tiến độ")})
	}
	rows = append(rows, []docx.Cell{docx.C("46"), docx.C(strings.Split(strings.Repeat("Dòng rất dài\n", 80)+"DÒNG CUỐI", "\n")...), docx.C("1"), docx.C("x")})
	return &docx.Document{Superior: []string{"Ủy ban nhân dân tỉnh Mẫu"}, Issuer: []string{"Sở Thử nghiệm"}, Number: "Số: 12/BC-STN", Place: "Bắc Ninh",
		Date: calendar.MustDay(2026, 1, 5), Kind: "Báo cáo", Subject: []string{"Kết quả thử cách trình bày văn bản", "năm 2026"}, Title: "Báo cáo thử",
		Address: "Kính gửi: Sở Nội vụ.", Basis: []string{"Căn cứ văn bản thứ nhất;", "Căn cứ văn bản thứ hai"},
		Body: []docx.Block{docx.Heading{Level: 1, Text: "I. TÌNH HÌNH CHUNG"}, docx.Heading{Level: 2, Text: "1. Kết quả"}, docx.Heading{Level: 3, Text: "a) Chi tiết"},
			docx.Paragraph{Runs: []docx.Run{{Text: "Đoạn văn có "}, {Text: "chữ đậm", Bold: true}, {Text: ", "}, {Text: "chữ nghiêng", Italic: true},
				{Text: " & dấu <nhọn>. " + strings.Repeat("Câu dài để xem canh lề hai bên có đều hay không. ", 4)}}},
			docx.P("Mọi chữ: " + letters()), docx.P(norm.NFD.String("Chữ tổ hợp: Nguyễn Thị Thuỷ.")),
			docx.Paragraph{Caption: true, Runs: []docx.Run{{Text: "Bảng 1. Bảng dài"}}},
			docx.Table{Columns: []docx.Column{{Width: 8, Align: docx.Center}, {Width: 52, Align: docx.Left}, {Width: 20, Align: docx.Right}, {Width: 20, Align: docx.Center}},
				Head: [][]docx.Cell{{{Lines: []string{"STT"}, Down: 2}, {Lines: []string{"Nội dung"}, Down: 2}, {Lines: []string{"Kết quả"}, Span: 2}}, {docx.C("Giá trị"), docx.C("Đánh giá")}}, Rows: rows},
			docx.Paragraph{Note: true, Runs: []docx.Run{{Text: "Nguồn: dữ liệu thử."}}}, docx.P("Trên đây là nội dung thử./.")},
		Signature:  docx.Signature{Authority: []string{"KT. Giám đốc", "Phó Giám đốc"}, Name: "Nguyễn Văn Thử"},
		Recipients: docx.Recipients{Label: "Nơi nhận:", Lines: []string{"- Như trên;", "- Lưu: VT."}},
		Annexes: []docx.Annex{{Label: "Phụ lục I", Title: "BẢNG NGANG", Reference: "(Kèm theo Báo cáo thử)", Landscape: true,
			Body: []docx.Block{docx.Table{Columns: []docx.Column{{Width: 1, Align: docx.Left}, {Width: 1, Align: docx.Right}}, Head: [][]docx.Cell{{docx.C("A"), docx.C("B")}},
				Rows: [][]docx.Cell{{docx.C("một chữ dài không có chỗ ngắt " + strings.Repeat("m", 120)), docx.C("1")}}}}}},
	}
}

func write(t *testing.T, d *docx.Document) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := pdf.Write(&b, d, form(t)); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// TestRoomForTheHand: where number and day are left to the hand there is room for them.
func TestRoomForTheHand(t *testing.T) {
	t.Parallel()
	d := sample()
	d.Number, d.Date = "Số:        /BC-STN", 0
	file := filepath.Join(t.TempDir(), "room.pdf")
	if err := os.WriteFile(file, write(t, d), 0o600); err != nil {
		t.Fatal(err)
	}
	text := run(t, "pdftotext", "-layout", "-l", "1", file, "-")
	for _, want := range []string{`Số: {3,}/BC-STN`, `ngày {3,}tháng {3,}năm`} {
		if !regexp.MustCompile(want).MatchString(norm.NFC.String(text)) {
			t.Errorf("no room: %s is not in\n%.600s", want, text)
		}
	}
}

// TestTheSameBytes: made again, also beside others, a document is the same.
func TestTheSameBytes(t *testing.T) {
	t.Parallel()
	first := write(t, sample())
	made := make(chan []byte, 8)
	for range cap(made) {
		go func() { made <- write(t, sample()) }()
	}
	for range cap(made) {
		if !bytes.Equal(first, <-made) {
			t.Fatal("made again it is another file")
		}
	}
	if len(first) > 300_000 {
		t.Errorf("%d bytes: the whole font is in it", len(first))
	}
}

// TestItIsReadAndLookedAt opens the file with the tools of an office: every letter can be copied out of it, one family of
// letters drew it and is carried in it, nothing is drawn outside the paper, and no line of the longest row is lost.
// ANSINH_LOOK names a folder to keep the pictures in.
func TestItIsReadAndLookedAt(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	if keep := os.Getenv("ANSINH_LOOK"); keep != "" {
		dir = keep
	}
	file := filepath.Join(dir, "pdf-sample.pdf")
	if err := os.WriteFile(file, write(t, sample()), 0o600); err != nil {
		t.Fatal(err)
	}
	text := run(t, "pdftotext", "-layout", file, "-")
	flat := strings.Join(strings.Fields(text), "")
	if got := norm.NFC.String(flat); !strings.Contains(got, letters()) {
		t.Error("not every Vietnamese letter can be read from it")
	}
	for _, want := range []string{"CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "SỞ THỬ NGHIỆM", "Bắc Ninh, ngày 05 tháng 01 năm 2026", "DÒNG CUỐI", "Phụ lục I", "PHÓ GIÁM ĐỐC"} {
		if !strings.Contains(norm.NFC.String(text), want) {
			t.Errorf("it does not say %q on one line", want)
		}
	}
	if n := strings.Count(text, "Dòng rất dài"); n != 80 {
		t.Errorf("%d of 80 lines of the long row", n)
	}
	for _, l := range strings.Split(strings.TrimSpace(run(t, "pdffonts", file)), "\n")[2:] {
		if f := strings.Fields(l); !slices.Contains(f, "yes") || strings.Contains(l, "Type 3") {
			t.Errorf("a font is not carried: %s", l)
		}
	}
	run(t, "pdftoppm", "-r", "70", "-png", file, filepath.Join(dir, "pdf-page"))
	if pages, err := filepath.Glob(filepath.Join(dir, "pdf-page-*.png")); err != nil || len(pages) < 5 {
		t.Errorf("%d pages, %v", len(pages), err)
	}
}

func run(t *testing.T, name string, args ...string) string {
	t.Helper()
	var out, bad bytes.Buffer
	cmd := exec.CommandContext(context.Background(), name, args...)
	cmd.Stdout, cmd.Stderr = &out, &bad
	if err := cmd.Run(); err != nil {
		t.Fatalf("%s: %v %s", name, err, bad.String())
	}
	return out.String()
}

// TestAFlowIsDrawn: paragraphs and tables without a form of ours; a row keeps together, one that is longer than a page is not
// lost, and the same flow gives the same bytes.
func TestAFlowIsDrawn(t *testing.T) {
	t.Parallel()
	text := func(s string) pdf.Flow {
		return pdf.Flow{Style: docx.Style{Size: 26}, Align: "both", Runs: []docx.Run{{Text: s}}}
	}
	table := &pdf.Grid{Widths: []int{1, 3}, Lined: true}
	for i := range 60 {
		table.Rows = append(table.Rows, []pdf.Box{{Flow: []pdf.Flow{text(fmt.Sprint("hàng ", i))}}, {Flow: []pdf.Flow{text("Bên phải"), text("hai đoạn")}}})
	}
	var long []pdf.Flow
	for i := range 70 {
		long = append(long, text(fmt.Sprint("đoạn dài ", i)))
	}
	table.Rows = append(table.Rows, []pdf.Box{{Span: 2, Flow: long}})
	all := []pdf.Flow{text("Mở đầu " + letters()), {Table: table}, {Style: docx.Style{Size: 26}, Align: "center", Break: true, Runs: []docx.Run{{Text: "TRANG CUỐI", Bold: true}}}}
	made := func() []byte {
		var b bytes.Buffer
		if err := pdf.WriteFlow(&b, "Thử", all, false, form(t)); err != nil {
			t.Fatal(err)
		}
		return b.Bytes()
	}
	one := made()
	if !bytes.Equal(one, made()) {
		t.Error("the same flow gives other bytes")
	}
	file := filepath.Join(t.TempDir(), "a.pdf")
	if err := os.WriteFile(file, one, 0o600); err != nil {
		t.Fatal(err)
	}
	raw := norm.NFC.String(run(t, "pdftotext", "-layout", file, "-"))
	said := strings.Join(strings.Fields(raw), " ")
	for _, want := range []string{"Mở đầu", "hàng 0", "hàng 59", "Bên phải", "đoạn dài 69", "TRANG CUỐI"} {
		if !strings.Contains(said, want) {
			t.Errorf("%q is not drawn", want)
		}
	}
	if pages := strings.Count(raw, "\f"); pages < 5 {
		t.Errorf("%d pages", pages)
	}
}
