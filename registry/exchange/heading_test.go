package exchange_test

import (
	"bytes"
	"slices"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"
	"golang.org/x/text/unicode/norm"

	"ansinh/auth"
	"ansinh/fault"
	"ansinh/gate/gatetest"
	"ansinh/house"
	"ansinh/house/housetest"
	"ansinh/org"
	"ansinh/registry"
	"ansinh/registry/exchange"
)

// officeList is a list as offices make them: the office's name and a title above, a heading of two rows with cells that
// go over several, a row that counts the columns, days as a program for tables stores them, each shown in another way.
func officeList(t *testing.T) []byte {
	t.Helper()
	book := excelize.NewFile()
	defer book.Close()
	put := func(cell string, value any) {
		t.Helper()
		if err := book.SetCellValue("Sheet1", cell, value); err != nil {
			t.Fatal(err)
		}
	}
	day := func(cell string, serial float64, style excelize.Style) {
		t.Helper()
		put(cell, serial)
		id, err := book.NewStyle(&style)
		if err != nil {
			t.Fatal(err)
		}
		if err := book.SetCellStyle("Sheet1", cell, cell, id); err != nil {
			t.Fatal(err)
		}
	}
	put("A1", "UBND XÃ ĐỒNG KỲ")
	put("A2", "DANH SÁCH NGƯỜI CAO TUỔI MỚI ĐẾN")
	put("A3", "(kèm theo Tờ trình tháng 11 năm 2026)")
	for _, over := range [][2]string{{"A2", "G2"}, {"C5", "D5"}} {
		if err := book.MergeCell("Sheet1", over[0], over[1]); err != nil {
			t.Fatal(err)
		}
	}
	for j, h := range []string{"STT", "Họ và tên", "Ngày, tháng, năm sinh", "", "Số CCCD", "Xã/phường", "Dân tộc"} {
		if h != "" {
			put(string(rune('A'+j))+"5", h)
		}
	}
	put("C6", "Nam")
	put("D6", "Nữ")
	for j := range 7 {
		put(string(rune('A'+j))+"7", j+1)
	}
	monthFirst, shortYear := "mm/dd/yyyy", "d-mmm-yy"
	rows := []string{"Nguyễn Văn Hoà", "TRẦN THỊ  THUÝ", "Giáp Văn Bình", "Lê Thị Nở", "Đỗ Văn Năm"}
	for i, name := range rows {
		at := []string{"8", "9", "10", "11", "12"}[i]
		put("A"+at, i+1)
		put("B"+at, norm.NFD.String(name))
		put("F"+at, "Đồng Kỳ")
		put("G"+at, "Kinh")
	}
	day("C8", 18702, excelize.Style{NumFmt: 14})                  // 15/3/1951, as the machine's own short form
	day("D9", 20154, excelize.Style{CustomNumFmt: &monthFirst})   // 6/3/1955
	day("C10", 32934.5, excelize.Style{CustomNumFmt: &shortYear}) // 2/3/1990
	put("D11", "05/04/1948")
	put("C12", 1949)
	put("E8", 24051001234)
	var out bytes.Buffer
	if err := book.Write(&out); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

func TestAnOfficesListIsReadAsItIs(t *testing.T) {
	t.Parallel()
	housetest.Each(t, func(t *testing.T, h *house.House) {
		d, officer := desk(t, h), gatetest.Actor("commune-officer")
		for _, u := range h.Tree.Units(3, today) {
			if u.Name == "Đồng Kỳ" {
				officer.Unit = string(u.ID)
			}
		}
		f := registry.LaidFile{Name: "ds.xlsx", Source: "Tờ trình", Since: since, Body: officeList(t)}
		r, err := d.Take(ctx, officer, f, nil, today)
		if err != nil {
			t.Fatal(err)
		}
		if want := []string{"", "name", "born_man", "born_woman", "personal_number", "home", "ethnicity"}; !slices.Equal(r.Columns, want) {
			t.Errorf("columns %q of %q", r.Columns, r.Sheet.Heading)
		}
		if !r.Outcome.Taken || r.Outcome.New != 5 {
			t.Fatalf("got %+v, wrong %+v", r.Outcome, r.Bad)
		}
		if r.Sheet.Row(0) != 8 || r.Sheet.Row(4) != 12 {
			t.Errorf("the first line is said to be in row %d, the last in %d", r.Sheet.Row(0), r.Sheet.Row(4))
		}
		want := map[string]string{"Nguyễn Văn Hòa": "1951-03-15 male day", "TRẦN THỊ THÚY": "1955-03-06 female day", "Giáp Văn Bình": "1990-03-02 male day",
			"Lê Thị Nở": "1948-04-05 female day", "Đỗ Văn Năm": "1949-01-01 male year"}
		err = h.Registry.List(ctx, officer, registry.ListFilter{}, func(int64) error { return nil }, func(p registry.Person) error {
			got := p.BirthDate.String() + " " + string(p.Sex) + " " + string(p.BirthPrecision)
			if got != want[p.Name] {
				t.Errorf("%s: got %q", p.Name, got)
			}
			delete(want, p.Name)
			return nil
		})
		if err != nil || len(want) > 0 {
			t.Errorf("%v, not there: %v", err, want)
		}
	})
}

func TestBothBirthDatesAreOneTooMany(t *testing.T) {
	t.Parallel()
	housetest.Each(t, func(t *testing.T, h *house.House) {
		d := desk(t, h)
		r, err := d.Preview(ctx, auth.System(), file("DANH SÁCH;;;;\nHọ tên;Năm sinh;;Xã;Dân tộc\n;Nam;Nữ;;\nA B;1950;1951;Đồng Kỳ;Kinh\nC D;;1952;Đồng Kỳ;Kinh\nE F;;;Đồng Kỳ;Kinh\n"), nil, today)
		if err != nil {
			t.Fatal(err)
		}
		if len(r.Bad) < 2 || r.Bad[0].Code != "exchange.born_twice" || r.Sheet.Row(r.Bad[0].Line) != 4 {
			t.Errorf("got %+v", r.Bad)
		}
		last := r.Bad[len(r.Bad)-1]
		if last.Line != 2 || last.Column != 1 {
			t.Errorf("a birth date that is missing is said at %+v", last)
		}
	})
}

// A list of which nobody can be told still shows its columns, so that an officer can say what they mean.
func TestColumnsAreAskedForWhereNobodyCanBeTold(t *testing.T) {
	t.Parallel()
	housetest.Each(t, func(t *testing.T, h *house.House) {
		d := desk(t, h)
		body := "Cụ nào;Sinh;Nam/nữ;Ở đâu;DT\nNguyễn Văn Hòa;1951;Nam;Đồng Kỳ;Kinh\n"
		r, err := d.Preview(ctx, auth.System(), file(body), nil, today)
		if err == nil || r == nil || len(r.Sheet.Heading) != 5 || r.Outcome != nil {
			t.Fatalf("got %+v, %v", r, err)
		}
		r, err = d.Preview(ctx, auth.System(), file(body), []string{"name", "birth_date", "sex", "home", "ethnicity"}, today)
		if err != nil || len(r.Bad) > 0 || r.Outcome.New != 1 {
			t.Errorf("got %+v, %v", r, err)
		}
	})
}

// Titles are no heading, and a first row of which nothing is known stays the heading it is.
func TestTheHeadingIsFound(t *testing.T) {
	t.Parallel()
	known := func(words string) bool {
		return slices.Contains([]string{"họ tên", "xã", "năm sinh nam"}, strings.ToLower(words))
	}
	for body, want := range map[string]string{
		"a,b\n1,2\n": "a|b 2", "Xã,Đồng Kỳ\nHọ tên,Xã\nA,B\n": "Họ tên|Xã 3", "t\nHọ tên,x\nA,B\n": "Họ tên|x 3",
		"Họ tên,Năm sinh,\n,Nam,Nữ\nAn,1950,\n": "Họ tên|Năm sinh Nam|Năm sinh Nữ 3",
		"Họ tên,x,\n,Nam,Nữ\nAn,1950,\n":        "Họ tên|x| 2",
		"Họ tên,Xã,x\n(A),(1),(2)\nA,B,C\n":     "Họ tên|Xã|x 3",
		"Họ tên,Xã,x\n1,2,4\nA,B,C\n":           "Họ tên|Xã|x 2",
		"\n\nHọ tên,Xã\n\n\"A\nB\",C\n":         "Họ tên|Xã 5",
	} {
		s, err := exchange.Read("x", []byte(body), small, known)
		if err != nil {
			t.Fatal(err)
		}
		if got := strings.Join(s.Heading, "|") + " " + string(rune('0'+s.Row(0))); got != want {
			t.Errorf("%q: got %q want %q", body, got, want)
		}
	}
}

// The list of a commune says nothing of the commune, and finds whoever was recorded in one that it was merged from.
func TestACommunesListIsOfItsOwnPeople(t *testing.T) {
	t.Parallel()
	housetest.Each(t, func(t *testing.T, h *house.House) {
		d, officer := desk(t, h), gatetest.Actor("commune-officer")
		var now, before org.Unit
		for _, u := range h.Tree.All() {
			if heir, ok := h.Tree.On(u.ID, today); u.Level == org.Commune && ok && heir != u.ID && !u.On(today) {
				before = u
				now, _ = h.Tree.Unit(heir)
				break
			}
		}
		officer.Unit = string(now.ID)
		const head, line = "Họ tên;Ngày sinh;Giới tính;Dân tộc", "Trần Thị Thúy;1/2/1955;Nữ;Kinh"
		if o := take(t, d, auth.System(), head+";Mã xã\n"+line+";"+string(before.ID)+"\n").Outcome; !o.Taken || o.New != 1 {
			t.Fatalf("got %+v", o)
		}
		o := take(t, d, officer, head+"\n"+line+"\nGiáp Văn Bình;2/3/1990;Nam;Tày\n").Outcome
		if !o.Taken || o.Same != 1 || o.New != 1 {
			t.Fatalf("got %+v", o)
		}
		found, _, err := h.Registry.Search(ctx, officer, "giap van binh", 5)
		if err != nil || len(found) != 1 || found[0].Person.HomeUnit != now.ID {
			t.Errorf("got %+v, %v", found, err)
		}
	})
}

// What stands below a list is not read, and said; a line of a person is read, however bare, and so is one that only
// looks like a foot.
func TestTheFootOfAListIsNotRead(t *testing.T) {
	t.Parallel()
	const head, one = "STT;Họ tên;Ngày sinh;Giới tính;Dân tộc\n", "1;Lê Văn Sáu;15/3/1951;Nam;Kinh\n"
	housetest.Each(t, func(t *testing.T, h *house.House) {
		d := desk(t, h)
		for body, want := range map[string][2]int{
			one + "\n;Tổng cộng: 1 người;;;\n;;;Ngày 1 tháng 11 năm 2026;\n;NGƯỜI LẬP BIỂU;;;CHỦ TỊCH\n\n;Nguyễn Văn A;;;Trần Văn B\n": {1, 4},
			one + ";Tổng cộng: 1 người;;;\n2;Lê Văn Bảy;1952;Nam;Kinh\n":                                                               {3, 0},
			one + ";Lê Văn Bảy;;;\n":               {2, 0},
			one + "2;Tống Thị Ngày;1952;Nữ;Kinh\n": {2, 0},
			";Tổng cộng: 0 người;;;\n":             {1, 0},
		} {
			s, err := d.Rules.Read("x", []byte(head+body))
			if err != nil || len(s.Lines) != want[0] || s.Foot() != want[1] {
				t.Errorf("%q: %d lines, foot %d, %v", body, len(s.Lines), s.Foot(), err)
			}
		}
	})
}

// A program for tables takes zeros in front away, and offices write numbers of both kinds in one column.
func TestNumbersAreWhatTheyWere(t *testing.T) {
	t.Parallel()
	housetest.Each(t, func(t *testing.T, h *house.House) {
		d, officer := desk(t, h), gatetest.Actor("provincial-officer")
		const head = "Họ tên,Năm sinh,Giới tính,Dân tộc,Xã,CCCD,CMND cũ\n"
		o := take(t, d, auth.System(), head+"Lê Văn Một,1951,Nam,Kinh,Đồng Kỳ,1051001234,\nLê Văn Hai,1952,Nam,Kinh,Đồng Kỳ,24052001234,12345678\n"+
			"Lê Văn Ba,1953,Nam,Kinh,Đồng Kỳ,121234567,\n").Outcome
		if !o.Taken || o.New != 3 {
			t.Fatalf("got %+v", o)
		}
		for number, name := range map[string]string{"001051001234": "Lê Văn Một", "024052001234": "Lê Văn Hai", "012345678": "Lê Văn Hai", "121234567": "Lê Văn Ba"} {
			found, _, err := h.Registry.Search(ctx, officer, number, 5)
			if err != nil || len(found) != 1 || found[0].Person.Name != name {
				t.Errorf("%s: %+v, %v", number, found, err)
			}
		}
		r, err := d.Preview(ctx, auth.System(), file("Hä vµ tªn,N¨m sinh\nNguyÔn V¨n Hoµ,1951\n"), nil, today)
		if err == nil || fault.CodeOf(err) != "exchange.font" {
			t.Errorf("a heading in an old font: %+v, %v", r, err)
		}
		r, err = d.Preview(ctx, auth.System(), file("CCCD,Họ tên,Năm sinh,Giới tính,Dân tộc,Xã,Địa chỉ\n,Lê Văn Tư,1951,Nam,Kinh,Đồng Kỳ,Th«n TiÒn\n"), nil, today)
		if err != nil || len(r.Bad) != 1 || r.Bad[0].Code != "exchange.font" || r.Bad[0].Column != 6 {
			t.Errorf("an address in an old font: %+v, %v", r, err)
		}
	})
}
