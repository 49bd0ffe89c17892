package web

import (
	"archive/zip"
	"bytes"
	"html"
	"maps"
	"mime/multipart"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"ansinh/db"
	"ansinh/db/dbtest"
	"ansinh/law/simulate"
	"ansinh/money"
	"ansinh/text"
)

// higherBase is an invented decree, by the names of its files.
func higherBase() map[string]string {
	return map[string]string{
		"instrument.yaml": "number: 1/2027/NĐ-CP\nvi: Nghị định thử\nen: Test\nissuer: Chính phủ\nissued: 2027-05-20\nfrom: 2027-07-01\nconfidence: V\namends: [nd-20-2021, nd-76-2024, nd-335-2026]\n",
		"params.yaml":     "base:\n  values:\n    - {from: 2027-07-01, value: 600000, source: Điều 1, confidence: V}\n",
		"cases.yaml":      "cases:\n  - {id: first, month: 2027-07, facts: {birth_date: 1990-01-01, disability: severe}, expect: [{category: K6n, amount: 900000}]}\n",
	}
}

// packed is files as the package of a folder, as a system packs it.
func packed(t *testing.T, under string, files map[string]string) string {
	t.Helper()
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for name, body := range files {
		w, err := z.Create(under + name)
		if err == nil {
			_, err = w.Write([]byte(body))
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	for _, junk := range []string{"__MACOSX/thay-doi/._x", "thay-doi/.DS_Store"} {
		if _, err := z.Create(junk); err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

const packedUnder = "thay-doi/law/social-assistance/nd-1-2027/"

// sent is a file of a form.
type sent struct{ field, name, body string }

// sendFiles sends a form with files as a role and wants a status and a text in the answer.
func (c *cast) sendFiles(role, page, to string, form url.Values, files []sent, code int, says ...string) string {
	c.t.Helper()
	v := c.seat[role]
	var b bytes.Buffer
	w := multipart.NewWriter(&b)
	form = maps.Clone(form)
	form.Set("token", v.token(page))
	for key, values := range form {
		for _, x := range values {
			if err := w.WriteField(key, x); err != nil {
				c.t.Fatal(err)
			}
		}
	}
	for _, f := range files {
		part, err := w.CreateFormFile(f.field, f.name)
		if err == nil {
			_, err = part.Write([]byte(f.body))
		}
		if err != nil {
			c.t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		c.t.Fatal(err)
	}
	got, body := v.answer(v.client.Post(v.server.URL+to, w.FormDataContentType(), &b))
	for _, x := range says {
		if got != code || !strings.Contains(body, x) {
			c.t.Errorf("%s sends to %s: %d, want %d with %q in\n%s", role, to, got, code, x, words(body))
		}
	}
	return body
}

// proposeOnThePage sends a package past every way in which it can be wrong.
func proposeOnThePage(c *cast) {
	c.t.Helper()
	const page, officer = "/law/dossiers/new", "provincial-officer"
	good := higherBase()
	zipped := func(files map[string]string) []sent {
		return []sent{{"package", "thay-doi.zip", packed(c.t, packedUnder, files)}}
	}
	wrong := maps.Clone(good)
	wrong["params.yaml"] = "bse:\n  values:\n    - {from: 2027-07-15, value: nhiều, source: Điều 1, confidence: V}\n"
	c.sendFiles(officer, page, page, url.Values{"note": {"Nâng mức"}}, zipped(wrong), 422,
		"params.yaml:1:1", "có phải “base”", "params.yaml:3:14", "params.yaml:3:33", "^", `value="Nâng mức"`, `<span class="line-number">3</span>`)
	red := maps.Clone(good)
	red["cases.yaml"] = strings.Replace(good["cases.yaml"], "900000", "1", 1)
	c.sendFiles(officer, page, page, url.Values{}, zipped(red), 422, "cases.yaml:2", "900.000 đ")
	c.sendFiles(officer, page, page, url.Values{}, nil, 422, "Chưa chọn tệp nào")
	c.sendFiles(officer, page, page, url.Values{}, []sent{{"package", "x.zip", "\x89PNG"}}, 422, ".zip")
	loose := []sent{}
	for name, body := range good {
		loose = append(loose, sent{"files", name, body})
	}
	c.sendFiles(officer, page, page, url.Values{"field": {"social-assistance"}, "folder": {"../nd"}}, loose, 422, "chữ thường")
	c.sendFiles(officer, page, page, url.Values{"field": {"social-assistance"}, "folder": {"nd-20-2021"}}, loose, 422, "law/social-assistance/nd-20-2021")
	c.sendFiles("leader", "/law/dossiers", page, url.Values{}, nil, 403, "không có quyền")
	c.sendFiles(officer, page, page, url.Values{"field": {"social-assistance"}, "folder": {"nd-1-2027"}}, loose, 200, "Đã trình hồ sơ số 1")
	c.sendFiles(officer, page, page, url.Values{}, zipped(good), 200, "Đã trình hồ sơ số 2")
	c.send(officer, "/law/dossiers/2", "/law/dossiers/2", url.Values{"do": {"withdraw"}}, 200, "rút")
	simulatePackages(c, zipped(good)[0].body)
}

// simulatePackages supposes a package, a dossier and several values at once, over today's people and earlier ones.
func simulatePackages(c *cast, pack string) {
	c.t.Helper()
	const page = "/law/simulate"
	form := url.Values{"p1": {"social-assistance.base", "social-pension.level"}, "v1": {"700.000", "600000"}, "d1": {"2027-07-01", "2027-07-01"},
		"by": {"age"}, "month": {""}, "run": {""}, "known": {""}}
	body := c.sendFiles("leader", page, page, form, []sent{{"f2", "thay-doi.zip", pack}}, 200, "Phương án A", "Phương án B", "Gói văn bản thay-doi.zip",
		"là 700.000 đ từ 01/07/2027", "là 600.000 đ từ 01/07/2027", "Tháng 07/2027", "format=xlsx")
	link := html.UnescapeString(regexp.MustCompile(`href="(/law/simulate\?[^"]*format=xlsx[^"]*)"`).FindStringSubmatch(body)[1])
	code, book := c.seat["leader"].get(link)
	f, err := excelize.OpenReader(strings.NewReader(book))
	if err != nil || code != 200 || len(f.GetSheetList()) != 1+len(divisions) {
		c.t.Errorf("workbook: %d %v", code, err)
	}
	if code, body := c.seat["auditor"].get(strings.Replace(link, "format=xlsx", "", 1)); code != 422 || !strings.Contains(body, "chọn lại tệp") {
		c.t.Errorf("somebody else's package: %d", code)
	}
	c.sendFiles("leader", page, page, url.Values{"h1": {"1"}}, nil, 200, "Hồ sơ số 1", "Tháng 07/2027")
	c.sendFiles("leader", page, page, url.Values{"h1": {"99"}}, nil, 404, "")
	c.sendFiles("leader", page, page, url.Values{"h1": {"1"}, "run": {"2026-11"}}, nil, 200, "Tháng 11/2026")
	c.sendFiles("leader", page, page, url.Values{"h1": {"1"}, "known": {"2026-10-05"}}, nil, 200, "đã biết đến hết ngày 05/10/2026")
	c.sendFiles("leader", page, page, url.Values{"h1": {"1"}, "known": {"2031-01-01"}}, nil, 422, "chưa tới")
	wrong := higherBase()
	wrong["params.yaml"] = "bse: {}\n"
	c.sendFiles("leader", page, page, url.Values{}, []sent{{"f1", "x.zip", packed(c.t, packedUnder, wrong)}}, 422, "params.yaml:1:1", "^")
	c.sendFiles("leader", page, page, url.Values{"v1": {"9"}}, []sent{{"f1", "x.zip", "x"}}, 422, `value="9"`, ".zip")
}

// TestADossierMovesOnThePages takes a dossier to the law by the pages of three people, past those who may not.
func TestADossierMovesOnThePages(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h, sum := demonstration(t, d, 1000)
		server := serve(t, h)
		c := &cast{t: t, d: d, seat: map[string]*visitor{}}
		for _, l := range sum.Logins {
			c.seat[l.Role] = visit(t, server)
			c.seat[l.Role].signIn(l.Login, l.Password)
		}
		proposeOnThePage(c)
		const page = "/law/dossiers/1"
		do := func(what string) url.Values { return url.Values{"do": {what}} }
		c.send("auditor", page, page, do("approve"), 403, "không có quyền")
		c.send("leader", page, page, do("fly"), 422, "")
		c.send("leader", page, page, do("approve"), 409, "hãy tính tác động")
		c.send("auditor", page, page, do("withdraw"), 403, "không có quyền")
		c.send("provincial-officer", page, page, do("preview"), 200, "Đã tính tác động tháng 07/2027")
		c.send("leader", page, page, do("approve"), 200, "duyệt lần một")
		c.send("leader", page, page, do("approve"), 403, "ba người khác nhau")
		c.send("payment-checker", page, page, do("approve"), 200, "có hiệu lực")
		c.send("payment-checker", page, page, do("withdraw"), 409, "đã có hiệu lực")
		for path, says := range map[string]string{
			"/law?on=2027-07-01": "900.000 đ", "/law/documents/social-assistance/nd-1-2027": "600.000 đ", page: "SHA-256",
			"/law/differences?from=2027-06-30&to=2027-07-01": "1/2027/NĐ-CP",
		} {
			if code, body := c.seat["citizen"].get(path); code != 200 || !strings.Contains(body, says) {
				t.Errorf("%s: %d, without %q: %s", path, code, says, words(body))
			}
		}
		if code, _ := c.seat["leader"].get("/law/dossiers/3"); code != 404 {
			t.Errorf("no such dossier: %d", code)
		}
		simulateOnThePages(t, c)
	})
}

func simulateOnThePages(t *testing.T, c *cast) {
	t.Helper()
	const asked = "/law/simulate?p1=social-assistance.base&v1=700.000&d1=2027-01-01&p2=social-assistance.base&v2=650000&d2=2027-01-01&by="
	for _, x := range []struct {
		role, path string
		code       int
		says       string
	}{
		{"leader", asked + "commune", 200, "Phương án B"},
		{"leader", asked + "age&format=csv", 200, "Toàn tỉnh"},
		{"leader", "/law/simulate", 200, "Giá trị mới"},
		{"leader", "/law/simulate?p1=social-assistance.base&v1=nhiều&d1=2027-01-01", 422, "không phải số tiền"},
		{"leader", "/law/simulate?p1=social-assistance.bse&v1=1&d1=2027-01-01", 422, "social-assistance.base"},
		{"citizen", "/law/simulate", 403, "không có quyền"},
		{"leader", "/law/documents/social-assistance/nd-0", 404, "Không có văn bản này"},
		{"leader", "/law/differences?from=2019-01-01&to=2024-07-01", 422, "nằm ngoài"},
		{"leader", "/law/differences?from=2024-08-01&to=2024-09-01", 200, "như nhau"},
	} {
		if code, body := c.seat[x.role].get(x.path); code != x.code || !strings.Contains(body, x.says) {
			t.Errorf("%s on %s: %d, want %d with %q: %.400s", x.role, x.path, code, x.code, x.says, words(body))
		}
	}
}

func TestWordsOfASimulation(t *testing.T) {
	t.Parallel()
	vi, en := &frame{Lang: text.VI}, &frame{Lang: text.EN}
	if got := en.percentChange(1000, 1173) + en.Money(1234567) + en.Signed(-1500) + vi.Money(1234567); got != "+17.3%1,234,567 đ−1,500 đ1.234.567 đ" {
		t.Error(got)
	}
	for _, c := range []struct {
		was, will money.Dong
		want      string
	}{{0, 5, "–"}, {1000, 1173, "+17,3%"}, {1000, 985, "−1,5%"}, {1000, 1000, "+0,0%"}} {
		if got := vi.percentChange(c.was, c.will); got != c.want {
			t.Errorf("%d to %d: %s, want %s", c.was, c.will, got, c.want)
		}
	}
	sim := &simulate.Simulation{By: []simulate.Distribution{{By: "commune", Lines: []simulate.Line{
		{Group: simulate.Group{ID: "still"}, Outcomes: []simulate.Outcome{{Cost: 9}, {Cost: 9}}},
		{Group: simulate.Group{ID: "nobody"}, Outcomes: []simulate.Outcome{{}, {}}},
		{Group: simulate.Group{ID: "less"}, Outcomes: []simulate.Outcome{{Cost: 9}, {Cost: 1}}},
	}}}}
	if got := lines(sim, "commune"); len(got) != 2 || got[0].ID != "less" || got[1].ID != "still" {
		t.Errorf("lines %+v", got)
	}
}
