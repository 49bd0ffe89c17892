package web

import (
	"net/url"
	"regexp"
	"strings"
	"testing"

	"ansinh/db"
	"ansinh/db/dbtest"
)

var anyReport = regexp.MustCompile(`href="(/reports/[0-9]+)"`)

// TestThePromiseIsWorkedOnItsPages: a month is measured again, a part of a figure corrected, a template laid and a report made
// from it, two versions compared – one success, one refusal, one lack of permission each.
func TestThePromiseIsWorkedOnItsPages(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		c := newCast(t, d)
		c.measureAgain()
		c.correctAPart()
		c.layTemplates()
		c.compareVersions()
		c.partsByCommune()
		c.dayAfterRefusal()
	})
}

func (c *cast) measureAgain() {
	c.t.Helper()
	const page = "/plan/measuring"
	if _, body := c.seat["commune-officer"].get(page); !strings.Contains(body, "đã tính") || strings.Contains(body, "<form method=\"post\" action=\"/plan/measuring\"") {
		c.t.Errorf("a commune's officer reads and may not measure: %s", words(body))
	}
	c.send("provincial-officer", page, page, url.Values{"month": {"2026-11"}, "as": {"closed"}}, 200, "Đã yêu cầu tính chỉ tiêu tháng 11/2026")
	c.send("provincial-officer", page, page, url.Values{"month": {"2025-01"}, "as": {"closed"}}, 409, "chưa chốt danh sách chi trả")
	c.send("provincial-officer", page, page, url.Values{"month": {"2026-11"}, "as": {"tomorrow"}}, 422, "")
	c.send("agency-officer", page, page, url.Values{"month": {"2026-11"}, "as": {"closed"}}, 403, "không có quyền")
	if _, body := c.seat["provincial-officer"].get(page + "?format=csv"); !strings.Contains(body, "2026-11") {
		c.t.Errorf("the file says %s", body)
	}
	if _, body := c.seat["provincial-officer"].get("/plan/targets/T06"); !strings.Contains(body, "Đã tính những gì, lúc nào") {
		c.t.Error("the target does not say what was measured when")
	}
}

func (c *cast) correctAPart() {
	c.t.Helper()
	const page = "/returns/education?year=2024" // sent and approved by no test before this one
	c.send("agency-officer", page, page, url.Values{"f.age_primary": {"1.000"}, "f.age_primary.sex.male": {"600"}, "f.age_primary.sex.female": {"400"}, "do": {"send"}, "source": {"Sổ"}}, 200, "Đã gửi báo cáo")
	c.send("provincial-officer", page, "/returns/education/judgement?year=2024", url.Values{"do": {"approve"}}, 200, "Đã duyệt báo cáo")
	const to = "/returns/education/corrections?year=2024"
	c.send("agency-officer", page, to, url.Values{"reason": {"Ghi ngược"}, "f.age_primary.sex.male": {"900"}}, 422, "")
	body := c.send("agency-officer", page, to, url.Values{"reason": {"Ghi ngược nam và nữ"}, "f.age_primary.sex.male": {"450"}, "f.age_primary.sex.female": {"550"}}, 200, "Ghi ngược nam và nữ")
	if said := strings.Join(strings.Fields(words(body)), " "); !strings.Contains(said, "600 → 450") || strings.Contains(said, "1.000 →") {
		c.t.Errorf("the correction says %s", said)
	}
	c.send("commune-officer", "/returns", to, url.Values{"reason": {"x"}, "f.age_primary": {"1"}}, 404, "")
}

func (c *cast) layTemplates() {
	c.t.Helper()
	const page, lead = "/templates", "provincial-officer"
	code, sample := c.seat[lead].get("/templates/sample")
	if code != 200 || !strings.HasPrefix(sample, "PK") {
		c.t.Fatalf("the sample: %d", code)
	}
	c.sendFiles(lead, page, page, url.Values{"name": {"Báo cáo quý"}}, []sent{{"file", "quy.docx", "Kính gửi"}}, 422, "không phải văn bản Word", `value="Báo cáo quý"`)
	c.sendFiles(lead, page, page, url.Values{"name": {"Báo cáo quý"}}, nil, 422, "Báo cáo quý")
	c.sendFiles("agency-officer", page, page, url.Values{"name": {"x"}}, []sent{{"file", "quy.docx", sample}}, 403, "không có quyền")
	c.sendFiles(lead, page, page, url.Values{"name": {"Báo cáo quý"}}, []sent{{"file", "quy.docx", sample}}, 200, "Đã nhận mẫu")
	if code, back := c.seat["agency-officer"].get("/templates/1/1"); code != 200 || back != sample {
		c.t.Errorf("the template comes back as another file: %d", code)
	}
	body := c.send("agency-officer", "/reports", "/reports", url.Values{"kind": {"template:1"}, "year": {"2026"}, "period": {"Q4"}}, 200, "Báo cáo quý – quý IV năm 2026")
	if strings.Contains(body, "«") || !strings.Contains(body, "class=\"bound\"") {
		c.t.Errorf("the report is not filled in: %s", words(body))
	}
	c.send(lead, page, "/templates/1", url.Values{"do": {"retire"}}, 200, "ngừng dùng")
	c.send("agency-officer", "/reports", "/reports", url.Values{"kind": {"template:1"}, "year": {"2026"}, "period": {"Q3"}}, 409, "đã ngừng dùng")
}

func (c *cast) compareVersions() {
	c.t.Helper()
	const who = "agency-officer"
	c.send(who, "/reports", "/reports", url.Values{"kind": {"agency"}, "year": {"2026"}}, 200, "Báo cáo")
	_, list := c.seat[who].get("/reports")
	m := anyReport.FindAllStringSubmatch(list, -1)
	if len(m) < 2 {
		c.t.Fatalf("no report: %s", words(list))
	}
	here := m[0][1]
	if _, body := c.seat[who].get(here + "/compare"); !strings.Contains(body, "mới có một bản") {
		c.t.Errorf("one version is compared with itself: %s", words(body))
	}
	c.send(who, here, here, url.Values{"do": {"submit"}}, 422, "V. KHÓ KHĂN, VƯỚNG MẮC; VI. KIẾN NGHỊ")
	if code, body := c.seat[who].get(here + "/compare?format=xlsx"); code != 200 || !strings.HasPrefix(body, "PK") {
		c.t.Errorf("the workbook: %d", code)
	}
	if code, body := c.seat[who].get(here + "/files/pdf"); code != 200 || !strings.HasPrefix(body, "%PDF-") {
		c.t.Errorf("the PDF: %d", code)
	}
	if code, _ := c.seat["citizen"].get(here + "/compare"); code != 403 {
		c.t.Errorf("a citizen compares reports: %d", code)
	}
}
