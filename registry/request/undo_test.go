package request_test

import (
	"testing"

	"ansinh/auth"
	"ansinh/db"
	"ansinh/db/dbtest"
	"ansinh/fault"
	"ansinh/registry"
	"ansinh/registry/request"
)

// TestWhatTwoRecordedTwoTakeBack has a name corrected by two people: one alone does not take it back, and the second
// person's yes does.
func TestWhatTwoRecordedTwoTakeBack(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		x := setup(t, d)
		x.r.Guarded([]string{"person.name"})
		hoa := x.l.Person(0)
		r := x.submit(t, x.asks, x.draft("correction", hoa, "name", "Nguyễn Thị An"))
		done, err := x.Approve(ctx, x.decides, r.ID, "", "")
		if err != nil {
			t.Fatal(err)
		}
		for _, who := range []auth.Actor{x.asks, auth.System()} {
			_, err := x.r.ReverseEvent(ctx, who, done.Event, "nhầm")
			code(t, "by "+who.ID+" alone", err, "registry.event.undo_second")
		}
		ask := request.Draft{Channel: "office"}
		_, err = x.SubmitUndoing(ctx, x.asks, done.Event, ask)
		if !fault.Is(err, fault.Invalid) {
			t.Errorf("without a reason: %v", err)
		}
		ask.Note = "sai người"
		_, err = x.SubmitUndoing(ctx, x.receives, done.Event, ask)
		code(t, "from another commune", err, "registry.event.none")
		back, err := x.SubmitUndoing(ctx, x.asks, done.Event, ask)
		if err != nil {
			t.Fatal(err)
		}
		_, err = x.SubmitUndoing(ctx, x.asks, done.Event, ask)
		code(t, "asked twice", err, "request.open")
		_, err = x.Approve(ctx, x.asks, back.ID, "", "")
		code(t, "by who asked", err, "request.own")
		if got, err := x.Request(ctx, x.decides, back.ID); err != nil || got.Reversed() != done.Event || got.Steps[0].Note != "sai người" {
			t.Errorf("%+v %v", got, err)
		}
		undone, err := x.Approve(ctx, x.decides, back.ID, "", "đúng là sai")
		if err != nil || undone.Event == 0 {
			t.Fatalf("%+v %v", undone, err)
		}
		if now, _ := x.name(t, hoa); now != "Nguyễn Thị Hòa" {
			t.Errorf("taken back, the name is %s", now)
		}
		e, err := x.r.Event(ctx, x.asks, undone.Event)
		if err != nil || e.Reverses != done.Event || e.Reason != "sai người" || e.Request != int64(back.ID) {
			t.Errorf("%+v %v", e, err)
		}
		_, err = x.SubmitUndoing(ctx, x.asks, done.Event, ask)
		code(t, "taken back twice", err, "registry.event.undone")
	})
}

// TestAMoveGoesBackWithTheConsentOfTheCommuneLeft takes a move back that the receiving commune had consented to.
func TestAMoveGoesBackWithTheConsentOfTheCommuneLeft(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		x := setup(t, d)
		duc := x.l.Person(1)
		r := x.submit(t, x.asks, x.draft("move", duc, "home", string(x.there), "address", "Thôn Mới"))
		done, err := x.Approve(ctx, x.receives, r.ID, "", "")
		if err != nil {
			t.Fatal(err)
		}
		back, err := x.SubmitUndoing(ctx, x.receives, done.Event, request.Draft{Channel: "office", Note: "không chuyển"})
		if err != nil || back.Receiving != x.here {
			t.Fatalf("%+v %v", back, err)
		}
		if _, err := x.Approve(ctx, x.decides, back.ID, "", ""); err != nil {
			t.Fatal(err)
		}
		f, err := x.r.Person(ctx, x.asks, duc, registry.At{})
		if err != nil || f.Person.HomeUnit != dongKy {
			t.Errorf("back: %v", err)
		}
	})
}
