package payment

import (
	"context"

	"ansinh/calendar"
	"ansinh/db"
	"ansinh/fault"
	"ansinh/gate"
	"ansinh/registry"
)

// fileRead is what a file came to when it was read; false where it was not.
func fileRead(ctx context.Context, tx *db.Tx, hash string) (Reading, bool, error) {
	r, err := db.One(ctx, tx, func(s db.Scanner) (r Reading, err error) {
		err = s.Scan(&r.SHA256, &r.Month, &r.Kind, &r.Lines, &r.Amount)
		return r, err
	}, `SELECT sha256, month, kind, lines, amount FROM payment_file WHERE sha256 = $1`, hash)
	if fault.Is(err, fault.NotFound) {
		return Reading{}, false, nil
	}
	return r, err == nil, err
}

func insertFile(ctx context.Context, tx *gate.Tx, r Reading) error {
	_, err := tx.Exec(ctx, `INSERT INTO payment_file (sha256, month, kind, lines, amount, read_at, read_by) VALUES ($1, $2, $3, $4, $5, $6, $7)`,
		r.SHA256, r.Month, string(r.Kind), r.Lines, int64(r.Amount), db.Instant(tx.Now), tx.Actor.ID)
	return err
}

// linesByID are the lines of a run by their id.
func linesByID(ctx context.Context, tx *db.Tx, month calendar.Month) (map[string]*Line, error) {
	lines, err := allLines(ctx, tx, month)
	out := make(map[string]*Line, len(lines))
	for i := range lines {
		out[lines[i].ID] = &lines[i]
	}
	return out, err
}

func insertReturns(ctx context.Context, tx *gate.Tx, all []Return) error {
	at := db.Instant(tx.Now)
	columns := []string{"line", "month", "commune", "home_unit", "file", "code", "reason", "returned_at", "returned_by"}
	_, err := tx.Bulk(ctx, "payment_return", columns, each(all, len(columns), func(r *Return, row []any) {
		row[0], row[1], row[2], row[3] = r.Line.ID, r.Line.Month.String(), string(r.Line.Commune), string(r.Line.HomeUnit)
		row[4], row[5], row[6], row[7], row[8] = r.File, r.Code, r.Reason, at, tx.Actor.ID
	}))
	return err
}

// failures are the returned lines of a month (zero: all) or the one with an id, by month, person and id.
func failures(ctx context.Context, tx *db.Tx, month calendar.Month, line string) ([]Return, error) {
	args := []any{line}
	where := `($1 = '' OR f.line = $1)`
	if !month.IsZero() {
		args = append(args, month)
		where += ` AND f.month = $2`
	}
	return db.All(ctx, tx, func(s db.Scanner) (r Return, err error) {
		var at, again, held string
		tail := []any{&r.File, &r.Code, &r.Reason, &at, &r.Repaired, &r.Channel, &r.Bank, &r.Account, &again, &held}
		if r.Line, err = scanLine(longer{s, tail}); err != nil {
			return r, err
		}
		if again != "" {
			if r.Again, err = calendar.ParseMonth(again); err != nil {
				return r, err
			}
		}
		r.Held = held != ""
		r.At, err = db.ParseInstant(at)
		return r, err
	}, `SELECT `+lineColumns+`, f.file, f.code, f.reason, f.returned_at, p.line IS NOT NULL, coalesce(p.channel, ''), coalesce(p.bank, ''),
		coalesce(p.account, ''), coalesce(a.month, ''), coalesce(a.held, '') FROM payment_return f JOIN payment_line l ON l.id = f.line
		LEFT JOIN payment_repair p ON p.line = f.line LEFT JOIN payment_line a ON a.again = f.line AND a.again <> '' AND a.kind = 'repeat'
		WHERE `+where+` ORDER BY l.month, l.person, l.id`, args...)
}

// longer scans a row into what is asked for and a tail.
type longer struct {
	db.Scanner
	tail []any
}

// Scan scans.
func (l longer) Scan(dest ...any) error { return l.Scanner.Scan(append(dest, l.tail...)...) }

func putRepair(ctx context.Context, tx *gate.Tx, line string, channel Channel, to registry.PayTo) error {
	bank, account, holder, born, address := to.Bank, to.Number, to.Holder, 0, ""
	if channel == Cash {
		bank, account, holder, born, address = "", "", to.Name, to.BirthYear, to.Address
	}
	_, err := tx.Exec(ctx, `INSERT INTO payment_repair (line, channel, bank, account, holder, birth_year, address, repaired_at, repaired_by)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) ON CONFLICT (line) DO UPDATE SET channel = excluded.channel, bank = excluded.bank,
		account = excluded.account, holder = excluded.holder, birth_year = excluded.birth_year, address = excluded.address,
		repaired_at = excluded.repaired_at, repaired_by = excluded.repaired_by`, line, string(channel), bank, account, holder, int64(born), address,
		db.Instant(tx.Now), tx.Actor.ID)
	return err
}

// repairedLines are the returned lines of earlier runs that were repaired and that no run pays again. The join is written
// like that of claimedLines.
func repairedLines(ctx context.Context, tx *db.Tx, before calendar.Month) ([]repaired, error) {
	return db.All(ctx, tx, func(s db.Scanner) (r repaired, err error) {
		t := &r.to
		r.Line, err = scanLine(longer{s, []any{&t.Channel, &t.Bank, &t.Account, &t.Holder, &t.BirthYear, &t.Address}})
		return r, err
	}, `SELECT `+lineColumns+`, p.channel, p.bank, p.account, p.holder, p.birth_year, p.address FROM payment_repair p
		CROSS JOIN payment_line l WHERE l.id = p.line AND l.month < $1 AND NOT EXISTS (SELECT 1 FROM payment_line a WHERE a.again = p.line AND a.again <> '' AND a.kind = 'repeat')
		ORDER BY l.person, l.id`, before)
}
