package exchange

import (
	"encoding/csv"
	"io"
	"strings"

	"github.com/parquet-go/parquet-go"

	"ansinh/fault"
	"ansinh/registry"
	"ansinh/text"
)

// Writer takes the rows of a list one after another and writes them as they come.
type Writer interface {
	Row(Row) error
	Close() error
}

// Row is one person of an exported list.
type Row struct {
	Code      string `parquet:"code"`
	Number    string `parquet:"personal_number"`
	Name      string `parquet:"name"`
	Born      string `parquet:"birth_date"`
	Sex       string `parquet:"sex"`
	Ethnicity string `parquet:"ethnicity"`
	Home      string `parquet:"home_unit"`
	Household int64  `parquet:"household"`
}

// RowOf is a person as a row.
func RowOf(p registry.Person) Row {
	return Row{p.Code, p.PersonalNumber, p.Name, p.BirthDate.String(), string(p.Sex), p.Ethnicity, string(p.HomeUnit), int64(p.Household)}
}

func (r Row) cells() []string {
	return []string{r.Code, r.Number, r.Name, r.Born, r.Sex, r.Ethnicity, r.Home}
}

// Heading is the heading of an exported list in a language.
func Heading(texts *text.Texts, lang text.Lang) []string {
	out := make([]string, 0, 7)
	for _, c := range []string{"code", "personal_number", "name", "birth_date", "sex", "ethnicity", "home"} {
		out = append(out, texts.Of(lang, "exchange.column."+c))
	}
	return out
}

// Formats are the formats a list can be written in, with their media types.
var Formats = map[string]string{
	"csv":     "text/csv; charset=utf-8",
	"xlsx":    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
	"parquet": "application/vnd.apache.parquet",
}

// NewWriter begins a list. heading names the seven columns that CSV and XLSX have. CSV and Parquet leave as they are
// written, and so does a workbook, sheet by sheet.
func NewWriter(w io.Writer, format string, heading []string) (Writer, error) {
	switch format {
	case "csv":
		if _, err := io.WriteString(w, "\ufeff"); err != nil {
			return nil, err
		}
		c := csvWriter{csv.NewWriter(w)}
		err := c.Write(heading)
		c.Flush()
		return c, err
	case "xlsx":
		return newBook(w, heading)
	case "parquet":
		return parquetWriter{parquet.NewGenericWriter[Row](w, parquet.MaxRowsPerRowGroup(50_000))}, nil
	}
	return nil, fault.New(fault.Invalid, "exchange.format", format)
}

type csvWriter struct{ *csv.Writer }

// Row writes a line; a cell that a spreadsheet would run as a formula is given as text.
func (c csvWriter) Row(r Row) error {
	return c.Write(harmless(r.cells()))
}

// harmless gives what a spreadsheet would run as a formula as text.
func harmless(cells []string) []string {
	for i, cell := range cells {
		if cell != "" && strings.ContainsRune("=+-@\t\r", rune(cell[0])) {
			cells[i] = "'" + cell
		}
	}
	return cells
}

// Close writes what is left.
func (c csvWriter) Close() error {
	c.Flush()
	return c.Error()
}

type parquetWriter struct{ *parquet.GenericWriter[Row] }

// Row writes a row.
func (p parquetWriter) Row(r Row) error {
	_, err := p.Write([]Row{r})
	return err
}
