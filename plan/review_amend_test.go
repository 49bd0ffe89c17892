package plan_test

import (
	"bytes"
	"fmt"
	"slices"
	"testing"

	"ansinh/auth"
	"ansinh/db"
	"ansinh/db/dbtest"
	"ansinh/fault"
	"ansinh/gate/gatetest"
	"ansinh/plan"
	"ansinh/plan/reading"
)

// amending is a plan that changes the plan of nam-son.txt: a value, a deadline, and something new.
func amending(t *testing.T, number, date string, target plan.Target, task plan.Task) *reading.Reading {
	t.Helper()
	text := fmt.Sprintf(`ỦY BAN NHÂN DÂN
TỈNH NAM SƠN
Số: 77/KH-UBND
Nam Sơn, ngày 01 tháng 12 năm 2025

KẾ HOẠCH
Sửa đổi, bổ sung Kế hoạch số %s ngày %s của Ủy ban nhân dân tỉnh

Ủy ban nhân dân tỉnh sửa đổi, bổ sung Kế hoạch số %s ngày %s như sau:
1. Sửa đổi chỉ tiêu như sau:
“- %s %s đạt 91,5%% vào năm 2030.”
2. Bổ sung chỉ tiêu như sau:
“- Phấn đấu 12%% xã, phường có vườn dưỡng lão vào năm 2029.”
3. Sửa đổi nhiệm vụ như sau:
“%s. %s
- Cơ quan chủ trì: Sở Y tế.
- Thời gian: trước ngày 17/3/2028.”
`, number, date, number, date, target.Title.VI, target.Population.VI, task.Number, task.Title.VI)
	x, err := reading.Extract(bytes.NewReader([]byte(text)), int64(len(text)), "sua-doi.txt")
	if err != nil {
		t.Fatal(err)
	}
	return x
}

func acceptAll(t *testing.T, p *plan.Plans, id string) {
	t.Helper()
	s, err := p.Review(t.Context(), auth.System(), id)
	if err != nil {
		t.Fatal(err)
	}
	for _, i := range s.Items {
		if err := p.Judge(t.Context(), auth.System(), id, i.Seq, plan.ItemAccepted, nil); err != nil {
			t.Fatal(i.Fields, err)
		}
	}
}

func TestAmendingPlanBecomesAProposal(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx, p, actor := t.Context(), plan.New(gatetest.New(t, d)), auth.System()
		x := read(t, "nam-son.txt")
		first, _, err := p.LayReading(ctx, actor, "nam-son.txt", x)
		if err != nil {
			t.Fatal(err)
		}
		acceptAll(t, p, first.ID)
		v, err := p.ImportReview(ctx, actor, first.ID)
		if err != nil {
			t.Fatal(err)
		}
		c, err := p.Contents(ctx, actor, v.ID)
		if err != nil {
			t.Fatal(err)
		}
		target := c.Targets[slices.IndexFunc(c.Targets, func(g plan.Target) bool { return g.Goal.Unit == "%" && g.Goal.Comparator == plan.Equal })]
		day := x.Date[8:] + "/" + x.Date[5:7] + "/" + x.Date[:4]
		second, _, err := p.LayReading(ctx, actor, "sua-doi.txt", amending(t, x.Number, day, target, c.Tasks[0]))
		if err != nil || !second.Head.Amends {
			t.Fatal(second.Head, err)
		}
		if _, err := p.ProposeReview(ctx, actor, second.ID); fault.CodeOf(err) != "plan.review.open" {
			t.Errorf("proposed with open items: %v", err)
		}
		acceptAll(t, p, second.ID)
		if _, err := p.ProposeReview(ctx, actor, second.ID); fault.CodeOf(err) != "plan.review.amends_none" {
			t.Errorf("proposed for a draft: %v", err)
		}
		if err := p.Confirm(ctx, actor, v.ID); err != nil {
			t.Fatal(err)
		}
		if _, err := p.ProposeReview(ctx, gatetest.Actor("citizen"), second.ID); !fault.Is(err, fault.Forbidden) {
			t.Errorf("a citizen proposed: %v", err)
		}
		found, err := p.ProposalOf(ctx, actor, second.ID)
		if err != nil || found.Base.ID != v.ID || found.Rest != 1 {
			t.Errorf("%+v, %v", found, err)
		}
		a, err := p.ProposeReview(ctx, actor, second.ID)
		if err != nil {
			t.Fatal(err)
		}
		for _, want := range []plan.Edit{{Kind: "target", ID: target.ID, Field: "low", Value: "91.5"}, {Kind: "task", ID: c.Tasks[0].Number, Field: "deadline", Value: "2028-03-16"}} {
			if !slices.ContainsFunc(a.Edits, func(e plan.Edit) bool { return e.Kind == want.Kind && e.ID == want.ID && e.Field == want.Field }) {
				t.Errorf("%v is not proposed among %v", want, a.Edits)
			}
		}
		if _, err := p.ProposeReview(ctx, actor, second.ID); fault.CodeOf(err) != "plan.review.closed" {
			t.Errorf("proposed twice: %v", err)
		}
	})
}
