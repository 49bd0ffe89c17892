package payment

import (
	"testing"

	"pgregory.net/rapid"

	"ansinh/calendar"
	"ansinh/money"
	"ansinh/registry"
)

func TestInstalmentsKeepTheirLimits(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		amount := rapid.OneOf(rapid.Int64Range(0, 1_000_000), rapid.Int64Range(1<<31, 1<<50))
		a := &assembly{month: november, policy: &Policy{}, died: map[registry.PersonID]calendar.Date{}}
		a.policy.Settlement.InstalmentPercent = rapid.Int64Range(1, 100).Draw(t, "percent")
		if rapid.Bool().Draw(t, "second is dead") {
			a.died[2] = november.First()
		}
		var lines []Line
		for i := range rapid.IntRange(0, 6).Draw(t, "lines") {
			lines = append(lines, Line{ID: string(rune('a' + i)), Person: registry.PersonID(1 + i%2), Programme: "p", Amount: money.Dong(amount.Draw(t, "amount")),
				Kind: rapid.SampledFrom([]Kind{Regular, Arrears, Repeat}).Draw(t, "kind")})
		}
		for i := range rapid.IntRange(0, 5).Draw(t, "recoveries") {
			a.owed = append(a.owed, Recovered{Line: Line{ID: string(rune('A' + i)), Person: registry.PersonID(1 + i%2), Programme: "q",
				Amount: -money.Dong(amount.Draw(t, "owed"))}})
		}
		kept := a.keepBack(lines)
		var sum, deducted money.Dong
		for i := range kept {
			sum += kept[i].Amount
		}
		for i := range lines {
			l := &lines[i]
			deducted += l.Deducted
			_, dead := a.died[l.Person]
			if l.Net() < 0 || l.Deducted > share(l.Amount, a.policy.Settlement.InstalmentPercent) || l.Deducted > 0 && (dead || l.Kind == Repeat) {
				t.Fatalf("%+v", l)
			}
		}
		for i := range a.owed {
			if a.owed[i].Open() < 0 {
				t.Fatalf("%+v", a.owed[i])
			}
		}
		if sum != deducted {
			t.Fatalf("kept %s, deducted %s", sum, deducted)
		}
		if books := booksOf(entriesOf(1, lines, kept)); books.Sum() != 0 || books.Of("receivable:") != -sum || books.Of("fund:") != sum {
			t.Fatalf("books %+v", books)
		}
	})
}
