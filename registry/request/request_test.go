package request_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"ansinh/auth"
	"ansinh/calendar"
	"ansinh/db"
	"ansinh/db/dbtest"
	"ansinh/fault"
	"ansinh/gate/gatetest"
	"ansinh/law"
	"ansinh/org"
	"ansinh/policy"
	"ansinh/registry"
	"ansinh/registry/request"
	"ansinh/viet"
)

var (
	ctx    = context.Background()
	entry  = calendar.MustDay(2026, 1, 5)
	today  = calendar.DateOf(gatetest.Now)
	papers = registry.Source{Kind: registry.Document, Title: "Giấy tờ thử"}
)

// Two communes of 2024, in two communes of today.
const (
	dongKy org.UnitID = "07282@base"
	boHa   org.UnitID = "07294@2020-03-01"
)

// desk is a register of four people, and who works on it: two officers of the first commune, one of the other, and a
// citizen who is the second person and the guardian of the third.
type desk struct {
	*request.Requests
	r                                *registry.Registry
	l                                registry.Loaded
	here, there                      org.UnitID
	asks, decides, receives, citizen auth.Actor
}

func setup(t *testing.T, d *db.DB) desk {
	t.Helper()
	data, err := policy.Open("")
	if err != nil {
		t.Fatal(err)
	}
	v, err := law.LoadVocabulary(data)
	if err != nil {
		t.Fatal(err)
	}
	forms, err := registry.LoadForms(data, v)
	if err != nil {
		t.Fatal(err)
	}
	rules, err := request.Load(data, forms)
	if err != nil {
		t.Fatal(err)
	}
	working, err := policy.Working(data)
	if err != nil {
		t.Fatal(err)
	}
	g, tree := gatetest.New(t, d), gatetest.Tree(t)
	x := desk{r: registry.New(g, tree, v)}
	x.r.Offer(forms)
	x.r.Guarded(rules.Second)
	x.Requests = request.New(g, tree, x.r, rules, working)
	x.l = population(t, x.r)
	x.here, _ = tree.On(dongKy, today)
	x.there, _ = tree.On(boHa, today)
	actor := func(id, role string, unit org.UnitID) auth.Actor {
		return auth.Actor{ID: id, Name: "Công chức " + id, Role: auth.Role(role), Unit: string(unit)}
	}
	x.asks, x.decides = actor("một", "commune-officer", x.here), actor("hai", "commune-leader", x.here)
	x.receives = actor("ba", "commune-officer", x.there)
	x.citizen = auth.Actor{ID: "dân", Name: "Nguyễn Văn Đức", Role: "citizen", Person: int64(x.l.Person(1))}
	return x
}

func population(t *testing.T, r *registry.Registry) registry.Loaded {
	t.Helper()
	noon := time.Date(2026, 1, 5, 5, 0, 0, 0, time.UTC)
	b := registry.Batch{Entry: entry, Sources: []registry.Source{papers}}
	for _, home := range []org.UnitID{dongKy, boHa} {
		b.Households = append(b.Households, registry.NewHousehold{HomeUnit: home, Address: "Thôn Đông", Recorded: noon})
	}
	for i, p := range []registry.NewPerson{
		{Household: 0, Name: "Nguyễn Thị Hòa", BirthDate: calendar.MustDay(1944, 3, 2), Sex: viet.Female},
		{Household: 0, Name: "Nguyễn Văn Đức", BirthDate: calendar.MustDay(1970, 5, 17), Sex: viet.Male, PersonalNumber: "024070123456"},
		{Household: 0, Name: "Nguyễn Thị Con", BirthDate: calendar.MustDay(2018, 5, 17), Sex: viet.Female},
		{Household: 1, Name: "Giáp Thị Thúy", BirthDate: calendar.MustDay(1950, 8, 30), Sex: viet.Female},
	} {
		p.Relation, p.Ethnicity, p.Recorded = registry.Head, "kinh", noon
		if i == 1 || i == 2 {
			p.Relation = registry.Child
		}
		b.Persons = append(b.Persons, p)
	}
	b.Facts = append(b.Facts, registry.LoadFact{Kind: registry.OfPerson, Subject: 2, Fact: "person.disability", Value: "severe", From: entry, Recorded: noon})
	l, err := r.Load(ctx, auth.System(), b)
	if err != nil {
		t.Fatal(err)
	}
	ward := registry.NewEvent{Form: "guardian", Person: l.Person(2), Day: entry, Source: papers,
		Fields: map[string]string{"guardian": l.Person(1).Code(), "kind": "appointed"}}
	p, err := r.PrepareEvent(ctx, ward)
	if err != nil {
		t.Fatal(err)
	}
	r.Guarded(nil)
	if _, err := r.RecordEvent(ctx, auth.System(), ward); err != nil || p.Person().ID != l.Person(2) {
		t.Fatal(err)
	}
	return l
}

func (x desk) draft(form string, p registry.PersonID, fields ...string) request.Draft {
	e := registry.NewEvent{Form: form, Person: p, Day: calendar.MustDay(2026, 11, 10), Fields: map[string]string{},
		Source: registry.Source{Kind: registry.Document, Title: "Quyết định cải chính 9/2026"}}
	for i := 0; i+1 < len(fields); i += 2 {
		e.Fields[fields[i]] = fields[i+1]
	}
	return request.Draft{Event: e, Channel: "counter", Asker: "Nguyễn Văn Đức"}
}

func (x desk) submit(t *testing.T, who auth.Actor, d request.Draft) request.Request {
	t.Helper()
	r, err := x.Submit(ctx, who, d)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func (x desk) name(t *testing.T, id registry.PersonID) (string, []registry.Fact) {
	t.Helper()
	f, err := x.r.Person(ctx, auth.System(), id, registry.At{})
	if err != nil {
		t.Fatal(err)
	}
	h, err := x.r.History(ctx, auth.System(), id)
	if err != nil {
		t.Fatal(err)
	}
	return f.Person.Name, h
}

func code(t *testing.T, what string, err error, want string) {
	t.Helper()
	if fault.CodeOf(err) != want {
		t.Errorf("%s: %v, want %q", what, err, want)
	}
}

func TestWhatIsGuardedTakesTwo(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		x := setup(t, d)
		x.r.Guarded([]string{"person.name"})
		hoa := x.l.Person(0)
		draft := x.draft("correction", hoa, "name", "Nguyễn Thị Hoà An")
		_, err := x.r.RecordEvent(ctx, x.asks, draft.Event)
		code(t, "one officer alone", err, "registry.event.second")
		if _, err := x.r.RecordEvent(ctx, x.asks, x.draft("correction", hoa, "old_number", "121234567").Event); err != nil {
			t.Errorf("what is not guarded: %v", err)
		}

		r := x.submit(t, x.asks, draft)
		if r.Due != calendar.MustDay(2026, 12, 1) || r.Left != 5 || r.State != request.Submitted || r.Before["name"] != "Nguyễn Thị Hòa" {
			t.Errorf("submitted as %+v", r)
		}
		if now, _ := x.name(t, hoa); now != "Nguyễn Thị Hòa" {
			t.Errorf("a request alone changed the name to %s", now)
		}
		_, err = x.Submit(ctx, x.asks, draft)
		code(t, "the same again", err, "request.open")
		_, err = x.Approve(ctx, x.asks, r.ID, "", "")
		code(t, "by who asked", err, "request.own")
		_, err = x.Approve(ctx, x.receives, r.ID, "", "")
		code(t, "by another commune", err, "request.none")
		_, err = x.Approve(ctx, gatetest.Actor("auditor"), r.ID, "", "")
		code(t, "by an auditor", err, "auth.forbidden")
		_, err = x.Approve(ctx, gatetest.Actor("commune-officer"), r.ID, "", "")
		code(t, "by an officer of no commune", err, "auth.scope")

		done, err := x.Approve(ctx, x.decides, r.ID, "", "đủ giấy tờ")
		if err != nil || done.State != request.Approved || done.Event == 0 {
			t.Fatalf("%+v %v", done, err)
		}
		now, history := x.name(t, hoa)
		if now != viet.UnifyTone("Nguyễn Thị Hoà An") {
			t.Errorf("the name is %s", now)
		}
		var sources []string
		for _, f := range history {
			if f.Fact == "person.name" && f.Superseded.IsZero() {
				sources = append(sources, f.Source.Title+" · "+f.RecordedBy)
			}
		}
		if strings.Join(sources, "; ") != "Quyết định cải chính 9/2026 (đề nghị số 1) · hai" {
			t.Errorf("it rests on %v", sources)
		}
		_, err = x.Approve(ctx, x.decides, r.ID, "", "")
		code(t, "twice", err, "request.closed")
		_, err = x.Submit(ctx, x.asks, draft)
		code(t, "what stands already", err, "request.same")
		_, err = x.r.ReverseEvent(ctx, x.asks, done.Event, "nhầm")
		code(t, "taken back alone", err, "registry.event.undo_second") // by two: undo_test.go
	})
}

func TestARequestOnItsWay(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		x := setup(t, d)
		r := x.submit(t, x.asks, x.draft("correction", x.l.Person(0), "name", "Nguyễn Thị Hoa"))
		waits := func(who auth.Actor) int {
			all, err := x.Requests.Requests(ctx, who, request.Filter{Mine: true})
			if err != nil {
				t.Fatal(err)
			}
			return len(all)
		}
		if waits(x.asks) != 0 || waits(x.decides) != 1 || waits(x.receives) != 0 {
			t.Errorf("submitted, it waits for %d %d %d", waits(x.asks), waits(x.decides), waits(x.receives))
		}
		_, err := x.AskMore(ctx, x.decides, r.ID, " ")
		code(t, "more, without saying what", err, "request.note")
		_, err = x.AskMore(ctx, x.asks, r.ID, "gì")
		code(t, "more, by who asked", err, "request.own")
		if r, err = x.AskMore(ctx, x.decides, r.ID, "thiếu bản chụp giấy khai sinh"); err != nil || r.State != request.Asked {
			t.Fatalf("%+v %v", r, err)
		}
		if waits(x.asks) != 1 || waits(x.decides) != 0 {
			t.Errorf("asked for more, it waits for %d %d", waits(x.asks), waits(x.decides))
		}
		_, err = x.Complete(ctx, x.decides, r.ID, "đây")
		code(t, "completed by who may not ask", err, "auth.forbidden")
		if r, err = x.Complete(ctx, x.asks, r.ID, "đã gửi bản chụp"); err != nil || r.State != request.Submitted {
			t.Fatalf("%+v %v", r, err)
		}
		_, err = x.Refuse(ctx, x.decides, r.ID, "")
		code(t, "refused without reason", err, "request.note")
		if r, err = x.Refuse(ctx, x.decides, r.ID, "giấy khai sinh ghi khác"); err != nil || r.State != request.Refused {
			t.Fatalf("%+v %v", r, err)
		}
		seen, err := x.Request(ctx, x.asks, r.ID)
		var way []string
		for _, s := range seen.Steps {
			way = append(way, string(s.State)+" "+s.Actor+" "+s.Note)
		}
		if want := "submitted một |asked hai thiếu bản chụp giấy khai sinh|submitted một đã gửi bản chụp|refused hai giấy khai sinh ghi khác"; strings.Join(way, "|") != want || err != nil {
			t.Errorf("the way was %v, %v", way, err)
		}
		_, err = x.Withdraw(ctx, x.asks, r.ID, "thôi")
		code(t, "withdrawn after the answer", err, "request.closed")
		if now, _ := x.name(t, x.l.Person(0)); now != "Nguyễn Thị Hòa" {
			t.Errorf("a refused request changed the name to %s", now)
		}
		again := x.submit(t, x.asks, x.draft("correction", x.l.Person(0), "name", "Nguyễn Thị Hoa"))
		if again, err = x.Withdraw(ctx, x.asks, again.ID, "người dân xin rút"); err != nil || again.State != request.Withdrawn {
			t.Errorf("%+v %v", again, err)
		}
		if all, err := x.Requests.Requests(ctx, gatetest.Actor("auditor"), request.Filter{}); err != nil || len(all) != 2 {
			t.Errorf("an auditor sees %d, %v", len(all), err)
		}
		if all, err := x.Requests.Requests(ctx, x.receives, request.Filter{}); err != nil || len(all) != 0 {
			t.Errorf("another commune sees %d, %v", len(all), err)
		}
	})
}

func TestNothingIsApprovedOverAChangeNobodySaw(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		x := setup(t, d)
		hoa := x.l.Person(0)
		r := x.submit(t, x.asks, x.draft("correction", hoa, "name", "Nguyễn Thị Hoa"))
		before, err := x.Request(ctx, x.decides, r.ID)
		if err != nil || len(before.Changed()) != 0 {
			t.Fatalf("%v %v", before.Changed(), err)
		}
		if err := x.r.CorrectIdentity(ctx, x.asks, hoa, registry.Identity{Name: "Nguyễn Thị Hồng"}, papers); err != nil {
			t.Fatal(err)
		}
		_, err = x.Approve(ctx, x.decides, r.ID, before.Seen(), "")
		code(t, "over a change", err, "request.changed")
		if now, _ := x.name(t, hoa); now != "Nguyễn Thị Hồng" {
			t.Errorf("refused, it still changed the name to %s", now)
		}
		after, err := x.Request(ctx, x.decides, r.ID)
		if err != nil || strings.Join(after.Changed(), " ") != "name" || after.Now["name"] != "Nguyễn Thị Hồng" || after.Before["name"] != "Nguyễn Thị Hòa" {
			t.Errorf("what is shown: %+v, %v", after, err)
		}
		if _, err := x.Approve(ctx, x.decides, r.ID, after.Seen(), ""); err != nil {
			t.Errorf("having seen it: %v", err)
		}
		if now, _ := x.name(t, hoa); now != "Nguyễn Thị Hoa" {
			t.Errorf("the name is %s", now)
		}
	})
}

func TestACitizenAsksForOneselfAndOnesWard(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		x := setup(t, d)
		if wards, err := x.Wards(ctx, x.citizen); err != nil || len(wards) != 1 || wards[0].ID != x.l.Person(2) {
			t.Errorf("wards %v, %v", wards, err)
		}
		own := x.submit(t, x.citizen, x.draft("correction", x.l.Person(1), "name", "Nguyễn Văn Đức Anh"))
		ward := x.submit(t, x.citizen, x.draft("correction", x.l.Person(2), "name", "Nguyễn Thị Còn"))
		if own.Channel != "online" || own.Asker != "" || ward.Citizen != x.l.Person(1) {
			t.Errorf("%+v", own)
		}
		_, err := x.Submit(ctx, x.citizen, x.draft("correction", x.l.Person(0), "name", "Nguyễn Thị Khác"))
		code(t, "for somebody else", err, "registry.no_person")
		_, err = x.Submit(ctx, x.citizen, x.draft("disability", x.l.Person(1), "level", "severe"))
		code(t, "what the office writes down", err, "request.not_own")
		other := x.citizen
		other.Person, other.ID = int64(x.l.Person(0)), "khác"
		_, err = x.Request(ctx, other, own.ID)
		code(t, "another's request", err, "request.none")
		_, err = x.Approve(ctx, x.citizen, own.ID, "", "")
		code(t, "a citizen approves", err, "auth.forbidden")
		if all, err := x.Requests.Requests(ctx, x.citizen, request.Filter{}); err != nil || len(all) != 2 {
			t.Errorf("a citizen sees %d of their requests, %v", len(all), err)
		}
		if _, err := x.Approve(ctx, x.asks, own.ID, "", ""); err != nil {
			t.Errorf("one officer is the second person: %v", err)
		}
		if _, err := x.Withdraw(ctx, x.citizen, ward.ID, "đổi ý"); err != nil {
			t.Error(err)
		}
	})
}

func TestWhatARequestRefuses(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		x := setup(t, d)
		hoa := x.l.Person(0)
		at := func(d request.Draft, change func(*request.Draft)) request.Draft { change(&d); return d }
		good := x.draft("correction", hoa, "name", "Nguyễn Thị Hoa")
		for _, c := range []struct {
			what string
			who  auth.Actor
			d    request.Draft
			code string
		}{
			{"another commune's person", x.receives, good, "registry.no_person"},
			{"an auditor", gatetest.Actor("auditor"), good, "auth.forbidden"},
			{"no channel", x.asks, at(good, func(d *request.Draft) { d.Channel = "fax" }), "registry.life"},
			{"no document", x.asks, at(good, func(d *request.Draft) { d.Event.Source.Title = "" }), "registry.life"},
			{"nothing filled in", x.asks, x.draft("correction", hoa), "registry.life"},
			{"a form nobody asks for", x.asks, x.draft("death", hoa), "registry.event.form"},
			{"a sensitive fact", x.asks, x.draft("disability", hoa, "level", "severe", "diagnosis", "vận động"), "registry.life"},
			{"a spouse of another commune, whose file would change too", x.asks, x.draft("marriage", hoa, "partner", x.l.Person(3).Code()), "registry.life"},
			{"a number that does not fit", x.asks, x.draft("correction", hoa, "personal_number", "024070123457"), "registry.life"},
		} {
			_, err := x.Submit(ctx, c.who, c.d)
			code(t, c.what, err, c.code)
		}
		if all, err := x.Requests.Requests(ctx, x.asks, request.Filter{}); err != nil || len(all) != 0 {
			t.Errorf("what was refused left %d requests, %v", len(all), err)
		}
	})
}

func TestAMoveNeedsTheConsentOfWhoReceives(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		x := setup(t, d)
		duc := x.l.Person(1)
		draft := x.draft("move", duc, "home", string(x.there), "household", x.l.Person(3).Code())
		if _, err := x.r.RecordEvent(ctx, x.asks, draft.Event); !fault.Is(err, fault.Forbidden) {
			t.Errorf("one commune alone moves somebody into another: %v", err)
		}
		r := x.submit(t, x.asks, draft)
		if r.Receiving != x.there || r.Due != calendar.MustDay(2026, 11, 27) {
			t.Errorf("asked of %s by %v", r.Receiving, r.Due)
		}
		if all, err := x.Requests.Requests(ctx, x.receives, request.Filter{Mine: true}); err != nil || len(all) != 1 {
			t.Errorf("the receiving commune has %d waiting, %v", len(all), err)
		}
		if found, _, err := x.r.Search(ctx, x.receives, "Nguyễn Văn Đức", 10); err != nil || len(found) != 0 {
			t.Errorf("being asked for consent shows the file: %v %v", found, err)
		}
		_, err := x.Approve(ctx, x.decides, r.ID, "", "")
		code(t, "consent by the commune left", err, "auth.scope")
		r, err = x.Refuse(ctx, x.receives, r.ID, "hộ nhận chưa đồng ý")
		if err != nil || r.State != request.Refused {
			t.Fatalf("%+v %v", r, err)
		}
		if p, err := x.r.Person(ctx, x.asks, duc, registry.At{}); err != nil || p.Person.HomeUnit != dongKy {
			t.Errorf("refused, the person lives in %v, %v", p.Person.HomeUnit, err)
		}

		r = x.submit(t, x.asks, draft)
		if r, err = x.Approve(ctx, x.receives, r.ID, "", "hộ nhận đồng ý"); err != nil || r.State != request.Approved {
			t.Fatalf("%+v %v", r, err)
		}
		if _, err := x.r.Person(ctx, x.asks, duc, registry.At{}); !fault.Is(err, fault.NotFound) {
			t.Errorf("the commune left still opens the file: %v", err)
		}
		p, err := x.r.Person(ctx, x.receives, duc, registry.At{})
		if err != nil || p.Person.HomeUnit != boHa || p.Person.Household != x.l.Household(1) {
			t.Errorf("received into %v, household %d, %v", p.Person.HomeUnit, p.Person.Household, err)
		}
		for month, home := range map[calendar.Month]org.UnitID{calendar.MonthOf(2026, 10): dongKy, calendar.MonthOf(2026, 11): boHa, calendar.MonthOf(2026, 12): boHa} {
			s, err := x.r.Snapshot(ctx, auth.System(), month, today)
			if err != nil {
				t.Fatal(err)
			}
			if row, ok := s.Row(duc); !ok || len(s.Persons) != 4 || s.HomeUnits[row] != home {
				t.Errorf("in %v: %d people, home %v want %v", month, len(s.Persons), s.HomeUnits[row], home)
			}
		}
	})
}

// TestOneOfTwoAnswersCounts lets two approvers answer at once: one is told, and the file changes once.
func TestOneOfTwoAnswersCounts(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		x := setup(t, d)
		r := x.submit(t, x.asks, x.draft("correction", x.l.Person(0), "name", "Nguyễn Thị Hoa"))
		third := x.decides
		third.ID = "bốn"
		answers := make(chan error)
		go func() { _, err := x.Approve(ctx, x.decides, r.ID, "", ""); answers <- err }()
		go func() { _, err := x.Refuse(ctx, third, r.ID, "không đủ"); answers <- err }()
		won, lost := 0, 0
		for range 2 {
			switch err := <-answers; {
			case err == nil:
				won++
			case fault.CodeOf(err) == "request.closed":
				lost++
			default:
				t.Errorf("%v", err)
			}
		}
		if won != 1 || lost != 1 {
			t.Errorf("%d answers count, %d were told", won, lost)
		}
	})
}

func TestALateAnswerIsSaidToBeLate(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		x := setup(t, d)
		r := x.submit(t, x.asks, x.draft("correction", x.l.Person(0), "name", "Nguyễn Thị Hoa"))
		err := d.Update(ctx, func(tx *db.Tx) error {
			_, err := tx.Exec(ctx, `UPDATE change_request SET since = $1`, db.Instant(gatetest.Now.AddDate(0, 0, -20)))
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		all, err := x.Requests.Requests(ctx, x.decides, request.Filter{Late: true})
		if err != nil || len(all) != 1 || !all[0].Late() || all[0].ID != r.ID {
			t.Errorf("%+v %v", all, err)
		}
	})
}
