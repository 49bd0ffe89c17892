package interop_test

import (
	"context"
	"crypto/ed25519"
	"fmt"
	"io/fs"
	"net/http/httptest"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/fstest"
	"time"

	"ansinh/auth"
	"ansinh/calendar"
	"ansinh/db/dbtest"
	"ansinh/fault"
	"ansinh/gate/gatetest"
	"ansinh/house"
	"ansinh/interop"
	"ansinh/interop/standin"
	"ansinh/interop/wire"
	"ansinh/org"
	"ansinh/policy"
	"ansinh/registry"
	"ansinh/text"
	"ansinh/viet"
)

var ctx = context.Background()

// dongKy and boHa are communes of the old map; today they are parts of larger ones.
const (
	dongKy org.UnitID = "07282@base"
	boHa   org.UnitID = "07294@2020-03-01"
)

// desk is a province of a few people, the stand-in beside it, and who works there.
type desk struct {
	*house.House
	url     string
	keys    string
	people  []registry.PersonID
	server  *standin.Server
	at      string // the stand-in's address
	here    org.UnitID
	officer auth.Actor
	leader  auth.Actor
	there   auth.Actor

	live bool // the clock is the machine's, which other processes share

	mu  sync.Mutex
	now time.Time
}

var system = auth.System()

func (x *desk) clock() time.Time {
	x.mu.Lock()
	defer x.mu.Unlock()
	if x.live {
		return time.Now()
	}
	x.now = x.now.Add(time.Millisecond)
	return x.now
}

func (x *desk) pass(d time.Duration) {
	x.mu.Lock()
	defer x.mu.Unlock()
	x.now = x.now.Add(d)
}

// rules are the policy folder with a batch of four and little patience.
func rules() (out fstest.MapFS) {
	data, err := policy.Open("")
	if err != nil {
		panic(err)
	}
	body, err := fs.ReadFile(data, "interop/population.yaml")
	if err != nil {
		panic(err)
	}
	said := strings.NewReplacer("batch: 200", "batch: 4", "timeout: 30s", "timeout: 400ms", "[1m, 5m, 30m, 2h, 6h]", "[1m, 5m]").Replace(string(body))
	return fstest.MapFS{"interop/population.yaml": {Data: []byte(said)}}
}

func open(t testing.TB, x *desk) *house.House {
	t.Helper()
	data, err := policy.Open("")
	if err != nil {
		t.Fatal(err)
	}
	texts, err := text.Load(data)
	if err != nil {
		t.Fatal(err)
	}
	h, err := house.Open(ctx, house.Options{DB: x.url, Keys: x.keys, Policy: policy.Lay(rules(), data), Texts: texts, Clock: x.clock})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { h.Close() })
	return h
}

// each runs a test on both engines with ten people in one commune and two in another.
func each(t *testing.T, run func(t *testing.T, x *desk)) {
	t.Helper()
	for name, url := range map[string]func(t *testing.T) string{
		"sqlite":   func(t *testing.T) string { return filepath.Join(t.TempDir(), "test.db") },
		"postgres": func(t *testing.T) string { return dbtest.NewPostgres(t) },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			x := &desk{url: url(t), keys: t.TempDir(), now: gatetest.Now}
			x.House = open(t, x)
			today := calendar.DateOf(gatetest.Now)
			x.here, _ = x.Tree.On(dongKy, today)
			elsewhere, _ := x.Tree.On(boHa, today)
			actor := func(id, role string, unit org.UnitID) auth.Actor {
				return auth.Actor{ID: id, Name: "Công chức " + id, Role: auth.Role(role), Unit: string(unit)}
			}
			x.officer, x.leader, x.there = actor("một", "commune-officer", x.here), actor("hai", "commune-leader", x.here), actor("ba", "commune-officer", elsewhere)
			x.people = x.load(t)
			x.stand(t, nil)
			run(t, x)
		})
	}
}

var names = []string{"Nguyễn Thị Hòa", "Nguyễn Văn Đức", "Trần Thị Thúy", "Lê Văn Toàn", "Phạm Thị Hoa", "Hoàng Văn Quý", "Vũ Thị Lụa", "Đặng Văn Ngọ", "Bùi Thị Xuân",
	"Giáp Văn Sơn", "Giáp Thị Lan", "Thân Văn Hùng"}

// load enters twelve people, born in 1960 to 1971; the last two live in the other commune.
func (x *desk) load(t *testing.T) []registry.PersonID {
	t.Helper()
	entry := calendar.MustDay(2026, 1, 5)
	noon := time.Date(2026, 1, 5, 5, 0, 0, 0, time.UTC)
	b := registry.Batch{Entry: entry, Sources: []registry.Source{{Kind: registry.Document, Title: "Sổ hộ"}}}
	for _, home := range []org.UnitID{dongKy, boHa} {
		b.Households = append(b.Households, registry.NewHousehold{HomeUnit: home, Address: "Thôn Đông", Recorded: noon})
	}
	for i, n := range names {
		p := registry.NewPerson{Household: i / 10, Name: n, BirthDate: calendar.MustDay(1960+i, 3, 10+i), Sex: viet.Male, Relation: registry.Other, Ethnicity: "kinh", Recorded: noon}
		digit := "0"
		if strings.Contains(n, " Thị ") {
			p.Sex, digit = viet.Female, "1"
		}
		p.PersonalNumber = fmt.Sprintf("024%s%02d%06d", digit, 60+i, 100000+i)
		b.Persons = append(b.Persons, p)
	}
	l, err := x.Registry.Load(ctx, auth.System(), b)
	if err != nil {
		t.Fatal(err)
	}
	var out []registry.PersonID
	for i := range names {
		out = append(out, l.Person(i))
	}
	return out
}

// held is everybody as they are held here, as another register would.
func (x *desk) held(t testing.TB) []standin.Person {
	t.Helper()
	var out []standin.Person
	err := x.Registry.List(ctx, auth.System(), registry.ListFilter{}, func(int64) error { return nil }, func(p registry.Person) error {
		out = append(out, standin.Person{Number: p.PersonalNumber, Name: p.Name, Born: p.BirthDate.String(), Known: string(p.BirthPrecision), Sex: string(p.Sex)})
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// stand starts a stand-in whose people are ours, changed; it takes the place of an earlier one, with the same key.
func (x *desk) stand(t testing.TB, change func(i int, p *standin.Person)) {
	t.Helper()
	people := x.held(t)
	for i := range people {
		if change != nil {
			change(i, &people[i])
		}
	}
	key, err := wire.OwnKey(x.keys, "stand-in")
	if err != nil {
		t.Fatal(err)
	}
	if err := wire.WritePublic(x.Interop.PartnerKey(), key.Public().(ed25519.PublicKey)); err != nil {
		t.Fatal(err)
	}
	x.server = standin.New(standin.Options{Name: "giả lập", People: slices.DeleteFunc(people, func(p standin.Person) bool { return p.Number == "" }), Key: key,
		Asker: x.asker, Window: 5 * time.Minute, Clock: x.clock})
	server := httptest.NewServer(x.server)
	t.Cleanup(server.Close)
	x.at = server.URL
	x.Interop.At(server.URL)
}

func (x *desk) asker() (ed25519.PublicKey, error) {
	key, err := x.Interop.Key()
	if err != nil {
		return nil, err
	}
	return key.Public().(ed25519.PublicKey), nil
}

func (x *desk) ask(t *testing.T, who auth.Actor, a interop.Ask) interop.RoundID {
	t.Helper()
	id, err := x.Interop.Ask(ctx, who, a)
	if err != nil {
		t.Fatal(err)
	}
	return id
}

func (x *desk) work(t *testing.T) {
	t.Helper()
	if err := x.Interop.Work(ctx); err != nil {
		t.Fatal(err)
	}
}

func (x *desk) round(t *testing.T, id interop.RoundID) (interop.Round, []interop.Batch) {
	t.Helper()
	r, left, err := x.Interop.Round(ctx, auth.System(), id, 100)
	if err != nil {
		t.Fatal(err)
	}
	return r, left
}

// open are the differences that still ask for something, as kind and place of the person.
func (x *desk) open(t *testing.T, f interop.Filter) (all []interop.Difference, said string) {
	t.Helper()
	all, err := x.Interop.Differences(ctx, auth.System(), f)
	if err != nil {
		t.Fatal(err)
	}
	var words []string
	for _, d := range all {
		words = append(words, fmt.Sprintf("%d %s", slices.Index(x.people, d.Person.ID), d.Kind))
	}
	return all, strings.Join(words, ", ")
}

func code(t *testing.T, what string, err error, want string) {
	t.Helper()
	if fault.CodeOf(err) != want {
		t.Errorf("%s: %v, want %q", what, err, want)
	}
}

// planted is what each of the first eight people differs in.
func planted(i int, p *standin.Person) {
	switch i {
	case 0:
		p.Name = "NGUYỄN THỊ  HOÀ" // the same, written otherwise
	case 1:
		p.Name = "Nguyễn Hữu Đức"
	case 2:
		p.Born = "1962-03-21"
	case 3:
		p.Died = "2026-08-09"
	case 4:
		p.Moved, p.To = "2026-05-01", "Hà Nội"
	case 5:
		p.Number = "" // not there
	case 6:
		p.Name, p.Born = "Người Khác Hẳn", "1980-01-01"
	}
}

func TestWhatDiffersBecomesATaskAndNothingElse(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, x *desk) {
		x.stand(t, planted)
		before := x.held(t)
		id := x.ask(t, x.officer, interop.Ask{Wish: interop.Everybody})
		x.work(t)
		r, left := x.round(t, id)
		if r.State != interop.Done || r.Answered != 10 || r.People != 10 || r.Batches != 3 || len(left) != 0 || r.AskedAt.IsZero() || r.Finished.IsZero() {
			t.Fatalf("%+v %v", r, left)
		}
		want := map[interop.Result]int64{interop.Agrees: 4, interop.Differs: 2, interop.Died: 1, interop.Moved: 1, interop.Unknown: 1, interop.Other: 1}
		for k, n := range want {
			if r.Results[k] != n {
				t.Errorf("%s: %d, want %d", k, r.Results[k], n)
			}
		}
		all, said := x.open(t, interop.Filter{})
		if said != "1 differs, 2 differs, 3 died, 4 moved, 5 unknown, 6 other" {
			t.Errorf("the tasks are %s", said)
		}
		for _, d := range all {
			if (d.Kind == interop.Other || d.Kind == interop.Unknown) && len(d.Said.Fields) != 0 {
				t.Errorf("something of somebody else was kept: %+v", d.Said)
			}
		}
		if after := x.held(t); !slices.Equal(before, after) {
			t.Error("asking changed somebody's file")
		}
		x.marks(t)
		if seen, err := x.Interop.Differences(ctx, x.there, interop.Filter{All: true}); err != nil || len(seen) != 0 {
			t.Errorf("another commune sees %d, %v", len(seen), err)
		}
		_, err := x.Interop.Difference(ctx, x.there, all[0].ID)
		code(t, "another commune's difference", err, "interop.difference.none")
		_, _, err = x.Interop.Round(ctx, x.there, id, 1)
		code(t, "another commune's round", err, "interop.none")
		if rounds, err := x.Interop.Rounds(ctx, x.there, 10); err != nil || len(rounds) != 0 {
			t.Errorf("another commune sees %d rounds, %v", len(rounds), err)
		}
	})
}

// marks looks at the people's marks and the commune's sums after planted was asked about.
func (x *desk) marks(t *testing.T) {
	t.Helper()
	for i, want := range []interop.Result{interop.Agrees, interop.Differs, interop.Differs, interop.Died, interop.Moved, interop.Unknown, interop.Other, interop.Agrees} {
		file, err := x.Registry.Person(ctx, x.officer, x.people[i], registry.At{})
		if err != nil {
			t.Fatal(err)
		}
		v, err := x.Interop.Of(ctx, x.officer, file.Person)
		if err != nil || v.Result != want || v.Past || !v.StandIn || v.Source.Kind != registry.System || v.Source.Issued != calendar.DateOf(gatetest.Now) {
			t.Errorf("%d is marked %+v, %v, want %s", i, v, err, want)
		}
	}
	shares, err := x.Interop.Shares(ctx, x.officer)
	if err != nil || len(shares) != 1 || shares[0].Commune != x.here || shares[0].People != 10 || shares[0].Numbers != 10 || shares[0].Agrees != 4 ||
		shares[0].Asked != 10 || shares[0].Open != 6 {
		t.Errorf("the commune's sums are %+v, %v", shares, err)
	}
	all, err := x.Interop.Shares(ctx, auth.System())
	if err != nil || len(all) != 2 {
		t.Errorf("the province's are %+v, %v", all, err)
	}
}

func TestWhoIsAskedAbout(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, x *desk) {
		_, err := x.Interop.Ask(ctx, x.leader, interop.Ask{Wish: interop.Never})
		code(t, "a leader", err, "auth.forbidden")
		_, err = x.Interop.Ask(ctx, x.officer, interop.Ask{Wish: interop.Never, Unit: org.UnitID(x.there.Unit)})
		code(t, "another commune", err, "auth.scope")
		_, err = x.Interop.Ask(ctx, x.officer, interop.Ask{Wish: interop.One, Person: x.people[11]})
		code(t, "another commune's person", err, "registry.no_person")
		_, err = x.Interop.Ask(ctx, x.officer, interop.Ask{Wish: interop.Older})
		code(t, "no months", err, "interop.ask")
		_, err = x.Interop.Ask(ctx, x.officer, interop.Ask{Wish: "some"})
		code(t, "no wish", err, "interop.ask")
		dead := x.people[9]
		if err := x.Registry.RecordDeath(ctx, x.officer, dead, calendar.MustDay(2026, 2, 1), registry.Source{Kind: registry.Document, Title: "Trích lục"}); err != nil {
			t.Fatal(err)
		}
		_, err = x.Interop.Ask(ctx, x.officer, interop.Ask{Wish: interop.One, Person: dead})
		code(t, "somebody dead", err, "interop.ask.person")

		x.ask(t, x.officer, interop.Ask{Wish: interop.One, Person: x.people[0]})
		x.work(t)
		never := x.ask(t, x.officer, interop.Ask{Wish: interop.Never})
		_, err = x.Interop.Ask(ctx, x.officer, interop.Ask{Wish: interop.Everybody})
		code(t, "beside a round that runs", err, "interop.running")
		x.work(t)
		if r, _ := x.round(t, never); r.People != 8 || r.Answered != 8 {
			t.Errorf("never asked about: %+v", r)
		}
		x.pass(40 * 24 * time.Hour)
		x.ask(t, x.officer, interop.Ask{Wish: interop.One, Person: x.people[0]})
		x.work(t)
		older := x.ask(t, auth.System(), interop.Ask{Wish: interop.Older, Months: 1})
		x.work(t)
		if r, _ := x.round(t, older); r.People != 10 || r.Answered != 10 || r.State != interop.Done { // 8 of ours, 2 of the other commune
			t.Errorf("asked about longer ago: %+v", r)
		}
	})
}
