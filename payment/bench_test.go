package payment_test

import (
	"io"
	"path/filepath"
	"testing"

	"ansinh/auth"
	"ansinh/db/dbtest"
	"ansinh/payment"
)

// benchPersons is how many people the measurements are made with, as many as the demonstration's.
const benchPersons = 190_000

// BenchmarkMonth measures the steps of a month on both databases: determination with its lists, a whole month from a
// register nobody has read yet, all bank files, the cash list.
func BenchmarkMonth(b *testing.B) {
	for name, fresh := range map[string]func() string{
		"sqlite":   func() string { return filepath.Join(b.TempDir(), "bench.db") },
		"postgres": func() string { return dbtest.NewPostgres(b) },
	} {
		b.Run(name, func(b *testing.B) {
			r, _, _ := threeMonths(b, fresh(), benchPersons)
			month := november
			b.Run("determine", func(b *testing.B) {
				s, err := r.registry.Snapshot(ctx, auth.System(), november.Add(1), today)
				if err != nil {
					b.Fatal(err)
				}
				for b.Loop() {
					if _, err := r.benefits.Determine(ctx, auth.System(), s); err != nil {
						b.Fatal(err)
					}
				}
			})
			b.Run("whole", func(b *testing.B) {
				for b.Loop() {
					month = month.Add(1)
					done, err := r.RunMonth(ctx, preparer, month, payment.Options{})
					if err != nil {
						b.Fatal(err)
					}
					b.ReportMetric(float64(done.Run.Lines), "lines")
				}
			})
			b.Run("bankfiles", func(b *testing.B) {
				for b.Loop() {
					banks, err := r.Banks(ctx, preparer, november)
					if err != nil {
						b.Fatal(err)
					}
					for _, bank := range banks {
						if _, err := r.WriteBankFile(ctx, preparer, november, bank, io.Discard); err != nil {
							b.Fatal(err)
						}
					}
				}
			})
			b.Run("cashlist", func(b *testing.B) {
				for b.Loop() {
					if _, err := r.WriteCashList(ctx, preparer, november, io.Discard); err != nil {
						b.Fatal(err)
					}
				}
			})
		})
	}
}
