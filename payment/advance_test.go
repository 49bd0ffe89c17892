package payment_test

import (
	"fmt"
	"testing"

	"pgregory.net/rapid"

	"ansinh/auth"
	"ansinh/db"
	"ansinh/db/dbtest"
	"ansinh/fault"
	"ansinh/gate/gatetest"
	"ansinh/money"
	"ansinh/payment"
)

// advanceAt is how a channel of November stands.
func (r *rooms) advanceAt(t *testing.T, channel string) payment.Advance {
	t.Helper()
	all, _, err := r.Advances(ctx, auth.System(), november)
	if err != nil {
		t.Fatal(err)
	}
	for _, a := range all {
		if a.Channel == channel {
			return a
		}
	}
	t.Fatalf("no %s in %+v", channel, all)
	return payment.Advance{}
}

func TestAnAdvanceIsSettledToTheDong(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		r := setup(t, d, elders(12))
		r.runMonth(t, november, today, everyone)
		doc := payment.AdvanceDocument{Channel: "cash", Kind: payment.AdvanceReceived, Number: "UNC-1", Day: today, Amount: 1_000}
		if err := r.RecordAdvance(ctx, preparer, november, doc); fault.CodeOf(err) != "payment.advance.not_approved" {
			t.Errorf("advanced before the run was approved: %v", err)
		}
		r.send(t, november)
		cash := r.advanceAt(t, "cash")
		if cash.Handed == 0 || cash.Difference() != -cash.Handed {
			t.Fatalf("handed out: %+v", cash)
		}
		doc.Amount = cash.Handed + 500_000
		for range 2 {
			if err := r.RecordAdvance(ctx, preparer, november, doc); err != nil {
				t.Fatal(err)
			}
		}
		other := doc
		other.Amount++
		if err := r.RecordAdvance(ctx, preparer, november, other); fault.CodeOf(err) != "payment.advance.twice" {
			t.Errorf("one number, two amounts: %v", err)
		}
		if err := r.RecordAdvance(ctx, gatetest.Actor("auditor"), november, other); !fault.Is(err, fault.Forbidden) {
			t.Errorf("entered by the auditor: %v", err)
		}
		if err := r.RecordAdvance(ctx, preparer, november, payment.AdvanceDocument{Channel: "bank:none", Kind: payment.AdvanceReceived, Number: "1", Day: today,
			Amount: 1}); fault.CodeOf(err) != "payment.advance.no_channel" {
			t.Errorf("an agent that pays nothing: %v", err)
		}
		if err := r.SettleAdvance(ctx, checker, november, "cash"); fault.CodeOf(err) != "payment.advance.not_closed" {
			t.Errorf("settled before the run was closed: %v", err)
		}
		// one person was not found
		var back payment.Line
		for _, l := range r.lines(t, november, payment.OnlyPaid) {
			if l.Channel == payment.Cash {
				back = l
			}
		}
		if err := r.Return(ctx, checker, november, back.ID); err != nil {
			t.Fatal(err)
		}
		if _, err := r.Close(ctx, checker, november); err != nil {
			t.Fatal(err)
		}
		if err := r.SettleAdvance(ctx, checker, november, "cash"); fault.CodeOf(err) != "payment.advance.difference" {
			t.Errorf("settled with money left: %v", err)
		}
		left := r.advanceAt(t, "cash").Difference()
		if left != 500_000+back.Net() {
			t.Errorf("%s is left, want the 500,000 too much and what came back, %s", left, back.Net())
		}
		refund := payment.AdvanceDocument{Channel: "cash", Kind: payment.AdvanceRefunded, Number: "GNT-1", Day: today, Amount: doc.Amount + 1}
		if err := r.RecordAdvance(ctx, preparer, november, refund); fault.CodeOf(err) != "payment.advance.too_much" {
			t.Errorf("more went back than ever came: %v", err)
		}
		refund.Amount = left
		if err := r.RecordAdvance(ctx, preparer, november, refund); err != nil {
			t.Fatal(err)
		}
		for range 2 {
			if err := r.SettleAdvance(ctx, checker, november, "cash"); err != nil {
				t.Fatal(err)
			}
		}
		refund.Number = "GNT-2"
		refund.Amount = 1
		if err := r.RecordAdvance(ctx, preparer, november, refund); fault.CodeOf(err) != "payment.advance.settled" {
			t.Errorf("entered after the settlement: %v", err)
		}
		books, err := r.Balance(ctx, auth.System(), november)
		if err != nil || books.Sum() != 0 || books.Of("advance:cash") != 0 || books.Of("spent:cash") != cash.Handed-back.Net() ||
			books.Of("treasury") != -(cash.Handed-back.Net()) {
			t.Errorf("the books: %+v (%v)", books, err)
		}
		p, err := r.Passbook(ctx, auth.System(), back.Person)
		if err != nil || p.Received != 0 || p.Returned != back.Net() || len(p.Lines) != 1 || !p.Lines[0].Back {
			t.Errorf("the passbook of who got nothing: %+v (%v)", p, err)
		}
	})
}

// TestAdvancesAlwaysBalance draws documents in any order and amount: whatever is entered, the books sum to zero, an
// advance's account holds what is open, and it is settled exactly where nothing is.
func TestAdvancesAlwaysBalance(t *testing.T) {
	t.Parallel()
	r := setup(t, dbtest.Open(t), elders(8))
	r.runMonth(t, november, today, everyone)
	r.send(t, november)
	if _, err := r.Close(ctx, checker, november); err != nil {
		t.Fatal(err)
	}
	all, _, err := r.Advances(ctx, auth.System(), november)
	if err != nil {
		t.Fatal(err)
	}
	serial := 0
	rapid.Check(t, func(rt *rapid.T) {
		a := rapid.SampledFrom(all).Draw(rt, "channel")
		serial++
		before := r.advanceAt(t, a.Channel)
		amount := rapid.OneOf(rapid.Int64Range(1, 2_000_000), rapid.Just(max(1, int64(before.Difference()))), rapid.Just(max(1, -int64(before.Difference()))),
			rapid.Int64Range(1<<32, 1<<40)).Draw(rt, "amount")
		kind := rapid.SampledFrom([]payment.AdvanceKind{payment.AdvanceReceived, payment.AdvanceRefunded}).Draw(rt, "kind")
		err := r.RecordAdvance(ctx, preparer, november, payment.AdvanceDocument{Channel: a.Channel, Kind: kind, Number: fmt.Sprintf("CT-%d", serial), Day: today,
			Amount: money.Dong(amount)})
		if code := fault.CodeOf(err); err != nil && code != "payment.advance.too_much" && code != "payment.advance.settled" {
			rt.Fatal(err)
		}
		now := r.advanceAt(t, a.Channel)
		books, err := r.Balance(ctx, auth.System(), november)
		if err != nil {
			rt.Fatal(err)
		}
		want := now.Received - now.Refunded
		if !now.SettledAt.IsZero() {
			want = 0
		}
		if books.Sum() != 0 || books.Of("advance:"+a.Channel) != want {
			rt.Fatalf("%s holds %s, want %s; the books sum to %s", a.Channel, books.Of("advance:"+a.Channel), want, books.Sum())
		}
		err = r.SettleAdvance(ctx, checker, november, a.Channel)
		if settled := err == nil; settled != (now.Difference() == 0) {
			rt.Fatalf("settled: %v with a difference of %s (%v)", settled, now.Difference(), err)
		}
	})
}
