package law

import (
	"fmt"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"ansinh/calendar"
)

// randomFacts draws facts of the registers that lie near the bounds of the law; with a doubt some are unknown.
func randomFacts(t *rapid.T, v *Vocabulary, month calendar.Month, doubt bool) Facts {
	f := Facts{}
	for i := range v.facts {
		fact := &v.facts[i]
		if fact.Derived == DerivedByLaw || fact.Of == Event || doubt && rapid.IntRange(0, 9).Draw(t, "unknown") == 0 {
			continue
		}
		f[fact.ID] = FactValue{Text: fact.Format(randomValue(t, fact, month))}
	}
	return f
}

// randomEvent draws the facts of events.
func randomEvent(t *rapid.T, v *Vocabulary, month calendar.Month) Facts {
	f := Facts{}
	for i := range v.facts {
		if fact := &v.facts[i]; fact.Of == Event {
			f[fact.ID] = FactValue{Text: fact.Format(randomValue(t, fact, month))}
		}
	}
	return f
}

func randomValue(t *rapid.T, f *Fact, month calendar.Month) int64 {
	switch f.Type {
	case Bool:
		if f.Presumed == "true" {
			return min(1, int64(rapid.IntRange(0, 6).Draw(t, f.ID)))
		}
		return int64(rapid.IntRange(0, 1).Draw(t, f.ID))
	case Enum:
		return int64(rapid.IntRange(0, len(f.Values)-1).Draw(t, f.ID))
	case Money:
		return rapid.SampledFrom([]int64{0, 0, 1, 499_999, 500_000, 539_999, 540_000, 1_500_000, 1_500_001, 2_250_000, 25_000_001, 3_000_000_000}).Draw(t, f.ID)
	case Day:
		age := rapid.SampledFrom([]int{0, 1, 36, 48, 100, 192, 264, 400, 720, 840, 900, 960, 1200}).Draw(t, "age")
		return int64(month.First().AddMonths(-age).Add(rapid.IntRange(-40, 40).Draw(t, "days")))
	}
	if f.Unit == "percent" {
		return rapid.SampledFrom([]int64{0, 0, 20, 21, 40, 41, 50, 60, 61, 80, 81, 90, 91, 100, 101}).Draw(t, f.ID)
	}
	return int64(rapid.IntRange(0, 3).Draw(t, f.ID))
}

func tableOf(t *rapid.T, b *Book, month calendar.Month, people []Facts) *Table {
	table := NewTable(b.vocabulary, month, len(people))
	for row, f := range people {
		for id, v := range f {
			c, ok := table.Column(id)
			n, fits := c.Fact.Parse(v.Text)
			if !ok || !fits {
				t.Fatalf("%s = %s", id, v.Text)
			}
			c.Set(row, n)
		}
	}
	return table
}

// answerOf is an explanation brought into the form of Determine, with the missing facts in words.
func answerOf(t *rapid.T, b *Book, f Facts, month calendar.Month) []string {
	e, err := b.Explain(f, month)
	if err != nil {
		t.Fatal(err)
	}
	var lines []string
	for _, p := range e.Programmes {
		for _, x := range p.Benefits {
			lines = append(lines, fmt.Sprint(p.ID, " ", x.Category, " ", int64(x.Amount)))
		}
	}
	for _, p := range e.Programmes {
		if len(p.Missing) == 0 {
			continue
		}
		line := "? " + p.ID
		for _, m := range p.Missing {
			line += " " + m.ID
		}
		lines = append(lines, line)
	}
	for _, p := range e.Programmes {
		for _, c := range p.Categories {
			if c.Unread == nil || c.Answer == "not_met" {
				continue
			}
			line := "… " + p.ID + " " + c.ID + " " + c.Answer
			for _, m := range c.Missing {
				line += " " + m.ID
			}
			lines = append(lines, line)
		}
	}
	return lines
}

func rowsOf(b *Book, r *Result, rows int) [][]string {
	out := make([][]string, rows)
	for _, x := range r.Benefits {
		out[x.Row] = append(out[x.Row], fmt.Sprint(b.programmes[x.Programme].ID, " ", b.categories[x.Category].ID, " ", int64(x.Amount)))
	}
	for _, x := range r.Unknown {
		line := "? " + b.programmes[x.Programme].ID
		for _, f := range x.Facts {
			line += " " + b.vocabulary.facts[f].ID
		}
		out[x.Row] = append(out[x.Row], line)
	}
	for _, x := range r.Unread {
		answer := map[bool]string{false: "met", true: "unknown"}[x.May]
		line := "… " + b.programmes[x.Programme].ID + " " + b.categories[x.Category].ID + " " + answer
		for _, f := range x.Facts {
			line += " " + b.vocabulary.facts[f].ID
		}
		out[x.Row] = append(out[x.Row], line)
	}
	return out
}

// The two ways of running have one meaning, whatever is unknown.
func TestDetermineEqualsExplain(t *testing.T) {
	t.Parallel()
	b := book(t)
	rapid.Check(t, func(t *rapid.T) { determineEqualsExplain(t, b) })
}

func determineEqualsExplain(t *rapid.T, b *Book) {
	month := calendar.MonthOf(2021, 7).Add(rapid.IntRange(0, 70).Draw(t, "month"))
	people := make([]Facts, rapid.IntRange(1, 130).Draw(t, "people"))
	for i := range people {
		people[i] = randomFacts(t, b.vocabulary, month, rapid.Bool().Draw(t, "doubt"))
	}
	table := tableOf(t, b, month, people)
	result, err := b.determine(table, rapid.IntRange(1, 3).Draw(t, "workers"))
	if err != nil {
		t.Fatal(err)
	}
	for row, got := range rowsOf(b, result, len(people)) {
		if want := answerOf(t, b, people[row], month); !slices.Equal(got, want) {
			t.Fatalf("%s row %d: determined\n%v\nexplained\n%v\nfacts %v", month, row, got, want, people[row])
		}
	}
}

// Large tables cross blocks and are divided among workers; every row must come out as it does alone.
func TestBlocksDoNotMatter(t *testing.T) {
	t.Parallel()
	b := book(t)
	rapid.Check(t, func(t *rapid.T) {
		month := calendar.MonthOf(2026, 11)
		people := make([]Facts, 7)
		for i := range people {
			people[i] = randomFacts(t, b.vocabulary, month, true)
		}
		rows := rapid.IntRange(1, 3*blockRows+70).Draw(t, "rows")
		many := make([]Facts, rows)
		for i := range many {
			many[i] = people[(i*i+i/64)%len(people)]
		}
		alone, err := b.determine(tableOf(t, b, month, people), 1)
		if err != nil {
			t.Fatal(err)
		}
		together, err := b.determine(tableOf(t, b, month, many), 2)
		if err != nil {
			t.Fatal(err)
		}
		want, got := rowsOf(b, alone, len(people)), rowsOf(b, together, rows)
		for i := range many {
			if w := want[(i*i+i/64)%len(people)]; !slices.Equal(got[i], w) {
				t.Fatalf("row %d of %d: %v, want %v", i, rows, got[i], w)
			}
		}
	})
}
