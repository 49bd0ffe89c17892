package exchange_test

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/xuri/excelize/v2"

	"ansinh/auth"
	"ansinh/calendar"
	"ansinh/fault"
	"ansinh/gate/gatetest"
	"ansinh/house"
	"ansinh/house/housetest"
	"ansinh/registry"
	"ansinh/registry/exchange"
)

var (
	ctx   = context.Background()
	today = calendar.DateOf(gatetest.Now)
	since = calendar.MustDay(2026, 11, 1)
)

const list = `Số CCCD;Họ và tên;Ngày sinh;Giới tính;Dân tộc;Xã/phường;Mã hộ;Quan hệ với chủ hộ;Mức độ khuyết tật (theo giấy xác nhận)
024051001234;Nguyễn Văn Hoà;15/11/1951;Nam;Kinh;Đồng Kỳ;H1;Chủ hộ;khuyết tật nặng
;Trần Thị Thuý;1955;Nữ;Kinh;Đồng Kỳ;H1;Vợ;
;Giáp Văn Bình;2/3/1990;Nam;Tày;Bố Hạ;;;
`

func desk(t *testing.T, h *house.House) *exchange.Desk {
	t.Helper()
	rules, err := exchange.Load(h.Policy, h.Law.Vocabulary(), h.Tree)
	if err != nil {
		t.Fatal(err)
	}
	return &exchange.Desk{Registry: h.Registry, Rules: rules}
}

func file(body string) registry.LaidFile {
	return registry.LaidFile{Name: "ho.csv", Source: "Danh sách thử", Since: since, Body: []byte(body)}
}

func take(t *testing.T, d *exchange.Desk, actor auth.Actor, body string) *exchange.Result {
	t.Helper()
	r, err := d.Take(ctx, actor, file(body), nil, today)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func TestAListIsTakenOverOnce(t *testing.T) {
	t.Parallel()
	housetest.Each(t, func(t *testing.T, h *house.House) {
		d, officer := desk(t, h), gatetest.Actor("commune-officer")
		before, err := d.Preview(ctx, officer, file(list), nil, today)
		if err != nil {
			t.Fatal(err)
		}
		if o := before.Outcome; o.New != 3 || o.Facts != 1 || o.Taken || len(before.Bad) > 0 {
			t.Fatalf("the preview says %+v %v", o, before.Bad)
		}
		if found, _, err := h.Registry.Search(ctx, officer, "nguyen van hoa", 5); err != nil || len(found) != 0 {
			t.Fatalf("the preview changed something: %v %v", found, err)
		}
		if o := take(t, d, officer, list).Outcome; !o.Taken || o.New != 3 {
			t.Fatalf("got %+v", o)
		}
		if o := take(t, d, officer, list).Outcome; o.Taken || o.Before.IsZero() {
			t.Fatalf("the same file again: %+v", o)
		}
		if o := take(t, d, officer, strings.Replace(list, "Hoà", "Hòa", 1)).Outcome; o.Same != 3 || o.New+o.Changed != 0 {
			t.Fatalf("the same lines in another file: %+v", o)
		}
		o := take(t, d, officer, strings.NewReplacer("khuyết tật nặng", "khuyết tật nhẹ", "2/3/1990", "02-03-1990").Replace(list)).Outcome
		if o.Changed != 1 || o.Same != 2 || o.Facts != 1 {
			t.Fatalf("one fact differs: %+v", o)
		}
		found, _, err := h.Registry.Search(ctx, officer, "024051001234", 5)
		if err != nil || len(found) != 1 || found[0].Person.Name != "Nguyễn Văn Hòa" {
			t.Fatalf("found %v %v", found, err)
		}
		woman, _, err := h.Registry.Search(ctx, officer, "tran thi thuy", 5)
		if err != nil || len(woman) != 1 || woman[0].Person.BirthPrecision != registry.ToYear || woman[0].Person.Household != found[0].Person.Household {
			t.Fatalf("found %+v %v", woman, err)
		}
		if _, err := d.Take(ctx, gatetest.Actor("auditor"), file(list+";Nguyễn Văn Lạ;1990;Nam;Kinh;Bố Hạ;;;\n"), nil, today); !fault.Is(err, fault.Forbidden) {
			t.Fatalf("an auditor may write: %v", err)
		}
	})
}

// bad has one wrong cell a line.
const bad = `CCCD,Họ tên,Năm sinh,Giới tính,Dân tộc,Xã,Mức độ khuyết tật (theo giấy xác nhận)
024151001234,Nguyễn Văn Hòa,1951,Nam,Kinh,Đồng Kỳ,
,Nguyễn Văn Đức,31/2/1950,Nam,Kinh,Đồng Kỳ,
,Nguyễn Văn An,1950,x,Kinh,Đồng Kỳ,
,Nguyễn Văn Bảo,1950,Nam,Kinh,Đồng Kì Lạ,
,Nguyễn Văn Cường,1950,Nam,Kinh,Đồng Kỳ,rất nặng
,Nguyễn Văn 4,1950,Nam,Kinh,Đồng Kỳ,
,Nguyễn Văn Giang,1950,Nam,Sao Hỏa,Đồng Kỳ,
,Nguyễn Văn Hưng,1950,Nam,Kinh,Đồng Kỳ,khuyết tật nặng
,NguyÔn V¨n Hoµ,1950,Nam,Kinh,Đồng Kỳ,
,Traàn Vaên Taùm,1950,Nam,Kinh,Đồng Kỳ,
,Nguyễn Văn Chín,18702,Nam,Kinh,Đồng Kỳ,
`

func TestTheErrorWorkbookSaysWhatIsWrongInItsCell(t *testing.T) {
	t.Parallel()
	housetest.Each(t, func(t *testing.T, h *house.House) {
		d, officer := desk(t, h), gatetest.Actor("commune-officer")
		r := take(t, d, officer, bad)
		if r.Outcome.Taken {
			t.Fatal("a file with wrong lines was taken over")
		}
		if found, _, err := h.Registry.Search(ctx, officer, "nguyen van hung", 5); err != nil || len(found) != 0 {
			t.Fatalf("a part was taken over: %v %v", found, err)
		}
		var w bytes.Buffer
		if err := exchange.WriteErrors(&w, r.Sheet, r.Bad, h.Texts, "vi"); err != nil {
			t.Fatal(err)
		}
		book, err := excelize.OpenReader(&w)
		if err != nil {
			t.Fatal(err)
		}
		rows, err := book.GetRows("Sheet1")
		if err != nil {
			t.Fatal(err)
		}
		var said strings.Builder
		for i, row := range rows {
			last := ""
			if len(row) == 8 {
				last = row[7]
			}
			fmt.Fprintf(&said, "%d: %s\n", i+1, last)
		}
		notes, err := book.GetComments("Sheet1")
		if err != nil || len(notes) != 10 {
			t.Fatalf("%d notes, %v", len(notes), err)
		}
		golden(t, "testdata/errors.txt", said.String())
	})
}

func golden(t *testing.T, path, got string) {
	t.Helper()
	want, err := os.ReadFile(path)
	if err != nil || string(want) != got {
		t.Errorf("%s (%v): got\n%s", path, err, got)
	}
}

func TestWhatIsNoListIsSaidInOneSentence(t *testing.T) {
	t.Parallel()
	l := exchange.Limits{Bytes: 1000, Lines: 3}
	for body, want := range map[string]string{
		"": "exchange.empty", " \n\n": "exchange.empty", "\x89PNG\r\n\x1a\n": "exchange.picture", "%PDF-1.7": "exchange.picture",
		"PK\x03\x04xx": "exchange.workbook", "a,b\n\xff\xfe": "exchange.encoding", strings.Repeat("x", 1001): "exchange.large",
		"a\n1\n2\n3\n4\n": "exchange.long", "a,b\n": "exchange.empty",
	} {
		if _, err := exchange.Read("x", []byte(body), l, nil); fault.CodeOf(err) != want {
			t.Errorf("%.12q: got %v want %s", body, err, want)
		}
	}
}

func TestAnOfficerWritesToTheirOwnAreaOnly(t *testing.T) {
	t.Parallel()
	housetest.Each(t, func(t *testing.T, h *house.House) {
		d, officer := desk(t, h), gatetest.Actor("commune-officer")
		for _, u := range h.Tree.Units(3, today) {
			if u.Name == "Bố Hạ" {
				officer.Unit = string(u.ID)
			}
		}
		r := take(t, d, officer, list)
		if r.Outcome.Taken || len(r.Bad) != 2 || r.Bad[0].Code != "registry.intake.outside" {
			t.Fatalf("got %+v %v", r.Outcome, r.Bad)
		}
		if !take(t, d, officer, strings.Join([]string{strings.SplitN(list, "\n", 2)[0], ";Giáp Văn Bình;2/3/1990;Nam;Tày;Bố Hạ;;;"}, "\n")).Outcome.Taken {
			t.Fatal("the own area was refused")
		}
	})
}

func TestDays(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]string{"1/2/1950": "1950-02-01 day", "01.02.1950": "1950-02-01 day", "1950-02-01": "1950-02-01 day",
		"2/1950": "1950-02-01 month", "1950": "1950-01-01 year", "29/2/1951": "", "15031951": "1951-03-15 day", "19510315": "1951-03-15 day", "31021951": "", "18702": "", "50": "", "1/2/3/4": "", "a": "", "": ""} {
		got := ""
		if day, as, ok := exchange.Day(in); ok {
			got = day.String() + " " + string(as)
		}
		if got != want {
			t.Errorf("%q: got %q want %q", in, got, want)
		}
	}
}

func FuzzRead(f *testing.F) {
	f.Add([]byte(list))
	f.Add([]byte("a\tb\n\"x"))
	f.Add([]byte("x\n\na,ab,,c\n,a b,a c,\n1,2,3\n4,5,6,7,8\n"))
	f.Fuzz(func(t *testing.T, body []byte) {
		s, err := exchange.Read("x", body, exchange.Limits{Bytes: 1 << 16, Lines: 100}, func(words string) bool { return strings.HasPrefix(words, "a") })
		if err != nil {
			return
		}
		for _, line := range s.Lines {
			if len(line) != len(s.Heading) {
				t.Fatal("a line is not as wide as the heading")
			}
		}
	})
}

// TestALargeListInTime takes a long list over; ANSINH_LINES says how long.
func TestALargeListInTime(t *testing.T) {
	n := 2000
	if s := os.Getenv("ANSINH_LINES"); s != "" {
		fmt.Sscan(s, &n)
	}
	housetest.Each(t, func(t *testing.T, h *house.House) {
		d := desk(t, h)
		var b strings.Builder
		b.WriteString("Họ và tên,Ngày sinh,Giới tính,Dân tộc,Xã,Mã hộ,Mức độ khuyết tật (theo giấy xác nhận)\n")
		for i := range n {
			fmt.Fprintf(&b, "Nguyễn Văn Thử %c%c%c,%d/%d/%d,Nam,Kinh,Bố Hạ,H%d,khuyết tật nhẹ\n", 'a'+i%26, 'a'+i/26%26, 'a'+i/676%26, 1+i%28, 1+i/28%12, 1930+i/336%90, i/3)
		}
		start := time.Now()
		o := take(t, d, gatetest.Actor("commune-officer"), b.String()).Outcome
		if !o.Taken || o.New != n {
			t.Fatalf("got %+v", o.New)
		}
		first := time.Since(start)
		b.WriteString("Nguyễn Văn Khác,1950,Nam,Kinh,Bố Hạ,K,\n")
		start = time.Now()
		o = take(t, d, gatetest.Actor("commune-officer"), b.String()).Outcome
		if o.Same != n || o.New != 1 {
			t.Fatalf("again: %d same, %d new", o.Same, o.New)
		}
		t.Logf("%d lines in %v, again in %v", n, first, time.Since(start))
	})
}

// TestChoicesNameEveryColumnOnce: no two read alike, the names come first, and what is sensitive only to who may give it.
func TestChoicesNameEveryColumnOnce(t *testing.T) {
	t.Parallel()
	h := housetest.Open(t, filepath.Join(t.TempDir(), "test.db"))
	rules := desk(t, h).Rules
	for _, sensitive := range []bool{false, true} {
		seen := map[string]bool{}
		for _, g := range rules.Choices(sensitive) {
			for _, c := range g.Columns {
				label := h.Texts.Of("vi", "exchange.column."+c)
				if def, ok := h.Law.Vocabulary().Fact(c); ok {
					label = def.VI
				}
				if seen[label] {
					t.Errorf("“%s” stands twice", label)
				}
				seen[label] = true
			}
		}
		if first := rules.Choices(sensitive)[0]; first.Columns[0] != "name" || len(seen) < 40 {
			t.Errorf("%d choices, first %v", len(seen), first.Columns)
		}
		if seen["Nhiễm HIV"] != sensitive {
			t.Errorf("HIV is offered: %v", !sensitive)
		}
	}
}
