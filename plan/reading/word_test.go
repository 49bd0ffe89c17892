package reading_test

import (
	"archive/zip"
	"bytes"
	"encoding/xml"
	"fmt"
	"strings"
	"testing"

	"golang.org/x/text/unicode/norm"

	"ansinh/fault"
	"ansinh/plan/reading"
)

// wordDoc builds a Word document paragraph by paragraph, as an office's own writer would.
type wordDoc struct{ body strings.Builder }

func escaped(s string) string {
	var b bytes.Buffer
	if err := xml.EscapeText(&b, []byte(s)); err != nil {
		panic(err)
	}
	return b.String()
}

// runs breaks a text into several runs, as Word does after edits and spell checks.
func runs(s, properties string) string {
	var b strings.Builder
	rs := []rune(s)
	for len(rs) > 0 {
		n := min(len(rs), 7)
		fmt.Fprintf(&b, `<w:r>%s<w:t xml:space="preserve">%s</w:t></w:r>`, properties, escaped(string(rs[:n])))
		rs = rs[n:]
	}
	return b.String()
}

func (d *wordDoc) p(text string) *wordDoc {
	d.body.WriteString(`<w:p>` + runs(text, "") + `</w:p>`)
	return d
}

func (d *wordDoc) bold(text string) *wordDoc {
	d.body.WriteString(`<w:p>` + runs(text, `<w:rPr><w:b/></w:rPr>`) + `</w:p>`)
	return d
}

func (d *wordDoc) styled(style, text string) *wordDoc {
	d.body.WriteString(`<w:p><w:pPr><w:pStyle w:val="` + style + `"/></w:pPr>` + runs(text, "") + `</w:p>`)
	return d
}

// numbered is a paragraph whose number Word draws: list and level as in numbers below.
func (d *wordDoc) numbered(list, level int, text string) *wordDoc {
	fmt.Fprintf(&d.body, `<w:p><w:pPr><w:numPr><w:ilvl w:val="%d"/><w:numId w:val="%d"/></w:numPr></w:pPr>%s</w:p>`, level, list, runs(text, ""))
	return d
}

// table writes rows; a cell "^" goes on with the cell above, "text>2" spans two columns, a line break parts paragraphs.
func (d *wordDoc) table(rows ...[]string) *wordDoc {
	d.body.WriteString(`<w:tbl>`)
	for i, r := range rows {
		d.body.WriteString(`<w:tr>`)
		for k, c := range r {
			properties := ""
			if i+1 < len(rows) && k < len(rows[i+1]) && rows[i+1][k] == "^" && c != "^" {
				properties = `<w:vMerge w:val="restart"/>`
			}
			if c == "^" {
				properties, c = `<w:vMerge/>`, ""
			}
			if text, wide, found := strings.Cut(c, ">"); found && len(wide) == 1 {
				properties, c = `<w:gridSpan w:val="`+wide+`"/>`, text
			}
			d.body.WriteString(`<w:tc><w:tcPr>` + properties + `</w:tcPr>`)
			for _, l := range strings.Split(c, "\n") {
				d.body.WriteString(`<w:p>` + runs(l, "") + `</w:p>`)
			}
			d.body.WriteString(`</w:tc>`)
		}
		d.body.WriteString(`</w:tr>`)
	}
	d.body.WriteString(`</w:tbl>`)
	return d
}

const styles = `<w:styles xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">
<w:style w:type="paragraph" w:styleId="Base"><w:name w:val="base"/></w:style>
<w:style w:type="paragraph" w:styleId="Heading1"><w:basedOn w:val="Base"/><w:pPr><w:outlineLvl w:val="0"/></w:pPr><w:rPr><w:b/></w:rPr></w:style>
<w:style w:type="paragraph" w:styleId="Heading2"><w:basedOn w:val="Heading1"/><w:pPr><w:outlineLvl w:val="1"/></w:pPr></w:style>
<w:style w:type="paragraph" w:styleId="Heading3"><w:basedOn w:val="Heading2"/><w:pPr><w:outlineLvl w:val="2"/></w:pPr></w:style>
</w:styles>`

// numbers: list 1 draws I., 1., 1.1., a); list 2 draws bullets.
const numbers = `<w:numbering xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">
<w:abstractNum w:abstractNumId="0">
<w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="upperRoman"/><w:lvlText w:val="%1."/></w:lvl>
<w:lvl w:ilvl="1"><w:start w:val="1"/><w:numFmt w:val="decimal"/><w:lvlText w:val="%2."/></w:lvl>
<w:lvl w:ilvl="2"><w:start w:val="1"/><w:numFmt w:val="decimal"/><w:lvlText w:val="%2.%3."/></w:lvl>
<w:lvl w:ilvl="3"><w:start w:val="1"/><w:numFmt w:val="lowerLetter"/><w:lvlText w:val="%4)"/></w:lvl>
</w:abstractNum>
<w:abstractNum w:abstractNumId="1"><w:lvl w:ilvl="0"><w:numFmt w:val="bullet"/><w:lvlText w:val="-"/></w:lvl>
<w:lvl w:ilvl="1"><w:numFmt w:val="bullet"/><w:lvlText w:val="+"/></w:lvl></w:abstractNum>
<w:abstractNum w:abstractNumId="2"><w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="decimal"/><w:lvlText w:val="%1."/></w:lvl>
<w:lvl w:ilvl="1"><w:start w:val="1"/><w:numFmt w:val="lowerLetter"/><w:lvlText w:val="%2)"/></w:lvl></w:abstractNum>
<w:num w:numId="3"><w:abstractNumId w:val="2"/></w:num><w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num><w:num w:numId="2"><w:abstractNumId w:val="1"/></w:num>
</w:numbering>`

func (d *wordDoc) bytes(t *testing.T) []byte {
	t.Helper()
	var out bytes.Buffer
	z := zip.NewWriter(&out)
	for _, part := range [][2]string{
		{"_rels/.rels", `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="word/document.xml"/></Relationships>`},
		{"word/document.xml", `<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body>` + d.body.String() + `</w:body></w:document>`},
		{"word/styles.xml", styles}, {"word/numbering.xml", numbers},
	} {
		w, err := z.Create(part[0])
		if err != nil {
			t.Fatal(err)
		}
		if _, err := w.Write([]byte(part[1])); err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

func (d *wordDoc) read(t *testing.T) *reading.Reading {
	t.Helper()
	data := d.bytes(t)
	x, err := extract(data, "plan.docx")
	if err != nil {
		t.Fatal(err)
	}
	return x
}

func letterhead(number, office, place string) *wordDoc {
	d := &wordDoc{}
	return d.table(
		[]string{"ỦY BAN NHÂN DÂN\n" + office, "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\nĐộc lập - Tự do - Hạnh phúc"},
		[]string{"Số: " + number, place},
	).p("")
}

// Numbers drawn by Word, bullets from a list, agencies in cells, two rows of a table's head, merged cells.
func TestWordWithListsAndTables(t *testing.T) {
	t.Parallel()
	d := letterhead("88/KH-UBND", "TỈNH TÂY HÀ", "Tây Hà, ngày 3 tháng 01 năm 2026").
		bold("KẾ HOẠCH").
		bold("Nâng cao chất lượng chính sách xã hội trên địa bàn tỉnh Tây Hà giai đoạn 2026 - 2030").
		p("Thực hiện Nghị quyết số 12/NQ-HĐND ngày 10/12/2025 của Hội đồng nhân dân tỉnh, UBND tỉnh ban hành Kế hoạch như sau:").
		numbered(1, 0, "MỤC TIÊU").
		numbered(1, 1, "Mục tiêu chung").
		p("Bảo đảm an sinh xã hội cho mọi người dân.").
		numbered(1, 1, "Chỉ tiêu cụ thể").
		p("Các chỉ tiêu đến năm 2030 theo bảng sau:").
		table(
			[]string{"TT", "Chỉ tiêu", "Đơn vị tính", "Thực hiện năm 2025", "Kế hoạch>2"},
			[]string{"^", "^", "^", "^", "Năm 2028", "Năm 2030"},
			[]string{"(1)", "(2)", "(3)", "(4)", "(5)", "(6)"},
			[]string{"I", "Lao động, việc làm>5"},
			[]string{"1", "Tỷ lệ thất nghiệp khu vực thành thị", "%", "2,8", "< 2,5", "Dưới 2,2"},
			[]string{"2", "Số lao động được giải quyết việc làm", "Người", "21.300", "22.000", "23.500"},
			[]string{"II", "Y tế>5"},
			[]string{"3", "Tỷ lệ bao phủ bảo hiểm y tế", "%", "94,1", "≥ 96", "≥ 98"},
			[]string{"4", "Tuổi thọ trung bình", "Tuổi", "74,5", "", "75,5"},
			[]string{"5", "Diện tích nhà ở bình quân", "m² sàn/người", "27", "29-30", "32"},
		).
		numbered(2, 0, "100% người khuyết tật nặng, đặc biệt nặng được hưởng trợ cấp hằng tháng.").
		numbered(2, 0, "Tỷ lệ hộ dân được sử dụng nước sạch đạt 95%, trong đó:").
		numbered(2, 1, "Khu vực thành thị đạt 100%;").
		numbered(2, 1, "Khu vực nông thôn đạt 92%.").
		numbered(1, 0, "NHIỆM VỤ VÀ GIẢI PHÁP").
		p("Phân công cụ thể như sau:").
		table(
			[]string{"STT", "Nội dung nhiệm vụ", "Cơ quan chủ trì", "Cơ quan phối hợp", "Thời gian hoàn thành", "Sản phẩm"},
			[]string{"I", "Hoàn thiện chính sách>5"},
			[]string{"1", "Xây dựng Nghị quyết quy định mức trợ giúp xã hội", "Sở Y tế", "- Sở Tài chính\n- Sở Tư pháp\n- UBND các xã, phường", "Quý II/2026", "Nghị quyết của HĐND tỉnh"},
			[]string{"2", "Rà soát người có công khó khăn về nhà ở", "Sở Nội vụ; Sở Xây dựng", "Ủy ban Mặt trận Tổ quốc Việt Nam tỉnh và các tổ chức chính trị - xã hội", "Hằng năm", ""},
			[]string{"II", "Tuyên truyền>5"},
			[]string{"1", "Thông tin về chính sách mới", "Sở Văn hóa, Thể thao và Du lịch, Báo và Phát thanh, Truyền hình Tây Hà", "Các sở, ban, ngành, đoàn thể tỉnh; UBND các xã, phường, đặc khu", "2026 - 2030", "Tin, bài"},
		).
		numbered(1, 0, "TỔ CHỨC THỰC HIỆN").
		numbered(1, 1, "Các sở, ban, ngành, UBND các xã, phường, đặc khu báo cáo kết quả thực hiện về Sở Y tế trước ngày 05/12 hằng năm.").
		numbered(1, 1, "Sở Y tế tổng hợp, báo cáo UBND tỉnh trước ngày 20/12 hằng năm./.").
		table([]string{"Nơi nhận:\n- Bộ Y tế;\n- Lưu: VT, VX.", "TM. ỦY BAN NHÂN DÂN\nCHỦ TỊCH"})
	x := d.read(t)
	compare(t, x, `head: 88/KH-UBND | Kế hoạch | Ủy ban nhân dân tỉnh Tây Hà | Tây Hà | 2026-01-03
target: < 2.5 % 2028 | thất nghiệp | thành thị
target: < 2.2 % 2030 | thất nghiệp | thành thị
target: = 22000 Người 2028 | giải quyết việc làm
target: = 23500 Người 2030 | giải quyết việc làm
target: >= 96 % 2028 | bảo hiểm y tế
target: >= 98 % 2030 | bảo hiểm y tế
target: = 75.5 Tuổi 2030 | tuổi thọ
target: range 29..30 m² sàn/người 2028 | diện tích nhà ở
target: = 32 m² sàn/người 2030 | diện tích nhà ở
target: = 100 % 2030 | được hưởng trợ cấp | người khuyết tật
target: = 95 % 2030 | nước sạch
target: = 100 % 2030 | nước sạch | thành thị
target: = 92 % 2030 | nước sạch | nông thôn
task: I.1 | Xây dựng Nghị quyết | Sở Y tế | Sở Tài chính; Sở Tư pháp; UBND các xã, phường | Quý II/2026 | 2026-06-30
task: I.2 | Rà soát người có công | Sở Nội vụ; Sở Xây dựng | Ủy ban Mặt trận Tổ quốc Việt Nam tỉnh; các tổ chức chính trị - xã hội | Hằng năm |
task: II.1 | Thông tin về chính sách mới | Sở Văn hóa, Thể thao và Du lịch; Báo và Phát thanh, Truyền hình Tây Hà | Các sở, ban, ngành, đoàn thể tỉnh; UBND các xã, phường, đặc khu | 2026 - 2030 | 2030-12-31
deliverable: 2026-06-30 | Nghị quyết của HĐND tỉnh
deliverable: 2030-12-31 | Tin, bài
duty: Các sở, ban, ngành; UBND các xã, phường, đặc khu | Sở Y tế | --12-05
duty: Sở Y tế | UBND tỉnh | --12-20
cited: 12/NQ-HĐND | 2025-12-10`)
	if s := x.Targets[0].Source; s.Table != 2 || s.Row != 5 {
		t.Errorf("a target of a table stands at %+v", s)
	}
	if s := x.Targets[9].Source; s.Paragraph == 0 || s.Table != 0 {
		t.Errorf("a target of a paragraph stands at %+v", s)
	}
}

// Headings by style without numbers, bold headings, a list typed by hand, text struck out under tracked changes.
func TestWordWithHeadingStyles(t *testing.T) {
	t.Parallel()
	d := letterhead("15/KH-UBND", "THÀNH PHỐ BIỂN ĐÔNG", "Biển Đông, ngày      tháng 7 năm 2025")
	d.bold("KẾ HOẠCH").bold("CHĂM SÓC NGƯỜI CAO TUỔI NĂM 2025").
		p("Căn cứ Luật Người cao tuổi và Quyết định số 383/QĐ-TTg ngày 21 tháng 02 năm 2025 của Thủ tướng Chính phủ phê duyệt Chiến lược quốc gia về người cao tuổi đến năm 2035, UBND thành phố ban hành Kế hoạch:").
		styled("Heading1", "Mục tiêu").
		styled("Heading2", "Mục tiêu cụ thể").
		p("– Ít nhất 85% người cao tuổi được khám sức khỏe định kỳ; 100% người cao tuổi khi ốm đau, dịch bệnh được khám và chữa bệnh.").
		p("– Tối thiểu 60% số xã, phường có câu lạc bộ liên thế hệ.")
	d.body.WriteString(`<w:p>` + runs("– Nuôi dưỡng 70", "") + `<w:del><w:r><w:delText>0</w:delText></w:r></w:del><w:ins><w:r><w:t xml:space="preserve"> người cao tuổi cô đơn tại cơ sở trợ giúp xã hội.</w:t></w:r></w:ins></w:p>`)
	d.styled("Heading1", "Nhiệm vụ, giải pháp").
		styled("Heading2", "Tuyên truyền").
		p("Đổi mới hình thức tuyên truyền về chính sách cho người cao tuổi.").
		p("Đơn vị chủ trì: Sở Y tế. Đơn vị phối hợp: Hội Người cao tuổi thành phố, Sở Văn hóa và Thể thao. Thời gian: Quý IV/2025.").
		styled("Heading2", "Chăm sóc sức khỏe").
		p("Lập hồ sơ theo dõi sức khỏe cho người cao tuổi (Sở Y tế chủ trì; hoàn thành trong tháng 10/2025).").
		styled("Heading1", "Tổ chức thực hiện").
		p("Giao Sở Y tế theo dõi, đôn đốc; tổng hợp kết quả thực hiện báo cáo UBND thành phố trước ngày 25/12/2025.")
	compare(t, d.read(t), `head: 15/KH-UBND | Kế hoạch | Ủy ban nhân dân thành phố Biển Đông | Biển Đông | 
target: >= 85 % 2025 | được khám | người cao tuổi
target: = 100 % 2025 | được khám | người cao tuổi
target: >= 60 % 2025 | câu lạc bộ | số xã, phường
target: = 70 người 2025 | người cao tuổi cô đơn
task: | Tuyên truyền | Sở Y tế | Hội Người cao tuổi thành phố; Sở Văn hóa và Thể thao | Quý IV/2025 | 2025-12-31
task: | Chăm sóc sức khỏe | Sở Y tế | | hoàn thành trong tháng 10/2025 | 2025-10-31
deliverable: 2025-10-31 | hồ sơ theo dõi sức khỏe
duty: Sở Y tế | UBND thành phố | 2025-12-25
cited: | | Luật Người cao tuổi
cited: 383/QĐ-TTg | 2025-02-21`)
}

// A document made from a text holds one paragraph a line: it reads as the text does.
func TestWordWithOneParagraphALine(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"nam-son", "song-tra", "muong-lat", "dong-phu", "ha-long-bac"} {
		d := &wordDoc{}
		for _, l := range strings.Split(string(fixture(t, name+".txt")), "\n") {
			d.p(l)
		}
		x := d.read(t)
		compare(t, x, string(fixture(t, name+".want")))
		if s := x.Targets[0].Source; s.Paragraph == 0 || s.Line != 0 {
			t.Errorf("%s: a target stands at %+v", name, s)
		}
	}
}

// What is no plan is refused with the reason, and never with a panic.
func TestFilesThatAreNoPlan(t *testing.T) {
	t.Parallel()
	zipped := func(name, content string, flags uint16) []byte {
		var b bytes.Buffer
		z := zip.NewWriter(&b)
		w, err := z.CreateHeader(&zip.FileHeader{Name: name, Flags: flags})
		if err != nil {
			t.Fatal(err)
		}
		if _, err := w.Write([]byte(content)); err != nil {
			t.Fatal(err)
		}
		if err := z.Close(); err != nil {
			t.Fatal(err)
		}
		return b.Bytes()
	}
	report := strings.Replace(string(fixture(t, "nam-son.txt")), "\nKẾ HOẠCH\n", "\nBÁO CÁO\nKẾT QUẢ THỰC HIỆN KẾ HOẠCH\n", 1)
	compound := append([]byte("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"), make([]byte, 600)...)
	encrypted := append(bytes.Clone(compound), utf16LE("EncryptedPackage")[2:]...)
	for name, c := range map[string]struct {
		data []byte
		code string
	}{
		"empty":          {nil, "plan.file.empty"},
		"blank":          {[]byte(" \n\t\n"), "plan.file.empty"},
		"png":            {[]byte("\x89PNG\r\n\x1a\n0000"), "plan.file.picture"},
		"jpeg":           {[]byte("\xff\xd8\xff\xe0JFIF"), "plan.file.picture"},
		"pdf":            {[]byte("%PDF-1.7\n"), "plan.file.damaged"},
		"binary":         {[]byte("abc\x00\x01\x02def"), "plan.file.binary"},
		"latin":          {[]byte("K\xea ho\xe1ch"), "plan.file.encoding"},
		"html":           {[]byte("<!DOCTYPE html><html><body>Kế hoạch</body></html>"), "plan.file.markup"},
		"old word":       {compound, "plan.file.old_word"},
		"with password":  {encrypted, "plan.file.encrypted"},
		"encrypted zip":  {zipped("word/document.xml", "<a/>", 1), "plan.file.encrypted"},
		"other zip":      {zipped("a.txt", "Kế hoạch", 0), "plan.file.not_word"},
		"damaged zip":    {[]byte("PK\x03\x04 and then nothing"), "plan.file.damaged"},
		"damaged word":   {zipped("word/document.xml", "<w:document><w:body", 0), "plan.file.damaged"},
		"empty word":     {zipped("word/document.xml", `<w:document xmlns:w="w"><w:body></w:body></w:document>`, 0), "plan.file.not_a_plan"},
		"english":        {[]byte("PLAN\n1. Targets\n- 100% of households by 2030.\n2. Tasks\nLead agency: the department."), "plan.file.not_a_plan"},
		"a letter":       {[]byte("Kính gửi các anh chị,\nTôi xin gửi lời chúc sức khỏe đến toàn thể gia đình và mong được gặp lại mọi người trong dịp Tết này. Năm nay 100% anh em đều về quê.\n"), "plan.file.not_a_plan"},
		"a report":       {[]byte(report), "plan.file.not_a_plan"},
		"a plan's title": {[]byte("ỦY BAN NHÂN DÂN\nTỈNH NAM SƠN\n\nKẾ HOẠCH\nVề việc đẩy mạnh an sinh xã hội trên địa bàn tỉnh trong thời gian tới cho mọi người dân\n"), "plan.file.not_a_plan"},
	} {
		_, err := extract(c.data, "dir/"+name)
		if fault.CodeOf(err) != c.code || !fault.Is(err, fault.Invalid) {
			t.Errorf("%s: %v, want %s", name, err, c.code)
		}
	}
}

// FuzzExtract: whatever the bytes, reading ends with a plan or a reason.
func FuzzExtract(f *testing.F) {
	for _, name := range []string{"nam-son.txt", "truong-giang.txt"} {
		f.Add([]byte(norm.NFD.String(mustRead(f, name))))
	}
	f.Add([]byte("KẾ HOẠCH\nI. MỤC TIÊU\n- 40-45% (từ 3 và 4 tuổi; 2,5 – 3) trở lên trên 10.000 dân, đến năm 2030: 1.2.3.4%\nII. NHIỆM VỤ\n1.1. Sở X chủ trì, phối hợp với ((("))
	f.Add([]byte("PK\x03\x04"))
	f.Add([]byte("KẾ HOẠCH\nI. MỤC TIÊU\n- : được hỗ trợ: năm 2030: 5%; : năm 2030 đạt 5%"))
	f.Add([]byte("KẾ HOẠCH\nB- MỤC TIÊU\n1 – Đến năm 2030\n• bằng ít nhất 2/3; ba mươi hai xã, một nghìn hai trăm hộ\nPHẦN C\nMục 1. Việc\nAi lo: Sở Y tế\nAi cùng lo: (\nKhi nào xong: Quý\n“a) …” (trước là 5%)"))
	for _, name := range []string{"fresh/03-giam-ngheo.docx", "fresh/14-sua-doi-tro-giup.docx", "corpus/61-thach-han.docx", "fresh/09-nguoi-khuyet-tat.pdf", "corpus/58-bien-thuy.txt"} {
		f.Add([]byte(mustRead(f, name)))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		x, err := extract(data, "f")
		if err != nil {
			if fault.CodeOf(err) == "" {
				t.Fatalf("an error without a code: %v", err)
			}
			return
		}
		if err := x.JSON(&bytes.Buffer{}); err != nil {
			t.Fatal(err)
		}
	})
}

func mustRead(f *testing.F, name string) string {
	f.Helper()
	data, err := readFixture(name)
	if err != nil {
		f.Fatal(err)
	}
	return string(data)
}
