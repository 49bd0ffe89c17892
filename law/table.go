package law

import (
	"fmt"

	"ansinh/calendar"
	"ansinh/fault"
)

// Column holds one fact of every row. Exactly one of Bits, Codes, Ints, Sums is in use, by the fact's type. What
// stands in a row whose Known bit is off means nothing. Bitmaps have one bit a row, row 0 the lowest bit of word 0.
//
// Several goroutines may fill one column at a time only where no two share a group of 64 rows.
type Column struct {
	Fact  *Fact
	Known []uint64
	Bits  []uint64 // Bool
	Codes []uint8  // Enum: number of the value
	Ints  []int32  // Int; Day as calendar.Date
	Sums  []int64  // Money, in đồng
}

// Get is the value of a row as a number (a bool is 0 or 1, an enum its code, a date its calendar.Date) and whether
// it is known.
func (c *Column) Get(row int) (int64, bool) {
	if c.Known[row>>6]>>(row&63)&1 == 0 {
		return 0, false
	}
	switch c.Fact.Type {
	case Bool:
		return int64(c.Bits[row>>6] >> (row & 63) & 1), true
	case Enum:
		return int64(c.Codes[row]), true
	case Money:
		return c.Sums[row], true
	default:
		return int64(c.Ints[row]), true
	}
}

// Set is the fast way in for the registry: the value as Get gives it. It does not check the range, but "no date" for
// a day makes the row unknown.
func (c *Column) Set(row int, v int64) {
	if c.Fact.Type == Day && v <= 0 {
		c.Unset(row)
		return
	}
	bit := uint64(1) << (row & 63)
	c.Known[row>>6] |= bit
	switch c.Fact.Type {
	case Bool:
		c.Bits[row>>6] &^= bit
		if v != 0 {
			c.Bits[row>>6] |= bit
		}
	case Enum:
		c.Codes[row] = uint8(v)
	case Money:
		c.Sums[row] = v
	default:
		c.Ints[row] = int32(v)
	}
}

// Unset makes a row unknown.
func (c *Column) Unset(row int) { c.Known[row>>6] &^= 1 << (row & 63) }

// Fill gives every row the same known value: what a complete register means by silence, before its entries are set.
func (c *Column) Fill(rows int, v int64) {
	for row := range rows {
		c.Set(row, v)
	}
}

// Table is what is known of every person in one month: a column for each fact that the law does not derive itself.
type Table struct {
	Month calendar.Month
	Rows  int

	vocabulary *Vocabulary
	columns    []*Column // by number of the fact; nil where the law derives it
}

// NewTable makes a table with everything unknown. It has no columns for the facts of events.
func NewTable(v *Vocabulary, month calendar.Month, rows int) *Table {
	return newTable(v, month, rows, false)
}

func newTable(v *Vocabulary, month calendar.Month, rows int, events bool) *Table {
	t := &Table{Month: month, Rows: rows, vocabulary: v, columns: make([]*Column, len(v.facts))}
	for i := range v.facts {
		if f := &v.facts[i]; f.Derived != DerivedByLaw && (events || f.Of != Event) {
			t.columns[i] = newColumn(f, rows)
		}
	}
	return t
}

// newColumn is a column with every row unknown.
func newColumn(f *Fact, rows int) *Column {
	words := (rows + 63) / 64
	c := &Column{Fact: f, Known: make([]uint64, words)}
	switch f.Type {
	case Bool:
		c.Bits = make([]uint64, words)
	case Enum:
		c.Codes = make([]uint8, rows)
	case Money:
		c.Sums = make([]int64, rows)
	default:
		c.Ints = make([]int32, rows)
	}
	return c
}

// Vocabulary is what the columns mean.
func (t *Table) Vocabulary() *Vocabulary { return t.vocabulary }

// Column gives raw access to a fact; false where there is no such fact or the law derives it.
func (t *Table) Column(fact string) (*Column, bool) {
	i, ok := t.vocabulary.Index(fact)
	if !ok || t.columns[i] == nil {
		return nil, false
	}
	return t.columns[i], true
}

// SetBool sets a fact that is true or false.
func (t *Table) SetBool(fact string, row int, v bool) error {
	n := int64(0)
	if v {
		n = 1
	}
	return t.set(fact, row, Bool, n)
}

// SetInt sets a count or an amount of money; it must not be negative.
func (t *Table) SetInt(fact string, row int, v int64) error {
	if f, ok := t.vocabulary.Fact(fact); ok && f.Type == Money {
		return t.set(fact, row, Money, v)
	}
	return t.set(fact, row, Int, v)
}

// SetDate sets a day.
func (t *Table) SetDate(fact string, row int, v calendar.Date) error {
	return t.set(fact, row, Day, int64(v))
}

// SetEnum sets one of the fact's values by its id.
func (t *Table) SetEnum(fact string, row int, value string) error {
	f, ok := t.vocabulary.Fact(fact)
	if !ok {
		return fault.New(fault.Invalid, "law.no_fact", fact, t.vocabulary.nearest(fact))
	}
	code, ok := f.Code(value)
	if !ok {
		return fault.New(fault.Invalid, "law.no_value", fact, value, nearestChoice(f, value))
	}
	return t.set(fact, row, Enum, int64(code))
}

// SetUnknown forgets a fact of a row.
func (t *Table) SetUnknown(fact string, row int) error {
	c, ok := t.Column(fact)
	if !ok {
		return fault.New(fault.Invalid, "law.no_fact", fact, t.vocabulary.nearest(fact))
	}
	c.Unset(row)
	return nil
}

func (t *Table) set(fact string, row int, typ Type, v int64) error {
	c, ok := t.Column(fact)
	switch {
	case !ok:
		return fault.New(fault.Invalid, "law.no_fact", fact, t.vocabulary.nearest(fact))
	case c.Fact.Type != typ:
		return fault.New(fault.Invalid, "law.wrong_type", fact, c.Fact.Type.String(), typ.String())
	case row < 0 || row >= t.Rows:
		return fault.Wrap(fmt.Errorf("row %d of %d", row, t.Rows), fault.Internal, "law.no_row")
	case v < 0 || v > maxMoney || (typ != Money && v > 1<<31-1):
		return fault.New(fault.Invalid, "law.out_of_range", fact, v)
	}
	c.Set(row, v)
	return nil
}

// Facts is a row as the explanation takes it: the known facts with their text and no source.
func (t *Table) Facts(row int) Facts {
	f := Facts{}
	for _, c := range t.columns {
		if c == nil {
			continue
		}
		if v, ok := c.Get(row); ok {
			f[c.Fact.ID] = FactValue{Text: c.Fact.Format(v)}
		}
	}
	return f
}
