package law

import (
	"math/rand/v2"
	"testing"

	"ansinh/calendar"
)

// crowd is a table of invented people in the proportions of a province, share of whom (in hundredths) hold something
// that makes them a candidate. It is for timing only.
func crowd(b *Book, rows, share int) *Table {
	r := rand.New(rand.NewPCG(30, 2026))
	month := calendar.MonthOf(2026, 11)
	t := NewTable(b.vocabulary, month, rows)
	for _, c := range t.columns {
		if c == nil {
			continue
		}
		text := c.Fact.Absent
		if text == "" {
			text = c.Fact.Presumed
		}
		if v, ok := c.Fact.Parse(text); ok && text != "" {
			c.Fill(rows, v)
		}
	}
	column := func(id string) *Column { c, _ := t.Column(id); return c }
	birth, disability, poverty := column("person.birth_date"), column("person.disability"), column("household.poverty")
	for row := range rows {
		birth.Set(row, int64(month.First())-int64(r.IntN(85*365)))
		if r.IntN(100) < share {
			disability.Set(row, int64(2+r.IntN(2)))
		}
		if r.IntN(100) < 8 {
			poverty.Set(row, int64(1+r.IntN(2)))
		}
	}
	return t
}

func BenchmarkDetermine(bench *testing.B) {
	b := book(bench)
	for _, size := range []struct {
		name        string
		rows, share int
		workers     int
	}{
		{"190k/2cores", 190_000, 2, 2}, {"1M/1core", 1_000_000, 2, 1}, {"1M/2cores", 1_000_000, 2, 2},
		{"1.9M/2cores", 1_900_000, 2, 2}, {"1.9M/2cores/30percent", 1_900_000, 25, 2}, {"1.9M/2cores/60percent", 1_900_000, 57, 2},
	} {
		bench.Run(size.name, func(bench *testing.B) {
			t := crowd(b, size.rows, size.share)
			bench.ReportAllocs()
			paid := 0
			for bench.Loop() {
				r, err := b.determine(t, size.workers)
				if err != nil {
					bench.Fatal(err)
				}
				paid = len(r.Benefits)
			}
			bench.ReportMetric(float64(bench.Elapsed().Nanoseconds())/float64(bench.N)/float64(size.rows), "ns/person")
			bench.ReportMetric(float64(paid)*100/float64(size.rows), "%paid")
		})
	}
}

func BenchmarkExplain(bench *testing.B) {
	b := book(bench)
	f := crowd(b, 1, 100).Facts(0)
	for bench.Loop() {
		if _, err := b.Explain(f, calendar.MonthOf(2026, 11)); err != nil {
			bench.Fatal(err)
		}
	}
}

func BenchmarkLoad(bench *testing.B) {
	for bench.Loop() {
		book(bench)
	}
}
