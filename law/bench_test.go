package law_test

import (
	"os"
	"runtime"
	"syscall"
	"testing"
	"time"

	"ansinh/bench/crowd"
	"ansinh/calendar"
	"ansinh/law"
)

func benchBook(b *testing.B) *law.Book {
	book, err := law.Load(os.DirFS("../policy"))
	if err != nil {
		b.Fatal(err)
	}
	return book
}

// The whole measurement, with other ways of doing the same, is bench/; this is for looking at one change.
func BenchmarkDetermine(b *testing.B) {
	book := benchBook(b)
	usual := crowd.Options{Rows: 1_900_000, Month: calendar.MonthOf(2026, 11), Seed: 30, Disabled: crowd.Usual, Doubt: 5}
	with := func(change func(*crowd.Options)) crowd.Options { o := usual; change(&o); return o }
	for _, size := range []struct {
		name  string
		cores int
		crowd.Options
	}{
		{"190k/2cores", 2, with(func(o *crowd.Options) { o.Rows = 190_000 })},
		{"1M/1core/all-known", 1, with(func(o *crowd.Options) { o.Rows, o.Doubt, o.Income = 1_000_000, 0, true })},
		{"1M/1core", 1, with(func(o *crowd.Options) { o.Rows = 1_000_000 })},
		{"1.9M/1core", 1, usual},
		{"1.9M/2cores", 2, usual},
		{"1.9M/2cores/30percent", 2, with(func(o *crowd.Options) { o.Disabled = 270 })},
		{"1.9M/2cores/60percent", 2, with(func(o *crowd.Options) { o.Disabled = 580 })},
	} {
		b.Run(size.name, func(b *testing.B) {
			t := crowd.New(book.Vocabulary(), size.Options)
			defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(size.cores))
			b.ReportAllocs()
			paid, open, before := 0, 0, processor()
			for b.Loop() {
				r, err := book.Determine(t)
				if err != nil {
					b.Fatal(err)
				}
				paid, open = len(r.Benefits), len(r.Unknown)
			}
			b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/float64(size.Rows), "ns/person")
			b.ReportMetric(float64((processor()-before).Nanoseconds())/float64(b.N)/float64(size.Rows), "cpu-ns/person")
			b.ReportMetric(float64(paid)*100/float64(size.Rows), "%paid")
			b.ReportMetric(float64(open)*100/float64(size.Rows), "%open")
		})
	}
}

// processor is the time the processors spent on this process: what a busy machine leaves of a measurement.
func processor() time.Duration {
	var u syscall.Rusage
	if syscall.Getrusage(syscall.RUSAGE_SELF, &u) != nil {
		return 0
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

func BenchmarkExplain(b *testing.B) {
	book := benchBook(b)
	month := calendar.MonthOf(2026, 11)
	t := crowd.New(book.Vocabulary(), crowd.Options{Rows: 100, Month: month, Seed: 30, Disabled: 500})
	i := 0
	for b.Loop() {
		if _, err := book.Explain(t.Facts(i%t.Rows), month); err != nil {
			b.Fatal(err)
		}
		i++
	}
}

func BenchmarkLoad(b *testing.B) {
	for b.Loop() {
		benchBook(b)
	}
}

// BenchmarkAugust is the month in which most of the allowance's categories are in force.
func BenchmarkAugust(b *testing.B) {
	book := benchBook(b)
	t := crowd.New(book.Vocabulary(), crowd.Options{Rows: 1_000_000, Month: calendar.MonthOf(2024, 8), Seed: 30, Disabled: crowd.Usual, Income: true})
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(1))
	paid := 0
	for b.Loop() {
		r, err := book.Determine(t)
		if err != nil {
			b.Fatal(err)
		}
		paid = len(r.Benefits)
	}
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/1_000_000, "ns/person")
	b.ReportMetric(float64(paid)/10_000, "%paid")
}
