package pdf_test

import (
	"bytes"
	"compress/zlib"
	"errors"
	"fmt"
	"strings"
	"testing"

	"ansinh/plan/reading/pdf"
)

// paper is a file of one page that draws what is given, with one plain font; more stands in the page's dictionary.
func paper(draws, more string) string {
	return fmt.Sprintf(`%%PDF-1.4
1 0 obj << /Type /Catalog /Pages 2 0 R >> endobj
2 0 obj << /Type /Pages /Kids [3 0 R] /Count 1 /MediaBox [0 0 300 200] >> endobj
3 0 obj << /Type /Page /Parent 2 0 R /Contents 4 0 R /Resources << /Font << /F 5 0 R /B 6 0 R >> >> %s >> endobj
5 0 obj << /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >> endobj
6 0 obj << /Type /Font /Subtype /Type1 /BaseFont /Helvetica-Bold /Encoding /WinAnsiEncoding >> endobj
4 0 obj << /Length %d >> stream
%s
endstream endobj
trailer << /Root 1 0 R >>
`, more, len(draws), draws)
}

func read(t *testing.T, file string) []pdf.Page {
	t.Helper()
	pages, err := pdf.Read([]byte(file))
	if err != nil {
		t.Fatal(err)
	}
	return pages
}

func words(p pdf.Page) string {
	var out []string
	for _, l := range p.Lines {
		out = append(out, l.Text)
	}
	return strings.Join(out, "|")
}

func TestLinesFromTheTopWithSizeAndWeight(t *testing.T) {
	t.Parallel()
	p := read(t, paper("BT /F 12 Tf 20 100 Td (second) Tj ET BT /B 14 Tf 20 150 Td (first) Tj ET BT /F 12 Tf 20 60 Td [(th) -20 (ird)] TJ ET", ""))[0]
	if p.Width != 300 || p.Height != 200 || words(p) != "first|second|third" {
		t.Fatalf("got %vx%v %q", p.Width, p.Height, words(p))
	}
	if one, two := p.Lines[0], p.Lines[1]; one.Size != 14 || !one.Bold || one.Y != 150 || two.Size != 12 || two.Bold {
		t.Errorf("got %+v, %+v", one, two)
	}
}

func TestPiecesOfOneLineAreOneLine(t *testing.T) {
	t.Parallel()
	p := read(t, paper("BT /F 12 Tf 1 0 0 1 20 100 Tm (Hello) Tj 1 0 0 1 54 100 Tm (there) Tj 1 0 0 1 200 100 Tm (far) Tj ET", ""))[0]
	if got := words(p); got != "Hello there\tfar" {
		t.Errorf("got %q", got)
	}
}

func TestATurnedPageReadsUpright(t *testing.T) {
	t.Parallel()
	p := read(t, paper("BT /F 12 Tf 0 1 -1 0 100 20 Tm (upright) Tj ET", "/Rotate 90"))[0]
	if p.Width != 200 || p.Height != 300 || words(p) != "upright" {
		t.Errorf("got %vx%v %q", p.Width, p.Height, words(p))
	}
}

func TestRulesMakeATable(t *testing.T) {
	t.Parallel()
	var b strings.Builder
	for _, y := range []int{60, 100, 140} {
		fmt.Fprintf(&b, "20 %d m 280 %d l S ", y, y)
	}
	for _, x := range []int{20, 150, 280} {
		fmt.Fprintf(&b, "%d 60 m %d 140 l S ", x, x)
	}
	for i, at := range [][2]int{{30, 115}, {160, 115}, {30, 75}, {160, 75}} {
		fmt.Fprintf(&b, "BT /F 10 Tf %d %d Td (cell%d) Tj ET ", at[0], at[1], i)
	}
	p := read(t, paper(b.String()+"BT /F 10 Tf 20 20 Td (below) Tj ET", ""))[0]
	if len(p.Tables) != 1 || words(p) != "below" {
		t.Fatalf("got %d tables, lines %q", len(p.Tables), words(p))
	}
	var got []string
	for _, r := range p.Tables[0].Rows {
		for _, c := range r.Cells {
			got = append(got, c[0].Text)
		}
	}
	if strings.Join(got, " ") != "cell0 cell1 cell2 cell3" {
		t.Errorf("got %v", got)
	}
}

func TestPackedContentsAndAFileThatWasAddedTo(t *testing.T) {
	t.Parallel()
	var packed bytes.Buffer
	w := zlib.NewWriter(&packed)
	if _, err := w.Write([]byte("BT /F 12 Tf 20 100 Td (newer) Tj ET")); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	added := fmt.Sprintf("4 0 obj << /Length %d /Filter /FlateDecode >> stream\n%s\nendstream endobj\n", packed.Len(), packed.String())
	if got := words(read(t, paper("BT /F 12 Tf 20 100 Td (older) Tj ET", "")+added)[0]); got != "newer" {
		t.Errorf("got %q", got)
	}
}

func TestWhatGivesNoText(t *testing.T) {
	t.Parallel()
	whole := paper("BT /F 12 Tf 20 100 Td (x) Tj ET", "")
	for file, want := range map[string]error{
		"": pdf.ErrDamaged, "%PDF-1.4\n": pdf.ErrDamaged, strings.Replace(whole, "/Type /Pages", "/Type /Nothing", 1)[:60]: pdf.ErrDamaged,
		strings.Replace(whole, "trailer << ", "trailer << /Encrypt 9 0 R ", 1): pdf.ErrEncrypted,
	} {
		if _, err := pdf.Read([]byte(file)); !errors.Is(err, want) {
			t.Errorf("%.30q: got %v, want %v", file, err, want)
		}
	}
	// Pages that hold each other, and a page that draws itself, end.
	read(t, strings.Replace(whole, "/Kids [3 0 R]", "/Kids [3 0 R 2 0 R]", 1))
}

// FuzzRead reads any bytes: it ends, and gives pages or one of two errors.
func FuzzRead(f *testing.F) {
	f.Add([]byte(paper("BT /F 12 Tf 20 100 Td (x) Tj ET q 1 0 0 1 5 5 cm 0 0 m 9 9 l S Q", "")))
	f.Add([]byte("%PDF-1.4\n1 0 obj << /Type /Catalog"))
	f.Fuzz(func(t *testing.T, file []byte) {
		if pages, err := pdf.Read(file); (err == nil) == (len(pages) == 0) || err != nil && !errors.Is(err, pdf.ErrDamaged) && !errors.Is(err, pdf.ErrEncrypted) {
			t.Errorf("%d pages, %v", len(pages), err)
		}
	})
}
