package web

import (
	"context"
	"net/url"
	"strings"
	"testing"
	"testing/fstest"

	"ansinh/db"
	"ansinh/db/dbtest"
	"ansinh/gate/gatetest"
	"ansinh/law"
	"ansinh/money"
	"ansinh/reform"
)

// higherBase is an invented decree.
func higherBase(t *testing.T) []reform.File {
	t.Helper()
	const folder = "law/social-assistance/nd-1-2027/"
	files, err := reform.Read(fstest.MapFS{
		folder + "instrument.yaml": {Data: []byte("number: 1/2027/NĐ-CP\nvi: Nghị định thử\nen: Test\nissuer: Chính phủ\nissued: 2027-05-20\nfrom: 2027-07-01\nconfidence: V\namends: [nd-20-2021, nd-76-2024, nd-335-2026]\n")},
		folder + "params.yaml":     {Data: []byte("base:\n  values:\n    - {from: 2027-07-01, value: 600000, source: Điều 1, confidence: V}\n")},
		folder + "cases.yaml":      {Data: []byte("cases:\n  - {id: first, month: 2027-07, facts: {birth_date: 1990-01-01, disability: severe}, expect: [{category: K6n, amount: 900000}]}\n")},
	})
	if err != nil {
		t.Fatal(err)
	}
	return files
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
		if _, err := h.Reforms.Propose(context.Background(), gatetest.Actor("provincial-officer"), higherBase(t), ""); err != nil {
			t.Fatal(err)
		}
		const page = "/law/dossiers/1"
		do := func(what string) url.Values { return url.Values{"do": {what}} }
		c.send("auditor", page, page, do("approve"), 403, "không có quyền")
		c.send("leader", page, page, do("fly"), 422, "")
		c.send("leader", page, page, do("approve"), 409, "hãy tính tác động")
		c.send("provincial-officer", page, page, do("withdraw"), 403, "Chỉ người lập hồ sơ")
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
		if code, _ := c.seat["leader"].get("/law/dossiers/2"); code != 404 {
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
	for _, c := range []struct {
		was, will money.Dong
		want      string
	}{{0, 5, "–"}, {1000, 1173, "+17,3%"}, {1000, 985, "−1,5%"}, {1000, 1000, "+0,0%"}} {
		if got := percentChange(c.was, c.will); got != c.want {
			t.Errorf("%d to %d: %s, want %s", c.was, c.will, got, c.want)
		}
	}
	if got := clipped(strings.Repeat("ă", 80)); len([]rune(got)) != 60 || !strings.HasSuffix(got, "…") {
		t.Errorf("clipped to %q", got)
	}
	sim := &law.Simulation{By: []law.Distribution{{By: "commune", Lines: []law.Line{
		{Group: law.Group{ID: "still"}, Outcomes: []law.Outcome{{Cost: 9}, {Cost: 9}}},
		{Group: law.Group{ID: "nobody"}, Outcomes: []law.Outcome{{}, {}}},
		{Group: law.Group{ID: "less"}, Outcomes: []law.Outcome{{Cost: 9}, {Cost: 1}}},
	}}}}
	if got := lines(sim, "commune"); len(got) != 2 || got[0].ID != "less" || got[1].ID != "still" {
		t.Errorf("lines %+v", got)
	}
}
