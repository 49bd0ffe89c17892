package e2e

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"strings"
	"testing"

	"ansinh/auth"
	"ansinh/calendar"
	"ansinh/demo"
	"ansinh/due"
	"ansinh/due/duetest"
	"ansinh/org"
)

// remind sends what is due on the day through a mail server of the test's own, and gives the mails.
func remind(t *testing.T, p *promise) []string {
	t.Helper()
	h, ctx := p.house, context.Background()
	addresses := fmt.Sprintf("stages: [-10, -3, -1, 1, 5]\naddresses: {bn-so-xaydung: xaydung@example.invalid, %q: xa@example.invalid}\n", string(p.communes["xa"].ID))
	d, err := due.New(h.Gate, duetest.Addressed(h.Policy, addresses), due.Options{Plans: h.Plans, Returns: h.Returns, Tree: h.Tree, Agencies: h.Agencies, Working: h.Working})
	if err != nil {
		t.Fatal(err)
	}
	address, mails := duetest.Server(t)
	q := due.Query{Day: calendar.DateOf(h.Gate.Now())}
	one, _, _, err := h.Plans.Current(ctx, auth.System(), "", q.Day)
	if err != nil {
		t.Fatal(err)
	}
	area, _ := h.Tree.Find(one.Province, org.Province, one.Date)
	q.Area = area.ID
	sent, err := d.Remind(ctx, auth.System(), q, due.Mail{Server: address, From: "ansinh@example.invalid", Texts: h.Texts, Site: site.url})
	if err != nil {
		t.Fatal(err)
	}
	n := 0
	for _, s := range sent {
		if s.Address != "" {
			n++
		}
	}
	var out []string
	for range n {
		out = append(out, <-mails)
	}
	return out
}

// mailTo is the mail to somebody about something.
func mailTo(t *testing.T, mails []string, to, about string) string {
	t.Helper()
	for _, m := range mails {
		if strings.Contains(m, "To: "+to) && strings.Contains(m, about) {
			return m
		}
	}
	t.Fatalf("no mail to %s about %s among %d: %s", to, about, len(mails), strings.Join(mails, "\n----\n"))
	return ""
}

// remindBefore: three working days before the ninth the department and the commune are reminded, each once, and the link
// in the mail opens what is owed.
func remindBefore(t *testing.T, p *promise) {
	t.Helper()
	mails := remind(t, p)
	m := mailTo(t, mails, "xaydung@example.invalid", "/returns/construction")
	if !strings.Contains(m, "09/12/2025, còn 3 ngày làm việc") {
		t.Errorf("the reminder says %s", m)
	}
	mailTo(t, mails, "xa@example.invalid", "/returns/commune")
	if again := remind(t, p); len(again) != 0 {
		t.Errorf("reminded twice: %v", again)
	}
	v := visit(t, options{}).as("xaydung")
	_, link, _ := strings.Cut(m, site.url)
	v.open(strings.Fields(link)[0])
	v.see("button[value=send]")
}

// remindAfter: two working days after, who has not sent is told so; the commune that has sent is not.
func remindAfter(t *testing.T, p *promise) {
	t.Helper()
	mails := remind(t, p)
	m := mailTo(t, mails, "xaydung@example.invalid", "/returns/construction")
	if !strings.Contains(m, "quá hạn ngày 09/12/2025, chậm 2 ngày làm việc") {
		t.Errorf("the reminder says %s", m)
	}
	for _, m := range mails {
		if strings.Contains(m, "To: xa@example.invalid") && strings.Contains(m, "/returns/commune") {
			t.Errorf("who has sent is reminded: %s", m)
		}
	}
}

// missingIsNotZero: two communes have sent, one is approved; the sum is of that one, and the page says of the others that
// they are missing, first those that are late.
func missingIsNotZero(t *testing.T, p *promise) {
	t.Helper()
	lead := visit(t, options{}).as("tonghop")
	lead.judge("/returns/commune?year=2025&unit="+string(p.communes["xa"].ID), "approve", "")
	lead.open("/returns/commune/units?year=2025")
	lead.both("plan-communes")
	communes := len(p.house.Tree.Units(org.Commune, calendar.DateOf(p.house.Gate.Now())))
	foot := lead.text("#sums")
	if !strings.Contains(foot, "12.400") || !strings.Contains(foot, fmt.Sprintf("tổng của 1 xã; còn %d xã chưa có số, không tính là 0", communes-1)) {
		t.Errorf("of %d communes the sum says %s", communes, foot)
	}
	if first := lead.text("table.keys tbody tr"); !strings.Contains(first, "quá hạn") && !strings.Contains(first, "Quá hạn") {
		t.Errorf("the first line is %s", first)
	}
	if said := lead.text("main dl.figures"); !strings.Contains(said, fmt.Sprint(communes-2)) {
		t.Errorf("of %d communes two have sent, and it says %s", communes, said)
	}
}

// measureTheMonth closes November over a few invented people on its page; a worker measures the indicators by itself.
func measureTheMonth(t *testing.T, p *promise) {
	t.Helper()
	h, month := p.house, calendar.MonthOf(2025, 12)
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	if _, err := demo.Population(ctx, auth.System(), h.Registry, demo.PopulationOptions{Persons: 1000, Seed: 3, Month: month, Policy: h.Policy, Tree: h.Tree}); err != nil {
		t.Fatal(err)
	}
	worked := make(chan error, 1)
	go func() { worked <- h.Work(ctx, 1, slog.New(slog.NewTextHandler(io.Discard, nil))) }()
	v := visit(t, options{}).as("ketoan")
	v.open("/runs")
	v.click("main form[method=post][action='/runs'] button")
	v.see("main h1")
	lead := visit(t, options{}).as("tonghop")
	lead.open("/plan/measuring")
	for range 60 { // the page reads itself again while it waits
		if n, _ := lead.page.Locator("main .state.good").Count(); n > 0 {
			break
		}
		lead.page.WaitForTimeout(500)
		lead.open("/plan/measuring")
	}
	lead.both("plan-measuring")
	if said := lead.text("main"); !strings.Contains(said, "đã tính") {
		t.Errorf("the month is not measured: %s", said)
	}
	lead.open("/plan/targets/T06")
	lead.both("plan-target-measured")
	if said := lead.text("main"); !strings.Contains(said, month.Vietnamese()) || !strings.Contains(said, "tính từ dữ liệu dân cư") {
		t.Errorf("the target does not say so: %s", said)
	}
	cancel()
	if err := <-worked; err != nil {
		t.Error(err)
	}
}
