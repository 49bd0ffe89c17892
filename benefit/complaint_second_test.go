package benefit_test

import (
	"testing"

	"ansinh/auth"
	"ansinh/benefit"
	"ansinh/calendar"
	"ansinh/db"
	"ansinh/db/dbtest"
	"ansinh/fault"
	"ansinh/gate/gatetest"
	"ansinh/policy"
)

// TestASecondComplaintGoesToTheNextLevel: against the answer to the first, by another than whoever gave it; a third is
// for a court.
func TestASecondComplaintGoesToTheNextLevel(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		r := setup(t, d)
		r.determine(t, november)
		r.enrol(t, november)
		officer, province, x := r.officer(t, dongKy), gatetest.Actor("provincial-officer"), r.decisionOf(t, disabled, november)
		code := func(what, want string, err error) {
			t.Helper()
			if fault.CodeOf(err) != want {
				t.Errorf("%s: %v, want %q", what, err, want)
			}
		}
		first, err := r.Complain(ctx, officer, benefit.Complaint{Decision: x.ID, Content: "Mức chưa đúng"})
		if err != nil {
			t.Fatal(err)
		}
		ask := benefit.Complaint{First: first.ID, Content: "Không đồng ý với trả lời"}
		_, err = r.Complain(ctx, officer, ask)
		code("while there is time for the first", "benefit.complaint.unanswered", err)
		for _, to := range []benefit.Outcome{benefit.ComplaintAccepted, benefit.Upheld} {
			if _, err := r.Rule(ctx, officer, first.ID, benefit.Ruling{To: to, Note: "Đúng quy định"}); err != nil {
				t.Fatal(err)
			}
		}
		second, err := r.Complain(ctx, officer, ask)
		if err != nil || second.First != first.ID || second.Decision != x.ID || second.ID == first.ID {
			t.Fatalf("the second: %+v, %v", second, err)
		}
		again, err := r.Complain(ctx, officer, ask)
		if err != nil || again.ID != second.ID {
			t.Errorf("recorded twice: %d, then %d (%v)", second.ID, again.ID, err)
		}
		_, err = r.Rule(ctx, officer, second.ID, benefit.Ruling{To: benefit.ComplaintAccepted})
		code("answered by the commune", "auth.forbidden", err)
		if _, err := r.Rule(ctx, province, second.ID, benefit.Ruling{To: benefit.ComplaintAccepted}); err != nil {
			t.Fatal(err)
		}
		g, err := r.Grievance(ctx, province, second.ID)
		if err != nil || g.Follows == nil || g.Follows.ID != first.ID || g.TooLate || !g.Agrees || g.MayFollow {
			t.Fatalf("opened: %+v, %v", g, err)
		}
		if g.Term.Resolve != g.Accepted+45 || g.Issuer == first.Issuer {
			t.Errorf("to be answered by %s (taken on %s) by %s", g.Term.Resolve, g.Accepted, g.Issuer)
		}
		_, err = r.Rule(ctx, province, first.ID, benefit.Ruling{To: benefit.Cancelled, Note: "x", From: november})
		code("the first, by the province", "auth.forbidden", err)
		done, err := r.Rule(ctx, province, second.ID, benefit.Ruling{To: benefit.Cancelled, Note: "Hủy", From: november.Add(1)})
		if err != nil || done.State != benefit.Cancelled {
			t.Fatalf("answered: %+v, %v", done, err)
		}
		if was, _ := r.Decision(ctx, officer, x.ID); was.Status != benefit.Over {
			t.Errorf("the decision still stands: %+v", was)
		}
		_, err = r.Complain(ctx, officer, benefit.Complaint{First: second.ID, Content: "Lần ba"})
		code("a third", "benefit.complaint.second", err)
		stranger := auth.Actor{ID: "dan", Role: "citizen", Person: int64(r.id(healthy))}
		_, err = r.Complain(ctx, stranger, ask)
		code("of another person", "benefit.no_decision", err)
		if own, err := r.OwnComplaints(ctx, stranger); err != nil || len(own) != 0 {
			t.Errorf("a stranger sees %d complaints, %v", len(own), err)
		}
		own, err := r.OwnComplaints(ctx, auth.Actor{ID: "nguoidan", Role: "citizen", Person: int64(x.Person)})
		if err != nil || len(own) != 2 {
			t.Fatalf("%d complaints of their own, %v", len(own), err)
		}
		for _, g := range own { // the first was followed, and a third there is not
			want := benefit.Upheld
			if g.First != 0 {
				want = benefit.Cancelled
			}
			if g.State != want || g.Number == "" || g.Against == nil || g.Against.ID != x.ID || g.Category != x.Category || g.MayFollow {
				t.Errorf("seen by the citizen: %+v", g)
			}
		}
	})
}

func TestASecondComplaintHasTermsOfItsOwn(t *testing.T) {
	t.Parallel()
	data, err := policy.Open("")
	if err != nil {
		t.Fatal(err)
	}
	p, err := benefit.LoadProcedure(data)
	if err != nil {
		t.Fatal(err)
	}
	got, err := p.ComplaintTerm(benefit.Complaint{First: 1, Received: calendar.MustDay(2026, 7, 1), Accepted: calendar.MustDay(2026, 7, 3), Complex: true, Remote: true},
		calendar.MustDay(2026, 7, 1))
	if err != nil || got.Accept != calendar.MustDay(2026, 7, 11) || got.Resolve != calendar.MustDay(2026, 9, 11) || len(got.Bases) != 1 {
		t.Errorf("ten and seventy days: %+v, %v", got, err)
	}
}
