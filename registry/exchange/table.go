package exchange

import (
	"encoding/csv"
	"io"
	"slices"
	"strconv"
	"strings"

	"github.com/parquet-go/parquet-go"

	"ansinh/fault"
)

// Table takes the lines of a list of any kind one after another and writes them as they come. A line has a cell for
// each column of the heading. All cells are text: numbers of persons keep their zeros, figures stand as the page's file
// says them.
type Table interface {
	Line(cells []string) error
	Flush() error // sends what was written so far
	Close() error
}

// NewTable begins a list with its heading in a format of Formats.
func NewTable(w io.Writer, format string, heading []string) (Table, error) {
	switch format {
	case "csv":
		if _, err := io.WriteString(w, "\ufeff"); err != nil {
			return nil, err
		}
		c := csvTable{csv.NewWriter(w)}
		err := c.Write(heading)
		c.Writer.Flush()
		return c, err
	case "xlsx":
		return newBook(w, heading)
	case "parquet":
		return newColumns(w, heading), nil
	}
	return nil, fault.New(fault.Invalid, "exchange.format", format)
}

type csvTable struct{ *csv.Writer }

// Line writes a line; a cell that a spreadsheet would run as a formula is given as text.
func (c csvTable) Line(cells []string) error { return c.Write(harmless(cells)) }

func (c csvTable) Flush() error {
	c.Writer.Flush()
	return c.Error()
}

func (c csvTable) Close() error { return c.Flush() }

// harmless gives what a spreadsheet would run as a formula as text. A figure below zero is none.
func harmless(cells []string) []string {
	out := slices.Clone(cells)
	for i, cell := range out {
		if cell != "" && strings.ContainsRune("=+-@\t\r", rune(cell[0])) && !figure(cell) {
			out[i] = "'" + cell
		}
	}
	return out
}

func figure(s string) bool { return strings.Trim(strings.TrimPrefix(s, "-"), "0123456789") == "" }

// columnTable writes Parquet: a column for each of the heading, in its order and under its words.
type columnTable struct {
	*parquet.GenericWriter[any]
	row parquet.Row
}

func newColumns(w io.Writer, heading []string) *columnTable {
	schema := parquet.NewSchema("list", columnsOf(heading))
	return &columnTable{GenericWriter: parquet.NewGenericWriter[any](w, schema, parquet.MaxRowsPerRowGroup(50_000), parquet.WriteBufferSize(0)), row: make(parquet.Row, len(heading))}
}

func (c *columnTable) Line(cells []string) error {
	for i, cell := range cells {
		c.row[i] = parquet.ByteArrayValue([]byte(cell)).Level(0, 0, i)
	}
	_, err := c.WriteRows([]parquet.Row{c.row})
	return err
}

// columns is a group whose columns stand as they were given, not by name.
type columns struct {
	parquet.Group
	inOrder []parquet.Field
}

func (c columns) Fields() []parquet.Field { return c.inOrder }

// columnsOf are the columns of a heading. Two of the same words are told apart by a number.
func columnsOf(heading []string) columns {
	c := columns{Group: parquet.Group{}}
	var names []string
	for _, name := range heading {
		unique := name
		for n := 2; unique == "" || c.Group[unique] != nil; n++ {
			unique = name + " " + strconv.Itoa(n)
		}
		c.Group[unique] = parquet.String()
		names = append(names, unique)
	}
	c.inOrder = c.Group.Fields()
	slices.SortFunc(c.inOrder, func(a, b parquet.Field) int { return slices.Index(names, a.Name()) - slices.Index(names, b.Name()) })
	return c
}
