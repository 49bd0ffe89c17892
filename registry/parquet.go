package registry

import (
	"io"
	"slices"
	"strings"

	"github.com/parquet-go/parquet-go"
	"github.com/parquet-go/parquet-go/compress/zstd"

	"ansinh/calendar"
	"ansinh/fault"
	"ansinh/law"
)

// columns are the table's columns in the vocabulary's order.
func (s *Snapshot) columns() []*law.Column {
	var out []*law.Column
	for _, f := range s.Table.Vocabulary().Facts() {
		if c, ok := s.Table.Column(f.ID); ok {
			out = append(out, c)
		}
	}
	return out
}

// leaf is one column of the file.
type leaf struct {
	name string
	node parquet.Node
	get  func(row int) (parquet.Value, bool)
}

// leaves are the columns of the file, by name as Parquet orders them.
func (s *Snapshot) leaves() []leaf {
	out := []leaf{
		{"person", parquet.Int(64), func(i int) (parquet.Value, bool) { return parquet.Int64Value(int64(s.Persons[i])), true }},
		{"household", parquet.Int(64), func(i int) (parquet.Value, bool) { return parquet.Int64Value(int64(s.Households[i])), true }},
		{"home_unit", dictionary(), func(i int) (parquet.Value, bool) {
			return parquet.ByteArrayValue([]byte(s.HomeUnits[i])), true
		}},
	}
	for _, c := range s.columns() {
		out = append(out, factLeaf(c))
	}
	slices.SortFunc(out, func(a, b leaf) int { return strings.Compare(a.name, b.name) })
	return out
}

func dictionary() parquet.Node { return parquet.Encoded(parquet.String(), &parquet.RLEDictionary) }

// factLeaf is the column of a fact: unknown is null, an enum its id, a day a date.
func factLeaf(c *law.Column) leaf {
	l := leaf{name: strings.ReplaceAll(c.Fact.ID, ".", "_")}
	var value func(v int64) parquet.Value
	switch c.Fact.Type {
	case law.Bool:
		l.node, value = parquet.Leaf(parquet.BooleanType), func(v int64) parquet.Value { return parquet.BooleanValue(v != 0) }
	case law.Day:
		l.node, value = parquet.Date(), func(v int64) parquet.Value { return parquet.Int32Value(int32(calendar.Date(v) - epoch)) }
	case law.Enum:
		ids := make([]parquet.Value, len(c.Fact.Values))
		for i, v := range c.Fact.Values {
			ids[i] = parquet.ByteArrayValue([]byte(v.ID))
		}
		l.node, value = dictionary(), func(v int64) parquet.Value { return ids[v] }
	default:
		l.node, value = parquet.Int(64), parquet.Int64Value
	}
	l.node = parquet.Optional(l.node)
	l.get = func(i int) (parquet.Value, bool) {
		v, ok := c.Get(i)
		if !ok {
			return parquet.NullValue(), false
		}
		return value(v), true
	}
	return l
}

// epoch is the day from which Parquet counts.
var epoch = calendar.MustDay(1970, 1, 1)

// WriteParquet writes the snapshot as one Parquet file: person, household, home unit and a column a fact. The same
// snapshot gives the same bytes.
func (s *Snapshot) WriteParquet(w io.Writer) error {
	leaves, group := s.leaves(), parquet.Group{}
	for _, l := range leaves {
		group[l.name] = l.node
	}
	out := parquet.NewWriter(w, parquet.NewSchema("snapshot", group), parquet.CreatedBy("ansinh", "1", ""),
		parquet.Compression(&zstd.Codec{}), parquet.MaxRowsPerRowGroup(1<<18))
	for _, meta := range [][2]string{{"known_at", s.KnownAt.String()}, {"month", s.Month.String()}, {"sha256", s.Hash}} {
		out.SetKeyValueMetadata(meta[0], meta[1])
	}
	const block = 2048
	rows := make([]parquet.Row, 0, block)
	store := make([]parquet.Value, block*len(leaves))
	for first := 0; first < s.Table.Rows; first += block {
		rows = rows[:0]
		for i := first; i < min(first+block, s.Table.Rows); i++ {
			row := store[(i-first)*len(leaves) : (i-first+1)*len(leaves)]
			for at, l := range leaves {
				row[at] = cell(l, i, at)
			}
			rows = append(rows, row)
		}
		if _, err := out.WriteRows(rows); err != nil {
			return fault.Wrap(err, fault.Unavailable, "registry.snapshot.write")
		}
	}
	if err := out.Close(); err != nil {
		return fault.Wrap(err, fault.Unavailable, "registry.snapshot.write")
	}
	return nil
}

// cell is a value with its place in the file: an optional one that is there is one level deep.
func cell(l leaf, row, column int) parquet.Value {
	v, there := l.get(row)
	if there && l.node.Optional() {
		return v.Level(0, 1, column)
	}
	return v.Level(0, 0, column)
}
