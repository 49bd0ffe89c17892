package fill_test

import (
	"fmt"
	"strings"
	"testing"

	"ansinh/fault"
	"ansinh/report/docx"
	"ansinh/report/fill"
	"ansinh/report/pdf"
)

// outline writes what was read, a line each.
func outline(all []pdf.Flow) string {
	var b strings.Builder
	for _, f := range all {
		if f.Table != nil {
			fmt.Fprintln(&b, "table", f.Table.Widths, f.Table.Lined)
			for _, row := range f.Table.Rows {
				for _, c := range row {
					fmt.Fprintf(&b, " cell %d: %s", c.Span, outline(c.Flow))
				}
			}
			continue
		}
		fmt.Fprint(&b, f.Align, " ", f.Style.Size, " ", f.Left, " ", f.Indent)
		if f.Break {
			fmt.Fprint(&b, " page")
		}
		for _, r := range f.Runs {
			fmt.Fprintf(&b, " %q", r.Text)
			if r.Bold {
				b.WriteString("b")
			}
			if r.Italic {
				b.WriteString("i")
			}
		}
		b.WriteByte('\n')
	}
	return b.String()
}

// TestADocumentIsReadForDrawing: looks that come from styles and those that text says itself, lines and pages broken in a
// paragraph, what was added under tracked changes and not what was taken out, tables with wide cells.
func TestADocumentIsReadForDrawing(t *testing.T) {
	t.Parallel()
	styles := `<w:styles><w:docDefaults><w:rPrDefault><w:rPr><w:sz w:val="26"/></w:rPr></w:rPrDefault></w:docDefaults>
		<w:style w:type="paragraph" w:styleId="Dau"><w:pPr><w:jc w:val="center"/></w:pPr><w:rPr><w:b/><w:sz w:val="28"/></w:rPr></w:style>
		<w:style w:type="paragraph" w:styleId="Con"><w:basedOn w:val="Dau"/><w:rPr><w:i/><w:b w:val="0"/></w:rPr></w:style>
		<w:style w:type="paragraph" w:styleId="Vong"><w:basedOn w:val="Vong"/></w:style></w:styles>`
	body := word(t, `<w:p><w:pPr><w:pStyle w:val="Dau"/></w:pPr><w:r><w:t>Tiêu đề</w:t></w:r></w:p>
		<w:p><w:pPr><w:pStyle w:val="Con"/><w:ind w:left="360" w:firstLine="720"/></w:pPr><w:r><w:t>Nghiêng</w:t></w:r><w:r><w:rPr><w:b/><w:i w:val="false"/></w:rPr><w:t xml:space="preserve"> đậm</w:t></w:r></w:p>
		<w:p><w:pPr><w:pStyle w:val="Vong"/><w:jc w:val="both"/></w:pPr><w:r><w:t>A</w:t><w:br/><w:t>B</w:t><w:br w:type="page"/><w:tab/><w:t>C</w:t></w:r></w:p>
		<w:p><w:ins><w:r><w:t>thêm</w:t></w:r></w:ins><w:del><w:r><w:delText>bớt</w:delText></w:r></w:del><w:r><w:rPr><w:caps/></w:rPr><w:t>hoa</w:t></w:r></w:p>
		<w:tbl><w:tblPr><w:tblBorders><w:top w:val="single"/></w:tblBorders></w:tblPr><w:tblGrid><w:gridCol w:w="100"/><w:gridCol w:w="300"/></w:tblGrid>
			<w:tr><w:tc><w:tcPr><w:gridSpan w:val="2"/></w:tcPr><w:p><w:r><w:t>Cả hai</w:t></w:r></w:p></w:tc></w:tr>
			<w:tr><w:tc><w:p><w:r><w:t>1</w:t></w:r></w:p></w:tc><w:tc><w:p/></w:tc></w:tr></w:tbl>
		<w:sectPr><w:pgSz w:orient="landscape"/></w:sectPr>`, "word/styles.xml", styles)
	all, landscape, err := fill.Flow(body, docx.Style{Size: 24})
	if err != nil || !landscape {
		t.Fatal(landscape, err)
	}
	want := `center 28 0 0 "Tiêu đề"b
center 28 360 720 "Nghiêng"i " đậm"b
both 26 0 0 "A"
both 26 0 0 "B"
both 26 0 0 page "    " "C"
left 26 0 0 "thêm" "HOA"
table [100 300] true
 cell 2: left 26 0 0 "Cả hai"
 cell 1: left 26 0 0 "1"
 cell 1: left 26 0 0
`
	if got := outline(all); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
	for _, broken := range []string{`<w:p><w:r>`, `</w:p>`, `<w:p a=1>`} {
		if _, _, err := fill.Flow(word(t, broken), docx.Style{Size: 24}); fault.CodeOf(err) != "template.not_word" {
			t.Errorf("%s: %v", broken, err)
		}
	}
}
