package payment_test

import (
	"context"
	"errors"
	"io/fs"
	"maps"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"ansinh/auth"
	"ansinh/benefit"
	"ansinh/calendar"
	"ansinh/db"
	"ansinh/db/dbtest"
	"ansinh/fault"
	"ansinh/law"
	"ansinh/money"
	"ansinh/org"
	"ansinh/payment"
	"ansinh/policy"
	"ansinh/registry"
	"ansinh/viet"
)

// without is a policy folder in which some documents are not known yet.
type without struct {
	fs.FS
	word string
}

// Open opens what is known.
func (w without) Open(name string) (fs.File, error) {
	if strings.Contains(name, w.word) {
		return nil, &fs.PathError{Op: "open", Path: name, Err: fs.ErrNotExist}
	}
	return w.FS.Open(name)
}

// ReadDir leaves out what is not.
func (w without) ReadDir(name string) ([]fs.DirEntry, error) {
	all, err := fs.ReadDir(w.FS, name)
	return slices.DeleteFunc(all, func(d fs.DirEntry) bool { return strings.Contains(d.Name(), w.word) }), err
}

// lives are people through two years: what happens to them, and what is known of it when.
type lives struct {
	*rooms
	t      *testing.T
	d      *db.DB
	chance *rand.Rand
	now    time.Time
	whole  *law.Book // every document; before it is adopted the last decree is not known

	living []registry.PersonID
	died   map[registry.PersonID]calendar.Date
	homes  map[bool][]org.UnitID // before and after communes were merged
	known  map[calendar.Month]calendar.Date
	months []calendar.Month
	did    map[string]int
}

// lateDecree is the last decree of the policy folder: it holds from July 2026, and here nobody knows of it before October.
const lateDecree = "nd-335-2026"

// TestWhatPeopleReceivedIsWhatLawAndDecisionsGave drives random lives through 24 months, from December 2024 over the
// merging of the communes and the decrees of July 2025 to November 2026. In the end what each person received, what
// waits to be paid again and what was kept back, less what was asked back, is to the đồng what the law as it is known
// then gives under the decisions there are; the books balance, and nothing was paid twice.
func TestWhatPeopleReceivedIsWhatLawAndDecisionsGave(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		seed := rand.Uint64()
		t.Logf("seed %d", seed)
		l := newLives(t, d, seed)
		for month := calendar.MonthOf(2024, 12); len(l.months) < 24; month++ {
			quiet := len(l.months) >= 22 // the last two settle what is left
			l.month(month, quiet)
		}
		l.settled()
		t.Logf("%v", l.did)
		for _, event := range []string{"birth", "death", "late death", "move", "late decision", "ended back", "returned", "repaired", "other law", "difference",
			"arrears", "recovery", "repeat", "second account", "wrong account"} {
			if l.did[event] == 0 {
				t.Errorf("seed %d: no %s happened: this shows less than it says", seed, event)
			}
		}
	})
}

func newLives(t *testing.T, d *db.DB, seed uint64) *lives {
	t.Helper()
	data, err := policy.Open("")
	must(t, err)
	l := &lives{t: t, d: d, chance: rand.New(rand.NewPCG(seed, 1)), died: map[registry.PersonID]calendar.Date{}, homes: map[bool][]org.UnitID{},
		known: map[calendar.Month]calendar.Date{}, did: map[string]int{}}
	l.whole, err = law.Load(data)
	must(t, err)
	l.at(calendar.MustDay(2024, 11, 1))
	l.rooms, err = openAt(d, without{data, lateDecree}, nil, func() time.Time { return l.now })
	must(t, err)
	for _, u := range l.tree.Units(org.Commune, calendar.MustDay(2024, 11, 1))[:6] {
		l.homes[false] = append(l.homes[false], u.ID)
		on, ok := l.tree.On(u.ID, calendar.MustDay(2025, 8, 1))
		if !ok {
			t.Fatalf("%s is in no commune of today", u.ID)
		}
		l.homes[true] = append(l.homes[true], on)
	}
	began := calendar.MustDay(2024, 10, 1)
	b := registry.Batch{Entry: began, Sources: []registry.Source{papers}}
	const people = 36
	for i := range people {
		b.Households = append(b.Households, registry.NewHousehold{HomeUnit: l.homes[false][i%6], Address: "Thôn 1", Recorded: noon(began)})
		b.Persons = append(b.Persons, registry.NewPerson{Household: i, Relation: registry.Head, Name: "Nguyễn Thị A", Sex: viet.Female, Ethnicity: "kinh",
			BirthDate: calendar.MustDay(1943, 6, 1) + calendar.Date(i*130), Recorded: noon(began)}) // some come of age on the way
		p := registry.NewPayee{Person: i, Channel: registry.ToCash, From: began, Recorded: noon(began)}
		if i%3 != 0 {
			p = registry.NewPayee{Person: i, Channel: registry.ToAccount, Bank: "NH01", Number: "10" + string(rune('A'+i)), Holder: "Nguyễn Thị A", From: began, Recorded: noon(began)}
		}
		switch {
		case i%12 == 4:
			p.Bank = "KHONG-CO" // a wrong account
			l.did["wrong account"]++
		case i%12 == 5: // two accounts
			b.Payees = append(b.Payees, p)
			p.Number += "2"
			p.From, p.Recorded = began+20, noon(began+20)
			l.did["second account"]++
		}
		b.Payees = append(b.Payees, p)
	}
	b.Coverage = l.complete(l.homes[false], began)
	l.loaded, err = l.registry.Load(ctx, auth.System(), b)
	must(t, err)
	for i := range people {
		l.living = append(l.living, l.id(i))
	}
	return l
}

// complete says that every register is complete in some homes from a day.
func (l *lives) complete(homes []org.UnitID, from calendar.Date) []registry.NewCoverage {
	var out []registry.NewCoverage
	for _, f := range l.whole.Vocabulary().Facts() {
		if f.Absent == "" {
			continue
		}
		for _, h := range slices.Compact(slices.Sorted(slices.Values(homes))) {
			out = append(out, registry.NewCoverage{HomeUnit: h, Register: f.Register, From: from, Recorded: noon(from)})
		}
	}
	return out
}

func (l *lives) at(day calendar.Date) { l.now = noon(day) }

func (l *lives) one(in int) bool { return l.chance.IntN(in) == 0 }

func (l *lives) someone() registry.PersonID { return l.living[l.chance.IntN(len(l.living))] }

// month is what happens in a month, and then its run.
func (l *lives) month(m calendar.Month, quiet bool) {
	t := l.t
	l.at(m.First() + 9)
	if m == calendar.MonthOf(2026, 10) {
		l.benefits.Adopt(l.whole)
		l.did["other law"]++
	}
	if merging := calendar.MustDay(2025, 7, 1); m == merging.Month() { // communes are merged: the registers go on in the new ones
		_, err := l.registry.Load(ctx, auth.System(), registry.Batch{Entry: merging, Sources: []registry.Source{papers}, Coverage: l.complete(l.homes[true], merging)})
		must(t, err)
	}
	skip := map[registry.PersonID]bool{}
	if !quiet {
		l.happens(m)
		for _, p := range l.living { // some are entered late
			skip[p] = l.one(3)
		}
	}
	l.at(m.First() + 23)
	day := calendar.DateOf(l.now)
	l.known[m] = day
	done, err := l.RunMonth(ctx, preparer, m, payment.Options{KnownOn: day, Decide: func(ctx context.Context) error {
		if err := l.decide(m, day, skip)(ctx); err != nil {
			return err
		}
		return l.review(m)
	}})
	must(t, err)
	l.months = append(l.months, m)
	for _, x := range l.lines(t, m, "") {
		l.did[string(x.Kind)]++
		if x.Kind == payment.More && x.Amount <= 0 {
			t.Errorf("a difference of %s", x.Amount)
		}
	}
	if done.Run.Month != m {
		t.Fatalf("%+v", done.Run)
	}
	l.send(t, m)
	l.at(m.First() + 26)
	if !quiet {
		l.comeBack(m)
	}
	for _, x := range l.months[max(0, len(l.months)-3):] {
		if b, err := l.Balance(ctx, checker, x); err != nil || b.Sum() != 0 {
			t.Fatalf("books of %s: %+v, %v", x, b, err)
		}
	}
}

// happens is what is heard of in a month.
func (l *lives) happens(m calendar.Month) {
	t := l.t
	merged := m >= calendar.MonthOf(2025, 7)
	surely := len(l.months)%7 == 4 // each event happens, whatever the seed
	if (surely || l.one(3)) && len(l.living) > 12 {
		p := l.someone()
		died := m.First() - calendar.Date(l.chance.IntN(100))
		if surely {
			p, died = l.living[0], m.First()-80
		}
		if err := l.registry.RecordDeath(ctx, auth.System(), p, died, papers); !fault.Is(err, fault.Invalid) && !fault.Is(err, fault.Conflict) {
			must(t, err)
			l.did["death"]++
			if died.Month() < m.Add(-1) {
				l.did["late death"]++
			}
			l.died[p] = died
			l.living = slices.DeleteFunc(l.living, func(x registry.PersonID) bool { return x == p })
		}
	}
	if surely || l.one(2) {
		home := l.homes[merged][l.chance.IntN(6)]
		err := l.registry.RecordMove(ctx, auth.System(), registry.Move{Person: l.someone(), Day: m.First() + 3, HomeUnit: home, Address: "Thôn 2", Source: papers})
		if !fault.Is(err, fault.Conflict) && !fault.Is(err, fault.Invalid) {
			must(t, err)
			l.did["move"]++
		}
	}
	if surely || l.one(4) { // a child with a disability, known at once or some months late
		f, err := l.registry.Person(ctx, auth.System(), l.someone(), registry.At{})
		must(t, err)
		child, err := l.registry.RecordBirth(ctx, auth.System(), registry.Birth{Household: f.Person.Household, Name: "Nguyễn Văn B", BirthDate: m.First() + 1,
			Sex: viet.Male, Ethnicity: "kinh", Source: papers})
		must(t, err)
		must(t, l.registry.RecordFact(ctx, auth.System(), registry.NewFact{Person: child, Fact: "person.disability", Value: "severe", From: m.First() + 2, Source: papers}))
		l.living = append(l.living, child)
		l.did["birth"]++
	}
	if n := len(l.months); n > 0 { // decisions signed at the end of last month are entered now, when its roster is frozen
		made, err := l.benefits.DecideAll(ctx, auth.System(), l.months[n-1], benefit.Terms{On: l.known[l.months[n-1]] + 3})
		must(t, err)
		l.did["late decision"] += len(made)
	}
	if len(l.months) > 4 && (len(l.months)%7 == 6 || l.one(5)) {
		l.endBack(m)
	}
}

// endBack ends a decision from two months ago: what was paid since was undue.
func (l *lives) endBack(m calendar.Month) {
	rows := l.lines(l.t, l.months[len(l.months)-1], payment.OnlyPaid)
	for i, x := range rows {
		if x.Kind == payment.Regular && (i == len(rows)-1 || l.one(4)) {
			err := l.benefits.End(ctx, auth.System(), x.Decision, "kê khai sai", m.Add(-2))
			if !fault.Is(err, fault.Conflict) && !fault.Is(err, fault.Invalid) {
				must(l.t, err)
				l.did["ended back"]++
				return
			}
		}
	}
}

// review ends what the lists say is no longer due.
func (l *lives) review(m calendar.Month) error {
	rows, _, err := l.benefits.Rows(ctx, auth.System(), benefit.Query{Month: m, List: benefit.Review})
	for _, r := range rows {
		if l.one(3) { // not all of them at once: the line is held meanwhile
			continue
		}
		if end := l.benefits.End(ctx, auth.System(), r.Decision, string(r.Reason), m); end != nil && !fault.Is(end, fault.Conflict) {
			err = errors.Join(err, end)
		}
	}
	return err
}

// comeBack has channels give lines back, and some of them repaired.
func (l *lives) comeBack(m calendar.Month) {
	for _, x := range l.lines(l.t, m, payment.OnlyPaid) {
		if l.one(15) && x.Net() > 0 {
			must(l.t, l.Return(ctx, checker, m, x.ID))
			l.did["returned"]++
		}
	}
	failed, err := l.Failures(ctx, checker, 0)
	must(l.t, err)
	for _, f := range failed {
		if f.Again.IsZero() && l.one(2) {
			must(l.t, l.Repair(ctx, preparer, f.Line.ID, payment.Cash))
			l.did["repaired"]++
		}
	}
}

// due is what the law gives a person under the decisions there are, worked out from the snapshots and the decisions alone.
func (l *lives) due() map[registry.PersonID]money.Dong {
	out := map[registry.PersonID]money.Dong{}
	for _, m := range l.months {
		s, err := l.registry.Snapshot(ctx, auth.System(), m, l.known[m])
		must(l.t, err)
		result, err := l.whole.Determine(s.Table)
		must(l.t, err)
		granted := l.granted(m)
		for _, b := range result.Benefits {
			p := s.Persons[b.Row]
			died := l.died[p]
			if !granted[given{p, l.whole.Programmes()[b.Programme].ID, l.whole.Categories()[b.Category].ID}] || !died.IsZero() && m > died.Month() {
				continue
			}
			out[p] += b.Amount
		}
	}
	return out
}

// given names what is granted to whom.
type given struct {
	person              registry.PersonID
	programme, category string
}

// granted are the decisions that grant a month, and what the roster paid under another ground of the same decision.
func (l *lives) granted(m calendar.Month) map[given]bool {
	out := map[given]bool{}
	must(l.t, l.d.View(ctx, func(tx *db.Tx) error {
		put := func(s db.Scanner) error {
			var k given
			err := s.Scan(&k.person, &k.programme, &k.category)
			out[k] = true
			return err
		}
		if err := db.Each(ctx, tx, put, `SELECT person, programme, category FROM decision WHERE from_month <= $1 AND (to_month IS NULL OR to_month >= $1)`, m); err != nil {
			return err
		}
		return db.Each(ctx, tx, put, `SELECT r.person, r.programme, r.category FROM roster_line r JOIN decision c ON c.id = r.decision AND c.person = r.person
			WHERE r.month = $1 AND r.held = '' AND r.category <> c.category AND (c.to_month IS NULL OR c.to_month >= $1)`, m)
	}))
	return out
}

// settled holds what everybody received against what was due.
func (l *lives) settled() {
	t := l.t
	failed, err := l.Failures(ctx, checker, 0)
	must(t, err)
	back := map[string]bool{}
	waits := map[registry.PersonID]money.Dong{}
	for _, f := range failed {
		back[f.Line.ID] = true
		x := &f.Line // what came back is owed only where it is due: not for a month after a death, nor under a decision ended since
		died := l.died[x.Person]
		if (f.Again.IsZero() || f.Held) && (died.IsZero() || x.For <= died.Month()) && l.granted(x.For)[given{x.Person, x.Programme, x.Category}] {
			waits[x.Person] += x.Net()
		}
	}
	received, kept, asked := map[registry.PersonID]money.Dong{}, map[registry.PersonID]money.Dong{}, map[registry.PersonID]money.Dong{}
	once := map[string]bool{}
	for _, m := range l.months {
		for _, x := range l.lines(t, m, "") {
			if once[x.ID] {
				t.Errorf("%s is paid twice", x.ID)
			}
			once[x.ID] = true
			switch {
			case x.Kind == payment.Recovery:
				asked[x.Person] -= x.Amount
			case x.Held != "":
			case back[x.ID]:
				kept[x.Person] += x.Deducted
			default:
				kept[x.Person] += x.Deducted
				received[x.Person] += x.Net()
			}
		}
	}
	due := l.due()
	people := map[registry.PersonID]bool{}
	for _, of := range []map[registry.PersonID]money.Dong{received, kept, asked, waits, due} {
		for p := range of {
			people[p] = true
		}
	}
	var sum money.Dong
	for _, p := range slices.Sorted(maps.Keys(people)) {
		got := received[p] + waits[p] + kept[p] - asked[p]
		if got != due[p] {
			t.Errorf("%d: received %s, waiting %s, kept back %s, asked back %s: %s; due %s (died %s)", p, received[p], waits[p], kept[p], asked[p], got, due[p], l.died[p])
		}
		sum += due[p]
	}
	t.Logf("%d people, due %s", len(people), sum)
}
