package plan_test

import (
	"slices"
	"strings"
	"testing"

	"ansinh/auth"
	"ansinh/db"
	"ansinh/db/dbtest"
	"ansinh/fault"
	"ansinh/gate/gatetest"
	"ansinh/plan"
)

func TestReviewFromFileToPlan(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx, p := t.Context(), plan.New(gatetest.New(t, d))
		officer := gatetest.Actor("officer")
		officer.Name = "Cán bộ thử"
		x := read(t, "nam-son.txt")
		if _, _, err := p.LayReading(ctx, gatetest.Actor("citizen"), "a.txt", x); !fault.Is(err, fault.Forbidden) {
			t.Fatalf("a citizen laid a plan: %v", err)
		}
		actor := auth.System()
		r, created, err := p.LayReading(ctx, actor, "nam-son.txt", x)
		if err != nil || !created {
			t.Fatal(created, err)
		}
		if again, created, err := p.LayReading(ctx, actor, "khac.txt", x); err != nil || created || again.ID != r.ID {
			t.Errorf("laid twice: %v %v %v", again.ID, created, err)
		}
		s, err := p.Review(ctx, actor, r.ID)
		if err != nil {
			t.Fatal(err)
		}
		if len(s.Items) != len(x.Targets)+len(x.Tasks)+len(x.Deliverables)+len(x.Reporting)+len(x.Cited) || s.Open() != len(s.Items) {
			t.Errorf("%d items, %d open", len(s.Items), s.Open())
		}
		sure := slices.IndexFunc(s.Items, plan.ReviewItem.Sure)
		if slices.ContainsFunc(s.Items[sure:], func(i plan.ReviewItem) bool { return !i.Sure() }) {
			t.Error("an unsure item stands behind a sure one")
		}
		for _, i := range s.Items {
			if i.Kind == plan.ItemTarget && (i.Paragraph < 0 || i.To <= i.From || !strings.Contains(s.Text[i.Paragraph].Words[i.From:i.To], plan.Decimal(i.Fields["low"]).Vietnamese())) {
				t.Errorf("the place of %v does not hold its value", i.Fields)
			}
		}
		if _, err := p.ImportReview(ctx, actor, r.ID); fault.CodeOf(err) != "plan.review.open" {
			t.Errorf("imported with open items: %v", err)
		}
		checkJudging(t, p, s)
		n, err := p.AcceptSure(ctx, actor, r.ID, 90)
		if err != nil || n == 0 {
			t.Fatal(n, err)
		}
		s, _ = p.Review(ctx, actor, r.ID)
		for _, i := range s.Items {
			if i.State == plan.ItemOpen {
				if err := p.Judge(ctx, actor, r.ID, i.Seq, plan.ItemAccepted, nil); err != nil {
					t.Fatal(i, err)
				}
			}
		}
		v, err := p.ImportReview(ctx, actor, r.ID)
		if err != nil || v.State != plan.Draft {
			t.Fatal(v, err)
		}
		c, err := p.Contents(ctx, actor, v.ID)
		if err != nil {
			t.Fatal(err)
		}
		if len(c.Targets) != len(x.Targets) || len(c.Tasks) != len(x.Tasks) || c.Targets[0].Confidence != 100 || c.Targets[0].Source == "" {
			t.Errorf("imported %d targets of %d, %d tasks of %d", len(c.Targets), len(x.Targets), len(c.Tasks), len(x.Tasks))
		}
		for i, g := range c.Targets { // indicators know a target by its id: none may change places on the way
			if was := x.Targets[i]; g.ID != was.ID || g.Title.VI != was.Indicator || g.Population.VI != was.Population {
				t.Errorf("%s %s, %s became %s %s, %s", was.ID, was.Indicator, was.Population, g.ID, g.Title.VI, g.Population.VI)
			}
		}
		if !slices.ContainsFunc(c.Targets, func(g plan.Target) bool { return g.Goal.Low == "86.5" }) {
			t.Error("the correction is not in the plan")
		}
		if err := p.Judge(ctx, actor, r.ID, 1, plan.ItemRejected, nil); fault.CodeOf(err) != "plan.review.closed" {
			t.Errorf("judged after the import: %v", err)
		}
		if _, _, err := p.LayReading(ctx, actor, "nam-son.txt", x); fault.CodeOf(err) != "plan.review.known" {
			t.Errorf("laid again: %v", err)
		}
	})
}

// What was accepted together from a bound is taken back together, and stands as it stood; a bound nobody offers is refused.
func TestReviewIsUndone(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx, p, actor := t.Context(), plan.New(gatetest.New(t, d)), auth.System()
		r, _, err := p.LayReading(ctx, actor, "nam-son.txt", read(t, "nam-son.txt"))
		if err != nil {
			t.Fatal(err)
		}
		if _, err := p.Undo(ctx, gatetest.Actor("citizen"), r.ID); !fault.Is(err, fault.Forbidden) {
			t.Errorf("a citizen undid: %v", err)
		}
		if _, err := p.Undo(ctx, actor, r.ID); fault.CodeOf(err) != "plan.review.nothing_to_undo" {
			t.Errorf("undid nothing: %v", err)
		}
		if _, err := p.AcceptSure(ctx, actor, r.ID, 10); fault.CodeOf(err) != "plan.review.bound" {
			t.Errorf("accepted from 10%%: %v", err)
		}
		before, _ := p.Review(ctx, actor, r.ID)
		n, err := p.AcceptSure(ctx, actor, r.ID, 95)
		if err != nil || n == 0 {
			t.Fatal(n, err)
		}
		if s, _ := p.Review(ctx, actor, r.ID); s.Open() != before.Open()-n {
			t.Errorf("%d open after accepting %d of %d", s.Open(), n, before.Open())
		}
		if back, err := p.Undo(ctx, actor, r.ID); err != nil || back != n {
			t.Errorf("%d of %d undone: %v", back, n, err)
		}
		if s, _ := p.Review(ctx, actor, r.ID); s.Open() != before.Open() || len(s.Steps) != len(before.Steps)+2*n {
			t.Errorf("%d open, %d steps after undoing", s.Open(), len(s.Steps))
		}
	})
}

// checkJudging corrects, refuses what is wrong, rejects and opens again; each step is kept with who took it.
func checkJudging(t *testing.T, p *plan.Plans, s plan.ReviewSheet) {
	t.Helper()
	ctx, actor := t.Context(), auth.System()
	item := s.Items[slices.IndexFunc(s.Items, func(i plan.ReviewItem) bool { return i.Kind == plan.ItemTarget })]
	err := p.Judge(ctx, actor, s.ID, item.Seq, plan.ItemChanged, map[string]string{"low": "tám mươi"})
	if !fault.Is(err, fault.Invalid) {
		t.Errorf("took a value that is no number: %v", err)
	}
	for _, step := range []struct {
		state plan.ItemState
		low   string
		want  plan.ItemState
	}{{plan.ItemRejected, "", plan.ItemRejected}, {plan.ItemOpen, "", plan.ItemOpen}, {plan.ItemAccepted, "86.5", plan.ItemChanged}} {
		fields := map[string]string{}
		if step.low != "" {
			fields["low"] = step.low
		}
		if err := p.Judge(ctx, actor, s.ID, item.Seq, step.state, fields); err != nil {
			t.Fatal(err)
		}
		now, err := p.Review(ctx, actor, s.ID)
		if err != nil {
			t.Fatal(err)
		}
		got := now.Items[slices.IndexFunc(now.Items, func(i plan.ReviewItem) bool { return i.Seq == item.Seq })]
		last := now.Steps[0]
		for _, st := range now.Steps {
			if st.Item == item.Seq {
				last = st
			}
		}
		if got.State != step.want || last.State != step.want || last.By != actor.ID {
			t.Errorf("after %s: %s, last step %+v", step.state, got.State, last)
		}
	}
	if _, err := p.AddItem(ctx, actor, s.ID, plan.ItemNote, nil); fault.CodeOf(err) != "plan.review.kind" {
		t.Errorf("added a note: %v", err)
	}
	seq, err := p.AddItem(ctx, actor, s.ID, plan.ItemCitation, map[string]string{"number": "1/QĐ-TTg", "date": "2024-01-02"})
	if err != nil || p.Judge(ctx, actor, s.ID, seq, plan.ItemRejected, nil) != nil {
		t.Errorf("add and drop: %v", err)
	}
}
