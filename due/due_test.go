package due_test

import (
	"context"
	"strings"
	"testing"

	"ansinh/auth"
	"ansinh/calendar"
	"ansinh/due"
	"ansinh/due/duetest"
	"ansinh/fault"
	"ansinh/gate/gatetest"
	"ansinh/house"
	"ansinh/house/housetest"
	"ansinh/plan"
)

var agency = auth.Actor{ID: "bc", Name: "Cán bộ", Role: "agency-officer", Agency: "bn-so-yte"}

// TestOwedAndReminded: what an agency owes, last year's first; a reminder goes out once; what was sent in is owed no more.
func TestOwedAndReminded(t *testing.T) {
	t.Parallel()
	housetest.Each(t, func(t *testing.T, h *house.House) {
		ctx := context.Background()
		if err := h.Load(ctx, auth.System()); err != nil {
			t.Fatal(err)
		}
		data := duetest.Addressed(h.Policy, "stages: [-10, -3, 1]\naddresses: {bn-so-yte: yte@example.invalid}\n")
		d, err := due.New(h.Gate, data, due.Options{Plans: h.Plans, Returns: h.Returns, Tree: h.Tree, Agencies: h.Agencies, Working: h.Working})
		if err != nil {
			t.Fatal(err)
		}
		// 10 December is "before": the last day is Wednesday 9 December 2026, and 27 November is eight working days before.
		q := due.Query{Holder: "bn-so-yte", Day: calendar.MustDay(2026, 11, 27), Area: "24@base"}
		items, err := d.Owed(ctx, agency, q)
		if err != nil {
			t.Fatal(err)
		}
		var health *due.Item
		for i := range items {
			if items[i].Holder != q.Holder {
				t.Errorf("of somebody else: %+v", items[i])
			}
			if items[i].Subject == "return:health:2026" {
				health = &items[i]
			}
		}
		if health == nil || health.Due != calendar.MustDay(2026, 12, 9) || health.Left != 8 || health.Done {
			t.Fatalf("health: %+v", health)
		}
		address, mails := duetest.Server(t)
		mail := due.Mail{Server: address, From: "ansinh@example.invalid", Texts: h.Texts, Site: "http://localhost:1"}
		gatherer := gatetest.Actor("provincial-officer")
		sent, err := d.Remind(ctx, gatherer, q, mail)
		if err != nil || len(sent) == 0 {
			t.Fatalf("%v %v", sent, err)
		}
		if body := <-mails; !strings.Contains(body, "yte@example.invalid") || !strings.Contains(body, "09/12/2026") {
			t.Errorf("the mail: %s", body)
		}
		if again, err := d.Remind(ctx, gatherer, q, mail); err != nil || len(again) != 0 {
			t.Errorf("reminded twice: %v %v", again, err)
		}
		if _, err := d.Remind(ctx, agency, q, mail); !fault.Is(err, fault.Forbidden) {
			t.Errorf("an agency sent reminders: %v", err)
		}
		q.Day = calendar.MustDay(2026, 12, 11)
		late, err := d.Remind(ctx, gatherer, q, mail)
		if err != nil || len(late) == 0 || !late[0].Item.Late() || late[0].Item.Left != -2 {
			t.Errorf("late: %+v %v", late, err)
		}
		feed := string(d.Feed(items, q.Day, "Lịch", ""))
		if !strings.HasPrefix(feed, "BEGIN:VCALENDAR\r\n") || strings.Count(feed, "BEGIN:VEVENT") != len(items) {
			t.Errorf("the feed holds %d of %d", strings.Count(feed, "BEGIN:VEVENT"), len(items))
		}
		for _, l := range strings.Split(feed, "\r\n") {
			if len(l) > 75 {
				t.Errorf("a line of %d bytes: %s", len(l), l)
			}
		}
	})
}

// TestAmendedAndProven: an amendment is weighed and decided by somebody else and is a new version; a task's state follows
// from evidence.
func TestAmendedAndProven(t *testing.T) {
	t.Parallel()
	housetest.Each(t, func(t *testing.T, h *house.House) {
		ctx := context.Background()
		if err := h.Load(ctx, auth.System()); err != nil {
			t.Fatal(err)
		}
		today := calendar.DateOf(gatetest.Now)
		one, v, c, err := h.Plans.Current(ctx, agency, "", today)
		if err != nil {
			t.Fatal(err)
		}
		proposer, leader := gatetest.Actor("provincial-officer"), gatetest.Actor("leader")
		if _, err := h.Plans.ProposeAmendment(ctx, proposer, plan.Amendment{Base: v.ID, Title: "x", Reason: "y", Edits: []plan.Edit{{Kind: "target", ID: "T02", Field: "low", Value: "nhiều"}}}); !fault.Is(err, fault.Invalid) {
			t.Errorf("not a number: %v", err)
		}
		a, err := h.Plans.ProposeAmendment(ctx, proposer, plan.Amendment{Base: v.ID, Title: "Sửa chỉ tiêu thất nghiệp", Reason: "khó đạt",
			Edits: []plan.Edit{{Kind: "target", ID: "T02", Field: "low", Value: "2,5"}, {Kind: "task", ID: "4", Field: "deadline", Value: "31/12/2028"}}})
		if err != nil {
			t.Fatal(err)
		}
		if err := h.Plans.Weigh(ctx, agency, a.ID, "đồng ý"); err != nil {
			t.Fatal(err)
		}
		if _, err := h.Plans.Decide(ctx, proposer, a.ID, true, today+1, "x"); !fault.Is(err, fault.Forbidden) {
			t.Errorf("decided by a proposer: %v", err)
		}
		if a, err = h.Plans.Decide(ctx, leader, a.ID, true, today+1, "Quyết định thử"); err != nil {
			t.Fatal(err)
		}
		_, old, _, _ := h.Plans.Current(ctx, agency, one.ID, today)
		_, fresh, after, err := h.Plans.Current(ctx, agency, one.ID, today+1)
		if err != nil || old.ID != v.ID || fresh.ID != a.Made || fresh.ID == v.ID {
			t.Fatalf("versions: %s, then %s (%s) %v", old.ID, fresh.ID, a.Made, err)
		}
		found := map[string]string{}
		for _, d := range plan.Differences(c, after) {
			found[d.Kind+" "+d.ID+" "+d.Field] = d.Before + " → " + d.After
		}
		if found["target T02 low"] != "2.35 → 2.5" || found["task 4 deadline"] == "" || len(found) > 5 {
			t.Errorf("differences: %v", found)
		}

		if err := h.Plans.AddMilestone(ctx, agency, plan.Milestone{Plan: one.ID, Task: "6.2", What: "Ban hành hướng dẫn", Due: today - 5}); err != nil {
			t.Fatal(err)
		}
		state := func() plan.TaskState {
			own, err1 := h.Plans.Milestones(ctx, agency, one.ID, "")
			shown, err2 := h.Plans.Shown(ctx, agency, one.ID)
			if err1 != nil || err2 != nil {
				t.Fatal(err1, err2)
			}
			for _, x := range c.Tasks {
				if x.Number == "6.2" {
					return plan.StateOf(x, c, own, shown, today)
				}
			}
			return ""
		}
		if got := state(); got != plan.TaskLate {
			t.Errorf("a line is overdue: %s", got)
		}
		if err := h.Plans.Show(ctx, agency, plan.Evidence{Plan: one.ID, Subject: "task:6.2", Document: "Báo cáo tiến độ số 9", Day: today.AddMonths(-14)}); err != nil {
			t.Fatal(err)
		}
		if got := state(); got != plan.TaskBehind {
			t.Errorf("a line is overdue and something was shown of the task: %s", got)
		}
		own, _ := h.Plans.Milestones(ctx, agency, one.ID, "")
		if err := h.Plans.Show(ctx, agency, plan.Evidence{Plan: one.ID, Subject: own[0].Subject(), Document: "12/HD-SYT", Day: today - 6, Finishes: true}); err != nil {
			t.Fatal(err)
		}
		if got := state(); got != plan.TaskDone {
			t.Errorf("all is shown: %s", got)
		}
		if err := h.Plans.Show(ctx, agency, plan.Evidence{Plan: one.ID, Subject: "task:4", Document: "mai", Day: today + 1}); !fault.Is(err, fault.Invalid) {
			t.Errorf("evidence of tomorrow: %v", err)
		}
	})
}

// signed are the kinds of the reports that were signed, by year.
type signed map[int][]string

func (s signed) SignedKinds(_ context.Context, year int) ([]string, error) { return s[year], nil }

// TestASignedReportKeepsItsDuty: the consolidated report is owed until it is signed, in its own year, and opens the reports.
func TestASignedReportKeepsItsDuty(t *testing.T) {
	t.Parallel()
	housetest.Each(t, func(t *testing.T, h *house.House) {
		ctx := context.Background()
		if err := h.Load(ctx, auth.System()); err != nil {
			t.Fatal(err)
		}
		of := func(s due.Signatures) (done map[int]bool) {
			d, err := due.New(h.Gate, h.Policy, due.Options{Reports: s, Plans: h.Plans, Returns: h.Returns, Tree: h.Tree, Agencies: h.Agencies, Working: h.Working})
			if err != nil {
				t.Fatal(err)
			}
			items, err := d.Owed(ctx, auth.System(), due.Query{Day: calendar.MustDay(2026, 12, 20), Area: "24@base"})
			if err != nil {
				t.Fatal(err)
			}
			done = map[int]bool{}
			for _, i := range items {
				if strings.HasPrefix(i.Subject, "duty:R2:") {
					if done[i.Year] = i.Done; i.Path != "/reports" {
						t.Errorf("opens %s", i.Path)
					}
				}
			}
			return done
		}
		for what, c := range map[string]struct {
			by       due.Signatures
			now, was bool // done of 2026; owed of 2025
		}{
			"nothing signed":  {signed{}, false, true},
			"no reports":      {nil, false, true},
			"an agency's":     {signed{2026: {"agency"}}, false, true},
			"this year's":     {signed{2026: {"agency", "consolidated"}}, true, true},
			"last year's too": {signed{2025: {"consolidated"}, 2026: {"consolidated"}}, true, false},
		} {
			done := of(c.by)
			if _, owed := done[2025]; done[2026] != c.now || owed != c.was {
				t.Errorf("%s: %v", what, done)
			}
		}
		if kinds, err := h.Drafts.SignedKinds(ctx, 2026); err != nil || len(kinds) != 0 {
			t.Errorf("signed: %v, %v", kinds, err)
		}
	})
}
