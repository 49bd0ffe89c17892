package law

import (
	"slices"

	"ansinh/calendar"
	"ansinh/fault"
)

// In is the same facts asked of another month: the people grow older, nothing else changes. It shares the columns.
func (t *Table) In(month calendar.Month) *Table {
	moved := *t
	moved.Month = month
	return &moved
}

// For is the table in the words of another vocabulary, for a law with more facts: those are unknown of everybody. A
// fact that has another meaning there is an error. It shares the columns.
func (t *Table) For(v *Vocabulary) (*Table, error) {
	if t.vocabulary == v {
		return t, nil
	}
	seen := NewTable(v, t.Month, 0)
	seen.Rows = t.Rows
	for i, c := range seen.columns {
		if c == nil {
			continue
		}
		held, ok := t.Column(c.Fact.ID)
		if !ok {
			seen.columns[i] = newColumn(c.Fact, t.Rows)
			continue
		}
		sameValue := func(a, b Choice) bool { return a.ID == b.ID }
		if held.Fact.Type != c.Fact.Type || !slices.EqualFunc(held.Fact.Values, c.Fact.Values, sameValue) {
			return nil, fault.New(fault.Invalid, "law.reform.other_fact", c.Fact.ID)
		}
		seen.columns[i] = held
	}
	return seen, nil
}

// Row is a table of one row alone.
func (t *Table) Row(row int) *Table {
	one := NewTable(t.vocabulary, t.Month, 1)
	for i, c := range t.columns {
		if c == nil {
			continue
		}
		if v, ok := c.Get(row); ok {
			one.columns[i].Set(0, v)
		}
	}
	return one
}
