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
	"ansinh/registry"
)

func TestComplaintsFollowTheLawOfTheDayOfReceipt(t *testing.T) {
	t.Parallel()
	data, err := policy.Open("")
	if err != nil {
		t.Fatal(err)
	}
	p, err := benefit.LoadProcedure(data)
	if err != nil {
		t.Fatal(err)
	}
	day := calendar.MustDay
	for _, c := range []struct {
		name            string
		received, on    calendar.Date
		complex, remote bool
		accept, resolve calendar.Date
	}{
		{"ten days before July 2026", day(2026, 6, 30), day(2026, 7, 3), false, false, day(2026, 7, 10), day(2026, 8, 2)},
		{"seven working days since", day(2026, 7, 1), day(2026, 7, 3), false, false, day(2026, 7, 10), day(2026, 8, 2)},
		{"over National Day", day(2026, 8, 28), 0, false, false, day(2026, 9, 11), 0},
		{"complex", day(2026, 7, 1), day(2026, 7, 3), true, false, day(2026, 7, 10), day(2026, 8, 17)},
		{"remote", day(2026, 7, 1), day(2026, 7, 3), false, true, day(2026, 7, 10), day(2026, 8, 17)},
		{"remote and complex", day(2026, 7, 1), day(2026, 7, 3), true, true, day(2026, 7, 10), day(2026, 9, 1)},
	} {
		got, err := p.ComplaintTerm(benefit.Complaint{Received: c.received, Accepted: c.on, Complex: c.complex, Remote: c.remote}, c.received)
		if err != nil || got.Accept != c.accept || got.Resolve != c.resolve || got.Late {
			t.Errorf("%s: accept by %s, resolve by %s (%v), want %s and %s", c.name, got.Accept, got.Resolve, err, c.accept, c.resolve)
		}
	}
	if _, err := p.ComplaintTerm(benefit.Complaint{Received: day(2010, 1, 4)}, day(2010, 1, 4)); fault.CodeOf(err) != "benefit.no_term" {
		t.Errorf("before there was a law: %v", err)
	}
}

func TestAComplaintOpensTheProofAndReplacesTheDecision(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		r := setup(t, d)
		r.determine(t, november)
		r.enrol(t, november)
		officer, x := r.officer(t, dongKy), r.decisionOf(t, disabled, november)
		if _, err := r.Complain(ctx, officer, benefit.Complaint{Decision: x.ID}); fault.CodeOf(err) != "benefit.complaint" {
			t.Errorf("a complaint of nothing: %v", err)
		}
		c, err := r.Complain(ctx, officer, benefit.Complaint{Decision: x.ID, Content: "Mức độ khuyết tật ghi chưa đúng"})
		if err != nil {
			t.Fatal(err)
		}
		again, err := r.Complain(ctx, officer, benefit.Complaint{Decision: x.ID, Content: "Gửi lại"})
		if err != nil || again.ID != c.ID {
			t.Errorf("recorded twice: %d, then %d (%v)", c.ID, again.ID, err)
		}
		if _, err := r.Rule(ctx, gatetest.Actor("auditor"), c.ID, benefit.Ruling{To: benefit.ComplaintAccepted}); !fault.Is(err, fault.Forbidden) {
			t.Errorf("taken on by the auditor: %v", err)
		}
		if _, err := r.Rule(ctx, officer, c.ID, benefit.Ruling{To: benefit.Upheld, Note: "đúng"}); fault.CodeOf(err) != "benefit.complaint.state" {
			t.Errorf("answered before it was taken on: %v", err)
		}
		if _, err := r.Rule(ctx, officer, c.ID, benefit.Ruling{To: benefit.ComplaintAccepted}); err != nil {
			t.Fatal(err)
		}
		g, err := r.Grievance(ctx, officer, c.ID)
		if err != nil || !g.Agrees || g.Changed() || g.TooLate || g.Then.Finding.Amount != x.Amount {
			t.Fatalf("the proof of the day: agrees %v, changed %v (%v)", g.Agrees, g.Changed(), err)
		}
		// the certificate says another degree
		if err := r.registry.RecordFact(ctx, auth.System(), registry.NewFact{Person: r.id(disabled), Fact: "person.disability", Value: "extremely_severe",
			From: november.First(), Source: papers}); err != nil {
			t.Fatal(err)
		}
		if _, err := r.Rule(ctx, officer, c.ID, benefit.Ruling{To: benefit.Remade, Note: "Giấy xác nhận mới", From: november}); fault.CodeOf(err) != "benefit.complaint.same" {
			t.Errorf("remade without the month being determined anew: %v", err)
		}
		r.determine(t, november)
		done, err := r.Rule(ctx, officer, c.ID, benefit.Ruling{To: benefit.Remade, Note: "Giấy xác nhận mới", From: november})
		if err != nil {
			t.Fatal(err)
		}
		made, err := r.Decision(ctx, officer, done.Made)
		if err != nil || made.Replaces != x.ID || made.Category != "K6dbn" || made.Amount <= x.Amount {
			t.Errorf("in its place: %+v (%v)", made, err)
		}
		if was, _ := r.Decision(ctx, officer, x.ID); was.Status != benefit.Over {
			t.Errorf("what was complained of still stands: %+v", was)
		}
		g, err = r.Grievance(ctx, officer, c.ID)
		if err != nil || len(g.Steps) != 3 || g.State != benefit.Remade || !g.Changed() {
			t.Errorf("the end: %s, %d steps (%v)", g.State, len(g.Steps), err)
		}
		all, err := r.Complaints(ctx, officer)
		if err != nil || len(all) != 1 || all[0].Term.Late {
			t.Errorf("in the list: %+v (%v)", all, err)
		}
		if none, _ := r.Complaints(ctx, r.officer(t, boHa)); len(none) != 0 {
			t.Errorf("in another commune's list: %+v", none)
		}
	})
}

func TestTheListsOfAFrozenMonthSayWhatWasDone(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		r := setup(t, d)
		r.determine(t, october)
		r.enrol(t, october, disabled)
		x := r.decisionOf(t, turning, october)
		r.determine(t, november)
		if _, err := r.Freeze(ctx, auth.System(), november); err != nil {
			t.Fatal(err)
		}
		if _, err := r.Decide(ctx, auth.System(), benefit.Grant{Person: r.id(disabled), Programme: "social-assistance", Category: "K6n", From: november}); err != nil {
			t.Fatal(err)
		}
		if err := r.End(ctx, auth.System(), x.ID, "condition", november); err != nil {
			t.Fatal(err)
		}
		how := map[string]string{}
		for _, l := range []benefit.List{benefit.Gap, benefit.Adjust} {
			all, _, err := r.Rows(ctx, auth.System(), benefit.Query{Month: november, List: l})
			if err != nil {
				t.Fatal(err)
			}
			left, _, err := r.Rows(ctx, auth.System(), benefit.Query{Month: november, List: l, Left: true})
			if err != nil {
				t.Fatal(err)
			}
			done := 0
			for _, row := range all {
				if row.Done != nil {
					how[r.place(row.Person)] = row.Done.How
					done++
				}
			}
			if len(left) != len(all)-done {
				t.Errorf("%s: %d rows, %d done, %d left", l, len(all), done, len(left))
			}
			counts, err := r.Counts(ctx, auth.System(), november, 3, today)
			if err != nil {
				t.Fatal(err)
			}
			var rows, counted int64
			for _, c := range counts {
				if c.List == l {
					rows, counted = rows+c.Rows, counted+c.Done
				}
			}
			if rows != int64(len(all)) || counted != int64(done) {
				t.Errorf("%s: %d rows and %d done in the counts, %d and %d in the list", l, rows, counted, len(all), done)
			}
		}
		if how["disabled"] != "decided" || how["turning"] != "ended" {
			t.Errorf("what was done: %v", how)
		}
	})
}

func TestWhatIsComingIsKnown(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		r := setup(t, d)
		r.determine(t, november)
		r.enrol(t, november)
		officer := r.officer(t, dongKy)
		x := r.decisionOf(t, disabled, november)
		if _, err := r.Change(ctx, officer, x.ID, benefit.Order{Kind: benefit.Suspension, From: november, Reason: "detained"}); err != nil {
			t.Fatal(err)
		}
		if err := r.End(ctx, officer, r.decisionOf(t, helpless, november).ID, "declined", november.Add(4)); err != nil {
			t.Fatal(err)
		}
		events, err := r.Coming(ctx, officer, "")
		if err != nil {
			t.Fatal(err)
		}
		got := []string{}
		for _, e := range events {
			got = append(got, r.place(e.Person.ID)+" "+e.ID+" "+e.Day.String())
		}
		same(t, "coming", got, "disabled suspension 2027-02-01", "helpless decision 2027-02-28")
		if _, err := r.Coming(ctx, gatetest.Actor("leader"), ""); !fault.Is(err, fault.Forbidden) {
			t.Errorf("read by the leader: %v", err)
		}
	})
}
