package simulate

import (
	"os"
	"testing"

	"pgregory.net/rapid"

	"ansinh/calendar"
	"ansinh/law"
	"ansinh/money"
)

// crowd draws people whose facts lie near the bounds of the law; with a doubt some facts are unknown.
func crowd(t *rapid.T, b *law.Book, month calendar.Month) *law.Table {
	table := law.NewTable(b.Vocabulary(), month, rapid.IntRange(1, 80).Draw(t, "people"))
	for row := range table.Rows {
		doubt := rapid.Bool().Draw(t, "doubt")
		for _, f := range b.Vocabulary().Facts() {
			if c, ok := table.Column(f.ID); ok && !(doubt && rapid.IntRange(0, 9).Draw(t, "unknown") == 0) {
				c.Set(row, value(t, &f, month))
			}
		}
	}
	return table
}

func value(t *rapid.T, f *law.Fact, month calendar.Month) int64 {
	switch {
	case f.Type == law.Bool && f.Presumed == "true":
		return min(1, int64(rapid.IntRange(0, 6).Draw(t, f.ID)))
	case f.Type == law.Bool:
		return int64(rapid.IntRange(0, 1).Draw(t, f.ID))
	case f.Type == law.Enum:
		return int64(rapid.IntRange(0, len(f.Values)-1).Draw(t, f.ID))
	case f.Type == law.Day:
		months := rapid.SampledFrom([]int{0, 36, 48, 192, 400, 720, 840, 900, 960}).Draw(t, "age")
		return int64(month.First().AddMonths(-months).Add(rapid.IntRange(-40, 40).Draw(t, "days")))
	}
	return rapid.SampledFrom([]int64{0, 0, 1, 21, 61, 81, 500_000, 1_500_001}).Draw(t, f.ID)
}

// Whatever the people and the values, a simulation counts what one by one would.
func TestSimulationCountsWhatOneByOneWould(t *testing.T) {
	t.Parallel()
	b := book(t)
	rapid.Check(t, func(t *rapid.T) {
		month := calendar.MonthOf(2027, 2)
		table := crowd(t, b, month)
		other, err := b.With(law.Setting{Parameter: "social-assistance.base", Value: rapid.SampledFrom([]int64{0, 300_000, 540_000, 700_000}).Draw(t, "base"), From: month.First()},
			law.Setting{Parameter: "social-pension.level", Value: rapid.SampledFrom([]int64{0, 540_000, 600_000}).Draw(t, "level"), From: month.First()})
		if err != nil {
			t.Fatal(err)
		}
		sex, _ := ByEnum(table, "sex", "person.sex")
		age, _ := ByAge(table)
		s, err := Run(table, []Scenario{{Name: "now", Book: b}, {Name: "then", Book: other}}, []Dimension{sex, age})
		if err != nil {
			t.Fatal(err)
		}
		want := make([]Outcome, 2)
		for row := range table.Rows {
			before, after := total(t, b, table.Facts(row), month), total(t, other, table.Facts(row), month)
			want[0].count(before, before)
			want[1].count(before, after)
		}
		for i := range want {
			holds(t, s, i, want[i])
		}
	})
}

// holds compares a scenario's total, and the sums of every division, with what one by one gave.
func holds(t *rapid.T, s *Simulation, i int, want Outcome) {
	t.Helper()
	got := s.Total.Outcomes[i]
	got.Open = 0
	if got != want {
		t.Fatalf("scenario %d: %+v, want %+v", i, got, want)
	}
	for _, d := range s.By {
		sum := Outcome{}
		for _, l := range d.Lines {
			sum.Cost += l.Outcomes[i].Cost
			sum.People += l.Outcomes[i].People
			sum.Gained += l.Outcomes[i].Gained
			sum.Open += l.Outcomes[i].Open
		}
		parts := d.By == "sex" || d.By == "age"
		if sum.Cost != want.Cost || parts && (sum.People != want.People || sum.Gained != want.Gained || sum.Open != s.Total.Outcomes[i].Open) {
			t.Fatalf("by %s: %+v, want %+v", d.By, sum, want)
		}
	}
}

func total(t *rapid.T, b *law.Book, f law.Facts, month calendar.Month) (sum money.Dong) {
	e, err := b.Explain(f, month)
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range e.Programmes {
		sum += p.Total
	}
	return sum
}

func book(t *testing.T) *law.Book {
	t.Helper()
	b, err := law.Load(os.DirFS("../../policy"))
	if err != nil {
		t.Fatal(err)
	}
	return b
}
