package benefit_test

import (
	"testing"

	"ansinh/auth"
	"ansinh/benefit"
	"ansinh/calendar"
	"ansinh/db"
	"ansinh/db/dbtest"
	"ansinh/fault"
	"ansinh/money"
	"ansinh/registry"
)

func TestAFuneralIsPaidOnceToWhoBuries(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		r := setup(t, d)
		r.determine(t, october)
		r.enrol(t, october)
		if err := r.registry.RecordDeath(ctx, auth.System(), r.id(disabled), calendar.MustDay(2026, 11, 3), papers); err != nil {
			t.Fatal(err)
		}
		officer := r.officer(t, dongKy)
		q := benefit.Request{Person: r.id(healthy), About: r.id(disabled), Programme: "funeral-support", Category: "MT-TG", Month: november,
			Received: calendar.MustDay(2026, 11, 10)}
		nothing, err := r.Apply(ctx, officer, q) // nobody says that anybody died
		if err != nil {
			t.Fatal(err)
		}
		if seen, err := r.Dossier(ctx, officer, nothing.ID); err != nil || seen.Finding.Paid || len(seen.Against()) == 0 {
			t.Errorf("paid for no event: %+v (%v)", seen.Finding, err)
		}
		if _, err := r.Withdraw(ctx, officer, nothing.ID, "ghi thiếu"); err != nil {
			t.Fatal(err)
		}
		q.Facts = map[string]string{"event.death": "ordinary"}
		a, err := r.Apply(ctx, officer, q)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := r.CheckPapers(ctx, officer, a.ID, []string{"form-04"}); err != nil {
			t.Fatal(err)
		}
		made, err := r.Accept(ctx, officer, a.ID, benefit.Answer{From: november})
		if err != nil {
			t.Fatal(err)
		}
		if !made.Once || made.About != r.id(disabled) || made.Person != r.id(healthy) || made.To != november || made.Amount != 10_800_000 {
			t.Errorf("got %+v", made)
		}
		again, err := r.Accept(ctx, officer, a.ID, benefit.Answer{From: november})
		if err != nil || again.ID != made.ID {
			t.Errorf("decided twice: %d, then %d (%v)", made.ID, again.ID, err)
		}
		q.Person = r.id(helpless) // another one of the family for the same funeral
		if _, err := r.Apply(ctx, officer, q); fault.CodeOf(err) != "benefit.once.paid" {
			t.Errorf("a second funeral support for one death: %v", err)
		}
		if _, found, err := r.Basis(ctx, officer, made); err != nil || !found.Paid || found.Amount != made.Amount {
			t.Errorf("the proof: %+v (%v)", found, err)
		}
		r.determine(t, november)
		if rows := r.rows(t, november, benefit.Review); len(rows) == 0 || containsPlace(rows, "healthy") {
			t.Errorf("the review list: %v", rows)
		}
		if _, err := r.Freeze(ctx, auth.System(), november); err != nil {
			t.Fatal(err)
		}
		if held := r.held(t, november, made.ID); held != "" {
			t.Errorf("held for %q", held)
		}
		// decided after the month was frozen: owed, once
		q = benefit.Request{Person: r.id(turning), Programme: "emergency-relief", Category: "KC-thuong", Month: november,
			Received: calendar.MustDay(2026, 11, 20), Facts: map[string]string{"event.heavy_injury": "true", "event.hospital_days": "5"}}
		if a, err = r.Apply(ctx, officer, q); err != nil {
			t.Fatal(err)
		}
		if _, err := r.CheckPapers(ctx, officer, a.ID, nil); err != nil {
			t.Fatal(err)
		}
		late, err := r.Accept(ctx, officer, a.ID, benefit.Answer{From: november})
		if err != nil {
			t.Fatal(err)
		}
		owed, err := r.Late(ctx, auth.System(), november.Add(1))
		if err != nil {
			t.Fatal(err)
		}
		n := 0
		for _, l := range owed {
			if l.Decision == late.ID && l.Amount == 5_400_000 && l.Month == november {
				n++
			}
			if l.Decision == made.ID {
				t.Errorf("what the roster pays is owed once more: %+v", l)
			}
		}
		if n != 1 {
			t.Errorf("owed %d times: %+v", n, owed)
		}
		if err := r.registry.RecordDeath(ctx, auth.System(), r.id(turning), calendar.MustDay(2026, 11, 22), papers); err != nil {
			t.Fatal(err)
		}
		owed, err = r.Late(ctx, auth.System(), november.Add(1))
		if err != nil {
			t.Fatal(err)
		}
		for _, l := range owed {
			if l.Decision == late.ID && l.Held != benefit.Dead {
				t.Errorf("paid to somebody who has died: %+v", l)
			}
		}
		if err := r.End(ctx, officer, late.ID, "người nhận đã chết", november); err != nil { // so that another may be decided on
			t.Fatal(err)
		}
		q.Person, q.About = r.id(helpless), r.id(turning)
		if _, err := r.Apply(ctx, officer, q); err != nil {
			t.Errorf("in place of the dead: %v", err)
		}
	})
}

// TestWhatIsGivenOnceIsHeldWhereItsRecipientHasDied: between the decision and the roster.
func TestWhatIsGivenOnceIsHeldWhereItsRecipientHasDied(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		r := setup(t, d)
		officer := r.officer(t, dongKy)
		r.determine(t, november)
		a, err := r.Apply(ctx, officer, benefit.Request{Person: r.id(turning), Programme: "emergency-relief", Category: "KC-thuong", Month: november,
			Received: calendar.MustDay(2026, 11, 20), Facts: map[string]string{"event.heavy_injury": "true", "event.hospital_days": "5"}})
		if err != nil {
			t.Fatal(err)
		}
		if _, err := r.CheckPapers(ctx, officer, a.ID, nil); err != nil {
			t.Fatal(err)
		}
		made, err := r.Accept(ctx, officer, a.ID, benefit.Answer{From: november})
		if err != nil {
			t.Fatal(err)
		}
		if err := r.registry.RecordDeath(ctx, auth.System(), r.id(turning), calendar.MustDay(2026, 11, 22), papers); err != nil {
			t.Fatal(err)
		}
		r.determine(t, november)
		if _, err := r.Freeze(ctx, auth.System(), november); err != nil {
			t.Fatal(err)
		}
		if held := r.held(t, november, made.ID); held != benefit.Dead {
			t.Errorf("held for %q", held)
		}
	})
}

func containsPlace(rows []string, place string) bool {
	for _, r := range rows {
		if len(r) > len(place) && r[:len(place)] == place {
			return true
		}
	}
	return false
}

func TestACitizenAppliesForThemselvesOnly(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		r := setup(t, d)
		r.determine(t, november)
		own := auth.Actor{ID: "dan", Name: "Người dân", Role: "citizen", Person: int64(r.id(disabled))}
		a, err := r.Apply(ctx, own, benefit.Request{Person: r.id(disabled), Programme: "social-assistance", Category: "K6n", Month: november})
		if err != nil {
			t.Fatal(err)
		}
		if !a.Online || a.Received != today || a.Officer != "" {
			t.Errorf("got %+v", a)
		}
		if _, err := r.Apply(ctx, own, benefit.Request{Person: r.id(elder), Programme: "social-pension", Category: "P75", Month: november}); !fault.Is(err, fault.NotFound) {
			t.Errorf("applied for another: %v", err)
		}
		open, err := r.Open(ctx, r.officer(t, dongKy))
		if err != nil || len(open) != 1 || open[0].Officer != "" {
			t.Fatalf("waiting: %+v (%v)", open, err)
		}
		if _, err := r.CheckPapers(ctx, r.officer(t, dongKy), a.ID, []string{"form-1dd"}); err != nil {
			t.Fatal(err)
		}
		if open, _ = r.Open(ctx, r.officer(t, dongKy)); open[0].Officer == "" {
			t.Error("nobody is named as who handles it")
		}
		mine, err := r.Own(ctx, own)
		if err != nil || len(mine) != 1 || mine[0].State != benefit.Checked {
			t.Errorf("own applications: %+v (%v)", mine, err)
		}
		if _, err := r.Withdraw(ctx, own, a.ID, "đổi ý"); err != nil {
			t.Errorf("taken back: %v", err)
		}
		other := own
		other.Person = int64(r.id(elder))
		if _, err := r.Withdraw(ctx, other, a.ID, "x"); !fault.Is(err, fault.NotFound) {
			t.Errorf("another's taken back: %v", err)
		}
		change := registry.PayeeChange{Person: r.id(disabled), Channel: registry.ToAccount, Bank: "NH01", Number: "0123456789", Holder: "GIAP VAN SON",
			HolderNumber: "024180000001", Source: papers}
		for range 2 {
			if err := r.registry.RecordPayee(ctx, own, change); err != nil {
				t.Fatal(err)
			}
		}
		to, err := r.registry.PayTo(ctx, auth.System(), map[registry.PersonID]bool{r.id(disabled): true}, registry.At{})
		if err != nil || len(to) != 1 || to[0].Number != "0123456789" || to[0].Channel != registry.ToAccount {
			t.Errorf("paid to %+v (%v)", to, err)
		}
		change.Number = "12ab"
		if err := r.registry.RecordPayee(ctx, own, change); fault.CodeOf(err) != "registry.new_payee" {
			t.Errorf("an account that is none: %v", err)
		}
		change.Person = r.id(elder)
		change.Number = "0123456789"
		if err := r.registry.RecordPayee(ctx, own, change); !fault.Is(err, fault.NotFound) {
			t.Errorf("another's account: %v", err)
		}
	})
}

// TestWorshipIsPaidOnceAYearAndALumpSumOnce: by the same road as a funeral.
func TestWorshipIsPaidOnceAYearAndALumpSumOnce(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		r := setup(t, d)
		officer := r.officer(t, dongKy)
		grant := func(q benefit.Request) (benefit.Decision, error) {
			q.Received = q.Month.First() + 3
			a, err := r.Apply(ctx, officer, q)
			if err != nil {
				return benefit.Decision{}, err
			}
			if _, err := r.CheckPapers(ctx, officer, a.ID, nil); err != nil {
				t.Fatal(err)
			}
			return r.Accept(ctx, officer, a.ID, benefit.Answer{From: november})
		}
		worship := benefit.Request{Person: r.id(healthy), Programme: "merit-worship", Category: "TC-liet-si", Month: october,
			Facts: map[string]string{"event.martyrs_worshipped": "2", "event.martyr_has_survivor": "false"}}
		lump := benefit.Request{Person: r.id(healthy), Programme: "merit-one-off", Category: "ML-bao-tu", Month: october,
			Facts: map[string]string{"event.merit_claim": "death_notice"}}
		for _, x := range []struct {
			asked  benefit.Request
			amount money.Dong
		}{{worship, 2 * 1_600_000}, {lump, 3_012_000}} {
			made, err := grant(x.asked)
			if err != nil || !made.Once || made.To != november || made.Amount != x.amount {
				t.Errorf("%s: %+v (%v)", x.asked.Programme, made, err)
			}
		}
		r.determine(t, november)
		if _, err := r.Freeze(ctx, auth.System(), november); err != nil {
			t.Fatal(err)
		}
		lines, err := r.RosterLines(ctx, auth.System(), november)
		if err != nil {
			t.Fatal(err)
		}
		paid := map[string]int{}
		for _, l := range lines {
			if l.Person == r.id(healthy) && l.Held == "" {
				paid[l.Programme]++
			}
		}
		if paid["merit-worship"] != 1 || paid["merit-one-off"] != 1 {
			t.Errorf("the roster pays %v", paid)
		}
		worship.Month = november
		if _, err := grant(worship); fault.CodeOf(err) != "benefit.once.paid" {
			t.Errorf("worship a second time in one year: %v", err)
		}
	})
}
