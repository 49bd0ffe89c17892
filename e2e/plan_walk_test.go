package e2e

import (
	"context"
	"fmt"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"ansinh/auth"
	"ansinh/calendar"
	"ansinh/db"
	"ansinh/house"
	"ansinh/org"
	"ansinh/policy"
	"ansinh/text"
	"ansinh/web"
)

// promise is a province that has nothing but its plan, on a day that the walk sets.
type promise struct {
	*program
	house    *house.House
	communes map[string]org.Unit // of clerks
	now      atomic.Int64        // nanoseconds
}

// clerks are who walks the year: login, role, agency, commune.
var clerks = []auth.Actor{
	{ID: "quantri", Name: "Đỗ Quản Trị", Role: "administrator"},
	{ID: "tonghop-bg", Name: "Ngô Tổng Hợp", Role: "provincial-officer", Agency: "bg-so-ldtbxh"},
	{ID: "tonghop", Name: "Ngô Tổng Hợp", Role: "provincial-officer", Agency: "bn-so-noi-vu"},
	{ID: "lanhdao", Name: "Trịnh Lãnh Đạo", Role: "leader", Agency: "bn-ubnd"},
	{ID: "kiemsoat", Name: "Vi Kiểm Soát", Role: "payment-checker", Agency: "bn-so-yte"},
	{ID: "giaoduc", Name: "Hà Giáo Dục", Role: "agency-officer", Agency: "bn-so-gddt"},
	{ID: "laodong", Name: "Lê Lao Động", Role: "agency-officer", Agency: "bn-so-noi-vu"},
	{ID: "xaydung", Name: "Mai Xây Dựng", Role: "agency-officer", Agency: "bn-so-xaydung"},
	{ID: "giaoduc-bg", Name: "Hà Giáo Dục", Role: "agency-officer", Agency: "bg-so-gddt"},
	{ID: "giamdoc-gd", Name: "Đào Giám Đốc", Role: "agency-leader", Agency: "bn-so-gddt"},
	{ID: "giamdoc-nv", Name: "Bùi Giám Đốc", Role: "agency-leader", Agency: "bn-so-noi-vu"},
	{ID: "ketoan", Name: "Tạ Kế Toán", Role: "payment-officer", Agency: "bn-so-yte"},
	{ID: "xa", Name: "Lý Công Chức", Role: "commune-officer"}, // the first commune of the day
	{ID: "xa2", Name: "Phí Công Chức", Role: "commune-officer"},
}

// newPromise serves a province of its own, from a day on.
func newPromise(t *testing.T, day string) *promise {
	t.Helper()
	data, err := policy.Open("")
	if err != nil {
		t.Fatal(err)
	}
	texts, err := text.Load(data)
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	p := &promise{communes: map[string]org.Unit{}, program: &program{logins: map[string]string{}, words: map[string]string{}}}
	p.day(t, day)
	clock := func() time.Time { return time.Unix(0, p.now.Add(int64(time.Millisecond))).UTC() }
	ctx := context.Background()
	if p.house, err = house.Open(ctx, house.Options{DB: filepath.Join(dir, "ansinh.db"), Keys: dir, Policy: data, Texts: texts, Clock: clock}); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { p.house.Close() })
	h := p.house
	if err := h.Load(ctx, auth.System()); err != nil {
		t.Fatal(err)
	}
	for _, c := range clerks {
		if at := slices.Index([]string{"xa", "xa2"}, c.ID); at >= 0 {
			p.communes[c.ID] = h.Tree.Units(org.Commune, calendar.MonthOf(2025, 8).First())[at]
			c.Unit = string(p.communes[c.ID].ID)
		}
		if err := h.DB.Update(ctx, func(tx *db.Tx) error { return auth.Create(ctx, tx, clock(), c, "mật khẩu của "+c.ID) }); err != nil {
			t.Fatal(err)
		}
		p.logins[c.ID], p.words[c.ID] = c.ID, "mật khẩu của "+c.ID
	}
	site, err := web.New(web.Rooms{Background: h, DB: h.DB, Gate: h.Gate, Log: h.Log, Verifier: h.Verifier, Texts: texts, Policy: h.Policy, Tree: h.Tree,
		Agencies: h.Agencies, Working: h.Working, Registry: h.Registry, Benefits: h.Benefits, Payments: h.Payments, Returns: h.Returns, Plans: h.Plans,
		Indicators: h.Indicators, Reports: h.Reports, Drafts: h.Drafts, Reforms: h.Reforms, Reorg: h.Reorg, Due: h.Due, Requests: h.Requests, Attached: h.Attached, Interop: h.Interop}, web.Options{})
	if err != nil {
		t.Fatal(err)
	}
	handler, err := site.Handler()
	if err != nil {
		t.Fatal(err)
	}
	server := httptest.NewServer(handler)
	t.Cleanup(server.Close)
	p.url = server.URL
	return p
}

// day sets the day that it is.
func (p *promise) day(t *testing.T, day string) {
	t.Helper()
	at, err := time.Parse("2006-01-02 15:04", day+" 02:00")
	if err != nil {
		t.Fatal(err)
	}
	p.now.Store(at.UnixNano())
}

// TestThePlansYearIsWalked takes the plan through 2025: read from its document and put in force in January, cascaded,
// measured against what agencies and communes report, amended, carried over two reorganisations, and reported on by 10
// and 31 December.
func TestThePlansYearIsWalked(t *testing.T) {
	p := newPromise(t, "2025-01-06")
	before := site
	site = p.program
	t.Cleanup(func() { site = before })

	readThePlan(t)
	cascadeThePlan(t)
	p.day(t, "2025-05-05")
	amendThePlan(t)
	p.day(t, "2025-08-04")
	passTheReorganisation(t)
	mergeAndUndo(t)
	cascadeToACommune(t)
	p.day(t, "2025-12-04")
	remindBefore(t, p)
	sendReturns(t)
	p.day(t, "2025-12-09")
	reportOfAnAgency(t)
	p.day(t, "2025-12-11")
	remindAfter(t, p)
	sendLate(t)
	missingIsNotZero(t, p)
	measureTheMonth(t, p)
	p.day(t, "2025-12-31")
	reportOnTheYear(t)
	correctAfterSigning(t)
}

// readThePlan lays the plan's document before the program, goes through what it is not sure of, and puts it in force.
func readThePlan(t *testing.T) {
	t.Helper()
	file := "../../shared/plan/plan-30-kh-ubnd-2024.txt"
	if _, err := os.Stat(file); err != nil {
		t.Log("the plan's document is not here: the plan of the policy folder is walked")
		return
	}
	v := visit(t, options{}).as("tonghop-bg")
	v.open("/plan/review")
	if err := v.page.Locator("input[type=file]").SetInputFiles(file); err != nil {
		t.Fatal(err)
	}
	v.click("form:has(input[type=file]) button")
	v.see("ol.cards")
	v.both("plan-review")
	v.click("button[value=sure]")
	v.see("ol.cards, button[value=import]")
	for range 20 {
		if n, _ := v.page.Locator("button[value=import]").Count(); n > 0 {
			break
		}
		v.click("ol.cards li.card button[value=accepted]")
		v.see("main h1")
	}
	v.click("button[value=import]")
	v.see("button[value=confirm]")
	v.click("button[value=confirm]")
	v.see("main h1")
	v.open("/plan/versions")
	v.both("plan-versions")
	if said := v.text("main"); !strings.Contains(said, "2") {
		t.Errorf("no second version: %s", said)
	}
}

// cascadeThePlan writes lines into the own plans of an agency and a commune.
func cascadeThePlan(t *testing.T) {
	t.Helper()
	v := visit(t, options{}).as("giaoduc-bg")
	v.addLine("Rà soát trẻ chưa đến trường ở xã khó khăn", "30/06/2025")
	v.both("plan-own-agency")
}

// cascadeToACommune writes a line into the own plan of a commune, under a task that the plan gives to communes.
func cascadeToACommune(t *testing.T) {
	t.Helper()
	v := visit(t, options{}).as("xa")
	v.addLine("Rà soát hộ nghèo, hộ cận nghèo của xã", "28/11/2025")
	v.both("plan-own-commune")
	other := visit(t, options{}).as("xa2")
	other.open("/plan/own")
	if said := other.text("main"); strings.Contains(said, "Rà soát hộ nghèo, hộ cận nghèo của xã") {
		t.Error("a commune sees another commune's own plan")
	}
}

// addLine writes a line into the reader's own plan, under the first task.
func (v *visitor) addLine(what, due string) {
	v.t.Helper()
	v.open("/plan/own")
	v.ask(`document.querySelectorAll("details").forEach(d => d.open = true)`)
	v.fill("what", what)
	v.fill("due", due)
	v.click("form[method=post][action='/plan/own'] button")
	v.see("main p.note:has-text('" + what + "')")
}

// amendThePlan proposes a change of the plan, weighs it and decides.
func amendThePlan(t *testing.T) {
	t.Helper()
	v := visit(t, options{}).as("giaoduc-bg")
	v.open("/plan/versions")
	v.ask(`document.querySelectorAll("details").forEach(d => d.open = true)`)
	v.fill("title", "Nâng mục tiêu đi học đúng tuổi cấp THPT")
	v.fill("reason", "Năm học 2024-2025 đã vượt mục tiêu")
	v.choose("field", "target.low")
	v.choose("target", "T10")
	v.fill("value", "85")
	v.click("form[action='/plan/amendments'] button")
	v.see("textarea[name=note]")
	here := strings.TrimPrefix(v.page.URL(), site.url)
	v.both("plan-amendment")
	for _, step := range []struct{ who, do, note string }{{"tonghop-bg", "weigh", "Đồng ý, đủ cơ sở số liệu"}, {"lanhdao", "accept", "Thống nhất điều chỉnh"}} {
		w := visit(t, options{}).as(step.who)
		w.open(here)
		w.fill("note", step.note)
		w.click("button[value=" + step.do + "]")
		w.see("ol.timeline")
	}
	v.open(here)
	v.both("plan-amendment-decided")
	if said := v.text("main"); !strings.Contains(said, "Thống nhất điều chỉnh") {
		t.Errorf("the amendment is not decided: %s", said)
	}
}

// passTheReorganisation reads in August who answers for what departments and districts that are gone were given.
func passTheReorganisation(t *testing.T) {
	t.Helper()
	v := visit(t, options{}).as("tonghop")
	v.open("/plan/tasks")
	if said := v.text("main"); !strings.Contains(said, "kế hoạch giao") {
		t.Errorf("no task says whence its lead has it: %s", said)
	}
	v.both("plan-tasks-after")
}

// mergeAndUndo merges two communes by a dossier with two approvals, and takes it back.
func mergeAndUndo(t *testing.T) {
	t.Helper()
	v := visit(t, options{}).as("tonghop")
	v.open("/units/dossiers/new?kind=merge")
	v.fill("title", "Nhập hai xã (thử)")
	v.fill("legal", "Nghị quyết thử, không có thật")
	v.fill("day", "05/08/2025")
	two, ok := v.ask(`[...document.querySelectorAll("select[name=from] option")].slice(3, 5).map(o => o.value)`).([]any)
	if !ok || len(two) != 2 {
		t.Fatal("no two communes to merge")
	}
	v.choose("from", fmt.Sprint(two[0]), fmt.Sprint(two[1]))
	v.fill("name0", "Xã Thử Nghiệm")
	v.fill("type0", "Xã")
	v.fill("code0", "99991")
	v.click("button[value=try]")
	v.see("button[value=propose]")
	v.both("reorg-tried")
	v.click("button[value=propose]")
	v.see("ol.timeline")
	here := strings.TrimPrefix(v.page.URL(), site.url)
	for _, who := range []string{"lanhdao", "kiemsoat"} {
		w := visit(t, options{}).as(who)
		w.open(here)
		w.click("form:has(input[value=approve]) button")
		w.see("ol.timeline")
	}
	v.open(here)
	v.both("reorg-in-force")
	w := visit(t, options{}).as("lanhdao")
	w.open(here)
	w.ask(`document.querySelectorAll("details").forEach(d => d.open = true)`)
	w.fill("reason", "Làm thử, không có nghị quyết")
	w.click("form:has(input[value=undo]) button")
	w.see("ol.timeline")
	w = visit(t, options{}).as("kiemsoat")
	w.open(here)
	w.click("form:has(input[value=approve]) button")
	w.see("ol.timeline")
	v.open(here)
	v.both("reorg-undone")
}
