package registry

import (
	"context"
	"slices"
	"strconv"
	"strings"

	"ansinh/db"
	"ansinh/org"
)

// idsAtOnce is how many people one query asks for: the time grows with those asked for, not with the register.
const idsAtOnce = 1000

// rounded is how many marks a query has for so many people: few different texts, which the database reads and plans once.
func rounded(n int) int {
	for _, size := range []int{10, 100, 400} {
		if n <= size {
			return size
		}
	}
	return idsAtOnce
}

func payTo(ctx context.Context, tx *db.Tx, ids map[PersonID]bool, at At, scope []org.UnitID) ([]PayTo, error) {
	asked := make([]PersonID, 0, len(ids))
	for id := range ids {
		asked = append(asked, id)
	}
	slices.Sort(asked)
	out := make([]PayTo, 0, len(asked))
	for some := range slices.Chunk(asked, idsAtOnce) {
		args := []any{knownBefore(at.KnownOn), at.AsOf}
		marks := make([]string, rounded(len(some)))
		for i := range marks {
			args = append(args, int64(some[min(i, len(some)-1)]))
			marks[i] = "$" + strconv.Itoa(len(args))
		}
		where := db.In("p.home_unit", scope, &args)
		err := db.Each(ctx, tx, func(s db.Scanner) error {
			var p PayTo
			var born string
			if err := s.Scan((*int64)(&p.Person), &p.Name, &born, &p.PersonalNumber, (*int64)(&p.Household), &p.Address, (*string)(&p.Channel), &p.Bank, &p.Number,
				&p.Holder); err != nil {
				return err
			}
			year, err := strconv.Atoi(born[:min(4, len(born))])
			if err != nil {
				return err
			}
			p.BirthYear = year
			if n := len(out); n > 0 && out[n-1].Person == p.Person { // a later way of the same person
				out = out[:n-1]
			}
			out = append(out, p)
			return nil
		}, `SELECT p.id, p.name, p.birth_date, coalesce(p.personal_number, ''), p.household, h.address, coalesce(f.channel, ''),
			coalesce(f.bank, ''), coalesce(f.number, ''), coalesce(f.holder, '')
			FROM person p JOIN household h ON h.id = p.household
			LEFT JOIN payee f ON f.person = p.id AND `+known+` AND `+valid+`
			WHERE p.id IN (`+strings.Join(marks, ",")+`)`+where+` ORDER BY p.id, f.valid_from NULLS LAST, f.id NULLS LAST`, args...)
		if err != nil {
			return nil, err
		}
	}
	return out, nil
}
