package docx

import (
	"archive/zip"
	"bytes"
	"encoding/xml"
	"io"
	"os"
	"slices"
	"strings"
	"testing"

	"golang.org/x/text/unicode/norm"

	"ansinh/calendar"
	"ansinh/fault"
)

func readForm(t *testing.T) *Form {
	t.Helper()
	data, err := os.ReadFile("../../policy/document/form.yaml")
	if err != nil {
		t.Fatal(err)
	}
	f, err := ReadForm("form.yaml", data)
	if err != nil {
		t.Fatal(err)
	}
	return f
}

// sample uses every part and, in a table, every Vietnamese letter.
func sample() *Document {
	rows := [][]Cell{{{Lines: []string{"I. Nhóm thứ nhất"}, Span: 4, Bold: true}}}
	for i, r := range allLetters() {
		rows = append(rows, []Cell{C(string(rune('1' + i%9))), C("Dòng có chữ " + strings.Repeat(string(r), 3) + " viết liền nhau"),
			C("1.234.567"), C("đúng tiến độ")})
	}
	return &Document{
		Superior: []string{"Ủy ban nhân dân tỉnh Mẫu"}, Issuer: []string{"Sở Thử nghiệm"}, Number: "Số:        /BC-STN",
		Place: "Bắc Ninh", Date: calendar.MustDay(2026, 1, 5),
		Kind: "Báo cáo", Subject: []string{"Kết quả thử cách trình bày văn bản", "năm 2026"},
		Basis: []string{"Căn cứ văn bản thứ nhất;", "Căn cứ văn bản thứ hai"},
		Body: []Block{
			Heading{1, "I. TÌNH HÌNH CHUNG"}, Heading{2, "1. Kết quả"}, Heading{3, "a) Chi tiết"},
			Paragraph{Runs: []Run{{Text: "Đoạn văn có "}, {Text: "chữ đậm", Bold: true}, {Text: " và "}, {Text: "chữ nghiêng", Italic: true},
				{Text: " & dấu <nhọn>. " + strings.Repeat("Câu dài để xem canh lề hai bên có đều hay không. ", 4)}}},
			P(norm.NFD.String("Chữ tổ hợp: Nguyễn Thị Thuỷ, khoẻ, đường, ữ ự ậ ặ.")),
			Paragraph{Caption: true, Runs: []Run{{Text: "Bảng 1. Mọi chữ tiếng Việt"}}},
			Table{Columns: []Column{{8, Center}, {52, Left}, {20, Right}, {20, Center}},
				Head: [][]Cell{{{Lines: []string{"STT"}, Down: 2}, {Lines: []string{"Nội dung"}, Down: 2}, {Lines: []string{"Kết quả"}, Span: 2}},
					{C("Giá trị"), C("Đánh giá")}},
				Rows: rows},
			Paragraph{Note: true, Runs: []Run{{Text: "Nguồn: dữ liệu thử."}}},
			P("Trên đây là nội dung thử./."),
		},
		Signature:  Signature{Authority: []string{"KT. Giám đốc", "Phó Giám đốc"}, Name: "Nguyễn Văn Thử"},
		Recipients: Recipients{Label: "Nơi nhận:", Lines: []string{"- Như trên;", "- Lưu: VT, BTXH."}},
		Annexes: []Annex{{Label: "Phụ lục I", Title: "BẢNG NGANG", Reference: "(Kèm theo Báo cáo thử)", Landscape: true,
			Body: []Block{Table{Columns: []Column{{1, Left}, {1, Right}}, Head: [][]Cell{{C("A"), C("B")}}, Rows: [][]Cell{{C("x"), C("1")}}}}}},
		Title: "Báo cáo thử",
	}
}

func allLetters() []rune {
	out := []rune("ăĂâÂđĐêÊôÔơƠưƯáàãạảÝỹ")
	for r := rune(0x1EA0); r <= 0x1EF9; r++ {
		out = append(out, r)
	}
	return out
}

func write(t *testing.T, d *Document) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := d.Write(&b, readForm(t)); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func part(t *testing.T, file []byte, name string) string {
	t.Helper()
	z, err := zip.NewReader(bytes.NewReader(file), int64(len(file)))
	if err != nil {
		t.Fatal(err)
	}
	f, err := z.Open(name)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	b, err := io.ReadAll(f)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

// paragraphs reads the document back: the text of every paragraph in order.
func paragraphs(t *testing.T, document string) []string {
	t.Helper()
	var out []string
	d := xml.NewDecoder(strings.NewReader(document))
	for {
		tok, err := d.Token()
		if err == io.EOF {
			return out
		}
		if err != nil {
			t.Fatal(err)
		}
		switch e := tok.(type) {
		case xml.StartElement:
			if e.Name.Local == "p" {
				out = append(out, "")
			}
		case xml.CharData:
			if len(out) > 0 {
				out[len(out)-1] += string(e)
			}
		}
	}
}

func TestEveryPartIsWellFormed(t *testing.T) {
	t.Parallel()
	file := write(t, sample())
	z, err := zip.NewReader(bytes.NewReader(file), int64(len(file)))
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range z.File {
		d := xml.NewDecoder(strings.NewReader(part(t, file, f.Name)))
		for {
			if _, err := d.Token(); err == io.EOF {
				break
			} else if err != nil {
				t.Fatalf("%s: %v", f.Name, err)
			}
		}
		if !strings.HasPrefix(f.Name, "[") && !strings.Contains(part(t, file, "[Content_Types].xml"), f.Name) && !strings.HasSuffix(f.Name, ".rels") {
			t.Errorf("%s has no content type", f.Name)
		}
	}
}

func TestPartsStandInTheirOrder(t *testing.T) {
	t.Parallel()
	got := paragraphs(t, part(t, write(t, sample()), "word/document.xml"))
	at := 0
	for _, want := range []string{"Ủy ban nhân dân tỉnh Mẫu", "Sở Thử nghiệm", "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
		"Độc lập - Tự do - Hạnh phúc", "Số:        /BC-STN", "Bắc Ninh, ngày 05 tháng 01 năm 2026", "Báo cáo",
		"Kết quả thử cách trình bày văn bản", "Căn cứ văn bản thứ nhất;", "Căn cứ văn bản thứ hai.", "I. TÌNH HÌNH CHUNG",
		"Chữ tổ hợp: Nguyễn Thị Thuỷ, khoẻ, đường, ữ ự ậ ặ.", "Bảng 1. Mọi chữ tiếng Việt", "Trên đây là nội dung thử./.", "Nơi nhận:", "KT. Giám đốc", "Nguyễn Văn Thử", "Phụ lục I"} {
		i := slices.Index(got[at:], want)
		if i < 0 {
			t.Fatalf("%q does not stand after %q", want, got[:at])
		}
		at += i + 1
	}
}

func TestSameDocumentSameBytes(t *testing.T) {
	t.Parallel()
	if !bytes.Equal(write(t, sample()), write(t, sample())) {
		t.Error("two writings of one document differ")
	}
}

func TestTablesRepeatTheirHead(t *testing.T) {
	t.Parallel()
	doc := part(t, write(t, sample()), "word/document.xml")
	if n := strings.Count(doc, "<w:tblHeader/>"); n != 3 { // two rows of the first table, one of the annex
		t.Errorf("head rows marked: %d, want 3", n)
	}
	if n := strings.Count(doc, `<w:vMerge w:val="continue"/>`); n != 2 {
		t.Errorf("cells continued from above: %d, want 2", n)
	}
	if !strings.Contains(doc, `w:orient="landscape"`) || strings.Count(doc, "<w:titlePg/>") != 1 {
		t.Error("the annex must lie across, and only the first page of the main document is without number")
	}
}

func TestFontIsNamedForEveryScript(t *testing.T) {
	t.Parallel()
	if got := part(t, write(t, sample()), "word/styles.xml"); !strings.Contains(got,
		`<w:rFonts w:ascii="Times New Roman" w:hAnsi="Times New Roman" w:eastAsia="Times New Roman" w:cs="Times New Roman"/>`) {
		t.Error("the default font does not cover all scripts")
	}
}

func TestPlaceAndDate(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		day  calendar.Date
		want string
	}{
		{calendar.MustDay(2026, 1, 5), "Bắc Ninh, ngày 05 tháng 01 năm 2026"},
		{calendar.MustDay(2026, 2, 28), "Bắc Ninh, ngày 28 tháng 02 năm 2026"},
		{calendar.MustDay(2026, 3, 9), "Bắc Ninh, ngày 09 tháng 3 năm 2026"},
		{calendar.MustDay(2026, 12, 31), "Bắc Ninh, ngày 31 tháng 12 năm 2026"},
		{0, "Bắc Ninh, ngày      tháng      năm         "},
	} {
		if got := PlaceAndDate("Bắc Ninh", c.day); got != c.want {
			t.Errorf("PlaceAndDate(%v) = %q, want %q", c.day, got, c.want)
		}
	}
}

func TestFormIsChecked(t *testing.T) {
	t.Parallel()
	good, err := os.ReadFile("../../policy/document/form.yaml")
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct{ name, old, new, code string }{
		{"unknown key", "signature_gap:", "signature_gab:", "report.form_unreadable"},
		{"no font", "font: Times New Roman", "font: ''", "report.form_wrong"},
		{"margins wider than the paper", "left: 30", "left: 190", "report.form_wrong"},
		{"a size nobody can read", "body: {size: 28", "body: {size: 2", "report.form_wrong"},
		{"a column of nothing", "nation_column: 620", "nation_column: 0", "report.form_wrong"},
	} {
		changed := strings.Replace(string(good), c.old, c.new, 1)
		if changed == string(good) {
			t.Fatalf("%s: nothing was changed", c.name)
		}
		if _, err := ReadForm("form.yaml", []byte(changed)); fault.CodeOf(err) != c.code {
			t.Errorf("%s: got %v, want %s", c.name, err, c.code)
		}
	}
}
