package main

import (
	"context"
	"time"

	"ansinh/db"
)

// addresses are those of all households.
func (b *register) addresses(ctx context.Context) (map[int64]string, error) {
	out := map[int64]string{}
	return out, b.DB.View(ctx, func(tx *db.Tx) error {
		return db.Each(ctx, tx, func(s db.Scanner) error {
			var id int64
			var address string
			err := s.Scan(&id, &address)
			out[id] = address
			return err
		}, `SELECT id, address FROM household`)
	})
}

// bare writes as many rows as a list of people becomes, of the same width, without checks, keys and indexes.
func (b *register) bare(ctx context.Context, lines int) (time.Duration, error) {
	var took time.Duration
	err := b.DB.Update(ctx, func(tx *db.Tx) error {
		if _, err := tx.Exec(ctx, `CREATE TABLE bench_bare (id BIGINT, a TEXT, b TEXT, c BIGINT, d TEXT, e TEXT, f TEXT, g TEXT, h TEXT, i TEXT, j TEXT, k TEXT, l TEXT, m TEXT, n BIGINT)`); err != nil {
			return err
		}
		columns := []string{"id", "a", "b", "c", "d", "e", "f", "g", "h", "i", "j", "k", "l", "m", "n"}
		began := time.Now()
		_, err := tx.Bulk(ctx, "bench_bare", columns, func(yield func([]any) bool) {
			for i := range lines + lines/4 + lines/3 { // people, households, facts
				if !yield([]any{int64(i), "07282@2025-07-01", "07282@base", int64(i), "head", "Nguyễn Văn Hùng", "nguyen van hung", "1970-01-02", "day", "male", "kinh",
					"024070123456", nil, "2026-11-24T03:00:00.000000000Z", int64(1)}) {
					return
				}
			}
		})
		took = time.Since(began)
		if err != nil {
			return err
		}
		_, err = tx.Exec(ctx, `DROP TABLE bench_bare`)
		return err
	})
	return took, err
}
