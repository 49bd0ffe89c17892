package payment_test

import (
	"context"
	"fmt"
	"io/fs"
	"os"
	"testing"
	"time"

	"ansinh/audit"
	"ansinh/auth"
	"ansinh/benefit"
	"ansinh/calendar"
	"ansinh/db"
	"ansinh/gate"
	"ansinh/gate/gatetest"
	"ansinh/jobs"
	"ansinh/law"
	"ansinh/org"
	"ansinh/payment"
	"ansinh/policy"
	"ansinh/registry"
	"ansinh/viet"
)

var ctx = context.Background()

// Two communes of 2024: today they lie in xã Đồng Kỳ and in xã Bố Hạ.
const (
	dongKy org.UnitID = "07282@base"
	boHa   org.UnitID = "07294@2020-03-01"
)

var (
	entry     = calendar.MustDay(2026, 1, 5)
	today     = calendar.MustDay(2026, 11, 24)
	september = calendar.MonthOf(2026, 9)
	october   = calendar.MonthOf(2026, 10)
	november  = calendar.MonthOf(2026, 11)
	papers    = registry.Source{Kind: registry.Document, Title: "Giấy tờ thử"}
)

// lapses is how soon the part of a killed process is free again.
const lapses = 400 * time.Millisecond

// The three who prepare, check and approve.
var (
	preparer = gatetest.Actor("payment-officer")
	checker  = gatetest.Actor("payment-checker")
	approver = gatetest.Actor("leader")
)

// TestMain lets the test program be the process that is killed (kill_test.go).
func TestMain(m *testing.M) {
	if file := os.Getenv(childFile); file != "" {
		os.Exit(readingChild(os.Getenv(childURL), file))
	}
	if url := os.Getenv(childURL); url != "" {
		os.Exit(child(url, os.Getenv(childMonth)))
	}
	os.Exit(m.Run())
}

// rooms are what a test works with.
type rooms struct {
	*payment.Payments
	benefits *benefit.Benefits
	registry *registry.Registry
	book     *law.Book
	tree     *org.Tree
	loaded   registry.Loaded
}

func (r *rooms) id(place int) registry.PersonID { return r.loaded.Person(place) }

// open puts the rooms together over a migrated database; change may alter the policy first.
func open(d *db.DB, change func(*payment.Policy)) (*rooms, error) {
	data, err := policy.Open("")
	if err != nil {
		return nil, err
	}
	return openAt(d, data, change, func() time.Time { return gatetest.Now })
}

// openAt is open with a policy and a clock.
func openAt(d *db.DB, data fs.FS, change func(*payment.Policy), clock func() time.Time) (*rooms, error) {
	table, err := auth.LoadTable(data)
	if err != nil {
		return nil, err
	}
	r := &rooms{}
	if r.tree, err = org.ReadUnits(data); err != nil {
		return nil, err
	}
	if r.book, err = law.Load(data); err != nil {
		return nil, err
	}
	procedure, err := benefit.LoadProcedure(data)
	if err != nil {
		return nil, err
	}
	paying, err := payment.LoadPolicy(data)
	if err != nil {
		return nil, err
	}
	paying.Settlement.StatementRequired = false // the tests of statements ask for them
	if change != nil {
		change(paying)
	}
	within := func(unit, root string) bool { return r.tree.Within(org.UnitID(unit), org.UnitID(root)) }
	g := gate.New(d, audit.New(d, nil, nil), table, within, clock)
	r.registry = registry.New(g, r.tree, r.book.Vocabulary())
	forms, err := registry.LoadForms(data, r.book.Vocabulary())
	if err != nil {
		return nil, err
	}
	r.registry.Offer(forms)
	r.benefits = benefit.New(g, r.tree, r.registry, r.book, procedure)
	r.Payments = payment.New(g, r.tree, r.registry, r.benefits, paying, jobs.NewLeases(d, time.Now, lapses))
	return r, nil
}

func setup(t *testing.T, d *db.DB, b registry.Batch) *rooms {
	t.Helper()
	r, err := open(d, nil)
	if err != nil {
		t.Fatal(err)
	}
	r.load(t, b)
	return r
}

func (r *rooms) load(t *testing.T, b registry.Batch) {
	t.Helper()
	r.loadIn(t, b, []org.UnitID{dongKy, boHa})
}

// loadIn loads people in whose homes every register is complete.
func (r *rooms) loadIn(t *testing.T, b registry.Batch, homes []org.UnitID) {
	t.Helper()
	for _, f := range r.book.Vocabulary().Facts() {
		if f.Absent == "" {
			continue
		}
		for _, h := range homes {
			b.Coverage = append(b.Coverage, registry.NewCoverage{HomeUnit: h, Register: f.Register, From: entry, Recorded: noon(entry)})
		}
	}
	var err error
	if r.loaded, err = r.registry.Load(ctx, auth.System(), b); err != nil {
		t.Fatal(err)
	}
}

// noon is midday of a day in Bắc Ninh.
func noon(day calendar.Date) time.Time {
	y, m, d := day.Civil()
	return time.Date(y, time.Month(m), d, 5, 0, 0, 0, time.UTC)
}

// elders are n people of 80 without a pension, each in a household of their own, by turns in the two communes; two in
// three take their money in an account of their own, the third in cash.
func elders(n int) registry.Batch {
	b := registry.Batch{Entry: entry, Sources: []registry.Source{papers}}
	for i := range n {
		home := dongKy
		if i%2 == 1 {
			home = boHa
		}
		b.Households = append(b.Households, registry.NewHousehold{HomeUnit: home, Address: fmt.Sprintf("Thôn %d", i), Recorded: noon(entry)})
		name := fmt.Sprintf("Nguyễn Thị %c", 'A'+i%26)
		b.Persons = append(b.Persons, registry.NewPerson{Household: i, Relation: registry.Head, Name: name, Sex: viet.Female, Ethnicity: "kinh",
			BirthDate: calendar.MustDay(1946, 1, 1) - calendar.Date(i%300), Recorded: noon(entry)})
		if i%3 != 2 {
			b.Payees = append(b.Payees, account(i, "NH0"+string(rune('1'+i%5)), fmt.Sprintf("99%08d", i), name))
		} else {
			b.Payees = append(b.Payees, registry.NewPayee{Person: i, Channel: registry.ToCash, From: entry, Recorded: noon(entry)})
		}
	}
	return b
}

func account(person int, bank, number, holder string) registry.NewPayee {
	return registry.NewPayee{Person: person, Channel: registry.ToAccount, Bank: bank, Number: number, Holder: holder, From: entry, Recorded: noon(entry)}
}

// runMonth runs a month, deciding on everybody in its gap list, as it was known on a day.
func (r *rooms) runMonth(t *testing.T, month calendar.Month, known calendar.Date, accept benefit.Accept) payment.Run {
	t.Helper()
	done, err := r.RunMonth(ctx, preparer, month, payment.Options{KnownOn: known, Decide: func(ctx context.Context) error {
		_, err := r.benefits.DecideAll(ctx, auth.System(), month, benefit.Terms{On: min(today, month.First()+4), Accept: accept})
		return err
	}})
	if err != nil {
		t.Fatal(err)
	}
	return done.Run
}

func everyone(benefit.Row) bool { return true }

// send takes a prepared run through its three people to the channels.
func (r *rooms) send(t *testing.T, month calendar.Month) {
	t.Helper()
	for _, step := range []func() (payment.Run, error){
		func() (payment.Run, error) { return r.Check(ctx, checker, month) },
		func() (payment.Run, error) { return r.Approve(ctx, approver, month) },
		func() (payment.Run, error) { return r.Send(ctx, preparer, month) },
	} {
		if _, err := step(); err != nil {
			t.Fatal(err)
		}
	}
}

// lines are the lines of a run.
func (r *rooms) lines(t *testing.T, month calendar.Month, only payment.Only) []payment.Line {
	t.Helper()
	lines, _, err := r.Lines(ctx, auth.System(), payment.Query{Month: month, Only: only})
	if err != nil {
		t.Fatal(err)
	}
	return lines
}

// decide takes every row of a month's gap list but the people left out, signed on a day.
func (r *rooms) decide(month calendar.Month, on calendar.Date, skip map[registry.PersonID]bool) func(context.Context) error {
	return func(ctx context.Context) error {
		_, err := r.benefits.DecideAll(ctx, auth.System(), month, benefit.Terms{On: on, Accept: func(row benefit.Row) bool { return !skip[row.Person] }})
		return err
	}
}

func nobody(benefit.Row) bool { return false }
