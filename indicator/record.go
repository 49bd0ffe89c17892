package indicator

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"ansinh/auth"
	"ansinh/calendar"
	"ansinh/gate"
	"ansinh/returns"
)

// People gives the rows of a month that the measures count.
type People interface {
	Rows(ctx context.Context, actor auth.Actor, month calendar.Month) (Rows, error)
}

// Goals gives what the plan in force on a day promises.
type Goals interface {
	Goals(ctx context.Context, actor auth.Actor, day calendar.Date) ([]Goal, error)
}

// MeasureRows reads the people of a month and counts them; see MeasureThese.
func (s *Service) MeasureRows(ctx context.Context, actor auth.Actor, month calendar.Month) (int, error) {
	if s.people == nil {
		return 0, nil
	}
	if _, err := s.simulated(ctx, actor, month); err != nil { // who may not measure does not read
		return 0, err
	}
	rows, err := s.people.Rows(ctx, actor, month)
	if err != nil {
		return 0, err
	}
	return s.MeasureThese(ctx, actor, month, rows)
}

// MeasureThese counts every computed indicator over the rows of a month, in one pass, and stores what came out. Measuring
// again what has not changed stores nothing. A population that was once said to be invented stays so. It gives the number
// of values that are new.
func (s *Service) MeasureThese(ctx context.Context, actor auth.Actor, month calendar.Month, rows Rows) (int, error) {
	before, err := s.simulated(ctx, actor, month)
	if err != nil {
		return 0, err
	}
	rows.Simulated = rows.Simulated || before
	var running []measure
	var of []string
	for _, d := range s.book.definitions {
		if d.Source.Measure != "" {
			running, of = append(running, measures[d.Source.Measure](s.book, month)), append(of, d.ID)
		}
	}
	for r := range rows.Each {
		for _, m := range running {
			m.add(r)
		}
	}
	var values []Value
	for i, m := range running {
		for unit, f := range m.figures() {
			values = append(values, Value{Indicator: of[i], Unit: unit, Period: Month(month), Numerator: f.numerator, Denominator: f.denominator,
				Unknown: f.unknown, Source: FromRows, Provenance: rows.Hash, Illustrative: rows.Simulated})
		}
	}
	return s.store(ctx, actor, Month(month), FromRows, values)
}

// simulated says whether values were counted from an invented population before.
func (s *Service) simulated(ctx context.Context, actor auth.Actor, month calendar.Month) (was bool, err error) {
	act := gate.Act{Permission: "indicator.measure", Subject: "indicators:" + month.String()}
	err = s.gate.Read(ctx, actor, act, func(tx *gate.Tx) error {
		was, err = anySimulated(ctx, tx)
		return err
	})
	return was, err
}

// MeasureReturns takes the values of all years up to one from the agencies' approved returns: a return of an earlier year
// may have been corrected, and the way to a target begins with the first. It gives the number of values that are new.
func (s *Service) MeasureReturns(ctx context.Context, actor auth.Actor, upTo int) (int, error) {
	years, err := s.returns.Years(ctx, actor, upTo)
	if err != nil {
		return 0, err
	}
	changed := 0
	for _, year := range years {
		n, err := s.measureYear(ctx, actor, year)
		if err != nil {
			return changed, err
		}
		changed += n
	}
	return changed, nil
}

func (s *Service) measureYear(ctx context.Context, actor auth.Actor, year int) (int, error) {
	list, err := s.returns.Year(ctx, actor, year)
	if err != nil {
		return 0, err
	}
	var values []Value
	for _, r := range list {
		if !r.State.Counts() {
			continue
		}
		for _, d := range s.book.definitions {
			if v, ok := s.fromReturn(d, r); ok {
				values = append(values, v)
			}
		}
	}
	return s.store(ctx, actor, Year(year), FromReturn, values)
}

// fromReturn is the value a return holds for an indicator; false where a field is blank or the denominator is zero.
func (s *Service) fromReturn(d Definition, r returns.Return) (Value, bool) {
	if d.Source.Form != r.Form {
		return Value{}, false
	}
	top, ok := r.Cells[d.Source.Numerator]
	if !ok {
		return Value{}, false
	}
	v := Value{Indicator: d.ID, Unit: r.Unit, Period: Year(r.Year), Numerator: top.Value, Source: FromReturn,
		Provenance: fmt.Sprintf("return:%d", r.ID), Illustrative: top.Illustrative}
	field, _ := s.returns.Book().Field(d.Source.Form, d.Source.Numerator)
	v.Denominator = tenTo(field.Scale)
	if d.Source.Denominator != "" {
		bottom, ok := r.Cells[d.Source.Denominator]
		if !ok || bottom.Value == 0 {
			return Value{}, false
		}
		v.Denominator, v.Illustrative = bottom.Value, v.Illustrative || bottom.Illustrative
	}
	return v, true
}

// store compares with what is there and writes only what is new, changed or gone.
func (s *Service) store(ctx context.Context, actor auth.Actor, p Period, from Origin, values []Value) (int, error) {
	slices.SortFunc(values, func(a, b Value) int {
		if c := strings.Compare(a.Indicator, b.Indicator); c != 0 {
			return c
		}
		return strings.Compare(string(a.Unit), string(b.Unit))
	})
	changed := 0
	act := gate.Act{Permission: "indicator.measure", Subject: "indicators:" + string(p)}
	err := s.gate.Change(ctx, actor, act, func(tx *gate.Tx) error {
		before, err := periodValues(ctx, tx, p, from)
		if err != nil {
			return err
		}
		changed = 0
		var fresh []Value
		for _, v := range values {
			key := place{v.Indicator, v.Unit}
			if before[key] != v {
				fresh = append(fresh, v)
			}
			delete(before, key)
		}
		if err := insertValues(ctx, tx, fresh, false); err != nil {
			return err
		}
		gone := make([]Value, 0, len(before))
		for _, v := range before {
			gone = append(gone, v)
		}
		changed = len(fresh) + len(gone)
		tx.Note("values", changed)
		return insertValues(ctx, tx, gone, true)
	})
	return changed, err
}

func tenTo(n int) int64 {
	out := int64(1)
	for range n {
		out *= 10
	}
	return out
}
