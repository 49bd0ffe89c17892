package registry

import (
	"io"
	"slices"
	"strings"

	"ansinh/calendar"
	"ansinh/fault"
	"ansinh/law"
	"ansinh/org"
	"ansinh/registry/columnar"
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

// epoch is the day from which Parquet counts.
var epoch = calendar.MustDay(1970, 1, 1)

// ownColumns are who the people are and where they live, as columns of a file.
func (s *Snapshot) ownColumns() []columnar.Column {
	people := columnar.Column{Name: "person", Longs: make([]int64, len(s.Persons))}
	houses := columnar.Column{Name: "household", Longs: make([]int64, len(s.Persons))}
	homes := columnar.Column{Name: "home_unit", Marks: make([]uint16, len(s.Persons)), Labels: []string{}}
	places := map[org.UnitID]uint16{}
	for i := range s.Persons {
		people.Longs[i], houses.Longs[i] = int64(s.Persons[i]), int64(s.Households[i])
		place, ok := places[s.HomeUnits[i]]
		if !ok {
			place = uint16(len(places))
			places[s.HomeUnits[i]] = place
			homes.Labels = append(homes.Labels, string(s.HomeUnits[i]))
		}
		homes.Marks[i] = place
	}
	return []columnar.Column{people, houses, homes}
}

// factColumn is the column of a fact, over the same memory: unknown is null, an enum its id, a day a date.
func factColumn(c *law.Column) columnar.Column {
	out := columnar.Column{Name: strings.ReplaceAll(c.Fact.ID, ".", "_"), Known: c.Known, Bits: c.Bits, Codes: c.Codes, Ints: c.Ints, Longs: c.Sums}
	switch c.Fact.Type {
	case law.Day:
		out.Days, out.Epoch = true, int32(epoch)
	case law.Enum:
		for _, v := range c.Fact.Values {
			out.Labels = append(out.Labels, v.ID)
		}
	}
	return out
}

// WriteParquet writes the snapshot as one Parquet file: person, household, home unit and a column a fact. The same
// snapshot gives the same bytes.
func (s *Snapshot) WriteParquet(w io.Writer) error {
	columns := s.ownColumns()
	for _, c := range s.columns() {
		columns = append(columns, factColumn(c))
	}
	slices.SortFunc(columns, func(a, b columnar.Column) int { return strings.Compare(a.Name, b.Name) })
	err := columnar.Write(w, len(s.Persons), columns, s.notes())
	if err != nil {
		return fault.Wrap(err, fault.Unavailable, "registry.snapshot.write")
	}
	return nil
}

func (s *Snapshot) notes() []columnar.Note {
	return []columnar.Note{{Key: "known_at", Value: s.KnownAt.String()}, {Key: "month", Value: s.Month.String()}, {Key: "sha256", Value: s.Hash}}
}
