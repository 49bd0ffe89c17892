package exchange_test

import (
	"bytes"
	"encoding/csv"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/xuri/excelize/v2"

	"ansinh/fault"
	"ansinh/registry/exchange"
	"ansinh/viet"
)

var small = exchange.Limits{Bytes: 1 << 20, Lines: 1000}

// FuzzSheet reads any bytes as a list: either one sentence says why it is none, or every cell is text in stored form that
// stood in the file.
func FuzzSheet(f *testing.F) {
	f.Add([]byte(list))
	f.Add([]byte(bad))
	f.Add([]byte("a;b\n\"x\n;y\";\u0300é\n"))
	f.Add([]byte("\xef\xbb\xbfa\tb\n1\t2\n"))
	f.Add([]byte("a,b\n\"unfinished"))
	f.Add([]byte("PK\x03\x04"))
	f.Add([]byte("a,b\n0A\"\u0300,1\n")) // a quote between a letter and its mark
	f.Add(workbook(f, [][]string{{"Họ tên", "Năm sinh"}, {"Nguyễn Văn Hoà", "1950"}}))
	f.Fuzz(func(t *testing.T, body []byte) {
		s, err := exchange.Read("x", body, small, nil)
		if err != nil {
			if !strings.HasPrefix(fault.CodeOf(err), "exchange.") {
				t.Errorf("refused without a sentence: %v", err)
			}
			return
		}
		plain := !bytes.HasPrefix(body, []byte("PK"))
		squeezed := viet.NFC(strings.ReplaceAll(string(body), `"`, ""))
		for _, line := range append([][]string{s.Heading}, s.Lines...) {
			for _, cell := range line {
				if !utf8.ValidString(cell) || viet.NFC(cell) != cell {
					t.Errorf("a cell in another form: %q", cell)
				}
				if plain && !strings.Contains(squeezed, viet.NFC(strings.ReplaceAll(cell, `"`, ""))) {
					t.Errorf("the cell %q does not stand in the file", cell)
				}
			}
		}
	})
}

// FuzzCells writes any two cells into CSV and XLSX and reads them back unchanged but for the stored form.
func FuzzCells(f *testing.F) {
	for _, s := range []string{"Nguyễn Thị Hoà", "=1+1", "a;b", "\"x\"", "012", "Đ\u1ed9", "1e5", " ", "'"} {
		f.Add(s, "x")
	}
	f.Add("\xc4", "\xa0") // a letter cut in two: no text, each by itself
	f.Fuzz(func(t *testing.T, a, b string) {
		if !utf8.ValidString(a) || !utf8.ValidString(b) || strings.ContainsFunc(a+b, func(r rune) bool { return r < ' ' || r == '\ufffd' || r == '\ufeff' || r >= 0xfffe && r <= 0xffff }) ||
			viet.NFC(a+b) == "" {
			return
		}
		var text bytes.Buffer
		w := csv.NewWriter(&text)
		if err := w.WriteAll([][]string{{"một", "hai"}, {a, b}}); err != nil {
			t.Fatal(err)
		}
		for _, body := range [][]byte{text.Bytes(), workbook(t, [][]string{{"một", "hai"}, {a, b}})} {
			s, err := exchange.Read("x", body, small, nil)
			if err != nil || len(s.Lines) != 1 {
				t.Fatalf("%q, %q: %v", a, b, err)
			}
			if got := s.Lines[0]; got[0] != viet.NFC(a) || got[1] != viet.NFC(b) {
				t.Errorf("wrote %q, %q, read %q", a, b, got)
			}
		}
	})
}

func workbook(t testing.TB, rows [][]string) []byte {
	t.Helper()
	book := excelize.NewFile()
	defer book.Close()
	for i, row := range rows {
		for j, cell := range row {
			at, err := excelize.CoordinatesToCellName(j+1, i+1)
			if err != nil {
				t.Fatal(err)
			}
			if err := book.SetCellStr("Sheet1", at, cell); err != nil {
				t.Fatal(err)
			}
		}
	}
	var out bytes.Buffer
	if err := book.Write(&out); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}
