package payment

import (
	"testing"

	"pgregory.net/rapid"

	"ansinh/benefit"
	"ansinh/calendar"
	"ansinh/money"
	"ansinh/registry"
)

var november = calendar.MonthOf(2026, 11)

// randomAssembly draws a month: some lines held, some late, some paid to people who have died since.
func randomAssembly(t *rapid.T) *assembly {
	a := &assembly{month: november, policy: &Policy{Banks: []BankName{{Code: "NH01"}}, Screen: Screen{SharedAccountHouseholds: 3, JumpPercent: 50}},
		died: map[registry.PersonID]calendar.Date{}, previous: map[paidFor]money.Dong{}}
	amount := rapid.OneOf(rapid.Int64Range(0, 5_000_000), rapid.Int64Range(1<<31, 1<<40))
	for i := range rapid.IntRange(0, 40).Draw(t, "people") {
		p := registry.PersonID(i + 1)
		programme := rapid.SampledFrom([]string{"a", "b", "c"}).Draw(t, "programme")
		line := benefit.Line{Month: november, Person: p, Programme: programme, Category: "x", Amount: money.Dong(amount.Draw(t, "amount")),
			Held: rapid.SampledFrom([]benefit.Reason{"", "", benefit.Dead, benefit.Missing}).Draw(t, "held")}
		a.roster = append(a.roster, line)
		if rapid.Bool().Draw(t, "late") {
			late := line
			late.Month, late.Held = november.Add(-2), ""
			a.late = append(a.late, late)
		}
		if rapid.Bool().Draw(t, "died") {
			a.died[p] = rapid.SampledFrom([]calendar.Date{november.Add(-3).First(), november.First()}).Draw(t, "day")
			a.paid = append(a.paid, Line{Month: november.Add(-1), Person: p, Programme: programme, Category: "x", Kind: Regular,
				For: november.Add(-1), Amount: money.Dong(amount.Draw(t, "paid"))})
		}
		if rapid.Bool().Draw(t, "account") {
			a.payees = append(a.payees, registry.PayTo{Person: p, Channel: registry.ToAccount, Bank: rapid.SampledFrom([]string{"NH01", "NH02"}).Draw(t, "bank"),
				Number: rapid.SampledFrom([]string{"1", "2", "3"}).Draw(t, "number"), Household: registry.HouseholdID(i)})
		}
	}
	return a
}

// booksOf are the books that a list of entries makes.
func booksOf(entries []Entry) Books {
	at := map[string]*Account{}
	of := func(id string) *Account {
		if at[id] == nil {
			at[id] = &Account{ID: id}
		}
		return at[id]
	}
	for _, e := range entries {
		of(e.Debit).Debit += e.Amount
		of(e.Credit).Credit += e.Amount
	}
	var out Books
	for _, a := range at {
		out = append(out, *a)
	}
	return out
}

func TestTheBooksOfAnyRosterBalanceAtEveryStage(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		lines := randomAssembly(t).lines()
		r := Run{Month: november, State: Prepared}
		r.sum(lines)
		var entries []Entry
		ids, lineIDs := map[string]bool{}, map[string]bool{}
		add := func(at stage, some []Line) {
			for i := range some {
				e, ok := entry(at, &some[i])
				if !ok {
					continue
				}
				if ids[e.ID] || e.Amount <= 0 || e.Debit == e.Credit {
					t.Fatalf("entry %+v", e)
				}
				ids[e.ID] = true
				entries = append(entries, e)
			}
		}
		check := func(s State) {
			r.State = s
			if err := booksOf(entries).check(r); err != nil {
				t.Fatalf("%s: %v: %+v of %+v", s, err, booksOf(entries), r)
			}
		}
		for i := range lines {
			if lineIDs[lines[i].ID] {
				t.Fatalf("two lines with one id: %+v", lines[i])
			}
			lineIDs[lines[i].ID] = true
		}
		add(atPrepare, lines)
		for _, s := range []State{Prepared, Checked, Approved} {
			check(s)
		}
		add(atSend, lines)
		check(Sent)
		var back, kept []Line
		for _, l := range lines {
			if l.Paid() && rapid.IntRange(0, 9).Draw(t, "returned") == 0 {
				back = append(back, l)
			} else {
				kept = append(kept, l)
			}
		}
		add(atReturn, back)
		check(Sent)
		add(atClose, kept)
		check(Closed)
	})
}

func TestBooksThatDoNotBalanceAreFound(t *testing.T) {
	t.Parallel()
	r := Run{Month: november, State: Prepared, Amount: 100, Lines: 1}
	good := Entry{Debit: payable("a"), Credit: fund("a"), Amount: 100}
	for name, c := range map[string]struct {
		entries []Entry
		state   State
		ok      bool
	}{
		"whole":             {[]Entry{good}, Prepared, true},
		"nothing entered":   {nil, Prepared, false},
		"entered twice":     {[]Entry{good, good}, Prepared, false},
		"another amount":    {[]Entry{{Debit: payable("a"), Credit: fund("a"), Amount: 99}}, Prepared, false},
		"sent too early":    {[]Entry{good, {Debit: "channel:cash", Credit: payable("a"), Amount: 100}}, Prepared, false},
		"sent, not entered": {[]Entry{good}, Sent, false},
		"closed, not paid":  {[]Entry{good, {Debit: "channel:cash", Credit: payable("a"), Amount: 100}}, Closed, false},
	} {
		r.State = c.state
		if err := booksOf(c.entries).check(r); (err == nil) != c.ok {
			t.Errorf("%s: got %v", name, err)
		}
	}
	if err := (Books{{ID: "fund:a", Credit: 100}, {ID: "payable:a", Debit: 101}}).check(Run{State: Prepared, Amount: 100}); err == nil {
		t.Error("an entry with one side passed")
	}
}

func TestJumps(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		before, now money.Dong
		want        bool
	}{{540_000, 540_000, false}, {540_000, 810_000, true}, {540_000, 809_999, false}, {810_000, 405_000, true}, {810_000, 405_001, false},
		{1 << 50, 1<<50 + 1, false}, {1 << 50, 1 << 52, true}, {1, 1, false}} {
		if got := jumps(c.before, c.now, 50); got != c.want {
			t.Errorf("%d to %d: got %v", int64(c.before), int64(c.now), got)
		}
	}
}

func TestAnIDNamesWhatIsPaid(t *testing.T) {
	t.Parallel()
	base := Line{Person: 1, Programme: "a", Category: "x", For: november, Kind: Regular}
	same := base
	same.Month, same.Amount, same.Commune, same.Account = november.Add(1), 5, "elsewhere", "1"
	named, plain := naming{november.Add(-1)}, naming{november}
	if named.id(&base) != named.id(&same) {
		t.Error("the same payment has two ids")
	}
	if got := named.id(&base); got[:3] != "5f2" || got[3:] != plain.id(&base)[3:] || len(got) != 32 { // 126 years and ten months
		t.Errorf("named %s", got)
	}
	if got := plain.id(&base); got != "f89e7166b27c759fc1a5b9c6ece5d0ed" {
		t.Errorf("a line of a month whose lines were named by the hash alone is named %s", got)
	}
	for name, change := range map[string]func(*Line){
		"person": func(l *Line) { l.Person = 2 }, "programme": func(l *Line) { l.Programme = "b" }, "category": func(l *Line) { l.Category = "y" },
		"month": func(l *Line) { l.For++ }, "kind": func(l *Line) { l.Kind = Recovery },
	} {
		other := base
		change(&other)
		if named.id(&base) == named.id(&other) {
			t.Errorf("another %s, the same id", name)
		}
	}
}
