package benefit_test

import (
	"sync"
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

func request(r *rooms, place int, category string) benefit.Request {
	return benefit.Request{Person: r.id(place), Programme: "social-assistance", Category: category, Month: november,
		Received: calendar.MustDay(2026, 11, 16), Origin: benefit.FromList}
}

func TestTermsFollowTheLawOfTheDayOfReceipt(t *testing.T) {
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
		name, programme     string
		received, seen, due calendar.Date
		days, left, late    int
		over                bool
		stages              int
	}{
		{"two days before the last", "social-assistance", day(2026, 9, 7), day(2026, 9, 17), day(2026, 9, 21), 10, 2, 0, false, 1},
		{"the working day before the last", "social-assistance", day(2026, 9, 7), day(2026, 9, 18), day(2026, 9, 21), 10, 1, 0, false, 1},
		{"the weekend before the last", "social-assistance", day(2026, 9, 7), day(2026, 9, 20), day(2026, 9, 21), 10, 1, 0, false, 1},
		{"the last day", "social-assistance", day(2026, 9, 7), day(2026, 9, 21), day(2026, 9, 21), 10, 0, 0, false, 1},
		{"the working day after the last", "social-assistance", day(2026, 9, 7), day(2026, 9, 22), day(2026, 9, 21), 10, 0, 1, true, 1},
		{"the weekend after the last", "social-assistance", day(2026, 9, 4), day(2026, 9, 19), day(2026, 9, 18), 10, 0, 0, true, 1},
		{"over Tết", "social-pension", day(2026, 2, 10), day(2026, 3, 3), day(2026, 3, 3), 10, 0, 0, false, 1},
		{"late over Tết", "social-pension", day(2026, 2, 10), day(2026, 3, 4), day(2026, 3, 3), 10, 0, 1, true, 1},
		{"received on a Saturday", "care", day(2026, 9, 5), day(2026, 9, 18), day(2026, 9, 18), 10, 0, 0, false, 1},
		{"the last day of the districts", "social-assistance", day(2025, 6, 30), day(2025, 7, 30), day(2025, 7, 30), 22, 0, 0, false, 5},
		{"the first day of the communes", "social-assistance", day(2025, 7, 1), day(2025, 7, 15), day(2025, 7, 15), 10, 0, 0, false, 1},
		{"the districts over Tết", "social-assistance", day(2025, 1, 20), day(2025, 2, 26), day(2025, 2, 26), 22, 0, 0, false, 5},
	} {
		got, err := p.Term(c.programme, c.received, c.seen)
		if err != nil {
			t.Fatal(err)
		}
		if got.Due != c.due || got.Days != c.days || got.Left != c.left || got.LateBy != c.late || got.Late != c.over || len(got.Stages) != c.stages ||
			got.Stages[len(got.Stages)-1].Due != c.due {
			t.Errorf("%s: got %+v, want due %s", c.name, got, c.due)
		}
	}
	if _, err := p.Term("social-pension", day(2025, 6, 30), day(2025, 7, 1)); fault.CodeOf(err) != "benefit.no_term" {
		t.Errorf("a pension before there was one: %v", err)
	}
	if got, _ := p.Term("care", day(2031, 1, 6), day(2031, 1, 6)); got.Certain {
		t.Error("the days off of 2031 are not known")
	}
}

func TestAnApplicationIsGranted(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		r := setup(t, d)
		r.determine(t, november)
		officer := r.officer(t, dongKy)
		a, err := r.Apply(ctx, officer, request(r, disabled, "K6n"))
		if err != nil {
			t.Fatal(err)
		}
		again, err := r.Apply(ctx, officer, request(r, disabled, "K6n"))
		if err != nil || again.ID != a.ID {
			t.Errorf("opened twice: %d and %d (%v)", a.ID, again.ID, err)
		}
		if _, err := r.CheckPapers(ctx, officer, a.ID, []string{"identity"}); fault.CodeOf(err) != "benefit.application.papers" {
			t.Errorf("without its form: %v", err)
		}
		if _, err := r.Accept(ctx, officer, a.ID, benefit.Answer{From: november}); fault.CodeOf(err) != "benefit.application.state" {
			t.Errorf("decided before it was checked: %v", err)
		}
		if _, err := r.CheckPapers(ctx, officer, a.ID, []string{"form-1dd", "identity", "form-9"}); err != nil {
			t.Fatal(err)
		}
		if _, err := r.Accept(ctx, officer, a.ID, benefit.Answer{From: november, On: calendar.MustDay(2026, 11, 13)}); fault.CodeOf(err) != "benefit.application.before" {
			t.Errorf("signed before it was received: %v", err)
		}
		made, err := r.Accept(ctx, officer, a.ID, benefit.Answer{From: november, Signer: "Chủ tịch thử"})
		if err != nil {
			t.Fatal(err)
		}
		twice, err := r.Accept(ctx, officer, a.ID, benefit.Answer{From: november, Signer: "Chủ tịch thử"})
		if err != nil || twice.ID != made.ID || made.Number != "1/QĐ-UBND" || made.Amount != 810_000 {
			t.Errorf("decided twice: %+v, then %+v (%v)", made, twice, err)
		}
		seen, err := r.Dossier(ctx, officer, a.ID)
		if err != nil {
			t.Fatal(err)
		}
		if seen.State != benefit.Decided || seen.Answer == nil || seen.Answer.ID != made.ID || len(seen.Steps) != 3 || len(seen.Handed) != 2 || seen.Term.Late {
			t.Errorf("got %+v", seen)
		}
		same(t, "gap", r.rows(t, november, benefit.Gap)[:1], "elder P75 never_enrolled")
		if _, err := r.Apply(ctx, officer, request(r, disabled, "K6n")); fault.CodeOf(err) != "benefit.enrolled" {
			t.Errorf("applied for what is granted: %v", err)
		}
		if _, err := r.Withdraw(ctx, officer, a.ID, "đổi ý"); fault.CodeOf(err) != "benefit.application.state" {
			t.Errorf("withdrawn after the decision: %v", err)
		}
	})
}

func TestAnApplicationIsRefused(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		r := setup(t, d)
		r.determine(t, november)
		officer := r.officer(t, dongKy)
		due, err := r.Apply(ctx, officer, request(r, disabled, "K6n"))
		if err != nil {
			t.Fatal(err)
		}
		if _, err := r.Refuse(ctx, officer, due.ID, benefit.Answer{}); fault.CodeOf(err) != "benefit.application.entitled" {
			t.Errorf("refused what the law gives: %v", err)
		}
		a, err := r.Apply(ctx, officer, request(r, healthy, "K6n"))
		if err != nil {
			t.Fatal(err)
		}
		no, err := r.Refuse(ctx, officer, a.ID, benefit.Answer{Note: " đã giải thích cho gia đình "})
		if err != nil {
			t.Fatal(err)
		}
		if no.Number != "1/TB-UBND" || no.Note != "đã giải thích cho gia đình" || len(no.Grounds) != 1 || no.Grounds[0].Says.VI == "" || no.Grounds[0].Cite.VI == "" {
			t.Errorf("got %+v", no)
		}
		twice, err := r.Refuse(ctx, officer, a.ID, benefit.Answer{Note: "khác"})
		if err != nil || twice.Number != no.Number || twice.Note != no.Note || len(twice.Grounds) != 1 {
			t.Errorf("refused twice: %+v (%v)", twice, err)
		}
		if back, err := r.Withdraw(ctx, officer, due.ID, "gia đình rút"); err != nil || back.State != benefit.Withdrawn {
			t.Errorf("got %+v (%v)", back, err)
		}
		if _, err := r.Apply(ctx, officer, request(r, disabled, "K6n")); err != nil {
			t.Errorf("applied again after taking it back: %v", err)
		}
		open, err := r.Open(ctx, officer)
		if err != nil || len(open) != 1 || open[0].Term.Left == 0 {
			t.Errorf("open: %+v (%v)", open, err)
		}
	})
}

func TestApplicationsStayInTheOfficersArea(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		r := setup(t, d)
		r.determine(t, november)
		here, there := r.officer(t, dongKy), r.officer(t, boHa)
		a, err := r.Apply(ctx, here, request(r, disabled, "K6n"))
		if err != nil {
			t.Fatal(err)
		}
		future := request(r, helpless, "K6dbn")
		future.Received = today + 1
		for name, c := range map[string]struct {
			do   func() error
			code string
		}{
			"another's person": {func() error { _, err := r.Apply(ctx, there, request(r, disabled, "K6n")); return err }, "registry.no_person"},
			"without permission": {func() error {
				_, err := r.Apply(ctx, gatetest.Actor("auditor"), request(r, helpless, "K6dbn"))
				return err
			},
				"auth.forbidden"},
			"another's application": {func() error { _, err := r.Dossier(ctx, there, a.ID); return err }, "auth.scope"},
			"another's answer":      {func() error { _, err := r.Refuse(ctx, there, a.ID, benefit.Answer{}); return err }, "auth.scope"},
			"another's papers":      {func() error { _, err := r.CheckPapers(ctx, there, a.ID, []string{"form-1dd"}); return err }, "auth.scope"},
			"the auditor's answer":  {func() error { _, err := r.CheckPapers(ctx, gatetest.Actor("auditor"), a.ID, nil); return err }, "auth.forbidden"},
			"in the future":         {func() error { _, err := r.Apply(ctx, here, future); return err }, "benefit.application"},
			"nothing said":          {func() error { _, err := r.Apply(ctx, here, benefit.Request{}); return err }, "benefit.application"},
			"nobody's":              {func() error { _, err := r.Dossier(ctx, here, 99); return err }, "benefit.no_application"},
			"withdrawn unsaid":      {func() error { _, err := r.Withdraw(ctx, here, a.ID, " "); return err }, "benefit.application"},
		} {
			if err := c.do(); fault.CodeOf(err) != c.code {
				t.Errorf("%s: got %v, want %s", name, err, c.code)
			}
		}
		if open, err := r.Open(ctx, there); err != nil || len(open) != 0 {
			t.Errorf("another's open applications: %+v (%v)", open, err)
		}
		hiv := request(r, healthy, "K8")
		h, err := r.Apply(ctx, here, hiv)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := r.Dossier(ctx, gatetest.Actor("auditor"), h.ID); fault.CodeOf(err) != "auth.forbidden" {
			t.Errorf("a category that tells a sensitive fact: %v", err)
		}
		if open, err := r.Open(ctx, gatetest.Actor("auditor")); err != nil || len(open) != 2 || open[0].Category+open[1].Category != "K6n" {
			t.Errorf("seen by an auditor: %+v (%v)", open, err)
		}
	})
}

func TestOneOfTwoEqualApplicationsStands(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		r := setup(t, d)
		r.determine(t, november)
		ids := make([]benefit.ApplicationID, 4)
		var wait sync.WaitGroup
		for i := range ids {
			wait.Go(func() {
				a, err := r.Apply(ctx, auth.System(), request(r, disabled, "K6n"))
				if err != nil && fault.CodeOf(err) != "db.busy" {
					t.Error(err)
				}
				ids[i] = a.ID
			})
		}
		wait.Wait()
		open, err := r.Open(ctx, auth.System())
		if err != nil || len(open) != 1 {
			t.Errorf("%d of four equal applications stand: %v (%v)", len(open), ids, err)
		}
	})
}

func TestReplacedAndEndedTwice(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		r := setup(t, d)
		r.determine(t, october)
		made := r.enrol(t, october)
		r.determine(t, november)
		var old benefit.Decision
		for _, m := range made {
			if m.Person == r.id(toddler) {
				old = m
			}
		}
		g := benefit.Grant{Person: r.id(toddler), Programme: "social-assistance", Category: "K1", From: november, Replaces: old.ID}
		first, err := r.Decide(ctx, auth.System(), g)
		if err != nil {
			t.Fatal(err)
		}
		if second, err := r.Decide(ctx, auth.System(), g); err != nil || second.ID != first.ID {
			t.Errorf("replaced twice: %+v (%v)", second, err)
		}
		for range 2 {
			if err := r.End(ctx, auth.System(), first.ID, "Chuyển đi", november); err != nil {
				t.Errorf("ended twice: %v", err)
			}
		}
		if err := r.End(ctx, auth.System(), first.ID, "lý do khác", november); fault.CodeOf(err) != "benefit.not_active" {
			t.Errorf("ended for another reason: %v", err)
		}
	})
}
