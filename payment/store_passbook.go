package payment

import (
	"context"

	"ansinh/calendar"
	"ansinh/db"
	"ansinh/money"
	"ansinh/registry"
)

func runStates(ctx context.Context, tx *db.Tx) (map[calendar.Month]State, error) {
	out := map[calendar.Month]State{}
	return out, db.Each(ctx, tx, func(s db.Scanner) error {
		var m calendar.Month
		var st State
		err := s.Scan(&m, &st)
		out[m] = st
		return err
	}, `SELECT month, state FROM payment_run ORDER BY month`)
}

// returnsOf says why the channels gave lines of a person back.
func returnsOf(ctx context.Context, tx *db.Tx, person registry.PersonID) (map[string]string, error) {
	out := map[string]string{}
	return out, db.Each(ctx, tx, func(s db.Scanner) error {
		var line, why string
		err := s.Scan(&line, &why)
		out[line] = why
		return err
	}, `SELECT r.line, CASE WHEN r.reason <> '' THEN r.reason ELSE r.code END FROM payment_return r JOIN payment_line l ON l.id = r.line
		WHERE l.person = $1 ORDER BY r.line`, int64(person))
}

// keptBackOf is what was kept back for the recoveries of a person.
func keptBackOf(ctx context.Context, tx *db.Tx, person registry.PersonID) (map[string]money.Dong, error) {
	out := map[string]money.Dong{}
	return out, db.Each(ctx, tx, func(s db.Scanner) error {
		var line string
		var n int64
		err := s.Scan(&line, &n)
		out[line] = money.Dong(n)
		return err
	}, `SELECT i.recovery, CAST(sum(i.amount) AS BIGINT) FROM payment_instalment i JOIN payment_line l ON l.id = i.recovery
		WHERE l.person = $1 GROUP BY i.recovery ORDER BY i.recovery`, int64(person))
}
