package report_test

import (
	"archive/zip"
	"bytes"
	"context"
	"encoding/xml"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"ansinh/auth"
	"ansinh/calendar"
	"ansinh/db"
	"ansinh/db/dbtest"
	"ansinh/fault"
	"ansinh/gate/gatetest"
	"ansinh/indicator"
	"ansinh/law"
	"ansinh/money"
	"ansinh/org"
	"ansinh/plan"
	"ansinh/policy"
	"ansinh/report"
	"ansinh/returns"
	"ansinh/text"
)

const area org.UnitID = "24@base"

var (
	today    = calendar.MustDay(2026, 11, 24)
	approver = gatetest.Actor("provincial-officer")
)

type purse struct{}

func (purse) Payments(context.Context, auth.Actor, int) (report.Payments, error) {
	months := func(people int64, amount money.Dong) (out []report.MonthSum) {
		for i := range 3 {
			out = append(out, report.MonthSum{Month: calendar.MonthOf(2026, 9+i), Lines: people + int64(i), Amount: amount})
		}
		return out
	}
	return report.Payments{Simulated: true, Programmes: []report.Programme{
		{Name: org.Name{VI: "Trợ cấp xã hội hằng tháng"}, Months: months(4100, 3_280_450_000)},
		{Name: org.Name{VI: "Trợ cấp hưu trí xã hội"}, Months: months(7300, 3_650_000_000)},
	}, Gap: []report.Gap{{Name: org.Name{VI: "Trợ cấp hưu trí xã hội"}, People: 312, Amount: 156_000_000}}}, nil
}

func setup(t *testing.T, d *db.DB) (*report.Service, *indicator.Service) {
	t.Helper()
	ctx := context.Background()
	data, err := policy.Open("")
	ok(t, err)
	forms, err := returns.Load(data)
	ok(t, err)
	agencies, err := org.ReadAgencies(data)
	ok(t, err)
	rules, err := law.Load(data)
	ok(t, err)
	book, err := indicator.Load(data, forms, agencies, rules)
	ok(t, err)
	texts, err := text.Load(data)
	ok(t, err)
	demo, err := returns.ReadDemonstration(data)
	ok(t, err)
	g, tree := gatetest.New(t, d), gatetest.Tree(t)
	r := returns.New(g, forms, returns.Options{})
	plans := plan.New(g)
	_, err = plans.ImportPolicy(ctx, auth.System(), data)
	ok(t, err)
	i := indicator.New(g, indicator.Options{Book: book, Returns: r, Tree: tree, Agencies: agencies, Goals: indicator.Promises{Plans: plans}})
	_, err = r.Play(ctx, returns.Cast{Approver: approver, Officer: func(agency string) auth.Actor {
		return auth.Actor{ID: "officer." + agency, Role: "agency-officer", Agency: agency}
	}}, demo)
	ok(t, err)
	_, err = i.MeasureReturns(ctx, approver, 2026)
	ok(t, err)
	s, err := report.New(g, data, report.Options{Indicators: i, Returns: r, Tree: tree, Agencies: agencies, Texts: texts, Plans: report.Promises{Plans: plans, Agencies: agencies}, Treasury: purse{}})
	ok(t, err)
	return s, i
}

func ok(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func annual(t *testing.T, s *report.Service, r report.Request) *report.Annual {
	t.Helper()
	if r.AsOf == 0 {
		r.AsOf = today
	}
	r.Year, r.Area = 2026, area
	a, err := s.Annual(context.Background(), approver, r)
	ok(t, err)
	return a
}

func docText(t *testing.T, a *report.Annual) string {
	t.Helper()
	var b bytes.Buffer
	ok(t, a.WriteDocx(&b))
	z, err := zip.NewReader(bytes.NewReader(b.Bytes()), int64(b.Len()))
	ok(t, err)
	f, err := z.Open("word/document.xml")
	ok(t, err)
	defer f.Close()
	var out strings.Builder
	d := xml.NewDecoder(f)
	for {
		tok, err := d.Token()
		if err == io.EOF {
			return strings.TrimSpace(out.String())
		}
		ok(t, err)
		switch e := tok.(type) {
		case xml.EndElement:
			if e.Name.Local == "p" {
				out.WriteByte('\n')
			}
		case xml.CharData:
			out.Write(e)
		}
	}
}

func TestAnnualReportSaysWhatTheDataSay(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s, _ := setup(t, d)
		got := docText(t, annual(t, s, report.Request{}))
		for _, want := range []string{
			"UBND TỈNH BẮC NINH\nSỞ NỘI VỤ\n", "Số:        /BC-SNV", "Bắc Ninh, ngày      tháng      năm",
			"Kính gửi: Ủy ban nhân dân tỉnh Bắc Ninh",
			"Căn cứ Kế hoạch số 30/KH-UBND ngày 30/4/2024 của Ủy ban nhân dân tỉnh Bắc Giang;",
			"theo đó nhiệm vụ của Sở Nội vụ tỉnh Bắc Giang do Sở Nội vụ tỉnh Bắc Ninh thực hiện từ ngày 01/7/2025.", "Kế hoạch có 37 chỉ tiêu định lượng", "Đã chi trả 3 tháng (9/2026 – 11/2026), tổng số tiền 20.791.350.000 đ (*) (hai mươi tỷ",
			"Tỷ lệ lực lượng lao động tham gia bảo hiểm xã hội: đạt 45,5% (*) (2026), mục tiêu 62% vào năm 2030; theo lộ trình phải đạt 47,6%; cần tăng trung bình 4,1 điểm phần trăm mỗi năm.",
			"dưới 2,35%", "40–45%", "khoảng 75 tuổi", "Sở Lao động - Thương binh và Xã hội (nay là Sở Nội vụ từ 01/3/2025)",
			"Sở Thông tin và Truyền thông (nay là Sở Khoa học và Công nghệ từ 01/3/2025)",
			"312 (*) người đủ điều kiện nhưng chưa được hưởng, tương ứng 156.000.000 đ một tháng",
			"Ô “Lực lượng lao động trong độ tuổi lao động”: Bảo hiểm xã hội tỉnh",
			"Tuổi thọ trung bình: Biểu “Y tế và dân số” năm 2026 của Sở Y tế còn trống ô “Tuổi thọ trung bình” (đã duyệt). Số gần nhất đã công bố: 73,3 tuổi (năm 2016).",
			"Đề nghị Sở Văn hóa, Thể thao và Du lịch hoàn thành biểu “Văn hóa, thể thao và du lịch” năm 2026 (chưa lập), gửi trước ngày 10/12/2026.",
			"số liệu minh họa", "./.", "KT. GIÁM ĐỐC", "- Lưu: VT, LĐVL.", "Phụ lục I",
		} {
			if !strings.Contains(got, want) {
				t.Errorf("the report does not say %q", want)
			}
		}
		for _, never := range []string{"{", "%!", "indicator.", "returns.state", "<nil>"} {
			if i := strings.Index(got, never); i >= 0 {
				t.Errorf("the report holds %q: …%s…", never, got[max(0, i-40):min(len(got), i+60)])
			}
		}
		if t.Failed() {
			t.Log(got)
		}
	})
}

func TestHeadFollowsTheDay(t *testing.T) {
	t.Parallel()
	s, _ := setup(t, dbtest.Open(t))
	for _, c := range []struct {
		day    calendar.Date
		issuer string
		want   string
	}{
		{calendar.MustDay(2024, 12, 20), "", "UBND TỈNH BẮC GIANG\nSỞ LAO ĐỘNG -\nTHƯƠNG BINH VÀ XÃ HỘI\n"},
		{calendar.MustDay(2025, 4, 1), "", "UBND TỈNH BẮC GIANG\nSỞ NỘI VỤ\n"},
		{today, "", "UBND TỈNH BẮC NINH\nSỞ NỘI VỤ\n"},
		{today, "bn-ubnd", "ỦY BAN NHÂN DÂN\nTỈNH BẮC NINH\n"},
	} {
		if got := docText(t, annual(t, s, report.Request{AsOf: c.day, Issuer: c.issuer})); !strings.HasPrefix(got, c.want) {
			t.Errorf("on %v by %q the head is %q", c.day, c.issuer, got[:min(len(got), 120)])
		}
	}
	_, err := s.Annual(context.Background(), approver, report.Request{Year: 2026, AsOf: today, Issuer: "bn-so-yte"})
	if fault.CodeOf(err) != "report.no_issuer" {
		t.Errorf("got %v", err)
	}
}

func TestLateReturnsAreNamed(t *testing.T) {
	t.Parallel()
	s, _ := setup(t, dbtest.Open(t))
	got := docText(t, annual(t, s, report.Request{AsOf: calendar.MustDay(2026, 12, 10), Number: "512", Date: calendar.MustDay(2026, 12, 28), Signer: "Người Ký Thử"}))
	for _, want := range []string{"gửi ngay biểu “Văn hóa, thể thao và du lịch” năm 2026 (chưa lập; hạn 09/12/2026 đã qua)", "chưa lập (quá hạn)",
		"Số: 512/BC-SNV", "Bắc Ninh, ngày 28 tháng 12 năm 2026", "Người Ký Thử", "(Kèm theo Báo cáo số 512/BC-SNV của Sở Nội vụ)"} {
		if !strings.Contains(got, want) {
			t.Errorf("the report does not say %q", want)
		}
	}
}

func TestKeptFilesAreTheSameBytes(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx := context.Background()
		s, _ := setup(t, d)
		kept, err := s.Keep(ctx, approver, annual(t, s, report.Request{}))
		ok(t, err)
		again, err := s.Keep(ctx, approver, annual(t, s, report.Request{}))
		ok(t, err)
		if kept.Document.File.ID != again.Document.File.ID || kept.Workbook.File.ID != again.Workbook.File.ID || kept.Print.File.ID != again.Print.File.ID ||
			!bytes.Equal(kept.Workbook.Bytes, again.Workbook.Bytes) || !bytes.HasPrefix(kept.Print.Bytes, []byte("%PDF-")) {
			t.Error("the same report was kept twice, or has other bytes")
		}
		list, err := s.Files(ctx, approver)
		ok(t, err)
		if len(list) != 3 || list[0].Format != "pdf" {
			t.Errorf("kept: %+v", list)
		}
		back, err := s.File(ctx, approver, kept.Print.File.ID)
		ok(t, err)
		if !bytes.Equal(back.Bytes, kept.Print.Bytes) {
			t.Error("other bytes come back")
		}
		_, err = s.Keep(ctx, gatetest.Actor("leader"), annual(t, s, report.Request{}))
		if fault.CodeOf(err) != "auth.forbidden" {
			t.Errorf("a leader keeps reports: %v", err)
		}
		_, err = s.Annual(ctx, gatetest.Actor("citizen"), report.Request{Year: 2026, AsOf: today})
		if fault.CodeOf(err) != "auth.forbidden" {
			t.Errorf("a citizen reads: %v", err)
		}
	})
}

func TestWorkbookHoldsNumbers(t *testing.T) {
	t.Parallel()
	s, _ := setup(t, dbtest.Open(t))
	var b bytes.Buffer
	ok(t, annual(t, s, report.Request{}).WriteXlsx(&b))
	f, err := excelize.OpenReader(&b)
	ok(t, err)
	defer f.Close()
	if got := f.GetSheetList(); len(got) != 6 {
		t.Fatalf("sheets: %v", got)
	}
	raw := excelize.Options{RawCellValue: true}
	rows, err := f.GetRows("Chỉ tiêu", raw)
	ok(t, err)
	if len(rows) != 38 {
		t.Errorf("%d rows of targets", len(rows))
	}
	found := false
	for i, row := range rows {
		if row[0] != "T04" {
			continue
		}
		found = true
		for at, want := range map[string]string{"F": "62", "J": "485030", "K": "1066000", "L": "45.5"} {
			cell := at + string(rune('0'+(i+1)/10)) + string(rune('0'+(i+1)%10))
			if i+1 < 10 {
				cell = at + string(rune('0'+i+1))
			}
			v, err := f.GetCellValue("Chỉ tiêu", cell, raw)
			ok(t, err)
			kind, err := f.GetCellType("Chỉ tiêu", cell)
			ok(t, err)
			if v != want || kind != excelize.CellTypeUnset && kind != excelize.CellTypeNumber {
				t.Errorf("%s is %q of kind %v, want the number %s", cell, v, kind, want)
			}
		}
	}
	if !found {
		t.Error("T04 is not there")
	}
	panes, err := f.GetPanes("Chi trả")
	ok(t, err)
	if !panes.Freeze || panes.YSplit != 1 {
		t.Errorf("panes: %+v", panes)
	}
	money, err := f.GetCellValue("Chi trả", "E2", raw)
	ok(t, err)
	if money != "3280450000" {
		t.Errorf("money: %s", money)
	}
}

// TestLook leaves the files in the folder that ANSINH_LOOK names, to be looked at.
func TestLook(t *testing.T) {
	t.Parallel()
	dir := os.Getenv("ANSINH_LOOK")
	if dir == "" {
		dir = t.TempDir()
	}
	s, _ := setup(t, dbtest.Open(t))
	a := annual(t, s, report.Request{})
	for name, write := range map[string]func(io.Writer) error{"report.docx": a.WriteDocx, "report.xlsx": a.WriteXlsx} {
		f, err := os.Create(filepath.Join(dir, name))
		ok(t, err)
		ok(t, write(f))
		ok(t, f.Close())
	}
}
