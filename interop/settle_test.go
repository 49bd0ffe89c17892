package interop_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"ansinh/auth"
	"ansinh/calendar"
	"ansinh/fault"
	"ansinh/interop"
	"ansinh/interop/standin"
	"ansinh/registry"
	"ansinh/registry/request"
)

func TestTheSameAgainIsTheSameTask(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, x *desk) {
		x.stand(t, planted)
		for range 2 {
			x.ask(t, x.officer, interop.Ask{Wish: interop.Everybody})
			x.work(t)
		}
		all, said := x.open(t, interop.Filter{All: true})
		if said != "1 differs, 2 differs, 3 died, 4 moved, 5 unknown, 6 other" {
			t.Errorf("asked twice, the tasks are %s", said)
		}
		if err := x.Interop.Keep(ctx, x.officer, all[0].ID, "giấy khai sinh ghi như ở đây"); err != nil {
			t.Fatal(err)
		}
		x.ask(t, x.officer, interop.Ask{Wish: interop.Everybody})
		x.work(t)
		if _, said := x.open(t, interop.Filter{}); said != "2 differs, 3 died, 4 moved, 5 unknown, 6 other" {
			t.Errorf("what was kept asks again: %s", said)
		}
		x.stand(t, func(i int, p *standin.Person) {
			if i == 1 {
				p.Name = "Nguyễn Bá Đức" // another answer than the one that was kept from
			}
		})
		x.ask(t, x.officer, interop.Ask{Wish: interop.Everybody})
		x.work(t)
		if _, said := x.open(t, interop.Filter{}); said != "1 differs" {
			t.Errorf("after a better answer: %s", said)
		}
		if _, said := x.open(t, interop.Filter{State: interop.Gone}); said != "2 differs, 3 died, 4 moved, 5 unknown, 6 other" {
			t.Errorf("gone: %s", said)
		}
	})
}

func TestDifferencesAreSettled(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, x *desk) {
		x.stand(t, planted)
		x.ask(t, x.officer, interop.Ask{Wish: interop.Everybody})
		x.work(t)
		all, _ := x.open(t, interop.Filter{})
		name, born, died, other := all[0], all[1], all[2], all[5]

		code(t, "a leader keeps", x.Interop.Keep(ctx, x.leader, name.ID, "vì"), "auth.forbidden")
		code(t, "another commune keeps", x.Interop.Keep(ctx, x.there, name.ID, "vì"), "interop.difference.none")
		code(t, "kept without reason", x.Interop.Keep(ctx, x.officer, name.ID, " "), "interop.decide")
		_, err := x.Interop.Accept(ctx, x.officer, died.ID, "")
		code(t, "a death accepted by a button", err, "interop.decided")

		x.accepted(t, name)

		if err := x.Interop.Keep(ctx, x.officer, born.ID, "theo giấy khai sinh gốc"); err != nil {
			t.Fatal(err)
		}
		code(t, "kept twice", x.Interop.Keep(ctx, x.officer, born.ID, "vì"), "interop.decided")
		if err := x.Interop.Reopen(ctx, x.officer, born.ID, "xem lại"); err != nil {
			t.Fatal(err)
		}
		if err := x.Interop.AskCitizen(ctx, x.officer, other.ID, "căn cước công dân"); err != nil {
			t.Fatal(err)
		}
		if got := x.standing(t, other.ID); got != interop.Citizen {
			t.Errorf("asked of the citizen it is %s", got)
		}

		form := x.Interop.SettledBy(died)
		day, _ := calendar.ParseDate(died.Said.Died)
		e, err := x.Registry.RecordEvent(ctx, x.officer, registry.NewEvent{Form: form, Person: died.Person.ID, Day: day, Fields: map[string]string{},
			Source: registry.Source{Kind: registry.Document, Title: "Trích lục khai tử 5/2026"}})
		if err != nil {
			t.Fatal(err)
		}
		if got := x.standing(t, died.ID); got != interop.Taken {
			t.Errorf("after the death was recorded it is %s", got)
		}
		x.pass(time.Minute)
		if _, err := x.Registry.ReverseEvent(ctx, x.officer, e.ID, "nhầm người"); err != nil {
			t.Fatal(err)
		}
		if got := x.standing(t, died.ID); got != interop.Open {
			t.Errorf("after the death was taken back it is %s", got)
		}
	})
}

// TestWhatContradictsTheNumberIsNotTaken: a number tells of the sex, so theirs cannot be recorded beside it.
func TestWhatContradictsTheNumberIsNotTaken(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, x *desk) {
		x.stand(t, func(i int, p *standin.Person) {
			if i == 1 {
				p.Sex = map[string]string{"male": "female", "female": "male"}[p.Sex]
			}
		})
		x.ask(t, x.officer, interop.Ask{Wish: interop.Everybody})
		x.work(t)
		all, said := x.open(t, interop.Filter{})
		if len(all) != 1 || x.Interop.Accepts(all[0]) {
			t.Fatalf("taking it over is offered: %s", said)
		}
		code(t, "why it cannot be", x.Interop.Contradicts(all[0]), "viet.personal_number.sex")
		_, err := x.Interop.Accept(ctx, x.officer, all[0].ID, "")
		code(t, "taken over all the same", err, "viet.personal_number.sex")
		if got := x.standing(t, all[0].ID); got != interop.Open {
			t.Errorf("what was refused is %s", got)
		}
	})
}

func (x *desk) standing(t *testing.T, id interop.DifferenceID) interop.Standing {
	t.Helper()
	d, err := x.Interop.Difference(ctx, x.officer, id)
	if err != nil {
		t.Fatal(err)
	}
	return d.State
}

// accepted asks for theirs, has it refused, asks again, has it approved, and takes it back.
func (x *desk) accepted(t *testing.T, d interop.Difference) {
	t.Helper()
	name := func() string {
		file, err := x.Registry.Person(ctx, auth.System(), d.Person.ID, registry.At{})
		if err != nil {
			t.Fatal(err)
		}
		return file.Person.Name
	}
	asked, err := x.Interop.Accept(ctx, x.officer, d.ID, "")
	if err != nil {
		t.Fatal(err)
	}
	if got := x.standing(t, d.ID); got != interop.Requested || name() != "Nguyễn Văn Đức" {
		t.Errorf("asked for, it is %s and the name %s", got, name())
	}
	if _, err := x.Requests.Approve(ctx, x.officer, asked, "", ""); fault.CodeOf(err) != "request.own" {
		t.Errorf("who asks approves: %v", err)
	}
	if _, err := x.Requests.Refuse(ctx, x.leader, asked, "thiếu giấy tờ"); err != nil {
		t.Fatal(err)
	}
	if got := x.standing(t, d.ID); got != interop.Open {
		t.Errorf("refused, it is %s", got)
	}
	if asked, err = x.Interop.Accept(ctx, x.officer, d.ID, ""); err != nil {
		t.Fatal(err)
	}
	var done request.Request
	if done, err = x.Requests.Approve(ctx, x.leader, asked, "", ""); err != nil {
		t.Fatal(err)
	}
	if got := x.standing(t, d.ID); got != interop.Taken || name() != "Nguyễn Hữu Đức" {
		t.Errorf("approved, it is %s and the name %s", got, name())
	}
	history, err := x.Registry.History(ctx, x.officer, d.Person.ID)
	if err != nil || !slices.ContainsFunc(history, func(f registry.Fact) bool {
		return f.Value == "Nguyễn Hữu Đức" && strings.Contains(f.Source.Title, d.Batch)
	}) {
		t.Errorf("the name does not rest on the answer: %v", err)
	}
	x.pass(time.Minute)
	back, err := x.Requests.SubmitUndoing(ctx, x.officer, done.Event, request.Draft{Channel: "office", Note: "nhầm"}) // two recorded it, two take it back
	if err != nil {
		t.Fatal(err)
	}
	if _, err := x.Requests.Approve(ctx, x.leader, back.ID, "", ""); err != nil {
		t.Fatal(err)
	}
	if got := x.standing(t, d.ID); got != interop.Open || name() != "Nguyễn Văn Đức" {
		t.Errorf("taken back, it is %s and the name %s", got, name())
	}
}
