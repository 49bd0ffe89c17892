package reading_test

import (
	"bytes"
	"fmt"
	"strings"
	"testing"

	"ansinh/fault"
)

// nam-son.pdf is nam-son.txt with one paragraph a line, as an office program made pages of it: lines broken by width,
// page numbers, fonts that carry only the letters used.
func TestPDFReadsAsItsText(t *testing.T) {
	t.Parallel()
	x := read(t, "nam-son.pdf")
	compare(t, x, string(fixture(t, "nam-son.want")))
	if s := x.Targets[0].Source; s.Page == 0 || s.Line == 0 {
		t.Errorf("the first target stands at %+v", s)
	}
}

// plainPDF writes pages by hand: each content as it stands, with one font in the Windows encoding.
func plainPDF(contents ...string) []byte {
	var b bytes.Buffer
	b.WriteString("%PDF-1.4\n1 0 obj <</Type/Catalog/Pages 2 0 R>> endobj\n2 0 obj <</Type/Pages/MediaBox[0 0 595 842]/Resources<</Font<</F 3 0 R>>/XObject<</I 4 0 R>>>>/Kids[")
	for i := range contents {
		fmt.Fprintf(&b, "%d 0 R ", 10+2*i)
	}
	b.WriteString("]>> endobj\n3 0 obj <</Type/Font/Subtype/Type1/BaseFont/Times/Encoding/WinAnsiEncoding>> endobj\n")
	b.WriteString("4 0 obj <</Type/XObject/Subtype/Image/Width 1/Height 1/Length 1>> stream\n\x00\nendstream endobj\n")
	for i, c := range contents {
		fmt.Fprintf(&b, "%d 0 obj <</Type/Page/Parent 2 0 R/Contents %d 0 R>> endobj\n%d 0 obj <</Length %d>> stream\n%s\nendstream endobj\n", 10+2*i, 11+2*i, 11+2*i, len(c), c)
	}
	b.WriteString("trailer <</Root 1 0 R>>\n%%EOF\n")
	return b.Bytes()
}

func TestPDFThatGivesNoText(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		data []byte
		code string
	}{
		"scanned":   {plainPDF("q 595 0 0 842 0 0 cm /I Do Q", "q 595 0 0 842 0 0 cm /I Do Q"), "plan.file.scanned"},
		"empty":     {plainPDF(""), "plan.file.no_text"},
		"encrypted": {append(plainPDF("BT /F 12 Tf (x) Tj ET"), "trailer <</Encrypt 5 0 R>>"...), "plan.file.encrypted"},
		"damaged":   {[]byte("%PDF-1.7\nnothing"), "plan.file.damaged"},
		"letter":    {plainPDF("BT /F 12 Tf 50 700 Td (" + strings.Repeat("A letter in English. ", 9) + ") Tj ET"), "plan.file.not_a_plan"},
	} {
		_, err := extract(c.data, name)
		if fault.CodeOf(err) != c.code {
			t.Errorf("%s: %v, want %s", name, err, c.code)
		}
	}
}
