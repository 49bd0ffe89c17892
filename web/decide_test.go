package web

import (
	"archive/zip"
	"bytes"
	"context"
	"html"
	"io"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"ansinh/auth"
	"ansinh/db"
	"ansinh/db/dbtest"
	"ansinh/gate/gatetest"
)

var (
	applyLink  = regexp.MustCompile(`href="(/applications/new\?[^"]+list=gap[^"]*)"`)
	caseLink   = regexp.MustCompile(`/applications/[0-9]+`)
	handleLink = regexp.MustCompile(`href="(/decisions/[0-9]+)"`)
	paperBox   = regexp.MustCompile(`name="paper" value="([^"]+)"`)
	hiddenBox  = regexp.MustCompile(`<input type="hidden" name="([a-z]+)" value="([^"]*)"`)
)

// first is the first address of a kind on a page of a role.
func (c *cast) first(role, page string, link *regexp.Regexp) string {
	c.t.Helper()
	_, body := c.seat[role].get(page)
	m := link.FindStringSubmatch(body)
	if m == nil {
		c.t.Fatalf("%s shows %s no %s:\n%s", page, role, link, words(body))
	}
	return html.UnescapeString(m[len(m)-1])
}

// fields are the hidden fields of a page's form.
func fields(body string) url.Values {
	out := url.Values{}
	for _, m := range hiddenBox.FindAllStringSubmatch(body, -1) {
		out.Set(m[1], html.UnescapeString(m[2]))
	}
	return out
}

// confirm opens the page that sums up what is about to happen, then lets it happen, twice.
func (c *cast) confirm(role, path, query, says string) {
	c.t.Helper()
	code, body := c.seat[role].get(path + "/confirm?" + query)
	if code != 200 || !strings.Contains(body, "Chưa có gì được ghi") {
		c.t.Fatalf("%s/confirm?%s: %d %s", path, query, code, words(body))
	}
	form := fields(body)
	c.send(role, path+"/confirm?"+query, path, form, 200, says)
	c.send(role, path, path, form, 200, says)
}

// TestAnApplicationIsWalkedOnThePages goes from the gap list to a decision, a refusal and an end as the commune's
// officer, and asks whether anybody else may.
func TestAnApplicationIsWalkedOnThePages(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		c := newCast(t, d)
		c.writeToPeople()
		c.grantFromTheGap()
		c.refuseSomebody()
		c.changeTheWholeList()
		c.endFromTheReview()
		c.replaceFromTheAdjust()
		c.changeAndComplain()
	})
}

func (c *cast) grantFromTheGap() {
	c.t.Helper()
	const officer = "commune-officer"
	page := c.first(officer, "/lists?list=gap", applyLink)
	code, body := c.seat[officer].get(page)
	if code != 200 || !strings.Contains(body, "Đủ điều kiện") {
		c.t.Fatalf("%s: %d %s", page, code, words(body))
	}
	form := fields(body)
	form.Set("received", "2026-11-16")
	opened := c.send(officer, page, "/applications", form, 200, "còn 5 ngày làm việc")
	path := caseLink.FindString(opened)
	c.send(officer, page, "/applications", form, 200, path)
	c.send("auditor", "/audit", "/applications", form, 403, "không có quyền")
	c.send("payment-officer", "/runs", path, url.Values{"do": {"check"}}, 403, "không có quyền")
	c.send(officer, path, path, url.Values{"do": {"check"}}, 422, "chưa có")
	c.send(officer, path, path, url.Values{"do": {"decide"}, "from": {"2026-11"}, "on": {"2026-11-24"}}, 409, "đang ở bước “đã nhận”")
	if code, body = c.seat[officer].get("/lists?list=gap"); code != 200 || !strings.Contains(body, "đang giải quyết") {
		c.t.Errorf("the list does not say that somebody is at it: %s", words(body))
	}
	_, body = c.seat[officer].get(path)
	papers := url.Values{"do": {"check"}}
	for _, m := range paperBox.FindAllStringSubmatch(body, -1) {
		papers.Add("paper", m[1])
	}
	c.send(officer, path, path, papers, 200, "Hồ sơ đã kiểm tra.")
	if code, body = c.seat[officer].get(path + "/confirm?do=decide&from=thang&on=2026-11-24"); code != 422 || !strings.Contains(body, `role="alert"`) {
		c.t.Errorf("a month nobody can read: %d %s", code, words(body))
	}
	c.send(officer, path, path, url.Values{"do": {"decide"}, "from": {"2026-11"}, "on": {"2026-11-25"}}, 422, "chưa đến")
	c.letter(officer, path+"/files/submission", "TỜ TRÌNH")
	c.confirm(officer, path, "do=decide&from=2026-11&on=2026-11-24&signer=Chủ+tịch+thử", "Hồ sơ đã quyết định.")
	_, body = c.seat[officer].get(path)
	decision := handleLink.FindStringSubmatch(body)
	if decision == nil {
		c.t.Fatalf("no decision on %s: %s", path, words(body))
	}
	c.letter(officer, decision[1]+"/file", "QUYẾT ĐỊNH", "Chủ tịch thử", "nhận ngày 16/11/2026", "176/2025/NĐ-CP")
	if code, _ := c.seat[officer].get(path + "/files/refusal"); code != 404 {
		c.t.Errorf("a refusal of what was granted: %d", code)
	}
	if code, body = c.seat["auditor"].get(decision[1]); code != 200 || !strings.Contains(body, "Chủ tịch thử") || strings.Contains(body, "Thôi hưởng từ tháng") {
		c.t.Errorf("the auditor reads the decision: %d %s", code, words(body))
	}
}

// letter wants a document that says some things and has the same bytes when it is asked for again.
func (c *cast) letter(role, path string, says ...string) {
	c.t.Helper()
	code, first := c.seat[role].get(path)
	z, err := zip.NewReader(strings.NewReader(first), int64(len(first)))
	if code != 200 || err != nil {
		c.t.Fatalf("%s: %d %v", path, code, err)
	}
	f, err := z.Open("word/document.xml")
	if err != nil {
		c.t.Fatal(err)
	}
	all, err := io.ReadAll(f)
	if err != nil {
		c.t.Fatal(err)
	}
	for _, s := range says {
		if !strings.Contains(string(all), s) {
			c.t.Errorf("%s does not say %q: %s", path, s, tag.ReplaceAllString(string(all), " "))
		}
	}
	if _, again := c.seat[role].get(path); again != first {
		c.t.Errorf("%s has other bytes the second time", path)
	}
}

// openLate opens an application that should have been answered by now, and gives its page.
func (c *cast) openLate(officer string) string {
	c.t.Helper()
	person := c.first(officer, "/people?q=nguyen", regexp.MustCompile(`href="/people/([0-9]+)"`))
	page := "/applications/new?person=" + person + "&category=K2"
	code, body := c.seat[officer].get(page)
	if code != 200 || !strings.Contains(body, "Không đủ điều kiện") {
		c.t.Fatalf("%s: %d %s", page, code, words(body))
	}
	form := fields(body)
	form.Set("received", "2026-10-01")
	return caseLink.FindString(c.send(officer, page, "/applications", form, 200, "quá hạn"))
}

func (c *cast) refuseSomebody() {
	c.t.Helper()
	const officer = "commune-officer"
	path := c.openLate(officer)
	_, body := c.seat[officer].get("/applications")
	if !strings.Contains(body, "quá hạn") {
		c.t.Errorf("nobody sees who is late: %s", words(body))
	}
	if _, body = c.seat[officer].get("/"); !strings.Contains(body, "hồ sơ quá hạn") {
		c.t.Errorf("the first page does not name late applications: %s", words(body))
	}
	c.confirm(officer, path, "do=refuse&on=2026-11-24&note=Gia+đình+đã+được+giải+thích", "Hồ sơ đã từ chối.")
	_, body = c.seat[officer].get(path)
	for _, want := range []string{"1/TB-UBND", "không đạt điều kiện", "Gia đình đã được giải thích", "trả lời chậm"} {
		if !strings.Contains(body, want) {
			c.t.Errorf("the refusal does not say %q: %s", want, words(body))
		}
	}
	c.letter(officer, path+"/files/refusal", "THÔNG BÁO", "1/TB-UBND", "không đạt điều kiện", "Gia đình đã được giải thích")
	if code, _ := c.seat["citizen"].get(path + "/files/refusal"); code != 403 {
		c.t.Errorf("a citizen opens a notice of somebody's: %d", code)
	}
	if code, _ := c.seat["citizen"].get(path); code != 403 {
		c.t.Errorf("a citizen opens an application: %d", code)
	}
}

func (c *cast) endFromTheReview() {
	c.t.Helper()
	const officer = "commune-officer"
	path := c.first(officer, "/lists?list=review", handleLink)
	if code, body := c.seat[officer].get(path + "/confirm?do=end&from=2026-12&reason="); code != 422 || !strings.Contains(body, "phải ghi lý do") {
		c.t.Errorf("ended without a reason: %d %s", code, words(body))
	}
	c.send("auditor", "/audit", path, url.Values{"do": {"end"}, "from": {"2026-12"}, "reason": {"x"}}, 403, "không có quyền")
	c.confirm(officer, path, "do=end&from=2026-12&reason=Đã+chuyển+đi", "chỉ còn hiệu lực đến hết tháng")
	c.send(officer, "/applications", path, url.Values{"do": {"end"}, "from": {"2027-01"}, "reason": {"khác"}}, 409, "đã thôi hiệu lực")
}

// replaceFromTheAdjust works in a commune where a decision is to be adjusted; the officer of another one may not.
func (c *cast) replaceFromTheAdjust() {
	c.t.Helper()
	ctx := context.Background()
	err := c.d.Update(ctx, func(tx *db.Tx) error {
		own, err := auth.Find(ctx, tx, "congchuc")
		if err != nil {
			return err
		}
		// The demonstration leaves nothing to adjust: one row more, as another amount would make it.
		if _, err := tx.Exec(ctx, `INSERT INTO benefit_list (month, list, person, programme, category, commune, home_unit, reason, decision,
				old_category, old_amount, new_amount, missing)
			SELECT '2026-11', 'adjust', d.person, d.programme, d.category, d.commune, d.home_unit, 'rate', d.id, d.category, d.amount, n.amount, ''
			FROM decision d JOIN determined n ON n.month = '2026-11' AND n.person = d.person AND n.programme = d.programme AND n.category = d.category
			WHERE d.status = 'active' AND d.from_month < '2026-11' AND d.commune <> $1 ORDER BY d.id LIMIT 1`, own.Unit); err != nil {
			return err
		}
		return auth.Create(ctx, tx, gatetest.Now, auth.Actor{ID: "khaptinh", Name: "Khắp tỉnh", Role: "commune-officer"}, password)
	})
	if err != nil {
		c.t.Fatal(err)
	}
	const officer = "everywhere"
	c.seat[officer] = visit(c.t, c.seat["auditor"].server)
	c.seat[officer].signIn("khaptinh", password)
	path := c.first(officer, "/lists?list=adjust", handleLink)
	category := c.first(officer, path, regexp.MustCompile(`name="category" value="([^"]+)"`))
	if code, body := c.seat["commune-officer"].get(path); code != 403 || !strings.Contains(body, "ngoài địa bàn") {
		c.t.Errorf("another commune's decision: %d %s", code, words(body))
	}
	c.confirm(officer, path, "do=replace&from=2026-11&on=2026-11-24&category="+category, "được thay bằng quyết định số")
}

// changeAndComplain suspends and resumes a decision, each by a document, and takes a complaint of it to its end.
func (c *cast) changeAndComplain() {
	c.t.Helper()
	const officer = "commune-officer"
	page := c.activeDecision()
	c.confirm(officer, page, "do=suspend&reason=not-collected&from=2027-01&on=2026-11-24", "từ tháng 01/2027")
	_, body := c.seat[officer].get(page)
	if !strings.Contains(body, "đang tạm dừng") {
		c.t.Errorf("the page does not say that it is suspended: %s", words(body))
	}
	file := changeLink.FindString(body)
	c.letter(officer, file, "QUYẾT ĐỊNH", "tạm dừng chi trả", "không nhận trợ cấp từ 03 tháng liên tục", "02/2021/TT-BLĐTBXH")
	c.confirm(officer, page, "do=resume&from=2027-01&on=2026-11-24", "được chi trả lại từ tháng 01/2027")
	c.send("auditor", "/audit", page, url.Values{"do": {"suspend"}, "from": {"2027-02"}, "reason": {"detained"}}, 403, "không có quyền")
	decision := strings.TrimPrefix(page, "/decisions/")
	c.send(officer, page, "/complaints", url.Values{"decision": {decision}, "content": {""}}, 422, "phải ghi nội dung khiếu nại")
	opened := c.send(officer, page, "/complaints", url.Values{"decision": {decision}, "content": {"Chưa đúng mức hưởng"}, "received": {"2026-11-20"}}, 200, "Khiếu nại đã nhận")
	path := complaintLink.FindString(opened)
	if !strings.Contains(opened, "kết quả giống văn bản bị khiếu nại") {
		c.t.Errorf("the proof of the day is not there: %s", words(opened))
	}
	c.send(officer, path, path, url.Values{"to": {"upheld"}, "note": {"đúng"}}, 409, "đang ở bước “đã nhận”")
	c.send(officer, path, path, url.Values{"to": {"accepted"}}, 200, "Khiếu nại đã thụ lý")
	c.letter(officer, path+"/file", "THÔNG BÁO", "thụ lý giải quyết khiếu nại", "155/2026")
	c.send(officer, path, path, url.Values{"to": {"upheld"}, "note": {"Mức hưởng đúng quy định"}, "on": {"2026-11-24"}}, 200, "giữ nguyên quyết định")
	c.letter(officer, path+"/file", "QUYẾT ĐỊNH", "Giữ nguyên văn bản bị khiếu nại", "kết quả giống văn bản bị khiếu nại")
	if _, body := c.seat[officer].get("/complaints"); !strings.Contains(body, "Chưa đúng mức hưởng") {
		c.t.Errorf("the list has no complaint: %s", words(body))
	}
}

var (
	changeLink    = regexp.MustCompile(`/decisions/[0-9]+/changes/[0-9]+/file`)
	complaintLink = regexp.MustCompile(`/complaints/[0-9]+`)
)

// activeDecision is a decision of the officer's area that is in force.
func (c *cast) activeDecision() string {
	c.t.Helper()
	var path string
	err := c.d.View(context.Background(), func(tx *db.Tx) error {
		own, err := auth.Find(context.Background(), tx, "congchuc")
		if err != nil {
			return err
		}
		id, err := db.One(context.Background(), tx, db.Value[int64], `SELECT min(id) FROM decision WHERE status = 'active' AND commune = $1`, own.Unit)
		path = decisionPath(id)
		return err
	})
	if err != nil {
		c.t.Fatal(err)
	}
	return path
}

// writeToPeople fetches the letters of the gap list and of what is coming.
func (c *cast) writeToPeople() {
	c.t.Helper()
	for path, says := range map[string]string{"/lists?list=gap&format=letters": "THÔNG BÁO", "/coming?format=letters": "THÔNG BÁO"} {
		code, body := c.seat["commune-officer"].get(path)
		if code != 200 {
			c.t.Fatalf("%s: %d %s", path, code, words(body))
		}
		z, err := zip.NewReader(strings.NewReader(body), int64(len(body)))
		if err != nil {
			c.t.Fatal(err)
		}
		if n := len(z.File); n < 2 || z.File[n-1].Name != "tin-nhan.csv" {
			c.t.Fatalf("%s: %d files", path, n)
		}
		f, err := z.File[0].Open()
		if err != nil {
			c.t.Fatal(err)
		}
		docx, err := io.ReadAll(f)
		if err != nil {
			c.t.Fatal(err)
		}
		inner, err := zip.NewReader(bytes.NewReader(docx), int64(len(docx)))
		if err != nil {
			c.t.Fatal(err)
		}
		text, err := inner.Open("word/document.xml")
		if err != nil {
			c.t.Fatal(err)
		}
		if said, _ := io.ReadAll(text); !bytes.Contains(said, []byte(says)) {
			c.t.Errorf("%s: %s", path, said)
		}
	}
}
