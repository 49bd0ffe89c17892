package e2e

import (
	"bytes"
	"encoding/csv"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/mxschmitt/playwright-go"
	"github.com/xuri/excelize/v2"
)

// TestAListWithErrorsIsTakenOver walks a list with faulty cells: what would change, the workbook with one sentence in
// each bad cell, the corrected list taken over, and the same list once more, which changes nothing.
func TestAListWithErrorsIsTakenOver(t *testing.T) {
	for place, width := range []int{desk, phone} {
		t.Run(fmt.Sprint(width), func(t *testing.T) {
			v := visit(t, options{width: width}).as("commune-officer")
			name := func(what string) string { return fmt.Sprintf("import-%s-%d", what, width) }
			home := v.homeUnit(name("people"))
			v.open("/exchange")
			v.looks(name("page"))
			v.lay("ảnh.xlsx", []byte("\x89PNG\r\n"))
			v.says("Đây là ảnh")
			v.looks(name("picture"))
			if got := v.ask(`document.querySelector("input[name=source]").value`); got != "Danh sách của trưởng thôn" {
				t.Errorf("after a file that is none, the source reads %q", got)
			}

			faulty := newcomers(home, place)
			faulty[1][1], faulty[2][2], faulty[3][3], faulty[4][4], faulty[5][0] = "31/02/1950", "x", "Kinhh", "Xã Không Có", "Ng0 Văn 3"
			v.lay("danh sách.xlsx", workbook(t, faulty))
			v.says("Chưa nạp được")
			v.looks(name("errors"))
			if got := v.counts(); !slices.Equal(got, []string{"1", "0", "0", "5"}) {
				t.Errorf("of six lines five are wrong; counted %v", got)
			}
			if n, _ := v.page.GetByText("Nạp cả tệp").Count(); n != 0 {
				t.Error("a list with errors is offered to be taken over")
			}
			path := v.ask(`document.querySelector("a[href*='/errors?']").getAttribute("href")`)
			marked(t, v.fetch(fmt.Sprint(path), name("errors")+".xlsx", "PK"), map[string]string{"B2": "31/02/1950", "C3": "Nam hoặc Nữ",
				"D4": "dân tộc", "E5": "Xã Không Có", "A6": "Ng0 Văn 3"})

			right := newcomers(home, place)
			v.open("/exchange")
			v.lay("danh sách.xlsx", workbook(t, right))
			v.says("Thêm mới")
			v.looks(name("right"))
			v.click("main form[method=post] button.main")
			v.says("Đã nạp danh sách.xlsx: thêm 6 người")
			v.looks(name("taken"))

			v.lay("danh sách.xlsx", workbook(t, right))
			v.says("Tệp này đã nạp ngày")
			v.looks(name("again"))
			if got := v.counts(); !slices.Equal(got, []string{"0", "0", "6", "0"}) {
				t.Errorf("the same list again would change %v", got)
			}
			v.open("/exchange")
			v.lay("danh sách.csv", commas(t, right)) // the same lines in another file
			if got := v.counts(); !slices.Equal(got, []string{"0", "0", "6", "0"}) {
				t.Errorf("the same lines in another file would change %v", got)
			}
			v.open("/people?q=" + right[1][0])
			v.see("main a[href^='/people/']")
		})
	}
}

// homeUnit is the commune of the officer, as the lists they take out write it.
func (v *visitor) homeUnit(file string) string {
	v.t.Helper()
	rows, err := csv.NewReader(bytes.NewReader(v.fetch("/people.list/csv", file+".csv", "Mã số"))).ReadAll()
	if err != nil || len(rows) < 2 {
		v.t.Fatalf("%d lines of people: %v", len(rows), err)
	}
	return rows[1][6]
}

// newcomers are six people of two households whom the register does not know.
func newcomers(home string, place int) [][]string {
	out := [][]string{{"Họ và tên", "Ngày sinh", "Giới tính", "Dân tộc", "Xã", "Mã hộ", "Quan hệ với chủ hộ", "Địa chỉ"}}
	for i, p := range [][]string{{"Vi Văn Lượng", "12/03/1961", "Nam", "Chủ hộ"}, {"Lục Thị Nhàn", "1964", "Nữ", "Vợ"}, {"Vi Thị Hoà", "7/1990", "Nữ", "Con"},
		{"Lăng Văn Thuỷ", "02/09/1955", "Nam", "Chủ hộ"}, {"Đàm Thị Quý", "1958", "Nữ", "Vợ"}, {"Lăng Thế Duy", "30/11/1988", "Nam", "Con"}} {
		name := []string{p[0], p[0] + " Em"}[place]
		out = append(out, []string{name, p[1], p[2], "Nùng", home, fmt.Sprintf("W%d-%d", place, i/3), p[3], "Thôn Mới"})
	}
	return out
}

// lay sends a list in, with a source.
func (v *visitor) lay(name string, body []byte) {
	v.t.Helper()
	v.put("source", "Danh sách của trưởng thôn")
	if err := v.page.Locator("input[type=file][name=file]").SetInputFiles(playwright.InputFile{Name: name, MimeType: "application/octet-stream", Buffer: body}); err != nil {
		v.t.Fatal(err)
	}
	v.click("form[enctype] button.main")
	if err := v.page.WaitForLoadState(); err != nil {
		v.t.Fatal(err)
	}
}

// counts are the figures of what a list would change: new, changed, as they are, wrong cells.
func (v *visitor) counts() []string {
	v.t.Helper()
	v.see("dl.figures")
	var out []string
	for _, x := range v.ask(`[...document.querySelectorAll("dl.figures dd")].map(d => d.innerText.trim().split(/\s/)[0]).filter(x => /^[0-9.]+$/.test(x))`).([]any) {
		out = append(out, fmt.Sprint(x))
	}
	return out
}

// marked opens the workbook: each wrong cell carries one sentence that names what is wrong, and no other does.
func marked(t *testing.T, body []byte, want map[string]string) {
	t.Helper()
	book, err := excelize.OpenReader(bytes.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	defer book.Close()
	notes, err := book.GetComments(book.GetSheetName(0))
	if err != nil {
		t.Fatal(err)
	}
	for _, n := range notes {
		if want[n.Cell] == "" || !strings.Contains(n.Text, want[n.Cell]) || strings.Count(n.Text, ".") > 1 {
			t.Errorf("%s says %q", n.Cell, n.Text)
		}
		delete(want, n.Cell)
	}
	if len(want) > 0 {
		t.Errorf("no sentence in %v", want)
	}
}

func workbook(t *testing.T, rows [][]string) []byte {
	t.Helper()
	book := excelize.NewFile()
	defer book.Close()
	for i, row := range rows {
		for j, cell := range row {
			at, err := excelize.CoordinatesToCellName(j+1, i+1)
			if err == nil {
				err = book.SetCellStr("Sheet1", at, cell)
			}
			if err != nil {
				t.Fatal(err)
			}
		}
	}
	b, err := book.WriteToBuffer()
	if err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func commas(t *testing.T, rows [][]string) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := csv.NewWriter(&b).WriteAll(rows); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}
