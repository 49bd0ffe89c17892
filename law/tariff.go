package law

import (
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"
)

// A tariff is a table of the law: an amount for every value of a fact, or for bands of values, by date. Amounts are
// those printed; none is ever worked out from another.
type tariff struct {
	id    string
	field string
	fact  int // number of the fact that is looked up
	Name
	history timeline[*tariffRows]
}

// tariffRows is one printing of a table, by ascending values without holes inside.
type tariffRows struct {
	rows []tariffRow
}

type tariffRow struct {
	low, high int64 // both included
	amount    int64
}

// at is the amount for a value; 0 outside the table, where the law grants nothing.
func (t *tariffRows) at(v int64) int64 {
	i, found := slices.BinarySearchFunc(t.rows, v, func(r tariffRow, v int64) int {
		switch {
		case r.high < v:
			return -1
		case r.low > v:
			return 1
		}
		return 0
	})
	if !found {
		return 0
	}
	return t.rows[i].amount
}

// tariff reads a parameter of the type table.
func (b *builder) tariff(i *Instrument, id string, o object) {
	t := b.findTariff(i.Field, id)
	if t == nil {
		t = &tariff{id: id, field: i.Field, Name: o.name(), fact: -1, history: timeline[*tariffRows]{name: id}}
		by := o.need("by")
		f, ok := b.vocabulary.Index(by)
		switch {
		case by == "":
		case !ok:
			o.bad("by", "law.no_fact", by, b.vocabulary.nearest(by))
		case !b.vocabulary.facts[f].countable():
			o.bad("by", "law.table_fact", by)
		default:
			t.fact = f
		}
		b.tariffs = append(b.tariffs, t)
	}
	if i.Area != "" {
		o.bad("values", "law.no_local_value", id)
	}
	for _, n := range o.list("values") {
		v := b.object(o.file, n, "from", "to", "value", "rows", "source", "document", "confidence")
		span := v.span(i)
		unread := v.unread()
		rows := &tariffRows{}
		if !unread {
			rows = b.tariffRows(t, v)
		}
		t.history.versions = append(t.history.versions, version[*tariffRows]{
			Span: span, body: rows, source: v.source(i), open: span.To.IsZero(), unread: unread, place: v, key: "from",
		})
	}
}

// countable says whether a table can be read by the fact.
func (f *Fact) countable() bool { return (f.Type == Int || f.Type == Enum) && f.Derived == "" }

// unread says that a value is there in the law but was not read.
func (o object) unread() bool { return o.text("value") == "unread" }

// tariffRows reads rows: [value, amount] or [low, high, amount], ascending.
func (b *builder) tariffRows(t *tariff, v object) *tariffRows {
	out := &tariffRows{}
	if len(v.list("rows")) == 0 {
		v.bad("rows", "law.missing_key", "rows")
	}
	for _, n := range v.list("rows") {
		if r, ok := b.tariffRow(t, v, n); ok {
			out.rows = append(out.rows, r)
		}
	}
	for i := 1; i < len(out.rows); i++ {
		if out.rows[i].low != out.rows[i-1].high+1 {
			n := v.list("rows")[i]
			b.at(v.file, n.Line, n.Column, "law.table_order", t.id, n.Content[0].Value)
			break
		}
	}
	return out
}

func (b *builder) tariffRow(t *tariff, v object, n *yaml.Node) (tariffRow, bool) {
	if n.Kind != yaml.SequenceNode || len(n.Content) < 2 || len(n.Content) > 3 || t.fact < 0 {
		b.at(v.file, n.Line, n.Column, "law.table_row", t.id)
		return tariffRow{}, false
	}
	by, money := &b.vocabulary.facts[t.fact], Fact{Type: Money}
	last := len(n.Content) - 1
	low, okLow := by.Parse(n.Content[0].Value)
	high, okHigh := by.Parse(n.Content[last-1].Value)
	amount, okAmount := money.Parse(n.Content[last].Value)
	if !okLow || !okHigh || !okAmount || high < low {
		b.at(v.file, n.Line, n.Column, "law.bad_value", t.id, strings.Join(texts(n.Content), ", "))
		return tariffRow{}, false
	}
	return tariffRow{low: low, high: high, amount: amount}, true
}

func (b *builder) findTariff(field, id string) *tariff {
	n := slices.IndexFunc(b.tariffs, func(t *tariff) bool { return t.field == field && t.id == id })
	if n < 0 {
		return nil
	}
	return b.tariffs[n]
}
