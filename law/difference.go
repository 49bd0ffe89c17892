package law

import (
	"iter"

	"ansinh/calendar"
	"ansinh/money"
)

// Difference is what one row is due under one category in two answers; nothing is 0.
type Difference struct {
	Row       int32
	Programme uint16
	Category  uint16
	Before    money.Dong
	After     money.Dong
}

// Differences goes through two answers for the same rows by books with the same categories, and yields what is not the
// same, by row, programme, category.
func Differences(before, after *Result) iter.Seq[Difference] {
	return func(yield func(Difference) bool) {
		a, b := before.Benefits, after.Benefits
		for len(a) > 0 || len(b) > 0 {
			var d Difference
			switch {
			case len(b) == 0 || len(a) > 0 && a[0].before(&b[0]):
				d = Difference{a[0].Row, a[0].Programme, a[0].Category, a[0].Amount, 0}
				a = a[1:]
			case len(a) == 0 || b[0].before(&a[0]):
				d = Difference{b[0].Row, b[0].Programme, b[0].Category, 0, b[0].Amount}
				b = b[1:]
			default:
				d = Difference{a[0].Row, a[0].Programme, a[0].Category, a[0].Amount, b[0].Amount}
				a, b = a[1:], b[1:]
			}
			if d.Before != d.After && !yield(d) {
				return
			}
		}
	}
}

func (b *Benefit) before(o *Benefit) bool {
	switch {
	case b.Row != o.Row:
		return b.Row < o.Row
	case b.Programme != o.Programme:
		return b.Programme < o.Programme
	}
	return b.Category < o.Category
}

// Span answers for every month from one to another, each by its own law; table gives what is known of a month. It stops
// at the first error. Two spans over what was known then and what is known now, month by month through Differences, are
// the arrears (more after than before) and the recoveries (less).
func (b *Book) Span(from, to calendar.Month, table func(calendar.Month) (*Table, error)) iter.Seq2[*Result, error] {
	return func(yield func(*Result, error) bool) {
		for m := from; m <= to; m++ {
			r, err := b.month(m, table)
			if !yield(r, err) || err != nil {
				return
			}
		}
	}
}

func (b *Book) month(m calendar.Month, table func(calendar.Month) (*Table, error)) (*Result, error) {
	t, err := table(m)
	if err != nil {
		return nil, err
	}
	return b.Determine(t.In(m))
}
